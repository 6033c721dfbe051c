"""Some of the hostile trial's cases, each after a defect that was found: `make hostile` has them all.

Those that take long stand in its sample, which CI runs beside these tests.
"""

from collections.abc import Iterator

import pytest

from tests import kept
from trials.hostile import addresses, answers, documents, processes, receivers, stores
from trials.hostile.case import Case

_CHOSEN = {
    answers: (
        "list: Retry-After of a year", "item: status 206", "item: maintenance with 200", "list: a gzip bomb",
        "item: a redirect to port 6379", "item: an ETag with controls", "list: a body that drips",
    ),
    addresses: ("entry: a raw NUL", "redirect: an open bracket", "robots: 70 kB", "entry: a link of 1000 characters to another host"),
    documents: ("an honest letter of 20 MB", "half a character in an id", "a DOCX that lies about its size", "a title of 5 MB"),
    receivers: (
        "json: 200 and 1 GB", "slackhook: 200 and a gzip bomb", "json: 307 to another host",
        "json: 404", "SMTP: 7 million lines after EHLO", "twenty misbehaving receivers at once",
    ),
    stores: ("two services", "a backup that is killed"),
    processes: ("a second SIGINT",),
}  # fmt: skip


def _cases() -> Iterator[Case]:
    for module, names in _CHOSEN.items():
        found = {case.name: case for case in module.cases()}
        yield from (found[name] for name in names)


@pytest.mark.parametrize("case", list(_cases()), ids=lambda case: f"{case.group}: {case.name}"[:70])
def test_what_was_found_under_attack_holds(case: Case) -> None:
    """As the case requires. Its measure is of all readers of this process."""
    kept.end_children()
    seen = case.run()
    assert not seen.wrong, f"{case.required}: {seen.wrong} ({seen.words})"
