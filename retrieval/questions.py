"""Read a question: what kind it is, whom it asks about, on what.  Pure; plain patterns."""

from __future__ import annotations

import re

from retrieval.errors import UnusableQuestion
from retrieval.folding import fold, fold_in_place
from retrieval.model import Question, QuestionKind

# Far longer than any question that people ask, and short enough for the encoder to read whole.
LONGEST = 1000

_SAY = r"(?:say|said|says|state|stated|comment|commented|write|written|wrote|announce|announced|claim|claimed)"
_ADVERB = r"(?:also |just |already |ever |really |actually |recently )?"
_ABOUT = r"(?: (?:about|on|regarding|concerning|of) (?P<topic>.+?))?"
# What a pattern leaves over (a day, a place, an audience) makes it an open question: nothing asked is dropped unsaid.
_SAID_BY = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"what (?:did|does|has|had|have) (?P<who>.+?) {_ADVERB}{_SAY}{_ABOUT}",
        rf"(?:tell me |show me )?what (?P<who>.+?) {_ADVERB}(?:has |had )?{_ADVERB}(?:said|says){_ABOUT}",
        rf"what (?:was|is|has been) said by (?P<who>.+?){_ABOUT}",
        rf"(?:show me |give me )?(?:the |any )?(?:quotes?|words|statements?) (?:from|by|of) (?P<who>.+?){_ABOUT}",
        rf"(?:has|had|have|did) (?P<who>.+?) {_ADVERB}(?:say|said) (?:anything|something){_ABOUT}",
    )
]
_WHO_SAID = [
    re.compile(r"who (?:said|says|told|wrote|stated)[^'\"]*?['\"](?P<phrase>.+)['\"]\W*", re.IGNORECASE),
    re.compile(r"who (?:said|stated|wrote)(?: that)? (?P<phrase>\S+(?: \S+){2,})", re.IGNORECASE),
]
_PRONOUNS = frozenset("he she they it we you i anybody anyone somebody someone people everybody everyone".split())
_TITLES_BEFORE = re.compile(r"^(?:mr|mrs|ms|dr|sir|president|ambassador|minister|senator)\.? (?=\w)", re.IGNORECASE)


def read_question(text: str) -> Question:
    """Raises UnusableQuestion where there is nothing to ask or more than anybody asks."""
    asked = " ".join(text.split())
    if not re.search(r"\w", asked):
        raise UnusableQuestion("the question is empty; ask something like “what did Hill say?”")
    if len(asked) > LONGEST:
        raise UnusableQuestion(f"the question has {len(asked):,} characters; ask in at most {LONGEST:,}")
    bare = re.sub(r"[\s?!.]+$", "", fold_in_place(asked))
    return _who_said(asked, bare) or _said_by(asked, bare) or Question(text=asked)


def _who_said(asked: str, bare: str) -> Question | None:
    for pattern in _WHO_SAID:
        if (match := pattern.fullmatch(bare)) is not None and re.search(r"\w", match["phrase"]):
            return Question(text=asked, kind=QuestionKind.WHO_SAID, phrase=match["phrase"])
    return None


def _said_by(asked: str, bare: str) -> Question | None:
    for pattern in _SAID_BY:
        match = pattern.fullmatch(bare)
        if match is None:
            continue
        who = asked[slice(*match.span("who"))]
        if fold(who) in _PRONOUNS or len(who.split()) > 6:
            return None
        topic = asked[slice(*match.span("topic"))] if match["topic"] else None
        return Question(text=asked, kind=QuestionKind.SAID_BY, speaker=_TITLES_BEFORE.sub("", who), topic=topic)
    return None
