"""Pause the digests of readers who block the bot, resume them when they come back, and follow groups that move."""

from __future__ import annotations

from dataclasses import replace

from telegram import ChatMember, Message, Update
from telegram.ext import ChatMemberHandler, MessageHandler, filters

from bot.telegram.context import App, Context, message_of
from bot.usecases.delivering.digest_schedule import next_due


async def membership(update: Update, context: Context) -> None:
    """Pause the digest of a reader who blocks the bot or removes it; resume it when they come back."""
    change = update.my_chat_member
    if change is not None:
        subscriptions, chat = context.services.delivering.subscriptions, change.chat.id
        if change.new_chat_member.status in {ChatMember.LEFT, ChatMember.BANNED}:
            await subscriptions.pause(chat)
            await context.services.delivering.watches.set_reachable(chat, reachable=False)
            return
        await context.services.delivering.watches.set_reachable(chat, reachable=True)
        for kept in await subscriptions.of_chat(chat):
            # At their usual time, not at once for the digest they missed.
            due = next_due(kept.minute, kept.time_zone, context.now(), kept.days)
            await subscriptions.put(replace(kept, due=due))


async def migrated(update: Update, context: Context) -> None:
    """Move the digest of a group that became a supergroup.  Telegram reports it in both chats; this is the old one."""
    message: Message = message_of(update)
    if message.migrate_to_chat_id is not None:
        await context.services.delivering.subscriptions.chat_migrated(message.chat_id, message.migrate_to_chat_id)


def register(app: App) -> None:
    app.add_handler(ChatMemberHandler(membership, ChatMemberHandler.MY_CHAT_MEMBER))
    app.add_handler(MessageHandler(filters.StatusUpdate.MIGRATE, migrated))
