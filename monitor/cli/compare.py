"""`monitor compare`: two files, or pairs in JSON Lines."""

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from monitor.cli import output
from monitor.core.errors import MonitorError, ParseError
from monitor.core.model import Change
from monitor.edits.compare import Text
from monitor.edits.compare import compare as compare_texts
from monitor.reading.cuts import Told
from monitor.reading.files import KINDS, decode, kind_of, of_article, read_file
from monitor.reading.html import article, explained
from monitor.render import diffpage
from monitor.render.views import facts_view, sentences, weights_view

_NOWHERE = "https://page.invalid/"


@click.command()
@click.argument("old", required=False, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("new", required=False, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--kind", type=click.Choice(KINDS), default=None, help="What the files are; told by their content.")
@click.option("--explain", is_flag=True, help="Of a web page, what is kept and what is cut, line by line, and why.")
@click.option("--jsonl", type=output.LINES, help="Pairs, one a line ('-' is standard input).")
@output.html_option
@output.json_option
def compare(
    old: Path | None,
    new: Path | None,
    kind: str | None,
    explain: bool,
    jsonl: str | None,
    page: Path | None,
    as_json: bool,
) -> int:
    """Word diff, class and facts of two files; with --explain how one page or two are read."""
    if jsonl is not None:
        with click.open_file(jsonl, "rb") as lines:
            return lines_in(lines, compare_pair)
    if explain:
        return _explain([path for path in (old, new) if path], as_json=as_json)
    if old is None or new is None:
        raise click.UsageError("name two files, or --jsonl FILE")
    sides = [_read(path, kind or "") for path in (old, new)]
    change = compare_texts(*sides)
    if page is not None:
        output.write_page(page, diffpage.page(sides[1].title or new.name, change, about=[f"{old} → {new}"]))
    if as_json:
        output.print_json(_view(change))
    else:
        output.change(change)
    return 0


def _explain(paths: list[Path], *, as_json: bool) -> int:
    if not paths:
        raise click.UsageError("name a file to explain")
    found = {str(path): _told(path) for path in paths}
    if as_json:
        output.print_json({"files": [{"file": name, "lines": output.told_view(x)} for name, x in found.items()]})
        return 0
    for name, lines in found.items():
        click.secho(name, bold=True)
        output.told(lines)
    return 0


def _told(path: Path) -> list[Told]:
    body = path.read_bytes()
    try:
        if kind_of(body) != "html":
            raise ParseError("this is no web page, which alone can be explained")
        return explained(decode(body), _NOWHERE)
    except MonitorError as error:
        raise click.UsageError(f"{path}: {error}") from error


def _read(path: Path, kind: str) -> Text:
    try:
        return read_file(path.read_bytes(), kind).text
    except MonitorError as error:
        raise click.UsageError(f"{path}: {error}") from error


def lines_in(lines: Iterable[bytes], one: Any) -> int:
    """A line in, a line out, in order and flushed; a bad line gives its error in its place."""
    bad = False
    for result in _answers(lines, one):
        bad = bad or "error" in result
        sys.stdout.write(json.dumps(result, ensure_ascii=False) + "\n")
        sys.stdout.flush()
    return 1 if bad else 0


def _answers(lines: Iterable[bytes], one: Any) -> Iterator[dict[str, Any]]:
    for line in lines:
        if not line.strip():
            continue
        known: Any = None
        try:
            data = json.loads(line)
            known = data.get("id") if isinstance(data, dict) else None
            if not isinstance(data, dict):
                raise TypeError("the line is no JSON object")
            yield {"id": known, **one(data)}
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            words = f"the key {error} is missing" if isinstance(error, KeyError) else str(error)
            yield {"id": known, "error": words}


def compare_pair(data: dict[str, Any]) -> dict[str, Any]:
    """Class, score, facts and reasons of `{"lang", "before": {"title", "body_html"}, "after": {…}}`."""
    language = str(data.get("lang") or "")
    old, new = _side(data["before"], language), _side(data["after"], language)
    return _view(compare_texts(_placed(old, new), _placed(new, old)), brief=True)


def _side(data: dict[str, Any], language: str) -> Text:
    return of_article(str(data["title"]), article(str(data["body_html"]), _NOWHERE), language)


def _placed(text: Text, other: Text) -> Text:
    """A fragment has no address: its relative links are those of the same path that the other side names in full."""
    known = {urlsplit(u).path: u for u in (*other.links, *other.related) if not u.startswith(_NOWHERE)}

    def named(url: str) -> str:
        return known.get(urlsplit(url).path, url) if url.startswith(_NOWHERE) else url

    return replace(text, links=tuple(map(named, text.links)), related=tuple(map(named, text.related)))


def _view(change: Change, *, brief: bool = False) -> dict[str, Any]:
    view: dict[str, Any] = {
        "class": change.cls,
        "score": change.score,
        "facts": facts_view(change.facts, sentences=brief),
        "reasons": sentences(change.reasons),
    }
    if not brief:
        view["weights"] = weights_view(change.facts)
        view["hunks"] = [
            {"op": h.op, "kind": h.kind, "above": h.above, "pieces": [{"op": p.op, "text": p.text} for p in h.pieces]}
            for h in change.hunks
        ]
    return view
