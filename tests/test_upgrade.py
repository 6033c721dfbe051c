"""A store of the version before: nothing is told, and what was read anew is said."""

from pathlib import Path

import pytest
from sqlalchemy import update

from monitor.app import App
from monitor.config.load import load
from monitor.demo.desk import Desk
from monitor.demo.newsroom import Newsroom, write_config
from monitor.pipeline.polling.report import PollOptions
from monitor.store import seals, upkeep
from monitor.store.database import HEAD, Database
from monitor.store.tables import SEALED, deliveries
from monitor.store.verify import verify
from tests.conftest import TOPIC, Cli, channels_of
from tests.test_verify import _by_another, _filled


def _older(url: str, version: str = "0007") -> None:
    """Make a store one of an earlier schema."""
    database = Database(url)
    with database.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE deliveries DROP COLUMN digest")
        for table in SEALED if version == "0007" else ():
            if not database.sqlite:
                connection.exec_driver_sql(f"DROP TRIGGER monitor_seal ON {table.name}")
                connection.exec_driver_sql(f"DROP TRIGGER monitor_removed ON {table.name}")
            connection.exec_driver_sql(f"ALTER TABLE {table.name} DROP COLUMN seal")
        if version == "0007":
            connection.exec_driver_sql("DROP TABLE row_counts")
            connection.exec_driver_sql("DELETE FROM marks WHERE name = 'schema'")
        connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{version}'")
    if version == "0008":
        _sealed_as_0008(database)
    database.close()


@pytest.mark.parametrize("version", ["0007", "0008"])
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
    _older(database_url, version)
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
    _older(f"sqlite:///{config / 'monitor.db'}")
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
    _older(database_url)

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
    _older(database_url, "0008")
    again = Database(database_url)
    _by_another(again, "UPDATE deliveries SET channel = 'another' WHERE id = 2", "DELETE FROM item_texts")
    upkeep.upgrade(again)
    said = verify(again).problems
    assert said[0] == "deliveries 2: the row is not as it was written"
    assert [problem.partition(":")[0] for problem in said[1:]] == ["item_texts"]
    again.close()


def _sealed_as_0008(database: Database) -> None:
    """The seals that a store without the new column had."""
    with database.engine.begin() as connection:
        seals.prepare(connection)
        made = seals.expression(deliveries, sqlite=database.sqlite, without=("digest",))
        connection.execute(update(deliveries).values(seal=made))
