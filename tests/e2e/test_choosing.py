"""A reader chooses who they meant, on Telegram by a button and in the terminal by a number."""

from __future__ import annotations

import pytest

from bot.cli import chat
from bot.usecases.asking import people
from bot.usecases.asking.conversation import Response
from tests.e2e.answers import quotes
from tests.e2e.conftest import Running
from tests.retrieval.invented import Said as Words
from tests.retrieval.invented import march, printed

ADA = printed(
    "“The tide is out,” said harbour master Ada Brook. “Come back,” she said.",
    Words("“The tide is out,”", "Ada Brook"), Words("“Come back,”", "Ada Brook", "she"),
    name="ada", named=[("Ada Brook", "harbour master")], day=march(2),
)  # fmt: skip
BEN = printed("“The tide is in,” said Ben Brook.", Words("“The tide is in,”", "Ben Brook"), name="ben", day=march(3))
TWO = ["Ada Brook", "Ben Brook"]
ADAS = ["“The tide is out,”", "“Come back,”"]


@pytest.fixture
async def brooks(running: Running) -> Running:
    await running.services.library.put([ADA, BEN])
    return running


async def test_pressing_a_name_asks_the_question_about_that_person(brooks: Running) -> None:
    ann = brooks.stand.reader("Ann")
    question = await ann.say("what did Brook say about the tide?")
    offered = await ann.reply()
    assert "Several people called Brook" in offered.text
    assert offered.reply_to == question.id
    assert sorted(b["text"] for b in offered.buttons) == TWO
    await ann.press(offered, "Ada Brook")
    answer = await ann.reply()
    assert quotes(answer)[:1] == ADAS[:1]
    # The other name can still be pressed.
    await ann.press(offered, "Ben Brook")
    assert quotes(await ann.reply()) == ["“The tide is in,”"]


async def test_a_misspelt_name_is_corrected_by_a_button(brooks: Running) -> None:
    ann = brooks.stand.reader("Ann")
    await ann.say("/ask what did Adda Brook say?")
    offered = await ann.reply()
    assert offered.text == "I have no quotes from anyone called Adda Brook. Did you mean Ada Brook?"
    await ann.press(offered, "Ada Brook")
    assert quotes(await ann.reply()) == ADAS


async def test_an_answer_offers_no_names_but_can_be_rated(brooks: Running) -> None:
    ann = brooks.stand.reader("Ann")
    await ann.say("what did Ada Brook say?")
    answer = await ann.reply()
    assert answer.button_texts[-2:] == ["👍", "👎"]
    assert not {*TWO} & {*answer.button_texts}
    assert answer.reply_to is None


async def test_a_choice_after_the_news_has_changed_gets_the_current_answer(brooks: Running) -> None:
    ann = brooks.stand.reader("Ann")
    await ann.say("what did Brook say?")
    offered = await ann.reply()
    await brooks.services.library.put([printed("Nobody spoke.", name="ben")])
    await ann.press(offered, "Ben Brook")
    assert quotes(await ann.reply()) == ADAS


async def test_in_the_terminal_a_number_chooses(brooks: Running) -> None:
    asked = await chat.reply(brooks.services, "what did Brook say?", Response([]))
    assert sorted(asked.choices) == TWO
    chosen = await chat.reply(brooks.services, str(asked.choices.index("Ada Brook") + 1), asked)
    assert [b.plain.partition("\n[")[0] for b in chosen.blocks[:2]] == [
        "Ada Brook\n\n“The tide is out,”",
        "“Come back,”",
    ]
    assert chosen.choices == ()


async def test_in_the_terminal_an_offered_name_chooses_too(brooks: Running) -> None:
    asked = await chat.reply(brooks.services, "what did Brook say about the tide?", Response([]))
    by_name = await chat.reply(brooks.services, "ada brook", asked)
    by_number = await chat.reply(brooks.services, f"{asked.choices.index('Ada Brook') + 1}.", asked)
    assert by_name == by_number
    assert "The tide is out" in by_name.blocks[0].plain


async def test_a_number_that_was_not_offered_keeps_the_choice_open(brooks: Running) -> None:
    asked = await chat.reply(brooks.services, "what did Brook say?", Response([]))
    for line in ("0", "3", "3."):
        again = await chat.reply(brooks.services, line, asked)
        assert again.blocks[0].plain == f"There is no choice {line[0]}."
        assert (again.question, again.choices) == (asked.question, asked.choices)
    assert (await chat.reply(brooks.services, "²", asked)).question == "²"


async def test_people_lists_the_names_and_roles_that_articles_give_someone(brooks: Running) -> None:
    (person,) = await people.known(brooks.services.asking, "Ada Brook")
    assert person.plain.split("\n") == [
        "Ada Brook",
        "2 statements in 1 article",
        "• “harbour master” in untitled article ada · 2 March 2026",
    ]
    (everybody,) = await people.known(brooks.services.asking, "")
    assert "• Ada Brook: 2 statements in 1 article" in everybody.plain.split("\n")
    (nobody,) = await people.known(brooks.services.asking, "Broock")
    assert nobody.plain == "I have nothing on anyone called Broock. Names I know: Ada Brook and Ben Brook."
    ann = brooks.stand.reader("Ann")
    await ann.say("/people Brook")
    assert [line for line in (await ann.reply()).text.split("\n") if line.endswith("Brook")] == TWO


async def test_the_list_of_people_turns_its_pages(running: Running) -> None:
    names = [f"Ada {word}ov" for word in ("Ask", "Bek", "Cel", "Dor", "Erm", "Fal", "Gor", "Hal", "Ist", "Jor", "Kal")]
    names += [name.replace("Ada", "Ben").replace("ov", "ic") for name in names]
    await running.services.library.put([
        printed(f"“It rains,” said {name}.", Words("“It rains,”", name), name=name) for name in names
    ])  # fmt: skip
    ann = running.stand.reader("Ann")
    await ann.say("/people")
    first = await ann.reply()
    assert first.text.startswith("Quoted most\n")
    assert first.button_texts == ["▶"]
    await ann.press(first, "▶")
    second = await ann.edited()
    assert second.text.startswith("Quoted, from number 21\n")
    assert second.button_texts == ["◀"]
    listed = [line for line in (first.text + second.text).split("\n") if line.startswith("•")]
    assert all(sum(name in line for line in listed) == 1 for name in names)
