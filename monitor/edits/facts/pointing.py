"""Notes of correction in whatever words: what was added points at the fact that was wrong.

A note says two things of three: that something was wrong or is regretted; that it stood in this very text, or its readers
saw it; and the value that stood there and stands there no more. Reporting says at most one of them: a court speaks of
errors, a minister of readers, an update of yesterday's figure.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product

from rapidfuzz import fuzz

from monitor.core.flat import flat
from monitor.core.model import Fact
from monitor.core.text import fold, normalise
from monitor.edits.units import sentences
from monitor.language.tokens import bare

# That something was wrong, or is regretted, in four languages.
_FAULT = re.compile(
    r"\b(?:"
    r"wrong(?:ly)?|mistaken(?:ly)?|mistakes?|errors?|erroneous(?:ly)?|incorrect(?:ly)?|inaccura\w+|mix(?:ed|-| )?up|mixed|transposed|swapped|(?:our|a|small|silly) slip|slip of|mishap|typos?|"
    r"overstated|understated|misjudged|oops|sorry|apolog\w+|regrets?|correct(?:ed|s|ion|ing)?|fix(?:es|ed)?|amended|refil\w+|misprint\w*|misstat\w+|misspel\w+|muddled|confused|"
    r"fout(?:e|en|ief|ieve)?|fouten|vergissing|tikfout|verkeerd(?:e|elijk)?|onjuist\w*|abusievelijk|per abuis|ten onrechte|verwisseld|misverstand|excuus|excuses|"
    r"verontschuldig\w+|betreur\w+|oeps|rechtgezet|gecorrigeerd\w*|correctie|rectific\w+|slordig\w*|herneming|andersom|klopte? niet|"
    r"erreurs?|erron\w+|par erreur|a tort|inexact\w*|faut(?:e|es|if|ive)|interverti\w*|confon\w+|confusion|coquilles?|excus\w+|desol\w+|regrett\w+|rectifi\w+|corrig\w+|mea culpa|"
    r"fehler\w*|falsch\w*|irrtum\w*|irrtumlich\w*|versehen\w*|vertauscht\w*|verwechs\w+|unrichtig\w*|entschuldig\w+|bedauer\w+|berichtig\w+|korrig\w+|korrektur|panne|richtig heissen|muss es heissen|ubersehen|verzahlt|pardon"
    r")\b"
)
# That it stood in this very text: the text's own name, its readers, what we wrote, when it stood there.
_OWN = re.compile(
    r"\b(?:"
    r"(?:this|our|the) (?:\w+ )?(?:page|article|story|piece|report|post|text|letter|list|table|headline|caption|version|entry|notice|dispatch|column|row|paragraph|item|copy)|"
    r"(?:earlier|previous|first|original) (?:version|edition|headline|list|text)|readers?|(?:was|were|stood) (?:\w+ )?here|(?:given|stated|listed|named) above|we (?:had )?(?:said|wrote|reported|listed|gave|published|printed|named|stated|put|quoted|spelled|called)|as we (?:had|first|originally)|"
    r"(?:deze|onze|dit|ons|de) (?:eerste |eerdere |vorige )?(?:pagina|artikel|bericht|stuk|tekst|brief|lijst|tabel|versie|kop|rij|kolom|alinea|zin)|lezers?|lezeres|hier (?:stond(?:en)?|was|waren|tot)|hierboven|"
    r"(?:we|wij) (?:\w+ ){0,3}(?:schreven|meldden|vermeldden|noemden|berichtten|publiceerden|gaven)|stond(?:en)? (?:hier|er|eerst|eerder|in)|vond(?:en)? hier|eerder(?:e)? (?:stond|versie)|vorige versie|"
    r"(?:cette|notre|ce|cet|la|le) (?:premiere |precedente )?(?:page|article|texte|depeche|lettre|liste|tableau|version|titre|legende|ligne|colonne|paragraphe|communique)|lecteurs?|lectrices?|(?:lire|lu|lisait|ecrit|figurait) ici|ici (?:meme|jusqu)|ci-dessus|(?:etait|etaient|figurait) (?:\w+ )?ici|"
    r"nous (?:\w+ ){0,2}(?:ecrit|indique|annonce|mentionne|publie|ecrivions|indiquions|annoncions|donne)|version (?:precedente|anterieure|initiale)|"
    r"(?:diese[rsmn]?|unser[em]?|der|die|im|in der) (?:[\w.:]+ ){0,5}(?:seite|artikel|beitrag|text|brief|liste|tabelle|fassung|version|meldung|uberschrift|zeile|spalte|absatz|grafik|bildunterschrift)|leser\w*|"
    r"wir (?:\w+ ){0,4}(?:geschrieben|gemeldet|berichtet|genannt|angegeben|veroffentlicht|schrieben|nannten|meldeten)|hier (?:stand(?:en)?|war(?:en)?|hiess)|stand(?:en)? (?:hier|bis|zunachst|zuerst)|morgenfassung|dieser stelle|(?:ersten|zweiten|dritten|letzten) satz"
    r")\b"
)
_BRACKET = re.compile(r"[(\[][^)\]]{8,300}[)\]]")
_NOT = re.compile(
    r"\b(?:not|n't|was|were|instead of|rather than|niet|geen|in plaats van|was|et non|non pas|au lieu de|nicht|statt|kein\w*|war)\b"
)
_NO = r" (?:not|et non|et pas|non|geen|niet|nicht|kein\w*|statt|instead of|rather than|in plaats van|au lieu de)"
_DENIES = re.compile(f"{_NO} ")
_DIGIT = re.compile(r"\d")
_LONGEST = 600


@dataclass(frozen=True, slots=True)
class Sides:
    """Two whole texts, and what of the old one went. `kept`: the old one normalised; `old`, `new`: without capitals."""

    kept: str
    old: str
    new: str
    gone: str


def pointing(come: Sequence[str], sides: Callable[[], Sides], facts: Sequence[Fact]) -> str:
    """The note among the texts that came; '' where none is. `facts`: what changed."""
    gone = set(flat(_values(fact) for fact in facts if fact.before and fact.after))
    speaking = [text for text in come if _speaks(text, gone)]
    if not speaking:
        return ""
    whole = sides()
    pieces = (text for text in _pieces(speaking, whole.kept) if text and len(text) <= _LONGEST)
    return next((text for text in pieces if _is_note(text, gone | _stood(text, whole))), "")


def _speaks(text: str, gone: Collection[str]) -> bool:
    """Whether a text can be a note at all: what the whole texts say is asked for these alone."""
    plain, line = fold(text), _line(text)
    points = bool(_DIGIT.search(text)) or _points(line, gone)
    if points and (_denies(line, gone) or _denies_a_figure(line)):
        return True
    if _FAULT.search(plain):
        return points or bool(_OWN.search(plain))
    return points and bool(_NOT.search(plain) and _OWN.search(plain))


def _denies_a_figure(line: str) -> bool:
    """Whether a word with a figure stands within reach of a denial: `not 40`, `niet op 40`."""
    behind = flat(line[m.end() :].split(" ", _BETWEEN + 1)[: _BETWEEN + 1] for m in _DENIES.finditer(line))
    return any(_DIGIT.search(word) for word in behind)


def _line(piece: str) -> str:
    return f" {' '.join(bare(piece))} "


def _stood(piece: str, sides: Sides) -> set[str]:
    """The figures of a piece that came which the old text had, and the new one has nowhere else."""
    figures = {word for word in bare(piece) if any(c.isdigit() for c in word)}
    known = {word for word in figures if _count(sides.old, word)}
    if not known or not _is_added(piece, sides.gone):
        return set()
    return {word for word in known if _count(sides.new, word) <= _count(piece.casefold(), word)}


def _count(text: str, figure: str) -> int:
    """How often a text without capitals has a word of its own that is this figure: `500` does not stand in `1.500`."""
    return sum(_is_whole(text, at, at + len(figure)) for at in _places(text, figure))


def _places(text: str, part: str) -> Iterator[int]:
    at = text.find(part)
    while at >= 0:
        yield at
        at = text.find(part, at + 1)


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether no letter or figure goes on beside a part of a text, nor beyond a mark between figures."""
    before, behind = text[max(0, start - 2) : start], text[end : end + 2]
    return not (_GOES_BEFORE.search(before) or _GOES_ON.match(behind))


_GOES_BEFORE, _GOES_ON = re.compile(r"\w[.,:]?$"), re.compile(r"[.,:]?\w")


def _is_added(piece: str, gone: str) -> bool:
    """Whether a piece is no sentence that went, in other words: those hold what they held."""
    return fuzz.partial_ratio(piece, gone, score_cutoff=_EDITED) < _EDITED


def _is_note(text: str, gone: Collection[str]) -> bool:
    plain = fold(text)
    is_fault, is_own = bool(_FAULT.search(plain)), bool(_OWN.search(plain))
    words = _line(text)
    points = _points(words, gone)
    denies = _denies(words, gone)
    return denies or (is_fault and is_own) or (points and (is_fault or (is_own and bool(_NOT.search(plain)))))


def _denies(words: str, values: Collection[str]) -> bool:
    """Whether one of the values is denied: `not 40`, `niet op 40`."""
    behind = (words[m.end() :].split(" ", _BETWEEN + _FEW + 1) for m in _DENIES.finditer(words))
    tails = (parts[skip:] for parts, skip in product(behind, range(_BETWEEN + 1)))
    return any(_opens_with(tail, values) for tail in tails)


def _points(line: str, values: Collection[str]) -> bool:
    """Whether a line has one of the values in it. Of many values each run of the line's words is asked, not each value."""
    if len(values) <= _MANY:
        return any(f" {value} " in line for value in values)
    words = line.split()
    return any(_opens_with(words[at : at + _FEW], values) for at in range(len(words)))


def _opens_with(words: Sequence[str], values: Collection[str]) -> bool:
    return any(" ".join(words[:count]) in values for count in range(1, _FEW + 1))


def _pieces(come: Iterable[str], kept: str) -> Iterator[str]:
    """What came, piece by piece: whole paragraphs, new sentences together, brackets in the flow."""
    for text in come:
        new = [text[a:b] for a, b in sentences(text) if normalise(text[a:b]) not in kept]
        yield " ".join(new)
        yield from new if len(new) > 1 else ()
        yield from (bracket for bracket in _BRACKET.findall(text) if normalise(bracket) not in kept)


def _values(fact: Fact) -> Iterator[str]:
    """What of a fact's old side the new one has not: its value, or the words that became others."""
    before, after = bare(fact.before), bare(fact.after)
    left = [word for word in before if word not in after]
    if len(left) <= _FEW and any(len(word) > _SMALL or word.isdigit() for word in left):
        yield " ".join(left)


# Letters of a word that may help others only.
_SMALL = 3
# From so many values on the words of a line are fewer.
_MANY = 40
_FEW, _EDITED, _BETWEEN = 4, 70.0, 2
