"""How nouns are written into columns and read back.

A version's text is compressed with the item's base version as dictionary, so that an edit of one word costs
some dozens of bytes; a base stands alone. Reading a version needs its base and nothing else.
"""

import lzma
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import msgspec

from monitor.core.model import Alert, Block, Doubt, Event, Fact, Item, Match, Request, Suspicion, Version
from monitor.core.reasons import Reason
from monitor.core.states import ItemState

_WINDOW, _QUICK = 32_768, 2
_LARGE, _THOROUGH, _LZMA = 16_000, 4, b"\xfd7zXZ"


class VersionBody(msgspec.Struct, frozen=True):
    """The part of a version that is stored as one compressed column."""

    title: str
    blocks: tuple[Block, ...]
    links: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    stamp: str | None = None
    modified_at: datetime | None = None
    language: str = ""
    partial: bool = False
    documents: tuple[str, ...] = ()


def encode(value: object) -> str:
    """JSON text of plain data or of our nouns."""
    return msgspec.json.encode(value).decode()


def body_bytes(version: Version) -> bytes:
    """A version's text as JSON, uncompressed."""
    names = VersionBody.__struct_fields__
    return msgspec.json.encode(VersionBody(**{name: getattr(version, name) for name in names}))


def pack(data: bytes, base: bytes | None = None) -> bytes:
    """Compress, with the tail of `base` as dictionary when there is one."""
    if not base:
        return zlib.compress(data, 9)
    packer = zlib.compressobj(9, zdict=base[-_WINDOW:])
    return packer.compress(data) + packer.flush()


def pack_quickly(data: bytes) -> bytes:
    """Compress what is written again soon."""
    return zlib.compress(data, _QUICK)


def pack_tightly(data: bytes) -> bytes:
    """Compress what is long and repeats itself from end to end: paths with names of hundreds of letters."""
    quick = pack_quickly(data)
    return quick if len(quick) < _LARGE else lzma.compress(data, preset=_THOROUGH)


def unpack_tight(data: bytes) -> bytes:
    return lzma.decompress(data) if data.startswith(_LZMA) else zlib.decompress(data)


def unpack(data: bytes, base: bytes | None = None) -> bytes:
    if not base:
        return zlib.decompress(data)
    unpacker = zlib.decompressobj(zdict=base[-_WINDOW:])
    return unpacker.decompress(data) + unpacker.flush()


def version(row: Mapping[Any, Any], data: bytes) -> Version:
    body = msgspec.json.decode(data, type=VersionBody)
    return Version(
        item_id=row["item_id"],
        number=row["number"],
        at=row["at"],
        fingerprint=row["fingerprint"],
        reader=row["reader"],
        **{name: getattr(body, name) for name in VersionBody.__struct_fields__},
    )


_STATES = frozenset(ItemState)
_requests = msgspec.json.Decoder(tuple[Request, ...])
_strings = msgspec.json.Decoder(tuple[str, ...])
_pairs = msgspec.json.Decoder(tuple[tuple[str, str], ...])
_facts = msgspec.json.Decoder(tuple[Fact, ...])
_matches = msgspec.json.Decoder(tuple[Match, ...])
_alert = msgspec.json.Decoder(Alert)
_reason = msgspec.json.Decoder(Reason)
_reasons = msgspec.json.Decoder(tuple[Reason, ...])
_suspicion = msgspec.json.Decoder(Suspicion)
_terms = msgspec.json.Decoder(list[str])
_sessions = msgspec.json.Decoder(dict[str, dict[str, str]])


def strings(text: str) -> tuple[str, ...]:
    return () if text == "[]" else _strings.decode(text)


def reason(text: str) -> Reason | None:
    return _reason.decode(text) if text else None


def suspicion(text: str) -> Suspicion | None:
    return _suspicion.decode(text) if text else None


def terms(text: str) -> Sequence[str] | None:
    return _terms.decode(text) if text else None


def sessions(text: str) -> Mapping[str, Mapping[str, str]]:
    return _sessions.decode(text) if text else {}


def why(text: str) -> Reason | None:
    """Why a delivery waits; one that cannot be read is named by `db verify`, and stops no alert."""
    try:
        return reason(text)
    except msgspec.MsgspecError:
        return None


def optional(value: Reason | Suspicion | None) -> str:
    """What may not be there, as its column has it."""
    return encode(value) if value is not None else ""


def _doubt(text: str) -> Doubt | None:
    times, _, since = text.partition(" ")
    try:
        return Doubt(int(times), datetime.fromisoformat(since)) if text else None
    except ValueError:
        # Damaged: it is doubted anew.
        return None


def matches(text: str) -> tuple[Match, ...]:
    return _matches.decode(text)


def requests(text: str) -> tuple[Request, ...]:
    return () if text == "[]" else _requests.decode(text)


def item(row: Mapping[Any, Any]) -> Item:
    """An item from its row."""
    values = dict(row)
    values["requests"] = requests(values["requests"])
    # A damaged one is named by `db verify`; it stops nobody who reads the others.
    values["state"] = ItemState(values["state"]) if values["state"] in _STATES else ItemState.LIVE
    values["entries"], values["doubt"] = _pairs.decode(values["entries"]), _doubt(values["doubt"])
    for name in ("topics", "maybe", "left"):
        values[name] = strings(values[name])
    return Item(**values)


def item_row(value: Item) -> dict[str, Any]:
    """An item's columns, its id left out."""
    return {
        "source": value.source,
        "key": value.key,
        "url": value.url,
        "title": value.title,
        "language": value.language,
        "state": value.state,
        "version": value.version,
        "stamp": value.stamp,
        "listed_stamp": value.listed_stamp,
        "entries": encode(value.entries),
        "baseline": value.baseline,
        "requests": encode(value.requests),
        "published_at": value.published_at,
        "first_seen": value.first_seen,
        "changed_at": value.changed_at,
        "checked_at": value.checked_at,
        "next_check_at": value.next_check_at,
        "misses": value.misses,
        "first_miss_at": value.first_miss_at,
        "topics": encode(value.topics),
        "maybe": encode(value.maybe),
        "left": encode(value.left),
        "doubt": f"{value.doubt.times} {value.doubt.since.isoformat()}" if value.doubt else "",
    }


def event(row: Mapping[Any, Any]) -> Event:
    values = dict(row)
    values["topics"], values["facts"] = strings(values["topics"]), _facts.decode(values["facts"])
    values["reasons"], values["detail"] = _reasons.decode(values["reasons"]), reason(values["detail"])
    values["also"] = strings(values["also"])
    return Event(**values)


def event_row(value: Event) -> dict[str, Any]:
    """An event's columns, its id left out."""
    return {
        "reference": value.reference,
        "at": value.at,
        "kind": value.kind,
        "source": value.source,
        "item_id": value.item_id,
        "baseline": value.baseline,
        "cls": value.cls,
        "score": value.score,
        "announced": value.announced,
        "from_version": value.from_version,
        "to_version": value.to_version,
        "topics": encode(value.topics),
        "facts": encode(value.facts),
        "reasons": encode(value.reasons),
        "detail": optional(value.detail),
        "back_to": value.back_to,
        "flapping": value.flapping,
        "also": encode(value.also),
        "held": value.held,
        "scale": value.scale,
        "former": value.former,
    }


def alert_bytes(value: Alert) -> bytes:
    return pack(msgspec.json.encode(value))


def alert(data: bytes, event_id: int) -> Alert:
    """An alert; it was composed before its event had an id."""
    made = _alert.decode(unpack(data))
    return replace(made, event=replace(made.event, id=event_id))
