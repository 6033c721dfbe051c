"""Notes of correction in whatever words: what was added points at the fact that was wrong.

A note says two things of three: that something was wrong or is regretted; that it stood in this very text, or its readers
saw it; and the value that stood there and stands there no more. Reporting says at most one of them: a court speaks of
errors, a minister of readers, an update of yesterday's figure.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from rapidfuzz import fuzz

from monitor.core.model import Fact
from monitor.core.text import fold, normalise
from monitor.edits.units import sentences
from monitor.language.tokens import bare

# That something was wrong, or is regretted, in four languages.
_FAULT = re.compile(
    r"\b(?:"
    r"wrong(?:ly)?|mistaken(?:ly)?|mistakes?|errors?|erroneous(?:ly)?|incorrect(?:ly)?|inaccura\w+|mix(?:ed|-| )?up|mixed|transposed|swapped|slips?|mishap|typos?|"
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
_LONGEST = 600


def pointing(come: Sequence[str], old: str, new: str, facts: Sequence[Fact]) -> str:
    """The note among the texts that came; '' where none is. `old`, `new`: the whole texts; `facts`: what changed."""
    gone = {value for fact in facts if fact.before and fact.after for value in _values(fact)}
    known = {word for word in bare(old) if any(c.isdigit() for c in word)}
    pieces = (text for text in _pieces(come, old) if text and len(text) <= _LONGEST)
    added = ((text, gone | (_only_here(text, new, known) if _is_added(text, old) else set())) for text in pieces)
    return next((text for text, values in added if _is_note(text, values)), "")


def _is_added(piece: str, old: str) -> bool:
    """Whether a piece is no sentence of the old text in other words: those hold what they held."""
    return fuzz.partial_ratio(piece, old, score_cutoff=_EDITED) < _EDITED


def _only_here(piece: str, new: str, known: Collection[str]) -> set[str]:
    """The figures of the old text that the new one has in this piece alone."""
    elsewhere = set(bare(normalise(new).replace(normalise(piece), " ")))
    return {word for word in bare(piece) if word in known and word not in elsewhere}


def _is_note(text: str, gone: Iterable[str]) -> bool:
    plain = fold(text)
    is_fault, is_own = bool(_FAULT.search(plain)), bool(_OWN.search(plain))
    words = f" {' '.join(bare(text))} "
    points = any(f" {value} " in words for value in gone)
    denies = any(re.search(rf"{_NO} (?:\w+ ){{0,2}}{re.escape(value)} ", words) for value in gone)
    return denies or (is_fault and is_own) or (points and (is_fault or (is_own and bool(_NOT.search(plain)))))


def _pieces(come: Iterable[str], kept: str) -> Iterator[str]:
    """What came, piece by piece: whole paragraphs, new sentences together, brackets in the flow."""
    known = normalise(kept)
    for text in come:
        new = [text[a:b] for a, b in sentences(text) if normalise(text[a:b]) not in known]
        yield " ".join(new)
        yield from new if len(new) > 1 else ()
        yield from (bracket for bracket in _BRACKET.findall(text) if normalise(bracket) not in known)


def _values(fact: Fact) -> Iterator[str]:
    """What of a fact's old side the new one has not: its value, or the words that became others."""
    before, after = bare(fact.before), bare(fact.after)
    left = [word for word in before if word not in after]
    if left and len(left) <= _FEW:
        yield " ".join(left)


_FEW, _EDITED = 4, 70.0
