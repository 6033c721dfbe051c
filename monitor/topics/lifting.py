"""What would lift a text over a topic's line: what a rule lacks to hold, or what speaks against it."""

from collections.abc import Iterator
from dataclasses import dataclass

from monitor.core.topic import Topic
from monitor.topics.holding import held
from monitor.topics.matching import hits_of, match
from monitor.topics.prepared import Prepared
from monitor.topics.ready import Ready, ready

_MOST = 5


@dataclass(frozen=True, slots=True)
class Lift:
    """One way over the line: the concepts that are lacking, or the rule that speaks against it; the score then."""

    lacks: tuple[str, ...]
    against: str
    score: float


def lifts(topic: Topic, text: Prepared) -> tuple[Lift, ...]:
    """The shortest ways by which a text below the line would be on the topic; none where it is."""
    found = match(topic, text)
    if found.verdict == "on":
        return ()
    made = ready(topic, text.language)
    ways = (way for way in _ways(made, text) if way.score >= topic.on)
    once = {(way.lacks, way.against): way for way in sorted(ways, key=lambda way: way.score)}
    return tuple(sorted(once.values(), key=lambda way: (len(way.lacks), -way.score))[:_MOST])


def _ways(made: Ready, text: Prepared) -> Iterator[Lift]:
    hits = hits_of(made, text)
    best = next(held(made.best_first, hits), None)
    base = (best[0].score or 0.0) if best else 0.0
    moving = list(held(made.moving, hits))
    # Below zero and above one the score says nothing of what the rules add up to.
    whole = base + sum(rule.change for rule, _ in moving)
    for rule, _ in moving:
        if best and rule.change < 0:
            yield Lift((), rule.why or rule.when, _within(whole - rule.change))
    holding = {id(rule) for rule, _ in moving} | ({id(best[0])} if best else set())
    for wanted in (*made.scoring, *(made.moving if best else ())):
        lacks = wanted.asking.missing(hits)
        gain = max((wanted.rule.score or 0.0) - base, 0.0) + wanted.rule.change
        if lacks and gain > 0 and id(wanted.rule) not in holding:
            yield Lift(lacks, "", _within(whole + gain))


def _within(score: float) -> float:
    return round(min(max(score, 0.0), 1.0), 3)
