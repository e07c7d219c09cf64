"""The Turns port: each reader has a conversation in each topic of a chat, and a reply to a message finds its turn."""

from __future__ import annotations

from datetime import timedelta

import pytest

from retrieval.domain.changes import OPERATOR
from retrieval.domain.question import QuestionKind
from retrieval.domain.reply import RefusalReason
from retrieval.followups.conversation import About, Cited, Conversation, Turn
from storage.ports.conversations import Party
from tests.contracts.drafts import pair
from tests.contracts.stores import NOON, Stores

QUIET = timedelta(minutes=30)
ANN, BEN = Party(-100, 0, 1), Party(-100, 0, 2)
ELSEWHERE = Party(-100, 7, 1)


def asked(text: str, *cited: Cited, **more: object) -> Turn:
    return Turn(text, text, cited=cited, articles=tuple(c.article for c in cited), **more)  # type: ignore[arg-type]


def texts(conversation: Conversation) -> list[str]:
    return [e.asked for e in conversation.turns]


async def test_a_turn_comes_back_as_it_was_with_its_words(stores: Stores) -> None:
    await stores.library.put([pair('A 🌉 fell. "It is over," said Ann Lee. It rained.', "a")])
    turn = Turn(
        "and Lee?", "what did Lee say?", '"It is over,', ("a",), ("Ann Lee",), (Cited("a", 1, 10, 22),),
        QuestionKind.SAID_BY, RefusalReason.NOT_ON_THIS, "Lee",
    )  # fmt: skip
    number = await stores.turns.put(ANN, turn, NOON)
    assert await stores.turns.conversation(ANN, NOON, QUIET) == Conversation((turn,))
    kept = await stores.turns.get(number, ANN.chat_id)
    assert kept is not None
    assert (kept.party, kept.at) == (ANN, NOON)
    assert await stores.turns.get(number, -999) is None, "another chat's"


async def test_the_words_of_a_retracted_article_are_kept_for_the_answer(stores: Stores) -> None:
    await stores.library.put([pair("First words.", "a")])
    await stores.library.put([pair("Other words.", "a")])
    await stores.turns.put(ANN, asked("q", Cited("a", 1, 0, 5), Cited("a", 2, 0, 5)), NOON)
    await stores.library.retract("a", OPERATOR)
    (turn,) = (await stores.turns.conversation(ANN, NOON, QUIET)).turns
    assert turn.replied == "First\nOther"


async def test_the_words_of_a_revised_article_are_those_that_were_shown(stores: Stores) -> None:
    await stores.library.put([pair("First words.", "a")])
    await stores.turns.put(ANN, asked("q", Cited("a", 1, 0, 5), Cited("gone", 1, 0, 5), Cited("a", 9, 0, 5)), NOON)
    await stores.library.put([pair("Other words.", "a")])
    (turn,) = (await stores.turns.conversation(ANN, NOON, QUIET)).turns
    assert turn.replied == "First"


async def test_a_long_pause_starts_a_new_conversation(stores: Stores) -> None:
    for minutes, words in ((0, "a"), (20, "b"), (40, "c"), (80, "d"), (100, "e")):
        await stores.turns.put(ANN, asked(words), NOON + timedelta(minutes=minutes))
    assert texts(await stores.turns.conversation(ANN, NOON + timedelta(minutes=130), QUIET)) == ["d", "e"]
    assert texts(await stores.turns.conversation(ANN, NOON + timedelta(minutes=131), QUIET)) == []
    whole = await stores.turns.conversation(ANN, NOON + timedelta(minutes=60), QUIET * 9)
    assert texts(whole) == ["a", "b", "c", "d", "e"]


async def test_a_turn_leans_on_those_before_it_since_the_last_long_pause(stores: Stores) -> None:
    numbers = {}
    for minutes, words in ((0, "a"), (40, "b"), (60, "c"), (65, "d"), (70, "e")):
        numbers[words] = await stores.turns.put(ANN, asked(words), NOON + timedelta(minutes=minutes))
    await stores.turns.put(BEN, asked("other"), NOON + timedelta(minutes=41))
    await stores.turns.take_back(numbers["c"], ANN)
    kept = await stores.turns.get(numbers["e"], ANN.chat_id)
    assert kept is not None
    assert texts(await stores.turns.conversation_before(kept, QUIET)) == ["b", "d"]


async def test_each_reader_and_topic_has_a_conversation_of_its_own(stores: Stores) -> None:
    for party, words in ((ANN, "a"), (BEN, "b"), (ELSEWHERE, "c")):
        await stores.turns.put(party, asked(words), NOON)
    for party, found in ((ANN, ["a"]), (BEN, ["b"]), (ELSEWHERE, ["c"]), (Party(5, 0, 1), [])):
        assert texts(await stores.turns.conversation(party, NOON, QUIET)) == found


async def test_starting_afresh_ends_one_conversation_only(stores: Stores) -> None:
    await stores.turns.put(ANN, asked("a"), NOON)
    await stores.turns.put(BEN, asked("b"), NOON)
    assert await stores.turns.start_afresh(ANN)
    assert not await stores.turns.start_afresh(ANN)
    assert texts(await stores.turns.conversation(ANN, NOON, QUIET)) == []
    assert texts(await stores.turns.conversation(BEN, NOON, QUIET)) == ["b"]


async def test_a_reply_leans_on_the_turn_it_replies_to_whoever_asked_and_however_long_ago(stores: Stores) -> None:
    first = await stores.turns.put(ANN, asked("a", Cited("x", 1, 0, 1)), NOON)
    await stores.turns.put(ANN, asked("b"), NOON)
    await stores.turns.record_messages(ANN.chat_id, [10, 11], first)
    for party in (ANN, BEN):
        for message in (10, 11):
            found = await stores.turns.conversation(party, NOON + timedelta(days=9), QUIET, message, "a phrase")
            assert texts(found) == ["a"]
            assert found.about == About(("x",), (), "a phrase", answered=True)
    await stores.turns.start_afresh(ANN)
    assert texts(await stores.turns.conversation(BEN, NOON, QUIET, 10)) == ["a"]


async def test_a_reply_to_a_digest_is_about_its_articles(stores: Stores) -> None:
    await stores.turns.put(ANN, asked("a"), NOON)
    await stores.turns.record_messages(ANN.chat_id, [10], articles=["x", "y"])
    await stores.turns.record_messages(ANN.chat_id, [11], people=["Ann Lee"])
    found = await stores.turns.conversation(ANN, NOON, QUIET, 10)
    assert (texts(found), found.about) == ([], About(("x", "y")))
    assert (await stores.turns.conversation(ANN, NOON, QUIET, 11)).about == About((), ("Ann Lee",))


async def test_a_reply_to_an_unknown_message_counts_as_no_reply(stores: Stores) -> None:
    await stores.turns.put(ANN, asked("a"), NOON)
    found = await stores.turns.conversation(ANN, NOON, QUIET, 404)
    assert (texts(found), found.about) == (["a"], None)
    assert (await stores.turns.conversation(ANN, NOON, QUIET, None, "words")).about == About(phrase="words")


async def test_a_turn_is_taken_back_once_and_by_its_own_reader_only(stores: Stores) -> None:
    number = await stores.turns.put(ANN, asked("and b?"), NOON)
    assert await stores.turns.take_back(number, BEN) is None, "another reader's"
    assert await stores.turns.take_back(number, ELSEWHERE) is None
    taken = await stores.turns.take_back(number, ANN)
    assert taken is not None
    assert taken.asked == "and b?"
    assert await stores.turns.take_back(number, ANN) is None
    assert texts(await stores.turns.conversation(ANN, NOON, QUIET)) == []


async def test_a_group_that_becomes_a_supergroup_keeps_its_conversations(stores: Stores) -> None:
    number = await stores.turns.put(ANN, asked("a"), NOON)
    await stores.turns.record_messages(ANN.chat_id, [10], number)
    await stores.subscriptions.chat_migrated(ANN.chat_id, -200)
    moved = Party(-200, 0, 1)
    assert texts(await stores.turns.conversation(moved, NOON, QUIET)) == ["a"]
    assert (await stores.turns.conversation(moved, NOON, QUIET, 10)).about is None, "messages are numbered anew"


async def test_a_moment_without_a_time_zone_is_refused(stores: Stores) -> None:
    with pytest.raises(Exception, match="no time zone"):
        await stores.turns.put(ANN, asked("a"), NOON.replace(tzinfo=None))


async def test_a_turn_keeps_its_card_and_what_was_shown_later(stores: Stores) -> None:
    first, later = Cited("a", 1, 0, 5), Cited("b", 2, 3, 9)
    number = await stores.turns.put(ANN, asked("hill", first), NOON, {"items": [], "title": "Hill"})
    await stores.turns.add_shown(number, [first, later])
    await stores.turns.add_shown(number, [later])
    kept = await stores.turns.get(number, ANN.chat_id)
    assert kept is not None
    assert kept.card == {"items": [], "title": "Hill"}
    assert kept.turn.cited == (first, later)
    bare = await stores.turns.get(await stores.turns.put(ANN, asked("other"), NOON), ANN.chat_id)
    assert bare is not None
    assert bare.card is None
    await stores.turns.add_shown(number + 99, [later])
