"""What a check saw of a source's assumptions: each confirmed, contradicted, or not seen."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from monitor.core.assumptions import Assumption, Truth, Verdict
from monitor.core.model import Request

_TRUTHS: dict[bool | None, Truth] = {True: "confirmed", False: "contradicted", None: "unseen"}
# By these a site says that the request is not one it knows; by others that it is busy, or does not like programs.
_REFUSALS = frozenset({400, 404, 405, 406, 410, 414, 415, 422, 500, 501})


@dataclass(frozen=True, slots=True)
class Look:
    """One request of a check, and what came. `found`: how much was read; `error`: why nothing was."""

    request: Request
    status: int
    body: bytes
    found: int
    error: str


def verdict(assumption: Assumption, looks: Sequence[Look]) -> Verdict:
    """What the looks at its addresses say: one that goes against it decides, else one that confirms it."""
    about = [look for look in looks if _shows(assumption, look)]
    judged = [(_truth(assumption, look), look) for look in about]
    order: tuple[Truth, ...] = ("contradicted", "confirmed", "unseen")
    for truth, look in sorted(judged, key=lambda one: order.index(one[0])):
        return Verdict(assumption, truth, _evidence(truth, look))
    return Verdict(assumption, "unseen", "no address that shows it was asked")


def _shows(assumption: Assumption, look: Look) -> bool:
    forms = look.request.instead is not None
    matches = re.search(assumption.at, f"{look.request.method} {look.request.url}") is not None
    return matches and (forms if assumption.first else not (forms and look.status in _REFUSALS))


def _truth(assumption: Assumption, look: Look) -> Truth:
    if look.status in _REFUSALS or (look.error and look.body):
        return "contradicted"
    if look.error or not look.body:
        return "unseen"
    return _TRUTHS[assumption.holds(look.body)]


def _evidence(truth: Truth, look: Look) -> str:
    address = f"{look.request.method} {look.request.url[:200]}"
    said = {
        "confirmed": f"{look.status}, {look.found} found",
        "contradicted": f"{look.status}, the answer has another form",
        "unseen": f"{look.status}, the answer does not tell",
    }
    return f"{address}: {look.error or said[truth]}"
