"""The readers that are compared: ours, as a source of kind `page` without selectors reads, and bare trafilatura."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

from monitor.core.errors import ParseError
from monitor.core.model import Document, Request
from monitor.core.settings import Source
from monitor.core.text import fold
from monitor.sources.kinds import adapter
from trials.reading.material import Material

Reader = Callable[[str, bytes], str | None]
"""The text at an address; None where the reader refuses the page."""


def ours(url: str, body: bytes) -> str | None:
    source = Source(name="public", kind="page", url=url, lists=(url,))
    document = Document(Request(url, "item"), url, "text/html", body, datetime.now(UTC))
    try:
        page = adapter(source).read(document)
    except ParseError:
        return None
    # The benchmark leaves titles out; ours stands in the text where it differs from what the page calls itself.
    return "\n".join(
        block.text for one in page.snapshots for block in one.blocks if fold(block.text) != fold(one.title)
    )


def trafilatura(url: str, body: bytes) -> str | None:
    import trafilatura as library

    found: str | None = library.extract(
        body, url=url, include_comments=False, include_tables=True, include_formatting=False
    )
    return found


READERS: dict[str, Reader] = {"ours": ours, "trafilatura": trafilatura}


def read(reader: Reader, page: Material, times: list[float]) -> str | None:
    """The text of a page; the CPU seconds that it took are added to `times`."""
    began = time.process_time()
    try:
        return reader(page.url, page.body)
    finally:
        times.append(time.process_time() - began)
