"""A source's own addresses: which links are its own, where to ask for them, and what they are known by."""

from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit, urlunsplit

from monitor.core.address import usable
from monitor.core.identity import host_of, origin_of, path_alias, url_alias
from monitor.core.settings import Source


@dataclass(frozen=True, slots=True)
class Site:
    """The site at `url`. `hosts`: other names it answers to; `homes`: the names its documents use anyway."""

    url: str
    hosts: frozenset[str]
    homes: frozenset[str]

    @classmethod
    def of(cls, source: Source, *homes: str) -> "Site":
        return cls(source.url.rstrip("/"), frozenset(h.lower() for h in source.hosts), frozenset(homes))

    @property
    def origin(self) -> str:
        return origin_of(self.url)

    def at(self, path: str) -> str:
        """An address on the site."""
        return urljoin(f"{self.origin}/", path)

    def owns(self, link: str) -> bool:
        if not self._readable(link):
            return False
        host = host_of(link)
        return not host or host == host_of(self.url) or host in self.hosts or host in self.homes

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
        return self.ask(absolute) if host_of(absolute) in self.hosts else absolute.partition("#")[0]

    def alias(self, link: str) -> str:
        return path_alias(urljoin(self.origin, link)) if self.owns(link) else url_alias(link)

    def _readable(self, link: str) -> bool:
        """Whether a link is an address that may be asked for at all (`http://[bad/x` is none)."""
        return bool(usable(link, self.origin))
