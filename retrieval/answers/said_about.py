"""Answer who spoke about something, or what others said about somebody: everybody's statements on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from retrieval.answers.said_by import MAX_EACH, UNCLEAR, published_in, remarks
from retrieval.domain.article import Speaker, StoredStatement
from retrieval.domain.ports import Library
from retrieval.domain.question import Question, QuestionKind
from retrieval.domain.reply import Answer, Note, Refusal, RefusalReason, Reply
from retrieval.index.search import PassageSearch
from retrieval.models.pair_input import stem
from retrieval.people.descriptions import described
from retrieval.people.registry import is_described, is_unknown, surname
from retrieval.people.resolver import PeopleResolver
from retrieval.ranking.confidence import Degree, degree
from retrieval.ranking.deduplication import deduplicated_statements
from retrieval.ranking.excerpts import statement_excerpts, words_of
from retrieval.ranking.rank_speakers import RankedSpeakers, RankSpeakers
from retrieval.text.normalize import content_words, fold, narrowing_words, words
from retrieval.text.sentences import sentences
from retrieval.topics.topic_subject import Subject, resolve_subject

# Articles searched for statements: the newest that print the topic.
MAX_ARTICLES_SEARCHED = 200
# Passages nearest in meaning, whose articles are searched as well.
MAX_NEAREST_PASSAGES = 20
# People shown if it is not sure that they spoke on the topic.
MAX_HEDGED = 5


def _may_be_on(subject: Subject, quoted: StoredStatement) -> bool:
    """Return whether somebody else speaks, and their words name the person, or the sentences that print them do."""
    own = {fold(n) for n in subject.names.get(quoted.article.id, ())}
    spoken_by = {fold(s.name) for s in quoted.statement.speakers}
    text, content = quoted.article.text, quoted.statement.content
    printing = (s.cut(text) for s in sentences(text) if any(s.overlaps(c) for c in content))
    near = (words_of(quoted), " ".join(printing))
    return not own & spoken_by and any(subject.is_named(quoted.article.id, one) for one in near)


def _on_somebody(subject: Subject, said: Sequence[StoredStatement]) -> list[StoredStatement]:
    return [q for q in said if _may_be_on(subject, q)]


def _is_called(quoted: StoredStatement, name: str) -> bool:
    """Return whether a statement is by somebody called so."""
    return any(set(words(name)) <= set(words(s.name)) for s in quoted.statement.speakers)


def _has_speaker(quoted: StoredStatement) -> bool:
    return any(not is_unknown(s, quoted.article.text) for s in quoted.statement.speakers)


class AnswerSaidAbout:
    """Who spoke about T?  What did they say about X?"""

    def __init__(self, library: Library, search: PassageSearch, find: PeopleResolver, rank: RankSpeakers) -> None:
        self._library = library
        self._search = search
        self._find = find
        self._rank = rank

    async def __call__(self, question: Question, article: str | None, limit: int | None) -> Reply | None:
        """Return None if the question was only guessed to ask for words, and nobody is quoted on its topic."""
        topic = question.topic or question.text
        everyone = await self._find.everyone([topic])
        person = resolve_subject(question, topic, everyone)
        if isinstance(person, Refusal):
            return person
        subject = person or topic
        searched = await self._articles(subject, article)
        quoted = await self._quoted(question, subject, searched)
        ranked = await self._ranked(question, subject, quoted)
        named = (topic,) if person is not None else ()
        refusal = Refusal(question=question, reason=RefusalReason.NOBODY_ON_THIS, asked=topic, people=named)
        if question.when is not None and ranked.best:
            nearest = statement_excerpts(ranked.best[:1], 1)
            ranked = await self._ranked(question, subject, published_in(question.when, quoted))
            if not ranked.best:
                return replace(refusal, reason=RefusalReason.NOT_THEN, people=(), nearest=nearest)
        scored = deduplicated_statements(ranked.best)
        if not scored or degree(ranked.confidence) is Degree.NONE:
            return None if question.guess else refusal
        confidence = min(ranked.confidence, UNCLEAR) if question.of_group else ranked.confidence
        hedged = degree(confidence) is Degree.HEDGED
        return Answer(
            question=question,
            excerpts=statement_excerpts(scored[:MAX_HEDGED] if hedged else scored, limit, by_person=True, ranked=True),
            confidence=min(confidence, max(q.statement.confidence for q, _ in scored)),
            hedged=hedged,
            remarks=remarks({Note.NEWEST: MAX_ARTICLES_SEARCHED if len(searched) >= MAX_ARTICLES_SEARCHED else 0}),
        )

    async def by_group(self, question: Question, group: str, article: str | None, limit: int | None) -> Answer | None:
        """Answer with the words of those who may be of a `group` that no article calls so: never surely.

        "Villagers" may be whoever speaks on the topic, in an article that prints the word, without another role.
        """
        topic = question.topic or ""
        searched = await self._articles(topic, article)
        heads = {stem(word) for word in described(group).heads}
        about = replace(question, kind=QuestionKind.ABOUT, speaker=None, speakers=(), titles=(), guess=True)
        quoted = await self._search.compute(_printing, heads, await self._quoted(about, topic, searched))
        everyone = await self._find.everyone({s.name for q in quoted for s in q.statement.speakers})
        roles = {(u.article, fold(u.name)): u.roles for p in everyone for u in p.uses}
        theirs = [q for q in quoted if all(_may_be_of(heads, q, s, roles) for s in q.statement.speakers)]
        ranked = await self._rank(about, theirs, each=1)
        if not ranked.best or degree(ranked.confidence) is Degree.NONE:
            return None
        excerpts = statement_excerpts(ranked.best[:MAX_HEDGED], limit, by_person=True, ranked=True)
        return Answer(question=question, excerpts=excerpts, confidence=min(UNCLEAR, ranked.confidence), hedged=True)

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
        # The nearest come first: of very many, only the first are read.
        return list(dict.fromkeys([*(p.article.id for p in near.values()), *found]))

    async def _quoted(
        self, question: Question, subject: Subject | str, searched: Sequence[str]
    ) -> list[StoredStatement]:
        """Return the statements of the articles that may be asked for, under the names of whoever made them."""
        said = [q for q in await self._library.said_in(searched) if _has_speaker(q)]
        if isinstance(subject, Subject):
            said = await self._search.compute(_on_somebody, subject, said)
        renamed = await self._find.under_their_names(said)
        return [q for q in renamed if not any(_is_called(q, name) for name in question.others_than)]

    async def _ranked(
        self, question: Question, subject: Subject | str, quoted: Sequence[StoredStatement]
    ) -> RankedSpeakers:
        each = MAX_EACH if fold(question.text).startswith("what") else 1
        asked = _in_one_form(question)
        if not isinstance(subject, Subject):
            return await self._rank(asked, quoted, each=each)
        # In these articles the surname means them.
        on = replace(asked, topic=surname(subject.person.name))
        return await self._rank(on, quoted, each=each, on_somebody=True)


def _printing(stems: AbstractSet[str], quoted: Sequence[StoredStatement]) -> list[StoredStatement]:
    """Return the statements of articles that print one of these words."""
    articles = {q.article.id: q.article for q in quoted}
    has = {i for i, a in articles.items() if stems & {stem(w) for w in content_words(f"{a.title or ''} {a.text}")}}
    return [q for q in quoted if q.article.id in has]


def _may_be_of(
    heads: AbstractSet[str],
    quoted: StoredStatement,
    speaker: Speaker,
    roles: Mapping[tuple[str, str], Sequence[str]],
) -> bool:
    """Return whether the article gives somebody no role, or one of the group's; or names them by such a role only."""
    if is_described(speaker, quoted.article.text):
        return bool(heads & {stem(w) for w in described(speaker.name).words})
    printed = roles.get((quoted.article.id, fold(speaker.name)), ())
    return " " in speaker.name and all(heads & {stem(w) for w in described(role).words} for role in printed)


def _in_one_form(question: Question) -> Question:
    """Return the question so that every way of asking finds the same: without those who are not asked for."""
    if not question.guess:
        return replace(question, text=f"who spoke about {question.topic}?")
    text = question.text
    for name in question.others_than:
        text = text.replace(name, "")
    return replace(question, text=" ".join(text.split()))
