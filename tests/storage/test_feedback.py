"""What readers think: one opinion each, changeable, listed with the question and the words that were shown."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from retrieval.followups.conversation import Cited, Turn
from storage.chats.conversations import SqlTurns
from storage.chats.feedback import SqlFeedback
from storage.database.engine import Database
from storage.library.library import SqlLibrary
from storage.ports.conversations import Party
from storage.ports.feedback import Rated
from tests.storage.invented import put

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
CHAT = -100
ANN = Party(CHAT, 0, 1)


@pytest.fixture
def feedback(database: Database) -> SqlFeedback:
    return SqlFeedback(database)


@pytest.fixture
def turns(database: Database) -> SqlTurns:
    return SqlTurns(database)


async def ask(turns: SqlTurns, text: str, *cited: Cited) -> int:
    return await turns.put(ANN, Turn(text, text, cited=cited), NOON)


async def test_one_opinion_of_each_reader_which_they_may_change(feedback: SqlFeedback, turns: SqlTurns) -> None:
    number = await ask(turns, "a")
    assert await feedback.rate(number, CHAT, 1, good=True, now=NOON) is Rated.NOTED
    assert await feedback.rate(number, CHAT, 1, good=True, now=NOON) is Rated.UNCHANGED
    assert await feedback.rate(number, CHAT, 2, good=True, now=NOON) is Rated.NOTED
    assert await feedback.rate(number, CHAT, 1, good=False, now=NOON + timedelta(hours=1)) is Rated.CHANGED
    (opinion,) = await feedback.opinions(10)
    assert (opinion.good, opinion.bad, opinion.last) == (1, 1, NOON + timedelta(hours=1))
    assert opinion.turn.asked == "a"


async def test_what_is_not_there_or_another_chats_is_not_rated(feedback: SqlFeedback, turns: SqlTurns) -> None:
    number = await ask(turns, "a")
    assert await feedback.rate(404, CHAT, 1, good=True, now=NOON) is Rated.GONE
    assert await feedback.rate(number, 5, 1, good=True, now=NOON) is Rated.GONE
    assert await feedback.rate(10**17, CHAT, 1, good=True, now=NOON) is Rated.GONE
    assert await feedback.opinions(10) == []


async def test_presses_at_once_count_once(feedback: SqlFeedback, turns: SqlTurns) -> None:
    number = await ask(turns, "a")
    became = await asyncio.gather(*(feedback.rate(number, CHAT, 1, good=True, now=NOON) for _ in range(10)))
    assert sorted(b.name for b in became) == ["NOTED", *["UNCHANGED"] * 9]
    assert [o.good for o in await feedback.opinions(10)] == [1]


async def test_the_worst_come_first_or_the_last_rated(feedback: SqlFeedback, turns: SqlTurns) -> None:
    opinions = {"liked": "++", "worst": "---", "mixed": "+--", "split": "+-"}
    for minute, (text, given) in enumerate(opinions.items()):
        number = await ask(turns, text)
        for reader, sign in enumerate(given):
            at = NOON + timedelta(minutes=minute)
            await feedback.rate(number, CHAT, reader, good=sign == "+", now=at)
    assert [o.turn.asked for o in await feedback.opinions(10, worst=True)] == ["worst", "mixed", "split"]
    assert [o.turn.asked for o in await feedback.opinions(10)] == ["split", "mixed", "worst", "liked"]
    assert [o.turn.asked for o in await feedback.opinions(2)] == ["split", "mixed"]


async def test_the_words_are_those_that_were_shown_as_far_as_they_are_stored(
    feedback: SqlFeedback, turns: SqlTurns, library: SqlLibrary
) -> None:
    await put(library, "First words. More of them.", id="a")
    number = await ask(turns, "q", Cited("a", 1, 0, 12), Cited("gone", 1, 0, 5), Cited("a", 1, 13, 26))
    await feedback.rate(number, CHAT, 1, good=False, now=NOON)
    await put(library, "Others.", id="a")
    (opinion,) = await feedback.opinions(10)
    assert opinion.words == ("First words.", "More of them.")
