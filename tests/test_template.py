"""A source of unknown make learns its template: its furniture moves in silence, and every edit is told."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from monitor.__main__ import _run
from monitor.config.load import load
from monitor.core.model import Event
from monitor.demo.desk import Desk, text_of
from monitor.template.kept import template_of
from monitor.template.memory import place_id
from tests.conftest import TOPIC, Monitor, TurnedClock, channels_of
from trials.themes.editing import edit
from trials.themes.site import ThemeSite, configured
from trials.themes.theme import Mode, Theme

_TOLD = ("substantive", "correction")


class Watched:
    """A generated site, the program that watches it, and the desk."""

    def __init__(self, theme: Theme, monitor: Monitor, desk: Desk, clock: TurnedClock, config: Path) -> None:
        self.theme, self.monitor, self.desk, self.clock, self.config = theme, monitor, desk, clock, config

    def look(self, **span: float) -> list[Event]:
        """One look at all pages, an hour later: what the desk is told of them."""
        self.clock.turn(**(span or {"hours": 1}))
        self.theme.next_look()
        self.desk.inbox.mails.clear()
        report = self.monitor.poll("theme", revisit=True)
        assert [s.run.error for s in report.sources] == [None]
        return [event for event in report.events if event.kind == "updated"]

    def told(self, **span: float) -> list[Event]:
        """What is told of articles at once."""
        return [event for event in self.look(**span) if event.cls in _TOLD]

    @property
    def mails(self) -> list[str]:
        return [" ".join(text_of(mail).split()) for mail in self.desk.inbox.mails]

    def template(self, *arguments: str, capsys: pytest.CaptureFixture[str]) -> str:
        assert _run(["--config", str(self.config), "template", "theme", *arguments]) == 0
        return capsys.readouterr().out


Watching = Callable[..., Watched]


@pytest.fixture
def watch(tmp_path: Path, desk: Desk, clock: TurnedClock) -> Iterator[Watching]:
    """Put a generated site under watch by three lines of a stanza, its baseline done. All its pages are on topic."""
    opened: list[tuple[Monitor, ThemeSite]] = []

    def begin(mode: Mode = "none", pages: int = 8, seed: int = 2, stanza: str = "") -> Watched:
        theme = Theme(seed, mode, pages)
        site = ThemeSite(theme)
        site.__enter__()
        config = configured(tmp_path / "themed", site, TOPIC)
        with (config / "monitor.toml").open("a", encoding="utf-8") as file:
            file.write(channels_of(desk))
        with (config / "sources" / "theme.toml").open("a", encoding="utf-8") as file:
            file.write(stanza)
        settings = load(config, {})
        pinned = replace(settings.sources[0], pinned=("afghan-returns",))
        monitor = Monitor(replace(settings, sources=(pinned,)), clock)
        opened.append((monitor, site))
        monitor.poll("theme")
        return Watched(theme, monitor, desk, clock, config)

    yield begin
    for monitor, site in opened:
        monitor.app.close()
        site.__exit__(None, None, None)


def test_furniture_moves_for_a_day_and_nobody_is_told(watch: Watching) -> None:
    """Then an edit is told in its look, with the edit alone in its message; its version holds no furniture."""
    watched = watch()
    assert [watched.look() for _ in range(24)] == [[]] * 24
    made = edit(watched.theme, watched.theme.pages[3], "digit", Random(1))
    (event,) = watched.told()
    assert event.facts
    assert len(watched.mails) == 1
    assert event.item_id is not None
    latest = watched.monitor.app.store.latest(event.item_id)
    assert latest is not None
    assert [b.text for b in latest.blocks] == watched.theme.pages[3].paragraphs
    assert made.new in latest.blocks[0].text or any(made.new == b.text for b in latest.blocks)


def test_an_edit_in_the_first_look_after_the_baseline_is_told(watch: Watching) -> None:
    """While everything around it moves for the first time."""
    watched = watch(pages=6)
    edit(watched.theme, watched.theme.pages[1], "digit", Random(4))
    (event,) = watched.told()
    assert watched.monitor.app.store.item(event.item_id or 0).url.endswith("/001-page")


@pytest.mark.parametrize("kind", ["digit", "word", "added", "removed", "title"])
def test_every_kind_of_edit_is_told_at_once(watch: Watching, kind: str) -> None:
    watched = watch(seed=3)
    assert [watched.told() for _ in range(2)] == [[], []]
    edit(watched.theme, watched.theme.pages[5], kind, Random(kind))  # type: ignore[arg-type]
    assert len(watched.told()) == 1
    assert watched.told() == []


def test_a_sentence_that_changes_on_all_pages_is_one_message(watch: Watching) -> None:
    """It names the pages, and its next change is told again."""
    watched = watch("legal")
    for _ in range(4):
        assert watched.told() == []
    events = watched.told()
    assert (len(events), len(watched.mails)) == (8, 1)
    assert "the same change on 8 pages" in watched.mails[0]


def test_a_box_on_all_pages_is_one_line_and_no_news(watch: Watching) -> None:
    """The line stands with the run, in `monitor sources`."""
    watched = watch("donation")
    assert [watched.told() for _ in range(4)] == [[]] * 4
    (state,) = watched.monitor.app.source_states()
    assert "taken for furniture, alike on 8 pages: /body/div." in state["note"]
    assert [watched.told() for _ in range(4)] == [[]] * 4


def test_a_redesign_with_an_edit_in_it_is_the_edit(watch: Watching) -> None:
    """Every class and the nesting change in the fourth look; one note says so in the run."""
    watched = watch("redesign")
    assert [watched.told() for _ in range(3)] == [[]] * 3
    edit(watched.theme, watched.theme.pages[2], "word", Random(2))
    assert len(watched.told()) == 1
    (state,) = watched.monitor.app.source_states()
    assert "8 pages have a new layout; the text was carried over for 8" in state["note"]
    assert [watched.told() for _ in range(2)] == [[]] * 2


def test_a_redesign_without_the_text_is_held(watch: Watching) -> None:
    """The pages are named in one message; the desk sends what is held, or closes it."""
    watched = watch("redesign", pages=6)
    assert [watched.told() for _ in range(3)] == [[]] * 3
    for page in watched.theme.pages:
        page.paragraphs[:] = [f"Nothing of it is left on page {page.number}, and nobody says why that is so."] * 2
    watched.look()
    assert any("their text is not found in it" in mail for mail in watched.mails)
    assert watched.monitor.app.source_states()[0]["suspect"] is True
    held = watched.monitor.app.reads.delivery_counts()["held"]
    assert (held > 0, watched.monitor.app.close_held("theme")) == (True, held)


def test_a_figure_in_the_text_that_moves_on_all_pages_is_shown_once_in_the_digest(
    watch: Watching, capsys: pytest.CaptureFixture[str]
) -> None:
    """Held back as one that moves, with the command that pins its place; pinned, it is told."""
    watched = watch("counter in text", pages=6)
    events = [event for _ in range(6) for event in watched.look()]
    shown = [event for event in events if event.held]
    assert [(e.cls, e.score, e.held, e.from_version == e.to_version) for e in shown] == [
        ("furniture", 0.3, "moving-place", True)
    ]
    assert [event for event in events if event.cls in _TOLD] == []
    # The sixth look was at five o'clock of the desk's.
    (mail,) = watched.mails
    assert "Changed in a place that moves" in mail
    assert "changed in a place that moves (" in mail
    assert "monitor template theme --pin" in mail
    place = str(dict(shown[0].reasons[0].values)["place"])
    assert place_id(place) in mail
    assert "from the next poll on" in watched.template("--pin", place_id(place), capsys=capsys)
    assert len(watched.told()) == 6


def test_a_muted_place_is_silent_and_a_forgotten_one_is_judged_again(
    watch: Watching, capsys: pytest.CaptureFixture[str]
) -> None:
    watched = watch()
    rows = json.loads(watched.template("--json", capsys=capsys))["places"]
    text = next(row for row in rows if row["sample"] == max(watched.theme.pages[0].paragraphs, key=len)[:80]
                or row["sample"] in [p[:80] for page in watched.theme.pages for p in page.paragraphs])  # fmt: skip
    watched.template("--mute", text["place"], capsys=capsys)
    edit(watched.theme, watched.theme.pages[1], "word", Random(1))
    assert watched.told() == []
    watched.template("--forget", text["id"], capsys=capsys)
    edit(watched.theme, watched.theme.pages[1], "word", Random(2))
    assert len(watched.told()) == 1
    assert _run(["--config", str(watched.config), "template", "theme", "--pin", "nowhere"]) == 2


def test_places_of_a_stanza_are_always_told(watch: Watching) -> None:
    """By the end of their path."""
    theme = Theme(2, "none", 6)
    theme.html(theme.pages[0])
    name = theme._name("count")
    watched = watch(pages=6, stanza=f'[template]\npin = ["div.{name}"]\n')
    watched.look()
    assert len(watched.told()) == 6


def test_what_was_learnt_is_shown_place_by_place(watch: Watching, capsys: pytest.CaptureFixture[str]) -> None:
    """With the verdict, its figures and a sample; small in the store; and beside each line of a page."""
    watched = watch(pages=6)
    for _ in range(4):
        watched.look()
    shown = watched.template(capsys=capsys)
    assert "theme: 6 pages" in shown
    assert "furniture" in shown
    assert "this place moves by itself: in " in shown
    assert 0 < watched.monitor.app.store.template("theme").size < 50_000
    assert _run(["--config", str(watched.config), "show", "1", "--cut", "--json"]) == 0
    lines = json.loads(capsys.readouterr().out)["lines"]
    moving = [line for line in lines if "this place moves by itself" in line["why"]]
    assert moving
    assert not any(line["kept"] for line in moving)


def test_a_page_that_died_before_the_end_of_its_run_is_counted_by_the_next(watch: Watching) -> None:
    """Its lines were kept, and the template was not: it is counted anew."""
    watched = watch(pages=6)
    store = watched.monitor.app.store
    with watched.monitor.app.database.write() as connection:
        connection.exec_driver_sql("DELETE FROM templates")
    watched.look()
    template = template_of(store.template("theme").body)
    assert (template.pages, template.places["title"].pages) == (6, 6)


def test_a_store_without_lines_is_read_into_places_in_silence(watch: Watching) -> None:
    """As the version before left it: the documents that are stored are the baseline, and what was read anew is said."""
    watched = watch(pages=6)
    for _ in range(2):
        watched.look()
    with watched.monitor.app.database.write() as connection:
        connection.exec_driver_sql("DELETE FROM templates")
        connection.exec_driver_sql("DELETE FROM page_lines")
    assert watched.look() == []
    (state,) = watched.monitor.app.source_states()
    assert state["reread"]["versions"] == 6
    edit(watched.theme, watched.theme.pages[4], "digit", Random(9))
    assert len(watched.told()) == 1


def test_one_page_alone_keeps_the_readers_word(watch: Watching) -> None:
    """There is nothing to compare it with: what the reader takes for the text is told, what it leaves out is not."""
    watched = watch(pages=1, seed=1)
    watched.look()
    edit(watched.theme, watched.theme.pages[0], "digit", Random(3))
    assert len(watched.told()) == 1


def test_what_the_source_file_says_of_a_place_is_taken_back_there(
    watch: Watching, capsys: pytest.CaptureFixture[str]
) -> None:
    watched = watch("none")
    file = watched.config / "sources" / "theme.toml"
    file.write_text(file.read_text(encoding="utf-8") + '[template]\npin = ["title"]\n', encoding="utf-8")
    assert "pinned" in watched.template(capsys=capsys)
    assert _run(["--config", str(watched.config), "template", "theme", "--forget", "title"]) == 2
    assert "title is named by `pin` or `mute` in the file of theme: take it out there" in capsys.readouterr().err
