"""What the steps of `db verify` have seen until now."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Findings:
    """Rows by table, and the rows that are named already, as (table, key): what follows from them is not said again."""

    rows: dict[str, int] = field(default_factory=dict)
    named: set[tuple[str, str]] = field(default_factory=set)
