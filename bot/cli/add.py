"""`onrecord add`: store files and links, with progress and a line for each refusal."""

from __future__ import annotations

import asyncio
import dataclasses
import os
import sys
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

from bot.cli.add_report import AddReport, JsonAddReport, PlainAddReport
from bot.cli.progress import counting
from bot.composition import open_services
from bot.intake.base.draft_batches import draft_batches
from bot.intake.base.refusal import Refused
from bot.intake.sources.inputs import drafts_in, is_link, number_in
from bot.intake.sources.links import AddedAt
from bot.intake.web.fetching import Fetcher
from bot.services import Editing, Services
from bot.settings import Settings
from retrieval.domain.article import AddResult, Draft, Outcome
from retrieval.domain.changes import OPERATOR
from retrieval.domain.clock import utc_now
from retrieval.domain.errors import BadInput
from retrieval.identity.canonical_url import canonical
from retrieval.ingest.undo import UNDO_WINDOW

# Out of 19: a bot on the same machine goes first; without one, the command gets the whole processor.
NICE = 10


def add_files(
    settings: Settings,
    paths: list[str],
    *,
    as_json: bool,
    lines: bool = False,
    replace: bool = False,
    url: str | None = None,
) -> None:
    """Store what can be stored, and print the outcome of each article.

    `lines` reads every input as JSON lines, whatever its name.  `replace` makes near-copies of stored articles
    revisions of them.  `url` is the address that the only file was saved from.  Raise BadInput at the end if anything
    was refused.
    """
    if url is not None:
        require_file_and_address(paths, url)
    report: AddReport = JsonAddReport() if as_json else PlainAddReport()
    give_way()
    try:
        asyncio.run(_add(settings, paths, report, lines=lines, replace=replace, url=url))
    except KeyboardInterrupt:
        sys.stderr.write(f"onrecord: interrupted; {report.so_far()}; run the same command to continue\n")
        raise
    report.end()


def require_file_and_address(paths: list[str], url: str) -> None:
    """Raise BadInput unless `paths` name one file and `url` is an address that it can have been saved from."""
    if len(paths) != 1 or is_link(paths[0]) or not Path(paths[0]).is_file():
        raise BadInput("--url is the address of one saved file; name that file alone")
    if not is_link(url) or canonical(url) is None:
        raise BadInput(f"{url} is not the address of an article; copy it from your browser, with https://")


def give_way() -> None:
    """Lower this process's priority: a bot on the same machine answers readers first."""
    os.nice(NICE)


async def _add(
    settings: Settings, paths: list[str], report: AddReport, *, lines: bool, replace: bool, url: str | None
) -> None:
    """Store each batch before the next is read: after a kill, the same command continues from there."""
    services: Services | None = None
    began = utc_now()
    fetcher = Fetcher()

    async def services_opened() -> Services:
        nonlocal services
        services = services or await _opened(settings)
        return services

    async def added_at(link: str) -> datetime | None:
        return await (await services_opened()).editing.added_at(link)

    try:
        with counting("Reading and indexing", printing=isinstance(report, JsonAddReport)) as progress:
            total = number_in(paths, lines=lines) if sys.stderr.isatty() else None
            task = progress.add_task("add", total=total)
            async for drafts, faults in draft_batches(_drafts_in(paths, fetcher, added_at, lines=lines, url=url)):
                if drafts:
                    # If everything is refused, no data folder is created.
                    editing = (await services_opened()).editing
                    added = await editing.add(
                        drafts,
                        lambda more: progress.advance(task, more),
                        stored=None if replace else report.add,
                        replaces_before=began if replace else None,
                    )
                    if replace:
                        report.add([await _replaced(editing, one, began) for one in added])
                report.refuse(faults)
                progress.advance(task, len(faults))
    finally:
        await fetcher.close()
        if services is not None:
            await services.close()


async def _replaced(editing: Editing, added: AddResult, began: datetime) -> AddResult:
    """Return the revision that a near-copy becomes which was added before it was to replace anything."""
    article = added.article
    if added.outcome is not Outcome.UNCHANGED or article.copy_of is None or article.added < began - UNDO_WINDOW:
        return added
    try:
        revised, _ = await editing.replace(article.id, OPERATOR)
    except BadInput as error:
        return dataclasses.replace(added, notes=(*added.notes, f"replaces nothing: {error}"))
    return dataclasses.replace(revised, notes=added.notes)


async def _opened(settings: Settings) -> Services:
    services = await open_services(settings)
    try:
        # Report an unusable model before anything is stored.
        await services.engine.worker.run(services.engine.encoder.check)
    except BaseException:
        await services.close()
        raise
    return services


async def _drafts_in(
    paths: list[str], fetcher: Fetcher, added_at: AddedAt, *, lines: bool, url: str | None
) -> AsyncIterator[Draft | Refused]:
    for path in paths:
        async for item in drafts_in(path, fetcher, added_at, lines=lines, url=url):
            yield item
