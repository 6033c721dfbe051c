"""Dutch words that carry a fact, and words that carry none. How they are used: `language.py`."""

LIGHT = (
    "de het een van in op te voor en als is zijn dat die dit deze er om aan bij door wordt word worden werd werden "
    "heeft hebben hebt ben bent wie wat waar waarin waarop daar hier zo dan toen dus welke welk wij 't 's zich ervan hiervan "
    "daarvan over waarvan om te"
)
FILLER = """niet alleen, niet enkel, niet slechts, ook, eveneens, tevens, echter, bovendien, daarnaast, verder, inmiddels, overigens, uiteraard, natuurlijk, immers,
namelijk, daarom, daardoor, dus, zodoende, hierbij, daarbij, ondertussen, intussen, verder nog, op hun beurt, zelf, eigen, wel,
hoor, zeer, erg, heel, nogal, maar liefst, juist, toch, zowel, even, pas"""
NEGATION = """niet, geen, evenmin, ja, nee, neen, nooit, niemand, niets, nergens, noch, zonder, geenszins, niet meer, geen enkele, weigert, weigerde, weigeren,
geweigerd, vrij van, vrijgesteld, nauwelijks, amper, onmogelijk"""
MODALITY = """
will: zal, zult, zullen, gaat, gaan
would: zou, zouden
can: kan, kun, kunt, kunnen
could: kon, konden
may: mag, mogen
might: mocht, mochten
perhaps: mogelijk, wellicht, misschien, eventueel
must: moet, moeten, dient te, dienen te, verplicht
had to: moest, moesten
want: wil, wilt, willen, wenst, beoogt, is van plan, zijn van plan
wanted: wilde, wilden, wou
likely: waarschijnlijk, vermoedelijk
unlikely: onwaarschijnlijk
"""
SCOPE = """
if: indien, mits, op voorwaarde dat, zolang
unless: tenzij, behalve als
even if: ook als, zelfs als
latest: uiterlijk, ten laatste, op zijn laatst, niet later dan
earliest: ten vroegste, op zijn vroegst, niet eerder dan
only: alleen, enkel, uitsluitend, slechts, louter, exclusief
mainly: vooral, voornamelijk, met name, hoofdzakelijk, grotendeels, in het bijzonder, in de eerste plaats, overwegend
all: alle, allemaal, iedere, elke, ieder, elk, iedereen, hele, gehele, al
most: meeste, de meeste, merendeel, het merendeel, meerderheid
some: sommige, enkele, bepaalde, een aantal, verschillende, diverse, meerdere
many: veel, vele, talrijke, tal van
few: weinig, weinige
part: deels, gedeeltelijk, ten dele, een deel van
at least: ten minste, tenminste, minstens, minimaal, op zijn minst
at most: niet langer dan, niet meer dan, ten hoogste, hoogstens, maximaal, tot en met, hooguit
always: altijd, steeds
often: vaak, regelmatig, dikwijls
sometimes: soms, af en toe
again: opnieuw, weer, nog steeds, nog
first: voor het eerst
permanent: permanent, definitief, blijvend
temporary: tijdelijk, tijdelijke, voorlopig, voorlopige
except: behalve, met uitzondering van, uitgezonderd, op na
including: inclusief, waaronder, onder wie, onder meer, onder andere
"""
APPROXIMATE = """
about: ongeveer, circa, ca., zo'n, rond de, rond, omstreeks, om en nabij, een
more: meer dan, ruim, boven de
less: minder dan, onder de
nearly: bijna, nagenoeg, vrijwel, tegen de, haast
exactly: precies, exact
"""
STATUS = """vermeend, vermeende, vermoede, naar verluidt, onbevestigd, officieel, officiële, concept, definitieve, voorgesteld, voorstel,
aangenomen, goedgekeurd, verworpen, gepland, geplande, afgelast, geannuleerd, uitgesteld, opgeschort, hervat, stopgezet, overwogen,
besloten, aangekondigd, verwacht, verwachte, vrijwillig, vrijwillige, gedwongen, wettig, wettelijk, legaal, rechtmatig,
openbaar, geheim, bindend, bindende, steeg, stegen, daalde, daalden, gestegen, gedaald, toegenomen, afgenomen, stijging, daling, toename,
afname, hoger, hogere, lager, lagere, meer, minder, begon, begonnen, eindigde, geopend, gesloten, won, verloor, aanvaard, toegewezen,
afgewezen, toegekend, ingewilligd, gesteund, steun, veroordeeld, veroordeelde, vrijgesproken, schuldig, onschuldig, technisch,
technische, politiek, politieke, bevestigd, ingetrokken, getekend, mislukt, geslaagd, lopend, afgerond, operationeel, ministerieel, verkennend, verkennende,
voordat, nadat, na, sinds, tot, vanaf, grootste, kleinste, tweede, derde, vierde, laatste, volgende, vorige, minimale, maximale,
levend, levende, dood, dode, doden, overleden, omgekomen, gewond, gewonde, gewonden, ongedeerd, vermist, bewusteloos, aangehouden, vrijgelaten, aankomst, vertrek, aankomen, vertrekken, inbegrepen, uitgesloten"""
DIRECTION = """
to: naar, richting
from: uit, vanuit, vanaf
against: tegen
with: met, samen met
inside: binnen
outside: buiten
between: tussen
"""
SAY = """oordeelt, oordeelde, zei, zegt, zeggen, zeiden, aldus, vertelde, vertelt, verklaarde, verklaart, stelde, stelt, voegde toe, voegt toe, voegde, voegt, toe, meldde, meldt,
melden, schreef, schrijft, schrijven, liet weten, laat weten, laten weten, merkte op, merkt op, lichtte toe, licht toe, benadrukte, benadrukt,
onderstreepte, reageerde, reageert, antwoordde, antwoordt, luidt het, klinkt het, deelde mee, deelt mee, vervolgde"""
CLAIM = """beweerde, beweert, beweren, bevestigde, bevestigt, bevestigen, ontkende, ontkent, ontkennen, betwistte, betwist, beloofde, belooft,
dreigde, dreigt, waarschuwde, waarschuwt, suggereerde, eist, eiste, beschuldigde, beschuldigt, bekritiseerde, bekritiseert, prees, verwelkomde,
verwierp, verwerpt, veroordeelt, drong aan, vraagt, vroeg, vroegen, stelde voor, stelt voor, gelooft, denkt, hoopt, vreest, betwijfelt, voorspelde, schat, schatte,
gaf toe, geeft toe, erkent, erkende, erkennen, onthulde, kondigde aan"""
SOURCE = "volgens, naar zeggen van, blijkens, luidens, naar het oordeel van, naar de mening van, in de ogen van"
CONJUNCTION = """
and: en, alsook, evenals, maar ook
or: of, ofwel, en/of, hetzij
"""
LABEL = (
    "exclusief, breaking, live, liveblog, update, analyse, opinie, video, interview, laatste nieuws, net binnen, nieuws"
)
AUX = """
past: was, waren, had, hadden
"""
PRONOUN = """
he: hij, hem, zijne
she: zij, ze, haar
they: hun, hen
we: ons, onze
i: ik, mij, mijn
you: u, uw, jij, je
"""
UNITS = (
    "nul _ twee drie vier vijf zes zeven acht negen tien elf twaalf/dozijn dertien veertien vijftien zestien zeventien achttien "
    "negentien twintig"
)
DURATIONS = """
hour: uur, uren
day: dag, dagen
week: week, weken
month: maand, maanden
year: jaar, jaren
"""
FRACTIONS = """
1.5: anderhalf, anderhalve
75%: driekwart, drie kwart
25%: een kwart, één op de vier, een op de vier
33%: een derde, een op de drie
67%: twee derde, tweederde
20%: een vijfde, één op de vijf, een op de vijf
10%: een tiende, één op de tien, een op de tien
50%: de helft, helft, een op de twee
"""
TENS = "dertig veertig vijftig zestig zeventig tachtig negentig"
MONTHS = (
    "januari jan", "februari feb", "maart mrt", "april apr", "mei", "juni jun", "juli jul", "augustus aug",
    "september sept sep", "oktober okt", "november nov", "december dec",
)  # fmt: skip
WEEKDAYS = "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag"
# Which of two such days is meant, written behind it: not told where the year says it.
RELATIVE = """
weekday-past: jl, jongstleden
weekday-next: a.s, aanstaande
"""
SEASONS = "voorjaar/lente zomer najaar/herfst winter"
PREFIXES = "on in il im ir non niet- anti niet"
ENDINGS = "e en"
SAME = """
nummer, nr, n°
gevraagd, verzocht
vroeg, verzocht
geuit, uitgesproken
blij met, verheugd over, tevreden met
geboekt, gereserveerd
in totaal, alles samen, alles bij elkaar, totaal
beginnen, starten, begint, start, aanvangen
begon, startte, ging van start
begonnen, gestart, van start gegaan
helpen, bijstaan, assisteren, helpt
krijgen, ontvangen, krijgt, ontvangt
kreeg, kregen, ontving, ontvingen
tonen, laten zien, toont, laat zien
gebruiken, gebruik maken van, benutten, gebruikt
plaatsvinden, plaatshebben, gehouden worden, vindt plaats, vinden plaats, heeft plaats
vond plaats, werd gehouden, had plaats
verblijven, verblijft, wonen, woont, blijven
verbleven, verbleef, woonden
reizen, reist, trekken
reisde, trok, ging, vertrok
vertrekken, vertrekt
bijwonen, aanwezig zijn bij, woont bij
toelaten, toestaan
kiezen, selecteren
groot, grote, aanzienlijk, aanzienlijke, fors, forse
belangrijk, belangrijke, voornaam, voorname, cruciaal, cruciale
klein, kleine, bescheiden, gering, geringe
snel, vlug, spoedig, gauw
moeilijk, lastig, moeilijke, lastige
land, staat
landen, staten
lidstaten, eu-landen, eu-lidstaten
lidstaat, eu-land
mensen, personen, individuen
persoon, individu
gesprekken, besprekingen, overleg, onderhandelingsgesprekken
gesprek, overleg, onderhoud
bijeenkomst, vergadering, samenkomst
brief, schrijven
krant, dagblad
journalisten, verslaggevers
ambtenaren, overheidsfunctionarissen, functionarissen
ambtenaar, functionaris
kamerlid, parlementslid, volksvertegenwoordiger
kamerleden, parlementsleden, volksvertegenwoordigers
parlement, kamer
asielzoekers, asielaanvragers
asielzoeker, asielaanvrager
asielaanvragen, asielverzoeken
asielaanvraag, asielverzoek
aanvragen, verzoeken
aanvraag, verzoek
opvang, opvangcentra, opvangcentrum
mensen zonder papieren, sans-papiers, ongedocumenteerden
over, betreffende, omtrent, inzake, met betrekking tot, aangaande, rond het thema
omdat, doordat, aangezien, daar
hoewel, ofschoon, al
maar, doch, evenwel
nu, momenteel, op dit moment, thans, tegenwoordig, vandaag de dag, op dit ogenblik, actueel
eerder, voorheen, vroeger
later, daarna, nadien, vervolgens
binnenkort, weldra
vorige week, afgelopen week
procent, percent, %
euro, eur, €
kilometer, km
verenigd koninkrijk, vk, groot-brittannië
verenigde staten, vs
europese unie, eu, unie
europese commissie, commissie
verenigde naties, vn
ngo's, niet-gouvernementele organisaties, hulporganisaties
betoging, demonstratie, manifestatie
betogers, demonstranten, manifestanten
advocaat, raadsman
advocaten, raadslieden
gevangenis, cel
kosten, uitgaven
bedraagt, bedragen, beloopt
land van herkomst, herkomstland, thuisland
landen van herkomst, herkomstlanden, thuislanden
gezamenlijk, gezamenlijke, gemeenschappelijk, gemeenschappelijke
samen, tezamen
deskundigen, experts, specialisten
deskundige, expert, specialist
criminelen, misdadigers, delinquenten
beleid, aanpak
verzoekt, vraagt om
vragen om, verzoeken om
bezoek, reis
regering, kabinet
jaarlijks, per jaar, elk jaar
maandelijks, per maand, elke maand
wekelijks, per week, elke week
toegestuurd, toegezonden, gestuurd, verzonden, verstuurd
genoeg, voldoende
ingezonden, ingediend
kinderen, minderjarigen
voor, vóór
via, langs
"""
# Words that settle the number of the noun behind them.
NUMBERED = "een elke iedere twee drie vier vijf zes"
# Small words of one line may stand for each other; any other exchange says something else.
ALIKE = """
de het die dat deze dit
een ’n
in op te bij
van voor
is zijn ben bent
was waren
wordt word worden
werd werden
heeft hebben hebt
om voor
aan bij
door via
over om
die dat
welke welk
toen dan
er daar hier
"""
VERBS = "is zijn was waren wordt worden werd werden heeft hebben hebt"
