"""People at the stand: what they do reaches the bot, or does not, as at Telegram."""

import asyncio

import pytest

from tests.telegram.bare import BareBot, refused
from tests.telegram.client import NoReplyError, Reader, automatic_entities
from tests.telegram.faults import TooMany
from tests.telegram.records import Message
from tests.telegram.refusals import Json
from tests.telegram.stand import Stand


@pytest.fixture
def ann(stand: Stand) -> Reader:
    return stand.reader("Ann")


def keys(*data: str) -> Json:
    return {"inline_keyboard": [[{"text": one.title(), "callback_data": one} for one in data]]}


# Saying and hearing.


def test_a_person_is_the_same_in_every_stand() -> None:
    first, second = Stand().reader("Ann"), Stand().reader("Ann")
    assert first.id == second.id > 2**32
    assert first.id != Stand().reader("Bob").id


def test_commands_addresses_mentions_and_hashtags_are_marked() -> None:
    text = "😀 /ask@onrecord_test_bot see https://a.example/b?c#d @hill_news #budget"
    found = [Message({"text": text, "entities": automatic_entities(text)}).entities][0]
    assert [(entity.type, entity.cut()) for entity in found] == [
        ("bot_command", "/ask@onrecord_test_bot"),
        ("url", "https://a.example/b?c#d"),
        ("mention", "@hill_news"),
        ("hashtag", "#budget"),
    ]


async def test_replies_are_new_ones_only_and_in_order(bot: BareBot, ann: Reader) -> None:
    for word in ("one", "two", "three"):
        await bot.say(ann.id, word)
    assert [message.text for message in await ann.replies(2)] == ["one", "two"]
    assert (await ann.reply()).text == "three"
    with pytest.raises(NoReplyError, match=r"waited 0.05 s for 1 messages of the bot; came: nothing"):
        await ann.replies(timeout=0.05)


async def test_too_few_replies_say_what_came(bot: BareBot, ann: Reader) -> None:
    await bot.say(ann.id, "the only one")
    with pytest.raises(NoReplyError, match="'the only one'"):
        await ann.replies(2, timeout=0.05)
    assert (await ann.reply()).text == "the only one"


async def test_waiting_ends_with_the_reply(bot: BareBot, ann: Reader) -> None:
    waiting = asyncio.create_task(ann.reply())
    await asyncio.sleep(0.02)
    await bot.say(ann.id, "here")
    assert (await asyncio.wait_for(waiting, 1)).text == "here"


async def test_quiet_fails_on_a_message(bot: BareBot, ann: Reader) -> None:
    await ann.quiet(0.02)
    await bot.say(ann.id, "psst")
    with pytest.raises(AssertionError, match="psst"):
        await ann.quiet(0.02)


async def test_a_reply_carries_the_words_selected(bot: BareBot, ann: Reader) -> None:
    await bot.say(ann.id, "😀 Hill said no.")
    answer = await ann.reply()
    await ann.say("really?", reply_to=answer, quote="said no")
    (update,) = await bot.updates()
    message = update["message"]
    assert message["quote"] == {"text": "said no", "position": 8, "is_manual": True}
    assert message["reply_to_message"]["message_id"] == answer.id


async def test_a_reply_across_chats_is_external(stand: Stand, bot: BareBot, ann: Reader) -> None:
    post = stand.channel("Wire").post("Budget passes")
    await ann.say("is it so?", reply_to=post, quote="passes")
    (update,) = await bot.updates()
    assert update["message"]["external_reply"]["origin"]["chat"]["title"] == "Wire"
    assert "reply_to_message" not in update["message"]


async def test_an_edit_of_a_reader_is_an_update(bot: BareBot, ann: Reader) -> None:
    message = await ann.say("Hil")
    await ann.edit(message, "Hill")
    assert [min(update) for update in await bot.updates()] == ["message", "edited_message"]


# Buttons and queries.


async def test_a_press_is_answered_once_and_in_time(stand: Stand, bot: BareBot, ann: Reader) -> None:
    await bot.say(ann.id, "which?", reply_markup=keys("yes", "no"))
    message = await ann.reply()
    press = await ann.press(message, "Yes")
    (update,) = await bot.updates()
    assert update["callback_query"]["data"] == "yes"
    assert update["callback_query"]["message"]["message_id"] == message.id
    assert stand.unanswered == ["yes"]
    await bot("answerCallbackQuery", callback_query_id=press.id, text="noted")
    assert (await press.answered())["text"] == "noted"
    assert stand.unanswered == []
    stale = "Bad Request: query is too old and response timeout expired or query ID is invalid"
    refused(await bot("answerCallbackQuery", callback_query_id=press.id), 400, stale)
    late = await ann.press(message, "no")
    stand.expire()
    refused(await bot("answerCallbackQuery", callback_query_id=late.id), 400, stale)
    refused(await bot("answerCallbackQuery", callback_query_id="1"), 400, stale)
    with pytest.raises(NoReplyError, match="no answerCallbackQuery for 'no'"):
        await late.answered(timeout=0.02)


async def test_only_buttons_which_are_there_can_be_pressed(bot: BareBot, ann: Reader) -> None:
    sent = await bot.say(ann.id, "which?", reply_markup=keys("yes"))
    message = await ann.reply()
    with pytest.raises(AssertionError, match=r"has no button 'perhaps', only \['Yes'\]"):
        await ann.press(message, "perhaps")
    await bot("editMessageReplyMarkup", chat_id=ann.id, message_id=sent["message_id"])
    with pytest.raises(AssertionError, match="has no button 'yes'"):
        await ann.press(message, "yes")


def article(number: int, text: str, **more: object) -> Json:
    return {
        "type": "article",
        "id": str(number),
        "title": text,
        "input_message_content": {"message_text": text},
        **more,
    }


async def test_an_inline_query_is_answered_and_a_result_chosen(bot: BareBot, ann: Reader) -> None:
    typing = asyncio.create_task(ann.inline("hill"))
    (update,) = await bot.updates(timeout=5)
    query = update["inline_query"]
    results = [article(1, "Hill said no"), article(2, "Hill said yes", reply_markup=keys("more"))]
    assert (await bot("answerInlineQuery", inline_query_id=query["id"], results=results))["ok"]
    answer = await typing
    assert [result["title"] for result in answer["results"]] == ["Hill said no", "Hill said yes"]

    chosen = await ann.choose(answer, 1)
    assert (chosen.text, chosen.raw["via_bot"]["is_bot"]) == ("Hill said yes", True)
    updates = await bot.updates(offset=update["update_id"] + 1)
    inline_id = updates[0]["chosen_inline_result"]["inline_message_id"]
    edit = {"inline_message_id": inline_id, "text": "Hill said nothing"}
    assert (await bot("editMessageText", **edit))["result"] is True
    refused(await bot("editMessageText", inline_message_id="x", text="a"), 400, "Bad Request: MESSAGE_ID_INVALID")


@pytest.mark.parametrize(
    ("results", "more", "words"),
    [
        ([article(number, "a") for number in range(51)], {}, "RESULTS_TOO_MUCH"),
        ([article(1, "a"), article(1, "b")], {}, "RESULT_ID_DUPLICATE"),
        ([article(1, "a") | {"id": "é" * 33}], {}, "RESULT_ID_INVALID"),
        ([article(1, "a" * 4097)], {}, "message is too long"),
        ([article(1, "a", parse_mode="HTML")], {}, None),
        ([], {"button": {"text": "a", "start_parameter": "a b"}}, "START_PARAM_INVALID"),
    ],
)
async def test_bad_inline_answers_are_refused(
    stand: Stand, bot: BareBot, results: list[Json], more: Json, words: str | None
) -> None:
    answer = await bot("answerInlineQuery", inline_query_id="1", results=results, **more)
    assert answer["error_code"] == 400
    if words is not None:
        refused(answer, 400, f"Bad Request: {words}")
    assert stand.violations
    stand.violations.clear()


# Forwards, groups and channels.


async def test_a_forward_names_its_origin(stand: Stand, bot: BareBot, ann: Reader) -> None:
    bob = stand.reader("Bob")
    link = {"type": "text_link", "offset": 0, "length": 6, "url": "https://wire.example/1"}
    post = stand.channel("Wire").post("Budget passes", [link])
    said = await bob.say("a tip")
    for message, hidden in ((post, False), (said, False), (said, True)):
        await ann.forward(message, hidden=hidden)
    origins = [update["message"].get("forward_origin", {}) for update in await bot.updates()][1:]
    assert [origin["type"] for origin in origins] == ["channel", "user", "hidden_user"]
    assert origins[0]["message_id"] == post.id
    assert origins[2]["sender_user_name"] == "Bob"
    forwarded = stand.updates[1]["message"]
    assert Message(forwarded).cuts("text_link") == ["Budget"]


async def test_a_channel_post_reaches_only_an_administrator(stand: Stand, bot: BareBot) -> None:
    stand.channel("Wire").post("unheard")
    stand.channel("Ours", bot="administrator").post("heard")
    (update,) = await bot.updates()
    assert update["channel_post"]["text"] == "heard"


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("good morning", False),
        ("/ask Hill", True),
        ("/ask@onrecord_test_bot Hill", True),
        ("/ask@another_bot Hill", False),
        ("@onrecord_test_bot Hill?", True),
        ("@onrecord_test_bots Hill?", False),
    ],
)
async def test_privacy_mode_keeps_the_talk_of_groups(
    stand: Stand, bot: BareBot, ann: Reader, text: str, heard: bool
) -> None:
    group = stand.group("Newsroom", members=[ann])
    await ann.at(group).say(text)
    assert len(await bot.updates()) == heard


async def test_a_reply_to_the_bot_and_all_talk_with_an_administrator_are_heard(
    stand: Stand, bot: BareBot, ann: Reader
) -> None:
    group = stand.group("Newsroom", members=[ann])
    there = ann.at(group)
    await bot.say(group.id, "hello")
    await there.say("thanks", reply_to=await there.reply())
    assert len(await bot.updates()) == 1
    group.promote_bot()
    await there.say("good morning")
    assert [min(update) for update in await bot.updates()] == ["message", "my_chat_member", "message"]


async def test_privacy_mode_can_be_off() -> None:
    async with Stand(privacy=False) as stand:
        ann = stand.reader("Ann")
        await ann.at(stand.group("Newsroom", members=[ann])).say("good morning")
        assert len(stand.updates) == 1


async def test_an_anonymous_administrator_has_no_user_id_of_their_own(stand: Stand, bot: BareBot) -> None:
    group = stand.group("Newsroom")
    await group.anonymous().say("/add")
    (update,) = await bot.updates()
    assert update["message"]["from"]["username"] == "GroupAnonymousBot"
    assert update["message"]["sender_chat"]["id"] == group.id


async def test_a_departed_bot_hears_nothing(stand: Stand, bot: BareBot, ann: Reader) -> None:
    group = stand.group("Newsroom", members=[ann])
    group.remove_bot()
    await ann.at(group).say("/ask Hill")
    (update,) = await bot.updates()
    assert update["my_chat_member"]["new_chat_member"]["status"] == "kicked"


async def test_a_pending_fault_shows(stand: Stand) -> None:
    stand.fault("sendMessage", TooMany(), count=2)
    assert [fault.left for fault in stand.pending_faults] == [2]


async def test_an_album_is_single_messages_that_share_a_number(stand: Stand) -> None:
    ann = stand.reader("Ann")
    sent = await ann.album(("a.txt", b"a"), ("b.txt", b"b"), caption="/add", under=1)
    assert [message.text for message in sent] == ["", "/add"]
    (late,) = await ann.album(("c.txt", b"c"), group=sent[0].raw["media_group_id"])
    assert len({message.raw["media_group_id"] for message in [*sent, late]}) == 1
    (other, _) = await ann.album(("a.txt", b"a"), ("b.txt", b"b"))
    assert other.raw["media_group_id"] != late.raw["media_group_id"]
    assert len(stand.updates) == 5
