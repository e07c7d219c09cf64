"""Handfuls: nothing is lost between them, and none is large, by number or by letters."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from bot.intake.base.draft_batches import MAX_BATCH_CHARS, MAX_BATCH_ITEMS, draft_batches
from bot.intake.base.refusal import Refused
from retrieval.domain.article import Draft


async def lots_of(items: Sequence[Draft | Refused]) -> list[tuple[list[Draft], list[Refused]]]:
    async def told() -> AsyncIterator[Draft | Refused]:
        for item in items:
            yield item

    return [lot async for lot in draft_batches(told())]


async def test_all_come_in_their_order_and_never_many_at_once() -> None:
    items = [
        Refused(f"{n}", "is empty") if n % 3 == 0 else Draft(text=f"It rained {n}.") for n in range(3 * MAX_BATCH_ITEMS)
    ]
    lots = await lots_of(items)
    assert [draft for drafts, _ in lots for draft in drafts] == [item for item in items if isinstance(item, Draft)]
    assert [fault for _, faults in lots for fault in faults] == [item for item in items if isinstance(item, Refused)]
    assert max(len(drafts) + len(faults) for drafts, faults in lots) == MAX_BATCH_ITEMS


async def test_long_articles_are_stored_before_many_are_held() -> None:
    book = Draft(text="It rained. " * (MAX_BATCH_CHARS // 40))
    lots = await lots_of([book] * 9)
    assert sum(len(drafts) for drafts, _ in lots) == 9
    assert max(sum(len(draft.text) for draft in drafts) for drafts, _ in lots) < MAX_BATCH_CHARS + len(book.text)
