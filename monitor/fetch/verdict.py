"""What an HTTP answer means: usable, missing, refused, or trouble. Pure; the fetcher asks here."""

import re
from collections.abc import Collection
from datetime import datetime

from monitor.core.errors import Blocked, FetchError, Missing

# What known protection pages say of themselves (Cloudflare, Akamai, Imperva, DataDome).
_CHALLENGE = re.compile(
    rb"<title>\s*(just a moment|attention required|access denied|one moment, please|verifying you are human)"
    rb"|cf-chl-|/cdn-cgi/challenge-platform|_incapsula_resource|captcha-delivery\.com"
    rb"|enable javascript and cookies to continue",
    re.IGNORECASE,
)
# A part (206), nothing (204, 205) or a promise (202) is not the document.
_WHOLE = frozenset({200, 203})
_CHALLENGE_WINDOW = 20_000


def is_challenge(body: bytes, mitigated: str = "") -> bool:
    """Whether the answer is a protection page rather than the document."""
    return mitigated == "challenge" or bool(_CHALLENGE.search(body[:_CHALLENGE_WINDOW]))


def judge(
    status: int,
    body: bytes,
    *,
    mitigated: str,
    retry_after: datetime | None,
    html_expected: bool,
    misses: Collection[int] = (),
) -> None:
    """Raise what is wrong with an answer; return when its body may be read.

    Raises `Missing` (404, 410, what the site has in `misses`), `Blocked` (403, a challenge) or `FetchError` (everything
    else).
    """
    challenge = is_challenge(body, mitigated)
    if status == 403 or (challenge and (status in (401, 429, 503) or status < 300)):
        what = "a challenge page" if challenge else "403 Forbidden"
        raise Blocked(f"the site refuses programs: {what} (status {status})", status=status, retry_after=retry_after)
    if status in (404, 410, *misses):
        raise Missing(f"the address answers {status}", transient=False, status=status)
    if status not in _WHOLE:
        raise FetchError(
            f"the address answers {status}",
            transient=status in (408, 425, 429) or status >= 500,
            retry_after=retry_after,
            status=status,
        )
    if not html_expected and _looks_html(body):
        raise FetchError("a web page where data was expected", status=status)


def _looks_html(body: bytes) -> bool:
    head = body[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return head.startswith((b"<!doctype html", b"<html"))
