"""Words side by side, numbered as words are: a text's rows are found once, for the phrases of all topics."""

from collections.abc import Mapping, Sequence

from monitor.topics.near import shortest
from monitor.topics.prepared import Span

Places = dict[int, list[Span]]
"""Where a text has words and rows, by their numbers."""
Joined = Mapping[int, Sequence[tuple[int, int]]]


class Rows:
    """Rows of numbered words. A row's number is below zero; it leads on to those that begin as it does."""

    def __init__(self) -> None:
        self._next: dict[int, dict[int, int]] = {}
        self._count = 0

    def add(self, numbers: Sequence[int]) -> int:
        """The number of these words side by side; that of the word, where there is one only."""
        row = numbers[0]
        for number in numbers[1:]:
            following = self._next.setdefault(row, {})
            if number not in following:
                self._count += 1
                following[number] = -self._count
            row = following[number]
        return row

    def find(self, places: Places, numbers_at: Sequence[tuple[int, ...]], joined: Joined) -> None:
        """Add the rows that a text has to the places of its words. These lines run for every text.

        `numbers_at`: of the word at a position; `joined`: of words that cover several from there, with the last of
        them.
        """
        leading = list(places.keys() & self._next.keys())
        for row in leading:
            following = self._next.get(row, {})
            for first, last in places[row]:
                for number in numbers_at[last + 1]:
                    if number in following:
                        _put(places, following[number], (first, last + 1), leading)
                for number, end in joined.get(last + 1, ()) if joined else ():
                    if number in following:
                        _put(places, following[number], (first, end), leading)
            if joined and row < 0:
                places[row] = sorted(set(places[row]))


def _put(places: Places, row: int, span: Span, leading: list[int]) -> None:
    if row in places:
        places[row].append(span)
    else:
        places[row] = [span]
        leading.append(row)


def side_by_side(left: Sequence[Span], right: Sequence[Span]) -> list[Span]:
    """A span for each on the right that begins where one on the left ends."""
    ends = dict(right)
    if len(ends) == len(right):
        return shortest({(first, ends[last + 1]) for first, last in left if last + 1 in ends})
    following: dict[int, list[int]] = {}
    for first, last in right:
        following.setdefault(first, []).append(last)
    return shortest({(first, end) for first, last in left for end in following.get(last + 1, ())})
