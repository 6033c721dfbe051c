"""What all sources share of the way out: connections, the pace of each host, what is remembered of it."""

import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from time import monotonic

import httpx

from monitor import __version__
from monitor.core.answers import LONGEST_REST
from monitor.core.errors import HostResting, Paced, Stopping
from monitor.core.identity import host_of
from monitor.core.ports import Clock, Hosts, HostState
from monitor.core.settings import Http
from monitor.fetch.guard import Deadline, Guard, Open
from monitor.fetch.large import Large
from monitor.fetch.robots import AGENT, Robots
from monitor.fetch.transport import Transport

# Another request to the host is on its way: look again after so long.
_BUSY_SECONDS = 0.2


@dataclass(slots=True)
class Gate:
    """One host: its lock, the earliest moment (monotonic) of the next request, and what is remembered of it."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    next_at: float = 0.0
    state: HostState | None = None
    robots: Robots | None = None


class Door:
    """The one door out. `pause`: how a short wait is waited for; by default it ends when the door is shut."""

    def __init__(
        self,
        http: Http,
        hosts: Hosts,
        clock: Clock,
        *,
        pause: Callable[[float], None] | None = None,
        pacing: bool = True,
    ) -> None:
        self.http, self.hosts, self.clock = http, hosts, clock
        self.open, self.large = Open(), Large()
        self._pause, self._pacing = pause or self.open.wait, pacing
        self._gates: dict[str, Gate] = {}
        self._lock = threading.Lock()
        self._deadline = Deadline()
        self._transports: dict[str, Transport] = {}
        agent = http.user_agent or f"{AGENT}/{__version__}"
        self.agent = f"{agent} (+{http.contact})" if http.contact and http.contact not in agent else agent

    def close(self) -> None:
        for transport in self._transports.values():
            transport.close()
        self._transports.clear()

    def shut(self) -> None:
        """End every request that is on its way, and let no other begin."""
        self.open.end()

    def send(self, request: httpx.Request, seconds: float) -> httpx.Response:
        """One request on the wire; every operation of it, body included, ends at the deadline."""
        self._deadline.start(seconds)
        request.extensions = {"timeout": dict.fromkeys(("connect", "read", "write", "pool"), seconds)}
        return self._transport(request.url.scheme).handle_request(request)

    def _transport(self, scheme: str) -> Transport:
        """One transport a scheme. The certificates are loaded when the first https address is asked for."""
        made = self._transports.get(scheme)
        if made is None:
            with self._lock:
                made = self._transports.get(scheme) or self._made(scheme)
                self._transports[scheme] = made
        return made

    def _made(self, scheme: str) -> Transport:
        if scheme == "https":
            import certifi

            context = ssl.create_default_context(cafile=certifi.where())
            if self.http.ca_file:
                context.load_verify_locations(self.http.ca_file)
        else:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        # Behind a proxy it is the proxy that is connected to, wherever the desk has it; the deadline holds as well.
        private = self.http.allow_private or bool(self.http.proxy)
        guard = Guard(self._deadline, self.open, allow_private=private)
        return Transport(guard, context, self.http.proxy or "")

    @contextmanager
    def turn(self, url: str, patience: float = threading.TIMEOUT_MAX) -> Iterator[Gate]:
        """The host's turn: alone, rested, and no sooner than its interval after the last request.

        Raises `Paced` where that is longer off than `patience` seconds, `HostResting` where the host asked for a rest.
        """
        gate = self._gate(host_of(url))
        if not gate.lock.acquire(timeout=patience):
            raise Paced(_BUSY_SECONDS)
        try:
            self._rested(gate)
            self._wait(self._left(gate), patience)
            try:
                yield gate
            finally:
                gate.next_at = monotonic() + self._interval(gate)
        finally:
            gate.lock.release()

    def _gate(self, host: str) -> Gate:
        with self._lock:
            gate = self._gates.setdefault(host, Gate())
        if gate.state is None:
            gate.state = self.hosts.host(host)
        return gate

    def keep_distance(self, gate: Gate, patience: float) -> None:
        """The host's interval between two requests of one turn."""
        self._wait(self._interval(gate), patience)

    def _wait(self, seconds: float, patience: float) -> None:
        if not self._pacing or seconds <= 0:
            return
        if seconds > patience:
            raise Paced(seconds)
        self._pause(seconds)
        if self.open.ended:
            raise Stopping("the service is stopping")

    def _left(self, gate: Gate) -> float:
        """Never more than the interval: a monotonic clock that was put back must not make it longer."""
        return min(gate.next_at - monotonic(), self._interval(gate))

    def _interval(self, gate: Gate) -> float:
        return max(self.http.per_host_interval, gate.robots.delay if gate.robots else 0.0)

    def _rested(self, gate: Gate) -> None:
        until, now = gate.state.resting_until if gate.state else None, self.clock()
        # A rest that is further off than a rest can be was asked for under another clock.
        if until and now < until <= now + LONGEST_REST:
            host = gate.state.host if gate.state else ""
            raise HostResting(f"{host} asked not to be asked before {until:%Y-%m-%d %H:%M:%S} UTC", retry_after=until)

    def rest(self, gate: Gate, until: datetime) -> None:
        """Keep a Retry-After, for every process and every restart."""
        assert gate.state is not None
        gate.state = replace(gate.state, resting_until=until)
        self.hosts.save_host(gate.state)

    def remember_robots(self, gate: Gate, text: str) -> None:
        assert gate.state is not None
        gate.state = replace(gate.state, robots=text, robots_at=self.clock())
        gate.robots = Robots(text)
        self.hosts.save_host(gate.state)
