"""Reads documents in child processes that are kept, limited, and replaced after some hundreds of documents.

There are two. The quick one reads what nearly every document is: small, and read in milliseconds. What takes it longer
than two seconds or more memory than it has goes to the heavy one, and so does whatever comes from a source whose last
document was like that: a slow document is its source's trouble. What is too much for that as well is read alone, once:
of a source that failed so no document is for an hour. Together the readers keep within 250 MB.
"""

import logging
import os
import selectors
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from time import monotonic

import msgspec

from monitor.core.errors import FetchError, ParseError, Stopping
from monitor.core.model import Document, Page
from monitor.core.settings import Source
from monitor.sources.child import CPU_SECONDS, READY, Result, Task, framed
from monitor.sources.lane import Lane, NotFree

log = logging.getLogger(__name__)
DOCUMENTS_A_CHILD = 300
WALL_SECONDS = 60.0
QUICK_SECONDS, QUICK_BYTES = 2.0, 1_000_000
# Private memory; with the libraries, which are mapped from files, a child shows some 25 MB more.
QUICK_MEMORY, HEAVY_MEMORY, ALONE_MEMORY = 70_000_000, 128_000_000, 200_000_000
ALONE_SECONDS = 25.0
# A child that begins loads its libraries first.
_START_SECONDS = 10.0
_PATIENCE = 120.0
_REMEMBERED = 3600.0
_LOOK_SECONDS, _POLITE, _MOST_GIVEN_WAY = 0.25, 0.25, 3
_MOST_ANSWER = 64_000_000
_GOOD, _NEW, _BAD = 0, 1, 2


class _Stopped(Exception):
    """The child had to be stopped, or has died: why. `slow`: it was given all the time that it may have."""

    def __init__(self, why: str, *, slow: bool = False) -> None:
        super().__init__(why)
        self.slow = slow


class GivesWay(Exception):
    """The reading was broken off, since others waited."""


class _Child:
    """One child process and how many documents it has read."""

    def __init__(self, memory: int, niceness: int) -> None:
        self.process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-m", "monitor.sources.child", str(memory), str(niceness)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self._in, self._out = self.process.stdin.fileno(), self.process.stdout.fileno()
        os.set_blocking(self._in, False)
        self.documents = 0

    def read(self, task: Task, wall: float, give_way: Callable[[], bool] = lambda: False) -> Result:
        """One document. Raises `_Stopped` when a limit was hit; the child is dead then. `give_way` is asked now and
        then: where it says so the reading is broken off.
        """
        self._give_way = give_way
        try:
            if not self.documents:
                self._take(len(framed(READY)), monotonic() + _START_SECONDS)
            self.documents += 1
            deadline = monotonic() + wall
            self._give(
                framed(msgspec.msgpack.encode(replace(task, document=replace(task.document, body=b"")))), deadline
            )
            self._give(len(task.document.body).to_bytes(4, "big"), deadline)
            self._give(task.document.body, deadline)
            size = min(int.from_bytes(self._take(4, deadline), "big"), _MOST_ANSWER)
            return msgspec.msgpack.decode(self._take(size, deadline), type=Result)
        except TimeoutError as error:
            self.close()
            raise _Stopped(f"reading took longer than {wall:.0f} s", slow=True) from error
        except (OSError, EOFError, msgspec.MsgspecError) as error:
            slow, why = self._why()
            self.close()
            raise _Stopped(why, slow=slow) from error

    def _give(self, data: bytes, deadline: float) -> None:
        left = memoryview(data)
        with selectors.DefaultSelector() as waiting:
            waiting.register(self._in, selectors.EVENT_WRITE)
            while left:
                if not waiting.select(max(deadline - monotonic(), 0)):
                    raise TimeoutError
                left = left[os.write(self._in, left[:1_000_000]) :]

    def _take(self, size: int, deadline: float) -> bytes:
        found = bytearray()
        with selectors.DefaultSelector() as waiting:
            waiting.register(self._out, selectors.EVENT_READ)
            while len(found) < size:
                if not waiting.select(min(max(deadline - monotonic(), 0), _LOOK_SECONDS)):
                    self._look(deadline)
                    continue
                more = os.read(self._out, min(size - len(found), 1_000_000))
                if not more:
                    raise EOFError
                found += more
        return bytes(found)

    def _look(self, deadline: float) -> None:
        if monotonic() >= deadline:
            raise TimeoutError
        if self._give_way():
            raise GivesWay

    def _why(self) -> tuple[bool, str]:
        """Whether the child had all its time, and what became of it."""
        try:
            code = self.process.wait(5)
        except subprocess.TimeoutExpired:
            return False, "it answered nothing that can be read"
        if code == -signal.SIGXCPU:
            return True, "it used more CPU time than one document may"
        return False, f"it ended with code {code}"

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    continue
        self.process.wait()


class _Reader:
    """One place to read at: a child, begun when it is first needed and replaced when it is used up."""

    def __init__(self, memory: int, wall: float, niceness: int) -> None:
        self.lane, self._memory, self._wall, self._niceness = Lane(), memory, wall, niceness
        self._child: _Child | None = None

    def read(self, task: Task, rank: int) -> Result:
        with self.lane.place(rank, _PATIENCE):
            child = self._ready()
            try:
                result = child.read(task, self._wall)
            except _Stopped:
                self._child = None
                raise
            if result.tired:
                self.close()
            return result

    def _ready(self) -> _Child:
        child = self._child
        if child is None or child.process.poll() is not None or child.documents >= DOCUMENTS_A_CHILD:
            self.close()
            child = self._child = _Child(self._memory, self._niceness)
        return child

    def close(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.close()

    def kill(self) -> None:
        """End the child under whoever waits for it."""
        child = self._child
        if child is not None and child.process.poll() is None:
            child.process.kill()


class Readers:
    """The two readers. Safe to use from several threads."""

    def __init__(self, wall: float = WALL_SECONDS, cpu: int = CPU_SECONDS) -> None:
        self._cpu = cpu
        self._quick = _Reader(QUICK_MEMORY, min(QUICK_SECONDS, wall), 0)
        self._heavy = _Reader(HEAVY_MEMORY, wall, 10)
        self._good: set[str] = set()
        self._heavy_until: dict[str, float] = {}
        self._bad: set[str] = set()
        self._gave_way: dict[str, int] = {}
        self._lock = threading.Lock()
        self._stopping = False

    def read(self, source: Source, document: Document) -> Page:
        """What stands in the document. Raises `ParseError`, also when a reader had to be stopped, and `FetchError` when
        none was free for two minutes.
        """
        if self._stopping:
            raise Stopping("the service is stopping")
        try:
            result = self._read(Task(source, document, self._cpu))
        except GivesWay as error:
            if self._stopping:
                raise Stopping("the service is stopping") from error
            raise FetchError("a document this large is read alone, and gave way to others; it is read later") from error
        except NotFree as error:
            raise FetchError(f"no reader was free for {_PATIENCE:.0f} s; it is read later") from error
        except _Stopped as error:
            if self._stopping:
                raise Stopping("the service is stopping") from error
            self._note(source.name, good=False)
            raise ParseError(f"the reader was stopped: {error}") from error
        if result.page is None:
            raise ParseError(result.error)
        return result.page

    def _read(self, task: Task) -> Result:
        name = task.source.name
        if len(task.document.body) <= QUICK_BYTES and not self._is_heavy(name):
            found = self._quickly(task)
            if found is not None:
                return found
        bad = name in self._bad
        try:
            result = self._heavy.read(task, _BAD if bad else _GOOD)
            more = result.heavy
        except _Stopped as error:
            if bad or error.slow or self._stopping:
                raise
            more = True
        if more and not bad:
            result = self._alone(task)
        self._note(name, good=not result.heavy)
        return result

    def _alone(self, task: Task) -> Result:
        """Read while no other reader is there, with the memory of both; whoever waits for the quick one is let in."""
        log.info("%s: a document of %s bytes is read alone", task.source.name, len(task.document.body))
        with self._heavy.lane.place(_BAD, _PATIENCE), self._quick.lane.place(_BAD, _PATIENCE):
            self._quick.close()
            self._heavy.close()
            child = _Child(ALONE_MEMORY, 10)
            try:
                result = child.read(task, ALONE_SECONDS, self._asked_to_go(task.source.name))
            except GivesWay:
                self._gave_way[task.source.name] = self._gave_way.get(task.source.name, 0) + 1
                raise
            finally:
                child.close()
        self._gave_way.pop(task.source.name, None)
        return result

    def _asked_to_go(self, name: str) -> Callable[[], bool]:
        """Whether a reading alone is to be broken off. One that gave way before comes to its end this time."""
        polite = self._gave_way.get(name, 0) < _MOST_GIVEN_WAY
        return lambda: self._stopping or (polite and self._quick.lane.waited() > _POLITE)

    def _quickly(self, task: Task) -> Result | None:
        """None where the document needs more than the quick reader has."""
        name = task.source.name
        try:
            result = self._quick.read(task, _GOOD if name in self._good else _NEW)
        except _Stopped as error:
            if self._stopping:
                raise
            log.info("%s: a document goes to the heavy reader: %s", name, error)
            self._burden(name)
            return None
        if result.heavy:
            self._burden(name)
            return None
        with self._lock:
            self._good.add(name)
        return result

    def _burden(self, name: str) -> None:
        with self._lock:
            self._heavy_until[name] = monotonic() + _REMEMBERED
            self._good.discard(name)

    def _is_heavy(self, name: str) -> bool:
        with self._lock:
            left = self._heavy_until.get(name, 0.0) - monotonic()
            return 0 < left <= _REMEMBERED

    def _note(self, name: str, *, good: bool) -> None:
        with self._lock:
            (self._bad.discard if good else self._bad.add)(name)

    def stop(self) -> None:
        """Read nothing more; what is being read is given up at once."""
        self._stopping = True
        self._quick.kill()
        self._heavy.kill()

    def close(self) -> None:
        """End the children. They begin again when they are needed, unless `stop` was called."""
        for reader in (self._quick, self._heavy):
            with reader.lane.place(_GOOD, _PATIENCE):
                reader.close()


class SourceReader:
    """The readers as one source uses them."""

    def __init__(self, readers: Readers, source: Source) -> None:
        self._readers, self._source = readers, source

    def read(self, document: Document) -> Page:
        return self._readers.read(self._source, document)
