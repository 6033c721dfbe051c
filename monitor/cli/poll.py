"""`monitor poll`: the same code as the service, on demand."""

from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any

import click

from monitor.app import App, open_app, rehearsal, settings_of
from monitor.app.polls import PollReport
from monitor.cli import output
from monitor.config.options import Options
from monitor.pipeline.polling.report import PollOptions
from monitor.render.language import ENGLISH
from monitor.render.views import event_view, instant, item_brief, run_view

_DELIVERY_STATES = ("pending", "held", "dead")


@click.command()
@click.argument("names", nargs=-1, metavar="[SOURCE]...")
@click.option("--revisit", is_flag=True, help="Look at every known item.")
@click.option("--dry-run", is_flag=True, help="Write and send nothing; needs no store.")
@click.option("--no-send", is_flag=True, help="Leave the alerts pending.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="Fetch older items back to this day, as baseline.")
@output.json_option
@click.pass_obj
def poll(
    options: Options,
    names: tuple[str, ...],
    revisit: bool,
    dry_run: bool,
    no_send: bool,
    since: datetime | None,
    as_json: bool,
) -> int:
    """Poll the named sources, or all, and deliver what is due."""
    settings = settings_of(options)
    back_to = since.replace(tzinfo=UTC) if since else None
    opened: AbstractContextManager[App] = rehearsal(settings) if dry_run else open_app(settings)
    with opened as app, output.progress(as_json) as tell:
        app.sources(names)
        app.prepare()
        report = app.poll(names, PollOptions(revisit, back_to), send=not (dry_run or no_send), progress=tell)
        if dry_run:
            report.states = {}
    if as_json:
        output.print_json(as_document(report))
    else:
        _print(report, dry_run)
    return 0 if report.good else 1


def as_document(report: PollReport) -> dict[str, Any]:
    """The contract's answer of `poll --json`."""
    counts = {state: report.states.get(state, 0) for state in _DELIVERY_STATES}
    counts["pending"] += report.states.get("sending", 0)
    return {
        "started_at": instant(report.started_at),
        "finished_at": instant(report.finished_at),
        "sources": [run_view(s.run) for s in report.sources],
        "events": [
            event_view(e, item_brief(report.items[e.item_id]) if e.item_id in report.items else None)
            for e in report.events
        ],
        "deliveries": {"sent": report.deliveries.sent, "failed": report.deliveries.failed, **counts},
    }


def _print(report: PollReport, dry_run: bool) -> None:
    rows = [
        (r.source, r.outcome, r.listed, r.checked, r.requests, r.not_modified, r.error or "")
        for r in (s.run for s in report.sources)
    ]
    output.table(("source", "outcome", "listed", "checked", "requests", "304", "error"), rows)
    for run in (s.run for s in report.sources if s.run.note):
        click.echo(f"{run.source}: {run.note}")
    silent = sum(e.baseline and e.item_id is not None for e in report.events)
    for event in report.events:
        if not (event.baseline and event.item_id is not None):
            item = report.items.get(event.item_id or 0)
            kind = f"{event.kind} ({event.cls})" if event.cls else event.kind
            click.echo(f"{kind}: {item.title if item else ENGLISH.say(event.detail or '')}")
    if silent:
        click.echo(f"{silent} items listed as the baseline; nobody is told of them one by one")
    if dry_run:
        click.echo("dry run: nothing was written or sent")
        return
    counts = as_document(report)["deliveries"]
    click.echo("alerts: " + ", ".join(f"{n} {state}" for state, n in counts.items()))
