"""Entries of one list that share an id or an address: what they share names none of them.

An id or a link that entries of different titles have in one list is not theirs alone, whatever the format says of it.
Held against each other they would be told as edits; taken for one another all but the first would be lost. (What an
item is over lists and time is decided elsewhere; this is one list by itself.)

An earlier version of this program, or a list that held one of them alone, knows the family as one item. It stays the
one whose title it has. The others are items of their own from now on, and no news where they were there already.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from typing import Generic, TypeVar

from monitor.core.flat import flat
from monitor.core.model import Entry, Item, Snapshot
from monitor.core.text import fold

Row = TypeVar("Row", Entry, Snapshot)
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
# Titles that have so much of their words in common may be one story's, before and after an edit.
_ALIKE = 0.5


@dataclass(frozen=True, slots=True)
class Apart(Generic[Row]):
    """The entries of a list, each once, and the names that are none because several share them."""

    rows: Sequence[Row]
    shared: frozenset[str]

    @property
    def names(self) -> list[str]:
        """All names under which the store may know those that share any, and those they would have of their own."""
        return list(_names(self.rows, self.shared))


def apart(rows: Sequence[Row]) -> Apart[Row]:
    """What the entries of a list share. Of several that are one page, or versions of one entry, the newest stays."""
    single = _newest(rows, _same)
    return Apart(single, _shared(single))


def merged(rows: Sequence[Row], known: Mapping[str, Item]) -> frozenset[str]:
    """The names of entries of different titles that the store knows as one item, each by an address of its own."""
    families = defaultdict[int, list[Row]](list)
    for row in rows:
        item = next((known[alias] for alias in row.aliases if alias in known), None)
        if item is not None:
            families[item.id].append(row)
    several = [family for family in families.values() if len(family) > 1 and _are_several(family)]
    return frozenset(flat(row.aliases for row in flat(several))) & known.keys()


def named(found: Apart[Row], known: Mapping[str, Item]) -> tuple[list[Row], set[str]]:
    """The entries under names that are theirs alone, and the first names of those that are no news. `known`: the items
    of the store by all these names.
    """
    owners = _owners(found, known)
    keeps = [found.shared.isdisjoint(row.aliases) or id(row) in owners for row in found.rows]
    rows = [row if kept else _alone(row, found, known) for row, kept in zip(found.rows, keeps, strict=True)]
    no_news = {
        new.aliases[0]
        for old, new in zip(found.rows, rows, strict=True)
        if new is not old and not any(name in known for name in new.aliases) and _was_there(old, found, known)
    }
    return rows, no_news


def _shared(rows: Sequence[Row]) -> frozenset[str]:
    """The names that stand on entries of different titles."""
    families = defaultdict[str, list[Row]](list)
    for row in rows:
        for alias in row.aliases:
            families[alias].append(row)
    return frozenset(alias for alias, family in families.items() if _are_several(family))


def _are_several(family: Sequence[Entry | Snapshot]) -> bool:
    """Whether entries of one name are several things: their titles differ. Two addresses under one id, with titles that
    are nearly one, are a story that moved while it was edited.
    """
    titles = list(dict.fromkeys(_title(row) for row in family))
    moved = len(family) == 2 and isinstance(family[0], Entry) and len(titles) == 2 and _alike(*titles)
    return len(titles) > 1 and not moved


def _alike(one: str, two: str) -> bool:
    a, b = set(one.split()), set(two.split())
    return bool(a | b) and len(a & b) / len(a | b) >= _ALIKE


def _title(row: Entry | Snapshot) -> str:
    first = row.blocks[0].text if isinstance(row, Snapshot) and not row.title and row.blocks else ""
    return fold(row.title or first)


def _same(row: Entry | Snapshot) -> object:
    """What entries that are the same agree in: the page that they lead to, else all their names and the title. Of those
    that carry a stamp the title may have changed with it (RFC 4287, 4.1.1).
    """
    if isinstance(row, Entry) and row.request is not None:
        return row.aliases[0]
    return row.aliases if row.stamp else (row.aliases, _title(row))


def _newest(rows: Sequence[Row], same: Callable[[Row], object]) -> Sequence[Row]:
    """Of those that are the same the newest, in the list's order."""
    newest: dict[object, Row] = {}
    for row in rows:
        key = same(row)
        if key not in newest or _moment(row) > _moment(newest[key]):
            newest[key] = row
    kept = {id(row) for row in newest.values()}
    return [row for row in rows if id(row) in kept]


def _moment(row: Entry | Snapshot) -> datetime:
    modified = row.modified_at if isinstance(row, Snapshot) else None
    return modified or row.published_at or _LONG_AGO


def _owners(found: Apart[Row], known: Mapping[str, Item]) -> set[int]:
    """The entries whose title is that of the item that their family is known as: they stay that item."""
    family = (row for row in found.rows if not found.shared.isdisjoint(row.aliases))
    taken: dict[int, int] = {}
    for row in family:
        for item in _items(found.shared & set(row.aliases), known):
            if fold(item.title) == _title(row):
                taken.setdefault(item.id, id(row))
    return set(taken.values())


def _alone(row: Row, found: Apart[Row], known: Mapping[str, Item]) -> Row:
    """The entry under what names it alone: a page of its own by its address; else a name of ours, made of its title,
    where its other names lead to the item that its family is known as.
    """
    family = {item.id for item in flat(_items((name,), known) for name in found.shared & set(row.aliases))}
    own = [alias for alias in row.aliases if alias not in found.shared]
    free = tuple(alias for alias in own if not any(item.id in family for item in _items((alias,), known)))
    return replace(row, aliases=free or (_own_name(row),))


def _names(rows: Iterable[Entry | Snapshot], shared: frozenset[str]) -> Iterator[str]:
    for row in rows:
        if not shared.isdisjoint(row.aliases):
            yield from (*row.aliases, _own_name(row))


def _own_name(row: Entry | Snapshot) -> str:
    return f"entry:{sha256(_title(row).encode('utf-8', 'replace')).hexdigest()[:24]}"


def _was_there(row: Row, found: Apart[Row], known: Mapping[str, Item]) -> bool:
    """Whether an entry that is told apart for the first time was in the list before: its family is known as one item
    only, and it was published before that was last looked at.
    """
    family = {i.id: i for i in flat(_items((name,), known) for name in found.shared & set(row.aliases))}
    told_apart = {item.id for item in _items(found.names, known)} - family.keys()
    if not family or told_apart:
        return False
    moments = [moment for i in family.values() if (moment := i.checked_at or i.first_seen) is not None]
    return not moments or row.published_at is None or row.published_at <= max(moments)


def _items(names: Iterable[str], known: Mapping[str, Item]) -> list[Item]:
    return [known[name] for name in names if name in known]
