"""`make test`: every test, and a last line that says when PostgreSQL could not be had."""

import sys

import pytest

from tests.postgres import programs


def main() -> int:
    """Run pytest with the arguments given. 1 also when `--need-postgresql` was asked for in vain."""
    arguments = [a for a in sys.argv[1:] if a != "--need-postgresql"]
    code = int(pytest.main(arguments))
    if programs() is None:
        sys.stdout.write("PostgreSQL: NOT RUN\n")
        return code or int("--need-postgresql" in sys.argv)
    return code


if __name__ == "__main__":
    sys.exit(main())
