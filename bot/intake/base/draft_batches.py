"""Group drafts into batches, so that none waits long to be stored and memory stays bounded."""

from __future__ import annotations

from collections.abc import AsyncIterator
from time import monotonic

from bot.intake.base.refusal import Refused
from retrieval.domain.article import Draft

# A batch ends at whichever limit comes first.
MAX_BATCH_ITEMS = 1024
MAX_BATCH_CHARS = 8_000_000
MAX_BATCH_SECONDS = 20.0


async def draft_batches(items: AsyncIterator[Draft | Refused]) -> AsyncIterator[tuple[list[Draft], list[Refused]]]:
    """Yield the items in batches.  Fast input gets large ones, because the index is saved after each batch."""
    drafts: list[Draft] = []
    refused: list[Refused] = []
    characters, started = 0, monotonic()
    async for item in items:
        if isinstance(item, Refused):
            refused.append(item)
        else:
            drafts.append(item)
            characters += len(item.text)
        is_full = len(drafts) + len(refused) >= MAX_BATCH_ITEMS or characters >= MAX_BATCH_CHARS
        if is_full or monotonic() - started > MAX_BATCH_SECONDS:
            yield drafts, refused
            drafts, refused, characters, started = [], [], 0, monotonic()
    yield drafts, refused
