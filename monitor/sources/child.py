"""The reading child: reads documents where they can do no harm, one after the other, until its input ends.

Its memory and its CPU time per document are limited by the kernel; the wall clock is the parent's to watch.
A task is a length (four bytes, big end first), so much msgpack, a length, and the document's bytes; an answer is a
length and so much msgpack.
"""

import os
import resource
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

import msgspec

from monitor.core.errors import ParseError
from monitor.core.model import Document, Page
from monitor.core.ports import Adapter
from monitor.core.settings import Source
from monitor.sources import shown
from monitor.sources.bounds import bounded, mended
from monitor.sources.kinds import adapter

CPU_SECONDS = 20
READY = b"ready"
# Memory that a child keeps between documents is never given back: above this share of its limit it is replaced.
_TIRED = 0.6
_LEAST_ROOM = 30_000_000


@dataclass(frozen=True, slots=True)
class Task:
    """What the parent sends; the document's bytes follow by themselves. `cpu`: the seconds of CPU that it may have."""

    source: Source
    document: Document
    cpu: int = CPU_SECONDS


@dataclass(frozen=True, slots=True)
class Result:
    """What the child answers: a page, or what was wrong with the document. `heavy`: it needed more memory than the
    child may have. `tired`: the child holds much memory, and wants to be replaced.
    """

    page: Page | None = None
    error: str = ""
    heavy: bool = False
    tired: bool = False


def framed(data: bytes) -> bytes:
    return len(data).to_bytes(4, "big") + data


def main() -> None:
    """Serve until standard input ends. Whatever a library prints goes to standard error."""
    memory, niceness = int(sys.argv[1]), int(sys.argv[2])
    os.nice(niceness)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    _limit_memory(memory)
    try:
        _serve(answers, memory)
    except BrokenPipeError:
        # The process that asked was killed.
        os._exit(0)


def _serve(answers: BinaryIO, memory: int) -> None:
    """Say that it is ready, and answer task after task."""
    answers.write(framed(READY))
    answers.flush()
    adapters: dict[bytes, Adapter] = {}
    decoder = msgspec.msgpack.Decoder(Task)
    while (task := _next(sys.stdin.buffer, decoder)) is not None:
        _limit_cpu(task.cpu)
        answers.write(framed(_answer(task, adapters, memory)))
        answers.flush()


def _next(pipe: BinaryIO, decoder: "msgspec.msgpack.Decoder[Task]") -> Task | None:
    """The next task with its document; None at the end of input."""
    head = pipe.read(4)
    if not head:
        return None
    task = decoder.decode(pipe.read(int.from_bytes(head, "big")))
    body = pipe.read(int.from_bytes(pipe.read(4), "big"))
    return replace(task, document=replace(task.document, body=body))


def _answer(task: Task, adapters: dict[bytes, Adapter], memory: int) -> bytes:
    """The result as bytes, whatever stands in the document."""
    try:
        result = _read(task, adapters)
        if result.page is not None:
            result = Result(bounded(result.page))
        result = replace(result, tired=_data_size() > _TIRED * memory)
        try:
            return msgspec.msgpack.encode(result)
        except UnicodeEncodeError:
            page = mended(result.page) if result.page is not None else None
            error = result.error.encode("utf-8", "replace").decode()
            return msgspec.msgpack.encode(replace(result, page=page, error=error))
    except MemoryError:
        return msgspec.msgpack.encode(_too_much())
    except Exception as error:  # noqa: BLE001 - the same, while its answer was made
        return msgspec.msgpack.encode(Result(error=_surprised(error)))


def _read(task: Task, adapters: dict[bytes, Adapter]) -> Result:
    key = msgspec.msgpack.encode(task.source)
    try:
        made = adapters.get(key)
        if made is None:
            made = adapters[key] = adapter(task.source)
        return Result(
            shown.read(task.document) if task.document.request.role == shown.ROLE else made.read(task.document)
        )
    except ParseError as error:
        return Result(error=str(error)[:1000])
    except MemoryError:
        return _too_much()
    except RecursionError:
        return Result(error="the document is nested too deeply")
    except Exception as error:  # noqa: BLE001 - a parser's own surprise is that document's trouble
        # Libraries say in ways of their own that they got no memory.
        return Result(error=_surprised(error), heavy=True)


def _too_much() -> Result:
    return Result(error="the document needs more memory than a reader may have", heavy=True, tired=True)


def _surprised(error: Exception) -> str:
    words = f"the reader failed on the document: {type(error).__name__}: {error}"[:500]
    return words.encode("utf-8", "replace").decode()


def _limit_memory(most: int) -> None:
    """Bound what the child may allocate. RLIMIT_DATA counts just that; address space would count libraries as well."""
    limit = max(most, _data_size() + _LEAST_ROOM)
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))


def _data_size() -> int:
    """Bytes of private memory that are mapped; 0 where the system does not tell."""
    try:
        text = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    except OSError:
        return 0
    line = next((row for row in text.splitlines() if row.startswith("VmData:")), "VmData: 0 kB")
    return int(line.split()[1]) * 1024


def _limit_cpu(most: int) -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + most, hard))


if __name__ == "__main__":
    main()
