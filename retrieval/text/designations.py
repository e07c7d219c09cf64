"""Know the words that designate a source: offices, occupations, relations and bodies, under one form each.  Pure.

The tables are data.  A new synonym or abbreviation is one more entry, and nothing stored depends on them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from retrieval.text.normalize import flagged_words

# Offices, ranks and the occupations of those whom the news quotes most.
OFFICES = frozenset(
    """president premier minister ambassador chancellor senator secretary general king queen prince princess pope
    governor mayor judge justice professor representative congressman congresswoman captain colonel major
    lieutenant sergeant officer director chairman chairwoman chairperson chair executive ceo cfo coo spokesman
    spokeswoman spokesperson analyst leader coach commissioner attorney sheriff reverend bishop archbishop rabbi
    imam lawyer economist historian author writer journalist reporter editor columnist anchor host actor actress
    singer manager strategist adviser advisor aide candidate nominee lawmaker delegate prosecutor detective
    chief founder cofounder owner consultant pollster activist organizer organiser scientist researcher doctor
    physician diplomat envoy treasurer speaker commander adm admiral boss vice-president businessman businesswoman
    billionaire businessperson mogul politician player striker philanthropist expert scholar fellow
    councilwoman councilman councillor councilor alderman inspector superintendent
    commentator sen gov rep gen col lt sgt capt dr prof rev pres""".split()
)
# Nouns for one person by office, work, relation or part in an event; plurals are formed from them.
PERSON_NOUNS = OFFICES | frozenset(
    """supt adv mp mep msp dj
    agent architect artist astronaut astronomer athlete auditor banker barrister biologist blogger broadcaster broker
    builder butcher campaigner cardinal caregiver carpenter celebrity chaplain chef chemist citizen cleric clerk
    climatologist comedian composer conductor constable consul contractor convenor convener cook coordinator coroner
    correspondent counsel counsellor counselor critic curator customer cyclist dancer dean defender dentist
    deputy designer developer dissident driver educator electrician employee engineer entrepreneur environmentalist
    epidemiologist evangelist eyewitness farmer filmmaker firefighter fisherman footballer forecaster forward
    geologist goalkeeper graduate guard guitarist hiker homeowner hunter immunologist influencer insider
    instructor investigator investor jockey joiner landlord landlady lecturer liaison librarian lobbyist maker
    magistrate marshal mathematician mechanic meteorologist midfielder midwife migrant miner missionary model
    moderator monk musician negotiator neighbor neighbour neurologist novelist nun nurse nutritionist official
    operator ombudsman oncologist paediatrician pediatrician painter paramedic parent participant partner passenger
    pastor patient patriarch pensioner performer pharmacist photographer physicist pilot planner playwright plumber
    poet policeman policewoman postman practitioner preacher presenter priest principal producer programmer promoter
    protester protestor psychiatrist psychologist psychotherapist publicist publisher ranger recruiter referee refugee
    resident restaurateur retailer runner sailor salesman seller settler shopkeeper skipper
    sociologist soldier solicitor specialist sportsman staffer statistician steward student supervisor supporter
    surgeon survivor teacher technician tenant therapist tourist trader trainer translator traveller traveler trustee
    tutor user vendor veterinarian vet veteran vicar victim villager virologist volunteer voter waiter waitress warden
    winger witness worker zoologist
    mother father mum mom dad wife husband son daughter brother sister grandmother grandfather grandson granddaughter
    uncle aunt cousin nephew niece widow widower girlfriend boyfriend fiance fiancee friend colleague classmate
    teammate roommate relative stepfather stepmother mentor assistant successor predecessor rival ally opponent
    man woman boy girl teenager person people head member participant source bystander onlooker passer-by""".split()
)
# Endings that only such nouns have: "salmon fishermen", "a dog walker".  -er alone is no such ending: "summer".
_PERSON_ENDING = re.compile(
    r"(?!german|human|ottoman|norman)(?:.{3,}man|.{2,}(?:woman|person|keeper|worker|ologist|ographer|fighter|walker|holder|packer))"
)
# Nouns for bodies that speak.
BODY_NOUNS = frozenset(
    """academy administration agency airline airport alliance army assembly association authority bank board brewery
    broadcaster bureau cabinet campaign center centre chain chamber charity church city club coalition college
    commission committee community company conglomerate congress consortium cooperative corporation council county
    court department delegation embassy enterprise exchange family federation firm force foundation fund giant
    government group guild hospital industry institute institution inquiry league legislature maker manufacturer
    ministry military movement navy network newspaper nonprofit office operator opposition organisation organization
    panel parliament party police producer provider publisher regulator retailer secretariat senate service society
    startup store team trust tribunal union university utility watchdog website""".split()
)
PARTIES = frozenset(
    """republican democrat democratic tory conservative labour liberal libertarian socialist communist green labor gop
    lib dem snp dup unionist nationalist independent loyalist whig""".split()
)

# One form each for what is printed in several: "form = other, other words".
_FORMS = """
    president = pres
    vice-president = vice president, vp, veep
    premier = prime minister, pm, premiere
    attorney-general = attorney general, ag, atty gen
    solicitor-general = solicitor general
    surgeon-general = surgeon general
    inspector-general = inspector general
    governor-general = governor general
    secretary-general = secretary general, general secretary
    director-general = director general
    secretary-of-state = secretary of state
    chief-of-staff = chief of staff
    lieutenant-governor = lieutenant governor, lt governor, lt gov, lieut gov
    us-attorney = us attorney, united states attorney
    assistant-us-attorney = assistant us attorney, assistant united states attorney, ausa
    district-attorney = district attorney, da
    chief-executive = ceo, chief executive officer, chief executive
    cfo = chief financial officer, finance chief
    coo = chief operating officer
    cto = chief technology officer
    editor = editor in chief, chief editor, ed
    coach = head coach
    founder = co founder, cofounder
    host = co host, presenter, anchor, moderator
    author = co author
    owner = co owner
    governor = gov
    senator = sen
    representative = rep, reps, congressman, congresswoman, congressperson
    general = gen
    colonel = col
    lieutenant = lt, lieut
    sergeant = sgt
    captain = capt
    admiral = adm
    superintendent = supt
    commissioner = comm
    ambassador = amb
    reverend = rev
    doctor = dr, physician, doc
    professor = prof
    department = dept
    lawyer = attorney, barrister, solicitor, counsel, advocate, adv, defense attorney, defence attorney, lawyers
    spokesperson = spokesman, spokeswoman, spokespeople, press secretary, press officer, spox
    chair = chairman, chairwoman, chairperson, chairs
    businessperson = businessman, businesswoman, businesspeople, entrepreneur
    police-officer = policeman, policewoman, police officer, cop
    firefighter = fireman
    adviser = advisor
    protester = protestor, demonstrator
    organizer = organiser
    neighbor = neighbour
    councilor = councillor, councilman, councilwoman, alderman
    mp = member of parliament
    mother = mum, mom, mommy, mama
    father = dad, daddy
    grandmother = grandma, gran
    grandfather = grandpa
    fisherman = fisher, fishers
    pediatrician = paediatrician
    person = people
    defense = defence
    labor = labour
    center = centre
    organization = organisation, org, ngo
    company = firm, corporation, corp, business
    agency = bureau
    military = army
    government = govt, administration
    university = uni
    fbi = federal bureau of investigation
    cia = central intelligence agency
    nsa = national security agency
    cdc = centers for disease control and prevention, centers for disease control, center for disease control
    fda = food and drug administration
    epa = environmental protection agency
    faa = federal aviation administration
    fcc = federal communications commission
    fema = federal emergency management agency
    ftc = federal trade commission
    irs = internal revenue service
    nasa = national aeronautics and space administration
    noaa = national oceanic and atmospheric administration
    ntsb = national transportation safety board
    nypd = new york police department
    lapd = los angeles police department
    doj = department of justice, justice department, us department of justice
    dhs = department of homeland security
    hhs = department of health and human services
    pentagon = department of defense, defense department
    sec = securities and exchange commission
    fed = federal reserve
    gop = republican party
    dnc = democratic national committee
    rnc = republican national committee
    aclu = american civil liberties union
    nhs = national health service
    mod = ministry of defense
    who = world health organization
    un = united nations
    unicef = united nations children's fund
    unhcr = united nations high commissioner for refugees
    icc = international criminal court
    icj = international court of justice
    imf = international monetary fund
    wto = world trade organization
    ecb = european central bank
    iaea = international atomic energy agency
    opec = organization of the petroleum exporting countries
    nato = north atlantic treaty organization
    eu = european union, europe, european
    us = united states, usa, american, america, united states of america
    uk = united kingdom, british, britain, great britain
    idf = israel defense forces, israeli defense forces
    bbc = british broadcasting corporation
"""
# Demonyms that differ from the place by more than an ending.
_DEMONYMS = """
    france = french, frenchman    germany = german    netherlands = dutch, holland    sweden = swedish, swede
    denmark = danish, dane    finland = finnish, finn    poland = polish, pole    spain = spanish, spaniard
    turkey = turkish, turk, turkiye    ireland = irish    scotland = scottish, scot, scots    wales = welsh
    england = english    greece = greek    switzerland = swiss    iceland = icelandic    china = chinese
    japan = japanese    philippines = philippine, filipino    thailand = thai    vietnam = vietnamese    iraq = iraqi
    peru = peruvian    norway = norwegian    portugal = portuguese    belgium = belgian    brussels = brussels
    cyprus = cypriot    lebanon = lebanese    israel = israeli    czechia = czech    slovakia = slovak
    ukraine = ukrainian    hungary = hungarian    italy = italian    canada = canadian    mexico = mexican
    argentina = argentine, argentinian    afghanistan = afghan    kazakhstan = kazakh    lesotho = basotho
    myanmar = burmese, burma    congo = congolese    ghana = ghanaian    senegal = senegalese    kosovo = kosovar
    zealand = zealander    taiwan = taiwanese    malta = maltese    nepal = nepali, nepalese    serbia = serb
    california = californian, calif    texas = texan, tex    florida = fla, floridian    pennsylvania = penn
    massachusetts = mass    arizona = ariz    michigan = mich    wisconsin = wis    illinois = ill    virginia = va
"""
# An office by a broader word for it: who asks for the lawmaker may mean the senator.
_BROADER = {
    "president": "leader",
    "premier": "leader",
    "chancellor": "leader",
    "senator": "lawmaker legislator politician",
    "representative": "lawmaker legislator politician",
    "mp": "lawmaker legislator politician",
    "us-attorney": "prosecutor",
    "assistant-us-attorney": "prosecutor",
    "district-attorney": "prosecutor lawyer",
    "chief-executive": "executive boss chief head",
    "cfo": "executive",
    "coo": "executive",
    "director-general": "director head chief",
    "director": "head",
    "chief": "head boss",
    "head": "chief boss",
    "leader": "head",
    "ambassador": "envoy diplomat",
    "envoy": "diplomat",
    "adviser": "aide",
    "strategist": "adviser",
    "businessperson": "executive",
    "minister": "politician",
    "police-officer": "officer",
    "climatologist": "scientist researcher expert",
    "researcher": "scientist expert",
    "scientist": "researcher expert",
    "analyst": "expert",
    "professor": "academic researcher scholar",
    "activist": "campaigner",
    "campaigner": "activist",
    "resident": "local",
    "manager": "boss",
    "spokesperson": "official",
}


def _variants(table: str) -> dict[tuple[str, ...], str]:
    entries = re.split(r"\n|    +", table)
    pairs = (entry.split(" = ") for entry in entries if " = " in entry)
    return {tuple(other.split()): one.strip() for one, others in pairs for other in others.strip().split(", ")}


_CANONICAL = _variants(_FORMS) | _variants(_DEMONYMS)
_LONGEST = max(map(len, _CANONICAL))
PLACES = frozenset(_variants(_DEMONYMS).values()) | {"us", "uk", "eu"}
_PLURALS = ((r"men$", "man"), (r"wives$", "wife"), (r"ies$", "y"), (r"(?<=[^s'us])s$", ""))


def singular(word: str) -> str:
    """Return the singular of a noun for a person or body; any other word as it is."""
    for ending, instead in _PLURALS:
        one = re.sub(ending, instead, word)
        if one != word and (one in PERSON_NOUNS or one in BODY_NOUNS or (one,) in _CANONICAL):
            return one
    return word


def is_person_noun(word: str) -> bool:
    """Return whether a folded word says what somebody is: "governor", "neighbours", "fishermen"."""
    one = singular(word)
    return one in PERSON_NOUNS or _PERSON_ENDING.fullmatch(singular(one)) is not None


def canonical(printed: Sequence[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Return folded words under one form each, with whether they carry a meaning: "Gov." becomes "governor".

    Words that are one term become one: "vice president" is another office than "president".
    """
    keys = [singular(word) for word, _ in printed]
    found: list[tuple[str, bool]] = []
    at = 0
    while at < len(keys):
        for size in range(min(_LONGEST, len(keys) - at), 0, -1):
            # "who" and "us" are bodies only where the text shows it.
            shown = size > 1 or printed[at][1]
            # "U.S. attorney general" is no U.S. attorney.
            shown = shown and (size == 1 or keys[at + size : at + size + 1] != ["general"])
            one = _CANONICAL.get(tuple(keys[at : at + size])) if shown else None
            one = one or (_CANONICAL.get((printed[at][0],)) if shown and size == 1 else None)
            if one is not None:
                found.append((one, True))
                at += size
                break
        else:
            found.append((keys[at], printed[at][1]))
            at += 1
    return found


def canonical_words(phrase: str) -> list[tuple[str, bool]]:
    """Return the words of a phrase under one form each (see `canonical`)."""
    return canonical(flagged_words(phrase))


def broader(office: str) -> frozenset[str]:
    """Return the words under which an office may be asked for, itself included."""
    return frozenset({office, *_BROADER.get(office, "").split()})


def forms_of(word: str) -> set[tuple[str, ...]]:
    """Return every printed form of a canonical word, each as its words, those of narrower offices included."""
    those = {word, *(office for office in _BROADER if word in broader(office))}
    return {tuple(one.split("-")) for one in those} | {form for form, one in _CANONICAL.items() if one in those}


def designates(words_: Iterable[str]) -> bool:
    """Return whether folded words are only a designation, no name: "Tory MP", "Scot", "former PM"."""
    parts = list(words_)
    known = [p for p in parts if p.strip(".") not in {"the", "former", "ex", "senior", "top", "a", "an"}]
    return bool(known) and all(
        is_person_noun(p.strip(".")) or p.strip(".") in PARTIES or _is_demonym(p.strip(".")) or p == "pm" for p in known
    )


_DEMONYM_WORDS = frozenset(form[0] for form in _variants(_DEMONYMS) if len(form) == 1)


def _is_demonym(word: str) -> bool:
    return word in _DEMONYM_WORDS or singular(word) in _DEMONYM_WORDS
