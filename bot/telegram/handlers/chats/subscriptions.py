"""Handle /subscribe and /unsubscribe."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from telegram import Update
from telegram.ext import CommandHandler, filters

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


def register(app: App) -> None:
    new = filters.UpdateType.MESSAGE
    app.add_handler(CommandHandler("subscribe", subscribe, new))
    app.add_handler(CommandHandler("unsubscribe", unsubscribe, new))
