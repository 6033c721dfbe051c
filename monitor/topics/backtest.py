"""A topic held against what is stored: what it would find and lose, beside what the items are marked with."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from monitor.core.flat import flat
from monitor.core.model import Item, Match, Version
from monitor.core.topic import Topic
from monitor.topics.lifting import Lift, lifts
from monitor.topics.matching import is_on, may_match
from monitor.topics.sections import match_parts, prepared_parts

# Ways over the line that are shown of an item.
_MOST = 3


@dataclass(frozen=True, slots=True)
class Row:
    """An item and what the rule says of its newest version; of one that is not on, what would lift it over the line."""

    item: Item
    match: Match
    lifts: tuple[Lift, ...] = ()


@dataclass(slots=True)
class Backtest:
    """`found`: on by the rule and not marked so; `lost`: marked and not on; `kept`: both; `near`: maybe by the rule."""

    topic: str
    looked: int = 0
    found: list[Row] = field(default_factory=list)
    lost: list[Row] = field(default_factory=list)
    kept: list[Row] = field(default_factory=list)
    near: list[Row] = field(default_factory=list)

    def add(self, item: Item, found: Match, lifts: tuple[Lift, ...], *, marked: bool) -> None:
        """Count an item by what the rule says of it and by whether it counts as on topic today."""
        self.looked += 1
        row = Row(item, found, lifts)
        if found.verdict == "on" and marked:
            # Most of an archive is kept: what each rule said of it is not held in memory.
            self.kept.append(replace(row, match=replace(found, evidence=())))
        elif found.verdict == "on":
            self.found.append(row)
        elif marked:
            self.lost.append(row)
        elif found.verdict == "maybe":
            self.near.append(row)


def backtest(topic: Topic, archive: Iterable[tuple[Item, Version]], today: Topic | None = None) -> Backtest:
    """Hold a topic against the archive. Beside it stands `today`'s rule, or else the mark that each item has."""
    result = Backtest(topic.name)
    for item, version in archive:
        parts = prepared_parts(version.language or item.language, version.title, version.blocks)
        marked = topic.name in item.topics if today is None else any(is_on(today, part) for part in parts)
        if marked or any(may_match(topic, part) for part in parts):
            found = match_parts([topic], parts)[0]
            is_near = found.verdict != "on" and (marked or found.verdict == "maybe")
            ways = tuple(flat(lifts(topic, part) for part in parts)) if is_near else ()
            result.add(item, found, ways[:_MOST], marked=marked)
        else:
            result.looked += 1
    for rows in (result.found, result.lost, result.kept, result.near):
        rows.sort(key=lambda row: -row.match.score)
    return result
