"""The methods which change or remove messages that are there already."""

import time
from typing import Any

from telegram.constants import ReactionEmoji

from tests.telegram import markup, texts
from tests.telegram.chats import Chat
from tests.telegram.records import Call
from tests.telegram.refusals import Json, bad, careless
from tests.telegram.world import World, method

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)
VISIBLE = ("text", "entities", "caption", "reply_markup", "link_preview_options")
REACTIONS = frozenset(emoji.value for emoji in ReactionEmoji)


def edit_text(world: World, call: Call) -> Any:
    params = call.params
    if "text" not in params:
        raise careless("message text is empty")
    body = texts.formatted(params["text"], params.get("entities"), limit=texts.TEXT_UNITS)
    keys = markup.keyboard(params.get("reply_markup"))
    new: Json = {"text": body.text, "entities": list(body.entities), "reply_markup": keys.inline}
    new["link_preview_options"] = params.get("link_preview_options")
    world.remark(call.method, [*body.remarks, *keys.remarks])
    return edited(world, params, new, needs="text")


def edit_markup(world: World, call: Call) -> Any:
    keys = markup.keyboard(call.params.get("reply_markup"))
    world.remark(call.method, keys.remarks)
    return edited(world, call.params, {"reply_markup": keys.inline})


def edited(world: World, params: Json, new: Json, *, needs: str | None = None) -> Any:
    """Put the new fields in place; an edit which says nothing of a keyboard takes it away."""
    if params.get("inline_message_id"):
        return edited_inline(world, params["inline_message_id"], new)
    chat, old = own_message(world, params)
    if needs is not None and needs not in old:
        raise bad(f"there is no {needs} in the message to edit")
    changed = {key: value for key, value in {**old, **new}.items() if value}
    if all(changed.get(key) == old.get(key) for key in VISIBLE):
        raise bad(NOT_MODIFIED)
    return world.bot_edited(chat, changed | {"edit_date": int(time.time())}).raw


def edited_inline(world: World, inline_id: str, new: Json) -> bool:
    old = world.inline_messages.get(inline_id)
    if old is None:
        raise bad("MESSAGE_ID_INVALID")
    changed = {key: value for key, value in {**old, **new}.items() if value}
    if changed == old:
        raise bad(NOT_MODIFIED)
    world.inline_messages[inline_id] = changed
    world.bell.ring()
    return True


def message_to(world: World, params: Json, do: str) -> tuple[Chat, Json]:
    """Return a message of a chat where the bot may write, and to which it is to `do` something."""
    chat = world.chats.writable(params["chat_id"])
    message = chat.messages.get(params["message_id"])
    if message is None:
        raise bad(f"message to {do} not found")
    return chat, message


def own_message(world: World, params: Json) -> tuple[Chat, Json]:
    """Return a message the bot may edit: its own."""
    if "chat_id" not in params or "message_id" not in params:
        raise careless("message identifier is not specified")
    chat, old = message_to(world, params, "edit")
    if old.get("from", {}).get("id") != world.bot.id or "forward_origin" in old:
        raise bad("message can't be edited")
    return chat, old


def delete_message(world: World, call: Call) -> bool:
    chat, message = message_to(world, call.params, "delete")
    own = message.get("from", {}).get("id") == world.bot.id
    if not own and chat.type != "private" and chat.bot_status != "administrator":
        raise bad("message can't be deleted")
    del chat.messages[message["message_id"]]
    chat.deleted.append(message["message_id"])
    world.bell.ring()
    return True


def set_reaction(world: World, call: Call) -> bool:
    chat, message = message_to(world, call.params, "react")
    reactions = call.params.get("reaction") or []
    if len(reactions) > 1:
        raise careless("REACTIONS_TOO_MANY")
    for reaction in reactions:
        if reaction.get("emoji") not in REACTIONS:
            raise careless("REACTION_INVALID")
    chat.reactions[message["message_id"]] = [reaction["emoji"] for reaction in reactions]
    world.bell.ring()
    return True


def pin_message(world: World, call: Call) -> bool:
    chat, message = message_to(world, call.params, "pin")
    if chat.type != "private" and chat.bot_status != "administrator":
        raise bad("not enough rights to manage pinned messages in the chat")
    chat.pinned.append(message["message_id"])
    world.bell.ring()
    return True


def leave_chat(world: World, call: Call) -> bool:
    chat = world.chats.find(call.params["chat_id"])
    if chat.type == "private":
        raise careless("chat member status can't be changed in private chats")
    world.chats.writable(chat.id)
    chat.bot_status = "left"
    chat.members.pop(world.bot.id, None)
    world.bell.ring()
    return True


PLACE: tuple[str, ...] = ("chat_id", "message_id", "inline_message_id", "reply_markup")
METHODS: list[Any] = [
    method("editMessageText", edit_text, *PLACE, "text", "entities", "link_preview_options", rated=True),
    method("editMessageReplyMarkup", edit_markup, *PLACE, rated=True),
    method("deleteMessage", delete_message, "chat_id", "message_id"),
    method("setMessageReaction", set_reaction, "chat_id", "message_id", "reaction", "is_big"),
    method("pinChatMessage", pin_message, "chat_id", "message_id", "disable_notification"),
    method("leaveChat", leave_chat, "chat_id"),
]
