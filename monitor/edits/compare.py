"""Hold a snapshot against the stored version: the class of the change, its score, facts and reasons.

The classes and their precedence are those of the labelling rules: correction, substantive, cosmetic,
furniture, none. In doubt an edit is substantive: telling too much costs a glance, too little the news.
"""

import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property
from time import thread_time

from rapidfuzz import fuzz

from monitor.core.flat import flat
from monitor.core.identity import references_in
from monitor.core.model import Block, Change, Fact, Hunk, Version
from monitor.core.reasons import Code, Reason, because
from monitor.core.text import fingerprint, normalise, normalise_link
from monitor.edits.align import Aligned, align, gaps
from monitor.edits.context import in_context
from monitor.edits.diff import diff_blocks, diff_text
from monitor.edits.facts import TURNED, Form, Found, Mark, accented, changed, is_note, rewritten, withdraws
from monitor.edits.facts.anew import calmed
from monitor.edits.facts.pointing import Sides, pointing
from monitor.edits.facts.weigh import CORRECTION, COSMETIC, FURNITURE, WEIGHT, say, weigh, weighed_before
from monitor.edits.links import link_facts
from monitor.edits.noarticle import NoArticle, why
from monitor.edits.portion import JUDGED_IN_PART, is_large, portion
from monitor.edits.units import Unit, sentences, units
from monitor.language.language import Language, detect, language
from monitor.language.tokens import bare

_NEW_HEADING, _TITLE, _HELD = 60.0, 12, 95.0
_TWICE = 40
# Words of a sentence; characters of two texts that are looked at, and how alike they are that are one.
_SENTENCE, _LOOKED_AT, _ONE_TEXT = 6, 4_000, 60.0
# Characters judged word by word: what lies beyond in one change is told as rewritten, in bounded time.
_MOST_JUDGED = 60_000
# Seconds of CPU for one change; what is left then is told as rewritten.
_MOST_SECONDS = 2.0
OUT_OF_TIME = because("judged_in_time", seconds=round(_MOST_SECONDS))
_BEYOND = 0.5
_TURNED = {"added": "removed", "removed": "added"}


@dataclass(frozen=True)
class Text:
    """One side of a comparison. `furniture`: the visible words around the article; `failure`: why it is none."""

    title: str
    blocks: tuple[Block, ...]
    links: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    furniture: tuple[str, ...] = ()
    failure: NoArticle | None = None
    language: str = ""

    @cached_property
    def fingerprint(self) -> str:
        return fingerprint(self.title, self.blocks, self.links)

    @cached_property
    def read(self) -> tuple[str, ...]:
        """What a reader sees of each block: equal where nothing of it changed."""
        return tuple(normalise(b.text) for b in self.blocks)


def text_of(version: Version) -> Text:
    """A stored version as one side of a comparison."""
    return Text(version.title, version.blocks, version.links, version.related, language=version.language)


def compare(old: Text, new: Text) -> Change:
    """The change from one text to another. Class `none` has no hunks; only others have a score above 0."""
    failure = old.failure or new.failure
    if failure and not (old.failure is new.failure is NoArticle.EMPTY) and not _is_one_text(old, new):
        return Change("furniture", FURNITURE, reasons=(because("capture-failure"), why(failure)))
    if old.fingerprint == new.fingerprint:
        return _around(old, new)
    if is_large(old.blocks) or is_large(new.blocks):
        return _of_large(old, new)
    return _of_texts(old, new)


def _is_one_text(old: Text, new: Text) -> bool:
    """Whether one side that looks like no article has what the other has: a wall shares nothing with what it hides."""
    if old.failure and new.failure:
        return False
    sides = [{normalise(b.text) for b in side.blocks if len(b.text.split()) >= _SENTENCE} for side in (old, new)]
    texts = (_joined(b.text for b in side.blocks)[:_LOOKED_AT] for side in (old, new))
    return bool(sides[0] & sides[1]) or fuzz.ratio(*texts) >= _ONE_TEXT


def _of_large(old: Text, new: Text) -> Change:
    """The change between large texts: what only one of them has is judged, within the budget."""
    part = portion(old.blocks, new.blocks)
    change = _of_texts(replace(old, blocks=part.old), replace(new, blocks=part.new))
    hunks = tuple(part.placed(hunk) for hunk in change.hunks)
    if not (part.old or part.new or change.facts):
        return replace(change, hunks=hunks, reasons=(_form(Found(form=["order"]), ()),))
    if not part.cut:
        return replace(change, hunks=hunks)
    # What lies beyond was not looked at: in doubt an edit is substantive.
    change = replace(change, hunks=hunks, reasons=(*change.reasons, JUDGED_IN_PART))
    return replace(change, cls="substantive", score=_BEYOND) if change.cls == "cosmetic" else change


def _of_texts(old: Text, new: Text) -> Change:
    words = language(old.language or new.language or detect((*_texts(old), *_texts(new))))
    found = _judged(old, new, words)
    title = diff_text(old.title, new.title)
    blocks = in_context(diff_blocks(old.blocks, new.blocks, (old.read, new.read)), old.blocks, new.blocks, words)
    hunks = (*((title,) if title else ()), *blocks)
    facts = calmed(_ordered((*found.facts, *link_facts(old.links, new.links))), words.code)
    come = _come(old, new)
    note = _new_note(old, new, come) or _pointing(old, new, come, found.facts)
    if note:
        score = CORRECTION if not withdraws(note) else 0.98
        return Change("correction", score, facts, (because("editorial_note", note=note[:120]), *say(facts)), hunks)
    over = (OUT_OF_TIME,) if found.out_of_time else ()
    if facts:
        score, former = weigh(facts, found.marks), weighed_before(facts, found.marks)
        return Change("substantive", score, facts, (*say(facts, found.marks), *over), hunks, former)
    return Change("cosmetic", COSMETIC, (), (_form(found, hunks),), hunks)


def _ordered(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """Each fact once, the heaviest first; a value is told once, however often it stands there."""
    once: dict[tuple[str, str, str], Fact] = {}
    for fact in sorted(facts, key=lambda fact: -(fact.weight or WEIGHT[fact.type])):
        once.setdefault((fact.type, normalise(fact.before), normalise(fact.after)), fact)
    return tuple(once.values())


def _around(old: Text, new: Text) -> Change:
    """The article is the same; perhaps what stands around it is not."""
    if {normalise_link(u) for u in old.related} != {normalise_link(u) for u in new.related}:
        return Change("furniture", FURNITURE, reasons=(because("related_changed"),))
    renumbered = _references(old, new)
    if renumbered:
        return Change("substantive", weigh(renumbered, ()), renumbered, say(renumbered))
    if _joined(old.furniture) != _joined(new.furniture):
        return Change("furniture", FURNITURE, reasons=(because("around_changed"),))
    return Change("none", 0.0, reasons=(because("same_text"),))


def _references(old: Text, new: Text) -> tuple[Fact, ...]:
    """A case or document number of the letterhead that became another; how often it stands there says nothing."""
    a, b = (references_in(" ".join(side.furniture)) for side in (old, new))
    gone, come = [x for x in a if x not in b], [x for x in b if x not in a]
    return tuple(Fact("reference", x, y) for x, y in zip(gone, come, strict=False))


def _joined(texts: Iterable[str]) -> str:
    return normalise(" ".join(texts))


def _texts(text: Text) -> list[str]:
    return [text.title, *(b.text[:300] for b in text.blocks[:5])]


# --- judging ---------------------------------------------------------------------------------------


def _judged(old: Text, new: Text, words: Language) -> Found:
    """What differs, found in one direction whatever the order of the two, so that a change and its undoing agree."""
    if old.fingerprint <= new.fingerprint:
        return _found(old, new, words)
    found = _found(new, old, words)
    found.facts = [Fact(_TURNED.get(f.type, f.type), f.after, f.before, f.new, f.old, f.weight) for f in found.facts]
    found.marks = {TURNED.get(mark, mark) for mark in found.marks}
    return found


def _found(old: Text, new: Text, words: Language) -> Found:
    total = Found()
    _title(old.title, new.title, words, total)
    aligned = align(_changed_units(old, new))
    here, there = set(old.read), set(new.read)
    room, end = _MOST_JUDGED, thread_time() + _MOST_SECONDS
    for left, right in aligned.groups:
        if (not left or not right) and all(_repeated(u, there if left else here) for u in (*left, *right)):
            total.form.append("repeated")
            continue
        room -= sum(len(u.text) for u in (*left, *right))
        total.out_of_time = total.out_of_time or thread_time() > end
        whole = room > 0 and not total.out_of_time
        total.take(_group(left, right, words) if whole else rewritten(left, right))
    _rest(aligned, words, total)
    if not total.form and not total.facts:
        total.form.append("breaks")
    return total


def _changed_units(old: Text, new: Text) -> list[tuple[list[Unit], list[Unit]]]:
    """The units of the blocks that are not kept as they were, place by place."""
    spans = gaps(old.read, new.read)
    return [(units(old.blocks, range(i1, i2)), units(new.blocks, range(j1, j2))) for i1, i2, j1, j2 in spans]


def _repeated(unit: Unit, texts: Set[str]) -> bool:
    """A paragraph that the other text has too: it stood twice, and now once (or the other way round)."""
    return len(unit.whole) >= _TWICE and normalise(unit.whole) in texts


def _rest(aligned: Aligned, words: Language, total: Found) -> None:
    total.facts += list(flat(accented(*pair, words) for pair in aligned.marked))
    if aligned.moved:
        total.form.append("order")
    if aligned.marked:
        total.form.append("marks")


def _title(old: str, new: str, words: Language, total: Found) -> None:
    """A headline that says something else is a fact, and so is each thing it says differently."""
    if normalise(old) == normalise(new):
        return
    a, b = _unlabelled(old, words), _unlabelled(new, words)
    if normalise(a) == normalise(b):
        total.form.append("label")
        return
    found = Found()
    for left, right in align([([Unit(-1, "title", a, whole=a)], [Unit(-1, "title", b, whole=b)])]).groups:
        found.take(changed(left or [Unit(-1, "title", a, whole=a)], right or [Unit(-1, "title", b, whole=b)], words))
    total.form += found.form or ["marks"]
    if found.facts:
        total.marks |= found.marks
        weight = max(f.weight or WEIGHT[f.type] for f in found.facts)
        total.facts += [
            Fact("headline", old, new, weight=weight),
            *(f for f in found.facts if f.type not in ("added", "removed")),
        ]


def _unlabelled(title: str, words: Language) -> str:
    """The headline without `EXCLUSIVE:`, `LIVE |`, `(update)` and the like."""
    labels = "|".join(re.escape(x) for x in words.labels)
    opening = rf"^[\s+*•\[(–—-]*(?:{labels})\s*(?:[:|+*•–—\])-]\s*)+"
    title = re.sub(opening, "", title, flags=re.IGNORECASE)
    return re.sub(rf"\s*(?:[\[(](?:{labels})[\])]|[|–—-]\s*(?:{labels}))\s*$", "", title, flags=re.IGNORECASE)


def _group(left: list[Unit], right: list[Unit], words: Language) -> Found:
    kinds = {u.kind for u in (*left, *right)}
    if kinds == {"credit"}:
        return Found(form=["credit"])
    found = changed(left, right, words)
    if kinds == {"heading"}:
        # A subheading sorts the text: what it says is told where it says something hard, or says it in like words.
        alike = _same_heading(left, right)
        found.facts = [f for f in found.facts if alike or _stands_alone(f)]
        found.marks &= {Mark.SWAP}
        found.form.append("subheading")
    return found


def _stands_alone(fact: Fact) -> bool:
    """Whether a value of a subheading became another, whatever else became of the subheading."""
    return fact.type in ("figure", "date", "reference") and bool(fact.before and fact.after)


def _same_heading(left: Sequence[Unit], right: Sequence[Unit]) -> bool:
    if len(left) != 1 or len(right) != 1:
        return False
    a, b = left[0].text, right[0].text
    return fuzz.ratio(a, b) >= _NEW_HEADING or (min(len(a), len(b)) >= _TITLE and fuzz.partial_ratio(a, b) >= _HELD)


# --- notes -------------------------------------------------------------------------------------------


def _come(old: Text, new: Text) -> list[Block]:
    """The blocks of the new text that the old one has not."""
    kept = set(old.read)
    return [block for block, read in zip(new.blocks, new.read, strict=True) if read not in kept]


def _new_note(old: Text, new: Text, come: Sequence[Block]) -> str:
    """The editorial note that the new text has and the old has not, or has in other words."""
    texts = [" ".join(b.text.split()) for b in come]
    notes = [t for t in (new.title, *texts, *flat(_told_in(text) for text in texts)) if is_note(t)]
    if not notes:
        return ""
    known = {bare(t) for t in (old.title, *flat((b.text, *_told_in(b.text)) for b in old.blocks))}
    return next((t for t in notes if bare(t) not in known), "")


# What holds no note in words of its own: a subheading sorts the text, a row is a value.
_NO_NOTES = ("table", "heading")


def _pointing(old: Text, new: Text, come: Sequence[Block], facts: Sequence[Fact]) -> str:
    """A note in its own words, known by what else of the text it explains."""
    texts = [" ".join(b.text.split()) for b in come if b.kind not in _NO_NOTES]
    return pointing(texts, lambda: _sides(old, new), facts)


def _sides(old: Text, new: Text) -> Sides:
    kept, there = " ".join(old.read), " ".join(new.read)
    return Sides(kept, kept.casefold(), there.casefold(), " ".join(b.text for b in _come(new, old)))


def _told_in(text: str) -> list[str]:
    """The sentences of a paragraph of several."""
    text = " ".join(text.split())
    found = sentences(text)
    return [text[a:b] for a, b in found] if len(found) > 1 else []


_FORMS: Mapping[Form, Code] = {
    "order": "form_order", "spelling": "form_spelling", "inflection": "form_inflection", "wording": "form_wording",
    "marks": "form_marks", "breaks": "form_breaks", "subheading": "form_subheading", "credit": "form_credit",
    "label": "form_label", "date": "form_date", "time": "form_time", "abbreviation": "form_abbreviation",
    "repeated": "form_repeated",
}  # fmt: skip


def _form(found: Found, hunks: Sequence[Hunk]) -> Reason:
    """'only spelling changed: aylum → asylum'."""
    named = tuple(because(code) for code in dict.fromkeys(_FORMS[f] for f in found.form)) or (because("form_marks"),)
    shown = () if set(found.form) <= {"order", "breaks"} else tuple(_exchanges(hunks))[:3]
    return because("only_form_shown", what=named, words=shown) if shown else because("only_form", what=named)


def _exchanges(hunks: Iterable[Hunk]) -> Iterable[Reason]:
    for hunk in hunks:
        for one, two in zip(hunk.pieces, hunk.pieces[1:], strict=False):
            if one.op == "-" and two.op == "+" and len(one.text) + len(two.text) < 80:
                yield because("exchanged", before=one.text.strip(), after=two.text.strip())
