"""An event prepared for the desk, as data. Whatever an item lacks, its alert is made all the same."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from monitor.core.flat import flat
from monitor.core.kinds import KINDS, SYSTEM_KINDS
from monitor.core.model import Alert, Change, Event, Hunk, Item, Match, Piece, Version
from monitor.core.reasons import Reason, Value, because
from monitor.core.settings import Source
from monitor.core.text import visible

_ANSWER = re.compile(r"(?:antwoord|answer|réponse|antwort)\b[^.:?]{0,40}?\d", re.IGNORECASE)
_ORDER = (None, "cosmetic", "substantive", "correction")
_MOST_HUNKS, _MOST_CHARS, _CONTEXT, _LEAD = 12, 6_000, 12, 400


def compose_item(
    event: Event,
    source: Source,
    item: Item,
    *,
    version: Version | None,
    change: Change | None = None,
    matches: Iterable[Match] = (),
    references: Sequence[str] = (),
    notes: Sequence[Reason] = (),
) -> Alert:
    """The alert of an event of an item: what happened, what changed, and why it concerns the desk."""
    hunks, shortened = excerpt(change.hunks if change else ())
    return Alert(
        event=event,
        source_title=source.title or source.name,
        title=visible(item.title) or "(no title)",
        url=item.url,
        item_key=item.key,
        language=item.language,
        published_at=item.published_at,
        lead=_lead(version) if KINDS[event.kind].leads else "",
        facts=event.facts,
        hunks=hunks,
        shortened=shortened,
        # The rules one by one are kept with the item; the message says words and places.
        matches=tuple(replace(match, evidence=()) for match in matches),
        references=tuple(references),
        notes=tuple(notes),
    )


def weight(alert: Alert) -> float:
    """How far above an alert stands among others: the score of its change, or what its kind is worth."""
    score = alert.event.score
    return score if score is not None else KINDS[alert.event.kind].worth


def as_one(alerts: Sequence[Alert], reference: str, change: Change | None) -> Alert:
    """Several edits of one item as one alert: from the first version to the last, with the facts that differ between
    them; where the text is what it was before, or a version is not kept, edit by edit.
    """
    net = change if change is not None and change.cls in ("cosmetic", "substantive", "correction") else None
    facts = net.facts if net else tuple(dict.fromkeys(flat(a.facts for a in alerts)))
    hunks, shortened = excerpt(net.hunks if net else list(flat(a.hunks for a in alerts)))
    reasons = net.reasons if net else tuple(dict.fromkeys(flat(a.event.reasons for a in alerts)))
    matches = {m.topic: m for m in flat(a.matches for a in alerts)}
    notes = dict.fromkeys(flat(a.notes for a in alerts))
    return replace(
        alerts[-1],
        event=replace(_one_event([a.event for a in alerts]), reference=reference, facts=facts, reasons=reasons),
        facts=facts,
        hunks=hunks,
        shortened=shortened,
        matches=tuple(matches.values()),
        references=tuple(dict.fromkeys(flat(a.references for a in alerts))),
        notes=(_edits(alerts, back=change is not None and net is None), *notes),
    )


def _one_event(events: Sequence[Event]) -> Event:
    """Several edits as one: the weightiest class and score, announced where all were."""
    announced = {event.announced for event in events}
    return replace(
        events[-1],
        from_version=events[0].from_version,
        cls=max((event.cls for event in events), key=_ORDER.index),
        score=max((event.score for event in events if event.score is not None), default=None),
        announced=next((said for said in (False, None) if said in announced), True),
        flapping=any(event.flapping for event in events),
    )


def _edits(alerts: Sequence[Alert], *, back: bool) -> Reason:
    """'3 edits told as one: M-1, M-2, M-3', and whether they undid each other."""
    references = ", ".join(a.event.reference for a in alerts)
    return because("edits_undone" if back else "edits_as_one", n=len(alerts), references=references)


def compose_system(event: Event, source_title: str, url: str = "", notes: Sequence[Reason] = ()) -> Alert:
    """The alert of an event of our own. Its headline is the event's detail."""
    return Alert(event=event, source_title=source_title, title="", url=url, notes=tuple(notes))


def headline(alert: Alert) -> Value:
    """The title of its item; of an event of our own what it says."""
    is_ours = alert.event.kind in SYSTEM_KINDS and alert.event.detail is not None
    return alert.event.detail or "" if is_ours else alert.title


def excerpt(hunks: Sequence[Hunk]) -> tuple[tuple[Hunk, ...], bool]:
    """The word diff short enough for a message, long kept runs cut, and whether anything was left out."""
    kept: list[Hunk] = []
    room, cut = _MOST_CHARS, len(hunks) > _MOST_HUNKS
    for hunk in hunks[:_MOST_HUNKS]:
        pieces = tuple(_trim(p, i == 0, i == len(hunk.pieces) - 1) for i, p in enumerate(hunk.pieces))
        size = sum(len(p.text) for p in pieces)
        if size > room:
            pieces, cut = _clip(pieces, room), True
        if pieces:
            kept.append(Hunk(hunk.op, hunk.kind, pieces, above=hunk.above))
        room -= size
        if room <= 0:
            cut = cut or hunk is not hunks[-1]
            break
    return tuple(kept), cut


def _trim(piece: Piece, first: bool, last: bool) -> Piece:
    """Keep the words next to a change and put '…' for a long unchanged run."""
    words = piece.text.split(" ")
    if piece.op != "=" or len(words) <= 2 * _CONTEXT + 4:
        return piece
    head = [] if first else words[:_CONTEXT]
    tail = [] if last else words[-_CONTEXT:]
    return Piece("=", " ".join([*head, "…", *tail]))


def _clip(pieces: Sequence[Piece], room: int) -> tuple[Piece, ...]:
    result = []
    for piece in pieces:
        if room <= 0:
            break
        result.append(Piece(piece.op, piece.text[:room]))
        room -= len(piece.text)
    return tuple(result)


def _lead(version: Version | None) -> str:
    if version is None:
        return ""
    # What a letter answers is what it has to say: before it stand salutations.
    answers = " ".join(b.text for b in version.blocks if _ANSWER.match(b.text))
    prose = (b.text for b in version.blocks if b.kind in ("paragraph", "quote", "list") and len(b.text) > 40)
    text = answers or next(prose, "")
    return text if len(text) <= _LEAD else text[:_LEAD].rsplit(" ", 1)[0] + " …"
