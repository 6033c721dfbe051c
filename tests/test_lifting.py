"""What would lift a text over a topic's line; what counts for nothing in a body; letters that two keyboards have."""

import json
from pathlib import Path

import pytest

from monitor.config.load import load
from monitor.core.model import Block
from monitor.core.text import fold
from monitor.core.topic import Topic
from monitor.topics.lifting import lifts
from monitor.topics.matching import match
from monitor.topics.prepared import prepare, prepare_blocks
from tests.conftest import Cli


@pytest.fixture(scope="module")
def topic() -> Topic:
    return next(t for t in load(Path("config"), {}).topics if t.name == "afghan-returns")


def test_a_text_below_the_line_says_what_it_lacks(topic: Topic) -> None:
    ways = lifts(topic, prepare("en", "Germany and Kabul: envoys talk", ()))
    assert ways
    assert all(way.score >= topic.on and way.lacks for way in ways)
    assert any("return" in way.lacks for way in ways)


def test_a_text_below_the_line_says_what_speaks_against_it(topic: Topic) -> None:
    title = "Interpreters relocated from Kabul land in the Netherlands, forced return ruled out"
    assert any(way.against == "the opposite direction" for way in lifts(topic, prepare("en", title, ())))


def test_a_text_on_the_topic_needs_no_lift(topic: Topic) -> None:
    assert lifts(topic, prepare("en", "Germany deports 28 Afghans to Kabul", ())) == ()


def test_topic_test_shows_the_ways(cli: Cli) -> None:
    code, out = cli("topic", "test", "Germany and Kabul: envoys talk")
    assert (code, "would be on (" in out) == (0, True)
    found = json.loads(cli("topic", "test", "Germany and Kabul: envoys talk", "--json")[1])
    assert found["off"][0]["lifts"][0]["lacks"] or found["off"][0]["lifts"][0]["against"]


def test_a_line_that_leads_to_another_text_counts_for_nothing(topic: Topic) -> None:
    """A label, a colon and a headline without a full stop, in whatever words."""
    story = (
        "Measles in a reception centre in Budel.",
        "Sixty people were vaccinated by the health service on Tuesday.",
    )
    leads = (
        "Elsewhere: Minister deports the first Afghans to Kabul",
        "Elsewhere: Taliban consul signs travel papers for returnees",
    )
    blocks = [Block("paragraph", text) for text in (*story, *leads)]
    assert match(topic, prepare_blocks("en", "Measles in a centre", blocks)).verdict == "off"
    told = [Block("paragraph", text) for text in (*story, "The minister said: deport the first Afghans to Kabul now.")]
    assert match(topic, prepare_blocks("en", "Measles in a centre", told)).verdict != "off"


def test_a_word_that_a_line_cuts_is_one(cli: Cli, tmp_path: Path) -> None:
    cut = {
        "id": "1",
        "lang": "nl",
        "title": "Brief",
        "summary": "",
        "body": "De terugkeer van Afgha-\nnen naar Kabul is gedwongen.",
    }
    lines = tmp_path / "t.jsonl"
    lines.write_text("\n".join(json.dumps(one) for one in (cut, {**cut, "body": cut["body"].replace("-\n", "")})))
    code, out = cli("topic", "test", "--jsonl", str(lines))
    one, other = ({**json.loads(line), "id": ""} for line in out.splitlines())
    assert (code, one) == (0, other)


def test_kaf_and_yeh_are_one_letter_each() -> None:
    """Typed on an Arabic keyboard, and on a Persian one."""
    assert fold("\u0643\u0627\u0628\u0644") == fold("\u06a9\u0627\u0628\u0644")
    assert fold("\u0627\u0641\u063a\u0627\u0646\u064a") == fold("\u0627\u0641\u063a\u0627\u0646\u06cc")
