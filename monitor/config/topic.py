"""A topic file as a topic."""

from collections.abc import Iterator
from typing import Any

from monitor.config import schema
from monitor.core.flat import flat
from monitor.core.topic import Rule, Topic
from monitor.topics.topic import simple_rules


def unknown_concepts(file: schema.TopicFile) -> Iterator[tuple[str, str, str]]:
    """Names in `all` and `against` that no concept has: key, what was found, what would be right."""
    for key, names in (("all", file.all), ("against", file.against)):
        for number, name in enumerate(names):
            if name not in file.concepts:
                yield f"{key}[{number}]", repr(name), "a concept of this file: " + ", ".join(file.concepts)


def topic_of(name: str, file: schema.TopicFile, *, short: bool = True) -> Topic:
    """The topic that a file describes, `all` and `against` (what is `short`) written out as rules."""
    written = tuple(Rule(r.when, r.place, r.score, (r.up or 0.0) - (r.down or 0.0), r.least, r.why) for r in file.rules)
    return Topic(
        name=name,
        title=file.title,
        concepts={c: {str(k): tuple(v) for k, v in lists.items()} for c, lists in file.concepts.items()},
        rules=(*written, *simple_rules(tuple(file.all), tuple(file.against))) if short else written,
        on=file.on,
        maybe=file.maybe,
        no_slips=tuple(file.no_slips),
    )


def rough_topic(tree: dict[str, Any]) -> Topic | None:
    """What can be read of a file with mistakes, so that those in its expressions are told with the others.

    None where concepts and rules are not even tables of lists of strings.
    """
    concepts, rules = tree.get("concepts", {}), tree.get("rules", [])
    try:
        lists = {c: {k: tuple(v) for k, v in kinds.items() if isinstance(v, list)} for c, kinds in concepts.items()}
        whens = [rule["when"] for rule in rules]
    except (AttributeError, KeyError, TypeError):
        return None
    terms = list(flat(flat(kinds.values()) for kinds in lists.values()))
    if not all(isinstance(text, str) for text in (*terms, *whens)):
        return None
    return Topic("", "", lists, tuple(Rule(when) for when in whens))
