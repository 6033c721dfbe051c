"""A pause that ends, whatever is done to the clocks."""

import select


def pause(seconds: float) -> None:
    """Wait so long by the kernel's own timer.

    `select` is given a span. A sleep and a wait for a lock reckon with absolute moments of a clock, and hang, or fail,
    where somebody turns that.
    """
    select.select([], [], [], max(seconds, 0.0))
