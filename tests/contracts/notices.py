"""Show articles to chats, and collect the notices that they get."""

from __future__ import annotations

from datetime import datetime, timedelta

from retrieval.followups.conversation import Cited, Turn
from storage.ports.conversations import Party
from storage.ports.outbox import Delivery, DeliveryState
from tests.contracts.deliveries import write_deliveries
from tests.contracts.stores import NOON, Stores


async def show_in_answer(stores: Stores, chat: int, *cited: tuple[str, int], at: datetime = NOON) -> None:
    """Keep a turn of this chat that showed these (article, revision)."""
    places = tuple(Cited(article, revision, 0, 5) for article, revision in cited)
    turn = Turn("q", "q", articles=tuple(a for a, _ in cited), cited=places)
    await stores.turns.put(Party(chat, 0, chat), turn, at)


async def show_in_digest(
    stores: Stores, chat: int, *articles: str, state: DeliveryState = DeliveryState.SENT, at: datetime = NOON
) -> None:
    """Put a digest into the outbox, settled at `at` unless it is still PENDING."""
    key = f"digest:{chat}:{at}"
    await write_deliveries(stores, Delivery(key, chat, {"articles": list(articles)}), now=at)
    delivery = next(d for d in await stores.outbox.due(at) if d.key == key)
    if state is not DeliveryState.PENDING:
        await stores.outbox.claim(delivery)
        await stores.outbox.settle(delivery, state, at)


async def send_notices(stores: Stores) -> list[tuple[int, str, str]]:
    """Send every waiting notice; return (chat, what, article) of each, sorted."""
    notices = [d for d in await stores.outbox.due(NOON + timedelta(days=99)) if "notice" in d.content]
    for notice in notices:
        await stores.outbox.claim(notice)
        await stores.outbox.settle(notice, DeliveryState.SENT, NOON)
    return sorted((d.chat_id, d.content["notice"], d.content["article"]) for d in notices)
