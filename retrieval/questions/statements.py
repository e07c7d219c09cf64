"""The forms that ask for somebody's words, or for whose words something is.  Pure; plain patterns."""

from __future__ import annotations

import re
from collections.abc import Iterator

from retrieval.folding import fold
from retrieval.model import Question, QuestionKind
from retrieval.questions.names import ANYBODY, PRONOUNS, asked_of
from retrieval.questions.words import Words

_SAY = re.compile(
    r"\b(?:say|said|says|saying|tell|told|tells|state|stated|states|comment|commented|write|written|wrote|announce|announced"
    r"|declare|declared|claim|claimed|tweet|tweeted|post|posted)\b",
    re.IGNORECASE,
)
_ASKING = re.compile(
    r"(?:please |can you |could you )*(?:tell me |show me |give me |find |brief me on )?", re.IGNORECASE
)
_ADVERBS = re.compile(
    r"(?: (?:also|just|already|ever|really|actually|recently|publicly|have to|has to|had to|has|had|have|been))+$",
    re.IGNORECASE,
)
_ABOUT = re.compile(
    r"(?:about|on(?! (?:mon|tues|wednes|thurs|fri|satur|sun)day\b)|regarding|concerning|of) (?P<topic>.+)",
    re.IGNORECASE,
)
_TO = re.compile(r"(?:to|with) (?P<audience>.+?)(?: (?:about|on|regarding|concerning) (?P<topic>.+))?", re.IGNORECASE)
_SAID_WHAT = re.compile(
    r"(?:anything|something)(?: (?:about|on|regarding|concerning|of) (?P<topic>.+))?"
    r"|(?:(?:about|on|regarding|concerning) |that |of )?(?P<clause>.+)",
    re.IGNORECASE,
)
_QUOTED = re.compile(r"(?:that |:)?\s*(?:'(?P<single>.+)'|\"(?P<double>.+)\")\W*")
_WHAT = re.compile(r"what (?:did|does|do|has|had|have) (?P<rest>.+)", re.IGNORECASE)
_WHETHER = re.compile(r"(?:did|does|has|had|have) (?P<rest>.+)", re.IGNORECASE)
_WHAT_THEY = re.compile(r"what (?P<rest>.+)", re.IGNORECASE)
_WAS_SAID = re.compile(
    r"what (?:was|is|has been|had been) said(?: by (?P<who>.+?))?"
    r"(?: (?:about|on|regarding|concerning|of) (?P<topic>.+))?",
    re.IGNORECASE,
)
_QUOTES = re.compile(
    r"(?:the |any |all )?(?:quotes?|quotations?|words|statements?) (?:from|by|of) (?P<who>.+?)"
    r"(?: (?:about|on|regarding|concerning) (?P<topic>.+))?",
    re.IGNORECASE,
)
_WHO_SPOKE = re.compile(
    r"who (?:has |have |else )?(?:spoke|spoken|speaks|talked|talks|commented|comments|said (?:anything|something|what)"
    r"|is quoted|was quoted|are quoted|were quoted) (?:about|on|regarding|concerning|of) (?P<topic>.+)",
    re.IGNORECASE,
)
_WHO_SAID = re.compile(
    r"who (?P<verb>said|says|told|wrote|stated)\b(?P<to>[^'\"]*?)(?P<said>['\"].+['\"]\W*)", re.IGNORECASE
)
_WHO_SAID_THAT = re.compile(r"who (?:said|stated|wrote)(?: that)? (?P<phrase>\S+(?: \S+){2,})", re.IGNORECASE)
_TOLD_THAT = re.compile(r"to (?P<hearer>.+?) (?=that |about |anything )(?P<rest>.+)", re.IGNORECASE)


def who_said(words: Words) -> Question | None:
    if (match := _WHO_SAID.fullmatch(words.bare)) is not None:
        said = words.cut(match.start("said"))
        phrase = _phrase(said)
        to = re.sub(r"^(?:to )|(?: that)?[\s:,]*$", "", words.cut(*match.span("to")).typed.strip(), flags=re.IGNORECASE)
        audience = None if to.lower() in {"", "that"} else to
        if phrase is not None:
            return Question(text=words.typed, kind=QuestionKind.WHO_SAID, phrase=phrase, audience=audience)
    if (match := _WHO_SAID_THAT.fullmatch(words.bare)) is not None and re.search(r"\w", match["phrase"]):
        return Question(text=words.typed, kind=QuestionKind.WHO_SAID, phrase=match["phrase"])
    return None


def _phrase(words: Words) -> str | None:
    """What stands in quotation marks, folded; None where that is not all, or holds no word."""
    match = _QUOTED.fullmatch(words.bare)
    found = None if match is None else match["single"] or match["double"]
    return found if found and re.search(r"\w", found) else None


def about(words: Words) -> Question | None:
    """What anybody said on something."""
    match = _WHO_SPOKE.fullmatch(words.bare)
    if match is None:
        said = _WAS_SAID.fullmatch(words.bare)
        match = said if said is not None and said["who"] is None and said["topic"] else None
    topic = None if match is None else words.typed_group(match, "topic")
    if topic is None:
        for who, rest in asked_and_after(words):
            told = _ABOUT.fullmatch(rest.bare)
            if fold(who.bare) in ANYBODY and told is not None:
                topic = rest.typed_group(told, "topic")
                break
    if topic is None or fold(topic) in PRONOUNS:
        return None
    return Question(text=words.typed, kind=QuestionKind.ABOUT, topic=topic)


def asked_and_after(words: Words) -> Iterator[tuple[Words, Words]]:
    """Who, and what stands after the verb, of "what did WHO say …" and "what WHO said …", for each verb in it."""
    asking = _ASKING.match(words.bare)
    words = words.cut(asking.end() if asking else 0)
    match = _WHAT.fullmatch(words.bare) or _WHAT_THEY.fullmatch(words.bare)
    if match is not None:
        yield from _split(words.cut(match.start("rest")))


def _split(words: Words) -> Iterator[tuple[Words, Words]]:
    """Before and after each reporting verb; a name may hold one too ("the State Department")."""
    for verb in _SAY.finditer(words.bare):
        who = words.cut(0, verb.start() - 1) if verb.start() else words.cut(0, 0)
        if (adverbs := _ADVERBS.search(who.bare)) is not None:
            who = who.cut(0, adverbs.start())
        rest = words.cut(verb.end() + 1)
        if verb.group().lower().startswith(("tell", "told")) and rest.bare:
            # To tell takes its hearer without "to".
            rest = Words(f"to {rest.typed}", f"to {rest.bare}")
        yield who, rest


def said_by(words: Words) -> Question | None:
    for who, rest in asked_and_after(words):
        if not rest.bare:
            return asked_of(words, who)
        if (about := _ABOUT.fullmatch(rest.bare)) is not None:
            return asked_of(words, who, rest.group(about, "topic"))
        if (to := _TO.fullmatch(rest.bare)) is not None:
            return asked_of(words, who, rest.group(to, "topic"), rest.typed_group(to, "audience"))
    match = _WAS_SAID.fullmatch(words.bare)
    if match is None or match["who"] is None:
        asking = _ASKING.match(words.bare)
        words = words.cut(asking.end() if asking else 0)
        match = _QUOTES.fullmatch(words.bare)
    if match is None:
        return None
    return asked_of(words, words.cut(*match.span("who")), words.group(match, "topic"))


def whether(words: Words) -> Question | None:
    """Did X say [anything about T | that … | '…']?"""
    match = _WHETHER.fullmatch(words.bare)
    for who, after in _split(words.cut(match.start("rest"))) if match is not None else ():
        told = _TOLD_THAT.fullmatch(after.bare)
        audience = None if told is None else after.typed_group(told, "hearer")
        rest = after if told is None else after.cut(told.start("rest"))
        if (phrase := _phrase(rest)) is not None:
            return asked_of(words, who, None, audience, phrase)
        said = _SAID_WHAT.fullmatch(rest.bare)
        if said is not None and not (said["clause"] and len(said["clause"].split()) < 2):
            return asked_of(words, who, rest.group(said, "topic") or rest.group(said, "clause"), audience)
    return None
