"""Render rated answers, for editors on Telegram and for operators in a terminal.  Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.views.rich_text import Style, Text, bold, code, join, styled
from bot.views.sources import shortened
from storage.ports.feedback import Opinion

# Excerpts shown of one answer.
MAX_EXCERPTS = 3
NO_RATINGS = Text("No answer has been rated yet. On Telegram, each answer has 👍 and 👎 under it.")


def feedback_blocks(opinions: Sequence[Opinion]) -> list[Text]:
    """Return each rated answer as a block: the ratings, the question, how it was understood, what was shown."""
    return [_block(o) for o in opinions] or [NO_RATINGS]


def _block(opinion: Opinion) -> Text:
    turn = opinion.turn
    lines: list[Text | str] = [
        bold(f"👎 {opinion.bad}  👍 {opinion.good}") + f" · {opinion.last:%-d %B %Y}",
        f"Asked: {shortened(turn.asked)}",
    ]
    lines += [f"Understood as: {shortened(turn.label)}"] if turn.label else []
    lines += [f"Refused: {turn.reason.value}"] if turn.reason else []
    # In full: an excerpt cut short would be a misquotation.
    lines += [styled(words, Style.QUOTE) for words in opinion.words[:MAX_EXCERPTS]]
    lines += [join([Text("From "), join([code(a) for a in turn.articles], ", ")])] if turn.articles else []
    return join(lines, "\n")
