"""What it costs to read and compare a text, beside difflib and rapidfuzz alone on its words."""

import json
import random
import re
import time
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from itertools import cycle
from pathlib import Path

from rapidfuzz.distance import Indel

from monitor.edits.compare import compare
from monitor.edits.diff import diff_blocks
from monitor.reading.files import of_article
from monitor.reading.html import article

SEEDS = Path(__file__).parent.parent.parent / "seeds" / "belga"
_WHERE = "https://www.belganewsagency.eu/a"


def page(words: int, salt: random.Random, about: str = "*.json", least: int = 200) -> str:
    """An article of about so many words, made of the seeds' paragraphs, each with a figure of its own."""
    bodies = [json.loads(path.read_text(encoding="utf-8"))["body"] for path in sorted(SEEDS.glob(about))]
    paragraphs = [p for body in bodies for p in re.findall(r"<p[^>]*>.*?</p>", body, re.DOTALL) if len(p) > least]
    made: list[str] = []
    count = 0
    for number, paragraph in enumerate(cycle(paragraphs)):
        made.append(paragraph.replace("</p>", f" That was point {number + salt.randrange(3)}.</p>"))
        count += len(paragraph.split())
        if count >= words:
            return "".join(made)
    raise AssertionError


def edited(markup: str, edits: int, salt: random.Random) -> str:
    """Some words put for others, one paragraph taken out and one put in."""
    paragraphs = markup.split("</p>")
    for _ in range(edits):
        at = salt.randrange(len(paragraphs) - 1)
        words = paragraphs[at].split(" ")
        words[salt.randrange(2, len(words))] = salt.choice(["2,815", "not", "asylum", "Tuesday"])
        paragraphs[at] = " ".join(words)
    del paragraphs[len(paragraphs) // 2]
    paragraphs.insert(1, "<p>A new paragraph says that talks go on in Brussels")
    return "</p>".join(paragraphs)


def cost(what: Callable[[], object], times: int) -> float:
    """Milliseconds of CPU, the least of some runs: whatever else the machine did can only have added to it."""
    spent = []
    for _ in range(times):
        began = time.process_time()
        what()
        spent.append((time.process_time() - began) * 1000)
    return min(spent)


def measured(words: int, edits: int, times: int) -> tuple[float, float, float, float]:
    """Milliseconds for reading one and comparing, for the diff alone, for difflib and for rapidfuzz on its words."""
    salt = random.Random(words)
    pairs = [(old := page(words, salt), edited(old, edits, salt)) for _ in range(times)]
    stored = [of_article("Title", article(old, _WHERE), "en") for old, _ in pairs]
    compare(
        stored[0], of_article("Title", article(pairs[0][1], _WHERE), "en")
    )  # word lists and dictionary are loaded once
    todo = iter(zip(stored, pairs, strict=True))

    def ours() -> None:
        old, (_, new) = next(todo)
        compare(old, of_article("Title", article(new, _WHERE), "en"))

    whole = cost(ours, times)
    before, after = stored[-1], of_article("Title", article(pairs[-1][1], _WHERE), "en")
    a, b = (" ".join(x.text for x in side.blocks).split() for side in (before, after))
    diff = cost(lambda: diff_blocks(before.blocks, after.blocks), 1 if words > 20_000 else 5)
    bare = cost(lambda: SequenceMatcher(None, a, b, autojunk=False).get_opcodes(), 1) if words <= 12_000 else 0.0
    return whole, diff, bare, cost(lambda: Indel.opcodes(a, b), 1 if words > 20_000 else 5)


def rows() -> Iterator[tuple[str, str, str, bool]]:
    """(what, figure, bound, kept) for a story, a long letter and a huge page."""
    for words, edits, times, most in ((800, 3, 21, 5.0), (12_000, 12, 5, 100.0)):
        whole, diff, bare, fuzz = measured(words, edits, times)
        figure = f"{whole:.1f} ms (diff {diff:.1f}); difflib alone {bare:.1f}, rapidfuzz alone {fuzz:.1f}"
        yield f"read and compare {words:,} words", figure, f"{most:g} ms", whole <= most
    whole, diff, _, fuzz = measured(60_000, 3_000, 1)
    figure = f"{diff:.0f} ms (with reading and judging {whole:.0f}); rapidfuzz alone {fuzz:.0f}"
    yield "word diff of 60,000 words, 3,000 edits", figure, "1000 ms", diff <= 1000
