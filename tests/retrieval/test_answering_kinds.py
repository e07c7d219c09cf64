"""Briefings, timelines, news, comparisons and dates: on a few articles, with the real encoder."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from retrieval.answers.router import AnswerQuestion
from retrieval.domain.question import QuestionKind
from retrieval.domain.reply import Answer, Note, RefusalReason, Remark
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


async def test_a_briefing_has_whole_sentences_of_several_papers_oldest_first(answer: AnswerQuestion) -> None:
    reply = await answer("brief me on the Orlen dam")
    excerpts = shown(reply)
    dated = [e.article.published for e in excerpts if e.article.published]
    assert dated == sorted(dated)
    assert {"warning", "inquiry", "rebuilding"} <= {e.article.id for e in excerpts}
    assert len({e.article.publisher for e in excerpts}) >= 2
    assert all(e.text[0].isupper() and e.text.endswith(".") for e in excerpts)
    assert 3 <= len(excerpts) <= 6


async def test_no_two_sentences_of_a_briefing_are_about_the_same_thing(answer: AnswerQuestion) -> None:
    excerpts = shown(await answer("brief me on the Orlen dam"))
    (breaking,) = [e for e in excerpts if "The Orlen dam broke" in e.text]
    assert {breaking.article.id, *(a.id for a in breaking.also)} == {"break", "wire"}


async def test_a_briefing_leaves_out_sentences_that_depend_on_another(answer: AnswerQuestion) -> None:
    texts = [e.text for e in shown(await answer("tell me about the Orlen dam", limit=20))]
    assert not any(t.startswith(("She ", "Its ", "“Never")) for t in texts)


async def test_a_briefing_shows_side_by_side_what_the_papers_of_its_story_print_differently(
    library: MemoryLibrary, search: PassageSearch
) -> None:
    one = "Twelve people were killed when a bus plunged into the river Reva near Harbour City on Monday, police said."
    other = "Fifteen people died after a bus plunged into the river Reva near Harbour City, rescuers said on Monday."
    day = datetime(2026, 3, 9, tzinfo=UTC)
    await library.put(
        [
            printed(one, name="gaze", day=day, publisher="The Gaze", title="Bus plunges into the Reva"),
            printed(other, name="times", day=day, publisher="Harbour Times", title="Bus crash at the Reva"),
        ]
    )
    reply = await AnswerQuestion(library, search, lambda: NOW)("brief me on the bus in the river Reva")
    assert isinstance(reply, Answer)
    (difference,) = reply.differences
    assert {side.focus[0].cut(side.article.text) for side in difference.sides} == {"Twelve people", "Fifteen people"}
    assert {side.text for side in difference.sides} == {one, other}


async def test_a_briefing_shows_no_confession_under_the_wrong_name(
    library: MemoryLibrary, answer: AnswerQuestion
) -> None:
    text = (
        "The school in Lorsa was built by architect Ida Falk. Inspector Ivo Orr visited the school on Tuesday. "
        "Asked who took the bribe for the school, he said: “I did, and I would do it again.”"
    )
    await library.put([printed(text, name="school", named=[("Ida Falk", "architect"), ("Ivo Orr", "Inspector")])])
    excerpts = shown(await answer("brief me on the school in Lorsa"))
    assert [e.text.split()[0] for e in excerpts] == ["The", "Inspector"]


async def test_tell_me_about_is_a_briefing_only_if_several_days_print_the_topic(answer: AnswerQuestion) -> None:
    assert (await answer("tell me about the Orlen dam")).question.kind is QuestionKind.BRIEFING
    assert (await answer("tell me about Tom Reyes")).question.kind is QuestionKind.BRIEFING
    for asked in ("tell me about Mahler", "what do we know about convicts?", "tell me about the Orlen dam's architect"):
        assert (await answer(asked)).question.kind is QuestionKind.OPEN
    assert (await answer("brief me on Mahler")).question.kind is QuestionKind.BRIEFING


async def test_a_briefing_on_a_person_is_not_about_a_namesake(answer: AnswerQuestion) -> None:
    assert refused(await answer("brief me on Brook"), RefusalReason.SEVERAL_OF_THAT_NAME).people == (
        "Ada Brook",
        "Ben Brook",
    )
    assert set(articles(await answer("brief me on Ada Brook"))) <= {"inquiry", "rebuilding"}
    assert articles(await answer("brief me on Ben Brook")) == ["concert"]


async def test_a_briefing_on_somebody_only_named_takes_no_namesakes_words(
    library: MemoryLibrary, answer: AnswerQuestion
) -> None:
    text = "Ivo Orr and Pavle Orr were both charged. “I did it alone,” Pavle Orr said. Orr was freed on Tuesday."
    alone = Said("“I did it alone,”", "Pavle Orr", cue="said")
    await library.put([
        printed(text, alone, name="orr", named=[("Ivo Orr", ""), ("Pavle Orr", "")], day=march(18)),
        printed("Pavle Orr has left Lorsa.", name="left", named=[("Pavle Orr", "")], day=march(19)),
    ])  # fmt: skip
    for asked in ("brief me on Ivo Orr", "brief me on ivo orr", "timeline of Ivo Orr"):
        assert [e.text for e in shown(await answer(asked))] == ["Ivo Orr and Pavle Orr were both charged."]
    assert articles(await answer("what's new on Ivo Orr?")) == ["orr"]


async def test_a_word_once_misread_as_a_name_is_still_a_word(library: MemoryLibrary, answer: AnswerQuestion) -> None:
    misread = printed(
        "The General Election is near.", name="misread", named=[("Election", "The General")], day=march(3)
    )
    other = printed("The election of a mayor in Corlin was close.", name="mayor", day=march(5))
    await library.put([misread, other])
    assert set(articles(await answer("brief me on the election"))) == {"misread", "mayor"}


async def test_a_briefing_on_a_topic_not_stored_is_refused(answer: AnswerQuestion) -> None:
    assert refused(await answer("brief me on volcanoes in Iceland"), RefusalReason.NOTHING_CLOSE).question.topic
    refusal = refused(await answer("brief me on the Orlen dam in January"), RefusalReason.NOT_THEN)
    assert refusal.nearest
    assert refusal.remarks == (Remark(Note.UNDATED_ARTICLES, 1),)


async def test_a_briefing_keeps_to_its_days_and_its_article(answer: AnswerQuestion) -> None:
    assert set(articles(await answer("brief me on the Orlen dam since 8 March"))) == {"inquiry", "rebuilding"}
    assert set(articles(await answer("brief me on the Orlen dam", article="inquiry"))) == {"inquiry"}


async def test_a_timeline_has_dated_articles_and_counts_the_others(answer: AnswerQuestion) -> None:
    reply = await answer("timeline of the Orlen dam")
    days = [e.article.published for e in shown(reply)]
    assert None not in days
    assert days == sorted(days, key=str)
    assert {d.day for d in days if d} == {2, 6, 9, 20}
    assert isinstance(reply, Answer)
    assert reply.remarks == (Remark(Note.UNDATED_ARTICLES, 1),)


async def test_a_timeline_of_undated_articles_is_refused(answer: AnswerQuestion) -> None:
    refusal = refused(await answer("timeline of the convicts who built it"), RefusalReason.NOT_THEN)
    assert [e.article.id for e in refusal.nearest] == ["undated"]


async def test_news_is_the_newest_there_is_newest_first(answer: AnswerQuestion) -> None:
    reply = await answer("what's new?")
    assert articles(reply)[:2] == ["rebuilding", "concert"]
    assert reply.question.when is None
    assert {e.span.start for e in shown(reply)} == {0}
    assert articles(await answer("what's new since 14 March?")) == ["rebuilding", "concert"]


async def test_news_has_each_story_once_unless_it_is_asked_for(library: MemoryLibrary, answer: AnswerQuestion) -> None:
    fire = "A fire destroyed the paper mill of Torvik on {}. The owner, Eva Blom, said the mill of Torvik was insured."
    smoke = "Smoke from the paper mill in Torvik still hung over the town {}. Eva Blom, the owner, saw the mill burn."
    await library.put([printed(fire.format("Thursday"), name="fire", day=march(18), publisher="Herald")])
    await library.put([printed(smoke.format("a day later"), name="smoke", day=march(19), publisher="Echo")])
    new = articles(await answer("what's new since 17 March?"))
    assert "smoke" in new
    assert "fire" not in new
    assert articles(await answer("what's new on Torvik?")) == ["smoke", "fire"]


async def test_news_on_a_topic_is_new_and_on_the_topic(answer: AnswerQuestion) -> None:
    assert articles(await answer("what's new on the dam?"))[0] == "rebuilding"
    assert "concert" not in articles(await answer("what's new on the dam?"))
    since = articles(await answer("any news on the Orlen dam since 5 March?"))
    # The undated article is on the same story as another, and stories are told once.
    assert since in [["rebuilding", "inquiry", "break"], ["rebuilding", "inquiry", "wire"]]
    assert articles(await answer("news about Ben Brook")) == ["concert"]
    assert articles(await answer("what's new on Mara Lindqvist?")) == ["warning"]
    refusal = refused(await answer("what's new on Mara Lindqvist since 14 March?"), RefusalReason.NOT_THEN)
    assert [e.article.id for e in refusal.nearest] == ["warning"]
    refused(await answer("news about volcanoes in Iceland"), RefusalReason.NOTHING_CLOSE)


async def test_a_story_in_several_papers_is_shown_once(answer: AnswerQuestion) -> None:
    reply = await answer("what happened on 6 March?")
    (story,) = shown(reply)
    assert {story.article.id, *(a.id for a in story.also)} == {"break", "wire"}


async def test_more_news_than_is_shown_is_counted(library: MemoryLibrary, answer: AnswerQuestion) -> None:
    heard = ("Bakers strike", "Ferries collide", "Judges resign", "Wolves return", "Roofs leak", "Miners celebrate",
             "Trams derail", "Orchards bloom", "Pupils march")  # fmt: skip
    await library.put([printed(f"{news}.", name=news, day=march(18)) for news in heard])
    reply = await answer("what's new?")
    assert isinstance(reply, Answer)
    assert len(reply.excerpts) == 6
    # These nine and three stories of the press; six are shown.
    assert reply.remarks == (Remark(Note.FURTHER, 6),)


async def test_a_comparison_shows_the_words_of_both_people(answer: AnswerQuestion) -> None:
    reply = await answer("Ada Brook against Tom Reyes")
    assert [s.name for e in shown(reply) for s in e.speakers] == ["Ada Brook", "Ada Brook", "Tom Reyes", "Tom Reyes"]
    two = await answer("Ada Brook against Tom Reyes", limit=2)
    assert [s.name for e in shown(two) for s in e.speakers] == ["Ada Brook", "Tom Reyes"]


async def test_a_comparison_says_why_one_of_the_people_has_no_words(answer: AnswerQuestion) -> None:
    reply = await answer("compare Mara Lindqvist and Tom Reyes on the warning")
    assert isinstance(reply, Answer)
    assert [s.name for e in reply.excerpts for s in e.speakers] == ["Tom Reyes"]
    assert [(r.reason, r.asked) for r in reply.unanswered] == [(RefusalReason.NOT_ON_THIS, "Mara Lindqvist")]
    nobody = await answer("Tom Reyes against Emmanuel Macron")
    assert isinstance(nobody, Answer)
    assert [r.reason for r in nobody.unanswered] == [RefusalReason.NOBODY_OF_THAT_NAME]
    several = refused(await answer("Brook vs Reyes"), RefusalReason.SEVERAL_OF_THAT_NAME)
    assert several.asked == "Brook"
    # Of the two, only Ada Brook spoke on it, and only she is named in an article with Reyes.
    chosen = shown(await answer("Brook vs Reyes on the dam"))
    assert {s.name for e in chosen for s in e.speakers} == {"Ada Brook", "Tom Reyes"}
    reply = await answer("Brook vs Reyes on the cracks")
    assert {s.name for e in shown(reply) for s in e.speakers} == {"Ada Brook", "Tom Reyes"}
    # That there is another Brook is said.
    assert isinstance(reply, Answer)
    assert Remark(Note.NAMESAKES, 1) in reply.remarks
    several = refused(await answer("Brook vs Lindqvist on eleven bows"), RefusalReason.SEVERAL_OF_THAT_NAME)
    assert several.asked == "Brook"


@pytest.mark.parametrize("text", ["protests against Reyes", "the valley vs the coast", "compare prices and wages"])
async def test_a_comparison_of_other_things_is_an_open_question(answer: AnswerQuestion, text: str) -> None:
    assert (await answer(text)).question.kind is QuestionKind.OPEN


async def test_an_open_question_keeps_to_its_days(answer: AnswerQuestion) -> None:
    assert articles(await answer("What happened to the Orlen dam last week?")) == ["inquiry"]
    assert set(articles(await answer("What happened to the Orlen dam between 5 March and 7 March?"))) <= {
        "break",
        "wire",
    }
    refusal = refused(
        await answer("What happened to the Orlen dam yesterday?", article="break"), RefusalReason.NOT_THEN
    )
    assert refusal.nearest


async def test_undated_passages_belong_to_no_week_but_may_belong_to_a_year(answer: AnswerQuestion) -> None:
    refusal = refused(
        await answer("Who built the Orlen dam, the pride of the valley, last month?"), RefusalReason.NOT_THEN
    )
    assert refusal.remarks == (Remark(Note.UNDATED_ARTICLES, 1),)
    assert articles(await answer("Was the pride of the valley built by convicts in 1912?")) == ["undated"]


async def test_an_article_that_prints_the_date_asked_for_belongs_to_it(
    library: MemoryLibrary, answer: AnswerQuestion
) -> None:
    await library.put(
        [printed("The old Orlen bridge was blown up in May 1944 by partisans.", name="war", day=march(3))]
    )
    assert articles(await answer("Who blew up the old Orlen bridge in May 1944?")) == ["war"]
    refused(await answer("Who blew up the old Orlen bridge in May 1945?"), RefusalReason.NOT_THEN)


async def test_what_happened_shows_newer_passages_first_among_equals(
    library: MemoryLibrary, search: PassageSearch
) -> None:
    await library.put([
        printed("The buses in Lorsa stopped as drivers went on strike over pay.", name="old", day=march(1)),
        printed("Drivers of the buses in Lorsa have walked out, asking for more pay.", name="new", day=march(18)),
    ])  # fmt: skip
    answer = AnswerQuestion(library, search, lambda: NOW)
    assert articles(await answer("What happened to the buses in Lorsa?"))[0] == "new"


@pytest.mark.parametrize(
    "text",
    [
        "brief me on", "brief me on 🌊", "timeline of AND \"", "what's new on *:", "who is \\?", "x vs y", "vs",
        "who is",
        "brief me on " + "dam " * 200, "what's new 5 March 2020", "timeline of the dam in 0001", "who is 🌊",
        "compare and and and", "summarise '", "what happened on 30 February 2026?",
        "brief me on ברשת",
    ],
)  # fmt: skip
async def test_odd_questions_of_every_kind_are_answered_or_refused(answer: AnswerQuestion, text: str) -> None:
    reply = await answer(text)
    for e in reply.excerpts if isinstance(reply, Answer) else reply.nearest:
        assert e.text == e.article.text[e.span.start : e.span.end]


async def test_every_kind_reports_an_empty_store(library: MemoryLibrary, search: PassageSearch) -> None:
    empty = AnswerQuestion(library, search, lambda: NOW)
    for text in ("what's new?", "brief me on the dam", "who is Hill?", "Hill vs Vucic", "timeline of the dam"):
        refused(await empty(text), RefusalReason.NOTHING_STORED)


async def test_the_readers_clock_overrides_the_operators(answer: AnswerQuestion) -> None:
    early = datetime(2026, 3, 7, 6, tzinfo=ZoneInfo("America/New_York"))
    assert articles(await answer("what happened yesterday?", now=early)) in (["break"], ["wire"])
