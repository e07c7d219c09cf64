"""Write deliveries to the outbox the only way a port offers: with a subscription that moves on."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from storage.ports.outbox import Delivery
from storage.ports.subscriptions import Schedule, Subscription
from tests.contracts.stores import NOON, Stores


async def write_deliveries(stores: Stores, *deliveries: Delivery, now: datetime = NOON) -> None:
    """Write deliveries at `now`, through a subscription of a chat of no consequence."""
    scratch = Subscription(-999_999, Schedule((480,), "UTC"), since=now, due=now)
    while not await stores.subscriptions.advance(
        scratch, replace(scratch, due=now + timedelta(days=1)), deliveries, now
    ):
        await stores.subscriptions.put(scratch)


async def write_keys(stores: Stores, *keys: str, chat: int = 7, **content: Any) -> None:
    await write_deliveries(stores, *(Delivery(key, chat, content) for key in keys))
