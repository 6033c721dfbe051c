"""Text made comparable: `normalise` for deciding, `fold` for matching, `fingerprint` for both.

The rule of `normalise` is the labelling rule for *none*: entity decoding (done by the readers),
NFKC, quotation marks, invisible characters and white space are form; dashes, commas and capitals
are content. `fold` goes further and is never used to decide whether something changed.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode, urlsplit

from anyascii import anyascii

from monitor.core.model import Block
from monitor.core.remembered import remembered

_QUOTES = dict.fromkeys(map(ord, "\u2018\u2019\u201a\u201b\u2032\u02bc\u00b4`\u2039\u203a"), "'") | dict.fromkeys(
    map(ord, "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb"), '"'
)
# Soft hyphen, zero-width and bidirectional marks, the byte order mark, and the controls that are no blank.
_INVISIBLE = dict.fromkeys(
    [
        0xAD,
        0x200B,
        0x200C,
        0x200D,
        0x200E,
        0x200F,
        *range(0x202A, 0x202F),
        0x2060,
        *range(0x2066, 0x206A),
        0xFEFF,
    ]
    + [c for c in range(32) if chr(c) not in "\t\n\r\f\v"]
)
_FORM: dict[int, str | None] = _QUOTES | _INVISIBLE
# Looked for by pattern: few characters of a text are of these, and a table would be asked for every one.
_UNSEEN = re.compile("[" + "".join(map(re.escape, map(chr, _INVISIBLE))) + "]")
_FORMS = re.compile("[" + "".join(map(re.escape, map(chr, _FORM))) + "]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_WORD = re.compile(r"\w+", re.UNICODE)
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_FOREIGN = re.compile(r"[\u0370-\u03ff\u0400-\u052f]")
# Cyrillic letters that look like a Latin one and do not sound like it.
_ALIKE = {0x0405: "S", 0x0455: "s"}
# Letters that are no accented form of another one, as they are written where the keyboard lacks them.
_LIGATURES = str.maketrans(
    {"\u0153": "oe", "\u0152": "oe", "\u00e6": "ae", "\u00c6": "ae", "\u00f8": "o", "\u00d8": "o"}
    | {"\u0142": "l", "\u0141": "l", "\u0111": "d", "\u0110": "d"}
    # Kaf and yeh are one letter each, typed on an Arabic keyboard or on a Persian one.
    | {"\u0643": "\u06a9", "\u064a": "\u06cc", "\u0649": "\u06cc"}
)
_DASHES = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"), "-")
# Session ids: a server's own parameter of the path, and the parameters of the usual servers where they hold a token.
_SESSION_PATH = re.compile(r";jsessionid=[^/;]*", re.IGNORECASE)
_SESSION = re.compile(r"(?:php|j|asp)?sess(?:ion)?_?id\w*|sid|aspsessionid\w*|cfid|cftoken", re.IGNORECASE)
_TOKEN = re.compile(r"(?=.*\d)[\w,.-]{12,}")
_TRACKING = re.compile(
    r"^(utm_|mtm_|pk_|piwik_|matomo_|hsa_|wt_|fbclid$|gclid$|msclkid$|dclid$|twclid$|yclid$|_ga$|_gl$|xtor$|mc_|igshid$|ref$|ref_src$|"
    r"cmpid$|at_medium$|at_campaign$)"
)


def visible(text: str) -> str:
    """The text as a reader sees it: lone surrogates and invisible characters gone, white space folded."""
    if not text.isascii():
        text = _form_nfc(_UNSEEN.sub("", _SURROGATES.sub("?", text)))
    elif not text.isprintable():
        text = _UNSEEN.sub("", text)
    return " ".join(text.split())


@remembered(2_048)
def normalise(text: str) -> str:
    """The text for deciding: equal results mean that nothing a reader sees has changed."""
    text = _FORMS.sub(_plain_form, text)
    if not text.isascii():
        text = _SURROGATES.sub("?", text)
        if not unicodedata.is_normalized("NFKC", text):
            text = _FORMS.sub(_plain_form, unicodedata.normalize("NFKC", text))
    return " ".join(text.split())


def _form_nfc(text: str) -> str:
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def _plain_form(m: re.Match[str]) -> str:
    return _FORM[ord(m[0])] or ""


def unmix(text: str) -> str:
    """Words that mix Latin with Cyrillic or Greek letters, transliterated (not by look: \u0433 is g, not r)."""
    if not _FOREIGN.search(text):
        return text
    return _WORD.sub(_unmixed, text)


def _unmixed(m: re.Match[str]) -> str:
    mixed = _LATIN.search(m[0]) and _FOREIGN.search(m[0])
    return anyascii(m[0].translate(_ALIKE)) if mixed else m[0]


@lru_cache(maxsize=8192)
def fold_word(word: str) -> str:
    """`fold` of a single word, remembered: a text has the same words over and over."""
    return word.lower() if word.isascii() and "`" not in word else fold(word)


def fold(text: str) -> str:
    """The text for matching and search: lower case, no accents, one kind of dash, one script a word."""
    text = normalise(text)
    if text.isascii():
        return text.translate(_DASHES).casefold()
    text = unmix(_unaccented(text)).translate(_DASHES).translate(_LIGATURES).casefold()
    return " ".join(_unaccented(text).casefold().translate(_FORM).split())


def _unaccented(text: str) -> str:
    return unicodedata.normalize("NFKD", text).translate(_ACCENTS)


class _Accents(dict[int, int | None]):
    """A table for `str.translate` that drops combining marks; each character is looked up once."""

    def __missing__(self, code: int) -> int | None:
        self[code] = None if unicodedata.combining(chr(code)) else code
        return self[code]


_ACCENTS = _Accents()


def normalise_link(url: str) -> str:
    """A link target for comparing: no scheme, fragment, tracking parameters, trailing slash or port of the scheme."""
    try:
        parts = urlsplit(url.strip())
        port = parts.port
    except ValueError:
        return url.strip()
    host = (parts.hostname or "").rstrip(".")
    if port and port not in (80, 443):
        host = f"{host}:{port}"
    named = parse_qsl(parts.query, keep_blank_values=True)
    query = urlencode([(k, v) for k, v in named if not (_TRACKING.match(k) or _is_session(k, v))])
    path = _SESSION_PATH.sub("", parts.path) if ";" in parts.path else parts.path
    return host + path.rstrip("/") + (f"?{query}" if query else "")


def _is_session(name: str, value: str) -> bool:
    return bool(_SESSION.fullmatch(name) and _TOKEN.fullmatch(value))


def fingerprint(title: str, blocks: Iterable[Block], links: Iterable[str]) -> str:
    """SHA-256 (hex) of the normalised title, every block's text in order, and the editorial link targets.

    The role of a block is left out: a template that turns a paragraph into a heading changed no text.
    """
    digest = hashlib.sha256(normalise(title).encode())
    for block in blocks:
        text = normalise(block.text)
        if text:
            digest.update(b"\x1e" + text.encode())
    for link in sorted({normalise_link(link) for link in links}):
        digest.update(b"\x1f" + link.encode())
    return digest.hexdigest()
