"""Report the outcome of each article of an `onrecord add` as it happens.  Only counts are kept in memory."""

from __future__ import annotations

import shlex
import sys
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Iterator, Sequence

from rich.console import Console

from bot.cli.json_output import print_line
from bot.intake.base.refusal import Refused
from bot.views.counting import counted
from bot.views.json.articles import AddedLine, RefusedLine
from bot.views.sources import retraction_summary
from bot.views.terminal import printable
from retrieval.domain.article import AddResult, Outcome
from retrieval.domain.errors import BadInput

# Up to this many articles get a line each; a bulk load gets a summary.
MAX_LINES = 20
REPLACE = "if it corrects that article, replace it: run the same command with --replace"
# Of a bulk load: the near-copies listed, and the different notes counted.
MAX_COPIES_LISTED = 100
MAX_NOTES = 1000


def kept_out_because(added: AddResult) -> str | None:
    """Return why a draft was kept out; None if it was stored, now or before."""
    if added.retraction is None:
        return None
    restore = f"`onrecord restore {shlex.quote(added.article.id)}` brings it back"
    return f"{retraction_summary(added.retraction)}; {restore}"


class AddReport(ABC):
    """Counts of what was stored and refused."""

    def __init__(self) -> None:
        self._stored: Counter[str] = Counter()
        self._refused = 0
        self._first: Refused | None = None

    def add(self, added: Sequence[AddResult]) -> None:
        """Report articles that were just committed."""
        for item in added:
            if (reason := kept_out_because(item)) is None:
                self._stored[item.outcome.value] += 1
                self._report(item)
            else:
                self._keep_out(item, Refused(item.article.id, reason))
        sys.stdout.flush()

    def refuse(self, refused: Sequence[Refused]) -> None:
        """Report inputs that could not be read as articles."""
        for fault in refused:
            self._count(fault)
            self._report_refused(fault)
        sys.stdout.flush()

    def so_far(self) -> str:
        stored = self._stored.total()
        return f"{stored:,} article{' is' if stored == 1 else 's are'} stored"

    def end(self) -> None:
        """Raise BadInput if anything was refused: with the reason of a single refusal, or with the count of several."""
        stored = self._stored.total()
        if self._first is None:
            return
        if self._refused == 1:
            message = f"{self._first.where} {self._first.reason}"
        else:
            message = f"{self._refused} of {self._refused + stored} could not be added; see above why"
        raise BadInput(f"{message}; the rest is stored" if stored else message)

    def _count(self, fault: Refused) -> None:
        self._refused += 1
        self._first = self._first or fault

    @abstractmethod
    def _report(self, item: AddResult) -> None: ...

    @abstractmethod
    def _keep_out(self, item: AddResult, fault: Refused) -> None: ...

    @abstractmethod
    def _report_refused(self, fault: Refused) -> None: ...


class PlainAddReport(AddReport):
    """For people: stored articles at the end, refusals as they happen once there is more than one."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[str] = []
        self._copies = 0
        self._listed_copies: list[str] = []
        self._notes: Counter[str] = Counter()

    def end(self) -> None:
        console = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)
        stored = self._stored.total()
        if not stored and not self._refused:
            console.print("nothing new: everything listed there is stored already")
        for line in self._lines if stored <= MAX_LINES else self._summary():
            console.print(line)
        super().end()

    def _summary(self) -> Iterator[str]:
        """Yield what became of many articles: the counts, which are near-copies of which, and the commonest notes."""
        yield ", ".join(f"{count:,} {outcome}" for outcome, count in sorted(self._stored.items()))
        if self._copies:
            yield f"{self._copies:,} of them near-copies of others:"
            yield from self._listed_copies
            yield from _more(self._copies - len(self._listed_copies))
        for note, count in self._notes.most_common(MAX_LINES):
            yield f"note, {counted(count, 'article')}: {note}"
        yield from _more(len(self._notes) - MAX_LINES)

    def _report(self, item: AddResult) -> None:
        label, copy_of = printable(item.article.label), item.article.copy_of
        for note in item.notes:
            if note in self._notes or len(self._notes) < MAX_NOTES:
                self._notes[note] += 1
        if copy_of is not None:
            self._copies += 1
            if len(self._listed_copies) < MAX_COPIES_LISTED:
                self._listed_copies.append(f"  {item.article.id}  {label}, of {copy_of}")
        if len(self._lines) <= MAX_LINES:
            what = f"{item.outcome.value:9} {item.article.id}  {label}"
            head = f"{what}  (passages: {item.passages}, {_statements(item)})"
            if copy_of is not None:
                head += f", a near-copy of {copy_of}"
            hints = [REPLACE] if copy_of is not None and item.outcome is Outcome.ADDED else []
            notes = [f"note: {printable(note)}" for note in item.notes]
            self._lines.append("\n          ".join([head, *hints, *notes]))

    def _keep_out(self, item: AddResult, fault: Refused) -> None:
        del item
        self.refuse([fault])

    def _report_refused(self, fault: Refused) -> None:
        if self._first is not fault:
            if self._refused == 2 and self._first is not None:
                _write_refused(self._first)
            _write_refused(fault)


class JsonAddReport(AddReport):
    """For programs: one line per article, as soon as it is stored or refused."""

    def _report(self, item: AddResult) -> None:
        print_line(AddedLine.of(item, kept_out_because(item)))

    def _keep_out(self, item: AddResult, fault: Refused) -> None:
        self._count(fault)
        self._report(item)

    def _report_refused(self, fault: Refused) -> None:
        print_line(RefusedLine.of(fault))


def _write_refused(fault: Refused) -> None:
    sys.stderr.write(f"refused   {fault.where} {fault.reason}\n")


def _statements(item: AddResult) -> str:
    return f"statements: {item.statements}" if item.understood else "not read for statements: it is not in English"


def _more(count: int) -> list[str]:
    return [f"  and {count:,} more; `onrecord add --json` prints them all"] if count > 0 else []
