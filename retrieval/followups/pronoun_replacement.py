"""Replace the pronouns in a question by names, and "about it" by the last topic.  Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval.domain.question import Question, QuestionKind
from retrieval.followups.coreference import (
    PLURAL_PRONOUN,
    Referent,
    object_in,
    possible_referents,
    pronoun_in,
    resolve_pronoun,
    with_name,
)
from retrieval.followups.follow_up_text import FollowUpText, RewriteResult, RewrittenQuestion, UnclearReference
from retrieval.followups.rewriting import label_of
from retrieval.text.normalize import fold, fold_in_place

SINGULAR_PRONOUNS = frozenset("he she him her".split())
_ANY_NAME = "Hill"
_IT = re.compile(r"(?P<before>.+ (?:about|on|regarding)) (?:it|this|that|the same(?: thing)?)", re.IGNORECASE)


def pronouns(follow_up: FollowUpText) -> RewriteResult:
    """Rewrite "what did he say about it?"; return None if nothing in it depends on the conversation."""
    text = resolved(follow_up, follow_up.typed)
    if isinstance(text, UnclearReference):
        return text
    question = follow_up.read(text)
    if fold(text) != fold(follow_up.typed):
        return RewrittenQuestion(_as_question(text), label_of(question))
    plain = question.kind is not QuestionKind.OPEN and not question.guess
    # "And what did Vucic say?" only loses its first word.
    return RewrittenQuestion(_as_question(text)) if follow_up.lead and plain else None


def _as_question(text: str) -> str:
    return f"{text.rstrip('?')}?"


def resolved(follow_up: FollowUpText, text: str) -> str | UnclearReference:
    """Return `text` with its pronouns and "about it" replaced, if they refer to what was asked before."""
    before = follow_up.before()
    it = _IT.fullmatch(fold_in_place(text).rstrip("?"))
    if it is not None and before is not None and before.topic is not None:
        text = f"{text[slice(*it.span('before'))]} {before.topic}?"
    they, several = pronoun_in(fold_in_place(text), PLURAL_PRONOUN), _several(follow_up, before)
    if they is not None and several:
        text = with_name(text, they, " and ".join(c.called for c in several))
    subject = _with_subject(follow_up, text)
    return subject if isinstance(subject, UnclearReference) else _with_object(follow_up, subject)


def _with_subject(follow_up: FollowUpText, text: str) -> str | UnclearReference:
    """Replace a pronoun that no name precedes."""
    match = pronoun_in(fold_in_place(text))
    if match is None:
        return text
    pronoun, question = match.group().lower(), follow_up.read(text)
    asks_of_it = {fold(p) for p in (question.topic, question.audience) if p is not None}
    if question.kind is not QuestionKind.OPEN and pronoun not in asks_of_it:
        return text
    return _with_named(follow_up, text, match)


def _with_object(follow_up: FollowUpText, text: str) -> str | UnclearReference:
    """Replace "her" in "did Vucic thank her?", which cannot mean Vucic."""
    found = object_in(text, follow_up.read(text).speakers)
    return text if found is None else _with_named(follow_up, text, *found)


def _with_named(follow_up: FollowUpText, text: str, match: re.Match[str], *but: str) -> str | UnclearReference:
    asks_for_words = follow_up.read(with_name(text, match, _ANY_NAME)).kind is not QuestionKind.OPEN
    name = name_of(follow_up, match.group(), but, doubtful=not asks_for_words)
    if isinstance(name, str):
        return with_name(text, match, name)
    # In an open question other context may tell who is meant: leave it to the history tagger.
    return name if name.people or asks_for_words else text


def name_of(
    follow_up: FollowUpText, word: str, but: Sequence[str] = (), *, doubtful: bool = False
) -> str | UnclearReference:
    """Return `word`, or if it is a pronoun, the name it means; never one of the names `but`."""
    if fold(word) not in SINGULAR_PRONOUNS | {"his", "hers"}:
        return word
    found = resolve_pronoun(follow_up, word, but=but, doubtful=doubtful)
    return found if isinstance(found, UnclearReference) else found.called


def _several(follow_up: FollowUpText, before: Question | None) -> tuple[Referent, ...]:
    """Return the several people that "they" means; () if it may mean anybody."""
    if before is None or len(before.speakers) < 2:
        return ()
    found = possible_referents("they", follow_up.conversation, follow_up.now, follow_up.genders)
    return found if len(found) > 1 else ()
