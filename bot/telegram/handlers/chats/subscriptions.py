"""Handle /subscribe and /unsubscribe, and readers who block the bot or come back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from zoneinfo import ZoneInfo

from telegram import ChatMember, Message, Update
from telegram.ext import ChatMemberHandler, CommandHandler, MessageHandler, filters

from bot.telegram.context import App, Context, message_of, reply
from bot.usecases.delivering.digest_schedule import clock_time, next_due, read_schedule
from bot.views.rich_text import Text, bold
from storage.ports.subscriptions import Subscription

# The first digest covers the day before it, whenever a reader subscribes.
FIRST_PERIOD = timedelta(days=1)


async def subscribe(update: Update, context: Context) -> None:
    settings, now = context.services.settings, context.now()
    minute, zone = read_schedule(list(context.args or []), settings.time_zone)
    due = next_due(minute, zone, now)
    chat_id = message_of(update).chat_id
    await context.services.delivering.subscriptions.put(
        Subscription(chat_id, minute, zone, since=due - FIRST_PERIOD, due=due)
    )
    there = due.astimezone(ZoneInfo(zone))
    text = (
        Text("You'll get a digest of what is new every day at ")
        + bold(f"{clock_time(minute)} {zone}")
        + f", the next on {there:%A} {there.day} {there:%B}. /unsubscribe stops it."
    )
    if len(context.args or []) < 2:
        text = text + f"\nIn another time zone? /subscribe {clock_time(minute)} Europe/Belgrade"
    await reply(update, [text])


async def unsubscribe(update: Update, context: Context) -> None:
    removed = await context.services.delivering.subscriptions.remove(message_of(update).chat_id)
    text = "Digests stopped. /subscribe HH:MM starts them again." if removed else "This chat has no subscription."
    await reply(update, [Text(text)])


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
        if (kept := await subscriptions.get(chat)) is not None:
            # At their usual time, not at once for the digest they missed.
            await subscriptions.put(replace(kept, due=next_due(kept.minute, kept.time_zone, context.now())))


async def migrated(update: Update, context: Context) -> None:
    """Move the digest of a group that became a supergroup.  Telegram reports it in both chats; this is the old one."""
    message: Message = message_of(update)
    if message.migrate_to_chat_id is not None:
        await context.services.delivering.subscriptions.chat_migrated(message.chat_id, message.migrate_to_chat_id)


def register(app: App) -> None:
    new = filters.UpdateType.MESSAGE
    app.add_handler(CommandHandler("subscribe", subscribe, new))
    app.add_handler(CommandHandler("unsubscribe", unsubscribe, new))
    app.add_handler(ChatMemberHandler(membership, ChatMemberHandler.MY_CHAT_MEMBER))
    app.add_handler(MessageHandler(filters.StatusUpdate.MIGRATE, migrated))
