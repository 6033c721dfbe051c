"""German words that carry a fact, and words that carry none. How they are used: `language.py`."""

LIGHT = (
    "der die das ein eine einen einem einer eines des dem den von zu zum zur im in am an für durch und ist sind sei seien dass "
    "sich auch es wer was welche welcher welches dies diese dieser dieses diesem diesen da dort hier so dann wenn als wie bei auf "
    "um hat haben worden war waren gewesen wurde wurden werde über habe dessen deren ob"
)
FILLER = """nicht nur, nicht allein, nicht bloß, auch, ebenfalls, zudem, außerdem, jedoch, allerdings, darüber hinaus, ferner, inzwischen, übrigens, natürlich, freilich,
nämlich, daher, deshalb, somit, also, dabei, damit, unterdessen, seinerseits, ihrerseits, selbst, eigene, eigenen, sehr, ganz, recht, ziemlich, eben, doch,
sowohl, wohl, bereits"""
NEGATION = """nicht, ebenso wenig, ebensowenig, ja, nein, kein, keine, keinen, keinem, keiner, keines, nie, niemals, niemand, nichts, nirgends, ohne, weder, noch nie, nicht mehr, keinesfalls,
keineswegs, verweigert, verweigerte, verweigern, ausgenommen, befreit, kaum, unmöglich"""
MODALITY = """
will: wird, werden
would: würde, würden
can: kann, kannst, könnt, können
was able: konnte, konnten
could: könnte, könnten
may: darf, darfst, dürft, dürfen
was allowed: durfte, durften
might: dürfte, dürften
perhaps: möglich, möglicherweise, vielleicht, eventuell
must: muss, musst, müsst, müssen, ist verpflichtet, sind verpflichtet, verpflichtend
had to: musste, mussten
would have to: müsste, müssten
should: soll, sollst, sollen
ought: sollte, sollten
want: will, wollen, beabsichtigt, plant, planen
wanted: wollte, wollten
would like: möchte, möchten
likely: wahrscheinlich, voraussichtlich, vermutlich
unlikely: unwahrscheinlich
"""
SCOPE = """
if: falls, sofern, vorausgesetzt, unter der Bedingung, solange
unless: es sei denn, außer wenn
even if: auch wenn, selbst wenn
latest: spätestens, nicht später als
earliest: frühestens, nicht früher als
only: nur, ausschließlich, lediglich, bloß, allein, rein
mainly: vor allem, hauptsächlich, überwiegend, vorwiegend, insbesondere, in erster Linie, größtenteils, besonders, zumeist
all: alle, allen, aller, alles, jede, jeder, jedes, jeden, jedem, sämtliche, sämtlichen, gesamte, gesamten, ganze
most: die meisten, meisten, Mehrheit, Großteil
some: einige, einigen, manche, manchen, bestimmte, mehrere, mehreren, verschiedene, etliche
many: viele, vielen, zahlreiche, zahlreichen
few: wenige, wenigen
part: teilweise, zum Teil, teils
at least: mindestens, wenigstens, zumindest
at most: nicht länger als, nicht mehr als, höchstens, maximal, bis zu
always: immer, stets
often: oft, häufig, regelmäßig
sometimes: manchmal, gelegentlich
again: wieder, erneut, abermals, noch
first: erstmals, zum ersten Mal
permanent: dauerhaft, endgültig
temporary: vorübergehend, vorläufig, befristet
except: außer, mit Ausnahme von, bis auf
including: einschließlich, darunter, inklusive
"""
APPROXIMATE = """
about: rund, etwa, ungefähr, circa, ca., zirka, an die
more: mehr als, über, gut
less: weniger als, unter
nearly: fast, beinahe, knapp, nahezu
exactly: genau, exakt
"""
STATUS = """mutmaßlich, mutmaßliche, mutmaßlichen, angeblich, unbestätigt, offiziell, offizielle, offiziellen, Entwurf, endgültige, vorgeschlagen, Vorschlag,
angenommen, gebilligt, abgelehnt, abgelehnte, abgelehnten, geplant, geplante, geplanten, abgesagt, verschoben, ausgesetzt, wiederaufgenommen, gestoppt, erwogen, beschlossen, angekündigt,
erwartet, freiwillig, freiwillige, freiwilligen, erzwungen, erzwungene, zwangsweise, legal, rechtmäßig, rechtswidrig, öffentlich, geheim, bindend, gestiegen, gesunken, stieg, stiegen, sank, sanken,
Anstieg, Rückgang, zugenommen, abgenommen, höher, höhere, niedriger, mehr, weniger, begann, endete, eröffnet, geschlossen, gewann, verlor, akzeptiert, bewilligt, anerkannt,
unterstützt, verurteilt, verurteilte, verurteilten, verurteilter, freigesprochen, schuldig, unschuldig, verdächtig, verdächtige, technisch, technische, technischen, politisch, politische, politischen, bestätigt, zurückgezogen,
unterzeichnet, gescheitert, gelungen, laufend, abgeschlossen, schwer, schwerer, leichter, vor, seit, bis, größte, kleinste, erste, ersten, zweite, zweiten, dritte, letzte, letzten, nächste, nächsten, vorige,
lebend, lebendig, tot, tote, toter, toten, getötet, gestorben, verletzt, verletzte, verletzten, unverletzt, vermisst, vermisste, bewusstlos, festgenommen, freigelassen, Ankunft, Abflug, Abreise, Einreise, Ausreise, eingeleitet, eingestellt, einbezogen, ausgeschlossen"""
DIRECTION = """
to: nach, in Richtung, Richtung
from: aus, vom
against: gegen
with: mit, gemeinsam mit, zusammen mit
inside: innerhalb
outside: außerhalb
between: zwischen
"""
SAY = """sagte, sagt, sagten, erklärte, erklärt, erklärten, teilte mit, teilt mit, fügte hinzu, fügt hinzu, so, betonte, betont, berichtete, berichtet, berichten, schrieb, schreibt,
äußerte, hieß es, heißt es, meinte, meint, ergänzte, antwortete, unterstrich, führte aus, mit, hinzu, teilte, fügte, laut eigenen Angaben, sagte weiter"""
CLAIM = """behauptete, behauptet, behaupten, bestätigte, bestätigen, bestritt, bestreitet, bestritten, dementierte, dementiert, versprach, verspricht, drohte, droht, warnte, warnt,
deutete an, forderte, fordert, fordern, warf vor, wirft vor, kritisierte, kritisiert, kritisierten, lobte, lobt, begrüßte, begrüßt, verwarf, verurteilte scharf, drängte, bat, fragte, schlug vor, schlägt vor, glaubt, denkt, hofft,
fürchtet, befürchtet, bezweifelt, schätzt, schätzte, räumte ein, räumt ein, gab zu, enthüllte, kündigte an, kündigt an"""
SOURCE = """laut, nach Angaben von, nach Angaben, zufolge, nach Worten von, nach Darstellung, nach Ansicht, nach Auffassung, nach Einschätzung,
nach Meinung, nach Überzeugung, nach Aussage, nach Aussagen, nach Mitteilung, aus Sicht"""
CONJUNCTION = """
and: und, sowie, sondern auch
or: oder, entweder, beziehungsweise, bzw., und/oder
"""
LABEL = "exklusiv, eilmeldung, live, liveblog, liveticker, update, analyse, kommentar, video, interview, eil, aktuell"
AUX = """
past: hatte, hatten
unreal: hätte, hätten, wäre, wären
"""
PRONOUN = """
he: er, ihm, ihn, sein, seine, seiner, seinen
she: sie, ihr, ihre, ihrer, ihren
we: wir, uns, unser, unsere
i: ich, mir, mich, mein, meine
"""
UNITS = (
    "null/keinmal eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf/dutzend dreizehn vierzehn fünfzehn sechzehn siebzehn "
    "achtzehn neunzehn zwanzig"
)
DURATIONS = """
hour: Stunde, Stunden
day: Tag, Tage, Tagen
week: Woche, Wochen
month: Monat, Monate, Monaten
year: Jahr, Jahre, Jahren
"""
FRACTIONS = """
1.5: anderthalb, eineinhalb
75%: drei Viertel, dreiviertel
25%: ein Viertel, jeder vierte
33%: ein Drittel, jeder dritte
67%: zwei Drittel
20%: ein Fünftel, jeder fünfte
10%: ein Zehntel, jeder zehnte
50%: die Hälfte, Hälfte, jeder zweite
"""
TENS = "dreißig vierzig fünfzig sechzig siebzig achtzig neunzig"
MONTHS = (
    "januar jänner jan", "februar feb", "märz mrz", "april apr", "mai", "juni jun", "juli jul", "august aug",
    "september sept sep", "oktober okt", "november nov", "dezember dez",
)  # fmt: skip
WEEKDAYS = "montag dienstag mittwoch donnerstag freitag samstag/sonnabend sonntag"
RELATIVE = ""
SEASONS = "frühling/frühjahr sommer herbst winter"
PREFIXES = "un in il im ir nicht miss nicht-"
ENDINGS = "e en em er es s n"
SAME = """
Mitarbeiter, Mitarbeitende, Beschäftigte, Beschäftigten, Angestellte
Nummer, Nr
insgesamt, alles in allem, in Summe, zusammengenommen
Asylbewerber, Asylwerber, Asylsuchende, Asylantragsteller
Paragraf, Paragraph, §, §§
maßgeblich, maßgebend, entscheidend
beginnen, starten, anfangen, beginnt, startet
begonnen, gestartet
helfen, unterstützen, hilft
bekommen, erhalten, kriegen, bekommt, erhält
erhielt, bekam
zeigen, zeigt, belegen
benutzen, verwenden, nutzen, nutzt, verwendet
stattfinden, abgehalten werden, findet statt, finden statt
fand statt, fanden statt
leben, wohnen, sich aufhalten, lebt, wohnt, halten sich auf
reisen, fahren, reist, fliegen, fliegt
reiste, fuhr, begab sich
gebracht, transportiert, geflogen, überstellt
abschieben, rückführen, zurückführen
abgeschoben, rückgeführt, zurückgeführt
erlauben, gestatten, zulassen
auswählen, aussuchen
groß, große, großen, bedeutend, bedeutende, erheblich, erhebliche
wichtig, wichtige, wichtigen, wesentlich, zentral, zentrale
klein, kleine, gering, geringe
schnell, rasch, zügig, zügige, rasche
schwierig, kompliziert
Land, Staat
Länder, Staaten
Mitgliedstaaten, EU-Staaten, EU-Länder, Mitgliedsstaaten
Menschen, Personen, Leute
Person, Mensch
Gespräche, Unterredungen, Verhandlungen, Beratungen
Gespräch, Unterredung
Treffen, Sitzung, Zusammenkunft
Brief, Schreiben
Zeitung, Tageszeitung, Blatt
Journalisten, Reporter
Beamte, Staatsbedienstete
Behörden, Stellen
Abgeordneter, Parlamentarier
Abgeordnete, Parlamentarier
Asylanträge, Asylgesuche
Anträge, Gesuche
Antrag, Gesuch
bezüglich, hinsichtlich, betreffend
weil, da, denn
obwohl, obgleich
aber, doch, dennoch, trotzdem
derzeit, momentan, zurzeit, zur Zeit, gegenwärtig, aktuell, jetzt, im Moment
früher, zuvor, vorher
später, danach, anschließend
bald, demnächst, in Kürze
vergangene Woche, letzte Woche, in der vergangenen Woche
Prozent, %, vom Hundert
Euro, EUR, €
Kilometer, km
Vereinigtes Königreich, Großbritannien, UK
Vereinigte Staaten, USA, Vereinigten Staaten
Europäische Union, EU
Europäische Kommission, EU-Kommission, Kommission
Vereinte Nationen, UN, UNO
Niederlande, Holland
Bundesrepublik, Deutschland, Bundesrepublik Deutschland
Bundesinnenminister, Innenminister
Bundesregierung, Regierung
Nichtregierungsorganisationen, NGOs, Hilfsorganisationen
Demonstration, Kundgebung
Demonstranten, Protestierende
Anwalt, Rechtsanwalt
Gefängnis, Haftanstalt
Kosten, Ausgaben
betragen, belaufen sich auf, liegen bei
beträgt, beläuft sich auf, liegt bei
Herkunftsland, Heimatland
Herkunftsländer, Heimatländer
gemeinsam, zusammen
Experten, Fachleute, Sachverständige
Experte, Fachmann
Straftäter, Kriminelle, Täter
Flüge, Flugverbindungen
Maschine, Flugzeug
Flug, Abschiebeflug
Pläne, Vorhaben
Grundlage, Basis
Vereinbarung, Abkommen, Übereinkunft
pro Monat, monatlich, im Monat
pro Jahr, jährlich, im Jahr
pro Woche, wöchentlich
genug, ausreichend
katastrophal, verheerend
verbunden, verknüpft
zeitnah, umgehend
"""
# Words that settle the number of the noun behind them.
NUMBERED = ""
# Small words of one line may stand for each other; any other exchange says something else.
ALIKE = """
ein eine
einen einem einer eines
dies diese dieser dieses diesem diesen
zu zum zur
im in
am an auf
ist sind
sei seien
war waren
hat haben
wurde wurden
dass das
und sowie
der welcher die welche das welches
für um
bei in
"""
VERBS = "ist sind sei seien war waren hat haben habe wird werde wurde wurden"
