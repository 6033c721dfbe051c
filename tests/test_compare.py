"""The word diff, the facts, the classes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.compare import Text, compare
from monitor.core.diff import diff_blocks, diff_words, sides, tokens
from monitor.core.model import Block

_WORDS = st.lists(
    st.sampled_from("the 2,635 2,815 Afghans will not return , . Kabul Taliban 11% is to".split()), max_size=30
)


def text(*paragraphs: str, title: str = "Title", links: tuple[str, ...] = (), related: tuple[str, ...] = ()) -> Text:
    return Text(title, tuple(Block("paragraph", p) for p in paragraphs), links, related)


@given(_WORDS, _WORDS)
def test_the_diff_applied_to_the_old_gives_the_new(old: list[str], new: list[str]) -> None:
    """Kept and old words are the old text, kept and new words the new one, for any two texts."""
    a, b = " ".join(old), " ".join(new)
    assert sides(diff_words(a, b)) == (a, b)


@given(st.lists(_WORDS, max_size=6))
def test_a_text_against_itself_has_no_diff_and_class_none(paragraphs: list[list[str]]) -> None:
    """Nothing changed: no hunk, class none, score 0."""
    one = text(*(" ".join(p) for p in paragraphs))
    assert diff_blocks(one.blocks, one.blocks) == ()
    change = compare(one, one)
    assert (change.cls, change.score, change.hunks) == ("none", 0.0, ())


@pytest.mark.parametrize("word", ["2,815", "11%", "non-refoulement", "Afghanistan's", "2026Z09763", "3.947"])
def test_words_are_never_cut(word: str) -> None:
    """Figures, compounds and reference numbers are one token."""
    assert tokens(f"a {word} b") == ["a", word, "b"]


@pytest.mark.parametrize(
    ("old", "new", "kind", "before", "after"),
    [
        ("At present 2,635 Afghans stay.", "At present 2,815 Afghans stay.", "figure", "2,635", "2,815"),
        ("Signed by nineteen states", "Signed by twenty states", "figure", "nineteen", "twenty"),
        (
            "He flew on 10 July 2026 to Kabul",
            "He flew on 12 July 2026 to Kabul",
            "date",
            "10 July 2026",
            "12 July 2026",
        ),
        (
            "Het is er op woensdag 27 mei",
            "Het is er op donderdag 28 mei",
            "date",
            "woensdag 27 mei",
            "donderdag 28 mei",
        ),
        ("See case 2026Z09763 there", "See case 2026Z09764 there", "reference", "2026Z09763", "2026Z09764"),
        (
            "The visit of Van Bossuyt was short",
            "The visit of Van Belleghem was short",
            "name",
            "Van Bossuyt",
            "Van Belleghem",
        ),
    ],
)
def test_a_changed_value_is_told_by_its_own_words(old: str, new: str, kind: str, before: str, after: str) -> None:
    """Figures, dates, names and references are named with their old and new notation."""
    change = compare(text(old), text(new))
    assert change.cls == "substantive"
    assert (kind, before, after) in {(f.type, f.before, f.after) for f in change.facts}


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("The talks will not be held.", "The talks will be held.", "negation"),
        ("Erkenning is niet aan de orde.", "Erkenning is aan de orde.", "negation"),
        ("Il y a un vol.", "Il n'y a pas de vol.", "negation"),
        ("Es gibt keine Flüge.", "Es gibt Flüge.", "negation"),
        ("Zij keren terug met papieren.", "Zij keren terug zonder papieren.", "negation"),
        ("Such a removal is legal.", "Such a removal is illegal.", "negation"),
        ("Die Abschiebung ist zulässig.", "Die Abschiebung ist unzulässig.", "negation"),
        ("They may be returned.", "They will be returned.", "modality"),
        ("The states are only sending men.", "The states are mainly sending men.", "scope"),
        ("A source claimed it was late.", "A source confirmed it was late.", "attribution"),
        ("Een diplomaat zei dat het klopt.", "De ambassadeur zei dat het klopt.", "attribution"),
        ("She called it \u201ca needed step\u201d.", "She called it \u201ca brave step\u201d.", "quote"),
        ("The number of returns rose.", "The number of returns fell.", "status"),
    ],
)
def test_a_changed_meaning_is_told_with_its_sentence(old: str, new: str, kind: str) -> None:
    """Negation, certainty, scope, speaker, wording of a quotation: the sentence is needed to understand them."""
    change = compare(text(old), text(new))
    assert change.cls == "substantive"
    assert (kind, old, new) in {(f.type, f.before, f.after) for f in change.facts}


def test_two_swapped_figures_are_two_changed_facts() -> None:
    """Facts are compared in place: the set of figures is the same, the statement is not."""
    change = compare(text("10 from Mali and 20 from Togo"), text("20 from Mali and 10 from Togo"))
    assert change.cls == "substantive"
    assert [(f.type, f.before) for f in change.facts] == [("figure", "10 from Mali and 20 from Togo")]
    assert "the same words were exchanged" in change.reasons


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("the aylum system", "the asylum system"),
        ("3.947 requests", "3,947 requests"),
        ("twenty states", "20 states"),
        ("the minister said so", "the minister added so"),
        ("A sentence. Another.", "A sentence, another."),
    ],
)
def test_form_is_cosmetic(old: str, new: str) -> None:
    """Typing errors, notations of a number, verbs of saying and punctuation teach a reader nothing."""
    assert compare(text(old), text(new)).cls == "cosmetic"


def test_a_moved_paragraph_is_cosmetic_and_said_so() -> None:
    """The same paragraphs in another order."""
    parts = ["One paragraph about Kabul.", "Two about the letter.", "Three about something else."]
    change = compare(text(*parts), text(parts[2], *parts[:2]))
    assert change.cls == "cosmetic"
    assert change.reasons == ("only the order changed",)


def test_added_and_removed_paragraphs_are_substantive() -> None:
    """A reader learns something, or no longer does."""
    assert [f.type for f in compare(text("One."), text("One.", "A new paragraph.")).facts] == ["added"]
    assert [f.type for f in compare(text("One.", "An old paragraph."), text("One.")).facts] == ["removed"]


@pytest.mark.parametrize(
    "note",
    [
        "Correction: an earlier version said 19.",
        "Rectificatie: eerder stond hier 19.",
        "Rectificatif : une version précédente parlait de 19.",
        "Korrekturhinweis: In einer früheren Version stand 19.",
    ],
)
def test_an_editorial_note_makes_a_correction_in_four_languages(note: str) -> None:
    """A correction precedes everything else."""
    assert compare(text("Twenty."), text("Twenty.", note)).cls == "correction"


def test_the_word_correction_in_the_reporting_is_no_note() -> None:
    """Only a note that opens a paragraph counts."""
    assert compare(text("One."), text("One.", "The minister promised a correction.")).cls == "substantive"


def test_only_other_cards_are_furniture() -> None:
    """Related links are metadata: no version, no alert."""
    change = compare(text("One.", related=("https://x.example/a",)), text("One.", related=("https://x.example/b",)))
    assert change.cls == "furniture"


def test_a_headline_that_says_something_else_is_a_fact() -> None:
    """Titles are compared like text."""
    change = compare(text("One.", title="Delegation stays one day"), text("One.", title="Delegation stays two days"))
    assert "headline" in {f.type for f in change.facts}


def test_another_cited_document_is_a_fact() -> None:
    """Editorial links are content."""
    change = compare(text("One.", links=("https://a.example/1",)), text("One.", links=("https://a.example/2",)))
    assert [(f.type, f.before, f.after) for f in change.facts] == [
        ("link", "https://a.example/1", "https://a.example/2")
    ]


def test_a_reversed_meaning_ranks_above_a_new_paragraph() -> None:
    """The score orders by what an editor wants to see first."""
    reversed_ = compare(text("It will not happen."), text("It will happen."))
    added = compare(text("One."), text("One.", "Another paragraph about it."))
    cosmetic = compare(text("A aylum case"), text("A asylum case"))
    assert reversed_.score > added.score > cosmetic.score > 0
