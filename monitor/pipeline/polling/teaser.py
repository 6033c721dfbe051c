"""Whether a text is only the beginning of another: what a site shows to who has not paid, or a feed in place of a page.

A page that says it is not free mostly holds its whole text all the same. So its word makes no teaser: the text must be
the beginning of the one that is known, and far shorter.
"""

from collections.abc import Sequence

from monitor.core.model import Block, Snapshot, Version
from monitor.core.text import normalise

_DOTS = " .…[]"
_SHORT = 0.5


def is_teaser(snapshot: Snapshot, latest: Version) -> bool:
    """Whether what was read is only a part of what is known. Of a feed its form says so; of a page its text."""
    if not snapshot.partial:
        return False
    return not latest.partial if not latest.documents else is_beginning(snapshot.blocks, latest.blocks)


def is_whole_now(latest: Version, snapshot: Snapshot) -> bool:
    """Whether what is known was a teaser of what was read."""
    if not latest.partial or snapshot.partial:
        return False
    return not latest.documents or is_beginning(latest.blocks, snapshot.blocks)


def is_beginning(part: Sequence[Block], whole: Sequence[Block]) -> bool:
    """Whether a text is the beginning of another, and far shorter. Its last block may be cut, or be no part of it: the
    line that asks to pay.
    """
    full = _text(whole)
    begins = [_text(blocks) for blocks in (part, part[:-1]) if blocks]
    return any(full.startswith(text) for text in begins if text) and len(_text(part)) <= _SHORT * len(full)


def _text(blocks: Sequence[Block]) -> str:
    return " ".join(normalise(b.text) for b in blocks).rstrip(_DOTS)
