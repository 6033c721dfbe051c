"""Entries of one list that share an id or an address: what they share names none of them.

An id or a link that several entries of one list have is not theirs alone, whatever the format says of it. Held against
each other they would be told as edits; taken for one another all but the first would be lost. (What an item is over
lists and time is decided elsewhere; this is one list by itself.)
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import TypeVar

from monitor.core.model import Entry, Snapshot
from monitor.core.text import fold

_Row = TypeVar("_Row", Entry, Snapshot)
Apart = list[tuple[_Row, frozenset[str]]]
"""Each entry with the names that are its own, and the names that it shared with others."""
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


def apart(rows: Sequence[_Row]) -> "Apart[_Row]":
    """The entries told apart. Of several that are one page, or versions of one entry, the newest stays."""
    single = _newest(rows, _page)
    shared = _shared(single)
    return [(_own(row, shared), shared & set(row.aliases)) for row in single]


def _page(row: Entry | Snapshot) -> object:
    """What entries that are the same agree in: the page that they are read from, else all their names and the title. Of
    those that carry a stamp the title may have changed with it (RFC 4287, 4.1.1).
    """
    if isinstance(row, Entry) and row.request is not None:
        return row.request.address
    return row.aliases if row.stamp else (row.aliases, _title(row))


def _shared(rows: Sequence[_Row]) -> frozenset[str]:
    """The names that stand on entries of different titles."""
    titles = defaultdict[str, set[str]](set)
    for row in rows:
        for alias in row.aliases:
            titles[alias].add(_title(row))
    return frozenset(alias for alias, found in titles.items() if len(found) > 1)


def _title(row: Entry | Snapshot) -> str:
    first = row.blocks[0].text if isinstance(row, Snapshot) and not row.title and row.blocks else ""
    return fold(row.title or first)


def _newest(rows: Sequence[_Row], same: Callable[[_Row], object]) -> Sequence[_Row]:
    """Of those that are the same the newest, in the list's order."""
    newest: dict[object, _Row] = {}
    for row in rows:
        key = same(row)
        if key not in newest or _moment(row) > _moment(newest[key]):
            newest[key] = row
    kept = {id(row) for row in newest.values()}
    return [row for row in rows if id(row) in kept]


def _moment(row: Entry | Snapshot) -> datetime:
    modified = row.modified_at if isinstance(row, Snapshot) else None
    return modified or row.published_at or _LONG_AGO


def _own(row: _Row, shared: frozenset[str]) -> _Row:
    """The entry under the names that are its own; where it has none, under its title."""
    if shared.isdisjoint(row.aliases):
        return row
    own = tuple(alias for alias in row.aliases if alias not in shared)
    named = own or (f"entry:{sha256(_title(row).encode('utf-8', 'replace')).hexdigest()[:24]}",)
    return replace(row, aliases=named)


def names_of(rows: Sequence[tuple[Entry | Snapshot, frozenset[str]]]) -> list[str]:
    """All names of the entries that share any."""
    return [name for row, shared in rows if shared for name in (*row.aliases, *shared)]


def first_apart(rows: "Apart[_Row]", known: Mapping[str, object]) -> set[str]:
    """First names of entries that are told apart for the first time: what they share was known as one item, and none of
    them is known by a name of its own. They are no news. `known`: those of all these names that the store has.
    """
    families = defaultdict[str, list[_Row]](list)
    for row, shared in rows:
        for alias in shared:
            families[alias].append(row)
    new = [
        row
        for alias, family in families.items()
        if alias in known and not any(name in known for member in family for name in member.aliases)
        for row in family
    ]
    return {row.aliases[0] for row in new}
