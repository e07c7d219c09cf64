"""Render rated answers, for editors on Telegram and for operators in a terminal.  Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.languages.calendar import day
from bot.languages.speaking import marked, tr
from bot.views.rich_text import Style, Text, bold, code, join, rich, styled
from bot.views.sources import shortened
from storage.ports.feedback import Opinion, Rated

# Excerpts shown of one answer.
MAX_EXCERPTS = 3
# The reply to a rating.
THANKS = {
    Rated.NOTED: marked("Noted, thank you."),
    Rated.CHANGED: marked("Changed, thank you."),
    Rated.UNCHANGED: marked("Already noted."),
}
TOO_OLD = marked("That answer is too old to rate: please ask again.")


def feedback_blocks(opinions: Sequence[Opinion]) -> list[Text]:
    """Return each rated answer as a block: the ratings, the question, how it was understood, what was shown."""
    return [_block(o) for o in opinions] or [
        Text(tr("No answer has been rated yet. On Telegram, each answer has 👍 and 👎 under it."))
    ]


def _block(opinion: Opinion) -> Text:
    turn = opinion.turn
    lines: list[Text | str] = [
        bold(f"👎 {opinion.bad}  👍 {opinion.good}") + f" · {day(opinion.last)}",
        tr("Asked: {question}", question=shortened(turn.asked)),
    ]
    lines += [tr("Understood as: {question}", question=shortened(turn.label))] if turn.label else []
    lines += [tr("Refused: {reason}", reason=turn.reason.value)] if turn.reason else []
    # In full: an excerpt cut short would be a misquotation.
    lines += [styled(words, Style.QUOTE) for words in opinion.words[:MAX_EXCERPTS]]
    lines += [rich("From {articles}", articles=join([code(a) for a in turn.articles], ", "))] if turn.articles else []
    return join(lines, "\n")
