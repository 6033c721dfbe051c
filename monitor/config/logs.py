"""The process's log: on standard error, as text or JSON lines, with every secret struck out."""

import json
import logging
import sys
from collections.abc import Iterable
from datetime import UTC, datetime

from monitor.core.secret import struck_out

_secrets: list[str] = []
# These print whole addresses, or a line for every request.
_QUIET = ("apprise", "requests", "urllib3", "httpx", "httpcore", "apscheduler", "alembic", "uvicorn", "asyncio", "mail")


def set_up(level: str, form: str) -> None:
    """Send the log to standard error. Called once, by `__main__`."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Json() if form == "json" else _Text())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in _QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(True)


def keep_secret(values: Iterable[str]) -> None:
    """Strike these out of every later line."""
    _secrets[:] = sorted({*_secrets, *values}, key=len, reverse=True)


def _clean(text: str) -> str:
    return struck_out(text, _secrets)


class _Text(logging.Formatter):
    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(message)s", "%H:%M:%S")

    def format(self, record: logging.LogRecord) -> str:
        return _clean(super().format(record))


class _Json(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": _clean(record.getMessage()),
        }
        if record.exc_info:
            line["error"] = _clean(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False)
