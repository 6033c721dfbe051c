"""Why an answer is no article at all."""

from collections.abc import Mapping
from enum import StrEnum

from monitor.core.reasons import Code, Reason, because


class NoArticle(StrEnum):
    """What stands there instead, as errors of a source name it."""

    EMPTY = "an empty page"
    CHALLENGE = "a bot challenge"
    ERROR = "an error page"
    CONSENT = "a cookie wall"
    LOGIN = "a login page"
    NO_TEXT = "a page without text"


_CODES: Mapping[NoArticle, Code] = {
    NoArticle.EMPTY: "empty_page",
    NoArticle.CHALLENGE: "bot_challenge",
    NoArticle.ERROR: "error_page",
    NoArticle.CONSENT: "cookie_wall",
    NoArticle.LOGIN: "login_page",
    NoArticle.NO_TEXT: "no_text",
}


def why(found: NoArticle) -> Reason:
    """The reason for a change that is none."""
    return because("no_article", why=because(_CODES[found]))
