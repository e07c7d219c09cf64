"""Answer what is new, in general or on a topic: the newest stories, each by the lead of its newest article."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from retrieval.answers.digests.carrying import MAX_LOOKED_AT, Around, carrying
from retrieval.answers.open_question import AnswerOpen
from retrieval.answers.said_by import remarks
from retrieval.domain.article import Article, Span
from retrieval.domain.period import Period
from retrieval.domain.ports import Library
from retrieval.domain.question import Question
from retrieval.domain.reply import Answer, Excerpt, Note, Refusal, RefusalReason, Reply
from retrieval.index.search import PassageSearch
from retrieval.questions import as_open
from retrieval.ranking.deduplication import deduplicated, one_of_each_origin, printed_in
from retrieval.ranking.excerpts import MAX_NEAREST_SHOWN, MIN_TOPIC_COSINE, STEM_LETTERS, shares_words
from retrieval.ranking.recency import moment_of, search_bounds
from retrieval.text.normalize import content_words, fold
from retrieval.text.sentences import sentences
from retrieval.topics.topic_sentences import FindTopicSentences
from retrieval.topics.topic_subject import Subject

MAX_STORIES_SHOWN = 6
# If there are fewer stories on a topic, more of them is shown.
MIN_SHOWN = 3
# The newest articles that are checked for the topic.
MAX_ARTICLES_CHECKED = 300
# The passages nearest to the topic; an article with one that is near enough is on the topic.
MAX_PASSAGES_SEARCHED = 40
# Characters shown of an article; its first sentence may be longer.
MAX_LEAD_CHARS = 350
# Characters of an article in which its lead is looked for: it may be as long as a book.
OPENING_CHARS = 5000

Printed = tuple[Article, tuple[Article, ...]]
"""An article, and those of the same origin."""


class AnswerNews:
    """Shows each story once, however many papers tell it: the newest first, and undated ones last."""

    def __init__(
        self, library: Library, search: PassageSearch, find: FindTopicSentences, answer_open: AnswerOpen
    ) -> None:
        self._library = library
        self._search = search
        self._find = find
        self._answer_open = answer_open

    async def __call__(self, question: Question, article: str | None, limit: int | None) -> Reply:
        when = question.when
        subject = await self._find.subject(question) if question.topic is not None else None
        if isinstance(subject, Refusal):
            return subject
        recent = await self._newest(when, article)
        on_topic = await self._on_topic(question.topic, subject, recent, article)
        # Without a time, the latest is the latest there is, however old.
        found = [a for a in on_topic if when is None or when.holds(moment_of(a))]
        if not found:
            return await self._nothing(question, subject, article)
        firsts, others = await self._by_story(one_of_each_origin(sorted(found, key=_undated_last)))
        leads = await self._leads(firsts)
        shown = leads[: limit or MAX_STORIES_SHOWN]
        further = len(leads) - len(shown)
        if question.topic is not None and len(leads) < MIN_SHOWN:
            # There may be one story on a topic, and whoever asks wants all of it.
            more = [*(await self._leads([*firsts, *others]))[len(leads) :], *await self._more_of(question, shown)]
            shown = [*shown, *more[: max(0, min(MIN_SHOWN, limit or MIN_SHOWN) - len(shown))]]
        return Answer(
            question=question, excerpts=tuple(shown), confidence=1.0, remarks=remarks({Note.FURTHER: further})
        )

    async def _leads(self, articles: Sequence[Printed]) -> list[Excerpt]:
        return await self._search.compute(lambda: deduplicated([printed_in(_lead(a), also) for a, also in articles]))

    async def _by_story(self, articles: Sequence[Printed]) -> tuple[list[Printed], list[Printed]]:
        """Return the first article of each story, and the others."""
        stories = await self._library.story_ids([a.id for a, _ in articles])
        firsts: dict[str | int, Printed] = {}
        others: list[Printed] = []
        for printed in articles:
            article = printed[0]
            if firsts.setdefault(stories.get(article.id, article.id), printed) is not printed:
                others.append(printed)
        return [*firsts.values()], others

    async def _more_of(self, question: Question, leads: Sequence[Excerpt]) -> list[Excerpt]:
        """Return what else the few articles on a topic print on it: there is room for it."""
        found: list[Excerpt] = []
        for lead in leads:
            reply = await self._answer_open(as_open(question), lead.article.id, None)
            if isinstance(reply, Answer):
                found += [e for e in reply.excerpts if not e.span.overlaps(lead.span)]
        return sorted(found, key=lambda e: -e.score)

    async def _newest(self, when: Period | None, article: str | None) -> list[Article]:
        if article is not None:
            only = await self._library.article(article)
            return [] if only is None else [only]
        start, end = (None, None) if when is None else search_bounds(when)
        return await self._library.newest_between(start, end, MAX_ARTICLES_CHECKED)

    async def _on_topic(
        self, topic: str | None, subject: Subject | None, articles: list[Article], article: str | None
    ) -> list[Article]:
        """Return those on the topic, newest first, out of `articles` and the newest that print the topic."""
        if topic is None:
            return articles
        printing = await self._find.articles(topic, subject, article)
        known = {a.id: a for a in (*articles, *printing)}
        wanted = content_words(topic)
        articles = sorted(known.values(), key=moment_of, reverse=True)
        if subject is not None:
            return [a for a in articles if a.id in subject.names]
        prints = await self._search.compute(lambda: {a.id for a in articles if _prints(topic, wanted, a)})
        within = None if article is None else await self._library.passage_ids_within([article])
        hits = await self._search.nearest(topic, MAX_PASSAGES_SEARCHED, within)
        near = await self._library.passages([i for i, score in hits if score >= MIN_TOPIC_COSINE])
        close = {p.article.id for p in near.values()}
        return [a for a in articles if a.id in prints | close]

    async def _nothing(self, question: Question, subject: Subject | None, article: str | None) -> Refusal:
        """Refuse with the newest articles from another time, if there are any."""
        older = await self._on_topic(question.topic, subject, await self._newest(None, article), article)
        if not older:
            return Refusal(question=question, reason=RefusalReason.NOTHING_CLOSE, asked=question.topic)
        nearest = tuple(_lead(a) for a, _ in one_of_each_origin(older)[:MAX_NEAREST_SHOWN])
        return Refusal(question=question, reason=RefusalReason.NOT_THEN, asked=question.topic, nearest=nearest)


def _undated_last(article: Article) -> tuple[bool, float]:
    return article.published is None, -moment_of(article).timestamp()


def _lead(article: Article) -> Excerpt:
    """Return the sentence of an article that carries it most, in focus, with those that follow it."""
    read = _beginning(article)
    (first,) = carrying(read, Around(), 1)
    after = [s for s in sentences(read.text)[:MAX_LOOKED_AT] if s.start >= first.end]
    shown = [s for s in after if s.end - first.start <= MAX_LEAD_CHARS and "\n\n" not in read.text[first.end : s.start]]
    return Excerpt(article=article, span=Span(first.start, shown[-1].end if shown else first.end), focus=(first,))


def _beginning(article: Article) -> Article:
    """Return an article up to its last whole sentence within OPENING_CHARS; all of it if there is none."""
    if len(article.text) <= OPENING_CHARS:
        return article
    whole = sentences(article.text[:OPENING_CHARS])[:-1]
    return replace(article, text=article.text[: whole[-1].end]) if whole else article


def _prints(topic: str, wanted: Sequence[str], article: Article) -> bool:
    text = f"{article.title or ''} {article.text}"
    if not wanted:
        # "The who" has no content words: then the whole topic must be printed.
        return topic.casefold() in text.casefold()
    folded = fold(text)
    # Most articles lack one of the words, which is quick to see.
    return all(word[:STEM_LETTERS] in folded for word in wanted) and shares_words(topic, text) >= 1
