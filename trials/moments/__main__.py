"""`make moments DATA=DIR`: real pages at several moments, what is told of them beside the bare extractor.

DIR holds `snapshots` and `versions`, the git directories of a collection of Open Terms Archive (for example
france-elections). A change of words that the archive took counts as real; it is found where an alert comes for the page
in that look or in the next. Other alerts are not all false: the archive cuts headings, notices and related links.
"""

import logging
import sys
from dataclasses import dataclass, field
from pathlib import Path

from monitor.core.settings import Source
from monitor.edits.compare import Text, compare
from monitor.reading import about, extractor, html
from monitor.sources.article import titled
from monitor.sources.site import Site
from monitor.store.codec import pack_tightly
from monitor.template.alike import tell
from monitor.template.joining import join
from monitor.template.judged import PageLook
from monitor.template.kept import template_bytes
from monitor.template.look import look
from monitor.template.memory import PageMemory, Template
from monitor.template.places import settled
from monitor.template.sides import Side, sides
from trials.moments.material import Archive, Moment, looks, services

_SITE = Site.of(Source("site", "page", "https://page.invalid/"))
_EVERY, _TOLD = 4, ("substantive", "correction")


@dataclass(slots=True)
class Count:
    """Of one way to read: real changes found in their look and in the next, alerts on others, messages for many."""

    found: int = 0
    late: int = 0
    other: int = 0
    many: int = 0
    waits: set[str] = field(default_factory=set)

    def add(self, real: set[str], told: set[str]) -> None:
        self.found += len(real & told)
        self.late += len(self.waits & told - real)
        self.other += len(told - real - self.waits)
        self.waits = real - told


class _Site:
    """One site as it is looked at again and again."""

    def __init__(self) -> None:
        self.template, self.memories = Template(), dict[str, PageMemory]()
        self.numbers: dict[str, int] = {}
        self.words, self.texts, self.extracts = dict[str, str](), dict[str, Text](), dict[str, tuple[str, ...]]()
        self.ours, self.reader, self.bare = Count(), Count(), Count()
        self.pages = self.real = 0
        self.alike = set[str]()

    def look(self, moments: list[Moment]) -> None:
        real = {m.page for m in moments if self.words.get(m.page, m.words).split() != m.words.split()}
        self.words |= {m.page: m.words for m in moments}
        self.real, self.pages = self.real + len(real), self.pages + len(moments)
        known = settled(self.template)
        told = self._by_template({m.page: _lines(m, known) for m in moments})
        self.ours.add(real, told | (self.alike & real))
        self.reader.add(real, self._by_reader(moments))
        self.bare.add(real, self._by_extractor(moments))

    def _by_template(self, pages: "dict[str, tuple[object, ...]]") -> set[str]:
        told = set[str]()
        known = {page: lines for page, lines in pages.items() if page in self.memories}
        names = {self.numbers.setdefault(page, len(self.numbers)): page for page in pages}
        numbers = {page: number for number, page in names.items()}
        looks_at = [PageLook(numbers[page], self.memories[page], lines) for page, lines in known.items()]  # type: ignore[arg-type]
        looked = look(self.template, looks_at, 0)
        tell(self.template, looked.pages, dict.fromkeys(looked.pages, ("desk",)), 1.0)
        for one in looks_at:
            judged = looked.pages[one.page]
            self.memories[names[one.page]] = judged.memory
            old, new = sides(judged, one.new)
            is_told = _differs(old, new) or (judged.carried is not None and judged.carried < 0.3)
            if is_told and not looked.shared(one.page):
                told.add(names[one.page])
        self.ours.many += len({looked.shared(one.page) for one in looks_at} - {frozenset()})
        self.alike = {names[one.page] for one in looks_at if looked.shared(one.page)}
        for page in pages.keys() - known.keys():
            self.memories[page] = join(self.template, pages[page])  # type: ignore[arg-type]
        return told

    def _by_reader(self, moments: list[Moment]) -> set[str]:
        told = set[str]()
        for m in moments:
            article = html.page(m.html, "https://page.invalid/")
            text = Text("", article.blocks, article.links)
            if m.page in self.texts and compare(self.texts[m.page], text).cls in _TOLD:
                told.add(m.page)
            self.texts[m.page] = text
        return told

    def _by_extractor(self, moments: list[Moment]) -> set[str]:
        found = {m.page: tuple(extractor.extracted(m.html, "https://page.invalid/", fast=False)) for m in moments}
        told = {page for page, lines in found.items() if self.extracts.get(page, lines) != lines}
        self.extracts |= found
        return told


def _lines(moment: Moment, known: dict[str, bool]) -> "tuple[object, ...]":
    tree = html.parse(moment.html)
    title = about.meta(tree).get("title", "")
    return titled(html.page(moment.html, "https://page.invalid/", tree, settled=known).lines, title, _SITE)


def _differs(old: Side, new: Side) -> bool:
    before, after = (Text(side.title, side.blocks, side.links) for side in (old, new))
    return compare(before, after).cls in _TOLD


def main() -> int:
    if len(sys.argv) < 2:
        sys.stderr.write(
            "make moments DATA=DIR: DIR holds the git directories `snapshots` and `versions` of a collection of Open Terms\n"
            "Archive, whose repositories are public (OpenTermsArchive/france-elections-snapshots and …-versions)\n"
        )
        return 2
    logging.disable(logging.ERROR)
    folder, only = Path(sys.argv[1]), sys.argv[2:]
    snapshots, versions = Archive(folder / "snapshots"), Archive(folder / "versions")
    _say(f"{'site':12} {'pages':>6} {'real':>5}   found + late, other (messages for many)")
    for service in only or services(snapshots):
        site = _Site()
        for moments in looks(snapshots, versions, service, _EVERY):
            site.look(moments)
        rows = (("template", site.ours), ("the reader alone", site.reader), ("bare extractor", site.bare))
        said = "; ".join(f"{name} {c.found} + {c.late}, {c.other} ({c.many})" for name, c in rows)
        _say(f"{service:12} {site.pages:6} {site.real:5}   {said}; template {_size(site):.0f} kB")
    return 0


def _size(site: _Site) -> float:
    return len(pack_tightly(template_bytes(site.template))) / 1000


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
