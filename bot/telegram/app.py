"""Build the Telegram application, and run it as a process, from start to stop."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path

from telegram.error import InvalidToken, TelegramError
from telegram.ext import Application, ContextTypes

from bot.composition import open_services, store_name
from bot.logs import set_up_logs
from bot.services import Services
from bot.settings import Settings
from bot.telegram import scheduled_jobs
from bot.telegram.context import App, Context, Shared, shared_by
from bot.telegram.front import receiving
from bot.telegram.handlers import errors
from bot.telegram.handlers.chats import (
    channels,
    digest_command,
    digest_panel,
    digest_stories,
    following,
    groups,
    language,
    membership,
    privacy,
    subscribing,
)
from bot.telegram.handlers.editing import add, background_jobs, changes, editors, feeds, outbox
from bot.telegram.handlers.guide import cancel, plain_commands, unknown, welcome
from bot.telegram.handlers.guide import help as help_pages
from bot.telegram.handlers.readers import addressed, edited, feedback, inline, questions, trend, unreadable
from bot.telegram.handlers.readers.buttons import turning
from bot.telegram.jobs.runner import JobRunner
from bot.telegram.lifecycle import running
from bot.telegram.sending.calls import Calls
from bot.telegram.sending.outbox import OutboxSender
from bot.telegram.updates.polling import UNKNOWN_BOT
from bot.telegram.updates.requests import RecordedRequest, UpdatesRequest
from bot.telegram.working import working
from bot.usecases.operating.rights import exposed_files
from bot.usecases.operating.sole_bot import claim_folder, sole_bot
from bot.usecases.pages.key import page_links
from retrieval.domain.clock import Clock, utc_now
from retrieval.domain.errors import OnRecordError

log = logging.getLogger(__name__)

# PTB will return waiting times as timedelta; this setting opts in, and stops its warnings.
os.environ.setdefault("PTB_TIMEDELTA", "true")

# How long a question waits for articles that another process has just stored to become searchable.
INDEX_WAIT_SECONDS = 1.0


def build(
    settings: Settings,
    services: Services,
    clock: Clock | None = None,
    every: float = scheduled_jobs.CHECK_INTERVAL_SECONDS,
) -> App:
    """Build the application over open services; `every` is the interval of the scheduled jobs in seconds."""
    if settings.telegram_token is None:
        raise OnRecordError("no Telegram token is set: set ONRECORD_TELEGRAM_TOKEN (from @BotFather)")
    clock = clock or utc_now
    updates_request = UpdatesRequest()
    calls = Calls(services.delivering.subscriptions.chat_migrated)
    app: App = (
        Application.builder()
        .token(settings.telegram_token.get_secret_value())
        .base_url(f"{settings.telegram_api}/bot")
        .base_file_url(f"{settings.telegram_api}/file/bot")
        .request(RecordedRequest())
        .get_updates_request(updates_request)
        .context_types(ContextTypes(context=Context))
        .rate_limiter(calls)
        # Our own take their places (bot.telegram.updates, bot.telegram.repeating).
        .updater(None)
        .job_queue(None)
        .build()
    )
    app.bot_data["shared"] = Shared(
        services,
        clock,
        JobRunner(app, services.editing.jobs, services.asking.turns),
        calls,
        OutboxSender(services.delivering, app.bot, calls, clock),
        check_interval=every,
        updates_request=updates_request,
    )
    # Edits come before all that takes new messages.  Channels come next: a post that is forwarded to set one up asks
    # nothing.  Then feeds: a list of feeds is a document too, but must not be added as an article.  What is unknown is
    # left for the last.
    subjects = (
        edited, channels, feeds, add, background_jobs, changes, editors, outbox, subscribing, digest_panel,
        digest_stories, digest_command, following, membership, groups, feedback, trend, privacy, language, welcome,
        help_pages, cancel, addressed, inline, plain_commands, questions, turning, unreadable, unknown, errors,
    )  # fmt: skip
    for subject in subjects:
        subject.register(app)
    return app


class Role(Enum):
    """What a process does for the bot."""

    ALL = "all"
    """Everything, as the only one."""
    RECEIVE = "serve"
    """Take what Telegram posts, and serve pages."""
    WORK = "work"
    """Handle what others receive, beside other workers."""


def run(settings: Settings, role: Role = Role.ALL, *, take_over: bool = False, clock: Clock = utc_now) -> None:
    """Run until stopped.  Raise OnRecordError if the bot cannot start or must not go on.

    With `take_over`, a data folder that belongs to another bot becomes this one's.
    """
    set_up_logs(settings.log_level, settings.secrets, form=settings.log_format)
    asyncio.run(_until_signalled(settings, role, clock, take_over=take_over))


async def _until_signalled(settings: Settings, role: Role, clock: Clock, *, take_over: bool) -> None:
    life = asyncio.create_task(_live(settings, role, clock, take_over=take_over))

    def stop() -> None:
        # A second signal must not cut the stopping short.
        if not life.cancelling():
            life.cancel()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGABRT):
        asyncio.get_running_loop().add_signal_handler(number, stop)
    await asyncio.wait({life})
    if not life.cancelled():
        life.result()


async def _live(settings: Settings, role: Role, clock: Clock, *, take_over: bool) -> None:
    """Open the store and run the bot, until cancelled or until it must stop."""
    _require_what_it_takes(settings, role)
    links = await asyncio.to_thread(page_links, settings)
    services = await open_services(
        settings, patience=INDEX_WAIT_SECONDS, clock=clock, pages=links, receives_only=role is Role.RECEIVE
    )
    try:
        app = build(settings, services, clock)
        shared = shared_by(app)
        with _held(services, role):
            await claim_folder(services, clock(), take_over=take_over)
            if role is not Role.RECEIVE:
                await services.engine.check()
            log.info("On Record is starting on %s", store_name(settings))
            if (exposed := exposed_files(settings.data, Path.cwd())) is not None:
                log.warning("%s", exposed)
            async with _LIVES[role](app):
                await shared.stopping.wait()
    except InvalidToken as error:
        raise OnRecordError(UNKNOWN_BOT) from error
    except TelegramError as error:
        raise OnRecordError(f"Telegram cannot be reached ({error.message}); check the network") from error
    finally:
        await services.close()
    if shared.fatal is not None:
        raise OnRecordError(shared.fatal)


def _require_what_it_takes(settings: Settings, role: Role) -> None:
    """Raise OnRecordError if a setting is missing that a role needs."""
    if role is not Role.ALL and settings.database is None:
        raise OnRecordError(f"`onrecord {role.value}` shares a database: set ONRECORD_DATABASE=postgresql://…")
    if role is Role.RECEIVE and not settings.webhook:
        raise OnRecordError("`onrecord serve` takes what Telegram posts: set ONRECORD_WEBHOOK=true")
    signs = settings.public_url is not None and not settings.pages_public
    if role is not Role.ALL and signs and settings.pages_key is None:
        # Each data folder would make a key of its own, and no link that a worker sends would open.
        raise OnRecordError(
            f"`onrecord {role.value}` shares the links of its pages: set ONRECORD_PAGES_KEY for all processes, such as "
            "`openssl rand -hex 32` prints"
        )


_LIVES = {Role.ALL: running, Role.RECEIVE: receiving, Role.WORK: working}


@contextmanager
def _held(services: Services, role: Role) -> Iterator[None]:
    """Keep other bots from the store, and unless the role is shared, other processes of this one, too."""
    shared = role is not Role.ALL
    with sole_bot(services.settings.data, shared=shared), services.store.held(shared=shared):
        yield
