"""Render the list of an inline query.  Pure."""

from __future__ import annotations

from bot.languages.speaking import tr

# Characters of a preview: two or three lines of a phone.
PREVIEW_CHARS = 140


def ask_in_private() -> str:
    """Return the button above a list that leads to the chat with the bot."""
    return tr("Ask me in private")


def nothing_found() -> str:
    """Return the same button above an empty list."""
    return tr("No quotes for this. Ask me in private")
