"""Editors say which feeds are followed: /feeds lists them, adds, pauses, resumes, removes, imports and exports."""

from __future__ import annotations

import asyncio
import io
from time import monotonic

from telegram import InlineKeyboardMarkup, Update
from telegram.ext import CallbackQueryHandler, CommandHandler, MessageHandler, filters

from bot.feeds.opml import MAX_OPML_BYTES, NAME, opml_of
from bot.telegram.context import App, Context, in_background, message_of, reply
from bot.telegram.handlers.conversations import pressed
from bot.telegram.handlers.paging import number_pressed, page_buttons, turn_to
from bot.telegram.handlers.permissions import actor_of, is_editor, require_editor
from bot.telegram.messages.entities import messages
from bot.usecases.follow_feed import follow, follow_all
from bot.views.changes import done
from bot.views.feeds import NONE, feed_blocks, imported_text, polled_text
from bot.views.rich_text import Text, code, join
from retrieval.domain.changes import Entry
from retrieval.domain.clock import utc_now
from retrieval.domain.errors import BadInput, UnknownFeed, UnusableArticle
from retrieval.ingest.undo import tidied
from storage.ports.feeds import Feed

USAGE = (
    "Write /feeds add LINK, /feeds pause N, /feeds resume N, /feeds remove N or /feeds export; N is the feed's number. "
    "An OPML file with the caption /feeds import brings many."
)
# Feeds a page at most: fewer, where so much is told of them that they would not fit one message.
PAGE = 4
_PAGE = r"^feeds:(\d{1,9})$"
_IMPORT = r"(?i)^/feeds(?:@(\w+))?\s+import\s*$"
# Seconds for which a feed's first poll is waited for before it is left to itself.
PATIENCE = 20.0
# So often, in seconds, it is looked meanwhile whether the bot stops.
TICK = 0.2


async def feeds(update: Update, context: Context) -> None:
    await require_editor(update, context, "see and change what is followed")
    match context.args or []:
        case [] | ["list"]:
            text, buttons = await _page(context, 0)
            await reply(update, [text], buttons)
        case ["add", link]:
            # Others' servers may take their time; this chat's questions do not wait for them.
            in_background(context.application, _add(update, context, link), update)
        case ["pause", name, *why]:
            feed = await _named(context, name)
            entry = await context.services.following.feeds.pause(feed.url, actor_of(update), tidied(" ".join(why)))
            await _tell(update, entry)
        case ["resume", name]:
            feed = await _named(context, name)
            await _tell(update, await context.services.following.feeds.resume(feed.url, actor_of(update)))
        case ["remove", name]:
            feed = await _named(context, name)
            await _tell(update, await context.services.following.feeds.remove(feed.url, actor_of(update)))
        case ["export"]:
            await _export(update, context)
        case _:
            raise BadInput(USAGE)


async def _named(context: Context, name: str) -> Feed:
    try:
        return await context.services.following.feeds.named(name)
    except UnknownFeed as error:
        raise BadInput(f"{error}; /feeds shows all with their numbers") from error


async def _add(update: Update, context: Context, link: str) -> None:
    followed = await follow(context.services.following, link, actor_of(update))
    named = f"{followed.found.named_by} names this feed.\n" if followed.found.named_by else ""
    await reply(update, [Text(named) + done(followed.entry, "/undo")])
    # It goes on whoever waits for it.
    until = monotonic() + PATIENCE
    while context.application.running and not followed.poll.done() and monotonic() < until:
        await asyncio.wait({followed.poll}, timeout=TICK)
    if not followed.poll.done():
        told = Text("Its articles are being read; ") + code("/feeds") + " shows how far that is."
    elif followed.poll.cancelled() or followed.poll.exception() is not None:
        told = Text("Its articles could not be stored yet; I try again.")
    else:
        told = polled_text(followed.poll.result())
    await reply(update, [told])


async def import_list(update: Update, context: Context) -> None:
    bot = context.matches[0][1] if context.matches else None
    if bot is not None and bot.casefold() != context.bot.username.casefold():
        return
    await require_editor(update, context, "say what is followed")
    document = message_of(update).document
    if document is None:
        raise BadInput(USAGE)
    if (document.file_size or 0) > MAX_OPML_BYTES:
        raise BadInput(f"That is larger than any list of feeds ({MAX_OPML_BYTES:,} bytes at most).")
    content = io.BytesIO()
    await (await document.get_file()).download_to_memory(content)
    try:
        became = await follow_all(context.services.following, content.getvalue(), actor_of(update))
    except UnusableArticle as error:
        raise UnusableArticle(f"that file {error}") from error
    await reply(update, [imported_text(len(became.entries), became.known, became.refused)])


async def _export(update: Update, context: Context) -> None:
    found = await context.services.following.feeds.all()
    if not found:
        raise BadInput(NONE)
    await message_of(update).reply_document(opml_of(found, utc_now()).encode(), filename=NAME)


async def _tell(update: Update, entry: Entry) -> None:
    await reply(update, [done(entry, "/undo")])


async def page_turned(update: Update, context: Context) -> None:
    if not await is_editor(update, context):
        await pressed(update, "Only editors can see what is followed.")
        return
    await turn_to(update, *await _page(context, number_pressed(context)))


async def _page(context: Context, first: int) -> tuple[Text, InlineKeyboardMarkup | None]:
    """The page of feeds from the `first` on, counted from 0, and the buttons to its neighbours."""
    found, now = await context.services.following.feeds.all(), utc_now()
    shown = found[first : first + PAGE]
    blocks = feed_blocks(shown, await context.services.following.polls.lately(now), now, "/feeds add LINK")
    while len(messages([join(blocks, "\n\n")])) > 1 and len(blocks) > 1:
        blocks.pop()
    older = first + len(blocks) if len(found) > first + len(blocks) else None
    newer = max(0, first - PAGE) if first > 0 else None
    return join(blocks, "\n\n"), page_buttons("feeds", older, newer)


def register(app: App) -> None:
    # A forwarded command is somebody else's wish, whoever passes it on.
    own = filters.UpdateType.MESSAGE & ~filters.FORWARDED & ~filters.VIA_BOT
    app.add_handler(CommandHandler("feeds", feeds, own))
    app.add_handler(MessageHandler(own & filters.Document.ALL & filters.CaptionRegex(_IMPORT), import_list))
    app.add_handler(CallbackQueryHandler(page_turned, _PAGE))
