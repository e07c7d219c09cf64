"""Let editors withdraw articles and see who changed what: /retract, /restore, /undo, /log, /article, /stats.

Buttons under the report of an /add undo it, or put the article in the place of one that it corrects.
"""

from __future__ import annotations

import re

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import CallbackQueryHandler, CommandHandler

from bot.languages.speaking import tr
from bot.telegram.context import App, Context, reply
from bot.telegram.handlers.editing.background_jobs import ask_to_undo
from bot.telegram.handlers.editing.editors import show_commands_after
from bot.telegram.handlers.paging import number_pressed, page_buttons, remove_buttons, turn_to
from bot.telegram.handlers.permissions import OWN_MESSAGES, actor_of, is_editor, require_editor, require_owner
from bot.telegram.handlers.pictures import reply_with_picture
from bot.telegram.handlers.readers.replying import answer_press, conversation_of, reader_time, remember_sent
from bot.views import changes as texts
from bot.views import editors_only
from bot.views.jobs import UNDO
from bot.views.library import copies_left, status_text
from bot.views.pictures.timeline import first_moment
from bot.views.pictures.totals import totals_caption, totals_chart
from bot.views.rich_text import Text, join
from retrieval.domain.changes import Entry
from retrieval.domain.errors import BadInput, UnknownArticle

# What fits one message, however long the reasons.
ENTRIES_PER_PAGE = 5
_RANGE = re.compile(r"#?(\d{1,18})[-–]#?(\d{1,18})")
_TURN_PAGE = r"^log:(\d{1,18})$"
# Its name is from when only an /add had such a button.
_UNDO_CHANGE = r"^undo-add:(\d{1,18})$"
_REPLACE = r"^replace:(\d{1,18})$"


async def retract(update: Update, context: Context) -> None:
    await require_editor(update, context, editors_only.RETRACT)
    article, rest = await _article_of(update, context, tr(texts.RETRACT_USAGE))
    copies = (await context.services.library.near_duplicates([article])).get(article, [])
    entry = await context.services.editing.retract(article, actor_of(update), " ".join(rest))
    await reply(update, [texts.done(entry, "/undo"), *copies_left(copies, "/article")], undo_button(entry))


async def restore(update: Update, context: Context) -> None:
    await require_editor(update, context, editors_only.RESTORE)
    article, _ = await _article_of(update, context, texts.RESTORE_USAGE)
    entry = await context.services.editing.restore(article, actor_of(update))
    await reply(update, [texts.done(entry, "/undo")], undo_button(entry))


async def show_article(update: Update, context: Context) -> None:
    await require_editor(update, context, editors_only.SEE_STATUS)
    article, _ = await _article_of(update, context, texts.ARTICLE_USAGE)
    status = await context.services.library.status(article)
    if status is None:
        raise UnknownArticle(article)
    near_duplicates = (await context.services.library.near_duplicates([article])).get(article, [])
    sent = await reply(update, [status_text(status, near_duplicates)])
    await remember_sent(context, sent, articles=[article])


async def undo(update: Update, context: Context) -> None:
    await require_editor(update, context, editors_only.UNDO)
    words = context.args or []
    numbers = _RANGE.fullmatch(words[0]) if words else None
    if numbers is not None:
        # In either order: /log lists the newest first.
        first, last = sorted(map(int, numbers.groups()))
        await ask_to_undo(update, context, first, last)
        return
    number = words[0].removeprefix("#") if words else ""
    if not number.isdecimal() or len(number) > 18:
        raise BadInput(texts.HOW_TO_UNDO)
    entry = await context.services.library.entry(int(number))
    if entry is not None and entry.editor is not None:
        require_owner(update, context)
    undone = await context.services.editing.undo(int(number), actor_of(update))
    await show_commands_after(context, undone)
    await reply(update, [texts.done(undone, "/undo")])


def undo_button(entry: Entry) -> InlineKeyboardMarkup:
    button = InlineKeyboardButton(tr(UNDO), callback_data=f"undo-add:{entry.number}")
    return InlineKeyboardMarkup([[button]])


async def undo_pressed(update: Update, context: Context) -> None:
    """Handle the button that undoes one change of an article: its message then says that it is undone."""
    if not await is_editor(update, context):
        await answer_press(update, tr(editors_only.UNDO))
        return
    entry = await context.services.library.entry(number_pressed(context))
    if entry is None or entry.article is None:
        # A client can press what was never offered: who is an editor is for owners to change.
        raise BadInput(texts.NO_SUCH_CHANGE)
    undone = await context.services.editing.undo(entry.number, actor_of(update))
    await turn_to(update, texts.undone_text(undone), None)


async def replace(update: Update, context: Context) -> None:
    """Handle the button that puts an article in the place of the one that it corrects."""
    if not await is_editor(update, context):
        await answer_press(update, tr(editors_only.REPLACE))
        return
    await answer_press(update)
    entry = await context.services.library.entry(number_pressed(context))
    copy = "" if entry is None else entry.article or ""
    if await context.services.library.article(copy) is None:
        raise BadInput(texts.REPLACED_ALREADY)
    revised, retracted = await context.services.editing.replace(copy, actor_of(update))
    await remove_buttons(update)
    (revision, *_) = await context.services.library.entries(1, article=revised.article.id)
    await reply(update, [texts.replaced_text(revised.article, revision, retracted)])


async def show_log(update: Update, context: Context) -> None:
    await require_editor(update, context, editors_only.SEE_LOG)
    text, buttons = await _log_page(context, None)
    await reply(update, [text], buttons)


async def log_turned(update: Update, context: Context) -> None:
    if not await is_editor(update, context):
        await answer_press(update, tr(editors_only.SEE_LOG))
        return
    await turn_to(update, *await _log_page(context, number_pressed(context)))


async def show_stats(update: Update, context: Context) -> None:
    await require_editor(update, context, editors_only.SEE_TOTALS)
    now, statistics = await reader_time(update, context), context.services.editing.statistics
    stats, printed = await statistics(), await statistics.printed_since(first_moment(now))
    await reply_with_picture(update, context, totals_chart(printed, now), totals_caption(stats, printed, now))


async def _log_page(context: Context, upto: int | None) -> tuple[Text, InlineKeyboardMarkup | None]:
    """Return the page of entries from number `upto` back (None: the newest), and the buttons to the pages around it."""
    found = await context.services.library.entries(ENTRIES_PER_PAGE + 1, upto=upto)
    shown = found[:ENTRIES_PER_PAGE]
    newer = None
    if upto is not None and shown:
        ((newest,), first) = await context.services.library.entries(1), shown[0].number
        newer = min(newest.number, first + ENTRIES_PER_PAGE) if newest.number > first else None
    older = found[ENTRIES_PER_PAGE].number if len(found) > ENTRIES_PER_PAGE else None
    return join(texts.log_blocks(shown), "\n\n"), page_buttons("log", older, newer)


async def _article_of(update: Update, context: Context, usage: str) -> tuple[str, list[str]]:
    """Return the id that a command names, or the article of the message replied to, and the words that follow.

    Raise BadInput if there is neither.
    """
    words = list(context.args or [])
    if words and await context.services.library.status(words[0]) is not None:
        return words[0], words[1:]
    about = (await conversation_of(update, context)).about
    if about is not None and len(about.articles) == 1:
        return about.articles[0], words
    if not words:
        raise BadInput(texts.WHICH_ARTICLE, usage=usage)
    return words[0], words[1:]


def register(app: App) -> None:
    for name, handler in (
        ("retract", retract),
        ("restore", restore),
        ("article", show_article),
        ("undo", undo),
        ("log", show_log),
        ("stats", show_stats),
    ):
        app.add_handler(CommandHandler(name, handler, OWN_MESSAGES))
    app.add_handler(CallbackQueryHandler(log_turned, _TURN_PAGE))
    app.add_handler(CallbackQueryHandler(undo_pressed, _UNDO_CHANGE))
    app.add_handler(CallbackQueryHandler(replace, _REPLACE))
