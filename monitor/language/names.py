"""Names of the same thing in English, Dutch, French and German: places and institutions of the dossier.

A line names one thing. Only names that are never used of anything else stand here; what a language calls its own
ministries stands in that language's list.
"""

SAME_NAME = """
afghanistan, islamic republic of afghanistan
kabul, kaboul, kaboel
kandahar, candahar
brussels, brussel, bruxelles, brüssel
the hague, den haag, 's-gravenhage, la haye
antwerp, antwerpen, anvers
ghent, gent, gand
liège, luik, lüttich
geneva, genève, genf
vienna, wenen, vienne, wien
zurich, zürich
cologne, köln, keulen
munich, münchen
strasbourg, straatsburg, straßburg
luxembourg, luxemburg
tehran, teheran, téhéran
islamabad
doha
kyiv, kiev, kiew
belgium, belgië, belgique, belgien
germany, duitsland, allemagne, deutschland, federal republic of germany
france, frankrijk, frankreich
sweden, zweden, suède, schweden
austria, oostenrijk, autriche, österreich
switzerland, zwitserland, suisse, schweiz
denmark, denemarken, danemark, dänemark
norway, noorwegen, norvège, norwegen
greece, griekenland, grèce, griechenland
poland, polen, pologne
hungary, hongarije, hongrie, ungarn
italy, italië, italie, italien
spain, spanje, espagne, spanien
czechia, czech republic, tsjechië, tsjechische republiek, tchéquie, république tchèque, tschechien, tschechische republik
turkey, türkiye, turkije, turquie, türkei
democratic republic of the congo, democratic republic of congo, dr congo, drc, congo-kinshasa, democratische republiek congo, république démocratique du congo, rdc, rd congo, demokratische republik kongo, dr kongo
north macedonia, noord-macedonië, macédoine du nord, nordmazedonien
international organization for migration, international organisation for migration, internationale organisatie voor migratie, organisation internationale pour les migrations, internationale organisation für migration, iom, oim
unhcr, un refugee agency, un-vluchtelingenorganisatie, vn-vluchtelingenorganisatie, un-flüchtlingshilfswerk, agence des nations unies pour les réfugiés
european convention on human rights, europees verdrag voor de rechten van de mens, convention européenne des droits de l'homme, europäische menschenrechtskonvention, echr, evrm, cedh, emrk
european court of human rights, europees hof voor de rechten van de mens, cour européenne des droits de l'homme, europäischer gerichtshof für menschenrechte, ecthr, ehrm
court of justice of the european union, hof van justitie van de europese unie, cour de justice de l'union européenne, europäischer gerichtshof, cjeu, cjue, eugh
european asylum agency, european union agency for asylum, eu agency for asylum, euaa
european external action service, eeas, edeo, seae, ead
immigration office, dienst vreemdelingenzaken, office des étrangers, dvz, ausländeramt
commissioner general for refugees and stateless persons, commissariaat-generaal voor de vluchtelingen en de staatlozen, commissariat général aux réfugiés et aux apatrides, cgrs, cgvs, cgra
council for alien law litigation, raad voor vreemdelingenbetwistingen, conseil du contentieux des étrangers, rvv, cce, call
immigration and naturalisation service, immigration and naturalization service, immigratie- en naturalisatiedienst, ind
repatriation and departure service, dienst terugkeer en vertrek, dt&v
flemish refugee action, vluchtelingenwerk vlaanderen
dutch council for refugees, vluchtelingenwerk nederland
bundesamt für migration und flüchtlinge, federal office for migration and refugees, bamf
state secretariat for migration, staatssekretariat für migration, secrétariat d'état aux migrations, sem
danish refugee council, drc denmark
red cross, rode kruis, croix-rouge, rotes kreuz
red crescent, rode halve maan, croissant-rouge, roter halbmond
islamic emirate, islamitisch emiraat, émirat islamique, islamisches emirat
taliban, talibans, talibaan
al jazeera, al-jazeera
"""
"""One line a thing."""

NAMED = frozenset(line.split(",")[0].strip() for line in SAME_NAME.strip().splitlines())
"""What a token's value is where it names one of them, wherever in a sentence it stands."""
