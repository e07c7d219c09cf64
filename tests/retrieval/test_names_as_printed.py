"""Names typed in lower case stand above an answer as the articles print them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from retrieval.answers.router import AnswerQuestion
from retrieval.domain.reply import RefusalReason
from retrieval.followups.conversation import Conversation, turn_of
from retrieval.index.search import PassageSearch
from retrieval.people.as_printed import as_a_name
from tests.contracts.memory import MemoryLibrary
from tests.retrieval.invented import Said, march, printed
from tests.retrieval.replies import refused, shown

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
BRIDGE = printed(
    "The bridge in Lorsa is closed. “The wall must be watched,” engineer Mara Lindqvist said. Otto Hahn drew it.",
    Said("“The wall must be watched,”", "Mara Lindqvist", cue="said"),
    name="bridge", named=[("Mara Lindqvist", "engineer"), ("Otto Hahn", "")], day=march(9),
)  # fmt: skip


@pytest.fixture
async def answer(library: MemoryLibrary, search: PassageSearch) -> AnswerQuestion:
    await library.put([BRIDGE])
    return AnswerQuestion(library, search, lambda: NOW)


async def test_a_name_typed_in_lower_case_is_written_as_printed(answer: AnswerQuestion) -> None:
    assert refused(await answer("what did hahn say?"), RefusalReason.NEVER_QUOTED).named == "Otto Hahn"
    assert refused(await answer("what did jan o'brien say?"), RefusalReason.NOBODY_OF_THAT_NAME).named == "Jan O'brien"
    assert refused(await answer("what did the plumber say?"), RefusalReason.NOBODY_OF_THAT_NAME).named == "the plumber"
    asked = await answer("what did lindqvist say?")
    conversation = Conversation().and_then(turn_of("what did lindqvist say?", asked, shown(asked)))
    assert (await answer("and about the wall?", conversation=conversation)).question.understood == (
        "Mara Lindqvist, on the wall"
    )
    assert (await answer("brief me on lindqvist")).question.topic == "Mara Lindqvist"


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("ursula von der leyen", "Ursula von der Leyen"), ("cordon-ragot", "Cordon-Ragot"), ("Hill", "Hill"),
        ("the mayor", "the mayor"), ("villagers in denver", "villagers in denver"), ("вучић", "Вучић"),
    ],
)  # fmt: skip
def test_only_names_get_capitals(typed: str, name: str) -> None:
    assert as_a_name(typed) == name
