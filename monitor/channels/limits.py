"""How long a message may be, by service: as apprise has it, save where a service takes less or counts otherwise.

What is longer is cut by the service, sent as a file without a title, or refused.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Unit = Literal["characters", "bytes", "utf-16", "json"]
# Nobody reads a text of more, whatever a service would take.
MOST_TEXT = 28_000
# Half of what JSON takes besides title and text, and of what it may take less than twice the limit.
_ENVELOPE = 200


def _as_it_is(text: str) -> str:
    return text


@dataclass(frozen=True, slots=True)
class Limit:
    """Title and text together: so many of a unit. `written`: what apprise makes of a text before it counts."""

    most: int = MOST_TEXT
    unit: Unit = "bytes"
    written: Callable[[str], str] = _as_it_is

    def size(self, text: str) -> int:
        """How much of the limit a text takes."""
        text = self.written(text)
        if self.unit == "characters":
            return len(text)
        if self.unit == "bytes":
            return len(text.encode("utf-8", "replace"))
        if self.unit == "json":
            return max(len(text.encode("utf-8", "replace")), len(json.dumps(text)) // 2 + _ENVELOPE)
        # apprise makes two characters of the end of a line.
        return len(text.encode("utf-16-le", "replace")) // 2 + text.count("\n") - text.count("\r\n")


# ntfy makes a file of what is longer than 4,096 bytes; apprise, of what its JSON makes longer than 8,000, where a
# letter of another script takes six. Telegram counts as UTF-16 does.
_OWN = {"ntfy": Limit(4_096, "json"), "ntfys": Limit(4_096, "json"), "tgram": Limit(4_096, "utf-16")}


def limit_of(scheme: str, apprises: int) -> Limit:
    """The limit of a service. `apprises`: the characters that apprise has for it, 0 where it knows none."""
    if scheme in _OWN:
        return _OWN[scheme]
    return Limit(apprises, "characters") if 0 < apprises < MOST_TEXT else Limit()
