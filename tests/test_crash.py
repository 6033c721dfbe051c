"""kill -9 at system calls that write and at random moments, a fixed sample of sixty of what `make crash` does at length."""

from pathlib import Path

import pytest

from tests import crash
from tests.killing import TRACEABLE

# A poll with an edit makes about 350 writing calls; these are spread over all of it.
_CALLS = range(8, 345, 12)


@pytest.mark.skipif(not TRACEABLE, reason="system calls are followed on Linux, x86-64, only")
def test_a_kill_at_any_writing_call_loses_and_doubles_nothing(tmp_path: Path) -> None:
    """Every event is told on every channel; what came twice is marked, and was with the desk before the store knew."""
    tally, most = crash.sweep(tmp_path, _CALLS)
    assert tally.kills >= 25
    assert most > _CALLS[24]
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
