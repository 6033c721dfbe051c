"""What addresses answered, look by look: which looks share a row, what a look costs, what is read back."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from monitor.core.errors import StoreError
from monitor.core.model import Item, Look, LookCount, Observation, Request
from monitor.demo.newsroom import Newsroom
from monitor.store import upkeep
from monitor.store.database import Database
from monitor.store.moments import packed, unpacked
from monitor.store.observations import put_counts, put_looks
from monitor.store.polling import PollStore
from monitor.store.reads import Reads
from monitor.store.runs import RunStore
from monitor.store.verify import verify
from tests.conftest import Cli, Monitor, TurnedClock
from tests.test_poll import KABUL, TALKS

NOW = datetime(2026, 7, 12, 9, 0, 30, tzinfo=UTC)
_TEN = timedelta(minutes=10)
_ADDRESS = "https://s.example/a"
ITEM = Item(1, "s", "path:/a", _ADDRESS, "A", requests=(Request(_ADDRESS),))


def look(number: int, *, status: int = 304, sha: str = "a" * 64, etag: str = '"1"', run: int = 0) -> Look:
    """The look that is due after so many times ten minutes."""
    return Look("s", _ADDRESS, 1, run or number + 1, NOW + number * _TEN, 1200.0, status, etag, "", sha)


def seen(database: Database) -> list[tuple[int, int]]:
    """The rows of the address: what it answered, and how often."""
    return [(o.status, len(o.moments)) for o in Reads(database).observations(ITEM)]


def note(database: Database, *looks: Look) -> None:
    with database.write() as connection:
        put_looks(database, connection, looks)


def test_looks_that_found_the_same_share_a_row(database: Database) -> None:
    """Other bytes and a gap begin a row; the minute and the status of every look are kept, and the newest validators."""
    note(database, look(0, status=200), *(look(n) for n in (1, 2, 3)))
    note(database, look(4))
    note(database, look(5, sha="b" * 64))
    note(database, look(6, sha="b" * 64, etag='"2"'), look(7, sha="b" * 64, etag='"2"'))
    note(database, look(9, sha="b" * 64, etag='"2"'))
    note(database, look(12, sha="b" * 64, etag='"2"'))
    assert seen(database) == [(200, 5), (200, 4), (200, 1)]
    rows = Reads(database).observations(ITEM)
    moments = [moment for row in rows for moment in row.moments]
    assert [at for at, _ in moments] == [(NOW + n * _TEN).replace(second=0) for n in (0, 1, 2, 3, 4, 5, 6, 7, 9, 12)]
    assert [same for _, same in moments] == [False] + [True] * 9
    assert [(row.first_run, row.last_run) for row in rows] == [(1, 5), (6, 10), (13, 13)]
    assert [row.etag for row in rows] == ['"1"', '"2"', '"2"']
    assert (rows[0].first_at, rows[0].last_at) == (NOW, NOW + 4 * _TEN)
    assert verify(database).problems == ()


def test_a_clock_that_is_put_back_loses_no_look(database: Database) -> None:
    note(database, look(5), look(1), look(2))
    assert seen(database) == [(200, 3)]


def test_a_row_is_ended_before_it_is_long(database: Database) -> None:
    """Each look writes the row anew: one that went on for ever would cost ever more."""
    note(database, *(look(n) for n in range(1_002)))
    assert seen(database) == [(200, 250)] * 4 + [(200, 2)]


def test_a_thousand_looks_that_find_nothing_add_less_than_ten_kilobytes(database_url: str) -> None:
    """At ten addresses, as the database counts it."""
    database = Database(database_url)
    database.prepare()
    note(database, *_looks(0))
    before = _size(database)
    for start in range(1, 101):
        note(database, *_looks(start))
    grown = _size(database) - before
    database.close()
    assert grown < 10_000


def _looks(number: int) -> list[Look]:
    one = look(number)
    return [Look("s", f"{_ADDRESS}/{n}", n, one.run, one.at, one.within, 304, '"1"', "", "a" * 64) for n in range(10)]


def _size(database: Database) -> int:
    """Bytes of the store's pages (SQLite), or of its rows."""
    pages = "SELECT (SELECT * FROM pragma_page_count) * (SELECT * FROM pragma_page_size)"
    rows = "SELECT sum(pg_column_size(o.*)) FROM observations o"
    with database.read() as connection:
        return int(connection.execute(text(pages if database.sqlite else rows)).scalar() or 0)


@pytest.mark.parametrize("when", [datetime(2026, 1, 1, tzinfo=UTC), NOW, datetime(2041, 1, 1, tzinfo=UTC)])
@pytest.mark.parametrize("same", [True, False])
def test_a_look_is_three_bytes(when: datetime, same: bool) -> None:
    made = packed(when, not_modified=same)
    assert (len(made), list(unpacked(made))) == (3, [(when.replace(second=0), same)])


def test_looks_are_counted_by_age(database: Database) -> None:
    """Those that found nothing too."""
    for _ in range(2):
        with database.write() as connection:
            put_counts(database, connection, "s", [LookCount(1, 3, 90.0, 1, 0), LookCount(8, 2, 60.0, 0, 1)])
    with database.read() as connection:
        rows = connection.execute(text("SELECT age, looks, seconds, edits, others FROM look_counts ORDER BY age")).all()
    assert [tuple(row) for row in rows] == [(1, 6, 180.0, 2, 0), (8, 4, 120.0, 0, 2)]


# --- from the poll -----------------------------------------------------------------------------------------


def test_a_day_in_the_newsroom_is_read_back(monitor: Monitor, newsroom: Newsroom, clock: TurnedClock) -> None:
    """Each look at an item with what came. A page that cannot be had is an observation as well."""
    slug = next(name for name in newsroom.belga.stories if "negotiated" in name)
    moments = []
    for number in range(6):
        if number == 3:
            newsroom.belga.edit(slug, "2,635", "2,815")
        # Its pace is two seconds: more than four would be a gap.
        clock.turn(seconds=3)
        moments.append(clock.now)
        monitor.poll("belga", revisit=True)
    newsroom.belga.server.fail(f"/{slug}", "500")
    clock.turn(seconds=3)
    monitor.poll("belga", revisit=True)
    item = monitor.app.reads.find(f"https://www.belganewsagency.eu/{slug}")[0].item
    rows = monitor.app.reads.observations(item)
    assert [(row.status, len(row.moments)) for row in rows][-3:] == [(200, 4), (200, 3), (500, 1)]
    looked = [at for row in rows for at, _ in row.moments][-7:-1]
    assert looked == [when.replace(second=0, microsecond=0) for when in moments]
    assert rows[-2].sha256 != rows[-3].sha256
    assert [same for _, same in rows[-2].moments] == [False, True, True]
    assert verify(monitor.app.database).problems == ()


def test_looks_at_items_are_counted_in_the_poll(monitor: Monitor, newsroom: Newsroom, clock: TurnedClock) -> None:
    clock.turn(minutes=10)
    before = _counted(monitor)
    newsroom.belga.edit(next(s for s in newsroom.belga.stories if "negotiated" in s), "2,635", "2,815")
    report = monitor.poll("belga", revisit=True)
    after = _counted(monitor)
    looks, edits = after[0] - before[0], after[1] - before[1]
    assert looks == report.sources[0].run.checked > 10
    assert edits == len([e for e in report.events if e.kind == "updated"]) == 1


def _counted(monitor: Monitor) -> tuple[int, int]:
    with monitor.app.database.read() as connection:
        row = connection.execute(text("SELECT sum(looks), sum(edits) FROM look_counts")).one()
    return int(row[0] or 0), int(row[1] or 0)


def _belga(monitor: Monitor, slug: str) -> list[Observation]:
    return monitor.app.reads.observations(monitor.app.reads.find(f"https://www.belganewsagency.eu/{slug}")[0].item)


def test_time_in_which_nobody_looked_is_a_gap(monitor: Monitor, newsroom: Newsroom, clock: TurnedClock) -> None:
    """Also where a list or a person, and no plan, brought about the look that ended it."""
    monitor.poll("belga", revisit=True)
    before = len(_belga(monitor, TALKS))
    clock.turn(days=9)
    newsroom.belga.edit(TALKS, "19 other countries", "22 other countries")
    monitor.poll("belga")
    clock.turn(days=9)
    monitor.poll("belga", revisit=True)
    assert len(_belga(monitor, TALKS)) == before + 2


def test_a_kill_keeps_the_look_that_brought_an_edit(
    monitor: Monitor, newsroom: Newsroom, clock: TurnedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the version that it brought, and its count."""
    clock.turn(minutes=10)
    counted = _counted(monitor)
    newsroom.belga.edit(KABUL, "2,635", "2,815")

    def ends(*_: object) -> None:
        raise StoreError("killed")

    with monkeypatch.context() as patch:
        patch.setattr(RunStore, "end_runs", ends)
        patch.setattr(PollStore, "checked", ends)
        with pytest.raises(StoreError, match="killed"):
            monitor.poll("belga", revisit=True)
    versions = monitor.app.reads.versions(_item(monitor, KABUL).id)
    assert len(versions) == 2
    assert _belga(monitor, KABUL)[-1].last_at == versions[-1].at
    assert _counted(monitor)[1] == counted[1] + 1


def _item(monitor: Monitor, slug: str) -> Item:
    return monitor.app.reads.find(f"https://www.belganewsagency.eu/{slug}")[0].item


def test_what_was_not_asked_was_not_seen(monitor: Monitor, newsroom: Newsroom, clock: TurnedClock) -> None:
    """A robots.txt that fails keeps us from asking: no look at any page, and none is counted."""
    clock.turn(days=2)
    newsroom.belga.server.fail("/robots.txt", "503")
    before, counted = _rows(monitor), _counted(monitor)
    monitor.poll("belga", revisit=True)
    assert (_rows(monitor), _counted(monitor)) == (before, counted)


def _rows(monitor: Monitor) -> int:
    with monitor.app.database.read() as connection:
        return int(connection.execute(text("SELECT sum(looks) FROM observations")).scalar() or 0)


def test_an_item_that_moved_keeps_what_was_seen_of_it(monitor: Monitor, newsroom: Newsroom, clock: TurnedClock) -> None:
    before = {row.address for row in _belga(monitor, KABUL)}
    clock.turn(minutes=10)
    newsroom.belga.rename(KABUL, "another-name-x7k2")
    monitor.poll("belga", revisit=True)
    assert before < {row.address for row in _belga(monitor, "another-name-x7k2")}


def test_old_observations_are_pruned(database: Database) -> None:
    """Those that are over; what still goes on stays."""
    note(database, look(0), look(1, sha="b" * 64))
    assert upkeep.prune(database, NOW + timedelta(days=400)) == (0, 0, 1)
    assert seen(database) == [(200, 1)]


def test_show_says_when_it_was_looked_at(cli: Cli, newsroom: Newsroom) -> None:
    """As lines for people, and as JSON."""
    slug = next(name for name in newsroom.belga.stories if "negotiated" in name)
    for _ in range(2):
        assert cli("poll", "--no-send", "--revisit")[0] == 0
    address = f"https://www.belganewsagency.eu/{slug}"
    code, said = cli("show", address, "--looks")
    assert code == 0
    assert "2 looks · 1 x 200 in full · 1 x 304 not modified · bytes " in said
    code, said = cli("show", address, "--looks", "--json")
    looks = json.loads(said)["looks"]
    assert (code, [(row["status"], row["looks"]) for row in looks]) == (0, [(200, 2)])
    assert [moment["status"] for row in looks for moment in row["moments"]] == [200, 304]


def test_ages_are_bounded_by_powers_of_two() -> None:
    """A schedule that learns needs some looks for each age."""
    from monitor.pipeline.polling.observed import _bound

    hours = (0, 0.9, 1, 3, 30, 24 * 30)
    assert [_bound(timedelta(hours=h)) for h in hours] == [1, 1, 2, 4, 32, 1024]
