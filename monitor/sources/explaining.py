"""Why each line of an item's page is of its article or not."""

from monitor.core.errors import ParseError
from monitor.core.model import Document
from monitor.core.settings import Source
from monitor.reading.cuts import Told
from monitor.sources.kinds import adapter
from monitor.sources.sited import Sited


def told(source: Source, document: Document) -> list[Told]:
    """The lines of a page as the source's kind reads it. Raises `ParseError` where its items are no web pages."""
    from monitor.reading import html
    from monitor.reading.charset import decoded

    made = adapter(source)
    element = made.element() if isinstance(made, Sited) else None
    markup = decoded(document.body, document.content_type)
    if element is None or not markup.lstrip("\ufeff \t\r\n").startswith("<"):
        raise ParseError(f"an item of the kind {source.kind!r} is read from data: nothing is cut from a page")
    root, drop = element
    lines = html.explained(markup, document.url, root=root, drop=drop, settled=document.settled)
    return lines if any(line.is_kept for line in lines) else html.explained(markup, document.url, drop=drop)
