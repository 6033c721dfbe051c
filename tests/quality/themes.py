"""Generated sites of unknown make: what the template would tell of them, by what makes them hard, and the demands."""

from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial

from tests.quality.figure import Figure, least, most
from trials.themes.alone import play
from trials.themes.playing import Count
from trials.themes.theme import MODES, Mode

PLAIN, SMALL, HARD, MANY = 20, 20, 3, 9
_PAGES, _FEW = 24, 6
# Of the page looks, what may be false while nothing but this makes a site hard; elsewhere nothing may.
_FALSE: dict[Mode, float] = {"slow": 0.0106, "dossiers": 0.0015, "all": 0.03}
_MISSED: dict[Mode, float] = {"like paragraphs": 0.02, "teasers": 0.0075, "all": 0.05}


def counted(mode: Mode, pages: int, sites: int) -> Count:
    """The counts of some sites, by as many processes as there are processors."""
    total = Count()
    with ProcessPoolExecutor() as pool:
        for count in pool.map(partial(play, mode=mode, pages=pages), range(sites)):
            total.add(count)
    return total


def figures(say: Callable[[str], None]) -> list[Figure]:
    """The table, and the demands on it."""
    say(f"{'generated sites':16} pages  looks  learning  false  messages  edits  at once  late  missed")
    return [figure for row in (_plain(say), _small(say), *(_hard(say, mode) for mode in MODES[1:])) for figure in row]


def _row(say: Callable[[str], None], mode: Mode, pages: int, sites: int) -> Count:
    c = counted(mode, pages, sites)
    say(
        f"{mode:16} {pages:5}  {c.looks:5}  {c.learning:8}  {c.false:5}  {c.messages:8}  {c.edits:5}  {c.told:7}  "
        f"{c.late:4}  {c.missed:6}"
    )
    return c


def _plain(say: Callable[[str], None]) -> Iterator[Figure]:
    count = _row(say, "none", _PAGES, PLAIN)
    yield most("themes, 24 pages: false alerts", count.false, 0.0)
    yield most("themes, 24 pages: alerts a source, learning", count.learning / PLAIN, 1.0)
    yield least("themes, 24 pages: edits told in their look", count.told / count.edits, 1.0)


def _small(say: Callable[[str], None]) -> Iterator[Figure]:
    count = _row(say, "none", _FEW, SMALL)
    yield most("themes, 6 pages: false, of page looks", count.false / count.looks, 0.005)
    yield least("themes, 6 pages: edits told", 1 - count.missed / count.edits, 1.0)
    yield least("themes, 6 pages: edits told in their look", count.told / count.edits, 0.95)


def _hard(say: Callable[[str], None], mode: Mode) -> Iterator[Figure]:
    # What comes twice in one place may be missed: a part in a hundred wants some hundred edits.
    count = _row(say, mode, _PAGES, MANY if mode in _MISSED else HARD)
    yield most(f"{mode}: false, of page looks", count.false / count.looks, _FALSE.get(mode, 0.0))
    yield most(f"{mode}: edits missed", count.missed / count.edits, _MISSED.get(mode, 0.0))
