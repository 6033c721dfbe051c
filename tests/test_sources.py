"""The kinds beyond the first three, each polled over real HTTP at its own site: found, changed, gone, back."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count

import pytest
from sqlalchemy import text

from monitor.core.model import Document, Request
from monitor.core.settings import Source
from monitor.demo import seeds
from monitor.demo.newsroom import Newsroom
from monitor.demo.server import Fault, Reply
from monitor.pipeline.polling.report import PollOptions
from monitor.render.views import sentences
from monitor.sources.kinds import adapter
from monitor.sources.officielebekendmakingen import OfficieleBekendmakingen
from tests.conftest import Monitor, Polled, TurnedClock, events_of, kinds_of
from tests.newsroom.bekendmakingen import Bekendmakingen
from tests.newsroom.presscorner import PressCorner
from tests.newsroom.site import Site
from tests.newsroom.tweedekamer import BASE, TweedeKamer

_LATER = datetime(2026, 7, 13, 9, 0, tzinfo=UTC)


# --- Tweede Kamer ------------------------------------------------------------------------------------


@pytest.fixture
def kamer() -> Iterator[TweedeKamer]:
    place = seeds.folder()
    with TweedeKamer(place / "tweedekamer", place / "rijksoverheid" / "letters") as site:
        yield site


def _kamer(kamer: TweedeKamer) -> str:
    return f'kind = "tweedekamer"\nurl = "{kamer.server.url}{BASE}"\nterms = ["Taliban", "Afghanistan"]\n'


def test_a_question_is_asked_postponed_and_answered(kamer: TweedeKamer, watching: Polled, clock: TurnedClock) -> None:
    """Three documents, three items, one reference; the postponement moves the question's term, which is told."""
    clock.now = datetime(2026, 5, 10, 9, 0, tzinfo=UTC)
    question, delay, reply = (
        kamer.id_of(k) for k in ("Schriftelijke vragen", "Uitstel", "Antwoord schriftelijke vragen")
    )
    for name in (question, delay, reply):
        kamer.hold_back(name)
    monitor = watching(_kamer(kamer))
    kamer.publish(question, clock.now)
    assert kinds_of(monitor, clock, days=1) == ["published"]
    kamer.publish(delay, clock.now)
    kamer.postpone("2026Z09763", "2026-06-24T00:00:00Z", clock.now)
    told = events_of(monitor, clock, days=1)
    assert sorted(e.kind for e in told) == ["published", "updated"]
    facts = [(f.before, f.after) for e in told for f in e.facts if e.kind == "updated"]
    assert facts == [("3 juni 2026", "24 juni 2026")]
    kamer.publish(reply, clock.now)
    assert kinds_of(monitor, clock, days=1) == ["published"]
    found = [view.item for view in monitor.app.reads.find("2026Z09763")]
    assert len(found) == 3
    latest = monitor.app.store.latest(found[-1].id)
    assert latest is not None
    assert "één Nederlandse ambtenaar" in " ".join(b.text for b in latest.blocks)


def test_a_clean_up_that_restamps_everything_is_no_change(
    kamer: TweedeKamer, watching: Polled, clock: TurnedClock
) -> None:
    monitor = watching(_kamer(kamer))
    kamer.restamp(_LATER)
    assert kinds_of(monitor, clock, days=1) == []


def test_a_letter_leads_to_a_page_and_says_what_it_answers(
    kamer: TweedeKamer, watching: Polled, clock: TurnedClock
) -> None:
    """What is shown is a page for people; an address that only a newer reader gives is no move."""
    clock.now = datetime(2026, 5, 30, 9, 0, tzinfo=UTC)
    answer = kamer.id_of("Antwoord schriftelijke vragen")
    kamer.hold_back(answer)
    monitor = watching(_kamer(kamer))
    kamer.publish(answer, clock.now)
    (event,) = events_of(monitor, clock)
    (view,) = monitor.app.reads.find(f"uuid:{answer}")
    number = view.item.key.removeprefix("id:")
    assert view.item.url == f"https://www.tweedekamer.nl/kamerstukken/detail?id={number}&did={number}"
    alert = monitor.app.reads.alert_of(event.id)
    assert alert is not None
    assert alert.lead.startswith("Antwoord")
    with monitor.app.database.write() as connection:
        connection.execute(text("UPDATE items SET url = 'http://old/Document(1)/Resource'"))
        connection.execute(text("UPDATE versions SET reader = 'tweedekamer-1'"))
    kamer.restamp(clock.now)
    assert kinds_of(monitor, clock) == []


@pytest.mark.parametrize("kind", ["Vragen gesteld door de leden der Kamer", "Mededeling (uitstel antwoord)"])
def test_whatever_carries_a_question_carries_its_term(
    kind: str, kamer: TweedeKamer, watching: Polled, clock: TurnedClock
) -> None:
    clock.now = datetime(2026, 5, 20, 9, 0, tzinfo=UTC)
    kamer.documents[kamer.id_of("Schriftelijke vragen")]["Soort"] = kind
    kamer.hold_back(kamer.id_of("Uitstel"))
    kamer.hold_back(kamer.id_of("Antwoord schriftelijke vragen"))
    monitor = watching(_kamer(kamer))
    kamer.postpone("2026Z09763", "2026-07-15T00:00:00Z", clock.now)
    facts = [(f.before, f.after) for e in events_of(monitor, clock) for f in e.facts]
    assert facts == [("3 juni 2026", "15 juli 2026")]


def test_a_question_that_is_withdrawn_is_said(kamer: TweedeKamer, watching: Polled, clock: TurnedClock) -> None:
    clock.now = datetime(2026, 5, 30, 9, 0, tzinfo=UTC)
    name = kamer.id_of("Uitstel")
    kamer.documents[name] |= {"Soort": "Mededeling", "Onderwerp": "Vragen over gesprekken met de Taliban ingetrokken"}
    kamer.hold_back(name)
    monitor = watching(_kamer(kamer))
    kamer.publish(name, clock.now)
    assert kinds_of(monitor, clock) == ["published"]
    (view,) = monitor.app.reads.find(f"uuid:{name}")
    version = monitor.app.reads.version(view.item.id, 1)
    assert version is not None
    assert "De vragen zijn ingetrokken." in [b.text for b in version.blocks]


def test_older_documents_are_found_behind_one_that_was_stamped_anew(
    kamer: TweedeKamer, watching: Polled, clock: TurnedClock
) -> None:
    """The server's own pages are followed to their end; how old a document on one is says nothing."""
    kamer.page = 1
    base = kamer.documents[kamer.id_of("Schriftelijke vragen")]
    for number in range(6):
        when = f"2026-07-{10 - number:02}T08:00:00+02:00"
        kamer.documents[f"0000000{number}-31f4-4c55-9a0e-0c7be4c0a101"] = {
            **base, "Id": f"0000000{number}-31f4-4c55-9a0e-0c7be4c0a101", "DocumentNummer": f"2026D0000{number}",
            "Datum": "2019-01-01T00:00:00+01:00" if number == 1 else when, "GewijzigdOp": when,
        }  # fmt: skip
        kamer.files[f"0000000{number}-31f4-4c55-9a0e-0c7be4c0a101"] = kamer.files[base["Id"]]
    monitor = watching(_kamer(kamer))
    monitor.app.poll((), PollOptions(since=datetime(2026, 1, 1, tzinfo=UTC)), send=False, progress=lambda *_: None)
    keys = {view.item.key for view in monitor.app.reads.items(limit=99)}
    assert {f"id:2026D0000{number}" for number in range(6)} <= keys


@pytest.mark.parametrize(
    ("title", "subject", "shown"),
    [
        ("JBZ-Raad", "Verslag", "JBZ-Raad: Verslag"),
        (None, "Vragen over de Taliban", "Vragen over de Taliban"),
        ("Vragen van het lid Piri over de Taliban", "Het lid Piri over de Taliban", "Vragen van het lid Piri over de Taliban"),
        ("Terugkeer", "Terugkeer Afghanen", "Terugkeer Afghanen"),
    ],
)  # fmt: skip
def test_a_title_says_a_thing_once(title: str | None, subject: str, shown: str) -> None:
    row = {"Id": "1", "DocumentNummer": "2026D00001", "Titel": title, "Onderwerp": subject, "GewijzigdOp": ""}
    made = adapter(Source("k", "tweedekamer", "https://x.example/OData", terms=("Taliban",)))
    request = made.start(_LATER)[0]
    body = json.dumps({"value": [row]}).encode()
    assert made.read(Document(request, request.url, "", body, _LATER)).entries[0].title == shown


# --- the requests of an earlier version, which the real sites refuse ----------------------------------


def test_what_was_asked_wrongly_is_refused(kamer: TweedeKamer) -> None:
    """As the real service does: paths in other letters are nothing, unknown options are 400, pages have a bound."""
    name = next(iter(kamer.documents))

    def status(path: str) -> int:
        return kamer.server.reply("GET", path, b"", {}).status

    assert status(f"{BASE}/Document({name})/Resource") == 404
    assert status(f"{BASE}/Document({name})/resource") == 200
    assert status(f"{BASE}/document?$top=1") == 404
    assert status(f"{BASE}/Document?$search=Taliban") == 400
    assert status(f"{BASE}/Document?$filter=contains(onderwerp,'x')") == 400
    kamer.page = 2
    found = json.loads(kamer.server.reply("GET", f"{BASE}/Document?$top=100", b"", {}).body)
    assert len(found["value"]) == 2
    assert "@odata.nextLink" in found


def test_a_deletion_mark_counts_at_once(kamer: TweedeKamer, watching: Polled, clock: TurnedClock) -> None:
    """`Verwijderd` is the source's own word: no second look is waited for; and back is back."""
    monitor = watching(_kamer(kamer))
    reply = kamer.id_of("Antwoord schriftelijke vragen")
    kamer.delete(reply, _LATER)
    (gone,) = events_of(monitor, clock)
    assert (gone.kind, sentences(gone.reasons)) == ("withdrawn", ["the Tweede Kamer marks the document as deleted"])
    assert kinds_of(monitor, clock, days=2) == []
    kamer.undelete(reply, _LATER)
    assert kinds_of(monitor, clock, days=2) == ["restored"]


# --- officielebekendmakingen ---------------------------------------------------------------------------


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
    published.edit("ah-tk-20252026-2451", "Antwoord 11. Nee.", "Antwoord 11. Ja.")
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


# --- press corner ----------------------------------------------------------------------------------------


@pytest.fixture
def press() -> Iterator[PressCorner]:
    with PressCorner(seeds.folder() / "presscorner") as site:
        yield site


def test_the_press_corner_is_read_in_lists_details_and_prints(
    press: PressCorner, watching: Polled, clock: TurnedClock
) -> None:
    """A statement appears and is edited; a detail without text is read from its print."""
    press.hold_back("STATEMENT/26/1388")
    monitor = watching(f'kind = "presscorner"\nurl = "{press.server.url}/commission/presscorner"\n')
    press.publish("STATEMENT/26/1388")
    (first,) = events_of(monitor, clock)
    assert (first.kind, first.topics) == ("published", ("afghan-returns",))
    press.edit("STATEMENT/26/1388", "fifteen Member States", "sixteen Member States")
    (edit,) = events_of(monitor, clock)
    assert [(f.type, f.before, f.after) for f in edit.facts] == [("figure", "fifteen", "sixteen")]
    letter = seeds.folder() / "rijksoverheid" / "letters" / "joint-letter-return-afghanistan.pdf"
    press.print_only("IP/26/1361", letter.read_bytes())
    assert "updated" in [e.kind for e in monitor.poll(revisit=True).events]


def test_a_daily_news_is_told_by_its_sections(press: PressCorner, watching: Polled, clock: TurnedClock) -> None:
    """Twelve announcements on one page: the alert names the one that changed; one on another subject tells nobody."""
    press.hold_back("MEX/26/1402")
    monitor = watching(f'kind = "presscorner"\nurl = "{press.server.url}/commission/presscorner"\n')
    press.publish("MEX/26/1402")
    (first,) = events_of(monitor, clock)
    heading = "Returns: second technical meeting on Afghan nationals in preparation"
    named = f"it stands in the section “{heading}”"
    assert (first.topics, named in sentences(first.reasons)) == (("afghan-returns",), True)
    alert = monitor.app.reads.alert_of(first.id)
    assert alert is not None
    assert alert.lead.startswith("Returns: the Commission is preparing")
    press.edit("MEX/26/1402", "One ticket is to cover", "No ticket is to cover")
    (edit,) = events_of(monitor, clock)
    assert (edit.kind, edit.topics, monitor.app.reads.alert_of(edit.id)) == ("updated", (), None)
    press.edit("MEX/26/1402", "a second technical meeting", "a third technical meeting")
    (edit,) = events_of(monitor, clock)
    assert edit.topics == ("afghan-returns",)
    assert named in sentences(edit.reasons)


def test_updated_on_is_the_sources_announcement(press: PressCorner, watching: Polled, clock: TurnedClock) -> None:
    """The line is no text of its own; an edit without it is of a source that gives no stamp."""
    monitor = watching(f'kind = "presscorner"\nurl = "{press.server.url}/commission/presscorner"\n')
    press.edit("STATEMENT/26/1388", "fifteen Member States", "sixteen Member States")
    assert [e.announced for e in events_of(monitor, clock)] == [None]
    text_of = press.documents["STATEMENT/26/1388"]["docuLanguageResource"]
    text_of["htmlContent"] = "<p>*Updated on 13/07/2026</p>" + text_of["htmlContent"].replace("sixteen", "twenty")
    (edit,) = events_of(monitor, clock)
    assert (edit.announced, [(f.before, f.after) for f in edit.facts]) == (True, [("sixteen", "twenty")])
    text_of["htmlContent"] = text_of["htmlContent"].replace("13/07", "14/07")
    assert kinds_of(monitor, clock) == []


def test_the_press_corner_refuses_what_was_asked_wrongly(press: PressCorner) -> None:
    """A list by `documenttype`, pages above 100, days in another form, keys in capitals."""
    base = "/commission/presscorner/api"

    def status(path: str) -> int:
        return press.server.reply("GET", f"{base}/{path}", b"", {}).status

    assert status("documents?language=en&documenttype=IP&pagesize=50&pagenumber=1") == 400
    search = "search?language=en&documentTypeCodes=IP,MEX&pagesize={}&pagenumber={}&datefrom={}&dateto=12072026"
    assert status(search.format(100, 1, "01072026")) == 200
    assert status(search.format(101, 1, "01072026")) == 400
    assert status(search.format(100, 0, "01072026")) == 400
    assert status(search.format(100, 1, "2026-07-01")) == 400
    assert status("documents?Reference=IP/26/1410&language=en") == 400


# --- Rijksoverheid -------------------------------------------------------------------------------------


_KINDS = (
    "/ministeries/ministerie-van-asiel-en-migratie/nieuws/2026/07/03/terugkeer", "/onderwerpen/terugkeer",
    "/vraag-en-antwoord/terugkeer/krijg-ik-hulp-bij-terugkeer", "/actueel/agenda/2026/07/06/agenda-minister-week-28",
    "/themas/migratie/terugkeer", "/actueel/weblogs/ambassade/2026/terugkeer",
)  # fmt: skip


def test_every_page_that_the_government_lists_is_an_item() -> None:
    """What an earlier version left out is marked so: it is no news to a source that was polled before."""
    made = adapter(Source("r", "rijksoverheid", "https://www.rijksoverheid.nl", terms=("Taliban",)))
    request = next(r for r in made.start(_LATER) if "/api/rss" in r.url)
    links = (*_KINDS, "/actueel/nieuws/2026/07/03/x", "/documenten/2026/07/03/y", "/")
    items = "".join(f"<item><title>t</title><link>https://www.rijksoverheid.nl{link}</link></item>" for link in links)
    body = f'<rss version="2.0"><channel><title>x</title>{items}</channel></rss>'.encode()
    entries = made.read(Document(request, request.url, "", body, _LATER)).entries
    assert [(entry.url.removeprefix("https://www.rijksoverheid.nl"), entry.came) for entry in entries] == [
        *((link, 2) for link in _KINDS), ("/actueel/nieuws/2026/07/03/x", 1), ("/documenten/2026/07/03/y", 1)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("shape", "more"),
    [({}, False), ({"totalPages": 3}, True), ({"totalPages": 1}, False), ({"plain": True}, False)],
)
def test_results_stand_under_either_name(shape: dict[str, object], more: bool) -> None:
    """Sister sites of the make answer `results` with `totalPages`; how many rows a page has is theirs to say."""
    made = adapter(Source("r", "rijksoverheid", "https://www.rijksoverheid.nl", terms=("Taliban",)))
    request = next(r for r in made.start(_LATER) if r.method == "POST")
    rows = [{"url": {"raw": f"/documenten/2026/07/0{n}/y"}, "page_title": {"raw": "t"}} for n in range(1, 4)]
    answer = {"rawResponse": {"rawResults": rows}} if shape.get("plain") else {"results": rows, **shape}
    page = made.read(Document(request, request.url, "", json.dumps(answer).encode(), _LATER))
    assert (len(page.entries), page.older is not None) == (3, more)


def test_a_site_that_takes_fewer_results_a_page_is_asked_for_fewer(watching: Polled) -> None:
    with Newsroom() as room:
        room.rijksoverheid.most = 10
        stanza = f'kind = "rijksoverheid"\nurl = "{room.rijksoverheid.server.url}"\nterms = ["Taliban"]\n'
        monitor = watching(stanza)
        posts = [asked.status for asked in room.rijksoverheid.server.take_log() if asked.method == "POST"]
        assert posts[:2] == [400, 200]
        assert len(monitor.app.reads.items(limit=99)) > 3


# --- any site: feed, sitemap, page -------------------------------------------------------------------------


@pytest.fixture
def site() -> Iterator[Site]:
    with Site(seeds.folder() / "site") as running:
        yield running


_STANZAS = {
    "rss": 'kind = "feed"\nurl = "{}/rss.xml"\n',
    "atom": 'kind = "feed"\nurl = "{}/atom.xml"\n',
    "json": 'kind = "feed"\nurl = "{}/feed.json"\n',
    "sitemap": 'kind = "sitemap"\nurl = "{}"\nterms = ["/news/"]\n',
    "packed": 'kind = "sitemap"\nurl = "{}/sitemap.xml.gz"\nterms = ["/news/"]\n',
    "news": 'kind = "sitemap"\nurl = "{}/news-sitemap.xml"\n',
    "index": 'kind = "sitemap"\nurl = "{}/sitemap-index.xml"\nterms = ["/news/"]\n',
    "links": 'kind = "page"\nurl = "{}/news"\nselectors = {{ links = "li.teaser a", body = "article" }}\n',
}


@pytest.mark.parametrize("form", _STANZAS)
def test_a_site_is_watched_by_whatever_it_offers(form: str, site: Site, watching: Polled, clock: TurnedClock) -> None:
    """A new article, an edit of its text, another address for it, and its end."""
    path = site.path_of("missions")
    site.hold_back(path)
    monitor = watching(_STANZAS[form].format(site.server.url))
    site.publish(path)
    assert kinds_of(monitor, clock) == ["published"]
    site.edit(path, "rose by a quarter", "rose by a third")
    (edit,) = events_of(monitor, clock)
    assert (edit.kind, edit.cls, edit.topics) == ("updated", "substantive", ("afghan-returns",))
    site.rename(path, "/news/69541-belgium-plans-missions")
    assert kinds_of(monitor, clock) == ["moved"]
    site.hold_back("/news/69541-belgium-plans-missions")
    assert kinds_of(monitor, clock) == []
    assert kinds_of(monitor, clock) == ["withdrawn"]


def test_one_page_is_looked_at_in_every_poll(site: Site, watching: Polled, clock: TurnedClock) -> None:
    """Whatever it is about: here a page on no topic comes on topic, months after it was first seen."""
    path = site.path_of("reception")
    monitor = watching(f'kind = "page"\nurl = "{site.server.url}{path}"\n')
    assert kinds_of(monitor, clock, days=200) == []
    site.edit(
        path, "Flanders opens", "The Taliban delegation in Brussels spoke of the return of Afghans. Flanders opens"
    )
    assert kinds_of(monitor, clock) == ["updated", "now_on_topic"]
    site.hold_back(path)
    assert kinds_of(monitor, clock) == []
    assert kinds_of(monitor, clock) == ["withdrawn"]


def test_a_story_under_a_new_address_is_the_story_it_was(site: Site, watching: Polled, clock: TurnedClock) -> None:
    """Also while nobody looks at the old address: the same text, and the old one leads to the new or is gone."""
    monitor = watching(_STANZAS["rss"].format(site.server.url))
    clock.turn(days=40)
    monitor.poll()
    site.rename(site.path_of("71800"), "/news/71800-invoices-go-electronic")
    assert kinds_of(monitor, clock) == ["moved"]
    gone = site.path_of("71555")
    site.rename(gone, "/news/71555-more-places")
    del site.renamed[gone]
    assert kinds_of(monitor, clock) == ["moved"]
    (view,) = monitor.app.reads.find("/news/71555-more-places")
    assert view.item.version == 1
    assert [v.item.id for v in monitor.app.reads.find(gone)] == [view.item.id]


def test_a_copy_under_another_address_is_another_item(site: Site, watching: Polled, clock: TurnedClock) -> None:
    monitor = watching(_STANZAS["rss"].format(site.server.url))
    path = site.path_of("71800")
    site.pages["/news/99999-copy"] = site.pages[path].replace(path, "/news/99999-copy")
    assert kinds_of(monitor, clock) == ["published"]
    assert len({v.item.id for p in (path, "/news/99999-copy") for v in monitor.app.reads.find(p)}) == 2


def test_the_check_says_what_each_selector_finds(site: Site, watching: Polled) -> None:
    """And of an index of sitemaps what one of them holds."""
    app = watching(_STANZAS["links"].format(site.server.url)).app
    (found,) = app.check_online(["one"])
    facts = [fact for report in found.addresses for fact in report.facts]
    assert facts == ["selector links = 'li.teaser a': 8 found", "selector body = 'article': 1 found"]


def test_the_check_of_an_index_looks_into_one_of_its_sitemaps(site: Site, watching: Polled) -> None:
    (found,) = watching(_STANZAS["index"].format(site.server.url)).app.check_online(["one"])
    assert [(r.role, r.count) for r in found.addresses] == [("list", 0), ("list", 4), ("item", 2)]


FRONT = (
    '<html><head><title>All the news</title><link rel="canonical" href="https://site.example/front"/></head>'
    "<body><article><h1>All the news</h1><p>The site of all the news there is, every morning.</p></article></body></html>"
)
NOTICE = "<!DOCTYPE html><html><head><title>Maintenance</title></head><body><main><p>{}</p></main></body></html>"


def _polled(monitor: Monitor, clock: TurnedClock, **span: float) -> tuple[list[str], str | None]:
    clock.turn(**span)
    report = monitor.poll()
    pages = monitor.app.source_states()[0]["unreadable"]
    error = report.sources[0].run.error or next((page["why"] for page in pages), None)
    return [e.kind for e in report.events if e.kind != "touched"], error


def test_a_notice_in_the_place_of_an_article_is_no_edit(site: Site, watching: Polled, clock: TurnedClock) -> None:
    """It has nothing of the text and names nothing: it cannot be read, until it stood there as long as a page is gone."""
    path = site.path_of("missions")
    monitor = watching(_STANZAS["rss"].format(site.server.url))
    article, site.pages[path] = site.pages[path], NOTICE.format("We are improving our website and will be back soon.")
    site.hold_back(path)
    site.server.luck = lambda asked: Fault("", "html") if asked == path else None
    for _ in range(2):
        kinds, error = _polled(monitor, clock, seconds=20)
        assert kinds == []
        assert error is not None
        assert "another text altogether stands there ('Maintenance')" in error
    site.server.luck = lambda _: None
    site.pages[path] = article
    assert _polled(monitor, clock, minutes=10) == ([], None)
    site.server.luck = lambda asked: Fault("", "html") if asked == path else None
    assert _polled(monitor, clock, minutes=10)[0] == []
    assert _polled(monitor, clock, minutes=10)[0] == ["updated", "left_topic"]


def test_an_article_that_is_written_anew_is_told_when_it_stands_twice(
    site: Site, watching: Polled, clock: TurnedClock
) -> None:
    """It names itself: the second look believes it."""
    path = site.path_of("missions")
    monitor = watching(_STANZAS["rss"].format(site.server.url))
    other = site.pages[site.path_of("71800")]
    site.pages[path] = other.replace(site.path_of("71800"), path).replace("Invoices go", "Bills go")
    kinds, error = _polled(monitor, clock, minutes=10)
    assert kinds == []
    assert error is not None
    assert _polled(monitor, clock, minutes=10) == (["updated", "left_topic"], None)


def test_a_page_that_leads_to_the_front_page_is_gone(site: Site, watching: Polled, clock: TurnedClock) -> None:
    """A redirect to another page is no edit of the article, and no new address for it."""
    path = site.path_of("missions")
    monitor = watching(_STANZAS["rss"].format(site.server.url))
    site.renamed[path] = "/front"
    del site.pages[path]
    real = site.answer
    front = FRONT.encode()
    site.server._answer = lambda m, p, b: Reply(front) if p == "/front" else real(m, p, b)
    kinds = [kind for _ in range(3) for kind in _polled(monitor, clock, minutes=10)[0]]
    assert kinds == ["withdrawn"]


def test_pages_that_all_give_the_front_page_as_their_address_stay_apart(
    site: Site, watching: Polled, clock: TurnedClock
) -> None:
    for path, page in site.pages.items():
        site.pages[path] = page.replace(f"https://site.example{path}", "https://site.example/")
    monitor = watching(_STANZAS["sitemap"].format(site.server.url))
    assert len({v.item.id for v in monitor.app.reads.items(limit=50) if v.item.version}) == len(site.pages)


@pytest.mark.parametrize(
    "entry",
    [
        '{"id": "odd", "url": "http://[bad/x", "content_text": "Words."}',
        '{"id": "odd", "url": "/news/odd", "date_published": "0001-01-01T00:00:00+01:00", "content_text": "Words."}',
        '{"id": "odd", "content_text": ""}',
    ],
)
def test_one_odd_entry_does_not_hide_the_others(
    entry: str, site: Site, watching: Polled, clock: TurnedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An address that cannot be taken apart, a date before all dates, an entry without anything."""
    real = site.answer

    def with_odd(method: str, path: str, body: bytes) -> Reply | None:
        reply = real(method, path, body)
        if path == "/feed.json" and reply:
            return replace(reply, body=reply.body.replace(b'"items": [', f'"items": [{entry}, '.encode()))
        return reply

    monkeypatch.setattr(site.server, "_answer", with_odd)
    path = site.path_of("missions")
    site.hold_back(path)
    monitor = watching(_STANZAS["json"].format(site.server.url))
    site.publish(path)
    clock.turn(minutes=10)
    assert "published" in [e.kind for e in monitor.poll().events]


def test_an_empty_sitemap_of_an_index_is_no_trouble(site: Site, watching: Polled, clock: TurnedClock) -> None:
    """Of an index no sitemap must hold anything; an index that leads nowhere is trouble."""
    news = site.answer("GET", "/news-sitemap.xml", b"")
    assert news is not None
    empty = Reply(b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"></urlset>', "application/xml")
    real = site.answer
    site.server._answer = lambda m, p, b: empty if p == "/news-sitemap.xml" else real(m, p, b)
    monitor = watching(f'kind = "sitemap"\nurl = "{site.server.url}/sitemap-index.xml"\n')
    assert monitor.app.reads.source_rows()["one"]["baseline_at"] is not None
    site.server._answer = lambda m, p, b: Reply(
        b'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"></sitemapindex>', "application/xml"
    )
    assert "never rightly is" in str(_polled(monitor, clock, minutes=10)[1])


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


def test_a_page_that_changes_at_every_look_is_not_doubted_for_ever(
    site: Site, watching: Polled, clock: TurnedClock
) -> None:
    path = site.path_of("missions")
    monitor = watching(_STANZAS["rss"].format(site.server.url))
    site.hold_back(path)
    kinds: list[str] = []
    real, seen = site.answer, count(1000)

    def counting(method: str, asked: str, body: bytes) -> Reply | None:
        page = NOTICE.format(f"Our visitors' counter stands at {next(seen)} visitors.")
        return Reply(page.encode()) if asked == path else real(method, asked, body)

    site.server._answer = counting
    for _ in range(4):
        kinds += _polled(monitor, clock, minutes=10)[0]
    assert "updated" in kinds
