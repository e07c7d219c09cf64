"""`onrecord add`: files and links in, with progress, and a line for everything that was refused."""

from __future__ import annotations

import asyncio
import json
import shlex
import sys
from collections import Counter
from collections.abc import AsyncIterator
from datetime import datetime
from time import monotonic

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot.intake.files import drafts_in, number_in
from bot.intake.links import AddedAt
from bot.intake.paths import Refused
from bot.intake.web.fetching import Fetcher
from bot.services import Services
from bot.settings import Settings
from bot.source_lines import retraction_told
from bot.terminal_text import printable
from retrieval.errors import BadInput
from retrieval.model import Added, Draft

# So many drafts are held at most before they are stored, and none longer than so many seconds.
HANDFUL = 1024
HELD = 20.0


def add_files(settings: Settings, paths: list[str], *, as_json: bool) -> None:
    """Store what can be stored and print what became of each.  Raises BadInput at the end if anything was refused."""
    added, refused = asyncio.run(_add(settings, paths))
    kept_out = [Refused(a.article.id, told) for a in added if (told := kept_out_because(a)) is not None]
    if as_json:
        _print_json(added, refused)
    else:
        _print([a for a in added if a.retraction is None], [*refused, *kept_out])
    if refused or kept_out:
        raise BadInput(_summary([*refused, *kept_out], stored=len(added) - len(kept_out)))


def kept_out_because(added: Added) -> str | None:
    """Why a draft was not stored; None where it was, or is stored already."""
    if added.retraction is None:
        return None
    restore = f"`onrecord restore {shlex.quote(added.article.id)}` brings it back"
    return f"{retraction_told(added.retraction)}; {restore}"


def _summary(refused: list[Refused], stored: int) -> str:
    """One refusal is the whole story; of several, each has had its line."""
    if len(refused) == 1:
        told = f"{refused[0].where} {refused[0].reason}"
    else:
        told = f"{len(refused)} of {len(refused) + stored} could not be added; see above why"
    return f"{told}; the rest is stored" if stored else told


async def _add(settings: Settings, paths: list[str]) -> tuple[list[Added], list[Refused]]:
    """Each handful is stored before the next is read: killed anywhere, the same command goes on from there."""
    added: list[Added] = []
    refused: list[Refused] = []
    services: Services | None = None
    fetcher = Fetcher()

    async def opened() -> Services:
        nonlocal services
        services = services or await _opened(settings)
        return services

    async def added_at(article_id: str) -> datetime | None:
        article = await (await opened()).library.article(article_id)
        return None if article is None else article.added

    try:
        with _progress("Reading and indexing") as progress:
            task = progress.add_task("add", total=number_in(paths) if sys.stderr.isatty() else None)
            async for drafts, faults in _handfuls(paths, fetcher, added_at):
                refused += faults
                progress.advance(task, len(faults))
                if drafts:
                    # Where all is refused, no data folder is made.
                    added += await (await opened()).add(drafts, lambda more: progress.advance(task, more))
    finally:
        await fetcher.close()
        if services is not None:
            await services.close()
    return added, refused


async def _opened(settings: Settings) -> Services:
    services = await Services.open(settings)
    try:
        # A model that cannot be used is told before anything is stored, not after.
        await services.worker.run(services.encoder.check)
    except BaseException:
        await services.close()
        raise
    return services


async def _handfuls(
    paths: list[str], fetcher: Fetcher, added_at: AddedAt
) -> AsyncIterator[tuple[list[Draft], list[Refused]]]:
    """What is read, in lots: large ones where reading is quick, since each is followed by saving the index."""
    drafts: list[Draft] = []
    refused: list[Refused] = []
    begun = monotonic()
    for path in paths:
        async for item in drafts_in(path, fetcher, added_at):
            if isinstance(item, Refused):
                refused.append(item)
            else:
                drafts.append(item)
            if len(drafts) >= HANDFUL or monotonic() - begun > HELD:
                yield drafts, refused
                drafts, refused, begun = [], [], monotonic()
    yield drafts, refused


def read_again(settings: Settings) -> None:
    """Read again what another version has read, and print how many articles that were."""

    async def read() -> int:
        services = await Services.open(settings)
        try:
            await services.worker.run(services.encoder.check)
            with _progress("Reading again") as progress:
                task = progress.add_task("read", total=await services.read_again.waiting())
                return await services.read_again(lambda more: progress.advance(task, more))
        finally:
            await services.close()

    count = asyncio.run(read())
    told = (
        f"{count:,} article{'' if count == 1 else 's'} read again" if count else "every article is read by this version"
    )
    sys.stdout.write(f"{told}\n")


def _progress(what: str) -> Progress:
    """A bar on standard error, where somebody watches."""
    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty())


def _print(added: list[Added], refused: list[Refused]) -> None:
    console = Console(highlight=False, markup=False, soft_wrap=True)
    # A bulk load is summed up; a few articles are told one by one.
    for item in added if len(added) <= 20 else []:
        console.print(
            f"{item.outcome.value:9} {item.article.id}  {printable(item.article.label)}  "
            f"(passages: {item.passages}, {_statements(item)})"
        )
    if not added and not refused:
        console.print("nothing new: what is listed there is stored already")
    counts = Counter(item.outcome.value for item in added)
    if len(added) > 20:
        console.print(", ".join(f"{count:,} {outcome}" for outcome, count in sorted(counts.items())))
    for fault in refused if len(refused) > 1 else []:
        sys.stderr.write(f"refused   {fault.where} {fault.reason}\n")


def _statements(item: Added) -> str:
    return f"statements: {item.statements}" if item.understood else "not read for statements: it is not in English"


def _print_json(added: list[Added], refused: list[Refused]) -> None:
    for item in added:
        line = {
            "id": item.article.id,
            "outcome": item.outcome.value,
            "revision": item.article.revision,
            "title": item.article.title,
            "passages": item.passages,
            "statements": item.statements,
            **({} if item.understood else {"understood": False}),
            **({} if (told := kept_out_because(item)) is None else {"reason": told}),
        }
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    for fault in refused:
        line = {"outcome": "refused", "where": fault.where, "reason": fault.reason}
        sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
