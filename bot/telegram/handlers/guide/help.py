"""Say how to use the bot, with /help: one short message, whose buttons turn it to other pages and back."""

from __future__ import annotations

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import CallbackQueryHandler, CommandHandler, filters

from bot.languages.speaking import tr
from bot.telegram.context import App, Context, reply
from bot.telegram.handlers.paging import turn_to
from bot.telegram.handlers.permissions import is_editor
from bot.telegram.handlers.readers.replying import answer_press
from bot.telegram.menu import handled
from bot.views.cards.labels import BACK
from bot.views.guide.help import ABOUT, BUTTONS, EDITORS_ONLY, Page, help_page
from bot.views.rich_text import Text

BUTTONS_IN_A_ROW = 3
_TURN = r"^help:(\w{1,20})$"


async def show_help(update: Update, context: Context) -> None:
    await reply(update, *await _page(update, context, Page.MAIN))


async def turned(update: Update, context: Context) -> None:
    """Show another page in the same message."""
    if context.match is None:
        raise RuntimeError("a callback handler without a pattern")
    # A page of a later or an earlier version may be gone.
    page = Page(context.match[1]) if context.match[1] in set(Page) else Page.MAIN
    if page is Page.EDITORS and not await is_editor(update, context):
        await answer_press(update, tr(EDITORS_ONLY))
        return
    (text,), buttons = await _page(update, context, page)
    await turn_to(update, text, buttons)


async def _page(update: Update, context: Context, page: Page) -> tuple[list[Text], InlineKeyboardMarkup]:
    if page is not Page.MAIN:
        back = InlineKeyboardButton(tr(BACK), callback_data=f"help:{Page.MAIN}")
        return [help_page(page)], InlineKeyboardMarkup([[back]])
    known, editor = handled(context.application), await is_editor(update, context)
    shown = [p for p in BUTTONS if ABOUT[p] in known and (editor or p is not Page.EDITORS)]
    buttons = [InlineKeyboardButton(tr(BUTTONS[p]), callback_data=f"help:{p}") for p in shown]
    rows = [buttons[n : n + BUTTONS_IN_A_ROW] for n in range(0, len(buttons), BUTTONS_IN_A_ROW)]
    questions = await context.services.asking.openers(patience=0)
    return [help_page(page, questions)], InlineKeyboardMarkup(rows)


def register(app: App) -> None:
    app.add_handler(CommandHandler("help", show_help, filters.UpdateType.MESSAGE))
    app.add_handler(CallbackQueryHandler(turned, _TURN))
