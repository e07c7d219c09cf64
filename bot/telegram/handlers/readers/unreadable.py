"""Tell who sends what the bot cannot read, in private, what it reads: once in a while, not for each message."""

from __future__ import annotations

from datetime import timedelta

from telegram import Update
from telegram.ext import MessageHandler, filters

from bot.telegram.context import App, Context, in_background, message_of, reply
from bot.telegram.handlers.readers.addressed import QUESTION
from bot.views.chats.unreadable import cannot_listen, cannot_read
from bot.views.rich_text import Text

# Who sends five stickers in a row has read the line under the first.
INTERVAL = timedelta(minutes=5)
# An album has arrived long before.
ALBUM_LIFETIME = timedelta(minutes=5)
_SPOKEN = filters.VOICE | filters.VIDEO_NOTE | filters.AUDIO


async def unreadable(update: Update, context: Context) -> None:
    spoken = _SPOKEN.check_update(update)
    await say_once(update, context, "listen" if spoken else "read", cannot_listen() if spoken else cannot_read())


async def say_once(update: Update, context: Context, what: str, line: Text) -> None:
    """Say a line about what cannot be read: once in a while, once for an album, and not if the album asks something."""
    album = message_of(update).media_group_id
    if album is None:
        await _say(update, context, what, line)
    else:
        in_background(context.application, _say_for_album(update, context, album, what, line), update)


async def _say_for_album(update: Update, context: Context, album: str, what: str, line: Text) -> None:
    chat = message_of(update).chat_id
    if await context.shared.albums.is_complete(chat, album) and not _has_asked(context, chat, album):
        await _say(update, context, what, line)


async def _say(update: Update, context: Context, what: str, line: Text) -> None:
    if context.shared.recently.is_first((what, message_of(update).chat_id), context.now(), INTERVAL):
        await reply(update, [line])


def asks_again(update: Update, context: Context) -> bool:
    """Return whether a message belongs to an album with a question that is answered already; else note its question."""
    message = message_of(update)
    if message.media_group_id is None:
        return False
    key = _question_key(message.chat_id, message.media_group_id)
    return not context.shared.recently.is_first(key, context.now(), ALBUM_LIFETIME)


def _has_asked(context: Context, chat: int, album: str) -> bool:
    return context.shared.recently.happened(_question_key(chat, album), context.now(), ALBUM_LIFETIME)


def _question_key(chat: int, album: str) -> tuple[str, int, str]:
    return "question of an album", chat, album


def register(app: App) -> None:
    private = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE
    app.add_handler(MessageHandler(private & ~filters.TEXT & ~filters.StatusUpdate.ALL & ~QUESTION, unreadable))
