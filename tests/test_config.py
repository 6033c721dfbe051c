"""The configuration: every mistake of every file at once, with file, key, what was found and what is expected."""

from pathlib import Path

import pytest

from monitor.config.channels import recipients, unencoded
from monitor.config.load import load
from monitor.config.secrets import Environment
from monitor.core.errors import ConfigError
from monitor.core.secret import struck_out

ROOT = Path(__file__).parent.parent


def write(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        path = folder / (name.replace("__", "/") + ".toml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return folder


TOPIC = 'version = 1\ntitle = "T"\nall = ["a"]\n[concepts.a]\nany = ["kabul"]\n'
SOURCE = 'kind = "feed"\nurl = "https://x.example/feed"\n'


def mistakes(folder: Path, environment: dict[str, str] | None = None) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        load(folder, environment or {})
    return [str(m).removeprefix(f"{folder}/") for m in caught.value.mistakes]


def test_a_fresh_clone_runs() -> None:
    """The shipped configuration needs no secret: its channels are off."""
    settings = load(ROOT / "config", {})
    assert [s.name for s in settings.sources] == [
        "belga",
        "ecre",
        "euractiv",
        "infomigrants",
        "n-va",
        "officielebekendmakingen",
        "openoverheid",
        "presscorner",
        "rijksoverheid",
        "tweedekamer",
        "vanbossuyt",
    ]
    assert [c.on for c in settings.channels] == [False, False]
    assert settings.http.contact == ""


def test_every_key_of_monitor_toml_has_a_default(tmp_path: Path) -> None:
    """An empty folder is a configuration; so is a source with kind and url."""
    settings = load(write(tmp_path, sources__a=SOURCE), {})
    assert (settings.timezone, settings.database) == ("Europe/Brussels", "sqlite:///data/monitor.db")
    assert (settings.sources[0].every, settings.sources[0].zone, settings.gone.misses) == (300, "UTC", 3)
    assert [(r.every, r.until) for r in settings.sources[0].recheck] == [(600, 21600), (3600, 259200), (86400, 2592000)]


def test_all_mistakes_of_all_files_come_at_once(tmp_path: Path) -> None:
    """Unknown keys, wrong values, unknown names, broken TOML: one message."""
    write(
        tmp_path,
        monitor='timezone = "Mars/Base"\nnonsense = 1\n[http]\ntimeout = "soon"\n[[channels]]\nname = "a"\nurll = ""\n'
        '[[routes]]\nname = "r"\ndigest = "8:00"\nquiet_hours = "from 22"\nsummary = "25:00"\n',
        sources__a='kind = "prezzly"\nurl = "ftp://x"\n',
        sources__b='kind = "feed"\nurl = "https://x.example"\nevery = "0s"\ntopics = ["none"]\nintervall = "5m"\n',
        sources__c='kind = "feed"\nurl = \n',
        topics__t='version = 2\ntitle = "T"\nall = ["a"]\n[concepts.a]\nany = ["x"]\n',
    )
    found = "\n".join(mistakes(tmp_path))
    for words in (
        "monitor.toml: timezone: found 'Mars/Base'",
        "monitor.toml: nonsense: found an unknown key",
        "monitor.toml: http.timeout: found 'soon'; expected a duration",
        "monitor.toml: channels[0].urll: found an unknown key; expected 'url'?",
        'monitor.toml: routes[0].digest: found \'8:00\'; expected "now", "hourly", or times of day such as',
        "monitor.toml: routes[0].quiet_hours: found 'from 22'; expected hours such as \"22:00-06:30\"",
        "monitor.toml: routes[0].summary: found '25:00'",
        "sources/a.toml: kind: found 'prezzly'",
        "sources/a.toml: url: found 'ftp://x'; expected an address that begins with http://",
        "sources/b.toml: every",
        "sources/b.toml: intervall: found an unknown key",
        "sources/c.toml: found no valid TOML",
        "topics/t.toml: version: found 2",
    ):
        assert words in found, words


def test_names_that_no_file_has_are_mistakes(tmp_path: Path) -> None:
    """A route or source that names a topic, channel or source which is not there."""
    write(
        tmp_path,
        monitor='[[routes]]\nname = "r"\nchannels = ["x"]\ntopics = ["y"]\nsources = ["z"]\n',
        sources__a=SOURCE + 'topics = ["y"]\n',
        topics__t=TOPIC,
    )
    found = mistakes(tmp_path)
    assert len(found) == 4
    assert "monitor.toml: routes[0].channels: found 'x'; expected one of: none is configured" in found
    assert "sources/a.toml: topics: found 'y'; expected one of: t" in found


@pytest.mark.parametrize(
    "topic",
    [
        'version = 1\ntitle = "T"\nall = ["b"]\n[concepts.a]\nany = ["x"]\n',
        'version = 1\ntitle = "T"\nall = ["a"]\n[concepts.a]\nany = ["x*y"]\n',
        'version = 1\ntitle = "T"\nall = ["a"]\n[concepts.a]\nxx = ["x"]\n',
        'version = 1\ntitle = "T"\nall = ["a"]\non = 0.2\nmaybe = 0.5\n[concepts.a]\nany = ["x"]\n',
        'title = "T"\nall = ["a"]\n[concepts.a]\nany = ["x"]\n',
    ],
)
def test_a_mistake_in_a_topic_names_file_and_key(tmp_path: Path, topic: str) -> None:
    """Unknown concepts, terms that cannot match, unknown languages, crossed thresholds, a missing version."""
    found = mistakes(write(tmp_path, topics__t=topic))
    assert all(m.startswith("topics/t.toml") and "expected" in m for m in found)


def test_placeholders_come_from_the_environment_or_a_file(tmp_path: Path) -> None:
    """NAME, NAME_FILE, a default; an empty address turns the channel off; a missing name is a mistake."""
    channel = '[[channels]]\nname = "a"\nurl = "${DESK_URL}"\n[[channels]]\nname = "b"\nurl = "${OTHER:-}"\n'
    folder = write(tmp_path, monitor=channel)
    (tmp_path / "secret").write_text("event://127.0.0.1:9/long-secret-path\n")
    for environment in (
        {"DESK_URL": "event://127.0.0.1:9/long-secret-path"},
        {"DESK_URL_FILE": str(tmp_path / "secret")},
    ):
        settings = load(folder, environment)
        assert [c.on for c in settings.channels] == [True, False]
        assert "long-secret-path" in settings.secrets
        assert "long-secret-path" not in repr(settings)
    (found,) = mistakes(folder)
    assert "monitor.toml: channels[0].url: found ${DESK_URL}, which is not set" in found


def test_a_mistake_never_repeats_an_address_that_may_hold_a_password(tmp_path: Path) -> None:
    """Two recipients in one channel, and a database with a password."""
    folder = write(
        tmp_path,
        monitor='database = "mysql://user:hunter2@x/db"\n[[channels]]\nname = "a"\n'
        'url = "mailto://user:hunter2@example.org?to=a@example.org,b@example.org"\n',
    )
    found = "\n".join(mistakes(folder))
    assert "hunter2" not in found
    assert "database" in found


@pytest.mark.parametrize(
    "url",
    [
        "mailto://user:hunter2@example.org?to=a@example.org,b@example.org",
        "mailto://user:hunter2@example.org/a@example.org,b@example.org",
        "mailto://user:hunter2@example.org?to=a@example.org&cc=b@example.org",
        "slack://TokenA/TokenB/TokenC/#desk/#news",
    ],
)
def test_two_recipients_are_a_mistake(tmp_path: Path, url: str) -> None:
    """One channel is one apprise address with one recipient."""
    folder = write(tmp_path, monitor=f'[[channels]]\nname = "a"\nurl = "{url}"\n')
    (found,) = mistakes(folder)
    assert "an address with 2 recipients; expected one recipient a channel" in found


def test_one_recipient_is_none(tmp_path: Path) -> None:
    """The usual forms of mail and Slack."""
    urls = (
        "mailto://127.0.0.1:2525?from=a@example.org&to=b@example.org&mode=insecure",
        "slack://A/B/C/#desk",
        "slack://A/B/C",
    )
    text = "".join(f'[[channels]]\nname = "c{n}"\nurl = "{url}"\n' for n, url in enumerate(urls))
    assert len(load(write(tmp_path, monitor=text), {}).channels) == 3


def test_the_environment_names_the_database(tmp_path: Path) -> None:
    """MONITOR_DATABASE wins over the file."""
    settings = load(write(tmp_path, monitor='database = "sqlite:///a.db"'), {"MONITOR_DATABASE": "sqlite:///b.db"})
    assert settings.database == "sqlite:///b.db"


def test_other_addresses_than_loopback_need_a_password(tmp_path: Path) -> None:
    """The pages show what the desk watches."""
    (found,) = mistakes(write(tmp_path, monitor='[web]\nlisten = "0.0.0.0:8080"\n'))
    assert "loopback" in found


@pytest.mark.parametrize(
    ("url", "wrong"),
    [
        ("mailtos://user:pa@ss@mail.example.org", True),
        ("mailtos://user:pa#ss@mail.example.org", True),
        ("mailtos://user:pa/ss@mail.example.org", True),
        ("mailtos://user:pa%40ss@mail.example.org", False),
        ("mailto://relay.local:25/desk@example.org?from=m@example.org", False),
        ("events://host:8443/inbox/desk@example.org", False),
        ("tgram://123456789:ABCdef/@channel", False),
        ("slack://TokenA/TokenB/TokenC/@user", False),
    ],
)
def test_what_programs_read_each_in_their_own_way_is_a_mistake(url: str, wrong: bool) -> None:
    """Nothing of the address is repeated; a port is no password."""
    words = unencoded(url)
    assert bool(words) == wrong
    assert "pa" not in words.split()


def test_a_name_with_a_comma_is_one_recipient() -> None:
    assert recipients('mailto://mail.example.org?from=a@example.org&to="Desk, Night" <desk@example.org>') == 1
    assert recipients("mailto://mail.example.org?from=a@example.org&to=a@example.org,b@example.org") == 2


def test_a_secrets_file_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    file.write_bytes(b"\xef\xbb\xbfevent://127.0.0.1:9/x\r\n")
    assert Environment({"DESK_FILE": str(file)}).get("DESK") == "event://127.0.0.1:9/x"


def test_a_short_secret_is_struck_out_where_it_stands_alone() -> None:
    assert struck_out("Unparseable URL smtp://u:p@host", ["p"]) == "Unparseable URL smtp://u:****@host"
    assert struck_out("password-of-eightpassword-of-eight", ["password-of-eight"]) == "********"
