"""What was cut from a page, and why each of its lines is of the article or not."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cut:
    """A text that was cut, and the name of the rule: an element's, or a wording's. `place`: where it stood, if that is
    known.
    """

    rule: str
    text: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """A line of a page. `why`: the evidence that it is of the article, or the rule by which it is not. `place`: the
    path of tags and classes to it, where it was looked at.
    """

    text: str
    is_kept: bool
    why: str
    place: str = ""
