"""Small talk is recognised; a question about the articles is not taken for it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.domain.reply import Talk
from retrieval.questions.small_talk import is_wordless, small_talk


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Hello!", Talk.GREETING),
        ("good morning 🙂", Talk.GREETING),
        ("Hey there", Talk.GREETING),
        ("Thanks a lot!", Talk.THANKS),
        ("ok thank you", Talk.THANKS),
        ("Who are you?", Talk.ABOUT_THE_BOT),
        ("What can you do?", Talk.ABOUT_THE_BOT),
        ("help", Talk.ABOUT_THE_BOT),
        ("really?", Talk.COMMENT),
        ("oh really", Talk.COMMENT),
        ("So what?", Talk.COMMENT),
        ("no", Talk.COMMENT),
        ("ok then", Talk.COMMENT),
        ("ok thanks", Talk.THANKS),
        ("how r u btw", Talk.GREETING),
        ("that's not what i asked", Talk.COMMENT),
        ("who are u", Talk.ABOUT_THE_BOT),
        ("whats the date today pls", Talk.DATE),
        ("stop messaging me!!", Talk.STOP),
        ("whos in there that i can ask about", Talk.PEOPLE),
        ("how many news articles u got", Talk.STORED),
    ],
)
def test_this_is_small_talk(text: str, kind: Talk) -> None:
    assert small_talk(text) is kind


@pytest.mark.parametrize(
    "text",
    [
        "what did Hill say?",
        "hi hill",
        "no, about Bosnia",
        "did Hill say no?",
        "so what did Hill say?",
        "thanks to whom?",
        "who are the analysts?",
        "help for Ukraine",
        "",
        "🙂",
        "morning traffic in Belgrade",
        "what day is the election?",
        "how many papers did she publish?",
        "stop the boats bill",
        "who else?",
        "more",
        "and him?",
        "why?",
    ],
)
def test_this_is_not_small_talk(text: str) -> None:
    assert small_talk(text) is None


def test_a_picture_alone_asks_nothing() -> None:
    assert is_wordless("👍")
    assert not is_wordless("👍 and Hill?")
    assert not is_wordless("?!")


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    assert small_talk(text) in {None, *Talk}
