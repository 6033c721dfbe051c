"""Thirty days with every channel down (`make outage`): what becomes of ten thousand alerts.

Real stores, real receivers on loopback, a clock that is turned. The channels refuse for thirty days while alerts are recorded, as a
service would that polls and probes; then they answer. Counted: how long, at one message a second, until nothing waits; that every
alert came once or is dead with its reason; and that nobody is called by a title that wants to.
"""

import logging
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from monitor.channels.sender import Apprise
from monitor.core.model import Alert, Event
from monitor.core.ports import Draft
from monitor.core.routing import plans_for
from monitor.core.settings import DAY, Channel, Route, Settings
from monitor.demo.desk import Desk, text_of
from monitor.pipeline.telling.deliver import Deliverer
from monitor.store.database import Database
from monitor.store.outbox import OutboxStore
from monitor.store.reads import Reads
from monitor.store.writing import put_drafts

START = datetime(2026, 3, 1, tzinfo=UTC)
DAYS, TICK = 30, timedelta(minutes=5)
TITLE = "Story {n} <!channel> @everyone <@U012AB3CD> <https://x.example|kabul.example>"


@dataclass(slots=True)
class Outage:
    """What was found for each channel, and for all."""

    alerts: int = 0
    probes: int = 0
    own: int = 0
    rows: list[tuple[str, int, int, int, int, float]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


class _Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def pause(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


def settings(desk: Desk, database: str) -> Settings:
    """Mail, Slack-like and machine at one message a second; the machine is given up on after ten days."""
    channels = (
        Channel("mail", desk.mail_url()),
        Channel("slack", f"slackhook://{desk.http}/slack"),
        Channel("machine", f"event://{desk.http}/events", give_up=10 * DAY),
    )
    routes = (Route("desk"), Route("ours", channels=("mail",), system=True))
    return Settings(Path("config"), database, channels=channels, routes=routes)


def simulate(folder: Path, number: int, tick: timedelta = TICK) -> Outage:
    """The thirty days, looked at every `tick`, and what came after."""
    found, clock = Outage(number), _Clock()
    with _everything(folder, clock) as (desk, database, deliverer, made):
        down(desk)
        recorded, ticks = 0, int(timedelta(days=DAYS) / tick)
        for turn in range(1, ticks + 1):
            clock.now = START + turn * tick
            while recorded < number * turn // ticks:
                record(database, made, recorded, clock.now)
                recorded += 1
            report = deliverer.deliver_due()
            found.probes += report.failed
        up(desk)
        _recover(desk, database, deliverer, clock, found)
    return found


def _recover(desk: Desk, database: Database, deliverer: Deliverer, clock: _Clock, found: Outage) -> None:
    """Rounds every five seconds, as the service makes them; channels work side by side, so each has a time of its own."""
    back, free, outbox = clock.now, {}, OutboxStore(database)
    for channel in reversed(deliverer.settings.channels):
        clock.now = back
        alone = replace(deliverer.settings, channels=(channel,))
        mine = Deliverer(alone, outbox, deliverer.notifier, deliverer.whole, clock)
        mine.pause = clock.pause
        while channel.name in outbox.due_channels(back + timedelta(days=1)):
            if not mine.deliver_due().sent:
                clock.pause(5)
        free[channel.name] = (clock.now - back).total_seconds()
    _count(desk, Reads(database), free, found)


def _count(desk: Desk, reads: Reads, free: dict[str, float], found: Outage) -> None:
    events = {e.id: e for e in reads.events(limit=999_999)}
    content = {e.reference for e in events.values() if e.item_id is not None and e.kind == "published"}
    found.own = len(events) - len(content)
    states: dict[str, Counter[str]] = {}
    for row in reads.deliveries(limit=999_999):
        states.setdefault(str(row["channel"]), Counter())[str(row["state"])] += 1
        if row["state"] not in ("sent", "dead") or (row["state"] == "dead" and not row["error"]):
            found.wrong.append(f"delivery {row['id']} is {row['state']} without a reason")
    came = _came(desk)
    for name, counts in states.items():
        messages, references = came[name]
        found.rows.append((name, sum(counts.values()), counts["sent"], counts["dead"], messages, free[name]))
        told = Counter(r for r in references if r in {e.reference for e in events.values()})
        if len(told) != counts["sent"] or max(told.values(), default=1) > 1:
            found.wrong.append(f"{name}: {len(told)} alerts came of {counts['sent']} sent, or one came twice")
        if free[name] > 900:
            found.wrong.append(f"{name}: {free[name]:.0f} s until nothing waited")
    if any(
        call in text for text in _texts(desk) for call in ("<!channel>", "@everyone", "<@U012AB3CD>", "|kabul.example>")
    ):
        found.wrong.append("somebody was called, or a link disguised")


def _came(desk: Desk) -> dict[str, tuple[int, list[str]]]:
    """For each channel its messages, and every reference in them."""
    mails = [text_of(m) for m in desk.inbox.mails]
    slack = [p.body["text"] for p in desk.posts_to("/slack")]
    machine = desk.posts_to("/events")
    return {
        "mail": (len(mails), references(mails)),
        "slack": (len(slack), references(slack)),
        "machine": (len(machine), [e["reference"] for p in machine for e in p.body["events"]]),
    }


def references(texts: list[str]) -> list[str]:
    """Of a message with one alert the reference in its last line, of a digest all."""
    found: list[str] = []
    for text in texts:
        named = re.findall(r"M-\w+", text)
        found += dict.fromkeys(named) if re.match(r"\*?\d+ alerts", text) else named[-1:]
    return found


def _texts(desk: Desk) -> Iterator[str]:
    yield from (p.body["text"] for p in desk.posts_to("/slack"))


def record(database: Database, made: Settings, number: int, at: datetime) -> None:
    """A new story on the topic, with its alert."""
    title = TITLE.format(n=number)
    event = Event("published", at, f"source{number % 7}", f"M-{number:06}", item_id=number + 1, topics=("t",))
    alert = Alert(
        event, f"Source {number % 7}", title, f"https://www.belganewsagency.eu/{'a-rather-long-slug-' * 4}{number}"
    )
    with database.write() as connection:
        put_drafts(connection, [Draft(event, alert, plans_for(event, made))], at)


def down(desk: Desk) -> None:
    desk.refuse("/slack", 503)
    desk.refuse("/events", 503)
    desk.mail_answer = "451 try again later"


def up(desk: Desk) -> None:
    desk.accept("/slack")
    desk.accept("/events")
    desk.mail_answer = ""


def table(found: Outage) -> str:
    """The figures as people read them."""
    lines = [f"{found.alerts:,} alerts in {DAYS} days, {found.probes:,} probes refused, {found.own} events of our own"]
    lines.append(f"{'channel':10}{'deliveries':>12}{'sent':>8}{'dead':>8}{'messages':>10}{'until nothing waited':>22}")
    lines += [f"{n:10}{a:>12,}{s:>8,}{d:>8,}{m:>10,}{t:>20.0f} s" for n, a, s, d, m, t in found.rows]
    return "\n".join([*lines, *(f"WRONG: {w}" for w in found.wrong)])


@contextmanager
def _everything(folder: Path, clock: _Clock) -> Iterator[tuple[Desk, Database, Deliverer, Settings]]:
    with Desk() as desk:
        made = settings(desk, f"sqlite:///{folder / 'outage.db'}")
        database = Database(made.database)
        deliverer = Deliverer(made, OutboxStore(database), Apprise(made), Reads(database), clock)
        deliverer.pause = clock.pause
        try:
            yield desk, database, deliverer, made
        finally:
            deliverer.close()
            database.close()


if __name__ == "__main__":
    # Every probe that is refused would be a line.
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory() as place:
        result = simulate(Path(place), int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
    print(table(result))
    raise SystemExit(bool(result.wrong))
