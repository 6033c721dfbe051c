"""What a desk reads: every format says the same, in its language, and nothing from outside gets out of its place."""

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from babel.messages.pofile import read_po
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from monitor.channels.forms import Renderer
from monitor.channels.templates import problems_of
from monitor.core.kinds import KINDS
from monitor.core.model import Alert, Change, Event, EventKind, Fact, Hunk, Match, Message, Piece
from monitor.core.reasons import Code, Reason, because, verbatim
from monitor.core.settings import Channel, Settings, TemplateFiles, Web
from monitor.demo.desk import Desk, text_of
from monitor.demo.newsroom import Newsroom
from monitor.render import digest, html, plain, slack
from monitor.render.language import LOCALE, languages, words_of
from monitor.render.reasons import BETWEEN, HEADINGS, OF_ONE, SENTENCES
from monitor.render.wording import HAPPENED, Style
from tests.conftest import Monitor
from tools.languages import compiled

NOW = datetime(2026, 7, 12, 9, 0, tzinfo=UTC)
ROOT = Path(__file__).parent.parent
ZONE = ZoneInfo("Europe/Brussels")
EVENT = Event("updated", NOW, "belga", "M-0123456789", id=7, item_id=3, topics=("t",), cls="substantive", score=0.8,
              announced=False, from_version=1, to_version=2, reasons=(because("figure_changed", shown=(because("exchanged", before="2,635", after="2,815"),)),))  # fmt: skip
ALERT = Alert(
    EVENT, "Belga", "A title", "https://x.example/a?b=1&c=2", language="en", published_at=NOW,
    facts=(Fact("figure", "2,635", "2,815"),),
    hunks=(Hunk("~", "paragraph", (Piece("-", "2,635"), Piece("+", "2,815"), Piece("=", " stay."))),),
    matches=(Match("t", "Returns", 0.85, "on", (because("in_title", words=("taliban",)),)),), references=("2026Z09763",),
)  # fmt: skip
BIG = Change("substantive", 0.8, hunks=tuple(Hunk("+", "paragraph", (Piece("+", "word " * 1500),)) for _ in range(40)))
HOSTILE = (
    "x\r\nBcc: all@example.org\r\n\r\n<script>alert(1)</script> <!channel> <!here|x> <@U012AB3CD> @everyone @channel @here "
    "<https://evil.example|https://kabul.example> [https://kabul.example](https://evil.example) @jan.peeters \u202egnp.exe \ud800 \x00 *bold* ~struck~ `code` [-a-] {+b+} ${7*7} {{7*7}}"
)


def style(language: str = "en", **more: object) -> Style:
    return replace(Style(ZONE, words=words_of(language)), **more)  # type: ignore[arg-type]


def one(alert: Alert, **more: object) -> Message:
    return replace(Message(alert.event.reference, (alert,)), **more)  # type: ignore[arg-type]


def many(count: int) -> Message:
    """A digest of two sources and a few items."""
    alerts = tuple(
        replace(
            ALERT,
            title=f"Story {n}",
            source_title=("Belga", "Euractiv")[n % 2],
            event=replace(EVENT, reference=f"M-{n:04}", item_id=n // 4 * 2 + n % 2, score=0.5 + (n % 5) / 10, id=n + 1),
        )
        for n in range(count)
    )
    return Message("M-digest", alerts, because=because("digest"))


def settings(**more: object) -> Settings:
    return replace(Settings(Path("config"), "sqlite://"), **more)  # type: ignore[arg-type]


MAIL = Channel("mail", "mailto://127.0.0.1?from=monitor@desk.example&to=a@desk.example")


# --- languages ---------------------------------------------------------------------------------------------


def sentences() -> Iterator[str]:
    """Every sentence in the source that is to be translated."""
    rooms = (ROOT / "monitor" / name for name in ("channels", "render"))
    for file in sorted(file for room in rooms for file in room.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
                if name in ("_", "N_", "words") and isinstance(node.args[0].value, str):
                    yield node.args[0].value


@pytest.mark.parametrize("language", ["nl", "fr"])
def test_every_sentence_has_its_translation_with_the_same_values(language: str) -> None:
    """No sentence untranslated, none that nobody uses, no value lost; and what is compiled is what is written."""
    source = LOCALE / language / "LC_MESSAGES" / "monitor.po"
    catalogue = {str(m.id): str(m.string) for m in read_po(BytesIO(source.read_bytes())) if m.id}
    known = set(sentences())
    assert known - set(catalogue) == set()
    assert set(catalogue) - known == set()
    for sentence, translated in catalogue.items():
        assert translated
        assert set(re.findall(r"\{\w+\}", sentence)) == set(re.findall(r"\{\w+\}", translated)), sentence
    assert source.with_suffix(".mo").read_bytes() == compiled(source)


def test_the_languages_are_those_that_the_configuration_takes() -> None:
    assert list(languages()) == ["en", "fr", "nl"]


def _because() -> Iterator[tuple[str, set[str]]]:
    """Each code that the program names, with the values that stand beside it; those of a `**` are not known."""
    for file in sorted((ROOT / "monitor").rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "because":
                names = {k.arg for k in node.keywords if k.arg}
                first = node.args[0]
                chosen = [first.body, first.orelse] if isinstance(first, ast.IfExp) else [first]
                codes = {c.value for c in chosen if isinstance(c, ast.Constant)}
                if len(names) == len(node.keywords):
                    yield from ((code, names) for code in codes if isinstance(code, str))


def test_every_code_has_its_sentence() -> None:
    """A code without a sentence, and a sentence that no code has, are errors; so are values that nothing shows."""
    codes = set(get_args(Code))
    assert set(SENTENCES) == codes
    assert {*OF_ONE, *HEADINGS, *(code for code, _ in BETWEEN)} <= codes
    named = dict(_because())
    assert len(named) > 60
    for code, names in named.items():
        sentence = SENTENCES[code]
        # What is shown stands in brackets behind any sentence, and `n` also chooses it.
        assert set(re.findall(r"\{(\w+)\}", sentence)) - {"n"} == names - {"n", "shown"}, code


@pytest.mark.parametrize("language", ["nl", "fr"])
def test_every_code_is_said_in_every_language(language: str) -> None:
    """Whatever has words of its own has others there."""
    words = words_of(language)
    spoken = [s for s in (*SENTENCES.values(), *OF_ONE.values(), *HEADINGS.values(), *BETWEEN.values())
              if re.search(r"[a-z]{2}", re.sub(r"\{\w+\}", "", s)) and s != "capture-failure"]  # fmt: skip
    assert len(spoken) > 80
    assert [s for s in spoken if words(s) == s] == []


def test_a_reason_is_said_with_its_values() -> None:
    """Lists, reasons within reasons, one and many, and a code of a later version."""
    english, dutch = words_of("en"), words_of("nl")
    exchanged = because("exchanged", before="2,635", after="2,815")
    spelling = because("only_form_shown", what=(because("form_order"), because("form_spelling")), words=(exchanged,))
    for reason, one, other in (
        (because("figure_changed", shown=(exchanged, because("come", after="3"))),
         "a figure changed (2,635 → 2,815; nothing → 3)", "een getal veranderde (2,635 → 2,815; niets → 3)"),
        (spelling, "only the order and spelling changed: 2,635 → 2,815",
         "alleen gewijzigd: de volgorde en de spelling: 2,635 → 2,815"),
        (because("in_paragraph", words=("taliban", "kabul"), n=3), "taliban + kabul in paragraph 3",
         "taliban + kabul in alinea 3"),
        (because("nothing_new", source="Belga", span=because("days_hours", n=1, h=4)),
         "Belga has had nothing new for 1 day 4 h", "Belga heeft al 1 dag 4 u niets nieuws"),
        (Reason("of_tomorrow", (("n", 3),)), "of_tomorrow (3)", "of_tomorrow (3)"),
        (verbatim("{n} days"), "{n} days", "{n} days"),
    ):  # fmt: skip
        assert (english.say(reason), dutch.say(reason)) == (one, other)


def test_what_earlier_versions_stored_in_english_comes_out_in_dutch() -> None:
    """Their sentences are known again by their words."""
    for stored, shown in (
        ("a figure changed (2,635 → 2,815)", "een getal veranderde (2,635 → 2,815)"),
        ("taliban + kabul in paragraph 3", "taliban + kabul in alinea 3"),
        ("Belga News Agency has had nothing new for 3 days 4 h", "Belga News Agency heeft al 3 dagen 4 u niets nieuws"),
        ("only spelling changed: aylum → asylum", "alleen gewijzigd: de spelling: aylum → asylum"),
        ("Belga has had nothing new for 5 h", "Belga heeft al 5 u niets nieuws"),
        ("3 edits told as one: M-1, M-2; the text is what it was before them",
         "3 wijzigingen in één melding: M-1, M-2; de tekst is weer wat die ervoor was"),
        ("changed: added the word", "veranderd: added the word"),
        ("only spelling changed: nothng → nothing", "alleen gewijzigd: de spelling: nothng → nothing"),
        ("a sentence that nobody knows", "a sentence that nobody knows"),
    ):  # fmt: skip
        assert words_of("nl").say(because("said", words=stored)) == shown
        assert words_of("en").say(because("said", words=stored)) == stored


def test_what_a_newsroom_makes_us_say_is_translated(monitor: Monitor, newsroom: Newsroom) -> None:
    """Every reason and note of a day of edits."""
    slug = "belgium-negotiated-with-the-taliban-this-week-about-returning-afghans"
    for old, new in (("2,635", "2,815"), ("2,815", "no"), ("no", "2,635")):
        newsroom.belga.edit(slug, old, new)
        monitor.poll(revisit=True)
    events = monitor.app.reads.events(limit=99)
    reasons = [r for e in events if e.item_id for r in e.reasons]
    reasons += [e.detail for e in events if e.detail and not e.item_id]
    alerts = [a for e in events if (a := monitor.app.reads.alert_of(e.id))]
    reasons += [t for a in alerts for m in a.matches for t in m.terms]
    assert len(reasons) > 5
    assert [r for r in reasons if words_of("nl").say(r) == words_of("en").say(r)] == []


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("nl", ("Stil gewijzigd", "getal", "een getal veranderde", "taliban in de kop", "zo 12 jul 2026, 11:00 CEST")),
        ("fr", ("Modifié en silence", "chiffre", "un chiffre a changé", "taliban dans le titre", "dim. 12 juil. 2026")),
    ],
)
def test_a_message_speaks_the_channels_language(language: str, expected: tuple[str, ...]) -> None:
    """In all formats, mark and shortening too; the reference line is the same in every language."""
    marked = replace(one(replace(ALERT, shortened=True)), repeat=True, test=True)
    made = style(language, repeat=True, test=True)
    for text in (plain.body(marked, made), html.page(marked, made), slack.body(marked, made)):
        assert all(words in text for words in expected), text
        assert "Reference: M-0123456789" in text
        assert {"nl": "mogelijke herhaling", "fr": "répétition"}[language] in text
        assert {"nl": "ingekort", "fr": "abrégé"}[language] in text


# --- digests -----------------------------------------------------------------------------------------------


def test_a_digest_has_a_line_for_each_alert_by_source_and_item_the_weightiest_first() -> None:
    message = many(12)
    for text in (plain.body(message, style()), html.page(message, style()), slack.body(message, style())):
        assert all(a.event.reference in text and a.title in text for a in message.alerts)
        assert text.index("Story 4") < text.index("Story 0")
        assert "12 alerts: the digest" in text
    found = digest.groups(message.alerts)
    assert [source for source, _ in found] == ["Belga", "Euractiv"]
    assert [[a.title for a in alerts] for _, alerts in found] == [
        ["Story 4", "Story 6", "Story 8", "Story 10", "Story 0", "Story 2"],
        ["Story 9", "Story 11", "Story 1", "Story 3", "Story 5", "Story 7"],
    ]
    assert plain.subject(message, style()).startswith("12 alerts, first: [high] Changed silently: ")


def test_a_digest_of_fifty_fits_every_format() -> None:
    """Titles and addresses as long as they come."""
    long = many(50)
    long = replace(
        long, alerts=tuple(replace(a, title="t" * 500, url=f"https://x.example/{'u' * 90}") for a in long.alerts)
    )
    for text, most in (
        (slack.body(long, style()), 16_000),
        (html.page(long, style()), 60_000),
        (plain.body(long, style()), 60_000),
        (plain.body(replace(long, alerts=long.alerts[:7]), style(), 4_096), 4_096),
    ):
        assert len(text) <= most
        shown = long.alerts if most > 4_096 else long.alerts[:7]
        assert [a.event.reference for a in shown if a.event.reference not in text] == []
        assert "Reference: M-digest" in text


# --- long and hostile ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("public_url", "words"),
    [
        ("", "more of the change is attached"),
        ("https://desk.example", "the whole change: https://desk.example/events/7"),
    ],
)
def test_a_shortened_mail_says_so_and_has_more_with_it(public_url: str, words: str) -> None:
    """300 kB of differences: a page is attached that says how much of it stands there, and the mail stays small."""
    renderer = Renderer(settings(web=Web(public_url=public_url)))
    message = one(replace(ALERT, hunks=BIG.hunks[:3], shortened=True), whole=BIG)
    made = renderer.render(MAIL, message)
    assert len(made.body) < 60_000
    assert words in made.body
    assert made.text is not None
    assert words in made.text
    assert 40_000 < len(made.attachment) < 60_000
    assert "shortened: the first 3 of 40 passages" in made.attachment
    assert made.attachment_name == "M-0123456789.html"
    other = renderer.render(Channel("s", "slackhook://x/y"), message)
    assert (other.attachment, "shortened" in other.body) == ("", True)


def test_a_text_for_a_small_channel_keeps_its_reference() -> None:
    """A short message of 300 characters; a digest leaves out addresses, never an alert."""
    for message, most in ((one(ALERT), 300), (many(9), 700)):
        text = plain.body(message, style(), most)
        assert len(text) <= most
        assert ("shortened" in text) is not message.digest
        assert all(a.event.reference in text for a in message.alerts)
        assert text.splitlines()[-1] == f"Reference: {message.reference}"


def hostile(text: str) -> Message:
    """The text wherever something from outside may stand."""
    alert = replace(
        ALERT, title=text, lead=text, notes=(verbatim(text), because("said", words=text)), references=(text,), source_title=text, language="en",
        facts=(Fact("name", text, text + "!"), Fact("quote", text, text + "?")),
        hunks=(Hunk("~", "paragraph", (Piece("-", text), Piece("+", text))), Hunk("+", "list", (Piece("+", text),))),
        matches=(Match("t", text, 0.8, "on", (because("in_title", words=(text,)),)),),
    )  # fmt: skip
    return one(alert)


def _harmless(message: Message) -> None:
    renderer = Renderer(settings())
    mail = renderer.render(MAIL, message)
    assert "\n" not in mail.title
    assert "\r" not in mail.title
    assert len(mail.title) <= 200
    tree = LexborHTMLParser(mail.body)
    assert tree.css("script, img, iframe, form") == []
    assert all(str(a.attributes["href"]).startswith("https://x.example/") for a in tree.css("a"))
    chat = renderer.render(Channel("s", "slackhook://x/y"), message).body
    assert re.findall(r"<(?!https://x\.example/)", chat) == []
    for text in (chat, renderer.render(Channel("j", "json://x"), message).body):
        assert re.search(r"(?<!\w)@\w|\]\(", text) is None
        assert not re.search("[\u202a-\u202e\u2066-\u2069\ud800-\udfff\x00]", text)
        assert text.splitlines()[-1] == f"Reference: {message.reference}"
    json.loads(renderer.render(Channel("e", "event://x"), message).body.encode("utf-8"))


def test_hostile_content_stays_in_its_place_in_every_format() -> None:
    """Headers in a title, scripts, calls to everybody, disguised links, turned text, lone surrogates."""
    _harmless(hostile(HOSTILE))
    _harmless(replace(many(3), alerts=hostile(HOSTILE).alerts * 3))


@given(st.text(st.characters(codec=None), max_size=60))
def test_whatever_stands_in_a_text_it_is_harmless(text: str) -> None:
    _harmless(hostile(text))


def test_hostile_content_arrives_at_real_receivers(desk: Desk) -> None:
    """Real SMTP and HTTP: one recipient, the reference whole, nothing added to the head."""
    from monitor.channels.sender import Apprise

    sender = Apprise(settings())
    for channel in (
        Channel("m", desk.mail_url()),
        Channel("s", f"slackhook://{desk.http}/slack"),
        Channel("e", f"event://{desk.http}/events"),
        Channel("j", f"json://{desk.http}/json"),
    ):
        for message in (hostile(HOSTILE), hostile(""), replace(hostile(HOSTILE), whole=BIG)):
            assert sender.send(channel, message).ok
    assert len(desk.inbox.mails) == 3
    for mail in desk.inbox.mails:
        assert mail["Bcc"] is None
        assert mail["To"] == "desk@example.org"
        assert text_of(mail).splitlines()[-1] == "Reference: M-0123456789"
    assert [len(desk.posts_to(path)) for path in ("/slack", "/events", "/json")] == [3, 3, 3]


# --- mail ----------------------------------------------------------------------------------------------------


def test_a_mail_can_be_filed_threaded_and_told_from_a_person(desk: Desk) -> None:
    """One thread an item, a Message-ID that a repeat has too, the page attached, text and HTML beside each other."""
    from monitor.channels.sender import Apprise

    sender, channel = Apprise(settings()), Channel("m", desk.mail_url())
    sender.send(channel, one(replace(ALERT, shortened=True), whole=BIG))
    sender.send(channel, one(replace(ALERT, event=replace(EVENT, reference="M-2", kind="withdrawn")), repeat=True))
    sender.send(channel, many(3))
    first, second, third = desk.inbox.mails
    assert first["References"] == second["References"] == "<item-3.monitor@example.org>"
    assert first["List-Id"] == "<belga.monitor.example.org>"
    assert third["References"] is None
    assert first["Auto-Submitted"] == "auto-generated"
    assert first["Message-ID"] == "<M-0123456789@example.org>"
    assert first["X-Monitor-Reference"] == "M-0123456789"
    assert [p.get_content_type() for p in first.walk() if not p.is_multipart()] == [
        "text/plain",
        "text/html",
        "text/html",
    ]
    (page,) = first.iter_attachments()
    assert page.get_filename() == "M-0123456789.html"


# --- templates -----------------------------------------------------------------------------------------------


def test_a_template_of_the_desk_words_mail_and_text_and_keeps_the_reference(tmp_path: Path) -> None:
    mail, text = tmp_path / "mail.html", tmp_path / "alert.txt"
    mail.write_text("<h1>{{ alerts[0].title }}</h1>{% for f in alerts[0].facts %}<p>{{ f.before }}</p>{% endfor %}")
    text.write_text("{{ subject }}\n{{ alerts[0].title }}\n")
    files = TemplateFiles(mail, text)
    assert problems_of(files, ZONE) == {}
    made = Renderer(settings(templates=files)).render(MAIL, hostile("<b>&"))
    assert made.body.startswith("<h1>&lt;b&gt;&amp;</h1>")
    assert made.body.endswith("<p>Reference: M-0123456789</p>")
    assert made.text is not None
    assert made.text.splitlines()[-1] == "Reference: M-0123456789"
    assert "<b>&" in made.text


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{{ nonsense }}", "'nonsense' is undefined"),
        ("line\n{% for %}", "line 2"),
        ("{{ ''.__class__.__mro__ }}", "unsafe"),
        ("{{ range(10000000) | list }}", "Range too big"),
    ],
)
def test_a_template_that_fails_costs_no_message(tmp_path: Path, content: str, words: str) -> None:
    """It is found at the start; a message goes out in the built-in form and says so."""
    file = tmp_path / "mail.html"
    file.write_text(content)
    files = TemplateFiles(file, file)
    assert words in problems_of(files, ZONE)[str(file)]
    made = Renderer(settings(templates=files)).render(MAIL, one(ALERT))
    assert "The template mail.html failed; this is the built-in form." in made.body
    assert "2,815" in made.body
    assert made.text is not None
    assert "built-in form" in made.text


def test_every_kind_of_event_has_its_words() -> None:
    from monitor.core.model import EventKind

    assert set(HAPPENED) == set(get_args(EventKind))


@pytest.mark.parametrize(
    "call",
    ["<!channel>", "<!here|x>", "<@U012AB3CD>", "<@&77>", "<#C024BE7LR>", "<users/all>", "<at user_id='all'>",
     "<https://evil.example|https://kabul.example>", "[words](https://evil.example)", "@everyone"],
)  # fmt: skip
def test_nobody_is_called_and_no_address_hidden_by_a_title_from_outside(call: str) -> None:
    """In the text of every channel and in Slack's form; a smaller than with a blank stays as it is."""
    message = one(replace(ALERT, title=f"{call} 5 < 7"))
    made = Renderer(settings())
    for url in ("ntfy://127.0.0.1/topic", "discord://1/abc", "mmosts://127.0.0.1/token"):
        shown = made.render(Channel("c", url), message)
        assert call not in f"{shown.title}\n{shown.body}"
        assert "5 < 7" in shown.title
    assert call not in made.render(Channel("c", "slackhook://127.0.0.1/x"), message).body


def test_every_kind_of_event_stands_in_the_one_table_and_has_words() -> None:
    """A new kind is one line there and one wording."""
    assert set(KINDS) == set(get_args(EventKind)) == set(HAPPENED)
    assert all(kind.told for kind in KINDS.values() if kind.ours)
