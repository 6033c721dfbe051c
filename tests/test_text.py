"""Text for deciding and for matching."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.model import Block
from monitor.core.text import fingerprint, fold, normalise, normalise_link, visible


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("the regime’s record", "the regime's record"),
        ("“without recognising”", '"without recognising"'),
        ("non\u00adrefoulement", "nonrefoulement"),
        ("a\u200bword", "aword"),
        ("two\u00a0 blanks\nand a line", "two blanks and a line"),
        ("Pre\u0301vot", "Prévot"),
        ("ﬁrst", "first"),
    ],
)
def test_form_is_equal_after_normalising(one: str, other: str) -> None:
    """What the labelling rules call none reads the same."""
    assert normalise(one) == normalise(other)


@pytest.mark.parametrize(("one", "other"), [("19 - 22", "19 – 22"), ("EU", "eu"), ("a, b", "a b"), ("2,635", "2,815")])
def test_content_differs_after_normalising(one: str, other: str) -> None:
    """Dashes, capitals, commas and figures are content."""
    assert normalise(one) != normalise(other)


def test_fold_transliterates_mixed_words_by_sound() -> None:
    """Cyrillic г inside a Latin word is g, not r; whole Cyrillic words stay."""
    assert fold("Talibandele\u0433\u0430\u0442ie") == "talibandelegatie"
    assert fold("делегация") == "делегация"


@given(st.text())
def test_normalise_and_fold_are_idempotent(text: str) -> None:
    """Doing it twice changes nothing more, for any text at all."""
    assert normalise(normalise(text)) == normalise(text)
    assert fold(fold(text)) == fold(text)
    assert visible(visible(text)) == visible(text)


@pytest.mark.parametrize(
    "other",
    [
        "http://example.org/a/",
        "https://EXAMPLE.org/a?utm_source=x",
        "http://example.org/a?mtm_campaign=foot",
        "https://example.org:443/a#part",
    ],
)
def test_links_to_one_document_are_equal(other: str) -> None:
    """Scheme, trailing slash, tracking parameters and fragments are form."""
    assert normalise_link(other) == normalise_link("https://example.org/a")


def test_fingerprint_sees_text_order_and_links_but_no_roles() -> None:
    """A paragraph that becomes a heading is no change; a word, an order, a cited link are."""
    one, two = Block("paragraph", "One."), Block("paragraph", "Two.")
    mark = fingerprint("T", (one, two), ("https://a.example/",))
    assert mark == fingerprint("T", (Block("heading", "One."), two), ("http://a.example",))
    assert mark != fingerprint("T", (two, one), ("https://a.example/",))
    assert mark != fingerprint("T", (one, two), ("https://b.example/",))
    assert mark != fingerprint("T!", (one, two), ("https://a.example/",))
