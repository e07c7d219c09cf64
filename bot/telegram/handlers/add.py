"""Editors push articles: /add with words, links or documents, in reply to them, as a caption, or by a button."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    MessageOriginChannel,
    MessageOriginChat,
    Update,
)
from telegram.ext import CallbackQueryHandler, CommandHandler, MessageHandler, filters

from bot.telegram.context import App, Context, in_background, message_of, reply
from bot.telegram.handlers.background_jobs import begun
from bot.telegram.handlers.conversations import numbers_of, pressed
from bot.telegram.handlers.paging import number_pressed
from bot.telegram.handlers.permissions import actor_of, is_editor, require_editor
from bot.telegram.jobs.add_job import Part, Storing, kept_out_told, stored_text
from bot.telegram.messages.add_message import draft_of_message
from bot.telegram.messages.add_request import COMMAND, Files, Links, Words, asked
from bot.telegram.messages.attachments import sent_document
from bot.usecases.message_references import remember
from bot.views.rich_text import Text
from retrieval.domain.errors import BadInput
from storage.ports.jobs import Job, JobKind, SentDocument

ADD = "Add"
_ADD = r"^add:(\d{1,18})$"
NOT_FOR_READERS = "I read questions, not documents: only editors can add articles. Ask me something, or see /help."


async def add(update: Update, context: Context) -> None:
    if not _is_meant(update, context):
        return
    await require_editor(update, context, "add articles")
    message = message_of(update)
    match asked(message, context.bot.id):
        case Words(text=text, source=source):
            await _store(update, context, text, source)
        case Links(urls=urls):
            await _begin(update, context, urls)
        case Files(source=source):
            kept = await context.services.editing.documents.with_album(source.chat_id, source.message_id)
            await _begin(update, context, [t.document for t in kept] or [sent_document(source)])


def _is_meant(update: Update, context: Context) -> bool:
    """Whether a caption's command is this bot's: PTB looks at those of texts alone."""
    command = COMMAND.match(message_of(update).caption or "")
    return command is None or command["bot"] is None or command["bot"].casefold() == context.bot.username.casefold()


async def _store(update: Update, context: Context, text: str, source: Message) -> None:
    publisher, published, url = _origin(source)
    draft = draft_of_message(text, publisher=publisher, published=published, url=url)
    (added,) = await context.services.editing.add([draft], by=actor_of(update))
    if added.retraction is not None:
        raise BadInput(f"Not stored: it {kept_out_told(added)}")
    sent = await reply(update, [await stored_text(context.services.editing, added)])
    await remember(
        context.services.asking.turns, message_of(update).chat_id, numbers_of(sent), articles=[added.article.id]
    )


def _origin(message: Message) -> tuple[str | None, datetime | None, str | None]:
    """Publisher, date and address of a forwarded post; of anything else nothing is known, and nothing is invented.

    A post of a public channel has an address: forwarded twice it is one article, edited in between a new revision.
    """
    match message.forward_origin:
        case MessageOriginChannel(chat=chat, date=date, message_id=number):
            return chat.title, date, f"https://t.me/{chat.username}/{number}" if chat.username else None
        case MessageOriginChat(sender_chat=chat, date=date):
            return chat.title, date, None
    return None, None, None


async def document(update: Update, context: Context) -> None:
    """A document, with the caption /add or without; in an album one caption is for all."""
    message = message_of(update)
    wanted = message.forward_origin is None and message.via_bot is None and COMMAND.match(message.caption or "")
    if wanted and not _is_meant(update, context):
        return
    if not await is_editor(update, context):
        if wanted:
            await require_editor(update, context, "add articles")
        elif message.chat.type == message.chat.PRIVATE:
            in_background(context.application, _tell_reader(update, context), update)
        return
    sent = sent_document(message)
    await context.services.editing.documents.put(sent)
    if sent.album is None:
        if wanted:
            await _begin(update, context, [sent])
        else:
            await _offer(update, [sent])
        return
    if wanted:
        # Written down at once: a bot that is killed before the album is whole tells so at its next start.
        context.shared.albums.wants(sent.album, await _written(update, context, [sent]))
    in_background(context.application, _of_album(update, context, sent, sent.album), update)


async def _tell_reader(update: Update, context: Context) -> None:
    """Once for an album: the last piece of it that has come speaks for all."""
    message = message_of(update)
    album = message.media_group_id
    if album is None or await context.shared.albums.whole(message.chat_id, album):
        await reply(update, [Text(NOT_FOR_READERS)])


async def _of_album(update: Update, context: Context, sent: SentDocument, album: str) -> None:
    """The last piece of an album that has come speaks for all."""
    if not await context.shared.albums.whole(sent.chat, album):
        return
    found = await context.services.editing.documents.with_album(sent.chat, sent.message)
    job = context.shared.albums.wanted(sent.chat, album)
    left = [t.document for t in found if not t.taken or (job is not None and t.document.message == job.asked)]
    if job is not None:
        await context.services.editing.jobs.add_documents(job, left)
        _start(context, job, left)
    elif any(t.asked for t in found):
        # A late piece of an album that was asked for, or what a restart came between.
        if left:
            await _begin(update, context, left)
    else:
        await _offer(update, left)


async def _offer(update: Update, documents: Sequence[SentDocument]) -> None:
    message = message_of(update)
    if message.chat.type != message.chat.PRIVATE or not documents:
        return
    what = f"“{documents[0].name}” as an article" if len(documents) == 1 else f"these {len(documents)} documents"
    button = InlineKeyboardButton(ADD, callback_data=f"add:{documents[0].message}")
    told = f"I can store {what}: press {ADD}, or reply /add. With /add as its caption a document is stored at once."
    await reply(update, [Text(told)], InlineKeyboardMarkup([[button]]), quoting=True)


async def add_pressed(update: Update, context: Context) -> None:
    """The button under an offer: the message of the offer goes on as the job's."""
    if not await is_editor(update, context):
        await pressed(update, "Only editors can add articles.")
        return
    message = message_of(update)
    found = await context.services.editing.documents.with_album(message.chat_id, number_pressed(context))
    left = [t.document for t in found if not t.taken]
    if not left:
        gone = "It is added already, or being added." if found else "I have that no more: send it again with /add."
        await pressed(update, gone)
        return
    await _begin(update, context, left, shown=message.message_id)
    await pressed(update)


async def _begin(update: Update, context: Context, parts: Sequence[Part], shown: int | None = None) -> None:
    _start(context, await _written(update, context, parts, shown), parts)


async def _written(update: Update, context: Context, parts: Sequence[Part], shown: int | None = None) -> Job:
    documents = [p for p in parts if isinstance(p, SentDocument)]
    return await begun(update, context, JobKind.ADD, documents, shown)


def _start(context: Context, job: Job, parts: Sequence[Part]) -> None:
    work = Storing(context.services.editing, context.services.following.fetcher, context.bot, job, parts)
    in_background(context.application, context.shared.job_runner.carry_out(job, work))


def register(app: App) -> None:
    # A forwarded "/add …" is somebody else's wish, whoever passes it on.
    new = filters.UpdateType.MESSAGE
    own = new & ~filters.FORWARDED & ~filters.VIA_BOT
    captioned = filters.CaptionRegex(re.compile(COMMAND.pattern, re.IGNORECASE))
    app.add_handler(CommandHandler("add", add, own))
    app.add_handler(MessageHandler(new & filters.Document.ALL, document))
    app.add_handler(MessageHandler(own & captioned, add))
    app.add_handler(CallbackQueryHandler(add_pressed, _ADD))
