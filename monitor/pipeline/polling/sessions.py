"""Session ids in the addresses of a list: parameters that are no part of a page's address.

A parameter that all addresses of a list share says nothing of any of them. Where its value is another at the next
fetch, and the pages are otherwise those that are known, it is a session id. Its name is remembered with the source.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from monitor.core.model import Entry, Item, Snapshot

_FOUND = ""
_LEAST, _MOST_LISTS = 2, 50
Find = Callable[[list[str]], Mapping[str, Item]]


class Sessions:
    """What is known of a source's session ids. `state`: as `SourceState.sessions` keeps it."""

    def __init__(self, state: Mapping[str, Mapping[str, str]]) -> None:
        self.state: dict[str, Mapping[str, str]] = dict(state)

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self.state.get(_FOUND, {}))

    def entries(self, address: str, found: Sequence[Entry], find: Find) -> Sequence[Entry]:
        """The entries of a list under addresses without session ids."""
        shared = _shared(found)
        before = {n: v for n, v in self.state.get(address, {}).items() if n in shared and v != shared[n]}
        moved = {name: value for name, value in before.items() if name not in self.names}
        if moved and self._are_known(found, moved, find):
            self.state[_FOUND] = {**self.state.get(_FOUND, {}), **dict.fromkeys(moved, "")}
        else:
            moved = {}
        if shared and len(self.state) < _MOST_LISTS:
            self.state[address] = shared
        return [self._bare(entry, moved) for entry in found] if self.names else found

    def snapshot(self, found: Snapshot) -> Snapshot:
        """A page under an address without session ids."""
        if not self.names:
            return found
        aliases = tuple(dict.fromkeys(_without(alias, self.names) for alias in found.aliases))
        return replace(found, aliases=aliases, url=_without(found.url, self.names))

    def item(self, known: Item) -> Item:
        """An item under an address without session ids."""
        return replace(known, url=_without(known.url, self.names)) if self.names else known

    def _are_known(self, found: Sequence[Entry], moved: Mapping[str, str], find: Find) -> bool:
        """Whether most of the addresses are known ones, but for the values that moved."""
        names = [_with(entry.aliases[0], moved) for entry in found]
        return 2 * len(find(names)) > len(names)

    def _bare(self, entry: Entry, moved: Mapping[str, str]) -> Entry:
        """An entry without its session ids. In the list by which they are found also under what it is known by."""
        names = [_without(alias, self.names) for alias in entry.aliases]
        known = [_with(entry.aliases[0], moved)] if moved else []
        return replace(entry, aliases=tuple(dict.fromkeys((*names, *known))), url=_without(entry.url, self.names))


def _shared(found: Sequence[Entry]) -> dict[str, str]:
    """The parameters that all addresses share, of a list that names several pages."""
    addresses = dict.fromkeys(entry.aliases[0] for entry in found if entry.aliases[0].startswith("path:"))
    if len(addresses) < _LEAST or len(addresses) < len(found):
        return {}
    first, *others = (set(_parameters(address)) for address in addresses)
    return dict(first.intersection(*others))


def _parameters(address: str) -> list[tuple[str, str]]:
    return parse_qsl(urlsplit(address).query, keep_blank_values=True)


def _without(address: str, names: frozenset[str]) -> str:
    if "?" not in address:
        return address
    parts = urlsplit(address)
    kept = [(name, value) for name, value in _parameters(address) if name not in names]
    return urlunsplit(parts._replace(query=urlencode(kept)))


def _with(address: str, values: Mapping[str, str]) -> str:
    parts = urlsplit(address)
    return urlunsplit(parts._replace(query=urlencode([(n, values.get(n, v)) for n, v in _parameters(address)])))
