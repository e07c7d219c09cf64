"""Publish what Telegram shows of the bot around its chats: the menus of commands."""

from __future__ import annotations

import logging

from telegram import BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats
from telegram.error import TelegramError

from bot.telegram.context import App, shared_by
from bot.telegram.handlers.editing import editors
from bot.telegram.menu import READER_MENU

log = logging.getLogger(__name__)


async def publish(app: App) -> None:
    services = shared_by(app).services
    try:
        await app.bot.set_my_commands(READER_MENU, BotCommandScopeAllPrivateChats())
        await app.bot.set_my_commands(READER_MENU, BotCommandScopeAllGroupChats())
    except TelegramError as error:
        # They work without being listed.
        log.warning("cannot list the commands: %s", error.message)
    made = {editor.user for editor in await services.editing.editors.all()}
    for editor in sorted(made | services.settings.editors | services.settings.owners):
        await editors.show_commands(app.bot, editor)
