"""The main job, end to end: the newsroom's editors do something, and just the promised events and alerts follow."""

import json
from dataclasses import replace
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from monitor.core.reasons import because
from monitor.core.settings import Gone, Settings, Source
from monitor.demo.desk import Desk, text_of
from monitor.demo.newsroom import Newsroom
from monitor.demo.seeds import folder
from monitor.pipeline.polling.report import PollOptions
from monitor.store.database import Database
from monitor.topics.topic import simple_rules
from tests.conftest import MakeMonitor, Monitor, TurnedClock, channels_of

KABUL = "belgium-negotiated-with-the-taliban-this-week-about-returning-afghans"
TALKS = "eu-considers-talks-with-taliban-in-brussels-over-afghan-returns"
VISIT = "taliban-representatives-to-visit-brussels-for-talks-on-afghan-returns"
VISAS = "taliban-delegation-comes-to-brussels-but-only-for-one-day"
PRISONERS = "returns-of-illegal-migrant-prisoners-rise-by-a-quarter"
CUP = "2026-world-cup-belgium-wins-its-group"
EXCLUSIVE = "exclusive-brussels-to-host-taliban-in-talks-on-afghan-deportations"


def told(desk: Desk) -> list[str]:
    """The kinds of event that reached the machine channel, after checking that all channels got the same."""
    posts = desk.posts_to("/events")
    assert len(posts) == len(desk.inbox.mails) == len(desk.posts_to("/slack"))
    return [p.body["events"][0]["kind"] for p in posts]


def unreadable(monitor: Monitor, source: str) -> list[str]:
    """The paths of a source's pages that cannot be read."""
    (state,) = [s for s in monitor.app.source_states() if s["source"] == source]
    return [urlsplit(page["url"]).path for page in state["unreadable"]]


# --- the baseline ------------------------------------------------------------------------------------


def test_the_first_run_is_a_baseline_with_one_summary_alert_a_source(make_monitor: MakeMonitor, desk: Desk) -> None:
    """Items' events are listed and never delivered; one baseline event says how many are watched."""
    monitor = make_monitor(channels_of(desk))
    report = monitor.poll()
    assert [s.run.baseline for s in report.sources] == [True] * 3
    assert all(e.baseline for e in report.events)
    assert sorted(told(desk)) == ["baseline"] * 3
    assert report.deliveries.sent == 9
    words = " ".join(text_of(m) for m in desk.inbox.mails)
    assert "14 items of Belga News Agency" in words
    assert len([e for e in report.events if e.item_id is not None]) == 33


def test_the_second_run_is_conditional_throughout_and_finds_nothing(
    monitor: Monitor, newsroom: Newsroom, desk: Desk
) -> None:
    """Every GET whose last answer gave a validator is conditional; robots.txt is not asked again."""
    for server in newsroom.servers:
        server.take_log()
    report = monitor.poll()
    assert [s.run.outcome for s in report.sources] == ["unchanged"] * 3
    assert report.events == []
    assert told(desk) == []
    asked = [a for server in newsroom.servers for a in server.take_log()]
    assert asked
    assert all(a.conditional and a.status == 304 for a in asked)
    assert not any(a.path == "/robots.txt" for a in asked)


def test_an_item_that_fails_in_the_baseline_belongs_to_it_later(
    make_monitor: MakeMonitor, newsroom: Newsroom, desk: Desk
) -> None:
    """It was there on the first day: its first reading tells nobody."""
    newsroom.belga.server.fail(f"/{TALKS}", "500")
    monitor = make_monitor(channels_of(desk))
    assert monitor.poll("belga").sources[0].run.outcome == "ok"
    assert unreadable(monitor, "belga") == [f"/{TALKS}"]
    newsroom.belga.server.heal()
    report = monitor.poll("belga")
    assert [(e.kind, e.baseline) for e in report.events] == [("published", True)]
    assert unreadable(monitor, "belga") == []
    assert told(desk) == ["baseline"]


# --- each kind of edit -------------------------------------------------------------------------------


def test_a_new_story_on_topic_is_told_once_to_each_channel(
    monitor: Monitor, newsroom: Newsroom, desk: Desk, clock: TurnedClock
) -> None:
    """Published, with the reason why it is on topic; the next run tells nothing more."""
    newsroom.belga.hold_back(VISAS)
    story = newsroom.belga.shelf[VISAS]
    story |= {
        "slug": "a-new-story",
        "url": "https://www.belganewsagency.eu/a-new-story",
        "short_url": "http://prez.ly/new1",
    }
    newsroom.belga.shelf["a-new-story"] = newsroom.belga.shelf.pop(VISAS)
    newsroom.belga.publish("a-new-story", clock.now)
    report = monitor.poll("belga")
    published = [e for e in report.events if e.kind == "published"]
    assert [(e.topics, e.baseline, e.to_version) for e in published] == [(("afghan-returns",), False, 1)]
    assert "On topic" in text_of(desk.inbox.mails[0])
    assert told(desk) == ["published"]
    monitor.poll("belga")
    assert told(desk) == ["published"]


def test_a_silent_edit_of_one_figure_is_told_as_such(monitor: Monitor, newsroom: Newsroom, desk: Desk) -> None:
    """The stamp did not move, the text did: 2,635 became 2,815."""
    newsroom.belga.edit(KABUL, "2,635", "2,815")
    (event,) = monitor.poll("belga").events
    assert (event.kind, event.cls, event.announced) == ("updated", "substantive", False)
    assert [(f.type, f.before, f.after) for f in event.facts] == [("figure", "2,635", "2,815")]
    assert (event.from_version, event.to_version) == (1, 2)
    text = text_of(desk.inbox.mails[0])
    assert "[-2,635-] {+2,815+}" in text
    assert "Silent edit" in text
    assert text.strip().splitlines()[-1] == f"Reference: {event.reference}"
    assert desk.inbox.mails[0]["X-Monitor-Reference"] == event.reference
    assert "~2,635~ *2,815*" in desk.posts_to("/slack")[0].body["text"]
    machine = desk.posts_to("/events")[0]
    assert machine.headers["idempotency-key"] == machine.body["reference"] == event.reference
    assert machine.body["events"][0]["id"] == event.id


def test_an_announced_edit_says_that_the_stamp_moved(
    monitor: Monitor, newsroom: Newsroom, desk: Desk, clock: TurnedClock
) -> None:
    """`modified_at` moved with the text."""
    newsroom.belga.edit(TALKS, "19 other countries", "22 other countries", clock.now)
    (event,) = monitor.poll("belga").events
    assert (event.kind, event.announced) == ("updated", True)
    assert told(desk) == ["updated"]


def test_an_edit_two_days_later_is_found_after_the_story_left_the_list(
    monitor: Monitor, newsroom: Newsroom, clock: TurnedClock
) -> None:
    """Known items are rechecked on their own schedule, whatever the lists show."""
    clock.turn(days=2)
    newsroom.belga.lists_missing |= {"/api/stories"}
    newsroom.belga.edit(KABUL, "23 years", "24 years")
    assert monitor.kinds(monitor.poll("belga")) == ["updated"]


def test_a_headline_under_the_same_slug(monitor: Monitor, newsroom: Newsroom, desk: Desk, clock: TurnedClock) -> None:
    """The fact is a headline; the item is the same; live cards in other stories tell nobody."""
    newsroom.belga.retitle(VISAS, "Taliban delegation gets visas for two days", clock.now)
    (event,) = monitor.poll("belga").events
    assert event.facts[0].type == "headline"
    assert told(desk) == ["updated"]


def test_signatures_cards_and_attributes_are_neither_version_nor_event(
    monitor: Monitor, newsroom: Newsroom, desk: Desk
) -> None:
    """Other bytes, the same article; and the next look is answered 304 again."""
    newsroom.belga.resign(TALKS, "f" * 32)
    newsroom.belga.edit(VISIT, "EU considers talks with Taliban", "EU plans talks with Taliban")
    report = monitor.poll("belga")
    assert (report.events, report.sources[0].run.outcome) == ([], "ok")
    assert monitor.poll("belga").sources[0].run.outcome == "unchanged"
    assert told(desk) == []
    assert len(monitor.app.reads.versions(monitor.app.reads.find("prez.ly/w6Dd")[0].item.id)) == 1


def test_a_stamp_alone_is_touched_and_told_nobody(
    monitor: Monitor, newsroom: Newsroom, desk: Desk, clock: TurnedClock
) -> None:
    """The stamp moved, the text did not; once."""
    newsroom.belga.touch(TALKS, clock.now)
    assert monitor.kinds(monitor.poll("belga")) == ["touched"]
    assert monitor.kinds(monitor.poll("belga")) == []
    assert told(desk) == []


def test_a_spelling_repair_is_kept_and_told_only_where_a_route_asks(
    monitor: Monitor, newsroom: Newsroom, desk: Desk
) -> None:
    """Cosmetic: a version and an event, no alert on a route for substantive changes."""
    newsroom.belga.edit(VISIT, "organisations", "organisatons")
    (event,) = monitor.poll("belga").events
    assert (event.kind, event.cls, event.to_version) == ("updated", "cosmetic", 2)
    assert told(desk) == []


def test_there_and_back_again_are_two_changes(monitor: Monitor, newsroom: Newsroom) -> None:
    """The second says to which version it returned."""
    newsroom.belga.edit(KABUL, "2,635", "2,815")
    monitor.poll("belga")
    newsroom.belga.edit(KABUL, "2,815", "2,635")
    (event,) = monitor.poll("belga").events
    assert event.reasons[0] == because("back_to", n=1)


def test_an_off_topic_edit_is_kept_and_told_nobody(monitor: Monitor, newsroom: Newsroom, desk: Desk) -> None:
    """Filters decide who is told, never what is kept."""
    newsroom.belga.edit(CUP, "1-5 win", "1-6 win")
    report = monitor.poll("belga", revisit=True)
    assert [(e.kind, e.topics) for e in report.events] == [("updated", ())]
    assert told(desk) == []


def test_an_edit_that_brings_a_story_on_topic_is_told_once(monitor: Monitor, newsroom: Newsroom, desk: Desk) -> None:
    """`now_on_topic` carries the change; leaving the topic is recorded and told with its edit."""
    newsroom.belga.append(PRISONERS, "The Taliban delegation will discuss the return of Afghans in Brussels.")
    report = monitor.poll("belga", revisit=True)
    assert monitor.kinds(report) == ["updated", "now_on_topic"]
    assert told(desk) == ["now_on_topic"]
    newsroom.belga.edit(
        PRISONERS, "The Taliban delegation will discuss the return of Afghans in Brussels.", "Nothing more."
    )
    report = monitor.poll("belga")
    assert monitor.kinds(report) == ["updated", "left_topic"]
    assert told(desk) == ["now_on_topic", "updated"]


def test_another_pdf_under_the_same_address_is_told_by_its_answer(
    monitor: Monitor, newsroom: Newsroom, desk: Desk
) -> None:
    """No list says so, the page is 304: the answer turned from no to yes."""
    site = newsroom.rijksoverheid
    revised = folder() / "rijksoverheid" / "revised" / "antwoorden-kamervragen-gesprekken-taliban.pdf"
    site.replace_file(site.path_of("antwoordenopkamervragen"), revised.read_bytes())
    (event,) = monitor.poll("rijksoverheid").events
    assert (event.kind, event.cls) == ("updated", "substantive")
    assert ("negation", "Antwoord op vraag 11 Nee.", "Antwoord op vraag 11 Ja.") in {
        (f.type, f.before, f.after) for f in event.facts
    }
    assert told(desk) == ["updated"]
    found = monitor.app.reads.find("2026Z09763")
    assert [v.item.source for v in found] == ["rijksoverheid"]
    assert "7604726" in found[0].references


def test_a_news_sitemap_stamp_brings_the_edit_of_an_off_topic_page_to_light(
    monitor: Monitor, newsroom: Newsroom, clock: TurnedClock
) -> None:
    """An entry that changed is looked at whatever its topic; a stamp without an edit is touched."""
    path = newsroom.rijksoverheid.path_of("toeslag-op-pakketjes")
    newsroom.rijksoverheid.edit(path, "2 euro", "3 euro", clock.now)
    (event,) = monitor.poll("rijksoverheid").events
    assert (event.kind, event.announced) == ("updated", True)
    newsroom.rijksoverheid.touch(path, clock.now + timedelta(hours=1))
    assert monitor.kinds(monitor.poll("rijksoverheid")) == ["touched"]


def test_a_correction_at_euractiv(monitor: Monitor, newsroom: Newsroom, desk: Desk, clock: TurnedClock) -> None:
    """JSON-LD's dateModified is the stamp; the note makes the class."""
    note = "<p>Correction: an earlier version named November.</p></div></article>"
    newsroom.euractiv.edit(EXCLUSIVE, "</div></article>", note, clock.now)
    (event,) = monitor.poll("euractiv").events
    assert (event.kind, event.cls, event.announced) == ("updated", "correction", True)
    assert str(desk.inbox.mails[0]["subject"]).startswith("[medium] Corrected: Euractiv")


def test_a_page_without_a_stamp_leaves_announced_open(monitor: Monitor, newsroom: Newsroom) -> None:
    """`null` where the source gives none."""
    newsroom.euractiv.edit("commission-confirms-taliban-visit", "has not been set", "is 23 June")
    (event,) = monitor.poll("euractiv").events
    assert event.announced is None


# --- gone, moved, back -------------------------------------------------------------------------------


def test_withdrawn_needs_misses_over_time_and_restored_brings_it_back(
    monitor: Monitor, newsroom: Newsroom, desk: Desk, clock: TurnedClock
) -> None:
    """Two looks at once are not enough; `[gone]` says how long."""
    newsroom.belga.withdraw(VISAS)
    assert monitor.kinds(monitor.poll("belga")) == []
    assert monitor.kinds(monitor.poll("belga")) == []
    clock.turn(seconds=2)
    assert monitor.kinds(monitor.poll("belga")) == ["withdrawn"]
    assert monitor.kinds(monitor.poll("belga")) == []
    newsroom.belga.restore(VISAS)
    assert monitor.kinds(monitor.poll("belga")) == ["restored"]
    assert told(desk) == ["withdrawn", "restored"]


def test_a_miss_counts_only_while_the_rest_of_the_site_answers(
    monitor: Monitor, newsroom: Newsroom, clock: TurnedClock
) -> None:
    """A site whose lists are gone too is a site in trouble."""
    newsroom.belga.server.fail("/", "404")
    for _ in range(4):
        clock.turn(hours=1)
        report = monitor.poll("belga")
        assert report.sources[0].run.outcome == "failed"
    assert "withdrawn" not in [e.kind for e in monitor.app.reads.events(limit=100)]


def test_a_renamed_slug_is_the_same_item_at_another_address(monitor: Monitor, newsroom: Newsroom, desk: Desk) -> None:
    """Known by its short link: `moved`, and nothing is published anew."""
    newsroom.belga.rename(VISAS, "taliban-delegation-for-one-day")
    assert monitor.kinds(monitor.poll("belga")) == ["moved"]
    assert monitor.kinds(monitor.poll("belga")) == []
    assert told(desk) == ["moved"]
    newsroom.belga.lists_missing.add("/api/stories")
    newsroom.belga.rename("taliban-delegation-for-one-day", "a-third-name")
    assert monitor.kinds(monitor.poll("belga")) == ["moved"]
    assert len(monitor.app.reads.items(limit=99, source="belga")) == 14


def test_the_source_pointed_elsewhere_moves_no_item(
    monitor: Monitor, newsroom: Newsroom, desk: Desk, make_monitor: MakeMonitor
) -> None:
    """The same stories at another address: no event at all."""
    with Newsroom() as other:

        def elsewhere(settings: Settings) -> Settings:
            names = ("belga", "rijksoverheid", "euractiv")
            urls = {name: server.url for name, server in zip(names, other.servers, strict=True)}
            moved = tuple(replace(s, url=urls[s.name]) for s in settings.sources)
            return replace(settings, sources=moved)

        again = make_monitor(channels_of(desk), change=elsewhere)
        report = again.poll(revisit=True)
        assert report.events == []
        assert all(s.run.outcome == "ok" for s in report.sources)


# --- trouble -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("prefix", "kind", "value", "outcome", "words"),
    [
        ("/", "404", "", "failed", "404"),
        ("/", "500", "", "failed", "500"),
        ("/", "403", "", "blocked", "403"),
        ("/", "challenge", "", "blocked", "challenge"),
        ("/api/stories", "html", "", "failed", "web page"),
        ("/api/stories", "empty", '{"data": [], "total": 0}', "failed", "empty"),
        ("/feed", "html", "", "failed", "web page"),
        ("/api/stories", "half", "", "failed", "cut"),
        ("/feed", "half", "", "failed", "cut"),
        ("/api/stories", "cut", "", "failed", "127.0.0.1"),
    ],
)
def test_trouble_of_a_list_is_trouble_of_the_source(
    monitor: Monitor, newsroom: Newsroom, desk: Desk, prefix: str, kind: str, value: str, outcome: str, words: str
) -> None:
    """That source fails with the reason, none of its items changes, the others are done."""
    newsroom.belga.server.fail(prefix, kind, value)
    report = monitor.poll()
    runs = {s.run.source: s.run for s in report.sources}
    assert runs["belga"].outcome == outcome
    assert words in str(runs["belga"].error)
    assert (runs["euractiv"].outcome, runs["rijksoverheid"].outcome) == ("unchanged", "unchanged")
    assert report.events == []
    assert not report.good
    assert told(desk) == []


@pytest.mark.parametrize("kind", ["html", "half", "empty", "challenge", "500"])
def test_trouble_of_an_item_is_never_its_change(monitor: Monitor, newsroom: Newsroom, desk: Desk, kind: str) -> None:
    """An error page, a cut body, an empty one: no version; it is that page's trouble; healed, all is as it was."""
    newsroom.belga.server.fail(f"/{TALKS}", kind)
    report = monitor.poll("belga")
    assert report.good
    assert report.events == []
    assert unreadable(monitor, "belga") == [f"/{TALKS}"]
    newsroom.belga.server.heal()
    assert monitor.poll("belga").events == []
    assert told(desk) == []


def test_items_that_keep_failing_do_not_starve_the_others(
    monitor: Monitor, newsroom: Newsroom, clock: TurnedClock
) -> None:
    """Five failures running end the run; the next one begins behind them, and one refused article stops nobody."""
    for path in [f"/{slug}.json" for slug in newsroom.belga.stories if slug != KABUL]:
        newsroom.belga.server.fail(path, "500")
    newsroom.belga.edit(KABUL, "2,635", "2,815")
    kinds = [k for _ in range(3) for k in monitor.kinds(monitor.poll("belga"))]
    assert "updated" in kinds
    newsroom.belga.server.heal()
    clock.turn(minutes=11)
    newsroom.belga.server.fail(f"/{VISAS}.json", "403")
    newsroom.belga.edit(TALKS, "19 other countries", "22 other countries")
    report = monitor.poll("belga")
    assert report.sources[0].run.outcome == "ok"
    assert unreadable(monitor, "belga") == [f"/{VISAS}"]
    assert "updated" in monitor.kinds(report)


def test_a_page_whose_text_is_gone_is_a_template_not_an_edit(monitor: Monitor, newsroom: Newsroom) -> None:
    """An article that reads empty cannot be read, and is not what became of it."""
    article = newsroom.euractiv.articles[EXCLUSIVE]
    newsroom.euractiv.articles[EXCLUSIVE] = article.replace("<p>", "<!--").replace("</p>", "-->")
    report = monitor.poll("euractiv")
    assert (report.good, report.events) == (True, [])
    assert len(unreadable(monitor, "euractiv")) == 1


def test_either_of_belgas_lists_may_be_missing(monitor: Monitor, newsroom: Newsroom, clock: TurnedClock) -> None:
    """404 on one while the other answers is no trouble; a new story is found through the other."""
    for missing, other in (("/api/stories", "/feed"), ("/feed", "/api/stories")):
        newsroom.belga.lists_missing = {missing}
        assert monitor.poll("belga").sources[0].run.outcome in ("ok", "unchanged"), other


def test_three_failures_are_told_once_and_so_is_the_recovery(monitor: Monitor, newsroom: Newsroom, desk: Desk) -> None:
    """Never silent without saying so, and never nagging."""
    newsroom.euractiv.server.fail("/", "challenge")
    kinds = [monitor.kinds(monitor.poll("euractiv")) for _ in range(5)]
    assert kinds == [[], [], ["source_failing"], [], []]
    newsroom.euractiv.server.heal()
    assert monitor.kinds(monitor.poll("euractiv")) == ["source_recovered"]
    assert told(desk) == ["source_failing", "source_recovered"]


def test_retry_after_is_kept_and_the_source_skipped_meanwhile(
    monitor: Monitor, newsroom: Newsroom, clock: TurnedClock
) -> None:
    """The host is not asked before its time, by nobody."""
    newsroom.belga.server.fail("/api/stories", "429", "60")
    assert monitor.poll("belga").sources[0].run.outcome == "failed"
    newsroom.belga.server.heal()
    newsroom.belga.server.take_log()
    assert monitor.poll("belga").sources[0].run.outcome == "skipped"
    assert newsroom.belga.server.take_log() == []
    clock.turn(seconds=61)
    assert monitor.poll("belga").sources[0].run.outcome in ("ok", "unchanged")


# --- coverage ----------------------------------------------------------------------------------------


def test_more_new_stories_than_a_page_holds_are_all_found(
    monitor: Monitor, newsroom: Newsroom, clock: TurnedClock
) -> None:
    """While a whole page is new, the next one is asked for."""
    template = newsroom.belga.stories[CUP]
    for n in range(45):
        slug = f"story-{n}"
        newsroom.belga.shelf[slug] = {**template, "slug": slug, "url": f"https://www.belganewsagency.eu/{slug}",
                                      "short_url": f"http://prez.ly/n{n}", "title": f"Story {n}"}  # fmt: skip
        newsroom.belga.publish(slug, clock.now + timedelta(minutes=n))
    report = monitor.poll("belga")
    assert monitor.kinds(report) == ["published"] * 45


def test_older_items_are_fetched_as_a_silent_baseline(
    monitor: Monitor, newsroom: Newsroom, desk: Desk, clock: TurnedClock
) -> None:
    """`--since`: the pages behind the first are asked for though nothing on it changed; one summary tells it."""
    template = newsroom.belga.stories[TALKS]
    for n in range(30):
        slug = f"old-{n}"
        own = {"slug": slug, "url": f"https://www.belganewsagency.eu/{slug}", "short_url": f"http://prez.ly/o{n}"}
        newsroom.belga.shelf[slug] = {**template, **own, "title": f"Old story {n} on Afghan returns"}
        newsroom.belga.publish(slug, clock.now - timedelta(days=900 + n))
    options = PollOptions(since=clock.now - timedelta(days=2000))
    report = monitor.app.poll(["belga"], options, send=True, progress=lambda *_: None)
    assert {(e.kind, e.baseline) for e in report.events} == {("published", True), ("baseline", True)}
    assert len(report.events) == 31
    assert told(desk) == ["baseline"]


def test_a_changed_topic_marks_the_archive_silently(
    monitor: Monitor, make_monitor: MakeMonitor, newsroom: Newsroom, desk: Desk
) -> None:
    """Changed configuration tells nobody about the past."""

    def football(settings: Settings) -> Settings:
        concepts = {"cup": {"any": ("world cup",)}}
        topic = replace(settings.topics[0], concepts=concepts, rules=simple_rules(("cup",), ()))
        return replace(settings, topics=(topic,))

    again = make_monitor(channels_of(desk), change=football)
    item = again.app.reads.find(f"https://www.belganewsagency.eu/{CUP}")[0].item
    assert item.topics == ("afghan-returns",)
    assert again.app.reads.find("prez.ly/w6Dd")[0].item.topics == ()
    assert again.poll().events == []
    assert told(desk) == []


def test_a_newer_reader_reads_the_archive_again_and_tells_nobody(
    monitor: Monitor, newsroom: Newsroom, desk: Desk, clock: TurnedClock
) -> None:
    """The version keeps its number, gets the new reader's text, and the new document is compared with that."""
    reads, store = monitor.app.reads, monitor.app.store
    item = reads.find("prez.ly/w6Dd")[0].item
    first = store.latest(item.id)
    assert first is not None
    store.put_reading(replace(first, reader="prezly-0", blocks=first.blocks[:3], fingerprint="0" * 64), clock.now)
    newsroom.belga.edit(TALKS, "19 other countries", "22 other countries")
    (event,) = monitor.poll("belga").events
    assert [(f.before, f.after) for f in event.facts] == [("19", "22")]
    versions = reads.versions(item.id)
    assert [(v.number, v.reader) for v in versions] == [(1, first.reader), (2, first.reader)]
    assert versions[0].blocks == first.blocks


def test_a_story_with_hostile_content_is_told_all_the_same(monitor: Monitor, newsroom: Newsroom, desk: Desk) -> None:
    """Bad parts of an item never stop its alert; nothing of it is live in a message."""
    story = newsroom.belga.stories[TALKS]
    story["title"] = "Taliban <script>x</script> <!channel> @everyone \ud800 return\r\nBcc: x@example.org \u202e"
    story["published_at"] = "not a date"
    monitor.poll("belga")
    assert told(desk) == ["updated"]
    mail, slack = desk.inbox.mails[0], desk.posts_to("/slack")[0].body["text"]
    assert "\n" not in str(mail["subject"])
    assert mail["Bcc"] is None
    html = mail.get_body(("html",))
    assert html is not None
    assert "<script>" not in str(html.get_content())
    assert "<!channel>" not in slack
    assert "@everyone" not in slack


# --- both databases ----------------------------------------------------------------------------------


def test_the_whole_round_on_each_database(
    make_monitor: MakeMonitor, newsroom: Newsroom, desk: Desk, database_url: str
) -> None:
    """Baseline, silence, an edit told once: the same on SQLite and on PostgreSQL."""
    monitor = make_monitor(channels_of(desk), database=database_url)
    monitor.poll()
    assert monitor.poll().events == []
    newsroom.belga.edit(KABUL, "2,635", "2,815")
    report = monitor.poll()
    assert monitor.kinds(report) == ["updated"]
    assert report.deliveries.sent == 3
    assert [v.item.key for v in monitor.app.reads.items(limit=9, words="immigration office 2,815")] == [
        "url:prez.ly/q7Bd"
    ]
    database = Database(database_url)
    database.prepare()
    database.close()


def test_a_stanza_needs_kind_and_url_only(newsroom: Newsroom, make_monitor: MakeMonitor) -> None:
    """The kind `feed` reads any feed and the article pages on its own hosts."""

    def only_feed(settings: Settings) -> Settings:
        url = newsroom.euractiv.server.url + "/feed/"
        return replace(settings, sources=(Source("plain", "feed", url, hosts=("www.euractiv.com",), gone=Gone()),))

    monitor = make_monitor(change=only_feed)
    report = monitor.poll()
    assert report.sources[0].run.outcome == "ok"
    views = monitor.app.reads.items(limit=20)
    assert len(views) == 10
    item = next(v.item for v in views if "EXCLUSIVE" in v.item.title)
    latest = monitor.app.store.latest(item.id)
    assert latest is not None
    assert any("Identification and travel documents" in b.text for b in latest.blocks)
    assert json.dumps([b.text for b in latest.blocks]).count("Rapporteur") == 0
