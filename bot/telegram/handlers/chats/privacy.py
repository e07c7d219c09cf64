"""Tell readers what is kept about them with /privacy, and erase it with /forget, after they have confirmed it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from bot.languages.speaking import tr
from bot.telegram.context import App, Context, message_of, reply
from bot.telegram.handlers.paging import turn_to
from bot.telegram.handlers.permissions import OWN_MESSAGES, is_administrator, require_administrator
from bot.telegram.handlers.readers.replying import answer_press, party_of
from bot.views import privacy as texts
from bot.views.rich_text import Text
from retrieval.domain.errors import BadInput
from storage.ports.conversations import Party
from storage.ports.personal_data import Erased

# A button that is older may be pressed by accident, by somebody who looks through old messages.
BUTTON_LIFETIME = timedelta(hours=1)
_CONFIRM = r"^(forget|keep):(reader|member|group):(-?\d{1,18}):(\d{1,12})$"


class Scope(StrEnum):
    """Whose data is erased: a reader's in all chats, a reader's in this group, or all of this group's."""

    READER = "reader"
    MEMBER = "member"
    GROUP = "group"


_QUESTIONS = {
    Scope.READER: texts.QUESTION,
    Scope.MEMBER: texts.QUESTION_IN_GROUP,
    Scope.GROUP: texts.QUESTION_FOR_GROUP,
}


async def privacy(update: Update, context: Context) -> None:
    await reply(update, [texts.privacy_text(context.services.settings.keep_days)])


async def forget(update: Update, context: Context) -> None:
    """Ask for confirmation, or erase at once if the command already confirms."""
    in_group = message_of(update).chat.type != message_of(update).chat.PRIVATE
    match [word.casefold() for word in context.args or []]:
        case ["group", *rest] if rest in ([], ["yes"]):
            scope, confirmed = Scope.GROUP, bool(rest)
            if not in_group:
                raise BadInput(tr(texts.NOT_IN_GROUP))
            await require_administrator(update, context, tr(texts.ONLY_ADMINISTRATORS))
        case rest if rest in ([], ["yes"]):
            scope, confirmed = Scope.MEMBER if in_group else Scope.READER, bool(rest)
        case _:
            raise BadInput(tr(texts.USAGE))
    party = party_of(update)
    if confirmed:
        await reply(update, [texts.erased_text(await _erase(context, scope, party))])
        return
    data = f"{scope}:{party.reader_id}:{int(context.now().timestamp())}"
    row = [
        InlineKeyboardButton(tr(texts.ERASE), callback_data=f"forget:{data}"),
        InlineKeyboardButton(tr(texts.KEEP), callback_data=f"keep:{data}"),
    ]
    await reply(update, [texts.question_text(_QUESTIONS[scope])], InlineKeyboardMarkup([row]), quoting=in_group)


async def confirmed(update: Update, context: Context) -> None:
    """Handle the buttons: only whoever asked may press them, and erase only if that was not long ago."""
    match = context.match
    if match is None:
        raise RuntimeError("a callback handler without a pattern")
    scope, asked_by, asked = Scope(match[2]), int(match[3]), datetime.fromtimestamp(int(match[4]), UTC)
    party = party_of(update)
    if scope is Scope.GROUP:
        if not await is_administrator(update, context):
            await answer_press(update, tr(texts.ONLY_ADMINISTRATORS))
            return
    elif party.reader_id != asked_by:
        # An anonymous administrator asks as the group, and presses under their own name.
        if asked_by != party.chat_id or not await is_administrator(update, context):
            await answer_press(update, tr(texts.ANOTHER_READERS))
            return
        party = replace(party, reader_id=asked_by)
    if match[1] == "keep":
        await turn_to(update, Text(tr(texts.KEPT)), None)
        return
    if not timedelta(0) <= context.now() - asked <= BUTTON_LIFETIME:
        await answer_press(update, tr(texts.TOO_OLD))
        return
    if erased := await _erase(context, scope, party):
        await turn_to(update, texts.erased_text(erased), None)
    else:
        # Pressed twice: the message goes on saying what the first press erased.
        await answer_press(update, tr(texts.NOTHING_KEPT))


async def _erase(context: Context, scope: Scope, party: Party) -> Erased:
    """Raise BadInput if a job runs, and StorageError."""
    data = context.services.personal_data
    match scope:
        case Scope.READER:
            return await data.forget_reader(party.reader_id)
        case Scope.MEMBER:
            return await data.forget_in_chat(party.reader_id, party.chat_id)
        case Scope.GROUP:
            return await data.forget_chat(party.chat_id)


def register(app: App) -> None:
    app.add_handler(CommandHandler("privacy", privacy, filters.UpdateType.MESSAGE))
    app.add_handler(CommandHandler("forget", forget, OWN_MESSAGES))
    app.add_handler(CallbackQueryHandler(confirmed, _CONFIRM))
