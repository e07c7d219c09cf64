"""Decide which messages are for the bot, and what they ask."""

from __future__ import annotations

import re

from telegram import Message, MessageEntity, Update, User
from telegram.ext import ApplicationHandlerStop, TypeHandler, filters

from bot.telegram.context import App, Context

# Stands where the bot was mentioned; no message has it.
_CALL = "\0"
_TAIL = re.compile(r"[ \t]*,?\s*\0\s*(?=[?!.…\"”’)]*\s*\Z)")
_BLANKS = re.compile(r"\s{2,}")
_HEAD = re.compile(r"\A\s*\0[\s,:;.!–—-]*")
_BETWEEN_COMMAS = re.compile(r"\s*,\s*\0\s*,")
_WITHIN = re.compile(r"\s*\0")
_ASK = re.compile(r"\s*/ask(?:@(?P<bot>\w+))?(?=\s|$)", re.IGNORECASE)


def is_for_nobody(message: Message) -> bool:
    """Return whether a program sent a message, or it is a copy of a channel's post: such are never answered.

    Anonymous administrators and people who write as a channel have a bot's account too, but a `sender_chat`.
    """
    by_bot = message.from_user is not None and message.from_user.is_bot and message.sender_chat is None
    through_bot = message.via_bot is not None or message.sender_business_bot is not None
    return by_bot or through_bot or bool(message.is_automatic_forward) or message.chat.type == message.chat.CHANNEL


def question_in(message: Message, bot: User) -> str | None:
    """Return what a message asks the bot, without the bot's name; None if it asks nothing, "" if it only calls.

    In a private chat every text or caption asks; in a group, one that mentions the bot or replies to it.  Commands
    have their own handlers, except /ask in a caption.
    """
    text = message.text or message.caption
    if not text or is_for_nobody(message):
        return None
    if _is_command(message):
        return None if message.text else _asked_in_caption(text, message, bot)
    called = without_mentions(message, bot)
    if message.chat.type == message.chat.PRIVATE:
        return called
    if message.forward_origin is not None or (called == text.strip() and not _replies_to(message, bot)):
        return None
    return called


def asked_by_command(message: Message, bot: User) -> str | None:
    """Return what a text asks with /ask; None if it is no such command to the bot."""
    return None if message.text is None or is_for_nobody(message) else _asked_in_caption(message.text, message, bot)


def without_mentions(message: Message, bot: User) -> str:
    """Return the text or caption of a message without mentions of the bot."""
    text = message.text or message.caption or ""
    marked = message.entities if message.text else message.caption_entities
    units = text.encode("utf-16-le", "surrogatepass")
    for mark in sorted(marked, key=lambda m: m.offset, reverse=True):
        start, end = 2 * mark.offset, 2 * (mark.offset + mark.length)
        if _is_mention(mark, units[start:end].decode("utf-16-le", "replace"), bot):
            units = units[:start] + _CALL.encode("utf-16-le") + units[end:]
    if _CALL not in (left := units.decode("utf-16-le", "replace")):
        return text.strip()
    # The patterns below would try every way to divide a long run of blanks.
    left = _BLANKS.sub(" ", left)
    for pattern, instead in ((_HEAD, ""), (_TAIL, ""), (_BETWEEN_COMMAS, ","), (_WITHIN, "")):
        left = pattern.sub(instead, left)
    return left.strip()


def _is_command(message: Message) -> bool:
    marks = message.entities if message.text else message.caption_entities
    return any(mark.type == MessageEntity.BOT_COMMAND and mark.offset == 0 for mark in marks)


def _is_mention(mark: MessageEntity, words: str, bot: User) -> bool:
    if mark.type == MessageEntity.TEXT_MENTION:
        return mark.user is not None and mark.user.id == bot.id
    return mark.type == MessageEntity.MENTION and words.casefold() == f"@{bot.username}".casefold()


def _replies_to(message: Message, bot: User) -> bool:
    replied = message.reply_to_message
    # In a topic, what replies to nobody seems to reply to the message that opened the topic.
    if replied is None or replied.forum_topic_created is not None:
        return False
    return replied.from_user is not None and replied.from_user.id == bot.id


def _asked_in_caption(caption: str, message: Message, bot: User) -> str | None:
    command = _ASK.match(caption)
    in_group = message.chat.type != message.chat.PRIVATE
    if command is None or (in_group and message.forward_origin is not None):
        return None
    if command["bot"] is not None and command["bot"].casefold() != (bot.username or "").casefold():
        return None
    return caption[command.end() :].strip()


class _Question(filters.MessageFilter):
    """Passes messages that ask the bot something."""

    def filter(self, message: Message) -> bool:
        return question_in(message, message.get_bot().bot) is not None


QUESTION = _Question()


async def ignore(update: Update, _context: Context) -> None:
    """Keep from all other handlers what nobody asked."""
    sent = (update.message, update.edited_message, update.channel_post, update.edited_channel_post)
    if any(message is not None and is_for_nobody(message) for message in sent):
        raise ApplicationHandlerStop


def register(app: App) -> None:
    # Before all handlers that answer or note something.
    app.add_handler(TypeHandler(Update, ignore), group=-4)
