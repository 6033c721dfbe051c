"""`check --online`: ask each address of a source once and say what came back. Records nothing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from ipaddress import ip_address
from urllib.parse import urlsplit, urlunsplit

from monitor.core.assumptions import Verdict
from monitor.core.errors import FetchError, Missing, ParseError
from monitor.core.model import Document, Entry, Page, Request, Snapshot
from monitor.core.ports import Adapter, Answer, Fetcher, Reader
from monitor.core.settings import Source
from monitor.pipeline.polling.verdicts import Look, verdict

_WRONG = 400
# A path's folders, its last name, and an ending or a slash.
_LAST = re.compile(r"(.*/)([^/.]+)(\.[a-z0-9]+|/)?")


@dataclass(frozen=True, slots=True)
class AddressReport:
    """What one address answered. `count`: entries of a list, blocks of an item."""

    address: str
    role: str
    status: int = 0
    content_type: str = ""
    size: int = 0
    etag: str = ""
    last_modified: str = ""
    count: int = 0
    newest: datetime | None = None
    error: str = ""
    note: str = ""
    facts: tuple[str, ...] = ()
    missing: bool = False
    context: str = ""


@dataclass(slots=True)
class SourceCheck:
    """What a source's addresses answered, and what follows from it."""

    source: str
    addresses: list[AddressReport] = field(default_factory=list)
    facts: list[str] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    good: bool = True

    @property
    def contradicted(self) -> bool:
        return any(verdict.truth == "contradicted" for verdict in self.verdicts)


def check_source(source: Source, adapter: Adapter, fetcher: Fetcher, reader: Reader, now: datetime) -> SourceCheck:
    """The source's lists, one item and one of its files, one request each; an address that cannot be, and the item's
    short link. Of each assumption of its kind: what these say of it.
    """
    check, asker = SourceCheck(source.name), Asker(fetcher, reader)
    entries = _lists(check, asker, list(adapter.start(now)))
    _item(check, source, entries, asker)
    check.facts += fetcher.rules()
    check.verdicts = [verdict(assumption, asker.looks) for assumption in adapter.assumptions]
    check.good = check.good and not check.contradicted
    return check


def _lists(check: SourceCheck, asker: "Asker", waiting: list[Request]) -> list[Entry]:
    entries: list[Entry] = []
    groups: dict[str, list[bool]] = {}
    while waiting:
        request = waiting.pop(0)
        report, page = asker.ask(request)
        check.addresses.append(report)
        if report.status == _WRONG and request.instead:
            waiting.insert(0, request.instead)
            continue
        groups.setdefault(request.group or request.address, []).append(not report.error)
        check.good = check.good and (not report.error or report.missing)
        entries += page.entries if page else ()
        if page and not page.entries:
            # An index of lists is looked at by one of them.
            waiting += page.follow[:1]
    check.good = check.good and all(any(answers) for answers in groups.values())
    return entries


def _item(check: SourceCheck, source: Source, entries: Sequence[Entry], asker: "Asker") -> None:
    entry = max((e for e in entries if e.request), key=lambda e: str(e.published_at or ""), default=None)
    if entry is None or entry.request is None:
        check.facts.append("no entry to look at an item of")
        return
    report, page = asker.ask(entry.request)
    check.addresses.append(report)
    check.good = check.good and not report.error
    for snapshot in page.snapshots[:1] if page else ():
        check.facts += _facts(entry, snapshot)
        check.facts += _short_link(source, snapshot, asker)
        check.addresses += [asker.ask(part)[0] for part in snapshot.parts[:1]]
    check.facts += _made_up(entry.request, asker)


def _facts(entry: Entry, snapshot: Snapshot) -> list[str]:
    size = f"{len(snapshot.blocks)} blocks, {len(snapshot.parts)} files"
    stamp = f"stamp {snapshot.stamp or 'none'}, language {snapshot.language or 'unknown'}"
    found = [f"the item {snapshot.title!r}: {size}, {stamp}"]
    if entry.published_at and snapshot.published_at:
        apart = abs((entry.published_at - snapshot.published_at).total_seconds())
        verdict = "agree" if apart < 120 else f"are {apart / 3600:.1f} h apart: check `zone`"
        found.append(f"zone check: the list's and the item's publication times {verdict}")
    return found


def _made_up(request: Request, asker: "Asker") -> list[str]:
    """What an address answers that cannot be: by this an article that was taken offline will be told."""
    parts = urlsplit(request.url)
    m = _LAST.fullmatch(parts.path)
    if m is None or parts.query or request.body:
        return []
    address = urlunsplit(parts._replace(path=f"{m[1]}{m[2]}-no-such-page{m[3] or ''}"))
    report, page, _ = asker.peek(replace(request, url=address))
    if report.missing:
        verdict = "200, and says so in words" if report.status == 200 else f"{report.status} that says so"
    elif page is None:
        verdict = f"{report.status or 'no status'}: {report.error}"
    else:
        verdict = f"{report.status} with {report.count} blocks: what is gone cannot be told here"
    return [f"a made-up address, {urlsplit(address).path}: {verdict}"]


def _short_link(source: Source, snapshot: Snapshot, asker: "Asker") -> list[str]:
    """Where the item's short link leads, which may only be to the source's own hosts."""
    link = next((a.removeprefix("url:") for a in snapshot.aliases if a.startswith("url:")), "")
    if not link:
        return []
    if _is_here(source.url) and not _is_here(f"http://{link}"):
        return [f"short link {link}: not asked for, the source is a copy on this machine"]
    try:
        document = asker.fetcher.get(Request(f"{urlsplit(source.url).scheme}://{link}", "item"), None).document
    except FetchError as error:
        return [f"short link {link}: {error}"]
    return [f"short link {link}: leads to {document.url}"] if document else []


def _is_here(url: str) -> bool:
    try:
        return ip_address(urlsplit(url).hostname or "").is_private
    except ValueError:
        return False


class Asker:
    """Asks once each, and keeps what came."""

    def __init__(self, fetcher: Fetcher, reader: Reader) -> None:
        self.fetcher, self.reader = fetcher, reader
        self.looks: list[Look] = []

    def ask(self, request: Request) -> tuple[AddressReport, Page | None]:
        report, page, body = self.peek(request)
        self.looks.append(Look(request, report.status, body, report.count, report.error))
        return report, page

    def peek(self, request: Request) -> tuple[AddressReport, Page | None, bytes]:
        """The same, which no assumption is held against."""
        report, body = AddressReport(request.url, request.role, context=request.context), b""
        try:
            answer = self.fetcher.get(request, None)
            document = answer.document
            assert document is not None
            report, body = _answered(report, answer, document), document.body
            page = self.reader.read(document)
        except (FetchError, ParseError) as error:
            status = error.status if isinstance(error, FetchError) else report.status
            missing = isinstance(error, Missing)
            return replace(report, status=status, error=str(error), missing=missing), None, body
        if page.absent:
            return replace(report, error=page.absent, missing=True), None, body
        return _read(report, request, page), page, body


def _answered(report: AddressReport, answer: Answer, document: Document) -> AddressReport:
    return replace(
        report,
        status=document.status,
        content_type=document.content_type,
        size=len(document.body),
        etag=answer.validator.etag,
        last_modified=answer.validator.last_modified,
        note=f"redirected to {document.url}" if document.url != report.address else "",
    )


def _read(report: AddressReport, request: Request, page: Page) -> AddressReport:
    count = len(page.entries) + len(page.snapshots) if request.role == "list" else len(page.snapshots[0].blocks)
    newest = max((e.published_at for e in page.entries if e.published_at), default=None)
    trouble = "the list is empty, which it never rightly is" if page.empty_is_trouble and not count else ""
    facts = (*page.facts, *([page.note] if page.note else []))
    return replace(report, count=count, newest=newest, error=trouble, facts=facts)
