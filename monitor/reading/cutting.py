"""What is cut from an article's own markup by its elements' tags and names, before it is read.

A name is a hint. What holds a third of the article, its heading or its main element is never cut for one; what holds
prose only where the name says nothing else, or a control of a form stands in it as well.
"""

from urllib.parse import urldefrag, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from monitor.core.address import usable
from monitor.core.flat import flat
from monitor.core.text import visible
from monitor.reading import furniture
from monitor.reading.cuts import Cut
from monitor.reading.neighbours import ENDS, QUOTES
from monitor.reading.nodes import outermost
from monitor.reading.pagelines import Places

_PROSE, _LINKED, _PART, _HALF = 8, 0.5, 1 / 3, 1 / 2
_TEXTS, _CONTROLS = "p, li, dd, td, blockquote, h2, h3", "input, select, textarea, button"
_NEVER = frozenset({"body", "html", "article", "main", "h1", "h2", "h3"})


def cut(tree: LexborHTMLParser, base: str, cuts: list[Cut]) -> tuple[str, ...]:
    """Cut what is no text of the article; what went is added to `cuts`. Gives the addresses that cards lead to."""
    unread(tree, furniture.UNSEEN)
    for node in outermost([node for node in tree.css(furniture.FOLDED) if not _holds_prose(node)]):
        node.decompose()
    related = _cards(tree, base, cuts)
    _widgets(tree, cuts)
    for node in outermost([node for node in tree.css(_CONTROLS) if node.tag != "button" or not _is_label(node)]):
        node.decompose()
    return related


def unread(tree: LexborHTMLParser, selectors: str) -> None:
    """Take elements away without a word."""
    for node in outermost(tree.css(selectors) if selectors else ()):
        node.decompose()


def _cards(tree: LexborHTMLParser, base: str, cuts: list[Cut]) -> tuple[str, ...]:
    whole = _words(tree.body)
    nodes = [node for node in tree.css(furniture.CARDS) if not _is_main(node, whole)]
    targets = [absolute(link, base) for link in flat(node.css("a[href]") for node in nodes)]
    for node in outermost(nodes):
        _gone(node, "card", cuts)
    return tuple(dict.fromkeys(t for t in targets if t and urlsplit(t).path not in ("", "/")))


def _widgets(tree: LexborHTMLParser, cuts: list[Cut]) -> None:
    whole = _words(tree.body)
    tagged = [node for node in tree.css(furniture.WIDGETS) if not (node.tag == "button" and _is_label(node))]
    named = [node for node in tree.css("[class], [id]") if _is_named(node)]
    for node in outermost([*tagged, *named]):
        if not _is_main(node, whole):
            _gone(node, f"element {node.tag} {_names(node)}".strip(), cuts)


def _gone(node: LexborNode, rule: str, cuts: list[Cut]) -> None:
    # A path of its own each time: an element that is taken away may leave its number to another.
    cuts.append(Cut(rule, visible(node.text(deep=True, separator=" ")), Places().of(node)))
    node.decompose()


def _names(node: LexborNode) -> str:
    return f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}".strip()


def _is_main(node: LexborNode, whole: int) -> bool:
    """Whether an element is, or holds, too much of the article to be anything else. An `h1` is the article's."""
    if node.tag in _NEVER or node.css_first("h1, main") is not None:
        return True
    is_text = _holds_prose(node) and node.css_first(_CONTROLS) is None and node.css_first("a") is None
    return node.css_first("p") is not None and _words(node) > (_PART if is_text else _HALF) * whole


def _is_named(node: LexborNode) -> bool:
    """Whether an element's name says that it is furniture, and nothing in it speaks against that."""
    found = furniture.named(_names(node))
    if not found:
        return False
    return found == "surely" or not _holds_prose(node) or node.css_first(_CONTROLS) is not None


def _is_label(button: LexborNode) -> bool:
    """Whether a button is what a text folds under."""
    above = button.parent
    return "aria-expanded" in button.attributes or (above is not None and (above.tag or "") in ("h2", "h3", "h4", "dt"))


def _holds_prose(node: LexborNode) -> bool:
    return any(_is_prose(one) for one in node.css(_TEXTS)) or _is_prose(node)


def _is_prose(node: LexborNode) -> bool:
    """Whether an element is sentences, and no row of links."""
    linked = sum(_words(link) for link in node.css("a"))
    ends = visible(node.text(deep=True, separator=" ")).rstrip(QUOTES).endswith(ENDS)
    return ends and _words(node) >= _PROSE and linked < _LINKED * _words(node)


def _words(node: LexborNode | None) -> int:
    return len(node.text(deep=True, separator=" ").split()) if node is not None else 0


def absolute(link: LexborNode, base: str) -> str:
    """Where a link leads to, without fragment; '' where it stays on the page or leads nowhere."""
    href = (link.attributes.get("href") or "").strip()
    if not href or href.startswith("#"):
        return ""
    return urldefrag(usable(href, base)).url
