"""What addresses answered, look by look: looks that found the same share a row, which is closed at a gap.

That nothing was modified (304) is the same as the whole with the same bytes: each look says which it was. Validators
are those of the newest look: many sites give another with every answer.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import cache
from typing import Any

from sqlalchemy import Connection, LargeBinary, and_, bindparam, cast, func, or_, select, update

from monitor.core.model import Item, Look, LookCount, Observation
from monitor.core.ports import Notes
from monitor.store.database import Database, insert_of
from monitor.store.moments import packed, unpacked
from monitor.store.tables import look_counts, observations
from monitor.store.writing import address_key

# A row that grew for ever would be written anew, and sealed anew, with every look.
_MOST_LOOKS = 250
_OPEN, _WHOLE, _NOT_MODIFIED = 1, 200, 304
_O = observations.c
_COUNTED = ("looks", "seconds", "edits", "others")
_SAME = ("status", "sha256")
# What a look cannot join: another answer, one that is too long ago, or a row that is long enough.
_CLOSE = (
    update(observations)
    .where(
        _O.source == bindparam("s"),
        _O.address == bindparam("a"),
        _O.open == _OPEN,
        or_(
            *(_O[name] != bindparam(f"_{name}") for name in _SAME),
            _O.last_at < bindparam("since"),
            _O.looks >= _MOST_LOOKS,
        ),
    )
    .values(open=None)
)


def put_looks(database: Database, connection: Connection, looks: Sequence[Look]) -> None:
    """Note looks, in order: each joins the row of its like, or begins one."""
    for some in _apart(looks):
        _put(database, connection, some)


def _apart(looks: Sequence[Look]) -> Iterator[list[Look]]:
    """The looks, so that none has two at one address: the second joins, or ends, what the first began."""
    known, some = set[tuple[str, str]](), list[Look]()
    for look in looks:
        if (place := (look.source, look.address)) in known:
            yield some
            known, some = set(), []
        known.add(place)
        some.append(look)
    if some:
        yield some


def _put(database: Database, connection: Connection, looks: Sequence[Look]) -> None:
    # In one order, whoever writes: two that wait for each other's rows would both wait for ever.
    looks = sorted(looks, key=lambda look: (look.source, look.address))
    connection.execute(_CLOSE, [_closing(look) for look in looks])
    connection.execute(_joining(sqlite=database.sqlite), [_row(look) for look in looks])


@cache
def _joining(*, sqlite: bool) -> Any:
    """The statement by which a look joins its row, or begins one."""
    statement = insert_of(observations, sqlite=sqlite)
    new = statement.excluded
    joined = {
        "etag": new.etag,
        "last_modified": new.last_modified,
        "item_id": func.coalesce(new.item_id, _O.item_id),
        "last_at": new.last_at,
        "last_run": new.last_run,
        "looks": _O.looks + 1,
        # SQLite makes a text of two blobs that are joined.
        "moments": cast(_O.moments.op("||")(new.moments), LargeBinary),
    }
    return statement.on_conflict_do_update(index_elements=["source", "address", "open"], set_=joined)


@cache
def _adding(*, sqlite: bool) -> Any:
    """The statement by which looks are added to those that were counted."""
    statement = insert_of(look_counts, sqlite=sqlite)
    more = {name: look_counts.c[name] + statement.excluded[name] for name in _COUNTED}
    return statement.on_conflict_do_update(index_elements=["source", "age"], set_=more)


def _closing(look: Look) -> dict[str, Any]:
    since = look.at - timedelta(seconds=look.within)
    same = {f"_{name}": value for name, value in _found(look).items()}
    return {"s": look.source, "a": address_key(look.address), "since": since, **same}


def _found(look: Look) -> dict[str, Any]:
    """What makes two looks find the same."""
    found = {name: getattr(look, name) for name in _SAME}
    return {**found, "status": _WHOLE if look.status == _NOT_MODIFIED else look.status}


def _row(look: Look) -> dict[str, Any]:
    return {
        "source": look.source,
        "address": address_key(look.address),
        "open": _OPEN,
        **_found(look),
        "item_id": look.item_id,
        "etag": look.etag,
        "last_modified": look.last_modified,
        "first_at": look.at,
        "last_at": look.at,
        "first_run": look.run,
        "last_run": look.run,
        "looks": 1,
        "moments": packed(look.at, not_modified=look.status == _NOT_MODIFIED),
    }


def observed(connection: Connection, item: Item) -> list[Observation]:
    """What was seen of an item, at all addresses that it had, in the order in which it began; of one whose text stands
    in a list, what was seen of its source's lists.
    """
    asked = or_(_O.item_id == item.id, _O.address.in_([address_key(request.address) for request in item.requests]))
    here = and_(_O.source == item.source, asked if item.requests else _O.item_id.is_(None))
    rows = connection.execute(select(observations).where(here).order_by(_O.id)).all()
    return [
        Observation(row.address, row.status, row.etag, row.last_modified, row.sha256, row.first_at, row.last_at,
                    row.first_run, row.last_run, tuple(unpacked(row.moments)))
        for row in rows
    ]  # fmt: skip


def put_notes(database: Database, connection: Connection, source: str, notes: Notes) -> None:
    """Keep what a run saw until now."""
    put_looks(database, connection, notes.looks)
    put_counts(database, connection, source, notes.counts)


def put_counts(database: Database, connection: Connection, source: str, counts: Sequence[LookCount]) -> None:
    """Add looks at items of a source to those that were counted before."""
    if counts:
        rows = [{"source": source, "age": c.age, **{name: getattr(c, name) for name in _COUNTED}} for c in counts]
        connection.execute(_adding(sqlite=database.sqlite), rows)
