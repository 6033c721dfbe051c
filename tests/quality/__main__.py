"""`make quality [DATA=DIR]`: the table of figures, by class, language and trait; exit 1 below the demands."""

import sys
from collections.abc import Callable, Iterable
from pathlib import Path

from tests.quality.measure import ALERTED, CLASSES, Judged, f1, figures, judged

HERE = Path(__file__).parent


def main(folder: Path) -> int:
    rows = judged(folder / "edits.jsonl")
    say(f"{len(rows)} labelled pairs\n")
    by("class", CLASSES, lambda row: [row.label], rows)
    by("language", sorted({r.pair["lang"] for r in rows}), lambda row: [row.pair["lang"]], rows)
    by("trait", sorted({t for r in rows for t in r.pair["traits"]}), lambda row: row.pair["traits"], rows)
    for row in rows:
        pair, (found, listed) = row.pair, row.found
        place = f"  {pair['id']} ({pair['lang']}, {pair['shape']})"
        if not row.right:
            say(f"{place}: {pair['label']}, said {row.said['class']}: {pair['why']}")
        elif found < listed:
            say(f"{place}: {found} of {listed} facts found")
    demands = figures(rows)
    for figure in demands:
        say(f"{figure.name.ljust(40)} {figure.value:6.3f}  {figure.bound}: {'kept' if figure.kept else 'NOT KEPT'}")
    return int(not all(figure.kept for figure in demands))


def by(name: str, values: Iterable[str], of: Callable[[Judged], list[str]], rows: list[Judged]) -> None:
    """A part of the table: for each value how many pairs, how many right, alerts missed and false, the F1."""
    say(f"{name.ljust(20)} pairs  right  missed  false  F1")
    for value in values:
        mine = [r for r in rows if value in of(r)]
        missed = sum(r.label in ALERTED and not r.alerted for r in mine)
        false = sum(r.label not in ALERTED and r.alerted for r in mine)
        score = f"{f1(rows, value):.3f}" if name == "class" else ""
        say(f"{value.ljust(20)} {len(mine):5}  {sum(r.right for r in mine):5}  {missed:6}  {false:5}  {score}")
    say("")


def say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 and sys.argv[1] else HERE))
