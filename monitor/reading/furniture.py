"""What on a page is not the article, by structure and by wording, in four languages.

Evidence for each rule: the Prezly back end's two card kinds (ids `bookmark-…`, `story-bookmark-…`,
classes `release-content-…`), the rating questions of Rijksoverheid and the party sites, the read-also lines of
InfoMigrants, the share bars, adverts and reading times of Euractiv, dpa's transmission numbers.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from monitor.core.remembered import remembered

# Elements that nobody sees; and those that are shown when a reader asks, where they hold prose.
UNSEEN = "script, style, template, svg, iframe, object"
FOLDED = "noscript, [hidden], [aria-hidden=true]"
# Cards that lead to other stories: cut, but their targets are kept as related links.
CARDS = (
    "[id^=bookmark-], [id^=story-bookmark-], [class^=release-content-bookmark], "
    "[class^=release-content-story-bookmark], .related, .related-news, .related-articles, .read-also, .readalso, "
    ".lireaussi, .lees-ook, .see-also, .siehe-auch, .c-related, .ea-own-embed, .o-self-promo, .linkBlock, .linkblock, aside"
)
# Elements around an article, by their tag.
WIDGETS = "form, button, nav, dialog, .views, .comment-count, .reading-time, .comments, .toolbar"
# Elements around an article, by a word of their class or id: words that say nothing else, and words that a subject may
# have as well (the result of a vote, social affairs).
_SURELY = frozenset(
    (
        "sharebar socials newsletter nieuwsbrief infolettre subscribe abonneren abonnieren cookie cookies cookiebar gdpr ad ads advert "
        "adverts advertisement advertentie adslot gpt werbung anzeige publicite reclame sponsored kommentare reacties commentaires "
        "breadcrumb breadcrumbs pagination pager taglist recirculation readmore lireaussi leesook seealso recommended aanbevolen "
        "leestijd lesezeit readtime sharedaddy addtoany outbrain taboola byline"
    ).split()
)
_PERHAPS = frozenset(
    (
        "share sharing social partage partager teilen delen print subscription abonnement consent sponsor rating ratings vote votes "
        "tags feedback verantwoordelijk paywall abo abos promo banner popup modal overlay meter"
    ).split()
)
_SPLIT = re.compile(r"[^A-Za-z]+|(?<=[a-z])(?=[A-Z])")

HEADINGS = re.compile(
    r"^(related( (news|stories|articles|content|topics))?|read (also|more|next)( (on|about) .{1,40})?|most (read|popular|viewed)|meest gelezen|les plus lus|meistgelesen|trending|top stories|latest news|in other news|more (on this|stories|news)|see also|lees (ook|meer|verder)|zie ook|"
    r"gerelateerd(e)?( (nieuws|artikelen|berichten))?|meer (nieuws|over dit onderwerp|lezen)|(à )?lire aussi|à lire également|voir aussi|"
    r"sur le même (sujet|thème)|lesen sie auch|lesen sie mehr|mehr zum thema|siehe auch|verwandte (artikel|themen|beiträge)|weiterlesen|"
    r"verantwoordelijk|you (may|might) also like|recommended( for you)?|sponsored (?:content|links|posts|stories)|gesponsorde (?:inhoud|berichten|links)|contenus? sponsorisés?|gesponserte (?:inhalte|beiträge)|aanbevolen|ook interessant)\s*:?$",
    re.IGNORECASE,
)
_PLATFORM = r"(facebook|twitter|x|whatsapp|linkedin|e-?mail|mail|print(en)?|imprimer|drucken|afdrukken|bluesky|telegram|pinterest|reddit|copy link|kopieer link|link)"
_COUNT = r"\d[\d.,\u202f\u00a0 ]*\s*k?"
_MONTH = r"(?:jan|feb|fév|fev|m[aä]r|mrt|apr|avr|ma[iy]|mei|jun|juin|jul|juil|aug|ao[uû]|sep|o[ck]t|nov|d[eé][cz])\w*"
_DATE = r"(?:[\d./-]+|\d{1,2}\.?\s+\w+\.?\s+\d{4}|\w+\.?\s+\d{1,2},?\s+\d{4})"
_STAMP = (
    r"(?:last )?(?:updated|modified|checked|reviewed)(?: by (?:the )?editors?)?(?: on| at)?|(?:laatst |voor het laatst )?(?:bijgewerkt|gewijzigd|aangepast|gecontroleerd)(?: op)?|"
    r"laatste (?:update|wijziging)|(?:dernière )?(?:mise à jour|modification)(?: le| :)?|mis à jour le|modifié le|(?:zuletzt )?(?:aktualisiert|geändert|bearbeitet)(?: am)?|"
    r"letzte (?:aktualisierung|änderung)|stand(?: vom)?|as of|situation au|stand van zaken(?: op)?|(?:this )?page (?:was )?last (?:updated|reviewed)|next review due|"
    r"(?:\w+ )?(?:still|nog steeds|nog altijd|toujours|encore|weiterhin|unverändert|noch) \w+(?: (?:at|on|op|le|au|am))?|"
    r"(?:published|gepubliceerd|publié|veröffentlicht|retrieved|geraadpleegd|consulté|abgerufen|laatst nagekeken|nagekeken|vérifié|geprüft)(?: (?:on|at|op|le|am))?"
)
_CLOCK = r"(?:\s*(?:,|\||at|om|à|um|-|–)?\s*\d{1,2}[:.hu]\d{0,2}\s*(?:uur|uhr|h|cet|cest|utc|gmt|am|pm)?)?"
# Whole lines that are furniture wherever they stand, by the name of the rule.
_RULES = {
    "read_also": r"(?:read also|read more\s*:|see also\s*:|lees ook\b|lees meer\s*:|zie ook\s*:|(?:à )?lire aussi\b|voir aussi\s*:|lesen sie auch\b|mehr zum thema\s*:|siehe auch\s*:).*",
    "share_bar": rf"(?:share|deel|delen|partager|partagez|teilen|tweet|seite teilen|artikel teilen)(?: (?:this|dit|cet|diesen|deze|cette|article|artikel|story|bericht|page|pagina|seite|via|op|sur|on|auf|of|or|ou|oder|,|{_PLATFORM}))*"
    rf"(?:(?: ?[:|,·/] ?| )?(?:{_PLATFORM}(?: ?\({_COUNT}\))?|{_COUNT}\s*(?:vues?|views?|shares?)|and|en|et|und|of|or|ou))*\s*[.:]?",
    "counter": rf"{_COUNT}\s*(?:shares?|times shared|views?|vues?|lectures|reads|aufrufe|weergaven|keer (?:gelezen|bekeken|gedeeld)|partages?|mal geteilt|comments?|kommentare?|reacties?|commentaires?|likes?|j['’]aime)|(?:views?|vues?|aufrufe|weergaven|shares?|lectures?)\s*:\s*\d[\d.,\u202f\u00a0 ]*",
    "comments": r"(?:comments?|kommentare?|reacties?|commentaires?)\s*\(?\d*\)?|(?:lees|bekijk|toon|show|read|view|voir) (?:alle |all |les )?\d* ?(?:reacties|comments|commentaires)",
    "reading_time": r"(?:est\.?|lecture|lesen|reading time|read(?:ing)? time|leestijd|temps de lecture|lesezeit|lesedauer)\s*:?\s*(?:ca\.|±|about )?\s*\d+\s*-?\s*min[a-zé.]*|\d+\s*-?\s*min(?:ute|utes|uten|uut|\.)?\s*(?:read|leestijd|de lecture|lesezeit|lezen)",
    "stamp": rf"[([*]*\s*(?:{_STAMP})\s*:?\s*(?:\d{{1,2}}[:.]\d\d\s*,\s*)?(?:{_DATE}|(?<=: )\d{{1,2}}\.?\s{_MONTH})?{_CLOCK}(?:[.,;·|–-]*\s*(?:{_STAMP})\s*:?\s*{_DATE}{_CLOCK})*(?:\s*[(,–-]\s*[^.]{{0,50}}(?:gültig|valid|valide|valable|geldig|unchanged|ongewijzigd|inchangé)\b(?:[^.()]|\.(?=\d)){{0,40}}|\s*[|·–-]\s*.{{0,40}}{_COUNT}\s*(?:keer|times|fois|mal)\b.{{0,30}})?[)\]*.]*",
    "agency_mark": r"(?:.{0,60}\bdpa:\d{6}-[\d-]+/\d+.{0,40}|(?-i:(?=.*\d)(?=.*(?<![A-Za-z])[a-z]{2,3}/|.*/[a-z]{2,3}(?![A-Za-z]))(?:[A-Za-z]{2,4}|\d{1,6}(?:[:.hu]\d\d)?)(?:[ /](?:[A-Za-z]{2,4}|\d{1,6}(?:[:.hu]\d\d)?)){1,6}(?:\s*[—–-].{0,60})?|(?:[A-Z]{2,4}/){1,6}(?:\s*\d{6} [A-Z]{3} \d\d)?)|(?:©|\(c\)) ?(?:dpa|afp|anp|belga|reuters|apa|efe|ap)\b[^.]{0,60})",
    "rating": r"(?:the )?average score\b.*|enter your personal score\b.*|(?:rate|beoordeel|notez|bewerten sie) (?:this|dit|cet|diesen) \w+\W*|[★☆⭐*\s]*(?:(?:average|gemiddelde?|moyenne|durchschnitt|rating|score|note|waardering|bewertung)\w*[\s:]*)*(?:\d(?:[.,]\d)?(?:\s*/\s*\d+)?|[★☆⭐])\s*\(\d+ (?:votes?|stemmen|stimmen|avis)\)",
    "poll": r"(?:poll|peiling|stelling|sondage|umfrage)\b.*(?:\b(?:yes|no|ja|nee|nein|oui|non)\s*:?\s*\d+\s?%.*){2}",
    "press_contact": r"(?:press|media) (?:contact|enquiries|office)\s*:.*|pers(?:contact|voorlichting|informatie)\b.*|contacts? presse\s*:.*|(?:pressekontakt|presseanfragen|pressestelle|rückfragen)\s*:.*|voor de pers\s*:.*",
    "press_person": r"(?=.*\b(?:woordvoer\w*|spokes\w*|porte-parole|(?:presse)?sprecher\w*|pers|press|presse|media)\b).{0,90}\d[\d ./-]{6,}\s\S+@\S+\.\w{2,}",
    "free_articles": r"(?:il vous reste|you have|you['’]ve|(?:u|je) (?:hebt|heeft) nog|(?:sie haben|ihnen bleiben) noch)\b.{0,30}\b(?:free|gratuits?|gratis|kostenlose?n?) (?:articles?|stories|reads|artikel\w*|berichte?n?|stukken|verhalen)\b.{0,40}",
    "already_subscriber": r"(?:already|déjà|al|bereits|schon) (?:a |an |ein )?(?:subscriber|abonnée?|abonnee|abonnent|member|lid|registered)\b.{0,60}",
    "advert": r"advertisements?|advertentie|publicité|anzeige|werbung|reclame|ad|(?:sponsored|gesponsord|sponsorisé|gesponsert|promoted|advertisement|advertentie|anzeige|publicité|paid content|partner content)\s*[:|–-].*",
    "newsletter": r"(?:subscribe|sign up|abonneer|schrijf (?:je|u) in|meld (?:je|u) aan|inscrivez-vous|abonnez-vous|recevez|jetzt abonnieren|abonnieren sie|melden sie sich|get the|ontvang)\b.{0,160}(?:newsletter|nieuwsbrief|infolettre|inbox|mailbox|the capitals).{0,80}",
    "appeal": r"(?!.*[\d\"“”„«])(?=.*\b(?:newsletter|nieuwsbrief|infolettre)\b)(?=.*\b(?:you|your|u|uw|je|jouw|vous|votre|vos|sie|ihnen|ihre?[nm]?)\b).{0,200}",
    "offer": r"(?=.*\d)(?=.*(?:journalis|abonn|subscri|\blees|\blesen|\bread|\btry\b|probeer|testen|essa[iy]))(?=.*\b(?:weken|maanden|weeks|months|wochen|monate|mois|semaines)\b.{0,12}\b(?:voor|for|für|pour)\b.{0,4}(?:[€£$]\s?\d|\d[\d.,]*\s?(?:[€£$]|eur|pound|dollar|franken|chf))).{0,160}",
    "login": r"(?:subscribe|abonneer(?: u| je)?|abonnez-vous|jetzt abonnieren|subscribe now|log in|inloggen|se connecter|anmelden|register|registreren)\.?",
    "for_subscribers": r"(?:this article is (?:only )?(?:available )?(?:for|reserved)|dit artikel is (?:alleen|exclusief)? ?voor|article réservé|cet article est réservé|dieser artikel ist nur)\b.{0,80}(?:subscribers|members|abonnees|abonnés|leden|abonnenten)\b.*",
    "cookies": r"(?:(?:we|this (?:web)?site|our (?:web)?site) uses? cookies|(?:wij|we|deze (?:web)?site) (?:gebruiken|maken? gebruik van|gebruikt) cookies|(?:nous utilisons|ce site utilise) des cookies|(?:wir (?:verwenden|nutzen)|diese (?:web)?seite (?:verwendet|nutzt)) cookies|accept (?:all )?cookies|alle cookies (?:accepteren|akzeptieren)).{0,300}",
    "file_size": r"(?:(?:pdf|docx?|word|odt|csv|xlsx?|ods|zip)(?:[ -](?:document|bestand|file|datei))?|document(?:o)?|bijlage|download)\b[^.]{0,60}\d(?:[.,]\d+)?\s?(?:kB|MB|KB|Mo|ko|Ko|bytes)\b\)?",
    "followers": rf"{_COUNT}\s*(?:subscribers?|followers?|members|abonnees?|volgers?|abonnés?|abonnenten|follower|(?:people |readers )?(?:following|watching|online)|(?:lecteurs |personnes )?(?:connectés|en ligne)|(?:lezers |mensen )?(?:kijken|lezen|volgen) mee|(?:leser |menschen )?(?:lesen|schauen) mit)|(?:download|get|installeer|téléchargez|lade) (?:the|our|de|onze|l['’]|notre|die|unsere) ?app(?:lication)?\b.{{0,60}}",
    "downloads": rf"{_COUNT}\s*(?:downloads?|téléchargements?|keer gedownload)|(?:listen to|luister naar|écouter|hören sie) (?:this|dit|cet|diesen)?.{{0,60}}",
    "corrections_box": r"(?:fout gezien|spotted an? (?:error|mistake)|seen an error|see a mistake|une erreur|une faute|fehler (?:gefunden|entdeckt))\b.{0,140}(?:mail|@|contact|laat|let us|signalez|schreiben|melde).{0,120}",
    "time_of_day": r"(?:today|yesterday|vandaag|gisteren|aujourd['’]hui|hier|heute|gestern),?\s+(?:om|at|à|um)?\s*\d{1,2}[:.h]\d{2}(?: ?(?:uur|uhr|am|pm))?",
    "letterhead": r"(?:ministerie|ministry|ministère|bundesministerium)\b.{0,80}\|\s*[\d-]+",
    "print": r"(?:print|drucken|imprimer|afdrukken|printen)(?: (?:this|diese|cette|deze) (?:page|seite|pagina))?",
    "follow_us": r"(?:follow|volg|suivez|folgen sie) (?:us|ons|nous|uns)\b.{0,80}",
    "folio": r"(?:.{0,120}\s[–—|·-]\s)?(?:pagina \d+ van \d+|page \d+ (?:of|sur|de) \d+|seite \d+ von \d+)",
}
# Rules that look far into a line, and are of short lines only.
_BRIEF = ("agency_mark", "offer", "folio", "press_person")


def _any_of(names: Iterable[str]) -> re.Pattern[str]:
    """One pattern of these rules; the group that matched is the rule's name."""
    return re.compile("^(?:" + "|".join(f"(?P<{name}>{_RULES[name]})" for name in names) + ")$", re.IGNORECASE)


LINES, BRIEF_LINES = _any_of(name for name in _RULES if name not in _BRIEF), _any_of(_BRIEF)
_SERVICE = re.compile(f"^{_PLATFORM}$", re.IGNORECASE)
# A stamp at the end of a line is asked for on every line: the two rules by themselves.
_STAMPS = re.compile(f"^(?:{_RULES['stamp']}|{_RULES['counter']})$", re.IGNORECASE)
# Lines that are furniture by how they begin, where they are no sentences.
OPENERS = re.compile(
    r"^(?:\d(?:[.,]\d)?\s*/\s*5\b.*"
    r"|(?:verantwortlich|verantwoordelijk|herausgeber|impressum|redaktion)(?: für [^:.]{0,40})?\s*:.{0,250}"
    r"|(?:responsible|responsable)\s*:\s*(?:the |le |la )?(?:minist|department|département|editor|rédact).{0,80}"
    r"|(?:subscribe|sign up|abonneer|schrijf (?:je|u) in|meld (?:je|u) aan|inscrivez-vous|abonnez-vous|recevez|jetzt abonnieren|abonnieren sie|melden sie sich|get the|ontvang)\b.{0,160}(?:briefing|updates|abonnement|subscription|capitals|actualités|(?:by|per|in (?:je|your|uw)|par|dans votre) e?-?mail(?:box)?\b).{0,80}"
    r"|(?:tip (?:de redactie|us)|(?:got a |een |gouden )?tips?\s*[?:!])\s.{0,60}(?:mail|@|let us|laat (?:het )?ons|signalez|schreiben sie|melde).{0,80}"
    r")$",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?:\S+\s+){11,}\S*[.!?]$")
# Parts of a line: what a by-line says of its own length and last change; an attachment's size.
PARTS = re.compile(
    rf"\s*[\[(]\s*(?:{_STAMP})\s*:?\s*{_DATE}[^\])]{{0,20}}[\])]"
    r"|\s*[\[(](?:pdf|docx?|odt|csv|xlsx?)[^\])]{0,30}\d(?:[.,]\d+)?\s?(?:kB|MB|KB|Mo|ko)[\])]",
    re.IGNORECASE,
)
# From this line on nothing belongs to the article, save where much text follows.
END = re.compile(
    r"^(?:# ?)?(dpa-notizblock|heeft deze informatie u geholpen|how valuable did you find this article|was deze pagina nuttig|was this (page|article) (useful|helpful)|"
    r"cette page vous a-t-elle été utile|war diese seite hilfreich|hat ihnen dieser artikel|vond (u|je) dit artikel)",
    re.IGNORECASE,
)
CREDIT = re.compile(r"©|\bphoto\b.*\b(afp|belga|reuters|epa|anp)\b|\bBELGA PHOTO\b", re.IGNORECASE)
FOLIO = re.compile(
    r"^(?:[-–—]\s*)?(?:(?:pagina|page|blad|seite|p\.)\s*)?\d+\s*(?:(?:van|of|von|sur|/)\s*\d+)?(?:\s*[-–—])?$",
    re.IGNORECASE,
)
_LONGEST, _SHORT = 400, 160
# Where the last sentence of a line begins.
_LAST = re.compile(r"[.!?] (?=[A-ZÀ-Þ][^.!?]*\d[^!?]*$)")


@lru_cache(maxsize=4096)
def named(names: str) -> str:
    """Whether classes and an id say that an element is furniture: 'surely', 'perhaps' or ''."""
    parts = {part.lower() for part in _SPLIT.split(names)}
    if parts & _SURELY:
        return "surely"
    return "perhaps" if parts & _PERHAPS else ""


@remembered(4_096, longest=_LONGEST)
def rule_of(text: str) -> str:
    """The rule by which a whole line of text is furniture; '' where it is none."""
    if len(text) > _LONGEST:
        return ""
    if HEADINGS.match(text):
        return "heading of other texts"
    found = LINES.match(text) or (BRIEF_LINES.match(text) if len(text) <= _SHORT else None)
    if found:
        return (found.lastgroup or "").replace("_", " ")
    if OPENERS.match(text) and not _SENTENCE.match(text):
        return "opener"
    return "several" if _are_several(text) else ""


# Of a line of several: characters, and what each may be.
_FEW_PARTS = 100
_WRITER = re.compile(r"^(?:By|Door|Par|Von) [A-ZÀ-Þ][^.!?\d]{2,60}$")


def _are_several(text: str) -> bool:
    """Whether a short line is two such lines in one: `212 Kommentare Stand: 13:10 Uhr`."""
    if len(text) > _FEW_PARTS or not any(c.isdigit() for c in text):
        return False
    cuts = (at for at, letter in enumerate(text) if letter == " ")
    return any((LINES.match(text[:at]) or _WRITER.match(text[:at])) and rule_of(text[at + 1 :]) for at in cuts)


def is_line(text: str) -> bool:
    """Whether a whole line of text is furniture."""
    return bool(rule_of(text))


def is_service(text: str) -> bool:
    """Whether a whole line is the name of a service by which a text is shared."""
    return len(text) <= _SHORT and _SERVICE.match(text) is not None


def _is_stamp(text: str) -> bool:
    return _STAMPS.match(text) is not None


@remembered(4_096, longest=_LONGEST)
def split_line(text: str) -> tuple[str, str]:
    """What of a line is the article's, and what is furniture: `By N. N. | Est. 4min | 20-04-2026 (updated: …)`."""
    if len(text) > _LONGEST:
        return text, ""
    cut = [m[0].strip() for m in PARTS.finditer(text)] if "(" in text or "[" in text else []
    text = PARTS.sub("", text) if cut else text
    last = _LAST.search(text)
    if last and _is_stamp(text[last.end() :]):
        cut.append(text[last.end() :])
        text = text[: last.start() + 1]
    if " | " in text or " · " in text:
        parts = re.split(r"\s+[|·]\s+", text)
        cut += [p for p in parts if is_line(p)]
        if cut and len(parts) > 1:
            text = " | ".join(p for p in parts if not is_line(p))
    return text, " ".join(cut)
