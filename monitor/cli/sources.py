"""`sources` and `check`: how each source stands, and whether the configuration and the sites are as expected."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import click

from monitor.app import App, open_app, settings_of
from monitor.cli import output
from monitor.config.options import Options
from monitor.core.assumptions import Verdict
from monitor.core.errors import StoreError
from monitor.pipeline.polling.check import AddressReport, SourceCheck
from monitor.render.views import instant

_PAGES = 5


@click.group(invoke_without_command=True)
@output.json_option
@click.pass_context
def sources(context: click.Context, as_json: bool) -> None:
    """Each source: last look, outcome, next look, requests and the share of 304 answers."""
    if context.invoked_subcommand is None:
        _states(context.obj, as_json=as_json)


@sources.command()
@click.argument("name")
@output.json_option
@click.pass_obj
def release(options: Options, name: str, as_json: bool) -> None:
    """Send what is held for a source whose site seemed redesigned (source_suspect)."""
    with output.writing(options) as app:
        count = app.release(name)
    _say_held(name, "released", count, "are on their way", as_json=as_json)


@sources.command()
@click.argument("name")
@output.json_option
@click.pass_obj
def close(options: Options, name: str, as_json: bool) -> None:
    """Drop what is held for a source: its site was redesigned, and nothing else (source_suspect)."""
    with output.writing(options) as app:
        count = app.close_held(name)
    _say_held(name, "closed", count, "are closed, and will not be sent", as_json=as_json)


def _say_held(name: str, done: str, count: int, words: str, *, as_json: bool) -> None:
    if as_json:
        output.print_json({"source": name, done: count})
    else:
        click.echo(f"{name}: {count} held deliveries {words}")


def _states(options: Options, *, as_json: bool) -> None:
    with output.reading(options) as app:
        rows, service, upgraded = app.source_states(), app.service_state(), app.upgrade_state()
        now, lost, zone = app.clock(), app.lost.unseen(), app.settings.zone
    if as_json:
        views = {name: _timed(row) if row else None for name, row in (("service", service), ("upgrade", upgraded))}
        output.print_json({"sources": [_timed(row) for row in rows], **views, "lost": [row["id"] for row in lost]})
        return
    output.table(
        ("source", "kind", "outcome", "last look", "next look", "requests 24h", "304", "items", "last new", "error"),
        [
            (r["source"], r["kind"] if r["enabled"] else f"{r['kind']} (off)", _outcome(r),
             output.ago(r["last_run_at"], now), _next(r, now), _asked(r),
             f"{r['not_modified_share']:.0%}", r["items"], output.ago(r["heard_at"], now), r["error"] or "")
            for r in rows
        ],
    )  # fmt: skip
    for row in rows:
        _print_state(row, now, zone, served=service is not None)
    if upgraded is not None:
        anew = f"{upgraded['reread']} versions were" if upgraded["reread"] else "nothing was"
        when = output.ago(upgraded["at"], now)
        click.echo(f"schema {upgraded['from']} became {upgraded['to']} {when}; {anew} read anew since, nobody was told")
    output.print_lost(lost)
    if service is not None and not service["healthy"]:
        click.secho(f"the service is not healthy: {service['reason']}", fg="red")


def _timed(row: dict[str, Any]) -> dict[str, Any]:
    """The row with its moments as text, also those within."""
    return {key: _shown(key, value) for key, value in row.items()}


def _shown(key: str, value: Any) -> Any:
    if isinstance(value, dict):
        return _timed(value)
    if isinstance(value, list):
        return [_timed(one) for one in value]
    return instant(value) if key == "at" or key.endswith("_at") else value


def _print_state(row: dict[str, Any], now: datetime, zone: ZoneInfo, *, served: bool) -> None:
    """What a source's row has no room for. Who polls by hand alone has no schedule to be late by."""
    if row["overdue"] and served:
        click.secho(f"{row['source']}: its poll was due {output.ago(row['next_run_at'], now)}, not begun", fg="red")
    # Where the site itself is in trouble its row says so.
    pages = row["unreadable"] if row["outcome"] not in ("failed", "blocked") else []
    for page in pages[:_PAGES]:
        since = output.local(page["since_at"], zone)
        click.echo(f"{row['source']}: cannot be read since {since}: {page['url']}: {page['why']}")
    if len(pages) > _PAGES:
        click.echo(f"{row['source']}: and {len(pages) - _PAGES} more pages that cannot be read (--json)")
    if row["note"]:
        click.echo(f"{row['source']}: {row['note']}")
    if row["reread"]:
        read = row["reread"]
        when = output.ago(read["at"], now)
        click.echo(
            f"{row['source']}: {read['versions']} versions were read anew by {read['reader']} {when}; nobody was told"
        )


def _outcome(row: dict[str, Any]) -> str:
    return f"{row['outcome']} (suspect)" if row["suspect"] else str(row["outcome"] or "never polled")


def _next(row: dict[str, Any], now: datetime) -> str:
    """When the next look is; a moment that is over is one that is due."""
    if row["running"]:
        return "now"
    planned = row["next_run_at"]
    return "due" if planned and planned <= now else output.ago(planned, now)


def _asked(row: dict[str, Any]) -> str:
    return f"{row['requests']} (of {row['daily_requests']} a day)" if row["daily_requests"] else str(row["requests"])


@click.command()
@click.argument("names", nargs=-1, metavar="[SOURCE]...")
@click.option("--online", is_flag=True, help="Ask each address of a source once, politely, and say what it saw.")
@output.json_option
@click.pass_obj
def check(options: Options, names: tuple[str, ...], online: bool, as_json: bool) -> int:
    """Check the configuration; with --online, the sources too."""
    settings = settings_of(options)
    with open_app(settings) as app:
        app.sources(names)
        problems, templates = app.channel_problems(), app.template_problems()
        checks = app.check_online(names) if online else []
        lost, shared = _lost(app), app.shared_addresses()
        if as_json:
            ids = [row["id"] for row in lost]
            more = {"templates": templates, "lost": ids, "warnings": shared}
            output.print_json({**_view(app, problems, checks), **more})
        else:
            _print(app, problems, checks)
            output.print_lost(lost)
            for file, words in templates.items():
                click.echo(f"template {file}: {words}; the built-in form is sent instead")
            for words in shared:
                click.echo(f"warning: {words}; what both see is told once, by the first")
    if problems or templates:
        return 2
    return 0 if all(c.good for c in checks) else 1


def _lost(app: App) -> list[dict[str, Any]]:
    """What did not arrive, where there is a store that can be read; `check` makes none."""
    try:
        app.database.find()
        return app.lost.unseen()
    except StoreError:
        return []


def _view(app: App, problems: dict[str, str], checks: list[SourceCheck]) -> dict[str, Any]:
    settings = app.settings
    return {
        "config": str(settings.directory),
        "database": app.database.place,
        "sources": [{"source": s.name, "kind": s.kind, "enabled": s.enabled} for s in settings.sources],
        "topics": [t.name for t in settings.topics],
        "topics_off": [t.name for t in settings.resting],
        "channels": [{"channel": c.name, "on": c.on, "error": problems.get(c.name)} for c in settings.channels],
        "online": [
            {
                "source": c.source,
                "ok": c.good,
                "facts": c.facts,
                "assumptions": [_verdict(v) for v in c.verdicts],
                "addresses": [_address(a) for a in c.addresses],
            }
            for c in checks
        ],
    }


def _verdict(verdict: Verdict) -> dict[str, str]:
    said = verdict.assumption
    return {
        "name": said.name,
        "date": said.date,
        "verdict": verdict.truth,
        "evidence": verdict.evidence,
        "words": said.words,
        "basis": said.basis,
    }


def _address(report: AddressReport) -> dict[str, Any]:
    return {
        "address": report.address,
        "role": report.role,
        "status": report.status,
        "content_type": report.content_type,
        "bytes": report.size,
        "etag": report.etag,
        "last_modified": report.last_modified,
        "count": report.count,
        "newest": instant(report.newest),
        "error": report.error,
        "note": report.note,
        "facts": list(report.facts),
    }


def _print(app: App, problems: dict[str, str], checks: list[SourceCheck]) -> None:
    settings = app.settings
    on = [s.name for s in settings.sources if s.enabled]
    click.echo(f"configuration {settings.directory}: {len(on)} sources ({', '.join(on) or 'none'})")
    resting = [f"{t.name} (off)" for t in settings.resting]
    click.echo(f"topics: {', '.join([*(t.name for t in settings.topics), *resting]) or 'none'}")
    click.echo(f"store: {app.database.place}")
    for channel in settings.channels:
        state = "on" if channel.on else "OFF: its address is empty; alerts are shown in the log"
        click.echo(f"channel {channel.name}: {problems.get(channel.name) or state}")
    if not settings.channels:
        click.echo("no channel is configured; alerts are shown in the log")
    for found in checks:
        click.echo()
        click.secho(f"{found.source}: {'as expected' if found.good else 'NOT as expected'}", bold=True)
        for report in found.addresses:
            _print_address(report)
        for fact in found.facts:
            click.echo(f"  {fact}")
        for verdict in found.verdicts:
            _print_verdict(verdict)


_COLOURS = {"confirmed": "green", "contradicted": "red", "unseen": "yellow"}


def _print_verdict(verdict: Verdict) -> None:
    """What is assumed since when, whether it was seen, and by what: where it does not hold, also what it rested on."""
    said = verdict.assumption
    click.secho(f"  {verdict.truth:12} {said.name} ({said.date}): {said.words}", fg=_COLOURS[verdict.truth])
    click.echo(f"               {verdict.evidence}")
    if verdict.truth == "contradicted":
        click.echo(f"               it rested on: {said.basis}")


def _print_address(report: AddressReport) -> None:
    shown = report.address if len(report.address) <= 110 else report.address[:109] + "…"
    click.echo(f"  {report.role} {shown}{f' {report.context}' if report.context else ''}")
    if report.error:
        click.secho(f"    {report.error}", fg="red")
        return
    validators = ", ".join(n for n, v in (("ETag", report.etag), ("Last-Modified", report.last_modified)) if v)
    newest = f", newest {instant(report.newest)}" if report.newest else ""
    click.echo(
        f"    {report.status} {report.content_type or '(no type)'}, {report.size} bytes, {report.count} found{newest}"
    )
    click.echo(f"    validators: {validators or 'none'}{f'; {report.note}' if report.note else ''}")
    for fact in report.facts:
        click.echo(f"    {fact}")
