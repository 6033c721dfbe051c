"""What holds for every room, and no linter says."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FILES = sorted((ROOT / "monitor").rglob("*.py"))
MOST_OF_CORE, MOST_SHARE, MOST_PARAMETERS = 2_400, 0.15, 6


def _lines(folder: Path) -> int:
    return sum(len(file.read_text(encoding="utf-8").splitlines()) for file in folder.rglob("*.py"))


def _constructors() -> Iterator[tuple[Path, ast.FunctionDef]]:
    for file in FILES:
        nodes = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        yield from ((file, n) for n in nodes if isinstance(n, ast.FunctionDef) and n.name == "__init__")


def test_no_constructor_takes_more_than_six_parameters() -> None:
    """What needs more works with one noun that holds them. Frozen nouns are no constructors."""
    long = [f for f, made in _constructors() if len(made.args.args) - 1 + len(made.args.kwonlyargs) > MOST_PARAMETERS]
    assert long == []


def test_core_is_small_and_no_room_is_the_house() -> None:
    """Nouns, ports and time; what judges has rooms of its own."""
    rooms = {room.name: _lines(room) for room in (ROOT / "monitor").iterdir() if room.is_dir()}
    assert rooms["core"] < MOST_OF_CORE
    assert max(rooms.values()) <= MOST_SHARE * sum(rooms.values())


@pytest.mark.parametrize("name", ["utils", "helpers", "common", "manager", "base"])
def test_no_file_is_called_by_what_it_is_not(name: str) -> None:
    assert [file for file in FILES if file.stem == name] == []
