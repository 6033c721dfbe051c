"""Whether the same words in another order say the same: whole parts of an enumeration changed places, or values did.

`Austria, Belgium and Malta` may be told as `Belgium, Malta and Austria`; `28 in August and 81 in July` may not become
`81 in August and 28 in July`. The difference: in the first whole parts between separators move, in the second values
leave the words they belong to.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache

from monitor.language.dictionary import lemma
from monitor.language.token import Token

_SEPARATORS = frozenset(",;:.?!()–—-|/")
_AND = frozenset(
    {
        "and",
        "en",
        "et",
        "und",
        "or",
        "of",
        "ou",
        "oder",
        "alsook",
        "sowie",
        "ainsi",
        "que",
        "qu'",
        "that",
        "dat",
        "dass",
    }
)
_PARALLEL = frozenset({"respectively", "respectievelijk", "respectivement", "beziehungsweise", "jeweils"})
_TIMES = frozenset(
    (
        "yesterday today tomorrow tonight now gisteren vandaag morgen vanavond nu hier aujourd'hui demain gestern heute"
    ).split()
)
_HELPING = frozenset(
    (
        "is are was were be been has have had ist sind war waren hat haben wird wurde wurden zijn werd werden heeft "
        "hebben hebt hadden wordt worden est sont a ont"
    ).split()
)
_BY = frozenset({"by", "door", "par", "von", "durch"})
_VALUES = frozenset({"figure", "date", "modality", "negation", "scope", "unit"})


def reordered(old: Sequence[Token], new: Sequence[Token]) -> bool:
    """Both hold the same words: True where only whole parts changed places, False where values were exchanged."""
    a, b = _window(old, new)
    if {t.value for t in (*old, *new)} & _PARALLEL:
        return False
    if _only_time_moved(a, b):
        return True
    if _phrases_moved(a, b):
        return True
    parts, others = list(_parts(a)), list(_parts(b))
    if len(parts) < 2 or Counter(parts) != Counter(others):
        return False
    if any(_is_value(part) for part in parts):
        return False
    return sum(part[0] == "quote" for part in parts) < 2 or _said(old) == _said(new)


def _window(old: Sequence[Token], new: Sequence[Token]) -> tuple[Sequence[Token], Sequence[Token]]:
    """Both without what they begin and end with alike."""
    start = 0
    while start < min(len(old), len(new)) and old[start].key == new[start].key:
        start += 1
    end = 0
    while end < min(len(old), len(new)) - start and old[-1 - end].key == new[-1 - end].key:
        end += 1
    return old[start : len(old) - end], new[start : len(new) - end]


def _parts(found: Sequence[Token]) -> Iterator[tuple[str, ...]]:
    """What stands between separators, reporting verbs being separators too; a quotation is one part."""
    part: list[str] = []
    quoted: list[str] = []
    for place, token in enumerate(found):
        if token.quoted:
            if token.kind != "mark":
                quoted.append(token.key)
            continue
        if quoted:
            yield ("quote", *quoted)
            quoted = []
        if token.kind == "say" or _reports(found, place) or token.text in _SEPARATORS or token.value in _AND:
            if part:
                yield tuple(part)
            part = []
        elif not token.soft and token.kind != "aux":
            part.append(token.key if token.kind not in _VALUES else f"{token.kind}={token.key}")
    if quoted:
        yield ("quote", *quoted)
    if part:
        yield tuple(part)


def _reports(found: Sequence[Token], place: int) -> bool:
    """Whether a word is who knows which verb of saying: right behind a quotation, or before the colon of one."""
    token = found[place]
    if token.soft or token.name or token.quoted:
        return False
    before = next((t for t in reversed(found[:place]) if t.kind != "mark"), None)
    opens = [t.text for t in found[place + 1 : place + 2]] == [":"]
    behind = next((t for t in found[place + 1 :] if t.kind != "mark"), None)
    return bool((before and before.quoted) or (opens and behind and behind.quoted))


def voice_changed(old: Sequence[Token], new: Sequence[Token], code: str) -> bool:
    """'IOM pays each man a sum' and 'each man is paid a sum by IOM': the doer behind `by` stood before the rest."""
    agents = [_agent(side) for side in (old, new)]
    if (agents[0] is None) == (agents[1] is None) or any(t.quoted for t in (*old, *new)):
        return False
    passive, active = (old, new) if agents[0] is not None else (new, old)
    agent = agents[0] if agents[0] is not None else agents[1]
    a, b = ([_lemma(t, code) for t in side if not t.soft and t.kind != "aux"] for side in (passive, active))
    if Counter(a) != Counter(b) or agent is None or not a:
        return False
    doer = _lemma(agent, code)
    return a.index(doer) > 0 and b.index(doer) < b.index(a[0])


def by_words(found: Sequence[Token]) -> int:
    """How many words stand there that a passive names its doer with: none of them stands before a figure or a date."""
    behind = (t.kind for t in (*found[1:], *found[:1]))
    return sum(t.value in _BY and kind not in ("figure", "date") for t, kind in zip(found, behind, strict=True))


def _agent(found: Sequence[Token]) -> Token | None:
    """The first word of weight behind the first `by`."""
    at = next((i for i, t in enumerate(found) if t.value in _BY), None)
    return next((t for t in found[at + 1 :] if not t.soft), None) if at is not None else None


def lemma_of(token: Token, code: str) -> str:
    """What a dictionary has a word under; of a name or a value what it is."""
    return _lemma(token, code)


@lru_cache(maxsize=4096)
def _dictionary_form(word: str, code: str) -> str:
    return lemma(word, code).casefold()


def _lemma(token: Token, code: str) -> str:
    is_word = token.kind in ("word", "status", "say", "claim") and not token.name
    return _dictionary_form(token.text, code) if is_word else token.key


def _phrases_moved(old: Sequence[Token], new: Sequence[Token]) -> bool:
    """Whole phrases changed places (`vom Flughafen`, `nach Kabul`), none with another of the same opening word.

    `the talks of A with B` may become `with B the talks of A`; where two phrases open alike, their places count.
    """
    if any((t.quoted and t.kind != "mark") or t.kind == "negation" for t in (*old, *new)):
        return False
    a, b = _phrases(old), _phrases(new)
    if Counter(a) != Counter(b) or len(a) < 2:
        return False
    return all([p for p in a if p[0] == lead] == [p for p in b if p[0] == lead] for lead in {p[0] for p in a})


Phrase = tuple[tuple[str, ...], tuple[str, ...]]


def _phrases(found: Sequence[Token]) -> list[Phrase]:
    """(opening words, other words) of each phrase; auxiliaries and marks part phrases too."""
    result: list[Phrase] = []
    lead: list[str] = []
    rest: list[str] = []
    for token in (*found, None):
        opens = token is None or token.kind in ("light", "filler", "mark", "aux", "direction") or token.value in _AND
        if opens and rest:
            result.append((tuple(lead), tuple(rest)))
            lead, rest = [], []
        if token is None or token.kind == "mark" or token.value in _HELPING:
            lead = []
        elif opens:
            lead.append(token.value)
        else:
            rest.append(token.key)
    return result


def _is_value(part: tuple[str, ...]) -> bool:
    return all(key.split("=")[0] in _VALUES for key in part)


def _said(found: Sequence[Token]) -> set[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Each quotation with the words of its sentence outside it."""
    pairs = set()
    quote: list[str] = []
    outside: list[str] = []
    for token in (*found, None):
        ends = token is None or (not token.quoted and token.text in ".?!")
        if ends and (quote or outside):
            pairs.add((tuple(quote), tuple(sorted(outside))))
            quote, outside = [], []
        elif token is not None and token.quoted and token.kind != "mark":
            quote.append(token.key)
        elif token is not None and not token.soft and token.kind not in ("say", "aux"):
            outside.append(token.key)
    return pairs


def _only_time_moved(a: Sequence[Token], b: Sequence[Token]) -> bool:
    """'The minister said on Monday' and 'On Monday the minister said': one expression of time changed its place."""
    keys = [[t.key for t in side if not t.soft and not _time(t)] for side in (a, b)]
    times = [[t.key for t in side if _time(t)] for side in (a, b)]
    return bool(times[0]) and len(times[0]) <= 2 and keys[0] == keys[1] and times[0] == times[1]


def _time(token: Token) -> bool:
    return token.kind == "date" or token.value in _TIMES
