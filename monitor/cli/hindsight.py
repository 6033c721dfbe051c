"""`monitor topic backtest` and `suggest`: a topic held against what is stored. Both only read."""

from collections.abc import Iterable, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from monitor.app import App
from monitor.cli import output
from monitor.config.load import load_topic
from monitor.config.options import Options
from monitor.core.topic import Topic
from monitor.render.views import instant, item_brief, match_view, sentences
from monitor.topics.backtest import Backtest, Row
from monitor.topics.lifting import Lift

_SHOWN = 20
since_option = click.option(
    "--since", type=click.DateTime(["%Y-%m-%d"]), help="Only items published since this day (YYYY-MM-DD)."
)


@contextmanager
def _looking(options: Options, as_json: bool) -> Any:
    """The program on its store as it stands (nothing is marked anew), and a progress line."""
    with output.reading(options) as app, output.progress(quiet=as_json) as tell:
        yield app, lambda number: tell("archive", f"{number} items looked at")


def _moment(app: App, day: datetime | None) -> datetime | None:
    return day.replace(tzinfo=app.settings.zone) if day else None


def _configured(app: App, name: str) -> Topic | None:
    """Today's rule of this name, if there is one: a draft may be of a topic that is new."""
    return next((t for t in (*app.settings.topics, *app.settings.resting) if t.name == name), None)


@click.command()
@click.argument("name")
@since_option
@click.option(
    "--draft",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Try this topic file instead, beside the configured one of that NAME if there is one.",
)
@click.option("--limit", type=click.IntRange(1, 10_000), default=_SHOWN, show_default=True, help="Items shown a group.")
@output.json_option
@click.pass_obj
def backtest(
    options: Options, name: str, since: datetime | None, draft: Path | None, limit: int, as_json: bool
) -> None:
    """What topic NAME would have found and lost in the archive, beside how its items are marked today."""
    with _looking(options, as_json) as (app, progress):
        rule = load_topic(draft, name) if draft else app.topic(name)
        today = _configured(app, name) if draft else None
        moment, zone = _moment(app, since), app.settings.zone
        found = app.hindsight.backtest(rule, today=today, since=moment, progress=progress)
    if as_json:
        output.print_json(_backtest_view(found, moment))
        return
    click.secho(
        f"{found.topic}: {found.looked} items looked at, {len(found.found)} found anew, {len(found.lost)} lost, "
        f"{len(found.kept)} kept, {len(found.near)} near",
        bold=True,
    )
    for words, colour, rows in _groups(found):
        if rows:
            _print_rows(words, colour, rows, limit, lambda r: output.local(r.item.published_at, zone))


def _groups(found: Backtest) -> Iterable[tuple[str, str, Sequence[Row]]]:
    yield "would be found", "green", found.found
    yield "would be lost", "red", found.lost
    yield "near the topic", "yellow", found.near


def _print_rows(words: str, colour: str, rows: Sequence[Row], limit: int, when: Any) -> None:
    click.secho(f"\n{words} ({len(rows)})", fg=colour, bold=True)
    for row in rows[:limit]:
        click.echo(f"  {row.match.score:.2f}  {row.item.id:>5}  {when(row)}  {row.item.source}  {row.item.title}")
        for term in sentences(row.match.terms):
            click.echo(f"        for: {term}")
        for term in sentences(row.match.against):
            click.echo(f"        against: {term}")
        for way in row.lifts:
            click.echo(f"        {lift_said(way)}")
    if len(rows) > limit:
        click.echo(f"  … and {len(rows) - limit} more; --limit shows them")


def _backtest_view(found: Backtest, since: datetime | None) -> dict[str, Any]:
    def rows(group: Sequence[Row]) -> list[dict[str, Any]]:
        return [
            {"item": item_brief(r.item), "source": r.item.source, **match_view(r.match), "lifts": lifts_view(r.lifts)}
            for r in group
        ]

    return {
        "topic": found.topic,
        "since": instant(since) if since else None,
        "looked": found.looked,
        "found": rows(found.found),
        "lost": rows(found.lost),
        "kept": rows(found.kept),
        "near": rows(found.near),
    }


@click.command()
@click.argument("name")
@since_option
@output.json_option
@click.pass_obj
def suggest(options: Options, name: str, since: datetime | None, as_json: bool) -> None:
    """Words frequent in the items on topic NAME, rare in the others, and no term of it yet."""
    with _looking(options, as_json) as (app, progress):
        rule = app.topic(name)
        found = app.hindsight.suggest(rule, since=_moment(app, since), progress=progress)
    if as_json:
        output.print_json({"topic": name, "suggestions": [asdict(s) for s in found]})
        return
    if not found:
        click.echo("nothing to suggest: too few items on topic, or none off it, to tell their words apart")
        return
    output.table(
        ("lang", "weight", "on topic", "others", "term"),
        [(s.language or "?", f"{s.weight:.1f}", s.on, s.off, s.term) for s in found],
    )


def lift_said(way: Lift) -> str:
    """'would be on (0.72) with: removal', 'would be on (0.66) but for: the opposite direction'"""
    what = f"with: {' and '.join(way.lacks)}" if way.lacks else f"but for: {way.against}"
    return f"would be on ({way.score:g}) {what}"


def lifts_view(ways: Iterable[Lift]) -> list[dict[str, Any]]:
    """The ways over the line as JSON has them."""
    return [{"lacks": list(way.lacks), "against": way.against, "score": way.score} for way in ways]
