"""Who is X, and who holds an office: on a few articles, with the real encoder."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from retrieval.answers.router import AnswerQuestion
from retrieval.domain.article import KnownBy
from retrieval.domain.question import QuestionKind
from retrieval.domain.reply import Answer, RefusalReason
from retrieval.index.search import PassageSearch
from tests.contracts.encoders import packaged_encoder
from tests.contracts.memory import MemoryLibrary
from tests.retrieval.invented import Said, march, printed
from tests.retrieval.press import PRESS
from tests.retrieval.replies import articles, refused, shown

NOW = datetime(2026, 3, 21, 12, tzinfo=ZoneInfo("Europe/Belgrade"))


@pytest.fixture
def encoder() -> object:
    return packaged_encoder()


@pytest.fixture
def library() -> MemoryLibrary:
    return MemoryLibrary(lambda: datetime(2026, 3, 12, tzinfo=UTC))


@pytest.fixture
async def answer(library: MemoryLibrary, search: PassageSearch) -> AnswerQuestion:
    await library.put(PRESS)
    return AnswerQuestion(library, search, lambda: NOW)


async def test_who_is_shows_roles_as_printed(answer: AnswerQuestion) -> None:
    (mara,) = shown(await answer("who is Mara Lindqvist?"))
    assert mara.text == "“The wall must be watched,” said chief engineer Mara Lindqvist."
    assert [f.cut(mara.article.text) for f in mara.focus] == ["chief engineer"]
    assert [f.cut(e.article.text) for e in shown(await answer("who is lindqvist")) for f in e.focus] == [
        "chief engineer"
    ]
    # A role in two articles is shown once, from the newer.
    (mayor,) = shown(await answer("Who was Tom Reyes?"))
    assert mayor.article.id == "inquiry"


async def test_a_role_printed_without_the_name_is_shown_if_no_sentence_has_both(
    library: MemoryLibrary, answer: AnswerQuestion
) -> None:
    text = "Ida Falk flew home. “Snow,” said the pilot. The pilot slept well."
    said = Said("“Snow,”", "Ida Falk", "the pilot", KnownBy.ROLE, cue="said")
    await library.put([printed(text, said, name="pilot", named=[("Ida Falk", "")], day=march(18))])
    (pilot,) = shown(await answer("who is Ida Falk?"))
    assert (pilot.text, [f.cut(text) for f in pilot.focus]) == ("“Snow,” said the pilot.", ["the pilot"])
    await library.put(
        [printed("Test pilot Ida Falk won.", name="won", named=[("Ida Falk", "Test pilot")], day=march(1))]
    )
    (named,) = shown(await answer("who is Ida Falk?"))
    assert named.text == "Test pilot Ida Falk won."


async def test_the_role_that_most_articles_print_comes_first(library: MemoryLibrary, answer: AnswerQuestion) -> None:
    await library.put([
        *(printed(f"On day {n} coach Ida Falk ran.", name=f"c{n}", named=[("Ida Falk", "coach")], day=march(n + 1))
          for n in range(3)),
        printed("Pilot Ida Falk flew.", name="pilot", named=[("Ida Falk", "Pilot")], day=march(18)),
        printed("Head coach Ida Falk left.", name="head", named=[("Ida Falk", "Head coach")], day=march(10)),
    ])  # fmt: skip
    assert articles(await answer("who is Ida Falk?")) == ["head", "pilot"]


async def test_the_holder_of_a_role_is_shown_by_sentences_that_print_it(
    library: MemoryLibrary, answer: AnswerQuestion
) -> None:
    reply = await answer("Who is the energy minister?")
    assert [f.cut(e.article.text) for e in shown(reply) for f in e.focus] == ["Energy minister"]
    assert reply.question.speaker == "Ada Brook"
    assert (await answer("who is the shadow energy minister?")).question.kind is QuestionKind.OPEN
    assert (await answer("who are the convicts?")).question.kind is QuestionKind.OPEN
    second = Said("“No,”", "Ida Falk", cue="said")
    await library.put([printed("“No,” said Mayor Ida Falk.", second, name="b", named=[("Ida Falk", "Mayor")])])
    assert refused(await answer("who is the mayor?"), RefusalReason.SEVERAL_OF_THAT_NAME).asked == "the mayor"


async def test_the_president_of_one_country_is_not_that_of_another(
    library: MemoryLibrary, answer: AnswerQuestion
) -> None:
    denied = Said("“We will never impose sanctions,”", "Ivo Falk", "Falk", cue="said")
    text = "President Ivo Falk denied that. “We will never impose sanctions,” Falk said."
    await library.put([printed(text, denied, name="denied", named=[("Ivo Falk", "President")], day=march(18))])
    assert articles(await answer("what did the president say?")) == ["denied"]
    refused(await answer("what did the US president say?"), RefusalReason.NOBODY_OF_THAT_NAME)
    for text in ("who is the US president?", "who is the president of the US?"):
        assert (await answer(text)).question.kind is QuestionKind.OPEN
    holder = printed("U.S. President Mia Orr flew in.", name="orr", named=[("Mia Orr", "U.S. President")])
    await library.put([holder])
    assert articles(await answer("who is the American president?")) == ["orr"]


async def test_no_passage_answers_with_the_office_holder_of_another_place(
    library: MemoryLibrary, answer: AnswerQuestion
) -> None:
    await library.put([
        printed(
            "Kosovo's prime minister, Albin Kurti, refused to form the association of Serb municipalities. Kurti said "
            "Vucic was afraid.",
            name="kurti", title="Kurti refuses",
        ),
        printed(
            "Ursula von der Leyen, president of the European Commission, visited Belgrade on 3 October. She said that "
            "Serbia was a candidate and a friend. Emmanuel Macron, the French president, came in August.",
            name="leyen", title="Von der Leyen in Belgrade",
        ),
    ])  # fmt: skip
    assert articles(await answer("who is the prime minister of Kosovo?")) == ["kurti"]
    assert articles(await answer("who visited Belgrade?")) == ["leyen"]
    for asked in ("the prime minister of Serbia", "the president of Serbia", "president of Serbia"):
        assert refused(await answer(f"who is {asked}?"), RefusalReason.NOTHING_CLOSE).nearest


async def test_the_us_is_a_topic_but_us_is_not(library: MemoryLibrary, answer: AnswerQuestion) -> None:
    friend = Said("“The U.S. is our friend,”", "Ivo Falk", cue="said")
    house = Said("“They told us that we use the usual house,”", "Ana Falk", cue="said")
    await library.put([
        printed("“The U.S. is our friend,” said Ivo Falk.", friend, name="friend", day=march(18)),
        printed("“They told us that we use the usual house,” said Ana Falk.", house, name="house", day=march(18)),
        printed("The US sent two ships.", name="ships", day=march(17)),
    ])  # fmt: skip
    assert articles(await answer("what did Ivo Falk say about the US?")) == ["friend"]
    assert articles(await answer("who spoke about the US?")) == ["friend"]
    for text in ("brief me on the US", "timeline of the us"):
        assert articles(await answer(text)) == ["ships", "friend"]


async def test_who_is_lets_the_reader_choose_among_several(answer: AnswerQuestion) -> None:
    refusal = refused(await answer("who is Brook?"), RefusalReason.SEVERAL_OF_THAT_NAME)
    assert sorted(refusal.people) == ["Ada Brook", "Ben Brook"]
    assert [e.article.id for e in shown(await answer("who is Minister Brook?"))] == ["rebuilding"]


async def test_each_of_several_people_only_named_is_shown(library: MemoryLibrary, answer: AnswerQuestion) -> None:
    await library.put([
        printed("Ida Falk came to Lorsa by train.", name="ida", named=[("Ida Falk", "")], day=march(17)),
        printed("Ivo Falk of the choir sang. Ivo Falk left.", name="ivo", named=[("Ivo Falk", "")], day=march(18)),
    ])  # fmt: skip
    refusal = refused(await answer("what did Falk say?"), RefusalReason.NEVER_QUOTED)
    assert {e.text for e in refusal.nearest} == {"Ida Falk came to Lorsa by train.", "Ivo Falk of the choir sang."}
    alone = refused(await answer("what did Ivo Falk say?"), RefusalReason.NEVER_QUOTED)
    assert {e.article.id for e in alone.nearest} == {"ivo"}


async def test_a_job_title_is_not_part_of_a_name(library: MemoryLibrary, answer: AnswerQuestion) -> None:
    safe = Said("“It is safe,”", "Engineer Milan Falk", cue="said")
    text = "“It is safe,” said Engineer Milan Falk, a nephew of the mayor."
    named = [("Engineer Milan Falk", "a nephew of the mayor")]
    await library.put([printed(text, safe, name="falk", named=named, day=march(18))])
    for asked in ("Milan Falk", "Falk", "Engineer Falk", "Engineer Milan Falk", "milan falk"):
        assert articles(await answer(f"what did {asked} say?")) == ["falk"]
        assert articles(await answer(f"who is {asked}?")) == ["falk"]
    assert (await answer("who is Milan Falk?")).question.speaker == "Milan Falk"


async def test_who_is_refuses_unknown_names(answer: AnswerQuestion) -> None:
    assert refused(await answer("who is Mara Lindquist?"), RefusalReason.DID_YOU_MEAN).people == ("Mara Lindqvist",)
    refused(await answer("who is Zoltan Quux?"), RefusalReason.NOBODY_OF_THAT_NAME)
    assert (await answer("who is unhappy")).question.kind is QuestionKind.OPEN


async def test_somebody_without_a_role_is_shown_where_they_are_named(answer: AnswerQuestion) -> None:
    reply = await answer("who is Otto Hahn?")
    named = reply.excerpts if isinstance(reply, Answer) else reply.nearest
    assert ["Otto Hahn" in e.text for e in named] == [True]
