"""What a mail server means by a refusal: RFC 5321's reply, RFC 3463's enhanced code, and its words.

A reply of 5xx is no end by itself: quotas, rates and full mailboxes are told with it, and pass.
"""

import re
from dataclasses import dataclass

# A quota lasts: half an hour between two attempts finds its end soon enough, and does not add to it.
QUOTA_SECONDS = 1_800.0
_ENHANCED = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
# Subject and detail that pass: a full mailbox; a system that is full, that takes nothing now, or is overloaded.
_PASSES = frozenset({(2, 2), (3, 1), (3, 2), (4, 5)})
_RECIPIENT = frozenset({550, 551, 553})
_HINTS = re.compile(
    r"quota|(?:rate|sending|daily|hourly|message) limit|limit (?:reached|exceeded)|too many|mailbox (?:is )?full"
    r"|try (?:again )?later|again later|temporar|exceeded storage|storage (?:allocation )?exceeded|throttl",
    re.IGNORECASE,
)
# Of the message itself, for good, whatever limit it is that it exceeds.
_OF_THE_MESSAGE = re.compile(r"\bsize\b|length|content|spam|too (?:big|large|long)", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://\S+|\S+@\S+")
# A policy or a size is for good, but for a hint in the words; so is a reply without an enhanced code.
_BY_WORDS = frozenset({(7, 0), (7, 1), (3, 4), (5, 3)})


@dataclass(frozen=True, slots=True)
class Refusal:
    """`permanent`: the message will never be taken; `address`: nor will the next one. `wait`: seconds to leave the
    server alone.
    """

    permanent: bool = False
    address: bool = False
    wait: float | None = None


def refusal(status: int, words: str) -> Refusal:
    """What a reply of a mail server means. Replies other than 55x are trouble that passes."""
    if not 550 <= status < 560:
        return Refusal()
    if _passes(words):
        return Refusal(wait=QUOTA_SECONDS)
    return Refusal(permanent=True, address=_is_recipient(status, words))


def _passes(words: str) -> bool:
    found, said = _ENHANCED.search(words), _ADDRESS.sub(" ", words)
    hinted = bool(_HINTS.search(said)) and not _OF_THE_MESSAGE.search(said)
    if found is None:
        return hinted
    code = int(found[2]), int(found[3])
    return found[1] == "4" or code in _PASSES or (code in _BY_WORDS and hinted)


def _is_recipient(status: int, words: str) -> bool:
    found = _ENHANCED.search(words)
    return found[2] == "1" if found else status in _RECIPIENT
