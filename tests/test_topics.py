"""The language of topics: what a term finds, how rules combine, what is said of it. Small topics, made here."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.text import fold_word, normalise
from monitor.core.topic import Rule, Topic
from monitor.topics.expression import ExpressionError, Near, Ref
from monitor.topics.grammar import parse_rule, parse_term
from monitor.topics.matching import match
from monitor.topics.near import pairs
from monitor.topics.prepared import Span, prepare
from monitor.topics.rows import Rows
from monitor.topics.topic import mistakes
from monitor.topics.written import TOKEN, parts_of


def topic(*rules: Rule, **concepts: Any) -> Topic:
    """A topic of concepts, each a list for all languages or a list per language."""
    lists = {k: v if isinstance(v, dict) else {"any": tuple(v)} for k, v in concepts.items()}
    return Topic("t", "T", lists, rules or (Rule("a", score=1.0),))


def found(terms: list[str], text: str, lang: str = "en", **more: Any) -> bool:
    """Whether a concept of these terms, in the text's own language, finds anything in a title."""
    return match(topic(a={lang: tuple(terms)}, **more), prepare(lang, text, ())).verdict == "on"


# --- words -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("lang", "term", "text"),
    [
        ("en", "return", "They are returning"),
        ("en", "removal", "Removals resume"),
        ("nl", "terugkeer", "Zij zijn teruggekeerd"),
        ("nl", "uitzetting", "Uitzettingen gaan door"),
        ("fr", "éloignement", "Les ELOIGNEMENTS reprennent"),
        ("de", "Abschiebung", "Abschiebungen gestoppt"),
        ("de", "rückführung", "Rueckfuehrungen ohne Umlaut"),
        ("de", "Rückführung", "Ruckfuhrungen ohne Punkte"),
        ("nl", "taliban*", "Het Talibanregime"),
        ("de", "*abkommen", "Ein Rückführungsabkommen"),
        ("de", "*führung*", "Rückführungsflüge"),
        ("de", "abkommen", "Das Taliban-Abkommen"),
        ("en", "readmission", "A re-admission deal"),
        ("en", "laissez-passer", "Two laissez passers"),
        ("fr", "afghanistan", "l'Afghanistan"),
        ("fr", "afghanistan", "jusqu\u2019en Afghanistan, d\u2019Afghanistan"),
        ("en", "kabul", "Kabul's airport"),
        ("en", "afghanistan", "Afghan\u00adistan with a soft hyphen"),
        ("nl", "talibandelegatie", "Talibandele\u0433\u0430\u0442ie"),
        ("en", "afghanistan", "ＡＦＧＨＡＮＩＳＴＡＮ in wide letters"),
        ("nl", "afghanen", "Afghananen"),
        ("en", "afghanistan", "Afgahnistan, Afganistan"),
        ("en", "dt&v", "the DT&V says"),
        ("fr", "droit d'asile", "Le droit d\u2019asile"),
        ("fr", "l'OIM", "selon l'OIM"),
        ("fr", "main-d'oeuvre", "la main d\u2019\u0153uvre"),
        ("fr", "main d'oeuvre", "la main-d'oeuvre"),
        ("en", "Lodz", "\u0141\u00f3d\u017a"),
        ("de", "Ru\u0308ckkehr", "Die R\u00fcckkehr"),
        ("de", "*erteilung*", "Die Visaerteilung"),
        ("de", "*ermittl*", "Mafiaermittlungen"),
        ("de", "ueb*", "\u00dcbergabe"),
        ("de", "ueb*", "Uebergabe"),
        ("de", "que*", "Ein Querulant"),
        ("en", "monday's strike", "Monday\u2019s strikes"),
        ("de", "bahn-streik", "Ein Bahnstreik und mehr"),
        ("de", "bahn-streik", "Ein Bahn-Streik und mehr"),
        ("de", "bahn-streik*", "Die Bahnstreiktage"),
        ("en", "passports", "Pa\u0455\u0455port\u0455"),
    ],
)
def test_a_term_finds_its_forms(lang: str, term: str, text: str) -> None:
    """Inflection, accents and their absence, capitals, compounds, hyphens, elision, look-alikes, one typing error."""
    assert found([term], text, lang)


@pytest.mark.parametrize(
    ("lang", "term", "text"),
    [
        ("en", "=return", "They are returning"),
        ("en", "=mamamia", "mamamamia"),
        ("en", "=delegation", "delegatoin"),
        ("en", "monday's strike", "monday its strike"),
        ("en", "return*", "They are back"),
        ("en", "herat", "heart"),
        ("en", "2026Z09763", "2026Z09764"),
        ("en", "taliban", "Italian"),
        ("en", "sent back", "back sent"),
        ("en", "sent back", "sent them back"),
        ("de", "Schiff", "Schiffbauer"),
    ],
)
def test_a_term_finds_no_more(lang: str, term: str, text: str) -> None:
    """Exact words, short words and figures bear no error; a phrase is adjacent and in order."""
    assert not found([term], text, lang)


def test_names_have_no_inflection() -> None:
    """Under `any` a word is compared as it stands: a stem of one language is a word of another."""
    names = topic(a={"any": ("Denen",)})
    assert match(names, prepare("nl", "De Denen komen", ())).verdict == "on"
    assert match(names, prepare("de", "Sie geht mit den anderen", ())).verdict == "off"


def test_a_reference_is_compared_to_the_letter() -> None:
    """A neighbouring number is another question."""
    letters = topic(a={"references": ("2026Z09763",)})
    assert match(letters, prepare("nl", "Vragen 2026Z09763", ())).verdict == "on"
    assert match(letters, prepare("nl", "Vragen 2026Z09764", ())).verdict == "off"


def test_never_takes_the_homonym_away() -> None:
    """What stands within a `never` phrase is not found; elsewhere in the same text it is."""
    lists = {"en": ("return",), "never": ("tax return",)}
    assert match(topic(a=lists), prepare("en", "Late with your tax returns", ())).verdict == "off"
    assert match(topic(a=lists), prepare("en", "Tax return and return of migrants", ())).verdict == "on"


def test_a_text_in_an_unknown_language_is_held_against_all() -> None:
    """No language, or one without terms: those of every language count."""
    words = topic(a={"nl": ("terugkeer",), "de": ("Abschiebung",)})
    assert match(words, prepare("", "Abschiebungen", ())).verdict == "on"
    assert match(words, prepare("sv", "Terugkeer", ())).verdict == "on"
    assert match(words, prepare("nl", "Abschiebungen", ())).verdict == "off"


# --- expressions -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("term", "text", "expected"),
    [
        ("return NEAR/3 afghan*", "Afghans may soon return", True),
        ("return NEAR/3 afghan*", "return of two or three Afghans", False),
        ("send BEFORE/3 back", "send them back", True),
        ("send BEFORE/3 back", "back they send", False),
        ("(sent | flown) (back | home)", "flown home", True),
        ("(sent | flown) (back | home)", "sent away", False),
        ("to {place}", "a flight to Kabul", True),
        ("to {place}", "a flight from Kabul", False),
        ("l'{place}", "l'aeroport de Kabul", True),
        ("return NEAR/3 (one two three four five afghans)", "return of one two three four five afghans", True),
        ("(one two three four five afghans) NEAR/3 return", "one two three four five afghans may return", True),
        ("return NEAR/3 (one two three four five afghans)", "one two three four five afghans may return", True),
        ("alpha BEFORE/3 beta BEFORE/3 gamma", "alpha beta x x x beta gamma", False),
        ("alpha BEFORE/6 beta BEFORE/2 gamma", "alpha beta x x beta gamma", True),
        ("near miss", "a near miss", True),
        ("(visa | entry permit) NEAR/4 delegation", "an entry permit for the delegation", True),
    ],
)
def test_terms_combine(term: str, text: str, expected: bool) -> None:
    """NEAR in any order, BEFORE in order, brackets in a phrase, other concepts in braces."""
    assert found([term], text, place=["kabul*"]) is expected


def test_words_of_two_places_are_never_near() -> None:
    """A headline's last word and the lead's first are not side by side."""
    near = topic(Rule("a NEAR/60 b", score=1.0), a=["taliban"], b=["visa"])
    assert match(near, prepare("en", "The Taliban", ["Visa for all"])).verdict == "off"
    assert match(near, prepare("en", "Taliban visa", [])).verdict == "on"


@pytest.mark.parametrize(
    ("text", "column", "expected"),
    [
        ("(a | b", 7, "a closing bracket for the one in column 1"),
        ("a NEAR/0 b", 3, "a number from 1 to 60"),
        ("a NEAR/99 b", 3, "a number from 1 to 60"),
        ("a NEAR/3", 9, "a word, a phrase, {concept} or a bracket"),
        ("", 1, "a word, a phrase, {concept} or a bracket"),
        ("x*y", 1, "`begin*`, `*end` or `*middle*`"),
        ("a AND b", 3, "belong into rules"),
        ("ab*", 1, "at least three letters beside a star"),
        ("a.*b+", 1, "no other signs"),
        ("a near/8 b", 3, "in capitals and between blanks"),
        ("a Before/8 b", 3, "in capitals and between blanks"),
        ("a NEAR/5b", 3, "in capitals and between blanks"),
        ("aNEAR/5 b", 1, "in capitals and between blanks"),
        ("a NEAR/x b", 3, "in capitals and between blanks"),
        ("a NEAR b", 3, "NEAR/n or BEFORE/n"),
        ("a NEAR/" + "9" * 900 + " b", 3, "a number from 1 to 60"),
        ("to {", 4, "a closed {concept}"),
        ("to {a b}", 4, "the name of a concept"),
        ("a)", 2, "or the end"),
        ("(" * 5000, 1000, "at most 1000"),
        ("(" * 400 + "a", 21, "at most 20"),
        (" NEAR/2 ".join("a" * 1 for _ in range(60)), 0, "at most 20 of them"),
    ],
)
def test_a_mistake_in_a_term_names_its_column(text: str, column: int, expected: str) -> None:
    """The editor is told where it stands and what would be right."""
    with pytest.raises(ExpressionError) as caught:
        parse_term(text)
    assert column in (0, caught.value.column)
    assert expected in caught.value.expected


@pytest.mark.parametrize(
    ("text", "column", "expected"),
    [
        ("NOT NOT a", 5, "not NOT twice"),
        ("(" * 400 + "a", 21, "at most 20"),
        ("a AND", 6, "the name of a concept, or a bracket"),
        ("a b", 3, "AND, OR, NEAR/n, BEFORE/n or the end"),
        ("a near/5 b", 3, "in capitals and between blanks"),
        ("a and b", 3, "AND, OR, NEAR/n, BEFORE/n or the end"),
        ("(a OR b", 8, "a closing bracket for the one in column 1"),
        ("nowhere:a", 1, "title, lead, head"),
        ("a NEAR/3 (b AND c)", 1, "joined by OR"),
        ("NOT", 4, "the name of a concept"),
        ("a*", 1, "letters, digits"),
    ],
)
def test_a_mistake_in_a_rule_names_its_column(text: str, column: int, expected: str) -> None:
    """Rules know names of concepts, not words."""
    with pytest.raises(ExpressionError) as caught:
        parse_rule(text)
    assert caught.value.column == column
    assert expected in caught.value.expected


def test_mistakes_of_a_topic_name_key_and_place() -> None:
    """Unknown concepts and concepts that use each other in a circle are told with their key."""
    bad = topic(Rule("a AND missing", score=1.0), a=["to {b}"], b=["from {a}", "{none}", "x y*z"])
    told = {key: (where, expected) for key, where, expected in mistakes(bad)}
    assert "column 7" in told["rules[0].when"][0]
    assert told["rules[0].when"][1] == "a concept of this file: a, b"
    assert "{a} itself" in told["concepts.a"][0]
    assert "column 1" in told["concepts.b.any[1]"][0]
    assert "column 3" in told["concepts.b.any[2]"][0]


def test_concepts_use_each_other_so_deep_and_no_deeper() -> None:
    """A long row of concepts is a mistake, and never the end of the program."""

    def row(length: int) -> Topic:
        return topic(
            Rule("c0", score=1.0), **{f"c{n}": [f"{{c{n + 1}}}"] for n in range(length)}, **{f"c{length}": ["x"]}
        )

    assert list(mistakes(row(19))) == []
    assert match(row(19), prepare("en", "x", ())).verdict == "on"
    assert {key for key, _, _ in mistakes(row(2000))} >= {"concepts.c0", "concepts.c1"}


def test_a_concept_without_terms_in_the_language_finds_nothing() -> None:
    """A known language uses its own terms and those of `any`, also where others have more."""
    words = topic(a={"de": ("Abschiebung",), "any": ("kabul",)}, b={"de": ("Abschiebung",)})
    assert match(words, prepare("nl-BE", "Kabul", ())).verdict == "on"
    assert match(words, prepare("nl", "Abschiebung", ())).verdict == "off"
    only = topic(Rule("b", score=1.0), b={"de": ("Abschiebung",)})
    assert match(only, prepare("nl", "Abschiebung", ())).verdict == "off"
    assert match(only, prepare("de_AT", "Abschiebung", ())).verdict == "on"


@given(st.text(alphabet="ab*{}()|= NEAR/3ORDT-:é", max_size=30))
def test_no_expression_breaks_the_parsers(text: str) -> None:
    """Whatever is written is a tree or a mistake with a column inside the text or just behind it."""
    for parse in (parse_term, parse_rule):
        assert 1 <= column_of(parse, text) <= len(text) + 1


def column_of(parse: Callable[[str], object], text: str) -> int:
    """The column of the mistake in an expression; 1 when there is none."""
    try:
        parse(text)
    except ExpressionError as error:
        return error.column
    return 1


# --- bounds ------------------------------------------------------------------------------------------


def test_a_text_that_repeats_itself_costs_no_more_than_its_pairs() -> None:
    """Ways to read the same words are one: a choice of one word or two, many times over, stays small."""
    many = topic(a=[" ".join(["(foo | foo foo)"] * 24)])
    assert match(many, prepare("en", "foo " * 120, ())).verdict == "on"
    assert match(many, prepare("en", "foo " * 20, ())).verdict == "off"


def test_the_ways_to_read_a_text_that_repeats_itself_are_few() -> None:
    """Concepts of concepts of one word and two, and NEARs of NEARs: endless ways, and an answer at once."""
    doubled = {"c0": ["x", "x x"], **{f"c{n}": [f"{{c{n - 1}}} {{c{n - 1}}}"] for n in range(1, 13)}}
    assert match(topic(Rule("c12", score=1.0), **doubled), prepare("en", "x " * 3_000, ())).verdict == "off"
    nears = {"c0": ["x"], **{f"c{n}": [" NEAR/60 ".join([f"{{c{n - 1}}}"] * 20)] for n in range(1, 4)}}
    assert match(topic(Rule("c3", score=1.0), **nears), prepare("en", "x " * 3_000, ())).verdict == "on"
    placed = Rule("text:a NEAR/2 text:b", "paragraph", score=1.0)
    assert (
        match(topic(placed, a=["alpha"], b=["beta"]), prepare("en", "t", ["alpha w w beta"] * 3_000)).verdict == "off"
    )


def test_a_word_as_long_as_a_book_is_no_slip() -> None:
    """Nobody means a topic's word by ten thousand letters; trying each of them out would fill the memory."""
    from monitor.topics.vocabulary import Vocabulary

    lexicon = Vocabulary("en").lexicon
    assert lexicon.slips("a" * 10_000_000) == ()


_ODD = st.text("abé\u0153I'\u2019.-_,;:!?\"()[]\u2013\u2014\u2026& \t\u00ad\u0301\ufb01\u00df\u0430", max_size=40)


@given(_ODD)
def test_a_text_is_split_as_its_words_are_shown(text: str) -> None:
    """Blanks and marks are the quick way; the pattern that terms are split by says what is right, word by word."""
    place = prepare("en", text, ()).places[0]
    whole = normalise(text)
    parts = [part for m in TOKEN.finditer(whole) for part in parts_of(m[0], m.start())]
    assert place.words == [fold_word(written) for written, _, _ in parts]
    prepared = prepare("en", text, ())
    shown = [prepared.shown((at, at)) for at in range(place.first, place.first + len(parts))]
    assert shown == [written for written, _, _ in parts]


@given(st.lists(st.lists(st.sampled_from("abc"), min_size=1, max_size=4)), st.text("abc", max_size=30))
def test_rows_are_found_wherever_their_words_stand_side_by_side(phrases: list[list[str]], text: str) -> None:
    rows, places = Rows(), dict[int, list[Span]]()
    numbers = {tuple(phrase): rows.add([ord(word) for word in phrase]) for phrase in phrases}
    for at, word in enumerate(text):
        places.setdefault(ord(word), []).append((at, at))
    rows.find(places, [*((ord(word),) for word in text), ()], {})
    for phrase, number in numbers.items():
        size = len(phrase)
        there = [(at, at + size - 1) for at in range(len(text)) if tuple(text[at : at + size]) == phrase]
        assert places.get(number, []) == there


def test_a_phrase_that_may_read_in_very_many_ways_finds_each_of_them() -> None:
    """Up to a number each way is a row; beyond it the parts are looked for one by one."""
    many = [f"({' | '.join(f'{letter}{n}' for n in range(15))})" for letter in "kmp"]
    for ways in (2, 3):
        term = " ".join(many[:ways])
        assert found([term], " ".join(f"{letter}{7 + n}" for n, letter in enumerate("kmp"[:ways])))
        assert not found([term], " ".join(reversed([f"{letter}7" for letter in "kmp"[:ways]])))


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 3)), max_size=12),
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 3)), max_size=12),
    st.integers(1, 9),
)
def test_near_is_the_same_from_either_side(one: list[Span], other: list[Span], within: int) -> None:
    """What is near A is what A is near to; and nothing that is near enough is overlooked."""
    left, right = (sorted({(first, first + length) for first, length in spans}) for spans in (one, other))
    near = Near(Ref("a"), Ref("b"), within, False)
    here = {frozenset((a, b)) for a, b in pairs(left, right, near)}
    there = {frozenset((a, b)) for b, a in pairs(right, left, near)}
    close = {(a, b) for a in left for b in right if max(0, b[0] - a[1], a[0] - b[1]) <= within}
    assert bool(here) is bool(there) is bool(close)
    assert {a for a, _ in close} == {a for a, _ in pairs(left, right, near)}
    assert {b for _, b in close} == {b for _, b in pairs(left, right, near)}


@given(
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 3)), max_size=12),
    st.lists(st.tuples(st.integers(0, 40), st.integers(0, 3)), max_size=12),
    st.integers(1, 9),
)
def test_before_is_near_and_in_order(one: list[Span], other: list[Span], within: int) -> None:
    """The left ends before the right begins, at most so many words on."""
    left, right = (sorted({(first, first + length) for first, length in spans}) for spans in (one, other))
    found = set(pairs(left, right, Near(Ref("a"), Ref("b"), within, True)))
    close = {(a, b) for a in left for b in right if 0 < b[0] - a[1] <= within}
    assert found <= close
    assert {a for a, _ in close} == {a for a, _ in found}
    assert {b for _, b in close} == {b for _, b in found}
