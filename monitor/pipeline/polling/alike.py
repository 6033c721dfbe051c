"""The same change on many pages is one message a channel, which names them; what is held for a redesign waits."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from monitor.core.ports import Draft
from monitor.core.reasons import Reason, because
from monitor.core.routing import Plan, merged
from monitor.pipeline.polling.judge import Decision
from monitor.pipeline.polling.looks import Judgement

_SHOWN = 8


def told_once(judgements: Sequence[Judgement], decisions: Sequence[Decision], source: str) -> list[Decision]:
    """The decisions, in their order: of those that say the same, the first that goes to a channel names the others."""
    told: dict[tuple[object, str], int] = {}
    return [
        _held(decision, source) if one.is_held else _once(one, _late(one, decision), judgements, told)
        for one, decision in zip(judgements, decisions, strict=True)
    ]


def _late(one: Judgement, decision: Decision) -> Decision:
    """A decision that waited for another look says why."""
    if one.judged is None or not one.judged.late:
        return decision
    return replace(decision, drafts=tuple(_with(draft, because("place_outlived")) for draft in decision.drafts))


def _with(draft: Draft, why: Reason) -> Draft:
    if draft.event.kind != "updated":
        return draft
    event = replace(draft.event, reasons=(*draft.event.reasons, why))
    return replace(draft, event=event, alert=replace(draft.alert, event=event) if draft.alert else None)


def _once(
    one: Judgement, decision: Decision, judgements: Sequence[Judgement], told: dict[tuple[object, str], int]
) -> Decision:
    if not one.alike:
        return decision
    others = [x.waiting.known.item.title for x in judgements if x.alike == one.alike]
    why = because("same_change", n=len(others), pages=(*others[:_SHOWN], *(["…"] if len(others) > _SHOWN else [])))
    return replace(decision, drafts=tuple(_for_all(draft, one, why, told) for draft in decision.drafts))


def _for_all(draft: Draft, one: Judgement, why: Reason, told: dict[tuple[object, str], int]) -> Draft:
    """A draft of a change that many have: only to channels that no other of them went to."""
    if draft.event.kind != "updated":
        return draft
    event = replace(draft.event, reasons=(why, *draft.event.reasons))
    plans = tuple(
        plan
        for plan in draft.channels
        if plan.channel not in one.heard
        and told.setdefault((one.alike, plan.channel), one.waiting.page) == one.waiting.page
    )
    alert = replace(draft.alert, event=event) if draft.alert and plans else None
    return replace(draft, event=event, alert=alert, channels=plans)


def _held(decision: Decision, source: str) -> Decision:
    return replace(decision, drafts=tuple(_withheld(decision.drafts, source)))


def _withheld(drafts: Sequence[Draft], source: str) -> Iterator[Draft]:
    """The same events, not told yet, with the reason. What else happened to the item is told, also to those who would
    have heard of it by the edit.
    """
    why, freed = because("redesigned"), tuple[Plan, ...]()
    for draft in drafts:
        if draft.event.kind != "updated":
            channels = merged(draft.channels, freed) if draft.alert else ()
            freed = () if draft.alert else freed
            yield replace(draft, channels=channels)
            continue
        event = replace(draft.event, reasons=(*draft.event.reasons, why))
        freed = draft.channels
        held = because("held_suspect", source=source) if draft.channels else None
        alert = replace(draft.alert, event=event) if draft.alert else None
        yield replace(draft, event=event, alert=alert, held=held)


def heard(judgements: Sequence[Judgement], decisions: Sequence[Decision]) -> dict[int, frozenset[str]]:
    """By each page, the channels that are told of its changes, were it by the message of another."""
    found: dict[int, frozenset[str]] = {}
    for one, made in zip(judgements, decisions, strict=True):
        told = (draft for draft in made.drafts if draft.event.kind == "updated" and draft.held is None)
        for draft in told:
            found[one.waiting.page] = frozenset(plan.channel for plan in draft.channels)
    return found
