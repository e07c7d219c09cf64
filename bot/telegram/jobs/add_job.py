"""Store what an editor sent or linked to on Telegram, tell how far that is, and in the end what became of each."""

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
from bot.services import Editing
from bot.telegram.jobs.runner import Ending
from bot.telegram.messages.attachments import drafts_of
from bot.views.rich_text import Text, bold, code, join
from bot.views.sources import retraction_told, shortened
from retrieval.domain.article import Added, Draft, Outcome
from retrieval.domain.changes import Actor
from retrieval.domain.errors import BadInput
from retrieval.people.registry import is_unknown
from retrieval.text.prose import join_names
from storage.ports.jobs import Job, JobStage, SentDocument
from storage.ports.library import ChangeSummary

Part = SentDocument | str
"""What is read: a document, or a page by its address."""

# Of what was stored, and of what was refused, so many are named; the rest is counted.
STORED, REFUSED = 20, 10
# Characters of a reason, which may quote what it refuses.
REASON = 200
UNDO_ALL = "↩ Undo all of it"

_DONE = {Outcome.ADDED: "Stored: ", Outcome.REVISED: "Stored as a new revision: ", Outcome.UNCHANGED: "Stored before: "}
_COUNTED = ((Outcome.ADDED, "stored"), (Outcome.REVISED, "revised"), (Outcome.UNCHANGED, "stored before"))


@dataclass(slots=True)
class Outcomes:
    """What became of the drafts so far; of what was refused only the first are kept."""

    became: Counter[Outcome] = field(default_factory=Counter)
    last: Added | None = None
    refused: list[Refused] = field(default_factory=list)
    refusals: int = 0

    def count(self, added: Sequence[Added]) -> None:
        for one in added:
            if one.retraction is not None:
                self.refuse([Refused(shortened(one.article.label), kept_out_told(one))])
            else:
                self.became[one.outcome] += 1
                self.last = one

    def refuse(self, refused: Sequence[Refused]) -> None:
        self.refusals += len(refused)
        self.refused += refused[: REFUSED - len(self.refused)]

    @property
    def only(self) -> Added | None:
        """The one article, where there is no other and nothing was refused."""
        return self.last if self.became.total() == 1 and not self.refusals else None


class Storing:
    """The work of an /add: its parts are read one after the other, and stored in handfuls."""

    def __init__(self, editing: Editing, fetcher: Fetcher, bot: ExtBot[Any], job: Job, parts: Sequence[Part]) -> None:
        self._editing = editing
        self._fetcher = fetcher
        self._bot = bot
        self._job = job
        self._parts = parts
        self.fetches = any(isinstance(part, str) for part in parts)
        self._at = 0
        self._stored = 0
        self._outcomes = Outcomes()

    async def __call__(self) -> None:
        async for drafts, refused in draft_batches(self._drafts()):
            self._outcomes.refuse(refused)
            if drafts:
                await require_still_editor(self._editing, self._job.by)
                self._outcomes.count(await self._editing.add(drafts, self._more, by=self._job.by))

    def told(self) -> Text:
        if not self._at:
            return Text("Waiting for other work to end.")
        of = f" ({self._at} of {len(self._parts)})" if len(self._parts) > 1 else ""
        done = f"\n{self._stored:,} done" if self._stored else ""
        refused = f"\n{self._outcomes.refusals:,} refused" if self._outcomes.refusals else ""
        return Text(f"Reading {shortened(_called(self._parts[self._at - 1]))}{of}{done}{refused}")

    async def ending(self, stage: JobStage, why: str | None) -> Ending:
        if stage is JobStage.INTERRUPTED:
            return await interrupted(self._editing, self._job, why)
        summary = await self._editing.library.asked_by(self._job.by.update, STORED)
        if stage is JobStage.DONE and (only := self._outcomes.only) is not None:
            return Ending([await stored_text(self._editing, only)], articles=[only.article.id])
        if stage is JobStage.CANCELLED:
            go_on = "What is stored stays; send it again to go on." if summary.count else "Send it again to start over."
            head = bold("Cancelled.") + f" {_stored_told(summary)} {go_on}"
        else:
            head = bold(self._counts())
        blocks = [head, *_list("Stored:", _stored_lines(summary), summary.count), *self._refused()]
        return _with_undo(blocks, summary, self._job)

    def _counts(self) -> str:
        counts = [f"{self._outcomes.became[o]:,} {told}" for o, told in _COUNTED if self._outcomes.became[o]]
        counts += [f"{self._outcomes.refusals:,} refused"] if self._outcomes.refusals else []
        said = ", ".join(counts) or "nothing to store"
        return f"{said[:1].upper()}{said[1:]}."

    def _refused(self) -> list[Text]:
        lines = [Text(f"• {shortened(r.where)} {_cut(r.reason)}") for r in self._outcomes.refused]
        return _list("Refused:", lines, self._outcomes.refusals)

    def _more(self, count: int) -> None:
        self._stored += count

    async def _drafts(self) -> AsyncIterator[Draft | Refused]:
        for number, part in enumerate(self._parts, 1):
            self._at = number
            async for item in self._drafts_of(part):
                if isinstance(item, Refused):
                    yield item
                else:
                    # The log says by which message each came in, too.
                    yield replace(item, origin=f"{item.origin or _called(part)}, {self._job.by.place}")

    def _drafts_of(self, part: Part) -> AsyncIterator[Draft | Refused]:
        if isinstance(part, str):
            return drafts_at(part, self._fetcher, self._editing.added_at)
        return drafts_of(part, self._bot)


async def require_still_editor(editing: Editing, by: Actor) -> None:
    """Raises BadInput for who was one when they asked, and is none any more."""
    if by.user is None or not await editing.is_editor(by.user):
        raise BadInput(f"{by.name} is no editor any more")


async def interrupted(editing: Editing, job: Job, why: str | None) -> Ending:
    """What is told of an /add that broke off, here or with an earlier process."""
    summary = await editing.library.asked_by(job.by.update, STORED)
    because = f" {why[:1].upper()}{why[1:].removesuffix('.')}." if why else ""
    head = bold("Interrupted.") + f"{because} {_stored_told(summary)} Send it again to go on."
    return _with_undo([head, *_list("Stored:", _stored_lines(summary), summary.count)], summary, job)


async def stored_text(editing: Editing, added: Added) -> Text:
    """What became of one article, and who is quoted in it."""
    people = [
        speaker.name
        for quoted in await editing.library.said_in([added.article.id])
        for speaker in quoted.statement.speakers
        if not is_unknown(speaker, added.article.text)
    ]
    if people:
        told = f"Quoted in it: {join_names(list(dict.fromkeys(people))[:8])}."
    elif added.understood:
        told = "Nobody is quoted in it."
    else:
        told = "It is found by its words, but not read for who says what: I read English alone."
    stored = Text(_DONE[added.outcome]) + bold(shortened(added.article.label)) + " " + code(added.article.id)
    copy = Text(" A near-copy of ") + code(added.article.copy_of) + "." if added.article.copy_of else Text()
    return stored + f"\n{told}" + copy


def kept_out_told(added: Added) -> str:
    """Why a draft was not stored, whose text or id was retracted."""
    if added.retraction is None:
        raise RuntimeError("nothing keeps it out")
    return f"{retraction_told(added.retraction)}. /restore {added.article.id} brings it back."


def _with_undo(blocks: list[Text], summary: ChangeSummary, job: Job) -> Ending:
    if not summary.count:
        return Ending(blocks)
    button = InlineKeyboardButton(UNDO_ALL, callback_data=f"undo-job:{job.number}")
    command = Text("Within a day ") + code(f"/undo {summary.range}") + " takes it back." if summary.range else None
    return Ending([*blocks, *([command] if command else [])], button)


def _stored_told(summary: ChangeSummary) -> str:
    return f"{summary.count:,} stored." if summary.count else "Nothing is stored."


def _stored_lines(summary: ChangeSummary) -> list[Text]:
    return [Text(f"• {shortened(e.title or 'untitled article')} ") + code(e.article or "") for e in summary.first]


def _list(head: str, lines: Sequence[Text], count: int) -> list[Text]:
    more = [Text(f"and {count - len(lines):,} more; /log has all that was stored")] if count > len(lines) else []
    return [join([Text(head), *lines, *more], "\n")] if lines else []


def _called(part: Part) -> str:
    return part if isinstance(part, str) else part.name


def _cut(reason: str) -> str:
    return reason if len(reason) <= REASON else f"{reason[:REASON].rstrip()}…"
