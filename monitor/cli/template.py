"""`template`: what was learnt of a source's pages, and what the desk says of their places."""

from dataclasses import asdict

import click

from monitor.app import templates
from monitor.cli import output
from monitor.config.options import Options

_PLACE, _SAMPLE = 60, 60


@click.command()
@click.argument("source")
@click.option("--pin", multiple=True, metavar="PLACE", help="Always tell what changes in this place.")
@click.option("--mute", multiple=True, metavar="PLACE", help="Never tell what changes in this place.")
@click.option("--forget", multiple=True, metavar="PLACE", help="Judge this place by its record again.")
@output.json_option
@click.pass_obj
def template(
    options: Options, source: str, pin: tuple[str, ...], mute: tuple[str, ...], forget: tuple[str, ...], as_json: bool
) -> None:
    """What the pages of SOURCE have in common: which places move by themselves, and which are text.

    PLACE: the eight letters that a place is listed with, its path, or the end of its path.
    """
    if pin or mute or forget:
        with output.writing(options) as app:
            places = templates.say(app, source, pin, mute, forget)
        if as_json:
            output.print_json({"source": source, "places": places})
        else:
            click.echo("\n".join(f"{source}: {place}: from the next poll on" for place in places))
        return
    with output.reading(options) as app:
        found = templates.state(app, source)
    if as_json:
        output.print_json(asdict(found))
        return
    _print(found)


def _print(found: templates.TemplateState) -> None:
    if not found.places:
        click.echo(f"{found.source}: nothing is learnt yet; its pages are read as the reader takes them")
        return
    click.echo(
        f"{found.source}: {found.pages} pages, {found.looks:.0f} looks at all of them, {found.size / 1000:.1f} kB"
    )
    output.table(
        ("id", "verdict", "pages", "moves", "text", "place", "sample"),
        [
            (p.id, p.verdict, p.pages, f"{p.moves:.0%}", f"{p.taken:.0%}", _end(p.place), p.sample[:_SAMPLE])
            for p in found.places
        ],
    )
    for place in found.places:
        if place.verdict in ("furniture", "mixed"):
            click.echo(f"{place.id}: {place.why}")


def _end(place: str) -> str:
    """A path by its end, which tells it from others."""
    return place if len(place) <= _PLACE else f"…{place[-_PLACE + 1 :]}"
