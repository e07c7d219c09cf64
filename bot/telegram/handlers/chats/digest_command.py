"""Handle /digest: the last digest once more, or with "now" the one that would come next."""

from __future__ import annotations

from telegram import Update
from telegram.ext import CommandHandler

from bot.telegram.context import App, Context, message_of, topic_of
from bot.telegram.handlers.chats.groups import may_ask
from bot.telegram.handlers.permissions import OWN_MESSAGES
from bot.usecases.delivering.digests.reader import again, preview

NOW = "now"


async def command(update: Update, context: Context) -> None:
    """Send a digest through the outbox, where its buttons find it again."""
    if not await may_ask(update, context):
        return
    message, services = message_of(update), context.services
    delivering, topic, now = services.delivering, topic_of(message), context.now()
    asked = str(update.update_id)
    last = await delivering.told.last_digest(message.chat_id, topic)
    if last is not None and " ".join(context.args or []).casefold() != NOW:
        delivery = again(last, asked)
    else:
        place = message.chat_id, topic
        delivery = await preview(delivering, place, services.settings.time_zone, asked, now)
    await delivering.outbox.put(delivery, now)
    await context.shared.outbox_sender.send_to(message.chat_id)


def register(app: App) -> None:
    app.add_handler(CommandHandler("digest", command, OWN_MESSAGES))
