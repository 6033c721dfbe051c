"""`check --online`: ask each address of a source once and say what came back. Records nothing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from ipaddress import ip_address
from urllib.parse import urlsplit, urlunsplit

from monitor.core.errors import FetchError, Missing, ParseError, SourceError
from monitor.core.model import Entry, Page, Request, Snapshot
from monitor.core.ports import Adapter, Fetcher, Reader
from monitor.core.settings import Source

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
    good: bool = True


def check_source(source: Source, adapter: Adapter, fetcher: Fetcher, reader: Reader, now: datetime) -> SourceCheck:
    """The source's lists and one item, one request each; an address that cannot be, and the item's short link."""
    check = SourceCheck(source.name)
    entries: list[Entry] = []
    groups: dict[str, list[bool]] = {}
    waiting = list(adapter.start(now))
    while waiting:
        request = waiting.pop(0)
        report, page = _ask(request, fetcher, reader)
        check.addresses.append(report)
        groups.setdefault(request.group or request.address, []).append(not report.error)
        check.good = check.good and (not report.error or report.missing)
        entries += page.entries if page else ()
        if page and not page.entries:
            # An index of lists is looked at by one of them.
            waiting += page.follow[:1]
    check.good = check.good and all(any(answers) for answers in groups.values())
    _item(check, source, entries, fetcher, reader)
    check.facts += fetcher.rules()
    return check


def _item(check: SourceCheck, source: Source, entries: Sequence[Entry], fetcher: Fetcher, reader: Reader) -> None:
    entry = max((e for e in entries if e.request), key=lambda e: str(e.published_at or ""), default=None)
    if entry is None or entry.request is None:
        check.facts.append("no entry to look at an item of")
        return
    report, page = _ask(entry.request, fetcher, reader)
    check.addresses.append(report)
    check.good = check.good and not report.error
    if page and page.snapshots:
        check.facts += _facts(entry, page.snapshots[0])
        check.facts += _short_link(source, page.snapshots[0], fetcher)
    check.facts += _made_up(entry.request, fetcher, reader)


def _facts(entry: Entry, snapshot: Snapshot) -> list[str]:
    size = f"{len(snapshot.blocks)} blocks, {len(snapshot.parts)} files"
    stamp = f"stamp {snapshot.stamp or 'none'}, language {snapshot.language or 'unknown'}"
    found = [f"the item {snapshot.title!r}: {size}, {stamp}"]
    if entry.published_at and snapshot.published_at:
        apart = abs((entry.published_at - snapshot.published_at).total_seconds())
        verdict = "agree" if apart < 120 else f"are {apart / 3600:.1f} h apart: check `zone`"
        found.append(f"zone check: the list's and the item's publication times {verdict}")
    return found


def _made_up(request: Request, fetcher: Fetcher, reader: Reader) -> list[str]:
    """What an address answers that cannot be: by this an article that was taken offline will be told."""
    parts = urlsplit(request.url)
    m = _LAST.fullmatch(parts.path)
    if m is None or parts.query or request.body:
        return []
    address = urlunsplit(parts._replace(path=f"{m[1]}{m[2]}-no-such-page{m[3] or ''}"))
    report, page = _ask(replace(request, url=address), fetcher, reader)
    if report.missing:
        verdict = "200, and says so in words" if report.status == 200 else f"{report.status} that says so"
    elif page is None:
        verdict = f"{report.status or 'no status'}: {report.error}"
    else:
        verdict = f"{report.status} with {report.count} blocks: what is gone cannot be told here"
    return [f"a made-up address, {urlsplit(address).path}: {verdict}"]


def _short_link(source: Source, snapshot: Snapshot, fetcher: Fetcher) -> list[str]:
    """Where the item's short link leads, which may only be to the source's own hosts."""
    link = next((a.removeprefix("url:") for a in snapshot.aliases if a.startswith("url:")), "")
    if not link:
        return []
    if _is_here(source.url) and not _is_here(f"http://{link}"):
        return [f"short link {link}: not asked for, the source is a copy on this machine"]
    try:
        document = fetcher.get(Request(f"{urlsplit(source.url).scheme}://{link}", "item"), None).document
    except FetchError as error:
        return [f"short link {link}: {error}"]
    return [f"short link {link}: leads to {document.url}"] if document else []


def _is_here(url: str) -> bool:
    try:
        return ip_address(urlsplit(url).hostname or "").is_private
    except ValueError:
        return False


def _ask(request: Request, fetcher: Fetcher, reader: Reader) -> tuple[AddressReport, Page | None]:
    report = AddressReport(request.url, request.role, context=request.context)
    try:
        answer = fetcher.get(request, None)
        document = answer.document
        assert document is not None
        report = replace(
            report,
            status=document.status,
            content_type=document.content_type,
            size=len(document.body),
            etag=answer.validator.etag,
            last_modified=answer.validator.last_modified,
            note=f"redirected to {document.url}" if document.url != request.url else "",
        )
        page = reader.read(document)
    except (FetchError, ParseError) as error:
        status = error.status if isinstance(error, FetchError) else report.status
        return replace(report, status=status, error=_words(error), missing=isinstance(error, Missing)), None
    if page.absent:
        return replace(report, error=page.absent, missing=True), None
    count = len(page.entries) + len(page.snapshots) if request.role == "list" else len(page.snapshots[0].blocks)
    newest = max((e.published_at for e in page.entries if e.published_at), default=None)
    trouble = "the list is empty, which it never rightly is" if page.empty_is_trouble and not count else ""
    facts = (*page.facts, *([page.note] if page.note else []))
    return replace(report, count=count, newest=newest, error=trouble, facts=facts), page


def _words(error: SourceError) -> str:
    return str(error)
