"""Hold a snapshot against the stored version: the class of the change, its score, facts and reasons.

The classes and their precedence are those of the labelling rules: correction, substantive, cosmetic,
furniture, none. In doubt an edit is substantive: telling too much costs a glance, too little the news.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import DamerauLevenshtein

from monitor.core.diff import diff_blocks, diff_text, tokens
from monitor.core.facts import Edited, changed_facts, edits, lexicon
from monitor.core.facts.spans import figure_value
from monitor.core.model import Block, Change, Fact, Hunk
from monitor.core.text import fingerprint, fold, normalise, normalise_link

# What an editor wants to see first, highest first; the score of a change is that of its best reason.
WEIGHT = {
    "negation": 0.95, "attribution": 0.9, "quote": 0.85, "status": 0.85, "figure": 0.8, "modality": 0.8,
    "name": 0.78, "scope": 0.75, "headline": 0.7, "table_cell": 0.8, "reference": 0.7, "date": 0.65,
    "removed": 0.62, "added": 0.6, "link": 0.5,
}  # fmt: skip
_SCORE_COSMETIC, _SCORE_FURNITURE, _SCORE_CORRECTION = 0.2, 0.05, 0.97
_WORDS = {
    "negation": "a negation changed", "quote": "a quotation changed", "status": "the standing of a statement changed",
    "figure": "a figure changed", "modality": "what is certain or possible changed", "name": "a name changed",
    "scope": "the scope of a statement changed", "headline": "the headline says something else",
    "table_cell": "a table cell changed", "reference": "a reference number changed", "date": "a date changed",
    "removed": "text was removed", "added": "text was added", "link": "a cited link changed",
    "attribution": "the source of a statement changed",
}  # fmt: skip
_TYPO_DISTANCE, _TYPO_LENGTH = 2, 4


@dataclass(frozen=True, slots=True)
class Text:
    """One side of a comparison."""

    title: str
    blocks: tuple[Block, ...]
    links: tuple[str, ...] = ()
    related: tuple[str, ...] = ()

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.title, self.blocks, self.links)


def compare(old: Text, new: Text) -> Change:
    """The change from one text to another. Class `none` has no hunks; only others have a score above 0."""
    if old.fingerprint == new.fingerprint:
        if {normalise_link(u) for u in old.related} != {normalise_link(u) for u in new.related}:
            return Change("furniture", _SCORE_FURNITURE, reasons=("only related cards changed",))
        return Change("none", 0.0, reasons=("the text is the same",))
    title = diff_text(old.title, new.title)
    body = diff_blocks(old.blocks, new.blocks)
    facts = (*_headline(title), *_body_facts(body), *_links(old, new))
    hunks = ((title, *body) if title else body) or ()
    note = _correction(old.blocks, new.blocks)
    if note:
        return Change("correction", _SCORE_CORRECTION, facts, (f"an editorial note: {note}", *_say(facts)), hunks)
    if facts:
        return Change("substantive", _score(facts), facts, _say(facts), hunks)
    return Change("cosmetic", _SCORE_COSMETIC, (), (_cosmetic_reason(hunks),), hunks)


def _headline(hunk: Hunk | None) -> tuple[Fact, ...]:
    if hunk is None:
        return ()
    facts = (*changed_facts(hunk), *_wording(hunk))
    old = "".join(p.text for p in hunk.pieces if p.op in "=-")
    new = "".join(p.text for p in hunk.pieces if p.op in "=+")
    return (Fact("headline", old, new), *(f for f in facts if f.type not in ("added", "removed"))) if facts else ()


def _body_facts(hunks: Iterable[Hunk]) -> tuple[Fact, ...]:
    found: list[Fact] = []
    for hunk in hunks:
        text = "".join(p.text for p in hunk.pieces)
        if hunk.op == "+" and hunk.kind != "heading":
            found.append(Fact("added", "", text))
        elif hunk.op == "-" and hunk.kind != "heading":
            found.append(Fact("removed", text, ""))
        elif hunk.op == "~":
            facts = changed_facts(hunk)
            if hunk.kind == "table":
                facts = tuple(Fact("table_cell", f.before, f.after) for f in facts)
            found += facts
            found += [f for f in _wording(hunk) if not _told(f, facts)]
    return tuple(dict.fromkeys(found))


def _told(wording: Fact, facts: Sequence[Fact]) -> bool:
    """Whether a finer fact already names everything that a stretch of changed words says."""
    told = {fold(w) for f in facts for side in (f.before, f.after) for w in tokens(side)}
    return all(
        fold(w) in told or fold(w) in lexicon.STOP for side in (wording.before, wording.after) for w in tokens(side)
    )


def _wording(hunk: Hunk) -> list[Fact]:
    """Changed stretches that are more than form, as added, removed or both."""
    return [
        Fact("added" if edit.after else "removed", edit.before, edit.after)
        for edit in edits(hunk.pieces)
        if not _is_form(edit)
    ]


def _is_form(edit: Edited) -> bool:
    """Punctuation, capitals, typing errors, function words and verbs of saying: no reader learns anything."""
    old, new = _content(edit.before), _content(edit.after)
    if old == new or "".join(old) == "".join(new):
        return True
    if len(old) != len(new):
        return not (set(old) ^ set(new)) - lexicon.STOP - lexicon.SAYING
    return all(_same_word(a, b) for a, b in zip(old, new, strict=True))


def _content(text: str) -> list[str]:
    words = (fold(t) for t in tokens(text))
    return [_plain(w) for w in words if w.strip(".,;:!?-'\"()…") and w not in lexicon.STOP]


def _plain(word: str) -> str:
    """A number in its one notation, so that 3.947 is 3,947 and twenty is 20; other words as they are."""
    if word[0].isdigit():
        return figure_value(word)
    return str(lexicon.NUMBER_WORDS[word]) if word in lexicon.NUMBER_WORDS else word


def _same_word(a: str, b: str) -> bool:
    if a == b or (a in lexicon.SAYING and b in lexicon.SAYING):
        return True
    if any(c.isdigit() for c in a + b) or min(len(a), len(b)) <= _TYPO_LENGTH:
        return False
    if {a, b} & (lexicon.NEGATION | lexicon.MODALITY | lexicon.SCOPE | lexicon.STATUS) or _prefixed(a, b):
        return False
    return DamerauLevenshtein.distance(a, b) <= _TYPO_DISTANCE


def _prefixed(a: str, b: str) -> bool:
    """'legal' and 'illegal', 'wettig' and 'onwettig': a prefix that turns the meaning."""
    short, long = sorted((a, b), key=len)
    return long.endswith(short) and long[: -len(short)] in (
        "un",
        "in",
        "il",
        "im",
        "ir",
        "on",
        "dis",
        "non",
        "non-",
    )


def _links(old: Text, new: Text) -> tuple[Fact, ...]:
    """Editorial targets that came or went; a target that only lost hyphens is the same document."""
    a = {normalise_link(u).replace("-", ""): u for u in old.links}
    b = {normalise_link(u).replace("-", ""): u for u in new.links}
    gone, come = [a[k] for k in a.keys() - b.keys()], [b[k] for k in b.keys() - a.keys()]
    size = max(len(gone), len(come))
    padded = zip(sorted(gone) + [""] * (size - len(gone)), sorted(come) + [""] * (size - len(come)), strict=True)
    return tuple(Fact("link", before, after) for before, after in padded)


def _correction(old: Sequence[Block], new: Sequence[Block]) -> str:
    """The editorial note that the new text has and the old has not, as its first words."""
    known = {normalise(b.text) for b in old}
    for block in new:
        text = normalise(block.text)
        if text not in known and text.casefold().lstrip("(*[ ").startswith(lexicon.CORRECTION_NOTE):
            return text[:120]
    return ""


def _score(facts: Sequence[Fact]) -> float:
    best = max(WEIGHT[f.type] for f in facts)
    return round(min(best + 0.01 * (len(facts) - 1), 0.96), 3)


def _say(facts: Sequence[Fact]) -> tuple[str, ...]:
    return tuple(_WORDS[kind] for kind in dict.fromkeys(f.type for f in facts))


def _cosmetic_reason(hunks: Sequence[Hunk]) -> str:
    if hunks and all(h.op == ">" for h in hunks):
        return "only the order changed"
    return "only wording, spelling or punctuation changed"
