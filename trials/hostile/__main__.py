"""`python -m trials.hostile [GROUP…] [--sample]`: attack the program, print what was required and seen.

It runs in a network namespace of its own where the system allows that, so that nothing of it can leave the machine. It
ends with 1 where a promise was not kept.
"""

import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

from trials.hostile import addresses, answers, clocks, day, documents, flood, processes, receivers, stores
from trials.hostile.case import Case, Result, run, table

GROUPS = (answers, addresses, documents, stores, processes, clocks, receivers, flood, day)
# What takes an hour is run only by its name.
BY_NAME = frozenset({"day"})
# Of a sample every so many-th short case.
EVERY = 8
# Long cases that a sample has all the same.
ALWAYS = frozenset({
    "running, the wall clock back by an hour", "running, all clocks forward by a day", "SIGHUP under slow sources",
    "SIGTERM under 40 slow sources and 20 bad receivers", "60 sites that drip their articles",
    "deleted under a service", "slackhook: 200 and headers that drip",
})  # fmt: skip
_INSIDE = "MONITOR_HOSTILE_INSIDE"


def chosen(groups: set[str], *, sample: bool) -> Iterator[Case]:
    """The cases of these groups (all where none is named); of a sample a fixed part."""
    for module in GROUPS:
        found = [case for case in module.cases() if _is_meant(case, groups)]
        short = [case for case in found if not case.long]
        some = short[::EVERY]
        yield from [*some, *(c for c in found if c.name in ALWAYS and c not in some)] if sample else found


def _is_meant(case: Case, groups: set[str]) -> bool:
    return case.group in groups if groups else case.group not in BY_NAME


def main(arguments: list[str]) -> int:
    sample = "--sample" in arguments
    results: list[Result] = []
    for case in chosen({a for a in arguments if not a.startswith("-")}, sample=sample):
        result = run(case)
        results.append(result)
        if not sample or result.seen.wrong:
            state = f"WRONG: {result.seen.wrong}" if result.seen.wrong else "held"
            print(f"{len(results):4} {case.group}: {case.name}: {state}", file=sys.stderr, flush=True)
    print(table(results))
    wrong = sum(bool(r.seen.wrong) for r in results)
    print(f"{len(results) - wrong} passed, {wrong} failed")
    return int(wrong > 0)


def _alone(arguments: list[str]) -> int | None:
    """Run in a network namespace of its own; None where that cannot be."""
    if os.environ.get(_INSIDE) or not shutil.which("unshare") or not shutil.which("ip"):
        return None
    if subprocess.run(["unshare", "-n", "true"], capture_output=True).returncode:
        return None
    command = f'ip link set lo up && exec {sys.executable} -m trials.hostile "$@"'
    return subprocess.run(
        ["unshare", "-n", "sh", "-c", command, "hostile", *arguments], env={**os.environ, _INSIDE: "1"}
    ).returncode


if __name__ == "__main__":
    inside = _alone(sys.argv[1:])
    if inside is None:
        logging.disable(logging.CRITICAL)
        inside = main(sys.argv[1:])
    raise SystemExit(inside)
