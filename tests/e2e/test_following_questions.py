"""Readers follow a question: an article that surely answers it is told of, and one event once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from retrieval.domain.article import Draft, Reading
from tests.e2e.conftest import FakeClock, Running, running_bot
from tests.e2e.test_alerts import NOON, QUIET, quotes, stored
from tests.retrieval.invented import printed
from tests.telegram.client import Reader
from tests.telegram.stand import Stand

QUESTION = "how many people died in the flood at Millbrook?"
DEAD = (
    "Fourteen people died in the flood at Millbrook on Tuesday night, police said. The river Arden burst its banks "
    "after three days of rain. Mayor Ana Maric opened the school on the hill for those who had left their homes."
)
SAME = (
    "Police said the flood at Millbrook killed fourteen people when the Arden burst its banks on Tuesday night. The "
    "school on the hill was opened by mayor Ana Maric after three days of rain."
)
SAME_AGAIN = (
    "Fourteen people died in the flood at Millbrook when the Arden burst its banks on Tuesday night, police said. "
    "Mayor Ana Maric opened the school on the hill after three days of rain."
)
MORE = (
    "Nineteen people died in the flood at Millbrook, police said, five more than were known before. The Arden had "
    "burst its banks on Tuesday night after three days of rain. Mayor Ana Maric thanked the school on the hill."
)
ELSEWHERE = "The flood museum at Millbrook has a new roof. Many people came to see it, and nobody left before the end."


@pytest.fixture
async def running(stand: Stand, tmp_path: Path) -> AsyncIterator[Running]:
    async with running_bot(stand, tmp_path, FakeClock(NOON - timedelta(days=1))) as bot:
        yield bot


def article(text: str, name: str, paper: str = "The Gaze") -> tuple[Draft, Reading]:
    return printed(text, name=name, title=f"On {name}", publisher=paper, day=NOON - timedelta(days=1))


async def told(running: Running, reader: Reader, text: str) -> str:
    await reader.say(text)
    return (await reader.reply()).text


async def test_a_question_is_followed_until_it_is_unfollowed(running: Running) -> None:
    ann = running.stand.reader("Ann")
    assert await told(running, ann, f"/follow {QUESTION}") == (
        f"Following “{QUESTION}”: I'll write when a new article answers it."
    )
    assert f"• “{QUESTION}”, when answered" in await told(running, ann, "/following")
    await stored(running, article(ELSEWHERE, "roof"))
    await ann.quiet(QUIET)
    await stored(running, article(DEAD, "dead"))
    alert = await ann.reply()
    assert quotes(alert) == ["Fourteen people died in the flood at Millbrook on Tuesday night, police said."]
    assert alert.text.startswith(f"🔔 On your question “{QUESTION}”")
    # Another paper on the same event says the same; the next one has a new figure.
    await stored(running, article(SAME, "same", "The Echo"))
    await ann.quiet(QUIET)
    await stored(running, article(f"ARDEN VALLEY, June 3 (Newswire) – {SAME_AGAIN}", "again", "The Post"))
    await ann.quiet(QUIET)
    await stored(running, article(MORE, "more", "The Herald"))
    alert = await ann.reply()
    assert "Nineteen people" in quotes(alert)[0]
    await ann.press(alert, next(label for label in alert.button_texts if label.startswith("Unfollow")))
    await ann.edited()
    assert "You follow nobody" in await told(running, ann, "/following")


async def test_a_button_under_an_answer_follows_its_question(running: Running) -> None:
    ann = running.stand.reader("Ann")
    await stored(running, article(DEAD, "dead"))
    await ann.say(QUESTION)
    answer = await ann.reply()
    await ann.press(answer, "🔔 Follow this question")
    assert "Following ✓" in (await ann.edited()).button_texts
    await stored(running, article(MORE, "more", "The Herald"))
    assert "Nineteen people" in quotes(await ann.reply())[0]


async def test_a_question_about_somebody_or_something_follows_that(running: Running) -> None:
    ann = running.stand.reader("Ann")
    assert (await told(running, ann, "/follow what did Christopher Hill say?")).startswith(
        "Following Christopher Hill:"
    )
    assert (await told(running, ann, "/follow what's new on Kosovo?")).startswith("Following Kosovo:")
    assert (await told(running, ann, "/follow who won?")).startswith("Too much would answer that question")


async def test_each_of_several_is_followed_even_if_they_are_printed_together(running: Running) -> None:
    ann = running.stand.reader("Ann")
    await stored(running, article("Kosovo and Serbia met. Serbia left. Then Kosovo and Serbia met again.", "talks"))
    await ann.say("/follow Kosovo and Serbia")
    first, second = await ann.replies(2)
    assert (first.text.split(":")[0], second.text.split(":")[0]) == ("Following Kosovo", "Following Serbia")
    islands = "The crew of Trinidad and Tobago won. Trinidad and Tobago had never won before. Trinidad cheered."
    await stored(running, article(islands, "crew"))
    await ann.say("/follow Trinidad and Tobago")
    assert (await ann.reply()).text.startswith("Following Trinidad and Tobago:")
