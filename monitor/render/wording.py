"""The sentences that every format shares: subject, what happened, when, why. Pure text, nothing escaped."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from monitor.core.kinds import SYSTEM_KINDS
from monitor.core.model import MOVING_PLACE, Alert, Fact, Hunk, Match
from monitor.core.text import visible
from monitor.render.compose import excerpt, headline
from monitor.render.language import ENGLISH, Words
from monitor.render.phrases import N_

_SUBJECT, _LINE = 200, 400
_BY_VALUE = frozenset({"figure", "date", "name", "reference", "link", "table_cell"})
HAPPENED = {
    "published": N_("Published"),
    "updated": N_("Changed"),
    "withdrawn": N_("Withdrawn"),
    "restored": N_("Back online"),
    "moved": N_("Moved to another address"),
    "now_on_topic": N_("Changed, and now on topic"),
    "left_topic": N_("Left the topic"),
    "touched": N_("Stamp moved"),
    "baseline": N_("Now watching"),
    "source_failing": N_("Source failing"),
    "source_recovered": N_("Source recovered"),
    "source_stale": N_("Source silent"),
    "source_suspect": N_("Source suspect"),
    "delivery_dead": N_("Alert not delivered"),
    "delivery_in_doubt": N_("Alert in doubt"),
    "channel_resting": N_("Channel resting"),
    "summary": N_("Summary"),
}
_FACTS = {
    "figure": N_("figure"), "date": N_("date"), "name": N_("name"), "quote": N_("quotation"),
    "attribution": N_("statement"), "negation": N_("negation"), "modality": N_("certainty"), "scope": N_("scope"),
    "status": N_("status"), "reference": N_("reference"), "link": N_("cited link"), "table_cell": N_("table cell"),
    "headline": N_("headline"), "added": N_("new"), "removed": N_("removed"),
}  # fmt: skip
# From which score on an edit is told as of which importance.
_LEVELS = ((N_("high"), 0.8), (N_("medium"), 0.6), (N_("low"), 0.0))
# More facts than a reader looks through; the change itself tells the rest.
_MOST_TOLD = 7
# Kinds of fact that are also told where a word stands for a word: then it is wording.
_SOFT, _LOUD = frozenset({"status", "attribution", "scope", "modality"}), 0.5
_DAYS = (N_("Mon"), N_("Tue"), N_("Wed"), N_("Thu"), N_("Fri"), N_("Sat"), N_("Sun"))
_MONTHS = (
    N_("Jan"), N_("Feb"), N_("Mar"), N_("Apr"), N_("May"), N_("Jun"),
    N_("Jul"), N_("Aug"), N_("Sep"), N_("Oct"), N_("Nov"), N_("Dec"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Style:
    """How a message is worded: the desk's zone, the channel's language, the marks it carries, and where the whole of a
    shortened one stands: on the desk's pages at `public_url`, else beside it where it is `attached`.
    """

    zone: ZoneInfo
    repeat: bool = False
    test: bool = False
    words: Words = ENGLISH
    public_url: str = ""
    attached: bool = False


def subject(alert: Alert, style: Style) -> str:
    """One line of at most 200 characters: marks, importance, what happened, source, title."""
    text = f"{marked(style)}{_level(alert, style)}{happened(alert, style.words)}: {alert.source_title}: {alert.title}"
    if alert.event.kind in SYSTEM_KINDS:
        text = f"{marked(style)}{title(alert, style.words)}"
    return clipped(text, _SUBJECT)


def title(alert: Alert, words: Words = ENGLISH) -> str:
    """The title of its item, or what an event of our own says."""
    return words.say(headline(alert))


def clipped(text: str, most: int) -> str:
    """One line of at most so many characters, as a reader sees it."""
    text = visible(text)
    return text if len(text) <= most else text[: most - 1] + "…"


def marked(style: Style) -> str:
    """The marks before a subject: '[test] [possible repeat] '."""
    _ = style.words
    return (f"[{_('test')}] " if style.test else "") + (f"[{_('possible repeat')}] " if style.repeat else "")


def _level(alert: Alert, style: Style) -> str:
    level = importance(alert, style.words)
    return f"[{level}] " if level else ""


def happened(alert: Alert, words: Words = ENGLISH) -> str:
    """'Corrected', 'Changed silently', 'Published', …"""
    event = alert.event
    if event.held == MOVING_PLACE:
        return words(N_("Changed in a place that moves"))
    if event.kind == "updated" and event.cls == "correction":
        return words(N_("Corrected"))
    if event.kind == "updated" and event.announced is False:
        return words(N_("Changed silently"))
    return words(HAPPENED.get(event.kind, event.kind))


def kind(alert: Alert, words: Words) -> str:
    """What happened, before a title; empty for our own events, whose title says it."""
    return "" if alert.event.kind in SYSTEM_KINDS else happened(alert, words)


def importance(alert: Alert, words: Words = ENGLISH) -> str:
    """'high', 'medium' or 'low' by the score of the change; empty where there is none."""
    score = alert.event.score
    if score is None:
        return ""
    return words(next(level for level, least in _LEVELS if score >= least))


def origin(alert: Alert, words: Words) -> str:
    """'Belga · importance high · en'"""
    level = importance(alert, words)
    parts = [alert.source_title, words(N_("importance {level}"), level=level) if level else "", alert.language]
    return " · ".join(filter(None, parts))


def announced(alert: Alert, words: Words = ENGLISH) -> str:
    """Whether the source said so itself; empty where the question does not arise."""
    if alert.event.kind not in ("updated", "now_on_topic") or alert.event.from_version is None:
        return ""
    return {
        True: words(N_("The source moved its own stamp with the change.")),
        False: words(N_("Silent edit: the source did not move its stamp.")),
        None: words(N_("The source gives no stamp, so whether it announced the change cannot be told.")),
    }[alert.event.announced]


def moment(when: datetime | None, style: Style) -> str:
    """'Sun 12 Jul 2026, 11:00 CEST' in the desk's zone."""
    if when is None:
        return ""
    there = when.astimezone(style.zone)
    return f"{_day(there, style)}, {there:%H:%M %Z}"


def published(when: datetime, style: Style) -> str:
    """When something was published; the day alone where its source gives no time, which shows as midnight."""
    for zone in (UTC, style.zone):
        there = when.astimezone(zone)
        if there.time() == time():
            return _day(there, style)
    return moment(when, style)


def _day(there: datetime, style: Style) -> str:
    _ = style.words
    return f"{_(_DAYS[there.weekday()])} {there.day:02} {_(_MONTHS[there.month - 1])} {there:%Y}"


def times(alert: Alert, style: Style) -> str:
    """'Published … · seen …'"""
    seen, _ = moment(alert.event.at, style), style.words
    if alert.published_at and alert.event.kind not in SYSTEM_KINDS:
        return _("Published {when} · seen {seen}", when=published(alert.published_at, style), seen=seen)
    return _("Seen {seen}", seen=seen)


@dataclass(frozen=True, slots=True)
class Told:
    """A line on changed facts: what they are, and either old and new words, or a sentence with what differs in it."""

    label: str
    before: str
    after: str
    sentence: Hunk | None = None


def told(facts: Iterable[Fact], words: Words = ENGLISH) -> list[Told]:
    """The facts as lines. Facts of one sentence share a line: 'negation, quotation: “[-without-] recognising …”'."""
    groups: dict[tuple[str, str], list[Fact]] = {}
    for fact in facts:
        groups.setdefault((fact.before, fact.after), []).append(fact)
    shown = list(groups.values())[:_MOST_TOLD]
    lines = [_told(", ".join(dict.fromkeys(_label(f, words) for f in group)), group[0]) for group in shown]
    left = len(groups) - len(shown)
    return [*lines, Told(words(N_("and {n} more"), n=left), "", "")] if left else lines


def _told(label: str, fact: Fact) -> Told:
    # Imported when an alert tells a changed sentence: aligning words costs 40 ms to load.
    from monitor.edits.diff import diff_words

    sentence = None
    if fact.before and fact.after and fact.type not in _BY_VALUE:
        (sentence,), _ = excerpt([Hunk("~", "paragraph", diff_words(fact.before, fact.after))])
    return Told(label, clipped(fact.before, _LINE), clipped(fact.after, _LINE), sentence)


def _label(fact: Fact, words: Words) -> str:
    is_soft = fact.type in _SOFT and 0 < fact.weight < _LOUD
    if is_soft or (fact.type in ("added", "removed") and fact.before and fact.after):
        return words(N_("wording"))
    return words(_FACTS.get(fact.type, fact.type))


def why(match: Match, words: Words = ENGLISH) -> str:
    """'On topic “Return of Afghans” (0.85): Taliban + terugkeer in the title; against it: …'"""
    terms = "; ".join(map(words.say, match.terms)) or words(N_("no term"))
    values = {"title": match.title, "score": f"{match.score:.2f}", "terms": terms}
    if match.verdict == "on":
        text = words(N_("On topic “{title}” ({score}): {terms}"), **values)
    elif match.verdict == "maybe":
        text = words(N_("Perhaps on topic “{title}” ({score}): {terms}"), **values)
    else:
        text = words(N_("Off topic “{title}” ({score}): {terms}"), **values)
    against = "; ".join(map(words.say, match.against))
    return f"{text}; {words(N_('against it: {terms}'), terms=against)}" if against else text


def reasons(alert: Alert, words: Words = ENGLISH) -> str:
    """'Because a figure changed; a date changed.' Empty where there is no reason to give.

    That an edit was silent is said in a sentence of its own.
    """
    if alert.event.kind in SYSTEM_KINDS:
        return ""
    named = [words.say(r) for r in alert.event.reasons if r.code != "silent_edit"]
    return words(N_("Because {reasons}."), reasons="; ".join(named)) if named else ""


def marks(style: Style) -> Iterator[str]:
    """The sentences that say what kind of message this is."""
    if style.test:
        yield style.words(N_("This is a test: it shows a past event."))
    if style.repeat:
        yield style.words(N_("This is a possible repeat: an earlier attempt may have reached you."))


def flapping(alert: Alert, words: Words = ENGLISH) -> str:
    """That edits of an item which goes back and forth come less often."""
    if not alert.event.flapping:
        return ""
    return words(N_("This item goes back and forth; its edits are told together, at most once an hour."))


def shortened(alert: Alert, style: Style, *, attached: bool = False) -> str:
    """That a message is shortened, and the way to the whole."""
    _ = style.words
    if style.public_url and alert.event.id:
        page = f"{style.public_url.rstrip('/')}/events/{alert.event.id}"
        return _("This message is shortened; the whole change: {page}", page=page)
    if attached:
        return _("This message is shortened; more of the change is attached.")
    if alert.url:
        return _("This message is shortened; the whole text stands at the address above.")
    return _("This message is shortened.")


def references(alert: Alert, words: Words = ENGLISH) -> str:
    """The case and paper numbers in the text."""
    return words(N_("References: {numbers}"), numbers=", ".join(alert.references)) if alert.references else ""


def also(alert: Alert, words: Words = ENGLISH) -> str:
    """Who else saw it."""
    return words(N_("Also seen by {sources}"), sources=", ".join(alert.event.also)) if alert.event.also else ""


def reference_line(reference: str) -> str:
    """The last line of every message, the same in every language: machines look for it."""
    return f"Reference: {reference}"
