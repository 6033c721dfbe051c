"""`make reading DATA=DIR`: the tables, and the five worst pages of each set with why."""

import sys
from pathlib import Path
from statistics import mean

from trials.reading.material import Material, Set, sets
from trials.reading.planted import Planted, Shown, shown
from trials.reading.readers import READERS, Reader, read
from trials.reading.score import Score, mean_of, of_passages, passages, shingles, whole

_WORST = 5


def main() -> int:
    if len(sys.argv) < 2:
        raise SystemExit("make reading DATA=DIR: the folder with the public pages is needed")
    for one in sets(Path(sys.argv[1])):
        _of_set(one)
        if one.name == "article-extraction-benchmark":
            _planted(one)
    return 0


def _of_set(pages: Set) -> None:
    _say(f"\n{pages.name}: {len(pages.pages)} pages")
    _say(f"  {'reader':12} {'F1':>7} {'precision':>10} {'recall':>7} {'refused':>8} {'CPU ms':>7}")
    texts = {name: _texts(name, reader, pages) for name, reader in READERS.items()}
    _worst(pages, texts["ours"], texts["trafilatura"])


def _texts(name: str, reader: Reader, pages: Set) -> list[str | None]:
    times: list[float] = []
    texts = [read(reader, page, times) for page in pages.pages]
    score = _score(pages, texts)
    refused = sum(text is None for text in texts)
    _say(
        f"  {name:12} {score.f1:7.3f} {score.precision:10.3f} {score.recall:7.3f} {refused:8} {1000 * mean(times):7.1f}"
    )
    return texts


def _score(pages: Set, texts: list[str | None]) -> Score:
    pairs = list(zip(pages.pages, texts, strict=True))
    if pages.whole:
        return mean_of([whole(text or "", page.text) for page, text in pairs])
    return of_passages(passages(text or "", page) for page, text in pairs)


def _worst(pages: Set, ours: list[str | None], theirs: list[str | None]) -> None:
    """The pages on which the other reader is furthest ahead."""
    rows = [(_one(page, b or "").f1 - _one(page, a or "").f1, page, a) for page, a, b in zip(pages.pages, ours, theirs, strict=True)]  # fmt: skip
    _say("  furthest behind trafilatura:")
    for behind, page, text in sorted(rows, key=lambda row: -row[0])[:_WORST]:
        _say(f"    {behind:+.2f} {page.name[:90]}: {_why(page, text)}")


def _one(page: Material, text: str) -> Score:
    return whole(text, page.text) if page.text else of_passages([passages(text, page)])


def _why(page: Material, text: str | None) -> str:
    if text is None:
        return "refused"
    if not page.text:
        there, lost, foreign = passages(text, page)
        return f"{lost} of {there + lost} passages lost, {foreign} foreign ones read"
    ours, known = shingles(text), shingles(page.text)
    more, less = ours - known, known - ours
    first = " ".join(next(iter(more), ()) or ())
    return f"{more.total()} of {ours.total()} shingles too many ({first} …), {less.total()} of {known.total()} lost"


def _planted(pages: Set) -> None:
    _say("\nOne word changed, up to four places a page inside of the article and four outside:")
    _say(f"  {'reader':12} {'missed':>16} {'outside shown':>18}")
    for name, reader in READERS.items():
        counts, missed = Shown(), list[Planted]()
        for page in pages.pages:
            missed += shown(reader, page, counts)
        _say(f"  {name:12} {_share(counts.missed, counts.inside):>16} {_share(counts.shown, counts.outside):>18}")
        for change in missed[:_WORST] if name == "ours" else ():
            _say(f"    missed: {change.page.name[:70]}: {change.words}")


def _share(part: int, of: int) -> str:
    return f"{part} of {of} ({100 * part / max(1, of):.1f} %)"


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
