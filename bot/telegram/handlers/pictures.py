"""Reply with a picture and its figures; where no picture can be drawn, with the figures alone."""

from __future__ import annotations

from telegram import InlineKeyboardMarkup, Message, Update
from telegram.constants import ChatAction
from telegram.error import TelegramError

from bot.telegram.context import Context, message_of, reply, unless_unanswered
from bot.telegram.messages.entities import entities
from bot.usecases.drawing import drawn
from bot.views.pictures.charts import Chart
from bot.views.rich_text import Text


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
    sent = await unless_unanswered(
        message.reply_photo(
            picture,
            caption=caption.plain,
            caption_entities=entities(caption),
            reply_markup=buttons,
            filename="trend.png",
        )
    )
    return [] if sent is None else [sent]


async def _show_that_it_is_coming(message: Message) -> None:
    try:
        await message.reply_chat_action(ChatAction.UPLOAD_PHOTO)
    except TelegramError:
        # Drawing goes on without the sign of it.
        return
