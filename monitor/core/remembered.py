"""Results of pure functions on texts, remembered within bounds: so many, and none of a text that is long.

A service sees new texts for months. What it remembers of them must fill up within its first hours and stay: the figures
here are some times the words and sentences of a busy day, and cost some megabytes.
"""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

_P = ParamSpec("_P")
_R = TypeVar("_R")
_LONGEST = 4_000


def remembered(
    most: int, longest: int = _LONGEST
) -> Callable[[Callable[Concatenate[str, _P], _R]], Callable[Concatenate[str, _P], _R]]:
    """Remember the last `most` results of a function of a text, but of none that has more than `longest` characters."""

    def decorate(function: Callable[Concatenate[str, _P], _R]) -> Callable[Concatenate[str, _P], _R]:
        kept: Any = lru_cache(maxsize=most)(function)

        @wraps(function)
        def call(text: str, /, *args: _P.args, **kwargs: _P.kwargs) -> _R:
            if len(text) > longest:
                return function(text, *args, **kwargs)
            found: _R = kept(text, *args, **kwargs)
            return found

        return call

    return decorate
