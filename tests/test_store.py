"""The store's promises, each on SQLite and on PostgreSQL."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import text
from sqlalchemy.exc import StatementError

from monitor.core.errors import Conflict, StoreError
from monitor.core.model import Alert, Block, Document, Event, Item, PollRun, Request, Version
from monitor.core.ports import Answer, Beginning, Begun, Checked, Draft, Ending, Recording, SourceState, Validator
from monitor.core.routing import Plan
from monitor.core.text import fingerprint
from monitor.store import alone, upkeep
from monitor.store.alone import held
from monitor.store.database import HEAD, Database
from monitor.store.polling import PollStore
from monitor.store.reads import Reads
from monitor.store.verify import verify

NOW = datetime(2026, 7, 12, 9, 0, tzinfo=UTC)
PAGE = Request("https://x.example/a", "item")


def stub(source: str = "s") -> Item:
    return Item(0, source, "path:/a", "https://x.example/a", "A", requests=(PAGE,), first_seen=NOW, next_check_at=NOW)


def listed(store: PollStore, source: str = "s", alias: str = "path:/a") -> Item:
    store.list_entries(source, [(stub(source), [alias])], ())
    return store.find_items(source, [alias])[alias]


def version(item: Item, number: int, words: str) -> Version:
    blocks = (Block("paragraph", words),)
    return Version(item.id, number, NOW, "A", blocks, fingerprint("A", blocks, ()), "r-1", documents=("0" * 64,))


def event(item: Item | None = None, kind: str = "published") -> Event:
    reference = f"M-{sha256(repr((item, kind, id(object()))).encode()).hexdigest()[:12]}"
    return Event(kind, NOW, "s", reference, item_id=item.id if item else None, topics=("t",))  # type: ignore[arg-type]


def recording(item: Item, number: int, words: str, channels: tuple[str, ...] = ("mail",)) -> Recording:
    made = event(item)
    draft = Draft(made, Alert(made, "S", "A", "https://x.example/a"), tuple(Plan(c, NOW) for c in channels))
    after = replace(item, version=number, topics=("t",))
    return Recording(after, item.version, version(item, number, words), ("url:prez.ly/x",), ("2026Z09763",), (draft,),
                     search_text=words.lower())  # fmt: skip


def test_a_version_its_event_alert_and_deliveries_are_one_transaction(database: Database) -> None:
    """All of them or none: a delivery that cannot be stored takes the version with it."""
    store, reads = PollStore(database), Reads(database)
    item = listed(store)
    with pytest.raises(Conflict):
        store.record(recording(item, 1, "One.", channels=("mail", "mail")))
    assert store.latest(item.id) is None
    assert reads.events(limit=9) == []
    ids = store.record(recording(item, 1, "One."))
    assert [e.id for e in reads.events(limit=9)] == list(ids)
    assert [(d["event"], d["channel"], d["state"]) for d in reads.deliveries(limit=9)] == [(ids[0], "mail", "pending")]
    latest = store.latest(item.id)
    assert latest is not None
    assert latest.blocks == (Block("paragraph", "One."),)


def test_a_decision_on_an_older_version_is_a_conflict(database: Database) -> None:
    """Compare-and-swap on the item's version number."""
    store = PollStore(database)
    item = listed(store)
    store.record(recording(item, 1, "One."))
    with pytest.raises(Conflict):
        store.record(recording(item, 1, "Other."))
    assert store.item(item.id).version == 1


def test_an_item_is_found_by_any_alias_and_by_reference(database: Database) -> None:
    """The short link joins the path; a reference finds, and identifies nothing."""
    store, reads = PollStore(database), Reads(database)
    item = listed(store)
    store.record(recording(item, 1, "One."))
    other = listed(store, alias="path:/b")
    store.record(replace(recording(other, 1, "Two."), aliases=()))
    assert [v.item.id for v in reads.find("https://prez.ly/x")] == [item.id]
    assert [v.item.id for v in reads.find(str(item.id))] == [item.id]
    assert [v.item.id for v in reads.find("2026Z09763")] == [item.id, other.id]
    assert [v.item.id for v in reads.items(limit=9, words="two")] == [other.id]
    assert reads.items(limit=9, words="100%") == []


def test_versions_are_kept_as_differences_and_read_back_whole(database: Database) -> None:
    """Every version reads back as it was, also after the base was read anew; what was read first stays as it was."""
    store, reads = PollStore(database), Reads(database)
    item = listed(store)
    texts = ["A long story about the returns. " * 40 + f"Edit {n}." for n in range(4)]
    for number, words in enumerate(texts, 1):
        store.record(recording(store.item(item.id), number, words))
    with database.read() as connection:
        sizes = connection.execute(text("SELECT length(body) FROM versions ORDER BY number")).scalars().all()
    assert max(sizes[1:]) < 120
    first, rows = reads.versions(item.id)[0], text("SELECT body, reader, fingerprint FROM versions ORDER BY number")
    with database.read() as connection:
        before = connection.execute(rows).all()
    for reader, words in (("r-2", "Read again."), ("r-3", "And again.")):
        blocks = (Block("paragraph", words),)
        mark = fingerprint(first.title, blocks, first.links)
        store.put_reading(replace(first, reader=reader, blocks=blocks, fingerprint=mark), NOW)
    assert [v.blocks[0].text for v in reads.versions(item.id)] == ["And again.", *texts[1:]]
    assert [(r.number, r.reader, r.at) for r in reads.readings(item.id)] == [(1, "r-2", NOW), (1, "r-3", NOW)]
    with database.read() as connection:
        assert connection.execute(rows).all() == before
    assert verify(database).problems == ()


def test_raw_documents_are_kept_once_by_their_hash_and_come_back(database: Database) -> None:
    """Content-addressed; the validators of every 200 are kept with what a list led on to."""
    store = PollStore(database)
    body = b"<p>x</p>" * 1000
    document = Document(PAGE, PAGE.url, "text/html", body, NOW)
    validator = Validator('"e"', "then", sha256(body).hexdigest(), follow=(PAGE,))
    for _ in range(2):
        store.save_answers("s", [Answer(PAGE, validator, document, False)])
    kept = store.document(validator.sha256)
    assert kept is not None
    assert kept.body == body
    assert store.document("f" * 64) is None
    long = Request("https://x.example/search", "list", "POST", "b" * 2000)
    store.save_answers("s", [Answer(long, validator, None, False)])
    assert store.validators("s", [PAGE.address, long.address, "unknown"]) == {
        PAGE.address: validator,
        long.address: validator,
    }


def test_due_items_come_longest_due_first(database: Database) -> None:
    """Those whose time has come, or all by their age; a look moves the time."""
    store = PollStore(database)
    for n in range(5):
        listed(store, alias=f"path:/{n}")
    due = store.due_ids("s", NOW, everything=False)
    assert [item.id for item in store.items(due)] == list(due)
    store.checked("s", [Checked(i, NOW, NOW + timedelta(hours=1)) for i in due[:3]], ())
    store.postpone([due[4]], NOW - timedelta(hours=1))
    assert store.due_ids("s", NOW, everything=False) == [due[4], due[3]]
    assert store.due_ids("s", NOW, everything=True) == list(due)
    assert store.due_ids("other", NOW, everything=True) == []


def _begin(store: PollStore, owner: str, later: float = 0, lists: Sequence[str] = ()) -> Begun | None:
    return store.begin_runs([Beginning("s", owner, lists)], NOW + timedelta(seconds=later), 60)[0]


def test_one_lease_a_source(database: Database) -> None:
    """A second poll waits until the first has finished or its lease has run out."""
    store = PollStore(database)
    assert _begin(store, "one")
    assert not _begin(store, "two")
    begun = _begin(store, "two", later=61)
    assert begun
    assert not store.renew_source("s", "one", NOW, 60)
    run = PollRun("s", NOW, NOW, "ok", id=begun.run)
    store.end_runs([Ending(run, "two", SourceState("s", baseline_at=NOW, next_run_at=NOW))])
    assert Reads(database).source_rows()["s"]["baseline_at"] == NOW
    assert _begin(store, "one")


def test_a_days_requests_of_a_host_are_counted_over_all_who_ask_at_a_time(database: Database) -> None:
    """Never more than the budget, whoever counts; the next day begins anew; what else is known of the host stays."""
    store, today, tomorrow = PollStore(database), NOW + timedelta(hours=10), NOW + timedelta(hours=34)
    with ThreadPoolExecutor(4) as hands:
        granted = [f.result() for f in [hands.submit(store.spend, "h:80", today, 9) for _ in range(16)]]
    assert sum(granted) == 9
    store.save_host(replace(store.host("h:80"), robots="User-agent: *", robots_at=NOW))
    assert store.spend("h:80", today, 0)
    assert not store.spend("h:80", today, 10)
    assert store.spend("h:80", tomorrow, 1)
    assert not store.spend("h:80", tomorrow, 1)
    assert store.host("h:80").robots == "User-agent: *"


def test_a_poll_begins_with_what_it_needs(database: Database) -> None:
    """One transaction says whether anything is due, and what its lists answered last."""
    store = PollStore(database)
    first = _begin(store, "one", lists=["https://s/list"])
    assert first
    assert (first.state, first.held, first.due, first.known) == (SourceState("s"), 0, False, {})
    listed(store)
    answer = Answer(Request("https://s/list", "list"), Validator('"v1"', "", "0" * 64), None, False)
    store.save_answers("s", [answer])
    again = _begin(store, "one", lists=["https://s/list", "https://s/other"])
    assert again
    assert (again.due, again.known) == (True, {"https://s/list": answer.validator})
    assert again.run > first.run


def test_a_run_that_dies_stands_as_failed_when_the_next_begins(database: Database) -> None:
    """One poll run row whatever happens; it is running until then."""
    store, reads = PollStore(database), Reads(database)
    _begin(store, "one")
    first = reads.last_runs()["s"]
    assert (first["outcome"], first["error"]) == ("running", None)
    _begin(store, "one")
    with database.read() as connection:
        rows = connection.execute(text("SELECT outcome, error FROM poll_runs ORDER BY id")).all()
    assert [tuple(row) for row in rows] == [("failed", "interrupted before its end"), ("running", None)]


def test_times_come_back_in_utc_and_naive_ones_are_refused(database: Database) -> None:
    """UTC throughout, on both databases."""
    store = PollStore(database)
    local = NOW.astimezone(ZoneInfo("Asia/Tokyo"))
    store.list_entries("s", [(replace(stub(), published_at=local), ["path:/a"])], ())
    back = store.find_items("s", ["path:/a"])["path:/a"].published_at
    assert back == NOW
    assert back is not None
    assert back.utcoffset() == timedelta(0)
    with pytest.raises(StatementError, match="naive"):
        store.list_entries("s", [(replace(stub(), published_at=NOW.replace(tzinfo=None)), ["path:/b"])], ())


def test_a_renamed_source_keeps_its_items(database: Database) -> None:
    """`was = "old name"` in its file."""
    store = PollStore(database)
    listed(store, "old")
    store.begin_runs([Beginning("old", "x")], NOW, 1)
    store.rename_source("old", "new")
    assert store.find_items("new", ["path:/a"])
    assert "old" not in Reads(database).source_rows()


# --- schema ----------------------------------------------------------------------------------------


def test_a_new_store_is_made_at_once_and_stands_at_the_head(database: Database) -> None:
    """No command is needed first."""
    assert database.version() is None
    database.prepare()
    assert database.version() == HEAD


def test_a_new_store_is_made_once_by_those_who_start_at_a_time(database: Database) -> None:
    """A service and a command beside it, on an empty database."""
    both = [Database(database.url.render_as_string(hide_password=False)) for _ in range(4)]
    with ThreadPoolExecutor(4) as hands:
        for made in [hands.submit(one.prepare) for one in both]:
            made.result()
    assert [one.version() for one in both] == [HEAD] * 4
    for one in both:
        one.close()


def test_the_migrations_give_the_tables_that_the_program_uses(database: Database) -> None:
    """Alembic finds no difference between a migrated store and the tables."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from monitor.store.tables import metadata

    with database.engine.begin() as connection:
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) PRIMARY KEY)"))
        connection.execute(text("INSERT INTO alembic_version VALUES ('0000')"))
        connection.execute(text("DELETE FROM alembic_version"))
    _migrate(database)
    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
    assert database.version() == HEAD


def _migrate(database: Database) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(upkeep.__file__).parent / "migrations"))
    with database.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


@pytest.mark.parametrize(("found", "words"), [("0000", "monitor db upgrade"), ("9999", "newer")])
def test_another_schema_is_refused_with_what_to_do(database: Database, found: str, words: str) -> None:
    """An older store names the command, a newer one is refused."""
    database.prepare()
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :v"), {"v": found})
    again = Database(database.url.render_as_string(hide_password=False))
    with pytest.raises(StoreError, match=words):
        again.prepare()
    again.close()


def test_verify_finds_what_is_damaged_and_prune_keeps_what_is_needed(database: Database) -> None:
    """Every raw document against its hash, every version against its fingerprint."""
    store = PollStore(database)
    item = listed(store)
    store.record(recording(item, 1, "One."))
    old = Document(PAGE, PAGE.url, "", b"old", NOW - timedelta(days=400))
    store.keep([old])
    assert verify(database).problems == ()
    assert upkeep.prune(database, NOW - timedelta(days=365)) == (0, 1, 0)
    store.keep([old])
    with database.engine.begin() as connection:
        connection.execute(text("UPDATE documents SET sha256 = 'wrong'"))
    assert len(verify(database).problems) == 1


def test_what_one_process_at_a_time_may_do_is_done_by_one(
    database: Database, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other waits, and says who is at it when that takes too long; something else is not held up."""
    other = Database(database_url)
    with held(database, "remark"):
        monkeypatch.setattr(alone, "LOCK_SECONDS", 0.5)
        with pytest.raises(StoreError, match="another process"), held(other, "remark"):
            pass
        with held(other, "something else"):
            pass
    with held(other, "remark"):
        pass
    other.close()


def test_a_backup_is_a_store(tmp_path: Path) -> None:
    """Copied while it is used; nothing is overwritten."""
    database = Database(f"sqlite:///{tmp_path / 'a.db'}")
    PollStore(database).record(recording(listed(PollStore(database)), 1, "One."))
    upkeep.backup(database, tmp_path / "b.db")
    with pytest.raises(StoreError, match="exists already"):
        upkeep.backup(database, tmp_path / "b.db")
    copy = Database(f"sqlite:///{tmp_path / 'b.db'}")
    assert len(Reads(copy).items(limit=9)) == 1
    copy.close()
    database.close()
