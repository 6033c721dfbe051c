"""How much of one document is taken: what is beyond is left out, and that is said.

The bounds are far above what an article, a letter or a list holds. They keep what a hostile document can cost the
process that judges it: everything that leaves a reader is at most so large.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import msgspec

from monitor.core.model import Block, Page, Snapshot
from monitor.core.reasons import because

TEXT, BLOCKS, LINKS, ENTRIES, TITLE = 2_000_000, 20_000, 2_000, 5_000, 2_000
LINES, LINE_TEXT = 5_000, 500_000
_MEGABYTES = TEXT // 1_000_000
IN_PART = f"read in part: the first {_MEGABYTES} MB"
_REFERENCES, _PARTS, _LISTS = 500, 50, 400
_T = TypeVar("_T")


def bounded(page: Page) -> Page:
    """The page within the bounds, with a note on what was left out."""
    notes: list[str] = [page.note] if page.note else []
    snapshots = tuple(_snapshots(page.snapshots, notes))
    entries = _first(page.entries, ENTRIES, "entries", notes)
    follow = _first(page.follow, _LISTS, "further lists", notes)
    entries = tuple(replace(e, title=e.title[:TITLE]) if len(e.title) > TITLE else e for e in entries)
    note = "; ".join(dict.fromkeys(notes))
    return replace(page, snapshots=snapshots, entries=entries, follow=follow, note=note)


def _snapshots(found: Sequence[Snapshot], notes: list[str]) -> Iterable[Snapshot]:
    """The texts of one document, within one budget: those that no longer fit are left for another day, and said."""
    room = TEXT
    for number, snapshot in enumerate(_first(found, ENTRIES, "texts", notes)):
        size = sum(len(b.text) for b in snapshot.blocks)
        if size > room and number:
            notes.append(f"{IN_PART}, {len(found) - number} of {len(found)} texts are left out")
            return
        yield _within(snapshot, room, notes)
        room -= size


def _within(snapshot: Snapshot, room: int, notes: list[str]) -> Snapshot:
    blocks, said = tuple(_blocks(snapshot.blocks[:BLOCKS], room)), snapshot.note
    if len(blocks) < len(snapshot.blocks) or blocks[-1:] != snapshot.blocks[-1:]:
        fits = len(snapshot.blocks) <= BLOCKS
        said = because("read_megabytes", n=_MEGABYTES) if fits else because("read_paragraphs", n=BLOCKS)
        notes.append(IN_PART if fits else f"read in part: the first {BLOCKS} paragraphs")
    return replace(
        snapshot,
        title=snapshot.title[:TITLE],
        blocks=blocks,
        links=snapshot.links[:LINKS],
        related=snapshot.related[:LINKS],
        references=snapshot.references[:_REFERENCES],
        parts=snapshot.parts[:_PARTS],
        note=said,
        lines=snapshot.lines if _is_small(snapshot) else (),
    )


def _is_small(snapshot: Snapshot) -> bool:
    """Whether all lines of a page can be remembered; a larger one is compared by its text alone."""
    return len(snapshot.lines) <= LINES and sum(len(line.text) for line in snapshot.lines) <= LINE_TEXT


def _blocks(blocks: Iterable[Block], room: int) -> Iterable[Block]:
    for block in blocks:
        if len(block.text) > room:
            if room:
                yield replace(block, text=block.text[:room])
            return
        yield block
        room -= len(block.text)


def _first(found: tuple[_T, ...] | Sequence[_T], most: int, what: str, notes: list[str]) -> tuple[_T, ...]:
    if len(found) > most:
        notes.append(f"{len(found) - most} of {len(found)} {what} are left out")
    return tuple(found[:most])


def mended(page: Page) -> Page:
    """The page with a question mark for each half of a character, which no text can carry."""
    return msgspec.convert(_mended(msgspec.to_builtins(page)), Page)


def _mended(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, list | tuple):
        return [_mended(part) for part in value]
    if isinstance(value, dict):
        return {name: _mended(part) for name, part in value.items()}
    return value
