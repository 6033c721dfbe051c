"""Killed at writing calls and at random moments: a few of what `make crash` plays at length, and CI's sample at some."""

from pathlib import Path

from trials import crash
from trials.killing import TRACEABLE

_CALLS = range(40, crash.CALLS_OF_A_POLL - 10, 45)


def test_a_kill_at_any_writing_call_loses_and_doubles_nothing(tmp_path: Path) -> None:
    """Every event is told on every channel; what came twice is marked, and was with the desk before the store knew.

    Where system calls cannot be followed (they are on Linux, x86-64) the kills are at moments instead.
    """
    if TRACEABLE:
        tally, most = crash.sweep(tmp_path, _CALLS)
        assert most > _CALLS[-2]
    else:
        tally = crash.moments(tmp_path, len(_CALLS) + 6, 3)
    assert tally.kills >= len(_CALLS) - 2
    assert tally.events >= 3
    assert tally.good, tally


def test_a_kill_at_any_moment_loses_and_doubles_nothing_on_either_database(
    tmp_path: Path, postgresql_server: str | None
) -> None:
    tally = crash.moments(tmp_path / "s", 7, 1)
    if postgresql_server is not None:
        tally.add(crash.moments(tmp_path / "p", 5, 2, crash.new_database(postgresql_server)))
    assert tally.kills >= 4
    assert tally.good, tally
