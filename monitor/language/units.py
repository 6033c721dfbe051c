"""Units of measure as four languages write them, by the data of the Unicode project (CLDR, through babel): `kg` and
`kilogram`, `m²` and `vierkante meter`.

Only what people read on a scale, a tape or a meter: a foot or a stone is a word of other texts as well.
"""

import re
from collections.abc import Iterator
from functools import cache

from monitor.core.flat import flat
from monitor.core.text import fold

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
_PREFIXES = {"milli": 1e-3, "centi": 1e-2, "kilo": 1e3, "mega": 1e6, "giga": 1e9}
_METRIC = re.compile(rf"(.*?)(square|cubic|)({'|'.join(_PREFIXES)})(gram|liter|meter|watt|watthour|byte|hertz)")
_POWERS = {"": 1, "square": 2, "cubic": 3}
# What has a name of its own, in units without a prefix.
_OWN = {"masstonne": (1e6, "massgram"), "areahectare": (1e4, "areasquaremeter")}


def measured(value: str, unit: str) -> str:
    """A figure with its unit, in the unit without a prefix: `2.4` tonnes and `2400` kilos are one value."""
    metric = _METRIC.fullmatch(unit)
    factor, base = _OWN.get(unit, (1.0, unit))
    if metric:
        factor, base = _PREFIXES[metric[3]] ** _POWERS[metric[2]], metric[1] + metric[2] + metric[4]
    return f"{float(value) * factor:.12g}{base}"


def _written(code: str) -> Iterator[tuple[str, str]]:
    # Imported when the first texts are compared: most commands compare none.
    from babel import Locale

    for locale in _LOCALES[code]:
        patterns = Locale.parse(locale)._data["unit_patterns"]
        known = (name for name in patterns if _KINDS.search(name) and not _NEVER.search(name))
        for name in known:
            yield from ((_bare(text), _name(name)) for text in _forms(patterns[name]))


@cache
def currencies(code: str) -> frozenset[str]:
    """How people call money behind a sum, folded: of each currency's name its noun (Swiss `francs`, `francs` suisses)."""
    # Imported when the first texts are compared: most commands compare none.
    from babel import Locale

    locale = Locale.parse(code)
    names = (name for forms in locale._data["currency_names_plural"].values() for name in forms.values())
    place = 0 if code == "fr" else -1
    nouns = (name.split()[place] for name in (*locale.currencies.values(), *names))
    return frozenset(fold(noun) for noun in nouns if noun.isalpha())


@cache
def currency_codes(code: str) -> dict[str, str]:
    """Code of a currency -> its noun behind a sum, folded: `CHF` -> `franken`. The noun may be that of others too."""
    # Imported when the first texts are compared: most commands compare none.
    from babel import Locale

    place = 0 if code == "fr" else -1
    locale = Locale.parse(code)
    plurals = locale._data["currency_names_plural"]
    names = {iso: plurals.get(iso, {}).get("other") or name for iso, name in locale.currencies.items()}
    return {iso: fold(noun) for iso, name in names.items() if (noun := name.split()[place]).isalpha()}


def _name(unit: str) -> str:
    return (_CELSIUS if unit in _DEGREES else unit).replace("-", "")


def _forms(lengths: dict[str, dict[str, str]]) -> Iterator[str]:
    return (text for count, text in flat(forms.items() for forms in lengths.values()) if count != "per")


def _bare(pattern: str) -> str:
    """`{0} kilograms` without its number."""
    return pattern.replace("{0}", "").replace("\u00a0", " ").strip()
