"""Build the Telegram application, and run it from start to stop."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Awaitable
from functools import partial
from pathlib import Path
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
from bot.telegram.context import App, Context, Shared, shared_by
from bot.telegram.handlers import (
    add,
    background_jobs,
    changes,
    editors,
    errors,
    feedback,
    feeds,
    privacy,
    questions,
    subscriptions,
)
from bot.telegram.jobs.runner import JobRunner
from bot.telegram.menu import READER_MENU
from bot.telegram.messages.rate_limiter import RateLimiter
from bot.usecases.rights import exposed_files
from bot.usecases.seeding import seed_if_empty
from retrieval.domain.clock import Clock, utc_now
from retrieval.domain.errors import OnRecordError

log = logging.getLogger(__name__)

# PTB will return waiting times as timedelta; this setting opts in, and stops its warnings.
os.environ.setdefault("PTB_TIMEDELTA", "true")

# In a load test, 16 at once beat 256: fewer replies were lost, and twice as many were sent a second.
MAX_CONCURRENT_UPDATES = 16
# Further updates stay at Telegram until these are done.
MAX_QUEUED_UPDATES = 4096
# Telegram allows about 30; PTB's limiter lets bursts through, so stay well below.
MAX_MESSAGES_PER_SECOND = 20
MAX_RETRIES = 5
# How long a question waits for articles that another process has just stored to become searchable.
INDEX_WAIT_SECONDS = 1.0

# The kinds of update that Telegram is asked to send.
ALLOWED_UPDATES = [Update.MESSAGE, Update.CALLBACK_QUERY, Update.MY_CHAT_MEMBER]


class OneChatAtATime(BaseUpdateProcessor):
    """Handle several chats at once, but the messages of each chat in order."""

    def __init__(self) -> None:
        # Waiting for the chat's lock takes no place: a chat that floods the bot holds up only itself.
        super().__init__(MAX_QUEUED_UPDATES)
        self._places = asyncio.Semaphore(MAX_CONCURRENT_UPDATES)
        self._locks: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        chat = update.effective_chat.id if isinstance(update, Update) and update.effective_chat else 0
        lock = self._locks.setdefault(chat, asyncio.Lock())
        async with lock, self._places:
            await coroutine

    async def initialize(self) -> None:
        """Do nothing: there is nothing to open."""

    async def shutdown(self) -> None:
        """Do nothing: there is nothing to close."""


def build(
    settings: Settings,
    services: Services,
    clock: Clock | None = None,
    every: float = scheduled_jobs.CHECK_INTERVAL_SECONDS,
) -> App:
    """Build the application over open services; `every` is the interval of the scheduled jobs in seconds."""
    if settings.telegram_token is None:
        raise OnRecordError("no Telegram token is set: set ONRECORD_TELEGRAM_TOKEN (from @BotFather)")
    app: App = (
        Application.builder()
        .token(settings.telegram_token.get_secret_value())
        .base_url(f"{settings.telegram_api}/bot")
        .base_file_url(f"{settings.telegram_api}/file/bot")
        .context_types(ContextTypes(context=Context))
        .concurrent_updates(OneChatAtATime())
        .rate_limiter(RateLimiter(overall_max_rate=MAX_MESSAGES_PER_SECOND, max_retries=MAX_RETRIES))
        .post_init(partial(_post_init, every=every))
        .build()
    )
    app.bot_data["shared"] = Shared(
        services, clock or utc_now, JobRunner(app, services.editing.jobs, services.asking.turns)
    )
    # Feeds come first: a list of feeds is a document too, but must not be added as an article.
    for subject in (feeds, add, background_jobs, changes, editors, subscriptions, feedback, privacy, questions, errors):
        subject.register(app)
    return app


async def _post_init(app: App, every: float) -> None:
    """Once connected, fill an empty store, recover from an earlier crash and publish the commands."""
    services = shared_by(app).services
    await seed_if_empty(services.editing)
    await scheduled_jobs.on_start(app, every)
    await _publish_commands(app)


async def _publish_commands(app: App) -> None:
    await app.bot.set_my_commands(READER_MENU, BotCommandScopeAllPrivateChats())
    await app.bot.set_my_commands(READER_MENU, BotCommandScopeAllGroupChats())
    services = shared_by(app).services
    made = {editor.user for editor in await services.editing.editors.all()}
    for editor in sorted(made | services.settings.editors | services.settings.owners):
        await editors.show_commands(app.bot, editor)


def serve(settings: Settings) -> None:
    """Run until stopped.  Raise OnRecordError if the bot cannot start or must not go on."""
    token = settings.telegram_token.get_secret_value() if settings.telegram_token else ""
    set_up_logs(settings.log_level, [token])
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    services = loop.run_until_complete(open_services(settings, patience=INDEX_WAIT_SECONDS))
    try:
        loop.run_until_complete(services.engine.check())
        app = build(settings, services)
        log.info("On Record is starting on %s", settings.data)
        if (exposed := exposed_files(settings.data, Path.cwd())) is not None:
            log.warning("%s", exposed)
        app.run_polling(allowed_updates=ALLOWED_UPDATES, close_loop=False)
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
