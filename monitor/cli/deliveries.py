"""`deliveries` and `send-test`: the outbox and the channels."""

import click

from monitor.cli import output
from monitor.core.errors import UnknownName
from monitor.core.options import Options
from monitor.core.views import instant


@click.group(invoke_without_command=True)
@click.option("--state", type=click.Choice(["pending", "sending", "sent", "held", "dead"]), default=None)
@output.limit_option
@output.json_option
@click.pass_context
def deliveries(ctx: click.Context, state: str | None, limit: int, as_json: bool) -> None:
    """The outbox: each alert on its way to each channel, newest first."""
    if ctx.invoked_subcommand:
        return
    with output.opened(ctx.obj) as app:
        rows, more = output.cut(app.reads.deliveries(limit=limit + 1, state=state or ""), limit)
        now = app.clock()
    if as_json:
        views = [{k: instant(v) if k.endswith("_at") else v for k, v in row.items()} for row in rows]
        output.print_json(output.listing("deliveries", views, more))
        return
    output.table(
        ("id", "event", "channel", "state", "attempts", "due", "error"),
        [
            (r["id"], r["event"], r["channel"], r["state"], r["attempts"],
             output.ago(r["due_at"], now) if r["state"] in ("pending", "sending") else "-", r["error"])
            for r in rows
        ],
    )  # fmt: skip


@deliveries.command()
@click.argument("ids", nargs=-1, required=True, type=int)
@click.pass_obj
def retry(options: Options, ids: tuple[int, ...]) -> int:
    """Make deliveries due at once, dead ones too, and send them."""
    with output.opened(options) as app:
        found = app.outbox.retry(ids, app.clock())
        missing = sorted(set(ids) - set(found))
        if missing:
            raise UnknownName(f"no pending, held or dead delivery: {', '.join(map(str, missing))}")
        report = app.deliver()
    click.echo(f"{report.sent} sent, {report.failed} failed")
    return 1 if report.failed else 0


@click.command("send-test")
@click.argument("channels", nargs=-1)
@output.json_option
@click.pass_obj
def send_test(options: Options, channels: tuple[str, ...], as_json: bool) -> int:
    """Send a message marked as a test to the named channels, or to all that are on."""
    with output.opened(options) as app:
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
