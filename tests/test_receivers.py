"""A long change reaches ntfy, Discord and Telegram whole: one message within their limits, with what it is about."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from monitor.channels.sender import Apprise
from monitor.core.settings import Channel
from tests import strict
from tests.test_lengths import SENTENCES, SETTINGS, message


@pytest.fixture
def aimed(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    """Turn the fixed address of a service to loopback, the one thing of it that cannot be had here."""

    def aim(name: str, address: str) -> None:
        module = __import__(f"apprise.plugins.{name}", fromlist=["x"])
        monkeypatch.setattr(getattr(module, f"Notify{name.capitalize()}"), "notify_url", address)

    return aim


SERVICES: tuple[tuple[str, strict.Rule, str, Callable[[dict[str, Any]], str]], ...] = (
    ("ntfy", strict.ntfy, "ntfy://{host}/desk", lambda body: body["title"] + body["message"]),
    ("discord", strict.discord, f"discord://{'1' * 18}/{'a' * 68}", lambda body: str(body)),
    ("ntfy", strict.ntfy, "ntfy://{host}/desk?format=markdown", lambda body: body["title"] + body["message"]),
    ("telegram", strict.telegram, f"tgram://123456789:{'a' * 35}/12315544/", lambda body: body["text"]),
)


@pytest.mark.parametrize("script", SENTENCES)
@pytest.mark.parametrize(("name", "rule", "url", "words"), SERVICES, ids=range(len(SERVICES)))
def test_it_is_taken_as_one_message(
    aimed: Callable[[str, str], None], name: str, rule: strict.Rule, url: str, words: Callable[[dict[str, Any]], str],
    script: str,
) -> None:  # fmt: skip
    with strict.receiver(rule) as found:
        if name != "ntfy":
            aimed(name, f"http://{found.url}/{'bot' if name == 'telegram' else 'hooks'}")
        channel = Channel("c", url.format(host=found.url))
        outcome = Apprise(replace(SETTINGS, channels=(channel,))).send(channel, message(script, 20_000))
    assert (outcome.ok, found.refused, len(found.taken)) == (True, [], 1)
    said = words(found.taken[0]).replace("\\", "")
    assert "M-0123456789" in said
    assert "2,635 → 2,815" in said
    assert "shortened" in said


@pytest.mark.parametrize(("name", "rule", "url"), [s[:3] for s in SERVICES], ids=range(len(SERVICES)))
def test_a_receiver_that_refuses_the_length_is_dead_not_in_doubt(
    aimed: Callable[[str, str], None], name: str, rule: strict.Rule, url: str
) -> None:
    """What it says stands in the verdict."""
    with strict.receiver(lambda body: rule(body) or '{"description":"too long"}') as found:
        if name != "ntfy":
            aimed(name, f"http://{found.url}/{'bot' if name == 'telegram' else 'hooks'}")
        channel = Channel("c", url.format(host=found.url))
        outcome = Apprise(replace(SETTINGS, channels=(channel,))).send(channel, message("en", 200))
    assert (outcome.ok, outcome.permanent) == (False, True)
