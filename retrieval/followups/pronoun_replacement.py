"""Put names in the places of a question's pronouns, and the topic in the place of its "about it".  Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval.domain.question import Question, QuestionKind
from retrieval.followups.coreference import THEY, Referent, meant, object_in, one_meant, pronoun_in, with_name
from retrieval.followups.follow_up_text import FollowUpText, RewriteResult, RewrittenQuestion, UnclearReference
from retrieval.followups.rewriting import label_of
from retrieval.text.normalize import fold, fold_in_place

HIM = frozenset("he she him her".split())
_ANY_NAME = "Hill"
_IT = re.compile(r"(?P<before>.+ (?:about|on|regarding)) (?:it|this|that|the same(?: thing)?)", re.IGNORECASE)


def by_pronouns(asked: FollowUpText) -> RewriteResult:
    """ "What did he say about it?": the question whole; None where nothing in it leans on what was before."""
    text = whole(asked, asked.typed)
    if isinstance(text, UnclearReference):
        return text
    question = asked.read(text)
    if fold(text) != fold(asked.typed):
        return RewrittenQuestion(_asking(text), label_of(question))
    plain = question.kind is not QuestionKind.OPEN and not question.guess
    # "And what did Vucic say?": only the words that lead it in are taken off.
    return RewrittenQuestion(_asking(text)) if asked.lead and plain else None


def _asking(text: str) -> str:
    return f"{text.rstrip('?')}?"


def whole(asked: FollowUpText, text: str) -> str | UnclearReference:
    """`text` with names for its pronouns and the topic for its "about it", as far as they lean on what was before."""
    before = asked.before()
    it = _IT.fullmatch(fold_in_place(text).rstrip("?"))
    if it is not None and before is not None and before.topic is not None:
        text = f"{text[slice(*it.span('before'))]} {before.topic}?"
    they, several = pronoun_in(fold_in_place(text), THEY), _several(asked, before)
    if they is not None and several:
        text = with_name(text, they, " and ".join(c.called for c in several))
    subject = _leaning(asked, text)
    return subject if isinstance(subject, UnclearReference) else _object(asked, subject)


def _leaning(asked: FollowUpText, text: str) -> str | UnclearReference:
    """With a name for the pronoun before which nobody is named."""
    match = pronoun_in(fold_in_place(text))
    if match is None:
        return text
    pronoun, question = match.group().lower(), asked.read(text)
    asks_of_it = {fold(p) for p in (question.topic, question.audience) if p is not None}
    if question.kind is not QuestionKind.OPEN and pronoun not in asks_of_it:
        return text
    return _named(asked, text, match)


def _object(asked: FollowUpText, text: str) -> str | UnclearReference:
    """With a name for "her" in "did Vucic thank her?": somebody else than Vucic."""
    found = object_in(text, asked.read(text).speakers)
    return text if found is None else _named(asked, text, *found)


def _named(asked: FollowUpText, text: str, match: re.Match[str], *but: str) -> str | UnclearReference:
    asks_for_words = asked.read(with_name(text, match, _ANY_NAME)).kind is not QuestionKind.OPEN
    name = name_of(asked, match.group(), but, doubtful=not asks_for_words)
    if isinstance(name, str):
        return with_name(text, match, name)
    # Who is meant in an open question may be told by more than names: it is left to others.
    return name if name.people or asks_for_words else text


def name_of(
    asked: FollowUpText, word: str, but: Sequence[str] = (), *, doubtful: bool = False
) -> str | UnclearReference:
    """`word`, or whom it means where it is a pronoun: nobody of the names `but`."""
    if fold(word) not in HIM | {"his", "hers"}:
        return word
    found = one_meant(asked, word, but=but, doubtful=doubtful)
    return found if isinstance(found, UnclearReference) else found.called


def _several(asked: FollowUpText, before: Question | None) -> tuple[Referent, ...]:
    """Whom "they" means: several who were asked about; () where it may as well be anybody."""
    if before is None or len(before.speakers) < 2:
        return ()
    found = meant("they", asked.conversation, asked.now, asked.genders)
    return found if len(found) > 1 else ()
