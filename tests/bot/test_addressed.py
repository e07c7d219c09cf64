"""Which messages ask the bot something, and what."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

import pytest
from telegram import Chat, Message, MessageEntity, MessageOriginUser, User

from bot.telegram.handlers.readers.addressed import is_for_nobody, question_in
from tests.telegram.client import automatic_entities

BOT = User(7, "On Record", is_bot=True, username="onrecord_bot")
ANN = User(1, "Ann", is_bot=False)
OTHER_BOT = User(8, "Other", is_bot=True, username="other_bot")
ANONYMOUS = User(1_087_968_824, "Group", is_bot=True, username="GroupAnonymousBot")
PRIVATE = Chat(1, Chat.PRIVATE)
GROUP = Chat(-100, Chat.SUPERGROUP)
CHANNEL = Chat(-200, Chat.CHANNEL)
NOW = datetime(2026, 11, 24, tzinfo=UTC)
ASKED = "what did Hill say?"


def message(text: str, chat: Chat = GROUP, *, caption: bool = False, by: User = ANN, **more: Any) -> Message:
    marks = [MessageEntity(e["type"], e["offset"], e["length"]) for e in automatic_entities(text)]
    words: dict[str, Any] = (
        {"caption": text, "caption_entities": marks} if caption else {"text": text, "entities": marks}
    )
    return Message(5, NOW, chat, from_user=by, **(words | more))


def reply_to(author: User, **more: Any) -> Message:
    return Message(4, NOW, GROUP, from_user=author, text="Something", **more)


@pytest.mark.parametrize(
    ("said", "asked"),
    [
        ("@onrecord_bot what did Hill say?", ASKED),
        ("@OnRecord_Bot: what did Hill say?", ASKED),
        ("@onrecord_bot, what did Hill say?", ASKED),
        ("@onrecord_bot\nwhat did Hill say?", ASKED),
        ("what did Hill say? @onrecord_bot", ASKED),
        ("what did Hill say, @onrecord_bot?", ASKED),
        ("what did @onrecord_bot Hill say?", ASKED),
        ("🇷🇸 @onrecord_bot what did Hill say?", "🇷🇸 what did Hill say?"),
        ("So, @onrecord_bot, what did Hill say?", "So, what did Hill say?"),
        ("@onrecord_bot @onrecord_bot what did Hill say?", ASKED),
        ("@onrecord_bot what did @hill say?", "what did @hill say?"),
        ("@onrecord_bot", ""),
        (" @onrecord_bot ! ", ""),
        ("what did Hill say?", None),
        ("@onrecord_bots what did Hill say?", None),
        ("@other_bot what did Hill say?", None),
        ("write to me@onrecord_bot.com", None),
        ("/ask@onrecord_bot what did Hill say?", None),
        ("/ask@other_bot @onrecord_bot what did Hill say?", None),
    ],
)
def test_in_a_group_a_mention_asks_wherever_it_stands(said: str, asked: str | None) -> None:
    assert question_in(message(said), BOT) == asked
    if not said.startswith("/"):
        assert question_in(message(said, caption=True), BOT) == asked


def test_a_mention_by_name_asks_too() -> None:
    by_name = [MessageEntity(MessageEntity.TEXT_MENTION, 0, 9, user=BOT)]
    assert question_in(message("On Record what did Hill say?", entities=by_name), BOT) == ASKED
    someone = [MessageEntity(MessageEntity.TEXT_MENTION, 0, 3, user=ANN)]
    assert question_in(message("Ann what did Hill say?", entities=someone), BOT) is None


def test_in_a_group_a_reply_to_the_bot_asks_and_a_reply_to_others_does_not() -> None:
    assert question_in(message(ASKED, reply_to_message=reply_to(BOT)), BOT) == ASKED
    assert question_in(message(f"@onrecord_bot {ASKED}", reply_to_message=reply_to(BOT)), BOT) == ASKED
    assert question_in(message(f"@onrecord_bot {ASKED}", reply_to_message=reply_to(ANN)), BOT) == ASKED
    assert question_in(message(ASKED, reply_to_message=reply_to(ANN)), BOT) is None
    assert question_in(message(ASKED, reply_to_message=reply_to(OTHER_BOT)), BOT) is None


def test_in_private_every_text_and_caption_asks_but_commands_do_not() -> None:
    assert question_in(message(ASKED, PRIVATE), BOT) == ASKED
    assert question_in(message(ASKED, PRIVATE, caption=True), BOT) == ASKED
    assert question_in(message(f"@onrecord_bot {ASKED}", PRIVATE), BOT) == ASKED
    assert question_in(message("/sources", PRIVATE), BOT) is None
    assert question_in(message("/add", PRIVATE, caption=True), BOT) is None


@pytest.mark.parametrize("chat", [PRIVATE, GROUP])
def test_ask_works_in_a_caption_where_no_command_handler_sees_it(chat: Chat) -> None:
    assert question_in(message(f"/ask {ASKED}", chat, caption=True), BOT) == ASKED
    assert question_in(message(f"/ask@onrecord_bot {ASKED}", chat, caption=True), BOT) == ASKED
    assert question_in(message(f"/ask@other_bot {ASKED}", chat, caption=True), BOT) is None


def test_a_forwarded_message_asks_in_private_only() -> None:
    origin = MessageOriginUser(NOW, ANN)
    assert question_in(message(ASKED, PRIVATE, forward_origin=origin), BOT) == ASKED
    assert question_in(message(f"@onrecord_bot {ASKED}", forward_origin=origin), BOT) is None


@pytest.mark.parametrize(
    "who",
    [
        {"by": OTHER_BOT},
        {"via_bot": OTHER_BOT},
        {"via_bot": BOT},
        {"sender_business_bot": OTHER_BOT},
        {"is_automatic_forward": True, "sender_chat": CHANNEL},
        {"chat": CHANNEL, "sender_chat": CHANNEL},
    ],
)
def test_what_programs_and_channels_send_asks_nothing(who: dict[str, Any]) -> None:
    sent = message(f"@onrecord_bot {ASKED}", **who)
    assert is_for_nobody(sent)
    assert question_in(sent, BOT) is None


@pytest.mark.parametrize("chat", [GROUP, CHANNEL])
def test_who_writes_as_the_group_or_as_a_channel_may_ask(chat: Chat) -> None:
    assert question_in(message(f"@onrecord_bot {ASKED}", by=ANONYMOUS, sender_chat=chat), BOT) == ASKED


@pytest.mark.parametrize("text", [f"What did Hill say?{' ' * 4000}x", f"@onrecord_bot{' ' * 3900}x"])
def test_a_long_run_of_blanks_is_read_at_once(text: str) -> None:
    """Tried in every way, it would hold up the event loop for minutes."""
    began = time.process_time()
    question_in(message(text), BOT)
    assert time.process_time() - began < 1
