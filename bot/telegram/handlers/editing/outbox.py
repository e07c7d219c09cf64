"""Let editors list what may or may not have arrived with /outbox, and send it again or drop it."""

from __future__ import annotations

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import CallbackQueryHandler, CommandHandler

from bot.languages.speaking import tr
from bot.telegram.context import App, Context, reply
from bot.telegram.handlers.paging import number_pressed, page_row, show_page, turn_to
from bot.telegram.handlers.permissions import OWN_MESSAGES, is_editor, require_editor, user_of
from bot.telegram.handlers.readers.replying import answer_press
from bot.views import editors_only
from bot.views.outbox import NOT_PARKED, WAS_DROPPED, WILL_BE_RESENT, drop_button, outbox_blocks, resend_button
from bot.views.rich_text import Text, join

MAX_PER_PAGE = 4
_TURN_PAGE = r"^outbox:(\d{1,9})$"
_DECISION = r"^outbox-(resend|drop):(\d{1,18})$"


async def outbox(update: Update, context: Context) -> None:
    await require_editor(update, context, editors_only.SEE_OUTBOX)
    text, buttons = await _page(context, 0)
    await reply(update, [text], buttons)


async def page_turned(update: Update, context: Context) -> None:
    if not await is_editor(update, context):
        await answer_press(update, tr(editors_only.SEE_OUTBOX))
        return
    await turn_to(update, *await _page(context, number_pressed(context)))


async def decided(update: Update, context: Context) -> None:
    """Send a delivery again or drop it, and show what is left."""
    if not await is_editor(update, context):
        await answer_press(update, tr(editors_only.SEE_OUTBOX))
        return
    if context.match is None:
        raise RuntimeError("a callback handler without a pattern")
    kept, number = context.services.delivering.outbox, int(context.match[2])
    if context.match[1] == "resend":
        done, said = await kept.resend(number, context.now()), WILL_BE_RESENT
    else:
        done, said = await kept.drop(number, context.now(), f"dropped by editor {user_of(update)}"), WAS_DROPPED
    await answer_press(update, tr(said if done is not None else NOT_PARKED))
    await show_page(update, *await _page(context, 0))


async def _page(context: Context, first: int) -> tuple[Text, InlineKeyboardMarkup | None]:
    """Return the page of parked deliveries from `first` on, counted from 0, with buttons for each and around it."""
    found = await context.services.delivering.outbox.parked(MAX_PER_PAGE + 1, first)
    shown = found[:MAX_PER_PAGE]
    rows = [
        [
            InlineKeyboardButton(resend_button(number), callback_data=f"outbox-resend:{number}"),
            InlineKeyboardButton(drop_button(number), callback_data=f"outbox-drop:{number}"),
        ]
        for number in (one.delivery.id for one in shown)
    ]
    following = first + MAX_PER_PAGE if len(found) > MAX_PER_PAGE else None
    turning = page_row("outbox", following, max(0, first - MAX_PER_PAGE) if first > 0 else None)
    rows += [turning] if turning else []
    return join(outbox_blocks(shown, context.now()), "\n\n"), InlineKeyboardMarkup(rows) if rows else None


def register(app: App) -> None:
    app.add_handler(CommandHandler("outbox", outbox, OWN_MESSAGES))
    app.add_handler(CallbackQueryHandler(page_turned, _TURN_PAGE))
    app.add_handler(CallbackQueryHandler(decided, _DECISION))
