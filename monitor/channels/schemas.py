"""Which of apprise's plug-ins are loaded: those whose addresses are used. All take ten megabytes and half a second.

A plug-in names its schemas in its source. Where none names one, all are loaded: apprise knows services by their own web
addresses too.
"""

import re
import tempfile
import threading
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from apprise.manager_plugins import NotificationManager

from monitor.channels.plugins import register
from monitor.core.flat import flat

_PROTOCOL = re.compile(r"^\s*(?:secure_)?protocol\s*(?::[^=\n]+)?=\s*(\([^)]*\)|\[[^\]]*\]|[\"'][^\"']*[\"'])", re.M)
_NAME = re.compile(r"[\"']([a-z0-9_+.-]+)[\"']", re.I)
_MODULE = re.compile(r"(?!base|_)([a-z0-9_]+)(\.py)?", re.I)
# Schemas of the web itself: whose service such an address is only the plug-ins themselves can tell.
_WEB = frozenset({"http", "https"})
_loading = threading.Lock()
_loaded: set[str] = set()


def load_for(url: str) -> None:
    """Have apprise know the plug-in of an address, and our own."""
    schema = url.partition("://")[0].lower()
    with _loading:
        if schema not in _loaded:
            _load(schema)
            _loaded.add(schema)


def _load(schema: str) -> None:
    manager = NotificationManager()
    _load_modules(manager, () if schema in _WEB else _modules().get(schema, ()))
    register({schema, *_loaded})
    if schema not in manager:
        manager.unload_modules()
        manager.load_modules()
        # apprise's own mail stands there again.
        register({schema, *_loaded})


def _load_modules(manager: NotificationManager, names: tuple[str, ...]) -> None:
    """apprise loads the modules that are named in a folder: in one of ours only these are."""
    with tempfile.TemporaryDirectory(prefix="monitor-") as folder:
        for name in names:
            (Path(folder) / name).touch()
        manager.load_modules(path=folder)


@cache
def _modules() -> dict[str, tuple[str, ...]]:
    """The modules of apprise's plug-ins by the schemas that their sources name."""
    found: dict[str, tuple[str, ...]] = {}
    for entry in files("apprise.plugins").iterdir():
        if (match := _MODULE.fullmatch(entry.name)) is not None:
            for schema in set(flat(_named(text) for text in _sources(entry))):
                found[schema] = (*found.get(schema, ()), match[1])
    return found


def _sources(entry: Traversable) -> Iterator[str]:
    if entry.is_dir():
        yield from (part.read_text(encoding="utf-8") for part in entry.iterdir() if part.name.endswith(".py"))
    elif entry.name.endswith(".py"):
        yield entry.read_text(encoding="utf-8")


def _named(text: str) -> Iterator[str]:
    for declared in _PROTOCOL.finditer(text):
        yield from (name.lower() for name in _NAME.findall(declared[1]))
