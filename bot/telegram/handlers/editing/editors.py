"""List the editors with /editors, and let owners add and remove them."""

from __future__ import annotations

from telegram import Update
from telegram.ext import CommandHandler

from bot.telegram.context import App, Context, message_of, reply
from bot.telegram.handlers.permissions import OWN_MESSAGES, actor_of, require_editor, require_owner
from bot.telegram.publishing import hide_editor_menu, show_editor_menu
from bot.views import changes as texts
from bot.views import editors_only
from bot.views.sources import shortened
from retrieval.domain.changes import Action, Entry
from retrieval.domain.errors import BadInput
from retrieval.domain.invisible_characters import one_line


async def editors(update: Update, context: Context) -> None:
    await require_editor(update, context, editors_only.SEE_EDITORS)
    match context.args or []:
        case []:
            settings = context.services.settings
            listed = texts.editors_text(settings.owners, settings.editors, await context.services.editing.editors.all())
            await reply(update, [listed])
        case ["add", *words]:
            await _add(update, context, words)
        case ["remove", *words]:
            await _remove(update, context, words)
        case _:
            raise BadInput(texts.EDITORS_USAGE)


async def _add(update: Update, context: Context, words: list[str]) -> None:
    require_owner(update, context)
    user, name = _person(update, words)
    settings = context.services.settings
    if user in settings.editors | settings.owners:
        raise BadInput(texts.EDITOR_BY_SETTINGS, user=user)
    await _show_change(update, context, await context.services.editing.editors.add(user, name, actor_of(update)))


async def _remove(update: Update, context: Context, words: list[str]) -> None:
    require_owner(update, context)
    user, _ = _person(update, words)
    settings = context.services.settings
    if user in settings.editors | settings.owners:
        raise BadInput(texts.REMOVE_FROM_SETTINGS, user=user)
    await _show_change(update, context, await context.services.editing.editors.remove(user, actor_of(update)))


async def _show_change(update: Update, context: Context, entry: Entry) -> None:
    await show_commands_after(context, entry)
    await reply(update, [texts.done(entry, "/undo")])


def _person(update: Update, words: list[str]) -> tuple[int, str | None]:
    """Return the user id and name in the command, or those of the author replied to.  Raise BadInput."""
    replied = message_of(update).reply_to_message
    if words and words[0].isdecimal() and 0 < int(words[0][:19]) < 2**52:
        return int(words[0][:19]), shortened(one_line(" ".join(words[1:]))) or None
    if not words and replied is not None and replied.from_user is not None and replied.sender_chat is None:
        if replied.from_user.is_bot:
            raise BadInput(texts.NO_BOTS)
        return replied.from_user.id, shortened(one_line(replied.from_user.full_name))
    raise BadInput(texts.EDITORS_USAGE)


async def show_commands_after(context: Context, entry: Entry) -> None:
    """Show a new editor the editors' commands, and hide them from someone who is no longer one."""
    if entry.editor is None:
        return
    if entry.action is Action.EDITOR_ADDED:
        await show_editor_menu(context.application, entry.editor)
    else:
        await hide_editor_menu(context.application, entry.editor)


def register(app: App) -> None:
    app.add_handler(CommandHandler("editors", editors, OWN_MESSAGES))
