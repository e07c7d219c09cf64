"""Conversations are kept per reader, topic and chat; bounded; and a reply to a message finds its turn."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, text

from retrieval.domain.changes import OPERATOR
from retrieval.domain.question import QuestionKind
from retrieval.domain.reply import RefusalReason
from retrieval.followups.conversation import About, Cited, Conversation, Turn
from storage.chats import conversations as bounds
from storage.chats.conversations import SqlTurns
from storage.chats.feedback import SqlFeedback
from storage.chats.subscriptions import SqlSubscriptions
from storage.database.engine import Database
from storage.library.library import SqlLibrary
from storage.ports.conversations import Party
from storage.schema.tables import BotMessageRow, TurnRow
from tests.storage.invented import put

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
QUIET = timedelta(minutes=30)
ANN, BEN = Party(-100, 0, 1), Party(-100, 0, 2)
ELSEWHERE = Party(-100, 7, 1)


@pytest.fixture
def turns(database: Database) -> SqlTurns:
    return SqlTurns(database)


def asked(text: str, *cited: Cited, **more: object) -> Turn:
    return Turn(text, text, cited=cited, articles=tuple(c.article for c in cited), **more)  # type: ignore[arg-type]


def texts(conversation: Conversation) -> list[str]:
    return [e.asked for e in conversation.turns]


async def test_a_turn_comes_back_as_it_was_with_its_words(turns: SqlTurns, library: SqlLibrary) -> None:
    article = await put(library, 'A 🌉 fell. "It is over," said Ann Lee. It rained.')
    turn = Turn(
        "and Lee?", "what did Lee say?", '"It is over,', (article,), ("Ann Lee",), (Cited(article, 1, 10, 22),),
        QuestionKind.SAID_BY, RefusalReason.NOT_ON_THIS, "Lee",
    )  # fmt: skip
    number = await turns.put(ANN, turn, NOON)
    assert await turns.conversation(ANN, NOON, QUIET) == Conversation((turn,))
    kept = await turns.get(number, ANN.chat_id)
    assert kept is not None
    assert (kept.party, kept.at) == (ANN, NOON)
    assert await turns.get(number, -999) is None, "another chat's"


async def test_words_of_an_article_that_was_retracted_are_kept_for_the_answer(
    turns: SqlTurns, library: SqlLibrary
) -> None:
    await put(library, "First words.", id="a")
    await put(library, "Other words.", id="a")
    await turns.put(ANN, asked("q", Cited("a", 1, 0, 5), Cited("a", 2, 0, 5)), NOON)
    await library.retract("a", OPERATOR)
    (turn,) = (await turns.conversation(ANN, NOON, QUIET)).turns
    assert turn.replied == "First\nOther"


async def test_words_of_an_article_that_was_revised_are_those_that_were_shown(
    turns: SqlTurns, library: SqlLibrary
) -> None:
    await put(library, "First words.", id="a")
    await turns.put(ANN, asked("q", Cited("a", 1, 0, 5), Cited("gone", 1, 0, 5), Cited("a", 9, 0, 5)), NOON)
    await put(library, "Other words.", id="a")
    (turn,) = (await turns.conversation(ANN, NOON, QUIET)).turns
    assert turn.replied == "First"


async def test_a_long_silence_starts_afresh(turns: SqlTurns) -> None:
    for minutes, words in ((0, "a"), (20, "b"), (40, "c"), (80, "d"), (100, "e")):
        await turns.put(ANN, asked(words), NOON + timedelta(minutes=minutes))
    assert texts(await turns.conversation(ANN, NOON + timedelta(minutes=130), QUIET)) == ["d", "e"]
    assert texts(await turns.conversation(ANN, NOON + timedelta(minutes=131), QUIET)) == []
    assert texts(await turns.conversation(ANN, NOON + timedelta(minutes=60), QUIET * 9)) == [
        "a",
        "b",
        "c",
        "d",
        "e",
    ]


async def test_each_reader_and_topic_has_a_conversation_of_its_own(turns: SqlTurns) -> None:
    for party, words in ((ANN, "a"), (BEN, "b"), (ELSEWHERE, "c")):
        await turns.put(party, asked(words), NOON)
    for party, found in ((ANN, ["a"]), (BEN, ["b"]), (ELSEWHERE, ["c"]), (Party(5, 0, 1), [])):
        assert texts(await turns.conversation(party, NOON, QUIET)) == found


async def test_starting_afresh_ends_one_conversation_only(turns: SqlTurns) -> None:
    await turns.put(ANN, asked("a"), NOON)
    await turns.put(BEN, asked("b"), NOON)
    assert await turns.start_afresh(ANN)
    assert not await turns.start_afresh(ANN)
    assert texts(await turns.conversation(ANN, NOON, QUIET)) == []
    assert texts(await turns.conversation(BEN, NOON, QUIET)) == ["b"]


async def test_a_reply_leans_on_what_it_replies_to_whosever_and_however_old_it_is(turns: SqlTurns) -> None:
    first = await turns.put(ANN, asked("a", Cited("x", 1, 0, 1)), NOON)
    await turns.put(ANN, asked("b"), NOON)
    await turns.record_messages(ANN.chat_id, [10, 11], first)
    for party in (ANN, BEN):
        for message in (10, 11):
            found = await turns.conversation(party, NOON + timedelta(days=9), QUIET, message, "a phrase")
            assert texts(found) == ["a"]
            assert found.about == About(("x",), (), "a phrase", answered=True)
    await turns.start_afresh(ANN)
    assert texts(await turns.conversation(BEN, NOON, QUIET, 10)) == ["a"]


async def test_a_reply_to_a_digest_is_about_its_articles(turns: SqlTurns) -> None:
    await turns.put(ANN, asked("a"), NOON)
    await turns.record_messages(ANN.chat_id, [10], articles=["x", "y"])
    await turns.record_messages(ANN.chat_id, [11], people=["Ann Lee"])
    found = await turns.conversation(ANN, NOON, QUIET, 10)
    assert (texts(found), found.about) == ([], About(("x", "y")))
    assert (await turns.conversation(ANN, NOON, QUIET, 11)).about == About((), ("Ann Lee",))


async def test_a_reply_to_a_message_that_is_not_known_goes_on_as_without(turns: SqlTurns) -> None:
    await turns.put(ANN, asked("a"), NOON)
    found = await turns.conversation(ANN, NOON, QUIET, 404)
    assert (texts(found), found.about) == (["a"], None)
    assert (await turns.conversation(ANN, NOON, QUIET, None, "words")).about == About(phrase="words")


async def test_what_is_taken_back_is_leant_on_no_more_and_only_once(turns: SqlTurns) -> None:
    number = await turns.put(ANN, asked("and b?"), NOON)
    assert await turns.take_back(number, BEN) is None, "another reader's"
    assert await turns.take_back(number, ELSEWHERE) is None
    taken = await turns.take_back(number, ANN)
    assert taken is not None
    assert taken.asked == "and b?"
    assert await turns.take_back(number, ANN) is None
    assert texts(await turns.conversation(ANN, NOON, QUIET)) == []


async def test_a_chat_keeps_so_many_and_its_rated_ones_longer(
    turns: SqlTurns, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "MAX_TURNS_PER_CHAT", 3)
    monkeypatch.setattr(bounds, "MAX_RATED_TURNS_PER_CHAT", 2)
    monkeypatch.setattr(bounds, "MAX_LOOSE_MESSAGES_PER_CHAT", 2)
    feedback = SqlFeedback(database)
    other = await turns.put(Party(5, 0, 1), asked("other"), NOON)
    numbers = []
    for n in range(10):
        numbers.append(await turns.put((ANN, BEN, ELSEWHERE)[n % 3], asked(f"{n}"), NOON))
        await turns.record_messages(ANN.chat_id, [n], numbers[-1])
        await turns.record_messages(ANN.chat_id, [100 + n], articles=["x"])
        if n < 5:
            await feedback.rate(numbers[-1], ANN.chat_id, 1, good=False, now=NOON)
    kept = [number for (number,) in await database.rows(select(TurnRow.id).order_by(TurnRow.id))]
    messages = [number for (number,) in await database.rows(select(BotMessageRow.message_id))]
    assert kept == [other, *numbers[3:5], *numbers[7:]]
    assert sorted(messages) == [3, 4, 7, 8, 9, 108, 109]
    assert await turns.put(ANN, asked("new"), NOON) > max(numbers), "a number is never given again"


async def test_a_message_of_what_is_kept_no_more_is_not_kept(turns: SqlTurns, database: Database) -> None:
    await turns.record_messages(ANN.chat_id, [1], 404)
    assert not await database.rows(select(BotMessageRow.message_id))


async def test_a_group_that_becomes_a_supergroup_takes_its_conversations_along(
    turns: SqlTurns, subscriptions: SqlSubscriptions
) -> None:
    number = await turns.put(ANN, asked("a"), NOON)
    await turns.record_messages(ANN.chat_id, [10], number)
    await subscriptions.chat_migrated(ANN.chat_id, -200)
    moved = Party(-200, 0, 1)
    assert texts(await turns.conversation(moved, NOON, QUIET)) == ["a"]
    assert (await turns.conversation(moved, NOON, QUIET, 10)).about is None, "messages are numbered anew"


async def test_what_a_later_version_knows_is_no_fault(turns: SqlTurns, database: Database) -> None:
    number = await turns.put(ANN, asked("a", kind=QuestionKind.OPEN, reason=RefusalReason.NOTHING_CLOSE), NOON)
    await database.change(text("UPDATE turns SET kind = 'of_tomorrow', reason = 'of_tomorrow'"))
    kept = await turns.get(number, ANN.chat_id)
    assert kept is not None
    assert (kept.turn.kind, kept.turn.reason) == (None, None)


async def test_a_moment_without_a_zone_is_refused(turns: SqlTurns) -> None:
    with pytest.raises(Exception, match="no time zone"):
        await turns.put(ANN, asked("a"), NOON.replace(tzinfo=None))
