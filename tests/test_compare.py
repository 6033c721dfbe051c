"""The word diff, the facts, the classes."""

from dataclasses import replace

import pytest

from monitor.core.model import Block
from monitor.edits.compare import Text, compare
from monitor.edits.diff import tokens
from monitor.edits.noarticle import NoArticle
from monitor.render.views import sentences


def text(*paragraphs: str, title: str = "Title", links: tuple[str, ...] = (), related: tuple[str, ...] = ()) -> Text:
    return Text(title, tuple(Block("paragraph", p) for p in paragraphs), links, related)


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
        ("Volgens de politie is hij weg.", "Hij is weg.", "attribution"),
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
    assert "the same words were exchanged" in sentences(change.reasons)


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
    assert sentences(change.reasons) == ["only the order changed"]


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


@pytest.mark.parametrize(
    ("old", "new", "language"),
    [
        ("Ministers met on Tuesday. They spoke of visas.", "Ministers met on Tuesday and they spoke of visas.", "en"),
        ("They left without papers, 18 percent of them.", "They left witout papers, 18 percnt of them.", "en"),
        ("Volgens haar is het zo.", "Volegns haar is het zo.", "nl"),
        ("One man was hurt in Ghent.", "A man was hurt in Ghent.", "en"),
        ("They came form Kabul by plane.", "They came from Kabul by plane.", "en"),
        ("Germany, Austria and Malta signed.", "Austria, Malta and Germany signed.", "en"),
        ("It starts at 9 pm on 27 May.", "It starts at 21:00 on May 27.", "en"),
        ("Some 39 per cent were refused.", "About 39% were refused.", "en"),
        ("The IOM pays the men.", "The International Organization for Migration pays the men.", "en"),
        ("“We said no,” said the minister.", "The minister said: “We said no.”", "en"),
        ("De proef duurt anderhalf jaar.", "De proef duurt achttien maanden.", "nl"),
        ("Het was op 16 oktober jl. in Gent.", "Het was op 16 oktober 2025 in Gent.", "nl"),
        ("Tsjechië doet mee.", "De Tsjechische Republiek doet mee.", "nl"),
        ("Dat heeft 1.500 euro gekost.", "Dat heeft € 1500 gekost.", "nl"),
        ("Vingt et un pays ont signé.", "21 pays ont signé.", "fr"),
        ("Environ 300 personnes sont venues.", "Quelque 300 personnes sont venues.", "fr"),
        ("Rund 300 Menschen kamen am 1. Juni.", "Etwa 300 Menschen kamen am 1.6.2026.", "de"),
        ("Er heißt Strauß.", "Er heisst Strauss.", "de"),
    ],
)
def test_the_same_in_other_words_is_cosmetic(old: str, new: str, language: str) -> None:
    """Split sentences, enumerations in another order, notations, abbreviations, names of one thing."""
    one, two = (Text("T", (Block("paragraph", side),), language=language) for side in (old, new))
    assert compare(one, two).cls == "cosmetic"


@pytest.mark.parametrize(
    ("old", "new", "language"),
    [
        ("Handed to the police by the Taliban.", "Handed by the police to the Taliban.", "en"),
        ("The fee is 60 euros.", "The fee is 60 dollars.", "en"),
        ("The meeting is held.", "The meeting was held.", "en"),
        ("Only men may apply.", "Men may only apply.", "en"),
        ("He praised her.", "She praised him.", "en"),
        ("It left Lindau.", "It left Landau.", "en"),
        ("It is not able.", "It is notable.", "en"),
        ("They sent 5 10 times.", "They sent 510 times.", "en"),
        ("The act was marital.", "The act was martial.", "en"),
        ("“We will go,” she said.", "“We shall go,” she said.", "en"),
        ("Il a été blessé par un policier.", "Il a blessé un policier.", "fr"),
        ("The change is -5 per cent.", "The change is 5 per cent.", "en"),
        ("A letter of the EU is public.", "A letter of the UN is public.", "en"),
        ("Groen criticised Vooruit.", "Vooruit criticised Groen.", "en"),
        ("Men and women, 10 and 20 respectively.", "Women and men, 10 and 20 respectively.", "en"),
        ("Ze is uitgezet.", "Ze wordt uitgezet.", "nl"),
        ("Het debat is op 27 mei a.s. in Den Haag.", "Het debat is op 27 mei jl. in Den Haag.", "nl"),
        ("De prijs daalde met 3 procent.", "De prijs daalde met 3.", "nl"),
        ("Vingt pays ont signé.", "Vingt et un pays ont signé.", "fr"),
        ("Elle est versée à tous.", "Elle n'est versée qu'à tous.", "fr"),
        ("Les familles partent.", "Des familles partent.", "fr"),
        ("Der Minister kommt vor dem Gipfel.", "Der Minister kommt nach dem Gipfel.", "de"),
    ],
)
def test_few_letters_can_say_something_else(old: str, new: str, language: str) -> None:
    """Small words, the order of roles, a unit, a name: in doubt it is told."""
    one, two = (Text("T", (Block("paragraph", side),), language=language) for side in (old, new))
    assert compare(one, two).cls == "substantive"


def test_entries_exchanged_under_two_headings_are_no_reordering() -> None:
    """A list's entry belongs to what it stands under; within its list it may move."""
    old = (
        Block("heading", "For"),
        Block("list", "Austria"),
        Block("list", "Malta"),
        Block("heading", "Against"),
        Block("list", "Spain"),
    )
    new = (
        Block("heading", "For"),
        Block("list", "Austria"),
        Block("list", "Spain"),
        Block("heading", "Against"),
        Block("list", "Malta"),
    )
    assert compare(Text("T", old), Text("T", new)).cls == "substantive"
    within = (old[0], old[2], old[1], *old[3:])
    assert compare(Text("T", old), Text("T", within)).cls == "cosmetic"


def test_answers_exchanged_between_questions_are_told() -> None:
    """Yes and No change places: the same words, another meaning."""
    old = [Block("paragraph", t) for t in ("Antwoord op vraag 1 Ja.", "Dat is zo.", "Antwoord op vraag 2 Nee.")]
    new = (
        replace(old[0], text=old[0].text.replace("Ja", "Nee")),
        old[1],
        replace(old[2], text=old[2].text.replace("Nee", "Ja")),
    )
    change = compare(Text("T", tuple(old)), Text("T", new))
    assert change.cls == "substantive"
    assert "negation" in {f.type for f in change.facts}


def test_a_table_is_compared_cell_by_cell() -> None:
    """A cell is told with its row and column; rows may change places, values in a row may not."""
    rows = ["Country | Voluntary | Forced", "Germany | 112 | 81", "Belgium | 63 | 0"]

    def table(*lines: str) -> Text:
        return Text("T", (Block("table", "\n".join(lines)),))

    cell = compare(table(*rows), table(rows[0], "Germany | 112 | 109", rows[2]))
    assert [(f.type, f.before, f.after) for f in cell.facts] == [
        ("table_cell", "Germany Forced 81", "Germany Forced 109")
    ]
    assert compare(table(*rows), table(rows[0], rows[2], rows[1])).cls == "cosmetic"
    swapped = compare(table(*rows), table(*rows[:2], "Belgium | 0 | 63"))
    assert [f.after for f in swapped.facts] == ["Belgium Voluntary 0, Forced 63"]
    assert compare(table(*rows), table("Country | Forced | Voluntary", *rows[1:])).cls == "substantive"


def test_a_capture_failure_is_furniture_and_named() -> None:
    """A challenge page is no deletion of the article."""
    change = compare(text("One.", "Two."), Text("T", (), failure=NoArticle.CHALLENGE))
    assert (change.cls, sentences(change.reasons)[0]) == ("furniture", "capture-failure")


def test_what_stands_around_the_article_is_furniture() -> None:
    """The same article, another counter: no version, but named as what it is."""
    one, two = (Text("T", (Block("paragraph", "One."),), furniture=(f"{n} shares",)) for n in (12, 14))
    assert compare(one, two).cls == "furniture"


def test_a_repaired_address_is_the_same_document_and_another_number_is_not() -> None:
    """A hyphen or a letter in a long word; a digit never."""

    def linked(url: str) -> Text:
        return text("One.", links=(url,))

    assert (
        compare(
            linked("https://x.example/talks-on-afghandeportations"),
            linked("https://x.example/talks-on-afghan-deportations"),
        ).cls
        == "cosmetic"
    )
    assert (
        compare(linked("https://x.example/law/58.html"), linked("https://x.example/law/58a.html")).cls == "substantive"
    )
