"""`monitor topic test`: why a text is on or off topic."""

import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from monitor.app import settings_for_reading
from monitor.cli import output
from monitor.cli.compare import lines_in
from monitor.cli.hindsight import backtest, lift_said, lifts_view, suggest
from monitor.config.choices import must_be_one
from monitor.config.options import Options
from monitor.core.errors import UnknownName
from monitor.core.model import Evidence, Match
from monitor.core.settings import Settings
from monitor.core.topic import Topic
from monitor.reading.files import read_file
from monitor.reading.html import article_of_lines
from monitor.render.views import match_view, sentences
from monitor.topics.lifting import lifts
from monitor.topics.matching import match_all
from monitor.topics.prepared import Prepared, prepare, prepare_blocks
from monitor.topics.topic import LANGUAGES


@click.group()
def topic() -> None:
    """Topics: why a text is on or off one, and what a rule would have found."""


@topic.command()
@click.argument("text", required=False)
@click.option("--file", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="Read the text from a file.")
@click.option("--jsonl", type=output.LINES, help="Texts, one a line ('-' is standard input).")
@click.option("--lang", default="", help="The text's language (en, nl, fr, de); without it, terms of all.")
@click.option("--topic", "name", default="", help="Only this topic; one that is not enabled can be named too.")
@output.json_option
@click.pass_obj
def test(
    options: Options, text: str | None, file: Path | None, jsonl: str | None, lang: str, name: str, as_json: bool
) -> int:
    """Hold TEXT (or a file, or standard input) against the topics. Its first line is the title."""
    if sum(given is not None for given in (text, file, jsonl)) > 1:
        raise click.UsageError("give one of TEXT, --file and --jsonl")
    if lang:
        must_be_one("language", lang, LANGUAGES)
    topics = _topics(settings_for_reading(options), name)
    if jsonl is not None:
        with click.open_file(jsonl, "rb") as lines:
            return lines_in(lines, lambda data: _view(topics, prepared(data)))
    if text is not None and _is_file(text):
        click.echo(f"note: {text} is a file; its name alone is tested here, its text by --file {text}", err=True)
    given = _given(text, file, lang)
    if as_json:
        output.print_json({"id": None, **_view(topics, given)})
        return 0
    for one, found in zip(topics, match_all(topics, given), strict=True):
        _print(found)
        for way in lifts(one, given):
            click.echo(f"    {lift_said(way)}")
    return 0


topic.add_command(backtest)
topic.add_command(suggest)


def _topics(settings: Settings, name: str) -> Sequence[Topic]:
    if name:
        must_be_one("topic", name, [t.name for t in (*settings.topics, *settings.resting)])
        return [t for t in (*settings.topics, *settings.resting) if t.name == name]
    if not settings.topics:
        raise UnknownName("no topic is enabled")
    return settings.topics


def _given(text: str | None, file: Path | None, lang: str) -> Prepared:
    if text is not None and "\n" not in text:
        return prepare(lang, text, ())
    if text is not None:
        read = read_file(text.encode(), "text")
    else:
        if file is None and sys.stdin.isatty():
            click.echo("reading the text from standard input; it ends with Ctrl-D", err=True)
        read = read_file(file.read_bytes() if file else sys.stdin.buffer.read())
    return prepare_blocks(lang or read.text.language, read.text.title, read.text.blocks)


def _is_file(text: str) -> bool:
    try:
        return Path(text).is_file()
    except (OSError, ValueError):
        return False


# A word that a line's end cuts, as in the text of a PDF.
_HYPHENATED = re.compile(r"(?<=\w)[-\u00ad\u2010]\n(?=[a-zà-ÿ])")


def prepared(data: dict[str, Any]) -> Prepared:
    """A line of `--jsonl`: title, summary, and the lines of body, read-also lines and the like left out."""
    if not isinstance(data["title"], str):
        raise TypeError("'title' is to be a string")
    lines = [_string(data, "summary"), *_HYPHENATED.sub("", _string(data, "body")).split("\n")]
    blocks = article_of_lines([line for line in lines if line.strip()])
    return prepare_blocks(_string(data, "lang"), data["title"], blocks)


def _string(data: dict[str, Any], key: str) -> str:
    value = data.get(key)
    if value is not None and not isinstance(value, str):
        raise TypeError(f"{key!r} is to be a string or null")
    return value or ""


def _view(topics: Sequence[Topic], given: Prepared) -> dict[str, Any]:
    found = match_all(topics, given)
    views = {one.name: _with_lifts(one, m, given) for one, m in zip(topics, found, strict=True)}
    return {
        "matches": [views[m.topic] for m in found if m.verdict == "on"],
        "maybe": [views[m.topic] for m in found if m.verdict == "maybe"],
        "off": [views[m.topic] for m in found if m.verdict == "off"],
    }


def _with_lifts(one: Topic, found: Match, given: Prepared) -> dict[str, Any]:
    return {**match_view(found), "lifts": lifts_view(lifts(one, given))}


def _print(found: Match) -> None:
    colour = {"on": "green", "maybe": "yellow", "off": "red"}[found.verdict]
    click.echo(f"{click.style(found.verdict, fg=colour, bold=True)}  {found.topic} (score {found.score:g})")
    if not found.evidence:
        for words in sentences(found.terms):
            click.echo(f"  has: {words}")
        for why in sentences(found.against):
            click.echo(f"  {why}")
    for words in sentences(found.terms) if found.evidence else ():
        click.echo(f"  for: {words}")
    for words in sentences(found.against) if found.evidence else ():
        click.echo(f"  against: {words}")
    for step in found.evidence:
        click.echo(f"    {step.points:+.2f}  {_step(step)}")


def _step(step: Evidence) -> str:
    """A rule that held: its concepts with the words found for them, and its reason."""
    words = ", ".join(f"{concept}: {word} ({place})" for concept, word, place in step.words)
    return f"{words}{' - ' if words and step.why else ''}{step.why}" or "nothing that the rule must not find"
