"""Let editors list, add, pause, resume, remove, import and export feeds with /feeds."""

from __future__ import annotations

import asyncio
import io
from time import monotonic

from telegram import InlineKeyboardMarkup, Update
from telegram.ext import CallbackQueryHandler, CommandHandler, MessageHandler, filters

from bot.feeds.opml import MAX_OPML_BYTES, NAME, opml_of
from bot.languages.speaking import number, tr
from bot.telegram.context import App, Context, in_background, message_of, reply, unless_unanswered
from bot.telegram.handlers.paging import number_pressed, page_buttons, turn_to
from bot.telegram.handlers.permissions import OWN_MESSAGES, actor_of, is_editor, require_editor
from bot.telegram.handlers.readers.replying import answer_press
from bot.telegram.messages.entities import messages
from bot.usecases.follow_feed import follow, follow_all
from bot.views import editors_only
from bot.views import feeds as texts
from bot.views.changes import done
from bot.views.rich_text import Text, join
from retrieval.domain.changes import Entry
from retrieval.domain.errors import BadInput, UnknownFeed, UnusableArticle
from retrieval.ingest.undo import tidy_reason
from storage.ports.feeds import Feed

# Fewer if their texts are too long for one message.
MAX_FEEDS_PER_PAGE = 4
_TURN_PAGE = r"^feeds:(\d{1,9})$"
_IMPORT = r"(?i)^/feeds(?:@(\w+))?\s+import\s*$"
# How long a reply waits for a feed's first poll, which then goes on by itself.
MAX_WAIT_SECONDS = 20.0
# How often the wait checks whether the bot is stopping.
POLL_INTERVAL_SECONDS = 0.2


async def feeds(update: Update, context: Context) -> None:
    await require_editor(update, context, editors_only.SEE_FEEDS)
    match context.args or []:
        case [] | ["list"]:
            text, buttons = await _page(context, 0)
            await reply(update, [text], buttons)
        case ["add", link]:
            # In the background, so that this chat's questions do not wait for a slow server.
            in_background(context.application, _add(update, context, link), update)
        case ["pause", name, *why]:
            feed = await _named(context, name)
            entry = await context.services.following.feeds.pause(feed.url, actor_of(update), tidy_reason(" ".join(why)))
            await _show_change(update, entry)
        case ["resume", name]:
            feed = await _named(context, name)
            await _show_change(update, await context.services.following.feeds.resume(feed.url, actor_of(update)))
        case ["remove", name]:
            feed = await _named(context, name)
            await _show_change(update, await context.services.following.feeds.remove(feed.url, actor_of(update)))
        case ["export"]:
            await _export(update, context)
        case _:
            raise BadInput(texts.USAGE)


async def _named(context: Context, name: str) -> Feed:
    try:
        return await context.services.following.feeds.named(name)
    except UnknownFeed as error:
        raise BadInput(texts.NOT_FOUND, error=error) from error


async def _add(update: Update, context: Context, link: str) -> None:
    # Finding the feed may take long.
    by = context.services.editing.while_editor(actor_of(update))
    followed = await follow(context.services.following, link, by)
    await reply(update, [texts.feed_found(followed.found.named_by, done(followed.entry, "/undo"))])
    # The poll goes on by itself even if this wait ends.
    until = monotonic() + MAX_WAIT_SECONDS
    while context.application.running and not followed.poll.done() and monotonic() < until:
        await asyncio.wait({followed.poll}, timeout=POLL_INTERVAL_SECONDS)
    if not followed.poll.done():
        outcome = texts.still_reading()
    elif followed.poll.cancelled() or followed.poll.exception() is not None:
        outcome = texts.not_stored_yet()
    else:
        outcome = texts.polled_text(followed.poll.result())
    await reply(update, [outcome])


async def import_list(update: Update, context: Context) -> None:
    bot = context.matches[0][1] if context.matches else None
    if bot is not None and bot.casefold() != context.bot.username.casefold():
        return
    await require_editor(update, context, editors_only.SEE_FEEDS)
    document = message_of(update).document
    if document is None:
        raise BadInput(texts.USAGE)
    if (document.file_size or 0) > MAX_OPML_BYTES:
        raise BadInput(texts.TOO_LARGE, most=number(MAX_OPML_BYTES))
    content = io.BytesIO()
    await (await document.get_file()).download_to_memory(content)
    try:
        by = context.services.editing.while_editor(actor_of(update))
        imported = await follow_all(context.services.following, content.getvalue(), by)
    except UnusableArticle as error:
        raise UnusableArticle(texts.THAT_FILE, error=error) from error
    await reply(update, [texts.imported_text(len(imported.entries), imported.known, imported.refused)])


async def _export(update: Update, context: Context) -> None:
    found = await context.services.following.feeds.all()
    if not found:
        raise BadInput(texts.NO_FEEDS)
    document = opml_of(found, context.services.following.clock()).encode()
    await unless_unanswered(message_of(update).reply_document(document, filename=NAME))


async def _show_change(update: Update, entry: Entry) -> None:
    await reply(update, [done(entry, "/undo")])


async def page_turned(update: Update, context: Context) -> None:
    if not await is_editor(update, context):
        await answer_press(update, tr(editors_only.SEE_FEEDS))
        return
    await turn_to(update, *await _page(context, number_pressed(context)))


async def _page(context: Context, first: int) -> tuple[Text, InlineKeyboardMarkup | None]:
    """Return the page of feeds from `first` on, counted from 0, and the buttons to the pages around it."""
    found, now = await context.services.following.feeds.all(), context.services.following.clock()
    shown = found[first : first + MAX_FEEDS_PER_PAGE]
    blocks = texts.feed_blocks(shown, await context.services.following.polls.recent_polls(now), now, "/feeds add LINK")
    while len(messages([join(blocks, "\n\n")])) > 1 and len(blocks) > 1:
        blocks.pop()
    older = first + len(blocks) if len(found) > first + len(blocks) else None
    newer = max(0, first - MAX_FEEDS_PER_PAGE) if first > 0 else None
    return join(blocks, "\n\n"), page_buttons("feeds", older, newer)


def register(app: App) -> None:
    app.add_handler(CommandHandler("feeds", feeds, OWN_MESSAGES))
    app.add_handler(MessageHandler(OWN_MESSAGES & filters.Document.ALL & filters.CaptionRegex(_IMPORT), import_list))
    app.add_handler(CallbackQueryHandler(page_turned, _TURN_PAGE))
