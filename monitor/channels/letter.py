"""A mail as it goes out: our own text part, a lasting Message-ID, headers that every server takes."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from email import message_from_string
from email.errors import HeaderParseError
from email.header import Header, decode_header
from typing import Any

# RFC 2047: no line that holds an encoded word is longer.
_LINE = 76
_NAMED = ("From", "To", "Reply-To")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]+")


@dataclass(slots=True)
class Letter:
    """What one attempt sends beside its HTML, and what the server said of it.

    `text`: the text part, None for what apprise makes of the HTML; `message_id`: a repeat has the same. `status`: the
    server's code, 0 for none; `doubt`: it had the whole mail when its answer failed to come.
    """

    text: str | None = None
    title: str = ""
    message_id: str = ""
    status: int = 0
    detail: str = ""
    doubt: bool = False

    def note(self, status: int, detail: str, *, doubt: bool = False) -> bool:
        """Keep what the server said of a mail that it did not take; False, as the mail's outcome."""
        self.status, self.detail, self.doubt = status, detail, doubt
        return False

    def completed(self, source: str) -> str:
        """A mail of apprise's with our text part, Message-ID and headers."""
        if self.text is None:
            return source
        mail = message_from_string(source)
        for part in mail.walk():
            if part.get_content_type() == "text/plain":
                del part["Content-Transfer-Encoding"]
                part.set_payload(self.text, "utf-8")
        if self.message_id:
            del mail["Message-ID"]
            mail["Message-ID"] = self.message_id
        if "Subject" in mail:
            # What the title says stands as it is: `=?…?=` in it is no encoded word of ours.
            mail.replace_header("Subject", _folded("Subject", [(self.title, "utf-8")]))
        for name in _NAMED:
            _fold(mail, name)
        return mail.as_string()


def _fold(mail: Any, name: str) -> None:
    """Write a header anew in lines that every server takes: a title in Chinese made one of 1,600 octets."""
    value = mail[name]
    if value is None or (len(value) <= _LINE and "\n" not in value):
        return
    try:
        parts = [(_decoded(words, charset), charset or "us-ascii") for words, charset in decode_header(value)]
    except (HeaderParseError, LookupError, ValueError):
        return
    mail.replace_header(name, _folded(name, parts))


def _decoded(words: Any, charset: str | None) -> str:
    return words.decode(charset or "ascii", "replace") if isinstance(words, bytes) else str(words)


def _folded(name: str, parts: Iterable[tuple[str, str]]) -> str:
    """A header in lines of encoded words. Whatever controls lines stays out of it."""
    made = Header(maxlinelen=_LINE, header_name=name)
    for words, _ in parts:
        text = _CONTROLS.sub(" ", words)
        # Words that look as if they were encoded are encoded, so that nobody decodes them.
        made.append(text, "us-ascii" if text.isascii() and "=?" not in text else "utf-8")
    return made.encode(linesep="\n")
