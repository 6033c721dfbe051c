"""The newsroom's own sites are as strict as the real ones: an adapter that asks wrongly is seen to."""

import pytest

from monitor.demo.newsroom import Newsroom


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/stories?limit=20&offset=0", 200),
        ("GET", "/api/stories?limit=20&page=2", 400),
        ("GET", "/api/stories?limit=all", 400),
        ("GET", "/API/stories", 404),
        ("POST", "/api/stories", 405),
        ("GET", "/feed/", 308),
    ],
)
def test_belga_takes_what_a_newsroom_of_its_make_takes(newsroom: Newsroom, method: str, path: str, status: int) -> None:
    assert newsroom.belga.server.reply(method, path, b"", {}).status == status


@pytest.mark.parametrize(
    ("path", "status"), [("/feed/", 200), ("/feed", 301), ("/sections/politics/feed/", 200), ("/Feed/", 404)]
)
def test_euractivs_addresses_end_in_a_slash(newsroom: Newsroom, path: str, status: int) -> None:
    assert newsroom.euractiv.server.reply("GET", path, b"", {}).status == status


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", '/api/rss?query={"resultSearchTerm":"x","sort":"new"}', b"", 500),
        ("GET", '/api/rss?query={"filters":[{"field":"sort_date","values":[{"from":"2026-07-01","to":"2026-07-02"}]}]}',
         b"", 500),
        ("POST", "/api/search", b'{"requestState": {}, "queryConfig": {}}', 400),
        ("GET", "/api/search", b"", 404),
        ("GET", "/News/sitemap.xml", b"", 404),
    ],
)  # fmt: skip
def test_rijksoverheid_takes_the_shapes_that_its_pages_send(
    newsroom: Newsroom, method: str, path: str, body: bytes, status: int
) -> None:
    headers = {"content-type": "application/json"}
    assert newsroom.rijksoverheid.server.reply(method, path, body, headers).status == status
