"""What an item is found again by. An alias is `scheme:value`; a path alias names no host.

Items of a source keep their identity when the source is reached at another host or scheme, with
or without a trailing slash: the alias of an address on the source's own hosts is its path.
"""

import re
import secrets
from urllib.parse import urlsplit

from monitor.core.text import normalise_link

_REFERENCE = re.compile(r"\b20\d\d[ZD]\d{5}\b")
_MINISTRY = re.compile(r"(?:onze|ons)\s+(?:referentie|kenmerk)\s*:?\s*(\d[\d-]{4,})", re.IGNORECASE)


def new_reference() -> str:
    """The reference that every message on one event carries."""
    return f"M-{secrets.token_hex(5)}"


def host_of(url: str) -> str:
    """Host and port of an address, lower case; empty when it has none."""
    try:
        parts = urlsplit(url)
        return f"{parts.hostname or ''}{f':{parts.port}' if parts.port else ''}"
    except ValueError:
        return ""


def site_of(url: str) -> str:
    """Whose address it is, for comparing hosts: without "www.", without the port of its scheme, in the letters that are
    sent (IDN); empty where it names no host.
    """
    try:
        parts = urlsplit(url if "//" in url else f"//{url}")
        host, port = (parts.hostname or "").rstrip("."), parts.port
        name = host if host.isascii() else host.encode("idna").decode("ascii")
    except ValueError:
        return ""
    usual = port in (None, {"http": 80, "https": 443}.get(parts.scheme))
    return name.removeprefix("www.") + ("" if usual else f":{port}")


def origin_of(url: str) -> str:
    """Scheme and host of an address, without a trailing slash."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def path_alias(url: str) -> str:
    """The alias of an address on one of the source's own hosts."""
    bare = normalise_link(url)
    slash = bare.find("/")
    return "path:" + (bare[slash:] if slash >= 0 else "/")


def url_alias(url: str) -> str:
    """The alias of an address elsewhere (or of a short link)."""
    return "url:" + normalise_link(url)


def lookups(text: str) -> tuple[str, ...]:
    """Every alias that what a person typed may stand for, the likeliest first."""
    text = text.strip()
    found = [text, f"id:{text}", f"guid:{text}", f"uuid:{text}"]
    if "/" in text:
        found += [url_alias(text if "://" in text else f"https://{text}"), path_alias(text)]
        if text.startswith("/"):
            found.append("path:" + text.rstrip("/"))
    else:
        found.append(f"path:/{text}")
    return tuple(dict.fromkeys(found))


def references_in(text: str) -> tuple[str, ...]:
    """Case, document and ministry numbers in a text, in order, each once (`2026Z09763`, `7604726`)."""
    found = [(m.start(), m[0]) for m in _REFERENCE.finditer(text)]
    found += [(m.start(), m[1]) for m in _MINISTRY.finditer(text)]
    return tuple(dict.fromkeys(value for _, value in sorted(found)))
