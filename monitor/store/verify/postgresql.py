"""The rows of PostgreSQL: a table at once; where that fails, its pages in halves, down to what is unreadable."""

from collections.abc import Iterator, Sequence

from sqlalchemy import ColumnElement, Table, Text, func, literal_column, select, text

from monitor.core.errors import StoreError
from monitor.store import seals
from monitor.store.database import Database
from monitor.store.tables import SEAL
from monitor.store.verify.findings import Findings, reading
from monitor.store.verify.row import Row, key_of, unreadable

_PAGES = text("SELECT pg_relation_size(CAST(:t AS regclass)) / current_setting('block_size')::int")


def check(database: Database, table: Table, found: Findings) -> Iterator[str]:
    """Name the rows whose values are not those that were written."""
    with reading(database) as connection:
        found.rows[table.name] = connection.execute(select(func.count()).select_from(table)).scalar_one()
        pages = int(connection.execute(_PAGES, {"t": table.name}).scalar_one())
    yield from (found.name(table.name, row.key, row.what) for row in _damaged(database, table, 0, pages))


def _damaged(database: Database, table: Table, first: int, end: int) -> Iterator[Row]:
    """The damaged rows of the pages from `first` up to `end`."""
    try:
        yield from _asked(database, table, _within(first, end))
    except StoreError:
        if end - first <= 1:
            yield from _one_by_one(database, table, first)
            return
        middle = (first + end) // 2
        yield from _damaged(database, table, first, middle)
        yield from _damaged(database, table, middle, end)


def _one_by_one(database: Database, table: Table, page: int) -> Iterator[Row]:
    with reading(database) as connection:
        here = select(literal_column("ctid::text", Text())).select_from(table).where(_within(page, page + 1))
        places = connection.execute(here).scalars().all()
    for place in places:
        try:
            yield from _asked(database, table, literal_column(f"ctid = '{place}'::tid"))
        except StoreError:
            yield unreadable(f"at {place}")


def _within(first: int, end: int) -> ColumnElement[bool]:
    return literal_column(f"ctid >= '({first},0)'::tid AND ctid < '({end},0)'::tid")


def _asked(database: Database, table: Table, where: ColumnElement[bool]) -> Sequence[Row]:
    kept, made = table.c[SEAL], seals.expression(table, sqlite=False)
    with reading(database) as connection:
        rows = connection.execute(select(key_of(table), kept, made).where(where, kept.is_distinct_from(made))).all()
    return [Row(*row) for row in rows]
