"""Make digests: fetch what came in, and choose for one reader which stories and which sentences to show."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

import numpy as np

from retrieval.answers.digests.carrying import Around, carrying
from retrieval.answers.digests.interests import EVERYTHING
from retrieval.answers.digests.news import (
    NOBODY,
    Candidate,
    Digest,
    DigestStory,
    Pick,
    Reader,
    candidates,
    picked,
    ranked,
)
from retrieval.domain.article import Article, Span
from retrieval.domain.interests import Interests
from retrieval.domain.ports import Library, Vectors
from retrieval.domain.reply import Excerpt
from retrieval.index.search import PassageSearch
from retrieval.ranking.deduplication import prints
from retrieval.stories.linkage import likeness
from retrieval.stories.terms import Terms, terms_of

# More than three screens nobody reads; the rest is counted.
MAX_STORIES = 15
MAX_STORIES_SHORT = 5
# Sentences kept of a story; how many are shown depends on the room.
MAX_SENTENCES = 2
# Of what is new since a reader was told, only the first sentence is shown; some of these may have been printed before.
MAX_LOOKED_AT = 8
# Other articles of a story that say which sentences of one matter.
MAX_OTHERS = 8


@dataclass(slots=True)
class News:
    """What came in between two moments that fits some interests, for every reader who wants just that.

    It remembers what was computed for one reader and holds for the next.
    """

    since: datetime
    until: datetime
    newest: datetime | None
    candidates: Sequence[Candidate]
    says: dict[tuple[str, ...], tuple[Span, ...]] = field(default_factory=dict)
    terms: dict[tuple[str, int], Terms] = field(default_factory=dict)


class MakeDigest:
    """Collects the stories that are new between two moments, for one reader."""

    def __init__(self, library: Library, search: PassageSearch | None = None) -> None:
        """`search` has the vectors of passages, which help to choose sentences."""
        self._library = library
        self._search = search

    async def __call__(
        self,
        since: datetime,
        until: datetime,
        interests: Interests = EVERYTHING,
        reader: Reader = NOBODY,
        *,
        short: bool = False,
    ) -> Digest:
        """Both moments are aware; an article added exactly at `since` belongs to the previous digest."""
        return await self.digest(await self.news(since, until, interests), reader, short=short)

    async def news(self, since: datetime, until: datetime, interests: Interests = EVERYTHING) -> News:
        """Return what came in, for `digest`."""
        articles = await self._library.added_between(since, until)
        newest = max((a.added for a in articles), default=None)
        ids = [a.id for a in articles]
        stories = await self._library.stories_of(ids)
        copied = await self._library.near_duplicates(ids)
        found = await asyncio.to_thread(candidates, articles, stories, copied, since, interests)
        return News(since, until, newest, found)

    async def digest(self, news: News, reader: Reader = NOBODY, *, short: bool = False) -> Digest:
        """Return the digest of one reader."""
        picks = await asyncio.to_thread(_ranked, news, reader)
        most = MAX_STORIES_SHORT if short else MAX_STORIES
        told: list[DigestStory] = []
        more = 0
        for best in picks:
            if len(told) == most:
                more += 1
                continue
            pick, says = await self._first_that_says(news, best)
            if says or not pick.was_told:
                candidate = pick.candidate
                told.append(DigestStory(candidate.articles, pick.head, says, pick.was_told, candidate.story))
        return Digest(news.since, news.until, tuple(told), more=more, newest=news.newest)

    async def _first_that_says(self, news: News, pick: Pick) -> tuple[Pick, tuple[Span, ...]]:
        """Return the pick by the first of its articles that tells this reader something, and what it says."""
        for head in (pick.head, *pick.others):
            chosen = replace(pick, head=head)
            if says := await self._says(news, chosen):
                return chosen, says
        return pick, ()

    async def _says(self, news: News, pick: Pick) -> tuple[Span, ...]:
        key = (pick.head.id, *sorted(a.id for a in pick.known))
        if key not in news.says:
            around = await self._around(pick)
            news.says[key] = await asyncio.to_thread(_sentences, pick, around)
        return news.says[key]

    async def _around(self, pick: Pick) -> Around:
        head = pick.head
        others = [a for a in pick.candidate.articles if a.id != head.id][-MAX_OTHERS:]
        quoted = await self._library.said_in([head.id])
        if self._search is None:
            return Around(others, quoted)
        ids = await self._library.passage_ids_within([head.id, *(a.id for a in others)])
        passages = await self._library.passages(ids)
        vectors = await self._search.stored_vectors(ids)
        known = [v for i, v in vectors.items() if i in passages]
        if not known:
            return Around(others, quoted)
        own: dict[Span, Vectors] = {
            passages[i].span: v for i, v in vectors.items() if i in passages and passages[i].article.id == head.id
        }
        middle = np.mean(known, axis=0)
        length = float(np.linalg.norm(middle)) or 1.0
        return Around(others, quoted, own, (middle / length).astype(np.float32))


def _ranked(news: News, reader: Reader) -> list[Pick]:
    picks = [pick for c in news.candidates if (pick := picked(c, reader)) is not None]
    if not reader.left_out:
        return ranked(picks, lambda _: 0.0)
    unwanted = [_terms(news, a) for a in reader.left_out]
    return ranked(picks, lambda a: max(likeness(_terms(news, a), other) for other in unwanted))


def _terms(news: News, article: Article) -> Terms:
    key = article.id, article.revision
    if key not in news.terms:
        news.terms[key] = terms_of(article.text, article.title, article.published)
    return news.terms[key]


def _sentences(pick: Pick, around: Around) -> tuple[Span, ...]:
    """Return the sentences to show; of a story that the reader knows, one that no article they know prints."""
    head = pick.head
    if not pick.was_told:
        return tuple(carrying(head, around, MAX_SENTENCES))
    for span in carrying(head, around, MAX_LOOKED_AT):
        excerpt = Excerpt(article=head, span=span)
        if not any(prints(a, excerpt) for a in pick.known):
            return (span,)
    return ()
