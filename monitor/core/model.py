"""The nouns that travel between the rooms. All frozen; every time is UTC and zone-aware."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from monitor.core.reasons import Reason
from monitor.core.states import DeliveryState, ItemState

Role = Literal["list", "item", "part", "shown"]
BlockKind = Literal["paragraph", "heading", "quote", "caption", "table", "list", "footnote"]
ChangeClass = Literal["none", "furniture", "cosmetic", "substantive", "correction"]
EventKind = Literal[
    "published",
    "updated",
    "touched",
    "withdrawn",
    "restored",
    "moved",
    "now_on_topic",
    "left_topic",
    "baseline",
    "source_failing",
    "source_recovered",
    "source_stale",
    "source_suspect",
    "delivery_dead",
    "delivery_in_doubt",
    "channel_resting",
    "summary",
]
Outcome = Literal["unchanged", "ok", "blocked", "failed", "skipped"]


@dataclass(frozen=True, slots=True)
class Request:
    """One address to ask for.

    `role`: what the answer is (a list, an item, a part of an item such as a PDF, the page that a browser shows of it).
    `group`: of several lists of one group, one that exists is enough.
    `context`: the adapter's own note, handed back to it with the document.
    `web`: a list that is a web page; elsewhere a page in the place of data is trouble. `instead`: what is asked for
    where the site refuses this one as wrong (400), or has no item in this form. `term`: what a list searches for.
    `misses`: statuses by which the site says, as by 404, that nothing is there.
    """

    url: str
    role: Role = "item"
    method: str = "GET"
    body: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    group: str = ""
    context: str = ""
    web: bool = False
    instead: "Request | None" = None
    term: str = ""
    misses: tuple[int, ...] = ()

    @property
    def address(self) -> str:
        """What validators are kept under: method, URL and the body of a POST."""
        return self.url if self.method == "GET" else f"{self.method} {self.url} {self.body}"


@dataclass(frozen=True, slots=True)
class Document:
    """The bytes an address answered with. `url` is the final one after redirects. `bounded`: the answer said where it
    ends. `settled`: of places of its site, whether they are the article's, where that was learnt.
    """

    request: Request
    url: str
    content_type: str
    body: bytes
    fetched_at: datetime
    status: int = 200
    bounded: bool = True
    settled: dict[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of article text by its role. A table's rows are lines, its cells parted by ' | '."""

    kind: BlockKind
    text: str


TITLE = "title"
"""The place of a page's title."""


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line of a page. `place`: the path of tags and classes to where it stands, digits masked; '@' at its end: it is
    a link and nothing else. `kept`: the reader takes it for the article's; `why`: the evidence, or the named rule by
    which it is not. `links`: where its links lead to.
    """

    place: str
    kind: BlockKind
    text: str
    kept: bool = True
    why: str = ""
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """What a list says of an item. The first alias is the item's key until its page is read.

    `via` names the kind of list: what two lists say of one item is never compared across them.
    `old`: the list names it again for a reason of its own; seen for the first time it is no news. `came`: the revision
    of the adapter that first saw such entries.
    """

    aliases: tuple[str, ...]
    url: str
    title: str
    request: Request | None
    published_at: datetime | None = None
    stamp: str | None = None
    summary: str = ""
    via: str = ""
    old: bool = False
    came: int = 1


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An item as its document shows it now.

    `stamp` is the source's own modification mark as it stands in the document (an opaque token),
    `modified_at` the same as a time where it can be read. `links` are the editorial targets,
    `related` the cards' targets; `parts` further documents whose text belongs to the item. `named`: the document says
    itself what it is (its address, its date), and does not only stand at the item's address. `note`: what was left out.
    `came`: as of an entry. `announces`: the document has a stamp only once it was edited. `files`: names that
    its files have elsewhere too (`sha1:…`). `lines`: all that its page shows, where it was read as a page.
    """

    aliases: tuple[str, ...]
    url: str
    title: str
    blocks: tuple[Block, ...]
    reader: str
    links: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    language: str = ""
    published_at: datetime | None = None
    stamp: str | None = None
    modified_at: datetime | None = None
    references: tuple[str, ...] = ()
    parts: tuple[Request, ...] = ()
    partial: bool = False
    named: bool = True
    note: Reason | None = None
    came: int = 1
    announces: bool = False
    files: tuple[str, ...] = ()
    lines: tuple[PageLine, ...] = ()

    @property
    def has_own_name(self) -> bool:
        """Whether its source knows it by more than the path of its address."""
        return not all(alias.startswith("path:") for alias in self.aliases)


@dataclass(frozen=True, slots=True)
class Page:
    """What an adapter read in one document.

    `follow`: lists to ask for besides (the halves of a search that came back full).
    `older`: the next page of this list, asked for only while everything on this one was new. `bounded`: the list itself
    reaches back no further than was asked.
    `empty_is_trouble`: a list that is never rightly empty. `note`: what was left out of it, in words.
    `absent`: what the document says in place of an item that is not there (a miss, as a 404 is one);
    `deleted`: the source's own mark says so, and counts at once. `facts`: what else was seen of it, for a check.
    """

    entries: tuple[Entry, ...] = ()
    snapshots: tuple[Snapshot, ...] = ()
    follow: tuple[Request, ...] = ()
    older: Request | None = None
    bounded: bool = False
    empty_is_trouble: bool = False
    note: str = ""
    absent: str = ""
    deleted: bool = False
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Doubt:
    """How often another text was seen in the place of an item's, look after look, and since when."""

    times: int
    since: datetime

    def seen_again(self) -> "Doubt":
        """One more look at another text: the very same one, or one that changes a little at every look."""
        return Doubt(self.times + 1, self.since)


@dataclass(frozen=True, slots=True)
class Suspicion:
    """A redesign that was seen: its pieces, when, whether it was told, and whether a second poll settled it."""

    at: datetime
    pieces: tuple[str, ...]
    told: bool = False
    settled: bool = False
    items: int = 0
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Item:
    """The lasting thing, as the store holds it. `version` 0: listed, not read yet.

    `entries`: for each kind of list the hash of what it said last; `requests`: the addresses its text
    is read from; `listed_stamp`: the stamp that a list gives, where the document has none of its own.
    `left`: topics that an edit took it off; it is looked at as if it were on them still. `doubt`: another text that
    stood at its address and is not believed yet.
    """

    id: int
    source: str
    key: str
    url: str
    title: str
    language: str = ""
    state: ItemState = ItemState.LIVE
    version: int = 0
    stamp: str | None = None
    listed_stamp: str | None = None
    entries: tuple[tuple[str, str], ...] = ()
    baseline: bool = False
    requests: tuple[Request, ...] = ()
    published_at: datetime | None = None
    first_seen: datetime | None = None
    changed_at: datetime | None = None
    checked_at: datetime | None = None
    next_check_at: datetime | None = None
    misses: int = 0
    first_miss_at: datetime | None = None
    topics: tuple[str, ...] = ()
    maybe: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    doubt: Doubt | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """A numbered, kept state of an item. `documents`: the SHA-256 of each raw document it was read from."""

    item_id: int
    number: int
    at: datetime
    title: str
    blocks: tuple[Block, ...]
    fingerprint: str
    reader: str
    links: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    stamp: str | None = None
    modified_at: datetime | None = None
    language: str = ""
    partial: bool = False
    documents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Look:
    """That an address answered so at a moment, in a poll run. `item_id`: the item that it was asked for, if any.
    `status` 0: no answer came. `within`: seconds; a look before it that is not longer ago, and found the same, is of
    one observation with it.
    """

    source: str
    address: str
    item_id: int | None
    run: int
    at: datetime
    within: float
    status: int
    etag: str = ""
    last_modified: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class Observation:
    """Looks at an address that found the same, without a gap. `moments`: the minute of each, and whether the answer was
    that nothing was modified (304) rather than the whole; `status` is that of the others.
    """

    address: str
    status: int
    etag: str
    last_modified: str
    sha256: str
    first_at: datetime
    last_at: datetime
    first_run: int
    last_run: int
    moments: tuple[tuple[datetime, bool], ...]


@dataclass(frozen=True, slots=True)
class LookCount:
    """Looks at items of an age (its upper bound in hours). `seconds`: how long ago the look before each was, all
    together. `edits` found another text, `others` an item gone, back or moved.
    """

    age: int
    looks: int = 0
    seconds: float = 0.0
    edits: int = 0
    others: int = 0


@dataclass(frozen=True, slots=True)
class Reading:
    """That a reader read a version anew, and when."""

    number: int
    reader: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Fact:
    """One changed fact; `type` is one of the kinds of the labelling rules.

    `old`, `new`: the sentences that hold the two values, where these do not already say it all. `weight`: how much a
    reader loses who does not see it (0 to 1); 0 where an earlier version of the program found it.
    """

    type: str
    before: str
    after: str
    old: str = ""
    new: str = ""
    weight: float = field(default=0.0, compare=False)


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words of the diff: op is '=' kept, '-' old, '+' new."""

    op: Literal["=", "-", "+"]
    text: str


@dataclass(frozen=True, slots=True)
class Hunk:
    """The word diff of one block (or of the title): op '~' edited, '+' added, '-' removed, '>' moved.

    `old`, `new`: the block's index in the old and in the new text; None where it stands in none, and for the title.
    `above`: the question or the heading that it stands under, where there is one.
    """

    op: Literal["=", "~", "+", "-", ">"]
    kind: str
    pieces: tuple[Piece, ...]
    old: int | None = None
    new: int | None = None
    above: str = ""


SCALE = 2
"""The version of the scale of scores. On the first each fact weighed by its kind alone, soft or hard."""


@dataclass(frozen=True, slots=True)
class Change:
    """What differs between two versions, and why it was classed so. `former`: its score on the scale before."""

    cls: ChangeClass
    score: float
    facts: tuple[Fact, ...] = ()
    reasons: tuple[Reason, ...] = ()
    hunks: tuple[Hunk, ...] = ()
    former: float | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A rule that held: its points, its reason, and each word as (concept, word as written, place)."""

    points: float
    why: str
    words: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class Match:
    """An item on, near or off a topic: score, terms with their places, what spoke against, the rules that held."""

    topic: str
    title: str
    score: float
    verdict: Literal["on", "maybe", "off"]
    terms: tuple[Reason, ...] = ()
    against: tuple[Reason, ...] = ()
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Event:
    """An append-only record. `id` is 0 until it is stored; `reference` is what messages carry.

    `detail`: what it says in one line, where it is ours or more than its kind.
    `back_to`: the earlier version whose text an edit restored; `flapping`: the item did so too often in a day.
    `also`: other sources that told the same. `held`: why it is never told at once; `moving-place`: it may be furniture.
    `scale`: the version of the scale of its score; `former`: its score on the first one, where that is not its own.
    """

    kind: EventKind
    at: datetime
    source: str
    reference: str
    id: int = 0
    item_id: int | None = None
    baseline: bool = False
    topics: tuple[str, ...] = ()
    cls: str | None = None
    score: float | None = None
    announced: bool | None = None
    from_version: int | None = None
    to_version: int | None = None
    facts: tuple[Fact, ...] = ()
    reasons: tuple[Reason, ...] = ()
    detail: Reason | None = None
    back_to: int | None = None
    flapping: bool = False
    also: tuple[str, ...] = ()
    held: str = ""
    scale: int = 1
    former: float | None = None


MOVING_PLACE = "moving-place"


@dataclass(frozen=True, slots=True)
class Alert:
    """An event prepared for the desk, as data; it is worded when it is sent."""

    event: Event
    source_title: str
    title: str
    url: str
    item_key: str = ""
    language: str = ""
    published_at: datetime | None = None
    lead: str = ""
    facts: tuple[Fact, ...] = ()
    hunks: tuple[Hunk, ...] = ()
    shortened: bool = False
    matches: tuple[Match, ...] = ()
    references: tuple[str, ...] = ()
    notes: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Delivery:
    """One alert on its way to one channel. `error`: what the last attempt came to; `why`: why it waits, or waited.
    `doubtful`: an earlier attempt may have arrived.
    """

    id: int
    alert_id: int
    channel: str
    state: DeliveryState
    attempt: int
    due_at: datetime
    created_at: datetime
    error: str = ""
    why: Reason | None = None
    doubtful: bool = False
    bundle: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True)
class Parcel:
    """Deliveries to one channel that go out as one message, each with its alert, and the message's reference."""

    channel: str
    deliveries: tuple[Delivery, ...]
    alerts: tuple[Alert, ...]
    reference: str

    @property
    def doubtful(self) -> bool:
        return any(d.doubtful for d in self.deliveries)


@dataclass(frozen=True, slots=True)
class Message:
    """What one attempt sends. Several alerts are a digest. `repeat`: it may have arrived before. `whole`: the change
    that a shortened alert tells part of. `because`: why it comes as a digest. `merged`: the alerts as one.
    """

    reference: str
    alerts: tuple[Alert, ...]
    repeat: bool = False
    test: bool = False
    whole: Change | None = None
    because: Reason | None = None
    merged: "Alert | None" = None

    @property
    def digest(self) -> bool:
        return len(self.alerts) > 1 and self.merged is None

    @property
    def alert(self) -> Alert:
        """The alert that a message which is no digest tells."""
        return self.merged or self.alerts[0]


@dataclass(frozen=True, slots=True)
class SendOutcome:
    """What a channel said. `permanent`: it will never take this one. `retry_after`: seconds. `doubt`: it gave no
    answer, and may have taken it. `address`: it is the channel that is refused, not this message. `digest`: the SHA-256
    of the message as it was worded.
    """

    ok: bool
    permanent: bool = False
    detail: str = ""
    retry_after: float | None = None
    doubt: bool = False
    address: bool = False
    digest: str = ""


@dataclass(frozen=True, slots=True)
class PollRun:
    """One execution for one source, kept even when nothing changed. `note`: what of its lists was left out."""

    source: str
    started_at: datetime
    finished_at: datetime
    outcome: Outcome
    id: int = 0
    error: str | None = None
    requests: int = 0
    not_modified: int = 0
    bytes: int = 0
    listed: int = 0
    checked: int = 0
    newest_item_at: datetime | None = None
    baseline: bool = False
    note: str = ""
    events: tuple[int, ...] = field(default=())
