"""`monitor demo`: the service on the local newsroom; edits arrive, the desk's alerts are shown, a summary ends it."""

import logging
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import click

from monitor.app import App, open_app, settings_of
from monitor.config.options import Options
from monitor.core.model import Event
from monitor.demo.desk import Desk, text_of
from monitor.demo.newsroom import Newsroom, write_config
from monitor.demo.seeds import folder
from monitor.demo.timeline import STEPS, Step, prepare
from monitor.engines.local import Service

_PATIENCE = 30.0
_SOURCES = ("belga", "rijksoverheid", "euractiv")


@dataclass(slots=True)
class Shown:
    """How a step came out."""

    step: Step
    events: list[Event]
    told: list[str]
    seconds: float | None

    @property
    def good(self) -> bool:
        kinds = [e.kind for e in self.events]
        return sorted(kinds) == sorted(self.step.events) and sorted(self.told) == sorted(self.step.alerts)


@click.command()
@click.option("--keep", type=click.Path(path_type=Path, file_okay=False), help="Keep configuration and store here.")
@click.option("--brief", is_flag=True, help="Only the summary, not the alerts.")
def demo(keep: Path | None, brief: bool) -> int:
    """Run the main job on a newsroom of its own: no network, no account, about a minute."""
    logging.getLogger().setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory(prefix="monitor-demo-") as temporary, Newsroom() as newsroom, Desk() as desk:
        prepare(newsroom)
        place = keep or Path(temporary)
        config = write_config(place, newsroom, _topic(), _channels(desk), every="1s")
        app = open_app(settings_of(Options(config)))
        service = Service(app)
        started = time.monotonic()
        try:
            service.start()
            shown = _Demo(app, newsroom, desk, brief).run()
        finally:
            service.stop()
            app.close()
        _summary(shown, time.monotonic() - started)
        if keep:
            click.echo(f"the store and its configuration stay in {keep}: monitor --config {keep} items")
    return 0 if all(s.good for s in shown) else 1


def _topic() -> str:
    """The shipped topic, from the project or from beside the seeds of the installed package."""
    beside = folder() / "afghan-returns.toml"
    shipped = folder().parent / "config" / "topics" / "afghan-returns.toml"
    return (shipped if shipped.exists() else beside).read_text(encoding="utf-8")


def _channels(desk: Desk) -> str:
    return (
        f'[[channels]]\nname = "desk-mail"\nurl = "{desk.mail_url()}"\npace = "0s"\n'
        f'[[channels]]\nname = "desk-slack"\nurl = "slackhook://{desk.http}/desk"\npace = "0s"\n'
        '[[routes]]\nname = "desk"\nclasses = ["substantive", "correction"]\n'
    )


class _Demo:
    """Plays the timeline against the running service."""

    def __init__(self, app: App, newsroom: Newsroom, desk: Desk, brief: bool) -> None:
        self.app, self.newsroom, self.desk, self.brief = app, newsroom, desk, brief
        self.mails = 0

    def run(self) -> list[Shown]:
        click.secho("A newsroom of three sites is running; the monitor looks at it for the first time.", bold=True)
        self._until(lambda: len(self.app.reads.events(limit=9, kind="baseline")) == len(_SOURCES))
        self._arrived(len(_SOURCES))
        self._show_mails()
        return [self._step(number, step) for number, step in enumerate(STEPS, 1)]

    def _step(self, number: int, step: Step) -> Shown:
        click.echo()
        click.secho(f"{number}. {step.words}", bold=True)
        last = max((e.id for e in self.app.reads.events(limit=1)), default=0)
        polled = self._last_run(step.source)
        step.do(self.newsroom)
        if step.events:
            self._until(lambda: self._since(last, step) >= len(step.events))
        else:
            self._until(lambda: self.app.reads.finished_runs(step.source, after=polled) >= 2)
        self._arrived(self.mails + len(step.alerts))
        events = self.app.reads.events(limit=50, after=last)
        shown = Shown(step, events, self._told(events), self._seconds(events))
        self._show_mails()
        if not step.alerts:
            click.echo(f"   nobody is told: {step.why}")
        return shown

    def _since(self, last: int, step: Step) -> int:
        return sum(e.kind in step.events for e in self.app.reads.events(limit=50, after=last))

    def _last_run(self, source: str) -> int:
        return int(self.app.reads.last_runs()[source]["id"])

    def _told(self, events: list[Event]) -> list[str]:
        """The kinds of event whose alert every channel has accepted."""
        ids = {e.id: e.kind for e in events}
        rows = [r for r in self.app.reads.deliveries(limit=200) if r["event"] in ids and r["state"] == "sent"]
        return [kind for id_, kind in ids.items() if sum(r["event"] == id_ for r in rows) == 2]

    def _seconds(self, events: list[Event]) -> float | None:
        """From the event to the last channel's acceptance."""
        at = {e.id: e.at for e in events}
        spans = [
            _span(at[r["event"]], r["settled_at"])
            for r in self.app.reads.deliveries(limit=200)
            if r["event"] in at and r["settled_at"]
        ]
        return max(spans, default=None)

    def _arrived(self, count: int) -> None:
        """Wait until so many mails and Slack messages have come, and each is noted as sent."""
        hooks = self.desk.posts_to
        self._until(lambda: len(self.desk.inbox.mails) >= count and len(hooks("/desk")) >= count)
        self._until(lambda: self.app.reads.delivery_counts().get("sent", 0) >= 2 * count)

    def _show_mails(self) -> None:
        for mail in self.desk.inbox.mails[self.mails :]:
            self.mails += 1
            if not self.brief:
                click.secho(f"   ✉ {mail['subject']}", fg="cyan")
                click.echo("\n".join(f"   │ {line}" for line in text_of(mail).strip().splitlines()))

    def _until(self, good: Callable[[], bool]) -> None:
        """Wait for something, with patience; the summary tells what did not come."""
        deadline = time.monotonic() + _PATIENCE
        while not good() and time.monotonic() < deadline:
            time.sleep(0.05)


def _span(start: datetime, end: datetime) -> float:
    return (end - start).total_seconds()


def _summary(shown: list[Shown], seconds: float) -> None:
    click.echo()
    click.secho("Summary", bold=True)
    for number, row in enumerate(shown, 1):
        mark = click.style("as promised", fg="green") if row.good else click.style("NOT AS PROMISED", fg="red")
        told = ", ".join(row.told) if row.told else f"no alert ({row.step.why or 'none expected'})"
        when = f", {row.seconds:.1f} s after the poll" if row.seconds is not None else ""
        click.echo(f"{number:>3}. {row.step.words}\n     -> {told}{when}: {mark}")
    good = sum(row.good for row in shown)
    alerted = sum(bool(row.told) for row in shown)
    slowest = max((row.seconds for row in shown if row.seconds is not None), default=0.0)
    click.secho(
        f"{good} of {len(shown)} steps as promised; {alerted} told to mail and Slack, {len(shown) - alerted} told to "
        f"nobody; slowest alert {slowest:.1f} s after the poll that saw it; {seconds:.0f} s in all",
        bold=True,
    )
