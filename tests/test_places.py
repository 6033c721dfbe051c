"""What is learnt of places and what it may never do: hide the first edit, count a page twice, grow without bound."""

from collections.abc import Mapping, Sequence

import pytest

from monitor.core.model import PageLine
from monitor.reading import html
from monitor.template.joining import join, rejoin
from monitor.template.judged import Desk, Looked, PageLook
from monitor.template.look import look
from monitor.template.memory import PageMemory, Template
from monitor.template.names import resolved
from monitor.template.places import box_of, settled
from monitor.template.sides import sides

ARTICLE = "/body/main/article"
TEXTS = (
    "The ministry said on {} that talks with the government in Kabul would be held again next week in Brussels.",
    "A spokesman for {} told reporters that no decision about the flights had been taken so far by anyone.",
    "Lawyers of {} have asked the court to look at the matter before the end of the month, they said.",
)


NOTE = "Correction: an earlier version of this text gave a wrong number for the flights of May; see "


def line(place: str, text: str, *links: str, kept: bool = True) -> PageLine:
    return PageLine(place, "paragraph", text, kept, "", links)


def name(page: int) -> str:
    """A word that no other page has."""
    return "".join(chr(97 + (page * 7 + n * n * 3) % 26) for n in range(9))


def story(page: int, *more: PageLine) -> list[PageLine]:
    own = [line(f"{ARTICLE}/p", text.format(name(page + n))) for n, text in enumerate(TEXTS)]
    return [line("title", f"Title {name(page)}"), *own, *more]


class Site:
    """Pages by number, looked at as they are handed in; the rest stood."""

    def __init__(self, pages: Mapping[int, Sequence[PageLine]]) -> None:
        self.template = Template()
        self.memories = {page: join(self.template, lines) for page, lines in pages.items()}

    def look(self, changed: Mapping[int, Sequence[PageLine]], unchanged: int = 0, desk: Desk | None = None) -> Looked:
        looks = [PageLook(page, self.memories[page], lines) for page, lines in changed.items()]
        looked = look(self.template, looks, unchanged, desk or Desk())
        self.memories |= {page: one.memory for page, one in looked.pages.items()}
        return looked


def told(looked: Looked) -> list[int]:
    return [page for page, one in looked.pages.items() if one.told]


def muted(looked: Looked) -> set[str]:
    return {why.code for one in looked.pages.values() for _, why in one.muted}


# --- the first edit ----------------------------------------------------------------------------------


def inside(
    page: int, head: str = "What happens next", caption: str = "The minister at the talks", link: str = "Read it"
) -> list[PageLine]:
    own = name(page)
    return story(page, line(f"{ARTICLE}/h2", f"{head} in {own}"), line(f"{ARTICLE}/figure/figcaption", f"{caption} {own}"),
                 line(f"{ARTICLE}/p@", f"{link} {own}"))  # fmt: skip


@pytest.mark.parametrize(
    "changed",
    [
        inside(1, head="Why the deal has failed"),
        inside(1, caption="Demonstrators on Tuesday, in front of the embassy"),
        inside(1, link="Read the withdrawn report and its annex"),
    ],
)
def test_what_stands_among_the_paragraphs_is_inside_of_the_text(changed: list[PageLine]) -> None:
    """The element that holds the paragraphs is the box of the text, not the place where the paragraphs stand."""
    assert box_of(inside(1)) == ARTICLE
    watched = Site({page: inside(page) for page in range(20)})
    assert told(watched.look({1: changed}, unchanged=500)) == [1]


def beside(page: int, first: str = "Minister resigns over the visas") -> list[PageLine]:
    return story(page, line("/body/main/header/p.stand", f"{first} {name(page)}"))


def test_a_line_beside_the_text_is_told_when_it_is_replaced_for_the_first_time() -> None:
    watched = Site({page: beside(page) for page in range(20)})
    for page in range(3):
        assert told(watched.look({page: beside(page, f"{name(page + 50)} was sent back")}, unchanged=400)) == [page]
    assert told(watched.look({4: beside(4, f"{name(90)} was sent back")})) == []


@pytest.mark.parametrize("quiet", [0, 6_000])
@pytest.mark.parametrize("pages", [4, 10])
def test_a_sentence_that_is_changed_on_some_pages_is_told_in_the_first_look_too(quiet: int, pages: int) -> None:
    def said(page: int, month: str) -> list[PageLine]:
        text = f"In all 417 people were returned to Afghanistan in the month of {month}, the office said."
        return story(page, line(f"{ARTICLE}/p", text))

    watched = Site({page: said(page, "May") for page in range(60)})
    looked = watched.look({page: said(page, "June") for page in range(pages)}, unchanged=60 - pages + quiet)
    assert (len(told(looked)), len(looked.alike)) == (pages, 1)


def test_a_text_without_blanks_between_its_words_is_found_again_in_a_new_layout() -> None:
    def chinese(page: int, element: str, count: int) -> list[PageLine]:
        return [
            line(
                f"/body/{element}/p", f"去年一共有{count}名阿富汗人被遣返回国这个数字是内政部在星期三公布的{name(page)}"
            )
        ]

    watched = Site({page: chinese(page, "main", 2635) for page in range(9)})
    looked = watched.look({page: chinese(page, "section", 2815 if page == 1 else 2635) for page in range(9)})
    assert told(looked) == [1]


# --- what moves around it ----------------------------------------------------------------------------


def footed(page: int, hour: str) -> list[PageLine]:
    foot = f"Our newsroom is open from Monday to Friday, from {hour} until late; write to us at any time."
    return story(page, line("/body/footer/p", foot, kept=False))


def test_a_line_that_stood_on_many_pages_is_the_sites_also_where_one_page_is_due_at_a_poll() -> None:
    watched = Site({page: footed(page, "nine") for page in range(12)})
    looks = [watched.look({page: footed(page, "ten")}, unchanged=1) for page in range(4)]
    assert [told(one) for one in looks] == [[], [], [], []]
    assert muted(looks[0]) == {"place_around"}


def linked(page: int, target: str) -> list[PageLine]:
    return story(page, line(f"{ARTICLE}/p", f"The report {name(page)} is with the ministry.", target))


@pytest.mark.parametrize(
    ("targets", "count"),
    [
        (["/f?sig=a1", "/f?sig=b2", "/f?sig=c3"], 0),
        (["/report-on-one", "/letter-of-two", "/a-third"], 3),
        (["/g", "/g", "/g"], 3),
    ],
)
def test_links_that_are_written_anew_on_many_pages_are_the_sites_and_others_are_not(
    targets: list[str], count: int
) -> None:
    watched = Site({page: linked(page, "/f?sig=00") for page in range(3)})
    changed = {page: linked(page, target) for page, target in enumerate(targets)}
    pairs = [sides(one, changed[page]) for page, one in watched.look(changed).pages.items()]
    assert sum(old.links != new.links for old, new in pairs) == count


def test_what_the_desk_mutes_is_muted_from_its_first_line_on() -> None:
    """A place may be named before any page has it, and as it stands on a page: `div.x7` is `div.x#`."""
    watched = Site({page: story(page) for page in range(10)})
    ticker = line("/body/div.x#/p", "Breaking: the minister has resigned over the affair of the visas, it is said")
    assert told(watched.look({1: story(1, ticker)}, 9, Desk(mute=("div.x7/p",)))) == []
    assert list(resolved(["div.x7/p"], [ticker.place])) == [ticker.place]


# --- what is counted ---------------------------------------------------------------------------------


def test_a_place_that_comes_and_goes_is_on_no_more_pages_than_there_are() -> None:
    note = line("/body/div.note/p", "A note on top of the page", kept=False)
    watched = Site({page: story(page, note) for page in range(10)})
    for n in range(20):
        watched.look({page: story(page, *[note][n % 2 :]) for page in range(10)})
    assert watched.template.places[note.place].pages == 10


def test_a_place_that_no_page_has_any_more_is_forgotten() -> None:
    note = line("/body/div.note/p", "A note on top of the page", kept=False)
    watched = Site({page: story(page, note) for page in range(10)})
    watched.look({page: story(page) for page in range(10)})
    for _ in range(9):
        watched.look({1: story(1)}, unchanged=100)
    assert note.place not in watched.template.places


def test_a_site_whose_class_names_are_others_at_each_look_does_not_grow_without_bound() -> None:
    watched = Site({page: story(page) for page in range(4)})
    for n in range(60):
        moved = {page: [line(f"/body/main.{name(n)}/p", one.text) for one in story(page)] for page in range(4)}
        watched.look(moved)
    assert len(watched.template.places) < 40


def test_the_places_of_a_page_that_another_reader_reads_are_counted() -> None:
    watched = Site({page: story(page) for page in range(5)})
    for page, memory in watched.memories.items():
        renamed = [line(one.place.replace("main", "main.b"), one.text) for one in story(page)]
        assert rejoin(watched.template, memory, renamed) != PageMemory()
    assert watched.template.places["/body/main.b/article/p"].pages == 5
    assert watched.template.pages == 5


# --- the reader that is asked no more ----------------------------------------------------------------

_SAID = [TEXTS[n % 3].format(name(n)) for n in range(9)]


def markup(*more: str) -> str:
    own = "".join(f"<p>{text}</p>" for text in _SAID)
    return f"<html><head><title>Title one two</title></head><body><main><h1>Title one two</h1>{own}{''.join(more)}</main></body></html>"


@pytest.mark.parametrize(
    "more", ["<ul><li>2,635 Afghans returned</li></ul>", "<h2>What comes of it</h2><p>Nothing.</p>"]
)
def test_what_stands_in_a_new_place_among_the_text_is_read(more: str) -> None:
    """Where a site is known the extractor is not asked: save for what stands where nothing stood before."""
    pages = {page: html.page(markup(), "https://example.org/a").lines for page in range(9)}
    watched = Site(pages)
    for _ in range(4):
        watched.look(pages)
    known = settled(watched.template)
    assert known == {"/body/main/h1": True, "/body/main/p": True}
    words = more.split(">")[-3].partition("<")[0] if "<ul>" in more else "What comes of it"
    read = html.page(markup(more, f"<p>{_SAID[0]} Again.</p>"), "https://example.org/a", settled=known)
    assert words in [block.text for block in read.blocks]


# --- comments ----------------------------------------------------------------------------------------


def commented(page: int, count: int, likes: int = 3) -> list[PageLine]:
    """A story under which readers write: the reader takes none of it."""
    said = [
        part
        for n in range(count)
        for part in (
            line(
                "/body/main/ol/li/p", f"I do not believe {name(page + n)} a word of it, he said number {n}.", kept=False
            ),
            line("/body/main/ol/li/div.reply", f"Reply +{likes + n}", kept=False),
        )
    ]
    return story(page, *said)


def test_comments_come_and_go_and_are_liked_and_nobody_is_told() -> None:
    watched = Site({page: commented(page, 1 + page % 3) for page in range(9)})
    assert told(watched.look({page: commented(page, 2 + page % 3, likes=page) for page in range(0, 9, 4)})) == []
    assert told(watched.look({2: commented(2, 1)}, unchanged=8)) == []
    edited = [*story(1)[:1], line(f"{ARTICLE}/p", TEXTS[0].format("nobody at all")), *commented(1, 4)[2:]]
    assert told(watched.look({1: edited}, unchanged=8)) == [1]


def test_a_short_heading_that_is_edited_in_a_new_layout_is_told() -> None:
    def headed(page: int, main: str, day: int = 15) -> list[PageLine]:
        moved = [line(one.place.replace("/body", f"/body/{main}"), one.text) for one in story(page)[1:]]
        return [story(page)[0], line(f"/body/{main}/h2", f"Figures since {day} February"), *moved]

    watched = Site({page: headed(page, "a") for page in range(9)})
    looked = watched.look({page: headed(page, "b", 18 if page == 4 else 15) for page in range(9)})
    assert told(looked) == [4]


def test_a_note_that_comes_with_a_new_layout_in_a_box_of_its_own_is_told() -> None:
    """On one page: what is on all of them belongs to the layout."""

    def laid(page: int, main: str, *boxes: str) -> list[PageLine]:
        moved = [line(one.place.replace("/body", f"/body/{main}"), one.text) for one in story(page)[1:]]
        return [story(page)[0], *(line(f"/body/{main}/div.{box}/p", NOTE + box) for box in boxes), *moved]

    watched = Site({page: laid(page, "a") for page in range(9)})
    looked = watched.look({page: laid(page, "b", "promise", *["note"] * (page == 4)) for page in range(9)})
    assert [(page, [u.texts[1][-4:] for u, _ in looked.pages[page].told]) for page in told(looked)] == [(4, ["note"])]


# --- titles, adverts ---------------------------------------------------------------------------------


def titled(page: int, town: str = "") -> list[PageLine]:
    """Stories of one beat: their titles are alike."""
    return [line("title", f"What awaits Afghans who are sent to {town or name(page)}"), *story(page)[1:]]


def test_titles_of_one_form_are_told_where_some_are_edited_in_every_look() -> None:
    """Pages that stood were looked at: a form that moves on a quarter of its pages is none that moves."""
    watched = Site({page: titled(page) for page in range(12)})
    for n in range(9):
        pages = [(3 * n + k) % 12 for k in range(3)]
        assert told(watched.look({page: titled(page, name(page + n + 40)) for page in pages}, unchanged=9)) == pages


def slotted(page: int, *, advert: bool) -> list[PageLine]:
    """A slot among the paragraphs that is empty at times."""
    slot = [line(f"{ARTICLE}/div.slot", "Advertisement", kept=False)] if advert else []
    return [*story(page)[:2], *slot, *story(page)[2:]]


def test_a_line_that_other_pages_have_may_come_and_go() -> None:
    watched = Site({page: slotted(page, advert=page % 2 == 0) for page in range(12)})
    for n in range(4):
        looked = watched.look({page: slotted(page, advert=(page + n) % 3 == 0) for page in range(4)}, unchanged=8)
        assert told(looked) == []
