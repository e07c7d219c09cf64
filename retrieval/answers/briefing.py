"""Brief on a topic, or tell its timeline: sentences of several articles, oldest to newest, no two on the same thing."""

from __future__ import annotations

from datetime import date

from retrieval.answers.said_by import remarks
from retrieval.domain.question import Question, QuestionKind
from retrieval.domain.reply import Answer, Excerpt, Note, Refusal, RefusalReason, Reply
from retrieval.index.search import PassageSearch
from retrieval.ranking.deduplication import deduplicated, one_of_each_origin
from retrieval.ranking.mmr import MmrCandidate, select_diverse
from retrieval.ranking.recency import moment_of
from retrieval.topics.topic_sentences import FindTopicSentences, TopicSentence, TopicSentences
from retrieval.topics.topic_subject import Subject

# Sentences in a briefing, and days in a timeline.
BRIEF = 6
DAYS = 12
# Of one article, where there are several; a single article may fill a briefing.
OF_ARTICLE = 2
NEAREST = 2
# On so many days a topic is printed before "tell me about …" is taken to ask how things went.
SEVERAL = 2


class AnswerBriefing:
    """Briefings and timelines."""

    def __init__(self, search: PassageSearch, gather: FindTopicSentences) -> None:
        self._search = search
        self._gather = gather

    async def __call__(self, question: Question, article: str | None, limit: int | None) -> Reply | None:
        """None where the question was only a guess to ask for a briefing, and no several days' articles print it."""
        topic = question.topic or question.text
        subject = await self._gather.subject(question)
        if isinstance(subject, Refusal):
            return subject
        if question.guess and len(await self._days(topic, subject, article)) < SEVERAL:
            return None
        gathered = await self._gather(topic, subject, article, question.when)
        if not gathered.sentences:
            return await self._nothing(question, subject, article)
        dated = question.kind is QuestionKind.TIMELINE
        usable = [n for n, s in enumerate(gathered.sentences) if not dated or s.article.published is not None]
        undated = {s.article.id for s in gathered.sentences if dated and s.article.published is None}
        beside = remarks({Note.UNDATED_ARTICLES: len(undated)})
        if not usable:
            nearest = tuple(_excerpt(s) for s in gathered.sentences[:NEAREST])
            return Refusal(
                question=question, reason=RefusalReason.NOT_THEN, asked=topic, nearest=nearest, remarks=beside
            )
        excerpts = await self._search.apart(_chosen, gathered, usable, limit or (DAYS if dated else BRIEF))
        return Answer(
            question=question,
            excerpts=excerpts,
            confidence=gathered.confidence,
            remarks=beside,
        )

    async def _days(self, topic: str, subject: Subject | None, article: str | None) -> set[date]:
        found = await self._gather.articles(topic, subject, article)
        return {a.published.date() for a, _ in one_of_each_origin(found) if a.published is not None}

    async def _nothing(self, question: Question, subject: Subject | None, article: str | None) -> Refusal:
        """Nothing of those days where there is something of others; else nothing close."""
        topic = question.topic or question.text
        at_all = await self._gather(topic, subject, article, None) if question.when is not None else None
        if at_all is None or not at_all.sentences:
            return Refusal(question=question, reason=RefusalReason.NOTHING_CLOSE, asked=topic)
        nearest = tuple(_excerpt(s) for s in at_all.sentences[:NEAREST])
        undated = {s.article.id for s in at_all.sentences if s.article.published is None}
        return Refusal(
            question=question,
            reason=RefusalReason.NOT_THEN,
            asked=topic,
            nearest=nearest,
            remarks=remarks({Note.UNDATED_ARTICLES: len(undated)}),
        )


def _chosen(gathered: TopicSentences, usable: list[int], most: int) -> tuple[Excerpt, ...]:
    """The sentences to show, oldest first, each article's in the order of its text."""
    some = [gathered.sentences[n] for n in usable]
    several = len({s.article.origin for s in some}) > 1
    candidates = [MmrCandidate(s.text, s.worth, s.article.origin) for s in some]
    picked = select_diverse(candidates, gathered.vectors[usable], most, OF_ARTICLE if several else most)
    chosen = sorted((some[n] for n in picked), key=lambda s: (moment_of(s.article), s.article.id, s.span))
    # The chosen come first, so that they stay, and say which of the others print the same.
    with_copies = deduplicated(map(_excerpt, [*chosen, *(s for s in some if s not in chosen)]))
    return tuple(with_copies[: len(chosen)])


def _excerpt(sentence: TopicSentence) -> Excerpt:
    score = round(max(0.0, min(1.0, sentence.worth)), 4)
    return Excerpt(article=sentence.article, span=sentence.span, focus=(sentence.span,), score=score)
