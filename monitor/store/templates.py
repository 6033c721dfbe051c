"""What is remembered of a source's pages: the lines of each, and what they have in common."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, delete, func, select, update

from monitor.core.ports import PageKept, TemplateKept
from monitor.store import codec
from monitor.store.database import Database
from monitor.store.tables import items, observations, page_lines, poll_runs, templates

_BATCH = 500


def put_template(database: Database, connection: Connection, source: str, body: bytes, at: datetime) -> None:
    """Keep a template; what the desk said of its places stays."""
    row = {"source": source, "at": at, "body": codec.pack_tightly(body), "pin": "[]", "mute": "[]"}
    statement = database.insert(templates)
    new = {name: statement.excluded[name] for name in ("at", "body")}
    connection.execute(statement.on_conflict_do_update(index_elements=["source"], set_=new), row)


def put_page(database: Database, connection: Connection, item: int, page: PageKept, at: datetime) -> None:
    """Remember a page; one without a body is forgotten, and is read anew from its documents."""
    if not page.body:
        connection.execute(delete(page_lines).where(page_lines.c.item_id == item))
        return
    row = {"item_id": item, "reader": page.reader, "at": at, "body": codec.pack_quickly(page.body)}
    statement = database.insert(page_lines)
    new = {name: statement.excluded[name] for name in ("reader", "at", "body")}
    connection.execute(statement.on_conflict_do_update(index_elements=["item_id"], set_=new), row)


class TemplateStore:
    """The templates as polling and the desk use them."""

    def __init__(self, database: Database) -> None:
        self._db = database

    def template(self, source: str) -> TemplateKept:
        """What is kept of a source's pages, and how often they were looked at since."""
        lines = select(func.count()).select_from(page_lines.join(items)).where(items.c.source == source)
        with self._db.read() as connection:
            pages = int(connection.execute(lines).scalar_one())
            row = connection.execute(select(templates).where(templates.c.source == source)).first()
            if row is None:
                return TemplateKept(pages=pages)
            since = and_(poll_runs.c.source == source, poll_runs.c.started_at > row.at)
            checked = connection.execute(select(func.sum(poll_runs.c.checked)).where(since)).scalar()
        pin, mute = codec.strings(row.pin), codec.strings(row.mute)
        return TemplateKept(codec.unpack_tight(row.body) or None, pages, int(checked or 0), pin, mute, len(row.body))

    def page_lines(self, source: str, ids: Collection[int] | None, now: datetime) -> Mapping[int, PageKept]:
        """What is remembered of pages: of these items, or of all that the source has."""
        found: dict[int, PageKept] = {}
        with self._db.read() as connection:
            chosen = list(ids) if ids is not None else self._all(connection, source)
            for start in range(0, len(chosen), _BATCH):
                found |= self._pages(connection, chosen[start : start + _BATCH], now)
        return found

    def _all(self, connection: Connection, source: str) -> list[int]:
        asked = select(page_lines.c.item_id).join(items).where(items.c.source == source)
        return [int(row[0]) for row in connection.execute(asked.order_by(page_lines.c.item_id))]

    def _pages(self, connection: Connection, ids: Collection[int], now: datetime) -> dict[int, PageKept]:
        rows = connection.execute(select(page_lines).where(page_lines.c.item_id.in_(ids))).all()
        looks = self._looks(connection, ids, now)
        return {row.item_id: PageKept(row.reader, codec.unpack(row.body), looks.get(row.item_id, 0)) for row in rows}

    def _looks(self, connection: Connection, ids: Collection[int], now: datetime) -> dict[int, int]:
        """How often the pages were looked at after the look that their lines are from, before now: as often as an
        answer of that look, or a later one, was seen. Their files may have answered the same for long.
        """
        o = observations.c
        since = and_(o.item_id == page_lines.c.item_id, o.first_at >= page_lines.c.at, o.first_at < now)
        asked: Any = select(o.item_id, func.max(o.looks)).select_from(observations.join(page_lines, since))
        rows = connection.execute(asked.where(o.item_id.in_(ids)).group_by(o.item_id)).all()
        return {int(item): max(0, int(looks) - 1) for item, looks in rows}

    def save_template(self, source: str, template: bytes, pages: Mapping[int, PageKept], now: datetime) -> None:
        """Keep what was learnt where no item changed."""
        with self._db.write() as connection:
            put_template(self._db, connection, source, template, now)
            for item, page in pages.items():
                put_page(self._db, connection, item, page, now)

    def say_of_places(self, source: str, *, pin: tuple[str, ...], mute: tuple[str, ...], now: datetime) -> None:
        """What the desk says of places: the whole of it."""
        said = {"pin": codec.encode(pin), "mute": codec.encode(mute)}
        with self._db.write() as connection:
            mine = update(templates).where(templates.c.source == source).values(said)
            if connection.execute(mine).rowcount == 0:
                row = {"source": source, "at": now, "body": codec.pack_tightly(b""), **said}
                connection.execute(self._db.insert(templates), row)
