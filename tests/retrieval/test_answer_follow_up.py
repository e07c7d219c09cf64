"""Follow-ups show the part of an answer that they ask for: the rest, its dates, its context, or other speakers."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from retrieval.answers.router import AnswerQuestion
from retrieval.domain.article import KnownBy, StatementKind
from retrieval.domain.reply import Answer, Refusal, RefusalReason, Reply
from retrieval.followups import conversation_from_history
from retrieval.followups.conversation import EMPTY_CONVERSATION, About, Conversation, turn_of
from retrieval.index.search import PassageSearch
from tests.contracts.memory import MemoryLibrary
from tests.retrieval.invented import Said, march, printed

NOW = datetime(2026, 3, 10, 12, tzinfo=UTC)

KOSOVO = printed(
    "Speaking in Pristina, Ben Hill met reporters. “Kosovo needs patience,” Hill told reporters on Monday. "
    "Hill said that gas prices would fall. “Not in Kosovo,” answered Ada Vučić. “We drink tea,” said Ben Hill.",
    Said("“Kosovo needs patience,”", "Ben Hill", "Hill", cue="told"),
    Said("gas prices would fall", "Ben Hill", "Hill", kind=StatementKind.INDIRECT, cue="said"),
    Said("“Not in Kosovo,”", "Ada Vučić", cue="answered"),
    Said("“We drink tea,”", "Ben Hill", cue="said"),
    name="kosovo", named=[("Ben Hill", "")], day=march(2),
)  # fmt: skip
LATER = printed(
    "“Kosovo is calm,” said Ivo Maric. “Kosovo is cold,” said a guard. “Patience for Kosovo,” Ben Hill said.",
    Said("“Kosovo is calm,”", "Ivo Maric", cue="said"),
    Said("“Kosovo is cold,”", "a guard", how=KnownBy.ROLE, cue="said"),
    Said("“Patience for Kosovo,”", "Ben Hill", cue="said"),
    name="later", day=march(9),
)  # fmt: skip


class Talk:
    """A conversation with the bot, in which each question follows up on the replies before."""

    def __init__(self, answer: AnswerQuestion) -> None:
        self._answer = answer
        self.conversation = Conversation()

    async def __call__(self, text: str, show: int = 100, limit: int | None = None) -> Reply:
        reply = await self._answer(text, conversation=self.conversation, limit=limit)
        shown = reply.excerpts if isinstance(reply, Answer) else reply.nearest
        self.conversation = self.conversation.and_then(turn_of(text, reply, shown[:show]))
        return reply


@pytest.fixture
async def talk(library: MemoryLibrary, search: PassageSearch) -> Talk:
    await library.put([KOSOVO, LATER])
    return Talk(AnswerQuestion(library, search, lambda: NOW))


def texts(reply: Reply) -> list[str]:
    assert isinstance(reply, Answer), reply
    return [e.text for e in reply.excerpts]


def reason(reply: Reply) -> RefusalReason:
    assert isinstance(reply, Refusal), reply
    return reply.reason


HILL = ["“Patience for Kosovo,”", "“Kosovo needs patience,”", "“We drink tea,”", "gas prices would fall"]


async def test_a_reply_says_how_it_was_understood(talk: Talk) -> None:
    first = await talk("what did Hill say?")
    assert texts(first) == HILL
    assert (first.question.understood, first.question.asked) == (None, None)
    second = await talk("and about gas?")
    assert texts(second)[0] == "gas prices would fall"
    assert second.question.text == "what did Hill say about gas?"
    assert (second.question.understood, second.question.asked) == ("Hill, on gas", "and about gas?")


async def test_another_name_is_another_speaker_or_another_topic(talk: Talk) -> None:
    await talk("what did Hill say about Kosovo?")
    assert texts(await talk("and Vucic?")) == ["“Not in Kosovo,”"]
    assert texts(await talk("what about Marić?")) == ["“Kosovo is calm,”"]
    await talk("what did Hill say about Kosovo?")
    tea = await talk("and tea?")
    assert (texts(tea), tea.question.understood) == (["“We drink tea,”"], "Hill, on tea")


async def test_somebody_named_but_never_quoted_is_reported_as_such(talk: Talk, library: MemoryLibrary) -> None:
    march_with = printed("Ivo Maric met Jovan Jovic and Petar Jovic.", name="met", named=[("Jovan Jovic", "")])
    await library.put([march_with])
    await talk("what did Hill say?")
    reply = await talk("and Jovan Jovic?")
    assert reason(reply) is RefusalReason.NEVER_QUOTED
    assert reply.question.text == "what did Jovan Jovic say?"


async def test_a_surname_close_to_only_one_known_is_taken_for_it(talk: Talk) -> None:
    await talk("what did Hill say about Kosovo?")
    reply = await talk("and Marik?")
    assert texts(reply) == ["“Kosovo is calm,”"]
    assert reply.question.understood == "Marik, on Kosovo"


async def test_a_full_name_close_to_a_known_one_is_asked_back(talk: Talk) -> None:
    await talk("what did Hill say about Kosovo?")
    reply = await talk("and Iva Maric?")
    assert reason(reply) is RefusalReason.DID_YOU_MEAN
    assert reply.question.text == "what did Iva Maric say about Kosovo?"


@pytest.mark.parametrize("asked", ["who said that?", "and who said this", "whose words are these?"])
async def test_whose_words_were_shown_is_told_with_the_words(talk: Talk, asked: str) -> None:
    await talk("who spoke about Kosovo being cold?", show=1)
    shown = talk.conversation.last
    assert shown is not None
    reply = await talk(asked)
    assert isinstance(reply, Answer)
    assert {(e.article.id, e.span.start) for e in reply.excerpts} == {(c.article, c.start) for c in shown.cited}
    assert all(e.speakers for e in reply.excerpts)


async def test_more_shows_the_rest_and_then_says_there_is_none(talk: Talk) -> None:
    await talk("what did Hill say?", show=2)
    assert texts(await talk("more", show=1)) == HILL[2:]
    more = await talk("more")
    assert texts(more) == HILL[3:]
    assert isinstance(more, Answer)
    assert [e.statement for e in more.excerpts] == [1]
    assert reason(await talk("more")) is RefusalReason.NOTHING_MORE
    assert reason(await talk("anything else?")) is RefusalReason.NOTHING_MORE


async def test_more_keeps_to_a_limit(talk: Talk) -> None:
    await talk("what did Hill say?", show=1)
    assert texts(await talk("more", limit=1)) == HILL[1:2]
    assert texts(await talk("more", limit=2)) == HILL[2:]


async def test_when_shows_the_same_words_again(talk: Talk) -> None:
    shown = texts(await talk("what did Hill say about Kosovo?", show=1))
    again = await talk("when did he say that?")
    assert texts(again) == shown[:1]
    assert isinstance(again, Answer)
    assert again.excerpts[0].article.published is not None


async def test_where_and_to_whom_show_the_sentences_around_the_words(talk: Talk) -> None:
    await talk("what did Hill say about patience?")
    for asked in ("where did he say that?", "to whom?"):
        await talk("what did Hill say about patience?")
        around = await talk(asked)
        assert "“Kosovo needs patience,” Hill told reporters on Monday." in texts(around)
        assert isinstance(around, Answer)
        assert {e.kind for e in around.excerpts} == {None}, "a sentence is nobody's words in particular"


async def test_who_else_leaves_out_those_shown(talk: Talk) -> None:
    await talk("what did Hill say about Kosovo?")
    assert sorted(texts(await talk("who else?"))) == ["“Kosovo is calm,”", "“Kosovo is cold,”", "“Not in Kosovo,”"]
    assert reason(await talk("who else?")) is RefusalReason.NOBODY_ELSE


async def test_in_an_imported_history_what_was_replied_counts_as_shown(
    library: MemoryLibrary, search: PassageSearch
) -> None:
    await library.put([KOSOVO, LATER])
    answer = AnswerQuestion(library, search, lambda: NOW)
    history = conversation_from_history(["what did Hill say about Kosovo?", "He said: “Kosovo needs patience”."], NOW)
    others = await answer("who else?", conversation=history)
    assert sorted(texts(others)) == ["“Kosovo is calm,”", "“Kosovo is cold,”", "“Not in Kosovo,”"]
    assert texts(await answer("more", conversation=history)) == ["“Patience for Kosovo,”"]
    without_replies = conversation_from_history(["what did Hill say about Kosovo?", ""], NOW)
    assert texts(await answer("who else?", conversation=without_replies)) == texts(others)


async def test_other_dates(talk: Talk) -> None:
    await talk("what did Hill say?")
    assert texts(await talk("since Monday?")) == HILL[:1]
    assert texts(await talk("and in March?")) == HILL
    assert reason(await talk("last year?")) is RefusalReason.NOT_THEN


async def test_he_is_resolved_by_first_name_or_asked_back(talk: Talk) -> None:
    await talk("who spoke about Kosovo?")
    # Ben is known as a man's name; the gender of Ada and Ivo is unknown.
    reply = await talk("what did he say about gas?")
    assert reason(reply) is RefusalReason.WHO_IS_MEANT
    assert isinstance(reply, Refusal)
    assert set(reply.people) == {"Ben Hill", "Ada Vučić", "Ivo Maric"}
    her = await talk("what did she say?")
    assert isinstance(her, Refusal)
    assert "Ben Hill" not in her.people
    assert texts(await talk("and since Monday?")) != [], "a turn that only asked back is not followed up"


async def test_a_pronoun_means_a_person_of_a_surname_but_never_an_agency(talk: Talk, library: MemoryLibrary) -> None:
    agency = printed("“It rains,” AFP said.", Said("“It rains,”", "AFP", cue="said"), name="afp")
    await library.put([agency])
    await talk("what did AFP say?")
    assert reason(await talk("what did she say?")) is RefusalReason.WHO_IS_MEANT
    await talk("who is Hill?")
    assert texts(await talk("what did he say about gas?"))[0] == "gas prices would fall"
    await talk("who is Hill?")
    assert reason(await talk("what did she say about gas?")) is RefusalReason.WHO_IS_MEANT


@pytest.mark.parametrize(
    ("text", "said", "he", "she"),
    [
        ("“It rains,” Qiu Vey said.", Said("“It rains,”", "Qiu Vey", cue="said"), False, False),
        ("“It rains,” Tom Vey said.", Said("“It rains,”", "Tom Vey", cue="said"), True, True),
        ("Qiu Vey left. “It rains,” Vey said.", Said("“It rains,”", "Qiu Vey", printed="Vey", cue="said"), True, True),
        (
            "Qiu Vey left. “It rains,” she said.",
            Said("“It rains,”", "Qiu Vey", printed="she", how=KnownBy.PRONOUN, cue="said"), False, True,
        ),
    ],
)  # fmt: skip
async def test_how_articles_refer_to_people_tells_which_pronoun_fits(
    *, talk: Talk, library: MemoryLibrary, text: str, said: Said, he: bool, she: bool
) -> None:
    """A first name of known gender, a bare surname (used only for people), or "she said"."""
    await library.put([printed(text, said, name="rain")])
    for pronoun, fits in (("he", he), ("she", she)):
        await talk(f"what did {said.who} say?")
        reply = await talk(f"what did {pronoun} say?")
        if fits:
            assert texts(reply) == ["“It rains,”"]
        else:
            assert reason(reply) is RefusalReason.WHO_IS_MEANT


@pytest.mark.parametrize("asked", ["is that true?", "but is it right", "any proof?", "Are they lying?"])
async def test_whether_words_are_true_is_left_to_the_reader_with_what_follows_them(talk: Talk, asked: str) -> None:
    await talk("what did Vucic say about Kosovo?")
    reply = await talk(asked)
    assert isinstance(reply, Answer)
    assert (reply.whether_true, reply.hedged) == (True, True)
    assert texts(reply) == ["“We drink tea,” said Ben Hill."]
    assert reply.question.understood == asked.strip("?")
    assert texts(await talk("and Maric?")) == ["“Kosovo is calm,”"]


async def test_why_somebody_said_something_is_answered_by_what_follows_and_never_by_the_same_words(talk: Talk) -> None:
    await talk("what did Vucic say about Kosovo?")
    reply = await talk("but why?")
    assert isinstance(reply, Answer)
    assert (texts(reply), reply.hedged) == (["“We drink tea,” said Ben Hill."], True)


async def test_she_is_the_only_woman_quoted_in_the_article_shown_and_the_reader_is_told(
    talk: Talk, library: MemoryLibrary
) -> None:
    mill = printed(
        "The mill burned. “It was arson,” said Maria Keller. “We have a suspect,” said Peter Stone.",
        Said("“It was arson,”", "Maria Keller", cue="said"),
        Said("“We have a suspect,”", "Peter Stone", cue="said"), name="mill",
    )  # fmt: skip
    await library.put([mill])
    await talk("about the mill that burned")
    she = await talk("what did she say?")
    assert (texts(she), she.question.understood) == (["“It was arson,”"], "Maria Keller")


async def test_whoever_is_named_is_looked_up_in_every_article(talk: Talk) -> None:
    await talk("what did Maric say?")
    assert texts(await talk("what did Hill say?")) == HILL


async def test_whoever_is_asked_for_by_role_is_the_one_in_the_article_shown(talk: Talk, library: MemoryLibrary) -> None:
    other = printed(
        "“Sit down,” said a guard. The prison is in Novi Sad.",
        Said("“Sit down,”", "a guard", how=KnownBy.ROLE),
        name="jail",
    )
    await library.put([other])
    await talk("what did Maric say?")
    assert texts(await talk("and what did the guard say?")) == ["“Kosovo is cold,”"]


async def test_a_thing_that_nobody_spoke_of_is_a_new_subject(talk: Talk, library: MemoryLibrary) -> None:
    await library.put([printed("The salmon run began on Friday. Boats stay in port.", name="salmon")])
    await talk("what did Maric say?")
    reply = await talk("and the salmon run?")
    assert texts(reply)[0].startswith("The salmon run began")
    assert reply.question.understood == "what about the salmon run"


async def test_a_follow_up_without_a_conversation_is_refused(talk: Talk) -> None:
    assert reason(await talk("more")) is RefusalReason.NOTHING_BEFORE
    assert reason(await talk("is that true?")) is RefusalReason.NOTHING_BEFORE
    assert reason(await talk("when did he say that?")) is RefusalReason.NOTHING_BEFORE
    assert reason(await talk("what did he say?")) is RefusalReason.WHO_IS_MEANT


async def test_literally_nothing_is_read_into_a_question(
    talk: Talk, library: MemoryLibrary, search: PassageSearch
) -> None:
    await talk("what did Hill say?")
    answer = AnswerQuestion(library, search, lambda: NOW)
    reply = await answer("more", conversation=talk.conversation, literally=True)
    assert reply.question.text == "more"
    assert reply.question.understood is None


async def test_a_revised_article_answers_with_its_present_text(talk: Talk, library: MemoryLibrary) -> None:
    await talk("what did Hill say about tea?")
    words = "“We drink coffee and tea,”"
    await library.put([printed(f"{words} said Ben Hill.", Said(words, "Ben Hill"), name="kosovo")])
    for asked in ("when did he say that?", "where did he say that?"):
        assert "tea" in " ".join(texts(await talk(asked)))
    await talk("what did Hill say about tea?")
    await library.put([printed("Nobody spoke.", name="kosovo")])
    for asked in ("when did he say that?", "where did he say that?", "more", "who else?", "what about Vucic?", "why?"):
        assert isinstance(await talk(asked), Answer | Refusal)


async def test_a_whole_question_in_reply_to_an_article_tries_that_article_first(
    library: MemoryLibrary, search: PassageSearch
) -> None:
    await library.put([KOSOVO, LATER])
    answer = AnswerQuestion(library, search, lambda: NOW)
    about = Conversation(about=About(articles=("kosovo",)))
    there = await answer("what did Hill say about Kosovo?", conversation=about)
    assert texts(there) == ["“Kosovo needs patience,”"]
    assert there.question.understood == "in untitled article"
    elsewhere = await answer("what did Marić say?", conversation=about)
    assert (texts(elsewhere), elsewhere.question.understood) == (["“Kosovo is calm,”"], None)
    gone = await answer("what did Hill say about Kosovo?", conversation=Conversation(about=About(articles=("gone",))))
    assert len(texts(gone)) == 2
    of_answer = Conversation(about=About(articles=("kosovo",), answered=True))
    assert len(texts(await answer("what did Hill say about Kosovo?", conversation=of_answer))) == 2


async def test_a_follow_up_in_reply_to_an_article_is_answered_from_it(
    library: MemoryLibrary, search: PassageSearch
) -> None:
    long = printed(
        "“We sleep,” said Ben Hill. " + "The road goes on. " * 200,
        Said("“We sleep,”", "Ben Hill", cue="said"), name="long",
    )  # fmt: skip
    await library.put([KOSOVO, LATER, long])
    answer = AnswerQuestion(library, search, lambda: NOW)
    before = turn_of("what did Maric say?", await answer("what did Maric say?"), ())
    about = Conversation((before,), About(articles=("long",)))
    assert texts(await answer("what did he say?", conversation=about)) == ["“We sleep,”"]
    more = await answer("more", conversation=about)
    assert isinstance(more, Answer)
    assert {e.article.id for e in more.excerpts} == {"long"}
    assert more.excerpts[0].span.start > 0
    assert reason(await answer("more", conversation=Conversation(about=About(articles=("later",))))) is (
        RefusalReason.NOTHING_MORE
    )
    why = await answer("why?", conversation=about)
    assert isinstance(why, Answer | Refusal)
    shown = why.excerpts if isinstance(why, Answer) else why.nearest
    assert {e.article.id for e in shown} == {"long"}


async def test_a_selected_phrase_is_asked_about(library: MemoryLibrary, search: PassageSearch) -> None:
    await library.put([KOSOVO, LATER])
    answer = AnswerQuestion(library, search, lambda: NOW)
    who = await answer("who said this?", conversation=Conversation(about=About(phrase="Kosovo is calm")))
    assert isinstance(who, Answer)
    assert [s.name for e in who.excerpts for s in e.speakers] == ["Ivo Maric"]
    unknown = await answer("who said this?", conversation=Conversation(about=About(phrase="[1] paragraph 12")))
    assert reason(unknown) is RefusalReason.NOTHING_CLOSE


async def test_a_follow_up_reports_an_empty_store(library: MemoryLibrary, search: PassageSearch) -> None:
    assert (
        reason(await AnswerQuestion(library, search)("more", conversation=EMPTY_CONVERSATION))
        is RefusalReason.NOTHING_STORED
    )


GAME = printed(
    "“We played well,” said coach Ann Ham. Forward Leo James scored forty points. James is out until May.",
    Said("“We played well,”", "Ann Ham", cue="said"),
    name="game", title="Game won", named=[("Ann Ham", "coach"), ("Leo James", "Forward")], day=march(5),
)  # fmt: skip
NAMESAKE = printed(
    "“I dislike ducks,” said senator Rita James.",
    Said("“I dislike ducks,”", "Rita James", cue="said"),
    name="namesake", title="Ducks", named=[("Rita James", "senator")], day=march(6),
)  # fmt: skip


async def test_a_surname_means_whoever_was_named_there_and_no_namesake(
    library: MemoryLibrary, search: PassageSearch
) -> None:
    await library.put([GAME, NAMESAKE])
    talk = Talk(AnswerQuestion(library, search, lambda: NOW))
    await talk("what did Ham say?")
    reply = await talk("and James?")
    shown = reply.excerpts if isinstance(reply, Answer) else reply.nearest
    assert {e.article.id for e in shown} == {"game"}
