"""Each row of a table against its seal."""

from collections.abc import Iterator, Sequence

from sqlalchemy import Integer, LargeBinary, Table, literal_column, select

from monitor.core.errors import StoreError
from monitor.core.flat import flat
from monitor.store import seals
from monitor.store.database import Database
from monitor.store.tables import SEAL
from monitor.store.verify import postgresql
from monitor.store.verify.findings import Findings, reading
from monitor.store.verify.row import Row, key_of, unreadable

_BATCH, _LARGE = 500, 20
_FIRST = -(2**63)
_ROWID = literal_column("rowid", Integer())


def check(database: Database, table: Table, found: Findings) -> Iterator[str]:
    """Name the rows whose values are not those that were written."""
    found.rows[table.name] = 0
    yield from (_sqlite if database.sqlite else postgresql.check)(database, table, found)


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
            if row.kept != row.made:
                yield found.name(table.name, row.key, row.what)


def _ids(database: Database, table: Table, last: int) -> Sequence[int]:
    with reading(database) as connection:
        later = select(_ROWID).select_from(table).where(last < _ROWID).order_by(_ROWID).limit(_batch(table))
        return connection.execute(later).scalars().all()


def _batch(table: Table) -> int:
    """Rows of raw documents may be of twenty megabytes each."""
    return _LARGE if any(isinstance(column.type, LargeBinary) for column in table.c) else _BATCH


def _read(database: Database, table: Table, ids: Sequence[int]) -> Sequence[Row]:
    """The rows of these ids that are still there; where one cannot be read, that, and the others."""
    try:
        return _rows(database, table, ids[0], ids[-1])
    except StoreError:
        return list(flat(_alone(database, table, one) for one in ids))


def _alone(database: Database, table: Table, rowid: int) -> Sequence[Row]:
    try:
        return _rows(database, table, rowid, rowid)
    except StoreError:
        return [unreadable(str(rowid))]


def _rows(database: Database, table: Table, first: int, last: int) -> Sequence[Row]:
    made = seals.expression(table, sqlite=True)
    here = select(key_of(table), table.c[SEAL], made).where(_ROWID.between(first, last)).order_by(_ROWID)
    with reading(database) as connection:
        return [Row(*row) for row in connection.execute(here)]
