"""The menus of commands in each language, limited to commands that the application handles."""

from __future__ import annotations

from typing import Any

from telegram import BotCommand
from telegram.ext import Application, CommandHandler

from bot.languages.speaking import speaking
from bot.views.guide import commands


def handler_of(app: Application[Any, Any, Any, Any, Any, Any], command: str) -> CommandHandler[Any, Any] | None:
    """Return the handler of a command; None if there is none."""
    return next((h for h in _command_handlers(app) if command in h.commands), None)


def handled(app: Application[Any, Any, Any, Any, Any, Any]) -> frozenset[str]:
    """Return the names of all commands that have a handler."""
    return frozenset(name for handler in _command_handlers(app) for name in handler.commands)


def menu(listed: dict[str, str], known: frozenset[str], language: str) -> list[BotCommand]:
    with speaking(language):
        return [BotCommand(command, does) for command, does in commands.menu(listed, known)]


def _command_handlers(app: Application[Any, Any, Any, Any, Any, Any]) -> list[CommandHandler[Any, Any]]:
    return [h for group in app.handlers.values() for h in group if isinstance(h, CommandHandler)]
