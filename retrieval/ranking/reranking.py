"""Reorder the first passages for a question by a reranker."""

from __future__ import annotations

from collections.abc import Sequence

from retrieval.domain.ports import Reranker
from retrieval.domain.reply import Excerpt
from retrieval.index.search import PassageSearch
from retrieval.text.chunking import with_title

# 97 in 100 of INSCIT's questions have their passage among the first 10 found, 98 among the first 30; a cross-encoder of
# MiniLM's size takes 0.05 to 0.1 s of processor time per passage (docs/decisions/0015-open-questions.md).
MAX_RERANKED = 10


class Rerank:
    """Reranks the first MAX_RERANKED passages only: each costs as much as scoring one."""

    def __init__(self, search: PassageSearch, reranker: Reranker) -> None:
        self._search = search
        self._reranker = reranker

    async def __call__(self, question: str, excerpts: Sequence[Excerpt]) -> list[Excerpt]:
        """Return the first MAX_RERANKED in the reranker's order (equal scores keep theirs), then the others unchanged.

        Raise ModelUnusable.
        """
        first = excerpts[:MAX_RERANKED]
        texts = [with_title(e.article, e.span) for e in first]
        scores = await self._search.compute(self._reranker.scores, question, texts)
        order = sorted(range(len(first)), key=lambda i: -scores[i])
        return [*(first[i] for i in order), *excerpts[MAX_RERANKED:]]
