"""What each file may say. Unknown keys are mistakes; every key that has a default may be absent."""

import re
from datetime import UTC, datetime
from typing import Any, Literal, Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from monitor.config.values import Duration, HttpUrl, HttpUrlOrEmpty, Name, Size, Zone, mistake
from monitor.core.hours import hours, next_of
from monitor.core.kinds import ITEM_KINDS, SYSTEM_KINDS

LONGEST_TIMEOUT = 180.0
_NOT_YET = "not supported yet"
Kind = Literal[
    "prezly",
    "rijksoverheid",
    "euractiv",
    "tweedekamer",
    "officielebekendmakingen",
    "openoverheid",
    "presscorner",
    "feed",
    "sitemap",
    "page",
]
_TIMES = re.compile(r"([01]\d|2[0-3]):[0-5]\d(\s*,\s*([01]\d|2[0-3]):[0-5]\d)*")
SEARCHING = ("rijksoverheid", "tweedekamer", "officielebekendmakingen", "openoverheid")
TermList = Literal["any", "en", "nl", "fr", "de", "references", "never"]


class _Table(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class HttpTable(_Table):
    user_agent: str = ""
    contact: str = ""
    proxy: HttpUrlOrEmpty = ""
    ca_file: str = ""
    timeout: Duration = 20.0
    max_bytes: Size = 20_000_000
    allow_private: bool = False
    per_host_interval: Duration = 1.0


class GoneTable(_Table):
    misses: int = Field(default=3, ge=1)
    over: Duration = 3600.0


class WebTable(_Table):
    listen: str = "127.0.0.1:8080"
    public_url: HttpUrlOrEmpty = ""
    hosts: list[str] = []

    @field_validator("hosts")
    @classmethod
    def _hosts(cls, value: list[str]) -> list[str]:
        if any(not re.fullmatch(r"[A-Za-z0-9.-]+|\[[0-9a-fA-F:]+\]", name) for name in value):
            raise mistake('names without scheme, port and path, such as "monitor.example.org"')
        return value

    @field_validator("listen")
    @classmethod
    def _listen(cls, value: str) -> str:
        found = re.fullmatch(r"(\[[0-9a-fA-F:]+\]|[^\s:]+):(\d{1,5})", value)
        if not found or int(found[2]) > 65535:
            raise mistake('host and port such as "127.0.0.1:8080"')
        if found[1].strip("[]") not in ("127.0.0.1", "::1", "localhost"):
            raise mistake("a loopback address: any other needs a password, and passwords are " + _NOT_YET)
        return value


class ChannelTable(_Table):
    name: Name
    url: str = ""
    language: Literal["en", "nl", "fr"] = "en"
    pace: Duration = 1.0
    on_doubt: Literal["resend", "hold"] = "resend"
    give_up: Duration = 60 * 86400.0


class RouteTable(_Table):
    name: Name
    channels: list[str] | None = None
    topics: list[str] | None = None
    sources: list[str] | None = None
    kinds: list[str] | None = None
    classes: list[Literal["cosmetic", "substantive", "correction"]] | None = None
    languages: list[str] | None = None
    min_score: float = Field(default=0.0, ge=0, le=1)
    maybe: bool = False
    system: bool = False
    digest: str = "now"
    quiet_hours: str = ""
    together: Duration = 0.0
    summary: str = ""
    quiet_digest: str = "17:00"
    loud: float | None = Field(default=None, ge=0, le=1)

    @field_validator("min_score", "loud", mode="before")
    @classmethod
    def _number(cls, value: Any) -> Any:
        return float(value) if isinstance(value, int) and not isinstance(value, bool) else value

    @field_validator("kinds")
    @classmethod
    def _kinds(cls, value: list[str] | None) -> list[str] | None:
        known = (*ITEM_KINDS, *sorted(SYSTEM_KINDS))
        if value is not None and not set(value) <= set(known):
            raise mistake("kinds among " + ", ".join(known))
        return value

    @field_validator("digest")
    @classmethod
    def _digest(cls, value: str) -> str:
        if value not in ("now", "hourly") and not _TIMES.fullmatch(value):
            raise mistake('"now", "hourly", or times of day such as "08:00" or "08:00,17:00"')
        return value

    @field_validator("quiet_digest")
    @classmethod
    def _quiet_digest(cls, value: str) -> str:
        if not _TIMES.fullmatch(value):
            raise mistake('times of day such as "17:00" or "08:00,17:00"')
        return value

    @field_validator("summary")
    @classmethod
    def _summary(cls, value: str) -> str:
        if value and not _TIMES.fullmatch(value):
            raise mistake('times of day such as "07:00" or "07:00,19:00"')
        return value

    @field_validator("quiet_hours")
    @classmethod
    def _quiet(cls, value: str) -> str:
        try:
            if value:
                hours(value)
        except ValueError as error:
            raise mistake('hours such as "22:00-06:30"') from error
        return value

    @field_validator("together")
    @classmethod
    def _together(cls, value: float) -> float:
        if value > 86400:
            raise mistake("at most a day")
        return value


class TemplatesTable(_Table):
    mail: str = ""
    text: str = ""


class MonitorFile(_Table):
    """monitor.toml"""

    timezone: Zone = "Europe/Brussels"
    database: str = "sqlite:///data/monitor.db"
    http: HttpTable = HttpTable()
    gone: GoneTable = GoneTable()
    flips_a_day: int = Field(default=3, ge=1)
    web: WebTable = WebTable()
    channels: list[ChannelTable] = []
    routes: list[RouteTable] = []
    templates: TemplatesTable = TemplatesTable()

    @field_validator("database")
    @classmethod
    def _database(cls, value: str) -> str:
        if not value.startswith(("sqlite://", "postgresql://", "postgresql+psycopg://")):
            raise mistake('an address such as "sqlite:///data/monitor.db" or "postgresql://host/name"')
        return value


class RecheckTable(_Table):
    every: Duration
    until: Duration


class SelectorsTable(_Table):
    links: str = ""
    body: str = ""
    title: str = ""
    drop: str = ""


class PlacesTable(_Table):
    """Places of a source's pages that are always told, or never: as `monitor template SOURCE` names them."""

    pin: list[str] = []
    mute: list[str] = []


class SourceFile(_Table):
    """sources/NAME.toml"""

    kind: Kind
    url: HttpUrl
    title: str = ""
    every: Duration = 300.0
    languages: list[str] = []
    topics: list[str] | None = None
    zone: Zone = "UTC"
    recheck: list[RecheckTable] | None = None
    enabled: bool = True
    hosts: list[str] = []
    lists: list[str] = []
    terms: list[str] = []
    selectors: SelectorsTable = SelectorsTable()
    headers: dict[str, str] = {}
    user_agent: str = ""
    gone: GoneTable | None = None
    was: str = ""
    expect: Duration = 0.0
    cron: str = ""
    active: str = ""
    daily_requests: int = Field(default=0, ge=1)
    timeout: Duration = 0.0
    template: PlacesTable = PlacesTable()

    @field_validator("cron")
    @classmethod
    def _cron(cls, value: str) -> str:
        try:
            next_of(value, datetime.now(UTC), ZoneInfo("UTC"))
        except ValueError as error:
            raise mistake(f'five fields such as "*/15 6-22 * * 1-5" ({error})') from error
        return value

    @field_validator("active")
    @classmethod
    def _active(cls, value: str) -> str:
        try:
            hours(value)
        except ValueError as error:
            raise mistake('hours such as "06:00-23:30"') from error
        return value

    @field_validator("every")
    @classmethod
    def _every(cls, value: float) -> float:
        if value <= 0:
            raise mistake("a duration above zero")
        return value

    @field_validator("timeout")
    @classmethod
    def _timeout(cls, value: float) -> float:
        if not 0 < value <= LONGEST_TIMEOUT:
            raise mistake('a duration above zero and at most "180s"')
        return value

    @field_validator("hosts")
    @classmethod
    def _hosts(cls, value: list[str]) -> list[str]:
        if any("/" in host for host in value):
            raise mistake('host names such as "www.example.org", without http:// and without a path')
        return value

    @model_validator(mode="after")
    def _searches(self) -> Self:
        if self.kind in SEARCHING and not self.terms:
            raise mistake(f"`terms`: at least one word to search for (kind {self.kind})")
        return self


class RuleTable(_Table):
    """One of a topic's rules: what it looks for and where, and one of `score`, `raise` and `lower`."""

    when: str
    place: Literal["title", "lead", "head", "opening", "paragraph", "text"] = Field(default="text", alias="in")
    score: float | None = Field(default=None, gt=0, le=1)
    up: float | None = Field(default=None, gt=0, le=1, alias="raise")
    down: float | None = Field(default=None, gt=0, le=1, alias="lower")
    least: int = Field(default=1, ge=1, le=50)
    why: str = ""

    @model_validator(mode="after")
    def _one(self) -> Self:
        if sum(v is not None for v in (self.score, self.up, self.down)) != 1:
            raise mistake("exactly one of `score`, `raise` and `lower`")
        if self.least > 1 and self.place != "paragraph":
            raise mistake('`least` only with `in = "paragraph"`')
        return self


class TopicFile(_Table):
    """topics/NAME.toml, format version 1"""

    version: Literal[1]
    title: str
    enabled: bool = True
    all: list[str] = Field(default=[], max_length=20)
    against: list[str] = []
    on: float = Field(default=0.6, gt=0, le=1)
    maybe: float = Field(default=0.3, gt=0, le=1)
    no_slips: list[str] = []
    concepts: dict[str, dict[TermList, list[str]]] = Field(min_length=1)
    rules: list[RuleTable] = []

    @field_validator("concepts")
    @classmethod
    def _terms(cls, value: dict[str, dict[TermList, list[str]]]) -> dict[str, dict[TermList, list[str]]]:
        for name, lists in value.items():
            if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]{0,39}", name) or name in ("AND", "OR", "NOT"):
                raise mistake(f"concepts named by at most 40 letters, digits and '-'; {name!r} is none")
            if not any(terms for kind, terms in lists.items() if kind != "never"):
                raise mistake(f"in {name}: at least one term")
        return value

    @model_validator(mode="after")
    def _known(self) -> Self:
        if not self.all and not any(rule.score is not None for rule in self.rules):
            raise mistake("`all`, or at least one of [[rules]] with a `score`")
        if self.maybe > self.on:
            raise mistake("`maybe` to be at most `on`")
        return self
