"""Cancel with /cancel what waits or runs for the reader: a job, an /add that was begun, a question left open."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from telegram import Update
from telegram.ext import CommandHandler

from bot.telegram.context import App, Context, message_of, reply
from bot.telegram.handlers.permissions import OWN_MESSAGES, user_of
from bot.telegram.handlers.readers.replying import conversation_of, party_of
from bot.views.guide import cancelling as texts
from bot.views.rich_text import Text, join
from retrieval.domain.reply import RefusalReason
from retrieval.followups.conversation import CLARIFYING_REASONS

# The bot asked who or what was meant, and offered names to choose.
_LEFT_OPEN = CLARIFYING_REASONS | {RefusalReason.SEVERAL_OF_THAT_NAME, RefusalReason.DID_YOU_MEAN}


async def _jobs(update: Update, context: Context) -> Text | None:
    user = user_of(update)
    cancelled = 0 if user is None else context.shared.job_runner.cancel_all_of(user)
    return texts.jobs_cancelled(cancelled) if cancelled else None


async def _add(update: Update, context: Context) -> Text | None:
    user, chat = user_of(update), message_of(update).chat_id
    if user is None:
        return None
    context.shared.hours_expected.end(chat, user, context.now())
    context.shared.channel_hours_expected.end(chat, user, context.now())
    return texts.add_cancelled() if context.shared.articles_expected.end(chat, user, context.now()) else None


async def _question(update: Update, context: Context) -> Text | None:
    turns = (await conversation_of(update, context)).turns
    if not turns or turns[-1].reason not in _LEFT_OPEN:
        return None
    await context.services.asking.turns.start_afresh(party_of(update))
    return texts.question_dropped()


# Each cancels one kind of thing, and says so; None: there was nothing.
CANCELLING: tuple[Callable[[Update, Context], Awaitable[Text | None]], ...] = (_jobs, _add, _question)


async def cancel(update: Update, context: Context) -> None:
    said = [await one(update, context) for one in CANCELLING]
    cancelled = [text for text in said if text is not None]
    await reply(update, [join(cancelled, "\n") if cancelled else texts.nothing_to_cancel()])


def register(app: App) -> None:
    app.add_handler(CommandHandler("cancel", cancel, OWN_MESSAGES))
