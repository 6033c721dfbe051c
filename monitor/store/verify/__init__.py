"""`db verify`: whatever can be found wrong with a store is named, and nothing that is found ends the search.

The database's own check comes first. Then each row is held against its seal, raw documents against their hash, versions
against their text's fingerprint, and tables against each other. It finds damage; it is no proof against tampering.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from monitor.store.database import Database
from monitor.store.tables import SEALED
from monitor.store.verify import contents, references, rows
from monitor.store.verify.findings import Findings

Step = Callable[[], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Verified:
    """What was looked at, and what is wrong with it."""

    documents: int
    versions: int
    rows: Mapping[str, int]
    problems: tuple[str, ...]


def _silent(_words: str) -> None:
    return


def verify(database: Database, progress: Callable[[str], None] = _silent) -> Verified:
    """Look at everything. Raises `StoreError` only where there is no store that can be opened."""
    database.prepare()
    found, problems = Findings(), list[str]()
    for name, step in _steps(database, found):
        progress(name)
        problems += _tried(name, step)
    seen = found.rows
    return Verified(seen.get("documents", 0), seen.get("versions", 0), seen, tuple(problems))


def _steps(database: Database, found: Findings) -> Iterator[tuple[str, Step]]:
    yield "the database's own check", partial(references.own_check, database)
    for table in SEALED:
        yield table.name, partial(rows.check, database, table, found)
    yield "raw documents", partial(contents.documents_read, database, found)
    yield "texts", partial(contents.versions_read, database, found)
    yield from references.steps(database)


def _tried(name: str, step: Step) -> Iterator[str]:
    """What a step names, and why it could not be taken to its end, whatever damage makes a library say."""
    try:
        yield from step()
    except Exception as error:  # noqa: BLE001 - damage makes libraries say anything
        said = " ".join(str(error).split()) or type(error).__name__
        yield f"{name}: cannot be checked to the end: {said}"
