"""A page that shows another text altogether under a known address: a stand-in (a notice of maintenance), or a rewrite.

The rule: where neither the headline nor any block is the same, and less than a fifth of the words (or all in all a
tenth as many), the page is not believed at first. One that names itself (a canonical address, a date of its own) is
believed when it stands there at the next look as well; one that does not, after as many looks and as long as a page
that is gone. A story that its source knows by a name of its own is never doubted: the name stands in the document.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.core.flat import flat
from monitor.core.identity import path_alias
from monitor.core.model import Block, Doubt, Item, Snapshot, Version
from monitor.core.settings import Gone
from monitor.core.text import fold, normalise
from monitor.pipeline.ages import Ages

_LEAST_LETTERS, _SHARED, _LITTLE, _ALIKE = 5, 0.2, 10, 0.5


@dataclass(frozen=True, slots=True)
class Believed:
    """The text is the item's."""


@dataclass(frozen=True, slots=True)
class Doubtful:
    """Another text altogether stands there: it may be a stand-in. `seen`: how often, this look included."""

    seen: Doubt


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """The item's address leads to another page."""


Trust = Believed | Doubtful | Elsewhere


def trust(item: Item, latest: Version | None, snapshot: Snapshot, now: datetime, ages: Ages, gone: Gone) -> Trust:
    """Whether a text is the one of the item at whose address it stands."""
    if latest is None or snapshot.has_own_name or not is_other(latest, snapshot):
        return Believed()
    own = {path_alias(item.url), *(path_alias(request.url) for request in item.requests)}
    if path_alias(snapshot.url) not in own:
        return Elsewhere()
    seen = (item.doubt or Doubt(0, now)).seen_again()
    return Believed() if believed(seen, ages.age(seen.since, now), gone, named=snapshot.named) else Doubtful(seen)


def is_other(latest: Version, snapshot: Snapshot) -> bool:
    """Whether a page has nothing of the text that stood there."""
    if fold(latest.title) == fold(snapshot.title) or not latest.blocks:
        return False
    # A line of the text may stand on the page though the reader does not take it for the text's today.
    shown = (*snapshot.blocks, *(Block(line.kind, line.text) for line in snapshot.lines))
    before, after = ({normalise(b.text) for b in blocks} for blocks in (latest.blocks, shown))
    if before & after:
        return False
    old, new = _words(latest.blocks), _words(shown)
    # Of a handful of words one is in every long text: a page with a tenth of the words is another all the same.
    return len(old & new) < _SHARED * min(len(old), len(new)) or _LITTLE * len(new) < len(old)


def resembles(latest: Version, snapshot: Snapshot) -> bool:
    """Whether a text may be another state of one: its headline, or half of the words of the shorter, are the same."""
    if fold(latest.title) == fold(snapshot.title) or not latest.blocks:
        return True
    old, new = _words(latest.blocks), _words(snapshot.blocks)
    return len(old & new) >= _ALIKE * min(len(old), len(new))


def believed(seen: Doubt, age: timedelta, gone: Gone, *, named: bool) -> bool:
    """Whether a text that was seen so often, and since so long, is the page's."""
    if named:
        return seen.times >= 2
    return seen.times >= gone.misses and age.total_seconds() >= gone.over


def _words(blocks: Iterable[Block]) -> set[str]:
    return {word for word in flat(fold(b.text).split() for b in blocks) if len(word) >= _LEAST_LETTERS}
