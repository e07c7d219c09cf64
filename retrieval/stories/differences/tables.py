"""Small tables of words that decide whether two sentences tell the same: same words, units, hedges.  Data only."""

from __future__ import annotations


def _keyed(table: str) -> dict[str, str]:
    """Read lines of "key = word word"; the key stands for itself too."""
    found: dict[str, str] = {}
    for line in filter(None, map(str.strip, table.splitlines())):
        key, _, forms = line.partition(" = ")
        found |= dict.fromkeys([key, *forms.split()], key)
    return found


def _phrases(table: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(phrase.split()) for phrase in table.split(";"))


# One key for what the news says in several words.  The numbers in it decide nothing; they only help to align.
SYNONYMS = _keyed("""
    kill = killed kills killing die died dies dying dead death deaths fatality fatalities fatal perished slain
    kill = victims lives
    injure = injured injures injuring injury injuries wound wounded wounding wounds hurt casualties
    arrest = arrested arrests arresting detain detained detains detaining detention custody apprehended
    missing = unaccounted
    evacuate = evacuated evacuating evacuation evacuations
    displace = displaced displacing homeless
    rescue = rescued rescuing rescues
    blast = explosion explosions explode exploded explodes bomb bombs bombing blasts detonated
    attack = attacked attacks attacking assault assaulted raid raids strike strikes struck
    crash = crashed crashes crashing collision collided
    buy = bought buys buying purchase purchased purchases purchasing acquire acquired acquires acquiring acquisition
    buy = takeover
    sell = sold sells selling sale sales
    pay = paid pays paying payment payments
    rise = rose risen rises rising increase increased increases increasing climb climbed climbs climbing grew grow
    rise = grown grows growing growth gain gained gains jump jumped jumps soar soared surge surged up higher raise
    rise = raised raises raising
    fall = fell fallen falls falling decrease decreased decreases drop dropped drops decline declined declines
    fall = declining down lower slump slumped plunge plunged slip slipped cut cuts reduce reduced reduces reduction
    fall = lowered
    begin = began begins begun beginning start started starts starting open opened opens launch launched launches
    end = ended ends ending finish finished concluded conclude close closed closes
    win = won wins winning victory beat beats beaten beating defeat defeated
    lose = lost loses losing
    appoint = appointed appoints appointment named name names elect elected elects election chosen chose
    resign = resigned resigns resignation quit quits stepped
    plan = plans planned planning intend intends intended intention propose proposed proposes proposal
    expect = expects expected forecast forecasts predict predicted predicts estimate estimated estimates projected
    agree = agreed agrees agreement agreements deal deals accord pact
    meet = met meets meeting talks talk
    hold = held holds holding own owns owned
    make = made makes making
    give = gave given gives giving
    get = got gets getting receive received receives
    show = showed shown shows
    tell = told tells
    leave = left leaves leaving
    company = firm firms companies corporation corp
    government = govt administration
    court = courts judge judges tribunal
    jail = jailed prison imprisoned imprisonment sentence sentenced
    vote = voted votes voting ballot ballots poll polls
    build = built builds building construct constructed construction
    nearby = near
    britain = british uk
    america = american us usa united-states
    shut = shuts shutting
    try = tried tries trying attempt attempted attempts
    seek = sought seeks seeking
    send = sent sends sending
    child = children kids youngsters
    home = homes house houses dwellings
    road = roads street streets highway
    destroy = destroyed destroys destroying wrecked flattened
    damage = damaged damages damaging
    carry = carried carries carrying aboard board
    passenger = passengers travellers travelers
    storm = storms hurricane cyclone typhoon
    quake = quakes earthquake earthquakes tremor
    flood = floods flooding flooded
    fire = fires blaze blazes
    fine = fined fines penalty
    charge = charged charges indicted accused
    protest = protests protesters protestors demonstrators demonstration demonstrations rally
    worker = workers employees staff labourers
    job = jobs posts positions
    share = shares stock stocks
    profit = profits earnings
    offer = offers offered bid bids
    reach = reached reaches reaching
    visit = visited visits visiting
    return = returned returns returning
    minister = ministers secretary
    city = town towns cities
    country = nation countries nations
    use = used uses using
    need = needs needed require required requires
    stop = stopped stops halt halted halts
    approve = approved approves approval passed backed
    police = policeman policemen officers
    soldier = soldiers troops
    doctor = doctors physicians medics
    hospital = hospitals clinic
    school = schools
    month = months
    film = films movie movies picture
    match = matches game games
    deadline = deadlines
    warn = warned warns warning warnings
    help = helped helps helping aid assist assisted
    big = large major
    begin-again = reopen reopened reopens resume resumed resumes
    man = men
    woman = women
    official = officials authorities authority
""")

# How somebody's words are reported: it may stand anywhere, and says nothing of the event.
SAYING = frozenset(
    """say says said saying tell tells told state states stated report reports reported reportedly announce announced
    announces announcement according add added adds note noted notes statement spokesman spokeswoman spokesperson
    sources source quoted claim claimed claims confirm confirmed confirms declare declared reuters reuter agency
    agencies news officials official authorities police""".split()
)

# Counts that grow while an event goes on; the figures of two moments differ without a disagreement.
GROWING = frozenset("kill injure arrest missing evacuate displace rescue".split())
# Nouns for whoever is counted.
PEOPLE = frozenset("people person persons others lives victims residents dead casualties fatalities deaths".split())

# Before a figure: what it bounds or blurs.
AT_LEAST = _phrases("""at least; more than; over; no fewer than; not less than; no less than; above; upwards of;
    exceeding;    minimum of; in excess of; better than""")
AT_MOST = _phrases("""up to; at most; less than; fewer than; under; below; as many as; as much as; no more than;
    not more than; maximum of""")
ABOUT = _phrases("""about; some; around; approximately; roughly; an estimated; estimated; nearly; almost; close to;
    circa; perhaps; possibly; maybe; just over; just under; well over; well under; near; just short of;
    a little over; slightly more than; slightly less than; as few as; as little as""")
# Before a figure that is only a part of the one to compare, or comes on top of it.
PARTS = frozenset("another further additional extra including among included plus other others".split())
PARTS_AFTER = frozenset("more others other further additional extra of".split())

# Words by which a report takes back or replaces what was printed before.
UPDATING = frozenset(
    """earlier previously initially originally revised revises revising corrected correction updated formerly
    preliminary provisional""".split()
)
# Words that set the limits within which something was counted: two sentences must agree in them.
SCOPES = frozenset(
    """total overall altogether combined cumulative since daily weekly monthly annual annually yearly quarter quarterly
    half month months week weeks year years first second third fourth fifth sixth final last previous next net gross
    operating pretax average per each domestic foreign export exports import imports spot seasonally adjusted
    unadjusted far initial minimum maximum so early late morning afternoon evening night overnight opening closing
    close closed midday noon midmorning midsession""".split()
)
# Which of several things is meant is said anywhere in a sentence: "the second storm".
ORDINALS = frozenset("first second third fourth fifth sixth final last previous next another".split())
# What is traded has another price an hour later: who prints another figure contradicts nobody.
TRADED = frozenset(
    """shares stocks index indices futures bonds yields gilts bullion gold silver copper tin crude brent equities
    hogs cattle soybeans""".split()
)
MOVES = frozenset(
    """rose fell gained lost slipped eased firmed climbed dropped jumped edged shed traded closed ended opened stood
    fixed finished settled""".split()
)

CURRENCIES = _keyed("""
    usd = dlr dlrs dollar dollars $
    gbp = stg sterling pounds pound £
    eur = euro euros €
    jpy = yen ¥
    dem = mark marks
    frf = franc francs
    cents = cent cts ct
""")
MULTIPLES = {
    "hundred": 1e2, "thousand": 1e3, "k": 1e3, "mln": 1e6, "million": 1e6, "m": 1e6, "mn": 1e6, "bln": 1e9,
    "billion": 1e9, "bn": 1e9, "b": 1e9, "trillion": 1e12, "tn": 1e12,
}  # fmt: skip
NUMBER_WORDS = {
    word: n
    for n, word in enumerate(
        """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
        seventeen eighteen nineteen""".split()
    )
} | {word: 10 * n for n, word in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), 2)}
PERCENT = frozenset({"%", "pct", "percent", "percentage"})

MONTHS = {
    form: n
    for n, forms in enumerate(
        ["january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
         "september sep sept", "october oct", "november nov", "december dec"], 1)
    for form in forms.split()
}  # fmt: skip
WEEKDAYS = {word: n for n, word in enumerate("monday tuesday wednesday thursday friday saturday sunday".split())}

# Each turns what it stands with into its opposite.
NEGATIONS = frozenset(
    """not no never none nobody nothing nowhere neither nor cannot without deny denied denies denying unlikely
    unable""".split()
)
# These do only before "to": "failed to agree".
NEGATIONS_TO = frozenset("fail failed fails failing refuse refused refuses refusing".split())
# Other words that may say "not" in their own way; beside one of them, the lack of a "not" says nothing.
NEGATIVE = frozenset(
    """reject rejected rejects rejecting refute refuted refutes dismiss dismissed dismisses refuse refused refuses fail
    failed fails lack lacks lacked avoid avoided avoids prevent prevented prevents stop stopped stops halt halted block
    blocked blocks ban banned bans bar barred scrap scrapped cancel cancelled canceled barely hardly scarcely ruled
    false untrue baseless doubt doubts unable unlikely impossible decline declined declines""".split()
)
# With one of these, something is said of a part, a time or a case only: "did not open until Monday".
CONDITIONS = frozenset("unless until except yet if whether since".split())
# What may be is neither so nor not so: two sentences must agree in these.
MODALS = frozenset("may might could should can".split())
# Pairs of words: a report can print only one of each about the same thing.
OPPOSITES = [
    ("confirmed confirms confirm", "denied denies deny"),
    ("accepted accepts accept approved approves approve agreed backed",
     "rejected rejects reject refused vetoed declined"),
    ("rose rise risen rises increased increase climbed grew jumped gained up higher raised raise",
     "fell fall fallen falls decreased decrease dropped declined slumped lost down lower lowered cut reduced reduce"),
    ("guilty convicted", "innocent acquitted cleared"),
    ("won wins win", "lost loses lose"),
    ("profit profits", "loss losses"),
    ("alive survived survives", "dead died killed"),
    ("began begun started starts begins opened", "ended ends finished closed"),
    ("passed", "failed"),
    ("allowed allows permitted legal", "banned bans barred prohibited illegal"),
    ("supported supports support", "opposed opposes oppose"),
    ("possible", "impossible"),
    ("likely", "unlikely"),
    ("able", "unable"),
    ("will", "won't"),
]  # fmt: skip
