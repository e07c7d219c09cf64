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
from bot.telegram.handlers.chats.subscribing import carry_out, fulfil, panel_page, show_panel, stop, wish_in, zone_asked
from bot.telegram.handlers.paging import remove_buttons, show_page
from bot.telegram.handlers.permissions import is_administrator
from bot.telegram.handlers.readers.replying import answer_press, text_on_button
from bot.usecases.delivering.digests.holding import Hold
from bot.usecases.delivering.digests.reader import listed_left_out, take_back
from bot.usecases.delivering.digests.subscribing import MAX_SUBJECTS, Change, subscribe
from bot.usecases.delivering.wishes.wish import Reading, Wish
from bot.views.chats import subscriptions as texts
from bot.views.digests.page import cut_at_word
from bot.views.rich_text import Text
from storage.ports.subscriptions import EVERY_DAY, MAX_TIMES, MINUTES_A_DAY, Schedule, Subscription
from storage.ports.watches import Quiet

# People whose news a reader may choose.
MAX_OFFERED = 8
# Of the headline of a story left out, on its button.
MAX_LABEL = 45
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
    elif action == "keep":
        await take_back(context.services.delivering, *digest.place, value)
        await answer_press(update)
        await show_page(update, *await _left_out(update, context, digest))
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
        wish = replace(wish, minutes=(int(match["minute"]),))
    await answer_press(update)
    await carry_out_in_place(update, context, wish, reading, zone)


async def carry_out_in_place(
    update: Update, context: Context, wish: Wish, reading: Reading | None, zone: str | None
) -> None:
    """Do as carry_out does, but edit the message of the button where one message follows another question."""
    if wish.is_open or wish.stop or wish.is_about_alerts:
        await carry_out(update, context, wish, reading, zone)
        return
    (text,), markup = await fulfil(update, context, wish, reading, zone)
    await show_page(update, text, markup)


async def _change(update: Update, context: Context, digest: Subscription, action: str, value: str) -> None:
    """Store what a button sets, and show the page it is on again."""
    if action == "q":
        await _set_quiet(update, context, digest, value)
        return
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
        page = _PAGE_AFTER.get(action, _show)
        await show_page(update, *await page(update, context, changed))


async def _set_quiet(update: Update, context: Context, digest: Subscription, value: str) -> None:
    hours = re.fullmatch(r"(\d{1,4})-(\d{1,4})", value)
    try:
        quiet = None if value == "off" else Quiet(int(hours[1]), int(hours[2])) if hours else buttons.NIGHTS[0]
    except ValueError:
        await answer_press(update, texts.said(texts.TOO_OLD))
        return
    await context.services.delivering.watches.set_quiet(digest.chat_id, quiet)
    await answer_press(update)
    await show_page(update, *await _quiet(update, context, digest))


def _changed(digest: Subscription, action: str, value: str, label: str) -> Change | str:
    """Return the change that a button stands for, or why there is none."""
    if action == "t" and label:
        return _toggled(digest, label)
    # A client can send what stands on no button.
    if action in _CHANGES and (change := _CHANGES[action](digest.schedule, value)) is not None:
        return change
    return texts.TOO_OLD


def _minute(value: str) -> int | None:
    return int(value) if value.isdecimal() and int(value) < MINUTES_A_DAY else None


def _one_hour(_schedule: Schedule, value: str) -> Change | None:
    minute = _minute(value)
    return None if minute is None else Change(minutes=(minute,))


def _other_hour(schedule: Schedule, value: str) -> Change | str | None:
    minute = _minute(value)
    return None if minute is None else _with_hour(schedule.minutes, minute)


def _zone(_schedule: Schedule, value: str) -> Change | None:
    return Change(zone=value) if is_zone(value) else None


def _all_days(_schedule: Schedule, value: str) -> Change | None:
    # Each day once, in order, as the buttons name them.
    return Change(days=value) if value and value == "".join(d for d in EVERY_DAY if d in value) else None


def _other_day(schedule: Schedule, value: str) -> Change | str | None:
    if not value or value not in EVERY_DAY:
        return None
    days = "".join(sorted(set(schedule.days) ^ {value}))
    return Change(days=days) if days else texts.LAST_DAY


def _pause(_schedule: Schedule, value: str) -> Change | None:
    is_offered = value.isdecimal() and int(value) in texts.PAUSES
    return Change(hold=Hold(days=int(value) or None)) if is_offered else None


_CHANGES: dict[str, Callable[[Schedule, str], Change | str | None]] = {
    "h": _one_hour,
    "m": _other_hour,
    "z": _zone,
    "d": _all_days,
    "x": _other_day,
    "p": _pause,
    "skip": lambda _schedule, _value: Change(hold=Hold(count=1)),
    "resume": lambda _schedule, _value: Change(resume=True),
    "all": lambda _schedule, _value: Change(topics=(), people=(), papers=()),
    "len": lambda _schedule, value: {"short": Change(is_short=True), "full": Change(is_short=False)}.get(value),
    "empty": lambda _schedule, value: {"silent": Change(is_silent=True), "say": Change(is_silent=False)}.get(value),
}


def _with_hour(minutes: tuple[int, ...], minute: int) -> Change | str:
    """Return the change by which an hour is chosen, or no longer."""
    kept = tuple(sorted({*minutes} ^ {minute}))
    if not kept:
        return texts.LAST_HOUR
    return Change(minutes=kept) if len(kept) <= MAX_TIMES else texts.TOO_MANY_HOURS


def _toggled(digest: Subscription, label: str) -> Change | str:
    """Return the change by which a topic, person or paper is chosen, or no longer; its name is the button's label."""
    name, old = label.removeprefix(texts.CHOSEN), digest.interests
    if name in old.names:
        kept = (tuple(n for n in names if n != name) for names in (old.topics, old.people, old.papers))
        topics, people, papers = kept
        return Change(topics=topics, people=people, papers=papers)
    return Change(people=(*old.people, name)) if len(old.names) < MAX_SUBJECTS else texts.TOO_MANY


async def _show(_update: Update, context: Context, digest: Subscription) -> Page:
    return await panel_page(context, digest)


async def _left_out(update: Update, context: Context, digest: Subscription) -> Page:
    listed = await listed_left_out(context.services.delivering, *digest.place)
    if not listed:
        return await _show(update, context, digest)
    return texts.choose_left_out(), buttons.left_out([(key, cut_at_word(label, MAX_LABEL)) for key, label in listed])


async def _hours(_update: Update, _context: Context, digest: Subscription) -> Page:
    return texts.choose_hour(digest.schedule.time_zone), buttons.hours(digest)


async def _several(_update: Update, _context: Context, digest: Subscription) -> Page:
    return texts.choose_hours(digest.schedule.time_zone), buttons.hours(digest, several=True)


async def _pauses(_update: Update, _context: Context, _digest: Subscription) -> Page:
    return texts.choose_pause(), buttons.pauses()


async def _more(_update: Update, context: Context, digest: Subscription) -> Page:
    chat = await context.services.delivering.watches.chat(digest.chat_id)
    return texts.choose_more(chat.quiet), buttons.more(digest)


async def _quiet(_update: Update, context: Context, digest: Subscription) -> Page:
    chat = await context.services.delivering.watches.chat(digest.chat_id)
    return texts.choose_quiet(chat.quiet), buttons.quiet_hours(chat.quiet)


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
    "panel": _show, "hour": _hours, "several": _several, "days": _days, "zone": _zones, "topics": _topics,
    "pause": _pauses, "more": _more, "quiet": _quiet, "left": _left_out,
}  # fmt: skip
# After most changes the panel is shown; these pages have more to change.
_PAGE_AFTER = {"m": _several, "x": _days, "t": _topics, "all": _topics, "len": _more, "empty": _more}


def register(app: App) -> None:
    app.add_handler(CallbackQueryHandler(pressed, r"^digest:"))
