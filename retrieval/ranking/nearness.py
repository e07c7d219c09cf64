"""Tell whether the nearest article of a refusal has anything to do with the question."""

from __future__ import annotations

from dataclasses import replace

from retrieval.domain.article import Article
from retrieval.domain.reply import Refusal, RefusalReason, Reply
from retrieval.index.search import PassageSearch
from retrieval.ranking.scoring.coverage import Coverage
from retrieval.text.normalize import content_words

# An article that prints at least this share of the question's words, each by its rarity, is on something near: of the
# refusals of our own questions, those above were about the same people and things, those below about others.
MIN_PRINTED = 0.5


class FindNearness:
    """Fills in `Refusal.far`."""

    def __init__(self, search: PassageSearch) -> None:
        self._search = search

    async def __call__(self, reply: Reply) -> Reply:
        """Return `reply`, marked as far if it is a refusal whose nearest article prints little of the question."""
        if not isinstance(reply, Refusal) or reply.reason is not RefusalReason.NOTHING_CLOSE or not reply.nearest:
            return reply
        rarity = await self._search.rarities(dict.fromkeys(content_words(reply.question.text)))
        far = not rarity or await self._search.compute(_is_far, Coverage(rarity), reply.nearest[0].article)
        return replace(reply, far=far)


def _is_far(coverage: Coverage, article: Article) -> bool:
    return coverage(f"{article.title or ''}\n{article.text}") < MIN_PRINTED
