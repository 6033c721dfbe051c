"""Listed words that say something else in other company: `about`, `May`, `US`, `été`, `personne`, `demande`."""

from collections.abc import Collection

from monitor.language.figures import small
from monitor.language.language import Language
from monitor.language.split import Raw

# Abbreviations that are also small words: only capitals tell them apart.
_INITIALS = frozenset({"us", "eu", "un", "ind", "ue", "oe"})
# Seasons that are more often something else (French `été`: been), and what stands before them as seasons.
_SEASONS = {"ete": ("l'", "cet", "d'", "en", "chaque"), "fall": ("the", "this", "last", "next", "in", "early", "late")}
_IN_CONTEXT = frozenset({"approximate", "modality", "figure"})

# What stands before nouns and never before a verb: behind these `demande` is no verb of claiming. Words that are pronouns
# as well (`that`, `die`, `le`, `der`) are none of them.
_DETERMINERS = frozenset(
    (
        "the a an its our their my your de een onze mijn uw un une des cet cette son sa ses notre nos votre vos ma mon mes "
        "ein eine einen einem einer eines seine ihre unsere"
    ).split()
)
# French `personne` is nobody beside `ne`, and somebody otherwise; so many words around it are looked at.
_SOMEBODY, _NEAR = "personne", 9


def opens(raw: list[Raw], index: int) -> bool:
    """Whether the word opens a sentence, where a capital says nothing."""
    before = raw[index - 1] if index else None
    return before is None or (before.sort == "mark" and before.text in '.?!:"“”„«»‘(*>')


def has_senses(word: str, kind: str) -> bool:
    """Whether a listed word says something else in other company."""
    return kind in _IN_CONTEXT or kind == "claim" or word in _INITIALS or word in _SEASONS or word == _SOMEBODY


def not_meant(kind: str, raw: list[Raw], index: int, count: int, words: Language) -> bool:
    """A listed word in another sense: `about` before no figure, `May` the month, `US` and `us`."""
    if kind == "approximate":
        return _is_no_amount(raw, index + count, words)
    if kind == "season":
        return _is_no_season(raw, index)
    if kind == "claim":
        return _is_behind(raw, index, _DETERMINERS)
    one = raw[index]
    if one.fold == _SOMEBODY:
        return _is_somebody(raw, index)
    if one.fold in _INITIALS and count == 1 and kind in ("same", "pronoun"):
        return one.text.isupper() == (kind == "pronoun")
    return kind == "modality" and one.text == "May" and not opens(raw, index)


def _is_no_amount(raw: list[Raw], behind: int, words: Language) -> bool:
    """`about` before no figure."""
    after = raw[behind] if behind < len(raw) else None
    return after is None or not (after.sort == "number" or small(after.fold, words) is not None)


def _is_no_season(raw: list[Raw], index: int) -> bool:
    """`été` with nothing before it that makes it a season."""
    led = _SEASONS.get(raw[index].fold)
    return led is not None and not _is_behind(raw, index, led)


def _is_behind(raw: list[Raw], index: int, before: Collection[str]) -> bool:
    return index > 0 and raw[index - 1].fold in before


def _is_somebody(raw: list[Raw], index: int) -> bool:
    """French `personne` without `ne`, or behind an article."""
    has_ne = any(near.fold in ("ne", "n'") for near in raw[max(0, index - _NEAR) : index + _NEAR])
    return not has_ne or _is_behind(raw, index, ("la", *_DETERMINERS))
