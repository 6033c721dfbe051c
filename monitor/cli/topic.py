"""`monitor topic test`: why a text is on or off topic."""

import sys
from pathlib import Path
from typing import Any

import click

from monitor.app import settings_of
from monitor.cli import output
from monitor.cli.compare import lines_in
from monitor.core.errors import UnknownName
from monitor.core.model import Match
from monitor.core.options import Options
from monitor.core.settings import Settings
from monitor.core.topics import Prepared, match, prepare, prepare_blocks
from monitor.reading.files import read_file


@click.group()
def topic() -> None:
    """Topics: why a text is on or off one."""


@topic.command()
@click.argument("text", required=False)
@click.option("--file", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Read the text from a file.")
@click.option("--jsonl", type=click.Path(allow_dash=True), help="Texts, one a line ('-' is standard input).")
@click.option("--lang", default="", help="The text's language (en, nl, fr, de); without it, terms of all.")
@click.option("--topic", "name", default="", help="Only this topic.")
@output.json_option
@click.pass_obj
def test(
    options: Options, text: str | None, file: Path | None, jsonl: str | None, lang: str, name: str, as_json: bool
) -> int:
    """Hold TEXT (or a file, or standard input) against the topics. Its first line is the title."""
    settings = settings_of(options)
    topics = [t for t in settings.topics if not name or t.name == name]
    if not topics:
        known = ", ".join(t.name for t in settings.topics) or "none is configured"
        raise UnknownName(f"no topic {name!r}; there are: {known}" if name else "no topic is configured")
    if jsonl is not None:
        with click.open_file(jsonl, "rb") as lines:
            return lines_in(lines, lambda data: _view(settings, name, _prepared(data)))
    prepared = _given(text, file, lang)
    if as_json:
        output.print_json({"id": None, **_view(settings, name, prepared)})
        return 0
    for found in (match(t, prepared) for t in topics):
        _print(found)
    return 0


def _given(text: str | None, file: Path | None, lang: str) -> Prepared:
    if text is not None and "\n" not in text:
        return prepare(lang, text, ())
    if text is not None:
        read = read_file(text.encode(), "text")
    else:
        read = read_file(file.read_bytes() if file else sys.stdin.buffer.read())
    return prepare_blocks(lang or read.text.language, read.text.title, read.text.blocks)


def _prepared(data: dict[str, Any]) -> Prepared:
    paragraphs = [str(data.get("summary") or ""), *str(data.get("body") or "").split("\n")]
    return prepare(str(data.get("lang") or ""), str(data["title"]), [p for p in paragraphs if p.strip()])


def _view(settings: Settings, name: str, prepared: Prepared) -> dict[str, Any]:
    found = [match(t, prepared) for t in settings.topics if not name or t.name == name]
    return {
        "matches": [_match(m) for m in found if m.verdict == "on"],
        "maybe": [_match(m) for m in found if m.verdict == "maybe"],
    }


def _match(found: Match) -> dict[str, Any]:
    return {"topic": found.topic, "score": found.score, "terms": list(found.terms), "against": list(found.against)}


def _print(found: Match) -> None:
    colour = {"on": "green", "maybe": "yellow", "off": "red"}[found.verdict]
    click.echo(f"{click.style(found.verdict, fg=colour, bold=True)}  {found.topic} (score {found.score})")
    for term in found.terms:
        click.echo(f"  for: {term}")
    for term in found.against:
        click.echo(f"  against: {term}")
