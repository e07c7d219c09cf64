"""Start and cancel background jobs of editors, and undo many changes at once."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import Update
from telegram.ext import CallbackQueryHandler

from bot.languages.speaking import tr
from bot.telegram.context import App, Context, in_background, message_of, reply
from bot.telegram.handlers.paging import number_pressed, turn_to
from bot.telegram.handlers.permissions import actor_of, is_editor
from bot.telegram.handlers.readers.replying import answer_press
from bot.telegram.jobs.runner import CancelOutcome
from bot.telegram.jobs.undo_job import UndoWork, confirmation
from bot.views import editors_only
from bot.views import jobs as texts
from bot.views.rich_text import Text
from retrieval.domain.errors import BadInput
from storage.ports.jobs import Job, JobKind, SentDocument

_CANCEL = r"^cancel:(\d{1,18})$"
# Buttons sent before jobs were called jobs have "undo-errand".
_UNDO_JOB = r"^undo-(?:job|errand):(\d{1,18})$"
_UNDO_ALL = r"^undo-all:(\d{1,18}):(\d{1,18}):(\d{1,18})$"


async def create_job(
    update: Update,
    context: Context,
    kind: JobKind,
    documents: Sequence[SentDocument] = (),
    shown: int | None = None,
) -> Job:
    """Store a job; `shown` is the message that will show its progress, None for a new one.

    Raise BadInput if too many jobs wait already, and AlreadyDone for an update that Telegram sends again.
    """
    context.shared.job_runner.require_room()
    message = message_of(update)
    job = Job(kind, message.chat_id, message.message_id, actor_of(update), shown)
    return await context.services.editing.jobs.begin(job, documents)


async def cancel(update: Update, context: Context) -> None:
    if not await is_editor(update, context):
        await answer_press(update, tr(editors_only.CANCEL))
        return
    job = await context.services.editing.jobs.get(number_pressed(context), message_of(update).chat_id)
    outcome = CancelOutcome.ENDED if job is None else context.shared.job_runner.cancel(job.number)
    if outcome is CancelOutcome.ENDED and (job is None or job.message != message_of(update).message_id):
        # The bot was killed before it stored which message shows the job, so it could not end the message then.
        await turn_to(update, Text(tr(outcome.value)), None)
    else:
        await answer_press(update, tr(outcome.value))


async def ask_to_undo(update: Update, context: Context, first: int, last: int, by: int | None = None) -> None:
    """Ask for confirmation to undo the changes from `first` to `last`, or only those by the update `by`.

    Raise BadInput if there are none.
    """
    numbers = await context.services.library.numbers(first, last, by)
    if not numbers:
        raise BadInput(texts.NO_SUCH_CHANGES, first=f"#{first}", last=f"#{last}")
    text, button = confirmation(numbers, by)
    await reply(update, [text], button)


async def undo_job(update: Update, context: Context) -> None:
    """Handle the button under the result of a job that stored articles."""
    if not await is_editor(update, context):
        await answer_press(update, tr(editors_only.UNDO))
        return
    job = await context.services.editing.jobs.get(number_pressed(context), message_of(update).chat_id)
    summary = None if job is None else await context.services.library.asked_by(job.by.update, 1)
    if job is None or summary is None or not summary.first:
        await answer_press(update, tr(texts.TOO_LATE_TO_UNDO))
        return
    await answer_press(update)
    await ask_to_undo(update, context, summary.first[0].number, summary.last, job.by.update)


async def undo_all(update: Update, context: Context) -> None:
    """Handle the button that confirms undoing many changes."""
    if not await is_editor(update, context):
        await answer_press(update, tr(editors_only.UNDO))
        return
    if context.match is None:
        raise RuntimeError("a callback handler without a pattern")
    first, last, by = (int(context.match[n]) for n in (1, 2, 3))
    numbers = await context.services.library.numbers(first, last, by or None)
    message = message_of(update)
    if await context.services.editing.jobs.is_status_message(message.chat_id, message.message_id):
        # Pressed twice: a second job would find nothing left to undo, and say so.
        await answer_press(update, tr(texts.UNDER_WAY))
        return
    job = await create_job(update, context, JobKind.UNDO, shown=message.message_id)
    await answer_press(update)
    work = UndoWork(context.services.editing, job, numbers)
    in_background(context.application, context.shared.job_runner.run(job, work))


def register(app: App) -> None:
    app.add_handler(CallbackQueryHandler(cancel, _CANCEL))
    app.add_handler(CallbackQueryHandler(undo_job, _UNDO_JOB))
    app.add_handler(CallbackQueryHandler(undo_all, _UNDO_ALL))
