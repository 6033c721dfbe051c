"""The word diff and the judgement of edits under rules that hold for any two texts, and the forms they are shown in."""

import re
import signal
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.cli import output
from monitor.core.model import Block, Hunk
from monitor.core.text import normalise, visible
from monitor.edits.compare import Text, compare
from monitor.edits.diff import diff_blocks, diff_words, sides
from monitor.reading.html import article
from monitor.render import diffpage, hunks, plain, slack

_WORDS = (
    "the a 2,635 2,815 Afghans will not return , . Kabul Taliban 11% is was to said “ ” and or only mainly twenty 20 "
    "27 May 2026 Groen he she geen een niet Ja. Nee."
).split()
_KINDS = st.sampled_from(["paragraph", "heading", "quote", "caption", "list", "table", "footnote"])
_SENTENCES = st.lists(st.sampled_from(_WORDS), max_size=14).map(" ".join)
_ANY = st.text(max_size=40).map(visible)
_BLOCKS = st.lists(st.builds(Block, _KINDS, st.one_of(_SENTENCES, _ANY)), max_size=7).map(tuple)
_LANGUAGES = st.sampled_from(["", "en", "nl", "fr", "de"])


def _patched(old: Sequence[Block], hunks: Sequence[Hunk]) -> list[str]:
    """The new text's blocks, made of the old ones and the diff between them (white space folded)."""
    gone = {h.old for h in hunks if h.old is not None}
    placed = {h.new: sides(h.pieces)[1] for h in hunks if h.new is not None}
    kept = iter(" ".join(b.text.split()) for i, b in enumerate(old) if i not in gone)
    total = len(old) - len(gone) + len(placed)
    return [placed[j] if j in placed else next(kept) for j in range(total)]


def _read(blocks: tuple[Block, ...]) -> list[str]:
    return [text for block in blocks if (text := normalise(block.text))]


@given(_BLOCKS, _BLOCKS)
def test_the_diff_applied_to_the_old_text_gives_the_new(old: tuple[Block, ...], new: tuple[Block, ...]) -> None:
    """Block by block, for any two texts; moves and empty blocks included."""
    made = _patched(old, diff_blocks(old, new))
    assert [normalise(text) for text in made] == [normalise(block.text) for block in new]


@given(_ANY, _ANY)
def test_a_word_diff_holds_both_texts(old: str, new: str) -> None:
    """Kept and old runs are the old text, kept and new runs the new one."""
    before, after = sides(diff_words(old, new))
    assert (normalise(before), after) == (normalise(old), new)


@given(_BLOCKS, _LANGUAGES)
def test_a_text_against_itself_has_neither_diff_nor_class(blocks: tuple[Block, ...], language: str) -> None:
    """Nothing changed: no hunk, class none, score 0."""
    one = Text("Title", blocks, language=language)
    change = compare(one, Text("Title", blocks, language=language))
    assert (change.cls, change.score, change.hunks, diff_blocks(blocks, blocks)) == ("none", 0.0, (), ())


@settings(max_examples=300, deadline=None)
@given(_BLOCKS, _BLOCKS, _LANGUAGES)
def test_equal_after_normalisation_means_class_none_and_only_then(
    old: tuple[Block, ...], new: tuple[Block, ...], language: str
) -> None:
    """What a reader sees is the same, block by block: that is class none, and nothing else is."""
    change = compare(Text("T", old, language=language), Text("T", new, language=language))
    assert (change.cls == "none") == (_read(old) == _read(new))


@settings(max_examples=300, deadline=None)
@given(_BLOCKS, _BLOCKS, _LANGUAGES)
def test_an_edit_and_its_undoing_have_one_class(old: tuple[Block, ...], new: tuple[Block, ...], language: str) -> None:
    """Old and new exchanged: none, furniture, cosmetic and substantive stay; a note added is one that was lost."""
    one, two = Text("T", old, language=language), Text("T", new, language=language)
    there, back = compare(one, two).cls, compare(two, one).cls
    assert there == back or {there, back} == {"correction", "substantive"}


@given(_SENTENCES, st.sampled_from(["Correction: it was 19.", "Rectificatie: het was 19.", "Erratum : c'était 19."]))
def test_a_note_added_is_a_correction_and_removed_is_substantive(text: str, note: str) -> None:
    """Whatever else the text says."""
    without, noted = (
        Text("T", (Block("paragraph", text),)),
        Text("T", (Block("paragraph", text), Block("paragraph", note))),
    )
    assert (compare(without, noted).cls, compare(noted, without).cls) == ("correction", "substantive")


_HOSTILE = (
    "By " + "A" * 130 + "!", "By " + "A.-" * 40, "'" + "ab’cd " * 4_000, "‘" + "x'x" * 4_000, "share" + " x" * 190 + "!",
    "1," * 190 + "views", "1 " * 4_000, "." * 4_000, "(" * 4_000, "Updated " + "1 " * 190, "A.' " * 4_000, "we " * 190,
)  # fmt: skip


@pytest.mark.parametrize("text", _HOSTILE)
def test_no_text_makes_a_pattern_run_away(text: str) -> None:
    """Lines that many patterns can take apart in many ways are read and judged like any other."""
    limit = signal.signal(signal.SIGALRM, lambda *_: pytest.fail("a pattern ran away"))
    signal.alarm(20)
    try:
        read = article(f"<p>One.</p><p>{text}</p>", "https://x.example/")
        change = compare(
            Text("T", (*read.blocks, Block("paragraph", text))), Text(text, (Block("caption", text + " x"),))
        )
        assert change.cls in ("substantive", "correction")
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, limit)


# --- shown -------------------------------------------------------------------------------------------

_FIRST, _SECOND = Block("paragraph", "A first kept paragraph."), Block("paragraph", "A second one.")
_MOVED, _GONE = Block("list", "An entry that moves"), Block("paragraph", "Something old that goes.")
_OLD = (_MOVED, _FIRST, _SECOND, Block("paragraph", "At present 2,635 Afghans stay & wait."), _GONE)
_NEW = (
    _FIRST,
    _SECOND,
    Block("paragraph", "At present 2,815 Afghans stay & wait."),
    _MOVED,
    Block("heading", "Quite another thing"),
)


def _bare(text: str) -> list[str]:
    """The words of a rendering without its marks and labels."""
    text = re.sub(r"<div class=.l.>[^<]*</div>|<[^>]+>|\x1b\[[\d;]*m", "", text)
    text = re.sub(r"^\s*[~+>-] |^> ", "", text)
    text = re.sub(r"^(New|Removed|Moved|List)\b[a-z ]*: ", "", text)
    return re.findall(r"[\w,]+", text.replace("&amp;", "&").replace("[-", " ").replace("{+", " "))


def test_every_form_shows_the_same_words() -> None:
    """Terminal, plain text, Slack, HTML inline and both columns side by side."""
    found = diff_blocks(_OLD, _NEW)
    assert {h.op for h in found} == {"~", "+", "-", ">"}
    for hunk in found:
        words = re.findall(r"[\w,]+", " ".join(p.text for p in hunk.pieces))
        forms = (plain.hunk(hunk), slack.hunk(hunk), hunks.inline(hunk), output.hunk(hunk), hunks.plain(hunk))
        assert [_bare(form) for form in forms] == [words] * len(forms)
        left, right = hunks.side_by_side(hunk)
        before, after = sides(hunk.pieces)
        assert (_bare(left), _bare(right)) == (re.findall(r"[\w,]+", before), re.findall(r"[\w,]+", after))


def test_marks_stand_apart_and_blanks_outside_them() -> None:
    """Old and new words never run together, whatever the diff glued to them."""
    (hunk,) = [h for h in diff_blocks(_OLD, _NEW) if h.op == "~"]
    assert hunks.plain(hunk) == "At present [-2,635-] {+2,815+} Afghans stay & wait."
    assert slack.hunk(hunk) == "> At present ~2,635~ *2,815* Afghans stay &amp; wait."
    assert hunks.inline(hunk) == "At present <del>2,635</del> <ins>2,815</ins> Afghans stay &amp; wait."


def test_the_page_of_a_change_is_escaped_and_whole() -> None:
    """Hostile words stay words; facts, reasons, both forms of the text are there."""
    old = Text("A <b>title</b>", (Block("paragraph", "Say <script>alert(1)</script> 19 times."),))
    new = Text("A <b>title</b>", (Block("paragraph", "Say <script>alert(1)</script> 22 times."),))
    page = diffpage.page(new.title, compare(old, new), url="javascript:alert(1)", about=["a → b"])
    assert "<script>" not in page
    assert "javascript:" not in page
    for part in ("<h2>Inline</h2>", "<h2>Side by side</h2>", "a figure changed", "<del>19</del> <ins>22</ins>"):
        assert part in page


def test_a_moved_block_is_shown_once_as_moved() -> None:
    """Not as removed here and new there."""
    moved = [h for h in diff_blocks(_OLD, _NEW) if h.op == ">"]
    assert [hunks.label(h) for h in moved] == ["Moved list entry"]
    assert isinstance(moved[0], Hunk)
    assert (moved[0].old, moved[0].new) == (0, 3)
