"""A service as a process, under whatever clock, beside sites that are attacked; and what it costs."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from trials.hostile.stage import ROOT


class Service:
    """`monitor run` on a configuration."""

    def __init__(self, config: Path, log: Path, environment: dict[str, str] | None = None) -> None:
        self.log, self.config = log, config
        with log.open("ab") as out:
            command = [sys.executable, "-m", "monitor", "--config", str(config), "run"]
            self.process = subprocess.Popen(command, stderr=out, cwd=ROOT, env={**os.environ, **(environment or {})})

    @property
    def words(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def health(self) -> tuple[int, str]:
        """Status and words of `/healthz`; 0 where it does not answer."""
        try:
            return self.get("/healthz")
        except OSError as error:
            return 0, str(error)

    def get(self, path: str) -> tuple[int, str]:
        """Status and words of an answer of the service. Raises `OSError` where it gives none."""
        found = re.findall(r"listening on (http://[\d.]+:\d+)", self.words)
        if not found:
            raise OSError(f"not listening: {self.words[-2_000:]}")
        try:
            with urllib.request.urlopen(found[-1] + path, timeout=10) as answer:
                return int(answer.status), answer.read().decode()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def end(self, number: int = signal.SIGTERM, seconds: float = 60.0) -> tuple[int, float]:
        """Send a signal. The exit code, and how long the end took."""
        began = time.monotonic()
        self.process.send_signal(number)
        return self.process.wait(seconds), time.monotonic() - began

    def memory(self) -> tuple[int, int]:
        """Bytes of the process, and of it with its children."""
        me = psutil.Process(self.process.pid)
        main = int(me.memory_info().rss)
        total = main
        for child in me.children(recursive=True):
            try:
                total += int(child.memory_info().rss)
            except psutil.Error:
                continue
        return main, total

    def descriptors(self) -> int:
        """Files and connections that the process has open."""
        return int(psutil.Process(self.process.pid).num_fds())


@contextmanager
def service(config: Path, log: Path, environment: dict[str, str] | None = None) -> Iterator[Service]:
    running = Service(config, log, environment)
    try:
        yield running
    finally:
        if running.process.poll() is None:
            running.process.kill()
        running.process.wait()


def until(good: Callable[[], object], seconds: float) -> float:
    """Wait for something. The seconds it took. Raises `TimeoutError` where it did not come."""
    began = time.monotonic()
    while not good():
        if time.monotonic() - began > seconds:
            raise TimeoutError(f"it did not come within {seconds:.0f} s")
        time.sleep(0.05)
    return time.monotonic() - began


def command(config: Path, *words: str, seconds: float = 90.0) -> tuple[int, str, float]:
    """A command of the program: its exit code, what it said, how long it took."""
    began = time.monotonic()
    full = [sys.executable, "-m", "monitor", "--config", str(config), *words]
    done = subprocess.run(full, capture_output=True, text=True, cwd=ROOT, timeout=seconds)
    return done.returncode, done.stdout + done.stderr, time.monotonic() - began
