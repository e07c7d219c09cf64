"""What a handler is given: PTB's context, with our services and clock in it."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from telegram import InlineKeyboardMarkup, LinkPreviewOptions, Message, Update
from telegram.ext import Application, CallbackContext, ExtBot

from bot.services import Services
from bot.telegram.jobs.runner import JobRunner
from bot.telegram.messages.albums import Albums
from bot.telegram.messages.entities import entities, messages
from bot.views.rich_text import Text

Clock = Callable[[], datetime]


@dataclass(slots=True)
class Shared:
    """One for the whole application, in PTB's bot_data.  `fatal` says why the bot must end with a fault."""

    services: Services
    clock: Clock
    job_runner: JobRunner
    albums: Albums = field(default_factory=Albums)
    fatal: str | None = None


class Context(CallbackContext[ExtBot[Any], dict[Any, Any], dict[Any, Any], dict[Any, Any]]):
    """PTB keeps a dict for us; these properties are the one way into it."""

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
# As a handler's context knows it.
AnyApp = Application[Any, Any, Any, Any, Any, Any]


def shared_by(app: App) -> Shared:
    shared: Shared = app.bot_data["shared"]
    return shared


def in_background(
    app: Application[Any, Any, Any, Any, Any, Any], work: Coroutine[Any, Any, None], update: Update | None = None
) -> None:
    """Let it go on beside the chat's next messages; where the bot is stopping already it is not begun."""
    if app.running:
        app.create_task(work, update)
    else:
        work.close()


def message_of(update: Update) -> Message:
    """The message a handler was chosen for."""
    if update.effective_message is None:
        raise RuntimeError("a message handler without a message")
    return update.effective_message


# A preview would stand for one of several sources, and not in the order of the citations.
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)


async def reply(
    update: Update, blocks: list[Text], buttons: InlineKeyboardMarkup | None = None, *, quoting: bool = False
) -> list[Message]:
    """Answer in the same chat and topic, in as many messages as it takes; returns them.

    `buttons` stand under the last, which with `quoting` is a reply to the reader's message.
    """
    message = message_of(update)
    texts = messages(blocks)
    sent = []
    for n, text in enumerate(texts, 1):
        last = n == len(texts)
        sent.append(
            await message.reply_text(
                text.plain,
                entities=entities(text),
                link_preview_options=_NO_PREVIEW,
                reply_markup=buttons if last else None,
                do_quote=last and quoting,
            )
        )
    return sent
