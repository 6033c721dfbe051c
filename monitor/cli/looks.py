"""`show --looks`: when an item was looked at, and what came, from the observations of its addresses."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from zoneinfo import ZoneInfo

import click

from monitor.core.model import Item, Observation

_SHOWN_HASH = 12
_PER_LINE = 16
_WHOLE = 200
_CAME = {0: "no answer", _WHOLE: "200 in full"}


def print_looks(item: Item, found: Sequence[Observation], zone: ZoneInfo) -> None:
    """Each address with its observations, in the order in which they began, and the minute of each look."""
    if not item.requests:
        click.echo("\nits text stands in a list: these are the looks at the lists of its source")
    if not found:
        click.echo("\nno look is kept since the store keeps them")
        return
    click.echo("\nevery look, to the minute; + behind an answer in full where the others are 304 (not modified)")
    for address, rows in groupby(sorted(found, key=lambda o: o.address), key=lambda o: o.address):
        click.echo()
        click.secho(address, bold=True)
        known = ""
        for row in rows:
            click.echo(_line(row, known, zone))
            click.echo("\n".join(_days(row, zone)))
            known = row.sha256 or known


def _line(row: Observation, known: str, zone: ZoneInfo) -> str:
    """'12 Jul 2026 10:00 to 12 Jul 16:40 · 38 looks · 1 x 200 in full · 37 x 304 not modified · bytes 3f2a91c05d11'"""
    first, last = row.first_at.astimezone(zone), row.last_at.astimezone(zone)
    span = f"{first:%d %b %Y %H:%M}" if len(row.moments) == 1 else f"{first:%d %b %Y %H:%M} to {last:%d %b %H:%M}"
    looks = "1 look" if len(row.moments) == 1 else f"{len(row.moments)} looks"
    parts = [
        span,
        looks,
        *_answers(row),
        _bytes(row.sha256, known),
        f"ETag {row.etag}" if row.etag else "",
        f"Last-Modified {row.last_modified}" if row.last_modified else "",
    ]
    return " · ".join(filter(None, parts))


def _answers(row: Observation) -> Iterator[str]:
    """'1 x 200 in full', '37 x 304 not modified'"""
    same = sum(not_modified for _, not_modified in row.moments)
    if same < len(row.moments):
        refused = " that is no document" if row.status == _WHOLE and not row.sha256 else ""
        yield f"{len(row.moments) - same} x {_CAME.get(row.status, row.status)}{refused}"
    if same:
        yield f"{same} x 304 not modified"


def _bytes(sha256: str, known: str) -> str:
    if not sha256:
        return ""
    if not known:
        return f"bytes {sha256[:_SHOWN_HASH]}"
    return f"{'the same' if sha256 == known else 'other'} bytes {sha256[:_SHOWN_HASH]}"


def _days(row: Observation, zone: ZoneInfo) -> Iterator[str]:
    """The minutes of its looks, a day or a part of one a line."""
    looks = [(moment.astimezone(zone), not_modified) for moment, not_modified in row.moments]
    for _, day in groupby(looks, key=lambda look: look[0].date()):
        here = list(day)
        for start in range(0, len(here), _PER_LINE):
            part = here[start : start + _PER_LINE]
            in_full = "+" if row.status == _WHOLE and row.sha256 else ""
            said = (f"{moment:%H:%M}{'' if not_modified else in_full}" for moment, not_modified in part)
            yield f"    {part[0][0]:%d %b}  " + " ".join(said)
