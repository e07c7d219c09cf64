"""`onrecord outbox`: list what may or may not have arrived, and decide about it."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console

from bot.cli.json_output import print_line
from bot.composition import opened
from bot.settings import Settings
from bot.views.json.outbox import DecidedLine, ParkedLine, UndecidedLine
from bot.views.outbox import nothing_parked, outbox_blocks, subject_of
from bot.views.terminal import show
from retrieval.domain.changes import OPERATOR
from retrieval.domain.clock import utc_now
from retrieval.domain.errors import BadInput
from storage.ports.outbox import Delivery, Outbox, Parked

ALL = "all"


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of one number: the delivery, or None if nothing of this number is parked."""

    number: int
    delivery: Delivery | None
    resend: bool


def list_outbox(settings: Settings, *, limit: int, as_json: bool) -> None:
    """Print parked deliveries, the oldest first."""

    async def listed() -> list[Parked]:
        async with opened(settings) as services:
            return await services.delivering.outbox.parked(limit)

    parked = asyncio.run(listed())
    if as_json:
        for one in parked:
            print_line(ParkedLine.of(one))
    else:
        show(Console(), outbox_blocks(parked, utc_now()))


def decide(settings: Settings, resend: Sequence[str], drop: Sequence[str], *, as_json: bool) -> None:
    """Send parked deliveries again, or drop them; `all` stands for every one.  Raise BadInput."""

    async def decided() -> list[Decided]:
        async with opened(settings) as services:
            outbox = services.delivering.outbox
            again = [await _resent(outbox, number) for number in await _numbers(outbox, resend)]
            return again + [await _dropped(outbox, number) for number in await _numbers(outbox, drop)]

    outcomes = asyncio.run(decided())
    for one in outcomes:
        _print(one, as_json=as_json)
    if not outcomes and not as_json:
        show(Console(), [nothing_parked()])
    unknown = [f"#{one.number}" for one in outcomes if one.delivery is None]
    if unknown:
        raise BadInput(f"{', '.join(unknown)}: not parked; `onrecord outbox` lists what is")


async def _numbers(outbox: Outbox, words: Sequence[str]) -> list[int]:
    if ALL in words:
        return [one.delivery.id for one in await outbox.parked(limit=sys.maxsize)]
    return [_number(word) for word in words]


def _number(word: str) -> int:
    digits = word.removeprefix("#")
    if not digits.isascii() or not digits.isdecimal() or len(digits) > 18:
        raise BadInput(f"{word!r} is no number of a delivery; `onrecord outbox` lists them")
    return int(digits)


async def _resent(outbox: Outbox, number: int) -> Decided:
    return Decided(number, await outbox.resend(number, utc_now()), resend=True)


async def _dropped(outbox: Outbox, number: int) -> Decided:
    return Decided(number, await outbox.drop(number, utc_now(), f"dropped by {OPERATOR.name}"), resend=False)


def _print(one: Decided, *, as_json: bool) -> None:
    if one.delivery is None:
        if as_json:
            print_line(UndecidedLine(n=one.number, error="not parked"))
    elif as_json:
        print_line(DecidedLine.of(one.delivery, "resend" if one.resend else "dropped"))
    else:
        done = "will be sent again when the bot runs" if one.resend else "dropped"
        sys.stdout.write(f"#{one.number} {subject_of(one.delivery)}, to chat {one.delivery.chat_id}: {done}\n")
