"""Give handlers PTB's context with our services and clock in it, and a way to reply."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Coroutine
from contextvars import copy_context
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from telegram import ForceReply, InlineKeyboardMarkup, Message, ReplyParameters, Update
from telegram.error import TelegramError
from telegram.ext import Application, CallbackContext, ExtBot

from bot.services import Services
from bot.telegram.jobs.runner import JobRunner
from bot.telegram.messages.albums import Albums
from bot.telegram.messages.entities import NO_PREVIEW, entities, messages
from bot.telegram.messages.expected import Expected, SmallTalk
from bot.telegram.recently import Recently
from bot.telegram.sending.calls import Calls
from bot.telegram.sending.outbox import OutboxSender
from bot.telegram.sending.outcomes import Outcome, outcome_of
from bot.telegram.updates.current import CURRENT
from bot.telegram.updates.requests import UpdatesRequest
from bot.usecases.delivering.wishes.wish import Wish
from bot.views.rich_text import Text
from retrieval.domain.clock import Clock
from storage.ports.chat_settings import ChatSettings

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Shared:
    """What all handlers share, in PTB's bot_data.

    `check_interval` is that of the scheduled jobs in seconds.  `stopping` is set when the bot is to stop; `fatal` then
    says why it must stop with an error, if it must.
    """

    services: Services
    clock: Clock
    job_runner: JobRunner
    calls: Calls
    outbox_sender: OutboxSender
    check_interval: float
    updates_request: UpdatesRequest
    albums: Albums = field(default_factory=Albums)
    # Editors who were asked what to add, and readers who were asked at what hour a digest is to come.
    articles_expected: Expected[bool] = field(default_factory=Expected)
    hours_expected: Expected[Wish] = field(default_factory=Expected)
    # Administrators who were asked at what hour a digest is to come to a channel, with its number.
    channel_hours_expected: Expected[int] = field(default_factory=Expected)
    # The last small talk of each reader, which may be edited into a question.
    small_talk: Expected[SmallTalk] = field(default_factory=Expected)
    recently: Recently = field(default_factory=Recently)
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    fatal: str | None = None

    def stop(self, fatal: str) -> None:
        """Stop the bot with an error."""
        self.fatal = fatal
        self.stopping.set()


class Context(CallbackContext[ExtBot[Any], dict[Any, Any], dict[Any, Any], dict[Any, Any]]):
    """PTB's context; reach our objects, which it keeps in a dict, through these properties only.

    `chat_settings` are those of the update's chat as its handling began, or of its user if it has no chat.
    """

    chat_settings = ChatSettings()

    @property
    def shared(self) -> Shared:
        shared: Shared = self.bot_data["shared"]
        return shared

    @property
    def services(self) -> Services:
        return self.shared.services

    def now(self) -> datetime:
        return self.shared.clock()


App = Application[Any, Context, dict[Any, Any], dict[Any, Any], dict[Any, Any], Any]
# The application as a handler's context types it.
AnyApp = Application[Any, Any, Any, Any, Any, Any]


def shared_by(app: App) -> Shared:
    shared: Shared = app.bot_data["shared"]
    return shared


def in_background(app: AnyApp, work: Coroutine[Any, Any, None], update: Update | None = None) -> None:
    """Run work without holding up the chat's next messages; do not start it if the bot is stopping.

    With the `update` that it replies to, that update is done only after this work.  Without, the work is recorded
    elsewhere, and what it sends is no reply.
    """
    current = CURRENT.get()
    if not app.running:
        work.close()
        if current is not None and update is not None:
            current.is_left = True
    elif update is None:
        apart = copy_context()
        apart.run(CURRENT.set, None)
        apart.run(app.create_task, work)
    else:
        task = app.create_task(work, update)
        if current is not None:
            current.tasks.add(task)


def message_of(update: Update) -> Message:
    """Return the message that a handler was called for."""
    if update.effective_message is None:
        raise RuntimeError("a message handler without a message")
    return update.effective_message


def topic_of(message: Message) -> int:
    """Return the forum topic that a message is in; 0: none."""
    return (message.message_thread_id or 0) if message.is_topic_message else 0


async def reply(
    update: Update,
    blocks: list[Text],
    buttons: InlineKeyboardMarkup | ForceReply | None = None,
    *,
    quoting: bool = False,
    to: Message | None = None,
) -> list[Message]:
    """Send blocks to the same chat and topic, in as many messages as it takes, and return those that were confirmed.

    What does not arrive is sent again (bot.telegram.sending.calls).  Raise TelegramError if that does not help.
    The last message carries the `buttons`, and with `quoting` it is a reply to the reader's message, or to another one.
    """
    message = message_of(update)
    texts = messages(blocks)
    sent = []
    for n, text in enumerate(texts, 1):
        last = n == len(texts)
        one = await unless_unanswered(
            message.reply_text(
                text.plain,
                entities=entities(text),
                link_preview_options=NO_PREVIEW,
                reply_markup=buttons if last else None,
                reply_parameters=_quoting(to or message) if last and quoting else None,
            )
        )
        sent += [] if one is None else [one]
    return sent


async def unless_unanswered(sending: Awaitable[Message]) -> Message | None:
    """Return the message sent; None if Telegram did not confirm it in time: as a rule, it arrived all the same."""
    try:
        return await sending
    except TelegramError as error:
        if outcome_of(error) is not Outcome.UNANSWERED:
            raise
        log.info("a reply was sent, and Telegram did not confirm it in time")
        return None


def _quoting(message: Message) -> ReplyParameters:
    # The reader may have deleted the question by now.
    return ReplyParameters(message.message_id, allow_sending_without_reply=True)
