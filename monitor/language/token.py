"""A word, number, date, address or mark of a text, with what it says."""

from dataclasses import dataclass

SOFT = frozenset({"light", "filler", "mark"})


@dataclass(frozen=True, slots=True)
class Token:
    """A word, number, date, address or mark; `start`, `end` in the text. Equal `key`s say the same. `inner`: words stand
    on both its sides, no mark; `dotted`: a full stop stands right behind it.
    """

    kind: str
    value: str
    start: int
    end: int
    text: str
    quoted: bool = False
    name: bool = False
    inner: bool = False
    dotted: bool = False

    @property
    def key(self) -> str:
        return f"{self.kind[:1]}:{self.value}" if self.kind in ("figure", "date") else self.value

    @property
    def soft(self) -> bool:
        """Carries no fact by itself where nobody is quoted."""
        return self.kind in SOFT and (not self.quoted or self.kind == "mark")
