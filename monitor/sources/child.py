"""The reading child: reads documents where they can do no harm, one after the other, until its input ends.

Its memory and its CPU time per document are limited by the kernel; the wall clock is the parent's to watch.
Messages are a length (four bytes, big end first) and that much msgpack, in both directions.
"""

import os
import resource
import sys
from dataclasses import dataclass
from typing import BinaryIO

import msgspec

from monitor.core.errors import ParseError
from monitor.core.model import Document, Page
from monitor.core.ports import Adapter
from monitor.core.settings import Source
from monitor.sources.kinds import adapter

MEMORY_BYTES = 1_500_000_000
CPU_SECONDS = 20


@dataclass(frozen=True, slots=True)
class Task:
    """What the parent sends."""

    source: Source
    document: Document


@dataclass(frozen=True, slots=True)
class Result:
    """What the child answers: a page, or what was wrong with the document."""

    page: Page | None = None
    error: str = ""


def send(pipe: BinaryIO, message: Task | Result) -> None:
    data = msgspec.msgpack.encode(message)
    pipe.write(len(data).to_bytes(4, "big") + data)
    pipe.flush()


def main() -> None:
    """Serve until standard input ends. Whatever a library prints goes to standard error."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    adapters: dict[bytes, Adapter] = {}
    decoder = msgspec.msgpack.Decoder(Task)
    while head := sys.stdin.buffer.read(4):
        task = decoder.decode(sys.stdin.buffer.read(int.from_bytes(head, "big")))
        _limit_cpu()
        try:
            send(answers, _read(task, adapters))
        except BrokenPipeError:
            # The process that asked was killed.
            os._exit(0)


def _read(task: Task, adapters: dict[bytes, Adapter]) -> Result:
    key = msgspec.msgpack.encode(task.source)
    try:
        made = adapters.get(key)
        if made is None:
            made = adapters[key] = adapter(task.source)
        return Result(made.read(task.document))
    except ParseError as error:
        return Result(error=str(error))
    except MemoryError:
        return Result(error="the document needs more memory than a reader may have")
    except RecursionError:
        return Result(error="the document is nested too deeply")
    except Exception as error:  # noqa: BLE001 - a parser's own surprise is that document's trouble
        return Result(error=f"the reader failed on the document: {type(error).__name__}: {error}"[:500])


def _limit_cpu() -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + CPU_SECONDS, hard))


if __name__ == "__main__":
    main()
