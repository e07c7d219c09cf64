"""Reply with a picture and its figures; where no picture can be drawn, with the figures alone."""

from __future__ import annotations

import re

from telegram import InlineKeyboardMarkup, Message, Update
from telegram.constants import ChatAction
from telegram.error import BadRequest, Forbidden, TelegramError

from bot.telegram.context import Context, message_of, reply, unless_unanswered
from bot.telegram.messages.entities import entities
from bot.usecases.drawing import drawn
from bot.views.pictures.charts import Chart
from bot.views.rich_text import Text

_NO_PICTURES = re.compile(r"photo|media", re.IGNORECASE)


async def reply_with_picture(
    update: Update, context: Context, chart: Chart | None, caption: Text, buttons: InlineKeyboardMarkup | None = None
) -> list[Message]:
    """Draw and send a chart, and return the message if Telegram confirmed it."""
    message = message_of(update)
    picture = None
    if chart is not None:
        await _show_that_it_is_coming(message)
        picture = await drawn(chart)
    if picture is None:
        return await reply(update, [caption], buttons)
    sending = message.reply_photo(
        picture, caption=caption.plain, caption_entities=entities(caption), reply_markup=buttons, filename="trend.png"
    )
    try:
        sent = await unless_unanswered(sending)
    except (BadRequest, Forbidden) as error:
        # A group may allow texts and no pictures.
        if not _NO_PICTURES.search(error.message):
            raise
        return await reply(update, [caption], buttons)
    return [] if sent is None else [sent]


async def _show_that_it_is_coming(message: Message) -> None:
    try:
        await message.reply_chat_action(ChatAction.UPLOAD_PHOTO)
    except TelegramError:
        # Drawing goes on without the sign of it.
        return
