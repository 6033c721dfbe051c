"""One demand on a labelled set, and whether it is kept."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One demand: its name, what was measured, and whether it is kept."""

    name: str
    value: float
    bound: str
    kept: bool


def least(name: str, value: float, bound: float) -> Figure:
    return Figure(name, value, f"at least {bound:g}", value >= bound)


def most(name: str, value: float, bound: float) -> Figure:
    return Figure(name, value, f"at most {bound:g}", value <= bound)
