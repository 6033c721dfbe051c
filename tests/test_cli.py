"""The commands: what they print, and the contract's exit codes."""

import json
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any
from unittest.mock import ANY

import pytest

from monitor.__main__ import _run
from monitor.demo.desk import Desk
from monitor.demo.newsroom import Newsroom
from tests.conftest import Cli

ROOT = Path(__file__).parent.parent
KABUL = "belgium-negotiated-with-the-taliban-this-week-about-returning-afghans"


def document(answer: tuple[int, str]) -> Any:
    return json.loads(answer[1])


def test_poll_json_is_the_contracts_document(cli: Cli, newsroom: Newsroom) -> None:
    """Field by field, for a baseline and for an edit."""
    first = document(cli("poll", "--json"))
    assert {"started_at", "finished_at", "sources", "events", "deliveries"} == set(first)
    assert {
        "source", "outcome", "error", "requests", "not_modified", "bytes", "listed", "checked", "newest_item_at",
        "baseline",
    } <= set(first["sources"][0])  # fmt: skip
    belga = next(s for s in first["sources"] if s["source"] == "belga")
    assert (belga["outcome"], belga["listed"], belga["checked"], belga["baseline"]) == ("ok", 14, 14, True)
    assert belga["newest_item_at"] == "2026-06-27T06:28:00Z"
    assert first["deliveries"] == {"sent": 9, "failed": 0, "pending": 0, "held": 0, "dead": 0}
    newsroom.belga.edit(KABUL, "2,635", "2,815")
    (event,) = document(cli("poll", "--json"))["events"]
    assert event["kind"] == "updated"
    assert event["item"]["key"] == "url:prez.ly/q7Bd"
    assert set(event["item"]) == {"id", "key", "url", "title"}
    assert event["facts"] == [{"type": "figure", "before": "2,635", "after": "2,815"}]
    assert (event["class"], event["announced"], event["baseline"]) == ("substantive", False, False)
    assert event["topics"] == ["afghan-returns"]


def test_exit_codes_of_poll(cli: Cli, newsroom: Newsroom, desk: Desk) -> None:
    """0 done, 1 a source or delivery failed, 2 unknown name."""
    assert cli("poll", "--no-send")[0] == 0
    assert document(cli("deliveries", "--state", "pending", "--json"))["deliveries"]
    desk.refuse("/slack", 500)
    assert cli("poll")[0] == 1
    desk.accept("/slack")
    newsroom.belga.server.fail("/", "500")
    assert cli("poll", "belga")[0] == 1
    code, words = cli("poll", "nosuch")
    assert (code, "no source 'nosuch'; there are: belga, euractiv, rijksoverheid" in words) == (2, True)
    assert cli("poll", "--nosuch")[0] == 2


def test_a_dry_run_writes_and_sends_nothing_and_needs_no_store(
    cli: Cli, config: Path, newsroom: Newsroom, desk: Desk
) -> None:
    """With a store it is held against a copy of it; nothing is kept either way."""
    assert document(cli("poll", "--dry-run", "--json"))["sources"][0]["baseline"]
    assert not (config / "monitor.db").exists()
    cli("poll", "--no-send")
    newsroom.belga.edit(KABUL, "2,635", "2,815")
    for _ in range(2):
        assert [e["kind"] for e in document(cli("poll", "--dry-run", "--json"))["events"]] == ["updated"]
    assert desk.inbox.mails == []


def test_what_is_stored_can_be_asked_for(cli: Cli, newsroom: Newsroom) -> None:
    """items, show, diff, events, search: as people and as programs read them."""
    cli("poll", "--no-send")
    newsroom.belga.edit(KABUL, "2,635", "2,815")
    cli("poll", "--no-send")
    listed = document(cli("items", "--limit", "5", "--json"))
    assert len(listed["items"]) == 5
    assert listed["more"] is True
    wanted = "id key url title source language topics state versions first_seen published_at aliases references"
    assert set(wanted.split()) <= set(listed["items"][0])
    for name in ("prez.ly/q7Bd", f"https://www.belganewsagency.eu/{KABUL}", f"http://other.example/{KABUL}/"):
        shown = document(cli("show", name, "--json"))
        assert [v["number"] for v in shown["versions"]] == [1, 2]
        assert {"number", "at", "title", "blocks", "modified_at", "reader"} <= set(shown["versions"][0])
    item = str(shown["item"]["id"])
    changed = document(cli("diff", item, "--json"))
    assert changed["facts"] == [{"type": "figure", "before": "2,635", "after": "2,815"}]
    assert "[-2,635-] {+2,815+}" in cli("diff", item)[1]
    assert "\x1b[" not in cli("diff", item, "1", "2")[1]
    assert [e["kind"] for e in document(cli("events", "--item", item, "--json"))["events"]] == ["updated", "published"]
    found = document(cli("search", "immigration", "office", "2,815", "--json"))["items"]
    assert [i["id"] for i in found] == [shown["item"]["id"]]
    assert document(cli("show", "2026Z09763", "--json"))["item"]["source"] == "rijksoverheid"
    code, words = cli("show", "nosuch")
    assert (code, "no item 'nosuch'" in words) == (2, True)
    assert cli("diff", item, "1", "9")[0] == 2
    for command in ("items", "events", "sources", "deliveries"):
        assert cli(command)[0] == 0


def test_a_reference_that_fits_several_items_lists_them(cli: Cli, newsroom: Newsroom) -> None:
    """A reference finds, and never identifies: exit code 2 with the candidates."""
    newsroom.belga.append(KABUL, "The questions carry the number 2026Z09763.")
    cli("poll", "--no-send")
    code, words = cli("show", "2026Z09763")
    assert code == 2
    assert "fits 2 items" in words


def test_sources_and_check_say_how_things_stand(cli: Cli, newsroom: Newsroom) -> None:
    """Online: one polite request an address, readable by people and programs, and 1 when something is not right."""
    cli("poll", "--no-send")
    row = document(cli("sources", "--json"))["sources"][0]
    assert (row["source"], row["outcome"], row["items"]) == ("belga", "ok", 14)
    assert cli("check")[0] == 0
    online = document(cli("check", "--online", "--json"))["online"]
    belga = next(s for s in online if s["source"] == "belga")
    assert belga["ok"]
    assert [a["count"] for a in belga["addresses"]] == [14, 14, 3]
    assert any("zone check" in f and "agree" in f for f in belga["facts"])
    assert belga["addresses"][1]["facts"] == ["ids: 14 are the address"]
    assert any(f.startswith("a made-up address, ") and f.endswith("404 that says so") for f in belga["facts"])
    assert any(f.endswith("no crawl delay; the whole site may be read") for f in belga["facts"])
    assert any("not asked for, the source is a copy on this machine" in f for f in belga["facts"])
    newsroom.belga.server.fail("/api/stories", "html")
    newsroom.belga.server.take_log()
    code, words = cli("check", "--online", "belga")
    assert (code, "NOT as expected" in words) == (1, True)
    assert len(newsroom.belga.server.take_log()) <= 5


def test_preview_writes_what_would_be_sent_and_sends_nothing(
    cli: Cli, newsroom: Newsroom, desk: Desk, tmp_path: Path
) -> None:
    """Text, HTML and JSON by the channel's kind; an event by id or reference; what makes no alert is said."""
    cli("poll", "belga")
    newsroom.belga.edit(KABUL, "2,635", "2,815")
    cli("poll", "belga", "--revisit")
    (event,) = json.loads(cli("events", "--kind", "updated", "--json")[1])["events"]
    before = len(desk.inbox.mails) + len(desk.inbox.posts)
    made = json.loads(cli("preview", str(event["id"]), "--channel", "mail", "--json")[1])
    assert made["title"].startswith("[medium] Changed silently: Belga")
    assert "<del>2,635</del>" in made["html"]
    assert "figure: 2,635 -> 2,815" in made["text"]
    assert made["headers"]["X-Monitor-Reference"] == made["reference"] == event["reference"]
    code, text = cli("preview", event["reference"], "--channel", "slack")
    assert (code, "~2,635~ *2,815*" in text) == (0, True)
    payload = json.loads(cli("preview", event["reference"], "--channel", "machine", "--json")[1])["payload"]
    assert payload["events"][0]["id"] == event["id"]
    page = tmp_path / "mail.html"
    cli("preview", event["reference"], "--channel", "mail", "--html", str(page))
    assert "<del>2,635</del>" in page.read_text()
    assert len(desk.inbox.mails) + len(desk.inbox.posts) == before
    assert cli("preview", "M-none", "--channel", "mail")[0] == 2
    assert cli("preview", str(event["id"]), "--channel", "none")[0] == 2
    code, words = cli("preview", "1", "--channel", "mail")
    assert (code, "makes no alert" in words) == (2, True)


def test_check_names_a_template_that_cannot_be_used(cli: Cli, config: Path, tmp_path: Path) -> None:
    template = tmp_path / "mail.html"
    template.write_text("{{ nonsense }}")
    with (config / "monitor.toml").open("a") as file:
        file.write(f'[templates]\nmail = "{template}"\n')
    code, words = cli("check")
    assert (code, "'nonsense' is undefined; the built-in form is sent instead" in words) == (2, True)


def test_a_mistake_in_the_configuration_is_exit_code_2(cli: Cli, config: Path) -> None:
    """All of them at once, on standard error."""
    (config / "sources" / "bad.toml").write_text('kind = "feed"\nurl = "x"\nnonsense = 1\n')
    code, words = cli("poll")
    assert code == 2
    assert "2 mistakes in the configuration" in words


def test_a_store_that_cannot_be_used_is_exit_code_3(cli: Cli, config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Locked by another program, or of another schema, with what to do."""
    from monitor.store import database

    cli("poll", "--no-send")
    monkeypatch.setattr(database, "LOCK_SECONDS", 0.2)
    monkeypatch.setattr(database, "_BUSY", "busy_timeout=200")
    with sqlite3.connect(config / "monitor.db", isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        code, words = cli("poll")
        assert (code, "locked" in words) == (3, True)
        other.execute("ROLLBACK")
        other.execute("UPDATE alembic_version SET version_num = '0000'")
        code, words = cli("items")
        assert (code, "monitor db upgrade" in words) == (3, True)
        other.execute("UPDATE alembic_version SET version_num = '9999'")
        assert cli("items")[0] == 3
    other.close()


def test_a_read_only_store_is_exit_code_3(cli: Cli, config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Said as such; opened read-only, since file modes do not bind every user that runs the tests."""
    cli("poll", "--no-send")
    monkeypatch.setenv("MONITOR_DATABASE", f"sqlite:///file:{config / 'monitor.db'}?mode=ro&uri=true")
    assert cli("items")[0] == 0
    code, words = cli("poll", "--no-send")
    assert (code, "it is read-only" in words) == (3, True)


def test_db_commands(cli: Cli, tmp_path: Path) -> None:
    """upgrade on a new store, verify, prune, backup."""
    assert cli("db", "upgrade")[0] == 0
    cli("poll", "--no-send")
    assert "0 problems" in cli("db", "verify")[1]
    assert cli("db", "prune", "--days", "1")[0] == 0
    assert cli("db", "backup", str(tmp_path / "b.db"))[0] == 0
    assert cli("db", "backup", str(tmp_path / "b.db"))[0] == 2


def test_healthcheck_without_a_service_is_1(cli: Cli) -> None:
    """Nothing has run on this store."""
    assert cli("db", "upgrade")[0] == 0
    code, words = cli("healthcheck")
    assert (code, "no service has run" in words) == (1, True)


# --- compare, topic test -------------------------------------------------------------------------------


def test_compare_reads_files_by_their_content(cli: Cli, tmp_path: Path) -> None:
    """A story, a PDF, HTML, text; a wrong --kind is a clear error."""
    seeds = ROOT / "seeds"
    letters = seeds / "rijksoverheid"
    name = "antwoorden-kamervragen-gesprekken-taliban.pdf"
    found = document(cli("compare", str(letters / "letters" / name), str(letters / "revised" / name), "--json"))
    assert found["class"] == "substantive"
    assert {"type": "negation", "before": "Antwoord op vraag 11 Nee.", "after": "Antwoord op vraag 11 Ja."} in found[
        "facts"
    ]
    story = next((seeds / "belga").glob("2026-04-23*"))
    assert document(cli("compare", str(story), str(story), "--json"))["class"] == "none"
    code, words = cli("compare", str(story), str(story), "--kind", "pdf")
    assert (code, "not a PDF" in words) == (2, True)
    assert cli("compare", str(story))[0] == 2


def test_jsonl_answers_line_for_line(cli: Cli, tmp_path: Path) -> None:
    """A bad line gives its error in its place, and exit code 1 at the end."""
    pair = {"id": "1", "lang": "en", "before": {"title": "T", "body_html": "<p>19 states</p>"},
            "after": {"title": "T", "body_html": "<p>22 states</p>"}}  # fmt: skip
    lines = tmp_path / "pairs.jsonl"
    lines.write_text("\n".join([json.dumps(pair), "{broken", json.dumps({"id": "3"}), json.dumps({**pair, "id": "4"})]))
    code, out = cli("compare", "--jsonl", str(lines))
    answers = [json.loads(line) for line in out.splitlines()]
    assert code == 1
    assert [a["id"] for a in answers] == ["1", None, "3", "4"]
    assert answers[0]["class"] == "substantive"
    assert set(answers[0]) == {"id", "class", "score", "facts", "reasons"}
    assert "error" in answers[1]
    assert "error" in answers[2]


def test_topic_test_says_why(cli: Cli, tmp_path: Path) -> None:
    """For, against, and line for line."""
    code, words = cli("topic", "test", "Taliban delegation in Brussels for talks on returns")
    assert (code, words.startswith("on"), "Taliban" in words) == (0, True, True)
    code, words = cli("topic", "test", "Afghanistan's cricket team returns to Brussels")
    assert (words.startswith("off"), "against: cricket in the title (another subject" in words) == (True, True)
    lines = tmp_path / "texts.jsonl"
    texts = [
        {"id": 1, "lang": "en", "title": "Taliban talks on returns in Brussels"},
        {"id": 2, "title": "Football"},
        {"id": 3},
        {"id": 4, "title": ["Taliban"]},
        {"id": 5, "title": "Taliban", "body": 7},
        {"id": 6, "title": "Taliban", "body": None, "lang": None},
    ]
    lines.write_text("\n".join(map(json.dumps, texts)))
    code, out = cli("topic", "test", "--jsonl", str(lines))
    answers = [json.loads(line) for line in out.splitlines()]
    assert code == 1
    assert [m["topic"] for m in answers[0]["matches"]] == ["afghan-returns"]
    assert (answers[1]["id"], answers[1]["matches"], answers[1]["maybe"]) == (2, [], [])
    assert answers[1]["off"][0]["against"] == ["no rule holds: no word of the topic"]
    assert [(a["id"], a["error"]) for a in answers[2:5]] == [
        (3, "the key 'title' is missing"),
        (4, "'title' is to be a string"),
        (5, "'body' is to be a string or null"),
    ]
    assert (answers[5]["id"], "error" in answers[5]) == (6, False)


def test_topic_test_warns_of_a_file_name_as_text(
    config: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A file's name is off every topic, and an editor who forgot `--file` would believe it."""
    page = tmp_path / "text.txt"
    page.write_text("Taliban talks on returns", encoding="utf-8")
    assert _run(["--config", str(config), "topic", "test", str(page)]) == 0
    assert f"its text by --file {page}" in capfd.readouterr().err


def test_topic_test_takes_one_text(cli: Cli, tmp_path: Path) -> None:
    """A text twice, or a file that is not there, is a usage error."""
    page = tmp_path / "text.txt"
    page.write_text("Taliban")
    assert cli("topic", "test", "Taliban", "--file", str(page)) == (2, ANY)
    assert "one of TEXT, --file and --jsonl" in cli("topic", "test", "Taliban", "--file", str(page))[1]
    code, words = cli("topic", "test", "--jsonl", str(tmp_path / "none.jsonl"))
    assert (code, "none.jsonl" in words) == (2, True)
    assert cli("compare", "--jsonl", str(tmp_path / "none.jsonl"))[0] == 2


def test_help_imports_nothing_heavy() -> None:
    """None of the five named packages is imported for `--help`."""
    code = "import sys, monitor.__main__ as m; m._run(['--help']); print([n for n in sys.modules if n in "
    code += "('httpx', 'apscheduler', 'feedparser', 'sqlalchemy', 'apprise', 'pydantic')], file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stderr.strip() == "[]"
    assert "healthcheck" in done.stdout
