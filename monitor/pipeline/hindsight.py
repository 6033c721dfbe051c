"""The stored items and the topics: marking them anew when the topics changed, and looking back with a topic."""

import hashlib
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime

import msgspec

from monitor.core.model import Item, Version
from monitor.core.ports import Clock, Store
from monitor.core.settings import Settings, Source
from monitor.core.topic import Topic
from monitor.pipeline.polling.judge import held_against, next_look
from monitor.topics.backtest import Backtest, backtest
from monitor.topics.sections import prepared_parts
from monitor.topics.suggest import Suggestion, suggest

log = logging.getLogger(__name__)
_BATCH = 200
_TOLD = 1_000

Progress = Callable[[int], None]
"""Told from time to time how many items were looked at."""


class Hindsight:
    """What is stored of the sources (those of the configuration and the watched pages). Only `remark` writes."""

    def __init__(self, settings: Settings, store: Store, clock: Clock, sources: Callable[[], Sequence[Source]]) -> None:
        self.settings, self.store, self.clock, self._sources = settings, store, clock, sources

    def topics_mark(self) -> str:
        """A hash of the topics of every source: items marked under another one are to be marked anew."""
        topics = [(s.name, self.settings.topics_of(s)) for s in self.settings.sources]
        return hashlib.sha256(msgspec.json.encode(topics)).hexdigest()

    def remark(self) -> tuple[int, int]:
        """Hold every stored item against today's topics; nobody is told. How many are marked otherwise, of how many."""
        changed = number = 0
        for number, (source, item, version) in enumerate(self._items(), 1):
            changed += self._remark(source, item, version)
            if number % _TOLD == 0:
                log.info("topics changed: %s stored items were held against them so far", number)
        return changed, number

    def _remark(self, source: Source, item: Item, version: Version) -> bool:
        topics = self.settings.topics_of(source)
        parts = prepared_parts(version.language or item.language, version.title, version.blocks)
        found = held_against(source, topics, parts)
        on = tuple(m.topic for m in found if m.verdict == "on")
        maybe = tuple(m.topic for m in found if m.verdict == "maybe")
        names = {t.name for t in topics}
        left = tuple(name for name in item.left if name in names and name not in on)
        marked = replace(item, topics=on, maybe=maybe, left=left)
        changed = (on, maybe) != (item.topics, item.maybe)
        if changed:
            marked = replace(marked, next_check_at=next_look(source, marked, self.clock()))
        if changed or found or left != item.left:
            self.store.remark(marked, found)
        return changed

    def backtest(
        self, topic: Topic, *, today: Topic | None = None, since: datetime | None = None, progress: Progress
    ) -> Backtest:
        """What a topic would have found and lost in the archive."""
        return backtest(topic, self._of(topic.name, since, progress), today)

    def suggest(self, topic: Topic, *, since: datetime | None = None, progress: Progress) -> list[Suggestion]:
        """Words that the items on a topic have in common."""
        return suggest(topic, self._of(topic.name, since, progress))

    def _of(self, topic: str, since: datetime | None, progress: Progress) -> Iterator[tuple[Item, Version]]:
        """The items of the sources that a topic concerns, published (or, undated, first seen) since a moment."""
        concerned, number = self._concerned(topic), 0
        for source, item, version in self._items():
            when = item.published_at or item.first_seen
            if source.name not in concerned or (since and when and when < since):
                continue
            number += 1
            if number % _BATCH == 0:
                progress(number)
            yield item, version

    def _concerned(self, topic: str) -> set[str]:
        """The sources that a topic is looked for in; all for one that is not watched and that none names."""
        sources = self._sources()
        named = {s.name for s in sources if topic in (s.topics or ())}
        open_to_all = {s.name for s in sources if s.topics is None}
        watched = topic in {t.name for t in self.settings.topics}
        return named | open_to_all if watched or named else {s.name for s in sources}

    def _items(self) -> Iterator[tuple[Source, Item, Version]]:
        for source in self._sources():
            after = 0
            while batch := self.store.archived(source.name, after=after, limit=_BATCH):
                yield from ((source, item, version) for item, version in batch)
                after = batch[-1][0].id
