"""What is taken of one document and judged of one change: bounded, and said."""

import time

import pytest

from monitor.core.errors import FetchError
from monitor.core.model import Block, Document, Entry, Page, Request, Snapshot
from monitor.core.settings import Source
from monitor.edits.compare import Text, compare
from monitor.edits.portion import JUDGED_IN_PART, portion
from monitor.render.language import ENGLISH
from monitor.render.views import sentences
from monitor.sources import reader as module
from monitor.sources.bounds import BLOCKS, ENTRIES, TEXT, bounded, mended
from monitor.sources.lane import Lane, NotFree
from monitor.sources.reader import Readers
from monitor.topics.prepared import is_matched_whole, prepare_blocks
from tests.test_reading import NOW


def _snapshot(*texts: str) -> Snapshot:
    return Snapshot(("path:/a",), "http://x/a", "t", tuple(Block("paragraph", t) for t in texts), "r")


def _text(*texts: str) -> Text:
    return Text("Title", tuple(Block("paragraph", t) for t in texts))


def test_a_page_within_the_bounds_is_left_as_it_is() -> None:
    """Nothing is said of it."""
    page = Page(snapshots=(_snapshot("a", "b"),), note="as before")
    assert bounded(page) == page


def test_what_is_beyond_is_left_out_and_said() -> None:
    """Text, paragraphs, entries and further texts."""
    long = bounded(Page(snapshots=(_snapshot("x" * (TEXT + 5)),)))
    assert len(long.snapshots[0].blocks[0].text) == TEXT
    assert ENGLISH.say(long.snapshots[0].note or "") == long.note == "read in part: the first 2 MB"
    many = bounded(Page(snapshots=(_snapshot(*["p"] * (BLOCKS + 1)),)))
    assert len(many.snapshots[0].blocks) == BLOCKS
    entries = bounded(Page(tuple(Entry((f"path:/{n}",), "u", "t", None) for n in range(ENTRIES + 2))))
    assert (len(entries.entries), entries.note) == (ENTRIES, f"2 of {ENTRIES + 2} entries are left out")
    several = bounded(Page(snapshots=tuple(_snapshot("x" * (TEXT // 2)) for _ in range(5))))
    assert len(several.snapshots) == 2
    assert "3 of 5 texts are left out" in several.note


def test_half_a_character_is_mended_wherever_it_stands() -> None:
    """In an alias, an address, a title, a reference."""
    odd = Snapshot(("guid:\ud800",), "http://x/\udfff", "t\ud800", (), "r", references=("\ud800",))
    found = mended(Page(snapshots=(odd,))).snapshots[0]
    assert (found.aliases, found.url, found.title) == (("guid:?",), "http://x/?", "t?")


def test_a_large_change_is_judged_in_part_and_says_so() -> None:
    """Both ends of a long text that changed are shown, in their places; time is bounded."""
    old = [f"Paragraph {n} of a long report, as it was." for n in range(30_000)]
    new = list(old)
    new[7], new[29_990] = old[7].replace("was", "is"), old[29_990].replace("long", "short")
    change = compare(_text(*old), _text(*new))
    assert [(h.old, h.new) for h in change.hunks] == [(7, 7), (29_990, 29_990)]
    assert (change.cls, JUDGED_IN_PART in change.reasons) == ("substantive", False)
    began = time.process_time()
    change = compare(_text(*old), _text(*(f"{text} Not so." for text in old)))
    assert time.process_time() - began < 10
    assert change.cls == "substantive"
    assert JUDGED_IN_PART in change.reasons


def test_one_large_block_is_judged_from_where_it_differs() -> None:
    """A figure in the middle of two megabytes is found."""
    left, right = ("word " * 200_000 + f"{n} people were returned. " + "word " * 200_000 for n in (2_635, 2_815))
    change = compare(_text(left), _text(right))
    assert ("figure", "2635", "2815") in [(f.type, f.before, f.after) for f in change.facts]
    part = portion(_text(left).blocks, _text(right).blocks)
    assert part.cut


def test_a_large_text_whose_order_alone_changed_is_form() -> None:
    """No block is anywhere but in both."""
    old = [f"Paragraph {n} of a long report." for n in range(5_000)]
    change = compare(_text(*old), _text(*old[2_500:], *old[:2_500]))
    assert (change.cls, sentences(change.reasons)) == ("cosmetic", ["only the order changed"])


def test_of_a_large_text_the_first_part_is_matched() -> None:
    """A book's worth; the event says so."""
    blocks = tuple(Block("paragraph", "word " * 20_000) for _ in range(5))
    assert not is_matched_whole(blocks)
    assert sum(len(p.words) for p in prepare_blocks("en", "t", blocks).places) <= 40_010


def test_a_place_is_had_in_order_and_never_waited_for_for_ever() -> None:
    """The lower rank first; who waits too long is told so."""
    lane = Lane()
    with lane.place(0, 1), pytest.raises(NotFree), lane.place(0, 0.05):
        pass
    with lane.place(0, 1):
        assert lane.waited() == 0.0
    with lane.place(1, 0.1):
        pass


def test_a_reader_that_is_not_free_is_that_documents_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is read at the next poll."""
    monkeypatch.setattr(module, "_PATIENCE", 0.05)
    readers = Readers()
    request = Request("http://x/a", "item")
    with readers._quick.lane.place(0, 1), pytest.raises(FetchError, match="no reader was free"):
        readers.read(Source("s", "feed", "http://x/"), Document(request, request.url, "", b"<p>x", NOW))
    readers.close()


def test_a_slow_document_is_its_sources_trouble(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its source goes to the heavy reader for an hour; the quick one is there for the others."""
    readers = Readers(cpu=4)
    source = Source("slow", "feed", "http://x/feed")
    deep = Document(Request("http://x/a", "item"), "http://x/a", "", b"<html>" + b"<div>" * 100_000 + b"deep", NOW)
    monkeypatch.setattr(module, "QUICK_SECONDS", 0.5)
    try:
        with pytest.raises(Exception, match=r"reader|memory|nested|no article"):
            readers.read(source, deep)
        assert readers._is_heavy("slow")
        assert not readers._is_heavy("quick")
    finally:
        readers.close()
