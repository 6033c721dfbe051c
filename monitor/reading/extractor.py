"""The kept extractor (trafilatura) on a page of unknown make."""

from collections.abc import Iterator, Sequence
from typing import Any

from monitor.reading.element import chosen
from monitor.reading.pagelines import Line

# So much of a page's prose, or so many words, its quick way must take; else it is asked for its thorough one, which
# compares several ways and costs half as much again.
_SHARE, _LEAST = 0.5, 100
# What stands on lines of its own in its tree.
_LINES = frozenset({"p", "head", "item", "list", "quote", "code", "table", "div", "body"})
_BLANKS = frozenset({"lb", "cell"})


def taken(lines: Sequence[Line], markup: str, url: str) -> list[str]:
    """Of each line of a page, the evidence that it is of the article; '' where there is none."""
    found = chosen(lines, extracted(markup, url, fast=True))
    prose = sum(len(line.words) for line in lines if line.is_prose)
    own = sum(len(line.words) for line, why in zip(lines, found, strict=True) if why and line.is_prose)
    if own >= _SHARE * prose or own >= _LEAST:
        return found
    return chosen(lines, extracted(markup, url, fast=False))


def extracted(markup: str, url: str, *, fast: bool) -> list[str]:
    """The lines that the extractor takes for the text. Repeated sentences stay: it would drop them otherwise."""
    import trafilatura

    found = trafilatura.bare_extraction(
        markup, url=url, output_format="xml", include_comments=False, include_tables=True, include_formatting=False,
        deduplicate=False, with_metadata=False, fast=fast,
    )  # fmt: skip
    body = getattr(found, "body", None)
    return list(_lines_in(body)) if body is not None else []


def _lines_in(body: Any) -> Iterator[str]:
    """The lines of the extractor's tree; a table is one."""
    parts: list[str] = []
    for words, is_end in _words_in(body):
        if is_end:
            yield "".join(parts)
            parts = []
        parts.append(words)
    yield "".join(parts)


def _words_in(node: Any) -> Iterator[tuple[str, bool]]:
    """The words of an element in order, and before which of them a line ends."""
    is_line = node.tag in _LINES
    yield node.text or "", is_line
    for child in node:
        yield from _words_in(child)
        yield (" " if child.tag in _BLANKS else "") + (child.tail or ""), child.tag in _LINES
