"""Which lines of a page of unknown make are its article: what the kept extractor takes, and what stands like it.

The extractor (trafilatura) weighs a page as a whole. It drops folded parts, and now and then a line. Where most of what
stands in one place of a page is taken, all of it is: an edit then moves no line in or out of the article.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from posixpath import commonpath

from monitor.core.flat import flat
from monitor.core.text import visible
from monitor.reading.around import without_around
from monitor.reading.headed import headed
from monitor.reading.neighbours import widened
from monitor.reading.pagelines import Line, words_of

# Beyond these a page is read by its structure alone.
MOST_LINES, MOST_MARKUP = 5_000, 2_000_000
# Of a line's runs of words, and of a place's words (of prose, of other lines), what must be taken.
_LIKE, _PLACE, _SURE = 0.7, 0.3, 0.8
_RUN = 4


def chosen(lines: Sequence[Line], extracted: Sequence[str]) -> list[str]:
    """Of each line, the evidence that it is of the article; '' where there is none. `extracted`: the lines that the
    extractor gives.
    """
    hits = _hits(lines, extracted)
    all_, had = Counter[str](), Counter[str]()
    for line, hit in zip(lines, hits, strict=True):
        all_[line.place] += len(line.words)
        had[line.place] += len(line.words) * hit
    share = {place: had[place] / words for place, words in all_.items()}
    found = ["" if x.is_card else _evidence(x, share[x.place], hit=hit) for x, hit in zip(lines, hits, strict=True)]
    return without_around(lines, widened(lines, headed(lines, found)))


def are_known(lines: Sequence[Line], settled: Mapping[str, bool]) -> bool:
    """Whether all lines of prose, and all that stand in the element of the text, stand in places of which it is
    settled whether they are the article's.
    """
    own = [place.rpartition("/")[0] for place, is_own in settled.items() if is_own and place.startswith("/")]
    box = commonpath(own) if own else ""
    asked = (line for line in lines if line.is_prose or line.place.startswith(f"{box}/"))
    return bool(own) and all(line.place in settled for line in asked)


def by_places(lines: Sequence[Line], settled: Mapping[str, bool]) -> list[str]:
    """The evidence that was learnt of a site: what stands in a place of which all lines were taken."""
    return ["its place is the article's" if settled.get(line.place) and not line.is_card else "" for line in lines]


def _evidence(line: Line, share: float, *, hit: bool) -> str:
    """`share`: of the words of its place, what the extractor has."""
    if hit:
        return "the extractor has it"
    is_like = share >= (_PLACE if line.is_prose else _SURE)
    return f"the extractor has {share:.0%} of its place" if is_like else ""


def _hits(lines: Sequence[Line], extracted: Sequence[str]) -> list[bool]:
    """Whether the extractor has a line: most of its runs of words; of a short line all its words, as a line. What
    stands on the page more often than in the extract is had where most of its place is, else where it comes first.
    """
    left = Counter(flat(_runs(words_of(visible(text))) for text in extracted))
    runs = [_runs(line.words) for line in lines]
    there = [sum([run in left for run in own]) for own in runs]
    held, all_ = Counter[str](), Counter[str]()
    for line, own, known in zip(lines, runs, there, strict=True):
        held[line.place] += known
        all_[line.place] += len(own)
    share = {place: round(held[place] / count, 1) for place, count in all_.items()}
    hits = [False] * len(lines)
    likely = [index for index, own in enumerate(runs) if there[index] >= _LIKE * len(own)]
    for index in sorted(likely, key=lambda index: -share[lines[index].place]):
        hits[index] = _is_hit(runs[index], left)
    return hits


def _runs(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Every four words in a row; a shorter line is one."""
    return list(zip(words, words[1:], words[2:], words[3:], strict=False)) or [words]


def _is_hit(runs: list[tuple[str, ...]], left: Counter[tuple[str, ...]]) -> bool:
    """Whether enough of a line's runs are left; these are used up then."""
    used = []
    for run in runs:
        if left.get(run, 0) > 0:
            left[run] -= 1
            used.append(run)
    if len(used) >= _LIKE * len(runs):
        return True
    left.update(used)
    return False
