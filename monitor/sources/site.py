"""A source's own addresses: which links are its own, where to ask for them, and what they are known by."""

from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit, urlunsplit

from monitor.core.address import usable
from monitor.core.identity import host_of, origin_of, path_alias, site_of, url_alias
from monitor.core.settings import Source


@dataclass(frozen=True, slots=True)
class Site:
    """The site at `url`. `hosts`: other names it answers to; `homes`: the names its documents use anyway."""

    url: str
    hosts: frozenset[str]
    homes: frozenset[str]

    @classmethod
    def of(cls, source: Source, *homes: str) -> "Site":
        return cls(source.url.rstrip("/"), frozenset(map(site_of, source.hosts)), frozenset(map(site_of, homes)))

    @property
    def origin(self) -> str:
        return origin_of(self.url)

    def at(self, path: str) -> str:
        """An address on the site."""
        return urljoin(f"{self.origin}/", path)

    def owns(self, link: str) -> bool:
        if not self._readable(link):
            return False
        site = site_of(link) if host_of(link) else ""
        return not site or site == site_of(self.url) or site in self.hosts or site in self.homes

    def is_front(self, link: str) -> bool:
        """Whether a link leads to the front page, which is no item unless the stanza names it."""
        if not self._readable(link):
            return False
        parts = urlsplit(urljoin(self.origin, link))
        return not parts.path.strip("/") and not parts.query

    def ask(self, link: str) -> str:
        """Where to ask for one of the site's own links: always at `url`, so that it can be pointed elsewhere."""
        if not self._readable(link):
            return link
        parts = urlsplit(urljoin(self.origin, link))
        here = urlsplit(self.origin)
        return urlunsplit((here.scheme, here.netloc, parts.path, parts.query, ""))

    def public(self, link: str) -> str:
        """The address to show: as the source gives it, an alias host replaced by the site's own name."""
        if not self._readable(link):
            return link
        absolute = urljoin(self.origin, link)
        return self.ask(absolute) if site_of(absolute) in self.hosts else absolute.partition("#")[0]

    def shown(self, link: str) -> str:
        """A link of a text: one of the site's own as the source gives it."""
        return self.public(link) if self.owns(link) else link

    def alias(self, link: str) -> str:
        return path_alias(urljoin(self.origin, link)) if self.owns(link) else url_alias(link)

    def former(self, link: str) -> tuple[str, ...]:
        """What an earlier version of this program knew a link by, whose host it compared letter by letter."""
        host = host_of(link)
        written = host in (*self.hosts, *self.homes, host_of(self.url), "")
        return () if written or not self.owns(link) else (url_alias(link),)

    def _readable(self, link: str) -> bool:
        """Whether a link is an address that may be asked for at all (`http://[bad/x` is none)."""
        return bool(usable(link, self.origin))
