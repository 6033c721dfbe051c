"""Expressions that a person can read aloud: counted by `tools.density`, and held."""

import ast

import pytest

from monitor.core.flat import flat
from tools.density import MOST, complexity, places


def test_the_package_is_no_denser_than_it_may_be() -> None:
    found = places()
    counts = {figure: sum(place.figure == figure for place in found) for figure in MOST}
    dense = {figure: count for figure, count in counts.items() if count > MOST[figure]}
    assert dense == {}, "python -m tools.density shows them"


@pytest.mark.parametrize(
    ("code", "number"),
    [
        ("def f(a): return a", 1),
        ("def f(a):\n if a and a > 1 or a is None: return 1", 4),
        ("def f(a): return [x for x in a if x]", 3),
        ("def f(a): return 1 if a else 2", 2),
        ("def f(a):\n for x in a:\n  while x: x -= 1", 3),
        ("def f(a):\n try: a()\n except ValueError: return\n except OSError: return", 3),
        ("def f(a):\n def g(b): return b or a\n return g", 1),
        ("def f(a):\n match a:\n  case 1: return 1\n  case _: return 2", 2),
    ],
)
def test_each_way_to_branch_counts_one(code: str, number: int) -> None:
    assert complexity(ast.parse(code).body[0]) == number


def test_flat_gives_the_members_in_order() -> None:
    assert list(flat([(1, 2), (), (3,)])) == [1, 2, 3]
