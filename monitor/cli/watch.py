"""`watch` and `unwatch`: single pages that the desk pastes."""

import click

from monitor.app import App
from monitor.cli import output
from monitor.config.options import Options
from monitor.pipeline.polling.report import PollOptions
from monitor.pipeline.polling.watched_pages import Watched


@click.command()
@click.argument("url", required=False)
@click.option("--topic", default="", help="The topic it is watched for. [default: all]")
@output.json_option
@click.pass_obj
def watch(options: Options, url: str | None, topic: str, as_json: bool) -> int:
    """Put the page at URL under watch: every change of it is told. Without URL, the pages under watch."""
    with output.opened(options) as app:
        if url is None:
            _list(app.watched(), as_json=as_json)
            return 0
        row = app.watch(url, topic)
        error = _look(app, row)
        if as_json:
            output.print_json({"url": row.url, "topic": row.topic or None, "source": row.name, "error": error})
        elif error is None:
            click.echo(f"watching {row.url} as {row.name}")
    if error is not None:
        click.echo(f"the page cannot be read now: {error}", err=True)
        click.echo(f"it stays under watch and is asked again; to end that: monitor unwatch {row.url}", err=True)
    return 0 if error is None else 1


def _look(app: App, row: Watched) -> str | None:
    """The first look, which tells nobody."""
    report = app.poll([row.name], PollOptions(), send=False, progress=lambda *_: None)
    return report.sources[0].run.error


def _list(rows: tuple[Watched, ...], *, as_json: bool) -> None:
    if as_json:
        watched = [{"url": row.url, "topic": row.topic or None, "source": row.name} for row in rows]
        output.print_json({"watched": watched})
    elif rows:
        output.table(("page", "topic", "source"), [(row.url, row.topic or "all", row.name) for row in rows])
    else:
        click.echo("no page is under watch; to put one there: monitor watch URL")


@click.command()
@click.argument("url")
@output.json_option
@click.pass_obj
def unwatch(options: Options, url: str, as_json: bool) -> None:
    """End the watch of the page at URL. What is stored of it stays."""
    with output.opened(options) as app:
        row = app.unwatch(url)
    if as_json:
        output.print_json({"url": row.url, "source": row.name})
    else:
        click.echo(f"{row.url} is not watched any more")
