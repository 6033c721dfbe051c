"""The dossier's own stories, source by source: a question through two sites, a newsroom under two names, first contact."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest

from monitor.config.load import load
from monitor.core.model import Event
from monitor.core.settings import Settings
from monitor.demo import seeds
from monitor.demo.desk import Desk
from monitor.demo.newsroom import Newsroom, write_config
from monitor.render.language import ENGLISH
from tests.conftest import TOPIC, MakeMonitor, Monitor, TurnedClock, channels_of
from tests.newsroom.openoverheid import OpenOverheid
from tests.newsroom.tweedekamer import BASE, TweedeKamer
from tests.test_poll import told

_REVISED = seeds.folder() / "rijksoverheid" / "revised" / "antwoorden-kamervragen-gesprekken-taliban.pdf"
_LETTER = "antwoorden-kamervragen-gesprekken-taliban"
_OTHER = "belganewsagency-eu.prezly.com"


@pytest.fixture
def kamer() -> Iterator[TweedeKamer]:
    place = seeds.folder()
    with TweedeKamer(place / "tweedekamer", place / "rijksoverheid" / "letters") as site:
        yield site


@pytest.fixture
def opened() -> Iterator[OpenOverheid]:
    place = seeds.folder()
    with OpenOverheid(place / "openoverheid", place / "rijksoverheid" / "letters") as site:
        yield site


def _told(monitor: Monitor, clock: TurnedClock, **span: float) -> list[Event]:
    clock.turn(**span)
    report = monitor.poll()
    assert [s.run.error for s in report.sources] == [None] * len(report.sources)
    return [e for e in report.events if e.kind != "touched" and not e.baseline]


def test_a_question_as_the_chamber_and_the_government_tell_it(
    tmp_path: Path, newsroom: Newsroom, kamer: TweedeKamer, opened: OpenOverheid, desk: Desk, clock: TurnedClock
) -> None:
    """Asked, postponed, answered as Word and as page: each told with the case's number. The answer stands on three sites
    and is told by each; its PDF is replaced, which two of them show.
    """
    clock.now = datetime(2026, 5, 10, 9, 0, tzinfo=UTC)
    question, delay, reply = (
        kamer.id_of(kind) for kind in ("Schriftelijke vragen", "Uitstel", "Antwoord schriftelijke vragen")
    )
    for name in (question, delay, reply):
        kamer.hold_back(name)
    page = newsroom.rijksoverheid.path_of("antwoordenopkamervragen")
    newsroom.rijksoverheid.hold_back(page)
    answers = opened.number_of("Taliban")
    opened.hold_back(answers)
    config = write_config(tmp_path / "config", newsroom, TOPIC, channels_of(desk))
    for name in ("belga", "euractiv"):
        (config / "sources" / f"{name}.toml").unlink()
    (config / "sources" / "tweedekamer.toml").write_text(
        f'kind = "tweedekamer"\nurl = "{kamer.server.url}{BASE}"\nterms = ["Taliban"]\n'
        'recheck = [{every = "0s", until = "365d"}]\n'
    )
    (config / "sources" / "openoverheid.toml").write_text(
        f'kind = "openoverheid"\nurl = "{opened.server.url}"\nterms = ["Taliban", "vogelgriep"]\n'
        'recheck = [{every = "0s", until = "365d"}]\n'
    )
    monitor = Monitor(load(config, {}), clock)
    monitor.poll()

    def disclosed() -> None:
        opened.publish(answers)
        opened.documents[answers].datum = f"{clock.now:%Y-%m-%d}"

    def replaced() -> None:
        newsroom.rijksoverheid.replace_file(page, _REVISED.read_bytes())
        opened.documents[answers].put(_REVISED.read_bytes(), "herpublicatie", clock.now)

    def postponed() -> None:
        kamer.publish(delay, clock.now)
        kamer.postpone("2026Z09763", "2026-06-24T00:00:00Z", clock.now)

    steps: list[tuple[Callable[[], None], list[tuple[str, str]]]] = [
        (lambda: kamer.publish(question, clock.now), [("published", "tweedekamer")]),
        (
            postponed,
            [("published", "tweedekamer"), ("updated", "tweedekamer")],
        ),
        (lambda: kamer.publish(reply, clock.now), [("published", "tweedekamer")]),
        (lambda: newsroom.rijksoverheid.publish(page, clock.now), [("published", "rijksoverheid")]),
        (disclosed, [("published", "openoverheid")]),
        (replaced, [("updated", "openoverheid"), ("updated", "rijksoverheid")]),
    ]
    for act, expected in steps:
        desk.inbox.mails.clear()
        clock.turn(days=1)
        act()
        found = _told(monitor, clock, hours=1)
        assert sorted((e.kind, e.source) for e in found) == expected
        assert all("2026Z09763" in str(mail) for mail in desk.inbox.mails)
    items = [view.item for view in monitor.app.reads.find("2026Z09763")]
    assert sorted(item.source for item in items) == ["openoverheid", "rijksoverheid", *["tweedekamer"] * 3]
    (stands,) = [view for view in monitor.app.reads.find("2026Z09763") if view.item.source == "rijksoverheid"]
    assert [other.source for other in stands.same_file] == ["tweedekamer", "openoverheid"]
    assert _told(monitor, clock, hours=1) == []
    monitor.app.close()


def test_belga_under_two_names_a_new_slug_and_a_story_that_comes_back(
    make_monitor: MakeMonitor, newsroom: Newsroom, desk: Desk, clock: TurnedClock
) -> None:
    """A day on the platform's host says nothing; then `moved`, `withdrawn`, `restored`, and nothing else."""

    def two_names(settings: Settings) -> Settings:
        sources = tuple(replace(s, hosts=(_OTHER,)) if s.name == "belga" else s for s in settings.sources)
        return replace(settings, sources=tuple(s for s in sources if s.name == "belga"))

    monitor = make_monitor(channels_of(desk), change=two_names)
    monitor.poll()
    _rename_host(newsroom, "www.belganewsagency.eu", _OTHER)
    assert [e.kind for e in _told(monitor, clock, hours=1)] == []
    assert [e.kind for e in _told(monitor, clock, hours=23)] == []
    _rename_host(newsroom, _OTHER, "www.belganewsagency.eu")
    assert [e.kind for e in _told(monitor, clock, hours=1)] == []
    slug = next(s for s in newsroom.belga.stories if "negotiated" in s)
    newsroom.belga.rename(slug, "belgium-negotiated-with-the-taliban-x7k2")
    (moved,) = _told(monitor, clock, hours=1)
    assert (moved.kind, ENGLISH.say(moved.detail or "").split(" -> ")[1].rpartition("/")[2]) == (
        "moved",
        "belgium-negotiated-with-the-taliban-x7k2",
    )
    newsroom.belga.withdraw("belgium-negotiated-with-the-taliban-x7k2")
    kinds = [e.kind for _ in range(3) for e in _told(monitor, clock, hours=1)]
    newsroom.belga.restore("belgium-negotiated-with-the-taliban-x7k2")
    kinds += [e.kind for e in _told(monitor, clock, hours=1)]
    assert kinds == ["withdrawn", "restored"]
    assert told(desk)[-3:] == ["moved", "withdrawn", "restored"]


def _rename_host(newsroom: Newsroom, old: str, new: str) -> None:
    for story in newsroom.belga.stories.values():
        story["url"] = story["url"].replace(old, new)
        story["body"] = story["body"].replace(old, new)


# --- first contact -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("500", "answers 500"),
        ("403", "refuses programs: 403 Forbidden"),
        ("429", "answers 429"),
        ("404", "answers 404"),
        ("challenge", "refuses programs: a challenge page"),
        ("html", "a web page where data was expected"),
        ("foreign", "not a feed"),
        ("empty", "not a feed"),
        ("half", "the feed is cut or broken"),
        ("cut", "peer closed connection"),
    ],
)
def test_the_check_names_what_is_wrong_with_a_list(
    kind: str, words: str, make_monitor: MakeMonitor, newsroom: Newsroom
) -> None:
    """Each fault in the words of its own, beside the lists that answer; healthy again, it is as expected."""
    app = make_monitor().app
    newsroom.euractiv.server.fail("/feed", kind)
    (found,) = app.check_online(["euractiv"])
    front, section = (r for r in found.addresses if r.role == "list")
    assert words in front.error
    assert (section.error, section.count > 0) == ("", True)
    assert not found.good
    newsroom.euractiv.server.heal()
    app.store.save_host(replace(app.store.host(newsroom.euractiv.server.url.partition("//")[2]), resting_until=None))
    assert make_monitor().app.check_online(["euractiv"])[0].good


def test_the_check_says_where_a_short_link_leads(make_monitor: MakeMonitor, newsroom: Newsroom) -> None:
    """One of the site's own machine; others are asked for on the day with a network."""
    newest = max(newsroom.belga.stories.values(), key=lambda s: s["published_at"])
    newest["short_url"] = f"{newsroom.belga.server.url}/short/x1"
    (found,) = make_monitor().app.check_online(["belga"])
    (fact,) = (f for f in found.facts if f.startswith("short link"))
    assert fact.endswith(f"leads to {newsroom.belga.server.url}/{newest['slug']}.json")


def test_the_check_says_that_the_gone_cannot_be_told(make_monitor: MakeMonitor, newsroom: Newsroom) -> None:
    """A site that answers anything under an address that cannot be."""
    newsroom.belga.anything = True
    (found,) = make_monitor().app.check_online(["belga"])
    assert any(f.endswith("blocks: what is gone cannot be told here") for f in found.facts)


def test_the_letter_with_the_answers_is_one_item(monitor: Monitor, newsroom: Newsroom, desk: Desk) -> None:
    """Under its own path; exported again it says nothing; an answer that turns from no to yes is told."""
    site = newsroom.rijksoverheid
    path = site.path_of("antwoordenopkamervragen")
    (view,) = monitor.app.reads.find("2026Z09763")
    assert {"2026Z09763", "7604726"} <= set(view.references)
    text = [b.text for b in monitor.app.reads.versions(view.item.id)[-1].blocks]
    heads = [m for line in text if (m := re.match(r"Antwoord op vraag (\d+)(?: en (\d+))?", line))]
    assert {int(number) for m in heads for number in m.groups() if number} == set(range(1, 12))
    letter = (seeds.folder() / "rijksoverheid" / "letters" / f"{_LETTER}.pdf").read_bytes()
    exported = _exported(letter)
    assert exported != letter
    site.replace_file(path, exported)
    assert monitor.kinds(monitor.poll("rijksoverheid", revisit=True)) == []
    revised = (seeds.folder() / "rijksoverheid" / "revised" / f"{_LETTER}.pdf").read_bytes()
    site.replace_file(path, revised)
    (event,) = monitor.poll("rijksoverheid", revisit=True).events
    assert ("Antwoord op vraag 11 Nee.", "Antwoord op vraag 11 Ja.") in {(f.before, f.after) for f in event.facts}
    assert told(desk) == ["updated"]
    assert len(monitor.app.reads.find("2026Z09763")) == 1


def _exported(body: bytes) -> bytes:
    """The same letter, saved anew by another program."""
    packed = BytesIO()
    with pypdfium2.PdfDocument(body) as document:
        document.save(packed)
    return packed.getvalue()
