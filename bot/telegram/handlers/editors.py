"""Who may change what is stored: /editors lists them; an owner adds and removes."""

from __future__ import annotations

import logging
from typing import Any

from telegram import BotCommandScopeChat, Update
from telegram.error import TelegramError
from telegram.ext import CommandHandler, ExtBot, filters

from bot.telegram.context import App, Context, message_of, reply
from bot.telegram.handlers.permissions import actor_of, require_editor, require_owner
from bot.telegram.menu import EDITORS
from bot.views.changes import done, editors_text
from bot.views.sources import shortened
from retrieval.domain.changes import Action, Entry
from retrieval.domain.errors import BadInput

log = logging.getLogger(__name__)

USAGE = "Write /editors add ID NAME or /editors remove ID, or reply with /editors add to a message of theirs."


async def editors(update: Update, context: Context) -> None:
    await require_editor(update, context, "see who is an editor")
    match context.args or []:
        case []:
            settings = context.services.settings
            listed = editors_text(settings.owners, settings.editors, await context.services.editing.editors.all())
            await reply(update, [listed])
        case ["add", *words]:
            await _add(update, context, words)
        case ["remove", *words]:
            await _remove(update, context, words)
        case _:
            raise BadInput(USAGE)


async def _add(update: Update, context: Context, words: list[str]) -> None:
    require_owner(update, context)
    user, name = _whom(update, words)
    settings = context.services.settings
    if user in settings.editors | settings.owners:
        raise BadInput(f"{user} is an editor already, by the settings.")
    await _tell(update, context, await context.services.editing.editors.add(user, name, actor_of(update)))


async def _remove(update: Update, context: Context, words: list[str]) -> None:
    require_owner(update, context)
    user, _ = _whom(update, words)
    settings = context.services.settings
    if user in settings.editors | settings.owners:
        raise BadInput(
            f"{user} is an editor by the settings: take the id out of ONRECORD_EDITORS or ONRECORD_OWNERS and start "
            "me again."
        )
    await _tell(update, context, await context.services.editing.editors.remove(user, actor_of(update)))


async def _tell(update: Update, context: Context, entry: Entry) -> None:
    await show_commands_after(context, entry)
    await reply(update, [done(entry, "/undo")])


def _whom(update: Update, words: list[str]) -> tuple[int, str | None]:
    """The user id and name that are written, or those of whoever wrote the message replied to.  Raises BadInput."""
    replied = message_of(update).reply_to_message
    if words and words[0].isdecimal() and 0 < int(words[0][:19]) < 2**52:
        return int(words[0][:19]), shortened(" ".join(words[1:])) or None
    if not words and replied is not None and replied.from_user is not None and replied.sender_chat is None:
        if replied.from_user.is_bot:
            raise BadInput("A bot cannot be an editor.")
        return replied.from_user.id, shortened(replied.from_user.full_name)
    raise BadInput(USAGE)


async def show_commands_after(context: Context, entry: Entry) -> None:
    """Show whom an entry made an editor an editor's commands, and take them from whom it made none."""
    if entry.editor is None:
        return
    if entry.action is Action.EDITOR_ADDED:
        await show_commands(context.bot, entry.editor)
        return
    try:
        await context.bot.delete_my_commands(BotCommandScopeChat(entry.editor))
    except TelegramError as error:
        log.info("the commands of %s are still shown: %s", entry.editor, error.message)


async def show_commands(bot: ExtBot[Any], editor: int) -> None:
    try:
        await bot.set_my_commands(EDITORS, BotCommandScopeChat(editor))
    except TelegramError as error:
        # An editor who never wrote to the bot has no chat yet; the commands work all the same.
        log.info("the commands of editor %s are not shown yet: %s", editor, error.message)


def register(app: App) -> None:
    own = filters.UpdateType.MESSAGE & ~filters.FORWARDED & ~filters.VIA_BOT
    app.add_handler(CommandHandler("editors", editors, own))
