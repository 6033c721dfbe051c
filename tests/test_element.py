"""Which element of a page of unknown make is its article. Each kind of fault was seen on public pages or in other tools'
bug reports; the pages here are written for it.
"""

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.core.model import Document, Request
from monitor.core.settings import Source
from monitor.reading import element, furniture, html
from monitor.reading.pagelines import lines_of
from monitor.sources.kinds import adapter
from tests.conftest import Cli

_URL = "https://ministry.example/news/returns"
_TEXT = [
    "The minister told the committee on Tuesday that 214 people had returned to Kabul since the spring.",
    "Each of them was offered a sum of money and a flight, she said, and nobody had been put on a plane against his will.",
    "Members of the opposition asked how the ministry had checked what became of them after their arrival.",
    "A delegation of officials will travel to the region in October to look at the reception centres themselves.",
    "The committee is to vote on the proposal in the second week of November, after a hearing of three experts.",
]
_MENU = "".join(f'<li><a href="/{name.lower()}">{name}</a></li>' for name in ("Home", "News", "Topics", "Contact"))
_HEAD = f"<header><nav><ul>{_MENU}</ul></nav></header>"
_FOOT = '<footer><p>Ministry of the Interior, Example Street 1</p><a href="/privacy">Privacy</a></footer>'
_CARD = '<a href="/other"><h3>Housing figures for the third quarter</h3><p>What the statistics office found in summer.</p></a>'


def _paragraphs(texts: list[str] = _TEXT) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


def _page(body: str, title: str = "214 people returned since the spring") -> str:
    return f'<!DOCTYPE html><html lang="en"><head><title>{title}</title></head><body>{_HEAD}{body}{_FOOT}</body></html>'


def _read(markup: str) -> list[str]:
    source = Source(name="one", kind="page", url=_URL, lists=(_URL,))
    document = Document(Request(_URL, "item"), _URL, "text/html", markup.encode(), datetime.now(UTC))
    return [block.text for snapshot in adapter(source).read(document).snapshots for block in snapshot.blocks]


def _holds(read: list[str], texts: list[str] = _TEXT) -> bool:
    return [text for text in read if text in texts] == texts


@pytest.mark.parametrize(
    "wrapped",
    [
        f"<div>{_paragraphs()}</div><article>{_CARD}</article>",
        f"<main><div>{_paragraphs()}</div></main><article>{_CARD}</article>",
        f"<div><article>{_CARD}</article><div>{_paragraphs()}</div></div>",
        f'<div>{_paragraphs()}</div><main role="main"><p>Search the site</p></main>',
    ],
)
def test_a_card_is_not_the_article_because_it_is_the_only_one(wrapped: str) -> None:
    """The only `article` or `main` of a page may be a teaser, an address, a calendar."""
    read = _read(_page(f"<h1>214 people returned</h1>{wrapped}"))
    assert _holds(read)
    assert not any("Housing figures" in text for text in read)


def test_of_several_articles_the_text_is_read_and_their_comments_are_not() -> None:
    """WordPress puts each comment into an `article`."""
    comments = "".join(
        f'<li class="comment"><article class="comment-body"><p>{who} says this reply number {n} is what people think.</p>'
        f'<a href="#r{n}">Reply</a></article></li>'
        for n, who in enumerate(("Anna", "Bert", "Carla", "Dirk"))
    )
    body = f'<main><article class="post"><h1>214 people returned</h1><div class="entry-content">{_paragraphs()}</div></article>'
    read = _read(_page(f'{body}<section id="comments"><h2>4 comments</h2><ol>{comments}</ol></section></main>'))
    assert _holds(read)
    assert not any("says this reply" in text for text in read)


@pytest.mark.parametrize("tag", ["aside", "aside class='content'", "form id='aspnetForm'", "noscript", "div hidden"])
def test_an_article_in_an_unusual_element_is_read(tag: str) -> None:
    """Where it holds the page's prose, an `aside`, a `form` around everything or a folded part is the text."""
    read = _read(_page(f"<h1>214 people returned</h1><{tag}>{_paragraphs()}</{tag.split()[0]}>"))
    assert _holds(read)


_ANSWERS = [
    ("Who can apply for the return scheme?", "Everybody who has lived in the country for more than three months can apply for it."),
    ("How high is the allowance for a family?", "A family of four is given 2,800 euros, half of it at the airport and half on arrival."),
    ("Can an application be withdrawn again?", "Until the day of the flight an application can be withdrawn without giving a reason."),
]  # fmt: skip


@pytest.mark.parametrize(
    "folded",
    [
        "<details><summary>{q}</summary><p>{a}</p></details>",
        "<h3><button aria-expanded='false'>{q}</button></h3><div hidden><p>{a}</p></div>",
        "<h3><button aria-expanded='false'>{q}</button></h3><div aria-hidden='true'><p>{a}</p></div>",
        "<div class='accordion-item'><button>{q}</button><div class='panel collapse'><p>{a}</p></div></div>",
        "<h3>{q}</h3><div style='display:none'><p>{a}</p></div>",
    ],
)
def test_folded_answers_and_their_questions_are_text(folded: str) -> None:
    """A question in a button, an answer that opens at a click."""
    parts = "".join(folded.format(q=question, a=answer) for question, answer in _ANSWERS)
    read = _read(_page(f"<main><h1>Questions on the return scheme</h1>{_paragraphs(_TEXT[:2])}{parts}</main>"))
    every = "\n".join(read)
    assert [answer for _, answer in _ANSWERS if answer not in every] == []
    assert [question for question, _ in _ANSWERS if question not in every] == []


@pytest.mark.parametrize(
    "name",
    [
        "vote-results", "social-affairs", "reception-meter", "travel-ban-popup", "article-body paywall",
        "content-behind-paywall", "entry-content no-share", "documentContent__sharingContainer", "print-full",
        "TestReport__Section--Ads", "non-ad-column", "box article modal-enabled", "data-sharing", "consent-procedure",
    ],
)  # fmt: skip
@pytest.mark.parametrize("attribute", ["class", "id"])
def test_prose_is_not_cut_for_one_word_of_a_name(name: str, attribute: str) -> None:
    read = _read(_page(f'<main><h1>214 people returned</h1><div {attribute}="{name}">{_paragraphs()}</div></main>'))
    assert _holds(read)


@pytest.mark.parametrize("name", ["vote-results", "social-affairs", "data-sharing", "embed-social", "newsletter-rules"])
def test_a_part_of_the_article_is_not_cut_for_its_name(name: str) -> None:
    """Also where it holds a part of the text only: a roll call, a quotation in an embedded post."""
    part = f'<div class="{name}"><p>{_TEXT[2]}</p></div>'
    read = _read(
        _page(f"<article><h1>214 people returned</h1>{_paragraphs(_TEXT[:2])}{part}{_paragraphs(_TEXT[3:])}</article>")
    )
    assert _holds(read)


@pytest.mark.parametrize(
    "line",
    [
        "2/5 of the applicants were refused in the first half of the year, the ministry wrote to the committee.",
        "Tips that reach the police by mail or by telephone led to eleven arrests near the border last week.",
        "Responsible: the minister of the interior and the state secretary for asylum, said the court on Monday.",
        "Get the applicants to sign before the flight, an official wrote, and send updates to the embassy.",
    ],
)
def test_prose_is_not_cut_for_its_first_words(line: str) -> None:
    texts = [*_TEXT[:2], line, *_TEXT[2:]]
    read = _read(_page(f"<article><h1>214 people returned</h1>{_paragraphs(texts)}</article>"))
    assert _holds(read, texts)


def test_a_page_without_furniture_elements_is_a_page() -> None:
    """Menus and foreign feeds in plain `div`s are no text, though the page has no `nav`, `header` or `footer`."""
    feed = "".join(f'<div class="f"><a href="/x{n}">Foreign headline number {n} of today</a></div>' for n in range(9))
    menu = f'<div class="m"><ul>{_MENU}</ul></div>'
    markup = (
        f"<html><head><title>214</title></head><body>{menu}<div>{_paragraphs()}</div><div>{feed}</div></body></html>"
    )
    read = _read(markup)
    assert _holds(read)
    assert not any("Foreign headline" in text or text == "Contact" for text in read)


def test_an_edit_shows_wherever_it_stands_in_the_article() -> None:
    """Also in its title line, in a table, in a list and in a caption."""
    body = (
        f"<article><h1>214 people returned</h1>{_paragraphs(_TEXT[:3])}"
        "<table><tr><th>Month</th><th>Returns</th></tr><tr><td>May</td><td>81</td></tr></table>"
        "<ul><li>No charter flight in July, two in August</li><li>One flight a month from then on</li></ul>"
        "<figure><img src='a.jpg'><figcaption>The airport of Kabul on 3 May</figcaption></figure>"
        f"{_paragraphs(_TEXT[3:])}</article>"
    )
    before = _read(_page(body))
    for old, new in (("81", "18"), ("two in August", "three in August"), ("3 May", "4 May"), ("offered", "refused")):
        assert _read(_page(body.replace(old, new))) != before, old


_NOTE = "Correction, 3 May: an earlier version of this report gave another figure."


@pytest.mark.parametrize(
    "body",
    [
        "<div class='x'><p>{note}</p></div><article><h1>214 people returned</h1>{text}</article>",
        "<main><article><h1>214 people returned</h1>{text}</article><div class='correction'>{note}</div></main>",
        "<h1>214 people returned</h1><div class='notice'>{note}</div><div class='body'>{text}</div>",
    ],
)
def test_a_note_of_the_editors_beside_the_article_is_its_own(body: str) -> None:
    """A sentence right before the text or behind it, in a box of its own."""
    assert _NOTE in _read(_page(body.format(note=_NOTE, text=_paragraphs())))


def test_short_lines_beside_kept_ones_are_kept() -> None:
    """The result of a vote, an answer of one word: as good as their neighbours of the same make."""
    texts = [
        "The house voted on the return bill this morning after a night of talks.",
        "For: 81",
        "Against: 69",
        "Adopted.",
    ]
    assert _read(_page(f"<main><h1>Return bill</h1>{_paragraphs(texts)}</main>"))[-4:] == texts


def test_the_headings_of_a_live_blog_are_kept() -> None:
    posts = "".join(
        f"<div class='post'><h2>Amendment {n} rejected</h2><p>{text}</p></div>" for n, text in enumerate(_TEXT)
    )
    read = _read(_page(f"<main><h1>Debate on returns</h1>{posts}</main>"))
    assert [f"Amendment {n} rejected" for n in range(5) if f"Amendment {n} rejected" not in read] == []


def test_a_layout_table_is_no_table_of_figures() -> None:
    """A menu in one cell, the text in the other."""
    cells = "<td><a href='/'>Home</a> <a href='/visa'>Visa</a></td><td><h1>Notice</h1>{}</td>"
    texts = ["The visa desk is closed on Friday.", "Fee: 80 euro.", "Bring your passport."]
    read = _read(_page(f"<table><tr>{cells.format(_paragraphs(texts))}</tr></table>", "Notice"))
    assert [text for text in read if text in texts] == texts


def test_the_heading_that_readers_see_is_the_title() -> None:
    """An editor may change it alone; a site's name in its place is none."""
    source = Source(name="one", kind="page", url=_URL, lists=(_URL,))

    def title(h1: str) -> str:
        markup = _page(
            f"<article><h1>{h1}</h1>{_paragraphs()}</article>", "214 people returned since the spring | Ministry"
        )
        document = Document(Request(_URL, "item"), _URL, "text/html", markup.encode(), datetime.now(UTC))
        return adapter(source).read(document).snapshots[0].title

    assert title("241 people returned since the spring") == "241 people returned since the spring"
    assert title("Ministry of the Interior") == "214 people returned since the spring | Ministry"


@pytest.mark.parametrize("count", [1, 2])
def test_a_short_report_is_read(count: int) -> None:
    """A first report of one paragraph or two."""
    read = _read(_page(f"<article><h1>214 people returned</h1>{_paragraphs(_TEXT[:count])}</article>"))
    assert _holds(read, _TEXT[:count])


def test_a_page_of_links_is_read() -> None:
    """A dossier that only leads elsewhere: what it lists is what is watched."""
    links = "".join(f'<li><a href="/n{n}">Letter number {n} on returns</a></li>' for n in range(20))
    read = _read(_page(f"<main><h1>Letters</h1><ul>{links}</ul></main>"))
    assert all(f"Letter number {n} on returns" in read for n in range(20))


def test_a_very_large_page_is_read_by_its_structure_and_says_so() -> None:
    """Beyond 5,000 blocks or 2 MB."""
    texts = [f"Paragraph number {n} of the report says what the {n}th witness saw at the border." for n in range(5_200)]
    source = Source(name="one", kind="page", url=_URL, lists=(_URL,))
    markup = _page(f"<article><h1>Report</h1>{_paragraphs(texts)}</article>")
    document = Document(Request(_URL, "item"), _URL, "text/html", markup.encode(), datetime.now(UTC))
    (snapshot,) = adapter(source).read(document).snapshots
    assert len(snapshot.blocks) >= 5_000
    assert snapshot.note is not None
    assert snapshot.note.code == "read_by_structure"


@pytest.mark.parametrize(
    ("rule", "line"),
    [
        ("read also", "Lees ook: de brief van de minister"), ("share bar", "Share this article on WhatsApp"),
        ("counter", "1,204 views"), ("comments", "Comments (3)"), ("reading time", "Lesezeit: 4 Minuten"),
        ("stamp", "Laatst bijgewerkt op 3 mei 2026"), ("agency mark", "© dpa-infocom, dpa:260503-99-1/2"),
        ("rating", "Rate this page"), ("press contact", "Press contact: the spokesperson"),
        ("free articles", "You have 3 free articles left"), ("already subscriber", "Already a subscriber? Log in"),
        ("advert", "Advertentie"), ("newsletter", "Subscribe to our newsletter"), ("login", "Se connecter"),
        ("for subscribers", "Dit artikel is exclusief voor abonnees"), ("cookies", "This website uses cookies"),
        ("file size", "Download (PDF, 120 kB)"), ("followers", "2,400 followers"), ("downloads", "12 downloads"),
        ("corrections box", "Spotted an error? Mail the desk"), ("time of day", "Today, 14:05"),
        ("letterhead", "Ministerie van Asiel en Migratie | 12-05-2026"), ("print", "Print this page"),
        ("follow us", "Volg ons op Bluesky"), ("folio", "Pagina 2 van 5"), ("opener", "Responsible: the editors"),
        ("heading of other texts", "Meest gelezen"), ("", "The minister shared the list with her colleagues."),
    ],
)  # fmt: skip
def test_each_rule_of_wording_has_its_name(rule: str, line: str) -> None:
    """The name goes with what was cut."""
    assert furniture.rule_of(line) == rule


def test_a_page_is_explained_line_by_line(tmp_path: Path, cli: Cli) -> None:
    """Each line with the evidence that it is kept by, or the rule that cuts it."""
    file = tmp_path / "page.html"
    cut = '<p>Subscribe to our newsletter</p><a href="/other"><h3>Housing figures</h3></a>'
    file.write_text(_page(f"<article><h1>214 people returned</h1>{_paragraphs()}{cut}</article>"), encoding="utf-8")
    code, said = cli("compare", "--explain", str(file), "--json")
    lines = {line["text"]: line for line in json.loads(said)["files"][0]["lines"]}
    assert code == 0
    assert (lines[_TEXT[0]]["kept"], lines[_TEXT[0]]["why"]) == (True, "the extractor has it")
    assert lines[_TEXT[0]]["place"].endswith("/article/p")
    assert lines["Housing figures"]["why"] == "a card of another text"
    assert (lines["Contact"]["kept"], lines["Contact"]["why"]) == (False, "no evidence for it")
    code, said = cli("compare", "--explain", str(file))
    assert (code, "lines are kept" in said) == (0, True)
    assert cli("compare", "--explain")[0] == 2
    (tmp_path / "a.txt").write_text("No page", encoding="utf-8")
    code, said = cli("compare", "--explain", str(tmp_path / "a.txt"))
    assert (code, "no web page" in said) == (2, True)


def test_a_fragment_is_explained_by_its_rules() -> None:
    told = html.explained('<p>The court spoke.</p><div class="newsletter">Subscribe</div>', _URL)
    assert [(line.text, line.is_kept, line.why) for line in told] == [
        ("The court spoke.", True, "the article's own markup"),
        ("Subscribe", False, "element div newsletter"),
    ]


def test_the_page_of_an_item_is_explained(cli: Cli, config: Path) -> None:
    """From the stored document, with what its kind reads and cuts; an item that is read from data has no page."""
    assert cli("poll", "--no-send")[0] == 0
    items = json.loads(cli("items", "--json", "--limit", "100")[1])["items"]
    first = {source: next(i["id"] for i in items if i["source"] == source) for source in ("euractiv", "belga")}
    code, said = cli("show", str(first["euractiv"]), "--cut", "--json")
    lines = json.loads(said)["lines"]
    assert code == 0
    assert any(line["kept"] for line in lines)
    assert all(line["why"] for line in lines)
    code, said = cli("show", str(first["euractiv"]), "--cut")
    assert (code, "lines are kept" in said) == (0, True)
    code, said = cli("show", str(first["belga"]), "--cut")
    assert (code, "is read from data" in said) == (2, True)


def test_a_page_of_which_nothing_is_taken_is_explained_as_it_is_read() -> None:
    """Its whole markup is the article then, and so it is said."""
    markup = "<html><head><title>Closed</title></head><body><p>Closed until 14 June.</p></body></html>"
    told = html.explained(markup, _URL)
    assert [line.text for line in told if line.is_kept] == [block.text for block in html.page(markup, _URL).blocks]


def test_a_box_to_type_in_is_no_note_of_the_editors() -> None:
    """A sentence beside the text that asks for an address, with a field and nothing else to press."""
    box = "<div><p>Every morning the news of the desk in your mailbox, free of charge.</p><input type='email'></div>"
    read = _read(_page(f"<main><article><h1>214 people returned</h1>{_paragraphs()}</article>{box}</main>"))
    assert not any("mailbox" in text for text in read)


@pytest.mark.parametrize("between", ["&shy;", "&#8203;"])
def test_a_text_with_soft_hyphens_is_read(between: str) -> None:
    """Many German sites part every long word so (on public pages only the headings were left)."""
    parted = [re.sub(r"\b(\w{3})(\w{3,})", rf"\1{between}\2", text) for text in _TEXT]
    read = _read(_page(f"<h1>214 returned</h1><div>{_paragraphs(parted)}</div>"))
    assert _holds(read)
    assert "Privacy" not in read


_ASKS = (
    "<div class='x7'><h3>The day in one letter</h3><p>Every morning the most important news of the ministry, in your post.</p>"
    "<form><div><label>Address</label><input type='email'></div><p>Something went wrong, please try it once more.</p></form></div>"
)
_LINKS = "".join(f'<li><a href="/r{n}">Report number {n} of the committee on returns</a></li>' for n in range(1, 5))


@pytest.mark.parametrize("around", [_ASKS, f"<nav><ul>{_LINKS}</ul></nav>"])
def test_what_asks_or_leads_on_within_the_article_is_not_its_text(around: str) -> None:
    """A box to write into and a menu say themselves what they are, wherever they stand."""
    body = f"<article><h1>214 returned</h1>{_paragraphs(_TEXT[:3])}{around}{_paragraphs(_TEXT[3:])}</article>"
    read = _read(_page(body))
    assert _holds(read)
    assert not [text for text in read if "post." in text or "went wrong" in text or "Report number" in text]


@pytest.mark.parametrize(
    "texts", [_TEXT, ["二百十四人が春以降カブールに戻ったと大臣が火曜日に委員会で述べた。"] * 3, _TEXT[:2]]
)
def test_a_text_around_a_field_is_read(texts: list[str]) -> None:
    """A form may hold the whole page, however short it is."""
    read = _read(_page(f"<main><form><h1>214 returned</h1><input type='text'>{_paragraphs(texts)}</form></main>"))
    assert set(texts) <= set(read)


@pytest.mark.parametrize("count", [4, 8])
def test_the_text_under_the_heading_is_read_though_a_sidebar_has_the_paragraphs(count: int) -> None:
    """Where an article stands in boxes that say nothing the extractor may take the only paragraphs that there are."""
    boxes = "".join(f'<div class="q2">{text}</div>' for text in _TEXT)
    lead = "and nobody in the town hall can say what it will cost, says the mayor."
    side = "".join(
        f'<div class="k7"><a href="/x{n}">Pool {n}</a><p>The town closes pool {n} for the winter, {lead}</p></div>'
        for n in range(count)
    )
    title = "214 people returned since the spring"
    read = _read(_page(f'<div class="q1"><h1>{title}</h1>{boxes}</div><div class="s8">{side}</div>', title))
    assert _holds(read)
    assert not [text for text in read if "mayor" in text]


def _chosen(markup: str) -> list[str]:
    """What is taken where the extractor takes every line of a page."""
    lines = lines_of(html.parse(markup))
    found = element.chosen(lines, [line.piece.block.text for line in lines])
    return [line.piece.block.text for line, why in zip(lines, found, strict=True) if why]


def _box_of(teasers: int) -> str:
    of = [
        f"<h3><a href='/s{n}'>Story number {n}</a></h3><h4>What happened there on day {n}</h4>" for n in range(teasers)
    ]
    return "<div class='q3'><ul>" + "".join(f"<li><div>{one}</div></li>" for one in of) + "</ul></div>"


def test_teasers_in_a_box_of_their_own_are_not_the_text() -> None:
    """Titles that lead to other stories, each with its line, beside the element of the text."""
    read = _chosen(f"<body><div><div class='q1'>{_paragraphs()}</div>{_box_of(4)}</div></body>")
    assert read == _TEXT


def test_of_a_page_that_lists_other_texts_the_teasers_are_the_text() -> None:
    read = _chosen(f"<body><div><div class='q1'>{_paragraphs(_TEXT[:1])}</div>{_box_of(9)}</div></body>")
    assert [text for text in read if text.startswith("What happened")] == [
        f"What happened there on day {n}" for n in range(9)
    ]


def test_a_teaser_within_the_text_stays_in_it() -> None:
    """An editor may place a document with a word on what it is between two paragraphs."""
    named = "<div><a href='/d'>Letter of 3 May</a><p>What the minister wrote to the mayors about it.</p></div>"
    read = _chosen(f"<body><div class='q1'>{_paragraphs(_TEXT[:3])}{named}{_paragraphs(_TEXT[3:])}</div></body>")
    assert "What the minister wrote to the mayors about it." in read


def test_an_empty_line_of_breaks_parts_paragraphs() -> None:
    """One in ten public pages writes so; an edit of a word would be one of the whole text."""
    link = 'She sent <a href="/letter">a letter</a> to the mayors of the four towns.'
    body = "<br /><br>\n".join((*_TEXT[:2], f"{_TEXT[2]}<br>{link}", *_TEXT[3:]))
    source = Source(name="one", kind="page", url=_URL, lists=(_URL,))
    markup = _page(f"<h1>214 returned</h1><div class='x'>{body}</div>")
    document = Document(Request(_URL, "item"), _URL, "text/html", markup.encode(), datetime.now(UTC))
    (snapshot,) = adapter(source).read(document).snapshots
    texts = [block.text for block in snapshot.blocks]
    assert texts[-5:-3] == _TEXT[:2]
    assert texts[-3] == f"{_TEXT[2]} She sent a letter to the mayors of the four towns."
    assert [bool(line.links) for line in snapshot.lines if line.text in texts[-5:]] == [
        False,
        False,
        True,
        False,
        False,
    ]


def test_a_place_is_the_same_whatever_a_request_is_said_of() -> None:
    """Variants under test stand as classes of the body, marks of a cache in names of boxes."""
    markup = _page(f'<h1>214 returned</h1><div class="view-dom-id-KEY x12"><div>{_paragraphs()}</div></div>')
    pages = [
        html.page(markup.replace("<body>", f'<body class="test-{one}">').replace("KEY", key), _URL)
        for one, key in (("a", "6323eeb121407570f2578179f00705eb"), ("b", "3da1c296beb38c77352d87f593f6f841"))
    ]
    first, second = ([line.place for line in page.lines] for page in pages)
    assert first == second
    assert "/body/div.view-dom-id-#.x#/div/p" in first
