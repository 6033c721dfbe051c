"""Answers that are no article at all: bot challenges, cookie walls, login pages, error pages, empty shells.

Such an answer is trouble of the source: it never becomes a version and is never told as a change. No word says it alone,
since the desk's own texts speak of consent, of access and of registers that cannot be reached. Two signs of different
kinds must agree: what a page says of the reader's browser, privacy or account; a control to answer it with; a heading
that is a formula and no sentence; a text that speaks to its reader.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate

from monitor.core.flat import flat
from monitor.core.text import normalise
from monitor.edits.noarticle import NoArticle


def _any(*parts: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(parts)})", re.IGNORECASE)


# Said of the reader's browser, of the page itself, of cookies, of an account: no text of the beat is about these.
_SAID = {
    NoArticle.CHALLENGE: _any(
        r"checking (?:your browser|if the site connection)|(?:verif(?:y|ying)|confirm(?:ing)?) (?:that )?you(?:'re| are) (?:a |not a )?(?:human|robot)",
        r"enable javascript|javascript is (?:disabled|required)|are you (?:a robot|human)|captcha|ddos protection|ray id\b",
        r"performance (?:&|and) security by|bot (?:detection|protection)|uw browser wordt gecontroleerd|schakel javascript in",
        r"(?:controleren of|bevestig dat) (?:u|je) (?:een mens|geen robot)|vérifi\w+ (?:que vous êtes|votre navigateur)",
        r"vérification de (?:la )?sécurité de votre|activez? javascript|êtes-vous un robot|überprüf\w+ ihren? browser",
        r"bestätigen sie,? dass sie (?:ein mensch|kein)|aktivieren sie javascript|you have been blocked",
    ),
    NoArticle.ERROR: _any(
        r"(?<!\S)(?:error )?(?:40[0-9]|410|429|50[0-4])\b(?=\W*$| \D)|(?:page|article) not found|internal server error|bad gateway",
        r"gateway time-?out|service (?:temporarily )?unavailable|too many requests|pagina niet gevonden",
        r"page (?:introuvable|non trouvée)|seite (?:wurde )?nicht gefunden|down for maintenance",
    ),
    NoArticle.CONSENT: _any(
        r"cookies?\b|your privacy|(?:uw|jouw) privacy|votre vie privée|ihre privatsphäre|vos données",
        r"(?:onze|our|nos|unsere) (?:\d+ )?(?:partners?|partenaires)\b|(?:\d+|and our|en onze|und unsere|et nos) partnern?\b",
    ),
    NoArticle.LOGIN: _any(
        r"(?:log|sign) in to (?:continue|read|view|your account)|(?:please|must|need to) (?:log|sign) in|forgot(?:ten)? (?:your )?password",
        r"log (?:opnieuw )?in (?:om|met)|inloggen om|(?:wachtwoord|paswoord) vergeten|mot de passe oublié|connectez-vous pour",
        r"veuillez vous connecter|identifiez-vous|melden sie sich (?:bitte )?an,? um|bitte (?:melden|loggen) sie sich",
        r"passwort vergessen|create (?:an )?account|maak een account|(?:session|sessie|sitzung) (?:has |is |ist )?(?:expired|timed out|verlopen|abgelaufen)",
    ),
}  # fmt: skip
# Words of such pages that people write as well: never enough, however many.
_PERHAPS = {
    NoArticle.CHALLENGE: _any(
        r"just a moment|attention required|unusual (?:traffic|activity)|access (?:to this page has been )?denied|request (?:was )?blocked",
        r"security check|(?:een|één) moment|even geduld|toegang geweigerd|un instant|accès refusé|einen moment|zugriff verweigert",
        r"sicherheitsüberprüfung|javascript|browser|navigateur",
    ),
    NoArticle.ERROR: _any(
        r"temporarily (?:unavailable|down)|tijdelijk niet (?:beschikbaar|bereikbaar)|onderhoud|temporairement indisponible",
        r"vorübergehend nicht (?:verfügbar|erreichbar)|wartungsarbeiten|not found",
    ),
    NoArticle.CONSENT: _any(
        r"consent\b|we (?:value|respect)|toestemming|voorkeuren|consentement|accord\b|einwilligung|datenschutz|zustimm|personal data|persoonsgegevens",
        r"données personnelles|personenbezogene|werbung|abo\b|abonn",
    ),
    NoArticle.LOGIN: _any(
        r"inloggen|log ?in|sign in|anmelden|einloggen|connexion|se connecter|account\b|compte\b|konto\b|passwor[dt]|wachtwoord|mot de passe|subscribers?\b",
    ),
}  # fmt: skip
# What a reader answers such a page with.
_ANSWERS = _any(
    r"(?:i )?(?:accept|agree|reject|refuse|allow)\b|accepteren|alles? (?:accepteren|akzeptieren)|akkoord|weigeren|ik ga akkoord|(?:tout )?(?:accepter|refuser)",
    r"continuer sans accepter|paramétrer|einverstanden|(?:alle )?(?:akzeptieren|ablehnen|zustimmen)|(?:manage|cookie) (?:settings|preferences)|instellingen",
    r"einstellungen|paramètres|log ?in|sign in|inloggen|anmelden|einloggen|se connecter|connexion|verify|retry|try again",
)  # fmt: skip
_TO_READERS = re.compile(
    r"\b(?:you|your|u|uw|je|jouw|vous|votre|vos|sie|ihre?[nmrs]?|we|our|wij|nous|nos|wir|unsere?)\b"
)
# Words of a page that may be such an answer; of its rest, of a lone sign's rest; of a heading that is a formula.
_SHORT, _NOTICE, _FLASH, _FORMULA = 220, 40, 20, 8


@dataclass(frozen=True, slots=True)
class Controls:
    """What a page offers to press: the words on it, and whether it asks for a password."""

    labels: tuple[str, ...] = ()
    asks_password: bool = False

    def answers(self, kind: NoArticle) -> bool:
        """Whether there is one to answer such a page with."""
        if kind is NoArticle.LOGIN and self.asks_password:
            return True
        return kind is not NoArticle.ERROR and any(_ANSWERS.match(label) for label in self.labels)


def failure(article: Sequence[str], around: Sequence[str], controls: Controls = Controls()) -> NoArticle | None:
    """Why a document is no article; None for one. `article`: its blocks; `around`: what was cut as furniture."""
    given = [text for text in (*article, *around) if text.strip()]
    if not given:
        return NoArticle.EMPTY
    # Lazily: of a long page a few lines are enough.
    words = accumulate(len(normalise(text).split()) for text in given)
    if any(count > _SHORT for count in words):
        return None
    own = [normalise(text).lower() for text in article if text.strip()]
    every = [normalise(text).lower() for text in given]
    found = next((kind for kind in _SAID if _is_of(kind, own, every, controls)), None)
    return found or (None if own else NoArticle.NO_TEXT)


def _is_of(kind: NoArticle, own: Sequence[str], every: Sequence[str], controls: Controls) -> bool:
    """Whether a page says so, another sign agrees, and next to nothing of it is left for an article."""
    said = set(flat(_SAID[kind].findall(text) for text in every))
    if not said:
        return False
    perhaps = set(flat(_PERHAPS[kind].findall(text) for text in every))
    speaks = any(_TO_READERS.search(text) for text in every if _SAID[kind].search(text))
    is_formula = any(_is_formula(text, kind) for text in every[:3])
    agrees = controls.answers(kind) or is_formula or (speaks and len(said) + len(perhaps) > 1)
    return agrees and _is_mostly(own, kind, alone=len(said) == 1 and not perhaps)


def _is_formula(text: str, kind: NoArticle) -> bool:
    """Whether a line is a heading that says it in a few words: `503 Service Unavailable`, `Even geduld …`."""
    return len(text.split()) <= _FORMULA and any(table[kind].match(text) for table in (_SAID, _PERHAPS))


def _is_mostly(own: Sequence[str], kind: NoArticle, *, alone: bool) -> bool:
    """Whether next to nothing is left of the article when what speaks of it is taken away."""
    tells = [bool(_SAID[kind].search(text) or _PERHAPS[kind].search(text)) for text in own]
    told, rest = (
        _words(text for text, is_told in zip(own, tells, strict=True) if is_told is side) for side in (True, False)
    )
    return rest <= max(told, _FLASH // 2, 0) if alone and rest <= _FLASH else not alone and rest <= _NOTICE


def _words(texts: Iterable[str]) -> int:
    return sum(len(text.split()) for text in texts)
