"""The text of a web page's bytes: in which characters they are written.

The order of the evidence is that of browsers (whatwg.org, "determining the character encoding"): the byte order mark,
the header, the page's own word, else UTF-8 where the bytes are valid, else what they look like. A word that the bytes
contradict is not believed. ISO-8859-1 and ASCII mean Windows-1252 (encoding.spec.whatwg.org, 4.2).
"""

import codecs
import re
from collections.abc import Iterator

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_HEADER = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:+-]+)", re.IGNORECASE)
_META = re.compile(rb"<(?:meta|\?xml)\b[^>]{0,500}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:+-]+)", re.IGNORECASE)
# Bytes in which a page says what it is written in: the standard looks at 1,024, browsers a little further.
_HEAD = 4_096
_LATIN = frozenset({"iso8859-1", "ascii", "latin-1", "cp1252"})
# What Python calls an encoding and is no character set (docs.python.org, "Python Specific Encodings"), and UTF-7, which
# browsers refuse.
_PYTHONS = frozenset(
    "idna mbcs oem palmos punycode raw_unicode_escape raw-unicode-escape undefined unicode_escape unicode-escape "
    "utf-7".split()
)
_TAG = re.compile(rb"<script\b.*?</script>|<style\b.*?</style>|<[^>]*>", re.DOTALL | re.IGNORECASE)
# As much of a page without its tags as is looked at to guess.
_SAMPLE = 20_000
_USUAL = "cp1252"
# From so many letters beyond ASCII on a text is not written in Latin letters; below it a guess would differ from look
# to look, and what the beat's languages are written in is right.
_FOREIGN = 0.2
# The legacy character sets of the web that are not Latin ones (encoding.spec.whatwg.org, 4.2).
_OTHERS = [
    "cp1251", "koi8_r", "cp1253", "cp1255", "cp1256", "cp874", "gb18030", "big5", "shift_jis", "euc_jp", "euc_kr",
]  # fmt: skip


def decoded(body: bytes, content_type: str = "") -> str:
    """The text. Never raises: what no character set explains becomes U+FFFD."""
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "replace")
    if (wide := _wide(body)) is not None:
        return body.decode(wide, "replace")
    for name in _said(body, content_type):
        if (text := _in(body, name)) is not None:
            return text
    return _windows(body) if (looks := _looks(body)) == _USUAL else body.decode(looks, "replace")


def _said(body: bytes, content_type: str) -> Iterator[str]:
    """The character sets that header and page name, by Python's names; then UTF-8, which proves itself."""
    header, meta = _HEADER.search(content_type), _META.search(body[:_HEAD])
    names = [header[1] if header else "", meta[1].decode("ascii") if meta else ""]
    for name in names:
        try:
            known = codecs.lookup(name).name if name else ""
        except LookupError:
            continue
        if known.startswith(("utf-16", "utf-32", "utf_16", "utf_32")):
            # A page that says so in plain letters is not written so (whatwg.org).
            known = "utf-8"
        if known and known not in _PYTHONS:
            yield _USUAL if known in _LATIN else known
    yield "utf-8"


def _in(body: bytes, name: str) -> str | None:
    """The bytes in a character set; None where they are not written in it."""
    try:
        if name == _USUAL:
            return _windows(body) if _is_single_byte(body) else None
        return body.decode(name)
    except (UnicodeError, LookupError):
        return _nearly_utf8(body) if name == "utf-8" else None


def _is_single_byte(body: bytes) -> bool:
    """Whether the letters beyond ASCII are one byte each: a page that is valid UTF-8 is not in Windows-1252."""
    try:
        return body.decode("utf-8").isascii()
    except UnicodeDecodeError:
        return True


def _nearly_utf8(body: bytes) -> str | None:
    """UTF-8 with a broken letter here and there (a cut one, a foreign word): the sound letters outnumber them."""
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    return text if broken * 2 < sum(not c.isascii() for c in text) else None


def _wide(body: bytes) -> str | None:
    """UTF-16 without its mark: every other byte of the first tags is zero."""
    head = body[:64]
    if len(head) < 8 or head.count(0) < len(head) // 3:
        return None
    if not any(head[0::2]):
        return "utf-16-be"
    return "utf-16-le" if head[1::2].count(0) > head[0::2].count(0) else "utf-16-be"


def _looks(body: bytes) -> str:
    """What the words look like to be written in."""
    words = _TAG.sub(b" ", body)[:_SAMPLE]
    letters = sum(byte > 127 or chr(byte).isalpha() for byte in words)
    if sum(byte > 127 for byte in words) <= _FOREIGN * letters:
        return _USUAL
    from charset_normalizer import from_bytes

    found = from_bytes(words, cp_isolation=_OTHERS).best()
    return found.encoding if found else _USUAL


def _windows(body: bytes) -> str:
    """Windows-1252 as browsers read it: the five bytes that it leaves free are controls."""
    try:
        return body.decode("cp1252")
    except UnicodeDecodeError:
        return "".join(map(_letter, body))


def _letter(byte: int) -> str:
    return bytes([byte]).decode("cp1252", "ignore") or chr(byte)
