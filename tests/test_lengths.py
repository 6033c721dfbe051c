"""However much changed, a message stays readable: within its service's limit, in its unit, with its reasons and reference."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

from monitor.channels.forms import Renderer
from monitor.channels.limits import MOST_TEXT, limit_of
from monitor.channels.sender import Apprise
from monitor.core.model import Alert, Block, Event, Match, Message, SendOutcome
from monitor.core.reasons import because
from monitor.core.settings import Channel, Settings
from monitor.demo.desk import Desk, text_of
from monitor.edits.compare import Text, compare
from monitor.render.compose import excerpt
from tests.conftest import TurnedClock

SENTENCES = {
    "en": "The delegation of the Taliban spoke in Brussels about the return of {n} Afghans on Monday. ",
    "fa": "هیئت طالبان روز دوشنبه در بروکسل درباره بازگشت {n} شهروند افغانستان گفتگو کرد. ",
    "zh": "塔利班代表团周一在布鲁塞尔就{n}名阿富汗公民返回问题进行了会谈。",
    "signs": "He said: *all* _of_ [them] & <some> `more` {n} \\ ~ # times | over. ",
    "emoji": "Talks 🇦🇫🇧🇪 about {n} 😀 people. ",
}
SETTINGS = Settings(Path("config"), "sqlite://")


@cache
def message(script: str, size: int) -> Message:
    """An edit that adds so many characters of text."""
    sentence = SENTENCES[script]
    blocks = tuple(
        Block("paragraph", "".join(sentence.format(n=n * 10 + i) for i in range(4)))
        for n in range(size // len(sentence) // 4 + 1)
    )
    change = compare(Text("Talks on returns", blocks[:1]), Text("Talks on returns", blocks))
    hunks, shortened = excerpt(change.hunks)
    event = Event("updated", TurnedClock()(), "s", "M-0123456789", id=7, item_id=3, topics=("t",), cls="substantive",
                  score=0.8, announced=False, from_version=1, to_version=2, reasons=(because("figure_changed", shown=(because("exchanged", before="2,635", after="2,815"),)),))  # fmt: skip
    alert = Alert(
        event, "Belga", "Talks on returns", "https://x.example/a", facts=change.facts, hunks=hunks, shortened=shortened,
        matches=(Match("t", "Returns", 0.85, "on", (because("in_title", words=("taliban",)),)),),
    )  # fmt: skip
    return Message(event.reference, (alert,), whole=change if shortened else None)


SERVICES = (
    ("ntfy://127.0.0.1/topic", "ntfy", 7_800),
    ("discord://1/abc", "discord", 2_000),
    ("tgram://1/abc", "tgram", 4_096),
    ("pover://a@b", "pover", 1_024),
    ("json://127.0.0.1/x", "json", 32_768),
)


@pytest.mark.parametrize("script", SENTENCES)
@pytest.mark.parametrize(("url", "scheme", "apprises"), SERVICES, ids=[s for _, s, _ in SERVICES])
def test_a_long_change_fits_and_keeps_its_reasons_and_its_reference(
    url: str, scheme: str, apprises: int, script: str
) -> None:
    limit = limit_of(scheme, apprises)
    made = Renderer(SETTINGS).render(Channel("c", url), message(script, 20_000), limit)
    assert limit.size(f"{made.title}\r\n{made.body}") <= limit.most
    assert made.body.endswith("Reference: M-0123456789")
    assert "Because a figure changed (2,635 → 2,815)." in made.body
    assert "On topic “Returns”" in made.body
    assert "shortened" in made.body
    assert "Talks on returns" in made.body[:200]


@pytest.mark.parametrize("script", ["en", "fa", "zh"])
def test_300_kB_of_new_text_make_no_mail_that_a_server_refuses(desk: Desk, script: str) -> None:
    """The mail as it is sent, its page included: below 150 kB; its text below 30 kB."""
    channel = Channel("mail", desk.mail_url())
    outcome: SendOutcome = Apprise(replace(SETTINGS, channels=(channel,))).send(channel, message(script, 300_000))
    assert outcome.ok
    (mail,) = desk.inbox.mails
    assert len(mail.as_bytes()) < 150_000
    text = text_of(mail)
    assert len(text.encode()) < 30_000
    assert "shortened" in text
    (page,) = mail.iter_attachments()
    assert "This page is shortened" in page.get_content()


def test_a_text_of_a_service_without_a_limit_is_readable_all_the_same() -> None:
    made = Renderer(SETTINGS).render(
        Channel("c", "json://127.0.0.1/x"), message("en", 300_000), limit_of("json", 32_768)
    )
    assert len(made.body.encode()) < 30_000
    assert limit_of("json", 32_768).most == MOST_TEXT


def test_a_short_message_is_not_shortened() -> None:
    made = Renderer(SETTINGS).render(Channel("c", "ntfy://127.0.0.1/t"), message("en", 300), limit_of("ntfy", 7_800))
    assert "shortened" not in made.body
