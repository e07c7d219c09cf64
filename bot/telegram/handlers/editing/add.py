"""Let editors add articles: /add with text, links or documents, as a reply, as a caption, or by a button."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from datetime import datetime

from telegram import (
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    Message,
    MessageOriginChannel,
    MessageOriginChat,
    Update,
)
from telegram.ext import CallbackQueryHandler, CommandHandler, MessageHandler, filters

from bot.languages.speaking import tr
from bot.telegram.context import App, Context, Shared, in_background, message_of, reply, shared_by
from bot.telegram.handlers.editing.background_jobs import create_job
from bot.telegram.handlers.paging import number_pressed
from bot.telegram.handlers.permissions import OWN_MESSAGES, actor_of, is_editor, require_editor, user_of
from bot.telegram.handlers.readers import questions
from bot.telegram.handlers.readers.addressed import question_in
from bot.telegram.handlers.readers.replying import answer_press, remember_sent
from bot.telegram.handlers.readers.unreadable import say_once, unreadable
from bot.telegram.jobs.add_job import AddWork, Part, single_result
from bot.telegram.jobs.runner import keyboard
from bot.telegram.messages.add_message import draft_of_message, is_too_short
from bot.telegram.messages.add_request import COMMAND, DocumentRequest, LinkRequest, TextRequest, add_request
from bot.telegram.messages.attachments import sent_document
from bot.views import editors_only
from bot.views import jobs as texts
from bot.views.chats.unreadable import only_editors_add
from bot.views.guide.adding import WHAT_TO_ADD, is_what_to_add, what_to_add_placeholder
from bot.views.rich_text import Text
from retrieval.domain.article import AddResult, Draft
from retrieval.domain.changes import Actor
from retrieval.domain.errors import BadInput, StorageError
from storage.ports.jobs import Job, JobKind, SentDocument

log = logging.getLogger(__name__)

_ADD = r"^add:(\d{1,18})$"
# An editor who is to send an article may ask something first; an article that ends with a question mark is longer.
MAX_QUESTION_CHARS = 200


async def add(update: Update, context: Context) -> None:
    if not _is_addressed(update, context):
        return
    await require_editor(update, context, editors_only.ADD)
    message = message_of(update)
    _expect_no_more(update, context)
    await _add(update, context, add_request(message, context.bot.id))


async def added_later(update: Update, context: Context) -> None:
    """Add what an editor sends after an /add with nothing."""
    message = message_of(update)
    if not await is_editor(update, context):
        # Whoever replies to what another was asked, or is no editor any more.
        if message.document is not None:
            await document(update, context)
        elif question_in(message, context.bot.bot) is not None:
            await questions.addressed(update, context)
        elif message.chat.type == message.chat.PRIVATE:
            await unreadable(update, context)
        return
    _expect_no_more(update, context)
    if message.document is not None:
        await document(update, context, requested=True)
        return
    if not (message.text or message.caption):
        await ask_what_to_add(update, context)
        return
    await _add(update, context, add_request(message, context.bot.id))


def _expect_no_more(update: Update, context: Context) -> None:
    """Take what the editor sends next for what it says: an /add before it has been answered or overtaken."""
    context.shared.articles_expected.end(message_of(update).chat_id, user_of(update) or 0, context.now())


async def ask_what_to_add(update: Update, context: Context) -> None:
    message = message_of(update)
    context.shared.articles_expected.begin(message.chat_id, user_of(update) or 0, context.now(), True)
    # Telegram's clients make the next message a reply to this one; `selective` is for groups.
    buttons = ForceReply(selective=True, input_field_placeholder=what_to_add_placeholder())
    await reply(update, [Text(tr(WHAT_TO_ADD))], buttons, quoting=message.chat.type != message.chat.PRIVATE)


async def _add(update: Update, context: Context, request: TextRequest | LinkRequest | DocumentRequest | None) -> None:
    match request:
        case None:
            await ask_what_to_add(update, context)
        case TextRequest(text=text, source=source):
            await _store(update, context, text, source)
        case LinkRequest(urls=urls):
            await _begin(update, context, urls)
        case DocumentRequest(source=source):
            stored = await context.services.editing.documents.with_album(source.chat_id, source.message_id)
            await _begin(update, context, [t.document for t in stored] or [sent_document(source)])


def _is_addressed(update: Update, context: Context) -> bool:
    """Return whether a caption's command is for this bot; PTB checks this only for commands in texts."""
    command = COMMAND.match(message_of(update).caption or "")
    return command is None or command["bot"] is None or command["bot"].casefold() == context.bot.username.casefold()


async def _store(update: Update, context: Context, text: str, source: Message) -> None:
    if source is message_of(update) and is_too_short(text):
        context.shared.articles_expected.begin(source.chat_id, user_of(update) or 0, context.now(), True)
        await reply(update, [texts.too_short(text)], quoting=True)
        return
    publisher, published, url = _origin(source)
    draft = draft_of_message(text, publisher=publisher, published=published, url=url)
    added = await _added(context, draft, actor_of(update))
    if added.retraction is not None:
        raise BadInput(texts.NOT_STORED, why=texts.why_not_stored(added))
    result = await single_result(context.services.editing, added)
    sent = await reply(update, list(result.blocks), keyboard(result.buttons))
    await remember_sent(context, sent, articles=result.articles)


async def _added(context: Context, draft: Draft, by: Actor) -> AddResult:
    """Store a draft.  Once it is stored, it counts as such, even if the disk has no room for the index."""
    stored: list[AddResult] = []
    try:
        (added,) = await context.services.editing.add([draft], by=by, stored=stored.extend)
    except StorageError as error:
        if not stored:
            raise
        log.warning("an article was stored, but the index not: %s", error)
        return stored[0]
    return added


def _origin(message: Message) -> tuple[str | None, datetime | None, str | None]:
    """Return publisher, date and address of a forwarded post; None for whatever is not known.

    The address of a public channel's post makes it one article when it is forwarded twice, with a new revision if it
    was edited in between.
    """
    match message.forward_origin:
        case MessageOriginChannel(chat=chat, date=date, message_id=number):
            return chat.title, date, f"https://t.me/{chat.username}/{number}" if chat.username else None
        case MessageOriginChat(sender_chat=chat, date=date):
            return chat.title, date, None
    return None, None, None


async def document(update: Update, context: Context, *, requested: bool = False) -> None:
    """Add a document with the caption /add, offer to add one without; a caption counts for its whole album.

    `requested`: an /add before it asked for it.
    """
    message = message_of(update)
    is_own = message.forward_origin is None and message.via_bot is None
    requested = requested or (is_own and COMMAND.match(message.caption or "") is not None)
    if requested and not _is_addressed(update, context):
        return
    private = message.chat.type == message.chat.PRIVATE
    if not await is_editor(update, context):
        if requested:
            await require_editor(update, context, editors_only.ADD)
        elif question_in(message, context.bot.bot) is not None:
            await questions.addressed(update, context)
        elif private:
            await say_once(update, context, "add", only_editors_add())
        return
    if requested:
        _expect_no_more(update, context)
    sent = sent_document(message)
    await context.services.editing.documents.put(sent)
    question = None if requested else question_in(message, context.bot.bot)
    # An editor may describe in a caption what is to be added.
    if question is not None and (not private or question.endswith("?")):
        await questions.addressed(update, context)
    else:
        await _take(update, context, sent, requested=requested)


async def _take(update: Update, context: Context, sent: SentDocument, *, requested: bool) -> None:
    """Add a document that was requested, or offer to add it: at once, or with the rest of its album."""
    if sent.album is None:
        if requested:
            await _begin(update, context, [sent])
        else:
            await _offer(update, [sent])
        return
    if requested and not context.shared.albums.is_requested(sent.chat, sent.album):
        # Stored at once: if the bot is killed before the album is complete, its next start reports the job.
        context.shared.albums.request(sent.album, await _stored_job(update, context, [sent]))
    in_background(context.application, _finish_album(update, context, sent, sent.album), update)


async def _finish_album(update: Update, context: Context, sent: SentDocument, album: str) -> None:
    """Add an album or offer to add it, after its last document."""
    if not await context.shared.albums.is_complete(sent.chat, album):
        return
    found = await context.services.editing.documents.with_album(sent.chat, sent.message)
    job = context.shared.albums.take_request(sent.chat, album)
    left = [t.document for t in found if not t.taken or (job is not None and t.document.message == job.asked)]
    if job is not None:
        await context.services.editing.jobs.add_documents(job, left)
        _start(context, job, left)
    elif any(t.asked for t in found):
        # A document that arrives late, or after a restart, in an album that was to be added.
        if left:
            await _begin(update, context, left)
    else:
        await _offer(update, left)


async def _offer(update: Update, documents: Sequence[SentDocument]) -> None:
    message = message_of(update)
    if message.chat.type != message.chat.PRIVATE or not documents:
        return
    button = InlineKeyboardButton(tr(texts.ADD), callback_data=f"add:{documents[0].message}")
    await reply(
        update, [texts.offer(documents[0].name, len(documents))], InlineKeyboardMarkup([[button]]), quoting=True
    )


async def add_pressed(update: Update, context: Context) -> None:
    """Handle the button under an offer, whose message then shows the progress of the job."""
    if not await is_editor(update, context):
        await answer_press(update, tr(editors_only.ADD))
        return
    message = message_of(update)
    found = await context.services.editing.documents.with_album(message.chat_id, number_pressed(context))
    left = [t.document for t in found if not t.taken]
    if not left:
        await answer_press(update, tr(texts.ADDED_ALREADY if found else texts.NO_DOCUMENT))
        return
    await _begin(update, context, left, shown=message.message_id)
    await answer_press(update)


async def _begin(update: Update, context: Context, parts: Sequence[Part], shown: int | None = None) -> None:
    _start(context, await _stored_job(update, context, parts, shown), parts)


async def _stored_job(update: Update, context: Context, parts: Sequence[Part], shown: int | None = None) -> Job:
    documents = [p for p in parts if isinstance(p, SentDocument)]
    return await create_job(update, context, JobKind.ADD, documents, shown)


def _start(context: Context, job: Job, parts: Sequence[Part]) -> None:
    work = AddWork(context.services.editing, context.services.following.fetcher, context.bot, job, parts)
    in_background(context.application, context.shared.job_runner.run(job, work))


def _asks(text: str) -> bool:
    return text.rstrip().endswith("?") and len(text) <= MAX_QUESTION_CHARS


class _SentLater(filters.MessageFilter):
    """Lets pass what answers the question of an /add with nothing: a reply to it, or the editor's next message."""

    def __init__(self, shared: Shared) -> None:
        super().__init__()
        self._shared = shared

    def filter(self, message: Message) -> bool:
        if message.from_user is None or message.sender_chat is not None:
            return False
        replied = message.reply_to_message
        if replied is not None and replied.from_user is not None and replied.from_user.is_bot:
            return is_what_to_add(replied.text or "")
        if message.chat.type != message.chat.PRIVATE or _asks(message.text or ""):
            # In a group, others go on talking; and an editor may ask something first.
            return False
        return self._shared.articles_expected.waits(message.chat_id, message.from_user.id, self._shared.clock())


def register(app: App) -> None:
    captioned = filters.CaptionRegex(re.compile(COMMAND.pattern, re.IGNORECASE))
    app.add_handler(CommandHandler("add", add, OWN_MESSAGES))
    later = filters.UpdateType.MESSAGE & ~filters.COMMAND & ~filters.StatusUpdate.ALL & ~captioned
    app.add_handler(MessageHandler(later & _SentLater(shared_by(app)), added_later))
    app.add_handler(MessageHandler(filters.UpdateType.MESSAGE & filters.Document.ALL & ~filters.ANIMATION, document))
    app.add_handler(MessageHandler(OWN_MESSAGES & captioned, add))
    app.add_handler(CallbackQueryHandler(add_pressed, _ADD))
