"""A name that is not among those that there are: said with the choices, and with the nearest of them."""

from collections.abc import Iterable
from difflib import get_close_matches

from monitor.core.errors import UnknownName


def must_be_one(what: str, name: str, known: Iterable[str]) -> None:
    """Raises `UnknownName` where the name is none of those known."""
    names = list(known)
    if name not in names:
        raise UnknownName(f"no {what} {name!r}{nearest(name, names)}; there are: {', '.join(names) or 'none'}")


def nearest(name: str, known: Iterable[str]) -> str:
    """' (did you mean 'belga'?)' where one is near."""
    near = get_close_matches(name, list(known), n=1)
    return f" (did you mean {near[0]!r}?)" if near else ""
