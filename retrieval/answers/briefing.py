"""Answer with a briefing or a timeline: sentences of the stories on a topic, oldest first, no two on one thing."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import date

from retrieval.answers.said_by import remarks
from retrieval.domain.ports import Library
from retrieval.domain.question import Question, QuestionKind
from retrieval.domain.reply import Answer, Difference, Excerpt, Note, Refusal, RefusalReason, Reply
from retrieval.index.search import PassageSearch
from retrieval.ranking.deduplication import deduplicated, one_of_each_origin
from retrieval.ranking.excerpts import MAX_NEAREST_SHOWN
from retrieval.ranking.mmr import MmrCandidate, select_diverse
from retrieval.ranking.recency import moment_of
from retrieval.stories.differences.finding import find_differences
from retrieval.topics.topic_sentences import FindTopicSentences, TopicSentence, TopicSentences
from retrieval.topics.topic_subject import Subject

MAX_BRIEFING_SENTENCES = 6
MAX_TIMELINE_SENTENCES = 12
# If there are several articles; a single article may fill a briefing.
MAX_SENTENCES_PER_ARTICLE = 2
# However many stories there are, each may have so many; a single story may fill a briefing.
MIN_SENTENCES_PER_STORY = 2
# Articles of the stories shown that are compared: the newest of each.
MAX_COMPARED = 8
# A reader is shown no more.
ENOUGH_DIFFERENCES = 2
# "Tell me about …" asks how things went only if the topic was printed on at least this many days.
MIN_DAYS_TO_BRIEF = 2


class AnswerBriefing:
    """Briefings and timelines."""

    def __init__(self, library: Library, search: PassageSearch, find: FindTopicSentences) -> None:
        self._library = library
        self._search = search
        self._find = find

    async def __call__(self, question: Question, article: str | None, limit: int | None) -> Reply | None:
        """Return None if the question was only guessed to ask for a briefing, and too few days print its topic."""
        topic = question.topic or question.text
        subject = await self._find.subject(question)
        if isinstance(subject, Refusal):
            return subject
        if question.guess and len(await self._days(topic, subject, article)) < MIN_DAYS_TO_BRIEF:
            return None
        found = await self._find(topic, subject, article, question.when)
        if not found.sentences:
            return await self._nothing(question, subject, article)
        dated = question.kind is QuestionKind.TIMELINE
        usable = [n for n, s in enumerate(found.sentences) if not dated or s.article.published is not None]
        undated = {s.article.id for s in found.sentences if dated and s.article.published is None}
        notes = remarks({Note.UNDATED_ARTICLES: len(undated)})
        if not usable:
            nearest = tuple(_excerpt(s) for s in found.sentences[:MAX_NEAREST_SHOWN])
            return Refusal(
                question=question, reason=RefusalReason.NOT_THEN, asked=topic, nearest=nearest, remarks=notes
            )
        most = limit or (MAX_TIMELINE_SENTENCES if dated else MAX_BRIEFING_SENTENCES)
        stories = await self._library.story_ids({s.article.id for s in found.sentences})
        excerpts = await self._search.compute(_chosen, found, usable, most, stories, dated)
        differences = await self._differences(excerpts)
        return Answer(
            question=question, excerpts=excerpts, confidence=found.confidence, remarks=notes, differences=differences
        )

    async def _differences(self, shown: Sequence[Excerpt]) -> tuple[Difference, ...]:
        """Return what the articles on the events shown print differently."""
        stories = await self._library.stories_of({e.article.id for e in shown})
        found: list[Difference] = []
        for story in {s.id: s for s in stories.values() if s.origins > 1}.values():
            # Other questions wait for the thread on which articles are compared.
            if len(found) >= ENOUGH_DIFFERENCES:
                break
            articles = story.articles[-MAX_COMPARED:]
            statements = await self._library.said_in([a.id for a in articles])
            found += await self._search.compute(find_differences, articles, statements)
        return tuple(found)

    async def _days(self, topic: str, subject: Subject | None, article: str | None) -> set[date]:
        found = await self._find.articles(topic, subject, article)
        return {a.published.date() for a, _ in one_of_each_origin(found) if a.published is not None}

    async def _nothing(self, question: Question, subject: Subject | None, article: str | None) -> Refusal:
        """Refuse with sentences from other days, if there are any."""
        topic = question.topic or question.text
        anytime = await self._find(topic, subject, article, None) if question.when is not None else None
        if anytime is None or not anytime.sentences:
            return Refusal(question=question, reason=RefusalReason.NOTHING_CLOSE, asked=topic)
        nearest = tuple(_excerpt(s) for s in anytime.sentences[:MAX_NEAREST_SHOWN])
        undated = {s.article.id for s in anytime.sentences if s.article.published is None}
        return Refusal(
            question=question,
            reason=RefusalReason.NOT_THEN,
            asked=topic,
            nearest=nearest,
            remarks=remarks({Note.UNDATED_ARTICLES: len(undated)}),
        )


def _chosen(
    found: TopicSentences, usable: list[int], most: int, stories: Mapping[str, int], dated: bool
) -> tuple[Excerpt, ...]:
    """Return the sentences to show: oldest story first, then oldest article, then in the order of its text.

    On a timeline (`dated`), the oldest article comes first, whatever its story.  `stories` are the ids of the
    articles' stories; an article without one is a story of its own.
    """
    sentences = [found.sentences[n] for n in usable]
    story = {s.article.id: f"story {stories.get(s.article.id, s.article.id)}" for s in sentences}
    origins = {s.article.origin for s in sentences}
    room = dict.fromkeys(origins, MAX_SENTENCES_PER_ARTICLE if len(origins) > 1 else most)
    share = max(MIN_SENTENCES_PER_STORY, math.ceil(most / len({*story.values()})))
    shares = dict.fromkeys(story.values(), share)
    candidates = [MmrCandidate(s.text, s.score, (s.article.origin, story[s.article.id])) for s in sentences]
    by_share = select_diverse(candidates, found.vectors[usable], most, room | shares)
    # Where the other stories have too little to say, one may have more than its share.
    picked = [sentences[n] for n in select_diverse(candidates, found.vectors[usable], most, room, by_share)]
    chosen = sorted(picked, key=lambda s: (moment_of(s.article), s.article.id, s.span))
    if not dated:
        # The first of each story is its oldest; sorting keeps the order within a story.
        begins = list(dict.fromkeys(story[s.article.id] for s in chosen))
        chosen.sort(key=lambda s: begins.index(story[s.article.id]))
    # Those chosen come first: they stay, and list which of the others print the same.
    with_copies = deduplicated(map(_excerpt, [*chosen, *(s for s in sentences if s not in chosen)]))
    return tuple(with_copies[: len(chosen)])


def _excerpt(sentence: TopicSentence) -> Excerpt:
    score = round(max(0.0, min(1.0, sentence.score)), 4)
    return Excerpt(article=sentence.article, span=sentence.span, focus=(sentence.span,), score=score)
