"""Reword printed sentences by rule, as another paper would print them, without changing what they say.

The words are not those that the module under test knows: most of its synonyms are others.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable

# "word = other, other": any of them may stand for the word.
_SYNONYMS = """
said = stated, told reporters, noted, announced
announced = made public, disclosed, unveiled
believes = thinks, is convinced
wants = would like, is keen
plans = intends, is planning
bought = acquired, purchased, snapped up
buy = acquire, purchase, take over
sell = dispose of, offload
rose = climbed, went up, increased, gained
fell = dropped, went down, declined, slid
rise = increase, climb, upturn
fall = decline, drop, decrease
help = assist, aid
big = large, major
large = sizeable, big
small = little, modest
start = begin, commence
started = began, commenced
began = started, got under way
end = finish, close
ended = finished, closed
killed = left dead, slain
died = lost their lives, were killed
injured = hurt, wounded
show = indicate, reveal, demonstrate
showed = indicated, revealed
shows = indicates, reveals
company = firm, business, group
firm = company, business
government = administration, cabinet
job = post, position
jobs = posts, positions
workers = employees, staff
employees = workers, staff
world = globe
country = nation, state
film = movie, picture
games = matches, fixtures
game = match, contest
match = game, encounter
players = sportsmen, team members
win = triumph, victory
won = took, captured, secured
lost = were beaten in, went down in
victory = win, success
beat = defeated, overcame, saw off
hopes = is hoping, aims
expected = forecast, anticipated, due
agreed = reached agreement, consented
agreement = accord, deal, pact
deal = agreement, transaction
offer = bid, proposal
meeting = session, gathering
talks = negotiations, discussions
call = appeal, plea
called = urged, appealed
growth = expansion
cut = trim, reduce
costs = expenses, outlays
cost = price, expense
earnings = income, takings
chance = opportunity, possibility
problem = difficulty, trouble
problems = difficulties, troubles
attack = assault, strike
law = legislation, statute
leader = head, chief
chief = head, boss
head = chief, leader
minister = secretary
report = study, document
public = general public
people = individuals, persons
shares = stock, equity
firms = companies, businesses
quickly = fast, rapidly
largest = biggest, most sizeable
biggest = largest, leading
important = significant, key
many = numerous, a lot of
however = but, even so
following = after, in the wake of
after = following, in the aftermath of
before = ahead of, prior to
because = since, as
current = present, existing
new = fresh, recent
old = former, earlier
decided = resolved, made up its mind
continue = go on, carry on
allow = let, permit
try = attempt, seek
tried = attempted, sought
trying = attempting, seeking
needs = requires
need = require
gave = handed, granted
receive = get, obtain
received = got, obtained
children = youngsters, kids
police = officers, detectives
house = home, property
"""
_TABLE = {
    word.strip(): [form.strip() for form in forms.split(",")]
    for word, _, forms in (line.partition("=") for line in _SYNONYMS.strip().splitlines())
}
_SPELLED = dict(
    zip(map(str, range(2, 13)), "two three four five six seven eight nine ten eleven twelve".split(), strict=True)
)
_SAID_LAST = re.compile(r"^(.+), ([^,“\"]{3,60}?) (said|says|added|has said|said in a statement)\.$")
_SAID_FIRST = re.compile(
    r"^((?:The |A |An |[A-Z])[^,\"“]{2,60}?) (said|says) (?:that )?"
    r"((?:it|he|she|they|the|a|its|his|there|[A-Z])\b[^\"“]+)\.$"
)
_LEADING = re.compile(
    r"^((?:After|When|As|While|If|Although|Since|In|On|At|During|Despite|By|Before)\b[^,\"“]{4,90}), ([^\"“]+)\.$"
)
_TRAILING = re.compile(
    r"^([A-Z][^\"“]{25,}?) ((?:after|when|while|because|although|despite|during|before|"
    r"on (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|in (?:19|20)\d\d)\b[^,\"“]{0,80})\.$"
)
_PASSIVE = re.compile(
    r"^((?:The|A|An|[A-Z]\w+) [^,\"“]{3,50}?) (?:was|were|has been|have been) (\w{3,}ed) "
    r"by ([^,\"“.]{3,50})(\.| on | in | after )"
)
_ASIDE = re.compile(r", (?:which|who|a|an|the) [^,\"“\d]{10,80},")
_ADVERBS = re.compile(r"\b(?:also|now|still|already|currently|recently|further|very|just) ")


def reworded(sentence: str, chance: random.Random) -> str:
    """Return a sentence that says the same in other words and another order, as far as the rules reach."""
    text = " ".join(sentence.split())
    for rule, share in _RULES:
        if chance.random() < share:
            text = rule(text, chance)
    return text


def _synonyms(text: str, chance: random.Random) -> str:
    def other(match: re.Match[str]) -> str:
        forms = _TABLE.get(match.group())
        return chance.choice(forms) if forms and chance.random() < 0.6 else match.group()

    return re.sub(r"(?<![\w'’-])[a-z]+(?![\w'’-])", other, text)


def _attribution(text: str, chance: random.Random) -> str:
    if (last := _SAID_LAST.match(text)) is not None and not last[1].startswith(("But", "And")):
        told, who = last[1], last[2]
        if chance.random() < 0.5:
            return f"According to {who}, {_lower(told)}."
        return f"{who[0].upper()}{who[1:]} said {_lower(told)}."
    if (first := _SAID_FIRST.match(text)) is not None:
        return f"{first[3][0].upper()}{first[3][1:]}, {_lower(first[1])} {first[2]}."
    return text


def _order(text: str, _: random.Random) -> str:
    if (led := _LEADING.match(text)) is not None and not re.match(
        r"(?:In|By|At) (?:addition|contrast|fact|least)", led[1]
    ):
        return f"{led[2][0].upper()}{led[2][1:]} {_lower(led[1])}."
    if (trailed := _TRAILING.match(text)) is not None:
        return f"{trailed[2][0].upper()}{trailed[2][1:]}, {_lower(trailed[1])}."
    return text


def _voice(text: str, _: random.Random) -> str:
    passive = _PASSIVE.match(text)
    if passive is None:
        return text
    subject, verb, agent, after = passive.groups()
    return f"{agent[0].upper()}{agent[1:]} {verb} {_lower(subject)}{after}{text[passive.end() :]}"


def _shorter(text: str, chance: random.Random) -> str:
    text = _ADVERBS.sub("", text) if chance.random() < 0.5 else text
    return _ASIDE.sub("", text, count=1)


def _units(text: str, _: random.Random) -> str:
    text = re.sub(r"(\d)%", r"\1 per cent", text) if "%" in text else text.replace(" pct", " percent")
    text = re.sub(r"(?<=\d)bn\b", " billion", re.sub(r"(?<=\d)m\b", " million", text))
    text = text.replace(" mln dlrs", " million dollars").replace(" dlrs", " dollars").replace(" mln", " million")
    text = text.replace("U.S.", "US")
    return re.sub(
        r"(?<![\d.,$£€/-])\b([2-9]|1[0-2])\b"
        r"(?![\d.,%/-]| (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|mil|bil|per|pct))(?<!\w \w)",
        lambda m: _SPELLED[m[1]],
        text,
    )


def _tense(text: str, _: random.Random) -> str:
    return re.sub(r"\b(?:has|have) (announced|said|agreed|rejected|warned|confirmed|launched|signed)\b", r"\1", text)


_SMALL = frozenset(
    """The A An It He She They Its His Her Their There This These In On At After When As While If Although Since During
    Despite By Before Some Many Most More Shares Sales Profits""".split()
)


def _lower(text: str) -> str:
    """Begin with a small letter, unless the first word is a name or stands in capitals."""
    plain = text.split(maxsplit=1)[0] in _SMALL
    return text[0].lower() + text[1:] if plain else text


Rule = Callable[[str, random.Random], str]
_RULES: tuple[tuple[Rule, float], ...] = (
    (_tense, 0.6), (_shorter, 0.5), (_voice, 0.9), (_order, 0.6), (_attribution, 0.7), (_units, 0.7), (_synonyms, 0.85),
)  # fmt: skip
