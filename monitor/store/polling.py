"""What a poll reads and writes. Every method is one transaction; a kill between two of them loses nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import Connection, and_, bindparam, case, delete, func, insert, select, true, update
from sqlalchemy.exc import IntegrityError

from monitor.core.errors import Conflict
from monitor.core.flat import flat
from monitor.core.identity import path_alias
from monitor.core.model import Document, Item, Match, Version
from monitor.core.ports import NO_NOTES, Answer, Checked, Kept, Notes, Recording, Validator
from monitor.core.text import normalise_link
from monitor.store import codec
from monitor.store.database import insert_of
from monitor.store.hosts import HostStore
from monitor.store.observations import put_notes
from monitor.store.runs import RunStore
from monitor.store.tables import (
    addresses,
    aliases,
    deliveries,
    documents,
    events,
    item_files,
    item_matches,
    item_references,
    item_texts,
    items,
    look_counts,
    observations,
    poll_runs,
    sources,
    templates,
)
from monitor.store.templates import TemplateStore, put_page, put_template
from monitor.store.texts import LATEST, TEXTS, put_reading, put_version, texts_alike, version_of
from monitor.store.unreadable import UnreadableStore
from monitor.store.writing import (
    ITEM,
    ONCE_CUT,
    address_key,
    alias_keys,
    if_new,
    put_answers,
    put_documents,
    put_drafts,
    put_validators,
    validators_of,
)

_BATCH, _TWINS = 500, 5
_CHECKED = (
    update(items)
    .where(items.c.id == bindparam("i"))
    .values(checked_at=bindparam("at"), next_check_at=bindparam("next"), misses=0, first_miss_at=None, doubt="")
)


# Statements that run for every item are built once: to build one costs more than to run it.
_BECOME = (
    update(items)
    .where(items.c.id == bindparam("i"), items.c.version == bindparam("was"))
    .values({column: bindparam(f"_{column.key}") for column in items.c if column.key not in ("id", "seal")})
)
_ADD = insert(items).returning(items.c.id)
_UNMATCH, _MATCH = delete(item_matches).where(item_matches.c.item_id == bindparam("i")), insert(item_matches)
_NAMED = (
    select(aliases.c.alias, *ITEM)
    .join(items, items.c.id == aliases.c.item_id)
    .where(aliases.c.source == bindparam("s"), aliases.c.alias.in_(bindparam("names", expanding=True)))
)
_DUE_ORDER = (case((items.c.version > 0, 1), else_=0), items.c.next_check_at, items.c.id)


@cache
def _searchable(*, sqlite: bool) -> Any:
    statement = insert_of(item_texts, sqlite=sqlite)
    return statement.on_conflict_do_update(index_elements=["item_id"], set_={"text": statement.excluded.text})


def _found(alias: str, known: Mapping[str, Item]) -> Item | None:
    """The item of an alias. One that is found by a cut alias may be another's that begins alike."""
    if (item := known.get(address_key(alias))) is not None:
        return item
    item = next((known[key] for key in alias_keys(alias) if key in known), None)
    if item is None or len(alias) <= ONCE_CUT or alias == item.key:
        return item
    return item if normalise_link(item.url).endswith(alias.partition(":")[2]) else None


class PollStore(RunStore, HostStore, UnreadableStore, TemplateStore):
    """The store as the pipeline of polling uses it."""

    # --- addresses and documents -------------------------------------------------------------------

    def validators(self, source: str, asked: Sequence[str]) -> Mapping[str, Validator]:
        """What is known of each address that was ever answered."""
        with self._db.read() as connection:
            return validators_of(connection, source, asked)

    def save_answers(self, source: str, answers: Sequence[Answer], notes: Notes = NO_NOTES) -> None:
        with self._db.write() as connection:
            put_answers(self._db, connection, source, answers)
            put_notes(self._db, connection, source, notes)

    def keep(self, found: Sequence[Document]) -> None:
        with self._db.write() as connection:
            put_documents(self._db, connection, found)

    def document(self, sha256: str) -> Kept | None:
        asked = select(documents.c.body, documents.c.content_type).where(documents.c.sha256 == sha256)
        with self._db.read() as connection:
            row = connection.execute(asked).first()
            return Kept(codec.unpack(row[0]), row[1]) if row else None

    # --- items -------------------------------------------------------------------------------------

    def find_items(self, source: str, asked: Sequence[str]) -> Mapping[str, Item]:
        """alias -> item, for those of the aliases that are known."""
        known = self._by_key(source, list(dict.fromkeys(flat(alias_keys(alias) for alias in asked))))
        return {alias: item for alias in asked if (item := _found(alias, known)) is not None}

    def _by_key(self, source: str, keys: Sequence[str]) -> dict[str, Item]:
        found: dict[str, Item] = {}
        with self._db.read() as connection:
            for start in range(0, len(keys), _BATCH):
                asked = {"s": source, "names": keys[start : start + _BATCH]}
                for row in connection.execute(_NAMED, asked).mappings().all():
                    values = dict(row)
                    alias = values.pop("alias")
                    found[alias] = codec.item(values)
        return found

    def list_entries(
        self,
        source: str,
        listed: Sequence[tuple[Item, Sequence[str]]],
        answers: Sequence[Answer],
        notes: Notes = NO_NOTES,
    ) -> None:
        """Keep what lists said: new items (id 0), changed entries, and the lists' own validators, at once.

        Only then may a list be answered 304: nothing that it named can be forgotten.
        """
        with self._db.write() as connection:
            for item, names in listed:
                item_id = item.id or self._add(connection, item)
                if item.id:
                    values = {
                        "entries": codec.encode(item.entries),
                        "listed_stamp": item.listed_stamp,
                        "next_check_at": item.next_check_at,
                        "requests": codec.encode(item.requests),
                    }
                    connection.execute(update(items).where(items.c.id == item.id).values(values))
                self._name(connection, source, item_id, names)
            put_answers(self._db, connection, source, answers)
            put_notes(self._db, connection, source, notes)

    def _add(self, connection: Connection, item: Item) -> int:
        return int(connection.execute(_ADD, codec.item_row(item)).scalar_one())

    def _name(self, connection: Connection, source: str, item_id: int, names: Sequence[str]) -> None:
        rows = [{"source": source, "alias": address_key(name), "item_id": item_id} for name in names]
        if rows:
            connection.execute(if_new(aliases, sqlite=self._db.sqlite), rows)

    def due_ids(self, source: str, now: datetime, *, everything: bool) -> Sequence[int]:
        """The items whose look is due: those never read first, then those that have been due longest. With `everything`
        all items, in the order in which they were found.
        """
        where = true() if everything else items.c.next_check_at <= now
        order = (items.c.id,) if everything else _DUE_ORDER
        with self._db.read() as connection:
            return (
                connection.execute(select(items.c.id).where(items.c.source == source, where).order_by(*order))
                .scalars()
                .all()
            )

    def items(self, ids: Sequence[int]) -> Sequence[Item]:
        """The items of these ids that are still there, in that order."""
        with self._db.read() as connection:
            rows = connection.execute(select(*ITEM).where(items.c.id.in_(ids))).mappings().all()
        found = {row["id"]: codec.item(row) for row in rows}
        return [found[i] for i in ids if i in found]

    def item(self, item_id: int) -> Item:
        with self._db.read() as connection:
            row = connection.execute(select(*ITEM).where(items.c.id == item_id)).mappings().one()
            return codec.item(row)

    def latest(self, item_id: int) -> Version | None:
        with self._db.read() as connection:
            row = connection.execute(LATEST, {"i": item_id}).mappings().first()
            return version_of(connection, row) if row else None

    def version(self, item_id: int, number: int) -> Version | None:
        with self._db.read() as connection:
            asked = select(TEXTS).where(TEXTS.c.item_id == item_id, TEXTS.c.number == number)
            row = connection.execute(asked).mappings().first()
            return version_of(connection, row) if row else None

    def same_text(self, source: str, fingerprint: str, but: int) -> Sequence[Item]:
        """Items of the source, other than `but`, whose newest version has this fingerprint; a few."""
        found = texts_alike(fingerprint).subquery()
        newest = and_(found.c.item_id == items.c.id, found.c.number == items.c.version)
        where = and_(items.c.source == source, items.c.id != but)
        with self._db.read() as connection:
            statement = select(*ITEM).join(found, newest).where(where).order_by(items.c.id).limit(_TWINS)
            return [codec.item(row) for row in connection.execute(statement).mappings()]

    def version_like(self, item_id: int, fingerprint: str) -> int | None:
        """The number of the newest version with this fingerprint."""
        with self._db.read() as connection:
            where = and_(TEXTS.c.item_id == item_id, TEXTS.c.fingerprint == fingerprint)
            number = connection.execute(select(func.max(TEXTS.c.number)).where(where)).scalar()
            return int(number) if number is not None else None

    def flips(self, item_id: int, since: datetime) -> int:
        """How often since then the item's text went back to what it had been before."""
        where = and_(events.c.item_id == item_id, events.c.at >= since, events.c.back_to.is_not(None))
        with self._db.read() as connection:
            return int(connection.execute(select(func.count()).select_from(events).where(where)).scalar_one())

    # --- what was decided --------------------------------------------------------------------------

    def record(self, recording: Recording) -> tuple[int, ...]:
        """One item's version, events, alerts and deliveries, or none of them. The events' ids.

        Raises `Conflict` when the item is not at the expected version any more.
        """
        item = recording.item
        try:
            with self._db.write() as connection:
                self._put_documents(connection, [recording])
                return self._record(connection, recording)
        except IntegrityError as error:
            raise Conflict(f"item {item.id} of {item.source} was changed by another poll") from error

    def record_look(
        self, source: str, recordings: Sequence[Recording], template: bytes, now: datetime, notes: Notes = NO_NOTES
    ) -> list[tuple[int, ...] | None]:
        """All items of one look, and what was learnt from them, or none of it. The ids of each item's events; None for
        one that another poll changed meanwhile.
        """
        # What other sources may write as well is taken in one order by all: two looks never wait for each other.
        order = sorted(range(len(recordings)), key=lambda n: path_alias(recordings[n].item.url))
        with self._db.write() as connection:
            self._put_documents(connection, recordings)
            put_template(self._db, connection, source, template, now)
            put_notes(self._db, connection, source, notes)
            found = {n: self._one_of(connection, recordings[n]) for n in order}
        return [found[n] for n in range(len(recordings))]

    def _put_documents(self, connection: Connection, recordings: Sequence[Recording]) -> None:
        answers = (answer for answer in flat(recording.answers for recording in recordings) if not answer.not_modified)
        put_documents(self._db, connection, [answer.document for answer in answers if answer.document])

    def _one_of(self, connection: Connection, recording: Recording) -> tuple[int, ...] | None:
        try:
            with connection.begin_nested():
                return self._record(connection, recording)
        except (Conflict, IntegrityError):
            return None

    def _record(self, connection: Connection, recording: Recording) -> tuple[int, ...]:
        item = recording.item
        row = {f"_{name}": value for name, value in codec.item_row(item).items()}
        if connection.execute(_BECOME, {**row, "i": item.id, "was": recording.expected}).rowcount != 1:
            raise Conflict(f"item {item.id} of {item.source} was changed by another poll")
        self._record_text(connection, recording)
        put_validators(self._db, connection, item.source, recording.answers)
        put_notes(self._db, connection, item.source, recording.notes)
        at = max((d.event.at for d in recording.drafts), default=None)
        return put_drafts(connection, recording.drafts, at) if at else ()

    def _record_text(self, connection: Connection, recording: Recording) -> None:
        item = recording.item
        if recording.absorbs is not None:
            connection.execute(update(aliases).where(aliases.c.item_id == recording.absorbs).values(item_id=item.id))
            seen = update(observations).where(observations.c.item_id == recording.absorbs)
            connection.execute(seen.values(item_id=item.id))
            connection.execute(delete(items).where(items.c.id == recording.absorbs))
        if recording.restated is not None and item.checked_at is not None:
            put_reading(connection, recording.restated, item.checked_at)
        if recording.version is not None:
            put_version(connection, recording.version)
        if recording.page is not None and item.checked_at is not None:
            put_page(self._db, connection, item.id, recording.page, item.checked_at)
        self._name(connection, item.source, item.id, recording.aliases)
        if recording.references:
            rows = [{"item_id": item.id, "reference": reference} for reference in recording.references]
            connection.execute(if_new(item_references, sqlite=self._db.sqlite), rows)
        if recording.files:
            rows = [{"item_id": item.id, "name": name} for name in recording.files]
            connection.execute(if_new(item_files, sqlite=self._db.sqlite), rows)
        if recording.search_text is not None:
            row = {"item_id": item.id, "text": recording.search_text}
            connection.execute(_searchable(sqlite=self._db.sqlite), row)
        if recording.matches is not None:
            self._put_matches(connection, item.id, recording.matches)

    def _put_matches(self, connection: Connection, item_id: int, found: Sequence[Match]) -> None:
        connection.execute(_UNMATCH, {"i": item_id})
        if found:
            connection.execute(_MATCH, {"item_id": item_id, "body": codec.encode(found)})

    def put_reading(self, version: Version, now: datetime, documents: Sequence[Document] = ()) -> None:
        """Put what a newer reader read beside what an older one did, under the same number, with the documents that it
        names. Raises `Conflict` when the item went into another meanwhile.
        """
        try:
            with self._db.write() as connection:
                put_documents(self._db, connection, documents)
                put_reading(connection, version, now)
        except IntegrityError as error:
            raise Conflict(f"item {version.item_id} was changed by another poll") from error

    def checked(self, source: str, rows: Sequence[Checked], answers: Sequence[Answer], notes: Notes = NO_NOTES) -> None:
        """Note that items were looked at and stood as they were; and what addresses answered."""
        if not rows and not answers and not notes.looks:
            return
        values = [{"i": r.item_id, "at": r.at, "next": r.next_at} for r in rows]
        with self._db.write() as connection:
            if values:
                connection.execute(_CHECKED, values)
            put_answers(self._db, connection, source, answers)
            put_notes(self._db, connection, source, notes)

    def postpone(self, ids: Sequence[int], until: datetime) -> None:
        """Look at items later; nothing was learnt of them."""
        with self._db.write() as connection:
            connection.execute(update(items).where(items.c.id.in_(ids)).values(next_check_at=until))

    # --- after the configuration changed -------------------------------------------------------------

    def archived(self, source: str, *, after: int, limit: int) -> Sequence[tuple[Item, Version]]:
        """Items that were read, with their newest version, by id, `limit` at a time behind the id `after`."""
        here = and_(TEXTS.c.item_id == items.c.id, TEXTS.c.number == items.c.version)
        columns = [c.label(f"version_{c.name}") for c in TEXTS.c]
        mine = and_(items.c.source == source, items.c.id > after, items.c.version > 0)
        # The page first: joined with all that is left, each page would cost as much as the whole.
        page = select(items.c.id).where(mine).order_by(items.c.id).limit(limit)
        with self._db.read() as connection:
            ids = connection.execute(page).scalars().all()
            statement = select(*ITEM, *columns).join(TEXTS, here).where(items.c.id.in_(ids)).order_by(items.c.id)
            rows = connection.execute(statement).mappings().all()
            return [self._archived(connection, row) for row in rows]

    def _archived(self, connection: Connection, row: Mapping[Any, Any]) -> tuple[Item, Version]:
        item = codec.item({f.name: row[f.name] for f in fields(Item)})
        return item, version_of(connection, {c.name: row[f"version_{c.name}"] for c in TEXTS.c})

    def remark(self, item: Item, matches: Sequence[Match]) -> None:
        """Keep the topics that an item is on under a changed configuration, and why; tells nobody."""
        values = {
            "topics": codec.encode(item.topics),
            "maybe": codec.encode(item.maybe),
            "left": codec.encode(item.left),
            "next_check_at": item.next_check_at,
        }
        with self._db.write() as connection:
            connection.execute(update(items).where(items.c.id == item.id).values(values))
            self._put_matches(connection, item.id, matches)

    def rename_source(self, old: str, new: str) -> None:
        """A source's file was renamed: its items, runs and state follow."""
        with self._db.write() as connection:
            if connection.execute(select(sources.c.name).where(sources.c.name == new)).first():
                return
            for table in (items, aliases, addresses, poll_runs, observations, look_counts, templates):
                connection.execute(update(table).where(table.c.source == old).values(source=new))
            connection.execute(update(deliveries).where(deliveries.c.held_for == old).values(held_for=new))
            connection.execute(update(sources).where(sources.c.name == old).values(name=new))
