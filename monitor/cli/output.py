"""How commands speak: JSON documents, tables, colours on a terminal, progress on standard error."""

import json
import math
import shutil
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import click

from monitor.app import App, open_app, settings_for_reading, settings_of
from monitor.config.options import Options
from monitor.core.model import Change, Hunk
from monitor.reading.cuts import Told
from monitor.render.lost import lost_lines

# A file of JSON Lines; '-' is standard input.
LINES = click.Path(allow_dash=True, exists=True, dir_okay=False)
# So much of a line of a page is shown.
_SHOWN = 90
_T = TypeVar("_T", bound=Callable[..., Any])


def json_option(command: _T) -> _T:
    """`--json`: one JSON document on standard output."""
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")(command)


def limit_option(command: _T) -> _T:
    return click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True)(command)


def opened(options: Options) -> App:
    """The program on the options' configuration, for one who polls: a store is made where there is none."""
    app = open_app(settings_of(options))
    app.prepare()
    return app


def writing(options: Options) -> App:
    """The program on its store as it is, for one who changes something of it."""
    app = open_app(settings_of(options))
    app.find()
    return app


def sending(options: Options) -> App:
    """The program for one who tries a channel: before the first poll there is no store, and none is needed."""
    app = open_app(settings_of(options))
    if app.database.there():
        app.find()
    return app


def reading(options: Options) -> App:
    """The program on its store as it is, for one who only reads: it works while a topic or source file is broken."""
    app = open_app(settings_for_reading(options))
    app.find()
    return app


def print_json(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))


def cut(rows: Sequence[Any], limit: int) -> tuple[Sequence[Any], bool]:
    """The rows to show, and whether there are more. Ask the store for one more than `limit`."""
    return rows[:limit], len(rows) > limit


def listing(name: str, rows: Sequence[Any], more: bool) -> dict[str, Any]:
    """A list under its own name, as the contract has it."""
    return {name: list(rows), **({"more": True} if more else {})}


def table(head: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Aligned columns, the last one cut to the terminal's width."""
    texts = [[str(cell if cell is not None else "") for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(head, *texts, strict=True)]
    room = max(20, shutil.get_terminal_size((120, 40)).columns - sum(widths[:-1]) - 2 * len(widths))
    for index, row in enumerate([list(head), *texts]):
        last = row[-1] if len(row[-1]) <= room or not sys.stdout.isatty() else row[-1][: room - 1] + "…"
        line = "  ".join([*(c.ljust(w) for c, w in zip(row[:-1], widths[:-1], strict=True)), last]).rstrip()
        click.echo(click.style(line, bold=True) if index == 0 else line)


def told(lines: Sequence[Told]) -> None:
    """The lines of a page, each with a sign whether it is kept, and why."""
    click.echo(f"{sum(line.is_kept for line in lines)} of {len(lines)} lines are kept")
    table(("", "line", "why"), [("+" if x.is_kept else "-", x.text[:_SHOWN], x.why) for x in lines])


def told_view(lines: Sequence[Told]) -> list[dict[str, Any]]:
    return [{"text": x.text, "kept": x.is_kept, "why": x.why, "place": x.place} for x in lines]


def local(when: datetime | None, zone: ZoneInfo) -> str:
    return f"{when.astimezone(zone):%d %b %Y %H:%M}" if when else "-"


# Seconds below which a span is told in a unit, and the unit's own seconds.
_UNITS = (("s", 1, 90), ("min", 60, 5_400), ("h", 3_600, 129_600), ("d", 86_400, math.inf))


def ago(when: datetime | None, now: datetime) -> str:
    """'3 min ago', 'in 2 h'."""
    if when is None:
        return "-"
    seconds = (now - when).total_seconds()
    size = abs(seconds)
    unit, length = next((unit, length) for unit, length, below in _UNITS if size < below)
    text = f"{size / length:.0f} {unit}"
    return f"{text} ago" if seconds >= 0 else f"in {text}"


def hunk(value: Hunk) -> str:
    """One block of a word diff, in colour on a terminal; without one click drops the codes and the marks stay."""
    # Here and below: a poll shows no words, and need not load what words them.
    from monitor.render import hunks

    sign = {"~": "~", "+": "+", "-": "-", ">": ">", "=": " "}[value.op]
    name = "" if value.op == "~" and value.kind == "paragraph" else f"{hunks.label(value)}: "
    above = click.style(f"  ({value.above})\n", dim=True) if value.above else ""
    return f"{above}{sign} {name}{words(value)}"


def words(value: Hunk) -> str:
    """The words of a block, old ones red and new ones green on a terminal."""
    from monitor.render import hunks

    colours: dict[str, Any] = {"-": {"fg": "red", "strikethrough": True}, "+": {"fg": "green", "bold": True}}
    marks = {"-": "[-{}-]", "+": "{{+{}+}}"} if value.op == "~" else {"-": "{}", "+": "{}"}

    def styled(op: str, run: str) -> str:
        return click.style(marks[op].format(run), **colours[op]) if op in marks else run

    return hunks.marked(value, styled)


def change(value: Change) -> None:
    """A change as a person reads it: class and reasons, facts, the words."""
    from monitor.render import wording
    from monitor.render.views import sentences

    click.secho(f"{value.cls} (score {value.score:g}): {'; '.join(sentences(value.reasons))}", bold=True)
    for told in wording.told(value.facts):
        old = click.style(told.before, fg="red") if told.before else "(nothing)"
        new = click.style(told.after, fg="green") if told.after else "(nothing)"
        click.echo(f"  {told.label}: " + (words(told.sentence) if told.sentence else f"{old} -> {new}"))
    for block in value.hunks:
        click.echo(hunk(block))


def write_page(path: Path, page: str) -> None:
    """Save a page; the reason is told when the file cannot be written."""
    try:
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        raise click.UsageError(f"{path} cannot be written: {error.strerror or error}") from error
    click.echo(f"wrote {path}", err=True)


html_option = click.option(
    "--html",
    "page",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the change as an HTML page to this file.",
)


@contextmanager
def progress(quiet: bool) -> Any:
    """A function (source, words) that keeps one line on the terminal; silent where there is none."""
    shown = sys.stderr.isatty() and not quiet
    states: dict[str, str] = {}

    def tell(name: str, words: str) -> None:
        if shown:
            states[name] = words
            line = " · ".join(f"{n}: {w}" for n, w in states.items())
            width = shutil.get_terminal_size((100, 40)).columns - 1
            click.echo("\r\x1b[K" + line[:width], nl=False, err=True)

    try:
        yield tell
    finally:
        if shown and states:
            click.echo("\r\x1b[K", nl=False, err=True)


def print_lost(rows: Sequence[Mapping[str, Any]]) -> None:
    """Name what did not arrive until somebody has seen it, with the commands for that."""
    if rows:
        click.secho("\n".join(lost_lines(rows)), fg="red")
