"""Say what the bot can read, to whoever sent something else.  Pure."""

from __future__ import annotations

from bot.languages.speaking import tr
from bot.views.rich_text import Text


def cannot_listen() -> Text:
    return Text(tr("I can't listen to recordings yet. Please type your question."))


def cannot_read() -> Text:
    return Text(tr("I read text and captions only. Ask me what someone said, or see /help."))


def how_to_ask(name: str) -> Text:
    """Return the answer to a mention without a question; `name` is the bot's, without the @."""
    return Text(tr("Write your question after my name: @{name} what did Hill say?", name=name))


def only_editors_add() -> Text:
    return Text(tr("Only editors can send me documents to add. Ask me something, or see /help."))
