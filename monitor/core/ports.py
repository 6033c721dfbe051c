"""What the pipeline asks of the outside. One or two methods a seam; the app joins them."""

from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from monitor.core.assumptions import Assumption
from monitor.core.model import (
    Alert,
    Document,
    Event,
    Item,
    Look,
    LookCount,
    Match,
    Message,
    Page,
    Parcel,
    PollRun,
    Request,
    SendOutcome,
    Suspicion,
    Version,
)
from monitor.core.reasons import Reason
from monitor.core.routing import Plan
from monitor.core.settings import Channel

Clock = Callable[[], datetime]


class Adapter(Protocol):
    """Reads one kind of source. It never asks the network or the store for anything. `revision` rises where it comes to
    see entries that it did not see before: these say so (`came`), and are no news to a source that was polled before.
    `assumptions`: what it takes for granted of its site.
    """

    version: str
    revision: int
    assumptions: Sequence[Assumption]

    def start(self, now: datetime, since: datetime | None = None) -> Sequence[Request]:
        """The lists to ask for, reaching back to `since` where they can; one of role 'item' is an item itself."""
        ...

    def read(self, document: Document) -> Page:
        """What stands in a document. Raises `ParseError` on a cut or foreign one, and nothing else."""
        ...

    def shown(self, url: str) -> Request | None:
        """The page at an item's public address, where that is the source's own."""
        ...


class Reader(Protocol):
    """Runs `Adapter.read` where it can do no harm."""

    def read(self, document: Document) -> Page: ...


@dataclass(frozen=True, slots=True)
class Validator:
    """What an address answered last: its validators and the SHA-256 of its bytes.

    `follow`: what a list led on to when it was read (the halves of a full search), to be asked for also
    when the list itself has not changed. `full_at`: when it was last answered in full.
    """

    etag: str = ""
    last_modified: str = ""
    sha256: str = ""
    follow: tuple[Request, ...] = ()
    full_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """A raw document of the archive, and what its answer said that it is."""

    body: bytes
    content_type: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """A successful answer. `document` is None when nothing changed (304, or the same bytes)."""

    request: Request
    validator: Validator
    document: Document | None
    not_modified: bool
    size: int = 0
    status: int = 200


@dataclass(slots=True)
class Tally:
    """What one run asked and got; robots.txt is not counted."""

    requests: int = 0
    not_modified: int = 0
    same_bytes: int = 0
    bytes: int = 0


@dataclass(frozen=True, slots=True)
class HostState:
    """What is remembered of a host (name and port): when it may be asked again, and its robots.txt."""

    host: str
    resting_until: datetime | None = None
    robots: str | None = None
    robots_at: datetime | None = None


class Hosts(Protocol):
    """Where host states are kept."""

    def host(self, host: str) -> HostState: ...
    def save_host(self, state: HostState) -> None: ...

    def spend(self, host: str, until: datetime, most: int) -> bool:
        """Count one request of the day that ends at `until`, over all processes. False, and nothing counted, where the
        host has had its `most` (0: counted without a limit).
        """
        ...


class Fetcher(Protocol):
    """The one door out, as one source uses it."""

    tally: Tally

    def get(self, request: Request, known: Validator | None) -> Answer:
        """Ask once. Raises `FetchError` or one of its kinds; `Paced` where the host's pace does not allow it yet: the
        same call made again goes on where it was.
        """
        ...

    def done(self) -> None:
        """What was asked for since the last call was worked off."""
        ...

    def parked(self) -> None:
        """Whoever asked waits: what others need is let go."""
        ...

    def rules(self) -> Sequence[str]:
        """What the robots.txt of each host asked says of us, in words."""
        ...


@dataclass(frozen=True, slots=True)
class Draft:
    """An event to be recorded, its alert and the channels it goes to; `held`: why these do not get it yet. `beside`:
    other sources that may have told the same.
    """

    event: Event
    alert: Alert | None = None
    channels: tuple[Plan, ...] = ()
    held: Reason | None = None
    beside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Notes:
    """What a run saw and is not written yet: what its addresses answered, and how often its items were looked at."""

    looks: Sequence[Look] = ()
    counts: Sequence[LookCount] = ()


NO_NOTES = Notes()


@dataclass(frozen=True, slots=True)
class PageKept:
    """What is remembered of an item's page, in the words of the template: who read it. `quiet`: how often it was looked
    at since, and stood as it did.
    """

    reader: str
    body: bytes
    quiet: int = 0


@dataclass(frozen=True, slots=True)
class TemplateKept:
    """What is remembered of a source's pages. `pages`: of how many there are lines; `checked`: looks at its items since
    it was written; `pin`, `mute`: what the desk said of places by hand; `size`: in bytes, as it is stored.
    """

    body: bytes | None = None
    pages: int = 0
    checked: int = 0
    pin: tuple[str, ...] = ()
    mute: tuple[str, ...] = ()
    size: int = 0


@dataclass(frozen=True, slots=True)
class Recording:
    """One transaction on one item: what it becomes, and the events that say so.

    `expected` is the version number the decision was made on; another one in the store is a `Conflict`.
    `matches`: why the item is on or near its topics, where the text was held against them. `page`: what to remember of
    its page; `restated`: the version before, with what moves by itself as it reads today.
    """

    item: Item
    expected: int
    version: Version | None
    aliases: tuple[str, ...]
    references: tuple[str, ...]
    drafts: tuple[Draft, ...]
    answers: tuple[Answer, ...] = ()
    search_text: str | None = None
    matches: tuple[Match, ...] | None = None
    absorbs: int | None = None
    files: tuple[str, ...] = ()
    notes: Notes = NO_NOTES
    page: PageKept | None = None
    restated: Version | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """An item that was looked at and had not changed."""

    item_id: int
    at: datetime
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class SourceState:
    """What the store remembers of a source between polls. `heard_at`: when it last had something new; `suspicion`: a
    redesign that is held or was settled; `wait`: the seconds that made `next_run_at`. `revision`: of the adapter that
    polled it last; `revised_at`: when that one began, where another was before it. `sessions`: of each list the
    parameters that all its addresses share; '' holds those that were found to be session ids. `terms`: what its
    searches were asked for; None: not noted.
    """

    name: str
    baseline_at: datetime | None = None
    next_run_at: datetime | None = None
    failures: int = 0
    failing_told: bool = False
    heard_at: datetime | None = None
    stale_told: bool = False
    suspicion: Suspicion | None = None
    wait: float = 0.0
    revision: int = 0
    revised_at: datetime | None = None
    sessions: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    terms: Sequence[str] | None = None


@dataclass(frozen=True, slots=True)
class Begun:
    """What a poll begins with: the source's state, the run's id, how many deliveries are held for the source, whether
    any item is due, and the validators of its lists that were ever answered.
    """

    state: SourceState
    run: int
    held: int
    due: bool
    known: Mapping[str, Validator]


@dataclass(frozen=True, slots=True)
class Beginning:
    """A poll that is to begin: who polls which source, in whose place, and what lists it will ask for."""

    source: str
    owner: str
    lists: Sequence[str] = ()
    instead_of: str = ""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A page that cannot be read: its item, since when and why, and whether the desk was told."""

    item_id: int
    url: str
    since: datetime
    why: str
    told: bool = False


@dataclass(frozen=True, slots=True)
class Ending:
    """A poll that has ended: its run, the source's state after it, and our own events about it. `told`: items whose
    pages cannot be read, as one of the events says. `suspects`: the run changed what is suspected; else that stays as
    the store has it, whoever changed it meanwhile.
    """

    run: PollRun
    owner: str
    state: SourceState
    drafts: Sequence[Draft] = ()
    told: Sequence[int] = ()
    suspects: bool = False
    notes: Notes = NO_NOTES


class Store(Protocol):
    """What the pipeline writes and reads while it polls. Every method is one short transaction."""

    def begin_runs(self, wanted: Sequence[Beginning], now: datetime, lease: float) -> Sequence[Begun | None]: ...
    def end_runs(self, ended: Sequence[Ending]) -> Sequence[tuple[int, ...]]: ...
    def source_owner(self, source: str) -> str: ...
    def renew_source(self, source: str, owner: str, now: datetime, lease: float) -> bool: ...
    def validators(self, source: str, addresses: Sequence[str]) -> Mapping[str, Validator]: ...
    def save_answers(self, source: str, answers: Sequence[Answer], notes: Notes = NO_NOTES) -> None: ...
    def keep(self, found: Sequence[Document]) -> None: ...
    def document(self, sha256: str) -> Kept | None: ...
    def find_items(self, source: str, aliases: Sequence[str]) -> Mapping[str, Item]: ...
    def list_entries(
        self,
        source: str,
        items: Sequence[tuple[Item, Sequence[str]]],
        answers: Sequence[Answer],
        notes: Notes = NO_NOTES,
    ) -> None: ...
    def due_ids(self, source: str, now: datetime, *, everything: bool) -> Sequence[int]: ...
    def items(self, ids: Sequence[int]) -> Sequence[Item]: ...
    def item(self, item_id: int) -> Item: ...
    def latest(self, item_id: int) -> Version | None: ...
    def version(self, item_id: int, number: int) -> Version | None: ...
    def same_text(self, source: str, fingerprint: str, but: int) -> Sequence[Item]: ...
    def postpone(self, ids: Sequence[int], until: datetime) -> None: ...
    def unreadable(self, source: str) -> Mapping[int, Unreadable]: ...
    def note_unreadable(self, found: Sequence[tuple[Unreadable, datetime]], again: Collection[int]) -> None: ...
    def reading(self, source: str) -> tuple[int, int]: ...
    def never_read(self, source: str) -> int: ...
    def version_like(self, item_id: int, fingerprint: str) -> int | None: ...
    def flips(self, item_id: int, since: datetime) -> int: ...
    def record(self, recording: Recording) -> tuple[int, ...]: ...
    def template(self, source: str) -> TemplateKept: ...
    def page_lines(self, source: str, ids: Collection[int] | None, now: datetime) -> Mapping[int, PageKept]: ...
    def record_look(
        self, source: str, recordings: Sequence[Recording], template: bytes, now: datetime, notes: Notes = NO_NOTES
    ) -> Sequence[tuple[int, ...] | None]: ...
    def save_template(self, source: str, template: bytes, pages: Mapping[int, PageKept], now: datetime) -> None: ...
    def put_reading(self, version: Version, now: datetime, documents: Sequence[Document] = ()) -> None: ...
    def checked(
        self, source: str, rows: Sequence[Checked], answers: Sequence[Answer], notes: Notes = NO_NOTES
    ) -> None: ...
    def archived(self, source: str, *, after: int, limit: int) -> Sequence[tuple[Item, Version]]: ...
    def remark(self, item: Item, matches: Sequence[Match]) -> None: ...
    def suspect(self, source: str, suspicion: Suspicion | None) -> None: ...
    def settle_held(self, source: str, now: datetime, *, why: Reason | None) -> int: ...
    def arrivals(self, source: str, since: datetime) -> Sequence[datetime]: ...
    def baseline_counts(self, source: str) -> tuple[int, Sequence[Item]]: ...


@dataclass(frozen=True, slots=True)
class Rules:
    """What a claim keeps to: who claims, the lease in seconds, the channel's pace in seconds, how many alerts fit one
    message, and the reference of the message should there be several. `besides`: deliveries that the claimer has on
    their way himself; `ahead`: how many messages he takes.
    """

    lease: float
    pace: float = 0.0
    most: int = 1
    reference: str = ""
    owner: str = ""
    besides: tuple[int, ...] = ()
    ahead: int = 1


@dataclass(frozen=True, slots=True)
class LostAlerts:
    """Alerts that will not arrive: the first of them, and the ids of all deliveries. `held`: kept back in doubt."""

    alerts: Sequence[Alert]
    ids: Sequence[int]
    held: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of a parcel.

    `again_at`: refused for a time, until then. Once anything was made before `overdue`, all that was made before
    `give_up` is dead.
    `hold`: it may have arrived, and stays with us.
    `rest`: what is told once of a long rest.
    """

    outcome: SendOutcome
    at: datetime
    dead: bool = False
    again_at: datetime | None = None
    give_up: datetime | None = None
    overdue: datetime | None = None
    hold: bool = False
    rest: Sequence[Draft] = ()


class Settling(Protocol):
    """The transaction in which it is noted what became of a message: written when its block ends."""

    @property
    def ours(self) -> bool:
        """Whether it was ours to settle: another process may have it by now."""
        ...

    @property
    def lost(self) -> Sequence[LostAlerts]: ...
    def tell(self, drafts: Sequence[Draft]) -> None: ...
    def take(self, rules: Rules) -> tuple[Parcel, ...]: ...


class Outbox(Protocol):
    """The deliveries waiting to be sent."""

    def due_channels(self, now: datetime) -> Sequence[str]: ...
    def holders(self, now: datetime) -> Sequence[tuple[str, str]]: ...
    def end_leases(self, channel: str, owner: str, now: datetime) -> int: ...

    def claim(self, channel: str, now: datetime, rules: Rules) -> Parcel | datetime | None:
        """What goes out next, or when the channel's pace allows it; None while nothing may."""
        ...

    def settling(self, parcel: Parcel, verdict: Verdict) -> AbstractContextManager[Settling]:
        """Note what became of a parcel."""
        ...

    def give_back(self, parcel: Parcel, now: datetime) -> None:
        """What was claimed and never sent waits as before."""
        ...

    def holding(self, channel: str, now: datetime, why: str) -> AbstractContextManager[Settling]:
        """Keep what a dead process may have sent, instead of sending it again."""
        ...

    def down(self) -> frozenset[str]: ...
    def channel_failures(self, channel: str) -> int: ...


class Notifier(Protocol):
    """One attempt to send one message to one channel."""

    def room(self, channel: Channel) -> int:
        """How many alerts a message to this channel may tell."""
        ...

    def send(self, channel: Channel, message: Message) -> SendOutcome: ...

    def give_up(self, thread: int | None) -> None:
        """Break the connection of a thread whose send hangs."""
        ...


class Whole(Protocol):
    """The text of an item as it was, for what a message is too short for."""

    def version(self, item_id: int, number: int) -> Version | None: ...
