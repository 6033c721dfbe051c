"""`db` and `healthcheck`: the store, and the running service by its heartbeat in it."""

import json
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from monitor.app import heartbeat, open_app, settings_of
from monitor.cli import output
from monitor.config.options import Options
from monitor.core.errors import MonitorError

if TYPE_CHECKING:
    from monitor.store.verify import Verified

_HEARTBEAT, _AHEAD = timedelta(seconds=90), timedelta(seconds=5)


@click.group()
def db() -> None:
    """The store."""


@db.command()
@click.pass_obj
def upgrade(options: Options) -> None:
    """Bring an older store to this program's schema."""
    from monitor.store import upkeep

    with open_app(settings_of(options)) as app:
        before, after = upkeep.upgrade(app.database)
        moved = before not in (None, after)
        if moved:
            app.note_upgrade(str(before), after)
    click.echo(f"the store stands at schema {after}" + (f" (was {before})" if moved else ""))
    if moved:
        click.echo("nobody is told of what is read anew; `monitor sources` says how much it was")


@db.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
def backup(options: Options, file: Path) -> None:
    """Copy the store to FILE while it is used (SQLite)."""
    from monitor.store import upkeep

    if file.exists():
        raise click.UsageError(f"{file} exists already; a backup overwrites nothing")
    with output.reading(options) as app:
        size = upkeep.backup(app.database, file)
    click.echo(f"{file}: {size} bytes")


@db.command()
@output.json_option
@click.pass_obj
def verify(options: Options, as_json: bool) -> int:
    """Look for damage: every row against its seal, every text against its hash, and the database's own check."""
    from monitor.store.verify import verify as look

    with output.reading(options) as app, output.progress(as_json) as tell:
        found = look(app.database, lambda step: tell("verify", step))
    if as_json:
        output.print_json(asdict(found))
    else:
        click.echo("\n".join((*found.problems, _verified(found))))
    return 1 if found.problems else 0


def _verified(found: "Verified") -> str:
    rows = f"{sum(found.rows.values())} rows in {len(found.rows)} tables"
    return f"{rows}, {found.documents} raw documents, {found.versions} versions, {len(found.problems)} problems"


@db.command()
@click.pass_obj
def accept(options: Options) -> None:
    """Take the store as it stands for right, after somebody changed it by hand: `db verify` names that no more."""
    from monitor.store import upkeep

    with output.writing(options) as app:
        changed = upkeep.accept(app.database)
    click.echo(f"{changed} rows that the monitor had not written so are taken for right")


@db.command()
@click.option("--days", type=click.IntRange(1), default=365, show_default=True, help="Keep what is younger.")
@click.pass_obj
def prune(options: Options, days: int) -> None:
    """Remove old poll runs, observations, and raw documents that no newest version was read from. Versions and events
    stay.
    """
    from monitor.store import upkeep

    with output.writing(options) as app:
        app.uptime.tick()
        runs, documents, seen = upkeep.prune(app.database, app.uptime.ages.back(app.clock(), timedelta(days=days)))
    click.echo(f"removed {runs} poll runs, {documents} raw documents and {seen} observations")


@click.command()
@click.pass_obj
def healthcheck(options: Options) -> int:
    """Exit with 0 when the running service is healthy, with 1 when not (for containers)."""
    try:
        mark, now = heartbeat(options), datetime.now(UTC)
    except MonitorError as error:
        click.echo(f"unhealthy: {error}")
        return 1
    if mark is None:
        click.echo("unhealthy: no service has run on this store")
        return 1
    age = now - mark[1]
    state = json.loads(mark[0])
    if age > _HEARTBEAT:
        click.echo(f"unhealthy: the service's last heartbeat is {age.total_seconds():.0f} s old")
        return 1
    if age < -_AHEAD:
        # It was left under another clock: whether the service works under this one is not known.
        click.echo(f"unhealthy: the service's last heartbeat is {-age.total_seconds():.0f} s ahead of the clock")
        return 1
    click.echo("healthy" if state["healthy"] else f"unhealthy: {state['reason']}")
    return 0 if state["healthy"] else 1
