"""`onrecord remove`, `restore`, `undo` and `log`: what is stored is changed, and who changed what is shown."""

from __future__ import annotations

import asyncio
import json
import re
import sys
from collections.abc import Awaitable, Callable, Mapping, Sequence
from types import MappingProxyType

from rich.console import Console

from bot.composition import open_services
from bot.services import Services
from bot.settings import Settings
from bot.views.changes import done, entry_line, log_blocks
from bot.views.library import copies_left
from bot.views.terminal import show
from retrieval.domain.article import Article
from retrieval.domain.changes import OPERATOR, Entry
from retrieval.domain.errors import BadInput, UnknownArticle

_NUMBERS = re.compile(r"#?([1-9]\d{0,17})(?:[-–]#?([1-9]\d{0,17}))?")


def remove(settings: Settings, articles: Sequence[str], *, reason: str | None, as_json: bool) -> None:
    """Retract them one by one.  Raises BadInput at the end if one could not be."""
    standing: dict[str, list[Article]] = {}

    async def retract(services: Services, article: str) -> Entry:
        copies = (await services.library.near_duplicates([article])).get(article, [])
        entry = await services.editing.retract(article, OPERATOR, reason)
        standing[article] = [a for a in copies if a.id not in articles]
        return entry

    _change(settings, articles, retract, as_json=as_json, standing=standing)


def restore(settings: Settings, articles: Sequence[str], *, as_json: bool) -> None:
    """Restore them one by one.  Raises BadInput at the end if one could not be."""
    _change(settings, articles, lambda services, article: services.editing.restore(article, OPERATOR), as_json=as_json)


def undo(settings: Settings, first: int, last: int, *, as_json: bool) -> None:
    """Undo one change, or of several those to articles, the newest first.

    Raises BadInput where there are none, and at the end if one could not be undone.
    """
    if first == last:
        _change(settings, [str(first)], lambda services, _: services.editing.undo(first, OPERATOR), as_json=as_json)
        return

    async def undone() -> list[Entry | tuple[str, BadInput]]:
        services = await open_services(settings)
        try:
            numbers = await services.library.numbers(first, last)
            became = [one async for one in services.editing.undo.several(numbers, OPERATOR)]
        finally:
            await services.close()
        return [one if isinstance(one, Entry) else (str(n), one) for n, one in zip(numbers, became, strict=True)]

    outcomes = asyncio.run(undone())
    if not outcomes:
        raise BadInput(f"nothing was done to articles from #{first} to #{last}; `onrecord log` has the numbers")
    _tell(outcomes, as_json=as_json)


def numbers_in(told: str) -> tuple[int, int] | None:
    """The first and the last of "17-41", of "17" the one; None for what is neither."""
    found = _NUMBERS.fullmatch(told)
    return None if found is None else (int(found[1]), int(found[2] or found[1]))


def show_log(settings: Settings, *, article: str | None, limit: int, as_json: bool) -> None:
    """Print the log, the newest first.  Raises UnknownArticle."""

    async def read() -> list[Entry]:
        services = await open_services(settings)
        try:
            entries = await services.library.entries(limit, article=article)
            if article is not None and not entries and await services.library.standing(article) is None:
                raise UnknownArticle(article)
            return entries
        finally:
            await services.close()

    entries = asyncio.run(read())
    if as_json:
        for entry in entries:
            _print_line(entry_line(entry))
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
        services = await open_services(settings)
        try:
            return [await _tried(change(services, one), one) for one in about]
        finally:
            await services.close()

    _tell(asyncio.run(changed()), as_json=as_json, standing=standing)


def _tell(
    outcomes: Sequence[Entry | tuple[str, BadInput]],
    *,
    as_json: bool,
    standing: Mapping[str, list[Article]] = MappingProxyType({}),
) -> None:
    """Print what became of each.  Raises BadInput if one could not be changed."""
    refused = [one for one in outcomes if not isinstance(one, Entry)]
    for outcome in outcomes:
        if not isinstance(outcome, Entry):
            if as_json:
                _print_line({"id": outcome[0], "error": str(outcome[1])})
            elif len(refused) > 1:
                sys.stderr.write(f"refused   {outcome[1]}\n")
            continue
        copies = standing.get(outcome.article or "", [])
        if as_json:
            copies_json = {"copies": [a.id for a in copies]} if copies else {}
            _print_line({**entry_line(outcome), **copies_json})
        else:
            show(Console(), [done(outcome, "onrecord undo"), *copies_left(copies, "")])
    if refused:
        told = str(refused[0][1]) if len(refused) == 1 else f"{len(refused)} could not be changed; see above why"
        raise BadInput(f"{told}; the rest is done" if len(outcomes) > len(refused) else told)


async def _tried(change: Awaitable[Entry], about: str) -> Entry | tuple[str, BadInput]:
    try:
        return await change
    except BadInput as error:
        return about, error


def _print_line(line: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
