"""Ask an address once: conditionally, at its host's pace, within limits, and say clearly what came back."""

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urljoin, urlsplit

import httpcore
import httpx

from monitor.core.address import Address, Refused, parse
from monitor.core.answers import parse_retry_after
from monitor.core.errors import FetchError, HostResting, MonitorError, Stopping
from monitor.core.identity import host_of, site_of
from monitor.core.model import Document, Request
from monitor.core.ports import Answer, Tally, Validator
from monitor.core.settings import Source
from monitor.fetch.body import Cut, TooLarge, read_body
from monitor.fetch.chain import Chain
from monitor.fetch.door import Door, Gate
from monitor.fetch.large import Received, Spool
from monitor.fetch.robots import KEPT_FOR, MOST_RULES, Robots, text_of
from monitor.fetch.verdict import judge

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_RESTING = frozenset({403, 429, 503})
_MOST_REDIRECTS = 5
_DATA_SUFFIXES = (".json", ".xml", ".pdf")
_WEB_PORTS = frozenset({80, 443})
# A validator is sent back as it came, so it must be fit for a header.
_LONGEST_VALIDATOR = 1_000
# A cache that says 304 for ever would hide every edit: so often an address is asked for without validators.
_FULL_EVERY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Budget:
    """How many requests a host may get in a day (0: counted only, for its other sources), and when the next begins."""

    daily: int
    until: datetime


class SourceFetcher:
    """The door as one source uses it, with its own headers, hosts and timeout, and a tally of what it asked.

    `patience`: the longest wait for the host's pace, in seconds; where it is longer `get` raises `Paced`, and the same
    call made again goes on where it was. `done` says that what was asked for was worked off.
    """

    def __init__(
        self, door: Door, source: Source, budget: Budget | None = None, *, patience: float = threading.TIMEOUT_MAX
    ) -> None:
        self._door, self._source, self._budget, self._patience = door, source, budget, patience
        self.tally = Tally()
        self._rules: dict[str, str] = {}
        self._chains: dict[str, Chain] = {}
        self._waiting: dict[tuple[str, str], Received] = {}
        self._large = False
        own = [parse(source.url), *(parse(f"http://{host}") for host in source.hosts)]
        self._ports = _WEB_PORTS | {a.port for a in own if isinstance(a, Address)}
        self._names = {_name(source.url), *(_name(h) for h in source.hosts)}
        self._base = [
            ("User-Agent", source.user_agent or door.agent),
            ("Accept", "*/*"),
            ("Accept-Encoding", "gzip"),
            *source.headers,
        ]

    def get(self, request: Request, known: Validator | None) -> Answer:
        """Ask once, following at most five redirects. Raises `FetchError` or one of its kinds, and nothing foreign."""
        try:
            return self._got(request, known)
        except FetchError as error:
            if self._door.open.ended:
                # What was broken off is no trouble of the site.
                raise Stopping("the service is stopping") from error
            raise
        except MonitorError:
            raise
        except Exception as error:
            raise FetchError(f"{host_of(request.url)}: {type(error).__name__}: {error}"[:500]) from error

    def done(self) -> None:
        """What was asked for since the last call was worked off: large answers are let go."""
        self._chains.clear()
        for got in self._waiting.values():
            got.body.close()
        self._waiting.clear()
        self.parked()

    def parked(self) -> None:
        """The place for a large answer is let go, also while what it brought waits for more."""
        if self._large:
            self._large = False
            self._door.large.give()

    def rules(self) -> list[str]:
        """What the robots.txt of each host asked says of us."""
        return [f"robots.txt of {host}: {words}" for host, words in self._rules.items()]

    def _got(self, request: Request, known: Validator | None) -> Answer:
        sent, status = None if known and self._in_full(known) else known, 0
        chain = self._chains.setdefault(request.address, Chain(self._parsed(request.url)))
        while len(chain.urls) <= _MOST_REDIRECTS + 1:
            status, headers, body = self._once(request, chain, sent)
            if status not in _REDIRECTS:
                return self._answer(request, chain.url, status, headers, body, known)
            led = self._redirected(chain.url, headers.get("location", ""), status)
            chain.note(status, headers)
            chain.follow(led)
        raise FetchError(f"more than {_MOST_REDIRECTS} redirects", transient=False, status=status)

    def _in_full(self, known: Validator) -> bool:
        """Whether it is time to ask without validators. A moment that is still to come was kept under another clock."""
        now = self._door.clock()
        return known.full_at is not None and not now - _FULL_EVERY < known.full_at <= now

    def _parsed(self, url: str) -> str:
        found = parse(url)
        if isinstance(found, Refused):
            raise FetchError(f"the address {url[:200]!r} cannot be asked: {found.reason}", transient=False)
        return found.url

    def _once(self, request: Request, chain: Chain, known: Validator | None) -> tuple[int, httpx.Headers, bytes]:
        url, key = chain.url, (request.address, chain.url)
        if key not in self._waiting:
            self._waiting[key] = self._asked(request, chain, known)
        got = self._waiting[key]
        try:
            body = self._content(got)
        except (FetchError, Stopping):
            self._waiting.pop(key).body.close()
            raise
        self._waiting.pop(key).body.close()
        if got.status != 304 and got.status not in _REDIRECTS:
            expected, mitigated = _may_be_html(request, url), got.headers.get("cf-mitigated", "")
            retry, misses = got.retry_after, request.misses
            judge(got.status, body, mitigated=mitigated, retry_after=retry, html_expected=expected, misses=misses)
        return got.status, got.headers, body

    def _asked(self, request: Request, chain: Chain, known: Validator | None) -> Received:
        """One request at the host's turn, received to its end."""
        url = chain.url
        with self._door.turn(url, self._patience) as gate:
            self._permitted(gate, url)
            self._afforded(url)
            self.tally.requests += 1
            got = self._send(request, chain, known)
            now = self._door.clock()
            if got.status not in _RESTING:
                return got
            wait = parse_retry_after(got.headers.get("retry-after", ""), now)
            if wait and wait > now:
                self._door.rest(gate, wait)
            return replace(got, retry_after=wait)

    def _send(self, request: Request, chain: Chain, known: Validator | None) -> Received:
        url, headers = chain.url, chain.headers([*self._base, *request.headers])
        if known and known.etag:
            headers.append(("If-None-Match", known.etag))
        if known and known.last_modified:
            headers.append(("If-Modified-Since", known.last_modified))
        with _explained(url):
            asked = httpx.Request(request.method, url, headers=headers, content=request.body.encode() or None)
            answer = self._door.send(asked, self._source.timeout or self._door.http.timeout)
            try:
                return Received(answer.status_code, answer.headers, self._body(answer))
            finally:
                answer.close()

    def _body(self, answer: httpx.Response) -> Spool:
        """The whole body, within bounds."""
        encoding, spool = answer.headers.get("content-encoding", "").strip().lower(), Spool()
        try:
            if answer.status_code == 304:
                # Read to its (empty) end, or the connection is closed instead of kept.
                read_body(answer.iter_raw(), "", self._door.http.max_bytes, Spool())
            else:
                self.tally.bytes += read_body(answer.iter_raw(), encoding, self._door.http.max_bytes, spool)
        except BaseException:
            spool.close()
            raise
        return spool

    def _content(self, got: Received) -> bytes:
        """The body in memory. A large one waits on the disk for its place; what waits is not asked for again."""
        if got.body.large and not self._large:
            self._door.large.take(got.since, self._patience, lambda: self._door.open.ended)
            self._large = True
        return got.body.content()

    def _answer(
        self, request: Request, url: str, status: int, headers: httpx.Headers, body: bytes, known: Validator | None
    ) -> Answer:
        if status == 304:
            if known is None:
                raise FetchError("the address answers 304 although nothing was known of it", status=304)
            self.tally.not_modified += 1
            return Answer(request, known, None, True, status=status)
        sha = hashlib.sha256(body).hexdigest()
        etag, modified = (_validator(headers, name) for name in ("etag", "last-modified"))
        validator = Validator(etag, modified, sha, full_at=self._door.clock())
        if known and known.sha256 == sha:
            self.tally.same_bytes += 1
            return Answer(request, validator, None, False, len(body), status)
        document = Document(
            request, url, headers.get("content-type", ""), body, self._door.clock(), status, _is_bounded(headers)
        )
        return Answer(request, validator, document, False, len(body), status)

    def _redirected(self, url: str, location: str, status: int) -> str:
        found = parse(location, url) if location else Refused("it names none")
        if isinstance(found, Refused):
            words = f"a redirect to {location[:200]!r}, which is no address: {found.reason}"
            raise FetchError(words, transient=False, status=status)
        if _name(found.url) not in self._names:
            words = f"a redirect to {host_of(found.url)}, which is not among the source's hosts"
            raise FetchError(words, transient=False, status=status)
        if found.port not in self._ports:
            words = f"a redirect to port {found.port}, which is neither the source's own nor one of the web's"
            raise FetchError(words, transient=False, status=status)
        return found.url

    def _permitted(self, gate: Gate, url: str) -> None:
        if gate.robots is None or self._stale(gate):
            self._load_robots(gate, url)
        if gate.robots:
            self._rules[host_of(url)] = gate.robots.words
        if gate.robots and not gate.robots.allows(url):
            raise FetchError(f"robots.txt of {host_of(url)} does not allow {urlsplit(url).path}", transient=False)

    def _afforded(self, url: str) -> None:
        """One of the host's budget is taken before it is asked, in the store: other processes and sources take of it
        too.
        """
        budget = self._budget
        if budget and not self._door.hosts.spend(host_of(url), budget.until, budget.daily):
            words = f"{host_of(url)} has had its {budget.daily} requests of today (`daily_requests`)"
            raise HostResting(words, retry_after=budget.until, our_own=True)

    def _stale(self, gate: Gate) -> bool:
        asked, now = gate.state.robots_at if gate.state else None, self._door.clock()
        return asked is None or not now - KEPT_FOR <= asked <= now

    def _load_robots(self, gate: Gate, url: str) -> None:
        """From the store while it is fresh, else from the site; an old copy serves while the site has trouble."""
        assert gate.state is not None
        if gate.state.robots is not None and not self._stale(gate):
            gate.robots = Robots(gate.state.robots)
            return
        address = urljoin(url, "/robots.txt")
        try:
            status, headers, body = self._robots_answer(address)
        except FetchError:
            if gate.state.robots is None:
                raise
            gate.robots = Robots(gate.state.robots)
            return
        if status >= 500:
            raise FetchError(f"{address} answers {status}: what it allows is unknown", status=status)
        self._door.remember_robots(gate, text_of(status, headers.get("content-type", ""), body))
        self._door.keep_distance(gate, self._patience)

    def _robots_answer(self, address: str) -> tuple[int, httpx.Headers, bytes]:
        before = self.tally.bytes
        for _ in range(_MOST_REDIRECTS):
            got = self._send(Request(address), Chain(address), None)
            self.tally.bytes = before
            body = got.body.content(MOST_RULES)
            got.body.close()
            if got.status not in _REDIRECTS:
                break
            address = self._redirected(address, got.headers.get("location", ""), got.status)
        return got.status, got.headers, body


@contextmanager
def _explained(url: str) -> Iterator[None]:
    """Every failure on the way as a `FetchError` that names the host and says what happened."""
    host = host_of(url)
    try:
        yield
    except (TooLarge, Cut) as error:
        raise FetchError(f"{host}: {error}") from error
    except (httpx.TimeoutException, httpcore.TimeoutException) as error:
        raise FetchError(f"{host}: no whole answer in time ({error or type(error).__name__})") from error
    except (httpx.HTTPError, httpcore.NetworkError, httpcore.ProtocolError, httpx.InvalidURL, OSError) as error:
        raise FetchError(f"{host}: {error or type(error).__name__}") from error


def _name(address: str) -> str:
    """The host's name without port and 'www.'."""
    site = site_of(address)
    return site.rpartition(":")[0] or site


def _is_bounded(headers: httpx.Headers) -> bool:
    """Whether the answer said where it ends: of one that did not, the end of the connection is all that is known."""
    return "content-length" in headers or "chunked" in headers.get("transfer-encoding", "").lower()


def _validator(headers: httpx.Headers, name: str) -> str:
    """A validator as it was given; one that no header can carry is none."""
    value = str(headers.get(name, ""))
    return value if len(value) <= _LONGEST_VALIDATOR and value.isascii() and value.isprintable() else ""


def _may_be_html(request: Request, url: str) -> bool:
    """Whether a web page is what this address rightly answers."""
    return request.web or (request.role == "item" and not urlsplit(url).path.endswith(_DATA_SUFFIXES))
