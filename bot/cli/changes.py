"""`onrecord remove`, `restore`, `undo` and `log`: change what is stored, and list who changed what."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from types import MappingProxyType

from rich.console import Console

from bot.cli.json_output import print_line
from bot.composition import opened
from bot.services import Services
from bot.settings import Settings
from bot.views.changes import done, log_blocks
from bot.views.json.changes import ChangeLine, UnchangedLine
from bot.views.library import copies_left
from bot.views.terminal import show
from retrieval.domain.article import Article
from retrieval.domain.changes import OPERATOR, Entry
from retrieval.domain.errors import BadInput, UnknownArticle

_NUMBERS = re.compile(r"#?([1-9]\d{0,17})(?:[-–]#?([1-9]\d{0,17}))?")


def remove(settings: Settings, articles: Sequence[str], *, reason: str | None, as_json: bool) -> None:
    """Retract articles one by one.  Raise BadInput at the end if one could not be."""
    standing: dict[str, list[Article]] = {}

    async def retract(services: Services, article: str) -> Entry:
        copies = (await services.library.near_duplicates([article])).get(article, [])
        entry = await services.editing.retract(article, OPERATOR, reason)
        standing[article] = [a for a in copies if a.id not in articles]
        return entry

    _change(settings, articles, retract, as_json=as_json, standing=standing)


def restore(settings: Settings, articles: Sequence[str], *, as_json: bool) -> None:
    """Restore articles one by one.  Raise BadInput at the end if one could not be."""
    _change(settings, articles, lambda services, article: services.editing.restore(article, OPERATOR), as_json=as_json)


def undo(settings: Settings, first: int, last: int, *, as_json: bool) -> None:
    """Undo one change, or all changes to articles in a range, newest first.

    Raise BadInput if there are none, or at the end if one could not be undone.
    """
    if first == last:
        _change(settings, [str(first)], lambda services, _: services.editing.undo(first, OPERATOR), as_json=as_json)
        return

    async def undone() -> list[Entry | tuple[str, BadInput]]:
        async with opened(settings) as services:
            numbers = await services.library.numbers(first, last)
            outcomes = [one async for one in services.editing.undo.several(numbers, OPERATOR)]
        return [one if isinstance(one, Entry) else (str(n), one) for n, one in zip(numbers, outcomes, strict=True)]

    outcomes = asyncio.run(undone())
    if not outcomes:
        raise BadInput(f"no articles were changed from #{first} to #{last}; `onrecord log` lists the numbers")
    _report(outcomes, as_json=as_json)


def numbers_in(words: str) -> tuple[int, int] | None:
    """Return (17, 41) for "17-41" and (17, 17) for "17"; None for anything else."""
    found = _NUMBERS.fullmatch(words)
    return None if found is None else (int(found[1]), int(found[2] or found[1]))


def show_log(settings: Settings, *, article: str | None, limit: int, as_json: bool) -> None:
    """Print the log, newest first.  Raise UnknownArticle."""

    async def read() -> list[Entry]:
        async with opened(settings) as services:
            entries = await services.library.entries(limit, article=article)
            if article is not None and not entries and await services.library.status(article) is None:
                raise UnknownArticle(article)
            return entries

    entries = asyncio.run(read())
    if as_json:
        for entry in entries:
            print_line(ChangeLine.of(entry))
    else:
        show(Console(), log_blocks(entries))


def _change(
    settings: Settings,
    about: Sequence[str],
    change: Callable[[Services, str], Awaitable[Entry]],
    *,
    as_json: bool,
    standing: Mapping[str, list[Article]] = MappingProxyType({}),
) -> None:
    async def changed() -> list[Entry | tuple[str, BadInput]]:
        async with opened(settings) as services:
            return [await _tried(change(services, one), one) for one in about]

    _report(asyncio.run(changed()), as_json=as_json, standing=standing)


def _report(
    outcomes: Sequence[Entry | tuple[str, BadInput]],
    *,
    as_json: bool,
    standing: Mapping[str, list[Article]] = MappingProxyType({}),
) -> None:
    """Print each outcome.  Raise BadInput if one could not be changed."""
    refused = [one for one in outcomes if not isinstance(one, Entry)]
    for outcome in outcomes:
        if not isinstance(outcome, Entry):
            if as_json:
                print_line(UnchangedLine.of(*outcome))
            elif len(refused) > 1:
                sys.stderr.write(f"refused   {outcome[1]}\n")
            continue
        copies = standing.get(outcome.article or "", [])
        if as_json:
            print_line(ChangeLine.of(outcome, copies))
        else:
            show(Console(), [done(outcome, "onrecord undo"), *copies_left(copies, "")])
    if refused:
        message = str(refused[0][1]) if len(refused) == 1 else f"{len(refused)} could not be changed; see above why"
        raise BadInput(f"{message}; the rest is done" if len(outcomes) > len(refused) else message)


async def _tried(change: Awaitable[Entry], about: str) -> Entry | tuple[str, BadInput]:
    try:
        return await change
    except BadInput as error:
        return about, error
