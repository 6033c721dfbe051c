"""Pages that cannot be read: each is its own trouble, kept until it is read again."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, exists, func, or_, select, update

from monitor.core.ports import Unreadable
from monitor.core.states import LIVE
from monitor.store.database import Database
from monitor.store.tables import items, unreadable

_MARKED = exists().where(unreadable.c.item_id == items.c.id)
_HERE = unreadable.c.item_id == items.c.id


class UnreadableStore:
    """The store as a poll notes what it could not read."""

    _db: Database

    def unreadable(self, source: str) -> Mapping[int, Unreadable]:
        """The pages of a source that cannot be read, by their item."""
        found = select(items.c.id, items.c.url, unreadable.c.since, unreadable.c.why, unreadable.c.told)
        with self._db.read() as connection:
            rows = connection.execute(found.join(unreadable, _HERE).where(items.c.source == source)).all()
            return {int(row[0]): Unreadable(*row) for row in rows}

    def unreadable_pages(self) -> Mapping[str, list[dict[str, Any]]]:
        """By source the pages that cannot be read, those first that could not for longest."""
        found = select(items.c.source, items.c.id, items.c.url, unreadable.c.since, unreadable.c.why)
        pages = defaultdict[str, list[dict[str, Any]]](list)
        with self._db.read() as connection:
            for row in connection.execute(found.join(unreadable, _HERE).order_by(unreadable.c.since, items.c.id)):
                pages[row.source].append({"item": row.id, "url": row.url, "since_at": row.since, "why": row.why})
        return pages

    def note_unreadable(self, found: Sequence[tuple[Unreadable, datetime]], again: Collection[int]) -> None:
        """Keep what could not be read, each with the moment of its next look, and forget what was read again."""
        with self._db.write() as connection:
            connection.execute(delete(unreadable).where(unreadable.c.item_id.in_(again)))
            asked = select(items.c.id).where(items.c.id.in_([page.item_id for page, _ in found]))
            # One that was found to be another item meanwhile is there no more.
            there = set(connection.execute(asked).scalars())
            for page, following in (one for one in found if one[0].item_id in there):
                row = {"item_id": page.item_id, "since": page.since, "why": page.why, "told": page.told}
                statement = self._db.insert(unreadable).values(row)
                connection.execute(statement.on_conflict_do_update(index_elements=["item_id"], set_={"why": page.why}))
                connection.execute(update(items).where(items.c.id == page.item_id).values(next_check_at=following))

    def reading(self, source: str) -> tuple[int, int]:
        """How many items of a source can be read; and how many pages could not, each since the last that could."""
        mine = items.c.source == source
        good = and_(mine, items.c.version > 0, items.c.state == LIVE, items.c.misses == 0, ~_MARKED)
        bad = select(func.count()).select_from(items).join(unreadable, _HERE).where(mine)
        with self._db.read() as connection:
            count, last = connection.execute(select(func.count(), func.max(items.c.checked_at)).where(good)).one()
            since = connection.execute(bad if last is None else bad.where(unreadable.c.since > last)).scalar_one()
            return int(count), int(since)

    def never_read(self, source: str) -> int:
        """How many items of a source have been missed and never read."""
        where = and_(items.c.source == source, items.c.version == 0, or_(items.c.misses > 0, _MARKED))
        with self._db.read() as connection:
            return int(connection.execute(select(func.count()).select_from(items).where(where)).scalar_one())
