"""What is known of each kind of event, in one table. Words for people are in `render`."""

from collections.abc import Mapping
from dataclasses import dataclass

from monitor.core.model import EventKind


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of event.

    `ours`: it is of a source, a channel or ourselves, not of an item.
    `told`: routes may ask for it; the others are kept and never sent.
    `leads`: its alert begins with the first words of the text.
    `of_telling`: it is about alerts that did not arrive, and no such event is made about it.
    `worth`: how far its alert stands above others (0 to 1), where no change has a score.
    """

    name: EventKind
    ours: bool = False
    told: bool = True
    leads: bool = False
    of_telling: bool = False
    worth: float = 0.4


# What vanished or will not arrive stands above a new story, and that above the rest.
_TABLE = (
    Kind("published", leads=True, worth=0.65),
    Kind("updated"),
    Kind("touched", told=False),
    Kind("withdrawn", worth=0.9),
    Kind("restored", leads=True, worth=0.65),
    Kind("moved"),
    Kind("now_on_topic", leads=True, worth=0.65),
    Kind("left_topic", told=False),
    Kind("baseline", ours=True),
    Kind("source_failing", ours=True, worth=0.85),
    Kind("source_recovered", ours=True),
    Kind("source_stale", ours=True),
    Kind("source_suspect", ours=True, worth=0.85),
    Kind("delivery_dead", ours=True, of_telling=True, worth=0.9),
    Kind("delivery_in_doubt", ours=True, of_telling=True, worth=0.9),
    Kind("channel_resting", ours=True, of_telling=True, worth=0.85),
    Kind("summary", ours=True),
)
KINDS: Mapping[str, Kind] = {kind.name: kind for kind in _TABLE}
SYSTEM_KINDS = frozenset(kind.name for kind in _TABLE if kind.ours)
NEVER_TOLD = frozenset(kind.name for kind in _TABLE if not kind.told)
OF_TELLING = frozenset(kind.name for kind in _TABLE if kind.of_telling)
ITEM_KINDS = tuple(kind.name for kind in _TABLE if kind.told and not kind.ours)
"""The kinds of an item's events that routes may ask for."""
