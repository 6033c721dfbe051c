"""What a text that was read is held against."""

from dataclasses import dataclass

from monitor.core.model import Item, Version
from monitor.pipeline.polling.documents import Read


@dataclass(frozen=True, slots=True)
class Known:
    """The item that a text is of, and its newest version. `absorbs`: another that is the same story, to go into it."""

    item: Item
    absorbs: int | None
    latest: Version | None


@dataclass(frozen=True, slots=True)
class First:
    """There is no version to compare with."""


@dataclass(frozen=True, slots=True)
class Teaser:
    """What was read is only a part of what is known."""


@dataclass(frozen=True, slots=True)
class Against:
    """The version to compare with. `whole`: it was a teaser until now."""

    version: Version
    whole: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """A page that was read, and is judged together with the others of its look. `version`: what it is held against."""

    known: Known
    version: Version
    read: Read

    @property
    def page(self) -> int:
        return self.known.item.id
