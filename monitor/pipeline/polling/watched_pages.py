"""Single pages that the desk put under watch: kept in the store as a small list, each a source of its own."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from hashlib import sha256

from monitor.core.identity import host_of
from monitor.core.settings import WATCHED, Settings, Source
from monitor.core.text import normalise_link

MARK = "watched"


@dataclass(frozen=True, slots=True)
class Watched:
    """`topic`: the one it is watched for; '' for all."""

    url: str
    topic: str = ""

    @property
    def name(self) -> str:
        """The name of its source: the host, and a hash of the address, which a trailing slash does not change."""
        host = host_of(self.url).replace(":", "-")
        return f"{WATCHED}{host}-{sha256(normalise_link(self.url).encode()).hexdigest()[:8]}"


def decode(text: str) -> tuple[Watched, ...]:
    return tuple(Watched(**row) for row in json.loads(text or "[]"))


def encode(rows: Iterable[Watched]) -> str:
    return json.dumps([asdict(row) for row in rows], ensure_ascii=False)


def source_of(row: Watched, settings: Settings) -> Source:
    """A watched page as a source. It is on the topic that it is watched for, whatever it says; on all topics where that
    one is watched no more.
    """
    known = tuple(t.name for t in settings.topics)
    names = (row.topic,) if row.topic in known else known
    return Source(
        row.name, "page", row.url, f"Watched page on {host_of(row.url)}", topics=names, pinned=names or (row.topic,)
    )
