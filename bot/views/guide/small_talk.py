"""Answer small talk, in one line.  Pure."""

from __future__ import annotations

from datetime import datetime

from bot.views.guide.examples import EXAMPLES
from bot.views.rich_text import Text, code
from bot.views.sources import day
from retrieval.domain.reply import Talk

YOU_ARE_WELCOME = Text("You're welcome. Ask me what else someone said, or see /help.")
# No opinion on what was printed: the bot has none to give.
NO_COMMENT = Text("I only show what was printed. You can ask “when did he say that?”, “who else?” or “more”.")
HOW_TO_STOP = Text(
    "I only write when you ask. Daily digests, if you have one, stop with /unsubscribe; "
    "/privacy says what I keep about you, and /forget erases it."
)
WHAT_I_DO = Text("I answer questions about the stored articles, in their own words. Try: ") + code(EXAMPLES[0])


def small_talk(talk: Talk | None, now: datetime | None) -> Text:
    """Return the answer to small talk; `now` is the time where the reader is."""
    if talk is Talk.DATE and now is not None:
        return Text(f"Today is {now:%A}, {day(now)}, and it is {now:%H:%M}.")
    return _TALK.get(talk, WHAT_I_DO)


_TALK: dict[Talk | None, Text] = {
    Talk.THANKS: YOU_ARE_WELCOME,
    Talk.STOP: HOW_TO_STOP,
    Talk.COMMENT: NO_COMMENT,
    Talk.STORED: Text("/sources lists the stored articles, and so does “onrecord sources”."),
    Talk.PEOPLE: Text("/people lists who is quoted, in “onrecord chat” too."),
}
