"""`make quality [DATA=DIR]`: the figures on edits, topics, headlines and generated sites; exit 1 below the demands."""

import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeVar

from tests.quality import edits, themes, topics
from tests.quality.figure import Figure

HERE = Path(__file__).parent
_Row = TypeVar("_Row")


def main(folder: Path) -> int:
    """The tables of every labelled file that the folder holds."""
    parts = (
        ("edits.jsonl", of_edits),
        ("topic.jsonl", of_topic),
        ("headlines_de.jsonl", of_headlines),
    )
    there = [(folder / name, table) for name, table in parts if (folder / name).exists()]
    if not there:
        say(f"{folder}: none of {', '.join(name for name, _ in parts)} is there")
        return 2
    demands = [figure for path, table in there for figure in table(path)]
    if folder == HERE:
        demands += themes.figures(say)
        say("")
    for figure in demands:
        say(f"{figure.name.ljust(44)} {figure.value:6.3f}  {figure.bound}: {'kept' if figure.kept else 'NOT KEPT'}")
    return int(not all(figure.kept for figure in demands))


def of_edits(path: Path) -> list[Figure]:
    rows = edits.judged(path)
    say(f"{len(rows)} labelled pairs\n")
    by_edits("class", edits.CLASSES, lambda row: [row.label], rows)
    by_edits("language", values(rows, lambda r: [r.pair["lang"]]), lambda row: [row.pair["lang"]], rows)
    by_edits("trait", values(rows, lambda r: r.pair["traits"]), lambda row: row.pair["traits"], rows)
    for row in rows:
        pair, (found, listed) = row.pair, row.found
        place = f"  {pair['id']} ({pair['lang']}, {pair['shape']})"
        if not row.right:
            say(f"{place}: {pair['label']}, said {row.said['class']}: {pair['why']}")
        elif found < listed:
            say(f"{place}: {found} of {listed} facts found")
    say("")
    return edits.figures(rows)


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
