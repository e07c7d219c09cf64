"""Say why the press of a button does nothing.  Pure."""

from __future__ import annotations

from bot.languages.speaking import tr


def too_old() -> str:
    return tr("I can no longer open that answer. Please ask again.")


def ask_yourself() -> str:
    return tr("Only whoever asked can turn this answer. Ask me yourself with /ask.")
