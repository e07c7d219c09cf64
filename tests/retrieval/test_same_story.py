"""Answers by story: several papers on one event, in their own words, are one entry, and each paper is counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from retrieval.answers.router import AnswerQuestion
from retrieval.domain.article import Draft, Reading
from retrieval.domain.reply import Answer
from retrieval.index.search import PassageSearch
from tests.contracts.encoders import packaged_encoder
from tests.contracts.memory import MemoryLibrary
from tests.contracts.test_stories import FLOOD, HARBOUR, QUAY, RESCUE, WALL, drafted
from tests.retrieval.replies import articles, shown


@pytest.fixture
def encoder() -> object:
    return packaged_encoder()


@pytest.fixture
def library() -> MemoryLibrary:
    return MemoryLibrary(lambda: datetime(2026, 3, 12, tzinfo=UTC))


def titled(drawn: tuple[Draft, Reading]) -> tuple[Draft, Reading]:
    draft, reading = drawn
    return replace(draft, title=f"On the {draft.id}"), reading


@pytest.fixture
async def answer(library: MemoryLibrary, search: PassageSearch) -> AnswerQuestion:
    """Ask about a flood in three papers, one of which has it twice, and a harbour in an undated one."""
    given = ((FLOOD, "flood", 3, "Gaze"), (RESCUE, "rescue", 4, "Echo"), (WALL, "wall", 5, "Herald"),
             (FLOOD.replace("Nobody", "No one"), "wire", 3, "Post"), (HARBOUR, "harbour", None, "Gaze"),
             (QUAY, "quay", 2, "Gaze"))  # fmt: skip
    for text, name, day, paper in given:
        await library.put([titled(drafted(text, name, day, publisher=paper))])
    return AnswerQuestion(library, search, lambda: datetime(2026, 3, 6, 12, tzinfo=UTC))


async def test_news_has_one_entry_an_event_with_its_papers_newest_first(answer: AnswerQuestion) -> None:
    reply = await answer("what's new?")
    assert articles(reply) == ["wall", "quay"]
    flood, quay = shown(reply)
    assert flood.story is not None
    assert flood.story.papers == ("Gaze", "Echo", "Herald", "Post")
    # Both articles on the quay are of one paper.
    assert quay.story is None


async def test_no_entry_ends_within_a_sentence(library: MemoryLibrary, answer: AnswerQuestion) -> None:
    before = " ".join(f"It was as it had been, and so it would be again after {n}." for n in range(84))
    promise = "The otters of Lake Mirn will move in March to the new pool of their keeper."
    condition = "They will never move back, their keeper said of the otters of Lake Mirn, " + "unless it rains, " * 20
    assert 4_500 < len(before) < 5_000 - len(promise) < len(before) + len(condition)
    text = f"{before} {promise} {condition}and stays."
    await library.put([titled(drafted(text, "otters in March at Lake Mirn", 6))])
    newest = shown(await answer("what's new?"))[0]
    assert newest.text == promise


async def test_undated_stories_come_last(library: MemoryLibrary, answer: AnswerQuestion) -> None:
    await library.put([titled(drafted("Six otters swam off into Lake Mirn, watched by their keeper.", "otters", None))])
    assert articles(await answer("top stories")) == ["wall", "quay", "otters"]
    assert articles(await answer("what did I miss?")) == ["wall", "quay", "otters"]


async def test_papers_that_tell_the_story_are_not_said_to_print_the_words(answer: AnswerQuestion) -> None:
    (excerpt, *_) = shown(await answer("How many people left their homes when the Arden burst its banks?"))
    assert excerpt.article.id in {"flood", "wire"}
    assert {a.id for a in excerpt.also} == {"flood", "wire"} - {excerpt.article.id}
    assert [a.id for a in excerpt.told_by] == ["rescue", "wall"]


async def test_a_briefing_shares_its_room_between_stories(library: MemoryLibrary, answer: AnswerQuestion) -> None:
    """Whatever many papers print of one event, the other events are in it."""
    more = "The wall of the old fort at Sel fell in a storm, and a wall painting was lost with it. Nobody was hurt."
    await library.put([titled(drafted(more, "fort", 2, publisher="Echo"))])
    reply = await answer("brief me on the wall", limit=4)
    assert isinstance(reply, Answer)
    assert "fort" in articles(reply)
    of_flood = [name for name in articles(reply) if name not in {"fort", "quay", "harbour"}]
    assert len(of_flood) <= 3
    # Those of a story stand together.
    assert articles(reply).index("fort") in {0, len(articles(reply)) - 1}


async def test_what_happened_with_something_is_a_briefing_if_several_days_print_it(answer: AnswerQuestion) -> None:
    assert (await answer("what happened with the flood wall?")).question.kind.value == "briefing"
    assert (await answer("what happened with the hospital?")).question.kind.value == "open"
