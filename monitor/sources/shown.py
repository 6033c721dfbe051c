"""The page that a browser shows of an item, read for one question only: whether the item still stands there."""

from monitor.core.model import Block, Document, Page, Role, Snapshot
from monitor.core.text import visible

ROLE: Role = "shown"


def read(document: Document) -> Page:
    """Every word of the page as one block, furniture too, and those that are no link's as another; nothing of them
    becomes a version.
    """
    from monitor.reading import html
    from monitor.reading.charset import decoded

    tree = html.parse(decoded(document.body, document.content_type))
    body = tree.body
    # A word with a mark in it is whole without a blank at the mark, and two boxes are two words with one.
    words = visible(f"{body.text(separator=' ')} {body.text()}") if body else ""
    for link in tree.css("a") if body else ():
        link.decompose()
    own = visible(body.text(separator=" ")) if body else ""
    return Page(snapshots=(Snapshot((), document.url, "", (Block("paragraph", words), Block("paragraph", own)), ROLE),))
