"""Editorial notes: that a text was wrong, that it was withdrawn. Wording seen with publishers in four languages.

A note opens its paragraph, or stands as a page's own mark (`HERDRUK`). The word `correction` in the reporting is none.
"""

import re

_WHEN = r"(?:\s*\([^)]{1,60}\)|,?\s+(?:of|on|op|du|le|vom|am|van|d\.d\.)?\s*[\w .,/-]{0,40}?)?"
_OPENS = re.compile(
    r"^[\s*_\[(†‡•–—-]*(?:"
    rf"(?:correction|corrections|corrected|clarification|erratum|errata|rectification|retraction|rectificatie|rectificaties|rechtzetting|correctie|"
    rf"gecorrigeerd|verbetering|verduidelijking|aangepast|aanpassing|rectificatif|erratum|clarification|précision|mise au point|corrigé|"
    rf"berichtigung|richtigstellung|korrektur|korrekturhinweis|korrigiert|klarstellung){_WHEN}\s*[:—–]"
    r"|(?:editor['’]s? note|note from the editors?|noot van de redactie|noot van de redacteur|note de la rédaction|ndlr|anmerkung der redaktion|anm\.? d\.? red\.?)\W.{0,200}?"
    r"(?:correct|wrong|error|mistake|earlier version|previous version|misstat|inaccura|amend|fout|onjuist|abusievelijk|eerder|gecorrigeerd|vorige versie|eerdere versie|"
    r"erreur|erroné|version précédente|version antérieure|première version|corrig|fehler|falsch|früheren version|ursprünglich|korrigiert|berichtigt|unrichtig)"
    r"|(?:erratum|errata|rectificatie|rectificatif|berichtigung|correction|correctie)\s*\.\s"
    r"|(?:the |le |la |les |de |het |die |der |das |this |ce |dit )?(?:table|figures?|numbers?|title|headline|caption|map|tableau|chiffres?|titre|légende|tabel|cijfers?|titel|onderschrift|kop|tabelle|zahlen?|angaben?|überschrift)\b[^.:]{0,25}\b(?:corrected|rectifiée?s?|corrigée?s?|gecorrigeerd|rechtgezet|korrigiert|berichtigt)\b"
    r"|herdruk\b|(?:dit is een )?gecorrigeerde versie|corrected version|version corrigée|korrigierte fassung|geänderte fassung"
    r"|(?:an|the) (?:earlier|previous|original) version of (?:this|the) (?:article|story|report|page|piece|text|letter|headline|post)"
    r"|in een (?:eerdere|vorige) versie van dit|eerder stond (?:hier|in dit)|in dit (?:artikel|bericht) stond (?:eerder|abusievelijk|aanvankelijk)"
    r"|une (?:première |précédente )?version (?:précédente |antérieure |initiale )?de (?:cet|ce|cette) (?:article|texte|dépêche|page|communiqué)"
    r"|in einer (?:früheren|vorherigen|ersten) (?:version|fassung)"
    r"|(?:this|the) (?:article|story|report|page|piece|text|headline) (?:was|has been) (?:corrected|amended|updated to correct|changed to correct|retracted|withdrawn|removed|taken down)"
    r"|(?:dit|het) (?:artikel|bericht|stuk) (?:is|werd) (?:gecorrigeerd|aangepast omdat|ingetrokken|verwijderd|teruggetrokken)"
    r"|(?:cet|l['’]) ?article a été (?:corrigé|retiré|supprimé|modifié pour corriger)"
    r"|(?:dieser|der) (?:artikel|beitrag|text) wurde (?:korrigiert|berichtigt|zurückgezogen|entfernt|zurückgenommen)"
    r"|(?:wij|we) (?:hebben|trekken) (?:dit|het) (?:artikel|bericht) (?:ingetrokken|terug|in\b)"
    r"|(?:withdrawn|ingetrokken|retiré|zurückgezogen)\s*[:—–-]"
    r")",
    re.IGNORECASE,
)
_WITHDRAWN = re.compile(
    r"retract|withdrawn|removed|taken down|ingetrokken|verwijderd|teruggetrokken|trekken .{0,30} (?:in|terug)\b|retiré|supprimé|zurückgezogen|entfernt|zurückgenommen",
    re.IGNORECASE,
)


# Said of the text itself, wherever in a short paragraph.
_SELF = r"(?:article|story|report|page|piece|text|headline|caption|post|table|artikel|bericht|stuk|tekst|kop|pagina|tabel|article|texte|dépêche|titre|tableau|beitrag|text|meldung|überschrift|tabelle)"
_WITHIN = re.compile(
    rf"\b(?:earlier|previous|original|first) (?:version|headline|edition|caption|table|figure)s? (?:of|to|in) (?:this|the) {_SELF}"
    r"|\bwe (?:originally|earlier|previously|initially|first|mistakenly|wrongly|incorrectly|erroneously) (?:printed|reported|stated|wrote|said|gave|put|published|named|identified|misstated|attributed|had)\b"
    r"|\b(?:owing|due) to (?:a|an) (?:\w+ )?(?:transcription|editing|typing|clerical|data[- ]entry|production|translation) error|\bwe regret the (?:error|mistake)|\bapologi[sz]e for the (?:error|mistake)"
    r"|\b(?:hier|in dit \w+) stond eerder|\bstond (?:hier )?(?:eerder|abusievelijk|per abuis|ten onrechte)|\b(?:eerder geplaatste|eerdere|vorige|oorspronkelijke) versie (?:van (?:dit|deze)|ontbrak|vermeldde|stond|bevatte|werd)"
    r"|\b(?:comme|que) nous l['’](?:avions|avons) (?:écrit|indiqué|annoncé|affirmé)(?: par erreur| à tort)?|\bnous avons (?:écrit|indiqué|publié) (?:par erreur|à tort)"
    rf"|\bversion (?:précédente|antérieure|initiale) (?:de|du) (?:cet|ce|cette) {_SELF}|\b(?:früheren|vorherigen|ursprünglichen) (?:version|fassung) (?:dieses|des|dieser|hieß|war|stand)"
    r"|\bhier stand zunächst|\bwir haben (?:zunächst|zuvor|irrtümlich|fälschlich)\w* (?:berichtet|geschrieben|gemeldet)"
    r"|[(\[](?:gecorrigeerde versie|corrected version|corrected|version corrigée|corrigé|korrigierte (?:fassung|version)|korrigiert|gecorrigeerd|rectificatie|herdruk)[)\]]",
    re.IGNORECASE,
)
_LONGEST = 600
# One of these stands in every wording of `_WITHIN`: most texts need no further look.
_SIGNS = (
    "version",
    "versie",
    "fassung",
    "headline",
    "edition",
    "caption",
    "table",
    "figure",
    "we ",
    "error",
    "apolog",
    "stond",
    "écrit",
    "indiqué",
    "publié",
    "annoncé",
    "affirmé",
    "hier stand",
    "wir haben",
    "corr",
    "korr",
    "rectif",
    "herdruk",
)


def is_note(text: str) -> bool:
    """Whether the text is an editorial note that admits a fault or withdraws the article."""
    if _OPENS.match(text):
        return True
    lower = text.casefold() if len(text) <= _LONGEST else ""
    return any(sign in lower for sign in _SIGNS) and bool(_WITHIN.search(text))


def withdraws(text: str) -> bool:
    """Whether a note takes the whole article back."""
    return is_note(text) and bool(_WITHDRAWN.search(text))
