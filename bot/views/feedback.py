"""Rated answers as text, for editors on Telegram and for operators in a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from bot.views.rich_text import Style, Text, bold, code, join, styled
from bot.views.sources import shortened
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
