"""`deliveries`, `send-test` and `preview`: the outbox and the channels."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from monitor.app import App
from monitor.channels.forms import Rendered
from monitor.cli import output
from monitor.config.options import Options
from monitor.core.errors import UnknownName
from monitor.core.states import HELD, PENDING, SENDING, SENT, DeliveryState
from monitor.render.language import ENGLISH
from monitor.render.views import instant


@click.group(invoke_without_command=True)
@click.option("--state", type=click.Choice([state.value for state in DeliveryState]), default=None)
@output.limit_option
@output.json_option
@click.pass_context
def deliveries(ctx: click.Context, state: str | None, limit: int, as_json: bool) -> None:
    """The outbox: each alert on its way to each channel, newest first."""
    if ctx.invoked_subcommand:
        return
    with output.reading(ctx.obj) as app:
        rows, more = output.cut(app.reads.deliveries(limit=limit + 1, state=state or ""), limit)
        now, lost = app.clock(), app.lost.unseen()
    if as_json:
        views = [{k: instant(v) if k.endswith("_at") else v for k, v in _named(row).items()} for row in rows]
        output.print_json({**output.listing("deliveries", views, more), "lost": [row["id"] for row in lost]})
        return
    output.table(
        ("id", "event", "channel", "state", "attempts", "due", "error"),
        [
            (r["id"], r["event"], r["channel"], r["state"], r["attempts"],
             output.ago(r["due_at"], now) if _waits(r, now) else "-", _named(r)["error"])
            for r in rows
        ],
    )  # fmt: skip

    output.print_lost(lost)


def _named(row: Mapping[str, Any]) -> dict[str, Any]:
    """The row as the contract has it: what went wrong, else why it waits or was closed, is one column to a reader."""
    shown = dict(row)
    why = shown.pop("why")
    # That a channel could not be reached is said of the channel; this alert has nothing against it.
    is_told = why is None or row["state"] == SENT or why.code == "after_outage"
    said = "" if is_told else ENGLISH.say(why)
    return {**shown, "error": row["error"] or said}


def _waits(row: Mapping[str, Any], now: datetime) -> bool:
    """Whether a delivery has a time: what a doubt or a suspicion holds waits for a person."""
    return row["state"] in (PENDING, SENDING) or (row["state"] == HELD and row["due_at"] > now)


_lost_option = click.option("--lost", is_flag=True, help="All that did not arrive and that nobody has seen.")


@deliveries.command()
@click.argument("ids", nargs=-1, type=int)
@_lost_option
@click.pass_obj
def retry(options: Options, ids: tuple[int, ...], lost: bool) -> int:
    """Make deliveries due at once, dead ones too, and send them."""
    with output.writing(options) as app:
        asked = _asked(app, ids, lost=lost)
        _must_be_all(asked, app.outbox.retry(asked, app.clock()), "no pending, held or dead delivery")
        report = app.deliver()
    click.echo(f"{report.sent} sent, {report.failed} failed")
    return 1 if report.failed else 0


@deliveries.command()
@click.argument("ids", nargs=-1, type=int)
@_lost_option
@click.pass_obj
def seen(options: Options, ids: tuple[int, ...], lost: bool) -> None:
    """Say that somebody has seen what did not arrive: it is named no more. Nothing is sent."""
    with output.writing(options) as app:
        asked = _asked(app, ids, lost=lost)
        _must_be_all(asked, app.lost.see(asked), "no dead delivery, and none in doubt")
    click.echo(f"{len(asked)} seen")


def _asked(app: App, ids: tuple[int, ...], *, lost: bool) -> list[int]:
    if not ids and not lost:
        raise click.UsageError("name deliveries by their ids, or use --lost")
    return [*ids, *(row["id"] for row in app.lost.unseen() if lost)]


def _must_be_all(asked: Sequence[int], found: Sequence[int], words: str) -> None:
    missing = sorted(set(asked) - set(found))
    if missing:
        raise UnknownName(f"{words}: {', '.join(map(str, missing))}")


@click.command("send-test")
@click.argument("channels", nargs=-1)
@output.json_option
@click.pass_obj
def send_test(options: Options, channels: tuple[str, ...], as_json: bool) -> int:
    """Send a message marked as a test to the named channels, or to all that are on."""
    with output.sending(options) as app:
        results = app.send_test(channels)
    if as_json:
        rows = [{"channel": c.name, "ok": o.ok, "error": o.detail} for c, o in results]
        output.print_json({"channels": rows})
    elif not results:
        click.echo("no channel is on: give one its address (see docs/running.md)")
    else:
        for channel, outcome in results:
            click.echo(f"{channel.name}: {'sent' if outcome.ok else 'FAILED: ' + outcome.detail}")
    return 0 if all(outcome.ok for _, outcome in results) else 1


@click.command()
@click.argument("event")
@click.option(
    "--channel", "channel", required=True, metavar="C", help="The channel whose form, language and limits count."
)
@click.option("--html", "page", type=click.Path(path_type=Path, dir_okay=False), help="Write a mail's HTML to FILE.")
@click.option("--attachment", type=click.Path(path_type=Path, dir_okay=False), help="Write the attached page to FILE.")
@output.json_option
@click.pass_obj
def preview(
    options: Options, event: str, channel: str, page: Path | None, attachment: Path | None, as_json: bool
) -> None:
    """What would be sent for EVENT (an id or a reference) to a channel. Sends nothing."""
    with output.reading(options) as app:
        message, made = app.preview(event, channel)
    if page is not None:
        output.write_page(page, made.body if made.kind == "mail" else "")
    if attachment is not None:
        output.write_page(attachment, made.attachment)
    if as_json:
        output.print_json({"channel": channel, "reference": message.reference, **_parts(made)})
        return
    for name, value in made.headers.items():
        click.echo(f"{name}: {value}")
    click.echo(f"Subject: {made.title}\n" if made.title else "")
    click.echo(made.text if made.text is not None else _shown(made))
    if made.attachment:
        click.echo(
            f"\nattached: {made.attachment_name} ({len(made.attachment):,} characters; --attachment FILE writes it)"
        )


def _parts(made: Rendered) -> dict[str, object]:
    """Title, text, HTML and payload: what the channel's kind has."""
    return {
        "kind": made.kind,
        "title": made.title,
        "text": made.text if made.text is not None or made.kind not in ("text", "slack") else made.body,
        "html": made.body if made.kind == "mail" else None,
        "payload": _payload(made),
        "headers": made.headers,
        "attachment": {"name": made.attachment_name, "html": made.attachment} if made.attachment else None,
    }


def _payload(made: Rendered) -> object:
    match made.kind:
        case "event":
            return json.loads(made.body)
        case "slack":
            return {"text": made.body}
        case _:
            return None


def _shown(made: Rendered) -> str:
    return json.dumps(json.loads(made.body), ensure_ascii=False, indent=1) if made.kind == "event" else made.body
