"""Resolve a pronoun in a question: to the people last asked about, else to those last quoted.  Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from retrieval.domain.question import Question, QuestionKind
from retrieval.domain.reply import RefusalReason
from retrieval.followups.conversation import Conversation, Turn
from retrieval.followups.follow_up_text import FollowUpText, Genders, UnclearReference
from retrieval.people.descriptions import described
from retrieval.questions import read_question
from retrieval.quotes.pronouns.features import PRONOUNS, Gender
from retrieval.text.normalize import STOPWORDS, fold, fold_in_place, words
from retrieval.text.person_names import mentions

# "They" in "what did they say?" is anybody, unless several people were asked about.
PLURAL_PRONOUNS = frozenset("they them their".split())
PRONOUN = re.compile(rf"\b(?:{'|'.join(PRONOUNS)})\b", re.IGNORECASE)
PLURAL_PRONOUN = re.compile(rf"\b(?:{'|'.join(sorted(PLURAL_PRONOUNS))})\b", re.IGNORECASE)
_POSSESSIVE = frozenset("his their".split())
# After "her" these do not begin a noun phrase: "about her on Monday".
_NO_NOUN = STOPWORDS | frozenset("yesterday today since last this".split())
# These questions name nobody before the pronoun: "how old is he", "what party does she lead".
_ASKS = re.compile(
    r"(?:what|which|how|whose) \w+ (?:is|was|are|were|did|does|do|has|had|can|could|will|would|should) $", re.IGNORECASE
)
# "Her" before a noun is possessive: "her party".
_OBJECT = re.compile(rf"\b(?:him|her)\b(?= (?:{'|'.join(sorted(_NO_NOUN))})\b|[?!. ]*$)", re.IGNORECASE)
_SAYING = frozenset(
    """say said says saying tell told spoke speak talked talk commented comment anything something anybody anyone
    mention mentioned quoted think thought""".split()
)


_ON_A_TOPIC = frozenset({QuestionKind.BRIEFING, QuestionKind.TIMELINE, QuestionKind.NEWS})


@dataclass(frozen=True, slots=True)
class Referent:
    """Somebody who may be meant: as a question called them, and by their full name as far as it is known.

    `uncertain`: only capital letters suggest a name ("Color Purple"); it counts if it is known to be a person's.
    """

    called: str
    full_name: str
    uncertain: bool = False


def has_pronoun(text: str) -> bool:
    """Return whether the meaning of `text` may depend on a person's gender."""
    return any(word in PRONOUNS for word in words(text))


def pronoun_in(folded: str, pronoun: re.Pattern[str] = PRONOUN) -> re.Match[str] | None:
    """Return the first personal pronoun in a folded question, unless it may mean somebody named before it."""
    match = pronoun.search(folded)
    if match is None:
        return None
    before = folded[: match.start()]
    unresolved = all(w in STOPWORDS | _SAYING for w in words(before)) or _ASKS.fullmatch(before)
    return match if unresolved else None


def object_in(text: str, named: Sequence[str]) -> tuple[re.Match[str], str] | None:
    """Return the pronoun in "did Vucic thank her?", and the one name before it, which it cannot mean; else None."""
    folded = fold_in_place(text)
    match = _OBJECT.search(folded)
    if match is None:
        return None
    before = folded[: match.start()]
    names = [n for n in named if fold(n) in before.lower()] or [
        m.name for m in mentions(text) if m.span.end < len(before)
    ]
    # After "when", "that" or another pronoun, the clause has another subject.
    plain = PRONOUN.search(before) is None and not {*words(before)[1:]} & {"when", "that", "who", "while", "if", "and"}
    return (match, names[0]) if len(names) == 1 and plain else None


def resolve_pronoun(
    follow_up: FollowUpText, word: str, *, but: Sequence[str] = (), doubtful: bool = False
) -> Referent | UnclearReference:
    """Return the person that a pronoun means, or what to ask back; never one of the names `but`.

    `doubtful` also accepts a name that is not known to be a person's.
    """
    found = possible_referents(fold(word), follow_up.conversation, follow_up.now, follow_up.genders, but)
    if len(found) == 1 and (doubtful or _is_person(found[0], follow_up.genders)):
        return found[0]
    # A single word that is not known as a person's name may be an agency or a place: do not offer it.
    offered = found if len(found) > 1 else [c for c in found if " " in c.full_name]
    return UnclearReference(RefusalReason.WHO_IS_MEANT, word, tuple(c.full_name for c in offered))


def possible_referents(
    pronoun: str, conversation: Conversation, now: datetime, genders: Genders | None, but: Sequence[str] = ()
) -> tuple[Referent, ...]:
    """Return who a pronoun may mean: everybody who fits in the newest turn in which somebody does."""
    for candidates in _newest_first(conversation, now):
        others = tuple(c for c in candidates if not any(_may_be_same(name, c.full_name) for name in but))
        if pronoun.lower() in PLURAL_PRONOUNS:
            return others
        if fitting := _fitting(PRONOUNS[pronoun.lower()], others, genders or {}):
            return fitting
    return ()


def _may_be_same(one: str, other: str) -> bool:
    """Return whether two names may belong to one person: one has all the words of the other."""
    a, b = set(words(one)), set(words(other))
    return a <= b or b <= a


def with_name(text: str, at: re.Match[str], name: str) -> str:
    """Return `text` with a name in place of the pronoun at `at`, a match in the folded text of the same length."""
    pronoun, rest = at.group().lower(), text[at.end() :]
    following = words(rest)[:1]
    possessive = pronoun in _POSSESSIVE or (pronoun == "her" and bool(following) and following[0] not in _NO_NOUN)
    return f"{text[: at.start()]}{name}{'’s' if possessive else ''}{rest}"


def people_of(conversation: Conversation, now: datetime) -> list[str]:
    """Return the full names of everybody in a conversation that a pronoun may mean."""
    return list(dict.fromkeys(c.full_name for found in _newest_first(conversation, now) for c in found))


def _newest_first(conversation: Conversation, now: datetime) -> Iterable[tuple[Referent, ...]]:
    if conversation.about is not None and conversation.about.people:
        yield tuple(Referent(name, name) for name in conversation.about.people)
    for turn in reversed(conversation.turns):
        if found := referents_of(turn, read_question(turn.own, now)):
            yield found


def referents_of(turn: Turn, question: Question) -> tuple[Referent, ...]:
    """Return who a question asked about; else who is quoted in its answer; else who an open question names."""
    called = [f"{title} {name}".strip() for title, name in zip(question.titles, question.speakers, strict=True)]
    if called:
        # "Hill on gas" may ask about Hill or not: who is quoted in the answer tells.
        return tuple(Referent(name, in_full(name, turn.people)) for name in called)
    quoted = tuple(Referent(name, name) for name in turn.people)
    if question.kind in _ON_A_TOPIC and question.topic is not None:
        # A briefing on a person is about that person, whoever is quoted in it.
        topic, in_it = question.topic, [p for p in turn.people if set(words(question.topic)) <= set(words(p))]
        full_name = in_it[0] if len(in_it) == 1 else topic
        about = Referent(topic, full_name, uncertain=not topic[:1].isupper())
        return (about, *(c for c in quoted if c.full_name != full_name))
    if quoted:
        return quoted
    named = dict.fromkeys(m.name for m in mentions(turn.own))
    return tuple(Referent(name, name, uncertain=True) for name in named)


def in_full(name: str, people: Sequence[str]) -> str:
    """Return the one of `people` whose name has all words of `name`, or their only one; else `name`."""
    found = [p for p in people if set(words(name)) <= set(words(p))]
    return found[0] if len(found) == 1 else people[0] if len(people) == 1 else name


def _is_person(candidate: Referent, genders: Genders | None) -> bool:
    """Return whether the name is known to be a person's, or is a person's role; if nobody was looked up, accept any."""
    return genders is None or candidate.full_name in genders or described(candidate.full_name).of_a_person


def _fitting(wanted: Gender, candidates: Sequence[Referent], genders: Genders) -> tuple[Referent, ...]:
    fit = [
        c
        for c in candidates
        if genders.get(c.full_name) in {None, wanted} and (c.full_name in genders or not c.uncertain)
    ]
    if any(c.full_name in genders for c in fit):
        # A name of one word may be a company's: prefer those known to be people.
        fit = [c for c in fit if c.full_name in genders or " " in c.full_name]
    return tuple(fit)
