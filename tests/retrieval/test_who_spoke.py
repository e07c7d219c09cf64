"""Who spoke about something: everybody with words on it, whether or not they print it, and nobody else."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from retrieval.answers.router import AnswerQuestion
from retrieval.domain.reply import Answer, RefusalReason, Reply
from retrieval.index.search import PassageSearch
from tests.contracts.encoders import packaged_encoder
from tests.contracts.memory import MemoryLibrary
from tests.retrieval.invented import Said, march, printed
from tests.retrieval.replies import refused, shown

NOW = datetime(2026, 3, 21, 12, tzinfo=UTC)
FLOOD = printed(
    "The flood in Lorsa has left three hundred people without a home. “The water stood up to my chest,” said baker "
    "Mara Lindqvist, who was carried out of her shop. “We have sandbags for two more days,” said fire chief Tom Reyes. "
    "The city council opposed a new dam last year. “A wall would have kept the streets dry,” said engineer Ida Falk.",
    Said("“The water stood up to my chest,”", "Mara Lindqvist", cue="said"),
    Said("“We have sandbags for two more days,”", "Tom Reyes", cue="said"),
    Said("“A wall would have kept the streets dry,”", "Ida Falk", cue="said"),
    name="flood", title="Flood in Lorsa", day=march(18),
    named=[("Mara Lindqvist", "baker"), ("Tom Reyes", "fire chief"), ("Ida Falk", "engineer")],
)  # fmt: skip
BRIDGE = printed(
    "Parliament will vote on the toll for the Orlen bridge in May. “I oppose this toll, it punishes commuters,” said "
    "deputy Ivo Orr. “We support the toll because the bridge must be paid for,” said minister Ada Brook. “Traffic "
    "counts begin in April,” said surveyor Pavle Kos.",
    Said("“I oppose this toll, it punishes commuters,”", "Ivo Orr", cue="said"),
    Said("“We support the toll because the bridge must be paid for,”", "Ada Brook", cue="said"),
    Said("“Traffic counts begin in April,”", "Pavle Kos", cue="said"),
    name="bridge", title="Vote on bridge toll", day=march(19),
    named=[("Ivo Orr", "deputy"), ("Ada Brook", "minister"), ("Pavle Kos", "surveyor")],
)  # fmt: skip
CONCERT = printed(
    "The city orchestra played Mahler to a full house. “What a night,” said conductor Ben Hall. “The strings were like "
    "water,” said critic Nora Vale.",
    Said("“What a night,”", "Ben Hall", cue="said"),
    Said("“The strings were like water,”", "Nora Vale", cue="said"),
    name="concert", title="Mahler to a full house", day=march(19),
    named=[("Ben Hall", "conductor"), ("Nora Vale", "critic")],
)  # fmt: skip

MINE = printed(
    "Blasting at the mine above Lorsa has cracked the houses of villagers. “The dust of the mine is in our bread,” "
    "Lena Moss said. “The mine keeps to every rule,” manager Jan Berg said.",
    Said("“The dust of the mine is in our bread,”", "Lena Moss", cue="said"),
    Said("“The mine keeps to every rule,”", "Jan Berg", cue="said"),
    name="mine", title="Mine cracks houses", day=march(17), named=[("Lena Moss", ""), ("Jan Berg", "manager")],
)  # fmt: skip


@pytest.fixture
def encoder() -> object:
    return packaged_encoder()


@pytest.fixture
async def answer(library: MemoryLibrary, search: PassageSearch) -> AnswerQuestion:
    await library.put([FLOOD, BRIDGE, CONCERT])
    return AnswerQuestion(library, search, lambda: NOW)


def speakers(reply: Reply) -> list[str]:
    return [s.name for e in shown(reply) for s in e.speakers]


@pytest.mark.parametrize(
    "text",
    [
        "who spoke about the flood", "who else talked about the flood in lorsa?", "anyone quoted on the Lorsa flood",
        "who has reacted to the flood", "quotes from anyone about the flood",
    ],
)  # fmt: skip
async def test_everybody_who_spoke_on_it_is_shown_once(answer: AnswerQuestion, text: str) -> None:
    assert sorted(speakers(await answer(text))) == ["Ida Falk", "Mara Lindqvist", "Tom Reyes"]


async def test_those_named_after_besides_are_left_out(answer: AnswerQuestion) -> None:
    for text in ("who else besides reyes spoke about the flood", "who spoke about the flood apart from Tom Reyes?"):
        assert sorted(speakers(await answer(text))) == ["Ida Falk", "Mara Lindqvist"]


async def test_of_those_who_took_sides_only_the_side_asked_for_is_sure(answer: AnswerQuestion) -> None:
    against, backing = await answer("who opposes the bridge toll"), await answer("who supports the bridge toll?")
    assert (speakers(against), speakers(backing)) == (["Ivo Orr"], ["Ada Brook"])
    # No word tells whether anybody welcomed it: what they say may not be that.
    welcomed = await answer("who criticised the bridge toll")
    assert isinstance(welcomed, Answer)
    assert welcomed.hedged
    assert "Ada Brook" not in speakers(welcomed)


async def test_who_says_something_in_other_words_is_never_sure(answer: AnswerQuestion) -> None:
    reply = await answer("who says the bridge toll punishes people who commute")
    assert isinstance(reply, Answer)
    assert reply.hedged
    assert speakers(reply)[0] == "Ivo Orr"


async def test_nobody_is_listed_for_what_nobody_spoke_about(answer: AnswerQuestion) -> None:
    refused(await answer("who spoke about volcanoes?"), RefusalReason.NOBODY_ON_THIS)


async def test_a_group_that_nobody_is_called_by_is_never_sure(answer: AnswerQuestion, library: MemoryLibrary) -> None:
    await library.put([MINE])
    reply = await answer("what did villagers in Lorsa say about the mine?")
    assert isinstance(reply, Answer)
    assert reply.hedged
    # The manager has a role of his own.
    assert speakers(reply) == ["Lena Moss"]


async def test_a_side_whose_name_ran_into_the_topic_is_found(answer: AnswerQuestion) -> None:
    assert set(speakers(await answer("orr vs brook bridge toll"))) == {"Ivo Orr", "Ada Brook"}
