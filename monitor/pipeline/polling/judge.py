"""What a snapshot means for its item: which version it becomes and which events that makes. No I/O."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from monitor.core.identity import new_reference, path_alias
from monitor.core.kinds import NEVER_TOLD
from monitor.core.model import MOVING_PLACE, SCALE, Change, Event, EventKind, Item, Match, Snapshot, Version
from monitor.core.ports import Draft
from monitor.core.reasons import Reason, because
from monitor.core.routing import plans_for
from monitor.core.schedule import next_check, next_check_off_topic
from monitor.core.settings import Settings, Source
from monitor.core.states import LIVE, WITHDRAWN
from monitor.core.text import fingerprint, fold
from monitor.core.topic import Topic
from monitor.pipeline.polling import digest
from monitor.pipeline.polling.beside import beside
from monitor.render.compose import compose_item
from monitor.topics.prepared import MATCHED_IN_PART, Prepared, is_matched_whole
from monitor.topics.sections import match_parts, prepared_parts


@dataclass(frozen=True, slots=True)
class Seen:
    """Another look at a known item: the version to compare with, and what was read now.

    `back_to`: the earlier version whose text stands there again, `flips`: how often that happened in a day.
    `whole`: the version was a teaser until this look.
    """

    item: Item
    latest: Version
    snapshot: Snapshot
    shas: tuple[str, ...]
    now: datetime
    back_to: int | None = None
    flips: int = 0
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to be recorded: the item as it becomes, its new version if any, and the drafts of events."""

    item: Item
    version: Version | None
    drafts: tuple[Draft, ...]
    search_text: str | None = None
    matches: tuple[Match, ...] | None = None
    change: Change | None = None


class Judge:
    """Holds the configuration that decisions are made under."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    # --- an item that was read ---------------------------------------------------------------------

    def first(self, source: Source, item: Item, snapshot: Snapshot, shas: tuple[str, ...], now: datetime) -> Decision:
        """The first version of an item: `published`, silent when the item belongs to a baseline."""
        matches = self.matches(source, item, snapshot)
        version = _version(item.id, 1, snapshot, shas, now)
        after = self._become(source, item, snapshot, matches, now, number=1)
        event = self._event("published", source, after, now, baseline=item.baseline, to_version=1, topics=after.topics)
        held = digest.held(source, self.settings, version, snapshot.language)
        event = replace(event, reasons=(*digest.named(held, after.topics), *_in_part(snapshot)))
        told = digest.shown(version, held, after.topics)
        draft = self._draft(event, source, after, matches, told, references=snapshot.references)
        return Decision(after, version, (draft,), search_text(version), matches)

    def again(self, source: Source, seen: Seen) -> Decision:
        """Another look at a known item."""
        item, snapshot = seen.item, seen.snapshot
        change = _compared(seen.latest, snapshot)
        matches = self.matches(source, item, snapshot)
        told = change.cls in ("cosmetic", "substantive", "correction")
        number = seen.latest.number + 1 if told else seen.latest.number
        after = self._become(source, item, snapshot, matches, seen.now, number=number)
        if not told:
            after = replace(after, changed_at=item.changed_at)
        if not (told or seen.whole):
            # Topics follow a text only when it changed: a changed configuration is re-marked elsewhere.
            after = replace(after, topics=item.topics, maybe=item.maybe, left=item.left)
        version = _version(item.id, number, snapshot, seen.shas, seen.now) if told else None
        drafts = self._drafts(source, seen, after, version, change, matches)
        text = version or (seen.latest if seen.whole else None)
        return Decision(
            after,
            version,
            tuple(drafts),
            search_text(text) if text else None,
            matches if told or seen.whole else None,
            change,
        )

    def _drafts(
        self,
        source: Source,
        seen: Seen,
        after: Item,
        version: Version | None,
        change: Change,
        matches: Sequence[Match],
    ) -> Iterable[Draft]:
        """The events of one look, each alert only to channels that no other event of this look told."""
        told: set[str] = set()
        before, now = seen.item, seen.now

        def draft(event: Event, *, with_change: bool = False) -> Draft:
            made = self._draft(
                event, source, after, matches, version or seen.latest,
                change=change if with_change else None, references=seen.snapshot.references, told=told,
            )  # fmt: skip
            told.update(plan.channel for plan in made.channels)
            return made

        if before.state == WITHDRAWN:
            yield draft(self._event("restored", source, after, now, topics=_either(before, after)))
        announced = self._announced(before, seen.snapshot)
        if version is not None:
            event = self._updated(source, seen, after, version, change, announced)
            yield draft(event, with_change=True)
            yield from (draft(e, with_change=True) for e in _gained(event, before, after))
            yield from (draft(e) for e in self._lost(source, seen, after, version.number))
        else:
            if announced:
                yield draft(self._event("touched", source, after, now, topics=after.topics, announced=True))
            whole = self._event("updated", source, after, now, to_version=seen.latest.number)
            yield from (draft(e) for e in _gained(whole, before, after))
            yield from (draft(e) for e in self._lost(source, seen, after, seen.latest.number))
        if path_alias(before.url) != path_alias(after.url):
            detail = because("moved", before=before.url, after=after.url)
            yield draft(self._event("moved", source, after, now, topics=after.topics, detail=detail))

    def _lost(self, source: Source, seen: Seen, after: Item, number: int) -> Iterable[Event]:
        """The event that the item went off topics, silent: it goes on being looked at."""
        lost = tuple(t for t in seen.item.topics if t not in after.topics)
        if lost:
            yield self._event("left_topic", source, after, seen.now, topics=lost, to_version=number)

    def _updated(
        self, source: Source, seen: Seen, after: Item, version: Version, change: Change, announced: bool | None
    ) -> Event:
        event = self._event(
            "updated", source, after, seen.now,
            topics=_either(seen.item, after) if seen.item.topics else (),
            announced=announced, from_version=seen.latest.number, to_version=version.number,
        )  # fmt: skip
        flapping = seen.flips > self.settings.flips_a_day
        touched = digest.touched(source, self.settings, (seen.latest, version), change)
        if touched is not None and event.topics:
            # Of a digest only the sections that changed count: another one is another story.
            event = replace(event, topics=tuple(t for t in event.topics if t in touched or t in source.pinned))
        return replace(
            event, cls=change.cls, score=change.score, scale=SCALE, former=change.former, facts=change.facts,
            back_to=seen.back_to, flapping=flapping,
            reasons=(*digest.named(touched or {}, event.topics), *_reasons(seen, change, announced, flapping)),
        )  # fmt: skip

    def moving(self, source: Source, item: Item, change: Change, now: datetime) -> Draft:
        """The event of a muted change that could be prose: never told at once, and no version."""
        event = self._event(
            "updated", source, item, now, topics=item.topics, from_version=item.version, to_version=item.version
        )
        event = replace(event, cls=change.cls, score=change.score, scale=SCALE, former=change.former,
                        facts=change.facts, reasons=change.reasons, held=MOVING_PLACE)  # fmt: skip
        return self._draft(event, source, item, (), None, change=change)

    # --- an item that was not there ------------------------------------------------------------------

    def withdrawn(
        self, source: Source, item: Item, latest: Version | None, now: datetime, said: Reason | None = None
    ) -> Decision:
        """The item's address answered 404 or 410 often and long enough, or the source has `said` why it is gone."""
        after = replace(item, state=WITHDRAWN, next_check_at=self._next(source, item, now))
        if latest is None:
            return Decision(after, None, ())
        event = self._event("withdrawn", source, after, now, topics=item.topics, from_version=item.version)
        since = f"{item.first_miss_at:%Y-%m-%d %H:%M} UTC"
        event = replace(event, reasons=(said or because("looks_found_gone", n=item.misses, when=since),))
        return Decision(after, None, (self._draft(event, source, after, (), latest),))

    # --- common ------------------------------------------------------------------------------------

    def matches(self, source: Source, item: Item, snapshot: Snapshot) -> tuple[Match, ...]:
        """The snapshot against every topic of its source; those it is neither on nor near are left out."""
        parts = prepared_parts(_language(source, item, snapshot), snapshot.title, snapshot.blocks)
        return held_against(source, self.settings.topics_of(source), parts)

    def _become(
        self, source: Source, item: Item, snapshot: Snapshot, matches: Sequence[Match], now: datetime, *, number: int
    ) -> Item:
        """The item as the snapshot makes it. Its key stays what it first was by its lasting alias."""
        main = item.requests[:1] or ()
        stamp = snapshot.stamp if snapshot.stamp is not None else item.listed_stamp
        on = tuple(m.topic for m in matches if m.verdict == "on")
        after = replace(
            item,
            key=item.key if item.version else (snapshot.aliases or (item.key,))[0],
            url=snapshot.url or item.url,
            title=snapshot.title or item.title,
            language=_language(source, item, snapshot),
            state=LIVE,
            version=number,
            stamp=stamp if stamp is not None else item.stamp,
            requests=(*main, *snapshot.parts),
            published_at=snapshot.published_at or item.published_at,
            changed_at=now if item.version and number != item.version else item.changed_at,
            checked_at=now,
            misses=0,
            first_miss_at=None,
            doubt=None,
            topics=on,
            maybe=tuple(m.topic for m in matches if m.verdict == "maybe"),
            left=tuple(t for t in dict.fromkeys((*item.left, *item.topics)) if t not in on),
        )
        return replace(after, next_check_at=self._next(source, after, now))

    def _next(self, source: Source, item: Item, now: datetime) -> datetime | None:
        return next_look(source, item, now)

    def _announced(self, item: Item, snapshot: Snapshot) -> bool | None:
        """Whether the source's stamp moved; None where it gives none. Stamps are tokens, compared as they stand."""
        stamp = snapshot.stamp if snapshot.stamp is not None else item.listed_stamp
        if stamp is None:
            return None
        if item.stamp is None:
            return True if snapshot.announces else None
        return stamp != item.stamp

    def _event(
        self,
        kind: EventKind,
        source: Source,
        item: Item,
        now: datetime,
        *,
        topics: tuple[str, ...] = (),
        baseline: bool = False,
        announced: bool | None = None,
        from_version: int | None = None,
        to_version: int | None = None,
        detail: Reason | None = None,
    ) -> Event:
        return Event(
            kind, now, source.name, new_reference(), item_id=item.id, baseline=baseline, topics=topics,
            announced=announced, from_version=from_version, to_version=to_version, detail=detail,
        )  # fmt: skip

    def _draft(
        self,
        event: Event,
        source: Source,
        item: Item,
        matches: Sequence[Match],
        version: Version | None,
        *,
        change: Change | None = None,
        references: Sequence[str] = (),
        told: Iterable[str] = (),
    ) -> Draft:
        """The event with its alert and channels. An event that concerns no topic makes no alert."""
        near = item.maybe if event.kind not in NEVER_TOLD else ()
        if event.baseline or event.kind in NEVER_TOLD or not (event.topics or near):
            return Draft(event)
        plans = plans_for(event, self.settings, maybe=near, language=item.language)
        notes = (event.detail,) if event.detail else ()
        concerned = [m for m in matches if m.topic in event.topics or m.topic in near]
        alert = compose_item(
            event, source, item, version=version, change=change, matches=concerned, references=references, notes=notes
        )
        others = beside(source, self.settings)
        return Draft(event, alert, tuple(p for p in plans if p.channel not in set(told)), beside=others)


def held_against(source: Source, topics: Sequence[Topic], parts: Sequence[Prepared]) -> tuple[Match, ...]:
    """The topics that a text of the source is on or near; those that the source is pinned to it is on anyway."""
    found = (_pinned(source, *pair) for pair in zip(topics, match_parts(topics, parts), strict=True))
    return tuple(m for m in found if m.verdict != "off")


def _pinned(source: Source, topic: Topic, found: Match) -> Match:
    if topic.name not in source.pinned or found.verdict == "on":
        return found
    terms = (*(found.terms if found.verdict == "maybe" else ()), because("pinned"))
    return replace(found, verdict="on", score=max(found.score, topic.on), terms=terms)


def next_look(source: Source, item: Item, now: datetime) -> datetime | None:
    """When to look at an item next: on `recheck` on or near a topic, else at the fixed ages.

    An item is as young as the latest of its publication, our first sight of it, and its last change: editors
    who changed a text once change it again.
    """
    # A moment that is still to come (an embargo, a slip of the year) is not when it was born.
    known = [t for t in (item.published_at, item.first_seen, item.changed_at) if t is not None and t <= now]
    born = max(known, default=now)
    if item.topics or item.maybe or item.left:
        return next_check(born, now, source.recheck)
    return next_check_off_topic(item.first_seen or now, now)


def _language(source: Source, item: Item, snapshot: Snapshot) -> str:
    """The text's language: as it says itself, as it was listed, or the only one of its source; '' when unknown."""
    return snapshot.language or item.language or (source.languages[0] if len(source.languages) == 1 else "")


def search_text(version: Version) -> str:
    """The folded text that `search` looks in."""
    return fold(" ".join((version.title, *(b.text for b in version.blocks))))


def _gained(event: Event, before: Item, after: Item) -> Iterable[Event]:
    """The event that says that an item came on topic, worded after the one that brought it there."""
    gained = tuple(t for t in after.topics if t not in before.topics)
    if gained:
        yield replace(event, kind="now_on_topic", topics=gained, reference=new_reference())


def _reasons(seen: Seen, change: Change, announced: bool | None, flapping: bool) -> Iterable[Reason]:
    if flapping:
        yield because("flapping", n=seen.flips)
    if seen.back_to is not None:
        yield because("back_to", n=seen.back_to)
    yield from change.reasons
    yield from _in_part(seen.snapshot)
    if announced is False and change.cls in ("substantive", "correction"):
        yield because("silent_edit")


def _in_part(snapshot: Snapshot) -> Iterable[Reason]:
    """What of a large text was not taken into account."""
    if snapshot.note:
        yield snapshot.note
    if not is_matched_whole(snapshot.blocks):
        yield MATCHED_IN_PART


def _either(before: Item, after: Item) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*before.topics, *after.topics)))


def _compared(latest: Version, snapshot: Snapshot) -> Change:
    # Imported when something changed: most polls compare nothing, and the word lists and patterns cost 40 ms.
    from monitor.edits.compare import Text, compare

    old, new = (Text(s.title, s.blocks, s.links, s.related, language=s.language) for s in (latest, snapshot))
    return compare(old, new)


def _version(item_id: int, number: int, snapshot: Snapshot, shas: tuple[str, ...], now: datetime) -> Version:
    return Version(
        item_id=item_id,
        number=number,
        at=now,
        title=snapshot.title,
        blocks=snapshot.blocks,
        fingerprint=fingerprint(snapshot.title, snapshot.blocks, snapshot.links),
        reader=snapshot.reader,
        links=snapshot.links,
        related=snapshot.related,
        stamp=snapshot.stamp,
        modified_at=snapshot.modified_at,
        language=snapshot.language,
        partial=snapshot.partial,
        documents=shas,
    )
