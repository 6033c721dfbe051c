"""Bytes of any kind: character sets, codings, cut answers, and the odd forms of feeds and sitemaps."""

import gzip
import json
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from monitor.core.errors import ParseError
from monitor.core.model import Document, Item, Page, Request
from monitor.core.settings import Source
from monitor.demo.server import Reply, Running, Server
from monitor.pipeline.polling.judge import next_look
from monitor.reading import about, feeds, html, sitemaps
from monitor.reading.charset import decoded
from monitor.reading.dates import instant
from monitor.sources.kinds import adapter
from tests.conftest import Monitor, Polled, TurnedClock, kinds_of

_NOW = datetime(2026, 7, 12, 9, 0, tzinfo=UTC)
_WORDS = "Die Rückführung nach Afghanistan läuft: Straftäter flögen über Katar, sagte der Minister."
_PAGE = (
    '<!DOCTYPE html><html lang="en"><head>{head}<title>Return flights</title></head><body><main><h1>Return flights</h1>'
    "<p>{text}</p><p>Afghan nationals were returned to Kabul; a Taliban delegation had come to Brussels.</p>"
    "</main></body></html>"
)


class Pages(Running):
    """A site of a few answers: a path, and what it answers."""

    def __init__(self) -> None:
        self.answers: dict[str, Reply | Callable[[], Reply]] = {}
        self.server = Server(self._answer, validators=False)

    def _answer(self, method: str, path: str, body: bytes) -> Reply | None:
        found = self.answers.get(path)
        return found() if callable(found) else found


@pytest.fixture
def pages() -> Iterator[Pages]:
    with Pages() as running:
        yield running


def _document(body: bytes, content_type: str = "", url: str = "https://site.example/feed") -> Document:
    return Document(Request(url, "list"), url, content_type, body, _NOW)


def _text_of(monitor: Monitor, path: str) -> str:
    (view,) = monitor.app.reads.find(path)
    version = monitor.app.reads.version(view.item.id, view.item.version)
    assert version is not None
    return " ".join(b.text for b in version.blocks)


# --- character sets ----------------------------------------------------------------------------------


def _coded(name: str, *, mark: bytes = b"", meta: str = "") -> bytes:
    head = f'<meta charset="{meta}">' if meta else ""
    return mark + _PAGE.format(head=head, text=_WORDS).encode(name)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (_coded("cp1252", meta="iso-8859-1"), "text/html"),
        (_coded("cp1252"), "text/html; charset=ISO-8859-1"),
        (_coded("cp1252"), "text/html"),
        (_coded("utf-8"), "text/html"),
        (_coded("utf-8", mark=b"\xef\xbb\xbf", meta="iso-8859-1"), "text/html; charset=iso-8859-1"),
        (_coded("utf-16-le", mark=b"\xff\xfe"), "text/html"),
        (_coded("utf-16-be"), "text/html"),
        (_coded("utf-8", meta="utf-16"), "text/html"),
        (_coded("cp1252", meta="utf-8"), "text/html; charset=utf-8"),
        (_coded("utf-8", meta="windows-1252"), "text/html"),
        (_coded("iso8859-15", meta="iso-8859-15"), "text/html; charset=no-such-set"),
        (_coded("cp850"), "text/html; charset=ibm850"),
    ],
    ids=(
        "meta header unsaid utf-8 mark-wins utf-16 utf-16-without-mark meta-cannot-be-utf-16 contradicted "
        "valid-utf-8-wins unknown-header header-alone"
    ).split(),
)
def test_a_page_is_read_in_its_own_characters(
    body: bytes, content_type: str, pages: Pages, watching: Polled, clock: TurnedClock
) -> None:
    """The order is that of browsers; what the bytes contradict is not believed."""
    pages.answers["/a"] = Reply(body, content_type)
    monitor = watching(f'kind = "page"\nurl = "{pages.server.url}/a"\n')
    assert _WORDS in _text_of(monitor, "/a")


def test_a_site_that_turns_to_utf_8_has_not_edited_its_pages(
    pages: Pages, watching: Polled, clock: TurnedClock
) -> None:
    pages.answers["/a"] = Reply(_coded("cp1252", meta="iso-8859-1"), "text/html")
    monitor = watching(f'kind = "page"\nurl = "{pages.server.url}/a"\n')
    pages.answers["/a"] = Reply(_coded("utf-8", meta="utf-8"), "text/html; charset=utf-8")
    assert kinds_of(monitor, clock) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("cp1251", "Министр заявил, что беженцы будут возвращены в Кабул."),
        ("koi8_r", "Министр заявил, что беженцы будут возвращены в Кабул."),
        ("cp1253", "Οι πρόσφυγες θα επιστραφούν στην Καμπούλ."),
        ("cp1256", "قال الوزير إن اللاجئين سيعادون إلى كابول."),
        ("cp1252", "Le ministre a déclaré « non »."),
        ("utf-8", "وزیر گفت پناهجویان به کابل بازگردانده می‌شوند."),
    ],
)
def test_what_no_page_says_is_told_by_its_letters(name: str, text: str) -> None:
    assert text in decoded(f"<html><body><p>{text}</p></body></html>".encode(name))


@pytest.mark.parametrize(
    "name", ["undefined", "unicode_escape", "raw_unicode_escape", "utf-7", "idna", "rot13", "base64"]
)
def test_what_python_alone_calls_a_character_set_is_none(name: str) -> None:
    """A page may name anything: it is read as what it is."""
    text = "<p>a\\u0041 é +AGE-</p>"
    assert decoded(text.encode(), f"text/html; charset={name}") == text


def test_a_caption_with_marked_words_is_a_caption() -> None:
    markup = "<p><sup>Afghans board in Leipzig, <strong><u>archive</u></strong> ©BELGA PHOTO</sup></p>"
    assert [b.kind for b in html.article(markup, "https://site.example/a").blocks] == ["caption"]
    (head,) = html.article("<p><strong><u>Returns</u></strong></p>", "https://site.example/a").blocks
    assert head.kind == "heading"


def test_a_broken_letter_does_not_turn_a_page_into_another_character_set() -> None:
    body = _coded("utf-8").replace("ü".encode(), b"\xc3", 1)
    assert "läuft: Straftäter flögen über Katar" in decoded(body, "text/html; charset=utf-8")


# --- codings, redirects, ends --------------------------------------------------------------------------


def test_all_members_of_a_packed_answer_are_read(pages: Pages, watching: Polled, clock: TurnedClock) -> None:
    """RFC 1952, 2.2: members follow one another; a server that packs as it goes sends several."""
    whole = _coded("utf-8")
    parts = [whole[:200], b"", whole[200:300], whole[300:]]
    packed = b"".join(gzip.compress(part) for part in parts) + b"\0" * 7
    pages.answers["/a"] = Reply(packed, headers={"Content-Encoding": "gzip"})
    monitor = watching(f'kind = "page"\nurl = "{pages.server.url}/a"\n')
    assert "a Taliban delegation had come" in _text_of(monitor, "/a")
    pages.answers["/a"] = Reply(packed[:-30], headers={"Content-Encoding": "gzip"})
    clock.turn(minutes=10)
    (source,) = monitor.poll().sources
    assert "ends before its end" in str(source.run.error)


@pytest.mark.parametrize("coding", ["utf-8", "none", "aws-chunked", "UTF-8, identity", ""])
def test_a_coding_that_is_none_says_nothing(coding: str, pages: Pages, watching: Polled, clock: TurnedClock) -> None:
    pages.answers["/a"] = Reply(_coded("utf-8"), headers={"Content-Encoding": coding})
    assert _WORDS in _text_of(watching(f'kind = "page"\nurl = "{pages.server.url}/a"\n'), "/a")


def test_a_cookie_lives_as_long_as_its_redirects(pages: Pages, watching: Polled, clock: TurnedClock) -> None:
    """The address leads to itself with a cookie, beside one of the stanza's; the next look begins without it."""
    cookies: list[str] = []

    def answer() -> Reply:
        cookies.append(pages.server.headers.get("cookie", ""))
        if "seen=1" in cookies[-1]:
            return Reply(_coded("utf-8"))
        return Reply(b"", status=302, headers={"Location": "/a", "Set-Cookie": "seen=1; Path=/"})

    pages.answers["/a"] = answer
    monitor = watching(f'kind = "page"\nurl = "{pages.server.url}/a"\nheaders = {{ Cookie = "lang=en" }}\n')
    assert _WORDS in _text_of(monitor, "/a")
    assert kinds_of(monitor, clock) == []
    assert cookies == ["lang=en", "lang=en; seen=1"] * 2


def test_a_page_that_is_cut_on_its_way_is_no_edit(pages: Pages, watching: Polled, clock: TurnedClock) -> None:
    """It has no length and no </html>, where the version before had one. One that stays so is believed in the end."""
    whole = _coded("utf-8")
    pages.answers["/a"] = Reply(whole, open_end=True)
    monitor = watching(f'kind = "page"\nurl = "{pages.server.url}/a"\n')
    cut = whole[: whole.index(b" a Taliban delegation")]
    pages.answers["/a"] = Reply(cut, open_end=True)
    clock.turn(seconds=30)
    (source,) = monitor.poll().sources
    assert "the page ends before its end" in str(source.run.error)
    pages.answers["/a"] = Reply(whole, open_end=True)
    assert [e for e in kinds_of(monitor, clock) if not e.startswith("source_")] == []
    pages.answers["/a"] = Reply(cut, open_end=True)
    clock.turn(minutes=10)
    monitor.poll()
    assert "updated" in kinds_of(monitor, clock)


def test_a_page_that_never_had_an_end_is_read_as_it_is(pages: Pages, watching: Polled, clock: TurnedClock) -> None:
    body = _coded("utf-8").removesuffix(b"</body></html>")
    pages.answers["/a"] = Reply(body, open_end=True)
    monitor = watching(f'kind = "page"\nurl = "{pages.server.url}/a"\n')
    pages.answers["/a"] = Reply(body.replace(b"Kabul", b"Kandahar"), open_end=True)
    assert "updated" in kinds_of(monitor, clock)


# --- feeds --------------------------------------------------------------------------------------------


def _rss(items: str, after: str = "") -> bytes:
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>{items}</channel></rss>{after}'.encode()


_ITEM = "<item><title>One</title><link>https://site.example/a</link><pubDate>{}</pubDate></item>"


@pytest.mark.parametrize(
    "after", ["<script>var a = '<b>' & 1;</script>", "\n<!-- cached -->\n<!-- & -->", "x" * 5_000, "\0\0", "&nbsp;"]
)
def test_what_stands_behind_a_feed_is_no_part_of_it(after: str) -> None:
    _, rows, _ = feeds.rows(_document(_rss(_ITEM.format(""), after)))
    assert [row.title for row in rows] == ["One"]


@pytest.mark.parametrize("end", ["", "</channel>", "</item"])
def test_a_feed_that_ends_before_its_end_is_cut(end: str) -> None:
    whole = _rss(_ITEM.format("") * 3)
    with pytest.raises(ParseError, match="cut"):
        feeds.rows(_document(whole[: whole.rindex(b"<title>")] + end.encode()))


@pytest.mark.parametrize(
    ("raw", "utc"),
    [
        ("Mon, 20 Apr 2026 08:00:00 +0200", "06:00"),
        ("Mon, 20 Apr 2026 08:00:00 GMT", "08:00"),
        ("Mon, 20 Apr 2026 08:00:00 -0000", "08:00"),
        ("Mon, 20 Apr 2026 08:00:00 CEST", "06:00"),
        ("Mon, 20 Apr 2026 08:00:00 MESZ", "06:00"),
        ("Mon, 20 Apr 2026 08:00:00", "06:00"),
        ("2026-04-20 08:00:00", "06:00"),
        ("2026-04-20T08:00:00Z", "08:00"),
        ("Monday, April 20, 2026 - 8:00am", "06:00"),
        ("Mon, 20 Apr 2026 08:00:00 America/New_York", "12:00"),
        ("Mon, 20 Apr 2026 08:00:00 ET", None),
        ("Mon, 20 Apr 2026 08:00:00 GMT-01:00", "09:00"),
        ("20/04/2026 08:00", "06:00"),
        ("04/05/2026 08:00", None),
        ("April 20", None),
        ("2026", None),
        ("yesterday", None),
    ],
)
def test_the_dates_of_feeds(raw: str, utc: str | None) -> None:
    """A time without an offset is the source's own; one that has two meanings is none."""
    found = instant(raw, ZoneInfo("Europe/Brussels"))
    assert (found and f"{found:%H:%M}") == utc
    _, rows, _ = feeds.rows(_document(_rss(_ITEM.format(raw))), ZoneInfo("Europe/Brussels"))
    assert rows[0].published_at == found


def test_an_entry_stands_where_its_base_says_and_no_longer() -> None:
    """`xml:base` ends with its element (w3.org, XML Base); what is relative is so to the feed's own address."""
    atom = (
        b'<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title>'
        b'<entry xml:base="/deep/"><title>A</title><id>tag:a</id><link href="a.html"/></entry>'
        b'<entry><title>B</title><id>tag:b</id><link href="b.html"/></entry></feed>'
    )
    _, rows, _ = feeds.rows(_document(atom, url="https://site.example/news/feed.xml"))
    assert [row.link for row in rows] == ["https://site.example/deep/a.html", "https://site.example/news/b.html"]


@pytest.mark.parametrize("version", ["https://jsonfeed.org/version/1.1", "http://jsonfeed.org/version/1", "1.0"])
def test_a_json_feed_by_any_of_its_names(version: str) -> None:
    body = json.dumps({"version": version, "items": [{"id": "1", "url": "https://site.example/a", "title": "One"}]})
    assert [row.title for row in feeds.rows(_document(body.encode()))[1]] == ["One"]


def test_an_id_that_is_no_address_is_no_link() -> None:
    """feedparser lends an entry without a link its guid."""
    _, rows, _ = feeds.rows(_document(_rss("<item><title>One</title><guid>12345</guid></item>")))
    assert (rows[0].link, rows[0].guid) == ("", "12345")


# --- sitemaps -------------------------------------------------------------------------------------------


def _sitemap(rows: str, name: str = "urlset") -> bytes:
    return f'<?xml version="1.0"?><{name} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</{name}>'.encode()


def _listed(body: bytes, url: str = "https://site.example/map?of=news") -> Page:
    made = adapter(Source("s", "sitemap", url))
    (request,) = made.start(_NOW)
    assert request.url == url
    return made.read(Document(request, url, "", body, _NOW))


@pytest.mark.parametrize("dates", ["none", "oldest first", "newest first"])
def test_of_a_long_sitemap_the_newest_are_watched(dates: str) -> None:
    """Undated rows stand in the order in which the site adds them: at the end."""
    numbers = range(600) if dates != "newest first" else range(599, -1, -1)
    day = "" if dates == "none" else "<lastmod>{:%Y-%m-%d}</lastmod>"
    rows = "".join(
        f"<url><loc>https://site.example/{n}</loc>{day.format(_NOW + timedelta(days=n))}</url>" for n in numbers
    )
    page = _listed(_sitemap(rows))
    assert {entry.url for entry in page.entries} == {f"https://site.example/{n}" for n in range(100, 600)}
    assert "100 of 600 addresses are left out" in page.note


def test_of_a_long_index_the_newest_are_followed() -> None:
    rows = "".join(f"<sitemap><loc>https://site.example/{n}.xml</loc></sitemap>" for n in range(30))
    page = _listed(_sitemap(rows, "sitemapindex"))
    assert {r.url for r in page.follow} == {f"https://site.example/{n}.xml" for n in range(10, 30)}


@pytest.mark.parametrize("before", [b"\n", b" \r\n\t", b"\xef\xbb\xbf\n"])
def test_blanks_before_a_sitemap_are_nothing(before: bytes) -> None:
    body = before + _sitemap("<url><loc>https://site.example/a</loc></url>")
    assert len(sitemaps.read(body).rows) == 1
    packed = gzip.compress(body[:50]) + gzip.compress(body[50:])
    assert len(sitemaps.read(packed).rows) == 1


# --- pages ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("markup", "texts"),
    [
        ("<table><tr><td><p>Kabul</p><p>2,117 people</p></td><td>x<ul><li>y</li></ul></td></tr></table>",
         ["Kabul 2,117 people | x y"]),
        ("<dl><dt><div>Costs</div>The state pays.</dt></dl>", ["Costs", "The state pays."]),
        ("<blockquote><p>One.</p><p>Two.</p></blockquote>", ["One.", "Two."]),
        ("<h2>Costs<br>The rest</h2><p>a<b>b</b>c</p>", ["Costs The rest", "abc"]),
    ],
)  # fmt: skip
def test_words_of_neighbouring_blocks_keep_their_blank(markup: str, texts: list[str]) -> None:
    assert [b.text for b in html.article(markup, "https://site.example/a").blocks] == texts


def _linked(*objects: Mapping[str, object]) -> str:
    scripts = "".join(f'<script type="application/ld+json">{json.dumps(o)}</script>' for o in objects)
    return _PAGE.format(head=scripts, text=_WORDS)


_OTHER: Mapping[str, object] = {
    "@type": "NewsArticle",
    "url": "https://site.example/b",
    "headline": "Budget",
    "dateModified": "2020-01-01",
}


@pytest.mark.parametrize(
    "own",
    [
        {"@type": "NewsArticle", "url": "/a", "dateModified": "2026-07-01"},
        {
            "@type": "NewsArticle",
            "mainEntityOfPage": {"@id": "https://www.site.example/a"},
            "dateModified": "2026-07-01",
        },
        {"@type": "Article", "headline": "Return flights", "dateModified": "2026-07-01"},
    ],
)
def test_a_page_that_describes_other_stories_has_its_own_dates(own: dict[str, object]) -> None:
    for objects in ((_OTHER, own), (own, _OTHER), ({"@graph": [_OTHER, own]},)):
        tree = html.parse(_linked(*objects))
        assert about.json_ld(tree, about.meta(tree), "https://site.example/a")["dateModified"] == "2026-07-01"
    tree = html.parse(_linked(_OTHER))
    assert about.json_ld(tree, about.meta(tree), "https://site.example/a") == {}


def test_a_page_that_is_not_free_is_watched_all_the_same(pages: Pages, watching: Polled, clock: TurnedClock) -> None:
    """Its word makes no teaser: what is shorter than half of the text before, and its beginning, is one."""
    free, paid = ({"@type": "NewsArticle", "isAccessibleForFree": said} for said in (True, False))
    whole = _linked(paid).replace("</main>", "<p>The costs are not known, and Doha pays a part of them.</p></main>")
    pages.answers["/a"] = Reply(_linked(free).encode())
    monitor = watching(f'kind = "page"\nurl = "{pages.server.url}/a"\n')
    pages.answers["/a"] = Reply(whole.encode())
    assert "updated" in kinds_of(monitor, clock)
    pages.answers["/a"] = Reply(whole.replace("Afghan nationals were", "No Afghan nationals were").encode())
    assert "updated" in kinds_of(monitor, clock)
    teaser = whole[: whole.index("<p>Afghan") if "<p>Afghan" in whole else whole.index("<p>No Afghan")]
    pages.answers["/a"] = Reply((teaser + "<p>Subscribe to read on.</p></main></body></html>").encode())
    assert kinds_of(monitor, clock) == []


@pytest.mark.parametrize("year", [2062, 2027])
def test_a_date_that_is_to_come_is_not_when_an_item_was_born(year: int) -> None:
    item = Item(1, "s", "k", "u", "t", published_at=datetime(year, 1, 1, tzinfo=UTC), first_seen=_NOW, topics=("t",))
    late = _NOW + timedelta(days=20)
    assert next_look(Source("s", "page", "u"), item, late) == late + timedelta(days=1)
    assert next_look(Source("s", "page", "u"), item, _NOW) == _NOW + timedelta(minutes=10)
