"""Nouns as the contract's JSON: the same words on the command line, over HTTP and in `event://` messages."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from monitor.core.model import Event, Fact, Item, Match, Observation, PollRun, Reading, Version
from monitor.core.reasons import Reason
from monitor.render.language import ENGLISH


def instant(when: datetime | None) -> str | None:
    """A time as the contract writes it: UTC, ISO 8601, 'Z'."""
    return when.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z") if when else None


def event_view(event: Event, item: Mapping[str, Any] | None) -> dict[str, Any]:
    """An EVENT. `item` holds id, key, url and title, or is None for events of our own."""
    return {
        "id": event.id,
        "kind": event.kind,
        "at": instant(event.at),
        "source": event.source,
        "baseline": event.baseline,
        "item": dict(item) if item else None,
        "topics": list(event.topics),
        "class": event.cls,
        "score": event.score,
        "scale": event.scale,
        "announced": event.announced,
        "from_version": event.from_version,
        "to_version": event.to_version,
        "facts": facts_view(event.facts),
        "weights": weights_view(event.facts),
        "reasons": sentences(event.reasons),
        "reason_codes": [reason.code for reason in event.reasons],
        "reference": event.reference,
        "detail": ENGLISH.say(event.detail or ""),
        "back_to": event.back_to,
        "flapping": event.flapping,
        "also": list(event.also),
        "held": event.held or None,
    }


def sentences(reasons: Iterable[Reason]) -> list[str]:
    """Reasons in English, as JSON and the command line have them."""
    return [ENGLISH.say(reason) for reason in reasons]


def facts_view(facts: Sequence[Fact], *, sentences: bool = False) -> list[dict[str, str]]:
    """FACTs; with `sentences`, each pair of sentences that values stand in follows them as a fact of its own."""
    found = [{"type": f.type, "before": f.before, "after": f.after} for f in facts]
    if sentences:
        pairs = dict.fromkeys((f.type, f.old, f.new) for f in facts if f.old or f.new)
        found += [{"type": kind, "before": old, "after": new} for kind, old, new in pairs]
    return found


def weights_view(facts: Sequence[Fact]) -> list[float | None]:
    """What each fact weighs, in their order; null where an earlier version of the program found it."""
    return [fact.weight or None for fact in facts]


def item_brief(item: Item) -> dict[str, Any]:
    return {"id": item.id, "key": item.key, "url": item.url, "title": item.title}


def match_view(match: Match) -> dict[str, Any]:
    """A match: score, the words with their places, what spoke against, and each rule that held."""
    return {
        "topic": match.topic,
        "verdict": match.verdict,
        "score": match.score,
        "terms": sentences(match.terms),
        "against": sentences(match.against),
        "evidence": [
            {
                "points": e.points,
                "why": e.why,
                "words": [{"concept": concept, "word": word, "place": place} for concept, word, place in e.words],
            }
            for e in match.evidence
        ],
    }


def item_view(
    item: Item,
    aliases: Sequence[str],
    references: Sequence[str],
    matches: Sequence[Match] = (),
    same_file: Sequence[Item] = (),
) -> dict[str, Any]:
    """An ITEM of the lists. `same_file`: the items that have a file in common with it."""
    return {
        **item_brief(item),
        "source": item.source,
        "language": item.language,
        "topics": list(item.topics),
        "maybe": list(item.maybe),
        "left": list(item.left),
        "matches": [match_view(m) for m in matches],
        "state": item.state,
        "versions": item.version,
        "first_seen": instant(item.first_seen),
        "published_at": instant(item.published_at),
        "checked_at": instant(item.checked_at),
        "next_check_at": instant(item.next_check_at),
        "stamp": item.stamp,
        "aliases": list(aliases),
        "references": list(references),
        "same_file": [{**item_brief(other), "source": other.source} for other in same_file],
    }


def observation_view(seen: Observation) -> dict[str, Any]:
    """Looks at an address that found the same. `moments`: the minute of each, and what it was answered."""
    return {
        "address": seen.address,
        "status": seen.status,
        "etag": seen.etag,
        "last_modified": seen.last_modified,
        "sha256": seen.sha256,
        "first_at": instant(seen.first_at),
        "last_at": instant(seen.last_at),
        "first_run": seen.first_run,
        "last_run": seen.last_run,
        "looks": len(seen.moments),
        "moments": [{"at": instant(at), "status": 304 if same else seen.status} for at, same in seen.moments],
    }


def version_view(version: Version, readings: Sequence[Reading] = ()) -> dict[str, Any]:
    """A VERSION of `show`, as its newest reading has it; `readings`: those after the first."""
    return {
        "number": version.number,
        "at": instant(version.at),
        "title": version.title,
        "blocks": [{"kind": b.kind, "text": b.text} for b in version.blocks],
        "links": list(version.links),
        "related": list(version.related),
        "modified_at": instant(version.modified_at) or version.stamp,
        "stamp": version.stamp,
        "language": version.language,
        "partial": version.partial,
        "reader": version.reader,
        "readings": [{"reader": r.reader, "at": instant(r.at)} for r in readings if r.number == version.number],
    }


def run_view(run: PollRun) -> dict[str, Any]:
    """One source's part of `monitor poll --json`."""
    return {
        "source": run.source,
        "outcome": run.outcome,
        "error": run.error,
        "requests": run.requests,
        "not_modified": run.not_modified,
        "bytes": run.bytes,
        "listed": run.listed,
        "note": run.note or None,
        "checked": run.checked,
        "newest_item_at": instant(run.newest_item_at),
        "baseline": run.baseline,
    }
