"""The seed's questions in readers' own words: always right or rightly silent, alone and among other articles.

Two bots that do not read a question stand trial by the same table.
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
from tests.retrieval.paraphrases import MISSED, OPEN, SILENT, TOLD, WORDS, Row
from tests.retrieval.press import PRESS
from tests.retrieval.reading import READER

NOW = datetime(2026, 11, 24, 13, tzinfo=UTC)
TABLE = [*WORDS, *SILENT, *TOLD]
Ask = Callable[[str], Awaitable[Reply]]


@cache
def seed() -> tuple[Draft, Reading]:
    """The packaged article, read by the real tagger."""
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


async def always_silent(text: str) -> Reply:
    return Refusal(question=Question(text=text), reason=RefusalReason.NOTHING_CLOSE)


def always_answering(library: MemoryLibrary, search: PassageSearch) -> Ask:
    """Whatever is asked, the nearest passage, all of it marked."""

    async def ask(text: str) -> Reply:
        ((nearest, score),) = await search.nearest(text, 1)
        found = (await library.passages([nearest]))[nearest]
        passage = Excerpt(article=found.article, span=found.span, focus=(found.span,), score=score)
        return Answer(question=Question(text=text), excerpts=(passage,), confidence=score)

    return ask


async def wrong(rows: list[Row], ask: Ask) -> dict[str, list[str]]:
    """The questions that are not answered as they should be, with what is shown instead."""
    replies = [(row, await ask(row.question)) for row in rows]
    return {row.question: _shown(reply) for row, reply in replies if not row.is_right(reply)}


def _shown(reply: Reply) -> list[str]:
    return [reply.reason] if isinstance(reply, Refusal) else [e.text for e in reply.excerpts]


def test_no_question_stands_twice_in_the_table() -> None:
    asked = [row.question for row in [*TABLE, *OPEN, *MISSED]]
    assert len(asked) == len(set(asked))


async def test_whoevers_words_are_asked_for_are_shown_and_nobody_elses(answer: AnswerQuestion) -> None:
    assert await wrong(WORDS, answer) == {}


async def test_what_is_not_there_gets_silence_of_its_kind(answer: AnswerQuestion) -> None:
    assert await wrong(SILENT, answer) == {}


async def test_passages_tell_what_is_nobodys_words_in_particular(answer: AnswerQuestion) -> None:
    assert await wrong(TOLD, answer) == {}


async def test_what_is_missed_is_not_answered_by_something_else(answer: AnswerQuestion) -> None:
    silent = [str(RefusalReason.NOTHING_CLOSE)]
    assert {q: shown for q, shown in (await wrong(MISSED, answer)).items() if shown != silent} == {}


async def test_open_questions_are_answered_by_the_very_sentence(
    answer: AnswerQuestion,
) -> None:
    assert await wrong(OPEN, answer) == {}


async def test_a_bot_that_is_always_silent_fails() -> None:
    failed = await wrong(TABLE, always_silent)
    assert len(failed) >= 0.9 * len(TABLE)
    assert {row.question for row in [*WORDS, *TOLD]} <= set(failed)


async def test_a_bot_that_always_answers_fails(stored: None, library: MemoryLibrary, search: PassageSearch) -> None:
    failed = await wrong(TABLE, always_answering(library, search))
    assert len(failed) >= 0.85 * len(TABLE)
    assert {row.question for row in [*WORDS, *SILENT]} <= set(failed)
