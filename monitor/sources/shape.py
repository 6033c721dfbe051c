"""The shapes that assumptions name: fields of JSON answers, words of others."""

import json
import re
from collections.abc import Iterator
from typing import Any

from monitor.core.assumptions import Holds
from monitor.core.flat import flat


def has(*paths: str) -> Holds:
    """Whether a JSON answer has each of the fields. `rows.*.name`: every row of a list has it; no rows tell nothing."""

    def holds(body: bytes) -> bool | None:
        try:
            data = json.loads(body)
        except (ValueError, RecursionError):
            return False
        found = list(flat(_there(data, path.split(".")) for path in paths))
        return all(found) if len(found) >= len(paths) else None

    return holds


def _there(data: Any, path: list[str]) -> Iterator[bool]:
    if not path:
        yield True
    elif path[0] == "*":
        yield from flat(_there(row, path[1:]) for row in (data if isinstance(data, list) else []))
    elif isinstance(data, dict) and path[0] in data:
        yield from _there(data[path[0]], path[1:])
    else:
        yield False


def says(pattern: str) -> Holds:
    """Whether the answer has words of this form."""
    found = re.compile(pattern.encode(), re.IGNORECASE)
    return lambda body: bool(found.search(body))


def says_once_asked(asked: str, pattern: str) -> Holds:
    """The same, of answers that have `asked`; of others nothing is known."""
    first, found = re.compile(asked.encode(), re.IGNORECASE), re.compile(pattern.encode(), re.IGNORECASE)
    return lambda body: bool(found.search(body)) if first.search(body) else None


def at_most(pattern: str, most: int) -> Holds:
    """Whether the answer has no more than so many of something."""
    found = re.compile(pattern.encode(), re.IGNORECASE)
    return lambda body: len(found.findall(body)) <= most
