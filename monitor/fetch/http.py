"""Ask an address once: conditionally, at its host's pace, within limits, and say clearly what came back."""

import hashlib
import logging
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from time import monotonic, sleep
from urllib.parse import urljoin, urlsplit

import httpcore
import httpx

from monitor import __version__
from monitor.core.answers import judge, parse_retry_after
from monitor.core.errors import FetchError, HostResting
from monitor.core.identity import host_of
from monitor.core.model import Document, Request
from monitor.core.ports import Answer, Clock, Hosts, HostState, Tally, Validator
from monitor.core.settings import Http, Source
from monitor.fetch.body import Cut, TooLarge, read_body
from monitor.fetch.guard import Deadline, Guard
from monitor.fetch.robots import AGENT, KEPT_FOR, Robots, text_of

log = logging.getLogger(__name__)
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MOST_REDIRECTS = 5
_DATA_SUFFIXES = (".json", ".xml", ".pdf")


@dataclass(slots=True)
class _Gate:
    """One host: its lock, the earliest moment (monotonic) of the next request, and what is remembered of it."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    next_at: float = 0.0
    state: HostState | None = None
    robots: Robots | None = None


class Door:
    """What all sources share: connections, the pace of each host, host states."""

    def __init__(
        self, http: Http, hosts: Hosts, clock: Clock, *, pause: Callable[[float], None] = sleep, pacing: bool = True
    ) -> None:
        self.http, self.hosts, self.clock = http, hosts, clock
        self._pause, self._pacing = pause, pacing
        self._gates: dict[str, _Gate] = {}
        self._lock = threading.Lock()
        self._deadline = Deadline()
        self._transports: dict[str, httpx.HTTPTransport] = {}
        agent = http.user_agent or f"{AGENT}/{__version__}"
        self.agent = f"{agent} (+{http.contact})" if http.contact and http.contact not in agent else agent

    def close(self) -> None:
        for transport in self._transports.values():
            transport.close()
        self._transports.clear()

    def send(self, request: httpx.Request, seconds: float) -> httpx.Response:
        """One request on the wire; every operation of it, body included, ends at the deadline."""
        self._deadline.start(seconds)
        request.extensions = {"timeout": dict.fromkeys(("connect", "read", "write", "pool"), seconds)}
        return self._transport(request.url.scheme).handle_request(request)

    def _transport(self, scheme: str) -> httpx.HTTPTransport:
        """One transport a scheme. The certificates are loaded when the first https address is asked for."""
        made = self._transports.get(scheme)
        if made is None:
            with self._lock:
                made = self._transports.get(scheme) or self._open(scheme)
                self._transports[scheme] = made
        return made

    def _open(self, scheme: str) -> httpx.HTTPTransport:
        if scheme == "https":
            import certifi

            context = ssl.create_default_context(cafile=certifi.where())
            if self.http.ca_file:
                context.load_verify_locations(self.http.ca_file)
        else:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        transport = httpx.HTTPTransport(
            verify=context,
            trust_env=False,
            proxy=httpx.Proxy(self.http.proxy) if self.http.proxy else None,
            limits=httpx.Limits(max_connections=50, max_keepalive_connections=20, keepalive_expiry=30),
        )
        if not self.http.proxy:
            guard = Guard(self._deadline, allow_private=self.http.allow_private)
            transport._pool._network_backend = guard
        return transport

    @contextmanager
    def turn(self, url: str) -> Iterator[_Gate]:
        """The host's turn: alone, rested, and no sooner than its interval after the last request."""
        host = host_of(url)
        with self._lock:
            gate = self._gates.setdefault(host, _Gate())
        with gate.lock:
            if gate.state is None:
                gate.state = self.hosts.host(host)
            self._rested(gate)
            wait = gate.next_at - monotonic()
            if self._pacing and wait > 0:
                self._pause(wait)
            try:
                yield gate
            finally:
                gate.next_at = monotonic() + self._interval(gate)

    def keep_distance(self, gate: _Gate) -> None:
        """Wait the host's interval between two requests of one turn."""
        if self._pacing and self._interval(gate) > 0:
            self._pause(self._interval(gate))

    def _interval(self, gate: _Gate) -> float:
        return max(self.http.per_host_interval, gate.robots.delay if gate.robots else 0.0)

    def _rested(self, gate: _Gate) -> None:
        until = gate.state.resting_until if gate.state else None
        if until and until > self.clock():
            host = gate.state.host if gate.state else ""
            raise HostResting(f"{host} asked not to be asked before {until:%Y-%m-%d %H:%M:%S} UTC", retry_after=until)

    def rest(self, gate: _Gate, until: datetime) -> None:
        """Keep a Retry-After, for every process and every restart."""
        assert gate.state is not None
        gate.state = replace(gate.state, resting_until=until)
        self.hosts.save_host(gate.state)

    def remember_robots(self, gate: _Gate, text: str) -> None:
        assert gate.state is not None
        gate.state = replace(gate.state, robots=text, robots_at=self.clock())
        gate.robots = Robots(text)
        self.hosts.save_host(gate.state)


@dataclass(frozen=True, slots=True)
class Budget:
    """How many requests a host may get in a day (0: counted only, for its other sources), and when the next begins."""

    daily: int
    until: datetime


class SourceFetcher:
    """The door as one source uses it, with its own headers and hosts, and a tally of what it asked."""

    def __init__(self, door: Door, source: Source, budget: Budget | None = None) -> None:
        self._door, self._source, self._budget = door, source, budget
        self.tally = Tally()
        self._rules: dict[str, str] = {}
        self._names = {_name(host_of(source.url)), *(_name(h) for h in source.hosts)}
        self._base = [
            ("User-Agent", source.user_agent or door.agent),
            ("Accept", "*/*"),
            ("Accept-Encoding", "gzip"),
            *source.headers,
        ]

    def get(self, request: Request, known: Validator | None) -> Answer:
        """Ask once, following at most five redirects. Raises `FetchError` or one of its kinds."""
        url, hops = request.url, 0
        while True:
            status, headers, body, final = self._once(request, url, known)
            if status not in _REDIRECTS:
                return self._answer(request, final, status, headers, body, known)
            hops += 1
            url = self._redirected(url, headers.get("location", ""), hops)

    def rules(self) -> list[str]:
        """What the robots.txt of each host asked says of us."""
        return [f"robots.txt of {host}: {words}" for host, words in self._rules.items()]

    def _once(self, request: Request, url: str, known: Validator | None) -> tuple[int, httpx.Headers, bytes, str]:
        with self._door.turn(url) as gate:
            self._permitted(gate, url)
            self._afforded(url)
            self.tally.requests += 1
            status, headers, body = self._send(request, url, known)
            now = self._door.clock()
            wait = parse_retry_after(headers.get("retry-after", ""), now) if status in (403, 429, 503) else None
            if wait and wait > now:
                self._door.rest(gate, wait)
        if status == 304 or status in _REDIRECTS:
            return status, headers, body, url
        judge(
            status,
            body,
            mitigated=headers.get("cf-mitigated", ""),
            retry_after=wait,
            html_expected=_may_be_html(request, url),
        )
        return status, headers, body, url

    def _send(self, request: Request, url: str, known: Validator | None) -> tuple[int, httpx.Headers, bytes]:
        headers = [*self._base, *request.headers]
        if known and known.etag:
            headers.append(("If-None-Match", known.etag))
        if known and known.last_modified:
            headers.append(("If-Modified-Since", known.last_modified))
        asked = httpx.Request(request.method, url, headers=headers, content=request.body.encode() or None)
        with _explained(url):
            answer = self._door.send(asked, self._door.http.timeout)
            try:
                if answer.status_code == 304:
                    # Read to its (empty) end, or the connection is closed instead of kept.
                    for _ in answer.iter_raw():
                        continue
                    return 304, answer.headers, b""
                body, raw = read_body(
                    answer.iter_raw(),
                    answer.headers.get("content-encoding", "").strip().lower(),
                    self._door.http.max_bytes,
                )
            finally:
                answer.close()
        self.tally.bytes += raw
        return answer.status_code, answer.headers, body

    def _answer(
        self, request: Request, url: str, status: int, headers: httpx.Headers, body: bytes, known: Validator | None
    ) -> Answer:
        if status == 304:
            if known is None:
                raise FetchError("the address answers 304 although nothing was known of it", status=304)
            self.tally.not_modified += 1
            return Answer(request, known, None, True)
        sha = hashlib.sha256(body).hexdigest()
        validator = Validator(headers.get("etag", ""), headers.get("last-modified", ""), sha)
        if known and known.sha256 == sha:
            self.tally.same_bytes += 1
            return Answer(request, validator, None, False, len(body))
        document = Document(request, url, headers.get("content-type", ""), body, self._door.clock(), status)
        return Answer(request, validator, document, False, len(body))

    def _redirected(self, url: str, location: str, hops: int) -> str:
        target = urljoin(url, location)
        if not location or urlsplit(target).scheme not in ("http", "https"):
            raise FetchError(f"a redirect to {location!r}, which is no web address", transient=False)
        if hops > _MOST_REDIRECTS:
            raise FetchError(f"more than {_MOST_REDIRECTS} redirects", transient=False)
        if _name(host_of(target)) not in self._names:
            raise FetchError(f"a redirect to {host_of(target)}, which is not among the source's hosts", transient=False)
        return target

    def _permitted(self, gate: _Gate, url: str) -> None:
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
            raise HostResting(words, retry_after=budget.until)

    def _stale(self, gate: _Gate) -> bool:
        asked = gate.state.robots_at if gate.state else None
        return asked is None or self._door.clock() - asked > KEPT_FOR

    def _load_robots(self, gate: _Gate, url: str) -> None:
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
        self._door.keep_distance(gate)

    def _robots_answer(self, address: str) -> tuple[int, httpx.Headers, bytes]:
        before = self.tally.bytes
        for _ in range(_MOST_REDIRECTS):
            status, headers, body = self._send(Request(address), address, None)
            self.tally.bytes = before
            if status not in _REDIRECTS:
                break
            address = self._redirected(address, headers.get("location", ""), 0)
        return status, headers, body


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


def _name(host: str) -> str:
    """The host's name without port and 'www.'."""
    return host.rpartition(":")[0].removeprefix("www.") if ":" in host else host.removeprefix("www.")


def _may_be_html(request: Request, url: str) -> bool:
    """Whether a web page is what this address rightly answers."""
    return request.web or (request.role == "item" and not urlsplit(url).path.endswith(_DATA_SUFFIXES))
