"""Find the passages for an open question: by meaning and by words, and by what was said and shown before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.fusing import Evidence, Table, fused, quoted_phrases, replied_words, signals, wanted_words
from retrieval.history import HistoryTagger, Leaning
from retrieval.model import Excerpt
from retrieval.ports import PassageStore, Vectors
from retrieval.search import Candidates, PassageSearch, Wording

# Looked up in each index; of all these the best by what the indexes know are read from the store.
FETCHED = 50
KEPT = 30
# Texts said before whose vectors are remembered: a conversation goes on from the same ones.
REMEMBERED = 256


@dataclass(frozen=True)
class Found:
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


class FindPassages:
    """Passages for a question and what was said before it."""

    def __init__(self, library: PassageStore, search: PassageSearch) -> None:
        self._library = library
        self._search = search
        self._tagger = HistoryTagger()
        self._known: dict[str, Vectors] = {}

    async def __call__(self, text: str, history: Sequence[str] = (), within: Sequence[int] | None = None) -> Found:
        """`history` is what reader and bot said in turn; `within` are the passages among which to look.

        Raises ModelUnusable and StorageError.
        """
        leaning = await self._search.apart(self._tagger, text, history) if history else Leaning()
        asked = " ".join([*leaning.carried, text])
        before = [text if not history else history[0], *(reply for reply in history[1::2] if reply.strip())]
        vectors = await self._vectors(text, asked, before)
        wording = Wording(wanted_words(text, leaning), quoted_phrases(text), replied_words(text, history))
        candidates = await self._search.candidates(vectors, wording, FETCHED, within)
        # What the indexes know decides whom to look up; the store has the last word on what there is.
        unread = signals(_evidence(candidates, range(len(candidates.ids)), None), text, history)
        first = [int(i) for i in np.argsort(-fused(unread), kind="stable")[:KEPT]]
        stored = await self._library.passages([candidates.ids[i] for i in first])
        rows = [i for i in first if candidates.ids[i] in stored]
        there = [stored[candidates.ids[i]] for i in rows]
        table = signals(_evidence(candidates, rows, [p.article.title for p in there]), text, history)
        scores = fused(table)
        order = [int(i) for i in np.argsort(-scores, kind="stable")]
        return Found(
            asked=asked,
            vector=vectors[1],
            leaning=leaning,
            passages=tuple(
                Excerpt(article=there[i].article, span=there[i].span, score=round(float(scores[i]), 4)) for i in order
            ),
            cosines=[float(candidates.cosines[rows[i], 1]) for i in order],
            table=table[order],
        )

    async def _vectors(self, text: str, asked: str, before: Sequence[str]) -> Vectors:
        """Of the question, of the question with what it leans on, and of each text that was said before."""
        texts = dict.fromkeys(t for t in [text, asked, *before] if t not in self._known)
        made = dict(zip(texts, await self._search.vectors([*texts]), strict=True))
        known = {t: self._known[t] for t in (text, asked, *before) if t in self._known} | made
        # The newest are remembered last, and forgotten last; the question itself may be asked about next.
        self._known = dict([*((t, v) for t, v in self._known.items() if t not in known), *known.items()][-REMEMBERED:])
        return np.stack([known[t] for t in (text, asked, *before)])


def _evidence(found: Candidates, rows: Sequence[int], titles: Sequence[str | None] | None) -> Evidence:
    return Evidence(
        cosines=found.cosines[[*rows]],
        printed=[found.printed[i] for i in rows],
        echoed=[found.echoed[i] for i in rows],
        titles=[None] * len(rows) if titles is None else titles,
    )
