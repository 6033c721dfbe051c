"""Bytes into blocks: pages, cards, letters, PDFs, feeds; and every adapter against its saved documents."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from monitor.core.errors import ParseError
from monitor.core.model import Document, Page, Request
from monitor.core.ports import Adapter
from monitor.core.settings import Source
from monitor.demo.newsroom import Newsroom
from monitor.demo.server import CHALLENGE
from monitor.edits.compare import compare
from monitor.reading import feeds, letter, pdf
from monitor.reading.files import read_file
from monitor.reading.html import article
from monitor.reading.html import page as html_page
from monitor.sources.kinds import adapter
from monitor.sources.reader import Readers
from tests.letters import REVISED, SEEDS, draw, load, units_as_read

ROOT = Path(__file__).parent.parent
NOW = datetime(2026, 7, 12, 9, 0, tzinfo=UTC)
LETTER = "antwoorden-kamervragen-gesprekken-taliban"
BELGA = sorted((ROOT / "seeds" / "belga").glob("*.json"))


def story(slug_part: str) -> bytes:
    return next(p for p in BELGA if slug_part in p.name).read_bytes()


def test_a_story_is_read_without_its_cards() -> None:
    """Both kinds of card, 'Related news', empty paragraphs go; the cards' targets are kept."""
    read = read_file(story("eu-considers-talks")).text
    assert len(read.blocks) == 9
    assert [b.kind for b in read.blocks].count("heading") == 1
    assert read.blocks[-1].kind == "caption"
    assert not any("Related news" in b.text or "belganewsagency.eu" in b.text for b in read.blocks)
    assert len(read.related) == 4
    assert read.links == (
        "https://www.euractiv.com/news/exclusive-brussels-to-host-taliban-in-talks-on-afghan-deportations/",
    )


def test_other_signatures_other_cards_other_attributes_are_no_change() -> None:
    """The promise that the desk never hears of a signature in an image address."""
    data = json.loads(story("eu-considers-talks"))
    other = dict(data)
    other["body"] = (
        data["body"]
        .replace("text-align: left", "text-align: right")
        .replace("&amp;s=", "&amp;s=0")
        .replace("strong>", "b>")
    )
    one, two = (read_file(json.dumps(d).encode()).text for d in (data, other))
    assert compare(one, two).cls == "none"


def test_a_rating_question_ends_the_article_and_read_also_lines_go() -> None:
    """Furniture in the wording, not only in the markup."""
    read = article(
        "<p>One.</p><p>Read Also Cyprus: emphasis on returns</p><p>Two.</p>"
        "<p>How valuable did you find this article?</p><p>The average score is 4</p>",
        "https://x.example/",
    )
    assert [b.text for b in read.blocks] == ["One.", "Two."]


def test_tables_lists_quotes_and_captions_are_blocks_of_their_own() -> None:
    """Roles by structure; a table's cells keep their order."""
    read = article(
        "<table><tr><th>Land</th><th>2026</th></tr><tr><td>Austria</td><td>79</td></tr></table><ul><li>One</li><li>Two</li>"
        "</ul><blockquote><p>Said.</p></blockquote><figure><img src=x><figcaption>Photo</figcaption></figure>loose",
        "https://x.example/",
    )
    assert [(b.kind, b.text) for b in read.blocks] == [
        ("table", "Land | 2026\nAustria | 79"),
        ("list", "One"),
        ("list", "Two"),
        ("quote", "Said."),
        ("caption", "Photo"),
        ("paragraph", "loose"),
    ]


# --- letters ---------------------------------------------------------------------------------------


def pdf_blocks(data: bytes) -> list[str]:
    return [b.text for b in letter.blocks(pdf.read(data).paragraphs)]


def test_the_seed_pdfs_are_drawn_from_their_texts() -> None:
    """Each committed PDF is what its text file gives."""
    for path in (*SEEDS.glob("*.toml"), *REVISED.glob("*.toml")):
        assert pdf_blocks(path.with_suffix(".pdf").read_bytes()) == pdf_blocks(draw(load(path.stem, path.parent)))


def test_a_letter_gives_one_block_a_question_and_an_answer() -> None:
    """Eleven questions, two answered together, over three pages; page heads, folios and letterhead gone."""
    blocks = pdf_blocks((SEEDS / f"{LETTER}.pdf").read_bytes())
    wanted = list(units_as_read(load(LETTER)))
    assert [b for b in blocks if b.startswith(("Vraag ", "Antwoord "))] == wanted
    rest = " ".join(b for b in blocks if b not in wanted)
    assert "Pagina" not in rest
    assert "Retouradres" not in rest
    assert "7604726" not in rest


def test_the_same_letter_in_other_lines_and_pages_reads_the_same() -> None:
    """A PDF made anew from the same words is no change."""
    data = load(LETTER)
    assert pdf_blocks(draw(data, width=250)) == pdf_blocks(draw(data)) == pdf_blocks(draw(data, turn_after=3))


def test_a_page_put_in_between_adds_what_it_holds_and_nothing_else() -> None:
    """Folios and page heads move; the words of the other pages stand."""
    old = load(LETTER)
    new = load(LETTER)
    new["units"][2]["answer"] = [*old["units"][2]["answer"], "Een nieuwe alinea over vijf visa."]
    sides = [read_file(data).text for data in (draw(old), draw(new, width=300, turn_after=2))]
    change = compare(*sides)
    assert [(f.type, f.after) for f in change.facts] == [("added", "Een nieuwe alinea over vijf visa.")]
    assert compare(sides[0], read_file(draw(old, width=250, turn_after=3)).text).cls == "none"


def test_a_letter_saved_as_lines_is_healed() -> None:
    """Words cut at a line's end, pages, repeated heads; an address keeps its hyphen."""
    lines = [
        "> Retouradres Postbus 1", "Onze referentie", "7604726", "", "Datum 10 juli 2026", "Betreft Antwoorden", "",
        "Vraag 1", "Kent u het bericht over de autori-", "teiten?", "", "Antwoord op vraag 1", "Ja.", "",
        "   Pagina 1 van 2\f", "Datum", "10 juli 2026", "Onze referentie", "7604726", "", "Vraag 2", "Waarom?", "",
        "Antwoord op vraag 2", "Zie https://www.example.org/taliban-in-", "talks van 20 april.",
    ]  # fmt: skip
    read = [b.text for b in article(f"<pre>{chr(10).join(lines)}</pre>", "https://x.example/").blocks]
    assert read == [
        "Betreft Antwoorden", "Vraag 1 Kent u het bericht over de autoriteiten?", "Antwoord op vraag 1 Ja.",
        "Vraag 2 Waarom?", "Antwoord op vraag 2 Zie https://www.example.org/taliban-in-talks van 20 april.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("markup", "name"),
    [
        (
            "<h1>Just a moment...</h1><p>Checking your browser before accessing the site. Ray ID: 8f</p>",
            "a bot challenge",
        ),
        ("<h1>Even geduld</h1><p>Bevestig dat u een mens bent.</p>", "a bot challenge"),
        ("<h1>Almost there</h1><p>Confirm that you are a human. JavaScript is needed.</p>", "a bot challenge"),
        (
            "<div class='cookie-wall'><h2>Wij waarderen uw privacy</h2><p>Wij en onze 812 partners gebruiken cookies.</p></div>",
            "a cookie wall",
        ),
        ("<p>Pour lire cet article, merci d'accepter les cookies.</p><button>Tout accepter</button>", "a cookie wall"),
        ("<h1>Anmelden</h1><p>Bitte melden Sie sich an, um weiterzulesen.</p>", "a login page"),
        ("<h1>503 Service Unavailable</h1><p>The server is temporarily unavailable.</p>", "an error page"),
        ("<div></div>", "an empty page"),
    ],
)
def test_what_is_no_article_is_known_as_such(markup: str, name: str) -> None:
    """Challenge, cookie wall, login, error page and empty shell, in four languages."""
    assert article(markup, "https://x.example/").failure == name


def test_a_story_that_speaks_of_cookies_and_log_ins_is_a_story() -> None:
    """The words alone are no failure: most of a story speaks of something else."""
    story = "<p>Ministers spoke on Tuesday about cookies and about log-ins for the asylum register of the union.</p>"
    more = (
        "<p>They want a new system by 2027, two diplomats said, and asked the Commission for a plan and for money.</p>"
    )
    assert article(story + more + "<div class='cookie'>We use cookies.</div>", "https://x.example/").failure is None


@pytest.mark.parametrize(
    "line",
    [
        "12 shares", "1.204 vues", "14 Kommentare", "Share this article", "Deel via WhatsApp of e-mail",
        "Partager : Facebook X WhatsApp", "Est. 4min", "Leestijd: 3 minuten", "Updated: 20-04-2026 07:15",
        "Stand: 1. Juni 2026", "Mis à jour le 3 mai 2026 à 14:30", "Lees ook: iets anders", "Read Also Cyprus and returns",
        "Advertisement", "Sponsored: a podcast about Kabul", "Subscribe to our newsletter", "Wij gebruiken cookies.",
        "© dpa-infocom, dpa:260103-930-494179/2", "Contact presse : presse@example.org", "PDF document | 5 pagina's | 281 kB",
        "The average score is 4.0 (14 votes)", "1,318 following", "2 307 lecteurs connectés", "Sponsored content",
        "212 Kommentare Stand: 13:10 Uhr", "3.482 lecteurs en ligne 41 commentaires", "Lecture : 4 min",
        "Laatst bijgewerkt: 11 februari, 08.15 uur", "Updated 09:12, 21 January 2026",
        "By Ann Reed, Local Reporter Updated 16:47, 22 January 2026 2 min read",
        "Jan Maes, woordvoerder 0470 00 11 22 pers@x.example",
    ],
)  # fmt: skip
def test_lines_around_an_article_are_furniture(line: str) -> None:
    """Counters, shares, stamps, read-also lines, adverts: cut, and kept apart as furniture."""
    read = article(f"<p>A paragraph of the story itself.</p><p>{line}</p>", "https://x.example/")
    assert [b.text for b in read.blocks] == ["A paragraph of the story itself."]
    assert read.furniture == (line,)


@pytest.mark.parametrize(
    "line",
    [
        "Update: the flight left on Tuesday.", "Updated figures show 12 returns.", "Contact with the Taliban was lost.",
        "Sharing data with Kabul is planned.", "As of 1 June, returns are forced.", "Stand der Gespräche: offen.",
        "Two still missing on 3 May.", "Nog steeds vermist op 3 mei",
        "The journalist was jailed for two months and fined for 12 articles.",
        "The journalist spent six weeks in a cell in Kabul for 2 tweets.",
        "Press officer Jan Maes (040 12) wrote on X @jan that 40 were deported.",
        "Media in Kabul, by mail to x@y.example, said that 40 women left.",
        "Updated: 40 people are missing.", "Office in Ghent, 09 000 11 22, info@x.example",
        "12 shares of the aid went to women.", "By the end of 2026 all must leave.",
    ],
)  # fmt: skip
def test_lines_that_look_alike_stay(line: str) -> None:
    """News in the shape of furniture is news."""
    read = article(f"<p>A paragraph of the story itself.</p><p>{line}</p>", "https://x.example/")
    assert [b.text for b in read.blocks][-1] == line


@pytest.mark.parametrize(
    ("entries", "is_bar"),
    [
        (("Bluesky", "LinkedIn", "Signal"), True),
        (("X", "Facebook"), True),
        (("Facebook", "A hearing in Ghent", "A vote in Liège"), False),
        (("Mail", "The office in Ghent answers within a week"), False),
    ],
)
def test_a_list_of_services_to_share_by_is_furniture(entries: tuple[str, ...], is_bar: bool) -> None:
    listed = "".join(f"<li>{entry}</li>" for entry in entries)
    read = article(f"<p>A paragraph of the story itself.</p><ul>{listed}</ul>", "https://x.example/")
    assert len(read.blocks) == (1 if is_bar else 1 + len(entries))


def test_an_agencys_note_pad_and_a_byline_are_furniture() -> None:
    pad = "<p>dpa-Notizblock<br>Orte: Wien<br>dpa ab cdef n1 gh 081142 Nov 26</p>"
    by_line = "<div class='byline'>Von unserer Redaktion Innenpolitik</div>"
    read = article(f"{by_line}<p>A paragraph of the story itself.</p>{pad}", "https://x.example/")
    assert [b.text for b in read.blocks] == ["A paragraph of the story itself."]


def test_a_class_that_says_furniture_but_holds_the_story_is_not_believed() -> None:
    """A theme may call its article 'share-wrapper': half of the text is never furniture."""
    read = article(
        "<div class='social-share'><p>One paragraph of a story.</p><p>Another of it.</p></div>", "https://x.example/"
    )
    assert len(read.blocks) == 2


def test_a_page_of_unknown_make_is_read_without_its_frame() -> None:
    """No main element and no selectors: navigation, teasers and footer go, tables and links stay."""
    page = (
        "<html><body><header><nav><a href='/'>Home</a> <a href='/news'>News</a></nav></header><div id='page'><div>"
        "<h1>Talks on returns</h1><p>Ministers of twelve states spoke on Monday about the return of Afghans.</p>"
        "<p>They asked for <a href='/plan.pdf'>a plan</a> by 1 October 2026, and for money to carry it out.</p>"
        "<table><tr><th>State</th><th>Flights</th></tr><tr><td>Germany</td><td>3</td></tr></table></div>"
        "<div><h3>Latest news</h3><ul><li><a href='/x'>Another story</a></li></ul></div></div>"
        "<footer>Contact | Imprint</footer></body></html>"
    )
    read = html_page(page, "https://x.example/a")
    assert [b.kind for b in read.blocks][-1] == "table"
    assert read.links == ("https://x.example/plan.pdf",)
    assert not {"Home", "Imprint", "Another"} & set(" ".join(b.text for b in read.blocks).split())


def test_the_letter_keeps_its_reference_numbers_and_footnote() -> None:
    """Page heads are dropped from the text, not the numbers in them."""
    read = pdf.read((SEEDS / f"{LETTER}.pdf").read_bytes())
    assert "2026Z09763" in read.text
    assert "7604726" in read.text
    assert read.small == ("[1] Euractiv, 20 april 2026, over de ontvangst van een Talibandelegatie in Brussel.",)


def test_a_scan_is_an_explicit_error() -> None:
    """A PDF without a text layer is never an empty text."""
    from reportlab.pdfgen.canvas import Canvas

    buffer = BytesIO()
    canvas = Canvas(buffer)
    canvas.rect(10, 10, 50, 50)
    canvas.save()
    with pytest.raises(ParseError, match="no text layer"):
        pdf.read(buffer.getvalue())


def test_a_word_document_is_read() -> None:
    """DOCX letters give the same kind of blocks."""
    paragraphs = ["Betreft Vragen", "Vraag 1", "Is dit zo?", "Antwoord op vraag 1", "Nee."]
    body = "".join(f"<w:p><w:r><w:t>{p}</w:t></w:r></w:p>" for p in paragraphs)
    namespace = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", f'<w:document xmlns:w="{namespace}"><w:body>{body}</w:body></w:document>')
    read = read_file(buffer.getvalue())
    assert read.kind == "docx"
    assert [b.text for b in read.text.blocks] == ["Betreft Vragen", "Vraag 1 Is dit zo?", "Antwoord op vraag 1 Nee."]


def test_markdown_decoration_and_repeated_heads_are_no_text() -> None:
    """A letter saved as Markdown: bold, rules, raised figures and the page heads between questions."""
    lines = ["**Vraag 1**", "**Is dit zo?**", "**Datum**", "10 juli 2026", "**Onze referentie**", "7604726",
             "**Antwoord op vraag 1**", "Ja<sup>1</sup>.", "<sup>1</sup> [Een brief](#)", "**Vraag 2**", "En?",
             "**Antwoord op vraag 2**", "Nee."]  # fmt: skip
    assert [b.text for b in letter.blocks(lines)] == [
        "Vraag 1 Is dit zo?",
        "Antwoord op vraag 1 Ja[1].",
        "[1] Een brief",
        "Vraag 2 En?",
        "Antwoord op vraag 2 Nee.",
    ]


# --- feeds -----------------------------------------------------------------------------------------


def test_a_file_that_is_no_text_is_refused_by_name() -> None:
    """Random bytes, a PDF read as text; an empty file is an empty page."""
    with pytest.raises(ParseError, match="control characters"):
        read_file(bytes(range(256)) * 9)
    with pytest.raises(ParseError, match="pdf file"):
        read_file((SEEDS / f"{LETTER}.pdf").read_bytes(), "text")
    assert read_file(b"").text.failure == "an empty page"


def test_markdown_lines_are_blocks_by_their_marks() -> None:
    """A heading, an entry, a paragraph."""
    read = read_file(b"# A title\n\nA paragraph here.\n\n## A part\n\n- one\n- two\n").text
    assert read.title == "A title"
    assert [b.kind for b in read.blocks] == ["paragraph", "heading", "list", "list"]


@pytest.mark.parametrize("body", [b"", CHALLENGE, b"{}", b"http://127.0.0.1/feed", b"/etc/passwd"])
def test_what_is_no_feed_is_an_error(body: bytes) -> None:
    """An unrecognised document is trouble, never an empty list; text that is an address is not fetched."""
    with pytest.raises(ParseError):
        feeds.rows(
            Document(
                Request("http://127.0.0.1/feed", "list"), "http://127.0.0.1/feed", "application/rss+xml", body, NOW
            )
        )


# --- every adapter against saved documents -----------------------------------------------------------


def documents(newsroom: Newsroom) -> Iterator[tuple[Adapter, Document]]:
    """Each kind's lists and items as the newsroom serves them."""
    sites = {
        "prezly": newsroom.belga.server,
        "rijksoverheid": newsroom.rijksoverheid.server,
        "euractiv": newsroom.euractiv.server,
        "feed": newsroom.euractiv.server,
    }
    for kind, server in sites.items():
        url = server.url + ("/feed/" if kind == "feed" else "")
        hosts = ("www.euractiv.com",) if kind == "feed" else ()
        made = adapter(Source(kind, kind, url, terms=("Taliban",), hosts=hosts))
        asked = list(made.start(NOW))
        for request in asked:
            reply = server.reply(
                request.method, request.url.removeprefix(server.url), request.body.encode(), _sent(request)
            )
            document = Document(request, request.url, reply.content_type, reply.body, NOW)
            yield made, document
            page = made.read(document)
            for following in [e.request for e in page.entries[:2] if e.request]:
                reply = server.reply("GET", following.url.removeprefix(server.url), b"", {})
                item = Document(following, following.url, reply.content_type, reply.body, NOW)
                yield made, item
                for part in [p for s in made.read(item).snapshots for p in s.parts]:
                    reply = server.reply("GET", part.url.removeprefix(server.url), b"", {})
                    yield made, Document(part, part.url, reply.content_type, reply.body, NOW)


def _sent(request: Request) -> dict[str, str]:
    return {name.lower(): value for name, value in request.headers}


def check(page: Page, role: str) -> None:
    for entry in page.entries:
        assert entry.aliases
        assert entry.url.startswith("http")
        assert entry.published_at is None or entry.published_at.tzinfo is not None
        assert entry.request is None or entry.request.url.startswith("http://127.0.0.1:")
    keys = [e.aliases[0] for e in page.entries]
    assert len(keys) == len(set(keys))
    for snapshot in page.snapshots:
        assert any(b.text for b in snapshot.blocks) or snapshot.parts
        assert role == "part" or (snapshot.aliases and snapshot.title)
        assert snapshot.published_at is None or snapshot.published_at.tzinfo is not None
        assert snapshot.modified_at is None or snapshot.modified_at.tzinfo is not None
        assert all(link.startswith("http") for link in (*snapshot.links, *snapshot.related))


def test_every_adapter_reads_its_documents_to_the_same_rules(newsroom: Newsroom) -> None:
    """Keys unique and stable over two reads, times zone-aware, addresses absolute, prose not empty."""
    seen = set()
    for made, document in documents(newsroom):
        page = made.read(document)
        assert page == made.read(document)
        check(page, document.request.role)
        seen.add((type(made).__name__, document.request.role))
    assert {role for name, role in seen if name == "Rijksoverheid"} == {"list", "item", "part"}
    assert {name for name, _ in seen} == {"Prezly", "Rijksoverheid", "Euractiv", "Feed"}


@given(share=st.floats(0, 1), data=st.data())
@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_cut_document_gives_a_page_or_a_parse_error_and_nothing_else(share: float, data: st.DataObject) -> None:
    """Cut anywhere, no adapter raises anything else, and no list comes out shorter in silence."""
    newsroom = _saved()
    made, document = data.draw(st.sampled_from(newsroom))
    cut = replace(document, body=document.body[: int(len(document.body) * share)])
    try:
        page = made.read(cut)
    except ParseError:
        return
    if document.request.role == "list" and len(cut.body) < len(document.body.rstrip()):
        assert len(page.entries) == len(made.read(document).entries)


_cache: list[tuple[Adapter, Document]] = []


def _saved() -> list[tuple[Adapter, Document]]:
    if not _cache:
        with Newsroom() as newsroom:
            _cache.extend(documents(newsroom))
    return _cache


def test_a_foreign_document_is_a_parse_error(newsroom: Newsroom) -> None:
    """A list answered with a web page, a story with a list."""
    made = adapter(Source("b", "prezly", newsroom.belga.server.url))
    for role, url in (("list", "/api/stories?limit=20&offset=0"), ("list", "/feed"), ("item", "/a.json")):
        request = Request(newsroom.belga.server.url + url, role)  # type: ignore[arg-type]
        with pytest.raises(ParseError):
            made.read(Document(request, request.url, "text/html", CHALLENGE, NOW))


def test_a_full_search_is_halved_down_to_single_days() -> None:
    """Twenty hits mean that more may exist; the halves cover the window without a gap."""
    made = adapter(Source("r", "rijksoverheid", "http://127.0.0.1:1", terms=("Taliban",)))
    asked = [r for r in made.start(NOW) if "/api/rss" in r.url]
    items = "".join(
        f"<item><title>t</title><link>https://www.rijksoverheid.nl/actueel/nieuws/2026/07/01/a{i}</link></item>"
        for i in range(20)
    )
    body = f'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>{items}</channel></rss>'.encode()
    days: list[str] = []
    while asked:
        request = asked.pop()
        page = made.read(Document(request, request.url, "application/rss+xml", body, NOW))
        asked += page.follow
        if not page.follow:
            days.append(json.loads(request.context)[1])
    assert sorted(days) == [f"2026-06-{d}" for d in (29, 30)] + [f"2026-07-{d:02d}" for d in range(1, 13)]


def test_the_search_window_repeats_its_address_within_a_day() -> None:
    """Its ends stand on whole days, so that the address can be asked for conditionally."""
    made = adapter(Source("r", "rijksoverheid", "http://127.0.0.1:1", terms=("Taliban",)))
    assert made.start(NOW) == made.start(NOW.replace(hour=20))
    assert made.start(NOW) != made.start(NOW.replace(day=13))


def test_a_document_that_hangs_the_reader_is_stopped_and_the_next_is_read(newsroom: Newsroom) -> None:
    """The wall limit ends the child; the pool goes on with a new one."""
    source = Source("b", "prezly", newsroom.belga.server.url)
    request = Request(newsroom.belga.server.url + "/a.json", "item")
    readers = Readers(wall=0.0)
    try:
        with pytest.raises(ParseError, match="took longer"):
            readers.read(source, Document(request, request.url, "", BELGA[0].read_bytes(), NOW))
    finally:
        readers.close()
    readers = Readers()
    try:
        page = readers.read(source, Document(request, request.url, "", BELGA[0].read_bytes(), NOW))
        assert page.snapshots[0].title
    finally:
        readers.close()


def test_surrogates_nul_and_overrides_in_a_story_are_read_as_text(newsroom: Newsroom) -> None:
    """Half a character, NUL and right-to-left overrides: the words around them arrive, nothing fails."""
    body = json.dumps(
        {"title": "A \ud800 title", "body": "<p>Ab\u202ec\x00d \ud83d e.</p>", "url": "https://x.example/a"}
    )
    readers = Readers()
    try:
        request = Request(newsroom.belga.server.url + "/a.json", "item")
        page = readers.read(
            Source("b", "prezly", newsroom.belga.server.url), Document(request, request.url, "", body.encode(), NOW)
        )
        assert [b.text for b in page.snapshots[0].blocks] == ["Abcd ? e."]
    finally:
        readers.close()


def test_a_million_nested_tags_are_one_documents_trouble(newsroom: Newsroom) -> None:
    """A hostile document gives a page or a parse error, and the reader lives on."""
    source = Source("e", "euractiv", newsroom.euractiv.server.url)
    request = Request(newsroom.euractiv.server.url + "/news/x/", "item")
    readers = Readers(cpu=4)
    try:
        for body in (
            b"<div>" * 300_000 + b"deep",
            b"<p " + b"a" * 60_000 + b"='" + b"\x00" * 60_000,
            b"\x00\xff" * 5000,
        ):
            with pytest.raises(ParseError, match=r"\w"):
                readers.read(source, Document(request, request.url, "text/html", body, NOW))
        for body in (b"%PDF-1.7\n%%EOF", b"%PDF-1.4\n1 0 obj<</Length 99999999>>stream\n" + b"\xff" * 9_000):
            with pytest.raises(ParseError, match="PDF"):
                readers.read(
                    Source("r", "rijksoverheid", newsroom.rijksoverheid.server.url),
                    Document(
                        Request("http://127.0.0.1/x.pdf", "part"),
                        "http://127.0.0.1/x.pdf",
                        "application/pdf",
                        body,
                        NOW,
                    ),
                )
        good = newsroom.euractiv.answer("GET", "/news/borssele-stake/", b"")
        assert good is not None
        assert readers.read(source, Document(request, request.url, "text/html", good.body, NOW)).snapshots
    finally:
        readers.close()


@pytest.mark.parametrize(
    "text",
    [
        "Islamabad geeft geen toestemming voor de vlucht van dinsdag. Dat zegt een woordvoerder.",
        "Kabul withholds its consent to the flight of Tuesday, a spokesman said.",
        "Le consulat demande le consentement écrit des deux parents avant le départ.",
        "Ohne Einwilligung der Mutter darf das Kind nicht ausreisen, urteilte das Gericht.",
        "Het register van tolken is sinds maandag tijdelijk niet bereikbaar wegens onderhoud.",
        "Access denied: 20 lawyers were turned away at the prison gate on Friday.",
        "The men passed a security check at the airport and were told to wait one moment.",
        "The clause says that websites need written consent before they store cookies that track visitors.",
    ],
)
def test_a_flash_that_speaks_of_consent_or_access_is_an_article(text: str) -> None:
    """These are words of the beat: one sign makes no wall."""
    assert article(f"<h1>{text.split('.')[0]}</h1><p>{text}</p>", "https://x.example/").failure is None


@pytest.mark.parametrize(
    "line",
    [
        "You have the right to a free lawyer within 5 days",
        "Motion adopted (76 votes)",
        "Motie aangenomen (76 stemmen)",
        "Antrag angenommen (376 Stimmen)",
        "Get the men home by May, the mayor wrote in a mail to the minister",
        "Meld je aan voor terugkeersteun: mail voor 12 mei",
        "Tip for lawyers: contact the ministry within 5 days",
        "Responsible: the police of Kabul",
        "COM/2024/312",
        "VVD/CDA",
        "The ministry sent its newsletter to all mayors on 3 May.",
        "In a newsletter the mayor asked: “Are you ready for 12 more families?”",
    ],
)
def test_no_rule_of_furniture_reaches_over_prose(line: str) -> None:
    read = article(f"<p>A paragraph of the story itself.</p><p>{line}</p>", "https://x.example/")
    assert [b.text for b in read.blocks] == ["A paragraph of the story itself.", line]


@pytest.mark.parametrize(
    "line",
    [
        "Still current at: 3 June 2025", "Gepubliceerd: 3-2-2026. Nog steeds geldig op: 11-2-2026",
        "Stand: 11.06.2025, Angaben weiterhin gültig", "0412 GMT 130625 wx/am", "Aufrufe: 1.204",
        "Every morning the news of your town: subscribe to our newsletter", "Laatst nagekeken op 02.09.2025 – deze pagina werd 48.310 keer bekeken",
        "Steun de journalistiek: probeer onze krant vier weken voor 1 euro.", "Stand: 12.02.2026 (unverändert gültig seit 05.01.2026)",
        "Place Beauvau – 75800 Paris – page 1 sur 2", "Poll: Would you pay more? Yes 61%, No 39% (1,204 votes)",
    ],
)  # fmt: skip
def test_stamps_and_transmission_lines_are_furniture(line: str) -> None:
    read = article(f"<p>A paragraph of the story itself.</p><p>{line}</p>", "https://x.example/")
    assert [b.text for b in read.blocks] == ["A paragraph of the story itself."]


def test_a_line_that_only_leads_home_is_no_text() -> None:
    way = '<p><a href="/">Back to the home page of the ministry</a>.</p><p><a href="#top">Up</a></p>'
    read = article(
        f'<p>A paragraph of the story.</p>{way}<p><a href="/letter">The letter</a></p>', "https://x.example/a"
    )
    assert [b.text for b in read.blocks] == ["A paragraph of the story.", "The letter"]


def test_what_the_markup_says_is_said_stands_in_marks() -> None:
    """A browser draws them; a page that writes them itself says the same."""
    drawn, written = (
        article(f"<p>He said {said} on Monday.</p>", "https://x.example/") for said in ("<q>no</q>", "“no”")
    )
    assert drawn.blocks == written.blocks
