"""Every kind of reply shows and counts a wire story once, and names the other papers that printed it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from retrieval.answers.digests.making import MakeDigest
from retrieval.answers.router import AnswerQuestion
from retrieval.domain.article import Reading
from retrieval.domain.changes import OPERATOR
from retrieval.domain.reply import Answer, Excerpt, Refusal, RefusalReason
from retrieval.index.search import PassageSearch
from retrieval.ranking.deduplication import prints
from tests.contracts.encoders import packaged_encoder
from tests.contracts.memory import MemoryLibrary
from tests.contracts.test_near_duplicates import FLOOD, FLOOD_CUT, HARBOUR, read_draft

NOW = datetime(2026, 3, 12, 12, tzinfo=UTC)
PAPERS = {"post": FLOOD, "times": FLOOD_CUT, "echo": FLOOD.replace("some 400", "about 400"), "harbour": HARBOUR}


@pytest.fixture
def encoder() -> object:
    return packaged_encoder()


@pytest.fixture
def library() -> MemoryLibrary:
    return MemoryLibrary(lambda: NOW)


@pytest.fixture
async def answer(library: MemoryLibrary, search: PassageSearch) -> AnswerQuestion:
    for day, (name, text) in enumerate(PAPERS.items(), start=9):
        draft, reading = read_draft(text, name, publisher=f"The {name}")
        published = datetime(2026, 3, day, tzinfo=UTC)
        stored: tuple[object, Reading] = replace(draft, published=published), reading
        await library.put([stored])  # type: ignore[list-item]
    return AnswerQuestion(library, search, lambda: NOW)


def printed(excerpt: Excerpt) -> set[str]:
    return {excerpt.article.id, *(a.id for a in excerpt.also)}


@pytest.mark.parametrize(
    "question",
    [
        "what did Ana Maric say?",
        "Maric on water",
        "who said 'we have never seen water come up so fast'?",
        "who spoke about water?",
        "how many people left their homes in Millbrook?",
        "any news on the river Arden?",
        "timeline of Millbrook",
    ],
)
async def test_words_that_copies_print_are_shown_once_with_all_the_papers(
    answer: AnswerQuestion, question: str
) -> None:
    reply = await answer(question)
    assert isinstance(reply, Answer), reply
    found = [e for e in reply.excerpts if "water come up" in e.text or "left their homes" in e.text]
    assert len(found) == 1 or len({e.text for e in found}) == len(found)
    assert printed(found[0]) == {"post", "times", "echo"}
    assert all(e.article.id not in {a.id for a in e.also} for e in reply.excerpts)


async def test_a_refusal_shows_copies_once_too(answer: AnswerQuestion) -> None:
    reply = await answer("who is Ana Maric?")
    assert isinstance(reply, Refusal)
    assert reply.reason is RefusalReason.NO_ROLE
    assert [printed(e) for e in reply.nearest] == [{"post", "times", "echo"}]


async def test_a_retracted_copy_is_no_longer_named(answer: AnswerQuestion, library: MemoryLibrary) -> None:
    await library.retract("times", OPERATOR)
    reply = await answer("what did Ana Maric say?")
    assert isinstance(reply, Answer)
    assert [printed(e) for e in reply.excerpts] == [{"post", "echo"}]


async def test_two_independent_reports_of_the_same_words_are_both_shown(
    answer: AnswerQuestion, library: MemoryLibrary
) -> None:
    own = 'At the school on the hill it was quiet. "We have never seen water come up so fast," said Ana Maric.'
    await library.put([read_draft(own, "reporter")])
    reply = await answer("what did Ana Maric say?")
    assert isinstance(reply, Answer)
    assert len(reply.excerpts) == 2


async def test_a_copy_that_adds_a_no_to_a_quotation_hides_nothing(
    library: MemoryLibrary, search: PassageSearch
) -> None:
    text = (
        'The harbour bridge will close on Monday, the city said Friday. "We found rust," Mara Lindqvist '
        "said. Buses take another route until October, and trams end at the fish market."
    )
    for name, words in (("first", text), ("again", text), ("denial", text.replace("found rust", "found no rust"))):
        await library.put([read_draft(words, name, publisher=f"The {name}")])
    assert {a.copy_of for a in await library.newest_between(None, None, 9)} == {None, "first"}
    reply = await AnswerQuestion(library, search, lambda: NOW)("what did Lindqvist say?")
    assert isinstance(reply, Answer)
    said = {e.text: printed(e) for e in reply.excerpts}
    assert said.keys() == {'"We found rust,"', '"We found no rust,"'}
    assert said['"We found no rust,"'] == {"denial"}
    assert said['"We found rust,"'] == {"first", "again"}


async def test_a_digest_has_each_story_once_and_no_copy_of_an_earlier_one() -> None:
    moment = NOW
    library = MemoryLibrary(lambda: moment)
    await library.put([read_draft(FLOOD, "post"), read_draft(FLOOD_CUT, "times"), read_draft(HARBOUR, "harbour")])
    first = await MakeDigest(library)(NOW - timedelta(hours=1), NOW)
    assert {frozenset(a.id for a in s.articles) for s in first.stories} == {
        frozenset({"harbour"}), frozenset({"post", "times"})
    }  # fmt: skip
    assert max(s.origins for s in first.stories) == 1
    assert first.more == 0
    moment = NOW + timedelta(hours=1)
    await library.put([read_draft(FLOOD, "echo")])
    second = await MakeDigest(library)(NOW, moment)
    assert (second.stories, second.more, second.newest) == ((), 0, moment)


async def test_a_copy_is_named_only_if_it_prints_the_whole_excerpt(
    answer: AnswerQuestion, library: MemoryLibrary
) -> None:
    """A paragraph that another paper borrowed comes with sentences that it did not borrow."""
    borrowed = "Engineers had warned in March that the wall of 1962 would not hold."
    await library.put([read_draft(f"In Oakham nobody was surprised. {borrowed}", "borrower")])
    for question in ("what had engineers warned of?", "what did the wall of 1962 do?", "timeline of the wall"):
        reply = await answer(question)
        shown = reply.excerpts if isinstance(reply, Answer) else reply.nearest
        assert shown
        for excerpt in shown:
            for also in excerpt.also:
                assert prints(also, excerpt), (question, excerpt.text, also.id)
