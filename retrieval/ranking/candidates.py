"""Find the passages for an open question: by meaning and by words, and by what was said and shown before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.domain.ports import PassageStore, Vectors
from retrieval.domain.reply import Excerpt
from retrieval.index.search import Candidates, PassageSearch, Wording
from retrieval.models.history_tagger import HistoryTagger, Leaning
from retrieval.ranking.fusion import Evidence, Table, fused_scores, query_words, quoted_phrases, replied_words, signals

# Looked up in each index; of all these the best by what the indexes know are read from the store.
FETCHED = 50
KEPT = 30
# An article may be revised between searching and reading: what was found is searched again, as it is now.
ATTEMPTS = 2


@dataclass(frozen=True)
class RetrievedPassages:
    """The passages found, best first.

    `asked` is the question with what it leans on, which is what a passage is read for, and `vector` (dimension,) its
    vector; `table` (n, 8) holds the signals (fusing.signals), `cosines` (n,) how near each passage is to `asked`.
    """

    asked: str
    vector: Vectors
    leaning: Leaning
    passages: tuple[Excerpt, ...]
    cosines: Sequence[float]
    table: Table


class PassageRetriever:
    """Passages for a question and what was said before it."""

    def __init__(self, library: PassageStore, search: PassageSearch) -> None:
        self._library = library
        self._search = search
        self._tagger = HistoryTagger()

    async def __call__(
        self, text: str, history: Sequence[str] = (), within: Sequence[int] | None = None
    ) -> RetrievedPassages:
        """`history` is what reader and bot said in turn; `within` are the passages among which to look.

        Raises ModelUnusable and StorageError.
        """
        leaning = await self._search.apart(self._tagger, text, history) if history else Leaning()
        asked = " ".join([*leaning.carried, text])
        before = [text if not history else history[0], *(reply for reply in history[1::2] if reply.strip())]
        wording = Wording(query_words(text, leaning), quoted_phrases(text), replied_words(text, history))
        for _ in range(ATTEMPTS):
            candidates = await self._search.candidates([text, asked, *before], wording, FETCHED, within)
            # What the indexes know decides whom to look up; the store has the last word on what there is.
            unread = signals(_evidence(candidates, range(len(candidates.ids)), None), text, history)
            first = [int(i) for i in np.argsort(-fused_scores(unread), kind="stable")[:KEPT]]
            stored = await self._library.passages([candidates.ids[i] for i in first])
            if len(stored) == len(first):
                break
        rows = [i for i in first if candidates.ids[i] in stored]
        there = [stored[candidates.ids[i]] for i in rows]
        table = signals(_evidence(candidates, rows, [p.article.title for p in there]), text, history)
        scores = fused_scores(table)
        order = [int(i) for i in np.argsort(-scores, kind="stable")]
        return RetrievedPassages(
            asked=asked,
            vector=candidates.vectors[1],
            leaning=leaning,
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
