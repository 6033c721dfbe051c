"""The rules by which differences between two looks at pages are told or not, on lines alone."""

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.core.model import PageLine
from monitor.store.codec import pack_tightly, unpack_tight
from monitor.template.joining import begun, join
from monitor.template.judged import Desk, Looked, PageLook
from monitor.template.kept import memory_bytes, memory_of, template_bytes, template_of
from monitor.template.look import look
from monitor.template.memory import PageMemory, Template, place_id
from monitor.template.names import resolved
from monitor.template.places import box_of, settled
from monitor.template.sides import sides
from monitor.template.units import differences, masked

TEXT, SIDE, LINKS = "/body/main/p", "/body/aside/p", "/body/aside/a@"
PROSE = "The agency said on Tuesday that {n} people had gone back to Kabul since the winter began."


def line(text: str, place: str = TEXT, *links: str, kept: bool = True, why: str = "") -> PageLine:
    return PageLine(place, "paragraph", text, kept, why, links)


class Site:
    """Pages by number, their lines as they are handed in."""

    def __init__(self, pages: Mapping[int, Sequence[PageLine]]) -> None:
        self.template = Template()
        self.memories = {page: join(self.template, lines) for page, lines in pages.items()}
        self.lines = dict(pages)

    def look(self, changed: Mapping[int, Sequence[PageLine]] | None = None, desk: Desk | None = None) -> Looked:
        self.lines |= dict(changed or {})
        looks = [PageLook(page, self.memories[page], lines) for page, lines in self.lines.items()]
        looked = look(self.template, looks, 0, desk or Desk())
        self.memories |= {page: one.memory for page, one in looked.pages.items()}
        return looked

    def told(self, looked: Looked) -> dict[int, list[tuple[str, str]]]:
        found = {page: [unit.texts for unit, _ in (*one.told, *one.late)] for page, one in looked.pages.items()}
        return {page: texts for page, texts in found.items() if texts}


def story(page: int, n: int = 100, *more: PageLine) -> list[PageLine]:
    own = [line(f"{PROSE.format(n=n + page)} It was written for page {'abcdefghijkl'[page] * 4}.")]
    return [*own, line(f"Nobody was told in advance, wrote the {'abcdefghijkl'[page] * 6} of it."), *more]


def site(pages: int = 5) -> Site:
    return Site({page: story(page) for page in range(pages)})


# --- what differs ------------------------------------------------------------------------------------


def test_the_order_of_lines_is_no_difference_and_what_stands_elsewhere_has_moved() -> None:
    old = begun([line("One of them"), line("Two of them"), line("Three", SIDE)])
    found = differences(old.lines, [line("Two of them"), line("One of them"), line("Three")])
    assert (len(found.same), found.units) == (3, [])


def test_a_line_is_paired_with_the_one_that_it_is_most_like() -> None:
    old = begun([line("The first sentence of two"), line("1,204 readers", SIDE)])
    found = differences(
        old.lines, [line("The very first sentence of two"), line("1,310 readers", SIDE), line("And new")]
    )
    assert {unit.kind for unit in found.units} == {"edit", "figure", "new"}


def test_a_long_line_that_went_into_another_place_while_it_was_edited_is_one() -> None:
    old = begun([line(PROSE.format(n=12))])
    (unit,) = differences(old.lines, [line(PROSE.format(n=15), "/body/main/div/p")]).units
    assert (unit.kind, unit.texts) == ("figure", (PROSE.format(n=12), PROSE.format(n=15)))


def test_no_text_goes_into_a_place_that_moves() -> None:
    """The first paragraph of a story stands in a teaser elsewhere: that it is gone from the story is an edit."""
    old = begun([line(PROSE)])
    (one, other) = differences(old.lines, [line(PROSE, SIDE)], frozenset((SIDE,))).units
    assert {one.kind, other.kind} == {"gone", "new"}
    assert differences(old.lines, [line(PROSE, SIDE)], frozenset((SIDE,)), loose=True).units == []


def test_figures_are_masked_with_their_marks() -> None:
    assert masked("1,204  readers at 12:30") == "# readers at #"


@given(st.lists(st.sampled_from(["a b c", "1 2 3", "x", "Long words stand here", ""]), max_size=6))
def test_what_stands_as_it_stood_differs_in_nothing(texts: list[str]) -> None:
    lines = [line(text, place) for text in texts for place in (TEXT, SIDE)]
    assert differences(begun(lines).lines, lines).units == []


# --- what is told ------------------------------------------------------------------------------------


def test_an_edit_is_told_with_nothing_else_between_the_two_texts() -> None:
    """Though furniture moved on every page in the same look."""
    watched = Site({page: story(page, 100, line(f"Read {page} times", SIDE, kept=False)) for page in range(5)})
    moved = {page: story(page, 100, line(f"Read {page + 7} times", SIDE, kept=False)) for page in range(5)}
    moved[2] = story(2, 300, line("Read 99 times", SIDE, kept=False))
    looked = watched.look(moved)
    assert list(watched.told(looked)) == [2]
    old, new = sides(looked.pages[2], moved[2])
    assert [b.text for b in old.blocks] == [x.text for x in story(2)]
    assert [b.text for b in new.blocks] == [x.text for x in story(2, 300)]


def test_a_story_that_is_edited_at_every_look_is_never_cut() -> None:
    watched = site()
    for n in range(12):
        assert list(watched.told(watched.look({0: story(0, 500 + n)}))) == [0]


def test_the_figure_of_every_page_that_moves_at_every_look_is_told_no_more() -> None:
    watched = site()
    found = [watched.told(watched.look({page: story(page, 1000 + n * 13) for page in range(5)})) for n in range(6)]
    assert found[-1] == {}
    reasons = {why.code for one in watched.look({page: story(page, 7000) for page in range(5)}).pages.values()
               for _, why in one.muted}  # fmt: skip
    assert reasons <= {"place_restless", "place_form"}


def test_a_new_box_is_told_on_one_page_and_not_on_all() -> None:
    note = line("A correction: an earlier version of this story named another town.", "/body/main/div.x")
    assert list(site().told(site().look({1: story(1, 100, note)}))) == [1]
    watched = site()
    assert watched.told(watched.look({page: story(page, 100, note) for page in range(5)})) == {}


def test_a_link_beside_the_text_is_never_told() -> None:
    watched = Site({page: story(page, 100, line("Most read", LINKS, kept=False)) for page in range(5)})
    looked = watched.look({1: story(1, 100, line("Least read of all that we have", LINKS, kept=False))})
    assert watched.told(looked) == {}
    assert {why.code for _, why in looked.pages[1].muted} == {"place_link"}


def test_the_same_edit_on_three_pages_is_alike() -> None:
    """A sentence that stands on all pages."""
    watched = Site({page: story(page, 100, line("Texts may be quoted with the source.")) for page in range(6)})
    for _ in range(3):
        watched.look()
    said = line("Texts may be quoted with the name of the source.")
    looked = watched.look({page: story(page, 100, said) for page in range(6)})
    assert list(looked.alike.values()) == [[0, 1, 2, 3, 4, 5]]
    assert all(looked.shared(page) for page in range(6))


def test_a_sentence_on_some_of_many_pages_is_alike_and_so_is_its_next_edit() -> None:
    """Ten of sixty pages have it."""

    def page(number: int, said: str) -> list[PageLine]:
        return [line(f"Nobody knows what page {'x' * number} was for."), *([line(said)] if number < 10 else [])]

    said = [f"Entry into {town} is suspended for all who were sent back before the spring." for town in "ABC"]
    watched = Site({number: page(number, said[0]) for number in range(60)})
    for n in (1, 2):
        looked = watched.look({number: page(number, said[n]) for number in range(60)})
        assert list(looked.alike.values()) == [list(range(10))]


def test_the_same_outside_the_text_of_many_pages_is_furniture() -> None:
    watched = Site({page: story(page, 100, line("Cookies are used here.", SIDE, kept=False)) for page in range(6)})
    for _ in range(3):
        watched.look()
    said = line("Cookies are used here and there.", SIDE, kept=False)
    looked = watched.look({page: story(page, 100, said) for page in range(4)})
    assert watched.told(looked) == {}
    assert {why.code for _, why in looked.pages[0].muted} == {"place_around"}


def test_what_the_desk_pins_is_told_and_what_it_mutes_is_not() -> None:
    watched, other = site(), site()
    assert watched.told(watched.look({1: story(1, 300)}, Desk(mute=(TEXT,)))) == {}
    moved = {page: story(page, 100, line(f"Read {page + 7} times", SIDE, kept=False)) for page in range(5)}
    other.look(moved)
    moved = {page: story(page, 100, line(f"Read {page + 70} times", SIDE, kept=False)) for page in range(5)}
    assert len(other.told(other.look(moved, Desk(pin=(SIDE,))))) == 5


def test_links_that_are_others_at_every_look_say_nothing() -> None:
    watched = Site({0: [line(PROSE, TEXT, "https://a.example/1")], 1: [line("Another page of it")]})
    differ = []
    for n in range(2, 7):
        today = [line(PROSE, TEXT, f"https://a.example/{n}")]
        old, new = sides(watched.look({0: today}).pages[0], today)
        differ.append(old.links != new.links)
    assert differ == [True, True, True, False, False]


def test_a_layer_over_one_page_is_muted_where_others_had_it() -> None:
    """It comes and goes: told where it is first seen, as a note of the editors would be."""
    layer = line("This site asks you for leave to count its readers.", "/body/div.layer/p", kept=False)
    watched = site()
    assert list(watched.told(watched.look({0: story(0, 100, layer)}))) == [0]
    for page in (1, 2, 3):
        looked = watched.look({page - 1: story(page - 1), page: story(page, 100, layer)})
    assert set(watched.told(looked)) <= {2, 3}


# --- what is kept ------------------------------------------------------------------------------------


def test_a_template_and_a_page_come_back_as_they_were_kept() -> None:
    watched = site()
    watched.look({1: story(1, 300)})
    template = template_of(template_bytes(watched.template))
    assert template.places.keys() == watched.template.places.keys()
    assert memory_of(memory_bytes(watched.memories[1])) == watched.memories[1]


@pytest.mark.parametrize("body", [b"", b"\xff", b"\x93\x01\x02\x03"])
def test_what_cannot_be_read_is_learnt_anew(body: bytes) -> None:
    assert template_of(body) == Template()
    assert memory_of(body) is None


def test_long_names_are_packed_tightly() -> None:
    """Classes of hundreds of letters, as some sites make them."""
    names = "".join(f"/body/{'div._9xk.' * 40}{n}/p" for n in range(3_000)).encode()
    packed = pack_tightly(names)
    assert len(packed) < 50_000 < len(names)
    assert unpack_tight(packed) == names
    assert unpack_tight(pack_tightly(b"")) == b""


def test_a_template_of_another_version_is_learnt_anew() -> None:
    assert template_of(template_bytes(Template(looks=7.0, version=0))) == Template()
    assert template_of(template_bytes(Template(looks=7.0))).looks == 7.0


def test_a_place_goes_by_its_path_its_end_or_its_letters() -> None:
    places = [TEXT, SIDE]
    assert list(resolved([TEXT], places)) == [TEXT]
    assert list(resolved(["aside/p"], places)) == [SIDE]
    assert list(resolved([place_id(SIDE)], places)) == [SIDE]
    assert list(resolved(["p", "nowhere", "/body/gone"], places)) == [TEXT, SIDE, "/body/gone"]


def test_the_box_of_a_page_is_its_articles() -> None:
    aside = [line(PROSE, f"/body/aside/div.x{n}/p", kept=False) for n in range(5)]
    assert box_of([*story(1), *aside]) == "/body/main"
    assert box_of([line("Short")]) == ""


def test_places_are_settled_once_they_are_known() -> None:
    watched = Site({page: story(page, 100, line(f"Read {page} times", SIDE, kept=False)) for page in range(5)})
    assert settled(watched.template) == {}
    for _ in range(4):
        watched.look()
    assert settled(watched.template) == {TEXT: True, SIDE: False}


def test_a_page_without_lines_is_no_new_layout() -> None:
    watched = Site({0: [], 1: story(1), 2: story(2)})
    assert watched.look({0: story(0)}).pages[0].carried is None
    assert PageMemory().places == frozenset()
