"""The editorial links of two texts: which lead to another document, and which to the same at another address."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from rapidfuzz import fuzz
from rapidfuzz.distance import DamerauLevenshtein

from monitor.core.model import Fact
from monitor.core.text import normalise_link
from monitor.edits.facts.weigh import LITTLE

# How alike two paths of one host are that lead to one document.
_SAME_PATH = 85.0


def link_facts(old: Sequence[str], new: Sequence[str]) -> tuple[Fact, ...]:
    """Editorial targets that came or went; an address repaired by a hyphen or a letter is the same document."""
    a = {_document(u): u for u in old}
    b = {_document(u): u for u in new}
    gone, come = [a[k] for k in a if k not in b], [b[k] for k in b if k not in a]
    for url in list(gone):
        same = next((u for u in come if _repaired(url, u)), None)
        if same is not None:
            gone.remove(url)
            come.remove(same)
    size = max(len(gone), len(come))
    padded = zip(gone + [""] * (size - len(gone)), come + [""] * (size - len(come)), strict=True)
    return tuple(Fact("link", before, after, weight=_link_weight(before, after)) for before, after in padded)


def _link_weight(before: str, after: str) -> float:
    """A page that moved on its own host is the same document to most readers; another page is another one."""
    old, new = urlsplit(before), urlsplit(after)
    same_host = bool(old.hostname) and old.hostname == new.hostname
    names = [url.path.rstrip("/").rpartition("/")[2] for url in (old, new)]
    same_name = names[0] == names[1] != "" or fuzz.ratio(old.path, new.path) >= _SAME_PATH
    return LITTLE if same_host and same_name and _digits(old.path) == _digits(new.path) else 0.0


def _digits(text: str) -> list[str]:
    return re.findall(r"\d+\w*", text)


def _document(url: str) -> str:
    bare = re.sub(r"(\.?[a-z]{3,5})\1$", r"\1", normalise_link(url))
    bare = re.sub(r"^[^/]+/https?:?/+(?=[\w-]+\.)", "", bare)
    return re.sub(r"[-_ ]|%20|^www\.", "", bare).casefold()


def _repaired(old: str, new: str) -> bool:
    """One or two letters inside a long word of the same address; a digit or a short name is another document."""
    a, b = normalise_link(old), normalise_link(new)
    if re.findall(r"\d+\w*", a) != re.findall(r"\d+\w*", b) or DamerauLevenshtein.distance(a, b, score_cutoff=2) > 2:
        return False
    parts, others = re.split(r"[/\-_.?=&]", a), re.split(r"[/\-_.?=&]", b)
    differ = [(x, y) for x, y in zip(parts, others, strict=False) if x != y]
    return len(parts) == len(others) and all(min(len(x), len(y)) >= 5 for x, y in differ)
