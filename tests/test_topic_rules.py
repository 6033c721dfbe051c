"""Rules over concepts: where they look, what they add and take, what is said of it. Small topics, made here."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.model import Match
from monitor.core.topic import Rule, Topic
from monitor.render.views import sentences
from monitor.topics.matching import match, match_all, may_match
from monitor.topics.prepared import prepare
from monitor.topics.ready import _vocabularies
from monitor.topics.topic import simple_rules
from tests.test_topics import topic


def held(rule: Rule, title: str, *paragraphs: str) -> Match:
    return match(topic(rule, a=["taliban"], b=["return"], c=["pakistan"]), prepare("en", title, paragraphs))


@pytest.mark.parametrize(
    ("place", "title", "paragraphs", "expected"),
    [
        ("title", "Taliban return", (), True),
        ("title", "Taliban", ("return",), False),
        ("lead", "x", ("Taliban return", "y"), True),
        ("lead", "x", ("\u2014", "...", "Taliban return", "y"), True),
        ("lead", "Taliban", ("return",), False),
        ("head", "Taliban", ("return",), True),
        ("head", "Taliban", ("x", "return"), False),
        ("opening", "Taliban", ("x", "return"), True),
        ("opening", "Taliban", ("x " * 200, "return"), False),
        ("paragraph", "x", ("y", "Taliban return"), True),
        ("paragraph", "Taliban", ("return",), False),
        ("text", "Taliban", ("x " * 200, "return"), True),
    ],
)
def test_a_rule_looks_in_its_place(place: str, title: str, paragraphs: tuple[str, ...], expected: bool) -> None:
    """Title, lead, both, the opening words, one paragraph, the whole text."""
    assert (held(Rule("a AND b", place, score=1.0), title, *paragraphs).verdict == "on") is expected


def test_a_name_may_say_where_it_looks() -> None:
    """`title:a` looks in the title, whatever the rest of the rule looks at."""
    rule = Rule("title:a AND b", "text", score=1.0)
    assert held(rule, "Taliban", "x", "return").verdict == "on"
    assert held(rule, "x", "Taliban return").verdict == "off"


def test_least_counts_places() -> None:
    """A rule may ask for several paragraphs."""
    rule = Rule("a", "paragraph", score=1.0, least=2)
    assert held(rule, "Taliban", "x").verdict == "off"
    assert held(rule, "Taliban", "Taliban").verdict == "on"


def test_the_best_score_counts_and_others_move_it() -> None:
    """The best rule gives the score; raises and lowers change it, within 0 and 1; alone they score nothing."""
    rules = (Rule("a", score=0.4), Rule("b", score=0.7), Rule("a", change=0.2), Rule("c", change=-0.5, why="elsewhere"))
    scored = topic(*rules, a=["taliban"], b=["return"], c=["pakistan"])

    def score(text: str) -> float:
        return match(scored, prepare("en", text, ())).score

    assert (score("Taliban"), score("Taliban return")) == (0.6, 0.9)
    assert (score("Taliban return in Pakistan"), score("Pakistan")) == (0.4, 0.0)
    against = match(scored, prepare("en", "Taliban return in Pakistan", ())).against
    assert sentences(against) == ["Pakistan in the title (elsewhere)"]


def test_exclusions_lower_and_do_not_forbid() -> None:
    """A strong text stays on topic with a word against it."""
    strong = topic(*simple_rules(("a", "b"), ("c",)), a=["taliban"], b=["return"], c=["pakistan"])
    assert match(strong, prepare("en", "Taliban return", ["Pakistan"])).verdict == "on"
    assert match(strong, prepare("en", "Taliban return from Pakistan", [])).verdict == "off"


def test_evidence_names_words_places_and_points() -> None:
    """Each rule that held keeps its points, its reason and its words as they are written."""
    found = match(
        topic(Rule("a AND b", "title", score=0.8, why="both"), a={"nl": ("taliban*",)}, b={"nl": ("terugkeer",)}),
        prepare("nl", "Talibanregime praat over terugkeer", ()),
    )
    assert sentences(found.terms) == ["Talibanregime + terugkeer in the title"]
    (step,) = found.evidence
    assert (step.points, step.why) == (0.8, "both")
    assert step.words == (("a", "Talibanregime", "title"), ("b", "terugkeer", "title"))


def test_a_typing_error_is_said() -> None:
    """The desk reads which word was taken for which."""
    found = match(topic(a={"nl": ("afghanen",)}), prepare("nl", "Afghananen", ()))
    assert sentences(found.terms) == ["Afghananen (for afghanen) in the title"]


def test_a_typing_error_within_a_phrase_is_said() -> None:
    """Also where the slip is one of several words."""
    found = match(topic(a={"en": ("detention centre",)}), prepare("en", "The detetion centre", ()))
    assert sentences(found.terms) == ["detetion centre (for detention) in the title"]


def test_no_slips_bear_written_out_umlauts() -> None:
    """A word that is no slip is none either where its umlaut is written out."""
    words = replace(topic(a={"de": ("R\u00fcckf\u00fchrung",)}), no_slips=("R\u00fcckf\u00e4hrung",))
    assert match(words, prepare("de", "R\u00fcckf\u00e4hrung, Rueckfaehrung", ())).verdict == "off"
    assert match(words, prepare("de", "R\u00fcckf\u00fchrung", ())).verdict == "on"


def test_a_slip_is_said_for_the_topic_s_own_word() -> None:
    """Two topics may take one slip for different words; each reads its own."""
    one = topic(a={"en": ("deportation",)})
    other = replace(topic(a={"en": ("reportation",)}), name="u", no_slips=("deportation",))
    text = prepare("en", "deporttaion reporttation", ())
    assert sentences(match(one, text).terms) == ["deporttaion (for deportation) in the title"]
    assert sentences(match(other, text).terms) == ["reporttation (for reportation) in the title"]


def test_off_says_what_the_nearest_rule_lacks() -> None:
    """An item that is off keeps the words it has, and what was missing."""
    found = held(Rule("a AND (b OR c)", score=1.0), "Taliban on a Tuesday")
    assert found.verdict == "off"
    assert sentences(found.terms) == ["Taliban in the title (a)"]
    assert sentences(found.against) == ["no rule holds: nothing for b"]
    far = held(Rule("a NEAR/2 b", score=1.0), "Taliban say that nobody may return")
    assert sentences(far.against) == ["no rule holds: the words stand too far apart, or not where the rules look"]


@given(st.text(max_size=300), st.sampled_from(["en", "nl", "fr", "de", "", "xx"]))
def test_no_text_breaks_the_matching(text: str, lang: str) -> None:
    """Any text gives a score between 0 and 1."""
    found = match(topic(a=["taliban*", "a NEAR/3 b"]), prepare(lang, text, text.split("\n")))
    assert 0.0 <= found.score <= 1.0


def test_a_slip_of_an_inflection_is_one_of_the_word() -> None:
    """Words of one stem are one word; a topic that writes `returned` somewhere means it by `return` too."""
    english = topic(a={"en": ("pupils return", "was returned")})
    found = match(english, prepare("en", "Pupils retunred", ()))
    assert sentences(found.terms) == ["Pupils retunred (for returned) in the title"]


_TERMS = ("return", "returned", "=returning", "afghan nationals", "afghanistan", "retire NEAR/3 abroad", "national*")
_WORDS = ("return", "returning", "retunred", "retired", "afghan", "afganistan", "national", "nationla", "abroad", "the")


@given(
    st.lists(st.lists(st.sampled_from(_TERMS), min_size=1, max_size=3), min_size=1, max_size=4),
    st.lists(st.sampled_from(_WORDS), max_size=8),
)
def test_a_topic_finds_the_same_whatever_others_there_are(concepts: list[list[str]], words: list[str]) -> None:
    """Words and vocabularies are shared by all topics; what a topic finds is its own affair."""

    def topics() -> list[Topic]:
        return [topic(Rule("a", score=1.0), a={"en": tuple(terms)}) for terms in concepts]

    text = " ".join(words)
    _vocabularies.clear()
    together = match_all(topics(), prepare("en", text, ()))
    alone = []
    for each in topics():
        _vocabularies.clear()
        alone.append(match(each, prepare("en", text, ())))
    assert together == alone
    assert together == match_all(topics(), prepare("en", text, ()))
    for each, found in zip(topics(), alone, strict=True):
        assert found.verdict == "off" or may_match(each, prepare("en", text, ()))
