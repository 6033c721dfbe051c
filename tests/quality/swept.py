"""The program on edits made by machine, in the midst of a text that stands."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from html import unescape
from itertools import islice
from pathlib import Path
from typing import Any

from monitor.core.model import Block, Change
from monitor.edits.compare import Text, compare
from tests.quality.figure import Figure, least, most
from tests.quality.sweep import Made, edits, rewordings

HERE = Path(__file__).parent
_LOUD, _QUIET = 0.5, 0.3
_WORDS, _MORE = 6, 2_000
_HARD = ("digit", "negation", "name", "quantity", "speaker")
_BLOCKS = re.compile(r"<(?:p|li|h[1-6]|td|dd)\b[^>]*>(.*?)</(?:p|li|h[1-6]|td|dd)>", re.DOTALL)
_END = re.compile(r"(?<=[.!?]) (?=[A-ZÀ-Þ])")
_STANDS = {
    "en": "The rest of this paragraph stands as it was, and so does the next.",
    "nl": "De rest van deze alinea staat er zoals hij er stond, en de volgende ook.",
    "fr": "Le reste de ce paragraphe est resté tel quel, le suivant de même.",
    "de": "Der Rest dieses Absatzes steht da wie zuvor, der nächste ebenso.",
}


def base() -> list[tuple[str, str]]:
    """(language, sentence) of the labelled texts, each once; of those on the topic as many as are needed."""
    found = ((row["lang"], one) for row in _rows("edits.jsonl") for one in _sentences(row["before"]["body_html"]))
    more = ((row["lang"], one) for row in _rows("topic.jsonl") for one in _in(" ".join(row["body"].split())))
    return list(dict.fromkeys((*found, *islice(more, _MORE))))


def _rows(name: str) -> Iterator[dict[str, Any]]:
    return (json.loads(line) for line in (HERE / name).read_text(encoding="utf-8").splitlines())


def _in(text: str) -> Iterator[str]:
    return (one for one in _END.split(text) if len(one.split()) >= _WORDS and one.endswith("."))


def _sentences(markup: str) -> Iterator[str]:
    for block in _BLOCKS.findall(markup):
        text = " ".join(unescape(re.sub(r"<[^>]+>", "", block)).split())
        yield from _in(text)


def judged(made: Made) -> Change:
    return compare(*(_text(side, made.language) for side in (made.before, made.after)))


def _text(sentence: str, language: str) -> Text:
    stands = _STANDS[language]
    return Text("A title", (Block("paragraph", f"{stands} {sentence}"), Block("paragraph", stands)), language=language)


def figures(say: Callable[[str], None]) -> list[Figure]:
    """The table, and the demands on it."""
    told: dict[str, Counter[str]] = defaultdict(Counter)
    worst: dict[str, list[str]] = defaultdict(list)
    for language, sentence in base():
        for made in (*edits(sentence, language), *rewordings(sentence, language)):
            _count(made, judged(made), told[made.kind], worst[made.kind])
    say(f"edits made by machine  {'made':>6} {'told':>6} {'loud':>6}")
    for kind, counts in sorted(told.items()):
        say(f"{kind.ljust(22)} {counts['made']:6} {counts['told']:6} {counts['loud']:6}")
        for line in worst[kind][:5]:
            say(f"    {line}")
    return _demands(told)


def _count(made: Made, change: Change, counts: Counter[str], worst: list[str]) -> None:
    is_told = change.cls in ("substantive", "correction")
    is_reworded = made.kind == "reworded"
    is_loud = is_told and change.score >= _LOUD
    too_loud = is_told and change.score > _QUIET
    counts.update({"made": 1, "told": is_told, "loud": too_loud if is_reworded else is_loud})
    if too_loud if is_reworded else not is_told or (made.kind in _HARD and not is_loud):
        worst.append(f"{change.cls} {change.score:.2f} {made.language}: {made.before} → {made.after}")


def _demands(told: dict[str, Counter[str]]) -> list[Figure]:
    said = [counts for kind, counts in told.items() if kind != "reworded"]
    hard = [told[kind] for kind in _HARD]
    return [
        least("swept: edits made", _sum(said, "made"), 10_000),
        least("swept: edits told", _sum(said, "told") / _sum(said, "made"), 1.0),
        least("swept: hard edits at 0.5", _sum(hard, "loud") / _sum(hard, "made"), 0.98),
        least("swept: rewordings made", told["reworded"]["made"], 3_000),
        most("swept: rewordings above 0.3", told["reworded"]["loud"] / told["reworded"]["made"], 0.0),
    ]


def _sum(some: Sequence[Counter[str]], name: str) -> float:
    return sum(counts[name] for counts in some)
