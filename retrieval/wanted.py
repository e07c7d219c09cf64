"""Tell whether a sentence holds what a question wants: a time, a number, somebody, a place, a reason.  Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from retrieval.folding import fold_in_place
from retrieval.model import Wanted
from retrieval.quotes.names import mentions

_MONTHS = (
    r"(?:January|February|March|April|June|July|August|September|October|November|December"
    r"|(?:in|of|since|until|by|last|\d{1,2}) May|May \d{1,4}|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.)"
)
_DAYS = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_RELATIVE = (
    r"(?i:today|tonight|yesterday|tomorrow|midnight|noon|overnight|(?:this|last|next) (?:week|month|year|night|morning"
    r"|afternoon|evening|weekend|spring|summer|autumn|fall|winter|decade|century)|(?:a|an|one|two|three|\w+) "
    r"(?:minutes?|hours?|days?|weeks?|months?|years?|decades?|centuries) (?:ago|later|earlier|before|after))"
)
_TIME = re.compile(
    rf"\b(?:{_MONTHS}|{_DAYS}|{_RELATIVE}|(?:1\d|20)\d\ds?|\d{{1,2}}(?:[:.]\d\d)? ?(?:a\.?m|p\.?m)\b"
    r"|\d{1,2}:\d\d|\d{1,2}(?:st|nd|rd|th) century)"
)
_NUMBER_WORDS = (
    r"two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen"
    r"|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|dozens?|scores|hundreds?|thousands?|millions?"
    r"|billions?|trillions?|half|twice|thrice|double|triple|once|none|nobody|several"
)
_NUMBER = re.compile(rf"\d|\b(?:{_NUMBER_WORDS})\b|\bone (?:of|in|person|man|woman|child|day|hour)\b", re.IGNORECASE)
_REASON = re.compile(
    r"\b(?:because|due to|owing to|thanks to|as a result|result(?:s|ed|ing)? (?:of|from|in)|caus(?:es?|ed|ing)"
    r"|le(?:d|ads?|ading) to|prompt(?:s|ed|ing)|trigger(?:s|ed|ing)|blam(?:es?|ed|ing)|reasons?|motives?|motivated"
    r"|therefore|thus|hence|so that|in order to|in (?:response|reaction|protest|retaliation) (?:to|against|at|over)"
    r"|after|since|for fear|given that|on account of|over (?:the|a|his|her|their|its|claims|fears))\b",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"\b(?:in|at|near|from|to|into|outside|inside|around|across|through|toward|towards|via|between|over|off|of|leaving"
    r"|visiting|left|reached) (?:the |northern |southern |eastern |western |central |downtown |nearby )*"
    r"(?P<name>[A-Z][\w'-]+)"
)
_NO_PLACE = re.compile(rf"(?:{_MONTHS}|May|{_DAYS}|I|Mr|Mrs|Ms|Dr|President|Minister|God)\b")
# Something was done or befell somebody: verbs of the past, by their ending and those that have none.
_EVENT = re.compile(
    r"\b(?:\w{2,}ed|was|were|broke|began|fell|hit|struck|won|lost|took|shot|met|left|came|went|rose|sank|burnt|burst"
    r"|fought|fled|held|led|made|gave|found|cut|put|set|shut|quit|split|spread|tore|blew|drove|flew|grew|became|built"
    r"|sold|bought|brought|caught|sent|stood|swept|threw|withdrew|ran)\b",
    re.IGNORECASE,
)


def holds(sentence: str, wanted: Wanted) -> bool:
    """Whether a sentence has in it what may answer such a question; rather too often than too seldom."""
    return _HOLDS[wanted](fold_in_place(sentence))


def _names_somebody(sentence: str) -> bool:
    return any(not _NO_PLACE.match(m.name) for m in mentions(sentence))


def _names_a_place(sentence: str) -> bool:
    return any(not _NO_PLACE.match(m["name"]) for m in _PLACE.finditer(sentence))


def _printing(form: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda sentence: form.search(sentence) is not None


_HOLDS: Mapping[Wanted, Callable[[str], bool]] = {
    Wanted.PERSON: _names_somebody,
    Wanted.TIME: _printing(_TIME),
    Wanted.PLACE: _names_a_place,
    Wanted.NUMBER: _printing(_NUMBER),
    Wanted.REASON: _printing(_REASON),
    Wanted.EVENT: _printing(_EVENT),
}
