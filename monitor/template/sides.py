"""The two texts that a look's judgement leaves to be compared: what was muted reads on both sides as it does today."""

from collections.abc import Sequence
from dataclasses import dataclass

from monitor.core.flat import flat
from monitor.core.model import TITLE, Block, PageLine
from monitor.template.judged import Judged
from monitor.template.memory import Known

_RELINKED = 3


@dataclass(frozen=True, slots=True)
class Side:
    """A page's article as one look has it."""

    title: str
    blocks: tuple[Block, ...]
    links: tuple[str, ...]


class _Chosen:
    """Which lines of today's page are its article's, and which of them are on both sides."""

    def __init__(self, judged: Judged) -> None:
        told = [unit for unit, _ in (*judged.told, *judged.late)]
        self.mixed = judged.mixed
        self.furniture, self.is_new_layout = judged.furniture, judged.carried is not None
        self.told = {id(unit.new) for unit in told if unit.new}
        self.gone = {id(unit.old): unit.new for unit in told if unit.old}
        self.same = {id(line): known for known, line in judged.found.same}
        silent = [unit for unit, _ in (*judged.muted, *judged.held) if unit.new and unit.old]
        self.edited = {id(unit.new) for unit in silent}
        self.was = {id(unit.new): unit.old.line for unit in told if unit.old and unit.new}
        self.now = {id(known): line for known, line in judged.found.same}
        self.now |= {id(unit.old): unit.new for unit in (*silent, *told) if unit.old and unit.new}
        self.relinked = judged.relinked

    def is_own(self, line: PageLine) -> bool:
        """Whether a line of today's is in the article."""
        if line.place == TITLE or line.why == "the title":
            return False
        if id(line) in self.told:
            return True
        if line.place in self.furniture:
            return False
        if (known := self.same.get(id(line))) is not None:
            return (line.kept or known.own) and (not known.waits or known.was is not None)
        return line.kept and (id(line) in self.edited or self.is_new_layout)

    def has_order(self, line: PageLine) -> bool:
        """Whether a line stands as it stood, in a place in which none come and go."""
        return id(line) in self.same and line.place not in self.mixed

    def then(self, line: PageLine, known: Known | None) -> PageLine | None:
        """What one of today's lines was; None where it was not there. Equal texts may have other links, save
        where these are others at every look, or on many pages at once.
        """
        if (was := self.was.get(id(line))) is not None:
            return was
        if id(line) in self.told:
            return None
        if known is None or id(line) not in self.same or self.is_new_layout:
            return line
        has_other_links = line.place in self.relinked or known.relinked >= _RELINKED
        return known.line if known.line.place == line.place and not has_other_links else line


def sides(judged: Judged, new: Sequence[PageLine]) -> tuple[Side, Side]:
    """The article as it was and as it is, with only what is told between them."""
    chosen = _Chosen(judged)
    here = [line for line in new if chosen.is_own(line)]
    own = {id(line) for line in here}
    before = _before(judged, chosen, here, own)
    title, was = _titles(judged, new)
    return _side(was, before), _side(title, here)


def _before(judged: Judged, chosen: _Chosen, here: Sequence[PageLine], own: set[int]) -> list[PageLine]:
    """Yesterday's lines: those told as they were, the others as they are today. Where the text was put into another
    order they keep theirs; what moves among it has none.
    """
    stood = [(known, line) for known in judged.old.lines if (line := chosen.now.get(id(known))) and id(line) in own]
    then, now = ([id(x) for x in some if chosen.has_order(x)] for some in ((line for _, line in stood), here))
    if chosen.is_new_layout or then == now:
        known_of = {id(line): known for known, line in stood}
        lines = [chosen.then(line, known_of.get(id(line))) for line in here]
    else:
        lines = [chosen.then(line, known) for known, line in stood]
    return _with_gone(judged, chosen, [line for line in lines if line])


def _with_gone(judged: Judged, chosen: _Chosen, lines: list[PageLine]) -> list[PageLine]:
    """The same with the lines that went and are told, each behind the one that it stood behind."""
    found, there = list(lines), {id(line) for line in lines}
    before: PageLine | None = None
    for known in (*judged.old.lines, *judged.old.gone):
        if id(known) in chosen.gone and chosen.gone[id(known)] is None and _is_article(known):
            at = next((n + 1 for n, line in enumerate(found) if line is before), len(found) if before else 0)
            found.insert(at, known.line)
            there.add(id(known.line))
            before = known.line
        else:
            line = chosen.now.get(id(known))
            stood = chosen.then(line, known) if line else chosen.gone.get(id(known)) and known.line
            before = stood if stood and id(stood) in there else before
    return found


def _is_article(known: Known) -> bool:
    return known.line.place != TITLE and known.line.why != "the title"


def _titles(judged: Judged, new: Sequence[PageLine]) -> tuple[PageLine, PageLine]:
    """The title's line of today, and of the look before; one that moves by itself is today's on both sides."""
    today = next((line for line in new if line.place == TITLE), PageLine(TITLE, "heading", ""))
    told = (unit.old.line for unit, _ in judged.told if unit.old and unit.place == TITLE)
    stood = (known.line for known, line in judged.found.same if line is today)
    return today, next(told, next(stood, today))


def _side(title: PageLine, lines: Sequence[PageLine]) -> Side:
    links = dict.fromkeys(flat(line.links for line in (title, *lines)))
    return Side(title.text, tuple(Block(line.kind, line.text) for line in lines), tuple(links))
