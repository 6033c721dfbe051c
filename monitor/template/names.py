"""What the desk calls a place: its whole path, the end of it, or its short name."""

import re
from collections.abc import Collection, Iterable, Iterator

from monitor.template.memory import place_id

_DIGITS = re.compile(r"\d+")


def resolved(names: Iterable[str], places: Collection[str]) -> Iterator[str]:
    """The places that are meant, and a whole path also where no page has it now."""
    for name in names:
        found = [place for place in places if is_meant(name, place)]
        yield from found or ((_masked(name),) if name.startswith("/") else ())


def is_meant(name: str, place: str) -> bool:
    """Whether a place goes by a name: `/body/div.a/p`, `div.a/p` or its eight letters; `div.a7` is `div.a#`."""
    path = _masked(name)
    return place == path or place.endswith(f"/{path.lstrip('/')}") or place_id(place) == name


def _masked(name: str) -> str:
    """A path as pages have it: without the figures of its classes."""
    parts = (part.split(".") for part in name.split("/"))
    return "/".join(".".join((tag, *(_DIGITS.sub("#", one) for one in classes))) for tag, *classes in parts)
