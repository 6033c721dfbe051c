"""What the desk calls a place: its whole path, the end of it, or its short name."""

from collections.abc import Collection, Iterable, Iterator

from monitor.template.memory import place_id


def resolved(names: Iterable[str], places: Collection[str]) -> Iterator[str]:
    """The places that are meant, and a whole path also where no page has it now."""
    for name in names:
        found = [place for place in places if is_meant(name, place)]
        yield from found or ((name,) if name.startswith("/") else ())


def is_meant(name: str, place: str) -> bool:
    """Whether a place goes by a name: `/body/div.a/p`, `div.a/p` or its eight letters."""
    return place == name or place.endswith(f"/{name.lstrip('/')}") or place_id(place) == name
