"""Follow people and topics, by command and by the button under an answer; list and end what is followed."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Message, MessageEntity, Update
from telegram.error import TelegramError
from telegram.ext import CallbackQueryHandler, CommandHandler

from bot.languages.speaking import tr
from bot.telegram.context import App, Context, message_of, reply
from bot.telegram.handlers.paging import number_pressed, show_page
from bot.telegram.handlers.permissions import OWN_MESSAGES, is_administrator
from bot.telegram.handlers.readers.replying import answer_press, conversation_of, party_of, text_on_button
from bot.usecases.delivering.alerting.following import (
    Followed,
    find,
    find_each,
    name_in,
    question_in,
    subject_of,
    watches_on,
)
from bot.usecases.delivering.alerting.printed_words import key_of, topic_key
from bot.usecases.plain_wishes.reading import is_pronoun, means_everything
from bot.views.cards.labels import clipped
from bot.views.chats import following as texts
from bot.views.rich_text import Text
from retrieval.domain.errors import BadInput
from retrieval.text.normalize import fold
from storage.ports.watches import Watch, WatchKind

log = logging.getLogger(__name__)

# Names offered to whoever writes /follow alone.
MAX_PEOPLE_OFFERED = 4
_KINDS = {"p": WatchKind.PERSON, "w": WatchKind.WORDS}


async def follow(update: Update, context: Context) -> None:
    await _require_permission(update, context)
    words = " ".join(context.args or [])
    is_meant = is_pronoun(words)
    if is_meant and (meant := await _last_subject(update, context)) is not None:
        await _put(update, context, meant)
    elif is_meant or not words:
        names = await context.services.asking.library.quoted_people(MAX_PEOPLE_OFFERED)
        await reply(update, [texts.ask_for_name()], _names(names))
    else:
        await _follow(update, context, words)


async def _last_subject(update: Update, context: Context) -> Followed | None:
    """Return whoever or whatever the conversation was about last."""
    turns = (await conversation_of(update, context)).turns
    return subject_of(turns[-1]) if turns else None


async def unfollow(update: Update, context: Context) -> None:
    await _require_permission(update, context)
    words = " ".join(context.args or [])
    if not words:
        await following(update, context)
    elif means_everything(words):
        await _unfollow_all(update, context)
    else:
        meant = await _last_subject(update, context) if is_pronoun(words) else None
        await _unfollow(update, context, words if meant is None else meant.name)


async def _unfollow_all(update: Update, context: Context) -> None:
    party, watches = party_of(update), context.services.delivering.watches
    followed = await watches.of_chat(party.chat_id, party.topic)
    for watch in followed:
        await watches.remove(watch.id, party.chat_id)
    await reply(update, [texts.unfollowed_all(len(followed))])


async def following(update: Update, context: Context) -> None:
    await reply(update, *await _list(update, context))


async def _follow(update: Update, context: Context, words: str) -> None:
    question = question_in(words)
    if isinstance(question, Followed):
        await _put(update, context, question)
        return
    name = name_in(question or words)
    # Each of several, even where an article prints them together.
    for wish in (wishes := await find_each(context.services.asking, name)):
        await _put(update, context, wish)
    if wishes:
        return
    found = await find(context.services.asking, name)
    if isinstance(found, Followed):
        await _put(update, context, found)
        return
    rows = _name_rows(found.offered)
    if found.several:
        await reply(update, [texts.which_one(found.asked)], InlineKeyboardMarkup(rows))
        return
    rows += [
        [InlineKeyboardButton(texts.by_person(name), callback_data="follow-new:p")],
        [InlineKeyboardButton(texts.by_words(name), callback_data="follow-new:w")],
    ]
    await reply(update, [texts.nothing_yet(name, near=bool(found.offered))], InlineKeyboardMarkup(rows))


async def _unfollow(update: Update, context: Context, words: str) -> None:
    name, party = name_in(words), party_of(update)
    watches = context.services.delivering.watches
    followed = await watches.of_chat(party.chat_id, party.topic)
    keys = {fold(name), key_of(name), topic_key(name)}
    ends = [w for w in followed if w.kind is WatchKind.PERSON and w.word == key_of(name)]
    meant = [w for w in followed if w.key in keys or fold(w.name) in keys] or (ends if len(ends) == 1 else [])
    for watch in meant:
        await watches.remove(watch.id, party.chat_id)
    await reply(update, [texts.unfollowed(meant[0].name) if meant else texts.not_followed(name)])


async def _put(update: Update, context: Context, wish: Followed) -> None:
    watch = await _put_quietly(update, context, wish)
    if watch is None:
        await reply(update, [texts.full()])
        return
    button = InlineKeyboardButton(texts.unfollow_label(watch.name), callback_data=f"unfollow:{watch.id}")
    await reply(update, [texts.followed(watch)], InlineKeyboardMarkup([[button]]))


async def _put_quietly(update: Update, context: Context, wish: Followed) -> Watch | None:
    watches, party = context.services.delivering.watches, party_of(update)
    put = await watches.put(wish.watch(party, context.now()))
    # Whoever writes can be reached again; noted only for chats that follow something.
    await watches.set_reachable(party.chat_id, reachable=True)
    return put


async def name_pressed(update: Update, context: Context) -> None:
    """Follow a person whose name is on a button, or what a message says that nothing is stored on."""
    match, query = context.match, update.callback_query
    if match is None or query is None:
        raise RuntimeError("a callback handler without a query")
    if not await _is_permitted(update, context):
        return
    name = _bold_words(query.message) if match[1] == "new" else text_on_button(update)
    if name is None:
        await answer_press(update, tr(texts.BUTTON_TOO_OLD))
        return
    wish = Followed(_KINDS[match[2]], name)
    await answer_press(update)
    await _put(update, context, wish)


async def answer_pressed(update: Update, context: Context) -> None:
    """Follow what an answer is about; pressed again, the button offers to stop, and stops."""
    match = context.match
    if match is None:
        raise RuntimeError("a callback handler without a pattern")
    if not await _is_permitted(update, context):
        return
    step, number, party = match[1] or "", int(match[2]), party_of(update)
    stored = await context.services.asking.turns.get(number, party.chat_id)
    wish = None if stored is None else subject_of(stored.turn)
    if stored is None or wish is None:
        await answer_press(update, tr(texts.BUTTON_TOO_OLD))
        return
    # As the answer's own button: a row of buttons has little room.
    short = wish.name.split()[-1] if wish.kind is WatchKind.PERSON else wish.name
    follow_again = texts.follow_question_label() if wish.kind is WatchKind.QUESTION else texts.follow_label(short)
    watches = context.services.delivering.watches
    own = await watches_on(watches, party, stored.turn)
    if step == "-off":
        for watch in own:
            await watches.remove(watch.id, party.chat_id)
        said, label, then = texts.pressed_unfollow(wish.name), follow_again, "follow"
    elif own:
        said, label, then = texts.pressed_following(wish.name), texts.unfollow_label(short), "follow-off"
    elif await _put_quietly(update, context, wish) is None:
        await answer_press(update, texts.full().plain)
        return
    else:
        said, label, then = texts.pressed_follow(wish.name), texts.following_label(), "follow-on"
    await answer_press(update, said)
    await _replace_button(update, InlineKeyboardButton(label, callback_data=f"{then}:{number}"))


async def unfollow_pressed(update: Update, context: Context) -> None:
    """Stop following by the button under an alert, or under what /follow replied."""
    if not await _is_permitted(update, context):
        return
    removed = await context.services.delivering.watches.remove(number_pressed(context), party_of(update).chat_id)
    await answer_press(update, texts.gone() if removed is None else texts.pressed_unfollow(removed.name))
    await _replace_button(update, None)


async def list_pressed(update: Update, context: Context) -> None:
    """Stop following by a button under the list, or change how many alerts come in a day."""
    match = context.match
    if match is None:
        raise RuntimeError("a callback handler without a pattern")
    if not await _is_permitted(update, context):
        return
    number, chat = int(match[2]), party_of(update).chat_id
    watches = context.services.delivering.watches
    if match[1] == "day":
        await watches.set_per_day(chat, number)
        said = texts.per_day_changed(number)
    else:
        removed = await watches.remove(number, chat)
        said = texts.gone() if removed is None else texts.pressed_unfollow(removed.name)
    await answer_press(update, said)
    (text,), buttons = await _list(update, context)
    await show_page(update, text, buttons)


async def _list(update: Update, context: Context) -> tuple[list[Text], InlineKeyboardMarkup | None]:
    party, watches = party_of(update), context.services.delivering.watches
    followed, chat = await watches.of_chat(party.chat_id, party.topic), await watches.chat(party.chat_id)
    digest = await context.services.delivering.subscriptions.get(party.chat_id, party.topic)
    text = texts.listing(followed, chat, has_digest=digest is not None)
    if not followed:
        return [text], None
    buttons = [
        InlineKeyboardButton(f"✕ {clipped(w.name, texts.MAX_LABEL_CHARS)}", callback_data=f"following:off:{w.id}")
        for w in followed
    ]
    rows = [buttons[n : n + 2] for n in range(0, len(buttons), 2)]
    rows.append([
        InlineKeyboardButton(texts.per_day_label(n, chosen=n == chat.per_day), callback_data=f"following:day:{n}")
        for n in texts.CHOICES_PER_DAY
    ])  # fmt: skip
    return [text], InlineKeyboardMarkup(rows)


async def _replace_button(update: Update, button: InlineKeyboardButton | None) -> None:
    """Put another button in the place of the one that was pressed, or none."""
    query = update.callback_query
    if query is None or not isinstance(query.message, Message) or query.message.reply_markup is None:
        return
    rows = [
        [new for old in row if (new := button if old.callback_data == query.data else old) is not None]
        for row in query.message.reply_markup.inline_keyboard
    ]
    rows = [row for row in rows if row]
    try:
        await query.edit_message_reply_markup(InlineKeyboardMarkup(rows) if rows else None)
    except TelegramError as error:
        # Pressed twice, too old to be edited, or the network fails: it can be pressed again.
        log.info("did not change a button: %s", error.message)


def _names(names: Sequence[str]) -> InlineKeyboardMarkup | None:
    return InlineKeyboardMarkup(_name_rows(names)) if names else None


def _name_rows(names: Sequence[str]) -> list[list[InlineKeyboardButton]]:
    """Return a button for each name: its text is the name, and its data says which button it is."""
    return [[InlineKeyboardButton(name, callback_data=f"follow-name:p:{n}")] for n, name in enumerate(names)]


def _bold_words(message: object) -> str | None:
    """Return the first bold words of a message of ours, which are a name."""
    if not isinstance(message, Message):
        return None
    return next(iter(message.parse_entities([MessageEntity.BOLD]).values()), None)


async def _may(update: Update, context: Context) -> bool:
    chat = message_of(update).chat
    return chat.type == chat.PRIVATE or await is_administrator(update, context)


async def _require_permission(update: Update, context: Context) -> None:
    """Raise BadInput for those in a group who may not choose what it follows."""
    if not await _may(update, context):
        raise BadInput(tr(texts.ONLY_ADMINISTRATORS))


async def _is_permitted(update: Update, context: Context) -> bool:
    """Return whether whoever pressed a button may; tell them if not."""
    if await _may(update, context):
        return True
    await answer_press(update, tr(texts.ONLY_ADMINISTRATORS))
    return False


def register(app: App) -> None:
    # A forwarded wish is someone else's.
    new = OWN_MESSAGES
    app.add_handler(CommandHandler("follow", follow, new))
    app.add_handler(CommandHandler("unfollow", unfollow, new))
    app.add_handler(CommandHandler("following", following, new))
    app.add_handler(CallbackQueryHandler(name_pressed, r"^follow-(name|new):(p|w)(?::\d+)?$"))
    app.add_handler(CallbackQueryHandler(answer_pressed, r"^follow(-on|-off)?:(\d{1,18})$"))
    app.add_handler(CallbackQueryHandler(unfollow_pressed, r"^unfollow:(\d{1,18})$"))
    app.add_handler(CallbackQueryHandler(list_pressed, r"^following:(off|day):(\d{1,18})$"))
