"""Who was shown an article lately is told of its change once, and nobody else is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, func, select

from retrieval.domain.changes import OPERATOR
from retrieval.followups.conversation import Cited, Turn
from storage.chats import conversations
from storage.chats.conversations import SqlTurns
from storage.database.engine import Database
from storage.library.library import SqlLibrary
from storage.outbox.deliveries import SqlOutbox, write
from storage.outbox.notices import NOTICE_PERIOD
from storage.ports.conversations import Party
from storage.ports.outbox import Delivery, DeliveryState
from storage.schema.tables import TurnRow
from tests.storage.invented import draft, put

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
HILL = 'It rained. "We are patient," said Christopher Hill.'
ROSE = 'It snowed. "We are not," said Ana Rose.'
ANN, BEN, DAN = 1, 2, -100


@dataclass
class Clock:
    now: datetime = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def library(database: Database, clock: Callable[[], datetime]) -> SqlLibrary:
    return SqlLibrary(database, clock)


async def answered(database: Database, chat: int, *cited: tuple[str, int], at: datetime = NOON) -> None:
    places = tuple(Cited(article, revision, 0, 5) for article, revision in cited)
    turn = Turn("q", "q", articles=tuple(a for a, _ in cited), cited=places)
    await SqlTurns(database).put(Party(chat, 0, chat), turn, at)


async def digested(
    database: Database, chat: int, *articles: str, state: DeliveryState = DeliveryState.SENT, at: datetime
) -> None:
    """A digest in the outbox, settled at `at`."""
    outbox = SqlOutbox(database)

    def written(connection: Connection) -> None:
        write(connection, Delivery(f"digest:{chat}:{at}", chat, {"articles": list(articles)}), at)

    await database.write(written)
    delivery = next(d for d in await outbox.due(at) if d.key == f"digest:{chat}:{at}")
    if state is not DeliveryState.PENDING:
        await outbox.claim(delivery)
        await outbox.settle(delivery, state, at)


async def told(outbox: SqlOutbox) -> list[tuple[int, str, str]]:
    """(chat, what, article) of the notices that wait, and sends them."""
    notices = [d for d in await outbox.due(NOON + timedelta(days=99)) if "notice" in d.content]
    for notice in notices:
        await outbox.claim(notice)
        await outbox.settle(notice, DeliveryState.SENT, NOON)
    return sorted((d.chat_id, d.content["notice"], d.content["article"]) for d in notices)


async def test_who_was_shown_it_in_an_answer_or_a_digest_is_told_once(
    database: Database, library: SqlLibrary, outbox: SqlOutbox
) -> None:
    for name, text in (("a", HILL), ("b", ROSE)):
        await put(library, text, id=name)
    await answered(database, ANN, ("b", 1), ("a", 1))
    await answered(database, ANN, ("a", 1))
    await answered(database, BEN, ("b", 1))
    await digested(database, DAN, "b", "a", at=NOON)
    await digested(database, ANN, "a", at=NOON)
    await library.retract("a", OPERATOR, "a hoax")
    (one, other) = await outbox.due(NOON)
    assert one.content["reason"] == other.content["reason"] == "a hoax"
    assert await told(outbox) == [(DAN, "retracted", "a"), (ANN, "retracted", "a")]


async def test_only_what_was_shown_lately_counts(
    database: Database, library: SqlLibrary, outbox: SqlOutbox, clock: Clock
) -> None:
    await put(library, HILL, id="a")
    await answered(database, ANN, ("a", 1), at=NOON)
    await answered(database, BEN, ("a", 1), at=NOON + timedelta(minutes=2))
    await digested(database, DAN, "a", at=NOON)
    clock.now = NOON + NOTICE_PERIOD + timedelta(minutes=1)
    await library.retract("a", OPERATOR)
    assert await told(outbox) == [(BEN, "retracted", "a")]


@pytest.mark.parametrize(
    ("state", "tells"), [(DeliveryState.PARKED, True), (DeliveryState.FAILED, False), (DeliveryState.PENDING, False)]
)
async def test_a_digest_that_may_have_arrived_was_shown(
    database: Database, library: SqlLibrary, outbox: SqlOutbox, state: DeliveryState, *, tells: bool
) -> None:
    await put(library, HILL, id="a")
    await digested(database, ANN, "a", state=state, at=NOON)
    await library.retract("a", OPERATOR)
    assert await told(outbox) == [(ANN, "retracted", "a")] * tells


async def test_a_corrected_text_is_told_once_for_each_revision_that_was_shown(
    database: Database, library: SqlLibrary, outbox: SqlOutbox, clock: Clock
) -> None:
    await put(library, HILL, id="a")
    await answered(database, ANN, ("a", 1))
    await digested(database, DAN, "a", at=NOON)
    clock.now = NOON + timedelta(minutes=1)
    await library.put([draft(HILL, id="a", title="Rain")])
    assert await told(outbox) == [], "the text is the same"
    await library.put([draft(ROSE, id="a")])
    assert await told(outbox) == [(DAN, "corrected", "a"), (ANN, "corrected", "a")]
    await library.put([draft(f"{ROSE} Again.", id="a")])
    assert await told(outbox) == [], "that what they were shown is not what it says they know"
    await answered(database, ANN, ("a", 4))
    await library.put([draft(f"{ROSE} And again.", id="a")])
    assert await told(outbox) == [(ANN, "corrected", "a")]


async def test_who_was_told_of_a_retraction_is_told_that_it_was_taken_back(
    database: Database, library: SqlLibrary, outbox: SqlOutbox
) -> None:
    await put(library, HILL, id="a")
    await answered(database, ANN, ("a", 1))
    await answered(database, BEN, ("a", 1))
    await library.retract("a", OPERATOR)
    await outbox.settle((await outbox.due(NOON))[0], DeliveryState.SENT, NOON)
    await library.restore("a", OPERATOR)
    assert await told(outbox) == [(ANN, "restored", "a")], "Ben had not been told of it yet"
    await library.retract("a", OPERATOR)
    assert await told(outbox) == [(ANN, "retracted", "a"), (BEN, "retracted", "a")]


async def test_what_is_not_retracted_tells_nobody(
    database: Database, library: SqlLibrary, outbox: SqlOutbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One transaction: where telling fails, nothing is retracted."""

    def broken(*_: object) -> None:
        raise RuntimeError("here it ends")

    await put(library, HILL, id="a")
    await answered(database, ANN, ("a", 1))
    monkeypatch.setattr("storage.outbox.notices.write", broken)
    with pytest.raises(RuntimeError):
        await library.retract("a", OPERATOR)
    assert await library.article("a") is not None
    assert len(await library.entries(9)) == 1


async def test_what_was_corrected_and_put_back_before_anybody_was_told_tells_nobody(
    database: Database, library: SqlLibrary, outbox: SqlOutbox
) -> None:
    await put(library, HILL, id="a")
    await answered(database, ANN, ("a", 1))
    await put(library, ROSE, id="a")
    await put(library, HILL, id="a")
    assert await told(outbox) == []
    await put(library, ROSE, id="a")
    assert await told(outbox) == [(ANN, "corrected", "a")]


async def test_what_was_corrected_and_then_retracted_is_told_as_retracted_alone(
    database: Database, library: SqlLibrary, outbox: SqlOutbox
) -> None:
    for name, other in (("a", ROSE), ("b", HILL)):
        await put(library, HILL, id=name)
        await answered(database, ANN, (name, 1))
        await put(library, f"{other} So it was.", id=name)
    await library.retract("a", OPERATOR)
    assert await told(outbox) == [(ANN, "corrected", "b"), (ANN, "retracted", "a")]


async def test_a_copy_stands_in_the_digest_that_waits_where_the_first_was_retracted(
    database: Database, library: SqlLibrary, outbox: SqlOutbox, clock: Clock
) -> None:
    """It had been left out beside the first, and the next digest begins after both."""
    for name in ("a", "b"):
        await put(library, HILL, id=name)
    await put(library, ROSE, id="c")
    clock.now = NOON + timedelta(hours=1)
    await digested(database, ANN, "c", "a", state=DeliveryState.PENDING, at=NOON)
    await digested(database, BEN, "a", at=NOON)
    await put(library, HILL, id="late")
    await library.retract("a", OPERATOR)
    waiting = {d.chat_id: d.content["articles"] for d in await outbox.due(clock.now) if d.key.startswith("digest")}
    assert waiting == {ANN: ["c", "b"]}
    (digest,) = [d for d in await outbox.due(clock.now) if d.chat_id == ANN]
    claimed = await outbox.claim(digest)
    assert claimed is not None
    await outbox.settle(claimed, DeliveryState.SENT, clock.now)
    await library.retract("b", OPERATOR)
    assert await told(outbox) == [(ANN, "retracted", "b"), (BEN, "retracted", "a")]
    await digested(database, DAN, "late", state=DeliveryState.PENDING, at=NOON)
    await library.retract("late", OPERATOR)
    assert [d.content["articles"] for d in await outbox.due(clock.now) if d.chat_id == DAN] == [["late"]]


async def test_a_delivery_is_claimed_as_it_stands_then(
    database: Database, library: SqlLibrary, outbox: SqlOutbox
) -> None:
    for name in ("a", "b"):
        await put(library, HILL, id=name)
    await digested(database, ANN, "a", state=DeliveryState.PENDING, at=NOON)
    (seen,) = await outbox.due(NOON)
    await library.retract("a", OPERATOR)
    claimed = await outbox.claim(seen)
    assert claimed is not None
    assert (claimed.content["articles"], claimed.attempts) == (["b"], 0)


async def test_a_busy_chat_is_told_too(
    database: Database, library: SqlLibrary, outbox: SqlOutbox, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It asks more in a week than is kept of a chat."""
    monkeypatch.setattr(conversations, "MAX_TURNS_PER_CHAT", 3)
    for name in ("a", "b"):
        await put(library, HILL, id=name)
    await answered(database, DAN, ("a", 1))
    for _ in range(9):
        await answered(database, DAN, ("b", 1))
    await library.retract("a", OPERATOR)
    assert await told(outbox) == [(DAN, "retracted", "a")]
    later = NOON + NOTICE_PERIOD + timedelta(minutes=1)
    await answered(database, DAN, ("b", 1), at=later)
    (count,) = await database.rows(select(func.count()).select_from(TurnRow))
    assert tuple(count) == (3,)
