"""The generated sites of unknown make: the same from the same seed, moving by themselves, edited one word at a time."""

from pathlib import Path
from random import Random

import pytest

from trials.themes.editing import KINDS, edit
from trials.themes.playing import play
from trials.themes.theme import MODES, Theme


def test_a_seed_makes_the_same_site() -> None:
    one, other, third = (Theme(seed, "none", 3) for seed in (7, 7, 8))
    assert one.html(one.pages[0]) == other.html(other.pages[0])
    assert one.html(one.pages[0]) != third.html(third.pages[0])


@pytest.mark.parametrize("mode", MODES)
def test_furniture_moves_and_the_article_stays(mode: str) -> None:
    """Whatever the mode, an editor's text stands in each answer, and something around it is another one each time."""
    theme = Theme(3, mode, 2)  # type: ignore[arg-type]
    page = theme.pages[0]
    answers = [theme.html(page) for _ in range(3)]
    assert len(set(answers)) > 1
    plain = page.paragraphs[1:] if mode == "counter in text" else page.paragraphs
    assert all(text.replace("'", "&#x27;") in answer for answer in answers for text in plain)


def test_each_kind_of_edit_changes_one_thing() -> None:
    theme = Theme(1, "none", 1)
    page = theme.pages[0]
    for kind in KINDS:
        before = (page.title, list(page.paragraphs))
        made = edit(theme, page, kind, Random(kind))
        assert (page.title, page.paragraphs) != before
        assert made.old != made.new
        assert page.fresh == theme.look


def test_a_donation_box_comes_on_all_pages_and_a_redesign_changes_all_names() -> None:
    theme = Theme(2, "donation", 2)
    redesigned = Theme(2, "redesign", 2)
    first = redesigned.html(redesigned.pages[0]).split('class="')[1][:6]
    for _ in range(4):
        theme.next_look()
        redesigned.next_look()
    assert all(theme.words.donation[:30] in theme.html(page) for page in theme.pages)
    assert redesigned.html(redesigned.pages[0]).split('class="')[1][:6] != first


def test_the_program_is_held_against_the_editors(tmp_path: Path) -> None:
    """Every edit is told in its look; what is told besides is counted."""
    count = play(0, "none", 5, tmp_path / "site")
    assert (count.looks, count.edits, count.told) == (40, 21, 21)
    assert 0 <= count.false <= 40 - 18
