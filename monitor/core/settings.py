"""What the configuration says, once it has been found right. Durations are seconds."""

from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

from monitor.core.topic import Topic

MINUTE, HOUR, DAY = 60.0, 3600.0, 86400.0


WATCHED = "watch-"
"""What the name of a watched page begins with."""


@dataclass(frozen=True, slots=True)
class Recheck:
    """Look again every `every` seconds while an item is younger than `until` seconds."""

    every: float
    until: float


DEFAULT_RECHECK = (Recheck(10 * MINUTE, 6 * HOUR), Recheck(HOUR, 3 * DAY), Recheck(DAY, 30 * DAY))


@dataclass(frozen=True, slots=True)
class Gone:
    """How many misses over how long count as withdrawn."""

    misses: int = 3
    over: float = HOUR


Hours = tuple[int, int]
"""Minutes of the day: from the first to before the second, which may be on the next morning."""


@dataclass(frozen=True, slots=True)
class Source:
    """One place we poll. `expect`: seconds within which something new is to come (0: learnt from its history);
    `daily_requests`: as many as its host is asked in a day of the desk's (0: no limit). `pinned`: topics that its items
    are on whatever they say (a page that the desk put under watch). `timeout`: seconds of one request (0: as `[http]`
    says). `pin`, `mute`: places of its pages that are always told, or never.
    """

    name: str
    kind: str
    url: str
    title: str = ""
    every: float = 5 * MINUTE
    languages: tuple[str, ...] = ()
    topics: tuple[str, ...] | None = None
    zone: str = "UTC"
    recheck: tuple[Recheck, ...] = DEFAULT_RECHECK
    enabled: bool = True
    hosts: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    selectors: dict[str, str] = field(default_factory=dict)
    headers: tuple[tuple[str, str], ...] = ()
    user_agent: str = ""
    gone: Gone = Gone()
    was: str = ""
    cron: str = ""
    active: Hours | None = None
    expect: float = 0.0
    daily_requests: int = 0
    pinned: tuple[str, ...] = ()
    timeout: float = 0.0
    pin: tuple[str, ...] = ()
    mute: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Http:
    """How we ask."""

    user_agent: str = ""
    contact: str = ""
    proxy: str = ""
    ca_file: str = ""
    timeout: float = 20.0
    max_bytes: int = 20_000_000
    allow_private: bool = False
    per_host_interval: float = 1.0


@dataclass(frozen=True, slots=True)
class Web:
    """Where the service's own pages are. `hosts`: further names under which they may be asked for."""

    host: str = "127.0.0.1"
    port: int = 8080
    public_url: str = ""
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Channel:
    """A named destination. An empty `url` is a channel that is off. Never print `url`."""

    name: str
    url: str = field(repr=False)
    pace: float = 1.0
    on_doubt: str = "resend"
    give_up: float = 60 * DAY
    language: str = "en"

    @property
    def on(self) -> bool:
        return bool(self.url)


@dataclass(frozen=True, slots=True)
class Route:
    """Which events go to which channels, and when. None means all.

    `digest` and `summary`: times of the desk's day as cron expressions (none: at once, and no summary). `quiet`: hours
    in which nothing is sent. `together`: seconds within which edits of an item are told as one. `loud`: the score from
    which on a substantive edit is told at once; None: whatever its score. `quiet_digest`: when what is not so told is.
    """

    name: str
    channels: tuple[str, ...] | None = None
    topics: tuple[str, ...] | None = None
    sources: tuple[str, ...] | None = None
    kinds: tuple[str, ...] | None = None
    classes: tuple[str, ...] | None = None
    languages: tuple[str, ...] | None = None
    min_score: float = 0.0
    maybe: bool = False
    system: bool = False
    digest: tuple[str, ...] = ()
    quiet: Hours | None = None
    together: float = 0.0
    summary: tuple[str, ...] = ()
    loud: float | None = None
    quiet_digest: tuple[str, ...] = ("0 17 * * *",)


@dataclass(frozen=True, slots=True)
class TemplateFiles:
    """The desk's own templates (Jinja2), where it has any."""

    mail: Path | None = None
    text: Path | None = None


@dataclass(frozen=True)
class Settings:
    """The whole configuration. `flips_a_day`: how often an item may go back to an earlier text unmarked.

    `resting`: topics that are not enabled; they can be tried out, and mark nothing.
    """

    directory: Path
    database: str
    timezone: str = "Europe/Brussels"
    http: Http = Http()
    gone: Gone = Gone()
    flips_a_day: int = 3
    web: Web = Web()
    channels: tuple[Channel, ...] = ()
    routes: tuple[Route, ...] = ()
    sources: tuple[Source, ...] = ()
    topics: tuple[Topic, ...] = ()
    resting: tuple[Topic, ...] = ()
    templates: TemplateFiles = TemplateFiles()
    secrets: tuple[str, ...] = field(default=(), repr=False)

    @property
    def public_url(self) -> str:
        """Where the desk's pages are seen from; empty where nobody else sees them."""
        return self.web.public_url

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    def source(self, name: str) -> Source | None:
        return next((s for s in self.sources if s.name == name), None)

    def topics_of(self, source: Source) -> tuple[Topic, ...]:
        """The topics that items of this source are held against; a source that names none has all."""
        if source.topics is None:
            return self.topics
        return tuple(t for t in self.topics if t.name in source.topics)
