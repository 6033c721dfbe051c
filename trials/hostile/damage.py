"""Damage to a store: single bytes of its file turned over, one at a time."""

import random
import sqlite3
from collections.abc import Iterator
from pathlib import Path


def readable(store: Path) -> list[object]:
    """All that SQL can read of a SQLite file, as bytes; where it cannot be read, what SQLite says."""
    connection = sqlite3.connect(f"file:{store}?mode=ro", uri=True)
    connection.text_factory = bytes
    try:
        tables = [row[0].decode() for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        schema = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master").fetchall()
        return [schema, *(connection.execute(f'SELECT * FROM "{name}"').fetchall() for name in tables)]
    except (sqlite3.Error, UnicodeDecodeError) as error:
        return [str(error)]
    finally:
        connection.close()


def flips(store: Path, copy: Path, seed: int) -> Iterator[int]:
    """Write the store to `copy` again and again, each time with one other byte turned over that changes what SQL reads.

    Yields the byte's place.
    """
    sound, random_ = store.read_bytes(), random.Random(seed)
    before = readable(store)
    while True:
        place = random_.randrange(len(sound))
        damaged = bytearray(sound)
        damaged[place] ^= 1 << random_.randrange(8)
        copy.write_bytes(damaged)
        if readable(copy) != before:
            yield place
