"""Asking for a source by what an article prints of it."""

from __future__ import annotations

import pytest

from retrieval.answers.router import AnswerQuestion
from retrieval.domain.article import KnownBy
from retrieval.domain.reply import Answer, Refusal, RefusalReason
from retrieval.index.search import PassageSearch
from tests.contracts.encoders import packaged_encoder
from tests.contracts.memory import MemoryLibrary
from tests.retrieval.invented import Said, march, printed

FLOOD = printed(
    "“The roads are open,” said Ohio Gov. Ada Quill. “We saw it coming,” a neighbour said. “It was loud,” villagers "
    "said. “She is innocent,” said Tom Reed, a lawyer for Carla Dane. “The law is wrong,” said Bo Lund, an associate "
    "director at OpenWeb.",
    Said("“The roads are open,”", "Ada Quill", cue="said"),
    Said("“We saw it coming,”", "a neighbour", how=KnownBy.ROLE, cue="said"),
    Said("“It was loud,”", "villagers", how=KnownBy.ROLE, cue="said"),
    Said("“She is innocent,”", "Tom Reed", cue="said"),
    Said("“The law is wrong,”", "Bo Lund", cue="said"),
    name="flood", day=march(2),
    named=[("Ada Quill", "Ohio Gov."), ("Tom Reed", "a lawyer for Carla Dane"), ("OpenWeb", ""), ("Carla Dane", ""),
           ("Bo Lund", "an associate director at OpenWeb")],
)  # fmt: skip
OTHER_STATE = printed(
    "“The dam holds,” said Iowa Gov. Ned Ash. “It fell,” said former Ohio governor Max Orr.",
    Said("“The dam holds,”", "Ned Ash", cue="said"),
    Said("“It fell,”", "Max Orr", cue="said"),
    name="other", named=[("Ned Ash", "Iowa Gov."), ("Max Orr", "former Ohio governor")], day=march(3),
)  # fmt: skip
EARLIER = printed(
    "“I will stay,” said Norland's mayor Ida Holm.",
    Said("“I will stay,”", "Ida Holm", cue="said"),
    name="earlier", named=[("Ida Holm", "Norland's mayor")], day=march(1),
)  # fmt: skip
LATER = printed("The former mayor Ida Holm left.", name="later", named=[("Ida Holm", "The former mayor")], day=march(9))


@pytest.fixture
async def answer(library: MemoryLibrary, search: PassageSearch) -> AnswerQuestion:
    await library.put([FLOOD, OTHER_STATE, EARLIER])
    return AnswerQuestion(library, search)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("what did the governor of Ohio say?", "“The roads are open,”"),
        ("what did the ohio governor say?", "“The roads are open,”"),
        ("what did the neighbor say?", "“We saw it coming,”"),
        ("what did villagers say?", "“It was loud,”"),
        ("what did the villagers say?", "“It was loud,”"),
        ("what did Carla Dane's lawyer say?", "“She is innocent,”"),
        ("what did the attorney for Carla Dane say?", "“She is innocent,”"),
        ("what did OpenWeb say?", "“The law is wrong,”"),
        ("what did Norland's mayor say?", "“I will stay,”"),
        ("what did the former governor of Ohio say?", "“It fell,”"),
    ],
)
async def test_a_source_is_found_by_its_description(answer: AnswerQuestion, asked: str, words: str) -> None:
    reply = await answer(asked)
    assert isinstance(reply, Answer), reply
    assert [e.text for e in reply.excerpts] == [words]


@pytest.mark.parametrize(
    "asked",
    [
        "what did the governor of Utah say?",
        "what did Carla Dane say?",
        "what did Joe Dane's lawyer say?",
        "what did her lawyer say?",
        "what did the president of Ohio say?",
    ],
)
async def test_nobody_else_answers_for_a_source(answer: AnswerQuestion, asked: str) -> None:
    reply = await answer(asked)
    assert isinstance(reply, Refusal), [(e.text, e.speakers) for e in reply.excerpts]


async def test_whoever_left_an_office_does_not_hold_it(library: MemoryLibrary, answer: AnswerQuestion) -> None:
    await library.put([LATER])
    assert isinstance(await answer("what did Norland's mayor say?"), Refusal)
    assert isinstance(await answer("what did Ida Holm say?"), Answer)


OFFICE = printed(
    "Thousands of Serbians live near the harbour office. “Mayor Holm ruined the harbour,” said Ivo Brand. "
    "“The office should stay open,” said Vera Lisic, who came from Nis. “I close it on Monday,” Ida Holm said.",
    Said("“Mayor Holm ruined the harbour,”", "Ivo Brand", cue="said"),
    Said("“The office should stay open,”", "Vera Lisic", cue="said"),
    Said("“I close it on Monday,”", "Ida Holm", cue="said"),
    name="office", title="Harbour office closes", day=march(5),
    named=[("Ivo Brand", ""), ("Vera Lisic", ""), ("Ida Holm", "Mayor")],
)  # fmt: skip


@pytest.fixture
def encoder() -> object:
    return packaged_encoder()


async def by_whom(answer: AnswerQuestion, asked: str) -> tuple[set[str], bool]:
    reply = await answer(asked)
    assert isinstance(reply, Answer), reply
    return {s.name for e in reply.excerpts for s in e.speakers}, reply.hedged


async def test_critics_are_those_who_speak_about_somebody(answer: AnswerQuestion, library: MemoryLibrary) -> None:
    await library.put([OFFICE])
    assert await by_whom(answer, "what do ida holm's critics say?") == ({"Ivo Brand"}, True)


async def test_a_people_is_whoever_speaks_where_it_is_printed(answer: AnswerQuestion, library: MemoryLibrary) -> None:
    await library.put([OFFICE])
    found, hedged = await by_whom(answer, "what do serbians in norland say about the office?")
    assert "Vera Lisic" in found
    assert hedged


async def test_of_somebody_known_by_a_longer_name_it_is_said_that_they_spoke_of_other_things(
    answer: AnswerQuestion, library: MemoryLibrary
) -> None:
    other = printed(
        "“The roof is new,” said Walter A. Reed Moss.",
        Said("“The roof is new,”", "Walter A. Reed Moss", cue="said"),
        name="roof", named=[("Walter A. Reed Moss", "")], day=march(6),
    )  # fmt: skip
    await library.put([other])
    reply = await answer("what did Walter Reed Moss say about taxes in Ohio?")
    assert isinstance(reply, Refusal)
    assert (reply.reason, [e.text for e in reply.nearest]) == (RefusalReason.NOT_ON_THIS, ["“The roof is new,”"])
