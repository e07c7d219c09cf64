"""Deal with the bot's coming and going: greet a group, leave one where it may not write, pause and resume digests."""

from __future__ import annotations

import logging

from telegram import Chat, ChatMember, ChatMemberRestricted, ChatMemberUpdated, Message, Update
from telegram.error import TelegramError
from telegram.ext import ChatMemberHandler, MessageHandler, filters

from bot.telegram.context import App, Context, message_of
from bot.telegram.handlers.chats import channels
from bot.telegram.handlers.chats.groups import INTERVAL
from bot.telegram.messages.entities import NO_PREVIEW, entities
from bot.telegram.sending.outcomes import Outcome, outcome_of
from bot.usecases.delivering.digests.schedule import planned
from bot.views.chats.groups import greeting

log = logging.getLogger(__name__)


async def membership(update: Update, context: Context) -> None:
    change = update.my_chat_member
    if change is None:
        raise RuntimeError("a handler of memberships without one")
    await _pause_or_resume(change, context)
    if change.chat.type in {Chat.GROUP, Chat.SUPERGROUP}:
        await _greet_or_leave(change, context)
    elif change.chat.type == Chat.CHANNEL:
        await channels.added(change, context)


async def _pause_or_resume(change: ChatMemberUpdated, context: Context) -> None:
    """Pause the digest of a reader who blocks the bot or removes it; resume it when they come back."""
    delivering, chat = context.services.delivering, change.chat.id
    subscriptions, is_in = delivering.subscriptions, _is_in(change.new_chat_member)
    await delivering.watches.set_reachable(chat, reachable=is_in)
    if not is_in:
        await subscriptions.hold_back(chat)
        return
    for kept in await subscriptions.of_chat(chat):
        # At their usual time, not at once for the digest they missed.
        await subscriptions.put(planned(kept, kept.schedule, context.now()))


async def _greet_or_leave(change: ChatMemberUpdated, context: Context) -> None:
    """Say how to ask where the bot was added, and leave where it may not write."""
    member, chat = change.new_chat_member, change.chat.id
    if not _is_in(member):
        return
    if isinstance(member, ChatMemberRestricted) and not member.can_send_messages:
        await _leave(context, chat)
    elif not _is_in(change.old_chat_member) and not context.shared.recently.happened(
        ("moved", chat), context.now(), INTERVAL
    ):
        await _greet(context, chat)


async def _greet(context: Context, chat: int) -> None:
    text = greeting(context.bot.username)
    try:
        await context.bot.send_message(
            chat,
            text.plain,
            entities=entities(text),
            link_preview_options=NO_PREVIEW,
        )
    except TelegramError as error:
        outcome = outcome_of(error)
        if outcome is Outcome.CHAT_CLOSED and "topic" in error.message.casefold():
            log.info("the general topic of chat %s is closed to a greeting", chat)
        elif outcome in {Outcome.CHAT_CLOSED, Outcome.BLOCKED}:
            await _leave(context, chat)
        else:
            log.warning("cannot greet chat %s: %s", chat, error.message)


async def _leave(context: Context, chat: int) -> None:
    try:
        await context.bot.leave_chat(chat)
    except TelegramError as error:
        log.info("cannot leave chat %s: %s", chat, error.message)


def _is_in(member: ChatMember) -> bool:
    if isinstance(member, ChatMemberRestricted):
        return member.is_member
    return member.status not in {ChatMember.LEFT, ChatMember.BANNED}


async def migrated(update: Update, context: Context) -> None:
    """Move the digest of a group that became a supergroup.  Telegram reports it in both chats; this is the old one."""
    message: Message = message_of(update)
    if message.migrate_to_chat_id is not None:
        # Telegram may also report that the bot is new in the supergroup.
        context.shared.recently.note(("moved", message.migrate_to_chat_id), context.now())
        await context.services.delivering.subscriptions.chat_migrated(message.chat_id, message.migrate_to_chat_id)


def register(app: App) -> None:
    app.add_handler(ChatMemberHandler(membership, ChatMemberHandler.MY_CHAT_MEMBER))
    app.add_handler(MessageHandler(filters.StatusUpdate.MIGRATE, migrated))
