"""`make themes N=SITES`: what the program tells of generated sites, by what makes them hard. It ends with 0: a measure.

Told counts an alert on the edited page in the look in which it was edited, whatever else the alert says.
"""

import logging
import sys
import tempfile
from pathlib import Path

from trials.themes.playing import Count, play
from trials.themes.theme import MODES

_SITES, _PAGES = 4, 24


def main() -> int:
    sites = int(sys.argv[1]) if len(sys.argv) > 1 else _SITES
    logging.disable(logging.ERROR)
    _say(f"{sites} sites of {_PAGES} pages in each mode, eleven looks at every page")
    _say(f"  {'mode':16} {'while learning':>14} {'false after':>22} {'edits told':>16}")
    with tempfile.TemporaryDirectory(prefix="monitor-themes-") as folder:
        for mode in MODES:
            count = Count()
            for seed in range(sites):
                count.add(play(seed, mode, _PAGES, Path(folder) / f"{mode} {seed}"))
            _say(
                f"  {mode:16} {count.learning:14} {_of(count.false, count.looks):>22} {_of(count.told, count.edits):>16}"
            )
    return 0


def _of(part: int, whole: int) -> str:
    return f"{part} of {whole} ({100 * part / max(1, whole):.1f} %)"


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
