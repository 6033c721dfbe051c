"""Small closed word lists in English, Dutch, French and German, and the kind of fact each carries.

Only words whose exchange turns a sentence's meaning stand here; everything is compared lower case.
"""

NEGATION = frozenset(
    (
        "not no never without none nor neither cannot can't won't doesn't don't didn't isn't aren't wasn't "
        "weren't hasn't haven't hadn't wouldn't shouldn't couldn't nobody nothing geen niet nooit zonder noch "
        "niemand niets geenszins ne n' pas jamais sans aucun aucune ni personne kein keine keinen keinem "
        "keiner keines nicht nie niemals ohne weder nichts niemand"
    ).split()
)
MODALITY = frozenset(
    (
        "will would may might can could must shall should zal zullen zou zouden kan kunnen kon moet moeten "
        "moest mag mogen doit doivent devra peut peuvent pourra pourrait pourraient devrait wird werden würde "
        "würden kann können könnte könnten muss müssen müsste soll sollen sollte darf dürfen"
    ).split()
)
SCOPE = frozenset(
    (
        "only mainly all some most mostly solely exclusively every any partly largely at_least at_most nearly "
        "about alleen enkel uitsluitend vooral alle sommige meeste voornamelijk deels minstens hoogstens "
        "bijna ongeveer seulement uniquement principalement tous toutes certains surtout notamment presque "
        "environ nur ausschließlich vor_allem alle einige meisten hauptsächlich teilweise mindestens "
        "höchstens fast etwa"
    ).split()
)
STATUS = frozenset(
    (
        "claimed alleged alleges confirmed denied proposed adopted approved rejected planned reportedly "
        "suspected considered agreed decided announced expected possible voluntary forced rose fell increased "
        "decreased rise fall higher lower more fewer less up down before after beweerde bevestigde ontkende "
        "voorgesteld aangenomen goedgekeurd verworpen gepland vermeend vermoedelijk vrijwillige gedwongen "
        "steeg daalde hoger lager meer minder affirmé confirmé nié démenti proposé adopté approuvé rejeté "
        "prévu présumé volontaire forcé hausse baisse behauptet bestätigt bestritten dementiert vorgeschlagen "
        "angenommen abgelehnt geplant mutmaßlich freiwillige erzwungene stieg sank höher niedriger mehr "
        "weniger ja nee yes oui non nein"
    ).split()
)
# Verbs of saying that add nothing but that it was said: exchanging them is wording, not news.
SAYING = frozenset(
    (
        "said says say added adds stated states told noted explained remarked zei zegt zeiden vertelde voegde "
        "toe aldus stelde verklaarde dit déclaré ajouté indiqué expliqué précisé affirme sagte sagt erklärte "
        "fügte hinzu teilte mit so"
    ).split()
)
STOP = frozenset(
    (
        "a an the of in on at to for by with from and or as is are was were be been that which this these "
        "those it its de het een van in op te voor door met uit en of als is zijn was waren dat die dit deze "
        "er le la les l' un une des du de d' en à au aux pour par avec et ou est sont était que qui ce cette "
        "ces der die das ein eine einen einem einer eines des dem den von zu zum zur im am für durch mit aus "
        "und oder als ist sind war waren dass"
    ).split()
)
_UNITS = {
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty",
    "nl": "nul één twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien "
    "zeventien achttien negentien twintig",
    "fr": "zéro _ deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept "
    "dix-huit dix-neuf vingt",
    "de": "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn "
    "siebzehn achtzehn neunzehn zwanzig",
}
NUMBER_WORDS: dict[str, int] = {
    word: value for words in _UNITS.values() for value, word in enumerate(words.split()) if word != "_"
} | {
    "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
    "dertig": 30, "veertig": 40, "vijftig": 50, "zestig": 60, "zeventig": 70, "tachtig": 80, "negentig": 90,
    "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60,
    "dreißig": 30, "vierzig": 40, "fünfzig": 50, "sechzig": 60, "siebzig": 70, "achtzig": 80, "neunzig": 90,
}  # fmt: skip
_MONTH_NAMES = (
    "january januari janvier januar jan", "february februari février februar feb",
    "march maart mars märz mar", "april avril apr", "may mei mai", "june juni juin jun",
    "july juli juillet jul", "august augustus août aug", "september septembre sept sep",
    "october oktober octobre oct okt", "november novembre nov", "december décembre dezember dec dez",
)  # fmt: skip
MONTHS: dict[str, int] = {name: n for n, names in enumerate(_MONTH_NAMES, 1) for name in names.split()}
CORRECTION_NOTE = (
    "correction", "clarification", "erratum", "editor's note", "this article has been corrected",
    "an earlier version", "a previous version", "this story was corrected", "rectificatie", "aangepast:",
    "eerder stond hier", "in een eerdere versie", "correctie", "rectificatif", "une version précédente",
    "une première version", "précision :", "berichtigung", "anmerkung der redaktion", "korrekturhinweis",
    "korrektur:", "in einer früheren version", "herdruk", "gecorrigeerde versie", "note de la rédaction",
)  # fmt: skip
