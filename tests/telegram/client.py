"""A person at Telegram: says, presses, forwards, uploads, and waits for what the bot does.

Acts on the world as Telegram's own clients do; whatever the bot would receive becomes an update.
"""

import asyncio
import re
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from tests.telegram import account, media, sending, utf16
from tests.telegram.chats import Chat, Person, member_json
from tests.telegram.records import Entity, Message, Upload
from tests.telegram.refusals import Json
from tests.telegram.world import Query, World

if TYPE_CHECKING:
    from tests.telegram.groups import Channel, Group

Made = TypeVar("Made")

PATIENCE = 20.0
"""Seconds to wait for the bot before a test fails."""

AUTOMATIC = {
    "bot_command": re.compile(r"(?<![\w/])/[A-Za-z0-9_]{1,64}(@\w+)?"),
    "url": re.compile(r"https?://[^\s]+"),
    "mention": re.compile(r"(?<!\w)@\w{4,32}"),
    "hashtag": re.compile(r"(?<!\w)#\w+"),
}


def automatic_entities(text: str) -> list[Json]:
    """Return the entities that Telegram's clients add; a mention inside a command or an address is not one."""
    found: list[Json] = []
    taken: list[range] = []
    for kind, pattern in AUTOMATIC.items():
        for match in pattern.finditer(text):
            if any(match.start() in span for span in taken):
                continue
            taken.append(range(*match.span()))
            start = utf16.units(text[: match.start()])
            found.append({"type": kind, "offset": start, "length": utf16.units(match[0])})
    return sorted(found, key=lambda entity: int(entity["offset"]))


class NoReplyError(AssertionError):
    """The bot did not do what a test waited for in time."""


class Press:
    """A pressed button, waiting for answerCallbackQuery."""

    def __init__(self, world: World, query: Query) -> None:
        self._world = world
        self.query = query

    @property
    def id(self) -> str:
        return self.query.id

    async def answered(self, timeout: float = PATIENCE) -> Json:  # noqa: ASYNC109
        """Return the parameters of the bot's answer: `text`, `show_alert`."""
        answer = await self._world.bell.until(lambda: self.query.answer, timeout)
        if answer is None:
            raise NoReplyError(f"no answerCallbackQuery for {self.query.update['data']!r} in {timeout} s")
        return answer


class Reader:
    """A person in one chat.  `at()` is the same person in another chat."""

    def __init__(
        self, world: World, person: Person, chat: Chat, topic: int | None = None, *, anonymous: bool = False
    ) -> None:
        self._world = world
        self.person = person
        self.chat = chat
        self.topic = topic
        self._anonymous = anonymous
        self._seen = len(chat.from_bot)
        self._seen_edits = len(chat.edits)

    def __repr__(self) -> str:
        return f"<{self.person.first_name} in {self.chat.title} ({self.chat.id})>"

    @property
    def id(self) -> int:
        """Return the person's id, which is the id of their private chat too."""
        return self.person.id

    def at(self, group: "Group", topic: int | None = None) -> "Reader":
        """Return the same person in a group, or in one topic of a forum."""
        return Reader(self._world, self.person, group.chat, topic)

    def at_message(self, message: Message) -> "Reader":
        """Return the same person in the chat of a message, where anyone who sees a button can press it."""
        return Reader(self._world, self.person, self._world.chats.find(message.chat_id))

    # What a person does.

    async def say(
        self,
        text: str,
        *,
        reply_to: Message | None = None,
        quote: str | None = None,
        entities: Sequence[Json] = (),
    ) -> Message:
        """Send a text.  `quote` are the words of `reply_to` the person selected."""
        content: Json = {"text": text}
        marks = sorted([*entities, *automatic_entities(text)], key=lambda entity: int(entity["offset"]))
        if marks:
            content["entities"] = marks
        return await self._send(content | self._reply(reply_to, quote))

    async def start(self, payload: str = "") -> Message:
        """Open the bot by a link."""
        return await self.say(f"/start {payload}".rstrip())

    async def upload(self, name: str, content: bytes, *, caption: str = "", mime_type: str = "text/plain") -> Message:
        stored = self._world.files.keep(Upload(name, content, mime_type))
        message: Json = {"document": stored.document()}
        if caption:
            message |= {"caption": caption, "caption_entities": automatic_entities(caption)}
        return await self._send(message)

    async def send(
        self,
        kind: str,
        *,
        caption: str = "",
        reply_to: Message | None = None,
        album: str = "",
        entities: Sequence[Json] = (),
        more: Json | None = None,
    ) -> Message:
        """Send something of `media.KINDS`, such as a photo or a voice message; `more` are further fields."""
        message: Json = media.content(self._world.files, kind) | (more or {})
        if caption:
            message["caption"] = caption
            message["caption_entities"] = sorted([*entities, *automatic_entities(caption)], key=lambda e: e["offset"])
        if album:
            message["media_group_id"] = album
        return await self._send(message | self._reply(reply_to, None))

    async def album(
        self, *files: tuple[str, bytes], caption: str = "", under: int = 0, group: str = "", apart: float = 0.0
    ) -> list[Message]:
        """Send documents as one album, with the caption under the one at index `under`; each is its own update.

        `group` continues an album; `apart` is the number of seconds between two documents.
        """
        sent: list[Message] = []
        group = group or f"{13_000_000_000_000 + self.chat.id % 1_000_000 + len(self.chat.messages)}"
        for place, (name, content) in enumerate(files):
            message: Json = {"document": self._world.files.keep(Upload(name, content, "text/plain")).document()}
            message["media_group_id"] = group
            if caption and place == under:
                message |= {"caption": caption, "caption_entities": automatic_entities(caption)}
            await asyncio.sleep(apart if place else 0)
            sent.append(await self._send(message))
        return sent

    async def forward(self, message: Message, *, hidden: bool = False) -> Message:
        """Forward a message from any chat; `hidden` when its author lets no one link to them."""
        source = self._world.chats.find(message.chat_id)
        where = sending.origin(source, message.raw)
        if hidden:
            name = where.get("sender_user", {}).get("first_name", "Somebody")
            where = {"type": "hidden_user", "date": where["date"], "sender_user_name": name}
        content = {key: message.raw[key] for key in sending.CONTENT if key in message.raw}
        return await self._send({**content, "forward_origin": where})

    async def edit(self, message: Message, text: str) -> Message:
        """Edit one's own message: its text, or the caption of what it carries."""
        words, marks = ("text", "entities") if "text" in message.raw else ("caption", "caption_entities")
        new = {**message.raw, words: text, "edit_date": int(time.time())}
        new[marks] = automatic_entities(text)
        record = self.chat.keep({key: value for key, value in new.items() if value != []})
        self._hear("edited_message", record.raw)
        return await turn(record)

    async def press(self, message: Message, button: str, *, sending: str | None = None) -> Press:
        """Press a button by its text or its callback_data; a client of one's own may be `sending` any other data."""
        current = Message(self.chat.messages.get(message.id, message.raw))
        named = [one for one in current.buttons if button in {one["text"], one.get("callback_data")}]
        if not named:
            raise AssertionError(f"{current} has no button {button!r}, only {current.button_texts}")
        if "callback_data" not in named[0]:
            raise AssertionError(f"button {button!r} of {current} is no callback button: {named[0]}")
        update: Json = {
            "id": str(4_000_000_000_000 + len(self._world.callbacks)),
            "from": self.person.json(),
            "message": current.raw,
            "chat_instance": str(self.chat.id),
            "data": named[0]["callback_data"] if sending is None else sending,
        }
        query = self._world.callbacks[update["id"]] = Query(update["id"], update)
        self._world.updates.add("callback_query", update)
        return await turn(Press(self._world, query))

    async def share(self, channel: "Channel") -> Message:
        """Press the button of the reply keyboard that asks for a chat, and choose a channel.

        The client makes the bot an administrator with the rights that the button names.
        """
        buttons = [button for row in (self.chat.keyboard or {}).get("keyboard", []) for button in row]
        request = next((button["request_chat"] for button in buttons if "request_chat" in button), None)
        if request is None or not request["chat_is_channel"]:
            raise AssertionError(f"{self!r} sees no button that asks for a channel: {buttons}")
        if request.get("bot_administrator_rights"):
            granted = {
                right: value for right, value in request["bot_administrator_rights"].items() if "post_m" in right
            }
            channel.add_bot(self, **granted)
        shared: Json = {"request_id": request["request_id"], "chat_id": channel.id}
        if request.get("request_title"):
            shared["title"] = channel.chat.title
        if request.get("request_username") and channel.chat.username:
            shared["username"] = channel.chat.username
        return await self._send({"chat_shared": shared})

    async def inline(self, text: str, *, offset: str = "", timeout: float = PATIENCE) -> Json:  # noqa: ASYNC109
        """Type an inline query, wait, and return the parameters of the bot's answerInlineQuery."""
        query = self.type_inline(text, offset=offset)
        answer = await self._world.bell.until(lambda: query.answer, timeout)
        if answer is None:
            raise NoReplyError(f"no answerInlineQuery for {text!r} in {timeout} s")
        return answer

    def type_inline(self, text: str, *, offset: str = "", stale: bool = False) -> Query:
        """Type an inline query and go on; `stale`: Telegram will call it too old when the bot answers it."""
        number = str(8_000_000_000_000 + len(self._world.inline))
        update = {"id": number, "from": self.person.json(), "query": text, "offset": offset}
        query = self._world.inline[number] = Query(number, update | {"chat_type": "sender"}, stale=stale)
        self._world.updates.add("inline_query", query.update)
        return query

    async def choose(self, answer: Json, index: int = 0) -> Message:
        """Send one result of an inline answer into this chat."""
        result = answer["results"][index]
        content = {key: value for key, value in result["message"].items() if value}
        query = self._world.inline[answer["inline_query_id"]].update
        chosen = {"result_id": result["id"], "from": self.person.json(), "query": query["query"]}
        if content.get("reply_markup"):
            chosen["inline_message_id"] = f"BAAA{query['id']}{index}"
            self._world.inline_messages[chosen["inline_message_id"]] = content
        self._world.updates.add("chosen_inline_result", chosen)
        return await self._send({**content, "via_bot": self._world.bot.json()})

    async def react(self, message: Message, emoji: str) -> None:
        """React; a bot hears of it only as administrator of a group."""
        if self.chat.is_group and self.chat.bot_status == "administrator":
            new = [{"type": "emoji", "emoji": emoji}]
            update = {"chat": self.chat.json(), "message_id": message.id, "date": int(time.time())}
            update |= {"user": self.person.json(), "old_reaction": [], "new_reaction": new}
            self._world.updates.add("message_reaction", update)
        await asyncio.sleep(0)

    def block(self) -> None:
        """Block the bot in the private chat."""
        self._member("kicked")

    def unblock(self) -> None:
        self._member("member")

    # What a person sees.

    async def replies(self, count: int = 1, timeout: float = PATIENCE) -> list[Message]:  # noqa: ASYNC109
        """Return the next new messages of the bot here, oldest first; fails when they do not come in time."""

        def look() -> list[Message] | None:
            new = self._new()
            return new[:count] if len(new) >= count else None

        found = await self._world.bell.until(look, timeout)
        if found is None:
            came = "; ".join(str(message) for message in self._new()) or "nothing"
            raise NoReplyError(f"{self!r} waited {timeout} s for {count} messages of the bot; came: {came}")
        self._seen = self.chat.from_bot.index(found[-1], self._seen) + 1 if found else self._seen
        return found

    async def reply(self, timeout: float = PATIENCE) -> Message:  # noqa: ASYNC109
        """Return the next new message of the bot here."""
        return (await self.replies(1, timeout))[0]

    async def edited(self, timeout: float = PATIENCE) -> Message:  # noqa: ASYNC109
        """Return the next message of the bot here which it edited, as edited."""

        def look() -> Message | None:
            return next(iter(self.chat.edits[self._seen_edits :]), None)

        found = await self._world.bell.until(look, timeout)
        if found is None:
            raise NoReplyError(f"{self!r} waited {timeout} s for an edit; none came")
        self._seen_edits += 1
        return found

    async def quiet(self, seconds: float) -> None:
        """Fail if the bot writes here within that time."""
        found = await self._world.bell.until(lambda: self._new() or None, seconds)
        if found:
            raise AssertionError(f"{self!r} expected silence; came: {'; '.join(map(str, found))}")

    async def until(self, holds: Callable[[], bool], timeout: float = PATIENCE) -> None:  # noqa: ASYNC109
        """Wait for anything the bot changes at Telegram: a deletion, an action, its commands."""
        if not await self._world.bell.until(lambda: holds() or None, timeout):
            raise NoReplyError(f"{self!r} waited {timeout} s in vain")

    def now(self, message: Message) -> Message | None:
        """Return the message as it stands now; None when it was deleted."""
        raw = self.chat.messages.get(message.id)
        return None if raw is None else Message(raw)

    def heard(self) -> list[Message]:
        """Return every message of the bot in this chat so far, read or not."""
        return list(self.chat.from_bot)

    def download(self, message: Message) -> bytes:
        """Return the content of the file a message carries."""
        assert message.document is not None, f"{message} carries no file"
        return self._world.files.find(message.document["file_id"]).upload.content

    def menu(self, language: str | None = None) -> list[str]:
        """Return the commands this person is shown here."""
        return account.menu(self._world, self.chat, self.id, language or self.person.language or "")

    # How it reaches the bot.

    def _new(self) -> list[Message]:
        new = self.chat.from_bot[self._seen :]
        return [message for message in new if self.topic is None or message.thread_id == self.topic]

    def _reply(self, message: Message | None, quote: str | None) -> Json:
        if message is None:
            return {}
        reply: Json = {"message_id": message.id, "chat_id": message.chat_id}
        if quote is not None:
            reply["quote"] = quote
        return sending.replied(self._world, self.chat, reply)

    async def _send(self, content: Json) -> Message:
        if self.chat.type == "private" and self.chat.bot_status == "left":
            self.chat.bot_status = "member"
        message = self._world.chats.new_message(self.chat, self.person, self.topic) | content
        if self._anonymous:
            message["sender_chat"] = self.chat.json()
        record = self.chat.keep(message)
        if self.chat.bot_status not in {"left", "kicked"} and self._reaches_bot(record):
            self._hear("message", record.raw)
        return await turn(record)

    def _hear(self, kind: str, content: Json) -> None:
        self._world.updates.add(kind, content)

    def _reaches_bot(self, message: Message) -> bool:
        """Return whether a message reaches the bot: by privacy mode, only commands, mentions and replies in groups."""
        if not self.chat.is_group or not self._world.privacy or self.chat.bot_status == "administrator":
            return True
        name = f"@{self._world.bot.username}".lower()
        replied = message.raw.get("reply_to_message", {}).get("from", {}).get("id") == self._world.bot.id
        via = message.raw.get("via_bot", {}).get("id") == self._world.bot.id
        return replied or via or any(calls_bot(entity, name) for entity in message.entities)

    def _member(self, status: str) -> None:
        old, self.chat.bot_status = self.chat.bot_status, status
        announce_bot(self._world, self.chat, self.person, old)


def calls_bot(entity: Entity, name: str) -> bool:
    words = entity.cut().lower()
    if entity.type == "bot_command":
        return "@" not in words or words.endswith(name)
    if entity.type == "text_mention":
        return bool(entity.raw["user"].get("username", "").lower() == name.removeprefix("@"))
    return entity.type == "mention" and words == name


def announce_bot(world: World, chat: Chat, by: Person, old: str) -> None:
    """Send the bot an update that its status in a chat changed."""
    members = member_json(world.bot, old, chat), member_json(world.bot, chat.bot_status, chat, chat.bot_rights)
    update: Json = {"chat": chat.json(), "from": by.json(), "date": int(time.time())}
    world.updates.add("my_chat_member", update | {"old_chat_member": members[0], "new_chat_member": members[1]})


async def turn(made: Made) -> Made:
    """Let the event loop run once, because no person floods it."""
    await asyncio.sleep(0)
    return made
