"""Both contracts judge every call at any depth: aiogram's models, and the Bot API as data where it is at hand."""

from typing import Any

import pytest

from tests.telegram.bot_api import BotApi
from tests.telegram.contracts import Contracts
from tests.telegram.records import Upload

AIOGRAM = Contracts(None)
DATA = BotApi.load()
needs_data = pytest.mark.skipif(DATA is None, reason="the Bot API as data is not on this machine")
UPLOAD = Upload("a.txt", b"a", "text/plain")


def sent(**params: Any) -> dict[str, Any]:
    return {"chat_id": 1, "text": "hello"} | params


def button(**fields: Any) -> dict[str, Any]:
    return sent(reply_markup={"inline_keyboard": [[{"text": "More", "callback_data": "m"} | fields]]})


BROKEN = {
    "an unknown parameter": ("sendMessage", sent(colour="red"), "unknown field colour"),
    "an unknown field deep in a keyboard": (
        "sendMessage",
        button(colour="red"),
        "unknown field reply_markup.inline_keyboard.0.0.colour",
    ),
    "an unknown field in an entity": (
        "sendMessage",
        sent(entities=[{"type": "bold", "offset": 0, "length": 1, "width": 1}]),
        "unknown field entities.0.width",
    ),
    "an unknown field in an inline result": (
        "answerInlineQuery",
        {
            "inline_query_id": "1",
            "results": [
                {
                    "type": "article",
                    "id": "1",
                    "title": "t",
                    "input_message_content": {"message_text": "m", "size": 1},
                }
            ],
        },
        "input_message_content.size",
    ),
    "a parameter long out of use": ("sendMessage", sent(reply_to_message_id=1), "reply_to_message_id"),
    "a text which is no string": ("sendMessage", sent(text=5), "text"),
    "a missing text": ("sendMessage", {"chat_id": 1}, "text"),
    "an offset which is a string": (
        "sendMessage",
        sent(entities=[{"type": "bold", "offset": "0", "length": 1}]),
        "entities.0.offset",
    ),
    "a flag which is a number": ("sendMessage", sent(link_preview_options={"is_disabled": 1}), "is_disabled"),
    "a button without a text": (
        "sendMessage",
        sent(reply_markup={"inline_keyboard": [[{"callback_data": "m"}]]}),
        "reply_markup.inline_keyboard",
    ),
    "a keyboard which is one row": (
        "sendMessage",
        sent(reply_markup={"inline_keyboard": [{"text": "More", "callback_data": "m"}]}),
        "inline_keyboard",
    ),
    "an attachment which is not there": (
        "sendDocument",
        {"chat_id": 1, "document": "attach://nothing"},
        "attach://nothing",
    ),
}


@pytest.mark.parametrize(("method", "params", "words"), BROKEN.values(), ids=BROKEN)
def test_aiogram_alone_finds(method: str, params: dict[str, Any], words: str) -> None:
    found = AIOGRAM.check(method, params, {}).complaints
    assert any(words in complaint for complaint in found), found


@needs_data
@pytest.mark.parametrize(("method", "params", "words"), list(BROKEN.values())[:-1], ids=list(BROKEN)[:-1])
def test_the_data_alone_finds(method: str, params: dict[str, Any], words: str) -> None:
    assert DATA is not None
    found = DATA.complaints(method, params, {})
    assert any(words in complaint for complaint in found), found


@pytest.mark.parametrize(
    ("method", "params", "uploads"),
    [
        ("sendMessage", sent(), {}),
        ("sendMessage", sent(chat_id="@wire", disable_notification="true"), {}),
        ("sendMessage", button(), {}),
        ("sendMessage", sent(entities='[{"type": "bold", "offset": 0, "length": 1}]'), {}),
        ("sendDocument", {"chat_id": 1}, {"document": UPLOAD}),
        ("sendDocument", {"chat_id": 1, "document": "attach://part"}, {"part": UPLOAD}),
        ("setMyCommands", {"commands": [{"command": "ask", "description": "Ask"}]}, {}),
        (
            "setMyCommands",
            {"commands": "[]", "scope": '{"type": "chat", "chat_id": 5000000001}', "language_code": "de"},
            {},
        ),
        ("setMessageReaction", {"chat_id": 1, "message_id": 1, "reaction": [{"type": "emoji", "emoji": "👍"}]}, {}),
        ("getUpdates", {"timeout": "10", "allowed_updates": '["message"]'}, {}),
    ],
)
def test_a_right_call_has_no_complaints(method: str, params: dict[str, Any], uploads: dict[str, Upload]) -> None:
    checked = Contracts(DATA).check(method, params, uploads)
    assert (checked.complaints, checked.fatal) == ([], False)


def test_strings_of_a_form_get_their_types() -> None:
    raw = {"chat_id": "-100", "text": "5", "protect_content": "false", "entities": "[]"}
    checked = AIOGRAM.check("sendMessage", raw, {})
    assert checked.params == {"chat_id": -100, "text": "5", "protect_content": False, "entities": []}


def test_a_form_value_of_the_wrong_type_is_fatal() -> None:
    for raw in ({"entities": "bold"}, {"protect_content": "perhaps"}, {"message_thread_id": "general"}):
        checked = AIOGRAM.check("sendMessage", {"chat_id": "1", "text": "a", **raw}, {})
        assert checked.fatal
        assert any(next(iter(raw)) in complaint for complaint in checked.complaints)


def test_a_file_part_no_parameter_names_is_a_complaint() -> None:
    checked = AIOGRAM.check("sendDocument", {"chat_id": 1}, {"document": UPLOAD, "extra": UPLOAD})
    assert checked.complaints == ["file part 'extra' belongs to no parameter"]


@needs_data
def test_every_method_of_the_data_is_known() -> None:
    assert DATA is not None
    contracts = Contracts(DATA)
    assert len(DATA.methods) >= 180
    assert [name for name in DATA.methods if contracts.name(name.upper()) != name] == []
