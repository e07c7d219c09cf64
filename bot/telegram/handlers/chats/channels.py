"""Let an administrator of a channel have digests posted there: /channel in a private chat with the bot."""

from __future__ import annotations

import asyncio
import logging
import re
from datetime import timedelta
from typing import Any

from telegram import (
    Chat,
    ChatAdministratorRights,
    ChatFullInfo,
    ChatMember,
    ChatMemberAdministrator,
    ChatMemberUpdated,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    KeyboardButtonRequestChat,
    Message,
    MessageOriginChannel,
    ReplyKeyboardMarkup,
    Update,
)
from telegram.error import BadRequest, Forbidden, TelegramError
from telegram.ext import ApplicationHandlerStop, CallbackQueryHandler, CommandHandler, MessageHandler, filters

from bot.languages.calendar import clock_times
from bot.languages.speaking import spoken, tr
from bot.telegram.context import App, Context, Shared, message_of, reply, shared_by, unless_unanswered
from bot.telegram.handlers.paging import show_page, turn_to
from bot.telegram.handlers.permissions import OWN_MESSAGES
from bot.telegram.handlers.readers.replying import answer_press, text_on_button
from bot.telegram.messages.entities import NO_PREVIEW, entities
from bot.telegram.messages.expected import WasAsked
from bot.usecases.delivering.digests.granting import change_for
from bot.usecases.delivering.digests.subscribing import NoSuchDay, subscribe
from bot.usecases.delivering.wishes.subscription_words import read_wish
from bot.usecases.delivering.wishes.wish import Wish
from bot.views.chats import channels as texts
from bot.views.chats.subscriptions import no_such_day
from bot.views.rich_text import Text
from retrieval.domain.errors import BadInput
from storage.ports.subscriptions import MINUTES_A_DAY, Subscription

log = logging.getLogger(__name__)

# How long after /channel a forwarded post or a name is taken for the channel.
STEP_TIME = timedelta(minutes=15)
# Telegram reports a channel that was chosen by the button twice: as chosen, and as one to which the bot was added.
REPEAT_TIME = timedelta(seconds=30)
HOURS = (7, 8, 9, 12, 18, 20)
_NAME = re.compile(r"\s*(?:https?://)?(?:t\.me/|@)(\w{4,32})/?\s*", re.ASCII)
_HOUR = r"^channel:(-\d{1,18}):(\d{1,4})$"
_STOP = r"^channel-stop:(-\d{1,18})$"
_REQUEST = 1
# A longer message says no hour.
MAX_WISH_CHARS = 200

Page = tuple[Text, InlineKeyboardMarkup | None]


async def channel(update: Update, context: Context) -> None:
    """Explain the steps and list the channels of whoever asks; with the name of a channel, go on to the hour."""
    message, user = message_of(update), update.effective_user
    if message.chat.type != message.chat.PRIVATE or user is None:
        raise BadInput(tr(texts.NOT_IN_PRIVATE))
    name, *words = context.args or [""]
    if (named := _NAME.fullmatch(name)) is not None:
        said = " ".join(words)
        if len(said) <= MAX_WISH_CHARS and (await asyncio.to_thread(read_wish, said)).stop:
            await reply(update, [await _stopped(context, f"@{named[1]}", user.id)])
            return
        wish = await asyncio.to_thread(wish_for_channel, said) if words else None
        if words and wish is None:
            raise BadInput(tr(texts.NO_HOUR))
        if wish is None:
            await _go_on(update, context, f"@{named[1]}")
        else:
            await reply(update, [await _post_as_wished(update, context, f"@{named[1]}", wish)])
        return
    context.shared.recently.note(("channel", user.id), context.now())
    await _explain(message)
    text, buttons = await _list(context, user.id)
    if buttons is not None:
        await reply(update, [text], buttons)


async def _explain(message: Message) -> None:
    text = texts.three_steps()
    ours = _rights(can_post_messages=True)
    # The client offers channels where the user may add administrators, and adds the bot with its rights.
    theirs = _rights(can_post_messages=True, can_promote_members=True)
    request = KeyboardButtonRequestChat(
        _REQUEST, chat_is_channel=True, user_administrator_rights=theirs, bot_administrator_rights=ours,
        request_title=True, request_username=True,
    )  # fmt: skip
    keyboard = ReplyKeyboardMarkup(
        [[KeyboardButton(tr(texts.CHOOSE), request_chat=request)]], resize_keyboard=True, one_time_keyboard=True
    )
    await unless_unanswered(
        message.reply_text(
            text.plain,
            entities=entities(text),
            link_preview_options=NO_PREVIEW,
            reply_markup=keyboard,
        )
    )


def _rights(**granted: bool) -> ChatAdministratorRights:
    needed = (
        "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members",
        "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories",
        "can_delete_stories",
    )  # fmt: skip
    rights: dict[str, Any] = dict.fromkeys(needed, False) | granted
    return ChatAdministratorRights(**rights)


async def chosen(update: Update, context: Context) -> None:
    """Go on with the channel that was chosen by the button."""
    shared = message_of(update).chat_shared
    if shared is not None and shared.request_id == _REQUEST:
        await _go_on(update, context, shared.chat_id, once=True)


async def named(update: Update, context: Context) -> None:
    """Go on with the channel whose post was forwarded or whose name was sent after /channel."""
    message = message_of(update)
    match message.forward_origin:
        case MessageOriginChannel(chat=chat):
            await _go_on(update, context, chat.id)
        case _ if (name := _NAME.fullmatch(message.text or "")) is not None:
            await _go_on(update, context, f"@{name[1]}")


async def _go_on(update: Update, context: Context, chat: int | str, *, once: bool = False) -> None:
    """Say what is missing or ask for the hour; with `once`, not if the user was told so just now."""
    user = update.effective_user
    if user is None:
        raise RuntimeError("nobody sent this update")
    text, buttons = await _next_step(context, chat, user.id)
    if buttons is not None:
        context.shared.recently.forget(("channel", user.id))
    if _is_new(context, user.id, text) or not once:
        await reply(update, [text], buttons)


async def added(change: ChatMemberUpdated, context: Context) -> None:
    """Tell whoever made the bot an administrator of a channel how to go on, if the bot may write to them."""
    if not _is_administrator(change.new_chat_member) or _may_post(change.old_chat_member):
        return
    text, buttons = await _next_step(context, change.chat.id, change.from_user.id)
    if not _is_new(context, change.from_user.id, text):
        return
    try:
        await context.bot.send_message(
            change.from_user.id,
            text.plain,
            entities=entities(text),
            link_preview_options=NO_PREVIEW,
            reply_markup=buttons,
        )
    except TelegramError as error:
        # As a rule, they have never started the bot.
        log.info("cannot tell who added me to a channel how to go on: %s", error.message)


def _is_new(context: Context, user: int, text: Text) -> bool:
    """Return whether a user was not told the same just now."""
    return context.shared.recently.is_first(("step", user, text.plain), context.now(), REPEAT_TIME)


async def _next_step(context: Context, chat: int | str, user: int) -> Page:
    """Return what to say of a channel: what is missing, or which hours there are."""
    found, trouble = await _checked(context, chat, user)
    if found is None:
        return trouble, None
    # A private chat has the number of its user.
    context.shared.channel_hours_expected.begin(user, user, context.now(), found.id)
    buttons = [InlineKeyboardButton(f"{hour:02}:00", callback_data=f"channel:{found.id}:{hour * 60}") for hour in HOURS]
    rows = [buttons[at : at + 3] for at in range(0, len(buttons), 3)]
    return texts.at_what_hour(found.title or "", context.services.settings.time_zone), InlineKeyboardMarkup(rows)


async def _checked(context: Context, chat: int | str, user: int) -> tuple[ChatFullInfo | None, Text]:
    """Return a channel where the bot may post and the user is an administrator; else None, and what is missing."""
    try:
        found = await context.bot.get_chat(chat)
        title = found.title or ""
        if found.type != Chat.CHANNEL:
            return None, texts.no_channel(title or f"@{found.username}")
        if not _may_post(await context.bot.get_chat_member(found.id, context.bot.id)):
            return None, texts.may_not_post(title)
        if not _is_administrator(await context.bot.get_chat_member(found.id, user)):
            return None, texts.not_administrator(title)
    except (BadRequest, Forbidden) as error:
        log.info("cannot look at a channel: %s", error.message)
        return None, texts.cannot_see()
    return found, Text()


async def hour_pressed(update: Update, context: Context) -> None:
    """Have digests posted at the hour pressed; the rights are checked again."""
    match, user = context.match, update.effective_user
    if match is None or user is None:
        raise RuntimeError("a callback handler without a pattern")
    if text_on_button(update) is None:
        # Nobody was offered this: what is said of the channel is for those who were.
        await answer_press(update, tr(texts.TOO_OLD))
        return
    context.shared.channel_hours_expected.end(user.id, user.id, context.now())
    minute = int(match[2]) % MINUTES_A_DAY
    text = await _post_as_wished(update, context, int(match[1]), Wish(minutes=(minute,)))
    await turn_to(update, text, None)


async def hour_said(update: Update, context: Context) -> None:
    """Have digests posted at the hour that an administrator types, when they were asked for it."""
    message, user = message_of(update), update.effective_user
    wish = await asyncio.to_thread(wish_for_channel, message.text or "")
    if user is None or wish is None:
        return
    channel = context.shared.channel_hours_expected.end(message.chat_id, user.id, context.now())
    if channel is not None:
        await reply(update, [await _post_as_wished(update, context, channel, wish)])
        raise ApplicationHandlerStop


def wish_for_channel(text: str) -> Wish | None:
    """Return the wish in an answer to "At what hour?"; None if it names no hour, or leaves anything open."""
    wish = read_wish(text) if len(text) <= MAX_WISH_CHARS else Wish()
    return None if wish.minutes is None or wish.is_open or wish.stop else wish


async def _post_as_wished(update: Update, context: Context, chat: int | str, wish: Wish) -> Text:
    """Have digests posted in a channel, and return what to say; the rights are checked again."""
    user, services = update.effective_user, context.services
    if user is None:
        raise RuntimeError("nobody sent this update")
    found, trouble = await _checked(context, chat, user.id)
    if found is None:
        return trouble
    change = await change_for(services.asking, wish)
    zone, now = services.settings.time_zone, context.now()
    try:
        digest = await subscribe(services.delivering.subscriptions, found.id, change, zone=zone, now=now)
    except NoSuchDay:
        return no_such_day()
    if digest is None:
        raise RuntimeError("an hour makes a subscription")
    await services.chat_settings.set_up(found.id, user.id, spoken())
    return texts.posts_from_now_on(_posting(found.title or "", digest))


async def stop_pressed(update: Update, context: Context) -> None:
    """Stop the digest of a channel for whoever set it up, if they are still an administrator there."""
    match, user = context.match, update.effective_user
    if match is None or user is None:
        raise RuntimeError("a callback handler without a pattern")
    chat = int(match[1])
    if chat not in await context.services.chat_settings.set_up_by(user.id):
        await answer_press(update, tr(texts.TOO_OLD))
        return
    title = await _title(context, chat)
    if not await _may_stop(context, chat, user.id):
        await answer_press(update, texts.not_administrator(title).plain)
        return
    await context.services.delivering.subscriptions.remove(chat)
    await answer_press(update, texts.stopped(title).plain)
    text, buttons = await _list(context, user.id)
    await show_page(update, text if buttons is not None else texts.stopped(title), buttons)


async def _stopped(context: Context, chat: str, user: int) -> Text:
    """Stop the digest of a channel by its name, and return what to say; the rights are checked."""
    found, trouble = await _checked(context, chat, user)
    if found is None:
        return trouble
    subscriptions, title = context.services.delivering.subscriptions, found.title or chat
    if await subscriptions.get(found.id) is None:
        return texts.not_posting(title)
    await subscriptions.remove(found.id)
    return texts.stopped(title)


async def _may_stop(context: Context, chat: int, user: int) -> bool:
    """Return whether a user who set up a channel may stop its digest; if the bot was removed there, nobody is hurt."""
    try:
        return _is_administrator(await context.bot.get_chat_member(chat, user))
    except (BadRequest, Forbidden) as error:
        log.info("cannot see who administers a channel: %s", error.message)
        return True


async def _list(context: Context, user: int) -> Page:
    """Return the channels that a user set up and that still get digests, with a button to stop each."""
    postings, rows = [], []
    for chat in await context.services.chat_settings.set_up_by(user):
        digest = await context.services.delivering.subscriptions.get(chat)
        if digest is not None:
            title = await _title(context, chat)
            postings.append(_posting(title, digest))
            rows.append([InlineKeyboardButton(texts.stop_button(title), callback_data=f"channel-stop:{chat}")])
    return texts.your_channels(postings), InlineKeyboardMarkup(rows) if rows else None


def _posting(title: str, digest: Subscription) -> texts.Posting:
    schedule = digest.schedule
    return texts.Posting(title, clock_times(schedule.minutes), schedule.time_zone, schedule.days, digest.interests)


async def _title(context: Context, chat: int) -> str:
    try:
        return (await context.bot.get_chat(chat)).title or str(chat)
    except (BadRequest, Forbidden):
        # The bot was removed there; its number is all that is known.
        return str(chat)


def _is_administrator(member: ChatMember) -> bool:
    return member.status in {ChatMember.OWNER, ChatMember.ADMINISTRATOR}


def _may_post(member: ChatMember) -> bool:
    return isinstance(member, ChatMemberAdministrator) and bool(member.can_post_messages)


class _Awaited(filters.MessageFilter):
    """Passes messages of who has just asked how to set up a channel."""

    def __init__(self, shared: Shared) -> None:
        super().__init__()
        self._shared = shared

    def filter(self, message: Message) -> bool:
        user = message.from_user
        return user is not None and self._shared.recently.happened(
            ("channel", user.id), self._shared.clock(), STEP_TIME
        )


class _Naming(filters.MessageFilter):
    """Passes forwarded posts of channels, and names of channels."""

    def filter(self, message: Message) -> bool:
        return isinstance(message.forward_origin, MessageOriginChannel) or bool(_NAME.fullmatch(message.text or ""))


def register(app: App) -> None:
    private = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE
    app.add_handler(CommandHandler("channel", channel, OWN_MESSAGES))
    app.add_handler(MessageHandler(private & filters.StatusUpdate.CHAT_SHARED, chosen))
    app.add_handler(MessageHandler(private & _Naming() & _Awaited(shared_by(app)), named))
    own = private & filters.TEXT & ~filters.COMMAND & ~filters.FORWARDED & ~filters.VIA_BOT
    shared = shared_by(app)
    app.add_handler(MessageHandler(own & WasAsked(shared.channel_hours_expected, shared.clock), hour_said), group=-2)
    app.add_handler(CallbackQueryHandler(hour_pressed, _HOUR))
    app.add_handler(CallbackQueryHandler(stop_pressed, _STOP))
