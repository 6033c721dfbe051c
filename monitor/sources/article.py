"""An article page read by its JSON-LD, its meta elements and selectors; shared by the kinds that have one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from monitor.core.address import usable
from monitor.core.errors import ParseError
from monitor.core.identity import references_in
from monitor.core.model import TITLE, Block, Document, Page, PageLine, Snapshot
from monitor.core.settings import Source
from monitor.core.text import normalise_link, visible
from monitor.reading import HTML
from monitor.sources.site import Site

VERSION = f"page-2 {HTML}"
_BLANKS = "\ufeff \t\r\n"


def snapshot(
    document: Document,
    site: Site,
    *,
    body: str = "",
    title: str = "",
    drop: str = "",
    suffix: str = "",
    zone: Any = UTC,
    bare: bool = False,
) -> Snapshot:
    """The article on a page. `body`, `title`, `drop`: CSS selectors; `suffix`: what the site ends its titles with.

    Raises `ParseError` when the page holds no text, or when `body` finds nothing on it; not where it may be
    `bare` because its text is in a file.
    """
    from monitor.reading import about, html
    from monitor.reading.charset import decoded

    text = decoded(document.body, document.content_type)
    if text.lstrip(_BLANKS)[:1] != "<":
        raise ParseError("this is no web page: it does not begin as one")
    tree = html.parse(text)
    known = about.meta(tree)
    head = _Head(known, about.json_ld(tree, known, document.url))
    heading = (tree.css_first(title) if title else None) or about.headline(tree, head.title)
    name = (about.shown(heading) if heading else visible(head.title)).removesuffix(suffix).strip()
    base = html.base_of(tree, site.public(document.url))
    article = html.page(text, base, tree, root=body, drop=drop, settled=document.settled)
    blocks = tuple(b for i, b in enumerate(article.blocks) if not (i == 0 and b.text == name))
    if not bare:
        _must_be_text(article.failure, blocks, body)
    link = _address(head.address, document.url, base, site)
    return Snapshot(
        aliases=tuple(dict.fromkeys((site.alias(link), site.alias(document.url)))),
        url=link,
        title=name,
        blocks=blocks,
        reader=VERSION,
        links=tuple(map(site.shown, article.links)),
        related=article.related,
        language=head.language,
        published_at=moment(head.published, zone),
        stamp=head.modified or None,
        modified_at=moment(head.modified, zone),
        references=references_in(" ".join(b.text for b in blocks)),
        partial=head.is_partial,
        note=article.note,
        lines=titled(article.lines, name, site),
        named=bool(head.address or head.published),
    )


@dataclass(frozen=True, slots=True)
class _Head:
    """What a page says of itself: in its head (`known`), and as linked data."""

    known: Mapping[str, str]
    linked: Mapping[str, Any]

    @property
    def title(self) -> str:
        return self.known.get("og:title") or _text(self.linked.get("headline")) or self.known.get("title", "")

    @property
    def address(self) -> str:
        return self.known.get("canonical") or self.known.get("og:url") or ""

    @property
    def modified(self) -> str:
        said = _text(self.linked.get("dateModified")) or self.known.get("article:modified_time")
        return said or self.known.get("dcterms.modified") or ""

    @property
    def published(self) -> str:
        return _text(self.linked.get("datePublished")) or self.known.get("article:published_time") or ""

    @property
    def language(self) -> str:
        return (self.known.get("lang") or "")[:2].lower()

    @property
    def is_partial(self) -> bool:
        """Whether the page says that it shows a part to those who do not pay."""
        return self.linked.get("isAccessibleForFree") in (False, "False", "false")


def _must_be_text(failure: object, blocks: Sequence[Block], body: str) -> None:
    if failure:
        raise ParseError(f"this is no article but {failure}")
    if all(b.kind == "heading" for b in blocks):
        where = f"where the selector {body!r} looks" if body else "on the page"
        raise ParseError(f"no article text {where}")


def _address(said: str, asked: str, base: str, site: Site) -> str:
    """The page's own address as it says, where that may be; else the one that was asked for."""
    link = site.public(usable(said, base) or asked)
    return link if site.owns(link) and _is_own(link, asked) else site.public(asked)


def titled(lines: Iterable[PageLine], title: str, site: Site) -> tuple[PageLine, ...]:
    """The lines of a page, with its title as one; what repeats it says nothing of its own. Links are as shown."""
    shown = (replace(x, links=tuple(map(site.shown, x.links))) if x.links else x for x in lines)
    others = (replace(x, kept=False, why="the title") if x.text == title else x for x in shown)
    return (PageLine(TITLE, "heading", title), *others)


def _is_own(link: str, url: str) -> bool:
    """Whether an address that a page gives may be its own. Many sites give their front page on every page, or leave out
    the query that tells their pages apart.
    """
    given, here = (urlsplit(f"//{normalise_link(address)}") for address in (link, url))
    if not given.path.strip("/"):
        return not here.path.strip("/")
    return given.path != here.path or not here.query or bool(given.query)


def selected(document: Document, site: Site, source: Source, *, zone: Any) -> Snapshot:
    """The article on a page by the selectors of a stanza; without them, as the reader finds it."""
    body, drop = element(source)
    return snapshot(document, site, body=body, title=source.selectors.get("title", ""), drop=drop, zone=zone)


def element(source: Source) -> tuple[str, str]:
    """The stanza's selectors of the article and of what is cut in it; '' for none."""
    return source.selectors.get("body", ""), source.selectors.get("drop", "")


def page(document: Document, site: Site, source: Source, *, zone: Any) -> Page:
    """An article page of a site that has no kind of its own."""
    found = selected(document, site, source, zone=zone)
    return Page(snapshots=(found,), facts=hits(document, source.selectors, "body", "title", "drop"))


def hits(document: Document, selectors: Mapping[str, str], *names: str) -> tuple[str, ...]:
    """How often each of the stanza's selectors of these names is found on a page, in words."""
    from monitor.reading import html
    from monitor.reading.charset import decoded

    chosen = [(name, selectors[name]) for name in names if selectors.get(name)]
    tree = html.parse(decoded(document.body, document.content_type)) if chosen else None
    return tuple(f"selector {name} = {css!r}: {len(tree.css(css))} found" for name, css in chosen if tree)


def moment(raw: str | None, zone: Any) -> datetime | None:
    """An ISO time as UTC; one without an offset stands in `zone`."""
    if not raw:
        return None
    try:
        when = datetime.fromisoformat(raw)
        return (when if when.tzinfo else when.replace(tzinfo=zone)).astimezone(UTC)
    except (ValueError, OverflowError):
        # The year 1 of a program that left the date empty has no UTC.
        return None


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
