"""open.overheid.nl on its site of our own: the list by latest change, versions, files, and who else has a file."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.core.errors import ParseError
from monitor.core.model import Document, Request
from monitor.core.settings import Source
from monitor.demo import seeds
from monitor.demo.newsroom import Newsroom
from monitor.render.views import sentences
from monitor.sources.kinds import adapter
from tests.conftest import Cli, Polled, TurnedClock, events_of, kinds_of
from tests.newsroom.openoverheid import OpenOverheid

_STANZA = 'kind = "openoverheid"\nurl = "{}"\nterms = ["Taliban"]\n'
_NOW = datetime(2026, 7, 12, 9, 0, tzinfo=UTC)
_API = "/overheid/openbaarmakingen/api/v0"
_REVISED = seeds.folder() / "rijksoverheid" / "revised" / "antwoorden-kamervragen-gesprekken-taliban.pdf"


@pytest.fixture
def opened(clock: TurnedClock) -> Iterator[OpenOverheid]:
    clock.now = _NOW
    place = seeds.folder()
    with OpenOverheid(place / "openoverheid", place / "rijksoverheid" / "letters") as site:
        yield site


def test_a_document_is_told_with_its_file(opened: OpenOverheid, watching: Polled, clock: TurnedClock) -> None:
    number = opened.number_of("Taliban")
    opened.hold_back(number)
    config = _STANZA.replace('"Taliban"', '"Taliban", "vogelgriep"')
    monitor = watching(config.format(opened.server.url))
    opened.publish(number)
    (event,) = events_of(monitor, clock)
    assert (event.kind, event.topics) == ("published", ("afghan-returns",))
    (view,) = [v for v in monitor.app.reads.items(limit=9) if v.item.key == f"id:{number}"]
    version = monitor.app.reads.version(view.item.id, 1)
    assert version is not None
    assert "Versie 1 van 2026-07-10: aanlevering" in [b.text for b in version.blocks]
    assert any("operationeel niveau" in b.text for b in version.blocks)


def test_a_replaced_file_is_found_by_one_request(opened: OpenOverheid, config: Path, cli: Cli) -> None:
    """The list's stamp moves; while it stands still nothing else is asked."""
    number = opened.number_of("Taliban")
    (config / "sources" / "openoverheid.toml").write_text(_STANZA.format(opened.server.url))
    assert cli("poll", "openoverheid")[0] == 0
    opened.server.take_log()
    assert cli("poll", "openoverheid")[0] == 0
    assert [asked.path.partition("?")[0] for asked in opened.server.take_log()] == [f"{_API}/zoek"]
    opened.documents[number].put(_REVISED.read_bytes(), "herpublicatie", datetime.now(UTC))
    said = cli("poll", "openoverheid", "--json")[1]
    (event,) = [e for e in json.loads(said)["events"] if not e["baseline"]]
    assert (event["kind"], event["class"], event["announced"]) == ("updated", "substantive", True)
    paths = [asked.path.partition("?")[0] for asked in opened.server.take_log()]
    assert paths == [f"{_API}/zoek", f"{_API}/zoek/{number}", f"/documenten/{number}/file"]


def test_what_is_taken_back_is_gone(opened: OpenOverheid, watching: Polled, clock: TurnedClock) -> None:
    """By the site's own mark at once; by the 400 of a document that is not there after some looks."""
    number = opened.number_of("Taliban")
    monitor = watching(_STANZA.format(opened.server.url))
    opened.documents[number].status = "ingetrokken"
    assert kinds_of(monitor, clock) == ["withdrawn"]
    opened.documents[number].status = "gepubliceerd"
    assert kinds_of(monitor, clock, days=2) == ["restored"]
    opened.hold_back(number)
    assert kinds_of(monitor, clock) == []
    assert kinds_of(monitor, clock) == ["withdrawn"]


def test_an_attachment_is_a_link_and_a_scan_says_that_it_has_no_text(
    opened: OpenOverheid, watching: Polled, clock: TurnedClock
) -> None:
    number, other = opened.number_of("Taliban"), opened.number_of("vogelgriep")
    monitor = watching(_STANZA.format(opened.server.url))
    opened.relate(number, other)
    opened.documents[number].put(_scan(), "herpublicatie", datetime(2026, 7, 12, 9, 5, tzinfo=UTC))
    event = events_of(monitor, clock)[0]
    assert "the file file is not read: the PDF has no text layer (a scan?)" in sentences(event.reasons)
    (latest,) = monitor.app.reads.versions(monitor.app.reads.find(f"id:{number}")[0].item.id)[1:]
    assert latest.links == (f"https://open.overheid.nl/documenten/{other}",)


def _scan() -> bytes:
    """A page without a letter on it."""
    from io import BytesIO

    import pypdfium2

    document, out = pypdfium2.PdfDocument.new(), BytesIO()
    document.new_page(200, 200)
    document.save(out)
    return out.getvalue()


def test_relations_have_two_shapes() -> None:
    """Around May 2026 addresses became objects; both are read."""
    made = adapter(Source("o", "openoverheid", "https://open.overheid.nl", terms=("x",)))
    role = "https://identifier.overheid.nl/tooi/def/thes/kern/c_05f4a5f3"
    plain = {"relation": "https://open.overheid.nl/documenten/1", "role": role}
    objects = {"relation": {"id": "https://open.overheid.nl/documenten/2"}, "role": {"id": role}}
    body = json.dumps({"document": {}, "documentrelaties": [plain, objects], "versies": [{"nummer": 1}]}).encode()
    request = Request(f"https://open.overheid.nl{_API}/zoek/9", "item")
    (read,) = made.read(Document(request, request.url, "", body, _NOW)).snapshots
    assert [link[-1] for link in read.links] == ["1", "2"]


def test_an_old_document_that_moves_is_no_news(opened: OpenOverheid, watching: Polled, clock: TurnedClock) -> None:
    number = opened.number_of("Taliban")
    kept = opened.documents[number]
    opened.hold_back(number)
    kept.datum, kept.versies[0]["mutatiedatumtijd"] = "2019-02-01", "2019-02-01T09:00:00Z"
    monitor = watching(_STANZA.replace('"Taliban"', '"Taliban", "vogelgriep"').format(opened.server.url))
    opened.publish(number)
    kept.put(kept.file, "metadata", datetime(2026, 7, 12, 9, 5, tzinfo=UTC))
    assert kinds_of(monitor, clock) == []


def test_a_first_version_is_news_however_it_is_dated(
    opened: OpenOverheid, watching: Polled, clock: TurnedClock
) -> None:
    number = opened.number_of("Taliban")
    opened.documents[number].datum = "2026-05-01"
    opened.hold_back(number)
    monitor = watching(_STANZA.replace('"Taliban"', '"Taliban", "vogelgriep"').format(opened.server.url))
    opened.publish(number)
    assert kinds_of(monitor, clock) == ["published"]


def test_a_list_by_change_is_gone_through_to_what_stands(
    opened: OpenOverheid, watching: Polled, clock: TurnedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten documents that move stand before a new one: it is on the second page, and is found."""
    monkeypatch.setattr("monitor.sources.openoverheid.PER_PAGE", 10)
    model = opened.documents[opened.number_of("vogelgriep")]
    for n in range(12):
        copy = replace(model, number=f"{n}b7a{model.number[4:]}", titel=f"Taliban en vogelgriep {n}", versies=[])
        copy.put(model.file, "aanlevering", datetime(2026, 7, 10, 9, n, tzinfo=UTC))
        opened.documents[copy.number] = copy
    number = opened.number_of("gesprekken")
    opened.hold_back(number)
    monitor = watching(_STANZA.format(opened.server.url))
    opened.publish(number)
    for kept in [k for k in opened.documents.values() if "en vogelgriep" in k.titel][:10]:
        kept.put(kept.file, "metadata", datetime(2026, 7, 12, 9, 5, tzinfo=UTC))
    assert ("published", f"id:{number}") in [
        (e.kind, monitor.app.store.item(e.item_id or 0).key) for e in events_of(monitor, clock)
    ]


def test_versions_are_told_apart_however_they_are_written(
    opened: OpenOverheid, watching: Polled, clock: TurnedClock
) -> None:
    """A number as text; a version of the data alone, which has no file of its own; a status of another kind."""
    number = opened.number_of("Taliban")
    monitor = watching(_STANZA.format(opened.server.url))
    kept = opened.documents[number]
    kept.put(_REVISED.read_bytes(), "herpublicatie", datetime(2026, 7, 12, 9, 5, tzinfo=UTC))
    kept.versies[0]["nummer"], kept.versies[1]["nummer"] = "1", "2"
    (event,) = events_of(monitor, clock)
    assert (event.cls, event.topics) == ("substantive", ("afghan-returns",))
    kept.put(kept.file, "metadata", datetime(2026, 7, 12, 9, 25, tzinfo=UTC))
    kept.versies[2]["bestanden"] = []
    assert kinds_of(monitor, clock) == []
    kept.status = "in behandeling"
    clock.turn(minutes=10)
    report = monitor.poll()
    assert "another kind" in str(report.sources[0].run.error)
    assert [e for e in report.events if e.kind != "touched"] == []


@pytest.mark.parametrize("rows", [[{"document": {"id": 7}}], [{"document": None}], [{}]])
def test_results_that_name_nothing_are_trouble(rows: list[object]) -> None:
    made = adapter(Source("o", "openoverheid", "https://open.overheid.nl", terms=("x",)))
    request = made.start(_NOW)[0]
    body = json.dumps({"totaal": 1, "resultaten": rows}).encode()
    with pytest.raises(ParseError, match="no result"):
        made.read(Document(request, request.url, "", body, _NOW))


def test_a_scan_in_the_place_of_a_scan_is_told(opened: OpenOverheid, watching: Polled, clock: TurnedClock) -> None:
    number = opened.number_of("Taliban")
    opened.documents[number].put(_scan(), "herpublicatie", datetime(2026, 7, 11, 9, 5, tzinfo=UTC))
    monitor = watching(_STANZA.format(opened.server.url))
    opened.documents[number].put(_scan() + b"\n% another", "herpublicatie", datetime(2026, 7, 12, 9, 5, tzinfo=UTC))
    (event,) = events_of(monitor, clock)
    assert event.kind == "updated"


@pytest.mark.parametrize(
    "query", ["zoektekst=x&aantalResultaten=100", "zoektekst=x&sort=nieuwste", "q=x", "publicatiedatumVan=2026-01-01"]
)
def test_the_site_refuses_what_it_does_not_know(opened: OpenOverheid, query: str) -> None:
    assert opened.server.reply("GET", f"{_API}/zoek?{query}", b"", {}).status == 400


def test_files_are_got_and_not_looked_ahead(opened: OpenOverheid) -> None:
    path = f"{_API}/documenten/{opened.number_of('Taliban')}"
    assert [opened.server.reply(method, path, b"", {}).status for method in ("GET", "HEAD")] == [200, 404]


def test_items_with_the_same_file_are_shown(opened: OpenOverheid, config: Path, newsroom: Newsroom, cli: Cli) -> None:
    """The answers stand on both of the government's sites."""
    (config / "sources" / "openoverheid.toml").write_text(_STANZA.format(opened.server.url))
    assert cli("poll")[0] == 0
    code, said = cli("show", f"id:{opened.number_of('Taliban')}")
    page = newsroom.rijksoverheid.path_of("antwoordenopkamervragen")
    assert code == 0
    assert "the same file: item " in said
    assert " of rijksoverheid, Antwoorden" in said
    assert page in said
