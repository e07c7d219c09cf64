"""Poll what is due once, in a process that kills itself:  python -m tests.bot.feeds.polled DATA WHERE TIME

WHERE is "before" or "after" and a step of polling; at its TIMEth time the process gets SIGKILL.  "-" is never.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from bot.composition import open_services
from bot.feeds.poller import Poller
from bot.settings import Settings
from retrieval.domain.clock import utc_now
from storage.feeds.polls import SqlPolls
from tests.bot.feeds.conftest import EDITOR, EVERY, pages
from tests.bot.web.site import at_once, fetcher
from tests.contracts.encoders import FakeEncoder
from tests.stores import sqlite_of


def dying(step: Callable[..., Awaitable[Any]], name: str, where: str, at: int) -> Callable[..., Awaitable[Any]]:
    times = 0

    async def step_or_die(*args: Any, **kwargs: Any) -> Any:
        nonlocal times
        times += 1
        if where == f"before {name}" and times == at:
            os.kill(os.getpid(), signal.SIGKILL)
        done = await step(*args, **kwargs)
        if where == f"after {name}" and times == at:
            os.kill(os.getpid(), signal.SIGKILL)
        return done

    return step_or_die


async def main(data: Path, where: str, at: int) -> None:
    services = await open_services(Settings(data=data, _env_file=None), FakeEncoder(), fetcher=fetcher())
    polls = SqlPolls(sqlite_of(services), {EDITOR})
    add: Any = dying(services.editing.add, "storing", where, at)
    for name in ("record_entries", "record_polls"):
        setattr(polls, name, dying(getattr(polls, name), name, where, at))
    poller = Poller(
        services.following.feeds,
        polls,
        add,
        at_once(services.following.fetcher),
        pages,
        every=EVERY,
        chance=lambda: 0.0,
    )
    outcomes = await asyncio.gather(*await poller.look(utc_now()))
    print(sum(one.new for one in outcomes))  # noqa: T201
    await services.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
