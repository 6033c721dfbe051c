"""What goes into a look at pages, and what comes out of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from monitor.core.model import PageLine
from monitor.core.reasons import Reason
from monitor.template.memory import PageMemory
from monitor.template.names import is_meant
from monitor.template.units import Differences, Unit

NOTHING = PageMemory()


@dataclass(frozen=True, slots=True)
class PageLook:
    """A page that was looked at. `quiet`: the looks before this one that found nothing moved; `before`: when it was
    looked at before this (seconds since 1970).
    """

    page: int
    old: PageMemory
    new: Sequence[PageLine]
    quiet: int = 0
    before: float = 0.0


@dataclass(frozen=True, slots=True)
class Desk:
    """What the desk said of places, by the names that it gave them: always told, or never."""

    pin: tuple[str, ...] = ()
    mute: tuple[str, ...] = ()

    def pins(self, place: str) -> bool:
        return any(is_meant(name, place) for name in self.pin)

    def mutes(self, place: str) -> bool:
        return any(is_meant(name, place) for name in self.mute)


NOTHING_SAID = Desk()


@dataclass(slots=True)
class Judged:
    """A page after a look. `told`, `muted`: its differences with the reasons; `late`: those told that were held a look;
    `alike`: the differences that many pages have; `carried`: of a page in a new layout, the share of its text that was
    found again; `relinked`: the places in which links of lines that stand are others on many pages, each another one;
    `memory`: what to remember of it.
    """

    page: int
    old: PageMemory
    found: Differences
    told: list[tuple[Unit, Reason]] = field(default_factory=list)
    muted: list[tuple[Unit, Reason]] = field(default_factory=list)
    late: list[tuple[Unit, Reason]] = field(default_factory=list)
    held: list[tuple[Unit, Reason]] = field(default_factory=list)
    furniture: frozenset[str] = frozenset()
    relinked: frozenset[str] = frozenset()
    mixed: frozenset[str] = frozenset()
    carried: float | None = None
    memory: PageMemory = NOTHING


Told = tuple[str, str, str]
"""A difference apart from its page: the place, the old and the new text."""


@dataclass(slots=True)
class Looked:
    """A look at pages: each judged, and the differences that three pages or more have alike, with these pages; `known`:
    those of them that were told in earlier looks, with the channels that heard of them.
    """

    pages: dict[int, Judged] = field(default_factory=dict)
    alike: dict[Told, list[int]] = field(default_factory=dict)
    known: dict[Told, frozenset[str]] = field(default_factory=dict)

    def shared(self, page: int) -> frozenset[Told]:
        """What a page has in common with others, where it has nothing else to be told."""
        one = self.pages[page]
        told = {(unit.place, *unit.texts) for unit, _ in (*one.told, *one.late)}
        return frozenset(told) if told and told <= self.alike.keys() else frozenset()

    def heard(self, shared: frozenset[Told]) -> frozenset[str]:
        """The channels that heard of all of these differences before."""
        if not shared or not shared <= self.known.keys():
            return frozenset()
        return frozenset.intersection(*(self.known[told] for told in shared))
