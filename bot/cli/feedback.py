"""What readers think of answers, as texts for editors and by `onrecord feedback` for operators."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from bot.composition import open_services
from bot.settings import Settings
from bot.views.rich_text import Style, Text, bold, code, join, styled
from bot.views.sources import shortened
from bot.views.terminal import printable, show
from storage.ports.feedback import Opinion

# Excerpts shown of one answer.
EXCERPTS = 3
NONE = "Nobody has rated an answer yet: 👍 and 👎 stand under each of them on Telegram."


def feedback_blocks(opinions: Sequence[Opinion]) -> list[Text]:
    """Each rated answer as a block: the verdict, the question, how it was taken, what was shown."""
    return [_block(o) for o in opinions] or [Text(NONE)]


def _block(opinion: Opinion) -> Text:
    turn = opinion.turn
    lines: list[Text | str] = [
        bold(_verdict(opinion)) + f" · {opinion.last:%-d %B %Y}",
        f"Asked: {shortened(turn.asked)}",
    ]
    lines += [f"Taken as: {shortened(turn.label)}"] if turn.label else []
    lines += [f"Silent: {turn.reason.value}"] if turn.reason else []
    # Whole: an excerpt that was cut short would be a misquotation.
    lines += [styled(words, Style.QUOTE) for words in opinion.words[:EXCERPTS]]
    lines += [join([Text("From "), join([code(a) for a in turn.articles], ", ")])] if turn.articles else []
    return join(lines, "\n")


def _verdict(opinion: Opinion) -> str:
    return f"👎 {opinion.bad}  👍 {opinion.good}"


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
        shown = o.turn.reason.value if o.turn.reason else "\n".join(o.words[:EXCERPTS])
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
