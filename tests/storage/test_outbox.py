"""What the outbox writes down for the operator and no port shows."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from storage.database.engine import Database
from storage.outbox.deliveries import SqlOutbox, write
from storage.ports.outbox import Delivery, DeliveryState

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.mark.parametrize("state", [DeliveryState.SENT, DeliveryState.PARKED, DeliveryState.FAILED])
async def test_a_settled_delivery_keeps_when_and_why(
    database: Database, outbox: SqlOutbox, state: DeliveryState
) -> None:
    await database.write(lambda connection: write(connection, Delivery("a", 7, {}), NOON))
    (delivery,) = await outbox.due(NOON)
    await outbox.claim(delivery)
    await outbox.settle(delivery, state, NOON, "why")
    (kept,) = await database.rows(text("select note, settled from deliveries"))
    assert (kept.note, kept.settled) == ("why", "2026-11-24 12:00:00.000000")
