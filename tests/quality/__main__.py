"""`make quality [DATA=DIR]`: the figures on edits, topics, headlines and generated sites; exit 1 below the demands."""

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from tests.quality import edits, swept, themes, topics
from tests.quality.figure import Figure

HERE = Path(__file__).parent
_Row = TypeVar("_Row")
# What of the demands holds on pairs that were written to deceive; the others are shown.
_HARD = ("recall of substantive and correction", "changed facts found", "facts a pair, in the median")


def main(folder: Path) -> int:
    """The tables of every labelled file that the folder holds."""
    parts = (
        ("edits*.jsonl", of_edits),
        ("topic*.jsonl", of_topic),
        ("headlines_de.jsonl", of_headlines),
    )
    there = [(path, table) for name, table in parts for path in sorted(folder.glob(name))]
    if not there:
        say(f"{folder}: none of {', '.join(name for name, _ in parts)} is there")
        return 2
    demands = [figure for path, table in there for figure in _named(path, table(path))]
    if folder == HERE:
        demands += [*swept.figures(say), *themes.figures(say)]
        say("")
    for figure in demands:
        say(f"{figure.name.ljust(56)} {figure.value:6.3f}  {figure.bound}: {_said(figure)}")
    return int(not all(figure.kept for figure in demands if _is_asked(figure)))


def _named(path: Path, figures: Iterable[Figure]) -> list[Figure]:
    return [replace(figure, name=f"{path.stem}: {figure.name}") for figure in figures]


def _is_asked(figure: Figure) -> bool:
    """Whether a demand stands: of the hard sets those that say that nothing is lost."""
    part, _, name = figure.name.partition(": ")
    return not part.endswith("_hard") or name in _HARD


def _said(figure: Figure) -> str:
    return "kept" if figure.kept else "NOT KEPT" if _is_asked(figure) else "not reached"


def of_edits(path: Path) -> list[Figure]:
    rows = edits.judged(path)
    say(f"{len(rows)} labelled pairs\n")
    by_edits("class", edits.CLASSES, lambda row: [row.label], rows)
    by_edits("language", values(rows, lambda r: [r.pair["lang"]]), lambda row: [row.pair["lang"]], rows)
    by_edits("trait", values(rows, lambda r: r.pair["traits"]), lambda row: row.pair["traits"], rows)
    _worst("loudest that are no news", [r for r in rows if r.label not in edits.ALERTED and r.alerted], loudest=True)
    _worst("quietest that are", [r for r in rows if r.label in edits.ALERTED and r.alerted], loudest=False)
    _worst("lost", [r for r in rows if r.label in edits.ALERTED and not r.alerted], loudest=False)
    return edits.figures(rows)


def _worst(name: str, rows: Sequence[edits.Judged], *, loudest: bool) -> None:
    """Five pairs by their score, with what was said of them."""
    say(f"{name}:")
    for row in sorted(rows, key=lambda row: row.said["score"], reverse=loudest)[:5]:
        pair, reasons = row.pair, "; ".join(row.said["reasons"])[:120]
        say(f"  {row.said['score']:.2f} {pair['id']} ({pair['lang']}): {pair['why'][:80]} | {reasons}")
    say("")


def by_edits(
    name: str, of_each: Iterable[str], of: Callable[[edits.Judged], list[str]], rows: Sequence[edits.Judged]
) -> None:
    """A part of the table: for each value how many pairs, how many right, alerts missed and false, the F1."""
    say(f"{name.ljust(20)} pairs  right  missed  false  F1")
    for value in of_each:
        mine = [r for r in rows if value in of(r)]
        missed = sum(r.label in edits.ALERTED and not r.alerted for r in mine)
        false = sum(r.label not in edits.ALERTED and r.alerted for r in mine)
        score = f"{edits.f1(rows, value):.3f}" if name == "class" else ""
        say(f"{value.ljust(20)} {len(mine):5}  {sum(r.right for r in mine):5}  {missed:6}  {false:5}  {score}")
    say("")


def of_topic(path: Path) -> list[Figure]:
    rows = topics.judged(path)
    say(
        f"{len(rows)} labelled items of the topic (on from {topics.topic().on:g}, near from {topics.topic().maybe:g})\n"
    )
    by_topic("language", values(rows, lambda r: [r.item["lang"]]), lambda row: [row.item["lang"]], rows)
    by_topic("trait", values(rows, lambda r: r.item["traits"]), lambda row: row.item["traits"], rows)
    wrong(rows)
    return topics.figures(rows)


def of_headlines(path: Path) -> list[Figure]:
    rows = topics.judged(path)
    say(f"{len(rows)} labelled headlines, title only\n")
    wrong(rows)
    return topics.headline_figures(rows)


def by_topic(
    name: str, of_each: Iterable[str], of: Callable[[topics.Judged], list[str]], rows: Sequence[topics.Judged]
) -> None:
    """A part of the table: for each value how many items on, near and off, and how many of them were found."""
    say(f"{name.ljust(20)} items  on  missed  off  false  near  recall  precision")
    for value in of_each:
        mine = [r for r in rows if value in of(r)]
        on, off = sum(r.label == "on" for r in mine), sum(r.label == "off" for r in mine)
        missed, false = sum(r.missed for r in mine), sum(r.false for r in mine)
        shares = f"{topics.recall(mine):6.3f}  {topics.precision(mine):9.3f}"
        near = len(mine) - on - off
        say(f"{value.ljust(20)} {len(mine):5}  {on:2}  {missed:6}  {off:3}  {false:5}  {near:4}  {shares}")
    say("")


def wrong(rows: Sequence[topics.Judged]) -> None:
    """The items missed and falsely found, by id (headlines have none: by title)."""
    for row in rows:
        if row.missed or row.false:
            kind = "missed" if row.missed else "false"
            say(f"  {kind}: {row.item.get('id', '')} ({row.item['lang']}, {row.score:g}) {row.item['title']}")
    say("")


def values(rows: Iterable[_Row], of: Callable[[_Row], Iterable[str]]) -> list[str]:
    return sorted({value for row in rows for value in of(row)})


def say(line: str) -> None:
    sys.stdout.write(line + "\n")


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 and sys.argv[1] else HERE))
