"""`items`, `show`, `diff`, `events`, `search`: what is stored."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import get_args

import click

from monitor.app import App
from monitor.app.explaining import told
from monitor.cli import output
from monitor.cli.looks import print_looks
from monitor.config.choices import must_be_one
from monitor.config.options import Options
from monitor.core.errors import ParseError, UnknownName
from monitor.core.model import Event, EventKind, Item, Reading, Version
from monitor.core.states import WITHDRAWN, ItemState
from monitor.render import wording
from monitor.render.language import ENGLISH
from monitor.render.views import (
    event_view,
    facts_view,
    item_brief,
    item_view,
    observation_view,
    sentences,
    version_view,
    weights_view,
)
from monitor.store.reads import ItemView


@click.command()
@click.option("--source", default="", help="Only of this source.")
@click.option("--topic", default="", help="Only on this topic.")
@click.option("--state", type=click.Choice([state.value for state in ItemState]), default=None)
@output.limit_option
@output.json_option
@click.pass_obj
def items(options: Options, source: str, topic: str, state: str | None, limit: int, as_json: bool) -> None:
    """List items, newest first."""
    with output.reading(options) as app:
        _names(app, source, topic)
        found = app.reads.items(limit=limit + 1, source=source, topic=topic, state=state or "")
        _list(app, found, limit, as_json)


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--source", default="", help="Only of this source.")
@output.limit_option
@output.json_option
@click.pass_obj
def search(options: Options, words: tuple[str, ...], source: str, limit: int, as_json: bool) -> None:
    """Items whose newest text holds all the words (also inside longer ones)."""
    with output.reading(options) as app:
        _names(app, source)
        found = app.reads.items(limit=limit + 1, source=source, words=" ".join(words))
        _list(app, found, limit, as_json)


def _names(app: App, source: str = "", topic: str = "", kind: str = "") -> None:
    """Raises `UnknownName` for what is no name here. A source that was configured once is one while it is stored."""
    if source:
        must_be_one("source", source, dict.fromkeys([*(s.name for s in app.all_sources()), *app.reads.source_rows()]))
    if topic:
        must_be_one("topic", topic, [t.name for t in (*app.settings.topics, *app.settings.resting)])
    if kind:
        must_be_one("kind", kind, get_args(EventKind))


def _list(app: App, found: list[ItemView], limit: int, as_json: bool) -> None:
    rows, more = output.cut(found, limit)
    if as_json:
        views = [item_view(v.item, v.aliases, v.references, v.matches, v.same_file) for v in rows]
        output.print_json(output.listing("items", views, more))
        return
    zone = app.settings.zone
    output.table(
        ("id", "source", "published", "v", "topics", "title"),
        [
            (v.item.id, v.item.source, output.local(v.item.published_at, zone), v.item.version,
             ",".join(v.item.topics) or "-", v.item.title + (" (withdrawn)" if v.item.state == WITHDRAWN else ""))
            for v in rows
        ],
    )  # fmt: skip
    if more:
        click.echo(f"… and more; --limit shows them ({limit} shown)")


def one_item(app: App, text: str) -> ItemView:
    """The one item that an id, alias or reference stands for. Raises `UnknownName`, listing several."""
    found = app.reads.find(text)
    if not found:
        raise UnknownName(f"no item {text!r}: neither an id, an address, another alias nor a reference")
    if len(found) > 1:
        rows = "\n".join(f"  {v.item.id}  {v.item.source}  {v.item.title}" for v in found)
        raise UnknownName(f"{text!r} fits {len(found)} items; name one by its id:\n{rows}")
    return found[0]


@click.command()
@click.argument("item")
@click.option("--looks", is_flag=True, help="When it was looked at, and what came, instead of its texts.")
@click.option("--cut", is_flag=True, help="What of its page is kept and what is cut, line by line, and why.")
@output.json_option
@click.pass_obj
def show(options: Options, item: str, looks: bool, cut: bool, as_json: bool) -> None:
    """One item with all its versions. ITEM: an id, an alias or a reference."""
    with output.reading(options) as app:
        view = one_item(app, item)
        if cut:
            _show_cut(app, view, as_json=as_json)
            return
        versions, readings = app.reads.versions(view.item.id), app.reads.readings(view.item.id)
        seen = app.reads.observations(view.item) if looks else []
        if as_json:
            known = item_view(view.item, view.aliases, view.references, view.matches, view.same_file)
            shown = {"item": known, "versions": [version_view(v, readings) for v in versions]}
            output.print_json({**shown, "looks": [observation_view(o) for o in seen]} if looks else shown)
            return
        _show_item(app, view)
        if looks:
            print_looks(view.item, seen, app.settings.zone)
        else:
            _show_versions(app, view.item, versions, readings)


def _show_cut(app: App, view: ItemView, *, as_json: bool) -> None:
    try:
        lines = told(app, view.item)
    except ParseError as error:
        raise click.UsageError(str(error)) from error
    if as_json:
        known = item_view(view.item, view.aliases, view.references, view.matches, view.same_file)
        output.print_json({"item": known, "lines": output.told_view(lines)})
        return
    _show_item(app, view)
    output.told(lines)


def _show_item(app: App, view: ItemView) -> None:
    item, zone = view.item, app.settings.zone
    click.secho(item.title, bold=True)
    click.echo(
        f"{item.url}\n{item.source} · item {item.id} · {item.state} · topics: {', '.join(item.topics) or 'none'}"
    )
    click.echo(f"published {output.local(item.published_at, zone)}, first seen {output.local(item.first_seen, zone)}")
    click.echo("known as " + ", ".join(view.aliases))
    for match in view.matches:
        click.echo(wording.why(match))
    if view.references:
        click.echo("references " + ", ".join(view.references))
    for other in view.same_file:
        click.echo(f"the same file: item {other.id} of {other.source}, {other.title}, {other.url}")


def _show_versions(app: App, item: Item, versions: Sequence[Version], readings: Sequence[Reading]) -> None:
    zone = app.settings.zone
    for version in versions:
        click.echo()
        click.secho(f"version {version.number}, {output.local(version.at, zone)}: {version.title}", bold=True)
        for again in (r for r in readings if r.number == version.number):
            click.echo(f"  read anew by {again.reader}, {output.local(again.at, zone)}")
        if version.number == item.version:
            for block in version.blocks:
                click.echo(f"  [{block.kind}] {block.text}" if block.kind != "paragraph" else f"  {block.text}")


@click.command()
@click.argument("item")
@click.argument("old", required=False, type=int, metavar="[A")
@click.argument("new", required=False, type=int, metavar="B]")
@output.html_option
@output.json_option
@click.pass_obj
def diff(options: Options, item: str, old: int | None, new: int | None, page: Path | None, as_json: bool) -> None:
    """What changed between versions A and B of an item; without them, with the last change."""
    # The judge takes a tenth of a second to load: the commands that list do without it.
    from monitor.edits.compare import compare, text_of
    from monitor.render import diffpage

    with output.reading(options) as app:
        view = one_item(app, item)
        versions = {v.number: v for v in app.reads.versions(view.item.id)}
    if new is None:
        new = max(versions)
    if old is None:
        old = max(new - 1, 1)
    for number in (old, new):
        if number not in versions:
            raise UnknownName(f"item {view.item.id} has no version {number}; it has {', '.join(map(str, versions))}")
    change = compare(text_of(versions[old]), text_of(versions[new]))
    zone = app.settings.zone
    lines = [f"version {n}, {output.local(versions[n].at, zone)}" for n in (old, new)]
    if page is not None:
        output.write_page(page, diffpage.page(view.item.title, change, url=view.item.url, about=[" → ".join(lines)]))
    if as_json:
        output.print_json(
            {
                "item": item_brief(view.item),
                "from_version": old,
                "to_version": new,
                "class": change.cls,
                "score": change.score,
                "facts": facts_view(change.facts),
                "weights": weights_view(change.facts),
                "reasons": sentences(change.reasons),
                "hunks": [
                    {
                        "op": h.op,
                        "kind": h.kind,
                        "above": h.above,
                        "pieces": [{"op": p.op, "text": p.text} for p in h.pieces],
                    }
                    for h in change.hunks
                ],
            }
        )
        return
    click.secho(view.item.title, bold=True)
    click.echo(" -> ".join(lines))
    output.change(change)


def _what(event: Event, known: Mapping[int, Item]) -> str:
    """The title of its item, or what an event of our own says."""
    item = known.get(event.item_id or 0)
    return item.title if item else ENGLISH.say(event.detail or "")


@click.command()
@click.option("--kind", default="", help="Only of this kind, for example updated.")
@click.option("--source", default="", help="Only of this source.")
@click.option("--item", default="", help="Only of this item (an id, an alias or a reference).")
@click.option("--after", type=int, default=0, help="Only events with a greater id, oldest first.")
@output.limit_option
@output.json_option
@click.pass_obj
def events(options: Options, kind: str, source: str, item: str, after: int, limit: int, as_json: bool) -> None:
    """What happened, newest first."""
    with output.reading(options) as app:
        _names(app, source, kind=kind)
        item_id = one_item(app, item).item.id if item else None
        found = app.reads.events(limit=limit + 1, kind=kind, source=source, item_id=item_id, after=after)
        rows, more = output.cut(found, limit)
        known = app.reads.items_by_id([e.item_id for e in rows if e.item_id is not None])
        zone = app.settings.zone
    if as_json:
        views = [event_view(e, item_brief(known[e.item_id]) if e.item_id in known else None) for e in rows]
        output.print_json(output.listing("events", views, more))
        return
    output.table(
        ("id", "at", "source", "kind", "class", "score", "what"),
        [
            (e.id, output.local(e.at, zone), e.source, e.kind + (" (baseline)" if e.baseline else ""), e.cls or "",
             e.score if e.score is not None else "", _what(e, known))
            for e in rows
        ],
    )  # fmt: skip
