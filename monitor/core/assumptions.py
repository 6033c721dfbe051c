"""What an adapter takes for granted of its site: named, dated, with its evidence, so that a look can confirm it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Truth = Literal["confirmed", "contradicted", "unseen"]
Holds = Callable[[bytes], bool | None]
"""Whether the bytes of an answer keep to it; None where they cannot tell."""


def anything(_: bytes) -> bool | None:
    """That the adapter can read the answer is all that is assumed."""
    return True


@dataclass(frozen=True, slots=True)
class Assumption:
    """`words`: what is assumed. `basis`: by what, and `date`: when it was last seen so. `at`: a pattern found in the
    'METHOD address' of the requests that show it; all of these must be answered, and `holds` of their bytes.
    `first`: it is about the first of two forms of a request, of which the second will do.
    """

    name: str
    date: str
    words: str
    basis: str
    at: str
    holds: Holds = anything
    first: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a look at the site says of an assumption. `evidence`: what was seen."""

    assumption: Assumption
    truth: Truth
    evidence: str
