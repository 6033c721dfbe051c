"""The demands on the shipped topic are kept on the project's own labelled items and headlines."""

import json
from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from monitor.cli.topic import prepared
from monitor.topics.matching import match
from tests.quality import topics
from tests.quality.figure import Figure

HERE = Path(__file__).parent / "quality"
CODES = ("en", "nl", "fr", "de")


@cache
def measured() -> dict[str, Figure]:
    rows = [*topics.figures(topics.judged(HERE / "topic.jsonl"))]
    rows += topics.headline_figures(topics.judged(HERE / "headlines_de.jsonl"))
    return {figure.name: figure for figure in rows}


@pytest.mark.parametrize(
    "name",
    [
        "recall",
        "precision",
        *(f"{what}, {code}" for what in ("recall", "precision") for code in CODES),
        "nDCG of the score (on, borderline, off)",
        "recall on headlines",
        "precision on headlines",
    ],
)
def test_the_demand_is_kept(name: str) -> None:
    """Recall and precision overall and in each language, the ranking, and headlines by themselves."""
    figure = measured()[name]
    assert figure.kept, f"{figure.name}: {figure.value:.3f}, {figure.bound}"


def test_the_items_cover_every_label_language_and_trait() -> None:
    """A measure over few or one-sided items says nothing."""
    items = [json.loads(line) for line in (HERE / "topic.jsonl").read_text(encoding="utf-8").splitlines()]
    labels = Counter((i["lang"], i["label"]) for i in items)
    assert len(items) >= 200
    assert len({i["id"] for i in items}) == len(items)
    assert all(
        labels[code, "on"] >= 40 and labels[code, "off"] >= 40 and labels[code, "borderline"] >= 10 for code in CODES
    )
    traits = {t for i in items for t in i["traits"]}
    assert {"typo", "no-diacritics", "allcaps", "title-silent", "no-keyword", "compound", "homonym", "sport"} <= traits
    assert {"other-nationals", "neighbour-returns", "opposite-direction", "ref-lookalike", "lexical-trap"} <= traits


def test_no_term_serves_one_item_alone() -> None:
    """The rule is learnt, not the example: the words of no labelled title stand whole in the topic file."""
    terms = {t.casefold() for lists in topics.topic().concepts.values() for each in lists.values() for t in each}
    items = [json.loads(line) for line in (HERE / "topic.jsonl").read_text(encoding="utf-8").splitlines()]
    assert not {i["title"].casefold() for i in items} & terms
    assert max(len(t.split()) for t in terms if "|" not in t and "NEAR" not in t and "BEFORE" not in t) <= 6


def test_a_topic_of_another_name_judges_alike() -> None:
    """Nothing about the shipped topic is in the code: under another name it says the same."""
    shipped = topics.topic()
    other = replace(shipped, name="other", title="Another")
    for line in (HERE / "topic.jsonl").read_text(encoding="utf-8").splitlines()[:50]:
        item = json.loads(line)
        text = prepared(item)
        assert match(other, text).score == match(shipped, prepared(item)).score
