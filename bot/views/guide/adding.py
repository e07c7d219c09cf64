"""Ask an editor what to add.  Pure."""

from __future__ import annotations

from bot.languages.catalogues import LANGUAGES
from bot.languages.speaking import marked, speaking, tr

WHAT_TO_ADD = marked("Send me the text, the links or the files to add, or /cancel.")


def what_to_add_placeholder() -> str:
    """Return what Telegram shows in the empty field, at most 64 characters."""
    return tr("Text, links or files")


def is_what_to_add(text: str) -> bool:
    """Return whether a text is that question, in any language: who replies to it answers it, even after a restart."""
    if "/cancel" not in text:
        # No need to load the languages.
        return False
    for language in LANGUAGES:
        with speaking(language):
            if text == tr(WHAT_TO_ADD):
                return True
    return False
