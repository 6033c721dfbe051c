"""The outbox's promises, each on SQLite and on PostgreSQL: claimed by one, settled by its attempt, nothing lost."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

import pytest
from sqlalchemy import bindparam, select, update
from sqlalchemy.exc import IntegrityError

from monitor.core.model import Alert, Event, EventKind, Message, Parcel, SendOutcome
from monitor.core.ports import Clock, Draft, Rules, Verdict
from monitor.core.reasons import because, verbatim
from monitor.core.routing import DIGEST, Plan, item_bundle
from monitor.core.settings import Channel, Settings
from monitor.pipeline.telling.deliver import Deliverer
from monitor.pipeline.telling.hand import SEND_SECONDS
from monitor.render.language import ENGLISH
from monitor.store.database import Database
from monitor.store.outbox import OutboxStore
from monitor.store.planning import Now, PlanningStore
from monitor.store.reads import Reads
from monitor.store.settling import Work
from monitor.store.tables import channels, deliveries
from monitor.store.writing import put_drafts

NOW = datetime(2026, 7, 12, 9, 0, tzinfo=UTC)
RULES = Rules(60, most=50, reference="M-digest")
YES = SendOutcome(True)
DOWN = SendOutcome(False, detail="down")
_LEASE = select(deliveries.c.due_at).where(deliveries.c.alert_id == bindparam("r"))


def after(**span: float) -> datetime:
    return NOW + timedelta(**span)


def tell(
    database: Database, *plans: Plan, item: int | None = None, at: datetime = NOW, kind: EventKind = "updated"
) -> None:
    """Record an event with its alert and these deliveries."""
    number = len(Reads(database).events(limit=99_999))
    event = Event(kind, at, "s", f"M-{number}", item_id=item, topics=("t",))
    with database.write() as connection:
        put_drafts(connection, [Draft(event, Alert(event, "S", f"Story {number}", "https://x.example/a"), plans)], at)


def claim(outbox: OutboxStore, at: datetime = NOW, channel: str = "mail", rules: Rules = RULES) -> Parcel:
    found = outbox.claim(channel, at, rules)
    assert isinstance(found, Parcel)
    return found


class Settled(NamedTuple):
    ours: bool
    more: tuple[Parcel, ...]

    @property
    def next(self) -> Parcel:
        return self.more[0]


def settle(outbox: OutboxStore, parcel: Parcel, verdict: Verdict, then: Rules | None = None) -> Settled:
    """Note what was said, tell what will not arrive, and take what is next."""
    with outbox.settling(parcel, verdict) as work:
        tell_lost(work)
        return Settled(work.ours, work.take(then) if then else ())


def hold(outbox: OutboxStore, at: datetime) -> int:
    """Keep what a dead process may have sent to the mail channel. How many deliveries these were."""
    with outbox.holding("mail", at, "in doubt") as work:
        tell_lost(work)
        return sum(len(lost.ids) for lost in work.lost)


def tell_lost(work: Work) -> None:
    """An event of our own on what will not arrive, to nobody."""
    for lost in work.lost:
        words = f"{'held ' if lost.held else ''}{len(lost.ids)}: {', '.join(a.title for a in lost.alerts)}"
        work.tell([Draft(Event("delivery_dead", NOW, "s", f"M-dead-{words[:30]}", detail=verbatim(words)))])


def said(database: Database) -> list[str]:
    return sorted(ENGLISH.say(e.detail or "") for e in Reads(database).events(limit=99, kind="delivery_dead"))


def states(database: Database) -> dict[str, int]:
    return Reads(database).delivery_counts()


def test_a_delivery_is_claimed_by_one_and_settled_by_its_attempt(database: Database) -> None:
    """A lease that ran out is handed out again as doubtful; the late answer of the first changes nothing."""
    outbox = OutboxStore(database)
    tell(database, Plan("mail", NOW))
    first = claim(outbox)
    assert (first.doubtful, first.reference) == (False, "M-0")
    assert first.alerts[0].event.id > 0
    assert outbox.claim("mail", NOW, RULES) is None
    second = claim(outbox, after(seconds=61))
    assert second.doubtful
    assert not settle(outbox, first, Verdict(YES, after(seconds=62))).ours
    tell(database, Plan("mail", NOW))
    settled = settle(outbox, second, Verdict(YES, after(seconds=62)), RULES)
    assert settled.ours
    assert settled.next is not None
    assert settled.next.reference == "M-1"
    settle(outbox, settled.next, Verdict(YES, after(seconds=63)))
    assert states(database) == {"sent": 2}


def test_one_message_at_a_time_goes_to_a_channel_whoever_claims(database: Database) -> None:
    """Four who claim at once get one delivery among them; another channel is not held up."""
    outbox = OutboxStore(database)
    for _ in range(4):
        tell(database, Plan("mail", NOW), Plan("slack", NOW))
    with ThreadPoolExecutor(4) as hands:
        found = [f.result() for f in [hands.submit(outbox.claim, "mail", NOW, RULES) for _ in range(4)]]
    assert sum(isinstance(f, Parcel) for f in found) == 1
    assert isinstance(outbox.claim("slack", NOW, RULES), Parcel)


def test_the_pace_of_a_channel_is_kept_over_restarts_and_by_all_who_send(database: Database) -> None:
    """The moment of the last message is the store's. A clock that was put back holds nothing up for long."""
    paced = Rules(60, pace=10)
    for _ in range(2):
        tell(database, Plan("mail", after(hours=-6)))
    first = claim(OutboxStore(database), rules=paced)
    settle(OutboxStore(database), first, Verdict(YES, NOW))
    again = OutboxStore(database)
    assert again.claim("mail", after(seconds=4), paced) == after(seconds=10)
    assert isinstance(again.claim("mail", after(hours=-5), paced), Parcel)


def test_a_refused_delivery_waits_and_its_channel_rests(database: Database) -> None:
    """Back-off belongs to the channel; `retry` wakes both."""
    outbox = OutboxStore(database)
    tell(database, Plan("mail", NOW), Plan("slack", NOW))
    parcel = claim(outbox)
    settle(outbox, parcel, Verdict(DOWN, NOW, again_at=after(minutes=5), give_up=after(days=-60)))
    assert outbox.due_channels(NOW) == ["slack"]
    assert outbox.channel_failures("mail") == 1
    assert outbox.claim("mail", NOW, RULES) is None
    assert outbox.due_channels(after(minutes=6)) == ["mail", "slack"]
    mine = parcel.deliveries[0].id
    assert outbox.retry([mine, 999], NOW) == [mine]
    assert outbox.due_channels(NOW) == ["mail", "slack"]
    row = next(d for d in Reads(database).deliveries(limit=9) if d["channel"] == "mail")
    assert (row["state"], row["error"], row["attempts"]) == ("pending", "down", 1)


def test_the_lease_of_a_dead_process_can_be_ended_by_its_name(database: Database) -> None:
    """Not that of one that took the channel over meanwhile."""
    outbox, mine = OutboxStore(database), Rules(60, owner="host|1|a:deliver")
    tell(database, Plan("mail", NOW))
    claim(outbox, rules=mine)
    assert outbox.holders(NOW) == [("mail", "host|1|a:deliver")]
    assert outbox.end_leases("mail", "host|2|b:deliver", NOW) == 0
    assert outbox.end_leases("mail", "host|1|a:deliver", NOW) == 1
    assert outbox.holders(NOW) == []
    assert claim(outbox).doubtful


@pytest.mark.parametrize(("waiting", "messages"), [(20, 20), (21, 1), (60, 2)])
def test_what_waited_for_a_channel_that_was_down_goes_out_at_once_above_twenty_as_digests(
    database: Database, waiting: int, messages: int
) -> None:
    """One success releases all; a digest holds fifty at most."""
    outbox = OutboxStore(database)
    for _ in range(waiting + 1):
        tell(database, Plan("mail", NOW))
    settle(outbox, claim(outbox), Verdict(DOWN, NOW, again_at=after(minutes=1), give_up=after(days=-60)))
    probe = claim(outbox, after(minutes=2))
    assert len(probe.deliveries) == 1
    settle(outbox, probe, Verdict(YES, after(minutes=2)))
    sizes = []
    while isinstance(found := outbox.claim("mail", after(minutes=2), RULES), Parcel):
        sizes.append(len(found.deliveries))
        settle(outbox, found, Verdict(YES, after(minutes=2)))
    assert (len(sizes), sum(sizes)) == (messages, waiting)
    assert states(database) == {"sent": waiting + 1}


def test_a_digest_whose_sender_died_is_repeated_as_it_was(database: Database) -> None:
    """The same alerts under the same reference, marked; what became due meanwhile goes into the next."""
    outbox = OutboxStore(database)
    for _ in range(3):
        tell(database, Plan("mail", after(hours=1), because("digest"), DIGEST))
    assert states(database) == {"held": 3}
    assert outbox.claim("mail", NOW, RULES) is None
    first = claim(outbox, after(hours=1))
    assert (first.reference, len(first.alerts)) == ("M-digest", 3)
    tell(database, Plan("mail", after(hours=1), because("digest"), DIGEST))
    second = claim(outbox, after(hours=2), rules=Rules(60, most=50, reference="M-other"))
    assert (second.reference, second.doubtful) == ("M-digest", True)
    assert [d.id for d in second.deliveries] == [d.id for d in first.deliveries]
    settle(outbox, second, Verdict(YES, after(hours=2)))
    assert len(claim(outbox, after(hours=2)).deliveries) == 1


def test_what_is_refused_for_good_or_waited_too_long_is_dead_with_its_reason(database: Database) -> None:
    """Given up is all that has waited for longer, not only what was tried; one event tells how many."""
    outbox = OutboxStore(database)
    for _ in range(3):
        tell(database, Plan("mail", NOW))
    tell(database, Plan("mail", after(days=59)), at=after(days=59))
    late = after(days=60, minutes=1)
    early = late - timedelta(days=60)
    verdict = Verdict(DOWN, late, again_at=late + timedelta(minutes=5), give_up=early, overdue=early)
    settle(outbox, claim(outbox, late), verdict)
    assert states(database) == {"dead": 3, "pending": 1}
    assert said(database) == ["3: Story 0, Story 1, Story 2"]
    refused = SendOutcome(False, permanent=True, detail="no such box")
    settle(outbox, claim(outbox, late + timedelta(hours=1)), Verdict(refused, late, dead=True))
    rows = Reads(database).deliveries(limit=9, state="dead")
    assert {r["error"] for r in rows} == {"down", "no such box"}
    assert len(said(database)) == 2
    assert outbox.retry([r["id"] for r in rows], late) == sorted(r["id"] for r in rows)


def test_what_is_in_doubt_stays_with_us_where_the_desk_wants_it_so(database: Database) -> None:
    """Held, said, and sent again by hand only, marked as a possible repeat."""
    outbox = OutboxStore(database)
    tell(database, Plan("mail", NOW))
    parcel = claim(outbox)
    assert hold(outbox, NOW) == 0
    assert hold(outbox, after(minutes=2)) == 1
    assert said(database) == ["held 1: Story 0"]
    assert outbox.claim("mail", after(days=1), RULES) is None
    assert states(database) == {"held": 1}
    outbox.retry([parcel.deliveries[0].id], after(days=1))
    assert claim(outbox, after(days=1)).doubtful


def test_edits_of_an_item_that_are_told_together_wait_for_the_first_ones_time(database: Database) -> None:
    """The second joins the first; another item's goes alone; what else befalls the item sends them first."""
    outbox, mine = OutboxStore(database), item_bundle(1)
    tell(database, Plan("mail", after(minutes=10), because("together"), mine), item=1)
    tell(database, Plan("mail", after(minutes=14), because("together"), mine), item=1, at=after(minutes=4))
    tell(database, Plan("mail", after(minutes=10), because("together"), item_bundle(2)), item=2)
    tell(database, Plan("mail", after(minutes=20)), item=1, kind="delivery_dead")
    assert outbox.claim("mail", after(minutes=9), RULES) is None
    both = claim(outbox, after(minutes=10))
    assert [a.title for a in both.alerts] == ["Story 0", "Story 1"]
    settle(outbox, both, Verdict(YES, after(minutes=10)))
    tell(database, Plan("mail", after(minutes=11)), item=2, at=after(minutes=11))
    assert claim(outbox, after(minutes=11)).alerts[0].title == "Story 2"


def test_deliveries_to_a_channel_that_is_gone_are_counted(database: Database) -> None:
    tell(database, Plan("old", NOW), Plan("mail", NOW))
    assert OutboxStore(database).stranded(["mail"]) == {"old": 1}


def test_two_are_claimed_ahead_and_what_was_not_sent_waits_as_before(database: Database) -> None:
    """While one is on its way another may be claimed by the same hand, by nobody else; given back it is in no doubt."""
    outbox, late = OutboxStore(database), after(minutes=1)
    for number in range(4):
        tell(database, Plan("mail", after(seconds=number)))
    one, two = settle(outbox, claim(outbox, late), Verdict(YES, late), replace(RULES, ahead=2)).more
    assert outbox.claim("mail", late, RULES) is None
    besides = tuple(d.id for d in two.deliveries)
    (three,) = settle(outbox, one, Verdict(YES, late), replace(RULES, besides=besides)).more
    assert [one.reference, two.reference, three.reference] == ["M-1", "M-2", "M-3"]
    outbox.give_back(three, late)
    assert outbox.claim("mail", late, RULES) is None
    settle(outbox, two, Verdict(YES, late))
    again = claim(outbox, late)
    assert (again.reference, again.doubtful) == ("M-3", False)


class Receiver:
    """Takes everything. `on_send` is called with each message's reference before it is taken."""

    def __init__(self, on_send: Callable[[str], None]) -> None:
        self.sent, self.repeats, self._on_send = list[str](), list[str](), on_send

    def room(self, channel: Channel) -> int:
        return 1

    def send(self, channel: Channel, message: Message) -> SendOutcome:
        self.sent.append(message.reference)
        self.repeats += [message.reference] if message.repeat else []
        self._on_send(message.reference)
        return YES

    def give_up(self, thread: int | None) -> None:
        return


def deliverer_of(database: Database, receiver: Receiver, clock: Clock) -> Deliverer:
    made = Settings(Path("config"), "", channels=(Channel("mail", "event://h/p", pace=0.0),))
    return Deliverer(made, OutboxStore(database), receiver, Reads(database), clock)


def test_a_channel_without_a_pause_gets_each_alert_once_and_in_order(database: Database) -> None:
    """Also when it is told to stop in the middle: what was claimed and not sent waits."""
    for number in range(9):
        tell(database, Plan("mail", after(seconds=number)))
    receiver = Receiver(lambda reference: deliverer.stopping.set() if reference == "M-3" else None)
    deliverer = deliverer_of(database, receiver, lambda: after(minutes=1))
    deliverer.deliver_due()
    assert states(database) == {"sent": 4, "pending": 5}
    deliverer.stopping.clear()
    deliverer.deliver_due()
    deliverer.close()
    assert states(database) == {"sent": 9}
    assert receiver.sent == [f"M-{n}" for n in range(9)]


def test_a_reload_lets_a_send_come_to_its_end_and_begins_no_other(database: Database) -> None:
    """The service that takes over finds all else waiting, in no doubt."""
    for number in range(5):
        tell(database, Plan("mail", after(seconds=number)))
    receiver = Receiver(lambda reference: old.retiring.set() if reference == "M-2" else None)
    old = deliverer_of(database, receiver, lambda: after(minutes=1))
    old.deliver_due()
    assert states(database) == {"sent": 3, "pending": 2}
    new = deliverer_of(database, receiver, lambda: after(minutes=1))
    new.deliver_due()
    old.close()
    new.close()
    assert receiver.sent == [f"M-{n}" for n in range(5)]
    assert receiver.repeats == []


def test_what_is_claimed_ahead_of_a_slow_send_is_sent_within_a_lease_of_its_own(database: Database) -> None:
    """Else another process would find the lease run out while it is sent, and send it again."""
    moments, left = [after(minutes=1)], dict[str, timedelta]()
    for number in range(6):
        tell(database, Plan("mail", after(seconds=number)))

    def slowly(reference: str) -> None:
        with database.read() as connection:
            ends = connection.execute(_LEASE, {"r": int(reference.removeprefix("M-")) + 1}).scalar_one()
        left[reference] = ends - moments[-1]
        moments.append(moments[-1] + timedelta(seconds=85 if reference in ("M-1", "M-3") else 0))

    receiver = Receiver(slowly)
    deliverer = deliverer_of(database, receiver, lambda: moments[-1])
    deliverer.deliver_due()
    deliverer.close()
    assert receiver.sent == [f"M-{n}" for n in range(6)]
    assert receiver.repeats == []
    assert min(left.values()) >= timedelta(seconds=SEND_SECONDS)


def test_plans_are_put_right_behind_a_message_that_is_on_its_way(database: Database) -> None:
    """Both lock the channel before its deliveries: in another order PostgreSQL would end one of them as a deadlock."""
    tell(database, Plan("mail", after(hours=2)))
    assert OutboxStore(database).claim("mail", NOW, RULES) is None
    with database.write() as connection:
        connection.execute(update(channels).values(next_at=after(days=365), wait=60.0))
    with ThreadPoolExecutor(1) as pool:
        with database.write() as claiming:
            claiming.execute(select(channels.c.name).with_for_update()).all()
            put_right = pool.submit(PlanningStore(database).plan_anew, Now(NOW, 60, 60, {}))
            time.sleep(0.5)
            claiming.execute(update(deliveries).values(error="tried"))
        assert put_right.result() == 2
    assert claim(OutboxStore(database)).reference == "M-0"


def test_what_is_in_doubt_is_held_behind_a_message_that_is_on_its_way(database: Database) -> None:
    """The channel is locked first here as well."""
    outbox = OutboxStore(database)
    tell(database, Plan("mail", NOW))
    claim(outbox)
    with ThreadPoolExecutor(1) as pool:
        with database.write() as claiming:
            claiming.execute(select(channels.c.name).with_for_update()).all()
            held = pool.submit(hold, outbox, after(minutes=2))
            time.sleep(0.5)
            claiming.execute(update(deliveries).values(error="tried"))
        assert held.result() == 1
    assert states(database) == {"held": 1}


_BAD = """
CREATE TRIGGER bad BEFORE UPDATE ON deliveries WHEN NEW.id = 2 AND NEW.state = 'sent'
BEGIN SELECT RAISE(ABORT, 'a bad disk'); END
"""


def test_a_note_that_fails_while_the_next_is_sent_repeats_its_own_message_alone(tmp_path: Path) -> None:
    """What was said to the next one is noted all the same."""
    database, moments = Database(f"sqlite:///{tmp_path / 'a.db'}"), [after(minutes=1)]
    for number in range(4):
        tell(database, Plan("mail", after(seconds=number)))
    with database.write() as connection:
        connection.exec_driver_sql(_BAD)
    receiver = Receiver(lambda _: time.sleep(0.1))
    deliverer = deliverer_of(database, receiver, lambda: moments[-1])
    with pytest.raises(IntegrityError, match="a bad disk"):
        deliverer.deliver_due()
    assert receiver.sent == ["M-0", "M-1", "M-2"]
    with database.write() as connection:
        connection.exec_driver_sql("DROP TRIGGER bad")
    moments.append(after(minutes=10))
    deliverer.deliver_due()
    deliverer.close()
    assert sorted(receiver.sent) == ["M-0", "M-1", "M-1", "M-2", "M-3"]
    assert receiver.repeats == ["M-1"]
    assert states(database) == {"sent": 4}
    database.close()


def test_what_may_have_gone_out_stays_known_by_its_hash(database: Database) -> None:
    """A later attempt that is refused takes nothing of that away, and nothing is taken along behind a refusal."""
    outbox = OutboxStore(database)
    tell(database, Plan("mail", NOW))
    tell(database, Plan("mail", after(minutes=2)))
    doubt = SendOutcome(False, doubt=True, detail="504", digest="d" * 64)
    settle(outbox, claim(outbox), Verdict(doubt, NOW, again_at=after(minutes=1), give_up=after(days=-60)))
    late = after(minutes=2)
    refused = Verdict(SendOutcome(False, permanent=True, detail="400", digest="e" * 64), late, dead=True)
    assert settle(outbox, claim(outbox, late), refused, RULES).more == ()
    with database.read() as connection:
        kept = connection.execute(select(deliveries.c.state, deliveries.c.digest).order_by(deliveries.c.id)).all()
    assert [tuple(row) for row in kept] == [("dead", "d" * 64), ("pending", "")]
