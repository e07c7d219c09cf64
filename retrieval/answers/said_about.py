"""Answer who spoke about something, or what others said about somebody: everybody's statements that name it."""

from __future__ import annotations

from collections.abc import Sequence

from retrieval.answers.said_by import Scored, published_in, remarks
from retrieval.domain.article import StoredStatement
from retrieval.domain.ports import Library
from retrieval.domain.question import Question
from retrieval.domain.reply import Answer, Note, Refusal, RefusalReason, Reply
from retrieval.index.search import PassageSearch
from retrieval.people.registry import is_unknown
from retrieval.people.resolver import PeopleResolver
from retrieval.ranking.deduplication import deduplicated_statements
from retrieval.ranking.excerpts import (
    statement_excerpts,
    statements_close_to_topic,
    statements_printing,
    words_of,
)
from retrieval.text.normalize import fold, narrowing_words
from retrieval.topics.topic_subject import Subject, resolve_subject

# Articles searched for statements: the newest that print the topic.
MAX_ARTICLES_SEARCHED = 200
# Statements compared by meaning: the newest.  By words, all are compared.
MAX_COMPARED_BY_MEANING = 300
# Passages nearest in meaning, whose articles are searched as well.
MAX_NEAREST_PASSAGES = 20


def _is_named_by(subject: Subject, quoted: StoredStatement) -> bool:
    """Return whether the words of somebody else name the person."""
    own = {fold(n) for n in subject.names.get(quoted.article.id, ())}
    spoken_by = {fold(s.name) for s in quoted.statement.speakers}
    return not own & spoken_by and subject.is_named(quoted.article.id, words_of(quoted))


def _has_speaker(quoted: StoredStatement) -> bool:
    return any(not is_unknown(s, quoted.article.text) for s in quoted.statement.speakers)


class AnswerSaidAbout:
    """Who spoke about T?  What did they say about X?"""

    def __init__(self, library: Library, search: PassageSearch, find: PeopleResolver) -> None:
        self._library = library
        self._search = search
        self._find = find

    async def __call__(self, question: Question, article: str | None, limit: int | None) -> Reply:
        topic = question.topic or question.text
        everyone = await self._find.everyone([topic])
        person = resolve_subject(question, topic, everyone)
        if isinstance(person, Refusal):
            return person
        subject = person or topic
        searched = await self._articles(subject, article)
        quoted = [q for q in await self._library.said_in(searched) if _has_speaker(q)]
        scored = await self._on_subject(subject, quoted)
        named = (topic,) if person is not None else ()
        refusal = Refusal(question=question, reason=RefusalReason.NOBODY_ON_THIS, asked=topic, people=named)
        if question.when is not None and scored:
            then = published_in(question.when, [q for q, _ in scored])
            if not then:
                nearest = statement_excerpts(await self._renamed(scored[:1]), 1)
                return Refusal(question=question, reason=RefusalReason.NOT_THEN, asked=topic, nearest=nearest)
            scored = [(q, s) for q, s in scored if q in then]
        scored = deduplicated_statements(scored)
        if not scored:
            return refusal
        return Answer(
            question=question,
            excerpts=statement_excerpts(await self._renamed(scored), limit, by_person=True),
            confidence=max(q.statement.confidence for q, _ in scored),
            remarks=remarks({Note.NEWEST: MAX_ARTICLES_SEARCHED if len(searched) >= MAX_ARTICLES_SEARCHED else 0}),
        )

    async def _articles(self, subject: Subject | str, article: str | None) -> list[str]:
        """Return the ids of the articles that name the person, or that print the topic or are near to it in meaning."""
        if article is not None:
            return [article]
        if isinstance(subject, Subject):
            return list(subject.names)[:MAX_ARTICLES_SEARCHED]
        found = [
            a.id for a in await self._library.articles_printing(narrowing_words(subject), None, MAX_ARTICLES_SEARCHED)
        ]
        hits = await self._search.nearest(subject, MAX_NEAREST_PASSAGES)
        near = await self._library.passages([i for i, _ in hits])
        return list(dict.fromkeys([*found, *(p.article.id for p in near.values())]))

    async def _on_subject(self, subject: Subject | str, quoted: Sequence[StoredStatement]) -> Scored:
        if isinstance(subject, Subject):
            return [(q, 1.0) for q in quoted if _is_named_by(subject, q)]
        if printed := statements_printing(subject, quoted, least=1.0):
            return printed
        newest = quoted[:MAX_COMPARED_BY_MEANING]
        if not newest:
            return []
        vectors = await self._search.vectors([subject, *map(words_of, newest)])
        return statements_close_to_topic(newest, vectors[1:] @ vectors[0])

    async def _renamed(self, scored: Scored) -> Scored:
        renamed = await self._find.under_their_names([q for q, _ in scored])
        return [(q, score) for q, (_, score) in zip(renamed, scored, strict=True)]
