"""Reads documents in child processes that are kept, limited, and replaced after some hundreds of documents."""

import selectors
import subprocess
import sys
from queue import LifoQueue
from time import monotonic

import msgspec

from monitor.core.errors import ParseError
from monitor.core.model import Document, Page
from monitor.core.settings import Source
from monitor.sources.child import Result, Task, send

CHILDREN = 2
DOCUMENTS_A_CHILD = 300
WALL_SECONDS = 60.0


class _Child:
    """One child process and how many documents it has read."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "monitor.sources.child"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self.documents = 0

    def read(self, task: Task, wall: float) -> Result:
        """One document. Raises `ParseError` when a limit was hit; the child is dead then."""
        self.documents += 1
        try:
            assert self.process.stdin is not None
            send(self.process.stdin, task)  # type: ignore[arg-type]
            deadline = monotonic() + wall
            size = int.from_bytes(self._take(4, deadline), "big")
            return msgspec.msgpack.decode(self._take(size, deadline), type=Result)
        except TimeoutError as error:
            self.close()
            raise ParseError(f"the reader was stopped: reading took longer than {wall:.0f} s") from error
        except (OSError, EOFError) as error:
            self.close()
            raise ParseError(f"the reader was stopped: {self._why()}") from error

    def _take(self, size: int, deadline: float) -> bytes:
        assert self.process.stdout is not None
        descriptor, found = self.process.stdout, bytearray()
        with selectors.DefaultSelector() as waiting:
            waiting.register(descriptor, selectors.EVENT_READ)
            while len(found) < size:
                if not waiting.select(max(deadline - monotonic(), 0)):
                    raise TimeoutError
                more = descriptor.read1(size - len(found))  # type: ignore[attr-defined]
                if not more:
                    raise EOFError
                found += more
        return bytes(found)

    def _why(self) -> str:
        code = self.process.wait(5)
        return "it used more CPU time than one document may" if code == -24 else f"it ended with code {code}"

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


class Readers:
    """The pool: at most `CHILDREN` documents are read at once; a child is started when first needed."""

    def __init__(self, wall: float = WALL_SECONDS) -> None:
        self._free: LifoQueue[_Child | None] = LifoQueue()
        for _ in range(CHILDREN):
            self._free.put(None)
        self._wall = wall

    def read(self, source: Source, document: Document) -> Page:
        """What stands in the document. Raises `ParseError`, also when the child had to be stopped."""
        child = self._free.get()
        try:
            if child is None or child.process.poll() is not None or child.documents >= DOCUMENTS_A_CHILD:
                if child is not None:
                    child.close()
                child = _Child()
            result = child.read(Task(source, document), self._wall)
        except ParseError:
            child = None
            raise
        finally:
            self._free.put(child)
        if result.page is None:
            raise ParseError(result.error)
        return result.page

    def close(self) -> None:
        """End the children. The pool can be used again afterwards."""
        for _ in range(CHILDREN):
            child = self._free.get()
            if child is not None:
                child.close()
        for _ in range(CHILDREN):
            self._free.put(None)


class SourceReader:
    """The pool as one source uses it."""

    def __init__(self, readers: Readers, source: Source) -> None:
        self._readers, self._source = readers, source

    def read(self, document: Document) -> Page:
        return self._readers.read(self._source, document)
