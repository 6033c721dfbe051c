"""Units of measure as four languages write them, by the data of the Unicode project (CLDR, through babel): `kg` and
`kilogram`, `m²` and `vierkante meter`.

Only what people read on a scale, a tape or a meter: a foot or a stone is a word of other texts as well.
"""

import re
from collections.abc import Iterator
from functools import cache

_LOCALES = {"en": ("en", "en_GB"), "nl": ("nl",), "fr": ("fr",), "de": ("de", "de_AT")}
_KINDS = re.compile(
    r"-(?:milli|centi|kilo|mega|giga|square-|cubic-)*(?:gram|liter|meter|tonne|watt|watt-hour|byte|celsius|fahrenheit|generic|degree|hectare|hertz|kilometer-per-hour)$"
)
_NEVER = re.compile("megaliter|megameter|gigameter|gigagram|gigaliter|megagram")
# Degrees of no scale are those of the weather and of the sick; none of them is a word outside a measure.
_DEGREES = frozenset({"temperature-generic", "angle-degree"})
_CELSIUS = "temperature-celsius"
# What everybody says of one of them, and no locale writes.
_SPOKEN = {"kilo": "masskilogram", "kilos": "masskilogram"}


@cache
def units(code: str) -> dict[str, str]:
    """Each way to write a unit in a language -> one name of the unit. Capitals count: `ml` and `ML` are two units."""
    found = {text: name for text, name in _written(code) if text}
    return {**{text.lower(): name for text, name in found.items() if text.lower() not in found}, **found, **_SPOKEN}


def spelt_out(code: str) -> dict[str, str]:
    """Those that are words, whatever their capitals."""
    measured = ((text, name) for text, name in units(code).items() if name != _name(_CELSIUS))
    return {text: name for text, name in measured if len(text) > _SHORT or "²" in text}


_SHORT = 3


def _written(code: str) -> Iterator[tuple[str, str]]:
    # Imported when the first texts are compared: most commands compare none.
    from babel import Locale

    for locale in _LOCALES[code]:
        patterns = Locale.parse(locale)._data["unit_patterns"]
        known = (name for name in patterns if _KINDS.search(name) and not _NEVER.search(name))
        yield from ((_bare(text), _name(name)) for name in known for text in _forms(patterns[name]))


def _name(unit: str) -> str:
    return (_CELSIUS if unit in _DEGREES else unit).replace("-", "")


def _forms(lengths: dict[str, dict[str, str]]) -> Iterator[str]:
    return (text for forms in lengths.values() for count, text in forms.items() if count != "per")


def _bare(pattern: str) -> str:
    """`{0} kilograms` without its number."""
    return pattern.replace("{0}", "").replace("\u00a0", " ").strip()
