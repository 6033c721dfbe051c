"""The public pages and what is known of their text, as their projects lay them out below one folder."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

SOURCES = """No public pages below {folder}. Put any of these there, as their projects lay them out:
  scrapinghub/article-extraction-benchmark   (ground-truth.json, html/*.html.gz)
  adbar/trafilatura, its folder tests        (evaldata.json, eval/, cache/)
  mozilla/readability, its folder test       (test-pages/*/source.html, expected.html)
All three are on GitHub. None of them is part of this project."""


@dataclass(frozen=True, slots=True)
class Material:
    """A page and what is known of it: its whole text, or passages that belong to it and passages that do not."""

    name: str
    url: str
    body: bytes
    text: str = ""
    passages: tuple[str, ...] = ()
    foreign: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Set:
    """Pages of one project. `whole`: the text is annotated from end to end."""

    name: str
    pages: tuple[Material, ...]
    whole: bool = field(default=True)


def sets(folder: Path) -> list[Set]:
    """What is found below a folder. Raises `SystemExit` with where to get some when there is nothing."""
    found = [
        Set("article-extraction-benchmark", tuple(_annotated(folder))),
        Set("trafilatura", tuple(_passages(folder)), whole=False),
        Set("readability", tuple(_readability(folder))),
    ]
    found = [one for one in found if one.pages]
    if not found:
        raise SystemExit(SOURCES.format(folder=folder))
    return found


def _annotated(folder: Path) -> Iterator[Material]:
    for truth in sorted(folder.rglob("ground-truth.json")):
        for key, row in json.loads(truth.read_text(encoding="utf-8")).items():
            page = truth.parent / "html" / f"{key}.html.gz"
            if page.exists():
                yield Material(row["url"], row["url"], gzip.decompress(page.read_bytes()), text=row["articleBody"])


def _passages(folder: Path) -> Iterator[Material]:
    for truth in sorted(folder.rglob("evaldata.json")):
        for url, row in json.loads(truth.read_text(encoding="utf-8")).items():
            places = (truth.parent / part / row["file"] for part in ("cache", "eval"))
            page = next((place for place in places if place.is_file()), None)
            if page is not None:
                yield Material(
                    row["file"], url, page.read_bytes(), passages=tuple(row["with"]), foreign=tuple(row["without"])
                )


def _readability(folder: Path) -> Iterator[Material]:
    for page in sorted(folder.rglob("test-pages/*/source.html")):
        expected = page.parent / "expected.html"
        if expected.exists():
            url = "https://fakehost.example/test/page.html"
            yield Material(page.parent.name, url, page.read_bytes(), text=_text(expected.read_text(encoding="utf-8")))


def _text(markup: str) -> str:
    from monitor.reading import html

    body = html.parse(markup).body
    return body.text(deep=True, separator=" ") if body else ""
