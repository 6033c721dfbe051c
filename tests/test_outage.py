"""A month with every channel down, a small one of what `make outage` plays at length."""

from datetime import timedelta
from pathlib import Path

import pytest

from trials import outage


def test_what_waited_for_a_month_arrives_once_or_is_dead_with_its_reason(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """As digests, within a quarter of an hour at one message a second; nobody is called by a title that wants to."""
    caplog.set_level("ERROR")
    found = outage.simulate(tmp_path, 240, timedelta(hours=6))
    assert found.wrong == [], outage.table(found)
    assert found.probes >= 300
    rows = {name: (sent, dead) for name, _, sent, dead, _, _ in found.rows}
    assert rows["slack"] == (240, 0)
    assert sum(rows["machine"]) == 240
    assert rows["machine"][1] > 100
