"""The bot's name, descriptions and commands."""

import pytest

from tests.telegram.bare import BareBot, blamed, refused, result_of
from tests.telegram.refusals import Json
from tests.telegram.stand import Stand


def commands(*names: str) -> list[Json]:
    return [{"command": name, "description": name.title()} for name in names]


async def test_the_narrowest_scope_and_the_own_language_win(stand: Stand, bot: BareBot) -> None:
    ann, editor = stand.reader("Ann", language="de"), stand.reader("Eva")
    group = stand.group("Newsroom", members=[ann], admins=[editor])
    private = {"type": "all_private_chats"}
    await bot("setMyCommands", commands=commands("help"))
    await bot("setMyCommands", commands=commands("ask"), scope=private)
    await bot("setMyCommands", commands=commands("frage"), scope=private, language_code="de")
    await bot("setMyCommands", commands=commands("ask", "add"), scope={"type": "chat", "chat_id": editor.id})
    await bot("setMyCommands", commands=commands("ban"), scope={"type": "all_chat_administrators"})

    assert ann.menu() == ["frage"]
    assert ann.menu("fr") == ["ask"]
    assert editor.menu() == ["ask", "add"]
    assert ann.at(group).menu() == ["help"]
    assert editor.at(group).menu() == ["ban"]
    assert result_of(await bot("getMyCommands", scope=private)) == commands("ask")
    await bot("deleteMyCommands", scope=private, language_code="de")
    assert ann.menu() == ["ask"]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (commands("Ask"), "BOT_COMMAND_INVALID"),
        (commands("a" * 33), "BOT_COMMAND_INVALID"),
        ([{"command": "ask", "description": ""}], "BOT_COMMAND_DESCRIPTION_INVALID"),
        ([{"command": "ask", "description": "a" * 257}], "BOT_COMMAND_DESCRIPTION_INVALID"),
        (commands("ask", "ask"), "BOT_COMMAND_DUPLICATE"),
        (commands(*(f"c{number}" for number in range(101))), "BOT_COMMANDS_TOO_MUCH"),
    ],
)
async def test_bad_commands_are_refused(stand: Stand, bot: BareBot, given: list[Json], words: str) -> None:
    refused(await bot("setMyCommands", commands=given), 400, f"Bad Request: {words}")
    blamed(stand, words)


async def test_commands_for_an_unknown_chat_are_refused(bot: BareBot) -> None:
    scope = {"type": "chat", "chat_id": 1}
    refused(await bot("setMyCommands", commands=[], scope=scope), 400, "Bad Request: chat not found")


async def test_words_about_the_bot_fall_back_to_no_language(stand: Stand, bot: BareBot) -> None:
    await bot("setMyDescription", description="It quotes.")
    await bot("setMyDescription", description="Er zitiert.", language_code="de")
    await bot("setMyShortDescription", short_description="Quotes")
    assert result_of(await bot("getMyDescription", language_code="de"))["description"] == "Er zitiert."
    assert result_of(await bot("getMyDescription", language_code="fr"))["description"] == "It quotes."
    assert result_of(await bot("getMyShortDescription"))["short_description"] == "Quotes"
    refused(await bot("setMyShortDescription", short_description="a" * 121), 400, "Bad Request: BOT_INFO_TOO_LONG")
    blamed(stand, "BOT_INFO_TOO_LONG")


async def test_a_chat_action_is_known_and_seen(stand: Stand, bot: BareBot) -> None:
    ann = stand.reader("Ann")
    assert (await bot("sendChatAction", chat_id=ann.id, action="typing"))["ok"]
    assert ann.chat.actions == ["typing"]
    refused(
        await bot("sendChatAction", chat_id=ann.id, action="dancing"),
        400,
        "Bad Request: wrong parameter action in request",
    )
    blamed(stand, "wrong parameter action")
