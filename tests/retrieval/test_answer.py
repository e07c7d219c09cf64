"""Questions are answered in printed words with their speakers, or refused with a reason."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from retrieval.answers.router import AnswerQuestion
from retrieval.domain.article import Draft, StatementKind, StoredPassage
from retrieval.domain.errors import UnusableQuestion
from retrieval.domain.reply import Answer, Excerpt, Refusal, RefusalReason, Reply
from retrieval.index.search import PassageSearch
from retrieval.index.threads import RetrievalWorker
from retrieval.ingest.pipeline import AddArticles
from tests.contracts.memory import MemoryLibrary
from tests.contracts.plain import PlainReader

UKRAINE = (
    "US Ambassador to Serbia Christopher Hill met reporters. "
    '"Ukraine is absolutely critical," Hill said. "Relations improve."\n'
    "Benny Carter was there but kept quiet. The Serbian leader arrived late.\n"
    "Christopher Hill said that Russia had lost influence."
)
FLOOD = (
    "The river rose by two metres at the old bridge overnight. Families left their houses before dawn.\n"
    '"The river will not wait for us," said Ana Marić.\n'
    '"I don’t know when it ends," said a spokesman for Ana Marić.'
)
SECOND_HILL = '"The harvest was the best in years," said Benny Hill. Nobody objected to that.'


@pytest.fixture
def add(library: MemoryLibrary, search: PassageSearch, worker: RetrievalWorker) -> AddArticles:
    return AddArticles(library, search, worker, PlainReader())


@pytest.fixture
async def stored(add: AddArticles) -> AddArticles:
    await add([Draft(text=UKRAINE, id="ukraine", title="Hill on Ukraine"), Draft(text=FLOOD, id="flood")])
    return add


def excerpts(reply: Reply) -> Sequence[Excerpt]:
    """Return what a reply shows, after checking that each excerpt is a slice of its article."""
    shown = reply.excerpts if isinstance(reply, Answer) else reply.nearest
    for excerpt in shown:
        assert excerpt.text == excerpt.article.text[excerpt.span.start : excerpt.span.end]
        assert all(excerpt.span.holds(f) for f in excerpt.focus)
    return shown


def texts(reply: Reply) -> list[str]:
    assert isinstance(reply, Answer), reply
    assert 0 < reply.confidence <= 1
    return [e.text for e in excerpts(reply)]


def reason(reply: Reply) -> RefusalReason:
    assert isinstance(reply, Refusal), reply
    excerpts(reply)
    return reply.reason


HILLS = ['"Ukraine is absolutely critical,"', '"Relations improve."', "Russia had lost influence."]


@pytest.mark.usefixtures("stored")
@pytest.mark.parametrize("question", ["What did Hill say?", "what did CHRISTOPHER HILL say", "quotes by Hill"])
async def test_what_somebody_said_returns_all_their_words_direct_first(answer: AnswerQuestion, question: str) -> None:
    reply = await answer(question)
    assert texts(reply) == HILLS
    assert [e.statement for e in excerpts(reply)] == [1, 1, 2]
    assert {s.name for e in excerpts(reply) for s in e.speakers} == {"Christopher Hill"}
    assert excerpts(reply)[0].kind is StatementKind.DIRECT


@pytest.mark.usefixtures("stored")
async def test_diacritics_in_the_question_do_not_matter(answer: AnswerQuestion) -> None:
    assert texts(await answer("What did Marić say?")) == texts(await answer("what did maric say?"))


@pytest.mark.usefixtures("stored")
async def test_a_limit_is_kept(answer: AnswerQuestion) -> None:
    assert texts(await answer("What did Hill say?", limit=2)) == HILLS[:2]


@pytest.mark.usefixtures("stored")
async def test_what_is_on_the_topic_comes_first(answer: AnswerQuestion) -> None:
    assert texts(await answer("What did Hill say about Russia?"))[0] == HILLS[2]
    assert texts(await answer("What did Hill say about Ukraine?"))[0] in HILLS[:2]


@pytest.mark.usefixtures("stored")
async def test_quoted_but_not_on_this_topic_shows_the_nearest_words(answer: AnswerQuestion) -> None:
    reply = await answer("What did Hill say about volcanoes?")
    assert reason(reply) is RefusalReason.NOT_ON_THIS
    assert isinstance(reply, Refusal)
    assert reply.people == ("Christopher Hill",)
    assert [e.text for e in reply.nearest] == HILLS[:2]


@pytest.mark.usefixtures("stored")
async def test_benny_hill_is_not_answered_with_christopher_hills_words(answer: AnswerQuestion) -> None:
    reply = await answer("What did Benny Hill say?")
    assert reason(reply) is RefusalReason.NOBODY_OF_THAT_NAME
    assert isinstance(reply, Refusal)
    assert reply.people == ("Christopher Hill",)
    assert reply.nearest == ()


@pytest.mark.usefixtures("stored")
async def test_an_unknown_name_offers_people_who_are_quoted(answer: AnswerQuestion) -> None:
    reply = await answer("What did Zoltan Quux say?")
    assert reason(reply) is RefusalReason.NOBODY_OF_THAT_NAME
    assert isinstance(reply, Refusal)
    assert set(reply.people) == {"Christopher Hill", "Ana Marić"}


@pytest.mark.usefixtures("stored")
async def test_named_but_never_quoted_shows_where_and_who_else_is_quoted(answer: AnswerQuestion) -> None:
    reply = await answer("What did Carter say?")
    assert reason(reply) is RefusalReason.NEVER_QUOTED
    assert isinstance(reply, Refusal)
    assert "Christopher Hill" in reply.people
    assert [e.text for e in reply.nearest] == ["Benny Carter was there but kept quiet."]


async def test_the_reader_chooses_among_several_of_one_name(stored: AddArticles, answer: AnswerQuestion) -> None:
    await stored([Draft(text=SECOND_HILL, id="harvest")])
    reply = await answer("What did Hill say?")
    assert reason(reply) is RefusalReason.SEVERAL_OF_THAT_NAME
    assert isinstance(reply, Refusal)
    assert sorted(reply.people) == ["Benny Hill", "Christopher Hill"]
    assert texts(await answer("What did Benny Hill say?")) == ['"The harvest was the best in years,"']
    assert texts(await answer("What did Christopher Hill say?")) == HILLS
    assert texts(await answer("What did Hill say?", article="ukraine")) == HILLS


@pytest.mark.usefixtures("stored")
async def test_a_spokesmans_words_are_not_those_of_the_person_he_speaks_for(answer: AnswerQuestion) -> None:
    assert texts(await answer("What did Maric say?")) == ['"The river will not wait for us,"']
    assert texts(await answer("What did a spokesman for Ana Maric say?")) == ['"I don’t know when it ends,"']


async def test_an_empty_store_is_reported(answer: AnswerQuestion) -> None:
    for question in ("What did Hill say?", 'Who said "never"?', "rivers"):
        assert reason(await answer(question)) is RefusalReason.NOTHING_STORED


@pytest.mark.usefixtures("stored")
@pytest.mark.parametrize(
    "question",
    [
        'Who said "Ukraine is absolutely critical"?',
        "who said “UKRAINE IS ABSOLUTELY CRITICAL”",
        "Who said 'Ukraine, is: absolutely critical!'?",
        "Who said «Ukráine is absolutely critical»?",
        "Who said that Ukraine is absolutely critical?",
    ],
)
async def test_who_said_ignores_punctuation_case_and_diacritics(answer: AnswerQuestion, question: str) -> None:
    reply = await answer(question)
    assert HILLS[0] in texts(reply)
    assert {s.name for e in excerpts(reply) for s in e.speakers} == {"Christopher Hill"}


@pytest.mark.usefixtures("stored")
@pytest.mark.parametrize("question", ["Who said 'I don't know when it ends'?", "Who said “i don’t know when”?"])
async def test_straight_and_curly_apostrophes_are_the_same(answer: AnswerQuestion, question: str) -> None:
    assert texts(await answer(question)) == ['"I don’t know when it ends,"']


@pytest.mark.usefixtures("stored")
async def test_a_phrase_printed_as_nobodys_words_names_nobody(answer: AnswerQuestion) -> None:
    reply = await answer('Who said "families left their houses"?')
    assert texts(reply) == ["Families left their houses before dawn."]
    assert excerpts(reply)[0].speakers == ()
    assert excerpts(reply)[0].kind is None


async def test_a_phrase_printed_before_it_is_said_still_has_its_speaker(
    add: AddArticles, answer: AnswerQuestion
) -> None:
    await add([Draft(text='The dam is safe, it says here. "The dam is safe today," said Ana Maric.')])
    assert texts(await answer('Who said "the dam is safe"?')) == ['"The dam is safe today,"']


@pytest.mark.usefixtures("stored")
async def test_who_said_a_phrase_that_nobody_printed_is_refused(answer: AnswerQuestion) -> None:
    assert reason(await answer('Who said "absolutely critical Ukraine is"?')) is RefusalReason.NOTHING_CLOSE
    assert reason(await answer('Who said "the river will wait for us"?')) is RefusalReason.NOTHING_CLOSE


@pytest.mark.usefixtures("stored")
@pytest.mark.parametrize("question", ['Who said "…"?', "who said ''", "what", "'s"])
async def test_odd_questions_are_answered_or_refused(answer: AnswerQuestion, question: str) -> None:
    excerpts(await answer(question))


@pytest.mark.usefixtures("stored")
async def test_an_open_question_is_answered_by_the_nearest_passage(answer: AnswerQuestion) -> None:
    reply = await answer("by how many metres did the river rise at the old bridge overnight?")
    assert texts(reply)
    best = excerpts(reply)[0]
    assert best.article.id == "flood"
    assert best.speakers == ()
    assert "The river rose by two metres at the old bridge overnight." in [f.cut(best.article.text) for f in best.focus]


@pytest.mark.usefixtures("stored")
async def test_an_open_question_about_nothing_stored_shows_the_nearest(answer: AnswerQuestion) -> None:
    reply = await answer("zebra xylophone quantum")
    assert reason(reply) is RefusalReason.NOTHING_CLOSE
    assert excerpts(reply)


@pytest.mark.usefixtures("stored")
async def test_a_question_can_be_restricted_to_one_article(answer: AnswerQuestion) -> None:
    question = "river rose by two metres at the old bridge overnight"
    assert {e.article.id for e in excerpts(await answer(question, article="flood"))} == {"flood"}
    assert {e.article.id for e in excerpts(await answer(question, article="ukraine"))} == {"ukraine"}
    assert excerpts(await answer(question, article="no such article")) == ()
    assert reason(await answer("What did Hill say?", article="flood")) is RefusalReason.NOBODY_OF_THAT_NAME
    assert reason(await answer('Who said "Relations improve"?', article="flood")) is RefusalReason.NOTHING_CLOSE


class Forgetful(MemoryLibrary):
    """A store from which articles are removed after the index was searched."""

    gone: frozenset[str] = frozenset()

    async def passages(self, ids: Sequence[int]) -> dict[int, StoredPassage]:
        return {i: p for i, p in (await super().passages(ids)).items() if p.article.id not in self.gone}


@pytest.fixture
def library() -> MemoryLibrary:
    return Forgetful()


async def test_a_hit_that_the_store_no_longer_holds_is_not_shown(
    stored: AddArticles, answer: AnswerQuestion, library: Forgetful
) -> None:
    question = "river rose by two metres at the old bridge overnight"
    assert excerpts(await answer(question))[0].article.id == "flood"
    library.gone = frozenset({"flood"})
    assert "flood" not in {e.article.id for e in excerpts(await answer(question))}
    library.gone = frozenset({"flood", "ukraine"})
    assert excerpts(await answer(question)) == ()


async def test_a_revision_replaces_the_words_of_the_old_one(stored: AddArticles, answer: AnswerQuestion) -> None:
    await stored([Draft(text=SECOND_HILL, id="ukraine")])
    assert texts(await answer("What did Hill say?")) == ['"The harvest was the best in years,"']
    assert reason(await answer('Who said "Ukraine is absolutely critical"?')) is RefusalReason.NOTHING_CLOSE


async def test_a_question_that_cannot_be_asked_is_refused(answer: AnswerQuestion, search: PassageSearch) -> None:
    for question in ("", "?!", "x" * 5000):
        with pytest.raises(UnusableQuestion):
            await answer(question)
