"""The bot on Telegram: the application, put together, and its life from start to stop."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Awaitable
from datetime import UTC, datetime
from functools import partial
from typing import Any
from weakref import WeakValueDictionary

from telegram import (
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    Update,
)
from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application, BaseUpdateProcessor, ContextTypes

from bot.composition import open_services
from bot.logs import set_up_logs
from bot.services import Services
from bot.settings import Settings
from bot.telegram import scheduled_jobs
from bot.telegram.context import App, Clock, Context, Shared, shared_by
from bot.telegram.handlers import (
    add,
    background_jobs,
    changes,
    editors,
    errors,
    feedback,
    feeds,
    questions,
    subscriptions,
)
from bot.telegram.jobs.runner import JobRunner
from bot.telegram.menu import READERS
from bot.telegram.messages.rate_limiter import RateLimiter
from bot.usecases.seeding import seed_if_empty
from retrieval.domain.errors import OnRecordError

log = logging.getLogger(__name__)

# PTB is about to give waiting times as timedelta, and warns until one says that one knows.
os.environ.setdefault("PTB_TIMEDELTA", "true")

# 16 at once beat 256 in a load test: fewer replies lost, twice as many a second (../shared/TELEGRAM.md's figures).
AT_ONCE = 16
# Updates taken in before Telegram has to keep them.
WAITING = 4096
# Telegram allows about 30 a second; PTB's limiter lets a burst through, so stay well below.
A_SECOND = 20
RETRIES = 5
# Seconds that a question waits for what another process has just stored.
PATIENCE = 1.0

# What Telegram is asked to send.
UPDATES = [Update.MESSAGE, Update.CALLBACK_QUERY, Update.MY_CHAT_MEMBER]


class OneChatAtATime(BaseUpdateProcessor):
    """Several chats at once, each chat's messages in their order."""

    def __init__(self) -> None:
        # Waiting for one's turn takes none of the AT_ONCE places: a chat that floods the bot holds up itself alone.
        super().__init__(WAITING)
        self._places = asyncio.Semaphore(AT_ONCE)
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        chat = update.effective_chat.id if isinstance(update, Update) and update.effective_chat else 0
        turn = self._turns.setdefault(chat, asyncio.Lock())
        async with turn, self._places:
            await coroutine

    async def initialize(self) -> None:
        """Nothing to open."""

    async def shutdown(self) -> None:
        """Nothing to close."""


def build(
    settings: Settings, services: Services, clock: Clock | None = None, every: float = scheduled_jobs.EVERY
) -> App:
    """The application over open services.  `clock` gives the time, aware; `every` is the jobs' interval in seconds."""
    if settings.telegram_token is None:
        raise OnRecordError("no Telegram token is set: set ONRECORD_TELEGRAM_TOKEN (from @BotFather)")
    app: App = (
        Application.builder()
        .token(settings.telegram_token.get_secret_value())
        .base_url(f"{settings.telegram_api}/bot")
        .base_file_url(f"{settings.telegram_api}/file/bot")
        .context_types(ContextTypes(context=Context))
        .concurrent_updates(OneChatAtATime())
        .rate_limiter(RateLimiter(overall_max_rate=A_SECOND, max_retries=RETRIES))
        .post_init(partial(_post_init, every=every))
        .build()
    )
    app.bot_data["shared"] = Shared(
        services, clock or (lambda: datetime.now(UTC)), JobRunner(app, services.editing.jobs, services.asking.turns)
    )
    # Feeds come first: a list of them is a document too.
    for subject in (feeds, add, background_jobs, changes, editors, subscriptions, feedback, questions, errors):
        subject.register(app)
    return app


async def _post_init(app: App, every: float) -> None:
    """Once connected: fill an empty store, deal with what an earlier end left, say which commands there are."""
    services = shared_by(app).services
    await seed_if_empty(services.editing)
    await scheduled_jobs.on_start(app, every)
    await _publish_commands(app)


async def _publish_commands(app: App) -> None:
    await app.bot.set_my_commands(READERS, BotCommandScopeAllPrivateChats())
    await app.bot.set_my_commands(READERS, BotCommandScopeAllGroupChats())
    services = shared_by(app).services
    made = {editor.user for editor in await services.editing.editors.all()}
    for editor in sorted(made | services.settings.editors | services.settings.owners):
        await editors.show_commands(app.bot, editor)


def serve(settings: Settings) -> None:
    """Run until told to stop.  Raises OnRecordError where the bot cannot start or must not go on."""
    token = settings.telegram_token.get_secret_value() if settings.telegram_token else ""
    set_up_logs(settings.log_level, [token])
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    services = loop.run_until_complete(open_services(settings, patience=PATIENCE))
    try:
        loop.run_until_complete(services.engine.check())
        app = build(settings, services)
        log.info("On Record starts on %s", settings.data)
        app.run_polling(allowed_updates=UPDATES, close_loop=False)
    except InvalidToken as error:
        raise OnRecordError(
            "Telegram does not know this token; copy ONRECORD_TELEGRAM_TOKEN again from @BotFather"
        ) from error
    except TelegramError as error:
        raise OnRecordError(f"Telegram cannot be reached ({error.message}); check the network") from error
    finally:
        loop.run_until_complete(services.close())
        loop.close()
    if (fatal := shared_by(app).fatal) is not None:
        raise OnRecordError(fatal)
