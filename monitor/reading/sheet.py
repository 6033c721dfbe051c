"""A page of a PDF as it is read: what of it is shown, how its letters are turned, and the runs of letters on it."""

from dataclasses import dataclass
from math import cos, hypot, sin

# Near 45 degrees a box around a letter tells no width from height.
_EVEN = 0.7
Box = tuple[float, float, float, float]
"""Left, bottom, right, top, in points."""


@dataclass(frozen=True, slots=True)
class Run:
    """`foot`, `left`, `right`: in points, from the lower left corner of the page as it is read. `size`: as drawn.
    `place`: the how many-th of the page's content it is.
    """

    foot: float
    left: float
    right: float
    size: float
    words: str
    place: int = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is shown of a page, as it stands in the file, and by how many right angles its letters are turned there,
    against the clock.
    """

    shown: Box
    turns: int = 0

    @property
    def width(self) -> float:
        return self.shown[2] - self.shown[0]

    @property
    def height(self) -> float:
        return self.shown[3] - self.shown[1]

    def holds(self, box: Box) -> bool:
        """Whether the middle of a box is shown."""
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        return self.shown[0] <= x <= self.shown[2] and self.shown[1] <= y <= self.shown[3]

    @property
    def tall(self) -> float:
        """How high the page is for who reads its letters."""
        return self.width if self.turns % 2 else self.height

    def seen(self, box: Box) -> Box:
        """A box as it lies for who reads the letters."""
        left, right = box[0] - self.shown[0], box[2] - self.shown[0]
        bottom, top = box[1] - self.shown[1], box[3] - self.shown[1]
        turned = {
            1: (bottom, self.width - right, top, self.width - left),
            2: (self.width - right, self.height - top, self.width - left, self.height - bottom),
            3: (self.height - top, left, self.height - bottom, right),
        }
        return turned.get(self.turns, (left, bottom, right, top))


def width(box: Box, angle: float) -> float:
    """How wide a turned letter is, from the upright box around it. Near 45 degrees the box tells no width from height:
    then half of its diagonal is taken.
    """
    wide, high, even = box[2] - box[0], box[3] - box[1], cos(2 * angle)
    if abs(even) < _EVEN:
        return hypot(wide, high) / 2
    return max(0.0, (wide * abs(cos(angle)) - high * abs(sin(angle))) / even)
