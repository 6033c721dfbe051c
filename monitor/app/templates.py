"""What was learnt of a source's pages, and what the desk says of their places."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.core.errors import UnknownName
from monitor.core.flat import flat
from monitor.core.model import TITLE
from monitor.core.ports import TemplateKept
from monitor.core.settings import Source
from monitor.reading.cuts import Told
from monitor.render.views import sentences
from monitor.template.judged import Desk
from monitor.template.kept import template_of
from monitor.template.memory import Place, Template, place_id
from monitor.template.names import resolved
from monitor.template.places import is_link, settled, verdict

if TYPE_CHECKING:
    from monitor.app import App


_EVIDENT = frozenset({"furniture", "mixed", "pinned", "muted"})


@dataclass(frozen=True, slots=True)
class PlaceState:
    """A place as the desk sees it: its short name, its path, what it is taken for and why, on how many pages it stands,
    what part of its lines changes in a look and is taken for text by the reader, and a line of it.
    """

    id: str
    place: str
    verdict: str
    why: str
    pages: int
    moves: float
    taken: float
    sample: str


@dataclass(frozen=True, slots=True)
class TemplateState:
    """What is known of a source's pages. `looks`: at all of them; `size`: in bytes, as it is stored."""

    source: str
    looks: float
    pages: int
    size: int
    places: tuple[PlaceState, ...]


def state(app: "App", name: str) -> TemplateState:
    """What was learnt of a source. Raises `UnknownName` for what is none."""
    (source,) = app.sources([name])
    kept = app.store.template(source.name)
    template = template_of(kept.body)
    desk = _said(source, kept)
    # What stood is counted when something moves.
    looks = template.looks + (template.unchanged + kept.checked) / max(1, template.pages)
    places = [_place(template, place, desk) for place in template.places]
    order = {"pinned": 0, "muted": 1, "furniture": 2, "mixed": 3}
    places.sort(key=lambda one: (order.get(one.verdict, 4), -one.pages, one.place))
    return TemplateState(source.name, looks, template.pages, kept.size, tuple(places))


def _said(source: Source, kept: TemplateKept) -> Desk:
    return Desk((*source.pin, *kept.pin), (*source.mute, *kept.mute))


def _place(template: Template, name: str, desk: Desk) -> PlaceState:
    place, found = template.places[name], verdict(template, name)
    kind = _said_of(desk, name) or _kind(name, place, found.kind)
    (why,) = sentences([found.why])
    return PlaceState(
        place_id(name),
        name,
        kind,
        why,
        place.pages,
        round(place.rate, 2),
        min(1.0, round(place.taken, 2)),
        place.sample,
    )


def _said_of(desk: Desk, place: str) -> str:
    if desk.pins(place):
        return "pinned"
    return "muted" if desk.mutes(place) else ""


def _kind(name: str, place: Place, kind: str) -> str:
    """What a place that does not move is taken for."""
    if kind != "quiet":
        return kind
    if name == TITLE:
        return "title"
    if is_link(name):
        return "links"
    return "text" if place.taken > 0 else "quiet"


def say(app: "App", name: str, pin: Sequence[str], mute: Sequence[str], forget: Sequence[str]) -> list[str]:
    """Pin or mute places, or forget what was said of them. The whole paths. Raises `UnknownName` for what is none."""
    (source,) = app.sources([name])
    kept = app.store.template(source.name)
    places = template_of(kept.body).places
    found = {asked: list(resolved([asked], places)) for asked in (*pin, *mute, *forget)}
    written = [p for p in flat(found[asked] for asked in forget) if _said_of(Desk(source.pin, source.mute), p)]
    if written:
        raise UnknownName(f"{written[0]} is named by `pin` or `mute` in the file of {name}: take it out there")
    if lacking := [asked for asked, some in found.items() if not some]:
        raise UnknownName(f"{name} has no place {lacking[0]!r}; `monitor template {name}` lists them")
    pinned, muted, over = (list(flat(found[asked] for asked in some)) for some in (pin, mute, forget))
    gone = {*pinned, *muted, *over}
    app.store.say_of_places(
        source.name,
        pin=(*(p for p in kept.pin if p not in gone), *pinned),
        mute=(*(p for p in kept.mute if p not in gone), *muted),
        now=app.clock(),
    )
    return [*pinned, *muted, *over]


def settled_of(app: "App", source: Source) -> dict[str, bool]:
    """The places of which it is known whether their lines are the text."""
    return settled(template_of(app.store.template(source.name).body))


def with_evidence(app: "App", source: Source, lines: Sequence[Told]) -> list[Told]:
    """The lines of a page with what was learnt of their places."""
    kept = app.store.template(source.name)
    template = template_of(kept.body)
    desk = _said(source, kept)
    return [_evident(template, line, desk) for line in lines]


def _evident(template: Template, line: Told, desk: Desk) -> Told:
    if line.place not in template.places:
        return line
    state = _place(template, line.place, desk)
    is_moving = state.verdict in ("furniture", "muted")
    why = "; ".join(filter(None, (line.why, state.why if state.verdict in _EVIDENT else "")))
    return Told(line.text, (line.is_kept and not is_moving) or state.verdict == "pinned", why, line.place)
