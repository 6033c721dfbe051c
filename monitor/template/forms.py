"""The forms of lines: what lines of one place have in common on many pages, and which forms move by themselves."""

from collections import Counter
from collections.abc import Iterable, Sequence
from hashlib import blake2b

from monitor.core.flat import flat
from monitor.template.memory import Form, Place, note
from monitor.template.units import Unit, masked

_COMMON, _SHARE = 0.3, 0.5
LEAST = 3
_MOST_WORDS, _MOST_FORMS, _PAGES = 40, 12, 5
_MOST_ALIKE = 6
_FEW_FORMS, _MOST_MASKS, _LABEL, _BEGUN = 0.1, 12, 60, 0.03


def learn_words(place: Place, pages: Sequence[Iterable[str]]) -> None:
    """Which words stand on many of a place's pages: known once some pages were looked at together."""
    if len(pages) >= _PAGES or not place.common:
        counts = Counter(flat(set(flat(_words(text) for text in texts)) for texts in pages))
        often = [word for word, count in counts.most_common(_MOST_WORDS) if count >= max(2, _COMMON * len(pages))]
        place.common = often or place.common


def form_of(place: Place, text: str) -> str:
    """A mark of what of a line its place's pages have in common; '' where that is nothing."""
    words = set(place.common)
    found = " ".join(word for word in _words(text) if word in words)
    return blake2b(found.encode(), digest_size=6).hexdigest() if found else ""


def learn_forms(place: Place, page: int, same: Iterable[str], units: Iterable[Unit], look: float) -> None:
    """Count the lines of one page by their forms, in a look of the source."""
    for text in same:
        if (form := place.forms.get(form_of(place, text))) is not None:
            form.lines += 1
    for unit in units:
        name = form_of(place, unit.texts[0]) if unit.old else ""
        if name:
            form = place.forms.setdefault(name, Form())
            form.lines += 1
            form.changed += 1
            form.looks, form.last = form.looks + (form.last != look), look
            note(form.movers, page)


def prune(place: Place) -> None:
    """Keep the forms that move most; where lines are known of many pages, those that two have."""
    if place.pages >= 2 * _MOST_ALIKE:
        place.alike = {mark: count for mark, count in place.alike.items() if count > 1}
    if len(place.forms) > _MOST_FORMS:
        kept = sorted(place.forms.items(), key=lambda pair: -pair[1].changed)[:_MOST_FORMS]
        place.forms = dict(kept)


def moves(place: Place, text: str) -> Form | None:
    """The form of a line, where half of its lines change, on three pages or more."""
    form = place.forms.get(form_of(place, text))
    is_moving = form is not None and form.changed >= _SHARE * form.lines and len(form.movers) >= LEAST
    return form if is_moving else None


def learn_label(place: Place, texts: Sequence[str]) -> None:
    """Note the form of a page's only line in a place."""
    if len(texts) == 1 and len(texts[0]) <= _LABEL and len(place.masks) <= _MOST_MASKS:
        mask = masked(texts[0])
        place.masks[mask] = place.masks.get(mask, 0) + 1


def learn_alike(place: Place, texts: Iterable[str]) -> None:
    """Count pages by the lines that they have, without figures; of a place with many lines a few."""
    for mark in {_mark(text) for text in texts}:
        if mark in place.alike or len(place.alike) < _MOST_ALIKE:
            place.alike[mark] = place.alike.get(mark, 0) + 1


def had_alike(place: Place, text: str) -> int:
    """How many pages had a line, as far as that is known."""
    return place.alike.get(_mark(text), 0)


def _mark(text: str) -> str:
    return blake2b(masked(text).encode(), digest_size=4).hexdigest()


def is_label(place: Place) -> bool:
    """Whether a place holds one short line of very few forms, on five pages or more."""
    few = 0 < len(place.masks) <= max(3, _FEW_FORMS * place.pages)
    return place.is_single and few and place.pages >= _PAGES and len(place.masks) <= _MOST_MASKS


def has_begun(place: Place) -> bool:
    """Whether a label has begun to move: three pages, and three in a hundred page looks."""
    return len(place.movers) >= LEAST and place.moved >= _BEGUN * place.looks


def _words(text: str) -> list[str]:
    return masked(text).lower().split()
