"""`show --looks`: when an item was looked at, and what came, from the observations of its addresses."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from zoneinfo import ZoneInfo

import click

from monitor.core.model import Observation

_SHOWN_HASH = 12
_PER_LINE = 16
_CAME = {0: "no answer", 200: "in full", 304: "not modified"}


def print_looks(found: Sequence[Observation], zone: ZoneInfo) -> None:
    """Each address with its observations, oldest first, and the minute of each look."""
    if not found:
        click.echo("\nno look at it is kept: it was not looked at since the store keeps looks")
    for address, rows in groupby(sorted(found, key=lambda o: (o.address, o.first_at)), key=lambda o: o.address):
        click.echo()
        click.secho(address, bold=True)
        known = ""
        for row in rows:
            click.echo(_line(row, known, zone))
            click.echo("\n".join(_days(row, zone)))
            known = row.sha256 or known


def _line(row: Observation, known: str, zone: ZoneInfo) -> str:
    """'12 Jul 10:00 to 16:40 · 38 looks · 304 not modified · the same bytes 3f2a91c05d11 · ETag "v1"'"""
    first, last = row.first_at.astimezone(zone), row.last_at.astimezone(zone)
    span = f"{first:%d %b %Y %H:%M}" if len(row.moments) == 1 else f"{first:%d %b %Y %H:%M} to {last:%d %b %H:%M}"
    looks = "1 look" if len(row.moments) == 1 else f"{len(row.moments)} looks"
    parts = [
        span,
        looks,
        " ".join(filter(None, [str(row.status) if row.status else "", _CAME.get(row.status, "")])),
        _bytes(row.sha256, known),
        f"ETag {row.etag}" if row.etag else "",
        f"Last-Modified {row.last_modified}" if row.last_modified else "",
    ]
    return " · ".join(filter(None, parts))


def _bytes(sha256: str, known: str) -> str:
    if not sha256:
        return ""
    which = "the same bytes" if sha256 == known else "other bytes" if known else "bytes"
    return f"{which} {sha256[:_SHOWN_HASH]}"


def _days(row: Observation, zone: ZoneInfo) -> Iterator[str]:
    """The minutes of its looks, a day or a part of one a line."""
    moments = [moment.astimezone(zone) for moment in row.moments]
    for _, day in groupby(moments, key=lambda moment: moment.date()):
        here = list(day)
        for start in range(0, len(here), _PER_LINE):
            part = here[start : start + _PER_LINE]
            yield f"    {part[0]:%d %b}  " + " ".join(f"{moment:%H:%M}" for moment in part)
