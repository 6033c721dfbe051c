"""What it costs to hold a text against topics, beside splitting and stemming its words alone; and a backtest."""

import re
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import Stemmer

from monitor.app import App
from monitor.config.load import load
from monitor.core.model import Block, Item, Request, Version
from monitor.core.ports import Recording
from monitor.core.text import fingerprint
from monitor.core.topic import Topic
from monitor.reading.html import article
from monitor.topics.matching import match_all
from monitor.topics.prepared import prepare
from monitor.topics.ready import make_ready
from tools.bench.texts import page

ROOT = Path(__file__).parent.parent.parent
TOPICS, WORDS = 20, 600


_POOL = tuple("".join(Random(n).choice("abdeiklmnoprstu") for _ in range(4 + n % 8)) for n in range(20_000))


def paragraphs(words: int, salt: Random, about: str = "*.json") -> list[str]:
    """A story of about so many words, with some that few other stories have."""
    found = [b.text for b in article(page(words, salt, about, 60), "https://page.invalid/").blocks]
    made, count = [], 0
    for text in found:
        made.append(f"{text} {salt.choice(_POOL)} {salt.choice(_POOL)}.")
        count += len(made[-1].split())
        if count >= words:
            break
    return made


def _shipped() -> Topic:
    return next(t for t in load(ROOT / "config", {}).topics if t.name == "afghan-returns")


def topics() -> list[Topic]:
    """The shipped topic and others like it, each with a concept and a threshold of its own."""
    shipped = _shipped()
    return [
        replace(shipped, name=f"t{n}", on=0.5 + n / 100, concepts={**shipped.concepts, f"own-{n}": {"en": (f"w{n}",)}})
        for n in range(TOPICS)
    ]


def apart() -> list[Topic]:
    """The shipped topic and others of its size on other subjects: only short words, the articles, are the same."""
    shipped = _shipped()
    return [shipped, *(replace(shipped, name=f"t{n}", concepts=_other(shipped, n)) for n in range(1, TOPICS))]


def _other(topic: Topic, shift: int) -> dict[str, dict[str, tuple[str, ...]]]:
    """A topic's concepts with the letters of their longer words moved on in the alphabet."""

    def moved(m: re.Match[str]) -> str:
        return m[1] or "".join(chr((ord(c) - 97 + shift) % 26 + 97) for c in m[2])

    words = re.compile(r"((?:NEAR|BEFORE)/\d+|\{[^}]*\})|([a-z]{4,})")
    return {
        name: {code: tuple(dict.fromkeys(words.sub(moved, term) for term in terms)) for code, terms in lists.items()}
        for name, lists in topic.concepts.items()
    }


def matching(found: list[Topic]) -> tuple[float, float, float, float]:
    """Milliseconds of CPU for a story against the topics: warm, the first one of all, with words not met before, and
    splitting alone.
    """
    salt, stemmer = Random(1), Stemmer.Stemmer("english", 0)
    make_ready(found, "en")
    warm: list[float] = []
    cold: list[float] = []
    bare: list[float] = []
    for text in [paragraphs(WORDS, salt) for _ in range(12)]:
        for spent in (cold, warm):
            began = time.process_time()
            prepared = prepare("en", "Taliban talks on returns", text)
            match_all(found, prepared)
            spent.append(time.process_time() - began)
        began = time.process_time()
        for _ in found:
            stemmer.stemWords(re.findall(r"\w+", " ".join(text).lower()))
        bare.append(time.process_time() - began)
    return min(warm) * 1000, cold[0] * 1000, min(cold) * 1000, min(bare) * 1000


def fill(app: App, count: int) -> None:
    """Store so many stories, as polls would; one in ten is on topic."""
    salt, now = Random(2), datetime(2026, 7, 12, 9, 0, tzinfo=UTC)
    source = app.settings.sources[0].name
    for number in range(count):
        address = f"https://x.example/{number}"
        request = Request(address, "item")
        stub = Item(0, source, f"path:/{number}", address, "T", "en", requests=(request,), first_seen=now)
        app.store.list_entries(source, [(stub, [stub.key])], ())
        item = app.store.find_items(source, [stub.key])[stub.key]
        about = "*taliban*.json" if number % 10 == 0 else "*world-cup*.json"
        blocks = tuple(Block("paragraph", text) for text in paragraphs(WORDS, salt, about))
        title = f"Story {number}"
        version = Version(item.id, 1, now, title, blocks, fingerprint(title, blocks, ()), "r-1", language="en")
        published = now - timedelta(hours=number)
        after = replace(item, version=1, title=title, published_at=published)
        app.store.record(Recording(after, 0, version, (), (), ()))


def backtest(folder: Path, count: int) -> float:
    """Seconds for a backtest of the shipped topic over so many stored stories."""
    settings = replace(load(ROOT / "config", {}), database=f"sqlite:///{folder / 'backtest.db'}")
    with App(settings) as app:
        app.prepare()
        fill(app, count)
        began = time.monotonic()
        found = app.hindsight.backtest(app.topic("afghan-returns"), progress=lambda _: None)
        spent = time.monotonic() - began
    assert found.looked == count
    return spent


def rows(folder: Path, count: int) -> Iterator[tuple[str, str, str, bool]]:
    """(what, figure, bound, kept)."""
    warm, first, cold, bare = matching(topics())
    other, *_ = matching(apart())
    name = f"a story of {WORDS} words against {TOPICS} topics"
    beside = f"splitting and stemming it {TOPICS} times {bare:.1f}"
    yield f"{name}, vocabulary warm", f"{warm:.1f} ms; {beside}", "3 ms", warm <= 3
    yield f"{name}, the first of a service", f"{first:.1f} ms", "30 ms", first <= 30
    yield f"{name}, words not met before", f"{cold:.1f} ms; {beside}", "30 ms", cold <= 30
    yield f"{TOPICS} topics as large that share no concept", f"{other:.1f} ms", "", True
    spent = backtest(folder, count)
    yield f"backtest of {count:,} stored stories", f"{spent:.1f} s", "30 s", spent <= 30
