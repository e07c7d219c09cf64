"""Answer inline queries (“@bot hill kosovo” in any chat) with statements to send into that chat."""

from __future__ import annotations

import logging

from telegram import (
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    Update,
)
from telegram.error import TelegramError
from telegram.ext import InlineQueryHandler

from bot.telegram.context import App, Context
from bot.telegram.handlers.readers.replying import reader_time
from bot.telegram.messages.entities import NO_PREVIEW, entities, messages
from bot.usecases.asking import inline
from bot.usecases.asking.deep_links import link_to, quote_payload
from bot.views.sharing.inline import PREVIEW_CHARS, ask_in_private, nothing_found
from bot.views.sharing.statement import Shown, attribution, preview, sent_into_chat

log = logging.getLogger(__name__)

# Telegram gives others the same list for so long.  A retracted article must not be offered for much longer.
CACHE_SECONDS = 60
# The payload of the button that leads into the chat with the bot: an ordinary /start.
FROM_INLINE = "inline"
# No list is scrolled so far.
_MAX_OFFSET_DIGITS = 5


async def answer(update: Update, context: Context) -> None:
    query = update.inline_query
    if query is None:
        raise RuntimeError("an inline handler without a query")
    now = await reader_time(update, context)
    start = int(query.offset) if query.offset.isdecimal() and len(query.offset) <= _MAX_OFFSET_DIGITS else 0
    found = await inline.find(context.services.asking, query.query, start, now)
    results = [result for one in found.statements if (result := _result(one, context)) is not None]
    text = ask_in_private() if results or start else nothing_found()
    try:
        await query.answer(
            results,
            cache_time=CACHE_SECONDS,
            # The list is cached for everybody, and the bot's own words in it are in the language of whoever asked.
            is_personal=True,
            next_offset="" if found.following is None else str(found.following),
            button=InlineQueryResultsButton(text, start_parameter=FROM_INLINE),
        )
    except TelegramError as error:
        # The reader typed on, or has left the list: nobody waits for it any more.
        log.info("an inline query was not answered: %s", error.message)


def _result(shown: Shown, context: Context) -> InlineQueryResultArticle | None:
    """Return a statement as a result; None if it does not fit one message, because it is never cut."""
    first = shown.first
    payload = quote_payload(first.article.id, first.article.text, first.span)
    text, *further = messages([sent_into_chat(shown, link_to(context.bot.username, payload))])
    if further:
        return None
    content = InputTextMessageContent(text.plain, entities=entities(text), link_preview_options=NO_PREVIEW)
    # A payload is as short as an id must be, and says which statement it is.
    return InlineQueryResultArticle(payload, attribution(shown), content, description=preview(shown, PREVIEW_CHARS))


def register(app: App) -> None:
    app.add_handler(InlineQueryHandler(answer))
