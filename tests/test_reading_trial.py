"""The trial on public pages: what it finds in a folder, what it counts, what it says when there is nothing."""

import gzip
import json
from pathlib import Path

import pytest

from trials.reading.__main__ import main
from trials.reading.material import Material
from trials.reading.planted import Shown, planted, shown
from trials.reading.score import passages, whole

_TEXT = [
    "The court heard three officials of the return agency on Monday about the flights of last year.",
    "Two of them said that nobody had told them how many passengers had signed the paper themselves.",
    "A judgment is expected before the summer, the president of the court said at the end of the day.",
]


def _page(name: str) -> str:
    paragraphs = "".join(f"<p>{text}</p>" for text in _TEXT)
    menu = "<nav><ul><li><a href='/'>Home of the court and its news</a></li></ul></nav>"
    foot = "<footer><p>All rights of this site are reserved by the court of appeal</p></footer>"
    return f"<html><head><title>{name}</title></head><body>{menu}<article>{paragraphs}</article>{foot}</body></html>"


@pytest.fixture
def material(tmp_path: Path) -> Path:
    pages, evaluated = tmp_path / "benchmark" / "html", tmp_path / "tests" / "eval"
    pages.mkdir(parents=True)
    evaluated.mkdir(parents=True)
    (pages / "one.html.gz").write_bytes(gzip.compress(_page("Hearing").encode()))
    truth = {"one": {"url": "https://court.example/hearing", "articleBody": "\n".join(_TEXT)}}
    (tmp_path / "benchmark" / "ground-truth.json").write_text(json.dumps(truth), encoding="utf-8")
    (evaluated / "one.html").write_text(_page("Hearing"), encoding="utf-8")
    rows = {"https://court.example/2": {"file": "one.html", "with": [_TEXT[0][:30]], "without": ["All rights"]}}
    (tmp_path / "tests" / "evaldata.json").write_text(json.dumps(rows), encoding="utf-8")
    return tmp_path


def test_the_tables_are_printed(
    material: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["reading", str(material)])
    assert main() == 0
    said = capsys.readouterr().out
    assert "article-extraction-benchmark: 1 pages" in said
    assert "trafilatura: 1 pages" in said
    assert "ours           1.000      1.000   1.000        0" in said
    assert "0 of 3 (0.0 %)" in said


def test_an_empty_folder_says_where_pages_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["reading", str(tmp_path)])
    with pytest.raises(SystemExit, match="scrapinghub/article-extraction-benchmark"):
        main()


def test_what_is_lost_and_what_is_too_much_count() -> None:
    assert whole(_TEXT[0], _TEXT[0]).f1 == 1
    assert whole("", _TEXT[0]).recall == 0
    assert whole(" ".join(_TEXT), _TEXT[0]).precision < 0.4
    page = Material("a", "https://a.example", b"", passages=("one two", "three"), foreign=("four",))
    assert passages("one  two four", page) == (1, 1, 1)


def test_a_reader_that_reads_nothing_misses_every_change() -> None:
    """And one that reads everything shows each that is outside."""
    page = Material("a", "https://court.example/hearing", _page("Hearing").encode(), text="\n".join(_TEXT))
    assert {change.inside for change in planted(page)} == {True, False}
    blind, all_seeing = Shown(), Shown()
    assert len(list(shown(lambda _, __: "", page, blind))) == blind.inside == blind.missed == 3
    assert list(shown(lambda _, body: body.decode(), page, all_seeing)) == []
    assert all_seeing.shown == all_seeing.outside > 0
