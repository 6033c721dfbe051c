"""Notes of correction in words that nobody listed: they point at the fact that was wrong. And what an alert shows beside a
change so that it is understood by itself.
"""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from monitor.core.model import Alert, Block, Change, Event, Fact
from monitor.edits.compare import Text, compare
from monitor.render import digest, plain
from monitor.render.wording import Style, told

_TITLE = "A title that stands"


def _texts(*paragraphs: str) -> tuple[Block, ...]:
    return tuple(Block("paragraph", text) for text in paragraphs)


def _change(old: tuple[Block, ...], new: tuple[Block, ...], code: str = "en") -> Change:
    return compare(Text(_TITLE, old, language=code), Text(_TITLE, new, language=code))


_FEES = {
    "en": ("The fee is 241 euros for each adult.", "The fee is 214 euros for each adult."),
    "nl": ("De kosten zijn 241 euro per volwassene.", "De kosten zijn 214 euro per volwassene."),
    "fr": ("Le tarif est de 241 euros par adulte.", "Le tarif est de 214 euros par adulte."),
    "de": ("Die Gebühr beträgt 241 Euro je Person.", "Die Gebühr beträgt 214 Euro je Person."),
}


@pytest.mark.parametrize(
    ("code", "note"),
    [
        ("en", "Readers who saw this page before noon found 241 here; two digits were transposed."),
        ("en", "Sorry: it is not 241, as we had it."),
        ("en", "(Refiles to fix the fee in the first paragraph, was 241)"),
        ("nl", "Wie deze pagina voor 12 maart las, vond hier 241. Dat was een tikfout van ons."),
        ("nl", "Oeps: hier stond een poosje 241."),
        ("fr", "[et non 241, comme on a pu le lire ici hier]"),
        ("fr", "Mea culpa : nous avions interverti deux chiffres dans cet article."),
        ("de", "Bis gestern war an dieser Stelle von 241 die Rede; wir hatten es übersehen."),
        ("de", "Pardon: nicht 241, sondern 214 Euro."),
    ],
)
def test_a_note_in_its_own_words_is_known_by_the_fact_it_points_at(code: str, note: str) -> None:
    old, new = _FEES[code]
    assert _change(_texts(old), _texts(new, note), code).cls == "correction"


@pytest.mark.parametrize(
    ("code", "added"),
    [
        ("en", "The court said that the ministry had made mistakes in 12 cases."),
        ("en", "Update: last year it was 198 euros."),
        ("nl", "De minister betreurt de fouten bij de uitvoering."),
        ("fr", "Le préfet a reconnu une erreur dans le dossier de cet homme."),
        ("de", "Das Gericht sah einen Fehler der Behörde."),
    ],
)
def test_reporting_of_errors_is_no_note(code: str, added: str) -> None:
    old, new = _FEES[code]
    assert _change(_texts(old), _texts(new, added), code).cls == "substantive"


def test_a_note_whose_full_stop_went_is_not_a_new_one() -> None:
    note = "Correction: the fee is 214 euros, not 241"
    assert _change(_texts("A text.", f"{note}."), _texts("A text.", note)).cls == "cosmetic"


# --- context -----------------------------------------------------------------------------------------


def test_an_answer_is_shown_with_its_question_and_a_paragraph_with_its_heading() -> None:
    def blocks(answer: str, fee: str) -> tuple[Block, ...]:
        asked = Block("paragraph", "Were the men told in time that they could appeal?")
        return (
            asked,
            Block("paragraph", answer),
            Block("heading", "Costs"),
            Block("paragraph", f"It costs {fee} euros."),
        )

    change = _change(blocks("No.", "25"), blocks("Yes.", "35"))
    assert [hunk.above for hunk in change.hunks] == ["Were the men told in time that they could appeal?", "Costs"]


def test_a_paragraph_that_a_pronoun_opens_is_shown_with_the_sentence_before() -> None:
    before = "The council met on Monday. The mayor of Ghent spoke last."
    change = _change(_texts(before, "She wants 12 beds in the hall."), _texts(before, "She wants 14 beds in the hall."))
    assert [hunk.above for hunk in change.hunks] == ["The mayor of Ghent spoke last."]


def test_a_message_shows_what_stands_above_a_change() -> None:
    asked, answer = Block("paragraph", "May they appeal?"), Block("paragraph", "No, they may not do so.")
    change = _change((asked, answer), (asked, Block("paragraph", "Yes, they may do so.")))
    assert "(May they appeal?)" in plain.hunk(change.hunks[0])


def test_at_most_seven_facts_and_how_many_more() -> None:
    facts = [Fact("figure", str(n), str(n + 1)) for n in range(20)]
    lines = told(facts)
    assert len(lines) == 8
    assert lines[-1].label == "and 13 more"


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        (Fact("figure", "2,635", "2,815"), "2,635 → 2,815"),
        (
            Fact("negation", "Antwoord op vraag 11: Nee, dat is niet zo in dit geval.", "Antwoord op vraag 11: Ja, dat is zo in dit geval."),
            "Antwoord op vraag 11: Nee → Ja",
        ),
    ],
)  # fmt: skip
def test_a_line_of_a_digest_says_the_change_in_words(fact: Fact, said: str) -> None:
    event = Event("updated", datetime(2026, 11, 30, 13, 5, tzinfo=UTC), "s", "M-1", score=0.4)
    alert = Alert(event, "Source", "Title", "https://x.example/", facts=(fact,))
    assert digest.brief(alert) == said
    assert digest.clock(alert, Style(ZoneInfo("Europe/Brussels"))) == "14:05"


def test_a_note_in_the_paragraph_that_it_corrects() -> None:
    old, new = "The fee is 241 euros.", "The fee is 214 euros. Sorry: it is not 241, as we had it."
    assert _change(_texts(old), _texts(new)).cls == "correction"


def test_a_sentence_about_errors_that_was_reworded_is_no_note() -> None:
    old = "The court found an error of the ministry in 12 files of the year 2024, a clerk said."
    new = "The court found an error of the ministry in 12 files of 2024, according to a clerk."
    assert _change(_texts(old), _texts(new)).cls != "correction"


def test_a_pay_slip_is_no_fault_of_the_text() -> None:
    old = "The inspectors saw 112 farms. At one in three, the wages on the pay slip did not match the sums paid."
    new = "In May, 112 farms were seen. At a third of them, the sums paid did not match the wages on the pay slip."
    assert _change(_texts(old), _texts(new)).cls != "correction"


def test_another_country_at_the_head_of_a_line_is_a_name() -> None:
    assert _change(_texts("Belgium agrees to the plan."), _texts("Germany agrees to the plan.")).score >= 0.7


def test_a_subheading_is_no_note_in_its_own_words() -> None:
    """Found by chance: `no 20` as another subheading seemed to deny the figure of the one before it."""
    sides = [Text("T", (Block("heading", text),)) for text in ("the 20", "geen a 20")]
    assert compare(*sides).cls != "correction"
