"""Notices: whoever was lately shown an article hears once that it was corrected, retracted or restored."""

from __future__ import annotations

from datetime import timedelta

import pytest

from retrieval.domain.changes import OPERATOR
from storage.ports.outbox import NOTICE_PERIOD, Delivery, DeliveryState
from tests.contracts.deliveries import write_deliveries
from tests.contracts.drafts import pair
from tests.contracts.notices import send_notices, show_in_answer, show_in_digest
from tests.contracts.stores import NOON, Clock, Stores

HILL = 'It rained. "We are patient," said Christopher Hill.'
ROSE = 'It snowed. "We are not," said Ana Rose.'
ANN, BEN, DAN = 1, 2, -100


async def test_a_chat_that_was_shown_the_article_gets_one_notice(stores: Stores) -> None:
    for name, text in (("a", HILL), ("b", ROSE)):
        await stores.library.put([pair(text, name)])
    await show_in_answer(stores, ANN, ("b", 1), ("a", 1))
    await show_in_answer(stores, ANN, ("a", 1))
    await show_in_answer(stores, BEN, ("b", 1))
    await show_in_digest(stores, DAN, "b", "a", at=NOON)
    await show_in_digest(stores, ANN, "a", at=NOON)
    await stores.library.retract("a", OPERATOR, "a hoax")
    (one, other) = await stores.outbox.due(NOON)
    assert one.content["reason"] == other.content["reason"] == "a hoax"
    assert await send_notices(stores) == [(DAN, "retracted", "a"), (ANN, "retracted", "a")]


async def test_a_chat_that_was_shown_it_long_ago_gets_none(stores: Stores, clock: Clock) -> None:
    await stores.library.put([pair(HILL, "a")])
    await show_in_answer(stores, ANN, ("a", 1), at=NOON)
    await show_in_answer(stores, BEN, ("a", 1), at=NOON + timedelta(minutes=2))
    await show_in_digest(stores, DAN, "a", at=NOON)
    clock.now = NOON + NOTICE_PERIOD + timedelta(minutes=1)
    await stores.library.retract("a", OPERATOR)
    assert await send_notices(stores) == [(BEN, "retracted", "a")]


@pytest.mark.parametrize(
    ("state", "notified"), [(DeliveryState.PARKED, True), (DeliveryState.FAILED, False), (DeliveryState.PENDING, False)]
)
async def test_a_digest_that_may_have_arrived_counts_as_shown(
    stores: Stores, state: DeliveryState, *, notified: bool
) -> None:
    await stores.library.put([pair(HILL, "a")])
    await show_in_digest(stores, ANN, "a", state=state, at=NOON)
    await stores.library.retract("a", OPERATOR)
    assert await send_notices(stores) == [(ANN, "retracted", "a")] * notified


async def test_a_correction_is_sent_once_for_each_revision_that_was_shown(stores: Stores, clock: Clock) -> None:
    await stores.library.put([pair(HILL, "a")])
    await show_in_answer(stores, ANN, ("a", 1))
    await show_in_digest(stores, DAN, "a", at=NOON)
    clock.now = NOON + timedelta(minutes=1)
    await stores.library.put([pair(HILL, "a", title="Rain")])
    assert await send_notices(stores) == [], "the text is the same"
    await stores.library.put([pair(ROSE, "a")])
    assert await send_notices(stores) == [(DAN, "corrected", "a"), (ANN, "corrected", "a")]
    await stores.library.put([pair(f"{ROSE} Again.", "a")])
    assert await send_notices(stores) == [], "they know already that the text they were shown is out of date"
    await show_in_answer(stores, ANN, ("a", 4))
    await stores.library.put([pair(f"{ROSE} And again.", "a")])
    assert await send_notices(stores) == [(ANN, "corrected", "a")]


async def test_only_chats_that_heard_of_the_retraction_hear_of_the_restoration(stores: Stores) -> None:
    await stores.library.put([pair(HILL, "a")])
    await show_in_answer(stores, ANN, ("a", 1))
    await show_in_answer(stores, BEN, ("a", 1))
    await stores.library.retract("a", OPERATOR)
    await stores.outbox.settle((await stores.outbox.due(NOON))[0], DeliveryState.SENT, NOON)
    await stores.library.restore("a", OPERATOR)
    assert await send_notices(stores) == [(ANN, "restored", "a")], "Ben's notice of the retraction was still waiting"
    await stores.library.retract("a", OPERATOR)
    assert await send_notices(stores) == [(ANN, "retracted", "a"), (BEN, "retracted", "a")]


async def test_a_correction_undone_before_its_notice_was_sent_sends_none(stores: Stores) -> None:
    await stores.library.put([pair(HILL, "a")])
    await show_in_answer(stores, ANN, ("a", 1))
    await stores.library.put([pair(ROSE, "a")])
    await stores.library.put([pair(HILL, "a")])
    assert await send_notices(stores) == []
    await stores.library.put([pair(ROSE, "a")])
    assert await send_notices(stores) == [(ANN, "corrected", "a")]


async def test_a_retraction_replaces_the_waiting_notice_of_a_correction(stores: Stores) -> None:
    for name, other in (("a", ROSE), ("b", HILL)):
        await stores.library.put([pair(HILL, name)])
        await show_in_answer(stores, ANN, (name, 1))
        await stores.library.put([pair(f"{other} So it was.", name)])
    await stores.library.retract("a", OPERATOR)
    assert await send_notices(stores) == [(ANN, "corrected", "b"), (ANN, "retracted", "a")]


async def test_a_copy_replaces_the_retracted_article_in_a_waiting_digest(stores: Stores, clock: Clock) -> None:
    """The copy was left out because of the article, and the next digest begins after both."""
    for name in ("a", "b"):
        await stores.library.put([pair(HILL, name)])
    await stores.library.put([pair(ROSE, "c")])
    clock.now = NOON + timedelta(hours=1)
    await show_in_digest(stores, ANN, "c", "a", state=DeliveryState.PENDING, at=NOON)
    await show_in_digest(stores, BEN, "a", at=NOON)
    await stores.library.put([pair(HILL, "late")])
    await stores.library.retract("a", OPERATOR)
    due = await stores.outbox.due(clock.now)
    waiting = {d.chat_id: d.content["articles"] for d in due if d.key.startswith("digest")}
    assert waiting == {ANN: ["c", "b"]}
    (digest,) = [d for d in due if d.chat_id == ANN]
    claimed = await stores.outbox.claim(digest)
    assert claimed is not None
    await stores.outbox.settle(claimed, DeliveryState.SENT, clock.now)
    await stores.library.retract("b", OPERATOR)
    assert await send_notices(stores) == [(ANN, "retracted", "b"), (BEN, "retracted", "a")]
    await show_in_digest(stores, DAN, "late", state=DeliveryState.PENDING, at=NOON)
    await stores.library.retract("late", OPERATOR)
    assert [d.content["articles"] for d in await stores.outbox.due(clock.now) if d.chat_id == DAN] == [["late"]]


async def test_a_later_page_of_a_digest_is_kept_current_but_counts_as_shown_only_when_opened(stores: Stores) -> None:
    for name in ("a", "b"):
        await stores.library.put([pair(HILL, name)])
    await stores.library.put([pair(ROSE, "c")])
    stories = [{"head": name, "articles": [name], "says": []} for name in ("c", "a")]
    content = {"articles": ["c"], "stories": stories}
    for chat in (ANN, BEN, DAN):
        await write_deliveries(stores, Delivery(f"digest:{chat}:1", chat, content), now=NOON)
    for delivery in await stores.outbox.due(NOON):
        if delivery.chat_id != ANN:
            await stores.outbox.claim(delivery)
            await stores.outbox.settle(delivery, DeliveryState.SENT, NOON)
        if delivery.chat_id == DAN:
            await stores.told.add_shown(delivery.id, ["a"], NOON)
    await stores.library.retract("a", OPERATOR)
    (waiting,) = [d for d in await stores.outbox.due(NOON) if d.chat_id == ANN]
    assert waiting.content["articles"] == ["c"]
    assert [story["head"] for story in waiting.content["stories"]] == ["c", "b"]
    assert await send_notices(stores) == [(DAN, "retracted", "a")]


async def test_claiming_a_delivery_returns_its_latest_content(stores: Stores) -> None:
    for name in ("a", "b"):
        await stores.library.put([pair(HILL, name)])
    await show_in_digest(stores, ANN, "a", state=DeliveryState.PENDING, at=NOON)
    (seen,) = await stores.outbox.due(NOON)
    await stores.library.retract("a", OPERATOR)
    claimed = await stores.outbox.claim(seen)
    assert claimed is not None
    assert (claimed.content["articles"], claimed.attempts) == (["b"], 0)
