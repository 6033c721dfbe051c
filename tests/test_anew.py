"""Sentences worded anew: style where several are and nothing else changed, perhaps the news where one is."""

import pytest

from monitor.core.model import Block, Change
from monitor.edits.compare import Text, compare

_LOUD = 0.5
_CARRIERS = ("The carriers are willing to offer seats.", "The carriers stand ready to provide room.")
_OFFICE = ("The office keeps counting all arrivals.", "The office goes on with its count of all arrivals.")
_EXEMPT = ("Women, children and former soldiers are exempt.", "Women and children are exempt.")


def _change(*sentences: tuple[str, str], title: tuple[str, str] = ("Seats", "Seats"), code: str = "en") -> Change:
    sides = [Text(title[k], tuple(Block("paragraph", pair[k]) for pair in sentences), language=code) for k in (0, 1)]
    return compare(*sides)


@pytest.mark.parametrize("sentence", [_CARRIERS, _OFFICE])
def test_one_sentence_worded_anew_may_be_the_news(sentence: tuple[str, str]) -> None:
    assert _change(sentence).score >= _LOUD


def test_several_sentences_worded_anew_are_style_and_told() -> None:
    change = _change(_CARRIERS, _OFFICE)
    assert change.cls == "substantive"
    assert 0.3 <= change.score < _LOUD


def test_a_turned_sentence_beside_style_is_style() -> None:
    turned = (
        "Wegen dichter Wolken durften die Maschinen nur von der Westbahn aus starten.",
        "Die Maschinen durften wegen dichter Wolken nur von der Westbahn aus starten.",
    )
    style = ("Das Amt zählt weiterhin alle Ankünfte.", "Das Amt fährt mit der Zählung aller Ankünfte fort.")
    assert _change(turned, code="de").score >= _LOUD
    assert 0.3 <= _change(turned, style, code="de").score < _LOUD


def test_an_auxiliary_verb_makes_no_two_sentences_one_piece_of_news() -> None:
    passive = ("The halls were rented by the council for two years.", "The council hired the halls for two years.")
    again = ("The beds were bought by a hospital near the coast.", "A hospital near the coast acquired the beds.")
    assert 0.3 <= _change(passive, again).score < _LOUD


@pytest.mark.parametrize(
    "beside",
    [
        ("It has 40 seats.", "It has 14 seats."),
        ("It flies on Monday.", "It flies on Friday."),
        ("The seats are sold.", "The seats are not sold."),
        ("Families may board.", "Families must board."),
        ("Fatima Rahimi boarded.", "Fatima Noori boarded."),
        _EXEMPT,
    ],
)
def test_style_hides_nothing_that_changed_beside_it(beside: tuple[str, str]) -> None:
    assert _change(_CARRIERS, _OFFICE, beside).score >= _LOUD


def test_the_same_words_in_two_places_are_one_piece_of_news() -> None:
    again = ("That carriers are willing to offer seats is new.", "That carriers stand ready to provide room is new.")
    assert _change(_CARRIERS, again).score >= _LOUD


def test_what_two_people_say_is_no_style_where_they_changed_places() -> None:
    first, second = "called the plan a gift to the carriers", "said it was long overdue"
    pairs = [(f"Anna Weber {first}.", f"Anna Weber {second}."), (f"Bram Smit {second}.", f"Bram Smit {first}.")]
    assert _change(*pairs).score >= _LOUD


def test_a_headline_worded_anew_is_no_style() -> None:
    headline = ("Pilots wish to be heard on all flights", "Pilots want to have a say in every flight")
    assert _change(_CARRIERS, _OFFICE, title=headline).score >= _LOUD


def test_a_german_noun_is_no_name_for_its_capital() -> None:
    """Two nouns of one phrase that changed places are no speakers, and a noun for a noun in a cell is a word for a word."""
    moved = (
        "Das Gericht sprach über den Wirbelsäulenschaden des Mannes und seine Schulden nicht.",
        "Das Gericht sprach über die Schulden des Mannes und seinen Wirbelsäulenschaden nicht.",
    )
    change = _change(moved, code="de")
    assert change.score < 0.9
    cells = [
        Block("table", "Pass für Antragsteller unter 24 Jahren | 22 Euro"),
        Block("table", "Pass für Personen unter 24 Jahren | 22 Euro"),
    ]
    assert compare(*(Text("Pass", (cell,), language="de") for cell in cells)).score < _LOUD


@pytest.mark.parametrize(
    ("code", "old", "new"),
    [
        ("en", "Each family gets 15,000 kroner.", "Each family gets 15,000 euros."),
        ("nl", "Elk gezin krijgt 500 frank.", "Elk gezin krijgt 500 euro."),
        ("fr", "Chaque famille reçoit 500 francs.", "Chaque famille reçoit 500 dollars."),
        ("de", "Jede Familie bekommt 500 Franken.", "Jede Familie bekommt 500 Euro."),
    ],
)
def test_another_currency_is_another_sum_whatever_was_worded_anew_beside_it(code: str, old: str, new: str) -> None:
    assert _change((old, new), code=code).score >= 0.7
    assert _change((old, new), _CARRIERS, _OFFICE, code=code).score >= 0.7


def test_a_denial_in_a_sentence_of_style_stays_loud() -> None:
    denied = ("The halls were rented by the council in May.", "The council did not hire the halls in May.")
    assert _change(_CARRIERS, _OFFICE, denied).score >= 0.7
