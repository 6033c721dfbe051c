"""Officiële bekendmakingen on their site of our own: the search, publications as XML and as pages."""

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.config.load import load
from monitor.core.errors import ParseError
from monitor.core.model import Document, Request
from monitor.core.settings import Source
from monitor.demo import seeds
from monitor.demo.server import Reply
from monitor.reading import publication
from monitor.sources.officielebekendmakingen import OfficieleBekendmakingen
from tests.conftest import Monitor, Polled, TurnedClock, events_of, kinds_of
from tests.newsroom.bekendmakingen import Bekendmakingen

_LATER = datetime(2026, 7, 13, 9, 0, tzinfo=UTC)


_XML = {"accept": "application/xml"}
_STANZA = 'kind = "officielebekendmakingen"\nurl = "{}"\nterms = [{}]\n'


@pytest.fixture
def published() -> Iterator[Bekendmakingen]:
    with Bekendmakingen(seeds.folder() / "bekendmakingen") as site:
        yield site


def test_an_error_page_with_status_200_is_a_miss(
    published: Bekendmakingen, watching: Polled, clock: TurnedClock
) -> None:
    """The answer is listed, edited, and vanishes behind the site's own error page: a miss, then another, then gone."""
    clock.now = datetime(2026, 5, 10, 9, 0, tzinfo=UTC)
    published.hold_back("ah-tk-20252026-2451")
    monitor = watching(f'kind = "officielebekendmakingen"\nurl = "{published.server.url}"\nterms = ["Taliban"]\n')
    published.publish("ah-tk-20252026-2451")
    clock.now = datetime(2026, 7, 13, 9, 0, tzinfo=UTC)
    assert kinds_of(monitor, clock) == ["published"]
    published.edit("ah-tk-20252026-2451", "<al>Nee.</al>", "<al>Ja.</al>")
    (edit,) = events_of(monitor, clock)
    assert (edit.kind, edit.cls) == ("updated", "substantive")
    assert {v.item.key for v in monitor.app.reads.find("2026Z09763")} == {
        "id:kv-tk-2026Z09763",
        "id:ah-tk-20252026-2451",
    }
    published.hold_back("ah-tk-20252026-2451")
    assert kinds_of(monitor, clock) == []
    assert kinds_of(monitor, clock) == ["withdrawn"]
    published.publish("ah-tk-20252026-2451")
    assert kinds_of(monitor, clock, days=2) == ["restored"]


def test_a_number_in_a_title_is_no_error_page() -> None:
    page = (
        '<html><head><meta name="DC.identifier" content="ah-tk-1"/><title>{}</title></head><body><p>T</p></body></html>'
    )
    read = OfficieleBekendmakingen(Source("s", "officielebekendmakingen", "https://x.example", terms=("a",))).read
    request = Request("https://x.example/ah-tk-1.html", "item")
    for title, absent in (("Aanhangsel nr. 2404", False), ("Kinderen niet gevonden", False), ("404", False)):
        document = Document(request, request.url, "text/html", page.format(title).encode(), _LATER)
        assert bool(read(document).absent) is absent
    bare = Document(request, request.url, "text/html", b"<html><title>Pagina niet gevonden</title></html>", _LATER)
    assert read(bare).absent


def test_a_publication_is_read_as_xml_with_its_questions_numbered(
    published: Bekendmakingen, watching: Polled, clock: TurnedClock
) -> None:
    """The page that a browser opens is shown; one without that form is read from its page."""
    clock.now = datetime(2026, 5, 14, 9, 0, tzinfo=UTC)
    home = published.server.url
    monitor = watching(_STANZA.format(home, '"Taliban", "pakketjes"'))
    shown = {view.item.key: view.item for view in monitor.app.reads.items(limit=9)}
    question = monitor.app.reads.version(shown["id:kv-tk-2026Z09763"].id, 1)
    assert question is not None
    asked = (
        "Kent u het bericht van Euractiv van 20 april 2026 over een Talibandelegatie die in Brussel wordt ontvangen om "
    )
    asked += "de terugkeer van Afghanen te bespreken?[1]"
    assert [(b.kind, b.text) for b in question.blocks[1:]] == [
        ("heading", "Vraag 1"),
        ("paragraph", asked),
        ("footnote", "[1] Euractiv, 20 april 2026, over een uitnodiging van de Commissie."),
        ("heading", "Vraag 2"),
        ("paragraph", "Neemt een Nederlandse ambtenaar aan de gesprekken deel? Zo ja, met welke opdracht?"),
    ]  # fmt: skip
    assert (question.title, shown["id:kv-tk-2026Z09763"].url) == (
        "gesprekken op EU-niveau met de Taliban",
        f"{home}/kv-tk-2026Z09763.html",
    )
    assert {item.requests[0].url.rpartition(".")[2] for item in shown.values()} == {"xml", "html"}


def test_a_form_that_is_not_there_is_asked_for_in_another(
    published: Bekendmakingen, watching: Polled, clock: TurnedClock
) -> None:
    """The record names XML, and the site shows its page for what it does not have: the page is read."""
    clock.now = datetime(2026, 5, 14, 9, 0, tzinfo=UTC)
    xml = published.forms.pop("kv-tk-2026Z09763")
    published.listed_as_xml.add("kv-tk-2026Z09763")
    monitor = watching(_STANZA.format(published.server.url, '"Taliban"'))
    (item,) = [view.item for view in monitor.app.reads.items(limit=9) if "kv-tk" in view.item.key]
    assert (item.version, item.requests[0].url) == (1, f"{published.server.url}/kv-tk-2026Z09763.html")
    published.forms["kv-tk-2026Z09763"] = xml
    assert [e.kind for e in monitor.poll(revisit=True).events] == []


def test_the_order_of_results_is_not_relied_on(
    published: Bekendmakingen, watching: Polled, clock: TurnedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The newest comes on the last page of a search that sorts otherwise."""
    clock.now = datetime(2026, 7, 13, 9, 0, tzinfo=UTC)
    monkeypatch.setattr("monitor.sources.officielebekendmakingen.PER_PAGE", 1)
    monkeypatch.setattr("monitor.sources.officielebekendmakingen.WINDOW_DAYS", 90)
    published.newest_first = False
    published.hold_back("ah-tk-20252026-2451")
    monitor = watching(_STANZA.format(published.server.url, '"Taliban"'))
    published.publish("ah-tk-20252026-2451")
    assert kinds_of(monitor, clock) == ["published"]


def test_what_a_new_term_finds_was_there_already(
    published: Bekendmakingen, watching: Polled, clock: TurnedClock, tmp_path: Path
) -> None:
    """The desk adds a term: what it finds is baseline, what a known term finds as well is news, and so is the next."""
    clock.now = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
    for name in ("ah-tk-20252026-2451", "kv-tk-2026Z11020"):
        published.hold_back(name)
    before = watching(_STANZA.format(published.server.url, '"Taliban"'))
    clock.now = datetime(2026, 7, 10, 9, 0, tzinfo=UTC)
    before.poll()
    stanza = tmp_path / "one" / "sources" / "one.toml"
    stanza.write_text(stanza.read_text().replace('"Taliban"', '"pakketjes", "terugkeer", "Taliban"'))
    published.publish("ah-tk-20252026-2451")
    published.publish("kv-tk-2026Z11020")
    clock.now = datetime(2026, 7, 13, 9, 0, tzinfo=UTC)
    monitor = Monitor(load(tmp_path / "one", {}), clock)
    with closing(monitor.app):
        assert _told(monitor) == {"id:kv-tk-2026Z11020": True, "id:ah-tk-20252026-2451": False}
        published.pages["kv-tk-2026Z11021"] = published.pages["kv-tk-2026Z11020"].replace("Z11020", "Z11021")
        clock.turn(minutes=10)
        assert _told(monitor) == {"id:kv-tk-2026Z11021": False}


def _told(monitor: Monitor) -> dict[str, bool]:
    """Of each item that a poll finds: whether it is baseline."""
    found = [event for event in monitor.poll().events if event.kind == "published"]
    return {monitor.app.store.item(event.item_id or 0).key: event.baseline for event in found}


def test_the_search_refuses_what_was_asked_wrongly(published: Bekendmakingen) -> None:
    """Sorting by a parameter, an index of another name, no version, the answer's form untold."""
    head = "/sru?operation=searchRetrieve&version=2.0&query="
    good = 'c.product-area=="officielepublicaties" and cql.textAndIndexes="Taliban"'
    xml = {"accept": "application/xml"}
    asked = {
        head + quote(good): b"numberOfRecords",
        head + quote(good) + "&sortKeys=dt.modified": b"<details>sortKeys</details>",
        head + quote(good + ' and keyword="x"').replace("keyword", "dt.keyword"): b"<details>dt.keyword</details>",
        head.replace("version=2.0", "version=1.1") + quote(good): b"<details>operation</details>",
    }
    answers = {path: published.server.reply("GET", path, b"", xml).body for path in asked}
    assert [path for path, said in asked.items() if said not in answers[path]] == []
    assert published.server.reply("GET", head + quote(good), b"", {}).content_type == "application/json"


def test_an_older_dialect_and_odd_forms_are_read() -> None:
    """Another root of the questions, no numbers, elements that nobody named, a table, a list below a list."""
    body = b"""\xef\xbb\xbf<officiele-publicatie xmlns="urn:any"><kamervragen><vraagnummer>2</vraagnummer>
      <omschr>Vragen over <ondw>opvang</ondw> (5 mei).</omschr>
      <vraag><nummer>Vraag 4</nummer><al>Hoeveel <nadruk>bed</nadruk>den?</al></vraag>
      <reactie><al><nadruk>Niet</nadruk><nadruk>s</nadruk></al></reactie>
      <tabel><nieuw>Nooit gezien.</nieuw></tabel>
      <lijst><li><li.nr>a.</li.nr><al>eerst</al><lijst><li><li.nr>i.</li.nr><al>onder</al></li></lijst></li></lijst>
      <table><tgroup><tbody><row><entry><al>Jaar</al></entry><entry><al>2025</al></entry></row></tbody></tgroup></table>
      <ondertekening><functie>De minister,</functie><naam><voornaam>B.</voornaam><achternaam>Brink</achternaam></naam>
      </ondertekening></kamervragen></officiele-publicatie>"""
    read = publication.read(body)
    assert read.title == "opvang"
    assert [(b.kind, b.text) for b in read.blocks] == [
        ("paragraph", "Vragen over opvang (5 mei)."), ("heading", "Vraag 4"), ("paragraph", "Hoeveel bedden?"),
        ("paragraph", "Niets"), ("paragraph", "Nooit gezien."), ("list", "a. eerst"), ("list", "i. onder"),
        ("table", "Jaar | 2025"), ("paragraph", "De minister,"), ("paragraph", "B. Brink"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "why"),
    [(b"<html><body>no</body></html>", "root element"), (b"<officiele-publicatie><al>", "cut"),
     (b"<officiele-publicatie><metadata/></officiele-publicatie>", "no text")],
)  # fmt: skip
def test_what_is_no_publication_says_why(body: bytes, why: str) -> None:
    with pytest.raises(ParseError, match=why):
        publication.read(body)


_TAGS = ("vraag", "antwoord", "al", "li", "lijst", "titel", "nieuw", "nadruk", "frame", "reactie")


def _trees(depth: int = 3) -> st.SearchStrategy[str]:
    """Publications of any shape, each of whose words stands once."""
    words = st.sampled_from(["", "WORD"])
    leaf = st.builds(lambda tag, text: f"<{tag}>{text}</{tag}>", st.sampled_from(_TAGS), words)
    return st.recursive(
        leaf,
        lambda inner: st.builds(
            lambda tag, text, parts: f"<{tag}>{text}{''.join(p + t for p, t in parts)}</{tag}>",
            st.sampled_from(_TAGS), words, st.lists(st.tuples(inner, words), max_size=3),
        ),
        max_leaves=8,
    )  # fmt: skip


@given(_trees())
@settings(max_examples=200, deadline=None)
def test_no_word_of_a_publication_is_lost_or_doubled(inside: str) -> None:
    """Whatever its elements are and however they stand in each other."""
    counter = count()
    numbered = re.sub("WORD", lambda _: f" w{next(counter)} ", f"<al>WORD</al>{inside}")
    read = publication.read(f"<officiele-publicatie>{numbered}</officiele-publicatie>".encode())
    found = [word for block in read.blocks for word in re.findall(r"w\d+", block.text)]
    assert sorted(found) == sorted(re.findall(r"w\d+", numbered))


def test_a_known_term_that_fails_makes_the_new_one_wait(
    published: Bekendmakingen, watching: Polled, clock: TurnedClock, tmp_path: Path
) -> None:
    """What both would find is news; and a list that stays broken keeps no healthy term from being known."""
    clock.now = datetime(2026, 6, 1, 9, 0, tzinfo=UTC)
    published.hold_back("ah-tk-20252026-2451")
    watching(_STANZA.format(published.server.url, '"Taliban"'))
    stanza = tmp_path / "one" / "sources" / "one.toml"
    stanza.write_text(stanza.read_text().replace('"Taliban"', '"terugkeer", "Taliban"'))
    published.publish("ah-tk-20252026-2451")
    clock.now = datetime(2026, 7, 13, 9, 0, tzinfo=UTC)
    real = published.server._answer
    broken = Reply(b"", status=500)
    published.server._answer = lambda m, p, b: broken if "Taliban" in p else real(m, p, b)
    monitor = Monitor(load(tmp_path / "one", {}), clock)
    with closing(monitor.app):
        assert _told(monitor) == {}
        published.server._answer = real
        clock.turn(hours=1)
        assert _told(monitor) == {"id:ah-tk-20252026-2451": False}
        published.server._answer = lambda m, p, b: broken if "Taliban" in p else real(m, p, b)
        for _ in range(2):
            clock.turn(hours=2)
            assert _told(monitor) == {}
        page = published.pages["kv-tk-2026Z11020"]
        published.pages["kv-tk-2026Z11099"] = page.replace("Z11020", "Z11099").replace("pakketjes", "terugkeer")
        clock.turn(hours=2)
        assert _told(monitor) == {"id:kv-tk-2026Z11099": False}


def test_an_item_keeps_its_form_when_the_record_names_it_no_more(
    published: Bekendmakingen, watching: Polled, clock: TurnedClock
) -> None:
    clock.now = datetime(2026, 5, 14, 9, 0, tzinfo=UTC)
    monitor = watching(_STANZA.format(published.server.url, '"Taliban"'))
    published.listed_as_xml.clear()
    page = published.pages["kv-tk-2026Z09763"]
    published.pages["kv-tk-2026Z09763"] = page.replace('content="2026-05-13"', 'content="2026-05-14"')
    assert kinds_of(monitor, clock) == []


def test_an_old_publication_whose_data_are_touched_is_no_news(
    published: Bekendmakingen, watching: Polled, clock: TurnedClock
) -> None:
    clock.now = datetime(2026, 7, 13, 9, 0, tzinfo=UTC)
    published.hold_back("ah-tk-20252026-2451")
    monitor = watching(_STANZA.format(published.server.url, '"Taliban", "pakketjes"'))
    old = published.shelf["ah-tk-20252026-2451"].replace('content="2026-07-13"', 'content="2015-03-02"')
    published.pages["ah-tk-20142015-17"] = old.replace("ah-tk-20252026-2451", "ah-tk-20142015-17")
    published.touched["ah-tk-20142015-17"] = "2026-07-13"
    assert kinds_of(monitor, clock) == []


def test_a_search_that_never_ends_is_ended(published: Bekendmakingen, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a search whose count is wrong some pages are asked for, and that is said; one whose records name nothing is
    trouble.
    """
    monkeypatch.setattr("monitor.sources.officielebekendmakingen.MOST", 4)
    made = OfficieleBekendmakingen(Source("s", "officielebekendmakingen", published.server.url, terms=("Taliban",)))
    request = made.start(datetime(2026, 7, 13, 9, 0, tzinfo=UTC))[0]
    for record, follows in ((1, 1), (4, 0)):
        asked = replace(request, context=f"Taliban 2026-06-13 {record}")
        body = published.server.reply("GET", request.url.removeprefix(published.server.url), b"", _XML).body
        body = re.sub(rb"numberOfRecords>\d+", b"numberOfRecords>9999", body)
        page = made.read(Document(asked, asked.url, "", body, _LATER))
        assert (len(page.follow), "of 9999 records" in page.note) == (follows, not follows)
    with pytest.raises(ParseError, match="identifier"):
        made.read(Document(request, request.url, "", body.replace(b"identifier", b"id"), _LATER))
