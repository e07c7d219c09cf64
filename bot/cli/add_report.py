"""What became of each article of an `onrecord add`, told as it comes; kept are counts, however many come."""

from __future__ import annotations

import json
import shlex
import sys
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Sequence
from typing import Any

from rich.console import Console

from bot.intake.base.refusal import Refused
from bot.views.sources import retraction_summary
from bot.views.terminal import printable
from retrieval.domain.article import Added
from retrieval.domain.errors import BadInput

# A few articles are told one by one; a bulk load is summed up.
FEW = 20


def kept_out_because(added: Added) -> str | None:
    """Why a draft was not stored; None where it was, or is stored already."""
    if added.retraction is None:
        return None
    restore = f"`onrecord restore {shlex.quote(added.article.id)}` brings it back"
    return f"{retraction_summary(added.retraction)}; {restore}"


class AddReport(ABC):
    """Counts what is stored and what is not."""

    def __init__(self) -> None:
        self._stored: Counter[str] = Counter()
        self._refused = 0
        self._first: Refused | None = None

    def add(self, added: Sequence[Added]) -> None:
        """Of what was just committed."""
        for item in added:
            if (told := kept_out_because(item)) is None:
                self._stored[item.outcome.value] += 1
                self._tell(item)
            else:
                self._keep_out(item, Refused(item.article.id, told))
        sys.stdout.flush()

    def refuse(self, refused: Sequence[Refused]) -> None:
        """Of what could not be read as an article."""
        for fault in refused:
            self._count(fault)
            self._tell_refused(fault)
        sys.stdout.flush()

    def so_far(self) -> str:
        stored = self._stored.total()
        return f"{stored:,} article{' is' if stored == 1 else 's are'} stored"

    def end(self) -> None:
        """Raises BadInput where anything was refused: one refusal is the whole story; of several, each had its line."""
        stored = self._stored.total()
        if self._first is None:
            return
        if self._refused == 1:
            told = f"{self._first.where} {self._first.reason}"
        else:
            told = f"{self._refused} of {self._refused + stored} could not be added; see above why"
        raise BadInput(f"{told}; the rest is stored" if stored else told)

    def _count(self, fault: Refused) -> None:
        self._refused += 1
        self._first = self._first or fault

    @abstractmethod
    def _tell(self, item: Added) -> None: ...

    @abstractmethod
    def _keep_out(self, item: Added, fault: Refused) -> None: ...

    @abstractmethod
    def _tell_refused(self, fault: Refused) -> None: ...


class PlainAddReport(AddReport):
    """For people: what is stored at the end, a refusal as it comes, once it is not the only one."""

    def __init__(self) -> None:
        super().__init__()
        self._few: list[str] = []
        self._copies = 0

    def end(self) -> None:
        console = Console(highlight=False, markup=False, soft_wrap=True)
        stored = self._stored.total()
        if not stored and not self._refused:
            console.print("nothing new: what is listed there is stored already")
        for line in self._few if stored <= FEW else []:
            console.print(line)
        if stored > FEW:
            told = [f"{count:,} {outcome}" for outcome, count in sorted(self._stored.items())]
            copies = [f"{self._copies:,} of them near-copies of others"] if self._copies else []
            console.print(", ".join([*told, *copies]))
        super().end()

    def _tell(self, item: Added) -> None:
        self._copies += item.article.copy_of is not None
        if len(self._few) < FEW:
            self._few.append(
                f"{item.outcome.value:9} {item.article.id}  {printable(item.article.label)}  "
                f"(passages: {item.passages}, {_statements(item)})" + _copy(item)
            )

    def _keep_out(self, item: Added, fault: Refused) -> None:
        del item
        self.refuse([fault])

    def _tell_refused(self, fault: Refused) -> None:
        if self._first is not fault:
            if self._refused == 2 and self._first is not None:
                _write_refused(self._first)
            _write_refused(fault)


class JsonAddReport(AddReport):
    """For programs: a line an article, as soon as it is stored or refused."""

    def _tell(self, item: Added) -> None:
        _write_json(
            {
                "id": item.article.id,
                "outcome": item.outcome.value,
                "revision": item.article.revision,
                "title": item.article.title,
                "passages": item.passages,
                "statements": item.statements,
                **({} if item.article.copy_of is None else {"copy_of": item.article.copy_of}),
                **({} if item.understood else {"understood": False}),
                **({} if (told := kept_out_because(item)) is None else {"reason": told}),
            }
        )

    def _keep_out(self, item: Added, fault: Refused) -> None:
        self._count(fault)
        self._tell(item)

    def _tell_refused(self, fault: Refused) -> None:
        _write_json({"outcome": "refused", "where": fault.where, "reason": fault.reason})


def _write_refused(fault: Refused) -> None:
    sys.stderr.write(f"refused   {fault.where} {fault.reason}\n")


def _statements(item: Added) -> str:
    return f"statements: {item.statements}" if item.understood else "not read for statements: it is not in English"


def _copy(item: Added) -> str:
    return f", a near-copy of {item.article.copy_of}" if item.article.copy_of else ""


def _write_json(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
