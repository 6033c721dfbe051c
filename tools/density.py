"""How dense the package's expressions are (`python -m tools.density`): what a person cannot read aloud, counted and held.

Three figures. Comprehensions with more than one `for`; conditional expressions that stand in another one's `else` or result;
functions above a complexity of ten, where each branch, loop, handler, case, conditional expression, `for` and `if` of a
comprehension and each further part of an `and` or `or` counts one (McCabe's number with the expressions in it).
"""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "monitor"
COMPLEX = 10
MOST = {"nested comprehensions": 10, "chained conditions": 0, "complex functions": 148}
"""How many of each the package may have."""
_COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_BRANCHES = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.ExceptHandler, ast.IfExp)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True, slots=True)
class Place:
    """Something dense: which of the figures it counts for, where it stands, and how much it is."""

    figure: str
    file: str
    line: int
    what: str


def places(folder: Path = PACKAGE) -> list[Place]:
    """Everything dense in the Python files of a folder, file by file."""
    files = sorted(folder.rglob("*.py"))
    return list(chain.from_iterable(_of_file(file) for file in files))


def _of_file(file: Path) -> Iterator[Place]:
    name = str(file.relative_to(ROOT)) if file.is_relative_to(ROOT) else str(file)
    tree = ast.parse(file.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        yield from (Place(figure, name, getattr(node, "lineno", 0), what) for figure, what in _dense(node))


def _dense(node: ast.AST) -> Iterator[tuple[str, str]]:
    if isinstance(node, _COMPREHENSIONS) and len(node.generators) > 1:
        yield "nested comprehensions", f"{len(node.generators)} for"
    if isinstance(node, ast.IfExp) and (isinstance(node.orelse, ast.IfExp) or isinstance(node.body, ast.IfExp)):
        yield "chained conditions", "if in if"
    if isinstance(node, _FUNCTIONS) and complexity(node) > COMPLEX:
        yield "complex functions", f"{node.name} {complexity(node)}"


def complexity(function: ast.AST) -> int:
    """McCabe's number of a function, expressions counted, functions within it left out."""
    return 1 + sum(_weight(node) for node in _within(function))


def _within(node: ast.AST) -> Iterator[ast.AST]:
    for child in ast.iter_child_nodes(node):
        if not isinstance(child, _FUNCTIONS):
            yield child
            yield from _within(child)


def _weight(node: ast.AST) -> int:
    match node:
        case ast.BoolOp():
            return len(node.values) - 1
        case ast.comprehension():
            return 1 + len(node.ifs)
        case ast.Match():
            return len(node.cases) - 1
        case _:
            return int(isinstance(node, _BRANCHES))


def main() -> int:
    found = places(Path(sys.argv[1]) if len(sys.argv) > 1 else PACKAGE)
    for place in sorted(found, key=lambda place: (place.figure, place.file, place.line)):
        print(f"{place.figure:24} {place.file}:{place.line} {place.what}")
    counts = {figure: sum(place.figure == figure for place in found) for figure in MOST}
    print("\n".join(f"{figure}: {count} (at most {MOST[figure]})" for figure, count in counts.items()))
    return int(any(count > MOST[figure] for figure, count in counts.items()))


if __name__ == "__main__":
    raise SystemExit(main())
