"""People and chats, and what each chat holds.  Knows nothing of HTTP, limits or keyboards."""

import time
import zlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from tests.telegram.records import Message
from tests.telegram.refusals import Json, RefusalError, bad, forbidden, migrated

GONE = frozenset({"left", "kicked"})
GROUPS = frozenset({"group", "supergroup"})

ADMIN_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_pin_messages",
    "can_manage_topics",
    "can_send_welcome_messages",
)


def stable(name: str) -> int:
    """Return a number which is the same in every run."""
    return zlib.crc32(name.encode())


@dataclass(frozen=True, slots=True)
class Person:
    """A Telegram user, the bot included."""

    id: int
    first_name: str
    username: str | None = None
    language: str | None = "en"
    is_bot: bool = False

    def json(self) -> Json:
        found: Json = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        if self.username:
            found["username"] = self.username
        if self.language and not self.is_bot:
            found["language_code"] = self.language
        return found


@dataclass(slots=True)
class Chat:
    """A chat and its messages.  Message ids count from 1 in every chat, so they collide across chats."""

    id: int
    type: str
    title: str
    username: str | None = None
    is_forum: bool = False
    bot_status: str = "member"
    """Of the bot: member, administrator, left (never started, in a private chat) or kicked (blocked)."""
    bot_rights: dict[str, bool] = field(default_factory=dict)
    """What the bot may do here otherwise than all that its status allows, such as can_post_messages."""
    may_members_write: bool = True
    keyboard: Json | None = None
    """The reply keyboard that the bot showed last; None if it removed it."""
    members: dict[int, str] = field(default_factory=dict)
    topics: dict[int, str] = field(default_factory=dict)
    messages: dict[int, Json] = field(default_factory=dict)
    from_bot: list[Message] = field(default_factory=list)
    """Every message of the bot as it was when sent, in order."""
    edits: list[Message] = field(default_factory=list)
    deleted: list[int] = field(default_factory=list)
    pinned: list[int] = field(default_factory=list)
    actions: list[str] = field(default_factory=list)
    reactions: dict[int, list[str]] = field(default_factory=dict)
    """The bot's own reactions, by message."""
    migrated_to: int | None = None
    _last: int = 0

    def __post_init__(self) -> None:
        # The first message of a forum founds it, so that no topic has the number of the general one.
        self._last = 1 if self.is_forum else 0

    @property
    def is_group(self) -> bool:
        return self.type in GROUPS

    def json(self) -> Json:
        found: Json = {"id": self.id, "type": self.type}
        found["first_name" if self.type == "private" else "title"] = self.title
        if self.username:
            found["username"] = self.username
        if self.is_forum:
            found["is_forum"] = True
        return found

    def next_id(self) -> int:
        self._last += 1
        return self._last

    def keep(self, message: Json) -> Message:
        """Store a message (new or edited); its record."""
        self.messages[message["message_id"]] = message
        return Message(message)

    def check_topic(self, thread: int | None) -> None:
        # A forum's general topic has no number to send to: Telegram refuses 1 too.
        if thread is not None and thread not in self.topics:
            raise bad("message thread not found")


CHANNEL_RIGHTS = ("can_post_messages", "can_edit_messages")
WRITING = (
    "can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos",
    "can_send_video_notes", "can_send_voice_notes", "can_send_polls", "can_send_other_messages",
    "can_add_web_page_previews", "can_react_to_messages", "can_edit_tag", "can_change_info", "can_invite_users",
    "can_pin_messages", "can_manage_topics",
)  # fmt: skip


def member_json(person: Person, status: str, chat: Chat | None = None, rights: Json | None = None) -> Json:
    """Return a ChatMember of that status, with `rights` that differ from all that it allows."""
    found: Json = {"user": person.json(), "status": status}
    if status == "creator":
        found["is_anonymous"] = False
    if status == "administrator":
        found |= {"can_be_edited": False, "is_anonymous": False} | dict.fromkeys(ADMIN_RIGHTS, True)
        if chat is not None and chat.type == "channel":
            found |= dict.fromkeys(CHANNEL_RIGHTS, True)
    if status == "restricted":
        found |= {"is_member": True, "until_date": 0} | dict.fromkeys(WRITING, True)
    if status == "kicked":
        found["until_date"] = 0
    return found | {key: value for key, value in (rights or {}).items() if key in found}


class Chats:
    """All the people and chats there are."""

    def __init__(self, bot: Person) -> None:
        self.bot = bot
        self.people: dict[int, Person] = {bot.id: bot}
        self._chats: dict[int, Chat] = {}

    def person(self, name: str, language: str | None, username: str | None) -> Person:
        """Return the person of that name: the same name is the same person.  Ids pass 32 bits, as real ones do."""
        who = Person(5_000_000_000 + stable(name), name, username, language)
        return self.people.setdefault(who.id, who)

    def open(self, chat: Chat) -> Chat:
        """Return the chat of that id, made now or before."""
        return self._chats.setdefault(chat.id, chat)

    def private(self, person: Person) -> Chat:
        """Return the private chat with a person; the bot cannot write in it before they did."""
        return self.open(Chat(person.id, "private", person.first_name, person.username, bot_status="left"))

    def all(self) -> Iterable[Chat]:
        return self._chats.values()

    def find(self, chat_id: int | str) -> Chat:
        """Return the chat of that id or @username; raises as Telegram does where there is none."""
        if isinstance(chat_id, str):
            name = chat_id.removeprefix("@").lower()
            for chat in self._chats.values():
                if chat_id.startswith("@") and (chat.username or "").lower() == name and chat.type != "private":
                    return chat
            raise bad("chat not found")
        found = self._chats.get(chat_id)
        if found is None:
            raise bad("chat not found")
        return found

    def writable(self, chat_id: int | str) -> Chat:
        """Return the chat, if the bot may write in it."""
        chat = self.find(chat_id)
        if chat.migrated_to is not None:
            raise migrated(chat.migrated_to)
        if chat.bot_status in GONE:
            raise self._shut_out(chat)
        if chat.type == "channel" and chat.bot_status != "administrator":
            raise bad("need administrator rights in the channel chat")
        return chat

    def check_right_to_write(self, chat: Chat) -> None:
        """Raise as Telegram does where the bot is, but may not write."""
        may = chat.bot_rights.get("can_send_messages", chat.may_members_write or chat.bot_status == "administrator")
        if chat.is_group and not may:
            raise bad("not enough rights to send text messages to the chat")
        if chat.type == "channel" and not chat.bot_rights.get("can_post_messages", True):
            raise bad("need administrator rights in the channel chat")

    def _shut_out(self, chat: Chat) -> RefusalError:
        kicked = chat.bot_status == "kicked"
        if chat.type == "private":
            if kicked:
                return forbidden("bot was blocked by the user")
            seen = any(chat.id in other.members for other in self._chats.values())
            return forbidden("bot can't initiate conversation with a user") if seen else bad("chat not found")
        how = "was kicked from" if kicked else "is not a member of"
        return forbidden(f"bot {how} the {chat.type} chat")

    def new_message(self, chat: Chat, sender: Person | None, thread: int | None = None) -> Json:
        """Return the frame of a message: number, chat, date and sender, without content."""
        message: Json = {"message_id": chat.next_id(), "chat": chat.json(), "date": int(time.time())}
        if sender is not None:
            message["from"] = sender.json()
        if thread is not None:
            message |= {"message_thread_id": thread, "is_topic_message": True}
        return message
