"""Send what is in the outbox: claim, send, settle.  If the outcome is unknown, park it and leave it to the editors."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from time import monotonic
from typing import Any

from telegram import InlineKeyboardMarkup
from telegram.error import ChatMigrated, RetryAfter, TelegramError, TimedOut
from telegram.ext import ExtBot

from bot.languages.catalogues import ENGLISH
from bot.languages.speaking import speak
from bot.services import Delivering
from bot.telegram.messages.alert_buttons import alert_buttons
from bot.telegram.messages.delivery_buttons import delivery_buttons
from bot.telegram.messages.entities import NO_PREVIEW, entities, messages
from bot.telegram.sending.calls import Calls, Pace
from bot.telegram.sending.outcomes import Outcome, closed_because, is_topic_closed, outcome_of, seconds
from bot.telegram.sending.turns import Stopping
from bot.usecases.asking.message_references import remember
from bot.usecases.asking.reader_time import reader_now
from bot.usecases.delivering.delivery_texts import text_of
from bot.views.outbox import LOST_CONNECTION, MET_AN_ERROR, TIMED_OUT
from bot.views.rich_text import Text
from retrieval.domain.clock import Clock
from retrieval.domain.errors import StorageError
from storage.ports.chat_settings import ChatSettings
from storage.ports.outbox import Delivery, DeliveryState

log = logging.getLogger(__name__)

# So many chats are written to at once: what Telegram allows in a second, with room for slow responses.
MAX_CHATS_AT_ONCE = 60
# So many deliveries are looked up together: looking costs as much as all that wait.
LOOKED_UP = 300
# If so many fail for a reason of ours, say a full disk, the rest would fail too.
MAX_HELD_CHATS = 20
# A message that certainly did not arrive is sent again after this pause, which doubles with each try.
FIRST_PAUSE = timedelta(seconds=5)
MAX_PAUSE = timedelta(hours=1)
# A delivery whose text cannot be written now waits for this long.
UNWRITABLE_PAUSE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class _Written:
    """The messages of a delivery as they are now, and the buttons under the last."""

    parts: Sequence[Text]
    buttons: InlineKeyboardMarkup | None


class OutboxSender:
    """Sends to several chats at once, and to each chat in order."""

    def __init__(self, delivering: Delivering, bot: ExtBot[Any], calls: Calls, clock: Clock) -> None:
        self._delivering, self._outbox = delivering, delivering.outbox
        self._bot, self._calls, self._clock = bot, calls, clock
        # Outcomes that could not be stored yet.  Until they are, their deliveries count as being sent.
        self._unsettled: list[Callable[[], Awaitable[None]]] = []

    async def send_due(self) -> None:
        """Send everything that is due, while messages get through; a chat that is held up does not hold up others."""
        await self._settle_again()
        # Chats that cannot be sent to now for a reason of ours; others that must wait are not due any more.
        held: set[int] = set()
        if not self._calls.circuit.is_closed and not await self._try_one(held):
            return
        tasks: dict[int, asyncio.Task[None]] = {}
        due: dict[int, list[Delivery]] = {}
        async with asyncio.TaskGroup() as group:
            while True:
                if len(held) >= MAX_HELD_CHATS or not self._may_go_on():
                    due = {}
                elif not due:
                    due = await self._due_by_chat({*tasks, *held})
                while due and len(tasks) < MAX_CHATS_AT_ONCE and self._may_go_on():
                    chat = next(iter(due))
                    tasks[chat] = group.create_task(self._send_to_chat(chat, due.pop(chat), held))
                if not tasks:
                    return
                await asyncio.wait(tasks.values(), return_when=asyncio.FIRST_COMPLETED)
                tasks = {chat: task for chat, task in tasks.items() if not task.done()}

    async def send_to(self, chat: int) -> None:
        """Send what is due to one chat, whatever waits for others."""
        if self._may_go_on() and (deliveries := await self._outbox.due(self._clock(), chat=chat)):
            await self._send_to_chat(chat, deliveries, set())

    def _may_go_on(self) -> bool:
        # If outcomes cannot be stored, send no more that may end like that.
        return self._calls.circuit.is_closed and not self._calls.stopping and not self._unsettled

    async def _due_by_chat(self, without: set[int]) -> dict[int, list[Delivery]]:
        found: dict[int, list[Delivery]] = {}
        for delivery in await self._outbox.due(self._clock(), LOOKED_UP, without=without):
            found.setdefault(delivery.chat_id, []).append(delivery)
        return found

    async def _try_one(self, held: set[int]) -> bool:
        """While nothing gets through, ask Telegram for its name for us, then send one delivery: did it get through?"""
        circuit = self._calls.circuit
        if not circuit.may_probe(monotonic()):
            return False
        try:
            await self._bot.get_me(rate_limit_args=Pace.ONCE)
        except TelegramError as error:
            circuit.failed(monotonic())
            log.info("Telegram cannot be reached, so nothing is sent: %s", error.message)
            return False
        failures = circuit.failures
        for delivery in await self._outbox.due(self._clock()):
            if circuit.failures == failures and not self._unsettled:
                await self._send_to_chat(delivery.chat_id, [delivery], held, trial=True)
        return circuit.is_closed

    async def _send_to_chat(
        self, chat: int, deliveries: list[Delivery], held: set[int], *, trial: bool = False
    ) -> None:
        """Send deliveries to one chat until one must wait."""
        try:
            settings = await self._delivering.chat_settings.get(chat)
            speak(settings.language_for_pushes or ENGLISH)
            for delivery in deliveries:
                if self._unsettled or not await self._send(delivery, settings, trial=trial):
                    return
        except Stopping:
            held.add(chat)
        except StorageError as error:
            log.warning("cannot send to chat %s now: %s", chat, error)
            held.add(chat)
        except Exception:
            log.exception("cannot send to chat %s now", chat)
            held.add(chat)

    async def _send(self, delivery: Delivery, chat: ChatSettings, *, trial: bool) -> bool:
        """Send a delivery, message by message, and return whether it is settled; False if it must wait."""
        while True:
            before = await self._written_now(delivery, chat)
            if before is None:
                return False
            try:
                claimed, written, sent = await self._send_next(delivery, before, chat, trial=trial)
            except (Stopping, StorageError):
                # It was not claimed.
                raise
            except TelegramError as error:
                return await self._failed(delivery, error)
            except Exception:
                # An error of our own between claiming and sending: nobody knows what arrived.
                log.exception("parked delivery %s: it failed", delivery.key)
                await self._settle(delivery, DeliveryState.PARKED, MET_AN_ERROR)
                return True
            if claimed is None:
                # Another process has it, or an outage began while it waited for its turn.
                return trial or self._may_go_on()
            if written is None:
                return False
            if claimed.arrived + 1 >= len(written.parts):
                await self._settle(claimed, DeliveryState.SENT)
                await self._remember(claimed, sent)
                return True
            await self._keep(partial(self._outbox.part_arrived, claimed))
            await self._remember(claimed, sent)
            delivery = replace(claimed, arrived=claimed.arrived + 1, attempts=0)

    async def _send_next(
        self, delivery: Delivery, before: _Written, chat: ChatSettings, *, trial: bool
    ) -> tuple[Delivery | None, _Written | None, int | None]:
        """Claim a delivery in turn, send its next message, and return both with all its messages as they are now.

        Nothing is sent if it cannot be claimed, cannot be written, or has become too short for another message.
        """
        claimed: Delivery | None = None
        now: _Written | None = before
        async with self._calls.push_turn(delivery.chat_id) as trip:
            if trial or self._may_go_on():
                claimed, now = await self._claimed(delivery, before, chat)
            if claimed is None or now is None or claimed.arrived >= len(now.parts):
                trip.unused = True
                return claimed, now, None
            trip.leaves(monotonic())
            return claimed, now, await self._message(claimed, now)

    async def _claimed(
        self, delivery: Delivery, before: _Written, chat: ChatSettings
    ) -> tuple[Delivery | None, _Written | None]:
        """Claim a delivery, and return it with its messages as they are now; None for what cannot be had."""
        stored = await self._delivering.library.generation()
        claimed = await self._outbox.claim(delivery)
        if claimed is None:
            return None, before
        try:
            is_changed = claimed.content != delivery.content or await self._delivering.library.generation() != stored
        except StorageError as error:
            await self._postpone(claimed, UNWRITABLE_PAUSE, str(error))
            return claimed, None
        if is_changed:
            # A reader who was never shown the old text gets no correction, so show the text as it is now.
            return claimed, await self._written_now(claimed, chat)
        return claimed, before

    async def _written_now(self, delivery: Delivery, chat: ChatSettings) -> _Written | None:
        """Return the messages of a delivery; None if they cannot be written now, and it is postponed."""
        try:
            there = await reader_now(self._delivering.subscriptions, "UTC", delivery.chat_id, self._clock())
            text = await text_of(
                self._delivering.library, delivery.content, there,
                folds=chat.is_channel, pages=self._delivering.pages,
            )  # fmt: skip
            return _Written(messages([text]), await self._buttons(delivery, chat))
        except Exception:
            # Nothing was sent yet: this delivery can wait, and must not hold up the others.
            log.exception("cannot write delivery %s now", delivery.key)
            why = "its text could not be written; the log says why"
            await self._keep(partial(self._outbox.postpone, delivery, self._clock() + UNWRITABLE_PAUSE, why))
            return None

    async def _message(self, delivery: Delivery, written: _Written) -> int:
        """Send the next message of a delivery; a digest sounds once, and the last message has the buttons."""
        text, is_last = written.parts[delivery.arrived], delivery.arrived + 1 >= len(written.parts)
        sent = await self._bot.send_message(
            delivery.chat_id,
            text.plain,
            entities=entities(text),
            link_preview_options=NO_PREVIEW,
            message_thread_id=delivery.topic or delivery.content.get("topic") or None,
            disable_notification=bool(delivery.arrived) or None,
            reply_markup=written.buttons if is_last else None,
            rate_limit_args=Pace.IN_TURN,
        )
        return sent.message_id

    async def _buttons(self, delivery: Delivery, chat: ChatSettings) -> InlineKeyboardMarkup | None:
        """Return the buttons under a delivery; those of a digest only where its readers may press them."""
        if (alert := alert_buttons(delivery.content)) is not None:
            return alert
        return None if chat.is_channel else await delivery_buttons(self._delivering.library, delivery)

    async def _remember(self, delivery: Delivery, message: int | None) -> None:
        sent = [] if message is None else [message]
        await remember(self._delivering.turns, delivery.chat_id, sent, articles=delivery.content["articles"])

    async def _failed(self, delivery: Delivery, error: TelegramError) -> bool:
        """Wait, park or give up after a failure; return whether the delivery is settled."""
        now, chat = self._clock(), delivery.chat_id
        match outcome_of(error):
            case Outcome.LATER if isinstance(error, RetryAfter):
                await self._postpone(delivery, timedelta(seconds=seconds(error)), "Telegram asked to wait")
                return False
            case Outcome.MOVED if isinstance(error, ChatMigrated):
                await self._keep(partial(self._delivering.subscriptions.chat_migrated, chat, error.new_chat_id))
                await self._postpone(delivery, timedelta(0), f"the chat is now {error.new_chat_id}")
                return False
            case Outcome.NOT_ARRIVED:
                pause = min(MAX_PAUSE, FIRST_PAUSE * 2 ** min(delivery.attempts, 12))
                await self._postpone(delivery, pause, error.message)
                return False
            case Outcome.BLOCKED | Outcome.CHAT_CLOSED:
                advice = closed_because(error)
                log.info("chat %s cannot be written to: %s", chat, error.message)
                topic = delivery.topic if is_topic_closed(error) else None
                closed = self._delivering.subscriptions.chat_closed
                await self._keep(partial(closed, chat, now, error.message, advice, topic))
                return False
            case Outcome.REFUSED:
                log.error("Telegram refused delivery %s: %s", delivery.key, error.message)
                await self._settle(delivery, DeliveryState.FAILED, error.message)
                return True
        why = TIMED_OUT if isinstance(error, TimedOut) else LOST_CONNECTION
        log.warning("parked delivery %s to chat %s, for it may have arrived: %s", delivery.key, chat, error.message)
        await self._settle(delivery, DeliveryState.PARKED, why)
        return True

    async def _postpone(self, delivery: Delivery, pause: timedelta, why: str) -> None:
        await self._keep(partial(self._outbox.postpone, delivery, self._clock() + pause, why))

    async def _settle(self, delivery: Delivery, state: DeliveryState, note: str | None = None) -> None:
        await self._keep(partial(self._outbox.settle, delivery, state, self._clock(), note))

    async def _keep(self, write: Callable[[], Awaitable[None]]) -> None:
        """Store an outcome, now or as soon as the database can be written again."""
        try:
            await write()
        except StorageError as error:
            log.warning("cannot store yet what became of a delivery: %s", error)
            self._unsettled.append(write)

    async def _settle_again(self) -> None:
        """Store outcomes that could not be stored before.  Raise StorageError if they still cannot."""
        while self._unsettled:
            await self._unsettled[0]()
            del self._unsettled[0]
