"""Questions about people across articles: whose words are shown, to which audience, when, on what; or why none."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from retrieval.answers.router import AnswerQuestion
from retrieval.domain.article import Draft, KnownBy, Reading, StatementKind
from retrieval.domain.reply import Answer, Note, Refusal, RefusalReason, Remark, Reply
from retrieval.index.search import PassageSearch
from tests.contracts.memory import MemoryLibrary
from tests.retrieval.invented import Said, march, printed

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)

KOSOVO = printed(
    "US Ambassador to Serbia Christopher Hill met reporters. “Kosovo needs patience,” Hill told reporters. "
    "Hill said that gas prices would fall. “Not in Kosovo,” answered Aleksandar Vučić. “We agree,” both said.",
    Said("“Kosovo needs patience,”", "Christopher Hill", "Hill", cue="told"),
    Said("gas prices would fall", "Christopher Hill", "Hill", kind=StatementKind.INDIRECT, cue="said"),
    Said("“Not in Kosovo,”", "Aleksandar Vučić", cue="answered"),
    Said("“We agree,”", "Christopher Hill and Aleksandar Vučić", "both", KnownBy.PRONOUN),
    name="kosovo", named=[("Christopher Hill", "US Ambassador to Serbia")], day=march(2),
)  # fmt: skip
TALKS = printed(
    "“Talks go on,” Vucic told the Financial Times. The Serbian leader said Hill was a good man. Putin was silent.",
    Said("“Talks go on,”", "Vucic", cue="told"),
    Said("Hill was a good man", "Vucic", "The Serbian leader", KnownBy.ROLE, StatementKind.INDIRECT, cue="said"),
    name="talks", named=[("Vladimir Putin", ""), ("Hill", "")], day=march(9),
)  # fmt: skip
MAYOR = printed(
    "“The bridge is safe,” the mayor said. “It is not,” said a spokesman for the mayor, Ann Lee.",
    Said("“The bridge is safe,”", "the mayor", how=KnownBy.ROLE, cue="said"),
    Said("“It is not,”", "Ann Lee", cue="said"),
    name="mayor", named=[("Ann Lee", "a spokesman for the mayor")],
)  # fmt: skip
BENNY = printed(
    "“What a harvest,” said Benny Hill.", Said("“What a harvest,”", "Benny Hill"), name="benny", day=march(3)
)
ONLY_HILL = printed("“No comment,” Hill said.", Said("“No comment,”", "Hill", cue="said"), name="only", day=march(4))


@pytest.fixture
async def answer(library: MemoryLibrary, search: PassageSearch) -> AnswerQuestion:
    await library.put([KOSOVO, TALKS, MAYOR])
    return AnswerQuestion(library, search, lambda: NOW)


def texts(reply: Reply) -> list[str]:
    assert isinstance(reply, Answer), reply
    return [e.text for e in reply.excerpts]


def refused(reply: Reply, reason: RefusalReason) -> Refusal:
    assert isinstance(reply, Refusal), texts(reply)
    assert reply.reason is reason
    return reply


def speakers(reply: Reply) -> list[str]:
    assert isinstance(reply, Answer), reply
    return [" and ".join(s.name for s in e.speakers) for e in reply.excerpts]


VUCIC = ["“Talks go on,”", "Hill was a good man", "“Not in Kosovo,”", "“We agree,”"]


@pytest.mark.parametrize("asked", ["Vucic", "Vučić", "Aleksandar Vucic", "President Vučić", "Aleksandar", "A. Vucic"])
async def test_one_person_is_found_under_every_form_of_the_name(answer: AnswerQuestion, asked: str) -> None:
    reply = await answer(f"What did {asked} say?")
    assert texts(reply) == VUCIC
    assert set(speakers(reply)) == {"Aleksandar Vučić", "Christopher Hill and Aleksandar Vučić"}


async def test_answers_are_ordered_by_person_then_newest_article_then_direct_words(answer: AnswerQuestion) -> None:
    reply = await answer("What did Hill and Vucic say?")
    assert speakers(reply) == [
        "Christopher Hill", "Christopher Hill",
        "Christopher Hill and Aleksandar Vučić",
        "Aleksandar Vučić", "Aleksandar Vučić", "Aleksandar Vučić",
    ]  # fmt: skip
    assert texts(reply) == ["“Kosovo needs patience,”", "gas prices would fall", "“We agree,”", *VUCIC[:3]]


async def test_several_people_can_be_asked_about_one_topic(answer: AnswerQuestion) -> None:
    reply = await answer("What did Hill and Vucic say about Kosovo?")
    assert texts(reply) == ["“Kosovo needs patience,”", "“Not in Kosovo,”"]


async def test_people_without_words_are_listed_as_unanswered(answer: AnswerQuestion) -> None:
    reply = await answer("What did Hill, Putin and Zoltan Quux say about gas prices?")
    assert texts(reply)[0] == "gas prices would fall"
    assert isinstance(reply, Answer)
    assert [(r.asked, r.reason) for r in reply.unanswered] == [
        ("Putin", RefusalReason.NEVER_QUOTED),
        ("Zoltan Quux", RefusalReason.NOBODY_OF_THAT_NAME),
    ]
    nobody = refused(await answer("What did Putin and Quux say?"), RefusalReason.NEVER_QUOTED)
    assert [r.asked for r in (nobody, *nobody.unanswered)] == ["Putin", "Quux"]


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("Hil", "Christopher Hill"),
        ("Alexander Vucic", "Aleksandar Vučić"),
        ("Chris Hill", "Christopher Hill"),
    ],
)
async def test_a_misspelt_name_is_asked_back_and_never_answered(answer: AnswerQuestion, asked: str, meant: str) -> None:
    refusal = refused(await answer(f"What did {asked} say?"), RefusalReason.DID_YOU_MEAN)
    assert (refusal.asked, refusal.people, refusal.nearest) == (asked, (meant,), ())


@pytest.mark.parametrize("asked", ["Vucik", "Vuchich"])
async def test_a_misspelt_surname_that_only_one_can_mean_is_answered_under_the_right_name(
    answer: AnswerQuestion, asked: str
) -> None:
    reply = await answer(f"What did {asked} say?")
    assert isinstance(reply, Answer)
    assert all("Aleksandar Vučić" in {s.name for s in e.speakers} for e in reply.excerpts)


@pytest.mark.parametrize("asked", ["Macron", "Li", "Benny Hill", "Zoltan Vucic", "the Hill", "Quux"])
async def test_another_name_matches_nobody(answer: AnswerQuestion, asked: str) -> None:
    refused(await answer(f"What did {asked} say?"), RefusalReason.NOBODY_OF_THAT_NAME)


async def test_an_unclear_name_among_several_is_asked_back_first(answer: AnswerQuestion) -> None:
    refusal = refused(await answer("What did Hill and Vucik say?"), RefusalReason.DID_YOU_MEAN)
    assert (refusal.asked, refusal.people) == ("Vucik", ("Aleksandar Vučić",))


async def test_the_reader_chooses_between_two_hills(answer: AnswerQuestion, library: MemoryLibrary) -> None:
    await library.put([BENNY, ONLY_HILL])
    refusal = refused(await answer("What did Hill say?"), RefusalReason.SEVERAL_OF_THAT_NAME)
    assert sorted(refusal.people) == ["Benny Hill", "Christopher Hill"]
    benny = await answer("What did Benny Hill say?")
    assert texts(benny) == ["“What a harvest,”"]
    assert isinstance(benny, Answer)
    # The article does not say whether it is his: it is counted, not shown.
    assert benny.remarks == (Remark(Note.UNNAMED, 1),)


@pytest.mark.parametrize("question", ["hill", "Hill?", "hill quotes", "everything hill said"])
async def test_the_reader_chooses_between_two_hills_however_short_the_question(
    answer: AnswerQuestion, library: MemoryLibrary, question: str
) -> None:
    await library.put([BENNY, ONLY_HILL])
    refusal = refused(await answer(question), RefusalReason.SEVERAL_OF_THAT_NAME)
    assert sorted(refusal.people) == ["Benny Hill", "Christopher Hill"]


@pytest.mark.parametrize("question", ["hill on gas", "hill's view on gas"])
async def test_of_two_hills_the_one_who_spoke_on_the_topic_is_meant(
    answer: AnswerQuestion, library: MemoryLibrary, question: str
) -> None:
    await library.put([BENNY, ONLY_HILL])
    reply = await answer(question)
    assert texts(reply)[0] == "gas prices would fall"
    assert set(speakers(reply)) == {"Christopher Hill"}


async def test_a_title_distinguishes_people_of_one_name(answer: AnswerQuestion, library: MemoryLibrary) -> None:
    await library.put([BENNY])
    assert {*speakers(await answer("What did Ambassador Hill say about gas?"))} == {"Christopher Hill"}
    # A title printed with neither of them does not help.
    refused(await answer("What did Senator Hill say?"), RefusalReason.SEVERAL_OF_THAT_NAME)


async def test_if_only_one_of_two_is_quoted_unclear_statements_are_marked(
    answer: AnswerQuestion, library: MemoryLibrary
) -> None:
    named = printed("Benny Hill was there. Nobody spoke.", name="named", named=[("Benny Hill", "")])
    await library.put([named, ONLY_HILL])
    reply = await answer("What did Hill say?")
    assert isinstance(reply, Answer)
    assert [(e.text, e.speakers[0].might_be) for e in reply.excerpts if e.article.id == "only"] == [
        ("“No comment,”", ("Benny Hill", "Christopher Hill"))
    ]
    assert all(not s.might_be for e in reply.excerpts if e.article.id != "only" for s in e.speakers)
    assert texts(await answer("What did Hill say?", article="only")) == ["“No comment,”"]


@pytest.mark.parametrize(
    "asked", ["the ambassador", "the US ambassador to Serbia", "the ambassador to Serbia", "the american ambassador"]
)
async def test_a_role_means_the_person_printed_with_it(answer: AnswerQuestion, asked: str) -> None:
    reply = await answer(f"What did {asked} say about gas prices?")
    assert texts(reply)[0] == "gas prices would fall"
    assert speakers(reply)[0] == "Christopher Hill"


async def test_a_role_without_a_name_speaks_for_itself_and_its_spokesman_does_not(answer: AnswerQuestion) -> None:
    reply = await answer("What did the mayor say?")
    assert (texts(reply), speakers(reply)) == (["“The bridge is safe,”"], ["the mayor"])
    assert texts(await answer("What did the spokesman for the mayor say?")) == ["“It is not,”"]


async def test_the_reader_chooses_between_two_holders_of_a_role(answer: AnswerQuestion, library: MemoryLibrary) -> None:
    other = printed(
        "“Welcome,” said Ambassador to Peru Ann Lee.", Said("“Welcome,”", "Ann Lee"),
        name="peru", named=[("Ann Lee", "Ambassador to Peru")],
    )  # fmt: skip
    await library.put([other])
    refusal = refused(await answer("What did the ambassador say?"), RefusalReason.SEVERAL_OF_THAT_NAME)
    assert sorted(refusal.people) == ["Ann Lee", "Christopher Hill"]
    assert "“Welcome,”" in texts(await answer("What did the ambassador to Peru say?"))


@pytest.mark.parametrize(
    ("when", "given"),
    [("yesterday", VUCIC[:2]), ("in March", VUCIC), ("since 5 March", VUCIC[:2]), ("on 2 March", VUCIC[2:])],
)
async def test_only_articles_of_that_time_are_shown(answer: AnswerQuestion, when: str, given: list[str]) -> None:
    assert texts(await answer(f"What did Vucic say {when}?")) == given


async def test_a_refusal_for_dates_shows_words_from_other_dates(answer: AnswerQuestion) -> None:
    refusal = refused(await answer("What did Vucic say in 2020?"), RefusalReason.NOT_THEN)
    assert refusal.people == ("Aleksandar Vučić",)
    assert [e.text for e in refusal.nearest] == VUCIC[:2]
    undated = refused(await answer("What did Ann Lee say in 2020?"), RefusalReason.NOT_THEN)
    assert undated.remarks == (Remark(Note.UNDATED, 1),)


@pytest.mark.parametrize(
    ("question", "given"),
    [
        ("What did Hill tell reporters?", ["“Kosovo needs patience,”"]),
        ("What did Vucic say to the FT?", ["“Talks go on,”"]),
        ("What did Vucic tell the Financial Times in March?", ["“Talks go on,”"]),
    ],
)
async def test_only_words_said_to_the_audience_are_shown(
    answer: AnswerQuestion, question: str, given: list[str]
) -> None:
    assert texts(await answer(question)) == given


async def test_words_not_clearly_said_to_the_audience_are_shown_under_a_caution(answer: AnswerQuestion) -> None:
    reply = await answer("What did Hill tell the FT?")
    assert isinstance(reply, Answer)
    assert reply.hedged
    assert {s.name for e in reply.excerpts for s in e.speakers} >= {"Christopher Hill"}
    assert all("Christopher Hill" in {s.name for s in e.speakers} for e in reply.excerpts)


async def test_did_somebody_say_these_very_words(answer: AnswerQuestion) -> None:
    assert texts(await answer("Did Hill say “Kosovo needs patience”?")) == ["“Kosovo needs patience,”"]
    refused(await answer("Did Vucic say “Kosovo needs patience”?"), RefusalReason.NOT_ON_THIS)
    refused(await answer("Did Hill say “patience needs Kosovo”?"), RefusalReason.NOT_ON_THIS)


async def test_quoted_but_not_on_this_topic_lists_other_topics(answer: AnswerQuestion) -> None:
    refusal = refused(await answer("What did Hill say about zebras?"), RefusalReason.NOT_ON_THIS)
    assert "Kosovo" in refusal.topics
    assert refusal.nearest


async def test_a_few_words_of_a_long_topic_are_not_the_topic(answer: AnswerQuestion) -> None:
    """Otherwise any statement with the word "Kosovo" would surely answer."""
    reply = await answer("What did Hill say about trains between Kosovo, Belgrade and Budapest?")
    assert isinstance(reply, Refusal) or reply.hedged


async def test_a_name_on_a_topic_may_be_an_open_question(answer: AnswerQuestion) -> None:
    assert texts(await answer("Hill on Kosovo")) == ["“Kosovo needs patience,”"]
    reply = await answer("War on drugs")
    assert not isinstance(reply, Answer)
    assert reply.reason is RefusalReason.NOTHING_CLOSE


@pytest.mark.parametrize("text", ["putin on kosovo", "putin", "putin's words about kosovo"])
async def test_somebody_printed_with_a_role_is_taken_as_a_person(
    library: MemoryLibrary, answer: AnswerQuestion, text: str
) -> None:
    named = printed("President Vladimir Putin met Hill.", name="met", named=[("Vladimir Putin", "President")])
    await library.put([named])
    refusal = refused(await answer(text), RefusalReason.NEVER_QUOTED)
    assert [e.text for e in refusal.nearest]


async def test_who_spoke_about_a_topic_shows_everybody_who_did(answer: AnswerQuestion) -> None:
    reply = await answer("Who spoke about Kosovo?")
    assert list(zip(speakers(reply), texts(reply), strict=True)) == [
        ("Christopher Hill", "“Kosovo needs patience,”"),
        ("Aleksandar Vučić", "“Not in Kosovo,”"),
    ]
    refused(await answer("Who spoke about Kosovo yesterday?"), RefusalReason.NOT_THEN)
    assert texts(await answer("Who spoke about gas prices in March?")) == ["gas prices would fall"]
    refusal = refused(await answer("Who spoke about zebras?"), RefusalReason.NOBODY_ON_THIS)
    assert refusal.asked == "zebras"


async def test_what_they_said_about_somebody_is_not_what_that_person_said(answer: AnswerQuestion) -> None:
    reply = await answer("What did they say about Hill?")
    assert list(zip(speakers(reply), texts(reply), strict=True)) == [("Aleksandar Vučić", "Hill was a good man")]
    refused(await answer("What did they say about Vucic?"), RefusalReason.NOBODY_ON_THIS)
    refused(await answer("What did they say about Hill?", article="kosovo"), RefusalReason.NOBODY_ON_THIS)


async def test_words_about_one_hill_are_not_about_another(answer: AnswerQuestion, library: MemoryLibrary) -> None:
    await library.put([BENNY])
    refusal = refused(await answer("What did they say about Hill?"), RefusalReason.SEVERAL_OF_THAT_NAME)
    assert sorted(refusal.people) == ["Benny Hill", "Christopher Hill"]
    refused(await answer("What did they say about Benny Hill?"), RefusalReason.NOBODY_ON_THIS)


async def test_who_said_something_to_whom_and_when(answer: AnswerQuestion) -> None:
    assert speakers(await answer("Who said “talks go on” yesterday?")) == ["Aleksandar Vučić"]
    assert texts(await answer("Who told the FT “talks go on”?")) == ["“Talks go on,”"]
    shown = refused(await answer("Who said “talks go on” in 2020?"), RefusalReason.NOT_THEN)
    assert [e.text for e in shown.nearest] == ["“Talks go on,”"]
    refused(await answer("Who told the BBC “talks go on”?"), RefusalReason.NOT_TO_THEM)


async def test_articles_not_read_for_statements_are_counted_if_it_matters(
    answer: AnswerQuestion, library: MemoryLibrary
) -> None:
    assert refused(await answer("What did Quux say?"), RefusalReason.NOBODY_OF_THAT_NAME).remarks == ()
    await library.put([(Draft(text="Куукс је рекао не.", id="sr"), Reading((), (), (), understood=False))])
    unread = (Remark(Note.UNREAD, 1),)
    for question in ("What did Quux say?", "What did Putin say?", "Who spoke about zebras?", "Who said “quux”?"):
        reply = await answer(question)
        assert isinstance(reply, Refusal)
        assert reply.remarks == unread, question
    reply = await answer("What did Putin say?", article="talks")
    assert isinstance(reply, Refusal)
    assert reply.remarks == ()


async def test_every_kind_keeps_to_a_limit(answer: AnswerQuestion) -> None:
    for question in ("What did Hill and Vucic say?", "Who spoke about Kosovo?"):
        assert len(texts(await answer(question, limit=1))) == 1
