"""Saved pages of real sites at several moments, from two git repositories as Open Terms Archive publishes them.

`snapshots` holds each page as it was answered (`Service/Document.html`), `versions` the words that selectors written by
hand take of it (`Service/Document.md`). Neither is part of this project.
"""

import subprocess
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

Moments = dict[str, list[tuple[int, str]]]
_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Moment:
    """One page at one moment: as it was answered, and the words that the archive took of it."""

    page: str
    html: str
    words: str


class Archive:
    """The pages of a repository by service, with the moments at which they changed."""

    def __init__(self, folder: Path) -> None:
        self._git = ["git", "--git-dir", str(folder)]
        self.moments = self._moments()

    def _moments(self) -> Moments:
        said = self._run("log", "--name-only", "--format=commit %H %at", "--diff-filter=AM")
        found: Moments = defaultdict(list)
        commit, at = "", 0
        for line in said.splitlines():
            if line.startswith("commit "):
                _, commit, moment = line.split()
                at = int(moment)
            elif line.strip():
                found[line.strip().strip('"')].append((at, commit))
        return {path: sorted(rows) for path, rows in found.items()}

    def at(self, path: str, moment: int) -> str:
        """What a file held at a moment; '' before it was there."""
        rows = self.moments.get(path, [])
        index = bisect_right(rows, (moment, "~"))
        return self._run("show", f"{rows[index - 1][1]}:{path}") if index else ""

    def _run(self, *arguments: str) -> str:
        done = subprocess.run([*self._git, *arguments], check=True, capture_output=True)
        return done.stdout.decode("utf-8", "replace")


def services(archive: Archive) -> list[str]:
    return sorted({path.partition("/")[0] for path in archive.moments if path.endswith(".html")})


def looks(snapshots: Archive, versions: Archive, service: str, every: int) -> Iterator[list[Moment]]:
    """The pages of a service, every so many days."""
    pages = [path for path in snapshots.moments if path.startswith(f"{service}/") and path.endswith(".html")]
    stamps = [at for path in pages for at, _ in snapshots.moments[path]]
    for moment in range(min(stamps) + _DAY, max(stamps) + _DAY, every * _DAY):
        found = ((path, snapshots.at(path, moment)) for path in pages)
        yield [Moment(path, html, versions.at(f"{path[:-5]}.md", moment)) for path, html in found if html]
