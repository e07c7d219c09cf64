"""Answer what somebody said: all their words, or those on a topic, to an audience or at a time; or refuse."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from retrieval.domain.article import StoredStatement
from retrieval.domain.period import Period
from retrieval.domain.ports import Library
from retrieval.domain.question import Question, QuestionKind
from retrieval.domain.reply import Answer, Excerpt, Note, Refusal, RefusalReason, Remark, Reply
from retrieval.index.search import PassageSearch
from retrieval.people.registry import Person
from retrieval.people.resolver import NameMatch, PeopleResolver, under_their_names
from retrieval.quotes.speakers.addressee import is_addressed_to
from retrieval.ranking.deduplication import deduplicated_statements
from retrieval.ranking.excerpts import (
    MAX_NEAREST_SHOWN,
    places_of,
    statement_excerpts,
    statements_close_to_topic,
    statements_printing,
    topics_of,
    words_of,
)
from retrieval.topics.named_sentences import FindNamingSentences

# Offered if somebody is not quoted on the topic asked about.
MAX_TOPICS_SHOWN = 6
# Statements compared by meaning: the newest.  By words, all are compared.
MAX_COMPARED_BY_MEANING = 300
# With these the reader must first say who was meant.
CHOICES = frozenset({RefusalReason.SEVERAL_OF_THAT_NAME, RefusalReason.DID_YOU_MEAN})

Scored = list[tuple[StoredStatement, float]]


@dataclass(frozen=True, slots=True)
class _Part:
    """What one of the people asked about said, or why there is nothing.

    `undated` counts the statements left out for want of a date.
    """

    scored: Scored = field(default_factory=list)
    undated: int = 0
    refusal: Refusal | None = None


class AnswerSaidBy:
    """What did X [and Y] say [about T] [to Z] [when]?"""

    def __init__(self, library: Library, search: PassageSearch, find: PeopleResolver) -> None:
        self._library = library
        self._search = search
        self._find = find
        self._find_naming = FindNamingSentences(library, search)

    async def __call__(self, question: Question, article: str | None, limit: int | None) -> Reply | None:
        """Return None if the question was only guessed to be about a person, and is not."""
        found = await self._people(question, article)
        if question.guess and not all(map(_is_somebody, found)):
            return None
        parts = [await self._words(question, one, article) for one in found]
        refusals = [part.refusal for part in parts if part.refusal is not None]
        for refusal in refusals:
            if refusal.reason in CHOICES:
                return refusal
        scored = deduplicated_statements(_without_repeats(pair for part in parts for pair in part.scored))
        if not scored:
            return replace(refusals[0], unanswered=tuple(refusals[1:]))
        return Answer(
            question=question,
            excerpts=statement_excerpts(scored, limit, by_person=True),
            confidence=max(q.statement.confidence for q, _ in scored),
            remarks=remarks({Note.UNNAMED: sum(f.unnamed for f in found), Note.UNDATED: sum(p.undated for p in parts)}),
            unanswered=tuple(refusals),
        )

    async def _people(self, question: Question, article: str | None) -> list[NameMatch]:
        asked = question.speakers
        if question.kind is QuestionKind.SAID_BY and len(asked) > 1 and question.speaker is not None:
            # "Johnson and Johnson" may be one speaker.
            together = await self._find(question.speaker, article)
            if together.reason is None:
                return [together]
        return [await self._find(name, article, title) for name, title in zip(asked, question.titles, strict=True)]

    async def _words(self, question: Question, found: NameMatch, article: str | None) -> _Part:
        """Select what the question asks for from the words of the people found."""
        if found.reason is not None:
            return _Part(refusal=await self._nobody(question, found, article))
        names = dict.fromkeys(u.name for p in found.people for u in p.uses if u.statements)
        quoted = under_their_names(await self._library.said_by(list(names), article), found.people, only=True)
        refusal = Refusal(
            question=question, reason=RefusalReason.NOT_THEN, asked=found.asked, people=_names(found.people)
        )
        undated = 0
        if question.when is not None:
            undated = sum(q.article.published is None for q in quoted)
            if not (then := published_in(question.when, quoted)):
                notes = remarks({Note.UNDATED: undated})
                return _Part(refusal=replace(refusal, nearest=_nearest(quoted), remarks=notes))
            quoted = then
        if question.audience is not None:
            audience = question.audience
            if not (to_them := [q for q in quoted if is_addressed_to(q, audience)]):
                return _Part(refusal=replace(refusal, reason=RefusalReason.NOT_TO_THEM, nearest=_nearest(quoted)))
            quoted = to_them
        if question.topic is None and question.phrase is None:
            return _Part([(q, 1.0) for q in quoted], undated)
        scored = await self._on_topic(question, quoted)
        if not scored:
            return _Part(refusal=await self._not_on_this(question, quoted, refusal))
        return _Part(scored, undated)

    async def _on_topic(self, question: Question, quoted: Sequence[StoredStatement]) -> Scored:
        if question.phrase is not None:
            phrase = question.phrase
            return [(q, 1.0) for q in quoted if places_of(phrase, words_of(q))]
        topic = question.topic or ""
        if printed := statements_printing(topic, quoted):
            return printed
        newest = quoted[:MAX_COMPARED_BY_MEANING]
        vectors = await self._search.vectors([topic, *map(words_of, newest)])
        return statements_close_to_topic(newest, vectors[1:] @ vectors[0])

    async def _not_on_this(self, question: Question, quoted: Sequence[StoredStatement], refusal: Refusal) -> Refusal:
        newest = quoted[:MAX_COMPARED_BY_MEANING]
        vectors = await self._search.vectors([question.phrase or question.topic or "", *map(words_of, newest)])
        closeness = (vectors[1:] @ vectors[0]).tolist()
        ranked = [q for q, _ in sorted(zip(newest, closeness, strict=True), key=lambda pair: -pair[1])]
        topics = await self._search.compute(topics_of, quoted, MAX_TOPICS_SHOWN)
        return replace(refusal, reason=RefusalReason.NOT_ON_THIS, nearest=_nearest(ranked), topics=topics)

    async def _nobody(self, question: Question, found: NameMatch, article: str | None) -> Refusal:
        reason = found.reason or RefusalReason.NOBODY_OF_THAT_NAME
        nearest: tuple[Excerpt, ...] = ()
        if reason is RefusalReason.NEVER_QUOTED:
            nearest = await self._find_naming(found.people)
        unread = 0 if reason is RefusalReason.SEVERAL_OF_THAT_NAME else await self._library.unread(article)
        return Refusal(
            question=question, reason=reason, asked=found.asked, people=found.offered, nearest=nearest,
            remarks=remarks({Note.UNREAD: unread}),
        )  # fmt: skip


def _is_somebody(found: NameMatch) -> bool:
    """Return whether a possible name is one: of somebody quoted, of several people, or printed with a role."""
    named = found.reason is RefusalReason.NEVER_QUOTED and any(p.is_plainly_meant(found.asked) for p in found.people)
    return found.reason in {None, RefusalReason.SEVERAL_OF_THAT_NAME} or named


def published_in(when: Period, quoted: Iterable[StoredStatement]) -> list[StoredStatement]:
    """Return the statements from articles published then; undated articles are left out."""
    return [q for q in quoted if q.article.published is not None and when.holds(q.article.published)]


def _without_repeats(scored: Iterable[tuple[StoredStatement, float]]) -> Scored:
    """Count what two people said together once."""
    return list({(q.article.id, q.statement.content): (q, score) for q, score in scored}.values())


def remarks(counts: dict[Note, int]) -> tuple[Remark, ...]:
    """Return a remark for each count that is not 0."""
    return tuple(Remark(about, count) for about, count in counts.items() if count)


def _names(people: Iterable[Person]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(p.name for p in people))


def _nearest(quoted: Sequence[StoredStatement]) -> tuple[Excerpt, ...]:
    return statement_excerpts([(q, 1.0) for q in quoted[:MAX_NEAREST_SHOWN]], MAX_NEAREST_SHOWN)
