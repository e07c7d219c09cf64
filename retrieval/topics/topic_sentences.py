"""Gather the sentences that are on a topic, from articles that print it and passages that are near to it."""

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
from retrieval.ranking.excerpts import ON_TOPIC, shares_words
from retrieval.ranking.recency import around, moment_of
from retrieval.text.normalize import content_words, fold, narrowing_words
from retrieval.text.self_contained import LONGEST, named_in, stands_alone
from retrieval.text.sentences import sentences
from retrieval.topics.topic_subject import Subject, meant

# Articles that are looked through, the newest that print the topic, and passages near to it.
ARTICLES = 40
PASSAGES = 40
# Sentences compared by meaning, at most so many of one article.
SENTENCES = 100
OF_ARTICLE = 6
# A sentence that prints all of a topic is on it.  One that prints HALF of it is from ranking.ON_TOPIC, one that prints
# less from ALONE, and one of an article whose title or first sentence prints the topic from ABOUT.
HALF = 0.5
ALONE = 0.6
ABOUT = 0.25
# What it adds to a sentence's cosine to be the first of its article, to print the topic, and to stand in an article
# that is about it: one that mentions it by the way is worth less than any of these.
LEAD = 0.1
PRINTS = 0.2
IN_ABOUT = 0.2

_Found = tuple[Article, Span, float]
"""(article, sentence, share of the topic that it prints)"""


@dataclass(frozen=True, slots=True)
class TopicSentence:
    """A sentence with what it is worth for a briefing on the topic: the more the better, at most about 1.5."""

    article: Article
    span: Span
    worth: float

    @property
    def text(self) -> str:
        return self.span.cut(self.article.text)


@dataclass(frozen=True, slots=True)
class TopicSentences:
    """Sentences on a topic, their vectors of shape (len(sentences), dimension), and how surely they are on it, 0…1."""

    sentences: tuple[TopicSentence, ...]
    vectors: Vectors
    confidence: float = 0.0


class FindTopicSentences:
    """A topic in, sentences on it out."""

    def __init__(self, library: Library, search: PassageSearch, find: PeopleResolver) -> None:
        self._library = library
        self._search = search
        self._find = find

    async def subject(self, question: Question) -> Subject | Refusal | None:
        """Whom the topic means, where it is a name; a refusal where the reader must say which of several."""
        topic = question.topic or ""
        return meant(question, topic, await self._find.everyone([topic]))

    async def articles(self, topic: str, subject: Subject | None, article: str | None) -> list[Article]:
        """Those that name the subject or print the topic, newest first."""
        printed = await self._library.articles_printing(narrowing_words(topic), article, ARTICLES)
        if subject is None:
            return printed
        known = {a.id: a for a in printed}
        named = [i for i in subject.names if article in {None, i}][:ARTICLES]
        found = [known.get(i) or await self._library.article(i) for i in named]
        return [a for a in found if a is not None]

    async def __call__(
        self, topic: str, subject: Subject | None, article: str | None, when: Period | None
    ) -> TopicSentences:
        """`when` keeps to articles published then."""
        printing = [a for a in await self.articles(topic, subject, article) if _in(a, when)]
        near_it = [] if subject is not None else await self._near(topic, article, when)
        candidates, about = await self._search.apart(_candidates, printing, near_it, topic, subject)
        if not candidates:
            return TopicSentences((), np.zeros((0, 0), np.float32))
        vectors = await self._search.vectors([topic, *(span.cut(a.text) for a, span, _ in candidates)])
        closeness = (vectors[1:] @ vectors[0]).tolist()
        kept = [n for n, (c, near) in enumerate(zip(candidates, closeness, strict=True)) if _is_on(c, near, about)]
        found = tuple(
            TopicSentence(a, span, _worth(a, span, share, about) + closeness[n])
            for n in kept
            for a, span, share in [candidates[n]]
        )
        sure = max((max(closeness[n], 0.5 * candidates[n][2]) for n in kept), default=0.0)
        return TopicSentences(found, vectors[1:][kept], max(0.0, min(1.0, sure)))

    async def _near(self, topic: str, article: str | None, when: Period | None) -> list[tuple[Article, Span]]:
        within = None if article is None else await self._library.passage_ids_of(article)
        if when is not None:
            then = await self._library.passages_between(*around(when))
            within = then if within is None else sorted({*then} & {*within})
        if within is not None and not within:
            return []
        hits = await self._search.nearest(topic, PASSAGES, within)
        found = await self._library.passages([i for i, _ in hits])
        places = [(found[i].article, found[i].span) for i, _ in hits if i in found]
        return [(a, span) for a, span in places if _in(a, when)]


def _in(article: Article, when: Period | None) -> bool:
    return when is None or (article.published is not None and when.holds(article.published))


def _opens_on(topic: str, subject: Subject | None, article: Article) -> bool:
    """Whether the title or the first sentence prints the topic: then the article is about it."""
    first = sentences(article.text[: 2 * LONGEST])[:1]
    opening = [article.title or "", *(s.cut(article.text) for s in first)]
    return any(_share(topic, subject, article, text) >= 1 for text in opening)


def _is_on(candidate: _Found, closeness: float, about: set[str]) -> bool:
    article, _, share = candidate
    if share >= 1 or closeness >= ALONE:
        return True
    return closeness >= (ABOUT if article.id in about else ON_TOPIC) and (share >= HALF or article.id in about)


def _worth(article: Article, span: Span, share: float, about: set[str]) -> float:
    """What a sentence is worth beside its cosine."""
    lead = LEAD if not article.text[: span.start].strip() else 0.0
    return PRINTS * share + lead + (IN_ABOUT if article.id in about else 0.0)


def _candidates(
    printing: Sequence[Article], near: Sequence[tuple[Article, Span]], topic: str, subject: Subject | None
) -> tuple[list[_Found], set[str]]:
    """Sentences that may be on the topic, the newest articles' first, and the ids of articles that are about it.

    Of an article that prints the topic, the sentences that do, and others where it opens on it; of a passage that is
    near to it, all.
    """
    found: dict[tuple[str, Span], _Found] = {}
    whole = cache(_whole)
    about = {a.id for a in printing if _opens_on(topic, subject, a)}
    for article in sorted(printing, key=moment_of, reverse=True):
        shares = ((s, _share(topic, subject, article, s.cut(article.text))) for s in whole(article))
        # What else an article about somebody prints may be about anybody.
        least = -1.0 if subject is None and article.id in about else HALF
        some = sorted(((s, share) for s, share in shares if share > least), key=lambda one: -one[1])[:OF_ARTICLE]
        found |= {(article.id, s): (article, s, share) for s, share in sorted(some)}
    for article, passage in near:
        inside = [s for s in whole(article) if passage.holds(s)]
        of_article = [s for i, s in found if i == article.id]
        for s in inside[: max(0, OF_ARTICLE - len(of_article))]:
            share = _share(topic, subject, article, s.cut(article.text))
            found.setdefault((article.id, s), (article, s, share))
    return list(found.values())[:SENTENCES], about


def _whole(article: Article) -> list[Span]:
    """The sentences that say by themselves whom and what they are about, and whose words they are."""
    names = named_in(article.text)
    return [s for s in sentences(article.text) if stands_alone(s.cut(article.text), names)]


def _share(topic: str, subject: Subject | None, article: Article, sentence: str) -> float:
    if subject is not None:
        return float(subject.is_named(article.id, sentence))
    if content_words(topic) and topic.isascii():
        return shares_words(topic, sentence)
    # Scripts without spaces have no words to share.
    return 1.0 if fold(topic) in fold(sentence) else shares_words(topic, sentence)
