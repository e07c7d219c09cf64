"""Groups and channels as their owners use them: topics, posts, the bot coming and going, the upgrade."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

from tests.telegram.chats import Chat, Person
from tests.telegram.client import Reader, announce_bot, automatic_entities
from tests.telegram.records import Message, Upload
from tests.telegram.refusals import Json
from tests.telegram.world import World

ANONYMOUS = Person(1_087_968_824, "Group", "GroupAnonymousBot", is_bot=True)
"""Who writes for every anonymous administrator: not a user of their own."""
ICON = 7_322_096


@dataclass(slots=True)
class Group:
    """A group, supergroup or forum; its owner acts where someone must."""

    world: World
    chat: Chat
    owner: Person

    @property
    def id(self) -> int:
        return self.chat.id

    def topic(self, name: str) -> int:
        """Open a forum topic; its thread id."""
        if not self.chat.is_forum:
            raise ValueError(f"{self.chat.title} is no forum: make it with forum=True")
        message = self.world.chats.new_message(self.chat, self.owner)
        thread = int(message["message_id"])
        message |= {"message_thread_id": thread, "is_topic_message": True}
        message["forum_topic_created"] = {"name": name, "icon_color": ICON}
        self.chat.topics[thread] = name
        self.serve(message)
        return thread

    def anonymous(self, topic: int | None = None) -> Reader:
        """Return an administrator who writes as the group: no user id to go by."""
        return Reader(self.world, ANONYMOUS, self.chat, topic, anonymous=True)

    def add_bot(self, status: str = "member") -> None:
        self._place_bot(status)

    def remove_bot(self) -> None:
        """Kick the bot."""
        self._place_bot("kicked")

    def promote_bot(self) -> None:
        self._place_bot("administrator")

    def restrict_bot(self) -> None:
        """Let the bot stay, but not write."""
        self.chat.bot_rights["can_send_messages"] = False
        self._place_bot("restricted")

    def upgrade(self) -> "Group":
        """Move a basic group to a supergroup: the new one.  The old one refuses every message from now on."""
        if self.chat.type != "group":
            raise ValueError(f"{self.chat.title} is a {self.chat.type} already: make it with basic=True")
        new_id = -1_000_000_000_000 + self.chat.id
        new = Chat(new_id, "supergroup", self.chat.title, members=dict(self.chat.members))
        new.bot_status = self.chat.bot_status
        self.world.chats.open(new)
        self.chat.migrated_to = new_id
        self.serve(self.world.chats.new_message(self.chat, self.owner) | {"migrate_to_chat_id": new_id})
        moved = Group(self.world, new, self.owner)
        moved.serve(self.world.chats.new_message(new, self.owner) | {"migrate_from_chat_id": self.chat.id})
        return moved

    def _place_bot(self, status: str) -> None:
        old, self.chat.bot_status = self.chat.bot_status, status
        announce_bot(self.world, self.chat, self.owner, old)

    def serve(self, message: Json) -> None:
        """Send a service message, which a bot gets in privacy mode too."""
        self.chat.keep(message)
        if self.chat.bot_status not in {"left", "kicked"}:
            self.world.updates.add("message", message)


@dataclass(slots=True)
class Channel:
    """A channel, to forward posts from.  The bot hears of a post only as its administrator."""

    world: World
    chat: Chat

    @property
    def id(self) -> int:
        return self.chat.id

    def add_bot(self, by: Reader, **rights: bool) -> None:
        """Make the bot an administrator; `rights` differ from all those of an administrator."""
        old, self.chat.bot_status, self.chat.bot_rights = self.chat.bot_status, "administrator", rights
        announce_bot(self.world, self.chat, by.person, old)

    def remove_bot(self, by: Reader) -> None:
        old, self.chat.bot_status = self.chat.bot_status, "left"
        announce_bot(self.world, self.chat, by.person, old)

    def post(self, text: str, entities: Sequence[Json] = ()) -> Message:
        """Publish a text."""
        return self._publish({"text": text, "entities": [*entities, *automatic_entities(text)]})

    def post_file(self, name: str, content: bytes, mime_type: str = "text/plain") -> Message:
        return self._publish({"document": self.world.files.keep(Upload(name, content, mime_type)).document()})

    def post_photo(self, caption: str) -> Message:
        """Publish a picture with a caption; the bot does not get the picture itself."""
        stored = self.world.files.keep(Upload("photo.jpg", b"\xff\xd8\xff", "image/jpeg")).document()
        ids = {key: stored[key] for key in ("file_id", "file_unique_id", "file_size")}
        photo = [ids | {"width": 90, "height": 60}]
        return self._publish({"photo": photo, "caption": caption, "caption_entities": automatic_entities(caption)})

    def _publish(self, content: Json) -> Message:
        message = self.world.chats.new_message(self.chat, None)
        message |= {"sender_chat": self.chat.json(), "date": int(time.time())}
        message |= {key: value for key, value in content.items() if value}
        record = self.chat.keep(message)
        if self.chat.bot_status == "administrator":
            self.world.updates.add("channel_post", record.raw)
        return record
