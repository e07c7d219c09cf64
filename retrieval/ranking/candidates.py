"""Retrieve passages for an open question: by meaning, by words, and by what was said and shown before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.domain.ports import PassageStore, Vectors
from retrieval.domain.reply import Excerpt
from retrieval.index.search import Candidates, KeywordQuery, PassageSearch
from retrieval.models.history_tagger import ContextWords, HistoryTagger
from retrieval.ranking.fusion import (
    Evidence,
    Table,
    fused_scores,
    query_words,
    quoted_phrases,
    replied_words,
    signals,
)

# Hits from each index; the best of them all, by what the indexes know, are read from the store.
HITS_PER_INDEX = 50
MAX_PASSAGES_READ = 30
# If an article is revised between searching and reading, search once more.
MAX_ATTEMPTS = 2


@dataclass(frozen=True)
class RetrievedPassages:
    """The passages for a question, best first.

    `query` is the question with the words it depends on from the conversation, `vector` (dimension,) its vector.
    `table` (n, 8) holds the signals (fusion.signals), `cosines` (n,) how close each passage is to `query`.
    """

    query: str
    vector: Vectors
    context: ContextWords
    passages: tuple[Excerpt, ...]
    cosines: Sequence[float]
    table: Table


class PassageRetriever:
    """Retrieves and ranks passages for a question and its history."""

    def __init__(self, library: PassageStore, search: PassageSearch) -> None:
        self._library = library
        self._search = search
        self._tagger = HistoryTagger()

    async def __call__(
        self, text: str, history: Sequence[str] = (), within: Sequence[int] | None = None
    ) -> RetrievedPassages:
        """`history` alternates what reader and bot said; `within` lists the ids of the passages to search (None: all).

        Raise ModelUnusable and StorageError.
        """
        context = await self._search.compute(self._tagger, text, history) if history else ContextWords()
        query = " ".join([*context.added, text])
        before = [text if not history else history[0], *(reply for reply in history[1::2] if reply.strip())]
        wording = KeywordQuery(query_words(text, context), quoted_phrases(text), replied_words(text, history))
        for _ in range(MAX_ATTEMPTS):
            candidates = await self._search.candidates([text, query, *before], wording, HITS_PER_INDEX, within)
            # Rank by what the indexes know to choose which to read; the store decides which still exist.
            unread = signals(_evidence(candidates, range(len(candidates.ids)), None), text, history)
            first = [int(i) for i in np.argsort(-fused_scores(unread), kind="stable")[:MAX_PASSAGES_READ]]
            stored = await self._library.passages([candidates.ids[i] for i in first])
            if len(stored) == len(first):
                break
        rows = [i for i in first if candidates.ids[i] in stored]
        there = [stored[candidates.ids[i]] for i in rows]
        table = signals(_evidence(candidates, rows, [p.article.title for p in there]), text, history)
        scores = fused_scores(table)
        order = [int(i) for i in np.argsort(-scores, kind="stable")]
        return RetrievedPassages(
            query=query,
            vector=candidates.vectors[1],
            context=context,
            passages=tuple(
                Excerpt(article=there[i].article, span=there[i].span, score=round(float(scores[i]), 4)) for i in order
            ),
            cosines=[float(candidates.cosines[rows[i], 1]) for i in order],
            table=table[order],
        )


def _evidence(found: Candidates, rows: Sequence[int], titles: Sequence[str | None] | None) -> Evidence:
    return Evidence(
        cosines=found.cosines[[*rows]],
        printed=[found.printed[i] for i in rows],
        echoed=[found.echoed[i] for i in rows],
        titles=[None] * len(rows) if titles is None else titles,
    )
