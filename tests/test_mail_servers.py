"""What mail servers say and demand: quotas pass, refusals do not, and no line is too long for a strict one."""

import socket
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr

import pytest
from aiosmtpd.controller import Controller

from monitor.channels.refusals import QUOTA_SECONDS, refusal
from monitor.channels.sender import Apprise, problem_with
from monitor.core.model import Alert, Event, Message, SendOutcome
from monitor.core.settings import Channel, Settings
from monitor.demo.desk import Desk, text_of
from monitor.demo.newsroom import Newsroom
from tests.conftest import MakeMonitor, TurnedClock
from tests.test_channels import channels, states

TITLES = (
    (
        "De regering geeft na maanden van overleg met de lidstaten één brief vrij over de terugkeer van Afghaanse "
        "onderdanen, en kondigt aan dat de ministers daarover opnieuw zullen spreken vóór het einde van dit jaar"
    ),
    (
        "وزارت خارجه گفته است که گفتگوها درباره بازگشت شهروندان افغانستان از اروپا ادامه دارد و هیئت فنی بار دیگر به "
        "بروکسل سفر خواهد کرد تا درباره اسناد سفر و هویت کسانی که باید بازگردند گفتگو کند، اما توافقی نشده است"
    ),
    "比利时政府表示将继续与欧盟其他成员国讨论被驱逐的阿富汗公民返回问题并公布了一封致委员会的信件" * 4,
)


@pytest.mark.parametrize(
    ("reply", "passes", "address"),
    [
        ("550 5.4.5 Daily sending limit exceeded", True, False),
        ("552 5.2.2 The mailbox is over its quota", True, False),
        ("554 5.7.0 Too much mail, try again later", True, False),
        ("554 5.7.0 Your message was refused as spam", False, False),
        ("552 5.3.4 Message too big for this system", False, False),
        ("552 5.3.4 Message rejected: account quota reached", True, False),
        ("550 5.1.1 No such user here", False, True),
        ("550 5.7.1 Relaying denied", False, False),
        ("550 5.7.1 Rate limit reached for this sender", True, False),
        ("554 5.6.0 Message content rejected", False, False),
        ("550 no such mailbox", False, True),
        ("550 mailbox full", True, False),
        ("552 5.3.4 Message size exceeds fixed limit", False, False),
        ("550 message exceeded size limit", False, True),
        ("554 line length limit exceeded", False, False),
        ("550 5.7.1 rejected due to content; see our rate card", False, False),
        ("550 blocked, see https://mail.example.org/limit/later", False, True),
        ("550 5.7.1 Daily limit reached, try again later", True, False),
        ("552 exceeded storage allocation", True, False),
        ("554 rejected", False, False),
        ("550 4.2.2 full", True, False),
        ("550 address 10.5.4.5 is blocked", False, True),
    ],
)
def test_what_a_reply_means(reply: str, passes: bool, address: bool) -> None:
    meant = refusal(int(reply[:3]), f"mail.example.org refused the recipient: {reply}")
    assert (meant.permanent, meant.address) == (not passes, address)
    assert meant.wait == (QUOTA_SECONDS if passes else None)


@pytest.mark.parametrize("status", [421, 450, 452, 535, 500])
def test_other_replies_are_trouble_that_passes(status: int) -> None:
    assert not refusal(status, "5.1.1 whatever it says").permanent


@pytest.mark.parametrize(
    "reply", ["550 5.4.5 Daily limit exceeded", "554 5.7.0 try again later", "552 5.2.2 mailbox full"]
)
def test_a_quota_rests_the_channel_and_nothing_dies(
    make_monitor: MakeMonitor, newsroom: Newsroom, desk: Desk, clock: TurnedClock, reply: str
) -> None:
    """At most every half hour it is asked again; when the quota is lifted all arrives."""
    monitor = make_monitor(channels(desk, mail=desk.mail_url()))
    desk.mail_answer = reply
    monitor.poll()
    for _ in range(5):
        clock.turn(minutes=5)
        monitor.app.deliver()
    assert set(states(monitor)["mail"]) == {"pending"}
    assert max(row["attempts"] for row in monitor.app.reads.deliveries(limit=9)) == 1
    desk.mail_answer = ""
    clock.turn(minutes=6)
    monitor.app.deliver()
    assert set(states(monitor)["mail"]) == {"sent"}


class _Strict:
    """aiosmtpd's handler: a line above 998 octets, or one above 76 that holds an encoded word, is refused."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []

    async def handle_DATA(self, server: object, session: object, envelope: object) -> str:
        content: bytes = envelope.content  # type: ignore[attr-defined]
        lines = content.split(b"\r\n")
        if any(len(line) > 998 or (len(line) > 76 and b"=?" in line) for line in lines):
            return "550 5.6.0 line too long"
        self.mails.append(message_from_bytes(content, policy=policy.default))
        return "250 OK"


def sent_to_a_strict_server(title: str, address: str) -> tuple[SendOutcome, list[EmailMessage]]:
    handler = _Strict()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Controller(handler, hostname="127.0.0.1", port=port, ready_timeout=10)
    server.start()
    try:
        channel = Channel("mail", address.format(port=port))
        event = Event("published", TurnedClock()(), "s", "M-1", topics=("t",))
        alert = Alert(event, "A source", title, "https://example.org/a")
        outcome = Apprise(Settings(directory=None, database="", channels=(channel,))).send(  # type: ignore[arg-type]
            channel, Message("M-1", (alert,))
        )
        return outcome, handler.mails
    finally:
        server.stop()


@pytest.mark.parametrize("title", TITLES)
def test_a_strict_server_takes_long_titles_of_any_script(title: str) -> None:
    """And reads the title that was written."""
    assert len(title) >= 180
    address = "mailto://127.0.0.1:{port}?from=monitor@example.org&to=desk@example.org&mode=insecure"
    outcome, (mail,) = sent_to_a_strict_server(title, address)
    assert outcome.ok
    assert title[:60] in mail["Subject"]
    assert "�" not in mail["Subject"]


@pytest.mark.parametrize(
    "title",
    [
        "=?nonsense?q?x?= " + "talks on the return of Afghan nationals " * 4,
        "=?utf-8?b?abcde?= " + "talks on the return of Afghan nationals " * 4,
        "=?idna?q?x?= " + "talks on the return of Afghan nationals " * 4,
        "=?utf-8?q?x=0A=0A<b>foo</b>?= " + "talks on the return of Afghan nationals " * 4,
        "=?utf-8?q?x=0D=0ABcc?=: evil@example.org " + "talks on the return of Afghan nationals " * 4,
    ],
)
def test_a_title_that_looks_encoded_is_a_title(title: str) -> None:
    """Nothing of it is decoded: it blocks no channel, and no header comes of it."""
    address = "mailto://127.0.0.1:{port}?from=monitor@example.org&to=desk@example.org&mode=insecure"
    outcome, (mail,) = sent_to_a_strict_server(title, address)
    assert outcome.ok
    assert title.split()[0] in mail["Subject"]
    assert (mail["To"].addresses[0].addr_spec, mail["Bcc"]) == ("desk@example.org", None)
    assert mail["Message-ID"]
    assert "Reference: M-1" in text_of(mail)


def test_names_beside_addresses_are_kept() -> None:
    name = "R%C3%A9daction de la rubrique des questions europ%C3%A9ennes et migratoires"
    address = f"mailto://127.0.0.1:{{port}}?from={name} <monitor@example.org>&to=desk@example.org&mode=insecure"
    outcome, (mail,) = sent_to_a_strict_server("A title", address)
    assert outcome.ok
    # The standard library's newer parser of addresses puts a blank between two encoded words.
    ((_, written),) = [(n, v) for n, v in mail.raw_items() if n == "From"]
    name, address = parseaddr(str(make_header(decode_header(str(written)))))
    assert address == "monitor@example.org"
    assert name == "Rédaction de la rubrique des questions européennes et migratoires"


def test_a_login_that_cannot_be_encoded_is_a_mistake_and_no_doubt(desk: Desk) -> None:
    url = desk.mail_url(password="p%C3%A9ch%C3%A9")
    assert "ASCII alone" in problem_with(url)
    channel = Channel("mail", url)
    alert = Alert(Event("published", TurnedClock()(), "s", "M-1"), "S", "T", "https://example.org")
    settings = Settings(directory=None, database="", channels=(channel,))  # type: ignore[arg-type]
    outcome = Apprise(settings).send(channel, Message("M-1", (alert,)))
    assert (outcome.ok, outcome.doubt) == (False, False)
    assert "ASCII alone" in outcome.detail
