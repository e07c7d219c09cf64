"""How calls come in: forms, JSON, multipart, names in any case, tokens; an unknown method never succeeds."""

import json

import aiohttp
import pytest

from tests.telegram.bare import BareBot, blamed, refused, result_of
from tests.telegram.stand import Stand


async def test_a_call_comes_as_json_form_multipart_or_query(stand: Stand, bot: BareBot) -> None:
    ann = stand.reader("Ann")
    keys = {"inline_keyboard": [[{"text": "More", "callback_data": "more"}]]}
    fields = {"chat_id": str(ann.id), "text": "hello", "reply_markup": json.dumps(keys)}
    form = aiohttp.FormData(fields, default_to_multipart=True)

    await bot.post("sendMessage", json={"chat_id": ann.id, "text": "hello", "reply_markup": keys})
    await bot.post("sendMessage", data=fields)
    await bot.post("sendMessage", data=form)
    await bot.post("sendMessage", params=fields)

    sent = await ann.replies(4)
    assert {message.text for message in sent} == {"hello"}
    assert [message.reply_markup for message in sent] == [keys] * 4
    assert all(call.params["chat_id"] == ann.id for call in stand.calls("sendMessage"))


@pytest.mark.parametrize("name", ["sendmessage", "SENDMESSAGE", "sendMessage"])
async def test_the_case_of_a_method_does_not_matter(stand: Stand, bot: BareBot, name: str) -> None:
    ann = stand.reader("Ann")
    assert (await bot(name, chat_id=ann.id, text="hello"))["ok"]
    assert [call.method for call in stand.calls()] == ["sendMessage"]


async def test_a_wrong_token_is_unauthorized(stand: Stand, bot: BareBot) -> None:
    for token, code, words in [
        (stand.token[:-1] + "x", 401, "Unauthorized"),
        ("no-token", 404, "Not Found"),
    ]:
        async with bot.session.get(f"{stand.base_url}{token}/getMe") as response:
            assert response.status == code
            refused(await response.json(), code, words)
        async with bot.session.get(f"{stand.base_file_url}{token}/documents/file_0.txt") as response:
            assert response.status == code


async def test_an_unknown_method_is_an_error(stand: Stand, bot: BareBot) -> None:
    refused(await bot("sendMesage"), 404, "Not Found: method not found")
    blamed(stand, "sendMesage: Not Found: method not found")


async def test_a_method_the_stand_does_not_play_is_an_error(stand: Stand, bot: BareBot) -> None:
    ann = stand.reader("Ann")
    answer = await bot("sendDice", chat_id=ann.id)
    refused(answer, 501, "Not Implemented: the stand does not play sendDice")
    blamed(stand, "sendDice")
    assert ann.heard() == []


async def test_a_parameter_the_stand_does_not_play_is_a_violation(stand: Stand, bot: BareBot) -> None:
    ann = stand.reader("Ann")
    await bot.say(ann.id, "hello", allow_paid_broadcast=False)
    assert stand.violations == []
    await bot.say(ann.id, "hello", allow_paid_broadcast=True)
    blamed(stand, "sendMessage: the stand does not play allow_paid_broadcast")


async def test_a_body_that_is_not_json_is_refused(stand: Stand, bot: BareBot) -> None:
    headers = {"Content-Type": "application/json"}
    answer = await bot.post("sendMessage", data=b'{"chat_id": 1,', headers=headers)
    refused(answer, 400, "Bad Request: can't parse request body as JSON object")
    blamed(stand, "JSON")


async def test_calls_keep_order_parameters_answers_and_time(stand: Stand, bot: BareBot) -> None:
    ann = stand.reader("Ann")
    await bot.say(ann.id, "one")
    await bot("sendMessage", chat_id=123, text="two")
    first, second = stand.calls("sendMessage")
    assert (first.params["text"], first.ok, first.result["message_id"]) == ("one", True, 1)
    assert (second.params["text"], second.ok, second.status) == ("two", False, 400)
    assert second.error == "Bad Request: chat not found"
    assert first.at < second.at


async def test_a_bot_which_logged_out_is_no_longer_served(stand: Stand, bot: BareBot) -> None:
    assert result_of(await bot("logOut")) is True
    refused(await bot("getMe"), 400, "Logged out")


async def test_a_young_bot_may_not_close(bot: BareBot) -> None:
    answer = await bot("close")
    assert answer["error_code"] == 429
    assert 590 < answer["parameters"]["retry_after"] <= 600


async def test_a_bug_of_the_stand_fails_the_test(stand: Stand, bot: BareBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stand.world, "files", None)
    async with bot.session.post(bot.url("getFile"), json={"file_id": "x"}) as response:
        assert response.status == 500
    blamed(stand, "the stand itself failed at getFile: AttributeError")
