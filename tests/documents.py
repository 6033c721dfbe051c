"""The folders of saved documents: for each kind what its site answered, and what the adapter reads in it.

`python -m tests.documents` walks the newsroom's sites and saves them anew. What a reader gives for the same bytes is
kept in the `.json` beside each: whoever changes it sees the difference there, and raises the reader's version.
"""

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol

import msgspec

from monitor.core.model import Document, Page, Request
from monitor.core.settings import Source
from monitor.demo import seeds
from monitor.demo.belga import Belga
from monitor.demo.euractiv import Euractiv
from monitor.demo.rijksoverheid import Rijksoverheid
from monitor.demo.server import Reply, Server
from monitor.sources.kinds import adapter
from tests.newsroom.bekendmakingen import Bekendmakingen
from tests.newsroom.openoverheid import OpenOverheid
from tests.newsroom.presscorner import PressCorner
from tests.newsroom.site import Site
from tests.newsroom.tweedekamer import BASE as ODATA
from tests.newsroom.tweedekamer import TweedeKamer

FOLDER = Path(__file__).parent / "documents"
NOW = datetime(2026, 7, 12, 9, 0, tzinfo=UTC)
_TERMS = ("Taliban", "Afghanistan")
_ITEMS = 3
_ENDINGS = {"json": ".json", "pdf": ".pdf", "wordprocessingml": ".docx", "gzip": ".xml.gz", "xml": ".xml"}


@dataclass(frozen=True, slots=True)
class Saved:
    """A document with the source it belongs to."""

    name: str
    source: Source
    document: Document


Asked = Callable[[str, str, bytes, dict[str, str]], Reply]


class _Site(Protocol):
    server: Server


def sources() -> dict[str, tuple[Source, Asked]]:
    """A source of each kind (of some kinds several), and the site that answers it."""
    place = seeds.folder()
    site = Site(place / "site")
    site.origin = "https://site.example"
    belga, rijk, euractiv = Belga(place / "belga"), Rijksoverheid(place / "rijksoverheid"), Euractiv(place / "euractiv")
    kamer = TweedeKamer(place / "tweedekamer", place / "rijksoverheid" / "letters")
    press, published = PressCorner(place / "presscorner"), Bekendmakingen(place / "bekendmakingen")
    opened = OpenOverheid(place / "openoverheid", place / "rijksoverheid" / "letters")
    links = {"links": "li.teaser a", "body": "article"}
    rows: list[tuple[Source, _Site]] = [
        (Source("prezly", "prezly", "https://www.belganewsagency.eu"), belga),
        (Source("rijksoverheid", "rijksoverheid", "https://www.rijksoverheid.nl", terms=_TERMS), rijk),
        (Source("euractiv", "euractiv", "https://www.euractiv.com"), euractiv),
        (Source("tweedekamer", "tweedekamer", f"https://gegevensmagazijn.tweedekamer.nl{ODATA}", terms=_TERMS), kamer),
        (
            Source("officielebekendmakingen", "officielebekendmakingen", "https://bekend.example", terms=_TERMS),
            published,
        ),
        (Source("openoverheid", "openoverheid", "https://open.overheid.nl", terms=_TERMS), opened),
        (Source("presscorner", "presscorner", "https://ec.europa.eu/commission/presscorner"), press),
        *((Source(f"feed-{name}", "feed", f"https://site.example/{name}"), site) for name in _FEEDS),
        *((Source(f"sitemap-{name}", "sitemap", f"https://site.example/{name}", terms=("/news/",)), site) for name in _MAPS),
        (Source("page-links", "page", "https://site.example/news", selectors=links), site),
        (Source("page-itself", "page", f"https://site.example{site.path_of('missions')}"), site),
    ]  # fmt: skip
    return {source.name: (source, made.server.reply) for source, made in rows}


_FEEDS = ("rss.xml", "atom.xml", "feed.json")
_MAPS = ("sitemap.xml", "news-sitemap.xml", "sitemap.xml.gz", "sitemap-index.xml")


def walk(source: Source, answer: Asked) -> Iterator[Document]:
    """The documents of one poll of the source: its lists, some items, their parts."""
    made, items, asked = adapter(source), 0, set[str]()
    queue = list(made.start(NOW))
    while queue:
        request = queue.pop(0)
        if request.address in asked or (request.role == "item" and items >= _ITEMS):
            continue
        asked.add(request.address)
        items += request.role == "item"
        document = _answered(request, answer)
        if document is None:
            continue
        yield document
        page = made.read(document)
        queue += [*page.follow, *(e.request for e in page.entries if e.request)]
        queue += [part for s in page.snapshots for part in s.parts]


def _answered(request: Request, answer: Asked) -> Document | None:
    path = "/" + request.url.split("/", 3)[3]
    headers = {name.lower(): value for name, value in request.headers}
    reply = answer(request.method, path, request.body.encode(), headers)
    if reply.status != 200:
        return None
    return Document(request, request.url, reply.content_type, reply.body, NOW)


def shown(page: Page) -> Any:
    """A page as JSON, what is empty left out."""

    def bare(value: Any) -> Any:
        if isinstance(value, dict):
            return {k: bare(v) for k, v in value.items() if v not in (None, "", [], (), False)}
        return [bare(v) for v in value] if isinstance(value, list | tuple) else value

    found = bare(msgspec.to_builtins(page))
    for given, snapshot in zip(found.get("snapshots", ()), page.snapshots, strict=True):
        if snapshot.lines:
            given["lines"] = [f"{'+' if x.kept else '-'} {x.place} | {x.why} | {x.text[:80]}" for x in snapshot.lines]
    return found


def saved() -> list[Saved]:
    """Every saved document."""
    found: list[Saved] = []
    for path in sorted(FOLDER.glob("*/*.json")):
        if not path.name.endswith(".expected.json"):
            continue
        note = json.loads(path.read_text(encoding="utf-8"))
        document = msgspec.convert({**note["document"], "body": b""}, Document)
        body = (path.parent / note["file"]).read_bytes()
        name = f"{path.parent.name}/{note['file']}"
        found.append(Saved(name, msgspec.convert(note["source"], Source), replace(document, body=body)))
    return found


def main() -> int:
    for name, (source, answer) in sources().items():
        folder = FOLDER / name
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.iterdir():
            old.unlink()
        for number, document in enumerate(walk(source, answer), 1):
            _save(folder, f"{number:02}-{document.request.role}", source, document)
        sys.stdout.write(f"{name}: {len(list(folder.glob('*.expected.json')))} documents\n")
    return 0


def _save(folder: Path, stem: str, source: Source, document: Document) -> None:
    ending = next((e for word, e in _ENDINGS.items() if word in document.content_type), ".html")
    (folder / f"{stem}{ending}").write_bytes(document.body)
    bare = {k: v for k, v in msgspec.to_builtins(document).items() if k != "body"}
    page = shown(adapter(source).read(document))
    stanza: dict[str, Any] = {"name": source.name, "kind": source.kind, "url": source.url, "terms": source.terms}
    stanza |= {"selectors": source.selectors} if source.selectors else {}
    note = {"file": f"{stem}{ending}", "source": stanza, "document": bare, "page": page}
    text = json.dumps(note, ensure_ascii=False, indent=1) + "\n"
    (folder / f"{stem}.expected.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main())
