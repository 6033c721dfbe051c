"""What the kinds share: a site of their own, and the page that a browser shows of an item."""

from monitor.core.model import Request
from monitor.sources.shown import ROLE
from monitor.sources.site import Site


class Sited:
    """An adapter of a site."""

    site: Site

    def element(self) -> tuple[str, str] | None:
        """The selectors of the article on an item's page and of what is cut there, '' for none; None where items are no
        web pages.
        """
        return None

    def shown(self, url: str) -> Request | None:
        """What to ask for to see an item as a reader sees it; None where its address is not the site's own."""
        if not self.site.owns(url) or self.site.is_front(url):
            return None
        return Request(self.site.ask(url), ROLE, web=True)
