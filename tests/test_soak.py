"""A short run of what `make soak` does at length: nothing told in vain, nothing missed, and few requests."""

from trials.soak import day, simulate


def test_nothing_is_told_in_vain_and_nothing_missed() -> None:
    tally = simulate(240, seed=7)
    assert tally.wrong == []
    assert tally.made["edits"] > 10
    assert sum(tally.faults.values()) > 40
    assert tally.bodiless >= 0.8 * tally.rechecks


def test_the_shipped_sources_ask_little() -> None:
    assert 1_000 < sum(count for _, count in day()) < 4_000
