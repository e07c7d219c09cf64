"""The commands that Telegram shows in its menu, for readers and for editors."""

from __future__ import annotations

from telegram import BotCommand

from bot.views.guide.commands import EDITOR_COMMANDS, READER_COMMANDS

READER_MENU = [BotCommand(command, description) for command, description in READER_COMMANDS]
EDITOR_MENU = [BotCommand(command, description) for command, description in EDITOR_COMMANDS]
