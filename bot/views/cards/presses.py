"""Say why the press of a button does nothing.  Pure."""

from __future__ import annotations

from bot.languages.speaking import tr


def too_old() -> str:
    return tr("I can no longer open that answer. Please ask again.")


def question_is_gone() -> str:
    return tr("I can no longer see that question: please ask it again with the full name.")


def cannot_undo() -> str:
    return tr("That was undone already, is too old, or is another reader's question.")


def ask_yourself() -> str:
    return tr("Only the person who asked can turn these pages. Ask it yourself with /ask.")
