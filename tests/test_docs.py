"""The documents are true: their commands run, their configuration loads, the links lead somewhere."""

import re
import shlex
from pathlib import Path

import pytest

from monitor.__main__ import COMMANDS, _run
from monitor.config.load import load
from monitor.demo.newsroom import Newsroom, write_config
from monitor.demo.seeds import folder
from tests.conftest import TOPIC
from tests.newsroom.site import Site

ROOT = Path(__file__).parent.parent
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("seeds/*.md")])
_CONFIG = re.compile(r"<!-- config: (\S+) -->\n```toml\n(.*?)```", re.DOTALL)
_SHELL = re.compile(r"```sh\n(.*?)```", re.DOTALL)
_LINK = re.compile(r"\]\((?!https?://)([^)#]+)\)")
# Run by hand and by CI: they set up, serve for ever, or belong to the store's administrator.
_ELSEWHERE = re.compile(r"^(make|python3|\.venv/bin/)")


def test_the_configuration_in_the_documents_loads(tmp_path: Path) -> None:
    """Every TOML example that names its file, all together as one configuration."""
    (tmp_path / "topics").mkdir()
    (tmp_path / "topics" / "afghan-returns.toml").write_text(TOPIC)
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "belga.toml").write_text('kind = "prezly"\nurl = "https://www.belganewsagency.eu"\n')
    names = []
    for document in DOCUMENTS:
        for name, text in _CONFIG.findall(document.read_text(encoding="utf-8")):
            (tmp_path / name).write_text(text, encoding="utf-8")
            names.append(name)
    assert {"monitor.toml", "topics/syrian-returns.toml", "sources/migration-site.toml"} <= set(names)
    settings = load(tmp_path, {})
    assert {t.name for t in settings.topics} == {"afghan-returns", "syrian-returns", "prisons"}


def test_the_commands_in_the_documents_run(
    tmp_path: Path, newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every `monitor …` line, in the order of the documents, against the newsroom."""
    config = write_config(tmp_path / "config", newsroom, TOPIC)
    with Site(folder() / "site") as site:
        _follow(config, site)
        monkeypatch.chdir(tmp_path)
        assert _commands(site.server.url, capsys) > 10


def _follow(config: Path, site: Site) -> None:
    """The source that the walk adds, its address the site's."""
    text = (ROOT / "docs" / "add-a-source.md").read_text(encoding="utf-8")
    stanzas = dict(_CONFIG.findall(text))
    body = stanzas["sources/migration-site.toml"].replace("https://news.example.org", site.server.url)
    (config / "sources" / "migration-site.toml").write_text(body, encoding="utf-8")


def _commands(address: str, capsys: pytest.CaptureFixture[str]) -> int:
    """Run every line; the number of them."""
    ran = 0
    for document in DOCUMENTS:
        for block in _SHELL.findall(document.read_text(encoding="utf-8")):
            for line in block.splitlines():
                words = shlex.split(line.replace("https://news.example.org", address), comments=True)
                if words and not _ELSEWHERE.match(line):
                    assert words[0] == "monitor", line
                    assert _run(words[1:]) == 0, (line, capsys.readouterr())
                    ran += 1
    return ran


def test_every_link_between_documents_leads_somewhere() -> None:
    """No document names a file that is not there."""
    for document in DOCUMENTS:
        for target in _LINK.findall(document.read_text(encoding="utf-8")):
            assert (document.parent / target).exists(), (document.name, target)


def test_every_command_has_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    """`monitor COMMAND --help` for each of the table."""
    for name in COMMANDS:
        assert _run([name, "--help"]) == 0
        assert "Usage: monitor" in capsys.readouterr().out


def test_nothing_names_the_place_where_it_was_made() -> None:
    """No marks of unfinished work in what is shipped."""
    for path in (*ROOT.glob("monitor/**/*.py"), *DOCUMENTS):
        assert not re.search(r"\b(TODO|FIXME|XXX)\b", path.read_text(encoding="utf-8")), path
