"""`onrecord add`: files and links in, with progress, and a line for everything that was refused."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from datetime import datetime

from bot.cli.add_report import AddReport, JsonAddReport, PlainAddReport
from bot.cli.progress import counting
from bot.composition import open_services
from bot.intake.base.draft_batches import draft_batches
from bot.intake.base.refusal import Refused
from bot.intake.sources.inputs import drafts_in, number_in
from bot.intake.sources.links import AddedAt
from bot.intake.web.fetching import Fetcher
from bot.services import Services
from bot.settings import Settings
from retrieval.domain.article import Draft

# Of 19: much less than a bot beside it, and all there is where there is none.
NICE = 10


def add_files(settings: Settings, paths: list[str], *, as_json: bool, lines: bool = False) -> None:
    """Store what can be stored and print what became of each; `lines`: all of it is JSON lines, whatever its name.

    Raises BadInput at the end if anything was refused.
    """
    report: AddReport = JsonAddReport() if as_json else PlainAddReport()
    give_way()
    try:
        asyncio.run(_add(settings, paths, report, lines=lines))
    except KeyboardInterrupt:
        sys.stderr.write(f"onrecord: interrupted; {report.so_far()}: the same command goes on from there\n")
        raise
    report.end()


def give_way() -> None:
    """What is done in bulk takes what readers leave: a bot on the same machine answers them by the same processor."""
    os.nice(NICE)


async def _add(settings: Settings, paths: list[str], report: AddReport, *, lines: bool) -> None:
    """Each handful is stored before the next is read: killed anywhere, the same command goes on from there."""
    services: Services | None = None
    fetcher = Fetcher()

    async def opened() -> Services:
        nonlocal services
        services = services or await _opened(settings)
        return services

    async def added_at(link: str) -> datetime | None:
        return await (await opened()).editing.added_at(link)

    try:
        with counting("Reading and indexing", printing=isinstance(report, JsonAddReport)) as progress:
            total = number_in(paths, lines=lines) if sys.stderr.isatty() else None
            task = progress.add_task("add", total=total)
            async for drafts, faults in draft_batches(_drafts_in(paths, fetcher, added_at, lines=lines)):
                if drafts:
                    # Where all is refused, no data folder is made.
                    await (await opened()).editing.add(
                        drafts, lambda more: progress.advance(task, more), stored=report.add
                    )
                report.refuse(faults)
                progress.advance(task, len(faults))
    finally:
        await fetcher.close()
        if services is not None:
            await services.close()


async def _opened(settings: Settings) -> Services:
    services = await open_services(settings)
    try:
        # A model that cannot be used is told before anything is stored, not after.
        await services.engine.worker.run(services.engine.encoder.check)
    except BaseException:
        await services.close()
        raise
    return services


async def _drafts_in(
    paths: list[str], fetcher: Fetcher, added_at: AddedAt, *, lines: bool
) -> AsyncIterator[Draft | Refused]:
    for path in paths:
        async for item in drafts_in(path, fetcher, added_at, lines=lines):
            yield item


def read_again(settings: Settings) -> None:
    """Read again what another version has read, and print how many articles that were."""

    give_way()

    async def read() -> int:
        services = await open_services(settings)
        try:
            await services.engine.worker.run(services.engine.encoder.check)
            with counting("Reading again") as progress:
                task = progress.add_task("read", total=await services.editing.read_again.waiting())
                return await services.editing.read_again(lambda more: progress.advance(task, more))
        finally:
            await services.close()

    count = asyncio.run(read())
    told = (
        f"{count:,} article{'' if count == 1 else 's'} read again" if count else "every article is read by this version"
    )
    sys.stdout.write(f"{told}\n")
