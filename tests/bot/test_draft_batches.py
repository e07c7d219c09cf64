"""Batches lose nothing, and none is large, in items or characters."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from bot.intake.base.draft_batches import MAX_BATCH_CHARS, MAX_BATCH_ITEMS, draft_batches
from bot.intake.base.refusal import Refused
from retrieval.domain.article import Draft


async def batches_of(items: Sequence[Draft | Refused]) -> list[tuple[list[Draft], list[Refused]]]:
    async def stream() -> AsyncIterator[Draft | Refused]:
        for item in items:
            yield item

    return [batch async for batch in draft_batches(stream())]


async def test_items_stay_in_order_and_batches_are_bounded() -> None:
    items = [
        Refused(f"{n}", "is empty") if n % 3 == 0 else Draft(text=f"It rained {n}.") for n in range(3 * MAX_BATCH_ITEMS)
    ]
    batches = await batches_of(items)
    assert [draft for drafts, _ in batches for draft in drafts] == [item for item in items if isinstance(item, Draft)]
    assert [fault for _, faults in batches for fault in faults] == [item for item in items if isinstance(item, Refused)]
    assert max(len(drafts) + len(faults) for drafts, faults in batches) == MAX_BATCH_ITEMS


async def test_a_batch_of_long_articles_has_fewer_of_them() -> None:
    book = Draft(text="It rained. " * (MAX_BATCH_CHARS // 40))
    batches = await batches_of([book] * 9)
    assert sum(len(drafts) for drafts, _ in batches) == 9
    assert max(sum(len(draft.text) for draft in drafts) for drafts, _ in batches) < MAX_BATCH_CHARS + len(book.text)
