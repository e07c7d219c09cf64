"""Help tests of /add on Telegram: follow a job to its end, invent lines, compare what is stored."""

from __future__ import annotations

import json
from collections.abc import Sequence

from tests.e2e.conftest import Running
from tests.e2e.invented import news
from tests.telegram.client import Reader
from tests.telegram.records import Message

BRIDGE = "Bridge to stay\n“The bridge is sound,” said Mara Lindqvist, who had looked at it.".encode()
FERRY = "Ferry late\n“The ferry is late,” said Tom Reyes, who had waited for it.".encode()
LONG = 60.0
"""How many seconds a job may take on a busy machine."""


def lines(first: int, last: int) -> bytes:
    """Return the invented articles of these numbers as JSON lines."""
    articles = [{"id": a.id, "title": a.title, "text": a.text} for a in news(first, last)]
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in articles).encode()


async def end_of(reader: Reader, message: Message) -> Message:
    """Wait until a job's message no longer offers Cancel, and return it."""

    def ended() -> bool:
        now = reader.now(message)
        return now is not None and not {"✖ Cancel", "Add"} & set(now.button_texts)

    await reader.until(ended, LONG)
    return reader.now(message) or message


async def added(reader: Reader) -> Message:
    """Return the final message of the next job."""
    return await end_of(reader, await reader.reply())


async def state(running: Running) -> tuple[object, ...]:
    """Return everything that a change would change."""
    library = running.services.library
    editors = await running.services.editing.editors.all()
    return await library.generation(), await library.entries(999), [a.id for a in await library.newest(999)], editors


async def origins(running: Running, count: int) -> Sequence[str | None]:
    """Return where the newest entries of the log came from, the oldest of them first."""
    return [e.by.place for e in reversed(await running.services.library.entries(count))]
