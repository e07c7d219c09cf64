"""The methods which put a message of the bot into a chat."""

import struct
from typing import Any

from tests.telegram import markup, texts, utf16
from tests.telegram.chats import Chat
from tests.telegram.files import SEND_BYTES
from tests.telegram.records import Call
from tests.telegram.refusals import Json, RefusalError, bad, careless
from tests.telegram.world import World, method

PHOTO_BYTES = 10 * 1024 * 1024
PHOTO_SIDES, PHOTO_RATIO = 10_000, 20


def send_message(world: World, call: Call) -> Json:
    params = call.params
    body = texts.formatted(params["text"], params.get("entities"), limit=texts.TEXT_UNITS)
    chat, message = addressed(world, call)
    message["text"] = body.text
    if body.entities:
        message["entities"] = list(body.entities)
    if params.get("link_preview_options"):
        message["link_preview_options"] = params["link_preview_options"]
    world.remark(call.method, body.remarks)
    return world.bot_wrote(chat, message).raw


def send_document(world: World, call: Call) -> Json:
    caption = texts.formatted(
        call.params.get("caption") or "",
        call.params.get("caption_entities"),
        limit=texts.CAPTION_UNITS,
        empty=True,
    )
    document = sent_document(world, call)
    chat, message = addressed(world, call)
    message["document"] = document
    if caption.text:
        message["caption"] = caption.text
    if caption.entities:
        message["caption_entities"] = list(caption.entities)
    world.remark(call.method, caption.remarks)
    return world.bot_wrote(chat, message).raw


def send_photo(world: World, call: Call) -> Json:
    """Keep a picture with its caption; its width and height are those of the largest size that Telegram makes."""
    caption = texts.formatted(
        call.params.get("caption") or "",
        call.params.get("caption_entities"),
        limit=texts.CAPTION_UNITS,
        empty=True,
    )
    photo = sent_photo(world, call)
    chat, message = addressed(world, call)
    message["photo"] = [photo]
    if caption.text:
        message["caption"] = caption.text
    if caption.entities:
        message["caption_entities"] = list(caption.entities)
    world.remark(call.method, caption.remarks)
    return world.bot_wrote(chat, message).raw


def sent_photo(world: World, call: Call) -> Json:
    named = str(call.params.get("photo", "photo"))
    upload = call.uploads.get(named.removeprefix("attach://"))
    if upload is None:
        raise careless("the stand takes only pictures that are uploaded")
    if len(upload.content) > PHOTO_BYTES:
        raise RefusalError(413, "Request Entity Too Large", careless=True)
    width, height = png_size(upload.content)
    if width + height > PHOTO_SIDES or max(width, height) > PHOTO_RATIO * min(width, height):
        raise careless("PHOTO_INVALID_DIMENSIONS")
    stored = world.files.keep(upload).document()
    ids: Json = {key: stored[key] for key in ("file_id", "file_unique_id", "file_size")}
    return ids | {"width": width, "height": height}


def png_size(content: bytes) -> tuple[int, int]:
    """Return the width and height of a PNG; refuse what is none."""
    if content[:8] != b"\x89PNG\r\n\x1a\n" or content[12:16] != b"IHDR":
        raise careless("IMAGE_PROCESS_FAILED")
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def sent_document(world: World, call: Call) -> Json:
    """Return the file sent: a new upload, by attach:// or its own part, or one Telegram has already."""
    named = str(call.params.get("document", "document"))
    upload = call.uploads.get(named.removeprefix("attach://"))
    if upload is None:
        if named.startswith(("http://", "https://")):
            raise careless("the stand fetches no files from the network")
        return world.files.find(named).document()
    if not upload.content:
        raise careless("file must be non-empty")
    if len(upload.content) > SEND_BYTES:
        raise RefusalError(413, "Request Entity Too Large", careless=True)
    return world.files.keep(upload).document()


def addressed(world: World, call: Call) -> tuple[Chat, Json]:
    """Return the chat and the frame of the message: reply, quote, topic and keyboard.  Nothing is kept yet."""
    params = call.params
    keys = markup.keyboard(params.get("reply_markup"))
    chat = world.chats.writable(params["chat_id"])
    world.chats.check_right_to_write(chat)
    chat.check_topic(params.get("message_thread_id"))
    reply = replied(world, chat, params.get("reply_parameters"))
    thread = params.get("message_thread_id") or reply.get("reply_to_message", {}).get("message_thread_id")
    message = world.chats.new_message(chat, world.bot, thread) | reply
    if keys.inline is not None:
        message["reply_markup"] = keys.inline
    if keys.reply is not None or keys.removes:
        chat.keyboard = keys.reply
    if params.get("protect_content"):
        message["has_protected_content"] = True
    world.remark(call.method, keys.remarks)
    return chat, message


def replied(world: World, chat: Chat, reply: Json | None) -> Json:
    """Return the fields of a reply; none when it answers nothing, or may go without the message it answers."""
    if not reply:
        return {}
    source = world.chats.find(reply["chat_id"]) if reply.get("chat_id") else chat
    target = source.messages.get(reply["message_id"])
    if target is None:
        if reply.get("allow_sending_without_reply"):
            return {}
        raise bad("message to be replied not found")
    fields: Json = {}
    if source is chat:
        fields["reply_to_message"] = {k: v for k, v in target.items() if k not in {"reply_to_message", "quote"}}
    else:
        fields["external_reply"] = external(source, target)
    if reply.get("quote"):
        fields["quote"] = quoted(target, reply)
    return fields


def quoted(target: Json, reply: Json) -> Json:
    """Return the quote, which must stand in the message word for word."""
    quote = str(reply["quote"])
    whole = str(target.get("text", target.get("caption", "")))
    if utf16.units(quote) > texts.QUOTE_UNITS or quote not in whole:
        raise bad("QUOTE_TEXT_INVALID")
    position = utf16.units(whole[: whole.index(quote)])
    wished = reply.get("quote_position")
    if wished is not None and utf16.cut(whole, wished, utf16.units(quote)) == quote:
        position = wished
    found: Json = {"text": quote, "position": position, "is_manual": True}
    if reply.get("quote_entities"):
        found["entities"] = reply["quote_entities"]
    return found


def origin(source: Chat, message: Json) -> Json:
    """Return where a forwarded message came from."""
    found: Json = {"date": message["date"]}
    if "forward_origin" in message:
        return dict(message["forward_origin"])
    if source.type == "channel":
        return found | {"type": "channel", "chat": source.json(), "message_id": message["message_id"]}
    if "sender_chat" in message:
        return found | {"type": "chat", "sender_chat": message["sender_chat"]}
    return found | {"type": "user", "sender_user": message["from"]}


def external(source: Chat, message: Json) -> Json:
    """Return what a reply from another chat shows of the message it answers."""
    found: Json = {"origin": origin(source, message)}
    if source.type in {"channel", "supergroup"}:
        found |= {"chat": source.json(), "message_id": message["message_id"]}
    if "document" in message:
        found["document"] = message["document"]
    return found


CONTENT = ("text", "entities", "caption", "caption_entities", "document", "photo", "link_preview_options")


def source_message(world: World, params: Json, verb: str) -> tuple[Chat, Json]:
    source = world.chats.find(params["from_chat_id"])
    found = source.messages.get(params["message_id"])
    if found is None or not any(key in found for key in CONTENT):
        raise bad(f"message to {verb} not found")
    if found.get("has_protected_content"):
        raise bad(f"message can't be {'copied' if verb == 'copy' else 'forwarded'}")
    return source, found


def forward_message(world: World, call: Call) -> Json:
    source, found = source_message(world, call.params, "forward")
    chat = world.chats.writable(call.params["chat_id"])
    thread = call.params.get("message_thread_id")
    chat.check_topic(thread)
    message = world.chats.new_message(chat, world.bot, thread)
    message["forward_origin"] = origin(source, found)
    message |= {key: found[key] for key in CONTENT if key in found}
    return world.bot_wrote(chat, message).raw


def copy_message(world: World, call: Call) -> Json:
    _, found = source_message(world, call.params, "copy")
    chat, message = addressed(world, call)
    message |= {key: found[key] for key in CONTENT if key in found}
    return {"message_id": world.bot_wrote(chat, message).id}


def send_chat_action(world: World, call: Call) -> bool:
    actions = {
        "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice",
        "upload_document", "choose_sticker", "find_location", "record_video_note", "upload_video_note",
    }  # fmt: skip
    if call.params["action"] not in actions:
        raise careless("wrong parameter action in request")
    chat = world.chats.writable(call.params["chat_id"])
    chat.check_topic(call.params.get("message_thread_id"))
    chat.actions.append(call.params["action"])
    world.bell.ring()
    return True


FRAME: tuple[str, ...] = (
    "chat_id", "message_thread_id", "reply_parameters", "reply_markup", "protect_content",
    "disable_notification",
)  # fmt: skip
METHODS: list[Any] = [
    method("sendMessage", send_message, *FRAME, "text", "entities", "link_preview_options", rated=True),
    method(
        "sendDocument", send_document, *FRAME, "document", "caption", "caption_entities",
        "disable_content_type_detection", rated=True,
    ),
    method("sendPhoto", send_photo, *FRAME, "photo", "caption", "caption_entities", rated=True),
    method(
        "forwardMessage", forward_message, "chat_id", "message_thread_id", "from_chat_id", "message_id",
        "disable_notification", rated=True,
    ),
    method("copyMessage", copy_message, *FRAME, "from_chat_id", "message_id", rated=True),
    method("sendChatAction", send_chat_action, "chat_id", "message_thread_id", "action"),
]  # fmt: skip
