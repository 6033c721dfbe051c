"""The connection to SQLite or PostgreSQL, with what each needs to keep our promises.

SQLite: the driver's own BEGIN is switched off; writes begin IMMEDIATE (a plain BEGIN gave 215,506 lock
errors where this gave 2), `synchronous=FULL`, and WAL only from 3.51.3 on: earlier versions can corrupt a
WAL database with two writers in a rare reset race. Every write of this process takes one lock first.
"""

import re
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import Connection, Engine, Table, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, NoSuchModuleError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from monitor.core.errors import StoreError
from monitor.store import seals
from monitor.store.tables import metadata

LOCK_SECONDS = 30.0
_BUSY = f"busy_timeout={LOCK_SECONDS * 1000:.0f}"
# As many at once as there may be polls and sends that read; most are closed again after use.
_POOL = {"pool_size": 5, "max_overflow": 45}
_CACHE = "cache_size=-500"
WAL_SAFE = (3, 51, 3)
# The migration that a store made by this program stands at; a test holds the tables against it.
HEAD = "0015"


class Database:
    """One open store. `read` and `write` are the only ways in, each one transaction."""

    def __init__(self, url: str) -> None:
        try:
            self.url = make_url(url)
            self.sqlite = self.url.get_backend_name() == "sqlite"
            self._file = self._path()
            self.engine = self._open()
        except (ArgumentError, NoSuchModuleError, ImportError) as error:
            raise StoreError(f"the database address cannot be used: {error}") from error
        self._lock: Any = threading.RLock() if self.sqlite else nullcontext()
        self._known = False
        self._identity: tuple[int, int] | None = None

    @property
    def place(self) -> str:
        """The store's address without its password."""
        return self.url.render_as_string(hide_password=True)

    def close(self) -> None:
        self.engine.dispose()

    def must_be_writable(self) -> None:
        """Raises `StoreError` where nothing can be written."""
        with self.write():
            return

    def gone(self) -> str:
        """Why the store that was opened is not there any more; empty while it is. Only a file can be gone."""
        if self._file is None or not self._identity:
            return ""
        try:
            found = self._file.stat()
        except OSError:
            return f"the store {self.place} is gone: its file was removed or moved"
        if (found.st_dev, found.st_ino) != self._identity:
            return f"the store {self.place} is gone: another file stands in its place"
        return ""

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that writes nothing."""
        with self.explained():
            self._check()
            with self._transaction(write=False) as connection:
                yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that has the right to write from its first statement on."""
        with self.explained():
            self._check()
            with self._lock, self._transaction(write=True) as connection:
                yield connection

    @contextmanager
    def _transaction(self, *, write: bool) -> Iterator[Connection]:
        """A transaction whose connection is thrown away when anything goes wrong in it.

        A half-read SELECT that a traceback keeps alive would hold SQLite's shared lock, and block every writer.
        """
        with self.engine.connect() as connection:
            try:
                # Begun here and not at SQLAlchemy's event: an engine with an event takes half as long again for all.
                with connection.begin():
                    self._begin(connection, write=write)
                    yield connection
            except BaseException:
                connection.invalidate()
                raise

    def insert(self, table: Table) -> Any:
        """An INSERT that knows `ON CONFLICT`, of this database's dialect."""
        return insert_of(table, sqlite=self.sqlite)

    def prepare(self) -> None:
        """Make a new store, or find the one there usable. Raises `StoreError` with what to do."""
        with self.explained():
            self._check()

    def find(self) -> None:
        """Find the store that is there usable, and make none. Raises `StoreError` with what to do."""
        if not self.there():
            raise StoreError(f"there is no store at {self.place}: `monitor run` and `monitor poll` make one")
        self.prepare()

    def there(self) -> bool:
        """Whether there is a store: neither a file that is not there is one, nor an empty database."""
        return (self._file is None or self._file.exists()) and self.version() is not None

    def version(self) -> str | None:
        """The migration the store stands at; None for an empty one."""
        with self.explained(), self.engine.begin() as connection:
            return self._version(connection)

    def _check(self) -> None:
        if self._known:
            return
        with self.engine.begin() as connection:
            found = self._version(connection)
        if found is None:
            with self._lock, self._transaction(write=True) as connection:
                self._alone(connection)
                if self._version(connection) is None:
                    self._create(connection)
        elif found != HEAD:
            self._refuse(found)
        self._known = True
        if self._file is not None:
            file = self._file.stat()
            self._identity = (file.st_dev, file.st_ino)

    def _path(self) -> Path | None:
        """The store's file, where it is one."""
        name = self.url.database
        return Path(name) if self.sqlite and name and name != ":memory:" and not name.startswith("file:") else None

    def _refuse(self, found: str) -> None:
        if found < HEAD:
            raise StoreError(
                f"the store {self.place} has schema {found}, this program needs {HEAD}: run `monitor db upgrade`"
            )
        raise StoreError(f"the store {self.place} has schema {found}, which is newer than this program's {HEAD}")

    def _version(self, connection: Connection) -> str | None:
        if not self.engine.dialect.has_table(connection, "alembic_version"):
            return None
        row = connection.execute(text("SELECT version_num FROM alembic_version")).first()
        return str(row[0]) if row else None

    def _alone(self, connection: Connection) -> None:
        """Two programs that meet an empty PostgreSQL must not both make its tables. SQLite's write lock does this."""
        if not self.sqlite:
            connection.execute(text("SELECT pg_advisory_xact_lock(hashtext('monitor: new store'))"))

    def _create(self, connection: Connection) -> None:
        metadata.create_all(connection)
        connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) PRIMARY KEY)"))
        connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": HEAD})
        seals.install(connection)

    def _make_folder(self) -> None:
        if self.url.database and self.url.database != ":memory:":
            try:
                Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise StoreError(f"the folder of the store {self.url.database} cannot be made: {error}") from error

    def _open(self) -> Engine:
        if not self.sqlite:
            engine = create_engine(self.url, pool_pre_ping=True, **_POOL)
            event.listen(engine, "connect", _ask_for_seals)
            return engine
        if self._file is None:
            engine = create_engine(self.url, connect_args={"timeout": LOCK_SECONDS, "check_same_thread": False})
        else:
            engine = create_engine(self.url, creator=self._connected, **_POOL)
        event.listen(engine, "connect", _set_up)
        return engine

    def _begin(self, connection: Connection, *, write: bool) -> None:
        if not self.sqlite:
            return
        connection.exec_driver_sql("BEGIN IMMEDIATE" if write else "BEGIN")
        if write and self._known:
            seals.arm(connection)

    def _connected(self) -> sqlite3.Connection:
        """A connection to the file. Once the store is known to be there none is made in its place."""
        assert self._file is not None
        if not self._known:
            self._make_folder()
        mode = "rw" if self._known else "rwc"
        address = f"file:{quote(str(self._file.absolute()))}?mode={mode}"
        return sqlite3.connect(address, uri=True, timeout=LOCK_SECONDS, check_same_thread=False)

    @contextmanager
    def explained(self) -> Iterator[None]:
        """What the driver raises inside as a `StoreError` that says what to do."""
        try:
            yield
        except IntegrityError:
            raise
        except DBAPIError as error:
            raise StoreError(f"the store {self.place} cannot be used: {_said(error)}") from error
        except UnicodeDecodeError as error:
            # What SQLite says of damage may hold the damaged bytes.
            raise StoreError(f"the store {self.place} cannot be read: it is damaged") from error
        except PoolTimeout as error:
            raise StoreError(f"the store {self.place} cannot be used: no connection was free in time") from error


def _said(error: DBAPIError) -> str:
    words = " ".join(str(error.orig).split())
    if re.search(r"\blocked\b", words):
        return f"it was locked by another program for {LOCK_SECONDS:.0f} s"
    if "readonly" in words or "read-only" in words:
        return "it is read-only"
    return words


def _set_up(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None
    # To empty the journal is as safe as to delete it, and costs a fifth less: the folder stays as it is.
    mode = "WAL" if sqlite3.sqlite_version_info >= WAL_SAFE else "TRUNCATE"
    # While another program holds the store the mode stays: who waits for the lock does so once, in a transaction.
    # Pages are kept by the system as well: of ten connections each need not keep two megabytes.
    for pragma in ("busy_timeout=0", f"journal_mode={mode}", _BUSY, "synchronous=FULL", "foreign_keys=ON", _CACHE):
        try:
            connection.execute(f"PRAGMA {pragma}")
        except sqlite3.OperationalError:
            if not pragma.startswith("journal_mode"):
                raise


def _ask_for_seals(connection: Any, _: object) -> None:
    connection.autocommit = True
    connection.execute(seals.ASKED)
    connection.autocommit = False


def insert_of(table: Table, *, sqlite: bool) -> Any:
    """An INSERT that knows `ON CONFLICT`. The other dialect is not loaded."""
    if sqlite:
        from sqlalchemy.dialects import sqlite as lite

        return lite.insert(table)
    from sqlalchemy.dialects import postgresql

    return postgresql.insert(table)
