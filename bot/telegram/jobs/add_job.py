"""Store what an editor sent or linked to on Telegram; report the progress, and at the end the outcome of each part."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from telegram import InlineKeyboardButton
from telegram.ext import ExtBot

from bot.intake.base.draft_batches import draft_batches
from bot.intake.base.refusal import Refused
from bot.intake.sources.links import drafts_at
from bot.intake.web.fetching import Fetcher
from bot.languages.speaking import tr
from bot.services import Editing
from bot.telegram.jobs.runner import JobResult
from bot.telegram.messages.attachments import drafts_of
from bot.views import jobs as texts
from bot.views.rich_text import Text
from bot.views.sources import shortened
from retrieval.domain.article import AddResult, Article, Draft, Outcome
from retrieval.domain.changes import Actor
from retrieval.domain.errors import NoLongerEditor
from retrieval.people.registry import is_unknown
from storage.ports.jobs import Job, JobStage, SentDocument
from storage.ports.library import ChangeSummary

Part = SentDocument | str
"""A document, or the address of a page."""


@dataclass(slots=True)
class Outcomes:
    """What became of the drafts so far; of refusals, near-copies and notes only the first are kept."""

    counts: Counter[Outcome] = field(default_factory=Counter)
    last: AddResult | None = None
    refused: list[Refused] = field(default_factory=list)
    refusals: int = 0
    copies: list[Article] = field(default_factory=list)
    copied: int = 0
    notes: Counter[str] = field(default_factory=Counter)

    def count(self, added: Sequence[AddResult]) -> None:
        for one in added:
            if one.retraction is not None:
                self.refuse([Refused(shortened(one.article.label), texts.why_not_stored(one))])
            else:
                self.counts[one.outcome] += 1
                self.last = one
                self._note(one)

    def refuse(self, refused: Sequence[Refused]) -> None:
        self.refusals += len(refused)
        self.refused += refused[: texts.MAX_REFUSED_LISTED - len(self.refused)]

    def _note(self, added: AddResult) -> None:
        if added.article.copy_of is not None:
            self.copied += 1
            self.copies += [added.article] if len(self.copies) < texts.MAX_COPIES_LISTED else []
        for note in added.notes:
            if note in self.notes or len(self.notes) < texts.MAX_NOTES:
                self.notes[note] += 1

    @property
    def only(self) -> AddResult | None:
        """Return the article if it is the only one and nothing was refused."""
        return self.last if self.counts.total() == 1 and not self.refusals else None


class AddWork:
    """The work of an /add: read its parts one after the other, and store their articles in batches."""

    def __init__(self, editing: Editing, fetcher: Fetcher, bot: ExtBot[Any], job: Job, parts: Sequence[Part]) -> None:
        self._editing = editing
        self._fetcher = fetcher
        self._bot = bot
        self._job = job
        self._parts = parts
        self.fetches = any(isinstance(part, str) for part in parts)
        # The number of the part being read, from 1; 0: none yet.
        self._part_number = 0
        self._stored = 0
        self._outcomes = Outcomes()
        self._removed = False

    async def __call__(self) -> None:
        # Every transaction checks it, too, so nothing is added after a removal; here, nothing more is read.
        by = self._editing.while_editor(self._job.by)
        try:
            await require_still_editor(self._editing, by)
            async for drafts, refused in draft_batches(self._drafts()):
                self._outcomes.refuse(refused)
                if drafts:
                    self._outcomes.count(await self._editing.add(drafts, self._count_stored, by=by))
                await require_still_editor(self._editing, by)
        except NoLongerEditor:
            self._removed = True

    def progress(self) -> Text:
        if not self._part_number:
            return texts.waiting()
        name = _name(self._parts[self._part_number - 1])
        return texts.reading(name, self._part_number, len(self._parts), self._stored, self._outcomes.refusals)

    async def result(self, stage: JobStage, why: str | None) -> JobResult:
        if stage is JobStage.INTERRUPTED:
            return await interrupted(self._editing, self._job, why)
        if stage is JobStage.DONE and not self._removed and (only := self._outcomes.only) is not None:
            return await single_result(self._editing, only)
        summary = await _summary(self._editing, self._job)
        if self._removed:
            return JobResult([texts.add_stopped_text(summary), *texts.stored_list(summary)])
        if stage is JobStage.CANCELLED:
            head = texts.cancelled_text(summary)
        else:
            head = texts.counts_text(self._outcomes.counts, self._outcomes.refusals)
        blocks = [
            *texts.stored_list(summary),
            *texts.copies_list(self._outcomes.copies, self._outcomes.copied),
            *texts.notes_list(self._outcomes.notes),
            *texts.refused_list(self._outcomes.refused, self._outcomes.refusals),
        ]
        return _result([head, *blocks], summary, self._job)

    def _count_stored(self, count: int) -> None:
        self._stored += count

    async def _drafts(self) -> AsyncIterator[Draft | Refused]:
        for number, part in enumerate(self._parts, 1):
            self._part_number = number
            async for item in self._drafts_of(part):
                if isinstance(item, Refused):
                    yield item
                else:
                    # The log also shows which message each draft came from.
                    yield replace(item, origin=f"{item.origin or _name(part)}, {self._job.by.place}")

    def _drafts_of(self, part: Part) -> AsyncIterator[Draft | Refused]:
        if isinstance(part, str):
            return drafts_at(part, self._fetcher, self._editing.added_at)
        return drafts_of(part, self._bot)


async def require_still_editor(editing: Editing, by: Actor) -> None:
    """Raise NoLongerEditor if someone who was an editor when they asked no longer is one."""
    if by.user is None or not await editing.is_editor(by.user):
        raise NoLongerEditor(by.name)


async def interrupted(editing: Editing, job: Job, why: str | None) -> JobResult:
    """Return the result of an /add that was interrupted, by this process or an earlier one."""
    summary = await _summary(editing, job)
    return _result([texts.interrupted_text(summary, why), *texts.stored_list(summary)], summary, job)


async def single_result(editing: Editing, added: AddResult) -> JobResult:
    """Return what became of one article, with buttons to undo it and to put it in the place of one it corrects."""
    article = added.article
    corrected = await editing.replace.corrected(article) if article.copy_of is not None else []
    offered = {texts.UNDO: "undo-add"} if added.outcome is not Outcome.UNCHANGED else {}
    offered |= {texts.REPLACE: "replace"} if len(corrected) == 1 else {}
    # An article of an early version may have no entry in the log.
    buttons = [
        InlineKeyboardButton(tr(name), callback_data=f"{does}:{change.number}")
        for change in await editing.library.entries(1, article=article.id)
        for name, does in offered.items()
    ]
    return JobResult([await _result_text(editing, added, corrected)], buttons, articles=[article.id])


async def _result_text(editing: Editing, added: AddResult, corrected: Sequence[Article]) -> Text:
    """Return what became of one article, who is quoted in it, and what it may correct."""
    people = [
        speaker.name
        for quoted in await editing.library.said_in([added.article.id])
        for speaker in quoted.statement.speakers
        if not is_unknown(speaker, added.article.text)
    ]
    return texts.stored_text(added, list(dict.fromkeys(people)), corrected)


async def _summary(editing: Editing, job: Job) -> ChangeSummary:
    return await editing.library.asked_by(job.by.update, texts.MAX_STORED_LISTED)


def _result(blocks: list[Text], summary: ChangeSummary, job: Job) -> JobResult:
    """Return a result with a button and a command to undo it, if anything was stored."""
    if not summary.count:
        return JobResult(blocks)
    button = InlineKeyboardButton(tr(texts.UNDO_ALL), callback_data=f"undo-job:{job.number}")
    return JobResult([*blocks, *texts.undo_hint(summary)], [button])


def _name(part: Part) -> str:
    return part if isinstance(part, str) else part.name
