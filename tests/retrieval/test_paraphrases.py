"""The seed's questions in readers' own words: answered or refused correctly, alone and among other articles.

Two bots that ignore the question are tested with the same table, and must fail.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from functools import cache

import pytest

from bot.intake.sources.front_matter import draft_of
from bot.intake.sources.seeds import SEEDS
from retrieval.answers.router import AnswerQuestion
from retrieval.domain.article import Draft, Reading
from retrieval.domain.question import Question
from retrieval.domain.reply import Answer, Excerpt, Refusal, RefusalReason, Reply
from retrieval.index.search import PassageSearch
from tests.contracts.encoders import packaged_encoder
from tests.contracts.memory import MemoryLibrary
from tests.retrieval.distractors import distractors
from tests.retrieval.paraphrases import MISSED, OPEN, PASSAGES, REFUSED, WORDS, Row
from tests.retrieval.press import PRESS
from tests.retrieval.reading import READER

NOW = datetime(2026, 11, 24, 13, tzinfo=UTC)
TABLE = [*WORDS, *REFUSED, *PASSAGES]
Ask = Callable[[str], Awaitable[Reply]]


@cache
def seed() -> tuple[Draft, Reading]:
    """Return the packaged article, read by the real tagger."""
    draft = draft_of((SEEDS / "serbia-turns-away-from-russia.md").read_text("utf-8"))
    return draft, READER.read(draft.text)


@pytest.fixture
def encoder() -> object:
    return packaged_encoder()


@pytest.fixture(params=["alone", "among others"])
async def stored(request: pytest.FixtureRequest, library: MemoryLibrary) -> None:
    others = [*PRESS, *distractors()] if request.param == "among others" else []
    await library.put([*others[::2], seed(), *others[1::2]])


@pytest.fixture
def answer(stored: None, library: MemoryLibrary, search: PassageSearch) -> AnswerQuestion:
    return AnswerQuestion(library, search, lambda: NOW)


async def always_refusing(text: str) -> Reply:
    return Refusal(question=Question(text=text), reason=RefusalReason.NOTHING_CLOSE)


def always_answering(library: MemoryLibrary, search: PassageSearch) -> Ask:
    """Return a bot that answers everything with the nearest passage, all of it marked."""

    async def ask(text: str) -> Reply:
        ((nearest, score),) = await search.nearest(text, 1)
        found = (await library.passages([nearest]))[nearest]
        passage = Excerpt(article=found.article, span=found.span, focus=(found.span,), score=score)
        return Answer(question=Question(text=text), excerpts=(passage,), confidence=score)

    return ask


async def wrong(rows: list[Row], ask: Ask) -> dict[str, list[str]]:
    """Return the questions that are not answered as they should be, with what is shown instead."""
    replies = [(row, await ask(row.question)) for row in rows]
    return {row.question: _shown(reply) for row, reply in replies if not row.is_right(reply)}


def _shown(reply: Reply) -> list[str]:
    return [reply.reason] if isinstance(reply, Refusal) else [e.text for e in reply.excerpts]


def test_no_question_is_twice_in_the_table() -> None:
    asked = [row.question for row in [*TABLE, *OPEN, *MISSED]]
    assert len(asked) == len(set(asked))


async def test_only_the_words_asked_for_are_shown(answer: AnswerQuestion) -> None:
    assert await wrong(WORDS, answer) == {}


async def test_what_is_not_stored_is_refused_for_the_right_reason(answer: AnswerQuestion) -> None:
    assert await wrong(REFUSED, answer) == {}


async def test_passages_answer_what_nobody_is_quoted_on(answer: AnswerQuestion) -> None:
    assert await wrong(PASSAGES, answer) == {}


async def test_what_is_missed_is_not_answered_by_something_else(answer: AnswerQuestion) -> None:
    replies = [(row, await answer(row.question)) for row in MISSED]
    sure = [row.question for row, reply in replies if isinstance(reply, Answer) and not reply.hedged]
    assert sure == []


async def test_open_questions_are_answered_by_the_right_sentence(
    answer: AnswerQuestion,
) -> None:
    assert await wrong(OPEN, answer) == {}


async def test_a_bot_that_always_refuses_fails() -> None:
    failed = await wrong(TABLE, always_refusing)
    assert len(failed) >= 0.9 * len(TABLE)
    assert {row.question for row in [*WORDS, *PASSAGES]} <= set(failed)


async def test_a_bot_that_always_answers_fails(stored: None, library: MemoryLibrary, search: PassageSearch) -> None:
    failed = await wrong(TABLE, always_answering(library, search))
    assert len(failed) >= 0.85 * len(TABLE)
    assert {row.question for row in [*WORDS, *REFUSED]} <= set(failed)
