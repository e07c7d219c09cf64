"""The methods about the bot itself, its commands, its files, and the chats it is in."""

import re
import time
from typing import Any

from tests.telegram.chats import GONE, Chat, member_json
from tests.telegram.records import Call
from tests.telegram.refusals import Json, bad, careless, too_many
from tests.telegram.world import World, method

COMMANDS = 100
COMMAND = re.compile(r"[a-z0-9_]{1,32}")
DESCRIPTION_CHARACTERS = 256
LONGEST = {"setMyDescription": 512, "setMyShortDescription": 120, "setMyName": 64}
YOUNG_SECONDS = 600


def get_me(world: World, _call: Call) -> Json:
    return world.bot.json() | {
        "can_join_groups": True,
        "can_read_all_group_messages": not world.privacy,
        "supports_inline_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
        "has_topics_enabled": False,
        "allows_users_to_create_topics": False,
    }


def log_out(world: World, _call: Call) -> bool:
    world.logged_out = True
    return True


def close(world: World, _call: Call) -> bool:
    """Close the bot; refuse in the first ten minutes, as Telegram does."""
    left = world.born + YOUNG_SECONDS - time.monotonic()
    if left > 0:
        raise too_many(int(left) + 1)
    return True


def scope_key(world: World, scope: Json | None) -> str:
    """Return a scope as one string; scopes of a chat need the chat."""
    kind = (scope or {}).get("type", "default")
    if not kind.startswith("chat"):
        return str(kind)
    assert scope is not None
    chat = world.chats.find(scope["chat_id"])
    user = f":{scope['user_id']}" if kind == "chat_member" else ""
    return f"{kind}:{chat.id}{user}"


def commands_key(world: World, call: Call) -> tuple[str, str]:
    language = call.params.get("language_code") or ""
    if language and not re.fullmatch(r"[a-z]{2}", language):
        raise careless("LANGUAGE_CODE_INVALID")
    return scope_key(world, call.params.get("scope")), language


def set_commands(world: World, call: Call) -> bool:
    commands = call.params["commands"]
    if len(commands) > COMMANDS:
        raise careless("BOT_COMMANDS_TOO_MUCH")
    for command in commands:
        if not COMMAND.fullmatch(command["command"].removeprefix("/")):
            raise careless("BOT_COMMAND_INVALID")
        if not 1 <= len(command["description"]) <= DESCRIPTION_CHARACTERS:
            raise careless("BOT_COMMAND_DESCRIPTION_INVALID")
    names = [command["command"] for command in commands]
    if len(set(names)) < len(names):
        raise careless("BOT_COMMAND_DUPLICATE")
    world.commands[commands_key(world, call)] = commands
    return True


def get_commands(world: World, call: Call) -> list[Json]:
    return world.commands.get(commands_key(world, call), [])


def delete_commands(world: World, call: Call) -> bool:
    world.commands.pop(commands_key(world, call), None)
    return True


def menu(world: World, chat: Chat, user_id: int, language: str) -> list[str]:
    """Return the commands a person is shown in a chat: the narrowest scope wins, its language first."""
    scopes = [f"chat:{chat.id}", "all_private_chats", "default"]
    if chat.is_group:
        admin = chat.members.get(user_id) in {"creator", "administrator"}
        scopes = [
            f"chat_member:{chat.id}:{user_id}",
            *([f"chat_administrators:{chat.id}"] if admin else []),
            f"chat:{chat.id}",
            *(["all_chat_administrators"] if admin else []),
            "all_group_chats",
            "default",
        ]
    for scope in scopes:
        for tongue in (language, ""):
            if (scope, tongue) in world.commands:
                return [command["command"] for command in world.commands[scope, tongue]]
    return []


def set_words(world: World, call: Call) -> bool:
    """Return the bot's name or a description, by language."""
    key = {
        "setMyDescription": "description",
        "setMyShortDescription": "short_description",
        "setMyName": "name",
    }
    words = call.params.get(key[call.method]) or ""
    if len(words) > LONGEST[call.method]:
        raise careless("BOT_INFO_TOO_LONG")
    world.texts[key[call.method], call.params.get("language_code") or ""] = words
    return True


def get_words(world: World, call: Call) -> Json:
    key = {
        "getMyDescription": "description",
        "getMyShortDescription": "short_description",
        "getMyName": "name",
    }
    name = key[call.method]
    given = [world.texts.get((name, tongue)) for tongue in (call.params.get("language_code") or "", "")]
    fallback = world.bot.first_name if name == "name" else ""
    return {name: next((words for words in given if words), fallback)}


def get_file(world: World, call: Call) -> Json:
    return world.files.get(call.params["file_id"])


def get_chat(world: World, call: Call) -> Json:
    chat = world.chats.find(call.params["chat_id"])
    if chat.type != "channel":
        chat = world.chats.writable(chat.id)
    gifts = (
        "unlimited_gifts",
        "limited_gifts",
        "unique_gifts",
        "premium_subscription",
        "gifts_from_channels",
    )
    full = chat.json() | {
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": dict.fromkeys(gifts, False),
    }
    if chat.pinned:
        full["pinned_message"] = chat.messages[chat.pinned[-1]]
    return full


def get_chat_member(world: World, call: Call) -> Json:
    chat = world.chats.writable(call.params["chat_id"])
    person = world.chats.people.get(call.params["user_id"])
    if person is None:
        raise bad("invalid user_id specified")
    if person.id == world.bot.id:
        return member_json(person, chat.bot_status, chat, chat.bot_rights)
    if chat.type == "private":
        return member_json(person, "member" if person.id == chat.id else "left")
    return member_json(person, chat.members.get(person.id, "left"), chat)


def get_administrators(world: World, call: Call) -> list[Json]:
    chat = world.chats.writable(call.params["chat_id"])
    if chat.type == "private":
        raise bad("there are no administrators in the private chat")
    statuses = chat.members | {world.bot.id: chat.bot_status}
    return [
        member_json(world.chats.people[user_id], status, chat)
        for user_id, status in statuses.items()
        if status in {"creator", "administrator"} and status not in GONE
    ]


METHODS: list[Any] = [
    method("getMe", get_me),
    method("logOut", log_out),
    method("close", close),
    method("setMyCommands", set_commands, "commands", "scope", "language_code"),
    method("getMyCommands", get_commands, "scope", "language_code"),
    method("deleteMyCommands", delete_commands, "scope", "language_code"),
    method("setMyName", set_words, "name", "language_code"),
    method("setMyDescription", set_words, "description", "language_code"),
    method("setMyShortDescription", set_words, "short_description", "language_code"),
    method("getMyName", get_words, "language_code"),
    method("getMyDescription", get_words, "language_code"),
    method("getMyShortDescription", get_words, "language_code"),
    method("getFile", get_file, "file_id"),
    method("getChat", get_chat, "chat_id"),
    method("getChatMember", get_chat_member, "chat_id", "user_id"),
    method("getChatAdministrators", get_administrators, "chat_id"),
]
