"""Every adapter on its folder of saved documents: what it reads, and that nothing but `ParseError` ever comes of one."""

import json
import re
from dataclasses import replace
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.core.errors import ParseError
from monitor.core.model import TITLE, Page, Snapshot
from monitor.core.text import visible
from monitor.demo.server import CHALLENGE
from monitor.sources.kinds import KINDS, adapter
from tests.documents import FOLDER, Saved, saved, shown

_ALL = saved()
_DATA = (".json", ".xml", ".gz", ".pdf", ".docx")
cases = pytest.mark.parametrize("case", _ALL, ids=lambda case: case.name)


def _read(case: Saved, body: bytes | None = None) -> Page:
    document = case.document if body is None else replace(case.document, body=body)
    return adapter(case.source).read(document)


def test_every_kind_has_its_folder() -> None:
    assert {case.source.kind for case in _ALL} == KINDS.keys()


@cases
def test_a_saved_document_is_read_as_it_was(case: Saved) -> None:
    """Another result for the same bytes is another reader: its version is raised, and the folder saved anew."""
    folder, file = case.name.split("/")
    note = json.loads((FOLDER / folder / f"{file[: file.index('.')]}.expected.json").read_text(encoding="utf-8"))
    assert shown(_read(case)) == note["page"]
    assert shown(_read(case)) == shown(_read(case))


@cases
def test_the_lines_of_a_page_hold_its_text(case: Saved) -> None:
    """What is kept of them is the text, block by block, with its links."""
    for snapshot in (found for found in _read(case).snapshots if found.lines):
        own = [line for line in snapshot.lines if line.kept and line.place != TITLE]
        assert [(line.kind, line.text) for line in own] == [(block.kind, block.text) for block in snapshot.blocks]
        assert {link for line in own for link in line.links} == set(snapshot.links)


@cases
def test_what_is_read_can_be_relied_on(case: Saved) -> None:
    """Keys once each, times with a zone, addresses absolute, text not empty."""
    page = _read(case)
    keys = [alias for entry in page.entries for alias in entry.aliases]
    assert len(set(keys)) == len(keys)
    for entry in page.entries:
        assert entry.aliases
        assert entry.request is not None
        assert entry.published_at is None or entry.published_at.utcoffset() is not None
    for snapshot in page.snapshots:
        _reliable(snapshot, part=case.document.request.role == "part")
    addresses = [*(e.url for e in page.entries), *(e.request.url for e in page.entries if e.request)]
    addresses += [url for s in page.snapshots for url in (s.url, *s.links, *s.related, *(p.url for p in s.parts))]
    addresses += [r.url for r in (*page.follow, *([page.older] if page.older else []))]
    assert all(address.startswith(("https://", "http://", "mailto:")) for address in addresses)


def _reliable(snapshot: Snapshot, *, part: bool) -> None:
    assert snapshot.blocks or snapshot.parts
    assert all(block.text.strip() for block in snapshot.blocks)
    assert snapshot.reader
    for when in (snapshot.published_at, snapshot.modified_at):
        assert when is None or when.utcoffset() is not None
    if not part:
        assert snapshot.aliases
        assert snapshot.title


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[]", b"null", b"<html>", CHALLENGE, b"\x1f\x8b\x08\x00cut", b"%PDF-1.7"]
)
@cases
def test_a_foreign_document_is_an_error_of_the_source(case: Saved, body: bytes) -> None:
    """Of a page with nothing in it, of another format's bytes and of a challenge nothing is made."""
    with pytest.raises(ParseError):
        _read(case, body)


def _whole(case: Saved) -> bytes:
    return case.document.body.rstrip()


def _is_an_error_or_whole(case: Saved, body: bytes, whole: bytes) -> None:
    try:
        page = _read(case, body)
    except ParseError:
        return
    last = "startxref\n123456\n%%EOF" if case.name.endswith(".pdf") else ">>"
    assert len(whole) - len(body) < len(last)
    assert page == _read(case, whole)


@pytest.mark.parametrize("lost", [1, 5, 6, 8, 30, 400])
def test_a_pdf_without_its_last_lines_is_whole_and_with_less_an_error(lost: int) -> None:
    for case in (c for c in _ALL if c.name.endswith(".pdf")):
        whole = _whole(case)
        _is_an_error_or_whole(case, whole[:-lost], whole)


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_a_document_cut_anywhere_is_an_error_and_no_surprise(data: st.DataObject) -> None:
    """Data formats say where they end: a cut one is an error, but for a PDF that lost nothing but its last lines (where
    its table begins), and a feed that lost its last sign: these are read whole. Of a cut page (which the fetcher tells by its length) no word is read that
    does not stand there.
    """
    case = data.draw(st.sampled_from(_ALL), "document")
    whole = _whole(case)
    body = whole[: data.draw(st.integers(0, len(whole) - 1), "length")]
    if case.name.endswith(_DATA):
        _is_an_error_or_whole(case, body, whole)
        return
    try:
        page = _read(case, body)
    except ParseError:
        return
    written = visible(re.sub(r"<[^>]*>", " ", unescape(whole.decode("utf-8", "replace"))))
    words = {word for s in page.snapshots for block in s.blocks for word in block.text.split()[:-1]}
    assert words <= set(written.split())
