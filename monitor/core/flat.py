"""Groups one after another: a comprehension has one `for`, so that it can be read aloud."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import TypeVar

_T = TypeVar("_T")


def flat(groups: Iterable[Iterable[_T]]) -> Iterator[_T]:
    """The members of the groups, in order: `flat(story.facts for story in stories)`."""
    return chain.from_iterable(groups)
