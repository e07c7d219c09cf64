"""Nobody is answered for by somebody whose name, office or time only resembles what was asked."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from retrieval.answers.router import AnswerQuestion
from retrieval.domain.reply import Answer, Refusal, Reply, Resembling, Talk
from retrieval.followups.conversation import EMPTY_CONVERSATION, About, Conversation, turn_of
from retrieval.index.search import PassageSearch
from tests.contracts.encoders import packaged_encoder
from tests.contracts.memory import MemoryLibrary
from tests.retrieval.invented import Said, march, printed

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)
WORDS = [
    printed(
        "The steel plant in Corby closes in May. “We fought for every job there,” union leader Ian Johnston said.",
        Said("“We fought for every job there,”", "Ian Johnston", cue="said"),
        name="corby", title="Steel plant in Corby closes", named=[("Ian Johnston", "union leader")], day=march(3),
    ),
    printed(
        "“The shelters are open all winter,” Los Angeles Mayor Karen Bass said. Similar plans in Chicago and New York "
        "failed.",
        Said("“The shelters are open all winter,”", "Karen Bass", cue="said"),
        name="shelters", title="Shelters stay open", named=[("Karen Bass", "Los Angeles Mayor")], day=march(4),
    ),
    printed(
        "“The harvest is late,” farmer Benny Hill said.", Said("“The harvest is late,”", "Benny Hill", cue="said"),
        name="benny", title="Late harvest", named=[("Benny Hill", "farmer")], day=march(5),
    ),
    printed(
        "“Kosovo needs patience,” ambassador Christopher Hill said.",
        Said("“Kosovo needs patience,”", "Christopher Hill", cue="said"),
        name="hill", title="Patience", named=[("Christopher Hill", "ambassador")], day=march(6),
    ),
    printed(
        "“We count the votes,” said Elke Kahr, mayor of Graz. Boris Petrov watched. “It is slow,” Boris Petrov said.",
        Said("“We count the votes,”", "Elke Kahr"), Said("“It is slow,”", "Boris Petrov", cue="said"),
        name="graz", title="Graz counts", named=[("Elke Kahr", "mayor of Graz"), ("Boris Petrov", "")], day=march(7),
    ),
]  # fmt: skip


@pytest.fixture
def encoder() -> object:
    return packaged_encoder()


@pytest.fixture
async def answer(library: MemoryLibrary, search: PassageSearch) -> AnswerQuestion:
    await library.put(WORDS)
    return AnswerQuestion(library, search, lambda: NOW)


def speakers(reply: Reply) -> set[str]:
    return {s.name for e in reply.excerpts for s in e.speakers} if isinstance(reply, Answer) else set()


async def test_a_name_that_resembles_anothers_is_never_surely_theirs(answer: AnswerQuestion) -> None:
    reply = await answer("what did Johnson say about the plant?")
    assert isinstance(reply, Answer)
    assert (reply.hedged, reply.resembling) == (True, Resembling("Johnson", ("Ian Johnston",)))


@pytest.mark.parametrize(
    ("question", "not_theirs"),
    [
        ("boris johnson slams corby steel plant", "Ian Johnston"),
        ("boris kahr on the votes", "Elke Kahr"),
        ("mayor of New York on shelters", "Karen Bass"),
        ("what did the mayor of the Bronx say about shelters?", "Karen Bass"),
        ("what did the mayor of Chicago say?", "Karen Bass"),
        ("what did the mayor of New York say?", "Karen Bass"),
        ("what did Hill say about Kosovo in 2020?", "Christopher Hill"),
    ],
)
async def test_somebody_else_is_not_shown(answer: AnswerQuestion, question: str, not_theirs: str) -> None:
    assert not_theirs not in speakers(await answer(question))


@pytest.mark.parametrize(
    ("question", "theirs"),
    [
        ("ian jonston on the plant", "Ian Johnston"),
        ("what did the mayor of graz say?", "Elke Kahr"),
        ("mayor bass on shelters", "Karen Bass"),
        ("hill on kosovo", "Christopher Hill"),
        ("mr jonston on the plant", "Ian Johnston"),
        ("the plant, jonston's view", "Ian Johnston"),
    ],
)
async def test_whoever_is_meant_is_shown(answer: AnswerQuestion, question: str, theirs: str) -> None:
    assert speakers(await answer(question)) == {theirs}


@pytest.mark.parametrize("question", ["so when does the steel plant in corby close?", "is there a plant in Corby?"])
async def test_a_whole_question_is_not_held_to_the_article_before(answer: AnswerQuestion, question: str) -> None:
    first = await answer("what did Kahr say?")
    assert isinstance(first, Answer)
    before = EMPTY_CONVERSATION.and_then(turn_of("what did Kahr say?", first, first.excerpts))
    reply = await answer(question, conversation=before)
    assert isinstance(reply, Answer)
    assert reply.excerpts[0].article.id == "corby"


async def test_days_alone_are_a_question_too(answer: AnswerQuestion) -> None:
    for days in ("yesterday?", "last week?", "in 2004?"):
        await answer(days)


async def test_thanks_in_reply_to_an_answer_are_thanks(answer: AnswerQuestion) -> None:
    reply = await answer("thanks", conversation=Conversation(about=About(articles=("graz",), answered=True)))
    assert isinstance(reply, Refusal)
    assert reply.talk is Talk.THANKS


async def test_somebodys_name_is_no_small_talk(answer: AnswerQuestion, library: MemoryLibrary) -> None:
    bored = await answer("hope")
    assert isinstance(bored, Refusal)
    assert bored.talk is not None
    await library.put([printed("“We wait,” said Ann Hope.", Said("“We wait,”", "Ann Hope"), name="hope", day=march(8))])
    assert speakers(await answer("hope")) == {"Ann Hope"}
