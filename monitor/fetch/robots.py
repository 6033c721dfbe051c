"""robots.txt: what it says of us, kept a day. A 200 web page in its place says nothing."""

from datetime import timedelta

from protego import Protego

AGENT = "dossier-monitor"
KEPT_FOR = timedelta(hours=24)
_LONGEST_DELAY = 30.0
# Bytes: RFC 9309 asks that at least so many are read.
MOST_RULES = 512_000


class Robots:
    """One host's rules. An empty text allows everything."""

    def __init__(self, text: str) -> None:
        self._rules = Protego.parse(text) if text.strip() else None

    @property
    def words(self) -> str:
        """What it says of us, in a few words."""
        if self._rules is None:
            return "none, or empty: nothing is asked of us"
        wait = f"one request every {self.delay:g} s" if self.delay else "no crawl delay"
        return f"{wait}; the whole site {'may' if self.allows('/') else 'may not'} be read"

    def allows(self, url: str) -> bool:
        return self._rules is None or bool(self._rules.can_fetch(url, AGENT))

    @property
    def delay(self) -> float:
        """The crawl delay asked for, in seconds, at most half a minute."""
        return min(float((self._rules and self._rules.crawl_delay(AGENT)) or 0.0), _LONGEST_DELAY)


def text_of(status: int, content_type: str, body: bytes) -> str:
    """The rules in an answer: none where there is no file, or a web page in its place."""
    if not 200 <= status < 300 or "html" in content_type or body.lstrip()[:1] == b"<":
        return ""
    return body.decode("utf-8", "replace")
