"""Whom a pronoun of a question means: those last asked about, else those last quoted.  Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from retrieval.domain.question import Question, QuestionKind
from retrieval.domain.reply import RefusalReason
from retrieval.followups.conversation import Conversation, Turn
from retrieval.followups.follow_up_text import FollowUpText, Genders, UnclearReference
from retrieval.questions import read_question
from retrieval.quotes.pronouns.signs import PRONOUNS, Gender
from retrieval.text.normalize import STOPWORDS, fold, fold_in_place, words
from retrieval.text.person_names import mentions

# "They" in "what did they say?" is anybody, but where several were asked about it is them.
SEVERAL = frozenset("they them their".split())
PRONOUN = re.compile(rf"\b(?:{'|'.join(PRONOUNS)})\b", re.IGNORECASE)
THEY = re.compile(rf"\b(?:{'|'.join(sorted(SEVERAL))})\b", re.IGNORECASE)
_POSSESSIVE = frozenset("his their".split())
# After "her" these open no noun: "about her on Monday".
_NO_NOUN = STOPWORDS | frozenset("yesterday today since last this".split())
# Nobody is named between these words and the pronoun: "how old is he", "what party does she lead".
_ASKS = re.compile(
    r"(?:what|which|how|whose) \w+ (?:is|was|are|were|did|does|do|has|had|can|could|will|would|should) $", re.IGNORECASE
)
# "Her" before a noun is whose it is: "her party".
_OBJECT = re.compile(rf"\b(?:him|her)\b(?= (?:{'|'.join(sorted(_NO_NOUN))})\b|[?!. ]*$)", re.IGNORECASE)
_SAYING = frozenset(
    """say said says saying tell told spoke speak talked talk commented comment anything something anybody anyone
    mention mentioned quoted think thought""".split()
)


_ON_A_TOPIC = frozenset({QuestionKind.BRIEFING, QuestionKind.TIMELINE, QuestionKind.NEWS})


@dataclass(frozen=True, slots=True)
class Referent:
    """Somebody who may be meant: as they were called in a question, and in full as far as it is known.

    `uncertain`: only capital letters suggest a person ("Color Purple"); counts only if the name is known as one.
    """

    called: str
    full_name: str
    uncertain: bool = False


def has_pronoun(text: str) -> bool:
    """Whether somebody's gender may matter to what it asks."""
    return any(word in PRONOUNS for word in words(text))


def pronoun_in(folded: str, pronoun: re.Pattern[str] = PRONOUN) -> re.Match[str] | None:
    """The first pronoun for a person in a folded question, unless what stands before it may be whom it means."""
    match = pronoun.search(folded)
    if match is None:
        return None
    before = folded[: match.start()]
    leans = all(w in STOPWORDS | _SAYING for w in words(before)) or _ASKS.fullmatch(before)
    return match if leans else None


def object_in(text: str, named: Sequence[str]) -> tuple[re.Match[str], str] | None:
    """ "Did Vucic thank her?": the pronoun, and the one name before it, whom it cannot mean; None where more are."""
    folded = fold_in_place(text)
    match = _OBJECT.search(folded)
    if match is None:
        return None
    before = folded[: match.start()]
    names = [n for n in named if fold(n) in before.lower()] or [
        m.name for m in mentions(text) if m.span.end < len(before)
    ]
    # With "when", "that" or another pronoun before it somebody else is its subject.
    plain = PRONOUN.search(before) is None and not {*words(before)[1:]} & {"when", "that", "who", "while", "if", "and"}
    return (match, names[0]) if len(names) == 1 and plain else None


def one_meant(
    asked: FollowUpText, word: str, *, but: Sequence[str] = (), doubtful: bool = False
) -> Referent | UnclearReference:
    """Whom a pronoun means, or what has to be asked back; nobody of the names `but`.

    `doubtful` takes a name too that nothing says is a person's.
    """
    found = meant(fold(word), asked.conversation, asked.now, asked.genders, but)
    if len(found) == 1 and (doubtful or _is_somebody(found[0], asked.genders)):
        return found[0]
    # A single word that nobody is known by is as well an agency's or a place's: it is not offered.
    offered = found if len(found) > 1 else [c for c in found if " " in c.full_name]
    return UnclearReference(RefusalReason.WHOM_YOU_MEAN, word, tuple(c.full_name for c in offered))


def meant(
    pronoun: str, conversation: Conversation, now: datetime, genders: Genders | None, but: Sequence[str] = ()
) -> tuple[Referent, ...]:
    """Whom it may mean, by the newest turn in which anybody fits; several where nothing tells them apart."""
    for candidates in _newest_first(conversation, now):
        others = tuple(c for c in candidates if not any(_share(name, c.full_name) for name in but))
        if pronoun.lower() in SEVERAL:
            return others
        if fitting := _fitting(PRONOUNS[pronoun.lower()], others, genders or {}):
            return fitting
    return ()


def _share(one: str, other: str) -> bool:
    """Whether two names may be the same person's: one has all words of the other."""
    a, b = set(words(one)), set(words(other))
    return a <= b or b <= a


def with_name(text: str, at: re.Match[str], name: str) -> str:
    """`text` with a name in the pronoun's place; `at` is a match in the folded text, letter for letter."""
    pronoun, rest = at.group().lower(), text[at.end() :]
    following = words(rest)[:1]
    possessive = pronoun in _POSSESSIVE or (pronoun == "her" and bool(following) and following[0] not in _NO_NOUN)
    return f"{text[: at.start()]}{name}{'’s' if possessive else ''}{rest}"


def people_of(conversation: Conversation, now: datetime) -> list[str]:
    """Everybody of a conversation by full name, whose gender may have to be told."""
    return list(dict.fromkeys(c.full_name for found in _newest_first(conversation, now) for c in found))


def _newest_first(conversation: Conversation, now: datetime) -> Iterable[tuple[Referent, ...]]:
    if conversation.about is not None and conversation.about.people:
        yield tuple(Referent(name, name) for name in conversation.about.people)
    for turn in reversed(conversation.turns):
        if found := referents_of(turn, read_question(turn.own, now)):
            yield found


def referents_of(turn: Turn, question: Question) -> tuple[Referent, ...]:
    """Whom a question asked about; else who is quoted in the answer; else whom an open question names."""
    called = [f"{title} {name}".strip() for title, name in zip(question.titles, question.speakers, strict=True)]
    if called:
        # "Hill on gas" may ask about Hill or not: as what it was answered tells.
        return tuple(Referent(name, in_full(name, turn.people)) for name in called)
    quoted = tuple(Referent(name, name) for name in turn.people)
    if question.kind in _ON_A_TOPIC and question.topic is not None:
        # A briefing on somebody is about them, whoever is quoted in it.
        topic, in_it = question.topic, [p for p in turn.people if set(words(question.topic)) <= set(words(p))]
        full_name = in_it[0] if len(in_it) == 1 else topic
        about = Referent(topic, full_name, uncertain=not topic[:1].isupper())
        return (about, *(c for c in quoted if c.full_name != full_name))
    if quoted:
        return quoted
    named = dict.fromkeys(m.name for m in mentions(turn.own))
    return tuple(Referent(name, name, uncertain=True) for name in named)


def in_full(name: str, people: Sequence[str]) -> str:
    """The one of these people whose name has all words of `name`; else the name itself."""
    found = [p for p in people if set(words(name)) <= set(words(p))]
    return found[0] if len(found) == 1 else people[0] if len(people) == 1 else name


def _is_somebody(candidate: Referent, genders: Genders | None) -> bool:
    """Whether the name is known for a person's; where nobody was looked up, any is taken for one."""
    return genders is None or candidate.full_name in genders


def _fitting(wanted: Gender, candidates: Sequence[Referent], genders: Genders) -> tuple[Referent, ...]:
    fit = [
        c
        for c in candidates
        if genders.get(c.full_name) in {None, wanted} and (c.full_name in genders or not c.uncertain)
    ]
    if any(c.full_name in genders for c in fit):
        # A name of one word may be a company's: it gives way to somebody who is known to be a person.
        fit = [c for c in fit if c.full_name in genders or " " in c.full_name]
    return tuple(fit)
