"""Drafts in lots: none is held long, and never many, before they are stored."""

from __future__ import annotations

from collections.abc import AsyncIterator
from time import monotonic

from bot.intake.base.refusal import Refused
from retrieval.domain.article import Draft

# So many drafts are held at most before they are stored, of so many letters, and none longer than so many seconds.
MAX_BATCH_ITEMS = 1024
MAX_BATCH_CHARS = 8_000_000
MAX_BATCH_SECONDS = 20.0


async def draft_batches(items: AsyncIterator[Draft | Refused]) -> AsyncIterator[tuple[list[Draft], list[Refused]]]:
    """What is read, in lots: large ones where reading is quick, since each is followed by saving the index."""
    drafts: list[Draft] = []
    refused: list[Refused] = []
    letters, begun = 0, monotonic()
    async for item in items:
        if isinstance(item, Refused):
            refused.append(item)
        else:
            drafts.append(item)
            letters += len(item.text)
        if (
            len(drafts) + len(refused) >= MAX_BATCH_ITEMS
            or letters >= MAX_BATCH_CHARS
            or monotonic() - begun > MAX_BATCH_SECONDS
        ):
            yield drafts, refused
            drafts, refused, letters, begun = [], [], 0, monotonic()
    yield drafts, refused
