"""Before an item is told as withdrawn its public page is asked: data go for reasons of their own."""

import re

import pytest

from monitor.demo.newsroom import Newsroom
from monitor.demo.server import Reply
from tests.conftest import Polled, TurnedClock, events_of

_STANZA = 'kind = "prezly"\nurl = "{}"\nlanguages = ["en"]\nhosts = ["belganewsagency.eu"]\n'
_FRONT = "<!DOCTYPE html><html><head><title>Belga</title></head><body><main><p>All the news.</p></main></body></html>"


def _without(newsroom: Newsroom, path: str, page: Reply | None) -> None:
    """The story's data are gone; its public page answers so."""
    server, real = newsroom.belga.server, newsroom.belga.answer
    answers: dict[str, Reply | None] = {f"{path}.json": None, path: page}

    def answer(method: str, asked: str, body: bytes) -> Reply | None:
        return answers[asked] if asked in answers else real(method, asked, body)

    server._answer = answer


def _story(newsroom: Newsroom) -> tuple[str, str, str]:
    """A story's path, its title, and its longest paragraph."""
    slug, story = next((slug, s) for slug, s in newsroom.belga.stories.items() if "Afghan" in s["title"])
    paragraphs = re.findall(r"<p>([^<]+)</p>", story["body"])
    return f"/{slug}", story["title"], max(paragraphs, key=len)


@pytest.mark.parametrize("said", ["title", "text"])
def test_an_item_whose_page_still_stands_is_not_withdrawn(
    newsroom: Newsroom, watching: Polled, clock: TurnedClock, said: str
) -> None:
    """It cannot be read where its data were, and that is said."""
    path, title, paragraph = _story(newsroom)
    monitor = watching(_STANZA.format(newsroom.belga.server.url))
    words = title if said == "title" else paragraph
    _without(newsroom, path, Reply(f"<!DOCTYPE html><html><body><h1>{words}</h1></body></html>".encode()))
    for _ in range(4):
        clock.turn(minutes=10)
        assert [e.kind for e in monitor.poll().events] == []
    (unread,) = monitor.app.source_states()[0]["unreadable"]
    assert "still shows it" in unread["why"]


@pytest.mark.parametrize("page", ["nothing", "another", "refusal", "elsewhere", "sidebar"])
def test_an_item_whose_page_is_gone_too_is_withdrawn(
    newsroom: Newsroom, watching: Polled, clock: TurnedClock, page: str
) -> None:
    """A page that says something else, refuses programs, or leads away does not testify."""
    path, title, _ = _story(newsroom)
    monitor = watching(_STANZA.format(newsroom.belga.server.url))
    replies = {
        "sidebar": Reply(_FRONT.replace("</main>", f"<ul><li><a href='/x'>{title}</a></li></ul></main>").encode()),
        "nothing": None,
        "another": Reply(_FRONT.encode()),
        "refusal": Reply(b"no", status=403),
        "elsewhere": Reply(b"", status=302, headers={"Location": "/front"}),
    }
    _without(newsroom, path, replies[page])
    kinds = [e.kind for _ in range(3) for e in events_of(monitor, clock)]
    assert kinds == ["withdrawn"]


def test_a_page_that_is_in_trouble_is_waited_for(newsroom: Newsroom, watching: Polled, clock: TurnedClock) -> None:
    path, *_ = _story(newsroom)
    monitor = watching(_STANZA.format(newsroom.belga.server.url))
    _without(newsroom, path, Reply(b"busy", status=503))
    for _ in range(3):
        clock.turn(minutes=10)
        assert [e.kind for e in monitor.poll().events] == []
    _without(newsroom, path, None)
    kinds = [e.kind for _ in range(3) for e in events_of(monitor, clock)]
    assert kinds == ["withdrawn"]
