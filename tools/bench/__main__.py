"""`make bench`: what the monitor costs, each figure beside the bare library doing the same in the same run.

The sites run in a process of their own, so that their CPU time is not counted. `N=1000 make bench` takes fewer items.
"""

import json
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import formatdate
from pathlib import Path
from statistics import median

from tools.bench import alerts as bench_alerts
from tools.bench import texts as bench_texts
from tools.bench import topics as bench_topics

ROOT = Path(__file__).parent.parent.parent
FEW, MANY = 200, int(os.environ.get("N", "5000"))
_FEED_MOST = 5_000
_NAME, _FIGURE = 66, 44


@dataclass(frozen=True)
class Row:
    """One figure, its bound, and whether it keeps it; `good` is None where nothing was run."""

    name: str
    figure: str
    bound: str
    good: bool | None


# --- the sites -------------------------------------------------------------------------------------


def serve(count: int) -> None:
    """A feed of `count` articles on the topic, and their pages; prints its address and serves for ever."""
    from monitor.demo.server import Reply, Server

    stamp = formatdate(1_770_000_000, usegmt=True)

    def page(number: str) -> bytes:
        text = f"<p>The Taliban and the Commission discuss the return of Afghan nationals, part {number}.</p>"
        return f"<html lang=en><title>Taliban talks on returns {number}</title><article>{text * 8}</article>".encode()

    def answer(method: str, path: str, body: bytes) -> Reply | None:
        # Of many sources on one site each has a number in front of its paths.
        number = re.match(r"/\d+(?=/)", path)
        front = number[0] if number else ""
        path = path.removeprefix(front)
        if path == "/feed":
            items = "".join(
                f"<item><title>Taliban talks on returns {n}</title><link>{front}/a/{n}</link><guid>g{n}</guid>"
                f"<pubDate>{stamp}</pubDate></item>"
                for n in range(count)
            )
            head = '<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>'
            return Reply(f"{head}{items}</channel></rss>".encode(), "application/rss+xml")
        return Reply(page(path[3:])) if path.startswith("/a/") else None

    server = Server(answer)
    server.note = lambda asked: None  # type: ignore[method-assign]
    server.start()
    sys.stdout.write(server.url + "\n")
    sys.stdout.flush()
    sys.stdin.read()


@contextmanager
def site(count: int) -> Iterator[str]:
    command = [sys.executable, "-m", "tools.bench", "serve", str(count)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip()
    finally:
        process.kill()
        process.communicate()


def configure(folder: Path, *urls: str, every: str = "1h", recheck: str = "0s") -> Path:
    """A configuration on these sites; the spacing between requests is off, here alone."""
    (folder / "sources").mkdir(parents=True)
    shutil.copytree(ROOT / "config" / "topics", folder / "topics")
    (folder / "monitor.toml").write_text(
        f'database = "sqlite:///{folder / "monitor.db"}"\n[http]\nallow_private = true\nper_host_interval = "0s"\n'
        '[web]\nlisten = "127.0.0.1:0"\n'
    )
    for number, url in enumerate(urls):
        (folder / "sources" / f"s{number}.toml").write_text(
            f'kind = "feed"\nurl = "{url}/feed"\nlanguages = ["en"]\nevery = "{every}"\n'
            f'recheck = [{{every = "{recheck}", until = "3650d"}}]\n'
        )
    return folder


# --- what is measured, each in a process of its own -----------------------------------------------------


def ours(config: str) -> None:
    """The second poll of this process, as a service does it: CPU seconds and requests."""
    from monitor.app import open_app
    from monitor.config.load import load
    from monitor.pipeline.polling.report import PollOptions

    with open_app(load(Path(config), {})) as app:
        app.prepare()
        app.poll((), PollOptions(), send=False, progress=lambda *_: None)
        began = time.process_time()
        report = app.poll((), PollOptions(), send=False, progress=lambda *_: None)
        spent = time.process_time() - began
    print(json.dumps([spent, sum(s.run.requests for s in report.sources), report.sources[0].run.outcome]))


def bare(url: str, count: str, sources: str = "") -> None:
    """The same requests by a bare `httpx.Client`: CPU seconds and requests."""
    import httpx

    fronts = [f"{url}/{n}" for n in range(int(sources))] if sources else [url]
    with httpx.Client() as client:
        addresses = [a for f in fronts for a in (f"{f}/feed", *(f"{f}/a/{n}" for n in range(int(count))))]
        known = [client.get(a).headers for a in addresses]
        began = time.process_time()
        for address, last in zip(addresses, known, strict=True):
            headers = {"If-None-Match": last["etag"], "If-Modified-Since": last["last-modified"]}
            assert client.get(address, headers=headers).status_code == 304
        print(json.dumps([time.process_time() - began, len(addresses), "304"]))


def paired(mine: list[str], theirs: list[str]) -> tuple[float, float]:
    """The median CPU seconds of two commands run in turn, seven times: the machine's pace drifts under both."""
    rounds = [(cpu(*mine, times=1), cpu(*theirs, times=1)) for _ in range(7)]
    return median(m for m, _ in rounds), median(t for _, t in rounds)


def run(*arguments: str) -> tuple[float, int, str]:
    done = subprocess.run(
        [sys.executable, "-m", "tools.bench", *arguments], capture_output=True, text=True, cwd=ROOT, check=True
    )
    spent, requests, outcome = json.loads(done.stdout.splitlines()[-1])
    return float(spent), int(requests), str(outcome)


def cpu(*command: str, times: int = 3) -> float:
    """CPU seconds of a whole command with its children, the best of some."""
    best = float("inf")
    for _ in range(times):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, capture_output=True, cwd=ROOT, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        best = min(best, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return best


# --- the rows --------------------------------------------------------------------------------------


def rechecks(folder: Path) -> Iterator[Row]:
    """304s, ours and bare; and what one costs at 200 and at 5,000 items."""
    costs = {}
    for count in (FEW, MANY):
        with site(count) as url:
            config = str(configure(folder / f"n{count}", url))
            say(f"baseline of {count} items")
            run("ours", config)
            rounds = [(run("ours", config), run("bare", url, str(count))) for _ in range(3)]
            assert all(mine[2] == "unchanged" for mine, _ in rounds)
            mine, theirs = min(m[0] / m[1] for m, _ in rounds), min(t[0] / t[1] for _, t in rounds)
            costs[count] = mine
            name = f"recheck of {count} unchanged items (304)"
            yield Row(name, f"{mine * 1000:.2f} ms an item, bare httpx {theirs * 1000:.2f}: {mine / theirs:.2f} x",
                      "1.5 x", mine / theirs <= 1.5)  # fmt: skip
            if count == FEW:
                yield one_shot(config, url)
    ratio = costs[MANY] / costs[FEW]
    yield Row(f"cost of an item at {MANY} against {FEW}", f"{ratio:.2f} x", "1.2 x", ratio <= 1.2)


def many_sources(folder: Path, sources: int = 200, articles: int = 40) -> Iterator[Row]:
    """Many feeds of some articles each: all of them looked at again, and the lists alone."""
    with site(articles) as url:
        urls = [f"{url}/{n}" for n in range(sources)]
        whole = str(configure(folder / "whole", *urls))
        say(f"baseline of {sources} feeds with {articles} articles each")
        run("ours", whole)
        rounds = [(run("ours", whole), run("bare", url, str(articles), str(sources))) for _ in range(3)]
        assert all(mine[1] == theirs[1] for mine, theirs in rounds)
        ratio = min(mine[0] / theirs[0] for mine, theirs in rounds)
        name = f"recheck of {sources} feeds with {articles} articles each ({rounds[0][0][1]} requests, 304)"
        yield Row(name, f"{ratio:.2f} x bare httpx", "1.6 x", ratio <= 1.6)
        lists = str(configure(folder / "lists", *urls, recheck="3650d"))
        say("the lists alone")
        run("ours", lists)
        found = [run("ours", lists) for _ in range(3)]
        assert all(one[1] == sources for one in found)
        cost = min(one[0] for one in found) / sources * 1000
        yield Row(f"poll of {sources} feeds, nothing else due", f"{cost:.2f} ms a feed", "3 ms", cost <= 3)


def one_shot(config: str, url: str) -> Row:
    """`monitor poll` on 200 unchanged items, imports included, beside urlwatch on the same pages."""
    poll = [sys.executable, "-m", "monitor", "--config", config, "poll", "--no-send"]
    name = f"`monitor poll`, {FEW} unchanged items, as a process"
    program = shutil.which("urlwatch") or shutil.which("urlwatch", path=str(Path(sys.executable).parent))
    if program is None:
        return Row(name, f"{cpu(*poll):.2f} s of CPU; urlwatch NOT RUN (not installed)", "less than urlwatch", None)
    folder = Path(config) / "urlwatch"
    folder.mkdir()
    jobs = folder / "urls.yaml"
    jobs.write_text("---\n".join(f"url: {url}/a/{n}\n" for n in range(FEW)))
    (folder / "config.yaml").write_text("display:\n  unchanged: false\n")
    command = [
        program,
        "--urls",
        str(jobs),
        "--config",
        str(folder / "config.yaml"),
        "--cache",
        str(folder / "cache.db"),
    ]
    subprocess.run(command, capture_output=True, check=True)
    mine, theirs = paired(poll, command)
    return Row(name, f"{mine:.2f} s of CPU, urlwatch {theirs:.2f}", "less than urlwatch", mine < theirs)


def an_edit(folder: Path) -> Row:
    """How much a further edit of a story adds to the store besides the raw document."""
    from monitor.demo.newsroom import Newsroom, write_config

    slug = "belgium-negotiated-with-the-taliban-this-week-about-returning-afghans"
    edits = 200
    with Newsroom() as newsroom:
        topic = (ROOT / "config" / "topics" / "afghan-returns.toml").read_text()
        channel = '[[channels]]\nname = "a"\nurl = "event://127.0.0.1:9/x"\n[[channels]]\nname = "b"\nurl = "json://127.0.0.1:9/x"\n'
        config = write_config(folder / "edits", newsroom, topic, channel)
        size = _edits(config, newsroom, slug, 0, 20)
        more = _edits(config, newsroom, slug, 20, 20 + edits) - size
    return Row("a further edit of a story, besides the raw document", f"{more / edits / 1000:.2f} kB", "4 kB",
               more / edits <= 4000)  # fmt: skip


def _edits(config: Path, newsroom: object, slug: str, start: int, end: int) -> int:
    """Make edits, poll after each, and give the store's size without raw documents."""
    import sqlite3

    from monitor.app import open_app
    from monitor.config.load import load
    from monitor.demo.newsroom import Newsroom
    from monitor.pipeline.polling.report import PollOptions

    assert isinstance(newsroom, Newsroom)
    with open_app(load(config, {})) as app:
        app.prepare()
        for n in range(start, end):
            newsroom.belga.edit(slug, f"{2635 + n:,}", f"{2636 + n:,}")
            app.poll(["belga"], PollOptions(), send=False, progress=lambda *_: None)
    with sqlite3.connect(config / "monitor.db") as connection:
        connection.execute("DELETE FROM documents")
        connection.commit()
        connection.execute("VACUUM")
    connection.close()
    return (config / "monitor.db").stat().st_size


def starting(folder: Path) -> Iterator[Row]:
    """`--help`, and the time to the first request of a poll on an existing store."""
    spent = cpu(sys.executable, "-m", "monitor", "--help")
    yield Row("`monitor --help`", f"{spent:.3f} s of CPU", "0.15 s", spent < 0.15)
    from monitor.demo.newsroom import Newsroom, write_config

    with Newsroom() as newsroom:
        config = write_config(
            folder / "start", newsroom, (ROOT / "config" / "topics" / "afghan-returns.toml").read_text()
        )
        command = [sys.executable, "-m", "monitor", "--config", str(config), "poll", "--no-send", "belga"]
        subprocess.run(command, capture_output=True, check=True, cwd=ROOT)
        best = float("inf")
        for _ in range(3):
            newsroom.belga.server.take_log()
            began = time.monotonic()
            process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=ROOT)
            while not newsroom.belga.server.asked and process.poll() is None:
                time.sleep(0.002)
            best = min(best, time.monotonic() - began)
            process.wait()
    yield Row("`monitor poll` to its first request", f"{best:.2f} s", "1.5 s", best < 1.5)


def memory(folder: Path) -> Iterator[Row]:
    """The service's main process: its size, and its growth from 0 to 10,000 items."""
    import psutil

    half = min(MANY, _FEED_MOST)
    with site(half) as one, site(half) as two:
        sizes = []
        empty = configure(folder / "empty", "http://127.0.0.1:9", every="5s")
        full = configure(folder / "full", one, two, every="5s")
        say(f"baseline of {2 * half} items")
        run("ours", str(full))
        for config in (empty, full):
            command = [sys.executable, "-m", "monitor", "--config", str(config), "run"]
            process = subprocess.Popen(command, stderr=subprocess.DEVNULL, cwd=ROOT)
            process_info, most, deadline = psutil.Process(process.pid), 0, time.monotonic() + 20
            while time.monotonic() < deadline:
                most = max(most, process_info.memory_info().rss)
                time.sleep(0.2)
            process.terminate()
            process.wait(60)
            sizes.append(most / 1e6)
    yield Row(f"the service's main process, {2 * half} items", f"{sizes[1]:.0f} MB", "150 MB", sizes[1] < 150)
    yield from reading(folder / "full", 2 * half)
    grown = sizes[1] - sizes[0]
    yield Row(f"its growth from 0 to {2 * half} items", f"{grown:.1f} MB", "10 MB", grown < 10)


# A command that reads, beside the libraries that it cannot do without. The aim is 1.4.
_READING = {"items": (), "events": (), "sources": (), "deliveries": (), "search": ("returns",)}
_MOST_TIMES = 3.0


def reading(config: Path, items: int) -> Iterator[Row]:
    """CPU of the commands that read a large store, as a multiple of importing click and SQLAlchemy."""
    # As installed: both sides find their modules compiled.
    subprocess.run([sys.executable, "-m", "compileall", "-q", "monitor"], cwd=ROOT, check=True)
    bare = cpu(sys.executable, "-c", "import click, sqlalchemy", times=7)
    for name, arguments in _READING.items():
        spent = cpu(sys.executable, "-m", "monitor", "--config", str(config), name, *arguments, times=7)
        times = spent / bare
        figure = f"{times:.1f} × the bare imports ({spent:.2f} s)"
        yield Row(f"`monitor {name}`, {items} items", figure, f"{_MOST_TIMES:g} ×", times <= _MOST_TIMES)


def say(words: str) -> None:
    sys.stderr.write(f"… {words}\n")


def rows_of(folder: Path) -> Iterator[Row]:
    """Every figure, as it is made."""
    yield from starting(folder)
    say("texts")
    yield from (Row(*row) for row in bench_texts.rows())
    say(f"topics: {2 * MANY} stories to look back on")
    yield from (Row(*row) for row in bench_topics.rows(folder, 2 * MANY))
    say("200 edits")
    yield an_edit(folder)
    yield from rechecks(folder)
    yield from many_sources(folder)
    yield from memory(folder)
    say("alerts")
    yield from (Row(*row) for row in bench_alerts.rows(folder))


def main() -> int:
    """The table, row by row, so that what comes to grief at the end takes no figure with it."""
    worst = 0
    # A receiver that hangs may still have the store open when the folder goes.
    with tempfile.TemporaryDirectory(prefix="monitor-bench-", ignore_cleanup_errors=True) as temporary:
        for row in rows_of(Path(temporary)):
            verdict = {True: "kept", False: "NOT KEPT", None: "NOT RUN"}[row.good]
            said = f"at most {row.bound}: {verdict}" if row.bound else "for comparison"
            sys.stdout.write(f"{row.name.ljust(_NAME)}  {row.figure.ljust(_FIGURE)}  {said}\n")
            sys.stdout.flush()
            worst |= int(row.good is False)
    return worst


if __name__ == "__main__":
    if len(sys.argv) > 1:
        parts: dict[str, Callable[..., None]] = {"serve": lambda n: serve(int(n)), "ours": ours, "bare": bare}
        parts[sys.argv[1]](*sys.argv[2:])
    else:
        sys.exit(main())
