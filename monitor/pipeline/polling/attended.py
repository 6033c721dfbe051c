"""The way out and the reader as one run uses them: attended to, and asked the same thing only once.

A step of a run (a list, an item) may need several answers, and its host's pace may make it wait between two of them.
It is then begun anew later: what was answered and read for it so far is at hand until it is done.
"""

import time
from collections.abc import Callable, Sequence

from monitor.core.errors import FetchError, HostResting, Stopping
from monitor.core.model import Document, Page, Request
from monitor.core.ports import Answer, Fetcher, Reader, Validator


class Attended:
    """A fetcher and a reader that ask nothing more once the service is stopping. `attend` comes before each request."""

    def __init__(
        self, fetcher: Fetcher, reader: Reader, stopping: Callable[[], bool], attend: Callable[[], None]
    ) -> None:
        self._fetcher, self._reader, self._stopping, self._attend = fetcher, reader, stopping, attend
        self._answers: dict[tuple[str, bool], Answer | FetchError] = {}
        self._pages: list[tuple[Document, Page]] = []
        self.tally = fetcher.tally

    def get(self, request: Request, known: Validator | None) -> Answer:
        asked = (request.address, known is None)
        if asked not in self._answers:
            if self._stopping():
                raise Stopping("the service is stopping")
            self._attend()
            self._answers[asked] = self._asked(request, known)
        found = self._answers[asked]
        if isinstance(found, FetchError):
            raise found
        return found

    def _asked(self, request: Request, known: Validator | None) -> Answer | FetchError:
        """The answer, or the refusal: that too was asked for once, and pacing begins at it."""
        try:
            return self._fetcher.get(request, known)
        except HostResting:
            raise
        except FetchError as error:
            return error

    def parked(self) -> None:
        """The step waits for its host's pace: what others need is let go."""
        self._fetcher.parked()

    def read(self, document: Document) -> Page:
        page = next((page for known, page in self._pages if known is document), None)
        if page is None:
            page = self._reader.read(document)
            self._pages.append((document, page))
        return page

    def done(self) -> None:
        self._answers.clear()
        self._pages.clear()
        self._fetcher.done()

    def rules(self) -> Sequence[str]:
        return self._fetcher.rules()


class Lease:
    """A source's lease, held longer from time to time. `lost`: another process has it."""

    def __init__(self, renew: Callable[[], bool], every: float) -> None:
        self._renew, self._every = renew, every
        self._renewed = time.monotonic()
        self.lost = False

    def attend(self) -> None:
        """Renew it where that was not done for a while."""
        if abs(time.monotonic() - self._renewed) > self._every:
            self.lost = not self._renew()
            self._renewed = time.monotonic()
