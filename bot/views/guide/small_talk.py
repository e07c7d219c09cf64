"""Answer small talk, in one line.  Pure."""

from __future__ import annotations

from datetime import datetime

from bot.languages.calendar import clock, weekday_day
from bot.languages.speaking import marked, tr
from bot.views.guide.examples import EXAMPLES
from bot.views.rich_text import Text, code, rich
from retrieval.domain.reply import Talk

YOU_ARE_WELCOME = marked("You're welcome. Ask me what else someone said, or see /help.")
# No opinion on what was printed: the bot has none to give.
NO_COMMENT = marked("I only show what was printed. You can ask “when did he say that?”, “who else?” or “more”.")
HOW_TO_STOP = marked(
    "I only write when you ask. Daily digests, if you have one, stop with /unsubscribe; "
    "/privacy says what I keep about you, and /forget erases it."
)


def small_talk(talk: Talk | None, now: datetime | None) -> Text:
    """Return the answer to small talk; `now` is the time where the reader is."""
    if talk is Talk.DATE and now is not None:
        return Text(tr("Today is {day}, and it is {time}.", day=weekday_day(now), time=clock(now)))
    if talk in _TALK:
        return Text(tr(_TALK[talk]))
    return rich(
        "I answer questions about the stored articles, in their own words. Try: {question}", question=code(EXAMPLES[0])
    )


_TALK: dict[Talk | None, str] = {
    Talk.THANKS: YOU_ARE_WELCOME,
    Talk.STOP: HOW_TO_STOP,
    Talk.COMMENT: NO_COMMENT,
    Talk.STORED: marked("/sources lists the stored articles, and so does “onrecord sources”."),
    Talk.PEOPLE: marked("/people lists who is quoted, in “onrecord chat” too."),
}
