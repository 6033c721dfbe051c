"""The values that configuration files write in their own way: durations, sizes, zones, addresses."""

import re
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import BeforeValidator, ValidationError
from pydantic_core import PydanticCustomError

from monitor.core.address import Refused, parse

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
_DURATION = re.compile(r"(?:\d+(?:\.\d+)?[smhd])+")
_PART = re.compile(r"(\d+(?:\.\d+)?)([smhd])")
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*(B|kB|KB|MB|GB)")
_BYTES = {"B": 1, "kB": 1000, "KB": 1000, "MB": 1_000_000, "GB": 1_000_000_000}


def mistake(expected: str) -> PydanticCustomError:
    return PydanticCustomError("expected", "{expected}", {"expected": expected})


def _duration(value: Any) -> float:
    if not isinstance(value, str) or not _DURATION.fullmatch(value.replace(" ", "")):
        raise mistake('a duration such as "30s", "5m", "1h" or "2d"')
    return sum(float(n) * _UNITS[u] for n, u in _PART.findall(value))


def _size(value: Any) -> int:
    found = _SIZE.fullmatch(value) if isinstance(value, str) else None
    if not found:
        raise mistake('a size such as "500kB" or "20MB"')
    return int(float(found[1]) * _BYTES[found[2]])


def _zone(value: Any) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, TypeError, OSError) as error:
        raise mistake('a time zone such as "Europe/Brussels" or "UTC"') from error
    return str(value)


def _http(value: Any) -> str:
    expected = "an address that begins with http:// or https:// and names a host"
    if not isinstance(value, str) or re.search(r"\s", value):
        raise mistake(expected)
    found = parse(value)
    if isinstance(found, Refused):
        raise mistake(f"{expected} ({found.reason})")
    return value


def _http_or_empty(value: Any) -> str:
    return "" if value == "" else _http(value)


def _name(value: Any) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._-]*", value):
        raise mistake("a name of letters, digits, '-', '_' and '.'")
    return value


Duration = Annotated[float, BeforeValidator(_duration)]
Size = Annotated[int, BeforeValidator(_size)]
Zone = Annotated[str, BeforeValidator(_zone)]
HttpUrl = Annotated[str, BeforeValidator(_http)]
HttpUrlOrEmpty = Annotated[str, BeforeValidator(_http_or_empty)]
Name = Annotated[str, BeforeValidator(_name)]

__all__ = ["Duration", "HttpUrl", "HttpUrlOrEmpty", "Name", "Size", "ValidationError", "Zone", "mistake"]
