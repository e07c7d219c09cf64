"""Texts and keyboards as Telegram takes them: counted in UTF-16 units, refused in its words."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.telegram import utf16
from tests.telegram.bare import BareBot, blamed, refused
from tests.telegram.markup import keyboard
from tests.telegram.refusals import Json, RefusalError
from tests.telegram.stand import Stand
from tests.telegram.texts import TEXT_UNITS, formatted


def entity(kind: str, offset: int, length: int, **more: Any) -> Json:
    return {"type": kind, "offset": offset, "length": length, **more}


def take(text: str, *entities: Json) -> tuple[str, list[Json], tuple[str, ...]]:
    taken = formatted(text, entities, limit=TEXT_UNITS)
    return taken.text, list(taken.entities), taken.remarks


@given(st.text(), st.text(), st.text())
def test_a_cut_in_units_is_a_cut_in_characters(before: str, words: str, after: str) -> None:
    text = before + words + after
    assert utf16.cut(text, utf16.units(before), utf16.units(words)) == words
    assert utf16.boundaries(text)[utf16.units(before)] == len(before)


@pytest.mark.parametrize(
    ("text", "entities", "words"),
    [
        ("", [], "message text is empty"),
        (" \n ", [], "text must be non-empty"),
        ("a" * 4097, [], "message is too long"),
        ("😀" * 2049, [], "message is too long"),
        ("a" + "😀" * 8200, [], "text is too long"),
        ("hello", [entity("bold", 5, 1)], "entity begins after the end of the text at UTF-16 offset 5"),
        (
            "hello",
            [entity("bold", 3, 3)],
            "entity beginning at UTF-16 offset 3 ends after the end of the text at UTF-16 offset 6",
        ),
        ("hello", [entity("bold", -1, 3)], "receive an entity with incorrect offset -1"),
        ("hello", [entity("bold", 0, -3)], "receive an entity with incorrect length -3"),
        (
            "😀!",
            [entity("bold", 1, 2)],
            "entity begins in a middle of a UTF-16 symbol at UTF-16 offset 1",
        ),
        (
            "!😀",
            [entity("bold", 0, 2)],
            "entity beginning at UTF-16 offset 0 ends in a middle of a UTF-16 symbol at UTF-16 offset 2",
        ),
        ("hello", [entity("fat", 0, 1)], "can't parse MessageEntity: Unsupported type specified"),
        ("hello", [entity("text_link", 0, 1)], "can't parse MessageEntity: Can't find field \"url\""),
    ],
)
async def test_telegram_refuses(stand: Stand, bot: BareBot, text: str, entities: list[Json], words: str) -> None:
    ann = stand.reader("Ann")
    answer = await bot("sendMessage", chat_id=ann.id, text=text, entities=entities)
    refused(answer, 400, f"Bad Request: {words}")
    blamed(stand, words)
    assert ann.heard() == []


def test_a_text_of_just_4096_units_is_taken() -> None:
    assert take("a" * 4096)[0] == "a" * 4096
    assert take("😀" * 2048)[0] == "😀" * 2048


def test_the_limit_counts_after_trimming() -> None:
    assert take(" " * 10 + "a" * 4096 + "\n")[0] == "a" * 4096


def test_entities_move_with_trimming_and_vanish_with_blanks() -> None:
    text, entities, remarks = take("  😀 hi  ", entity("bold", 2, 6), entity("italic", 8, 1))
    assert (text, entities) == ("😀 hi", [entity("bold", 0, 5)])
    assert remarks == ("italic at 8 covers only trimmed blanks: dropped",)


def test_entities_past_the_hundredth_are_ignored_and_remarked() -> None:
    many = [entity("bold", number, 1) for number in range(101)]
    _, kept, remarks = take("a" * 101, *many)
    assert kept == many[:100]
    assert remarks == ("101 entities: Telegram ignores all past 100",)


@pytest.mark.parametrize(
    ("entities", "words"),
    [
        ([entity("bold", 0, 0)], "no length"),
        ([entity("text_link", 0, 2, url="nowhere")], "no address"),
        ([entity("text_link", 0, 2, url="ftp://a.example/")], "no address"),
        ([entity("blockquote", 0, 5), entity("expandable_blockquote", 1, 2)], "drops one"),
        ([entity("code", 0, 5), entity("bold", 1, 2)], "drops one"),
        ([entity("bold", 0, 3), entity("bold", 2, 3)], "drops one"),
    ],
)
async def test_what_telegram_silently_drops_is_a_violation(
    stand: Stand, bot: BareBot, entities: list[Json], words: str
) -> None:
    ann = stand.reader("Ann")
    await bot.say(ann.id, "hello", entities=entities)
    blamed(stand, words)


def test_entities_in_a_blockquote_or_across_each_other_are_taken() -> None:
    entities = [
        entity("expandable_blockquote", 0, 5),
        entity("bold", 0, 3),
        entity("italic", 2, 2),
        entity("text_link", 4, 1, url="https://example.org/a"),
        entity("text_link", 6, 2, url="example.org"),
    ]
    assert take("hello there", *entities) == ("hello there", entities, ())


@pytest.mark.parametrize("text", ["\ud800", "a\udfffb"])
def test_half_a_character_is_refused(text: str) -> None:
    with pytest.raises(RefusalError, match="strings must be encoded in UTF-8"):
        take(text)


@pytest.mark.parametrize(
    ("button", "words"),
    [
        ({"text": "a", "callback_data": "é" * 32 + "a"}, "BUTTON_DATA_INVALID"),
        ({"text": "a", "callback_data": ""}, "BUTTON_DATA_INVALID"),
        ({"text": "a"}, "text buttons are unallowed in the inline keyboard"),
        ({"text": " ", "callback_data": "a"}, "can't parse inline keyboard button: Text must be non-empty"),
        ({"text": "a", "copy_text": {"text": "a" * 257}}, "BUTTON_COPY_TEXT_INVALID"),
        ({"text": "a", "url": "nowhere"}, "inline keyboard button URL 'nowhere' is invalid: Wrong HTTP URL"),
    ],
)
async def test_telegram_refuses_a_button(stand: Stand, bot: BareBot, button: Json, words: str) -> None:
    ann = stand.reader("Ann")
    answer = await bot("sendMessage", chat_id=ann.id, text="a", reply_markup={"inline_keyboard": [[button]]})
    refused(answer, 400, f"Bad Request: {words}")
    blamed(stand, words)


async def test_an_invalid_keyboard_is_refused(stand: Stand, bot: BareBot) -> None:
    ann = stand.reader("Ann")
    for rows in ([[{"callback_data": "no text"}]], [{"text": "no rows", "callback_data": "a"}], "nothing"):
        keys = {"inline_keyboard": rows}
        answer = await bot("sendMessage", chat_id=ann.id, text="a", reply_markup=keys)
        refused(answer, 400, "Bad Request: can't parse reply keyboard markup JSON object")
        assert any("reply_markup" in violation for violation in stand.violations)
        stand.violations.clear()


def test_callback_data_of_64_bytes_is_taken() -> None:
    keys = {"inline_keyboard": [[{"text": "a", "callback_data": "é" * 32}], []]}
    taken = keyboard(keys)
    assert taken.inline == {"inline_keyboard": keys["inline_keyboard"][:1]}
    assert taken.remarks == ()


def test_too_many_buttons_are_refused_or_remarked() -> None:
    one = {"text": "a", "callback_data": "a"}
    assert "a row of 9 buttons" in keyboard({"inline_keyboard": [[one] * 9]}).remarks[0]
    with pytest.raises(RefusalError, match="reply markup is too long"):
        keyboard({"inline_keyboard": [[one]] * 101})


@pytest.mark.parametrize(
    "params",
    [
        {"text": "a", "parse_mode": "HTML"},
        {"text": "a", "reply_parameters": {"message_id": 1, "quote_parse_mode": "MarkdownV2"}},
    ],
)
async def test_a_parse_mode_at_any_depth_is_a_violation(stand: Stand, bot: BareBot, params: Json) -> None:
    ann = stand.reader("Ann")
    answer = await bot("sendMessage", chat_id=ann.id, **params)
    refused(answer, 400, "Bad Request: parse_mode is not used here: send entities")
    blamed(stand, "parse_mode")
