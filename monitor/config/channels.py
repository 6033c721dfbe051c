"""What can be told of a channel's address from its form alone, before apprise is loaded."""

import re
from email.utils import getaddresses
from urllib.parse import parse_qs, unquote, urlsplit

from monitor.core.flat import flat

# A piece of a path that has a name before its @ and a host behind it.
_CUT = re.compile(r"[^/#@]@[\w.-]+")


def unencoded(url: str) -> str:
    """What in a channel's address programs read each in their own way, in words that do not repeat it; empty when there
    is nothing.
    """
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.netloc.count("@") > 1:
        return "an @ within the user or password"
    behind = f"{parts.path}#{parts.fragment}" if parts.fragment else parts.path
    # A token may have a colon, and a path an @ that begins a name; a user, a host and a password in between have not.
    behind_colon = parts.netloc.rpartition(":")[2]
    cut = ":" in parts.netloc and "@" not in parts.netloc and not behind_colon.isdigit()
    if cut and _CUT.search(behind):
        return "a # or / within the user or password"
    return ""


def recipients(url: str) -> int:
    """How many recipients an apprise address names, as far as its form tells; 0 when it is no address at all."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return 0
    if not parts.scheme or "://" not in url:
        return 0
    if parts.scheme.startswith("mailto"):
        query = parse_qs(parts.query)
        named = [a for _, a in flat(getaddresses(query.get(key, [])) for key in ("to", "cc", "bcc")) if a]
        named += [p for p in unquote(parts.path).replace(",", "/").split("/") if p.strip()]
        return max(len(named), 1)
    if parts.scheme == "slack":
        targets = unquote(f"{parts.path}#{parts.fragment}" if parts.fragment else parts.path).split("/")
        return max(len([p for p in targets if p[:1] in ("#", "+", "@", "&")]), 1)
    return 1
