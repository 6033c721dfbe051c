"""Who only reads changes nothing: no row, no store, no folder; and works while a file of the configuration is broken."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from monitor.__main__ import COMMANDS, _run
from monitor.app import App
from monitor.config.load import load
from monitor.demo.newsroom import Newsroom, write_config
from tests.conftest import TOPIC, Cli

ROOT = Path(__file__).parent.parent
# Each command that reads the store, with what it is asked.
READERS = (
    ("items",), ("show", "1"), ("diff", "1"), ("events",), ("search", "taliban"), ("sources",), ("deliveries",),
    ("preview", "EVENT", "--channel", "mail"), ("topic", "backtest", "afghan-returns"), ("topic", "suggest", "afghan-returns"),
    ("db", "verify"), ("check",), ("topic", "test", "The Taliban visit Brussels"), ("healthcheck",), ("template", "belga"),
)  # fmt: skip
MAIL = '[[channels]]\nname = "mail"\nurl = "mailto://127.0.0.1:9?from=a@example.org&to=b@example.org"\n'
NEED_NONE = ("check", "topic test", "healthcheck")


@pytest.fixture(scope="module")
def once_polled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A configuration whose store has something for every reader."""
    with Newsroom() as newsroom:
        made = write_config(tmp_path_factory.mktemp("once") / "c", newsroom, TOPIC, MAIL)
        assert _run(["--config", str(made), "poll", "--no-send"]) == 0
        return made


@pytest.fixture
def config(once_polled: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    made = tmp_path / "c"
    shutil.copytree(once_polled, made)
    file = made / "monitor.toml"
    file.write_text(file.read_text(encoding="utf-8").replace(str(once_polled), str(made)), encoding="utf-8")
    return made


def resolved(cli: Cli, command: tuple[str, ...]) -> tuple[str, ...]:
    """The command with an event that can be previewed."""
    event = json.loads(cli("events", "--kind", "baseline", "--json")[1])["events"][0]["id"]
    return tuple(str(event) if word == "EVENT" else word for word in command)


def state(config: Path) -> dict[str, str]:
    """Every file of the store by its content."""
    return {
        f.name: hashlib.sha256(f.read_bytes()).hexdigest()
        for f in config.glob("monitor.db*")
        if "journal" not in f.name
    }


@pytest.mark.parametrize("command", READERS, ids=" ".join)
def test_no_byte_of_the_store_is_changed(config: Path, cli: Cli, command: tuple[str, ...]) -> None:
    """Also where the topics were changed since the last poll: to mark anew is the service's and `poll`'s."""
    command = resolved(cli, command)
    file = config / "topics" / "afghan-returns.toml"
    file.write_text(TOPIC.replace("returns", "removals"), encoding="utf-8")
    before = state(config)
    code, _ = cli(*command)
    # No service ran.
    assert code == {"healthcheck": 1}.get(command[0], 0)
    assert state(config) == before


@pytest.mark.parametrize("command", READERS, ids=" ".join)
def test_where_there_is_no_store_none_is_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor a folder for one: exit 3 and where it was looked for."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "elsewhere"
    (folder / "topics").mkdir(parents=True)
    (folder / "topics" / "afghan-returns.toml").write_text(TOPIC, encoding="utf-8")
    code = _run(["--config", str(folder), *command])
    out, err = capsys.readouterr()
    if command[0] == "healthcheck":
        assert (code, "unhealthy: there is no store at" in out) == (1, True)
    elif " ".join(command).startswith(NEED_NONE):
        assert code == 0
    else:
        assert (code, "there is no store at sqlite:///data/monitor.db" in err) == (3, True)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["elsewhere"]


@pytest.mark.parametrize("command", READERS, ids=" ".join)
@pytest.mark.parametrize("broken", ["topics/other.toml"])
def test_a_half_saved_file_hinders_no_reader(config: Path, cli: Cli, command: tuple[str, ...], broken: str) -> None:
    """A warning names it; `check` alone, which is there to find it, ends with 2."""
    command = resolved(cli, command)
    (config / broken).write_text('title = "half', encoding="utf-8")
    code, _ = cli(*command)
    assert code == {"check": 2, "healthcheck": 1}.get(command[0], 0)


def test_the_health_of_a_service_needs_the_stores_address_alone(config: Path, cli: Cli) -> None:
    """A mistake anywhere else, also in monitor.toml, is no reason to restart what works."""
    with App(load(config, {})) as app:
        app.find()
        app.reads.set_mark("heartbeat", '{"healthy": true, "reason": ""}', app.clock())
    file = config / "monitor.toml"
    file.write_text(file.read_text(encoding="utf-8") + '\n[[routes]]\nnam = "x"\n', encoding="utf-8")
    assert cli("healthcheck") == (0, "healthy\n")
    assert cli("items")[0] == 2


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (("events", "--source", "belgaa"), "did you mean 'belga'?"),
        (("events", "--kind", "changed"), "there are: published, updated"),
        (("items", "--topic", "afghan-return"), "did you mean 'afghan-returns'?"),
        (("search", "x", "--source", "belgaa"), "did you mean 'belga'?"),
        (("topic", "test", "--lang", "be", "x"), "there are: en, nl, fr, de"),
        (("topic", "test", "--topic", "x", "x"), "there are: afghan-returns"),
        (("preview", "1", "--channel", "mial"), "did you mean 'mail'?"),
        (("send-test", "mial"), "did you mean 'mail'?"),
        (("itmes",), "did you mean 'items'?"),
        (("items", "--config", "x"), "goes before the command"),
    ],
)
def test_an_unknown_name_is_said_with_the_choices(config: Path, cli: Cli, command: tuple[str, ...], words: str) -> None:
    code, said = cli(*command)
    assert (code, words in said) == (2, True), said


def test_an_argument_that_is_wrong_is_no_trouble_of_the_store(config: Path, cli: Cli, tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.write_text("x", encoding="utf-8")
    assert cli("db", "backup", str(there))[0] == 2
    assert there.read_text(encoding="utf-8") == "x"


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "utf-8"])
def test_what_a_terminal_cannot_show_is_replaced(config: Path, cli: Cli, encoding: str) -> None:
    full = [sys.executable, "-m", "monitor", "--config", str(config), "items"]
    done = subprocess.run(full, capture_output=True, cwd=ROOT, env={**os.environ, "PYTHONIOENCODING": encoding})
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"taliban" in done.stdout.lower()


def test_no_colour_where_nobody_wants_one(config: Path, cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in cli("topic", "test", "The Taliban visit Brussels")[1]


def test_every_command_is_a_reader_or_known_to_change_something() -> None:
    """A new one must be thought of here."""
    changing = {"run", "poll", "send-test", "watch", "unwatch", "demo"}
    assert {c[0] for c in READERS} | changing | {"compare"} == set(COMMANDS)
