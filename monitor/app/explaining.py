"""What of an item's stored page is kept and cut, and why."""

from dataclasses import replace
from typing import TYPE_CHECKING

from monitor.core.errors import ParseError
from monitor.core.model import Document, Item, Request
from monitor.reading.cuts import Told

if TYPE_CHECKING:
    from monitor.app import App


def told(app: "App", item: Item) -> list[Told]:
    """The lines of the page that an item's newest version was read from. Raises `ParseError` where there is none, and
    where its source is not configured any more.
    """
    from monitor.app.templates import settled_of, with_evidence
    from monitor.sources.explaining import told as told_by

    latest = app.store.latest(item.id)
    kept = app.store.document(latest.documents[0]) if latest and latest.documents else None
    source = {s.name: s for s in app.all_sources()}.get(item.source)
    if kept is None or source is None:
        what = "no page of it is stored" if kept is None else f"the source {item.source} is not configured any more"
        raise ParseError(f"item {item.id}: {what}")
    request = item.requests[0] if item.requests else Request(item.url)
    document = Document(request, request.url, kept.content_type, kept.body, app.clock())
    lines = told_by(source, replace(document, settled=settled_of(app, source)))
    return with_evidence(app, source, lines)
