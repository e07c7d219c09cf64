"""The Feedback port: one changeable opinion per reader, listed with the question and the words that were shown."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from retrieval.followups.conversation import Cited, Turn
from storage.ports.conversations import Party
from storage.ports.feedback import Rated
from tests.contracts.drafts import pair
from tests.contracts.stores import NOON, Stores

CHAT = -100
ANN = Party(CHAT, 0, 1)


async def ask(stores: Stores, text: str, *cited: Cited) -> int:
    return await stores.turns.put(ANN, Turn(text, text, cited=cited), NOON)


async def test_each_reader_has_one_opinion_and_may_change_it(stores: Stores) -> None:
    feedback, number = stores.feedback, await ask(stores, "a")
    assert await feedback.rate(number, CHAT, 1, good=True, now=NOON) is Rated.NOTED
    assert await feedback.rate(number, CHAT, 1, good=True, now=NOON) is Rated.UNCHANGED
    assert await feedback.rate(number, CHAT, 2, good=True, now=NOON) is Rated.NOTED
    assert await feedback.rate(number, CHAT, 1, good=False, now=NOON + timedelta(hours=1)) is Rated.CHANGED
    (opinion,) = await feedback.opinions(10)
    assert (opinion.good, opinion.bad, opinion.last) == (1, 1, NOON + timedelta(hours=1))
    assert opinion.turn.asked == "a"


async def test_an_unknown_turn_or_one_of_another_chat_cannot_be_rated(stores: Stores) -> None:
    feedback, number = stores.feedback, await ask(stores, "a")
    assert await feedback.rate(404, CHAT, 1, good=True, now=NOON) is Rated.GONE
    assert await feedback.rate(number, 5, 1, good=True, now=NOON) is Rated.GONE
    assert await feedback.rate(10**17, CHAT, 1, good=True, now=NOON) is Rated.GONE
    assert await feedback.opinions(10) == []


async def test_pressing_many_times_at_once_counts_once(stores: Stores) -> None:
    feedback, number = stores.feedback, await ask(stores, "a")
    results = await asyncio.gather(*(feedback.rate(number, CHAT, 1, good=True, now=NOON) for _ in range(10)))
    assert sorted(result.name for result in results) == ["NOTED", *["UNCHANGED"] * 9]
    assert [o.good for o in await feedback.opinions(10)] == [1]


async def test_opinions_are_listed_worst_first_or_last_rated_first(stores: Stores) -> None:
    feedback = stores.feedback
    opinions = {"liked": "++", "worst": "---", "mixed": "+--", "split": "+-"}
    for minute, (text, given) in enumerate(opinions.items()):
        number = await ask(stores, text)
        for reader, sign in enumerate(given):
            at = NOON + timedelta(minutes=minute)
            await feedback.rate(number, CHAT, reader, good=sign == "+", now=at)
    assert [o.turn.asked for o in await feedback.opinions(10, worst=True)] == ["worst", "mixed", "split"]
    assert [o.turn.asked for o in await feedback.opinions(10)] == ["split", "mixed", "worst", "liked"]
    assert [o.turn.asked for o in await feedback.opinions(2)] == ["split", "mixed"]


async def test_the_words_of_an_opinion_are_those_shown_if_they_are_still_stored(stores: Stores) -> None:
    await stores.library.put([pair("First words. More of them.", "a")])
    number = await ask(stores, "q", Cited("a", 1, 0, 12), Cited("gone", 1, 0, 5), Cited("a", 1, 13, 26))
    await stores.feedback.rate(number, CHAT, 1, good=False, now=NOON)
    await stores.library.put([pair("Others.", "a")])
    (opinion,) = await stores.feedback.opinions(10)
    assert opinion.words == ("First words.", "More of them.")
