"""Each row of a table against its seal."""

from collections.abc import Iterator, Sequence
from functools import reduce
from typing import NamedTuple

from sqlalchemy import ColumnElement, Integer, Table, Text, cast, func, literal_column, select

from monitor.core.errors import StoreError
from monitor.store import seals
from monitor.store.database import Database
from monitor.store.tables import SEAL
from monitor.store.verify.findings import Findings

_BATCH = 500
_FIRST = -(2**63)
_ROWID = literal_column("rowid", Integer())


class _Row(NamedTuple):
    """What names a row, its seal, and the one that its values call for."""

    key: str
    kept: str | None
    made: str


def check(database: Database, table: Table, found: Findings) -> Iterator[str]:
    """Name the rows whose values are not those that were written."""
    found.rows[table.name] = 0
    yield from (_sqlite if database.sqlite else _postgresql)(database, table, found)


def _named(table: Table, key: str, kept: object, found: Findings) -> str:
    found.named.add((table.name, key))
    if kept is None:
        return f"{table.name} {key}: something else than the monitor wrote this row"
    return f"{table.name} {key}: the row is not as it was written"


def _key(table: Table) -> ColumnElement[str]:
    """The columns that name a row, as one text."""
    first, *others = (cast(column, Text()) for column in table.primary_key)
    return reduce(lambda made, column: made.concat(" ").concat(column), others, first)


def _postgresql(database: Database, table: Table, found: Findings) -> Iterator[str]:
    kept = table.c[SEAL]
    damaged = select(_key(table), kept).where(kept.is_distinct_from(seals.expression(table, sqlite=False)))
    with database.read() as connection:
        seals.prepare(connection)
        found.rows[table.name] = connection.execute(select(func.count()).select_from(table)).scalar_one()
        rows = connection.execute(damaged).all()
    yield from (_named(table, row[0], row[1], found) for row in rows)


def _sqlite(database: Database, table: Table, found: Findings) -> Iterator[str]:
    """A batch is a transaction: nobody who writes waits for the whole search."""
    last = _FIRST
    while ids := _ids(database, table, last):
        if ids[-1] <= last:
            # In a damaged file what comes next may be what came before, for ever.
            yield f"{table.name}: the rows behind {last} are not in order"
            return
        last = ids[-1]
        found.rows[table.name] += len(ids)
        for row in _read(database, table, ids):
            if isinstance(row, str):
                yield row
            elif row.kept != row.made:
                yield _named(table, row.key, row.kept, found)


def _ids(database: Database, table: Table, last: int) -> Sequence[int]:
    with database.read() as connection:
        later = select(_ROWID).select_from(table).where(last < _ROWID).order_by(_ROWID).limit(_BATCH)
        return connection.execute(later).scalars().all()


def _read(database: Database, table: Table, ids: Sequence[int]) -> Sequence[_Row | str]:
    """The rows of these ids that are still there; where one cannot be read, why, and the others."""
    try:
        return _rows(database, table, ids[0], ids[-1])
    except StoreError:
        return [row for one in ids for row in _alone(database, table, one)]


def _alone(database: Database, table: Table, rowid: int) -> Sequence[_Row | str]:
    try:
        return _rows(database, table, rowid, rowid)
    except StoreError:
        return [f"{table.name} {rowid}: the row cannot be read"]


def _rows(database: Database, table: Table, first: int, last: int) -> Sequence[_Row]:
    made = seals.expression(table, sqlite=True)
    here = select(_key(table), table.c[SEAL], made).where(_ROWID.between(first, last)).order_by(_ROWID)
    with database.read() as connection:
        seals.prepare(connection)
        return [_Row(*row) for row in connection.execute(here)]
