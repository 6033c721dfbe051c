"""Which facts differ between units that belong together, compared in place, and what was only form."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from monitor.core.flat import flat
from monitor.core.model import Fact
from monitor.edits.align import Spans, gaps
from monitor.edits.facts.exchanged import exchanged
from monitor.edits.facts.found import Found, Placed, clipped, placed, text_of, unit_tokens
from monitor.edits.facts.lone import told
from monitor.edits.facts.order import by_words, voice_changed
from monitor.edits.facts.passage import Passage, kinds_in, moved, reworded, settled
from monitor.edits.facts.small import small_words
from monitor.edits.facts.stretch import Place, judge
from monitor.edits.facts.tables import rows
from monitor.edits.facts.weigh import SOFT
from monitor.edits.units import Unit
from monitor.language.language import Language
from monitor.language.tokens import bare


def changed(old: Sequence[Unit], new: Sequence[Unit], words: Language) -> Found:
    """Hold a group of old units against the new ones it became."""
    found = Found()
    if any(u.kind == "table" for u in (*old, *new)):
        rows(old, new, words, found)
    elif not (old and new):
        _lone(old, new, words, found)
    elif _one_spelling(old, new, words):
        found.form.append("spelling")
    else:
        _held_together(old, new, words, found)
    return found


def _lone(old: Sequence[Unit], new: Sequence[Unit], words: Language, found: Found) -> None:
    """Sentences that went, or came."""
    for unit in old:
        told(Fact("removed", unit.text, ""), unit, words, found)
    for unit in new:
        told(Fact("added", "", unit.text), unit, words, found)


def _held_together(old: Sequence[Unit], new: Sequence[Unit], words: Language, found: Found) -> None:
    """Word by word: the same words, the same in another order or voice, or others."""
    a, b = placed(old, words), placed(new, words)
    keys = [p.token.key for p in a], [p.token.key for p in b]
    spans = gaps(*keys)
    small_words(old, new, words, found)
    is_turned = len(old) == len(new) == 1 and bool(spans)
    if not spans:
        _same_words(old, new, words, found)
    elif len(a) == len(b) and Counter(keys[0]) == Counter(keys[1]):
        exchanged(old, new, [a[i] for i in flat(range(s[0], s[1]) for s in spans)], words, found)
    elif is_turned and voice_changed(unit_tokens(old[0], words), unit_tokens(new[0], words), words.code):
        found.form.append("order")
    else:
        _other_words(a, b, spans, words, found)
        found.facts = _as_rebuilt(found.facts) if _is_rebuilt(old, new) else found.facts


def _same_words(old: Sequence[Unit], new: Sequence[Unit], words: Language, found: Found) -> None:
    """`hurt by a man`, `hurt a man`: who did it and to whom is another matter."""
    sides = [list(flat(unit_tokens(u, words) for u in side)) for side in (old, new)]
    if not found.facts and by_words(sides[0]) != by_words(sides[1]):
        found.facts.append(Fact("status", text_of(old), text_of(new)))
    found.form.append("wording")


def _other_words(a: list[Placed], b: list[Placed], spans: Spans, words: Language, found: Found) -> None:
    stretches = (list(flat(a[i1:i2] for i1, i2, _, _ in spans)), list(flat(b[j1:j2] for _, _, j1, j2 in spans)))
    alike = settled(a, b, kinds_in((*stretches[0], *stretches[1])), words)
    elsewhere = moved(*stretches, words) if len(spans) > 1 else frozenset[str]()
    passage = Passage(alike, elsewhere)
    passage = replace(passage, reworded=reworded(a, b, stretches, passage, words.code))
    for i1, i2, j1, j2 in spans:
        judge(Place(a, i1, i2), Place(b, j1, j2), words, found, passage)


def _as_rebuilt(facts: Sequence[Fact]) -> list[Fact]:
    """The facts, those that a rebuilding brings by itself as soft."""
    return [f if f.type in _VALUES else replace(f, weight=min(f.weight or SOFT, SOFT)) for f in facts]


# What no rebuilding of a text puts into it or takes out of it.
_VALUES = frozenset({"figure", "date", "negation", "reference", "name", "quote"})


def _is_rebuilt(old: Sequence[Unit], new: Sequence[Unit]) -> bool:
    """Whether a list became a running text, or the other way round: words that join its entries say nothing."""
    lists = [{u.kind == "list" for u in side} for side in (old, new)]
    return lists[0] != lists[1] and len(old) + len(new) > 2


def _one_spelling(old: Sequence[Unit], new: Sequence[Unit], words: Language) -> bool:
    """The same letters with other blanks between them: `Desweiteren`, `Des Weiteren`; never figures run together, nor a
    word that says something by itself (`not able`, `notable`).
    """
    sides = [bare(text_of(side)) for side in (old, new)]
    if sides[0] == sides[1] or "".join(sides[0]) != "".join(sides[1]):
        return False
    differ = Counter(sides[0]) - Counter(sides[1]) + (Counter(sides[1]) - Counter(sides[0]))
    return not any(_denies(word, words) or any(c.isdigit() for c in word) for word in differ)


def _denies(word: str, words: Language) -> bool:
    return any(kind == "negation" and parts == (word,) for parts, kind, _ in words.phrases.get(word, ()))


def rewritten(old: Sequence[Unit], new: Sequence[Unit]) -> Found:
    """A stretch told as a whole, where there is no time to read it word by word."""
    lone = "added" if new else "removed"
    kind = "status" if old and new else lone
    return Found([Fact(kind, clipped(text_of(old)), clipped(text_of(new)))])
