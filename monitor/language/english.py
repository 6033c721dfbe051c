"""English words that carry a fact, and words that carry none. How they are used: `language.py`."""

LIGHT = (
    "a an the of on at by and as is are be been being that which who whom whose this these those it its "
    "there here do does did have has such than then so if s t re ll ve d m when where while to in for"
)
FILLER = """not only, not just, not merely, also, too, as well, however, moreover, furthermore, meanwhile, indeed, of course, naturally, in addition,
therefore, thus, hence, in fact, for its part, for his part, for her part, on the other hand, clearly, notably, namely,
as a result, consequently, additionally, besides, in turn, respectively, very, quite, rather, own, both, well, just, please"""
NEGATION = """
not: not, n't, fail to, fails to, failed to
not yet: not yet, has yet to, have yet to, has not yet, have not yet
no, yes, never, none, nor, neither, cannot, nobody, nothing, nowhere, without, n't, lack, lacks, lacking,
refuse, refuses, refused, no longer, free of, exempt, exempted, exempts, barely, hardly"""
MODALITY = """
will: will, shall, is going to, are going to, is to, are to, is set to, are set to, 'll
would: would
can: can, is able to, are able to
could: could
may: may, might
perhaps: possibly, perhaps, maybe, potentially
must: must, has to, have to, is required to, are required to, is obliged to, are obliged to, required
had to: had to, was required to, were required to, was obliged to, were obliged to
should: should, ought to, is supposed to
want: want, wants, intend, intends, plan to, plans to, hope to, hopes to, wish, wishes, aims to, aim to
wanted: wanted, intended, planned to
likely: likely, probably, presumably
unlikely: unlikely
"""
SCOPE = """
if: provided that, provided, on condition that, as long as, only if
unless: unless, except if
even if: even if
latest: at the latest, no later than, not later than
earliest: at the earliest, no earlier than, not earlier than
only: only, solely, exclusively, purely, merely
mainly: mainly, mostly, primarily, chiefly, predominantly, largely, above all, in particular, particularly, especially
all: all, every, each, entire, whole, any, everyone
most: most, the majority of, majority
some: several, certain, a few, a number of, various
many: many, numerous, a lot of, much
few: few, little, hardly any
part: partly, partially, in part, part of
at least: at least, no fewer than, no less than, minimum
at most: at most, up to, maximum, no more than, not more than, no longer than, not longer than
always: always
often: often, frequently, regularly
sometimes: sometimes, occasionally
again: again, once more, still
first: for the first time
permanent: permanently, permanent
temporary: temporarily, temporary, provisional, provisionally
except: except, except for, apart from, excluding, with the exception of, save for
including: including, among them
"""
APPROXIMATE = """
about: about, around, some, roughly, approximately, circa, in the region of, or so
more: more than, over, in excess of, upwards of
less: less than, fewer than, under, below
nearly: nearly, almost, close to, just under
exactly: exactly, precisely
"""
STATUS = """alleged, allegedly, reportedly, suspected, unconfirmed, official, unofficial, officially, draft, final, proposed,
proposal, adopted, approved, rejected, planned, scheduled, cancelled, canceled, postponed, suspended, resumed,
considered, considering, agreed, decided, announced, expected, possible, impossible, certain, uncertain, voluntary, voluntarily,
forced, forcibly, forcible, legal, lawful, public, secret, binding, rose, fell, risen, fallen, increased, decreased, rise, fall,
increase, decrease, grew, dropped, higher, lower, more, fewer, less, up, down, began, ended, opened, closed, won, lost, accepted,
refused, granted, denied, supported, opposed, support, oppose, convicted, acquitted, charged, guilty, innocent, technical, political,
confirmed, withdrawn, signed, ratified, failed, succeeded, successful, ongoing, completed, imminent, exploratory, formal, informal,
before, after, since, until, majority, minority, largest, smallest, biggest, second, third, fourth, last, next, previous, ended,
alive, dead, died, killed, injured, wounded, unhurt, unharmed, missing, unconscious, arrested, detained, released, freed, arrival, arrivals, departure, departures, arrive, leave, arrives,
leaves, arrived, included, excluded"""
DIRECTION = """
to: towards, into, onto
from: from, out of
for: in favour of, in favor of, pro
against: against, versus
with: with, together with, alongside
inside: within, inside
outside: outside
between: between
"""
SAY = """said, says, say, saying, added, adds, stated, states, told, tells, noted, notes, explained, explains, remarked, commented,
comments, observed, pointed out, declared, reported, reports, wrote, writes, mentioned, put it, continued, went on, emphasised,
emphasized, emphasises, stressed, stresses, underlined, underlines, replied, responded, answered, announced, recalled, argued, argues"""
CLAIM = """claimed, claims, claim, alleges, alleged, insisted, insists, admitted, admits, conceded, confirmed, confirms, confirm, denied, denies,
deny, disputed, disputes, promised, promises, pledged, pledges, threatened, threatens, warned, warns, suggested, suggests, demanded, demands,
accused, accuses, criticised, criticized, criticises, praised, praises, welcomed, welcomes, rejected, rejects, condemned, condemns, urged, urges,
asked, asks, proposed, proposes, believes, thinks, hopes, fears, doubts, predicted, predicts, estimates, estimated, revealed, leaked, testified"""
SOURCE = "according to, in the words of, quoting, citing, in the view of, in the opinion of, by the account of"
CONJUNCTION = """
and: and, as well as, but also
or: or, either, and/or
"""
LABEL = "exclusive, breaking, breaking news, live, live blog, liveblog, update, updated, analysis, opinion, video, watch, news in brief, explainer, interview, just in, latest"
AUX = """
past: was, were, had
present: is being, are being
"""
PRONOUN = """
he: he, him, his, himself
she: she, her, hers, herself
they: they, them, their, theirs, themselves
we: we, us, our, ours, ourselves
i: i, me, my, mine, myself
you: you, your, yours
"""
UNITS = (
    "zero/nil one two three four five six seven eight nine ten eleven twelve/dozen thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen twenty"
)
DURATIONS = """
hour: hour, hours, hrs
day: day, days
week: week, weeks
month: month, months
year: year, years
"""
FRACTIONS = """
1.5: one and a half
75%: three quarters, three-quarters
25%: a quarter, one quarter, one in four
33%: a third, one third, one in three
67%: two thirds, two-thirds
20%: a fifth, one fifth, one in five
10%: a tenth, one tenth, one in ten
50%: half of, one half, one in two
"""
TENS = "thirty forty fifty sixty seventy eighty ninety"
MONTHS = (
    "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
    "september sept sep", "october oct", "november nov", "december dec",
)  # fmt: skip
WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday"
RELATIVE = ""
SEASONS = "spring summer autumn/fall winter"
PREFIXES = "un in il im ir non dis mis non-"
ENDINGS = ""
SAME = """
raised, voiced, expressed
raise, voice, express
declined to comment, refused to comment, would not comment, had no comment
stop, stops, halt, halts, block, blocks
stopped, halted, blocked
accompanied, escorted
in total, altogether, in all, all told
begin, start, begins, starts, commence, commences, beginning, starting
start of past, began, started, commenced, kicked off, got under way
help, assist, aid, helps, assists
helped, assisted
obtain, get, receive, obtains, gets, receives
obtained, got, received
show, indicate, demonstrate, shows, indicates
showed, indicated, demonstrated
buy, purchase
use, make use of, utilise, utilize, uses
used, made use of, utilised, utilized
hold, organise, organize, holds, organises, organizes, stage
held, organised, organized, staged
took place, was held, were held, happened
take place, be held, happen, occur, takes place
travelled, traveled, went, journeyed
go, travel, goes, travels
stay, remain, reside, live, stays, remains, resides, lives
stayed, remained, resided, lived
staying, remaining, residing, living
send back, return, repatriate, sent home
allow, permit, let, allows, permits
allowed, permitted
need, require, needs, requires
choose, pick, select
big, large, considerable, sizeable, substantial, major
important, significant, key, crucial
small, little, modest, minor
quick, fast, rapid, swift, speedy
quickly, fast, rapidly, swiftly, speedily
difficult, hard
country, state, nation
countries, states, nations
member states, member countries, eu states, eu countries, eu member states
people, persons, individuals
person, individual
talks, discussions, conversations, consultations
meeting, gathering, encounter, session
letter, missive
reporters, journalists
journalist, reporter
newspaper, daily, paper
news agency, agency
politicians, political figures
officials, civil servants, public servants
official, civil servant
authorities, administration
mp, member of parliament, lawmaker, parliamentarian, legislator, deputy
mps, members of parliament, lawmakers, parliamentarians, legislators, deputies
minister for, minister of
asylum seekers, asylum applicants, applicants for asylum, people seeking asylum
asylum seeker, asylum applicant
reception centres, reception centers, reception facilities, asylum centres
undocumented, without papers, paperless
application, request, claim for asylum
applications, requests
concerning, regarding, about, on the subject of, with regard to, as regards, relating to
because, since, as, given that, due to, owing to, because of
although, though, even though, despite the fact that
but, yet, nevertheless, nonetheless
last week, the previous week, the past week
currently, at present, at the moment, now, presently, at this moment, today
earlier, previously, formerly, before then
later, afterwards, subsequently, thereafter
soon, shortly, before long
per cent, percent, pct, %
euro, euros, eur, €
dollar, dollars, usd, $
kilometre, kilometres, kilometer, kilometers, km
netherlands, holland
united kingdom, uk, britain, great britain
united states, us, usa, u.s., united states of america
european union, eu
european commission, commission
european parliament, ep
united nations, un
ivory coast, cote d'ivoire
myanmar, burma
eswatini, swaziland
convicted, sentenced, found guilty
criminals, offenders
criminal, offender
expert, specialist
experts, specialists
plan, scheme
employees, staff, workers
end, finish, conclude
ended, finished, concluded
cost, price
costs, amounts to, comes to
costs of, expenses
main, principal, chief
prior to, ahead of
via, by way of, through
build, construct
try, attempt, seek
tried, attempted, sought
tries, attempts, seeks
enough, sufficient
different, distinct
joint, common, shared
jointly, together
visit, trip
travel documents, travel papers
identity papers, identity documents
child, kid
children, kids
home country, country of origin
home countries, countries of origin
lawyer, attorney, solicitor, counsel
lawyers, attorneys
jail, prison
house, home
ngo, non-governmental organisation, non-governmental organization
ngos, non-governmental organisations, aid organisations
demonstration, rally
demonstrators, protesters, protestors
policy, approach
opposition, opposition party
annually, yearly, per year, a year, every year
monthly, per month, a month, every month
weekly, per week, every week
daily, per day, every day
"""
# Words that settle the number of the noun behind them.
NUMBERED = "a an this each every one these those several many few both all two three four five six ten"
# Small words of one line may stand for each other; any other exchange says something else.
ALIKE = """
a an
the this that these those its their his her our
in at on
within inside
of for
that which
who whom
when where
is are
was were
has have
do does
to towards
"""
VERBS = "is are was were be been being has have had do does did"
