"""Answers that are no article at all: bot challenges, cookie walls, login pages, error pages, empty shells.

Such an answer is trouble of the source: it never becomes a version and is never told as a change.
"""

import re
from itertools import accumulate

from monitor.core.text import normalise
from monitor.edits.noarticle import NoArticle

_CHALLENGE = re.compile(
    r"\b(?:"
    r"just a moment|checking (?:your browser|if the site connection)|verif(?:y|ying) (?:that )?you(?:'re| are) (?:a |not a )?(?:human|robot)|"
    r"(?:please )?enable javascript(?: and cookies)?(?: to continue)?|javascript is (?:disabled|required)|attention required|are you (?:a robot|human)|"
    r"unusual (?:traffic|activity)|captcha|ddos protection|cloudflare ray id|\bray id\b|performance (?:&|and) security by|access (?:to this page has been )?denied|"
    r"you have been blocked|request (?:was )?blocked|security check|bot (?:detection|protection)|"
    r"(?:een|één) moment(?: geduld)?|controleren of u (?:een mens|geen robot)|bevestig dat u (?:een mens|geen robot)|uw browser wordt gecontroleerd|schakel javascript in|toegang geweigerd|"
    r"un instant|vérifi\w+ (?:que vous êtes|votre navigateur|(?:de )?(?:la )?sécurité)|activez? javascript|veuillez activer|accès refusé|êtes-vous un robot|"
    r"einen moment|überprüf\w+ (?:ihren? browser|dass sie)|bestätigen sie,? dass sie (?:ein mensch|kein)|aktivieren sie javascript|zugriff verweigert|sicherheitsüberprüfung"
    r")",
    re.IGNORECASE,
)
_ERROR = re.compile(
    r"\b(?:"
    r"^(?:error )?(?:40[0-9]|410|429|50[0-4])\b|(?:page|article|pagina) not found|internal server error|bad gateway|gateway time-?out|service (?:temporarily )?unavailable|"
    r"too many requests|temporarily (?:unavailable|down)|down for maintenance|pagina niet gevonden|tijdelijk niet (?:beschikbaar|bereikbaar)|(?:gepland )?onderhoud aan|"
    r"page (?:introuvable|non trouvée)|temporairement indisponible|seite (?:wurde )?nicht gefunden|vorübergehend nicht (?:verfügbar|erreichbar)|wartungsarbeiten"
    r")",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    r"\b(?:"
    r"cookies?\b|\bconsent\b|your privacy|we (?:value|respect) your|(?:uw|jouw|je) privacy|toestemming|voorkeuren beheren|votre vie privée|vos données|consentement|"
    r"ihre privatsphäre|einwilligung|datenschutz|zustimm|\b(?:onze|our|nos|unsere) (?:\d+ )?(?:partners?|partenaires)\b|"
    r"^(?:accept(?: all)?|accepteren|alles? (?:accepteren|akzeptieren)|akkoord|tout accepter|accepter|weigeren|reject(?: all)?|refuser|ablehnen|settings|instellingen|einstellungen|paramètres|manage)\b"
    r")",
    re.IGNORECASE,
)
_LOGIN = re.compile(
    r"\b(?:"
    r"(?:log|sign) in to (?:continue|read|view|your account)|please (?:log|sign) in|you (?:must|need to) (?:log|sign) in|log in om (?:verder|te lezen)|"
    r"log opnieuw in|sessie (?:is )?verlopen|session (?:has )?(?:expired|timed out)|session (?:a )?expirée?|sitzung (?:ist )?abgelaufen|^(?:inloggen|log ?in|sign in|anmelden|connexion|se connecter|login)$|inloggen om|(?:wachtwoord|paswoord) vergeten|forgot(?:ten)? (?:your )?password|mot de passe oublié|connectez-vous pour|veuillez vous connecter|identifiez-vous|"
    r"melden sie sich an,? um|bitte (?:melden|loggen) sie sich|passwort vergessen|create (?:an )?account|maak een account"
    r")",
    re.IGNORECASE,
)
_SHORT, _NOTICE, _FLASH = 220, 40, 20


def failure(article: list[str], around: list[str]) -> NoArticle | None:
    """Why a document is no article; None for one. `article`: its blocks; `around`: what was cut as furniture."""
    given = [text for text in (*article, *around) if text.strip()]
    if not given:
        return NoArticle.EMPTY
    # Lazily: of a long page a few lines are enough.
    words = accumulate(len(normalise(text).split()) for text in given)
    if any(count > _SHORT for count in words):
        return None
    every = [normalise(text) for text in given]
    own = [normalise(t) for t in article if t.strip()]
    text = " \n ".join(every)
    if _CHALLENGE.search(text) and _mostly(own, text, _CHALLENGE):
        return NoArticle.CHALLENGE
    if _ERROR.search(text) and _mostly(own, text, _ERROR):
        return NoArticle.ERROR
    if _CONSENT.search(text) and _mostly(own, text, _CONSENT):
        return NoArticle.CONSENT
    if _LOGIN.search(text) and _mostly(own, text, _LOGIN):
        return NoArticle.LOGIN
    return None if own else NoArticle.NO_TEXT


def _mostly(own: list[str], every: str, pattern: re.Pattern[str]) -> bool:
    """Whether next to nothing is left of the article when what speaks of it is taken away."""
    told = sum(len(t.split()) for t in own if pattern.search(t))
    rest = sum(len(t.split()) for t in own if not pattern.search(t))
    signs = {m.lower() for m in pattern.findall(every)}
    return rest <= (_NOTICE if len(signs) > 1 else _FLASH) and (len(signs) > 1 or rest <= max(told, _FLASH // 2))
