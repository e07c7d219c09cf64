"""`onrecord feeds …`: manage feeds, and poll them without a bot."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TypeVar

from rich.console import Console

from bot.cli.json_output import print_line
from bot.composition import opened
from bot.feeds.opml import MAX_OPML_BYTES, opml_of
from bot.feeds.poller import Polled
from bot.intake.sources.inputs import STANDARD_INPUT
from bot.services import Services
from bot.settings import Settings
from bot.usecases.follow_feed import follow, follow_all
from bot.views.changes import done
from bot.views.feeds import feed_blocks, imported_text, polled_text
from bot.views.json.articles import RefusedLine
from bot.views.json.changes import ChangeLine, UnchangedLine
from bot.views.json.feeds import FeedLine, PollLine
from bot.views.terminal import printable, show
from retrieval.domain.changes import OPERATOR, Entry
from retrieval.domain.clock import utc_now
from retrieval.domain.errors import BadInput, OnRecordError, UnknownFeed
from retrieval.ingest.undo import tidy_reason
from storage.ports.feeds import Feed, RecentPolls

T = TypeVar("T")

POLL_INTERVAL_SECONDS = 5.0


def add(settings: Settings, links: Sequence[str], *, as_json: bool) -> None:
    """Follow feeds one by one and store what they show.  Raise BadInput at the end if one could not be followed."""

    async def added(services: Services) -> list[str]:
        refused = []
        for link in links:
            try:
                followed = await follow(services.following, link, OPERATOR)
            except BadInput as error:
                refused.append(str(error))
                _report_refused(link, error, as_json=as_json, alone=len(links) == 1)
                continue
            _report(followed.entry, as_json=as_json)
            polled = await followed.poll
            if as_json:
                print_line(PollLine.of(polled))
            else:
                show(Console(), [polled_text(polled)])
        return refused

    _raise(_with(settings, added), len(links))


def change(settings: Settings, names: Sequence[str], what: str, *, why: str | None = None, as_json: bool) -> None:
    """Pause, resume or remove feeds by number or address.  Raise BadInput at the end if one could not be changed."""

    async def changed(services: Services) -> list[str]:
        refused = []
        for name in names:
            try:
                feed = await _named(services, name)
                match what:
                    case "pause":
                        entry = await services.following.feeds.pause(feed.url, OPERATOR, tidy_reason(why))
                    case "resume":
                        entry = await services.following.feeds.resume(feed.url, OPERATOR)
                    case _:
                        entry = await services.following.feeds.remove(feed.url, OPERATOR)
            except BadInput as error:
                refused.append(str(error))
                _report_refused(name, error, as_json=as_json, alone=len(names) == 1)
            else:
                _report(entry, as_json=as_json)
        return refused

    _raise(_with(settings, changed), len(names))


async def _named(services: Services, name: str) -> Feed:
    try:
        return await services.following.feeds.named(name)
    except UnknownFeed as error:
        raise BadInput(f"{error}; `onrecord feeds list` shows all with their numbers") from error


def list_feeds(settings: Settings, *, as_json: bool) -> None:
    """Print every feed and its state."""

    async def listed(services: Services) -> None:
        now = utc_now()
        feeds, recent = await services.following.feeds.all(), await services.following.polls.recent_polls(now)
        if not as_json:
            show(Console(), feed_blocks(feeds, recent, now, "onrecord feeds add URL"))
        for feed in feeds if as_json else []:
            print_line(FeedLine.of(feed, recent.get(feed.id, RecentPolls())))

    _with(settings, listed)


def import_opml(settings: Settings, path: str, *, as_json: bool) -> None:
    """Follow what an OPML file lists; "-" is standard input.  Raise BadInput if it cannot be read."""
    try:
        with sys.stdin.buffer if path == "-" else Path(path).open("rb") as file:
            content = file.read(MAX_OPML_BYTES + 1)
    except OSError as error:
        raise BadInput(f"{path} cannot be read ({error.strerror}); check the spelling") from error

    async def imported(services: Services) -> None:
        imported_feeds = await follow_all(services.following, content, OPERATOR)
        if as_json:
            for entry in imported_feeds.entries:
                print_line(ChangeLine.of(entry))
            for one in imported_feeds.refused:
                print_line(RefusedLine.of(one))
        else:
            show(Console(), [imported_text(len(imported_feeds.entries), imported_feeds.known, imported_feeds.refused)])

    try:
        _with(settings, imported)
    except BadInput as error:
        where = STANDARD_INPUT if path == "-" else path
        raise BadInput(f"{where} {error}") from error


def export_opml(settings: Settings) -> None:
    """Print all feeds as OPML."""

    async def exported(services: Services) -> None:
        sys.stdout.write(opml_of(await services.following.feeds.all(), utc_now()))

    _with(settings, exported)


def poll(settings: Settings, *, once: bool, as_json: bool) -> None:
    """Poll the feeds that are due, once or until stopped, and print a line for each."""

    async def polled(services: Services) -> None:
        await services.engine.worker.run(services.engine.encoder.check)
        while True:
            begun = await services.following.poller.look(utc_now())
            for task in begun:
                task.add_done_callback(report)
            if once:
                _require_polled(await asyncio.gather(*begun, return_exceptions=True))
                return
            await asyncio.sleep(POLL_INTERVAL_SECONDS)

    def report(task: asyncio.Task[Polled]) -> None:
        if task.cancelled() or task.exception() is not None:
            return
        outcome = task.result()
        if as_json:
            print_line(PollLine.of(outcome))
        elif outcome.failed is not None:
            sys.stdout.write(f"failed    {printable(outcome.feed.label)}: it {outcome.failed}\n")
        elif outcome.new or outcome.refused:
            counts = f"{outcome.new} new, {len(outcome.refused)} refused"
            sys.stdout.write(f"polled    {printable(outcome.feed.label)}: {counts}\n")
        sys.stdout.flush()

    _with(settings, polled)


def _require_polled(outcomes: Sequence[Polled | BaseException]) -> None:
    failed = sum(isinstance(o, BaseException) or o.failed is not None for o in outcomes)
    if failed:
        which = f"{failed} of {len(outcomes)} feeds" if len(outcomes) > 1 else "the feed"
        raise OnRecordError(f"{which} could not be polled; `onrecord feeds list` says why")


def _with(settings: Settings, work: Callable[[Services], Awaitable[T]]) -> T:
    async def worked() -> T:
        async with opened(settings) as services:
            return await work(services)

    return asyncio.run(worked())


def _report(entry: Entry, *, as_json: bool) -> None:
    if as_json:
        print_line(ChangeLine.of(entry))
    else:
        show(Console(), [done(entry, "onrecord undo")])


def _report_refused(name: str, error: BadInput, *, as_json: bool, alone: bool) -> None:
    """Report a refusal now, unless it is the only one: that is the error at the end."""
    if as_json:
        print_line(UnchangedLine.of(name, error))
    elif not alone:
        sys.stderr.write(f"refused   {error}\n")


def _raise(refused: Sequence[str], of: int) -> None:
    if refused:
        message = refused[0] if len(refused) == 1 else f"{len(refused)} could not be done; see above why"
        raise BadInput(f"{message}; the rest is done" if of > len(refused) else message)
