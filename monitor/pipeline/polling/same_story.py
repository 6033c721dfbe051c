"""Which item a text belongs to: a story under a new address may be one that we know."""

import logging
from dataclasses import replace

from monitor.core.errors import FetchError, HostResting, Missing
from monitor.core.identity import path_alias
from monitor.core.model import Item, Snapshot
from monitor.core.text import fingerprint
from monitor.pipeline.polling.scope import Scope
from monitor.pipeline.polling.standin import resembles

log = logging.getLogger(__name__)


class SameStory:
    """The items of one source in one run. `absorbed`: items that need no look of
    their own any more, since one under another address was theirs."""

    def __init__(self, scope: Scope) -> None:
        self.source, self.store, self.fetcher = scope.source, scope.store, scope.fetcher
        self.observed = scope.observed
        self.absorbed: set[int] = set()

    def known_as(self, item: Item, snapshot: Snapshot) -> tuple[Item, int | None]:
        """A story listed under a new address may be one we know: by a lasting alias, because its old address leads
        to the new one, or by its text where the old address leads there or is gone. Then it is that one.
        """
        found = self.store.find_items(self.source.name, list(snapshot.aliases)).values()
        others = [i for i in found if i.id != item.id]
        if item.version:
            stub = next((i for i in others if not i.version), None)
            return (self._under(item, stub), stub.id) if stub else (item, None)
        known = next((i for i in others if i.version and self._is(i, snapshot)), None) or self._twin(item, snapshot)
        if known is None:
            return item, None
        # It was looked at by its new address: what the old one leads to is the same look.
        self.absorbed.add(known.id)
        return self._under(known, item), item.id

    def _is(self, known: Item, snapshot: Snapshot) -> bool:
        """Whether a story under a known alias is that story: an address alone may be one that every page gives."""
        latest = self.store.latest(known.id)
        return snapshot.has_own_name or latest is None or resembles(latest, snapshot)

    def _under(self, known: Item, stub: Item) -> Item:
        """A known item as a list names it now."""
        self.absorbed.add(stub.id)
        requests = (*stub.requests[:1], *known.requests[1:])
        return replace(known, requests=requests, entries=stub.entries, listed_stamp=stub.listed_stamp)

    def _twin(self, item: Item, snapshot: Snapshot) -> Item | None:
        """An item with the very same text whose own address leads here or is gone; a copy that stays is another.

        Where the source gives its items a name of its own (a short link, an id), that alone says what is the same.
        """
        if snapshot.has_own_name:
            return None
        mark = fingerprint(snapshot.title, snapshot.blocks, snapshot.links)
        twins = self.store.same_text(self.source.name, mark, item.id) if snapshot.blocks else ()
        try:
            return next((twin for twin in twins if twin.requests and self._leads_to(twin, snapshot)), None)
        finally:
            self.observed.expect(item)

    def _leads_to(self, twin: Item, snapshot: Snapshot) -> bool:
        """Whether an item's address is gone, or leads where the snapshot was found."""
        self.observed.expect(twin)
        try:
            document = self.fetcher.get(twin.requests[0], None).document
        except Missing:
            return True
        except HostResting:
            raise
        except FetchError as error:
            log.info("%s: whether %s is %s cannot be told: %s", self.source.name, snapshot.url, twin.url, error)
            return False
        return document is not None and path_alias(document.url) in {path_alias(snapshot.url), *snapshot.aliases}
