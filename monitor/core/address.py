"""An address from outside: taken apart in one place, which gives the address or says why it is none.

Redirects, robots.txt, entries of lists, canonical addresses, links and the configuration all come through here. The
rule is what a browser does to a link (whatwg.org, URL): blanks around it and line breaks within it go; what is left
must be an http address whose host and port can be asked.
"""

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from monitor.core.remembered import remembered

LONGEST = 8_000
_BREAKS = re.compile(r"[\t\n\r]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_EDGES = "".join(map(chr, range(33)))
_LABEL = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]*[A-Za-z0-9_])?"
_LABELS = re.compile(rf"{_LABEL}(?:\.{_LABEL})*\.?")
_LONGEST_HOST, _LONGEST_LABEL = 253, 63
# A host whose last part is a number is an IPv4 address, in whatever form (0177.0.0.1, 2130706433, 0x7f.1).
_NUMBER_LAST = re.compile(r"(?:.*\.)?(?:0[xX][0-9a-fA-F]*|\d+)\.?")
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Address:
    """An address that may be asked for; `port` is that of its scheme where it names none."""

    url: str
    scheme: str
    host: str
    port: int


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a text is no address that may be asked for."""

    reason: str


@remembered(4_096)
def parse(text: str, base: str = "") -> Address | Refused:
    """The address that a text is, or is beside `base`. It raises nothing, whatever the text."""
    try:
        return _parsed(_BREAKS.sub("", text.strip(_EDGES)), base)
    except ValueError as error:
        return Refused(f"it cannot be taken apart ({error})")


def usable(text: str, base: str = "") -> str:
    """The address as text; empty where it is none."""
    found = parse(text, base)
    return found.url if isinstance(found, Address) else ""


def _parsed(text: str, base: str) -> Address | Refused:
    if len(text) > LONGEST:
        return Refused(f"it is longer than {LONGEST} characters")
    if _CONTROL.search(text):
        return Refused("it holds a control character")
    url = urljoin(base, text) if base else text
    url.encode("utf-8")
    parts = urlsplit(url)
    if parts.scheme not in _PORTS:
        return Refused("it does not begin with http:// or https://")
    host = parts.hostname or ""
    wrong = _wrong_host(host)
    return Refused(wrong) if wrong else Address(url, parts.scheme, host, parts.port or _PORTS[parts.scheme])


def _wrong_host(host: str) -> str:
    """What is wrong with a host; empty where nothing is."""
    if not host:
        return "it names no host"
    if ":" in host:
        return "" if _is_ip(host.partition("%")[0]) else "its host is no IPv6 address"
    if _NUMBER_LAST.fullmatch(host):
        return "" if _is_ip(host) else "its host is an IPv4 address in an unusual form"
    name = host if host.isascii() else host.encode("idna").decode("ascii")
    labels = name.rstrip(".").split(".")
    fits = len(name) <= _LONGEST_HOST and all(len(label) <= _LONGEST_LABEL for label in labels)
    return "" if fits and _LABELS.fullmatch(name) else "its host is no name"


def _is_ip(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
