"""Open questions on a few articles, with the real networks: by meaning, by words, in a conversation, or refused."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from retrieval.answers.router import AnswerQuestion
from retrieval.domain.errors import UnusableQuestion
from retrieval.domain.reply import Answer, Excerpt, Refusal, RefusalReason, Reply
from retrieval.followups import RewrittenQuestion, rewrite_follow_up
from retrieval.followups.conversation import Conversation, Turn, history_of, turn_of
from retrieval.index.search import PassageSearch
from tests.contracts.encoders import packaged_encoder
from tests.contracts.memory import MemoryLibrary
from tests.retrieval.distractors import distractors
from tests.retrieval.invented import march, printed
from tests.retrieval.press import PRESS

FERRY = printed(
    "The ferry Halcyon ran aground off Cape Merrow at dawn on Tuesday. All 214 passengers were taken off by lifeboats. "
    "The harbour office in Port Ellery said the hull was torn along eleven metres.\n"
    "Flight KX-417 was sent back to Port Ellery for the same storm. It landed safely after nineteen minutes.",
    name="ferry", day=march(3),
)  # fmt: skip
BRIDGE = printed(
    "The Tamber bridge opened to traffic on Friday. It cost 61 million crowns and took six years to build. "
    "The engineer Dora Pell drew it on a train journey. It is the longest in the province.",
    name="bridge", day=march(5),
)  # fmt: skip
TREATY = printed(
    "The Merrow treaty of 1998 is still in force. It bars boats longer than ninety metres from the strait after dark, "
    "and asks every captain for a pilot in fog.",
    name="treaty", day=march(7),
)  # fmt: skip
LONG = printed(
    " ".join(
        [
            "The Merrow lighthouse keeper retired after forty years on the rock, and the village gave him a clock.",
            "He had begun as a boy of sixteen, rowing out with oil and bread every other morning in all weathers.",
            "The lamp was lit by hand until the cable came, and he wrote the hours of every night into a ledger.",
            "There are thirty-one such ledgers, and the museum in Port Ellery has asked for all of them.",
            "His wife kept hens on the landing stage, and once a cow, which was lost in the gale of that year.",
            "The lamp turns by itself now, and is watched from a desk two hundred kilometres away.",
            "The lighthouse was painted red in the year he came and white in the year he left.",
            "Boats are told to keep a mile off until the autumn, when the painters will have finished.",
        ]
    ),
    name="lighthouse", day=march(6),
)  # fmt: skip

OPENED = "when did the Tamber bridge open?"


@pytest.fixture
def encoder() -> object:
    return packaged_encoder()


@pytest.fixture
async def answer(library: MemoryLibrary, search: PassageSearch) -> AnswerQuestion:
    await library.put([FERRY, BRIDGE, TREATY, LONG, *PRESS, *distractors()])
    return AnswerQuestion(library, search, lambda: datetime(2026, 3, 20, tzinfo=UTC))


def first(reply: Reply) -> Excerpt:
    assert isinstance(reply, Answer), reply
    for e in reply.excerpts:
        assert e.text == e.article.text[e.span.start : e.span.end]
        assert e.article.text[e.focus[0].start : e.focus[-1].end] in e.text or not e.focus
    return reply.excerpts[0]


def focus(reply: Reply) -> str:
    excerpt = first(reply)
    return " ".join(f.cut(excerpt.article.text) for f in excerpt.focus)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("where did the Halcyon run aground?", "Cape Merrow"),
        ("how many passengers were on the ferry?", "214 passengers"),
        ("how much did the Tamber bridge cost?", "61 million crowns"),
        ("who drew the Tamber bridge?", "Dora Pell"),
        ("what became of flight KX-417?", "KX-417"),
        ("how many ledgers did the lighthouse keeper write?", "thirty-one"),
    ],
)
async def test_the_answering_sentence_is_in_focus(answer: AnswerQuestion, question: str, words: str) -> None:
    assert words in focus(await answer(question))


@pytest.mark.parametrize(
    "question",
    [
        "who won the chess olympiad?",
        "how high is mount everest?",
        "what is the capital of peru?",
        "why is the sky blue?",
    ],
)
async def test_what_nobody_printed_is_refused_with_the_nearest(answer: AnswerQuestion, question: str) -> None:
    reply = await answer(question)
    assert isinstance(reply, Refusal)
    assert reply.reason is RefusalReason.NOTHING_CLOSE
    assert reply.confidence < 0.5
    assert reply.nearest
    assert reply.far


async def test_a_refusal_names_an_article_on_the_same_thing(answer: AnswerQuestion) -> None:
    reply = await answer("how old is the engineer Dora Pell?")
    assert isinstance(reply, Refusal)
    assert (reply.nearest[0].article.id, reply.far) == ("bridge", False)


async def test_a_question_that_depends_on_its_context_is_asked_with_its_words_and_says_so(
    answer: AnswerQuestion,
) -> None:
    before = Conversation((Turn(OPENED, OPENED, "It opened."),))
    reply = await answer("how much did it cost?", conversation=before)
    assert first(reply).article.id == "bridge"
    assert "61 million" in focus(reply)
    assert reply.question.asked == "how much did it cost?"
    assert reply.question.understood is not None
    assert "tamber" in reply.question.understood
    literally = await answer("how much did it cost?", conversation=before, literally=True)
    assert literally.question.understood is None


@pytest.mark.parametrize(
    ("asked", "then", "whole"),
    [
        ("how much did the Tamber bridge cost?", "and the Drina bridge?", "how much did the Drina bridge cost?"),
        ("where did the Halcyon run aground?", "and Nautilus?", "where did the Nautilus run aground?"),
    ],
)
async def test_what_is_true_of_one_thing_never_answers_for_another(
    answer: AnswerQuestion, asked: str, then: str, whole: str
) -> None:
    reply = await answer(asked)
    assert isinstance(reply, Answer)
    other = await answer(then, conversation=Conversation((turn_of(asked, reply, reply.excerpts),)))
    assert isinstance(other, Refusal)
    assert (other.reason, other.question.text) == (RefusalReason.NOTHING_CLOSE, whole)


async def test_a_follow_up_can_ask_the_same_of_another_thing(answer: AnswerQuestion) -> None:
    asked = "how much did the Drina bridge cost?"
    before = Conversation((turn_of(asked, await answer(asked), ()),))
    reply = await answer("and the Tamber bridge?", conversation=before)
    assert "61 million" in focus(reply)


@pytest.mark.parametrize(
    ("then", "article", "same"),
    [
        ("who drew it?", "bridge", True),
        ("how many ledgers?", "lighthouse", False),
        ("and the treaty?", "treaty", False),
    ],
)
async def test_a_short_question_is_about_the_article_shown_unless_another_answers_it(
    answer: AnswerQuestion, then: str, article: str, same: bool
) -> None:
    asked = "how much did the Tamber bridge cost?"
    reply = await answer(asked)
    assert isinstance(reply, Answer)
    short = await answer(then, conversation=Conversation((turn_of(asked, reply, reply.excerpts),)))
    assert first(short).article.id == article
    assert ((short.question.understood or "").endswith("in the same article")) is same
    if same:
        assert isinstance(short, Answer)
        assert not short.hedged


async def test_why_is_never_answered_by_what_was_just_shown(answer: AnswerQuestion) -> None:
    asked = "how much did the Tamber bridge cost?"
    reply = await answer(asked)
    assert isinstance(reply, Answer)
    why = await answer("but why?", conversation=Conversation((turn_of(asked, reply, reply.excerpts),)))
    assert not {e.span for e in reply.excerpts} & ({e.span for e in why.excerpts} if isinstance(why, Answer) else set())
    assert why.question.understood == "how much did the Tamber bridge cost: why"


async def test_context_words_are_reported_and_do_not_pile_up(answer: AnswerQuestion) -> None:
    conversation = Conversation((Turn(OPENED, OPENED, "It opened."),))
    for asked in ("how much did it cost?", "what did it cost in crowns?", "how much did it cost then?"):
        reply = await answer(asked, conversation=conversation)
        assert reply.question.text.endswith(asked)
        shown = reply.excerpts if isinstance(reply, Answer) else reply.nearest
        conversation = conversation.and_then(turn_of(asked, reply, shown))
        assert history_of(conversation)[-2] == asked
    assert conversation.last is not None
    assert conversation.last.own == asked
    assert conversation.last.label is not None
    when = rewrite_follow_up("when?", conversation, datetime(2026, 3, 10, 12, tzinfo=UTC))
    assert isinstance(when, RewrittenQuestion)
    assert when.text == f"when: {asked}"


async def test_a_conversation_on_something_else_does_not_mislead_a_whole_question(answer: AnswerQuestion) -> None:
    before = Conversation((Turn(OPENED, OPENED, "On Friday."),))
    reply = await answer("where did the ferry Halcyon run aground?", conversation=before)
    assert first(reply).article.id == "ferry"


async def test_a_very_long_history_is_bounded(answer: AnswerQuestion) -> None:
    long = Conversation(tuple(Turn(f"what about {n}?", f"what about {n}?", "x" * 5000) for n in range(500)))
    assert first(await answer("how much did the Tamber bridge cost?", conversation=long)).article.id == "bridge"


@pytest.mark.parametrize(
    "text",
    ["x" * 900, "что случилось с паромом?", 'AND "', "ferry OR *:", "(ferry", "ferry^9999", "'ferry\\", "2" * 300],
)
async def test_no_text_is_too_odd_to_be_asked(answer: AnswerQuestion, text: str) -> None:
    assert isinstance(await answer(text), Answer | Refusal)


@pytest.mark.parametrize("text", ["", "*:*", "\\", "'" * 50, "x" * 4096])
async def test_a_text_that_asks_nothing_is_refused_in_one_sentence(answer: AnswerQuestion, text: str) -> None:
    with pytest.raises(UnusableQuestion, match=r"^the question (is empty|has 4,096 characters); ask"):
        await answer(text)


async def test_passages_that_are_only_close_are_never_shown_as_an_answer_whatever_the_limit(
    answer: AnswerQuestion,
) -> None:
    reply = await answer("how much did the Tamber bridge cost?", limit=10)
    assert isinstance(reply, Answer)
    assert {e.article.id for e in reply.excerpts} == {"bridge"}
    others = [e for e in reply.ranked if e.article.id != "bridge"]
    assert others
    assert max(e.score for e in others) < min(e.score for e in reply.excerpts)
    assert [*reply.ranked[: len(reply.excerpts)]] == [*reply.excerpts]
    assert len(reply.ranked) <= 10


async def test_more_of_an_open_question_shows_only_passages_that_answer(answer: AnswerQuestion) -> None:
    asked = "how much did the Tamber bridge cost?"
    reply = await answer(asked)
    assert isinstance(reply, Answer)
    before = Conversation((turn_of(asked, reply, reply.excerpts),))
    more = await answer("more", conversation=before)
    assert isinstance(more, Refusal)
    assert more.reason is RefusalReason.NOTHING_MORE


async def test_a_question_with_a_time_expression_uses_its_context_too(answer: AnswerQuestion) -> None:
    before = Conversation((Turn(OPENED, OPENED, "It opened to traffic."),))
    reply = await answer("how much did it cost in March 2026?", conversation=before)
    assert first(reply).article.id == "bridge"
    assert reply.question.understood is not None


async def test_what_a_document_says_is_an_open_question_if_no_such_person_is_quoted(answer: AnswerQuestion) -> None:
    reply = await answer("what does the treaty say about boats?")
    assert isinstance(reply, Answer)
    assert reply.excerpts[0].article.id == "treaty"
    assert not reply.excerpts[0].speakers
    reply = await answer("what does the captain say about boats?")
    if isinstance(reply, Answer):
        # Nobody's words: sentences of an article with a captain, under a caution.
        assert reply.hedged
        assert not any(e.speakers for e in reply.excerpts)
    else:
        assert reply.reason is RefusalReason.NOBODY_OF_THAT_NAME
