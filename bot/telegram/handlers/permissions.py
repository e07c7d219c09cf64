"""Check who may change what is stored, or what a group has set: by user id, anew at each command and button."""

from __future__ import annotations

import logging
from datetime import timedelta

from telegram import ChatMember, Update
from telegram.error import BadRequest
from telegram.ext import filters

from bot.telegram.context import Context, message_of
from bot.views.editors_only import OWNERS, become_editor
from bot.views.sources import shortened
from retrieval.domain.changes import Actor
from retrieval.domain.errors import BadInput

log = logging.getLogger(__name__)

# A forwarded command is someone else's wish, whoever passes it on.
OWN_MESSAGES = filters.UpdateType.MESSAGE & ~filters.FORWARDED & ~filters.VIA_BOT

# A group that asks much must not cost a call for each question.
MEMBERSHIP_LIFETIME = timedelta(seconds=30)


def user_of(update: Update) -> int | None:
    """Return the user who sent an update; None for an anonymous group administrator or a channel."""
    message, user = update.effective_message, update.effective_user
    return None if message is None or user is None or message.sender_chat is not None else user.id


async def is_editor(update: Update, context: Context) -> bool:
    user = user_of(update)
    return user is not None and await context.services.editing.is_editor(user)


async def require_editor(update: Update, context: Context, sentence: str) -> None:
    """Raise BadInput for everybody but editors; `sentence`, of bot.views.editors_only, is what only they can do."""
    if not await is_editor(update, context):
        raise BadInput(become_editor(sentence))


def require_owner(update: Update, context: Context) -> None:
    """Raise BadInput for everybody but owners."""
    if user_of(update) not in context.services.settings.owners:
        raise BadInput(OWNERS)


async def is_administrator(update: Update, context: Context) -> bool:
    """Return whether whoever sent this may decide for its chat: in a group, only its administrators.

    An anonymous administrator writes in the group's name.  In private, everybody decides for themselves.
    """
    message, user = message_of(update), update.effective_user
    if message.chat.type == message.chat.PRIVATE:
        return True
    if update.callback_query is None and message.sender_chat is not None:
        return message.sender_chat.id == message.chat_id
    return user is not None and await administers(context, message.chat_id, user.id)


async def administers(context: Context, chat: int, user: int) -> bool:
    """Return whether a user administers a chat; what Telegram said is believed for a while."""
    now = context.now()
    for key, known in ((("administrator", chat, user), True), (("member", chat, user), False)):
        if context.shared.recently.happened(key, now, MEMBERSHIP_LIFETIME):
            return known
    try:
        member = await context.bot.get_chat_member(chat, user)
    except BadRequest as error:
        # Telegram does not always tell a bot without rights who administers a chat.
        log.info("cannot see who administers chat %s: %s", chat, error.message)
        return False
    found = member.status in {ChatMember.OWNER, ChatMember.ADMINISTRATOR}
    context.shared.recently.note(("administrator" if found else "member", chat, user), now)
    return found


async def require_administrator(update: Update, context: Context, otherwise: str) -> None:
    """Raise BadInput with the sentence `otherwise` for everybody in a group but its administrators."""
    if not await is_administrator(update, context):
        raise BadInput(otherwise)


def actor_of(update: Update) -> Actor:
    """Return who sent the update, for the log."""
    message, user = message_of(update), update.effective_user
    if user is None:
        raise RuntimeError("nobody sent this update")
    place = f"Telegram chat {message.chat_id}, message {message.message_id}"
    return Actor(name=shortened(user.full_name), user=user.id, place=place, update=update.update_id)
