"""How what did not arrive is named, with the command that sends it again."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

# More are not named one by one.
_NAMED = 10


def retry_command(ids: Sequence[int]) -> str:
    """What sends deliveries again that did not arrive."""
    return f"monitor deliveries retry {_named(ids)}"


def lost_lines(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """What did not arrive, for people: how many, where to, why, and what to do. Nothing where all arrived."""
    if not rows:
        return
    ids = [row["id"] for row in rows]
    yield "1 alert did not arrive:" if len(rows) == 1 else f"{len(rows)} alerts did not arrive:"
    for row in rows[:_NAMED]:
        became = "dead" if row["state"] == "dead" else "in doubt"
        yield f"  {row['id']} to {row['channel']}: {became}: {row['error']}"
    yield f"`{retry_command(ids)}` sends again, `monitor deliveries seen {_named(ids)}` names them no more"


def _named(ids: Sequence[int]) -> str:
    return " ".join(str(i) for i in sorted(ids)) if len(ids) <= _NAMED else "--lost"
