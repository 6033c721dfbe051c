"""Run the suite at its most verbose and look for the planted secrets in all that it said (`make secrets`).

Every log record goes to the output as it was made, without the formatters that strike secrets out; the stores that the tests
left behind are looked through too. Arguments are handed to pytest.
"""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.conftest import PLANTED

VERBOSE = ("-vv", "-s", "-o", "log_cli=true", "-o", "log_cli_level=DEBUG", "--log-level=DEBUG", "-rA")


def found_in(data: bytes) -> list[str]:
    """The planted secrets that stand in some bytes."""
    return [secret for secret in PLANTED if secret.encode() in data]


def left_behind(folder: Path) -> Iterator[Path]:
    """What the tests stored; their configurations hold the addresses rightly."""
    for file in folder.rglob("*"):
        if file.is_file() and file.suffix not in (".toml", ".py"):
            yield file


def main() -> int:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        with (folder / "said.txt").open("wb") as out:
            command = [sys.executable, "-m", "pytest", *VERBOSE, f"--basetemp={folder / 'tests'}", *sys.argv[1:]]
            code = subprocess.run(command, stdout=out, stderr=subprocess.STDOUT).returncode
        said = (folder / "said.txt").read_bytes()
        shown = {str(f.relative_to(folder)): found for f in left_behind(folder) if (found := found_in(f.read_bytes()))}
        print(said[-200:].decode("utf-8", "replace").strip().splitlines()[-1])
    print(f"{len(said) / 1e6:.1f} MB said; planted secrets in: {shown or 'nothing'}")
    return code or bool(shown)


if __name__ == "__main__":
    raise SystemExit(main())
