"""Digests as they are told: by the section that is on a topic, and by those that changed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from monitor.core.flat import flat
from monitor.core.model import Change, Version
from monitor.core.reasons import Reason, because
from monitor.core.settings import Settings, Source
from monitor.topics.sections import Section, changed, on_topic, sections

Held = Mapping[str, tuple[Section, ...]]
"""Of each topic the sections that are on it."""


def held(source: Source, settings: Settings, version: Version, language: str) -> Held:
    """The sections of a digest that are on the topics of its source; nothing of an article."""
    return on_topic(language or version.language, version.title, version.blocks, settings.topics_of(source))


def touched(source: Source, settings: Settings, versions: tuple[Version, Version], change: Change) -> Held | None:
    """Of each topic the changed sections that are on it, before or after. None where one of the two is no digest."""
    if not all(sections(v.title, v.blocks) for v in versions):
        return None
    found: dict[str, tuple[Section, ...]] = {}
    for version, new in zip(versions, (False, True), strict=True):
        for topic, parts in held(source, settings, version, "").items():
            found[topic] = (*found.get(topic, ()), *changed(parts, change, new=new))
    return {topic: parts for topic, parts in found.items() if parts}


def named(held: Held, topics: Iterable[str]) -> tuple[Reason, ...]:
    """The sections by their headings, as reasons."""
    headings = dict.fromkeys(s.heading for s in flat(held.get(topic, ()) for topic in topics) if s.heading)
    return tuple(because("in_section", heading=heading) for heading in headings)


def shown(version: Version, held: Held, topics: Sequence[str]) -> Version:
    """The version as its alert begins: with the first section that is on a topic."""
    first = next(flat(held.get(topic, ()) for topic in topics), None)
    return replace(version, blocks=version.blocks[first.first : first.end]) if first else version
