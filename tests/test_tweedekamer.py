"""Tweede Kamer on its site of our own: questions, postponements, answers, withdrawals."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from monitor.core.model import Document
from monitor.core.settings import Source
from monitor.demo import seeds
from monitor.pipeline.polling.report import PollOptions
from monitor.render.views import sentences
from monitor.sources.kinds import adapter
from tests.conftest import Polled, TurnedClock, events_of, kinds_of
from tests.newsroom.tweedekamer import BASE, TweedeKamer

_LATER = datetime(2026, 7, 13, 9, 0, tzinfo=UTC)


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
