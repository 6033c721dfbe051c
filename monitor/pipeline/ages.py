"""How old things are, in time in which the program was at work.

A wall clock jumps: a virtual machine is resumed, a time server corrects it. No alert is given up, no item withdrawn and
no row pruned because of a jump, or because the service stood still: such ages leave out the gaps. Pure.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

Gap = tuple[datetime, datetime]
_ZERO = timedelta()
_MOST_GAPS = 500


@dataclass(frozen=True, slots=True)
class Ages:
    """The stretches of wall time in which the program was not at work, in order and apart."""

    gaps: tuple[Gap, ...] = ()

    def age(self, moment: datetime, now: datetime) -> timedelta:
        """The time at work between a moment and now; none for a moment that is still to come."""
        away = sum(
            (min(end, now) - max(start, moment) for start, end in self.gaps if start < now and end > moment), _ZERO
        )
        return max(now - moment - away, _ZERO)

    def back(self, now: datetime, span: timedelta) -> datetime:
        """The moment that is so old now: what was made before it is older."""
        moment = now - span
        for start, end in reversed(self.gaps):
            if end <= moment:
                break
            moment -= max(min(end, now) - start, _ZERO)
        return moment

    def until(self, now: datetime) -> "Ages":
        """Without what is still to come."""
        return Ages(tuple((start, min(end, now)) for start, end in self.gaps if start < now))

    def with_gap(self, start: datetime, end: datetime) -> "Ages":
        """One more gap; those that it touches become one."""
        return Ages(tuple(_joined((*self.gaps, (start, end))))[-_MOST_GAPS:])


def _joined(gaps: Sequence[Gap]) -> Iterable[Gap]:
    last: Gap | None = None
    for start, end in sorted(gaps):
        if last is not None and start <= last[1]:
            last = (last[0], max(last[1], end))
            continue
        if last is not None:
            yield last
        last = (start, end)
    if last is not None:
        yield last
