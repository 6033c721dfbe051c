"""Sentences that came or went."""

from dataclasses import replace

from monitor.core.model import Fact
from monitor.edits.facts.found import Found, Mark, unit_tokens
from monitor.edits.facts.quotes import quoted
from monitor.edits.facts.weigh import LESS
from monitor.edits.units import Unit
from monitor.language.language import Language
from monitor.language.tokens import bare

# Words of a line that may be a label.
_FEW = 4


def told(fact: Fact, unit: Unit, words: Language, found: Found) -> None:
    """A sentence that came or went: of a heading or a by-line it is form."""
    if unit.kind == "heading":
        found.form.append("subheading")
        return
    found.facts.append(replace(fact, weight=_lone(unit, words)))
    is_gone = fact.type == "removed"
    if any(a < unit.start + len(unit.text) and unit.start < b for a, b in quoted(unit.whole)):
        found.marks.add(Mark.QUOTE_GONE if is_gone else Mark.QUOTE_COME)
    if not words.turning.isdisjoint(bare(unit.text)):
        found.marks.add(Mark.PLEDGE_GONE if is_gone else Mark.PLEDGE_COME)


def _lone(unit: Unit, words: Language) -> float:
    """What a sentence weighs that came or went: all of it, save a few words that say nothing hard."""
    said = [t for t in unit_tokens(unit, words) if t.kind != "mark"]
    hard = any(t.kind in ("figure", "date", "negation", "modality", "status", "reference") for t in said)
    return 0.0 if hard or len(said) > _FEW else LESS
