"""A store of the version before: nothing is told, and what was read anew is said."""

from pathlib import Path

import pytest
from sqlalchemy import text

from monitor.app import App
from monitor.config.load import load
from monitor.core.model import Message
from monitor.demo.desk import Desk
from monitor.demo.newsroom import Newsroom, write_config
from monitor.pipeline.polling.report import PollOptions
from monitor.render import plain
from monitor.render.language import ENGLISH
from monitor.render.views import event_view, item_view
from monitor.render.wording import Style
from monitor.store import seals, upkeep
from monitor.store.database import HEAD, Database
from monitor.store.reads import Reads
from monitor.store.verify import verify
from tests.conftest import TOPIC, Cli, channels_of
from tests.older import older
from tests.test_verify import _by_another, _filled


@pytest.mark.parametrize("version", ["0007", "0008", "0009", "0011", "0013", "0014"])
def test_an_upgrade_tells_nobody(
    tmp_path: Path, newsroom: Newsroom, desk: Desk, database_url: str, version: str
) -> None:
    """The same sites, unchanged: two polls after it deliver nothing and ask conditionally."""
    config = write_config(tmp_path / "c", newsroom, TOPIC, channels_of(desk))
    file = config / "monitor.toml"
    file.write_text(f'database = "{database_url}"\n' + file.read_text().partition("\n")[2], encoding="utf-8")
    with App(load(config, {})) as app:
        app.prepare()
        app.poll((), PollOptions(), send=True, progress=lambda *_: None)
    older(database_url, version)
    desk.inbox.posts.clear()
    desk.inbox.mails.clear()
    with App(load(config, {})) as app:
        assert upkeep.upgrade(app.database) == (version, HEAD)
        app.prepare()
        for _ in range(2):
            report = app.poll((), PollOptions(), send=True, progress=lambda *_: None)
            assert report.events == []
            assert {s.run.outcome for s in report.sources} == {"unchanged"}
        assert sum(s.run.not_modified for s in report.sources) > 20
        assert verify(app.database).problems == ()
    assert (desk.inbox.posts, desk.inbox.mails) == ([], [])


def test_what_an_upgrade_read_anew_stands_in_sources(config: Path, cli: Cli) -> None:
    """One line, also where it was nothing."""
    assert cli("poll", "--no-send")[0] == 0
    older(f"sqlite:///{config / 'monitor.db'}")
    assert cli("poll")[0] == 3
    code, said = cli("db", "upgrade")
    assert (code, "(was 0007)" in said) == (0, True)
    code, said = cli("sources")
    assert code == 0
    assert f"schema 0007 became {HEAD}" in said
    assert "nothing was read anew since, nobody was told" in said


@pytest.mark.parametrize("name", ["belga", "euractiv"])
def test_a_configuration_of_the_version_before_loads(name: str) -> None:
    """The shipped ones, and their timeouts are the default's."""
    settings = load(Path(__file__).parent.parent / "config", {})
    assert next(s for s in settings.sources if s.name == name).timeout == 0.0


def test_an_upgrade_that_ends_in_the_middle_leaves_the_store_as_it_was(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tables and seals are one transaction, so that no service begins on half of it. The next upgrade is whole."""
    database = Database(database_url)
    _filled(database)
    database.close()
    older(database_url)

    def ends(*_: object) -> int:
        raise KeyboardInterrupt

    again = Database(database_url)
    with monkeypatch.context() as patch:
        patch.setattr(seals, "_seal", ends)
        with pytest.raises(KeyboardInterrupt):
            upkeep.upgrade(again)
    assert again.version() == "0007"
    assert upkeep.upgrade(again) == ("0007", HEAD)
    assert verify(again).problems == ()
    again.close()


def test_an_upgrade_blesses_no_loss_and_no_damage(database_url: str) -> None:
    """What was gone, or another program's, before it is named behind it."""
    database = Database(database_url)
    _filled(database)
    database.close()
    older(database_url, "0008")
    again = Database(database_url)
    _by_another(again, "UPDATE deliveries SET channel = 'another' WHERE id = 2", "DELETE FROM item_texts")
    upkeep.upgrade(again)
    said = verify(again).problems
    assert said[0] == "deliveries 2: the row is not as it was written"
    assert [problem.partition(":")[0] for problem in said[1:]] == ["item_texts"]
    again.close()


@pytest.mark.parametrize("version", ["0007", "0009"])
def test_an_upgrade_shows_what_was_stored_as_before(
    tmp_path: Path, newsroom: Newsroom, desk: Desk, database_url: str, version: str
) -> None:
    """Events, matches, alerts and the outbox, word by word; what waited goes out once."""
    config = write_config(tmp_path / "c", newsroom, TOPIC, channels_of(desk))
    file = config / "monitor.toml"
    file.write_text(f'database = "{database_url}"\n' + file.read_text().partition("\n")[2], encoding="utf-8")
    slug = next(name for name in newsroom.belga.stories if "negotiated" in name)
    with App(load(config, {})) as app:
        app.prepare()
        app.poll((), PollOptions(), send=False, progress=lambda *_: None)
        for old, new in (("2,635", "2,815"), ("2,815", "no")):
            newsroom.belga.edit(slug, old, new)
            app.poll((), PollOptions(revisit=True), send=False, progress=lambda *_: None)
        before = _shown(app)
        waiting = len([d for d in app.reads.deliveries(limit=99) if d["state"] == "pending"])
    older(database_url, version)
    desk.inbox.posts.clear()
    with App(load(config, {})) as app:
        upkeep.upgrade(app.database)
        app.prepare()
        assert _shown(app) == before
        codes = [reason.code for event in app.reads.events(limit=99) for reason in event.reasons]
        assert set(codes) == {"said", "silent_edit"}
        assert (app.deliver().sent, app.deliver().sent) == (waiting, 0)
        assert verify(app.database).problems == ()
    assert waiting > 3


def _shown(app: App) -> list[object]:
    """What a reader is shown of all that is stored, save codes."""
    found = app.reads.events(limit=99)
    views = [{k: v for k, v in event_view(e, None).items() if k not in ("reason_codes", "scale")} for e in found]
    alerts = [alert for e in found if (alert := app.reads.alert_of(e.id))]
    texts = [plain.body(Message(a.event.reference, (a,)), Style(app.settings.zone)) for a in alerts]
    items = [item_view(v.item, v.aliases, v.references, v.matches) for v in app.reads.items(limit=99)]
    waits = [
        (d["id"], d["state"], d["error"] or (ENGLISH.say(d["why"] or "") if d["state"] != "sent" else ""))
        for d in app.reads.deliveries(limit=99)
    ]
    return [views, texts, items, waits]


@pytest.mark.parametrize("version", ["0007", "0009"])
@pytest.mark.parametrize("column", ["reasons", "detail"])
def test_a_byte_that_is_no_text_stops_no_upgrade(tmp_path: Path, version: str, column: str) -> None:
    """It is named behind it, and the other rows are as they were."""
    database = Database(f"sqlite:///{tmp_path / 'store.db'}")
    _filled(database)
    database.close()
    older(str(database.url), version)
    again = Database(str(database.url))
    bad = f"UPDATE events SET {column} = CAST(X'5b22e1225d' AS TEXT) WHERE id = 1"
    _by_another(again, bad)
    assert upkeep.upgrade(again) == (version, HEAD)
    assert [problem.partition(":")[0] for problem in verify(again).problems] == ["events 1"]
    again.close()


def test_what_was_held_for_a_suspicion_says_so_after_an_upgrade(database_url: str) -> None:
    """What was sent again by hand keeps its words; an error of a channel that begins alike stays an error."""
    database = Database(database_url)
    _filled(database)
    database.close()
    older(database_url, "0009")
    again = Database(database_url)
    held = "held as source_suspect; `monitor sources release belga` sends it"
    rows = {
        1: ("held", held, "belga"),
        2: ("pending", held, ""),
        3: ("dead", "Settled by a second poll of a gateway", ""),
    }
    with again.engine.begin() as connection:
        for number, (state, error, source) in rows.items():
            values = {"s": state, "e": error, "f": source, "i": number}
            connection.execute(
                text("UPDATE deliveries SET state = :s, error = :e, held_for = :f WHERE id = :i"), values
            )
    upkeep.upgrade(again)
    found = {d["id"]: (d["error"], ENGLISH.say(d["why"] or "")) for d in Reads(again).deliveries(limit=9)}
    assert found[1] == found[2] == ("", held)
    assert found[3] == ("Settled by a second poll of a gateway", "")
    again.close()
