"""kill -9 at system calls that write and at random moments, a fixed sample of sixty of what `make crash` does at length."""

from pathlib import Path

from tests import crash
from tests.killing import TRACEABLE

# A poll with an edit makes about 420 writing calls; these are spread over all of it.
_CALLS = range(8, 415, 14)


def test_a_kill_at_any_writing_call_loses_and_doubles_nothing(tmp_path: Path) -> None:
    """Every event is told on every channel; what came twice is marked, and was with the desk before the store knew.

    Where system calls cannot be followed (they are on Linux, x86-64) the kills are at moments instead.
    """
    if TRACEABLE:
        tally, most = crash.sweep(tmp_path, _CALLS)
        assert most > _CALLS[24]
    else:
        tally = crash.moments(tmp_path, len(_CALLS) + 10, 3)
    assert tally.kills >= 25
    assert tally.events > 12
    assert tally.good, tally


def test_a_kill_at_any_moment_loses_and_doubles_nothing_on_either_database(
    tmp_path: Path, postgresql_server: str | None
) -> None:
    """Twenty on SQLite, twelve on PostgreSQL."""
    tally = crash.moments(tmp_path / "s", 20, 1)
    if postgresql_server is not None:
        tally.add(crash.moments(tmp_path / "p", 12, 2, crash.new_database(postgresql_server)))
    assert tally.kills >= 10
    assert tally.good, tally
