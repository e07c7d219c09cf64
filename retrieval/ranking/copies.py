"""Find out which other articles print what a reply shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from retrieval.domain.ports import ArticleStore
from retrieval.domain.reply import Answer, Excerpt, Refusal, Reply
from retrieval.index.search import PassageSearch
from retrieval.ranking.deduplication import printed_in


class FindCopies:
    """Fills in `Excerpt.also`."""

    def __init__(self, store: ArticleStore, search: PassageSearch) -> None:
        self._store = store
        self._search = search

    async def __call__(self, reply: Reply) -> Reply:
        """Return `reply` with every excerpt listing the articles that print all of it, near-duplicates or not.

        An excerpt may have been widened since its copies were found, so they are checked again.
        """
        shown = (*reply.excerpts, *reply.ranked) if isinstance(reply, Answer) else reply.nearest
        near_duplicates = await self._store.near_duplicates({e.article.id for e in shown})
        if not near_duplicates and not any(e.also for e in shown):
            return reply

        def checked(excerpts: Sequence[Excerpt]) -> tuple[Excerpt, ...]:
            return tuple(
                printed_in(replace(e, also=()), (*e.also, *near_duplicates.get(e.article.id, ()))) for e in excerpts
            )

        if isinstance(reply, Refusal):
            return replace(reply, nearest=await self._search.compute(checked, reply.nearest))
        excerpts, ranked = await self._search.compute(lambda: (checked(reply.excerpts), checked(reply.ranked)))
        return replace(reply, excerpts=excerpts, ranked=ranked)
