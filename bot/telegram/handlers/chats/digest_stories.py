"""Handle the buttons under a digest: its pages, the card of a story, and fewer stories like one; each in place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from telegram import Update
from telegram.ext import CallbackQueryHandler

from bot.languages.speaking import tr
from bot.places.zones import zone_of
from bot.telegram.context import App, Context, message_of, topic_of
from bot.telegram.handlers.chats.groups import may_ask
from bot.telegram.handlers.paging import show_page, turn_to
from bot.telegram.handlers.permissions import is_administrator
from bot.telegram.handlers.readers.buttons.keyboard import keyboard
from bot.telegram.handlers.readers.replying import answer_press
from bot.usecases.delivering.digests.contents import frame_of, shown_stories, story_card
from bot.views.citing import to_page
from bot.views.digests import buttons
from bot.views.digests.card import card_text
from bot.views.digests.page import Frame, ShownStory, page_text, pages
from bot.views.rich_text import Text
from storage.ports.outbox import Delivery

_PAGE = r"^(stories|fewer):(\d{1,18}):(\d{1,3})$"
_STORY = r"^(story|less):(\d{1,18}):(\d{1,3}):(\d{1,3})$"


@dataclass(frozen=True, slots=True)
class _Opened:
    """A digest under which somebody pressed a button, as it is now."""

    delivery: Delivery
    shown: list[ShownStory]
    frame: Frame
    pages: list[range]


async def turn(update: Update, context: Context) -> None:
    """Show another page of a digest, or ask which of its stories to leave out."""
    match = context.match
    if match is None:
        raise RuntimeError("a callback handler without a pattern")
    asks, number, page = match[1] == "fewer", int(match[2]), int(match[3])
    if not await _may_press(update, context, changes=asks):
        return
    digest = await _opened(update, context, number)
    if digest is None or page >= len(digest.pages):
        await answer_press(update, tr(buttons.TOO_OLD))
        return
    on_page = digest.pages[page]
    if asks:
        rows = buttons.fewer_buttons(digest.shown, page, on_page, number)
        await turn_to(update, Text(tr(buttons.WHICH)), keyboard(rows))
        return
    await _note_shown(context, digest, on_page)
    rows = buttons.page_buttons(digest.shown, page, digest.pages, number, digest.frame)
    await turn_to(update, page_text(digest.shown, on_page, digest.frame), keyboard(rows))


async def open_story(update: Update, context: Context) -> None:
    """Show the card of a story in place of the digest, or leave the story out from now on."""
    match = context.match
    if match is None:
        raise RuntimeError("a callback handler without a pattern")
    leaves_out, number, page, place = match[1] == "less", *(int(match[n]) for n in (2, 3, 4))
    if not await _may_press(update, context, changes=leaves_out):
        return
    digest = await _opened(update, context, number)
    if digest is None or page >= len(digest.pages) or place >= len(digest.shown):
        await answer_press(update, tr(buttons.TOO_OLD))
        return
    head = digest.shown[place].head
    if head is None:
        await answer_press(update, tr(buttons.GONE))
        return
    delivering, message = context.services.delivering, message_of(update)
    if leaves_out:
        await delivering.told.leave_out(message.chat_id, topic_of(message), head.id, context.now())
        await answer_press(update, tr(buttons.LEFT_OUT))
        rows = buttons.page_buttons(digest.shown, page, digest.pages, number, digest.frame)
        await show_page(update, page_text(digest.shown, digest.pages[page], digest.frame), keyboard(rows))
        return
    card = await story_card(delivering.library, delivering.search, digest.delivery.content, place, head)
    await delivering.told.add_shown(number, [head.id, *(e.article.id for e in card.excerpts)], context.now())
    # The card tells what there is now, not when the digest was written.
    now: datetime = context.now().astimezone(zone_of(digest.delivery.content["zone"]))
    rows = buttons.card_buttons(page, place, digest.shown, number)
    await turn_to(update, card_text(card, now, to_page(delivering.pages, now)), keyboard(rows))


async def _may_press(update: Update, context: Context, *, changes: bool) -> bool:
    """Return whether whoever pressed may; in a group, only administrators change what the digest leaves out."""
    if not changes:
        return await may_ask(update, context)
    if await is_administrator(update, context):
        return True
    await answer_press(update, tr(buttons.ONLY_ADMINISTRATORS))
    return False


async def _opened(update: Update, context: Context, number: int) -> _Opened | None:
    delivering = context.services.delivering
    delivery = await delivering.told.delivered(number, message_of(update).chat_id)
    if delivery is None:
        return None
    frame = frame_of(delivery.content, link=to_page(delivering.pages, context.now()))
    shown = await shown_stories(delivering.library, delivery.content)
    return _Opened(delivery, shown, frame, pages(shown, frame))


async def _note_shown(context: Context, digest: _Opened, on_page: range) -> None:
    heads = [head.id for n in on_page if (head := digest.shown[n].head) is not None]
    await context.services.delivering.told.add_shown(digest.delivery.id, heads, context.now())


def register(app: App) -> None:
    app.add_handler(CallbackQueryHandler(turn, _PAGE))
    app.add_handler(CallbackQueryHandler(open_story, _STORY))
