"""Find the sentences on a topic, in articles that print it and in passages near to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from retrieval.domain.article import Article, Span
from retrieval.domain.period import Period
from retrieval.domain.ports import Library, Vectors
from retrieval.domain.question import Question
from retrieval.domain.reply import Refusal
from retrieval.index.search import PassageSearch
from retrieval.people.resolver import PeopleResolver
from retrieval.ranking.excerpts import MIN_TOPIC_COSINE, shares_words
from retrieval.ranking.recency import moment_of, search_bounds
from retrieval.text.normalize import content_words, fold, narrowing_words
from retrieval.text.self_contained import MAX_SENTENCE_CHARS, named_in, stands_alone
from retrieval.text.sentences import sentences
from retrieval.topics.topic_subject import Subject, resolve_subject

# The newest articles that print the topic, and the passages nearest to it.
MAX_ARTICLES = 40
MAX_PASSAGES = 40
# Sentences compared by meaning, in all and of one article.
MAX_SENTENCES = 100
MAX_SENTENCES_PER_ARTICLE = 6
# A sentence that prints the whole topic is on it.  Others need a cosine: MIN_TOPIC_COSINE if they print half of it,
# MIN_COSINE_WITHOUT_WORDS if they print less, MIN_COSINE_IN_ABOUT in an article whose title or first sentence prints
# the topic.
MIN_TOPIC_SHARE = 0.5
MIN_COSINE_WITHOUT_WORDS = 0.6
MIN_COSINE_IN_ABOUT = 0.25
# Added to a sentence's cosine if it opens its article, if it prints the topic, and if its article is about the topic:
# articles that only mention it count less.
LEAD_BONUS = 0.1
PRINTS_BONUS = 0.2
ABOUT_BONUS = 0.2

_Candidate = tuple[Article, Span, float]
"""(article, sentence, share of the topic that it prints)"""


@dataclass(frozen=True, slots=True)
class TopicSentence:
    """A sentence with its score for a briefing on the topic: the higher the better, at most about 1.5."""

    article: Article
    span: Span
    score: float

    @property
    def text(self) -> str:
        return self.span.cut(self.article.text)


@dataclass(frozen=True, slots=True)
class TopicSentences:
    """Sentences, their vectors, shape (len(sentences), dimension), and the confidence (0…1) that they are on topic."""

    sentences: tuple[TopicSentence, ...]
    vectors: Vectors
    confidence: float = 0.0


class FindTopicSentences:
    """Finds sentences on a topic."""

    def __init__(self, library: Library, search: PassageSearch, find: PeopleResolver) -> None:
        self._library = library
        self._search = search
        self._find = find

    async def subject(self, question: Question) -> Subject | Refusal | None:
        """Return the person that the topic names, None if it names nobody, or a refusal if the reader must choose."""
        topic = question.topic or ""
        return resolve_subject(question, topic, await self._find.everyone([topic]))

    async def articles(self, topic: str, subject: Subject | None, article: str | None) -> list[Article]:
        """Return the articles that name the subject or print the topic, newest first."""
        printed = await self._library.articles_printing(narrowing_words(topic), article, MAX_ARTICLES)
        if subject is None:
            return printed
        known = {a.id: a for a in printed}
        named = [i for i in subject.names if article in {None, i}][:MAX_ARTICLES]
        found = [known.get(i) or await self._library.article(i) for i in named]
        return [a for a in found if a is not None]

    async def __call__(
        self, topic: str, subject: Subject | None, article: str | None, when: Period | None
    ) -> TopicSentences:
        """`when` keeps only articles published then."""
        printing = [a for a in await self.articles(topic, subject, article) if _is_published_in(a, when)]
        near = [] if subject is not None else await self._near(topic, article, when)
        candidates, about = await self._search.compute(_candidates, printing, near, topic, subject)
        if not candidates:
            return TopicSentences((), np.zeros((0, 0), np.float32))
        vectors = await self._search.vectors([topic, *(span.cut(a.text) for a, span, _ in candidates)])
        closeness = (vectors[1:] @ vectors[0]).tolist()
        kept = [
            n for n, (c, close) in enumerate(zip(candidates, closeness, strict=True)) if _is_on_topic(c, close, about)
        ]
        found = tuple(
            TopicSentence(a, span, _bonus(a, span, share, about) + closeness[n])
            for n in kept
            for a, span, share in [candidates[n]]
        )
        confidence = max((max(closeness[n], 0.5 * candidates[n][2]) for n in kept), default=0.0)
        return TopicSentences(found, vectors[1:][kept], max(0.0, min(1.0, confidence)))

    async def _near(self, topic: str, article: str | None, when: Period | None) -> list[tuple[Article, Span]]:
        within = None if article is None else await self._library.passage_ids_within([article])
        if when is not None:
            then = await self._library.passages_between(*search_bounds(when))
            within = then if within is None else sorted({*then} & {*within})
        if within is not None and not within:
            return []
        hits = await self._search.nearest(topic, MAX_PASSAGES, within)
        found = await self._library.passages([i for i, _ in hits])
        places = [(found[i].article, found[i].span) for i, _ in hits if i in found]
        return [(a, span) for a, span in places if _is_published_in(a, when)]


def _is_published_in(article: Article, when: Period | None) -> bool:
    return when is None or (article.published is not None and when.holds(article.published))


def _opens_on(topic: str, subject: Subject | None, article: Article) -> bool:
    """Return whether the title or the first sentence prints the topic: then the article is about it."""
    first = sentences(article.text[: 2 * MAX_SENTENCE_CHARS])[:1]
    opening = [article.title or "", *(s.cut(article.text) for s in first)]
    return any(_share(topic, subject, article, text) >= 1 for text in opening)


def _is_on_topic(candidate: _Candidate, closeness: float, about: set[str]) -> bool:
    article, _, share = candidate
    if share >= 1 or closeness >= MIN_COSINE_WITHOUT_WORDS:
        return True
    least = MIN_COSINE_IN_ABOUT if article.id in about else MIN_TOPIC_COSINE
    return closeness >= least and (share >= MIN_TOPIC_SHARE or article.id in about)


def _bonus(article: Article, span: Span, share: float, about: set[str]) -> float:
    """Return what to add to a sentence's cosine."""
    lead = LEAD_BONUS if not article.text[: span.start].strip() else 0.0
    return PRINTS_BONUS * share + lead + (ABOUT_BONUS if article.id in about else 0.0)


def _candidates(
    printing: Sequence[Article], near: Sequence[tuple[Article, Span]], topic: str, subject: Subject | None
) -> tuple[list[_Candidate], set[str]]:
    """Return sentences that may be on the topic, newest article first, and the ids of articles that are about it.

    From an article that prints the topic take the sentences that do, and others if it is about the topic; from a
    passage near to it take all.
    """
    found: dict[tuple[str, Span], _Candidate] = {}
    sentences_of = cache(_self_contained_sentences)
    about = {a.id for a in printing if _opens_on(topic, subject, a)}
    for article in sorted(printing, key=moment_of, reverse=True):
        shares = ((s, _share(topic, subject, article, s.cut(article.text))) for s in sentences_of(article))
        # The other sentences of an article about a person may be about anybody.
        least = -1.0 if subject is None and article.id in about else MIN_TOPIC_SHARE
        best = sorted(((s, share) for s, share in shares if share > least), key=lambda pair: -pair[1])
        kept = best[:MAX_SENTENCES_PER_ARTICLE]
        found |= {(article.id, s): (article, s, share) for s, share in sorted(kept)}
    for article, passage in near:
        inside = [s for s in sentences_of(article) if passage.holds(s)]
        of_article = [s for i, s in found if i == article.id]
        for s in inside[: max(0, MAX_SENTENCES_PER_ARTICLE - len(of_article))]:
            share = _share(topic, subject, article, s.cut(article.text))
            found.setdefault((article.id, s), (article, s, share))
    return list(found.values())[:MAX_SENTENCES], about


def _self_contained_sentences(article: Article) -> list[Span]:
    """Return the sentences that say by themselves who and what they are about, and whose words they are."""
    names = named_in(article.text)
    return [s for s in sentences(article.text) if stands_alone(s.cut(article.text), names)]


def _share(topic: str, subject: Subject | None, article: Article, sentence: str) -> float:
    if subject is not None:
        return float(subject.is_named(article.id, sentence))
    if content_words(topic) and topic.isascii():
        return shares_words(topic, sentence)
    # Scripts without spaces have no words to compare.
    return 1.0 if fold(topic) in fold(sentence) else shares_words(topic, sentence)
