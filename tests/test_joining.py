"""Two sources on one address: `check` warns, both record, and the desk is told once, unless one says something else."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from monitor.config.load import load
from monitor.core.model import Event
from monitor.demo import seeds
from monitor.demo.desk import Desk, text_of
from monitor.demo.server import Reply
from monitor.render.views import sentences
from tests.conftest import TOPIC, Cli, Monitor, TurnedClock, channels_of
from tests.newsroom.site import Site

_TWO = {"first": "rss.xml", "second": "atom.xml"}


@pytest.fixture
def site() -> Iterator[Site]:
    with Site(seeds.folder() / "site") as running:
        yield running


@pytest.fixture
def both(tmp_path: Path, site: Site, desk: Desk, clock: TurnedClock, database_url: str) -> Iterator[Monitor]:
    """Two feeds of one site, their baselines done."""
    config = tmp_path / "two"
    _write(config, site, desk, database_url)
    monitor = Monitor(load(config, {}), clock)
    with closing(monitor.app):
        monitor.poll()
        yield monitor


def _write(config: Path, site: Site, desk: Desk, database_url: str) -> None:
    (config / "sources").mkdir(parents=True)
    (config / "topics").mkdir()
    (config / "topics" / "afghan-returns.toml").write_text(TOPIC, encoding="utf-8")
    for name, path in _TWO.items():
        (config / "sources" / f"{name}.toml").write_text(
            f'kind = "feed"\nurl = "{site.server.url}/{path}"\nrecheck = [{{every = "0s", until = "3650d"}}]\n'
        )
    (config / "monitor.toml").write_text(
        f'database = "{database_url}"\n[http]\nallow_private = true\nper_host_interval = "0s"\n{channels_of(desk)}'
    )


def _edit(site: Site, old: str, new: str) -> None:
    site.edit(site.path_of("missions"), old, new)


def _updates(monitor: Monitor, clock: TurnedClock, *sources: str, send: bool = False, **span: float) -> list[Event]:
    clock.turn(**(span or {"minutes": 10}))
    report = monitor.poll(*sources, send=send)
    return sorted((e for e in report.events if e.kind == "updated"), key=lambda e: e.source)


def _sent(monitor: Monitor, desk: Desk) -> list[str]:
    """What is waiting goes out; the texts of the mails."""
    desk.inbox.mails.clear()
    desk.inbox.posts.clear()
    monitor.app.deliver()
    return [text_of(mail) for mail in desk.inbox.mails]


def test_what_both_see_is_told_once(both: Monitor, site: Site, desk: Desk, clock: TurnedClock) -> None:
    """Each records it; the first names the other, in its message too where that still waits."""
    _edit(site, "by a quarter", "by a third")
    one, other = sorted(_updates(both, clock), key=lambda e: e.id)
    first = both.app.reads.event(one.reference)
    assert first is not None
    assert first.also == (other.source,)
    assert f"{one.source} told it already ({one.reference})" in sentences(other.reasons)
    (mail,) = _sent(both, desk)
    assert f"Also seen by {other.source}" in mail
    assert sorted(p.path.partition("?")[0] for p in desk.inbox.posts) == ["/events", "/slack"]


def test_one_that_says_something_else_is_told(both: Monitor, site: Site, desk: Desk, clock: TurnedClock) -> None:
    """The second saw a further edit; what it says is not in what the first told."""
    _edit(site, "by a quarter", "by a third")
    _updates(both, clock, "first")
    _edit(site, "in contact with the Taliban", "without any contact with the Taliban")
    (second,) = _updates(both, clock, "second")
    assert len(_sent(both, desk)) == 2
    assert second.also == ()


def test_only_the_last_word_is_joined(both: Monitor, site: Site, desk: Desk, clock: TurnedClock) -> None:
    """There and back, and there again: whoever sees the last of it tells it, though it was told before."""
    _edit(site, "by a quarter", "by a third")
    _updates(both, clock, "first", send=True)
    _updates(both, clock, "second", send=True)
    _edit(site, "by a third", "by a quarter")
    _updates(both, clock, "second", send=True)
    _edit(site, "by a quarter", "by a third")
    (last,) = _updates(both, clock, "second")
    assert last.also == ()
    assert len(_sent(both, desk)) == 1


def test_another_story_at_one_address_is_told(both: Monitor, site: Site, desk: Desk, clock: TurnedClock) -> None:
    """Two full-text feeds whose entries lead to one page: what they publish is not one story."""
    real, titles = (
        site.answer,
        {
            "/rss.xml": "Twelve convicted Afghans are deported to Kabul",
            "/atom.xml": "Court stops the return of Afghans to the Taliban",
        },
    )

    def answer(method: str, path: str, body: bytes) -> Reply | None:
        item = f"<item><title>{titles.get(path)}</title><guid>{path}</guid><link>{site.origin}/</link></item>"
        head = '<rss version="2.0"><channel><title>The Site</title>'
        feed = Reply(f"{head}{item}</channel></rss>".encode(), "application/rss+xml")
        return feed if path in titles else real(method, path, body)

    site.server._answer = answer
    clock.turn(minutes=10)
    both.poll(send=False)
    said = "".join(_sent(both, desk))
    assert [title for title in titles.values() if title not in said] == []


def test_what_the_first_tells_later_is_told_now(
    tmp_path: Path, both: Monitor, site: Site, desk: Desk, clock: TurnedClock
) -> None:
    """The first waits for a digest; the second's route is immediate."""
    config = tmp_path / "two" / "monitor.toml"
    config.write_text(
        config.read_text().partition("[[routes]]")[0]
        + '[[routes]]\nname = "slow"\nsources = ["first"]\ndigest = "07:00"\n'
        + '[[routes]]\nname = "fast"\nsources = ["second"]\n'
    )
    monitor = Monitor(load(tmp_path / "two", {}), clock)
    with closing(monitor.app):
        _edit(site, "by a quarter", "by a third")
        _updates(monitor, clock, "first")
        _updates(monitor, clock, "second")
        assert len(_sent(monitor, desk)) == 1


def test_after_an_hour_it_is_told_again(both: Monitor, site: Site, desk: Desk, clock: TurnedClock) -> None:
    _edit(site, "by a quarter", "by a third")
    _updates(both, clock, "first")
    _updates(both, clock, "second", minutes=61)
    assert len(_sent(both, desk)) == 2


def test_one_that_was_sent_stays_told(both: Monitor, site: Site, desk: Desk, clock: TurnedClock) -> None:
    """The second comes when the first is out: nothing more goes out, and the event names both."""
    _edit(site, "by a quarter", "by a third")
    (one,) = _updates(both, clock, "first")
    assert len(_sent(both, desk)) == 1
    _updates(both, clock, "second")
    assert _sent(both, desk) == []
    first = both.app.reads.event(one.reference)
    assert first is not None
    assert first.also == ("second",)


def test_a_channel_that_the_first_did_not_reach_is_told(
    both: Monitor, site: Site, desk: Desk, clock: TurnedClock
) -> None:
    """What was given up was not told."""
    _edit(site, "by a quarter", "by a third")
    _updates(both, clock, "first")
    with both.app.database.write() as connection:
        connection.exec_driver_sql("UPDATE deliveries SET state = 'dead' WHERE channel = 'mail' AND state = 'pending'")
    _updates(both, clock, "second")
    assert len(_sent(both, desk)) == 1
    assert sorted(p.path.partition("?")[0] for p in desk.inbox.posts) == ["/events", "/slack"]


def test_the_check_warns(tmp_path: Path, site: Site, desk: Desk, cli: Cli, config: Path) -> None:
    for path in (config / "sources").glob("*.toml"):
        path.unlink()
    for name in _TWO:
        (config / "sources" / f"{name}.toml").write_text(f'kind = "feed"\nurl = "{site.server.url}/rss.xml"\n')
    code, said = cli("check")
    assert (code, f"first and second both watch {site.server.url}/rss.xml" in said) == (0, True)
