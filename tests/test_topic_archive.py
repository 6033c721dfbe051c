"""Topics and what is stored: why an item matched, leaving and coming back, a second topic, looking back with a rule."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from monitor.app import App
from monitor.config.load import load, load_topic
from monitor.core.errors import ConfigError
from monitor.core.model import Item, Snapshot
from monitor.core.settings import Settings
from monitor.demo.desk import Desk, text_of
from monitor.demo.newsroom import Newsroom
from monitor.pipeline.polling.judge import Judge
from tests.conftest import Cli, MakeMonitor, Monitor, TurnedClock, channels_of
from tests.test_poll import CUP, KABUL, PRISONERS, told
from tests.test_versions import EXCLUSIVE, behind_a_paywall

NEWS = "The Taliban delegation will discuss the return of Afghans in Brussels."
CUPS = """
version = 1
title = "Football"
all = ["football"]
[concepts.football]
any = ["world cup", "football*"]
"""


def item_of(monitor: Monitor, slug: str):  # type: ignore[no-untyped-def]
    return monitor.app.reads.find(f"https://www.belganewsagency.eu/{slug}")[0]


def with_topic(tmp_path: Path, name: str, text: str) -> None:
    """A second topic is a file beside the first."""
    folder = tmp_path / "config" / "topics"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.toml").write_text(text, encoding="utf-8")


# --- why, kept -----------------------------------------------------------------------------------------


def test_an_item_keeps_why_it_is_on_topic(make_monitor: MakeMonitor, newsroom: Newsroom, database_url: str) -> None:
    """Score, words with places and the rules that held are in the database, on SQLite and PostgreSQL."""
    monitor = make_monitor(database=database_url)
    monitor.poll("belga")
    (match,) = item_of(monitor, KABUL).matches
    assert (match.topic, match.verdict) == ("afghan-returns", "on")
    assert any(term.code == "in_title" for term in match.terms)
    assert {"afghan", "removal"} & {concept for step in match.evidence for concept, _, _ in step.words}
    assert item_of(monitor, CUP).matches == ()


def test_the_alert_says_why(monitor: Monitor, newsroom: Newsroom, desk: Desk) -> None:
    """'On topic …: Taliban + … in the title' stands in the mail."""
    newsroom.belga.edit(KABUL, "2,635", "2,815")
    monitor.poll("belga")
    text = text_of(desk.inbox.mails[-1])
    assert "On topic “Return of Afghan nationals from Europe”" in text
    assert "Taliban" in text.split("On topic")[1]
    assert "in the title" in text.split("On topic")[1]


# --- coming and going ----------------------------------------------------------------------------------


def test_an_item_that_left_its_topic_goes_on_being_tracked(
    make_monitor: MakeMonitor, newsroom: Newsroom, desk: Desk, clock: TurnedClock
) -> None:
    """It is looked at as before, its edits are recorded and told nobody, and its return is told."""
    monitor = make_monitor(channels_of(desk), change=_rechecked_hourly)
    newsroom.belga.append(PRISONERS, NEWS)
    monitor.poll("belga", send=False)
    item = item_of(monitor, PRISONERS).item
    assert (item.topics, item.left) == (("afghan-returns",), ())
    newsroom.belga.edit(PRISONERS, NEWS, "Nothing more.")
    clock.turn(hours=1)
    assert monitor.kinds(monitor.poll("belga")) == ["updated", "left_topic"]
    item = item_of(monitor, PRISONERS).item
    assert (item.topics, item.left) == ((), ("afghan-returns",))
    assert item.next_check_at == clock.now + timedelta(hours=1)
    before = told(desk)
    newsroom.belga.edit(PRISONERS, "Nothing more.", "Nothing whatever, said 7 ministers.")
    clock.turn(hours=1)
    assert monitor.kinds(monitor.poll("belga")) == ["updated"]
    assert told(desk) == before
    newsroom.belga.append(PRISONERS, NEWS)
    clock.turn(hours=1)
    assert monitor.kinds(monitor.poll("belga")) == ["updated", "now_on_topic"]
    assert item_of(monitor, PRISONERS).item.left == ()
    assert told(desk) == [*before, "now_on_topic"]


def test_a_teaser_that_becomes_whole_and_leaves_its_topic_says_so(
    tmp_path: Path, make_monitor: MakeMonitor, newsroom: Newsroom
) -> None:
    """The whole text lowers what the teaser raised: no new version, and `left_topic` is recorded."""
    text = 'version = 1\ntitle = "T"\n[concepts.a]\nany = ["taliban"]\n[concepts.b]\nany = ["WORD"]\n'
    rules = '[[rules]]\nwhen = "a"\nscore = 0.7\n[[rules]]\nwhen = "b"\nlower = 0.7\n'
    whole = behind_a_paywall(newsroom)
    whole = whole.replace("</div></article>", "<p>xylophone</p></div></article>")
    with_topic(tmp_path, "teased", text.replace("WORD", "xylophone") + rules)
    monitor = make_monitor()
    monitor.poll("euractiv", send=False)
    newsroom.euractiv.articles[EXCLUSIVE] = whole
    (event,) = monitor.poll("euractiv", revisit=True).events
    assert (event.kind, event.topics, event.to_version) == ("left_topic", ("teased",), 1)


def test_a_text_without_a_language_has_that_of_its_source(tmp_path: Path, make_monitor: MakeMonitor) -> None:
    """A page that does not say its language is held against the terms of its source's only one, also when listed."""
    with_topic(tmp_path, "t", 'version = 1\ntitle = "T"\nall = ["a"]\n[concepts.a]\nde = ["Abschiebung"]\n')
    settings = make_monitor().app.settings
    judge, source = Judge(settings), replace(settings.sources[0], topics=("t",), languages=("nl",))
    item, snapshot = Item(1, source.name, "k", "https://x.example/", "T"), Snapshot((), "", "Abschiebung", (), "r")
    assert judge.matches(source, item, snapshot) == ()
    assert len(judge.matches(source, replace(item, language="de"), snapshot)) == 1
    assert len(judge.matches(replace(source, languages=("nl", "de")), item, snapshot)) == 1


def _rechecked_hourly(settings: Settings) -> Settings:
    from monitor.core.settings import Recheck

    sources = tuple(replace(s, recheck=(Recheck(3600, 30 * 86400),)) for s in settings.sources)
    return replace(settings, sources=sources)


def test_a_topic_added_later_marks_the_archive_silently(
    tmp_path: Path, monitor: Monitor, make_monitor: MakeMonitor, newsroom: Newsroom, desk: Desk
) -> None:
    """Stored items are marked with the reason; nobody is told; a topic taken away unmarks them."""
    with_topic(tmp_path, "football", CUPS)
    again = make_monitor(channels_of(desk))
    cup = item_of(again, CUP)
    assert (cup.item.topics, [m.topic for m in cup.matches]) == (("football",), ["football"])
    assert item_of(again, KABUL).item.topics == ("afghan-returns",)
    assert again.poll().events == []
    (tmp_path / "config" / "topics" / "football.toml").unlink()
    assert item_of(make_monitor(channels_of(desk)), CUP).item.topics == ()
    assert told(desk) == []


def test_an_item_on_two_topics_is_told_once_a_channel_with_both_reasons(
    tmp_path: Path, make_monitor: MakeMonitor, newsroom: Newsroom, desk: Desk
) -> None:
    """A second topic, made by configuration alone, alerts beside the first; an item on both makes one message."""
    shipped = (Path(__file__).parent.parent / "config" / "topics" / "syrian-returns.toml").read_text(encoding="utf-8")
    with_topic(tmp_path, "syrian-returns", shipped.replace("enabled = false", "enabled = true"))
    monitor = make_monitor(channels_of(desk))
    monitor.poll(send=False)
    monitor.app.deliver()
    before = len(desk.inbox.mails)
    newsroom.belga.append(KABUL, "The minister also wants to deport 40 convicted Syrians to Damascus.")
    newsroom.belga.append(PRISONERS, "The minister wants to deport 40 convicted Syrians to Damascus.")
    events = monitor.poll("belga", revisit=True).events
    assert {e.kind: e.topics for e in events if e.kind == "now_on_topic"} == {"now_on_topic": ("syrian-returns",)}
    mails = {text_of(m) for m in desk.inbox.mails[before:]}
    both = [m for m in mails if "Return of Syrian" in m and "Return of Afghan" in m]
    only = [m for m in mails if "Return of Syrian" in m and "Return of Afghan" not in m]
    assert (len(mails), len(both), len(only)) == (2, 1, 1)


# --- looking back ----------------------------------------------------------------------------------------


def test_backtest_says_what_a_draft_would_find_and_lose(
    tmp_path: Path, monitor: Monitor, make_monitor: MakeMonitor
) -> None:
    """Beside the configured rule, item by item, with reasons; nothing stored changes."""
    with_topic(tmp_path, "football", CUPS)
    app = make_monitor().app
    draft = tmp_path / "draft.toml"
    draft.write_text(CUPS.replace('"world cup", "football*"', '"wins its group", "taliban*"'), encoding="utf-8")
    events = len(app.reads.events(limit=500))
    told: list[int] = []
    found = app.hindsight.backtest(load_topic(draft, "football"), today=app.topic("football"), progress=told.append)
    assert any("Taliban" in row.item.title for row in found.found)
    assert [row.item.title for row in found.kept] == ["2026 World Cup: Belgium wins its group"]
    assert {"2026 World Cup" in row.item.title for row in found.lost} == {True}
    assert found.looked == len(app.reads.items(limit=500))
    assert len(app.reads.events(limit=500)) == events
    assert item_of(make_monitor(), KABUL).item.topics == ("afghan-returns",)


def test_backtest_without_a_draft_compares_with_the_marks(
    tmp_path: Path, monitor: Monitor, make_monitor: MakeMonitor, clock: TurnedClock
) -> None:
    """An edited file that the service has not taken up yet is held against what is stored; `since` narrows it."""
    with_topic(tmp_path, "football", CUPS)
    make_monitor()
    with_topic(tmp_path, "football", CUPS.replace('"world cup", "football*"', '"world cup belgium wins"'))
    with App(load(tmp_path / "config", {}), clock=clock) as app:
        app.database.prepare()
        found = app.hindsight.backtest(app.topic("football"), progress=lambda _: None)
        assert (len(found.kept), len(found.found)) == (1, 0)
        assert len(found.lost) >= 2
        later = app.hindsight.backtest(
            app.topic("football"), since=datetime(2026, 6, 27, tzinfo=UTC), progress=lambda _: None
        )
        assert 0 < later.looked < found.looked


def test_suggest_proposes_what_the_matched_have_in_common(tmp_path: Path, make_monitor: MakeMonitor) -> None:
    """Words frequent on topic, rare off it, and no term yet."""
    with_topic(tmp_path, "football", CUPS)
    monitor = make_monitor()
    monitor.poll()
    found = monitor.app.hindsight.suggest(monitor.app.topic("football"), progress=lambda _: None)
    english = [s for s in found if s.language == "en"]
    assert "group" in {word for s in english for word in s.term.split()}
    assert all(s.on / 4 > s.off / 40 for s in english)
    assert not {"football", "the", "world cup"} & {s.term for s in english}
    same = {(word, s.on, s.off) for s in english if " " in s.term for word in s.term.split()}
    assert same
    assert not {(s.term, s.on, s.off) for s in english} & same
    assert [s.weight for s in found] == sorted((s.weight for s in found), reverse=True)


def test_the_commands_report_in_words_and_in_json(cli: Cli, tmp_path: Path) -> None:
    """`topic backtest` and `suggest` on a polled store; unknown names and wrong drafts are usage errors."""
    assert cli("poll", "--no-send")[0] == 0
    code, words = cli("topic", "backtest", "afghan-returns")
    assert (code, "0 found anew, 0 lost" in words) == (0, True)
    code, out = cli("topic", "backtest", "afghan-returns", "--json", "--since", "2026-01-01")
    report = json.loads(out)
    assert (code, report["found"], report["lost"]) == (0, [], [])
    assert report["looked"] > len(report["kept"]) > 0
    assert {"item", "score", "terms", "against", "evidence"} <= set(report["kept"][0])
    code, out = cli("topic", "suggest", "afghan-returns", "--json")
    assert (code, json.loads(out)["topic"]) == (0, "afghan-returns")
    draft = tmp_path / "draft.toml"
    draft.write_text('version = 1\ntitle = "T"\nall = ["a"]\n[concepts.a]\nany = ["x*y"]\n')
    code, words = cli("topic", "backtest", "afghan-returns", "--draft", str(draft))
    assert (code, "concepts.a.any[0]: found 'x*y' in column 1" in words) == (2, True)
    assert cli("topic", "backtest", "nothing")[0] == 2
    draft.write_text(CUPS, encoding="utf-8")
    code, out = cli("topic", "backtest", "football", "--draft", str(draft), "--since", "2026-01-01", "--json")
    report = json.loads(out)
    assert (code, report["since"], report["lost"], report["kept"]) == (0, "2025-12-31T23:00:00Z", [], [])
    assert {"2026 World Cup: Belgium wins its group"} <= {row["item"]["title"] for row in report["found"]}


def test_looking_back_makes_no_store(cli: Cli, config: Path) -> None:
    """Without a store there is nothing to look back at: the desk is told, and no file appears."""
    for command in (("topic", "backtest", "afghan-returns"), ("topic", "suggest", "afghan-returns")):
        code, words = cli(*command)
        assert (code, "there is no store" in words, "monitor poll" in words) == (3, True, True)
    assert list(config.glob("*.db*")) == []


def test_a_topic_that_is_off_is_looked_for_in_all_sources(
    tmp_path: Path, monitor: Monitor, make_monitor: MakeMonitor
) -> None:
    """Sources that name their topics do not name one that is not watched yet."""
    with_topic(tmp_path, "football", CUPS.replace("version = 1", "version = 1\nenabled = false"))

    def only_returns(settings: Settings) -> Settings:
        return replace(settings, sources=tuple(replace(s, topics=("afghan-returns",)) for s in settings.sources))

    app = make_monitor(change=only_returns).app
    found = app.hindsight.backtest(app.topic("football"), progress=lambda _: None)
    assert "2026 World Cup: Belgium wins its group" in {row.item.title for row in found.found}


# --- mistakes in a topic file -------------------------------------------------------------------------------

RULE = 'version = 1\ntitle = "T"\n[concepts.a]\nany = ["word"]\n[[rules]]\nwhen = "a"\nscore = 1\n'


def test_a_file_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    """Some editors write one; nobody sees it."""
    (tmp_path / "t.toml").write_text("\ufeff" + RULE, encoding="utf-8")
    assert load_topic(tmp_path / "t.toml", "t").title == "T"


def test_every_mistake_of_a_file_is_told_at_once(tmp_path: Path) -> None:
    """A wrong value does not hide the mistakes in the expressions."""
    draft = tmp_path / "t.toml"
    draft.write_text(RULE.replace("score = 1", "score = 7").replace('"word"', '"w near/2 v", "(w"'), encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_topic(draft, "t")
    assert [m.key for m in caught.value.mistakes] == ["rules[0].score", "concepts.a.any[0]", "concepts.a.any[1]"]
    draft.write_text(RULE.replace("score = 1", "score = 7").replace('["word"]', "7"), encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load_topic(draft, "t")
    assert [m.key for m in caught.value.mistakes] == ["concepts.a.any", "rules[0].score"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            RULE.replace('"word"', '"(word"'),
            "concepts.a.any[0]: found the end in column 6 of '(word'; expected a closing",
        ),
        (RULE.replace('"word"', '"w NEAR/0 v"'), "concepts.a.any[0]: found NEAR/0 in column 3"),
        (RULE.replace('"word"', '"w.*d"'), "expected a word, `=word`, `begin*`, `*end` or `*middle*` (no other signs)"),
        (
            RULE.replace('"word"', '"to {b}"'),
            "concepts.a.any[0]: found 'b' in column 4 of 'to {b}'; expected a concept",
        ),
        (RULE.replace('"word"', '"{a} word"'), "concepts.a: found terms that lead back to {a} itself"),
        (RULE.replace('when = "a"', 'when = "a AND"'), "rules[0].when: found the end in column 6 of 'a AND'; expected"),
        (
            RULE.replace('when = "a"', 'when = "b"'),
            "rules[0].when: found 'b' in column 1 of 'b'; expected a concept of",
        ),
        (RULE.replace('when = "a"', 'when = "body:a"'), "found 'body' in column 1 of 'body:a'; expected one of: title"),
        (RULE.replace("score = 1", 'in = "body"\nscore = 1'), "rules[0].in: found 'body'; expected 'title', 'lead'"),
        (RULE.replace("score = 1", ""), "rules[0]: found"),
        (RULE.replace("score = 1", "score = 1\nlower = 0.2"), "exactly one of `score`, `raise` and `lower`"),
        (RULE.replace("score = 1", "score = 7"), "rules[0].score: found 7"),
        (RULE.replace("score = 1", "least = 2\nscore = 1"), '`least` only with `in = "paragraph"`'),
        (RULE.replace("score = 1", "scor = 1"), "rules[0].scor: found an unknown key; expected 'score'?"),
        (RULE.replace("score = 1", "lower = 0.1"), "`all`, or at least one of [[rules]] with a `score`"),
        (RULE.replace("any =", "english ="), "concepts.a.english"),
        (RULE.replace('title = "T"\n', ""), "title: found nothing"),
        (RULE.replace("version = 1", "version = 2"), "version: found 2"),
        (RULE.replace('title = "T"\n', 'title = "T"\non = 0.2\n'), "`maybe` to be at most `on`"),
        (RULE.replace("[concepts.a]", "[concepts.AND]"), "concepts named by at most 40 letters"),
        (
            RULE.replace('title = "T"', 'title = "T"\nall = ["a", "zz"]'),
            "all[1]: found 'zz'; expected a concept of this",
        ),
        (RULE.replace('when = "a"', 'when = "{a}"'), "expected the name of a concept without braces"),
        (RULE.replace('["word"]', "[]"), "in a: at least one term"),
        (RULE.replace('["word"]', '"word"'), "concepts.a.any: found 'word'; expected a valid list"),
    ],
)
def test_each_mistake_names_file_key_and_what_would_be_right(tmp_path: Path, text: str, expected: str) -> None:
    """Expressions, names, values, places, points: file, key, column, and the mend."""
    (tmp_path / "topics").mkdir()
    (tmp_path / "topics" / "t.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, {})
    told = str(caught.value)
    assert "topics/t.toml" in told
    assert expected in told
