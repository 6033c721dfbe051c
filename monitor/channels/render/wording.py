"""The sentences that every format shares: subject, what happened, when, why. Pure text, nothing escaped."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from monitor.core.compose import excerpt
from monitor.core.model import SYSTEM_KINDS, Alert, Fact, Hunk, Match
from monitor.core.text import visible

_SUBJECT, _LINE = 200, 400
_BY_VALUE = frozenset({"figure", "date", "name", "reference", "link", "table_cell"})
HAPPENED = {
    "published": "Published",
    "updated": "Changed",
    "withdrawn": "Withdrawn",
    "restored": "Back online",
    "moved": "Moved to another address",
    "now_on_topic": "Changed, and now on topic",
    "left_topic": "Left the topic",
    "touched": "Stamp moved",
    "baseline": "Now watching",
    "source_failing": "Source failing",
    "source_recovered": "Source recovered",
    "source_stale": "Source silent",
    "source_suspect": "Source suspect",
    "delivery_dead": "Alert not delivered",
}
_FACTS = {
    "figure": "figure", "date": "date", "name": "name", "quote": "quotation", "attribution": "said by",
    "negation": "negation", "modality": "certainty", "scope": "scope", "status": "status", "reference": "reference",
    "link": "cited link", "table_cell": "table cell", "headline": "headline", "added": "new", "removed": "removed",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Style:
    """How a message is worded: the desk's zone, and the marks it carries."""

    zone: ZoneInfo
    repeat: bool = False
    test: bool = False


def subject(alert: Alert, style: Style) -> str:
    """One line of at most 200 characters: marks, what happened, source, title."""
    text = f"{_marks(style)}{happened(alert)}: {alert.source_title}: {alert.title}"
    if alert.event.kind in SYSTEM_KINDS:
        text = f"{_marks(style)}{alert.title}"
    text = visible(text)
    return text if len(text) <= _SUBJECT else text[: _SUBJECT - 1] + "…"


def _marks(style: Style) -> str:
    return ("[test] " if style.test else "") + ("[possible repeat] " if style.repeat else "")


def happened(alert: Alert) -> str:
    """'Corrected', 'Changed without notice', 'Published', …"""
    event = alert.event
    if event.kind == "updated" and event.cls == "correction":
        return "Corrected"
    if event.kind == "updated" and event.announced is False:
        return "Changed silently"
    return HAPPENED.get(event.kind, event.kind)


def importance(alert: Alert) -> str:
    score = alert.event.score
    if score is None:
        return ""
    return "high" if score >= 0.8 else "medium" if score >= 0.6 else "low"


def announced(alert: Alert) -> str:
    """Whether the source said so itself; empty where the question does not arise."""
    if alert.event.kind not in ("updated", "now_on_topic") or alert.event.from_version is None:
        return ""
    return {
        True: "The source moved its own stamp with the change.",
        False: "Silent edit: the source did not move its stamp.",
        None: "The source gives no stamp, so whether it announced the change cannot be told.",
    }[alert.event.announced]


def moment(when: datetime | None, zone: ZoneInfo) -> str:
    return f"{when.astimezone(zone):%a %d %b %Y, %H:%M %Z}" if when else ""


def times(alert: Alert, zone: ZoneInfo) -> str:
    """'Published … · seen …'"""
    parts = []
    if alert.published_at and alert.event.kind not in SYSTEM_KINDS:
        parts.append(f"Published {moment(alert.published_at, zone)}")
    parts.append(f"seen {moment(alert.event.at, zone)}" if parts else f"Seen {moment(alert.event.at, zone)}")
    return " · ".join(parts)


@dataclass(frozen=True, slots=True)
class Told:
    """A line on changed facts: what they are, and either old and new words, or a sentence with what differs in it."""

    label: str
    before: str
    after: str
    sentence: Hunk | None = None


def told(facts: Iterable[Fact]) -> list[Told]:
    """The facts as lines. Facts of one sentence share a line: 'negation, quotation: “[-without-] recognising …”'."""
    groups: dict[tuple[str, str], list[Fact]] = {}
    for fact in facts:
        groups.setdefault((fact.before, fact.after), []).append(fact)
    return [_told(", ".join(dict.fromkeys(map(_label, group))), group[0]) for group in groups.values()]


def _told(label: str, fact: Fact) -> Told:
    # Imported when an alert tells a changed sentence: aligning words costs 40 ms to load.
    from monitor.core.diff import diff_words

    sentence = None
    if fact.before and fact.after and fact.type not in _BY_VALUE:
        (sentence,), _ = excerpt([Hunk("~", "paragraph", diff_words(fact.before, fact.after))])
    return Told(label, _short(fact.before), _short(fact.after), sentence)


def _label(fact: Fact) -> str:
    if fact.type in ("added", "removed") and fact.before and fact.after:
        return "wording"
    return _FACTS.get(fact.type, fact.type)


def _short(text: str) -> str:
    text = visible(text)
    return text if len(text) <= _LINE else text[: _LINE - 1] + "…"


def why(match: Match) -> str:
    """'On topic “Return of Afghans” (0.85): Taliban + terugkeer in the title; against it: …'"""
    verdict = "On topic" if match.verdict == "on" else "Perhaps on topic" if match.verdict == "maybe" else "Off topic"
    terms = "; ".join(match.terms) or "no term"
    against = f"; against it: {'; '.join(match.against)}" if match.against else ""
    return f"{verdict} “{match.title}” ({match.score:.2f}): {terms}{against}"


def reasons(alert: Alert) -> str:
    """'Because a figure changed; a date changed.' Empty where there is no reason to give.

    That an edit was silent is said in a sentence of its own.
    """
    if alert.event.kind in SYSTEM_KINDS:
        return ""
    named = [r for r in alert.event.reasons if not r.startswith("silent edit")]
    return f"Because {'; '.join(named)}." if named else ""


def marks(style: Style) -> Iterator[str]:
    """The sentences that say what kind of message this is."""
    if style.test:
        yield "This is a test: it shows a past event."
    if style.repeat:
        yield "This is a possible repeat: an earlier attempt may have reached you."


def reference_line(alert: Alert) -> str:
    """The last line of every message."""
    return f"Reference: {alert.event.reference}"
