"""Many alerts as one message: grouped by source and item, most important first, one line each."""

from collections.abc import Sequence
from itertools import groupby

from monitor.core.model import Alert, Message
from monitor.render import wording
from monitor.render.compose import weight
from monitor.render.phrases import N_
from monitor.render.reasons import HEADINGS
from monitor.render.wording import Style

_TITLE, _SENTENCE, _WORDS = 90, 100, 4
Groups = list[tuple[str, list[Alert]]]


def groups(alerts: Sequence[Alert]) -> Groups:
    """(source, its alerts): the sources and the items by their weightiest alert, an item's own in the order of time."""
    best_item: dict[object, float] = {}
    best_source: dict[str, float] = {}
    for alert in alerts:
        best_item[_item(alert)] = max(weight(alert), best_item.get(_item(alert), 0.0))
        best_source[alert.source_title] = max(weight(alert), best_source.get(alert.source_title, 0.0))
    ordered = sorted(
        alerts,
        key=lambda a: (
            -best_source[a.source_title], a.source_title, -best_item[_item(a)], repr(_item(a)), a.event.at, a.event.id,
        ),
    )  # fmt: skip
    return [(source, list(found)) for source, found in groupby(ordered, key=lambda a: a.source_title)]


def _item(alert: Alert) -> object:
    return alert.event.item_id if alert.event.item_id is not None else alert.event.reference


def subject(message: Message, style: Style) -> str:
    """One line of at most 200 characters: how many, and the title of the weightiest."""
    first, bare = max(message.alerts, key=weight), Style(style.zone, words=style.words)
    text = style.words(
        N_("{n} alerts, first: {title}"),
        n=len(message.alerts),
        title=wording.subject(first, bare),
    )
    return wording.clipped(wording.marked(style) + text, 200)


def heading(message: Message, style: Style) -> str:
    """'23 alerts: what came in the quiet hours'"""
    _ = style.words
    why = HEADINGS.get(message.because.code, "") if message.because else ""
    if why:
        return _("{n} alerts: {why}", n=len(message.alerts), why=_(why))
    return _("{n} alerts", n=len(message.alerts))


def lead(alert: Alert, style: Style) -> str:
    """'[high] Changed silently'"""
    level = wording.importance(alert, style.words)
    return f"{f'[{level}] ' if level else ''}{wording.kind(alert, style.words)}"


def title(alert: Alert, style: Style) -> str:
    return wording.clipped(wording.title(alert, style.words), _TITLE)


def clock(alert: Alert, style: Style) -> str:
    """'14:05', in the desk's zone."""
    return alert.event.at.astimezone(style.zone).strftime("%H:%M")


def brief(alert: Alert) -> str:
    """The change in words: what became of the heaviest fact that has two sides, with the words that both have before it
    ('2,635 → 2,815', 'Antwoord op vraag 11: Nee → Ja', 'Belgium Voluntary: 58 → 63').
    """
    pairs = ((f.before, f.after) for f in alert.facts if f.before and f.after)
    return next((said for pair in pairs if (said := _exchanged(*pair))), "")


def _exchanged(before: str, after: str) -> str:
    """The first words of a sentence that became others."""
    # Imported when a digest tells a changed sentence: aligning words costs 40 ms to load.
    from monitor.edits.diff import diff_words

    pieces = diff_words(before, after)
    for lead, old, new in zip(((None), *pieces), pieces, pieces[1:], strict=False):
        if old.op == "-" and new.op == "+":
            context = " ".join(lead.text.split()[-_WORDS:]) if lead is not None and lead.op == "=" else ""
            change = f"{old.text.strip()} → {new.text.strip()}"
            return wording.clipped(f"{context.rstrip(' :')}: {change}" if context else change, _SENTENCE)
    return ""
