"""Long work that editors ask for: how it is begun, its Cancel button, and undoing many changes at once."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import Update
from telegram.ext import CallbackQueryHandler

from bot.telegram.context import App, Context, in_background, message_of, reply
from bot.telegram.handlers.conversations import pressed
from bot.telegram.handlers.paging import number_pressed, turn_to
from bot.telegram.handlers.permissions import actor_of, is_editor
from bot.telegram.jobs.runner import Heard
from bot.telegram.jobs.undo_job import Undoing, confirmation
from bot.views.rich_text import Text
from retrieval.domain.errors import BadInput
from storage.ports.jobs import Job, JobKind, SentDocument

_CANCEL = r"^cancel:(\d{1,18})$"
_UNDO_JOB = r"^undo-job:(\d{1,18})$"
_UNDO_ALL = r"^undo-all:(\d{1,18}):(\d{1,18}):(\d{1,18})$"


async def begun(
    update: Update,
    context: Context,
    kind: JobKind,
    documents: Sequence[SentDocument] = (),
    shown: int | None = None,
) -> Job:
    """Write down what an editor asks for; `shown` is the message in which it goes on.

    Raises BadInput where there is too much to do already, and AlreadyDone for an update that Telegram sends again.
    """
    context.shared.job_runner.require_room()
    message = message_of(update)
    job = Job(kind, message.chat_id, message.message_id, actor_of(update), shown)
    return await context.services.editing.jobs.begin(job, documents)


async def cancelled(update: Update, context: Context) -> None:
    if not await is_editor(update, context):
        await pressed(update, "Only editors can cancel this.")
        return
    job = await context.services.editing.jobs.get(number_pressed(context), message_of(update).chat_id)
    heard = Heard.OVER if job is None else context.shared.job_runner.cancel(job.number)
    if heard is Heard.OVER and (job is None or job.message != message_of(update).message_id):
        # The bot was killed before it knew its own message, and could not end it.
        await turn_to(update, Text(heard.value), None)
    else:
        await pressed(update, heard.value)


async def ask_to_undo(update: Update, context: Context, first: int, last: int, by: int | None = None) -> None:
    """Ask before the changes from `first` to `last` are undone, of one update alone where `by` names it.

    Raises BadInput where there are none.
    """
    numbers = await context.services.library.numbers(first, last, by)
    if not numbers:
        raise BadInput(f"Nothing was done to articles from #{first} to #{last}; /log has the numbers.")
    text, button = confirmation(numbers, by)
    await reply(update, [text], button)


async def undo_job(update: Update, context: Context) -> None:
    """The button under what a job stored."""
    if not await is_editor(update, context):
        await pressed(update, "Only editors can undo changes.")
        return
    job = await context.services.editing.jobs.get(number_pressed(context), message_of(update).chat_id)
    summary = None if job is None else await context.services.library.asked_by(job.by.update, 1)
    if job is None or summary is None or not summary.first:
        await pressed(update, "That is too long ago to be undone.")
        return
    await pressed(update)
    await ask_to_undo(update, context, summary.first[0].number, summary.last, job.by.update)


async def undo_all(update: Update, context: Context) -> None:
    """The button by which undoing many is confirmed."""
    if not await is_editor(update, context):
        await pressed(update, "Only editors can undo changes.")
        return
    if context.match is None:
        raise RuntimeError("a callback handler without a pattern")
    first, last, by = (int(context.match[n]) for n in (1, 2, 3))
    numbers = await context.services.library.numbers(first, last, by or None)
    message = message_of(update)
    if await context.services.editing.jobs.is_status_message(message.chat_id, message.message_id):
        # Pressed twice, or by two: the second would tell that nothing was left to undo.
        await pressed(update, "That is being done, or is done already.")
        return
    job = await begun(update, context, JobKind.UNDO, shown=message.message_id)
    await pressed(update)
    work = Undoing(context.services.editing, job, numbers)
    in_background(context.application, context.shared.job_runner.carry_out(job, work))


def register(app: App) -> None:
    app.add_handler(CallbackQueryHandler(cancelled, _CANCEL))
    app.add_handler(CallbackQueryHandler(undo_job, _UNDO_JOB))
    app.add_handler(CallbackQueryHandler(undo_all, _UNDO_ALL))
