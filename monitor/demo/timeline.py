"""What happens in the demo's newsroom, step by step, and what the desk must hear of each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from monitor.demo.newsroom import Newsroom
from monitor.demo.seeds import folder

_KABUL = "belgium-negotiated-with-the-taliban-this-week-about-returning-afghans"
_TALKS = "eu-considers-talks-with-taliban-in-brussels-over-afghan-returns"
_VISIT = "taliban-representatives-to-visit-brussels-for-talks-on-afghan-returns"
_CHECKS = "belgium-begins-security-checks-on-taliban-delegation-ahead-of-eu-migration-talks"
_VISAS = "taliban-delegation-comes-to-brussels-but-only-for-one-day"
_MEETING = "belgium-takes-part-in-european-commissions-meeting-with-taliban"
_CUP = "2026-world-cup-belgium-wins-its-group"
_EXCLUSIVE = "exclusive-brussels-to-host-taliban-in-talks-on-afghan-deportations"
_LETTER = "antwoordenopkamervragen"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that the newsroom does.

    `events`: the kinds of event that must be recorded. `alerts`: those that the desk must get.
    `why`: the reason for what is not told. `polls`: how many polls of the source it takes.
    """

    words: str
    source: str
    do: Callable[[Newsroom], None]
    events: tuple[str, ...] = ()
    alerts: tuple[str, ...] = ()
    why: str = ""
    polls: int = 1


def now() -> datetime:
    return datetime.now(UTC)


def prepare(newsroom: Newsroom) -> None:
    """Hold back what the timeline publishes, and make the slip that it mends."""
    newsroom.belga.edit(_VISIT, "organisations", "organisatons")
    newsroom.belga.hold_back(_MEETING)
    newsroom.belga.hold_back(_CUP)
    newsroom.rijksoverheid.hold_back(newsroom.rijksoverheid.path_of("nederlandse-ambtenaar"))


def _revised_letter(newsroom: Newsroom) -> None:
    site = newsroom.rijksoverheid
    revised = folder() / "rijksoverheid" / "revised" / "antwoorden-kamervragen-gesprekken-taliban.pdf"
    site.replace_file(site.path_of(_LETTER), revised.read_bytes())


def _correct(newsroom: Newsroom) -> None:
    note = (
        "<p>Correction: an earlier version of this article said that the letter dates from November; "
        "it was sent in October 2025.</p></div></article>"
    )
    newsroom.euractiv.edit(_EXCLUSIVE, "</div></article>", note, now())


STEPS: Sequence[Step] = (
    Step(
        "Belga publishes a story on the topic",
        "belga", lambda n: n.belga.publish(_MEETING, now()), ("published",), ("published",),
    ),
    Step(
        "Belga publishes a story about football",
        "belga", lambda n: n.belga.publish(_CUP, now()), ("published",), why="off topic: kept, told nobody",
    ),
    Step(
        "Belga changes 2,635 to 2,815 and leaves the stamp as it was",
        "belga", lambda n: n.belga.edit(_KABUL, "2,635", "2,815"), ("updated",), ("updated",),
    ),
    Step(
        "Belga changes 19 countries to 22, and moves the stamp",
        "belga", lambda n: n.belga.edit(_TALKS, "19 other countries", "22 other countries", now()),
        ("updated",), ("updated",),
    ),
    Step(
        "Belga retitles a story under the same address",
        "belga", lambda n: n.belga.retitle(_VISAS, "Taliban delegation gets visas for two days", now()),
        ("updated",), ("updated",),
    ),
    Step(
        "Belga renews the signatures of the pictures in a story",
        "belga", lambda n: n.belga.resign(_TALKS, "0123456789abcdef" * 2), why="only image signatures changed",
    ),
    Step(
        "Belga's card for another story gets another title",
        "belga", lambda n: n.belga.edit(_VISIT, "EU considers talks with Taliban", "EU plans talks with Taliban"),
        why="only a related card changed",
    ),
    Step(
        "Belga saves a story again without a change",
        "belga", lambda n: n.belga.touch(_CHECKS, now()), ("touched",), why="the stamp moved, the text did not",
    ),
    Step(
        "Belga mends a typing error",
        "belga", lambda n: n.belga.edit(_VISIT, "organisatons", "organisations", now()),
        ("updated",), why="cosmetic: a version is kept, the route asks for more",
    ),
    Step(
        "Rijksoverheid publishes a news page",
        "rijksoverheid",
        lambda n: n.rijksoverheid.publish(n.rijksoverheid.path_of("nederlandse-ambtenaar"), now()),
        ("published",), ("published",),
    ),
    Step(
        "Rijksoverheid puts another PDF under the same address: the last answer turns from no to yes",
        "rijksoverheid", _revised_letter, ("updated",), ("updated",),
    ),
    Step(
        "Euractiv adds a correction to an article",
        "euractiv", _correct, ("updated",), ("updated",),
    ),
    Step(
        "Euractiv's protection answers with a challenge page",
        "euractiv", lambda n: n.euractiv.server.fail("/", "challenge"), ("source_failing",), ("source_failing",),
        polls=3,
    ),
    Step(
        "Euractiv answers again",
        "euractiv", lambda n: n.euractiv.server.heal(), ("source_recovered",), ("source_recovered",),
    ),
    Step(
        "Belga takes a story offline",
        "belga", lambda n: n.belga.withdraw(_CHECKS), ("withdrawn",), ("withdrawn",), polls=3,
    ),
    Step(
        "Belga puts it back",
        "belga", lambda n: n.belga.restore(_CHECKS), ("restored",), ("restored",),
    ),
)  # fmt: skip
