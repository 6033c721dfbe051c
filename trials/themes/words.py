"""What the generated sites say, in four languages."""

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True)
class Words:
    """Of one language: sentences with a place and a figure, titles, and what stands around an article."""

    code: str
    titles: tuple[str, ...]
    sentences: tuple[str, ...]
    menu: tuple[str, ...]
    teasers: tuple[str, ...]
    counters: tuple[str, ...]
    donation: str
    legal: str
    occupancy: str

    def sentence(self, random: Random) -> str:
        return random.choice(self.sentences).format(place=random.choice(PLACES), n=random.randrange(12, 980))


PLACES = (
    "Kabul",
    "Herat",
    "Kandahar",
    "Mazar",
    "Gent",
    "Utrecht",
    "Lyon",
    "Graz",
    "Malmö",
    "Tirana",
    "Istanbul",
    "Doha",
)
ENGLISH = Words(
    "en",
    ("Flights to {place} are planned again", "Court hears families from {place}", "Agency counts {n} returns to {place}"),
    (
        "The agency said on Tuesday that {n} people had gone back to {place} since the winter.",
        "Officials from {place} met the delegation twice and spoke about the papers of {n} families.",
        "Nobody was told in advance where the bus to {place} would stop, a lawyer of {n} applicants wrote.",
        "The court in {place} asked for the files of {n} cases, which the ministry promised to send.",
        "A charter to {place} costs as much as {n} seats on a scheduled flight, according to the audit.",
        "Aid workers in {place} expect {n} arrivals before the snow closes the passes.",
        "The mayor of {place} offered beds for {n} of them, but only until the end of the month.",
        "In {place} the list was read out, and {n} names were missing from it.",
    ),
    ("Home", "Politics", "Regions", "Opinion", "Archive"),
    ("What the budget means for {place}", "{n} days without rain in {place}", "Why trains to {place} are late", "A cook from {place} opens her third kitchen"),
    ("{n} readers", "{n} people are reading this", "Shared {n} times"),
    "If you value this reporting from the region, a small gift every month keeps our desk at work.",
    "Texts on this site may be quoted with the name of the source; pictures may not be used without leave.",
    "At this moment {n} people sleep in the centre near {place}, says the agency that runs it.",
)  # fmt: skip
DUTCH = Words(
    "nl",
    ("Weer vluchten naar {place} gepland", "Rechter hoort gezinnen uit {place}", "Dienst telt {n} keer terugkeer naar {place}"),
    (
        "De dienst zei dinsdag dat {n} mensen sinds de winter naar {place} zijn teruggegaan.",
        "Ambtenaren uit {place} spraken twee keer met de delegatie over de papieren van {n} gezinnen.",
        "Niemand wist vooraf waar de bus naar {place} zou stoppen, schreef een advocaat van {n} aanvragers.",
        "De rechtbank in {place} vroeg om de dossiers van {n} zaken, die het ministerie zal sturen.",
        "Een charter naar {place} kost zoveel als {n} stoelen op een lijnvlucht, aldus de controle.",
        "Hulpverleners in {place} verwachten {n} mensen voordat de sneeuw de passen sluit.",
        "De burgemeester van {place} bood {n} van hen een bed aan, maar alleen tot het eind van de maand.",
    ),
    ("Voorpagina", "Politiek", "Regio", "Opinie", "Archief"),
    ("Wat de begroting betekent voor {place}", "{n} dagen zonder regen in {place}", "Waarom treinen naar {place} te laat zijn"),
    ("{n} lezers", "{n} mensen lezen dit nu", "{n} keer gedeeld"),
    "Vindt u dit werk uit de regio waardevol, dan houdt een kleine gift per maand onze redactie aan de gang.",
    "Teksten van deze site mogen met bronvermelding worden aangehaald; foto's niet zonder toestemming.",
    "Op dit moment slapen {n} mensen in het centrum bij {place}, zegt de dienst die het beheert.",
)  # fmt: skip
FRENCH = Words(
    "fr",
    ("De nouveaux vols vers {place} sont prévus", "Le juge entend des familles de {place}", "L’agence compte {n} retours vers {place}"),
    (
        "L’agence a dit mardi que {n} personnes étaient reparties à {place} depuis l’hiver.",
        "Des agents de {place} ont vu deux fois la délégation au sujet des papiers de {n} familles.",
        "Nul ne savait d’avance où s’arrêterait le car pour {place}, écrit l’avocat de {n} demandeurs.",
        "Le tribunal de {place} a demandé les dossiers de {n} affaires, que le ministère doit envoyer.",
        "Un vol spécial pour {place} coûte autant que {n} sièges sur une ligne, selon le contrôle.",
        "Les secours de {place} attendent {n} arrivées avant que la neige ne ferme les cols.",
    ),
    ("Accueil", "Politique", "Régions", "Opinions", "Archives"),
    ("Ce que le budget change pour {place}", "{n} jours sans pluie à {place}", "Pourquoi les trains pour {place} tardent"),
    ("{n} lecteurs", "Lu {n} fois", "Partagé {n} fois"),
    "Si ce travail depuis la région vous est utile, un petit don mensuel fait vivre notre rédaction.",
    "Les textes de ce site peuvent être cités avec leur source; les images non, sauf accord.",
    "En ce moment {n} personnes dorment dans le centre près de {place}, dit l’agence qui le gère.",
)  # fmt: skip
GERMAN = Words(
    "de",
    ("Wieder Flüge nach {place} geplant", "Gericht hört Familien aus {place}", "Amt zählt {n} Rückkehrer nach {place}"),
    (
        "Das Amt sagte am Dienstag, seit dem Winter seien {n} Menschen nach {place} zurückgegangen.",
        "Beamte aus {place} sprachen zweimal mit der Abordnung über die Papiere von {n} Familien.",
        "Niemand wusste vorher, wo der Bus nach {place} halten würde, schrieb die Anwältin von {n} Antragstellern.",
        "Das Gericht in {place} verlangte die Akten von {n} Fällen, die das Ministerium senden will.",
        "Ein Charterflug nach {place} kostet so viel wie {n} Plätze im Linienflug, so die Prüfer.",
        "Helfer in {place} erwarten {n} Ankömmlinge, bevor der Schnee die Pässe schließt.",
    ),
    ("Startseite", "Politik", "Regionen", "Meinung", "Archiv"),
    ("Was der Haushalt für {place} heißt", "{n} Tage ohne Regen in {place}", "Warum Züge nach {place} zu spät sind"),
    ("{n} Leser", "{n} Menschen lesen das gerade", "{n} Mal geteilt"),
    "Wenn Ihnen diese Berichte aus der Region etwas wert sind, hält eine kleine Gabe im Monat unsere Redaktion am Leben.",
    "Texte dieser Seite dürfen mit Quelle zitiert werden; Bilder nicht ohne Erlaubnis.",
    "Zurzeit schlafen {n} Menschen im Zentrum bei {place}, sagt das Amt, das es betreibt.",
)  # fmt: skip
LANGUAGES = (ENGLISH, DUTCH, FRENCH, GERMAN)
