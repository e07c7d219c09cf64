"""Undo many changes at once: ask for confirmation, report the progress, and at the end the outcome of each."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.languages.errors import phrase
from bot.services import Editing
from bot.telegram.jobs.add_job import require_still_editor
from bot.telegram.jobs.runner import JobResult
from bot.views import jobs as texts
from bot.views.rich_text import Text
from retrieval.domain.changes import Entry
from retrieval.domain.errors import BadInput, NoLongerEditor
from storage.ports.jobs import Job, JobStage


def confirmation(numbers: Sequence[int], update: int | None) -> tuple[Text, InlineKeyboardMarkup]:
    """Return the question and the button that confirm undoing the changes of these numbers, the newest first.

    The button carries the first number, the last, and the `update` to whose changes it is limited (0: none).
    """
    newest, oldest = numbers[0], numbers[-1]
    button = InlineKeyboardButton(
        texts.undo_button(len(numbers)), callback_data=f"undo-all:{oldest}:{newest}:{update or 0}"
    )
    return texts.undo_question(numbers), InlineKeyboardMarkup([[button]])


class UndoWork:
    """The work of undoing the changes of `numbers`, the newest first."""

    fetches = False

    def __init__(self, editing: Editing, job: Job, numbers: Sequence[int]) -> None:
        self._editing = editing
        self._job = job
        self._numbers = numbers
        self._undone = 0
        self._refused: list[str] = []
        self._refusals = 0
        self._removed = False

    async def __call__(self) -> None:
        by = self._editing.while_editor(self._job.by)
        try:
            # The job may have waited long, and the editor may have been removed meanwhile.
            await require_still_editor(self._editing, by)
            async for outcome in self._editing.undo.several(self._numbers, by):
                if isinstance(outcome, NoLongerEditor):
                    raise outcome
                if isinstance(outcome, Entry):
                    self._undone += 1
                else:
                    self._refuse(outcome)
        except NoLongerEditor:
            self._removed = True

    def progress(self) -> Text:
        return texts.undoing(self._undone + self._refusals, len(self._numbers))

    async def result(self, stage: JobStage, why: str | None) -> JobResult:
        if stage is JobStage.INTERRUPTED:
            return interrupted(why)
        if self._removed:
            return JobResult([texts.undo_stopped_text(self._undone)])
        cancelled = stage is JobStage.CANCELLED
        blocks = texts.undone_blocks(
            self._undone, len(self._numbers), self._refused, self._refusals, cancelled=cancelled
        )
        return JobResult(blocks)

    def _refuse(self, error: BadInput) -> None:
        self._refusals += 1
        self._refused += [phrase(error)] if len(self._refused) < texts.MAX_REFUSED_LISTED else []


def interrupted(why: str | None) -> JobResult:
    """Return the result of undoing that was interrupted, by this process or an earlier one."""
    return JobResult([texts.undo_interrupted_text(why)])
