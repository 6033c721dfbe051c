"""What the tests share: a newsroom, a desk, a monitor between them, both databases, a clock to turn."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from monitor.__main__ import _run
from monitor.app import App
from monitor.app.polls import PollReport
from monitor.config.load import load
from monitor.core.model import Event
from monitor.core.settings import Settings
from monitor.demo.desk import Desk
from monitor.demo.newsroom import Newsroom, write_config
from monitor.pipeline.polling.report import PollOptions
from monitor.store.database import Database
from tests import kept, postgres

# Stand in channel addresses all over the suite; `make secrets` looks for them in all that it says.
PLANTED = ("planted-in-a-mail", "planted-in-a-hook", "planted-in-an-event")
ROOT = Path(__file__).parent.parent
TOPIC = (ROOT / "config" / "topics" / "afghan-returns.toml").read_text(encoding="utf-8")
_numbers = count(1)


class TurnedClock:
    """A clock that stands until it is turned, and the steady one beside it, which goes with it."""

    def __init__(self) -> None:
        self.now = datetime(2026, 7, 12, 9, 0, tzinfo=UTC)
        self.steady = 0.0

    def __call__(self) -> datetime:
        return self.now

    def turn(self, **span: float) -> None:
        self.now += timedelta(**span)
        self.steady += timedelta(**span).total_seconds()

    def jump(self, **span: float) -> None:
        """Turn the wall clock alone."""
        self.now += timedelta(**span)


@pytest.fixture
def clock() -> TurnedClock:
    return TurnedClock()


@pytest.fixture(autouse=True, scope="session")
def _kept_children() -> Iterator[None]:
    """Programs in this process take over each other's reading children: a child waits for its libraries once."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("monitor.sources.reader.Readers", kept.KeptReaders)
        yield
    kept.end_children()


@pytest.fixture(scope="session")
def ports() -> tuple[int, ...]:
    """Where the newsroom's sites stand in every test of this process, so that a store of one fits another."""
    return kept.free_ports(3)


def _newsroom(ports: tuple[int, ...]) -> Newsroom:
    made = Newsroom()
    for server, port in zip(made.servers, ports, strict=True):
        server.move(port)
    return made


@pytest.fixture
def newsroom(ports: tuple[int, ...]) -> Iterator[Newsroom]:
    with _newsroom(ports) as running:
        yield running


@pytest.fixture(scope="session")
def polled_store(ports: tuple[int, ...], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the newsroom's baseline, at nine o'clock."""
    folder = tmp_path_factory.mktemp("polled")
    with _newsroom(ports) as running, Desk() as desk:
        first = Monitor(load(write_config(folder, running, TOPIC, channels_of(desk)), {}), TurnedClock())
        first.poll()
        first.app.close()
    return folder / "monitor.db"


@pytest.fixture
def desk() -> Iterator[Desk]:
    with Desk() as running:
        yield running


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str | None]:
    if postgres.programs() is None:
        yield None
        return
    with postgres.server() as address:
        yield address


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A new, empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'store.db'}"
    return str(request.getfixturevalue("postgresql_url"))


@pytest.fixture
def postgresql_url(postgresql_server: str | None) -> str:
    """A new, empty database on PostgreSQL."""
    if postgresql_server is None:
        pytest.skip("PostgreSQL: NOT RUN")
    import psycopg

    name = f"t{next(_numbers)}_{os.getpid()}"
    with psycopg.connect(f"{postgresql_server}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    return f"{postgresql_server}/{name}"


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.close()


def channels_of(desk: Desk) -> str:
    """A mail, a Slack-like and a machine channel at the desk, a secret in the address of each."""
    rows = [
        ("mail", desk.mail_url(password=PLANTED[0])),
        ("slack", f"slackhook://{desk.http}/slack?token={PLANTED[1]}"),
        ("machine", f"event://{desk.http}/events?key={PLANTED[2]}"),
    ]
    text = "".join(f'[[channels]]\nname = "{n}"\nurl = "{u}"\npace = "0s"\n' for n, u in rows)
    return text + '[[routes]]\nname = "desk"\nclasses = ["substantive", "correction"]\n'


class Monitor:
    """The program on a newsroom, in this process, under a clock that the test turns."""

    def __init__(self, settings: Settings, clock: TurnedClock) -> None:
        self.settings = settings
        self.app = App(settings, clock=clock, steady=lambda: clock.steady)
        self.app.prepare()

    def poll(self, *sources: str, send: bool = True, revisit: bool = False) -> PollReport:
        return self.app.poll(sources, PollOptions(revisit=revisit), send=send, progress=lambda *_: None)

    def kinds(self, report: PollReport) -> list[str]:
        return [e.kind for e in report.events]


MakeMonitor = Callable[..., Monitor]


@pytest.fixture
def make_monitor(tmp_path: Path, newsroom: Newsroom, clock: TurnedClock) -> Iterator[MakeMonitor]:
    """Open the program on the newsroom; `channels` as TOML, `database` an address, `change` on the settings."""
    with ExitStack() as stack:

        def make(
            channels: str = "", database: str = "", change: Callable[[Settings], Settings] | None = None
        ) -> Monitor:
            config = write_config(tmp_path / "config", newsroom, TOPIC, channels)
            settings = load(config, {})
            if database:
                settings = replace(settings, database=database)
            monitor = Monitor(change(settings) if change else settings, clock)
            stack.callback(monitor.app.close)
            return monitor

        yield make


@pytest.fixture
def monitor(polled_store: Path, make_monitor: MakeMonitor, desk: Desk, tmp_path: Path) -> Monitor:
    """The program with three channels on and its baseline done."""
    kept.copied(polled_store, tmp_path / "config")
    return make_monitor(channels_of(desk))


Cli = Callable[..., tuple[int, str]]


@pytest.fixture
def config(tmp_path: Path, newsroom: Newsroom, desk: Desk) -> Path:
    return write_config(tmp_path / "c", newsroom, TOPIC, channels_of(desk))


@pytest.fixture
def cli(config: Path, capsys: pytest.CaptureFixture[str]) -> Cli:
    """Run a command in this process: its exit code, and its standard output (or the error when that is empty)."""

    def run(*arguments: str) -> tuple[int, str]:
        capsys.readouterr()
        code = _run(["--config", str(config), *arguments])
        out, err = capsys.readouterr()
        return code, out or err

    return run


Polled = Callable[[str], Monitor]


@pytest.fixture
def watching(tmp_path: Path, clock: TurnedClock) -> Iterator[Polled]:
    """The program on one source by its stanza, its baseline done."""
    opened: list[Monitor] = []

    def watch(stanza: str) -> Monitor:
        config = tmp_path / "one"
        (config / "sources").mkdir(parents=True, exist_ok=True)
        (config / "topics").mkdir(exist_ok=True)
        (config / "topics" / "afghan-returns.toml").write_text(TOPIC, encoding="utf-8")
        recheck = 'recheck = [{every = "0s", until = "3650d"}]\n'
        (config / "sources" / "one.toml").write_text(stanza + recheck, encoding="utf-8")
        (config / "monitor.toml").write_text(
            f'database = "sqlite:///{tmp_path / "one.db"}"\n[http]\nallow_private = true\nper_host_interval = "0s"\n'
            '[gone]\nmisses = 2\nover = "1m"\n',
            encoding="utf-8",
        )
        monitor = Monitor(load(config, {}), clock)
        opened.append(monitor)
        report = monitor.poll()
        assert [s.run.error for s in report.sources] == [None]
        assert {e.kind for e in report.events} == {"published", "baseline"}
        assert all(e.baseline for e in report.events)
        return monitor

    yield watch
    for monitor in opened:
        monitor.app.close()


def events_of(monitor: Monitor, clock: TurnedClock, **span: float) -> list[Event]:
    """What a poll some minutes later tells of, which goes without trouble."""
    clock.turn(**(span or {"minutes": 10}))
    report = monitor.poll()
    assert [s.run.error for s in report.sources] == [None]
    return [e for e in report.events if e.kind != "touched" and not e.baseline]


def kinds_of(monitor: Monitor, clock: TurnedClock, **span: float) -> list[str]:
    return [e.kind for e in events_of(monitor, clock, **span)]
