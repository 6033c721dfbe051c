"""A line of a PDF page, as its reader's parts hand it on."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """A line of one column: its place in points (y from the page's foot) and its font size.

    `edge`: it stands in the head or foot margin of its page; `low`: in the foot margin.
    """

    page: int
    x: float
    y: float
    right: float
    height: float
    text: str
    edge: bool = False
    low: bool = False
