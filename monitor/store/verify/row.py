"""A row as `db verify` sees it."""

from functools import reduce
from typing import NamedTuple

from sqlalchemy import ColumnElement, Table, Text, cast

_UNREADABLE = "unreadable"


class Row(NamedTuple):
    """What names a row, its seal, and the one that its values call for."""

    key: str
    kept: str | None
    made: str

    @property
    def what(self) -> str:
        """What is wrong with a row whose seals differ."""
        if self.made == _UNREADABLE:
            return "the row cannot be read"
        if self.kept is None:
            return "something else than the monitor wrote this row"
        return "the row is not as it was written"


def unreadable(key: str) -> Row:
    return Row(key, "", _UNREADABLE)


def key_of(table: Table) -> ColumnElement[str]:
    """The columns that name a row, as one text."""
    first, *others = (cast(column, Text()) for column in table.primary_key)
    return reduce(lambda made, column: made.concat(" ").concat(column), others, first)
