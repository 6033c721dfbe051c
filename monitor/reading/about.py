"""What a page says of itself: its meta elements, and the JSON-LD object that describes its article."""

import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urldefrag

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor.core.identity import path_alias
from monitor.core.text import fold, visible

# So many of its words a heading has in common with the title that the page gives.
_SAME = 0.6


def meta(tree: LexborHTMLParser) -> dict[str, str]:
    """The page's meta elements by name or property, and 'title' and 'canonical'."""
    found: dict[str, str] = {}
    for node in tree.css("meta[content]"):
        key = node.attributes.get("property") or node.attributes.get("name") or node.attributes.get("itemprop")
        if key:
            found.setdefault(key.lower(), node.attributes.get("content") or "")
    title, canonical = tree.css_first("title"), tree.css_first("link[rel=canonical]")
    if title:
        found["title"] = visible(title.text())
    if canonical:
        found["canonical"] = canonical.attributes.get("href") or ""
    html = tree.css_first("html")
    if html:
        found["lang"] = html.attributes.get("lang") or ""
    return found


def json_ld(tree: LexborHTMLParser, known: Mapping[str, str], url: str) -> dict[str, Any]:
    """The JSON-LD object that describes the article of this page (`known`: its meta elements, `url`: where it stands);
    empty when there is none. A page may describe other stories as well: an object is its own by its address, else by
    its headline.
    """
    own = {_place(link) for link in (url, known.get("canonical"), known.get("og:url")) if link}
    titles = {fold(known.get(name, "")) for name in ("og:title", "title")} | {fold(h.text()) for h in tree.css("h1")}
    found = [(_is_of(candidate, own, titles - {""}), candidate) for candidate in _articles(tree)]
    fitting = [pair for pair in found if pair[0] >= 0]
    return max(fitting, key=lambda pair: pair[0])[1] if fitting else {}


def _articles(tree: LexborHTMLParser) -> Iterator[dict[str, Any]]:
    for node in tree.css('script[type="application/ld+json"]'):
        try:
            data = json.loads(node.text())
        except ValueError:
            continue
        for candidate in _flatten(data):
            kinds = candidate.get("@type")
            kinds = kinds if isinstance(kinds, list) else [kinds]
            if any(isinstance(k, str) and (k.endswith(("Article", "BlogPosting")) or k == "Report") for k in kinds):
                yield candidate


def _is_of(candidate: Mapping[str, Any], own: set[str], titles: set[str]) -> int:
    """2: it names this page's address; 1: it has the page's headline; 0: it says neither; -1: it is of another page."""
    main = candidate.get("mainEntityOfPage")
    named = [candidate.get("url"), candidate.get("@id"), main.get("@id") if isinstance(main, dict) else main]
    places = {_place(link) for link in named if isinstance(link, str) and "/" in link}
    headline = candidate.get("headline")
    title = fold(headline) if isinstance(headline, str) else ""
    if places & own:
        return 2
    if title and any(title in whole for whole in titles):
        return 1
    return -1 if places or (title and titles) else 0


def _place(link: str) -> str:
    """An address for comparing, whatever its host is called."""
    return (
        path_alias(urldefrag(link.strip()).url) if "://" in link else f"path:{urldefrag(link.strip()).url}".rstrip("/")
    )


def _flatten(data: object) -> Iterator[dict[str, Any]]:
    if isinstance(data, list):
        for part in data:
            yield from _flatten(part)
    elif isinstance(data, dict):
        yield data
        yield from _flatten(data.get("@graph"))


def headline(page: LexborHTMLParser | LexborNode, title: str) -> LexborNode | None:
    """The page's only `h1`, where it says much the same as the title that the page gives: it is what readers see, and
    an editor may change it alone. None where there is none, or where it is something else (the site's name).
    """
    found = page.css("h1")
    own = set(fold(shown(found[0])).split()) if len(found) == 1 else set[str]()
    given = set(fold(title).split())
    return found[0] if own and len(own & given) >= _SAME * min(len(own), len(given)) else None


def shown(heading: LexborNode) -> str:
    """The text of a heading as readers see it."""
    return visible(heading.text(deep=True, separator=" "))
