"""Undo many changes at once: what is asked before it, how far it is, and what became of each."""

from __future__ import annotations

from collections.abc import Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.services import Editing
from bot.telegram.jobs.add_job import require_still_editor
from bot.telegram.jobs.runner import Ending
from bot.views.rich_text import Text, bold, join
from retrieval.domain.changes import Entry
from retrieval.domain.errors import BadInput
from storage.ports.jobs import Job, JobStage

# Of what could not be undone so many are named; the rest is counted.
REFUSED = 10


def confirmation(numbers: Sequence[int], update: int | None) -> tuple[Text, InlineKeyboardMarkup]:
    """What is asked before the changes of these numbers, the newest first, are undone; those of one `update` alone.

    The button carries the first, the last and the update (0: none).
    """
    newest, oldest, count = numbers[0], numbers[-1], len(numbers)
    what = f"{count:,} changes, #{oldest} to #{newest}" if count > 1 else f"#{newest}"
    text = bold(f"Undo {what}?") + (
        "\nWhat was added is retracted, what was revised reads as before. Only the newest change of an article is "
        "undone, and only within a day."
    )
    button = InlineKeyboardButton(f"Undo {count:,}", callback_data=f"undo-all:{oldest}:{newest}:{update or 0}")
    return text, InlineKeyboardMarkup([[button]])


class Undoing:
    """The work of undoing the changes of `numbers`, the newest first."""

    fetches = False

    def __init__(self, editing: Editing, job: Job, numbers: Sequence[int]) -> None:
        self._editing = editing
        self._job = job
        self._numbers = numbers
        self._undone = 0
        self._refused: list[str] = []
        self._refusals = 0

    async def __call__(self) -> None:
        # It may have waited long for its place.
        await require_still_editor(self._editing, self._job.by)
        async for became in self._editing.undo.several(self._numbers, self._job.by):
            if isinstance(became, Entry):
                self._undone += 1
            else:
                self._refuse(became)
            await require_still_editor(self._editing, self._job.by)

    def told(self) -> Text:
        return Text(f"Undoing {len(self._numbers):,} changes\n{self._undone + self._refusals:,} done")

    async def ending(self, stage: JobStage, why: str | None) -> Ending:
        if stage is JobStage.INTERRUPTED:
            return interrupted(why)
        head = "Cancelled." if stage is JobStage.CANCELLED else "Done."
        blocks = [bold(head) + f" Undone: {self._undone:,} of {len(self._numbers):,}."]
        if self._refused:
            more = [f"and {self._refusals - REFUSED:,} more"] if self._refusals > REFUSED else []
            blocks.append(join(["Not undone:", *[f"• {told}" for told in self._refused], *more], "\n"))
        return Ending(blocks)

    def _refuse(self, error: BadInput) -> None:
        self._refusals += 1
        self._refused += [str(error)] if len(self._refused) < REFUSED else []


def interrupted(why: str | None) -> Ending:
    """What is told where undoing broke off, here or with an earlier process."""
    because = f" {why[:1].upper()}{why[1:].removesuffix('.')}." if why else ""
    return Ending([bold("Interrupted.") + f"{because} What is undone stays undone; ask for it again to go on."])
