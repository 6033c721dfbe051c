"""`${NAME}` and `${NAME:-default}` in strings, from the environment or from the file that `NAME_FILE` names."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from monitor.core.errors import Mistake

_PLACE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}")
_SHORTEST_SECRET, _SHORTEST_TOKEN = 6, 8


class Environment:
    """The environment, with what of it was used and must never be shown."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values
        self.used: set[str] = set()

    def get(self, name: str) -> str | None:
        """The value of NAME, or the content of the file that NAME_FILE names (its last line end cut).

        Raises `OSError` when that file cannot be read.
        """
        value = self._values.get(name)
        if value is None and (path := self._values.get(f"{name}_FILE")):
            value = Path(path).read_text(encoding="utf-8-sig").rstrip("\r\n")
        return value

    def filled(self, tree: Any, file: str, key: str = "") -> tuple[Any, list[Mistake]]:
        """The tree with every placeholder replaced, and the mistakes found on the way."""
        mistakes: list[Mistake] = []

        def walk(node: Any, key: str) -> Any:
            if isinstance(node, dict):
                return {k: walk(v, f"{key}.{k}" if key else str(k)) for k, v in node.items()}
            if isinstance(node, list):
                return [walk(v, f"{key}[{i}]") for i, v in enumerate(node)]
            return self._fill(node, file, key, mistakes) if isinstance(node, str) else node

        return walk(tree, key), mistakes

    def _fill(self, text: str, file: str, key: str, mistakes: list[Mistake]) -> str:
        def one(found: re.Match[str]) -> str:
            name, default = found[1], found[2]
            try:
                value = self.get(name)
            except OSError as error:
                mistakes.append(Mistake(file, key, f"{name}_FILE, which cannot be read ({error.strerror})", "a file"))
                return ""
            if value is None or (value == "" and default is not None):
                value = default
            if value is None:
                expected = f"the environment to have {name} or {name}_FILE (or a default: ${{{name}:-…}})"
                mistakes.append(Mistake(file, key, f"${{{name}}}, which is not set", expected))
                return ""
            if value != default and len(value) >= _SHORTEST_SECRET:
                self.used.add(value)
            return value

        return _PLACE.sub(one, text)


def parts_of(url: str) -> Iterator[str]:
    """The pieces of a channel's address that must never be shown: the whole, its password, its tokens.

    Tokens are parts of the path and values of the query of eight characters or more that are neither hosts nor
    addresses.
    """
    yield url
    parts = urlsplit(url)
    if parts.password:
        yield from (parts.password, unquote(parts.password))
        # One that was not encoded may be read otherwise: no piece of it is shown.
        yield from (piece for piece in parts.password.split("@") if piece != parts.password)
    for piece in (*parts.path.split("/"), *(value for _, value in parse_qsl(parts.query))):
        if len(piece) >= _SHORTEST_TOKEN and "@" not in piece:
            yield piece
    if parts.hostname and "." not in parts.hostname and len(parts.hostname) >= _SHORTEST_TOKEN:
        # apprise has tokens where other addresses have a host: slack://TokenA/TokenB/TokenC
        yield from (parts.hostname, parts.netloc.rpartition("@")[2].partition(":")[0])
