"""Say what the bot is, to whoever meets it.  Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.views.guide.examples import EXAMPLES
from bot.views.rich_text import Text, bold, code
from retrieval.text.prose import join_names

NEW_CONVERSATION = Text("New conversation. Ask me anything.")


def welcome(quoted: Sequence[str]) -> Text:
    """Return what the bot is; `quoted` are people to ask about, if any."""
    people = f"Right now I can quote {join_names(quoted)}.\n\n" if quoted else ""
    return (
        bold("On Record answers only in words that were printed.")
        + " Ask what someone said, and I'll show you their own words, each with a numbered citation of the article. "
        "If no stored article answers your question, I'll say so.\n\n"
        + people
        + "Try: "
        + code(f"what did {quoted[0]} say?" if quoted else EXAMPLES[0])
        + "\nMore: /help"
    )
