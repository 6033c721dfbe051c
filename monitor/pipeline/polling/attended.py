"""The way out and the reader as one run uses them: attended to, and asked the same thing only once.

A step of a run (a list, an item) may need several answers, and its host's pace may make it wait between two of them.
It is then begun anew later: what was answered and read for it so far is at hand until it is done.
"""

import time
from collections.abc import Callable, Sequence

from monitor.core.errors import FetchError, HostResting, Stopping
from monitor.core.model import Document, Page, Request
from monitor.core.ports import Answer, Fetcher, Reader, Validator
from monitor.pipeline.polling.observed import Observed
from monitor.pipeline.polling.poll import LEASE_SECONDS, RENEW_SECONDS, Poll


class Lease:
    """A source's lease, renewed from time to time."""

    def __init__(self, poll: Poll) -> None:
        self._poll, self._renewed = poll, time.monotonic()

    def attend(self) -> None:
        """Renew it where that was not done for a while. Raises `Stopping` when another process has it."""
        if abs(time.monotonic() - self._renewed) <= RENEW_SECONDS:
            return
        parts, poll = self._poll.parts, self._poll
        if not parts.store.renew_source(poll.source.name, poll.owner, parts.clock(), LEASE_SECONDS):
            raise Stopping("another process took this poll over")
        self._renewed = time.monotonic()


class Attended:
    """A fetcher and a reader that ask nothing more once the service is stopping, or the lease is another's.

    What came is noted.
    """

    def __init__(
        self, fetcher: Fetcher, reader: Reader, stopping: Callable[[], bool], lease: Lease, observed: Observed
    ) -> None:
        self._fetcher, self._reader, self._stopping, self._lease = fetcher, reader, stopping, lease
        self._observed = observed
        # How many requests there were when an answer was first asked for, whose way may take several.
        self._begun: dict[tuple[str, bool], int] = {}
        self._answers: dict[tuple[str, bool], Answer | FetchError] = {}
        self._pages: list[tuple[Document, Page]] = []
        self.tally = fetcher.tally

    def get(self, request: Request, known: Validator | None) -> Answer:
        asked = (request.address, known is None)
        if asked not in self._answers:
            if self._stopping():
                raise Stopping("the service is stopping")
            self._lease.attend()
            self._answers[asked] = self._asked(request, known)
        found = self._answers[asked]
        if isinstance(found, FetchError):
            raise found
        return found

    def _asked(self, request: Request, known: Validator | None) -> Answer | FetchError:
        """The answer, or the refusal: that too was asked for once, and pacing begins at it."""
        asked = (request.address, known is None)
        before = self._begun.setdefault(asked, self.tally.requests)
        try:
            answer = self._fetcher.get(request, known)
        except HostResting:
            raise
        except FetchError as error:
            # What our own rules or the site's do not allow was not asked for, and not seen.
            if self.tally.requests > before:
                self._observed.refused(request, error)
            return error
        self._observed.answered(request, answer)
        return answer

    def parked(self) -> None:
        """The step waits for its host's pace: what others need is let go."""
        self._fetcher.parked()

    def read(self, document: Document) -> Page:
        page = next((page for known, page in self._pages if known.body is document.body), None)
        if page is None:
            page = self._reader.read(document)
            self._pages.append((document, page))
        return page

    def done(self) -> None:
        self._answers.clear()
        self._begun.clear()
        self._pages.clear()
        self._fetcher.done()

    def rules(self) -> Sequence[str]:
        return self._fetcher.rules()
