"""Whether an item that its source's data do not have any more still stands at its public address.

Data go for reasons of their own (a moved interface, a lagging index) while everybody can read the page. The rule: the
page must answer at that very address, and say the item's title other than as a link, or one of its three longest
paragraphs. A page that refuses programs, or that is made by scripts, says nothing, and the data are believed.
"""

import logging

from monitor.core.errors import Blocked, FetchError, HostResting, Missing, ParseError
from monitor.core.identity import path_alias
from monitor.core.model import Item, Request, Version
from monitor.core.text import fold
from monitor.pipeline.polling.scope import Scope

log = logging.getLogger(__name__)
# A title of one or two words stands on many pages.
_LEAST_TITLE, _LEAST_PARAGRAPH, _TRIED = 3, 40, 3


class Still:
    """Asks the public addresses of one source's items in one run."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def stands(self, item: Item, latest: Version | None) -> bool:
        """Raises `FetchError` where the page's answer is to be waited for."""
        request = self._scope.parts.adapter.shown(item.url)
        if request is None or latest is None or self._was_asked(item, request):
            return False
        try:
            return self._says(request, latest)
        except HostResting:
            raise
        except (Missing, Blocked, ParseError) as error:
            log.info("%s: %s does not say that the item stands: %s", item.source, request.url, error)
            return False
        except FetchError as error:
            if error.transient:
                raise
            return False

    def _was_asked(self, item: Item, request: Request) -> bool:
        return path_alias(request.url) in {path_alias(asked.url) for asked in item.requests}

    def _says(self, request: Request, latest: Version) -> bool:
        document = self._scope.fetcher.get(request, None).document
        if document is None or path_alias(document.url) != path_alias(request.url):
            return False
        (snapshot,) = self._scope.reader.read(document).snapshots
        words, own = (f" {fold(block.text)} " for block in snapshot.blocks)
        title = fold(latest.title)
        is_named = len(title.split()) >= _LEAST_TITLE and f" {title} " in own
        return is_named or any(f" {said} " in words for said in _telling(latest))


def _telling(latest: Version) -> list[str]:
    """What of an item is its own beside its title: its longest paragraphs."""
    longest = sorted((fold(block.text) for block in latest.blocks), key=len, reverse=True)[:_TRIED]
    return [text for text in longest if len(text) >= _LEAST_PARAGRAPH]
