"""Handle /subscribe and /unsubscribe, and a shared location."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

from telegram import InlineKeyboardMarkup, Message, Update
from telegram.ext import ApplicationHandlerStop, CommandHandler, MessageHandler, filters

from bot.places import gazetteer
from bot.places.zones import zone_at
from bot.telegram.context import App, Context, message_of, reply, shared_by, topic_of
from bot.telegram.handlers.chats import digest_buttons as buttons
from bot.telegram.handlers.permissions import OWN_MESSAGES, require_administrator, user_of
from bot.telegram.messages.expected import WasAsked
from bot.usecases.delivering.digests.granting import change_for
from bot.usecases.delivering.digests.holding import skipped
from bot.usecases.delivering.digests.subscribing import NoSuchDay, subscribe
from bot.usecases.delivering.wishes.subscription_words import read_wish
from bot.usecases.delivering.wishes.wish import Reading, Wish
from bot.usecases.plain_wishes.reading import plain_wish
from bot.views.chats import subscriptions as texts
from bot.views.rich_text import Text
from storage.ports.subscriptions import Subscription

# A longer wish is a mistake, and every part of it is compared with all names of places.
MAX_WISH_CHARS = 200
# How long after a chat was asked for its time zone a location answers that.
ZONE_TIME = timedelta(minutes=10)
MAX_SHOWN_CHARS = MAX_HOUR_CHARS = 60


def hour_in(text: str) -> Wish | None:
    """Return the wish in an answer to "At what hour?"; None if it is none, or asks for something else."""
    wish = read_wish(text) if len(text) <= MAX_HOUR_CHARS else Wish()
    asks_else = wish.is_open or wish.stop or wish.subjects or wish.hold is not None
    return None if wish.minutes is None or asks_else else wish


async def hour_said(update: Update, context: Context) -> None:
    """Complete a wish by the hour that was asked for, if the reader says one."""
    message = message_of(update)
    said = await asyncio.to_thread(hour_in, message.text or "")
    if said is None:
        return
    wish = context.shared.hours_expected.end(message.chat_id, user_of(update) or 0, context.now())
    if wish is not None:
        whole = replace(wish, minutes=said.minutes, zone=said.zone or wish.zone, days=said.days or wish.days)
        await carry_out(update, context, whole)
        raise ApplicationHandlerStop


def _expect_hour(update: Update, context: Context, wish: Wish) -> None:
    """Take the reader's next message in a private chat as the hour, if it says one."""
    message, user = message_of(update), user_of(update)
    if user is not None and message.chat.type == message.chat.PRIVATE:
        context.shared.hours_expected.begin(message.chat_id, user, context.now(), wish)


async def command(update: Update, context: Context) -> None:
    if context.args:
        await require_administrator(update, context, texts.said(texts.ONLY_ADMINISTRATORS))
    await grant(update, context, " ".join(context.args or []))


async def unsubscribe(update: Update, context: Context) -> None:
    await require_administrator(update, context, texts.said(texts.ONLY_ADMINISTRATORS))
    await stop(update, context)


async def stop(update: Update, context: Context) -> None:
    message = message_of(update)
    removed = await context.services.delivering.subscriptions.remove(message.chat_id, topic_of(message))
    await reply(update, [texts.stopped() if removed else texts.was_not_subscribed()])


async def location(update: Update, context: Context) -> None:
    """Take the time zone of a location that was asked for, and nothing else of it; of another, offer to."""
    message, now = message_of(update), context.now()
    wish = await asyncio.to_thread(wish_in, message, None)
    if wish is None or wish.zone is None:
        raise RuntimeError("a location without a zone")
    is_asked = context.shared.hours_expected.waits(message.chat_id, user_of(update) or 0, now)
    if is_asked or context.shared.recently.happened(zone_asked(message.chat_id), now, ZONE_TIME):
        await carry_out(update, context, wish)
    else:
        await reply(update, [texts.what_a_location_is_for(wish.zone)], buttons.take_zone(wish.zone), quoting=True)


def zone_asked(chat: int) -> tuple[str, int]:
    """Return the key under which it is noted that a chat was asked for its time zone."""
    return "zone", chat


async def grant(update: Update, context: Context, words: str) -> None:
    """Do what a reader's words ask for; without words, show what is set."""
    if len(words) > MAX_WISH_CHARS:
        await reply(update, [texts.not_understood(f"{words[:MAX_SHOWN_CHARS]}…")])
    elif words.strip():
        await carry_out(update, context, await asyncio.to_thread(read_wish, words))
    else:
        await show_panel(update, context)


async def carry_out(
    update: Update, context: Context, wish: Wish, reading: Reading | None = None, zone: str | None = None
) -> None:
    """Do what a wish asks for, or ask what it leaves open; `reading` and `zone` were chosen for it already."""
    if wish.lost is not None:
        await reply(update, [texts.not_understood(wish.lost)])
    elif wish.unoffered:
        await reply(update, [texts.unoffered()])
    elif wish.unsure is not None and wish.unknown:
        similar = await asyncio.to_thread(_similar, wish.unsure)
        await reply(update, [texts.only_about(wish.unsure)], buttons.only_about(similar), quoting=True)
    elif wish.unsure is not None:
        await reply(update, [texts.place_or_topic(wish.unsure)], buttons.place_or_topic(), quoting=True)
    elif wish.places:
        await reply(update, [texts.which_place()], buttons.places(wish.places, reading), quoting=True)
    elif wish.stop:
        await stop(update, context)
    elif wish.is_about_alerts:
        await _set_quiet(update, context, wish)
        await reply(update, [texts.quiet_set(wish.quiet, await _zone_here(update, context))])
    else:
        await reply(update, *await fulfil(update, context, wish, reading, zone), quoting=True)


async def fulfil(
    update: Update, context: Context, wish: Wish, reading: Reading | None, zone: str | None
) -> tuple[list[Text], InlineKeyboardMarkup | None]:
    """Do what a wish without open questions asks for, and return what to say; without an hour, ask for it."""
    message, services = message_of(update), context.services
    default, topic = services.settings.time_zone, topic_of(message)
    change = await change_for(services.asking, wish)
    subscriptions = services.delivering.subscriptions
    try:
        digest = await subscribe(subscriptions, message.chat_id, change, zone=default, now=context.now(), topic=topic)
    except NoSuchDay:
        return [texts.no_such_day()], None
    await _set_quiet(update, context, wish)
    if digest is not None:
        text, markup = await panel_page(context, digest)
        return [text], markup
    if wish.resume or (wish.hold is not None and wish.hold.until is None):
        return [texts.was_not_subscribed()], None
    _expect_hour(update, context, wish)
    text = texts.at_what_hour(wish.zone or default, is_chosen=wish.zone is not None)
    return [text], buttons.first_hours(reading, zone)


async def _set_quiet(update: Update, context: Context, wish: Wish) -> None:
    if wish.quiet is not None or wish.loud:
        await context.services.delivering.watches.set_quiet(message_of(update).chat_id, wish.quiet)


async def _zone_here(update: Update, context: Context) -> str:
    chat, services = message_of(update).chat_id, context.services
    return (await services.delivering.subscriptions.zones([chat])).get(chat, services.settings.time_zone)


async def panel_page(context: Context, digest: Subscription) -> tuple[Text, InlineKeyboardMarkup]:
    """Return what is set, with the buttons that change it."""
    delivering = context.services.delivering
    chat = await delivering.watches.chat(digest.chat_id)
    left_out = await delivering.told.left_out(*digest.place)
    text = texts.panel(digest, skipped(digest.schedule, context.now()), chat.quiet)
    return text, buttons.panel(digest, len(left_out))


async def show_panel(update: Update, context: Context) -> None:
    message = message_of(update)
    digest = await context.services.delivering.subscriptions.get(message.chat_id, topic_of(message))
    if digest is None:
        await reply(update, [texts.no_digest()], buttons.first_hours(), quoting=update.callback_query is None)
        _expect_hour(update, context, Wish())
    else:
        text, markup = await panel_page(context, digest)
        await reply(update, [text], markup)


def wish_in(message: Message, reading: Reading | None, zone: str | None = None) -> Wish | None:
    """Read the wish in a reader's message again; `zone` was chosen for it since.  None: it holds none.

    Loading the names of places takes longer than the event loop may wait.
    """
    text = (message.text or "")[:MAX_WISH_CHARS]
    if message.location is not None:
        wish = Wish(zone=zone_at(message.location.latitude, message.location.longitude))
    elif text.startswith("/"):
        wish = read_wish(text.partition(" ")[2], reading)
    elif (plain := plain_wish(text)) is not None and plain.command == "subscribe":
        wish = read_wish(plain.words, reading)
    else:
        return None
    return wish if zone is None else replace(wish, zone=zone, places=(), unsure=None)


def _similar(words: str) -> gazetteer.ZoneChoice | None:
    name = gazetteer.similar(words)
    found = gazetteer.zones_of(name) if name is not None else ()
    return found[0] if len(found) == 1 else None


def register(app: App) -> None:
    new = filters.UpdateType.MESSAGE
    private = new & filters.ChatType.PRIVATE
    # A forwarded wish is somebody else's.
    own = private & filters.TEXT & ~filters.COMMAND & ~filters.FORWARDED & ~filters.VIA_BOT
    shared = shared_by(app)
    app.add_handler(MessageHandler(own & WasAsked(shared.hours_expected, shared.clock), hour_said), group=-1)
    app.add_handler(CommandHandler("subscribe", command, OWN_MESSAGES))
    app.add_handler(CommandHandler("unsubscribe", unsubscribe, OWN_MESSAGES))
    app.add_handler(MessageHandler(private & filters.LOCATION & ~filters.FORWARDED, location))
