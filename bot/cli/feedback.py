"""`onrecord feedback`: list rated answers."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from bot.composition import open_services
from bot.settings import Settings
from bot.views.feedback import MAX_EXCERPTS, feedback_blocks
from bot.views.terminal import printable, show
from storage.ports.feedback import Opinion


def list_feedback(settings: Settings, *, worst: bool, limit: int, as_json: bool) -> None:
    """Print what was rated: a table in a terminal, blocks in a pipe, JSON lines for programs."""

    async def listed() -> list[Opinion]:
        services = await open_services(settings)
        try:
            return await services.asking.feedback.opinions(limit, worst=worst)
        finally:
            await services.close()

    opinions = asyncio.run(listed())
    console = Console()
    if as_json:
        for opinion in opinions:
            sys.stdout.write(json.dumps(_line(opinion), ensure_ascii=False) + "\n")
    elif console.is_terminal and opinions:
        console.print(_table(opinions))
    else:
        show(console, feedback_blocks(opinions))


def _table(opinions: Sequence[Opinion]) -> Table:
    table = Table("👎", "👍", "last", "asked", "taken as", "shown")
    for o in opinions:
        shown = o.turn.reason.value if o.turn.reason else "\n".join(o.words[:MAX_EXCERPTS])
        cells = (str(o.bad), str(o.good), f"{o.last:%Y-%m-%d}", o.turn.asked, o.turn.label or "", shown)
        # What an article prints is no markup.
        table.add_row(*(printable(cell).replace("[", "\\[") for cell in cells))
    return table


def _line(opinion: Opinion) -> dict[str, object]:
    turn = opinion.turn
    return {
        "question": turn.asked,
        "understood": {"label": turn.label, "question": turn.understood} if turn.label else None,
        "reason": turn.reason.value if turn.reason else None,
        "up": opinion.good,
        "down": opinion.bad,
        "rated": opinion.last.isoformat(),
        "excerpts": [
            {"article": c.article, "revision": c.revision, "start": c.start, "end": c.end} for c in turn.cited
        ],
    }
