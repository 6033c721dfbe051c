"""French words that carry a fact, and words that carry none. How they are used: `language.py`."""

LIGHT = (
    "le la les l' un une des du de d' en à au aux et est sont que qu' qui ce cette ces cet se s' il elle y dont où "
    "été être a ont ai c' j' l d s qu c j on leur par sur pour comme si ainsi dans lequel laquelle lesquels celui celle ceux t"
)
FILLER = """non seulement, pas seulement, pas uniquement, aussi, également, toutefois, cependant, par ailleurs, en outre, de plus, en effet, bien sûr, naturellement, donc,
par conséquent, ainsi, notamment, d'ailleurs, en fait, pour sa part, de son côté, quant à, quant à lui, très, assez, plutôt, même, bien,
propre, propres, enfin, alors, puis, tout"""
NEGATION = """ne, n', oui, pas, non plus, jamais, sans, aucun, aucune, ni, personne, rien, nullement, non, guère, ne plus, refuse, refusent, refusé, exempté, exemptés,
impossible, plus aucun, plus aucune"""
MODALITY = """
will: va, vont, sera, seront, aura, auront, serez, aurez, allez, faudra
would: serait, seraient, aurait, auraient, seriez, auriez
can: peut, peuvent, pouvez, pouvons, peux, puisse, puissent
will be able: pourra, pourront, pourrez, pourrons
could: pourrait, pourraient, pourriez, pourrions
was able: pouvait, pouvaient, pouviez
perhaps: possible, éventuellement, peut-être
must: doit, doivent, devez, devons, dois, faut, est tenu de, sont tenus de, obligatoire
will have to: devra, devront, devrez, devrons
had to: devait, devaient, deviez, fallait
should: devrait, devraient, devriez, faudrait
want: veut, veulent, voulez, souhaite, souhaitent, entend, entendent, compte, comptent, a l'intention de
wanted: voulait, voulaient, souhaitait, souhaitaient
would like: voudrait, voudraient, souhaiterait, souhaiteraient
likely: probablement, vraisemblablement, sans doute
unlikely: peu probable, improbable
"""
SCOPE = """
if: à condition de, à condition que, pourvu que, dès lors que
unless: sauf si, à moins que, à moins de
even if: même si
latest: au plus tard
earliest: au plus tôt
only: seulement, uniquement, exclusivement, seul, seule, seuls, seules, ne que
mainly: principalement, surtout, essentiellement, avant tout, en particulier, majoritairement, en grande partie, en premier lieu
all: tous, toutes, toute, chaque, l'ensemble, ensemble des, entier, entière
most: la plupart, plupart, la majorité, majorité
some: certains, certaines, quelques, plusieurs, un certain nombre de, divers, diverses
many: beaucoup, de nombreux, de nombreuses, nombreux, nombreuses, nombre de
few: peu de, rares
part: en partie, partiellement, une partie de
at least: au moins, au minimum, minimum
at most: pas plus de, au plus, tout au plus, au maximum, maximum, jusqu'à
always: toujours
often: souvent, régulièrement, fréquemment
sometimes: parfois
again: encore, à nouveau, de nouveau
first: pour la première fois
permanent: permanent, permanente, définitif, définitive, définitivement
temporary: temporaire, temporairement, provisoire, provisoirement
except: sauf, à l'exception de, hormis, excepté
including: y compris, parmi lesquels, parmi eux, dont notamment
"""
APPROXIMATE = """
about: environ, quelque, à peu près, autour de, près de, une
more: plus de, au-delà de
less: moins de
nearly: presque, pratiquement
exactly: exactement, précisément
"""
STATUS = """présumé, présumée, présumés, non confirmé, officiel, officielle, officiellement, projet, proposé, proposée, proposition, adopté, adoptée,
approuvé, approuvée, rejeté, rejetée, rejetés, rejetées, prévu, prévue, prévus, prévues, annulé, annulée, reporté, reportée, suspendu, suspendue, repris,
envisagé, envisagée, décidé, annoncé, annoncée, attendu, attendue, volontaire, volontaires, volontairement, forcé, forcée, forcés, forcées, légal, légale,
illégal, illégale, public, secret, contraignant, hausse, baisse, augmenté, diminué, augmentation, diminution, progressé, reculé, supérieur, inférieur,
plus, moins, commencé, terminé, ouvert, fermé, accepté, acceptée, acceptés, accordé, accordée, accordés, refusée, soutenu, condamné, condamnée, condamnés,
acquitté, coupable, innocent, technique, politique, confirmé, confirmée, retiré, retirée, signé, échoué, réussi, supprimée, supprimé, maintenu, maintenue, avant, après, depuis,
premier, première, second, deuxième, troisième, dernier, dernière, prochain, prochaine, précédent, précédente, favorable, défavorable,
vivant, vivante, vivants, vivantes, mort, morte, morts, mortes, décédé, décédée, tué, tuée, tués, tuées, blessé, blessée, blessés, blessées, indemne, indemnes, disparu, disparue, disparus, inconscient, inconsciente, arrêté, arrêtée, libéré, libérée, arrivée, départ, inclus, incluse, incluses, exclu, exclue, exclus, exclues"""
DIRECTION = """
to: vers
from: depuis, en provenance de
against: contre
with: avec
inside: au sein de
outside: hors de, en dehors de
between: entre
"""
SAY = """dit, disent, déclaré, déclare, déclarait, ajouté, ajoute, indiqué, indique, indiquent, expliqué, explique, expliquent, précisé, précise, affirmé, affirme,
souligné, souligne, noté, note, rappelé, rappelle, rapporte, rapporté, écrit, fait savoir, a fait savoir, répondu, répond, commenté, commente, relevé, relève,
poursuivi, poursuit, annoncé, annonce, signale, signalé, estime"""
CLAIM = """prétendu, prétend, prétendent, confirmé, confirme, confirment, démenti, dément, démentent, nié, nie, contesté, conteste, promis, promet, menacé, menace,
averti, avertit, prévenu, suggéré, suggère, exige, exigé, accusé, accuse, critiqué, critique, dénoncé, dénonce, dénoncent, salué, salue, condamne, insisté, insiste,
demandé, demande, demandent, proposé, propose, croit, pense, espère, craint, doute, prédit, avoué, admis, admet, reconnu, reconnaît, révélé"""
SOURCE = "selon, d'après, aux dires de, de source, de l'avis de, aux yeux de"
CONJUNCTION = """
and: et, ainsi que, mais aussi, mais également
or: ou, soit, et/ou
"""
LABEL = (
    "exclusif, direct, en direct, mise à jour, analyse, opinion, vidéo, entretien, dernière minute, urgent, décryptage"
)
AUX = """
past: était, étaient, avait, avaient, fut
"""
PRONOUN = """
they: ils, elles, eux, leur, leurs
we: nous, notre, nos
i: je, moi, mon, ma, mes
you: vous, votre, vos
"""
UNITS = (
    "zéro _ deux trois quatre cinq six sept huit neuf dix onze douze/douzaine treize quatorze quinze seize dix-sept dix-huit "
    "dix-neuf vingt/vingtaine"
)
DURATIONS = """
hour: heure, heures
day: jour, jours
week: semaine, semaines
month: mois
year: an, ans, année, années
"""
FRACTIONS = """
1.5: un et demi
75%: trois quarts
25%: un quart, un sur quatre
33%: un tiers, un sur trois
67%: deux tiers
20%: un cinquième, un sur cinq
10%: un dixième, un sur dix
50%: la moitié, moitié, un sur deux
"""
TENS = "trente quarante cinquante soixante soixante-dix/septante quatre-vingts/quatre-vingt quatre-vingt-dix/nonante"
MONTHS = (
    "janvier janv", "février févr", "mars", "avril avr", "mai", "juin", "juillet juil", "août", "septembre sept",
    "octobre oct", "novembre nov", "décembre déc",
)  # fmt: skip
WEEKDAYS = "lundi mardi mercredi jeudi vendredi samedi dimanche"
RELATIVE = ""
SEASONS = "printemps été automne hiver"
PREFIXES = "in il im ir non mal dé non-"
ENDINGS = "e é ée és ées"
SAME = """
numéro, n°, no
au total, en tout, en somme, total
commencer, débuter, démarrer, commence, débute, démarre
commencé, débuté, démarré
aider, assister
obtenir, recevoir, obtient, reçoit, obtiennent, reçoivent
obtenu, reçu
montrer, indiquer, montre, montrent
utiliser, employer, se servir de, utilise
avoir lieu, se tenir, se dérouler, a lieu, se tient, se déroule
a eu lieu, s'est tenu, s'est tenue, s'est déroulé, s'est déroulée
séjourner, résider, vivre, rester, séjournent, résident, vivent, se trouvent, séjourne
se rendre, voyager, aller, s'est rendu, s'est rendue, a voyagé
durer, durent, ont duré
choisir, sélectionner
grand, grande, important, importante, considérable, majeur, majeure
petit, petite, modeste, faible
rapide, prompt
rapidement, vite, promptement
difficile, compliqué
pays, état
états, pays membres
états membres, pays de l'ue, pays européens
gens, personnes, individus
personne, individu
discussions, entretiens, pourparlers, conversations, échanges, négociations
discuté, négocié
réunion, rencontre, séance
lettre, courrier, missive
journalistes, reporters
journal, quotidien
responsables, fonctionnaires, représentants
responsable, fonctionnaire, dirigeant
patron, directeur, directeur général, chef
député, parlementaire
députés, parlementaires
demandeurs d'asile, demandeuses d'asile, requérants d'asile
demandes, requêtes
demande, requête
centres d'accueil, structures d'accueil
au sujet de, à propos de, concernant, sur la question de
parce que, car, puisque, en raison de, à cause de
bien que, quoique, même si
mais, pourtant, néanmoins
actuellement, à l'heure actuelle, en ce moment, à présent, maintenant, aujourd'hui, présentement
auparavant, précédemment
ensuite, plus tard, par la suite
bientôt, prochainement, sous peu
la semaine dernière, la semaine passée, la semaine écoulée
pour cent, pourcent, %
euro, euros, eur, €
kilomètre, kilomètres, km
royaume-uni, grande-bretagne
états-unis, usa, états-unis d'amérique
union européenne, ue
commission européenne, commission
nations unies, onu
pays-bas, hollande
ong, organisations non gouvernementales, associations
manifestation, rassemblement
manifestants, protestataires
avocat, conseil
prison, détention
montant, somme
coûts, frais, dépenses
prime, aide
s'élève à, atteint, est de, se monte à
pays d'origine, pays de provenance
commun, commune, conjoint, conjointe
ensemble, conjointement
experts, spécialistes
expert, spécialiste
criminels, délinquants
politique, approche
fin, terme
premiers, tout premiers
gouvernement, exécutif
par an, annuellement, chaque année
par mois, mensuellement, chaque mois
suffisant, assez de
avant la fin de, d'ici la fin de
versée, payée
versé, payé
supprimé, aboli
supprimée, abolie
ressortissants, citoyens
"""
# Words that settle the number of the noun behind them.
NUMBERED = "le la un une ce cette chaque les des ces aux ses leurs nos vos mes plusieurs deux trois quatre cinq six dix"
# Small words of one line may stand for each other; any other exchange says something else.
ALIKE = """
le la les l'
un une
des de du d'
ce cette ces cet
se s'
que qu'
à au aux en dans
sur de
est sont
a ont ai
être été
pour de
il on
comme ainsi
c' ce
j' je
celui celle ceux
"""
VERBS = "est sont a ont être été"
