"""Handle the buttons of the digest's settings, which change the panel in place, and those under a digest."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import replace

from telegram import InlineKeyboardMarkup, Message, Update
from telegram.ext import CallbackQueryHandler

from bot.places.zones import is_zone
from bot.telegram.context import App, Context, message_of, topic_of
from bot.telegram.handlers.chats import digest_buttons as buttons
from bot.telegram.handlers.chats.subscribing import carry_out, change_of, show_panel, stop, wish_in, zone_asked
from bot.telegram.handlers.paging import remove_buttons, show_page
from bot.telegram.handlers.permissions import is_administrator
from bot.telegram.handlers.readers.replying import answer_press, text_on_button
from bot.usecases.delivering.digests.subscribing import MAX_SUBJECTS, Change, subscribe
from bot.usecases.delivering.wishes.subscription_words import Reading, Wish
from bot.views.chats import subscriptions as texts
from bot.views.rich_text import Text
from retrieval.answers.digest import EVERYTHING
from retrieval.domain.interests import Interests
from storage.ports.subscriptions import EVERY_DAY, Subscription

MINUTES_A_DAY = 1440
# People whose news a reader may choose.
MAX_OFFERED = 8
_GO = re.compile(r"digest:(?:go:(?P<minute>\d{1,4}|-)|hours):(?P<reading>place|topics|-):(?P<zone>[\w/+:-]+)")

Page = tuple[Text, InlineKeyboardMarkup]


async def pressed(update: Update, context: Context) -> None:
    """Handle any button about a digest."""
    query = update.callback_query
    if query is None:
        raise RuntimeError("a callback handler without a query")
    if not await is_administrator(update, context):
        await answer_press(update, texts.said(texts.ONLY_ADMINISTRATORS))
        return
    data = query.data or ""
    if (match := _GO.fullmatch(data)) is not None:
        await _complete(update, context, match)
        return
    message = message_of(update)
    digest = await context.services.delivering.subscriptions.get(message.chat_id, topic_of(message))
    action, _, value = data.removeprefix("digest:").partition(":")
    if action == "settings":
        await answer_press(update)
        await show_panel(update, context)
    elif digest is None:
        await answer_press(update, texts.said(texts.STALE))
    elif action == "stop":
        await answer_press(update)
        await _stop(update, context)
    elif action in _PAGES:
        await answer_press(update)
        await show_page(update, *await _PAGES[action](update, context, digest))
    else:
        await _change(update, context, digest, action, value)


async def _stop(update: Update, context: Context) -> None:
    """Stop the digest; a panel gives way to saying so, and a digest stays readable."""
    message = message_of(update)
    if _is_panel(message):
        await context.services.delivering.subscriptions.remove(message.chat_id, topic_of(message))
        await show_page(update, texts.stopped(), None)
    else:
        await stop(update, context)
        await remove_buttons(update)


def _is_panel(message: Message) -> bool:
    markup = message.reply_markup
    return markup is not None and any(b.callback_data == "digest:topics" for row in markup.inline_keyboard for b in row)


async def _complete(update: Update, context: Context, match: re.Match[str]) -> None:
    """Carry out the wish in the message to which the button's replies, with what the button adds."""
    reading = None if match["reading"] == "-" else Reading(match["reading"])
    zone = None if match["zone"] == "-" else match["zone"]
    if match["minute"] is None:
        await answer_press(update)
        name = zone or context.services.settings.time_zone
        await show_page(update, texts.choose_hour(name), buttons.all_hours(reading, zone))
        return
    asked = message_of(update).reply_to_message
    wish = None if asked is None else await asyncio.to_thread(wish_in, asked, reading, zone)
    if wish is None and match["minute"] != "-":
        # The message is gone, or was a press of Settings: the hour alone is a wish.
        wish = Wish(zone=zone)
    if wish is None:
        await answer_press(update, texts.said(texts.TOO_OLD))
        return
    if match["minute"] != "-":
        if int(match["minute"]) >= MINUTES_A_DAY or (zone is not None and not is_zone(zone)):
            await answer_press(update, texts.said(texts.TOO_OLD))
            return
        wish = replace(wish, minute=int(match["minute"]))
    await answer_press(update)
    await carry_out_in_place(update, context, wish, reading, zone)


async def carry_out_in_place(
    update: Update, context: Context, wish: Wish, reading: Reading | None, zone: str | None
) -> None:
    """Do as carry_out does, but edit the message of the button where one message follows another question."""
    if wish.lost is not None or wish.unsure is not None or wish.places or wish.stop:
        await carry_out(update, context, wish, reading, zone)
        return
    services, message = context.services, message_of(update)
    change = change_of(wish)
    default, topic = services.settings.time_zone, topic_of(message)
    subscriptions = services.delivering.subscriptions
    digest = await subscribe(subscriptions, message.chat_id, change, zone=default, now=context.now(), topic=topic)
    if digest is None:
        text = texts.at_what_hour(wish.zone or default, is_chosen=wish.zone is not None)
        await show_page(update, text, buttons.first_hours(reading, zone))
    else:
        await show_page(update, texts.panel(digest), buttons.panel())


async def _change(update: Update, context: Context, digest: Subscription, action: str, value: str) -> None:
    """Store what a button sets, and show the page it is on again."""
    change = _changed(digest, action, value, text_on_button(update) or "")
    if isinstance(change, str):
        await answer_press(update, texts.said(change))
        return
    services = context.services
    changed = await subscribe(
        services.delivering.subscriptions, digest.chat_id, change,
        zone=digest.schedule.time_zone, now=context.now(), topic=digest.topic,
    )  # fmt: skip
    await answer_press(update)
    if changed is not None:
        page = {"h": _show, "z": _show, "d": _show, "x": _days, "t": _topics, "all": _topics}[action]
        await show_page(update, *await page(update, context, changed))


def _changed(digest: Subscription, action: str, value: str, label: str) -> Change | str:
    """Return the change that a button stands for, or why there is none."""
    # A client can send what stands on no button.
    match action:
        case "h" if value.isdecimal() and int(value) < MINUTES_A_DAY:
            return Change(minutes=(int(value),))
        case "z" if is_zone(value):
            return Change(zone=value)
        case "d" if value and set(value) <= set(EVERY_DAY):
            return Change(days=value)
        case "x" if value and value in EVERY_DAY:
            days = "".join(sorted(set(digest.schedule.days) ^ {value}))
            return Change(days=days) if days else texts.LAST_DAY
        case "all":
            return Change(interests=EVERYTHING)
    return _toggled(digest, label) if action == "t" and label else texts.TOO_OLD


def _toggled(digest: Subscription, label: str) -> Change | str:
    """Return the change by which a topic is chosen, or no longer; its name is the label of the button."""
    name = label.removeprefix(texts.CHOSEN)
    old = digest.interests
    kept = Interests(*(tuple(n for n in names if n != name) for names in (old.topics, old.people, old.papers)))
    if kept == old:
        kept = replace(kept, people=(*kept.people, name))
    return Change(interests=kept) if len(kept.names) <= MAX_SUBJECTS else texts.TOO_MANY


async def _show(_update: Update, _context: Context, digest: Subscription) -> Page:
    return texts.panel(digest), buttons.panel()


async def _hours(_update: Update, _context: Context, digest: Subscription) -> Page:
    return texts.choose_hour(digest.schedule.time_zone), buttons.hours(digest)


async def _days(_update: Update, _context: Context, digest: Subscription) -> Page:
    return texts.choose_days(), buttons.days(digest)


async def _zones(update: Update, context: Context, digest: Subscription) -> Page:
    is_private = update.effective_chat is not None and update.effective_chat.type == "private"
    context.shared.recently.note(zone_asked(digest.chat_id), context.now())
    return texts.choose_zone(digest.schedule.time_zone, is_private=is_private), buttons.zones(digest, context.now())


async def _topics(_update: Update, context: Context, digest: Subscription) -> Page:
    offered = await context.services.delivering.library.quoted_people(MAX_OFFERED)
    return texts.choose_topics(digest.interests), buttons.topics(digest.interests.names, offered)


_PAGES: dict[str, Callable[[Update, Context, Subscription], Awaitable[Page]]] = {
    "panel": _show, "hour": _hours, "days": _days, "zone": _zones, "topics": _topics,
}  # fmt: skip


def register(app: App) -> None:
    app.add_handler(CallbackQueryHandler(pressed, r"^digest:"))
