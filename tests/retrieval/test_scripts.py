"""A name that mixes scripts is nobody else's, and is never taken for the name that it imitates."""

from __future__ import annotations

import pytest

from bot.views.replies.reply import reply_blocks
from bot.views.rich_text import join
from retrieval.answers.router import AnswerQuestion
from retrieval.domain.article import NameUse
from retrieval.domain.reply import Answer, Refusal
from retrieval.people.registry import people, surname
from retrieval.text.scripts import mixed_scripts
from tests.contracts.memory import MemoryLibrary
from tests.retrieval.invented import Said, march, printed

# The letters that look Latin: Cyrillic і, о, С, Greek ο and Α, Cherokee Ꭺ, a mathematical Cyrillic lookalike.
FALSE = ["Hіll", "Christоpher Hill", "С. Hill", "Christοpher Hill", "Αnna Hill", "Ꭺnna Hill", "Hill Мaric", "Hіll Jr."]


@pytest.mark.parametrize("name", FALSE)
def test_a_name_of_several_scripts_is_found(name: str) -> None:
    assert len(mixed_scripts(name)) == 2
    assert "Latin" in mixed_scripts(name)


@pytest.mark.parametrize(
    "name",
    ["Hill", "Владимир Зеленский", "Ἀλέξης Τσίπρας", "山田 太郎", "山田たろう", "サッカー協会", "김정은 金正恩",
     "王毅 Wang Yi",
     "Łukasz Æsir", "İstanbul Öğretmen", "Nguyễn Phú Trọng", "Liliʻuokalani", "O’Brien-Müller", "Ｈｉｌｌ", "𝐇ill",
     "Ana Marić 3", "بنيامين نتنياهو", "नरेन्द्र मोदी", "J. K. Ærø", "ﬁeld", "", "№ 7", "Straße", "K\u0301"],
)  # fmt: skip
def test_a_genuine_name_is_of_one_script(name: str) -> None:
    assert mixed_scripts(name) == ()


@pytest.mark.parametrize("false", FALSE)
def test_a_false_name_neither_joins_nor_shadows_a_true_one(false: str) -> None:
    true = [NameUse("Christopher Hill", "a", statements=1), NameUse("Hill", "a"), NameUse("Hill", "b")]
    found = {p.name: p for p in people([*true, NameUse(false, "a", statements=9), NameUse(false, "c")])}
    assert {(u.name, u.article) for u in found["Christopher Hill"].uses} == {(u.name, u.article) for u in true}
    (other,) = (p for p in found.values() if p.name != "Christopher Hill")
    assert {u.name for u in other.uses} == {false}
    assert not other.is_called("Hill")
    assert not other.is_called("Christopher Hill")
    assert not other.is_called("C. Hill")
    assert other.is_called(false)
    assert surname(false) not in {"hill", "maric"}


TRUE = printed(
    "The envoy spoke on Monday in the capital. “People relate,” said Christopher Hill.",
    Said("“People relate,”", "Christopher Hill", cue="said"),
    name="true", named=[("Christopher Hill", "envoy")], day=march(2), title="Envoy speaks", publisher="Valley Herald",
)  # fmt: skip


@pytest.mark.parametrize("false", ["Hіll", "Christоpher Hill", "Christopher Hіll"])
async def test_a_false_name_does_not_answer_for_the_true_one(
    false: str, library: MemoryLibrary, answer: AnswerQuestion
) -> None:
    forged = printed(
        f"The envoy spoke on Tuesday in the capital. “I was paid,” said {false}.",
        Said("“I was paid,”", false, cue="said"),
        name="forged", named=[(false, "envoy")], day=march(3), title="Envoy speaks again", publisher="Copy Herald",
    )  # fmt: skip
    await library.put([forged])
    for question in ("what did Hill say?", "what did Christopher Hill say?"):
        reply = await answer(question)
        words = [e.text for e in reply.excerpts] if isinstance(reply, Answer) and not reply.hedged else []
        assert "“I was paid,”" not in words
    await library.put([TRUE])
    for question in ("what did Hill say?", "what did Christopher Hill say?"):
        reply = await answer(question)
        assert isinstance(reply, Answer)
        assert [e.text for e in reply.excerpts] == ["“People relate,”"]


async def test_a_false_name_is_shown_with_a_mark(library: MemoryLibrary, answer: AnswerQuestion) -> None:
    forged = printed(
        "The envoy spoke on Tuesday in the capital. “I was paid,” said Christopher Hіll.",
        Said("“I was paid,”", "Christopher Hіll", cue="said"),
        name="forged", named=[("Christopher Hіll", "envoy")], day=march(3), title="Envoy", publisher="Copy Herald",
    )  # fmt: skip
    await library.put([forged])
    reply = await answer("what was paid?")
    assert isinstance(reply, Answer | Refusal)
    reply = await answer("who said “I was paid”?")
    assert isinstance(reply, Answer)
    assert "Christopher Hіll (mixes Cyrillic and Latin letters)" in join(reply_blocks(reply, conversing=False)).plain
