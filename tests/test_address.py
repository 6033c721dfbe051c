"""Addresses from outside are parsed in one place, which gives an address or a reason."""

import pytest
from sqlalchemy import update

from monitor.core.address import Address, Refused, parse, usable
from monitor.demo.newsroom import Newsroom
from monitor.fetch.public import is_public
from monitor.store.database import Database
from monitor.store.polling import PollStore
from monitor.store.tables import items
from tests.conftest import MakeMonitor
from tests.test_store import listed
from trials.hostile.addresses import PRIVATE, PUBLIC, WRONG


@pytest.mark.parametrize("name", WRONG)
def test_what_is_no_address_is_refused_with_a_reason(name: str) -> None:
    """Whatever the text, nothing is raised, and the reason is a sentence."""
    found = parse(WRONG[name], "http://example.org/")
    assert isinstance(found, Refused)
    assert found.reason.startswith(("it ", "its "))


@pytest.mark.parametrize(
    ("text", "url", "port"),
    [
        ("http://example.org/a b", "http://example.org/a b", 80),
        (" \n https://example.org:8443/x ", "https://example.org:8443/x", 8443),
        ("/news/\n1", "http://base.example/news/1", 80),
        ("//other.example/x", "http://other.example/x", 80),
        ("https://münchen.example/", "https://münchen.example/", 443),
        ("http://[2a00:1450::1]:81/", "http://[2a00:1450::1]:81/", 81),
        ("http://193.191.1.1/", "http://193.191.1.1/", 80),
        ("http://a_b.example./", "http://a_b.example./", 80),
    ],
)
def test_what_a_browser_follows_is_an_address(text: str, url: str, port: int) -> None:
    """Blanks around it and breaks within go; relative ones are joined; the port is that of the scheme."""
    found = parse(text, "http://base.example/")
    assert isinstance(found, Address)
    assert (found.url, found.port) == (url, port)
    assert usable(text, "http://base.example/") == url


@pytest.mark.parametrize("address", PRIVATE)
def test_an_ipv4_address_within_an_ipv6_one_is_judged_as_itself(address: str) -> None:
    """Mapped, compatible, 6to4, NAT64, Teredo, ISATAP, documentation, benchmark, site-local, reserved: none is public."""
    assert not is_public(address)


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_public(address: str) -> None:
    """Also those that a network without IPv4 makes of a public one."""
    assert is_public(address)


@pytest.mark.parametrize("size", [480, 510, 590, 600, 601, 5_000])
def test_an_alias_of_any_length_is_found_again(database: Database, size: int) -> None:
    """Two that share their first six hundred characters are two items."""
    store = PollStore(database)
    one, other = (f"url:elsewhere.example/{'a' * size}{end}" for end in "12")
    item = listed(store, alias=one)
    assert store.find_items("s", [one])[one].id == item.id
    assert store.find_items("s", [other]) == {}


def test_an_alias_that_an_earlier_version_stored_cut_is_found(database: Database) -> None:
    """By the item's own address; another that begins alike is not taken for it."""
    store = PollStore(database)
    long = f"path:/{'a' * 700}"
    item = listed(store, alias="path:/short")
    with database.write() as connection:
        address = f"https://x.example/{'a' * 700}"
        connection.execute(update(items).where(items.c.id == item.id).values(url=address))
        connection.exec_driver_sql(
            f"INSERT INTO aliases (source, alias, item_id) VALUES ('s', '{long[:600]}', {item.id})"
        )
    assert store.find_items("s", [long])[long].id == item.id
    assert store.find_items("s", [f"{long}b"]) == {}


def test_one_odd_entry_is_left_out_and_the_others_are_read(make_monitor: MakeMonitor, newsroom: Newsroom) -> None:
    """No address that a list names ends the poll of its source, nor that of another."""
    monitor = make_monitor()
    story = next(iter(newsroom.belga.stories.values()))
    story["url"] = "http://[bad/x"
    report = monitor.poll()
    assert {s.run.source for s in report.sources if s.run.outcome == "ok"} >= {"euractiv", "rijksoverheid"}
    assert "error of ours" not in " ".join(s.run.error or "" for s in report.sources)
