"""What Rijksoverheid lists, and in which shapes."""

import json
import re
from datetime import UTC, datetime

import pytest

from monitor.core.model import Document, Request
from monitor.core.settings import Source
from monitor.demo.newsroom import Newsroom
from monitor.sources.kinds import adapter
from tests.conftest import Polled, TurnedClock, events_of

_LATER = datetime(2026, 7, 13, 9, 0, tzinfo=UTC)


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


def test_a_file_at_open_overheid_belongs_to_its_page() -> None:
    """Its address has no ending; a link to the document's own page there is only a name."""
    uuid, other = "7d0e5f0a-2b61-4f0e-9c57-3a1f6f1e2451", "a4c1b7d2-90de-4b3a-8a44-5a6f0d2c1e77"
    body = (
        "<html><head><title>Brief | Rijksoverheid.nl</title></head><body><main><h1>Brief</h1><p>Tekst van de pagina.</p>"
        f'<a href="https://open.overheid.nl/documenten/{uuid}/file">Download</a>'
        f'<a href="https://open.overheid.nl/documenten/{other}">Bijlage</a></main></body></html>'
    )
    made = adapter(Source("r", "rijksoverheid", "https://www.rijksoverheid.nl", terms=("Taliban",)))
    request = Request("https://www.rijksoverheid.nl/documenten/2026/07/03/y", "item")
    (read,) = made.read(Document(request, request.url, "text/html", body.encode(), _LATER)).snapshots
    assert [part.url for part in read.parts] == [f"https://open.overheid.nl/documenten/{uuid}/file"]
    assert read.files == (f"open.overheid.nl:{uuid}", f"open.overheid.nl:{other}")


def test_a_link_in_running_text_is_no_file_of_the_page() -> None:
    """Nor is one that another site calls a document's file."""
    uuid = "7d0e5f0a-2b61-4f0e-9c57-3a1f6f1e2451"
    made = adapter(Source("r", "rijksoverheid", "https://www.rijksoverheid.nl", terms=("Taliban",)))
    for path, host in (("/actueel/nieuws/2026/07/03/x", "open.overheid.nl"), ("/documenten/2026/07/03/y", "x.example")):
        link = f'<p>Zie <a href="https://{host}/documenten/{uuid}/file">de brief</a> van juni.</p>'
        body = f"<html><head><title>Brief</title></head><body><main><h1>Brief</h1>{link}</main></body></html>"
        request = Request(f"https://www.rijksoverheid.nl{path}", "item")
        (read,) = made.read(Document(request, request.url, "text/html", body.encode(), _LATER)).snapshots
        assert read.parts == ()


_STANZA = 'kind = "rijksoverheid"\nurl = "{}"\nterms = ["Taliban", "Afghanistan"]\nzone = "Europe/Amsterdam"\n'


def test_a_new_page_is_told_without_a_file_that_is_not_there(watching: Polled, clock: TurnedClock) -> None:
    """For an hour it is waited for: a page is there before its files. Then the page is news without it."""
    with Newsroom() as room:
        site = room.rijksoverheid
        clock.now = datetime(2026, 7, 9, 9, 0, tzinfo=UTC)
        path = site.path_of("antwoordenopkamervragen")
        (name,) = re.findall(r'href="(/site/binaries/[^"]+)"', site.pages[path].html)
        del site.files[name]
        site.hold_back(path)
        monitor = watching(_STANZA.format(site.server.url))
        site.publish(path, datetime(2026, 7, 9, 9, 5, tzinfo=UTC))
        clock.turn(minutes=10)
        assert "404" in str(monitor.poll().sources[0].run.error or monitor.app.source_states()[0]["unreadable"])
        (event,) = events_of(monitor, clock, hours=2)
        assert event.kind == "published"
        (version,) = monitor.app.reads.versions(event.item_id or 0)
        assert version.blocks


def test_a_file_that_moves_at_the_look_of_a_newer_reader_changes_nothing(watching: Polled, clock: TurnedClock) -> None:
    """The version is read anew from what the item was asked for until then."""
    with Newsroom() as room:
        site = room.rijksoverheid
        clock.now = datetime(2026, 7, 12, 9, 0, tzinfo=UTC)
        monitor = watching(_STANZA.format(site.server.url))
        path = site.path_of("antwoordenopkamervragen")
        (name,) = re.findall(r'href="(/site/binaries/[^"]+)"', site.pages[path].html)
        moved = name.replace("/site/binaries/", "/site/binaries/new/")
        site.files[moved] = site.files[name]
        site.edit(path, name, moved)
        with monitor.app.database.write() as connection:
            connection.exec_driver_sql("UPDATE versions SET reader = 'older'")
        clock.turn(minutes=10)
        report = monitor.poll(revisit=True)
        assert [e.kind for e in report.events if e.kind != "touched"] == []
        assert sum(source.reread[0] for source in report.sources) == 1
