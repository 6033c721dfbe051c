"""A case: what is done to the program, what is required, and what was seen."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Seen:
    """What became of a case. `wrong`: what was not as required; empty when all was."""

    words: str
    wrong: str = ""


@dataclass(frozen=True, slots=True)
class Case:
    """`long`: it takes more than some seconds, and is left out of a sample."""

    group: str
    name: str
    required: str
    run: Callable[[], Seen]
    long: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """A case that was run, and how many seconds it took."""

    case: Case
    seen: Seen
    seconds: float


def run(case: Case) -> Result:
    """Run a case. An error of any kind is a result as well."""
    began = time.monotonic()
    try:
        seen = case.run()
    except Exception as error:  # noqa: BLE001 - the trial goes on
        seen = Seen("", f"{type(error).__name__}: {error}"[:300])
    return Result(case, seen, time.monotonic() - began)


def table(results: Sequence[Result]) -> str:
    """The results as people read them."""
    return "\n".join(_rows(results))


def _rows(results: Sequence[Result]) -> Iterable[str]:
    yield f"{'group':10} {'case':52} {'s':>6}  required -> seen"
    for result in results:
        mark = f"WRONG: {result.seen.wrong}" if result.seen.wrong else result.seen.words
        case = result.case
        yield f"{case.group:10} {case.name[:52]:52} {result.seconds:6.1f}  {case.required} -> {mark}"[:420]
    groups = dict.fromkeys(r.case.group for r in results)
    for group in groups:
        mine = [r for r in results if r.case.group == group]
        wrong = sum(bool(r.seen.wrong) for r in mine)
        yield f"{group}: {len(mine) - wrong} of {len(mine)} held, {sum(r.seconds for r in mine):.0f} s"
