"""Secrets struck out of what is shown."""

import re
from collections.abc import Iterable

_MASK = "****"
# A shorter one may be part of any word: it is a secret only where it stands alone.
_LONG = 8


def struck_out(text: str, secrets: Iterable[str]) -> str:
    """The text without these secrets, the longest of which come first."""
    for secret in secrets:
        if len(secret) >= _LONG:
            text = text.replace(secret, _MASK)
        elif secret and secret in text:
            text = re.sub(rf"(?<!\w){re.escape(secret)}(?!\w)", _MASK, text)
    return text
