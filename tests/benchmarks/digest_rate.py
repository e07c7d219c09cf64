"""How many messages of digests a second the bot sends at a latency of 80 ms, without ever passing Telegram's limits.

    python -m tests.benchmarks.digest_rate [--readers 60] [--messages 5] [--latency 0.08] [--json]

The bot and the stand run in one process over loopback; the stand counts every sliding second as Telegram may.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import logging
import sys
import tempfile
import time
from pathlib import Path

from bot.services import Editing
from bot.telegram import app
from bot.views.deliveries import notice
from bot.views.rich_text import Text
from storage.ports.outbox import Delivery, DeliveryState, Notice
from tests.contracts.encoders import FakeEncoder
from tests.e2e.conftest import FakeClock, Running, running_bot
from tests.telegram.latency import delayed
from tests.telegram.stand import Stand

ASKED_SHARE = 0.95
ALLOWED_PER_SECOND = 30
PATIENCE_SECONDS = 120.0


async def measured(readers: int, messages: int, latency: float) -> dict[str, float]:
    """Send digests of `messages` messages to so many readers, and return the figures."""
    with tempfile.TemporaryDirectory() as folder:
        async with Stand() as stand, delayed(stand.root, latency) as api:
            everybody = [stand.reader(f"Reader {n}") for n in range(readers)]
            # Reading a seed article takes both cores for a while.
            vars(app)["seed_if_empty"] = _unseeded
            async with running_bot(stand, Path(folder), FakeClock(), encoder=FakeEncoder(), api=api) as running:
                await _write(running, [reader.id for reader in everybody], messages)
                await _sent(running, readers * messages)
            calls = stand.calls("sendMessage")
            at = sorted(call.at for call in calls if call.status == 200)
            in_order = all([m.text for m in r.chat.from_bot] == _texts(messages) for r in everybody)
            return {
                "messages": len(at),
                "rate": (len(at) - 1) / (at[-1] - at[0]),
                "most in a second": max(sum(1 for a in at if t - 1 < a <= t) for t in at),
                "refused": sum(call.status == 429 for call in calls),
                "violations": len(stand.violations),
                "in order": in_order,
            }


async def _unseeded(_editing: Editing) -> int:
    return 0


async def _write(running: Running, chats: list[int], messages: int) -> None:
    outbox, now = running.services.delivering.outbox, running.clock()
    for chat in chats:
        for n in range(messages):
            await outbox.put(Delivery(f"digest:{chat}:{n}", chat, _content(n)), now)


def _content(n: int) -> dict[str, object]:
    # A correction of an article that is not stored names it by its id.
    return {"notice": "corrected", "article": f"article {n}", "revision": 1, "reason": None, "articles": []}


def _texts(messages: int) -> list[str]:
    return [notice(Notice.CORRECTED, Text(f"article {n}"), None).plain for n in range(messages)]


async def _sent(running: Running, count: int) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while (await running.services.delivering.outbox.counts()).get(DeliveryState.SENT, 0) < count:
        if time.monotonic() > until:
            raise SystemExit(f"not sent in {PATIENCE_SECONDS} s: {await running.services.delivering.outbox.counts()}")
        await asyncio.sleep(0.2)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--readers", type=int, default=60)
    parser.add_argument("--messages", type=int, default=5)
    parser.add_argument("--latency", type=float, default=0.08)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    logging.basicConfig(level=logging.ERROR)
    figures = asyncio.run(measured(options.readers, options.messages, options.latency))
    asked = ASKED_SHARE * ALLOWED_PER_SECOND
    lines = [
        f"messages a second: {figures['rate']:.2f} (asked: {asked:.2f} at least)",
        f"most in any second: {figures['most in a second']} (allowed: {ALLOWED_PER_SECOND})",
        *(f"{name}: {figures[name]}" for name in ("messages", "refused", "violations", "in order")),
        *([json.dumps({**figures, "asked": asked})] if options.json else []),
    ]
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
