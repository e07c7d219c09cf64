"""Follow-ups are rewritten as whole questions; a question that stands by itself is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.domain.question import QuestionKind
from retrieval.domain.reply import RefusalReason
from retrieval.followups import AnswerPart, RewrittenQuestion, rewrite_follow_up
from retrieval.followups.conversation import About, Conversation, Turn
from retrieval.questions import MAX_QUESTION_CHARS, read_question
from tests.retrieval.texts import texts
from tests.retrieval.turns import (
    BOTH,
    COMPARISON,
    FOOL,
    GENDERS,
    HILL,
    HILL_ALL,
    IN_JUNE,
    KILLED,
    KOSOVO,
    NOW,
    PAID,
    PUTIN,
    TO_FT,
    read,
    turn,
    unclear,
)


@pytest.mark.parametrize(
    ("text", "before", "whole", "label"),
    [
        # Another topic.
        ("and about Kosovo?", HILL, "what did Hill say about Kosovo?", "Hill, on Kosovo"),
        ("About Kosovo", HILL, "what did Hill say about Kosovo?", "Hill, on Kosovo"),
        ("And on gas prices?", HILL_ALL, "what did Hill say about gas prices?", "Hill, on gas prices"),
        ("ok, and regarding Kosovo", HILL, "what did Hill say about Kosovo?", "Hill, on Kosovo"),
        ("and in Kosovo?", HILL, "what did Hill say about Kosovo?", "Hill, on Kosovo"),
        ("and about Russia?", KOSOVO, "who spoke about Russia?", "anybody, on Russia"),
        ("and about Kosovo?", BOTH, None, None),
        ("and about Russia?", BOTH, "what did Hill and Vucic say about Russia?", "Hill and Vucic, on Russia"),
        (
            "and about Kosovo?", TO_FT,
            "what did Hill say to the FT about Kosovo last week?", "Hill, on Kosovo, to the FT, last week",
        ),
        ("and about Kosovo yesterday?", TO_FT, "what did Hill say to the FT about Kosovo yesterday?", None),
        # Somebody else.
        ("what about Vucic?", HILL, "what did Vucic say about Ukraine?", "Vucic, on Ukraine"),
        ("How about Vučić", HILL, "what did Vučić say about Ukraine?", "Vučić, on Ukraine"),
        ("and Vucic?", HILL, "what did Vucic say about Ukraine?", "Vucic, on Ukraine"),
        ("And the ambassador?", KOSOVO, "what did the ambassador say about Kosovo?", "the ambassador, on Kosovo"),
        ("same for Vucic", HILL_ALL, "what did Vucic say?", "Vucic"),
        ("and Hill?", FOOL, 'did Hill say "I am not a fool"?', "Hill, “I am not a fool”"),
        ("not Hill, Vucic", HILL, "what did Vucic say about Ukraine?", "Vucic, on Ukraine"),
        ("no, I meant Vucic", HILL, "what did Vucic say about Ukraine?", "Vucic, on Ukraine"),
        ("no, about Bosnia", HILL, "what did Hill say about Bosnia?", "Hill, on Bosnia"),
        # To somebody else, at another time.
        ("and to the FT?", HILL, "what did Hill say to the FT about Ukraine?", "Hill, on Ukraine, to the FT"),
        ("yesterday?", HILL, "what did Hill say about Ukraine yesterday?", "Hill, on Ukraine, yesterday"),
        ("and since Monday?", HILL, "what did Hill say about Ukraine since Monday?", "Hill, on Ukraine, since Monday"),
        ("what about last month?", TO_FT, "what did Hill say to the FT about Ukraine last month?", None),
        ("in June?", KOSOVO, "who spoke about Kosovo in June?", "anybody, on Kosovo, in June"),
        ("and this year?", FOOL, 'who said "I am not a fool" this year?', "who said “I am not a fool”, this year"),
        ("and yesterday?", KILLED, "How many people were killed near Mladenovac yesterday?", None),
        # Pronouns and "it".
        ("what did he say about Kosovo?", HILL, "what did Hill say about Kosovo?", "Hill, on Kosovo"),
        ("And did he say anything about Vucic?", HILL, "did Hill say anything about Vucic?", "Hill, on Vucic"),
        ("what did she say about Russia?", KOSOVO, "what did Ines Gonzalez say about Russia?", None),
        ("what did Vucic say about it?", HILL, "what did Vucic say about Ukraine?", "Vucic, on Ukraine"),
        ("what did they say about him?", HILL, "what did they say about Hill?", "anybody, on Hill"),
        ("who spoke about him?", HILL, "who spoke about Hill?", "anybody, on Hill"),
        ("what did they say about Russia?", BOTH, "what did Hill and Vucic say about Russia?", None),
        ("what about her?", KOSOVO, "what did Ines Gonzalez say about Kosovo?", "Ines Gonzalez, on Kosovo"),
        ("what did he say?", PUTIN, "what did Putin say?", "Putin"),
        ("how old is he?", HILL, "how old is Hill?", "how old is Hill"),
        ("Where was he born", HILL, "Where was Hill born?", "Where was Hill born"),
        ("what is his job?", HILL, "what is Hill’s job?", "what is Hill’s job"),
        # Open questions with the words of the last one.
        ("why?", KILLED, "why: How many people were killed near Mladenovac?", None),
        ("why?", HILL, "why did Hill say that about Ukraine?", "why did Hill say that about Ukraine"),
        ("Why is that?", HILL_ALL, "why did Hill say that?", None),
        ("when?", KILLED, "when: How many people were killed near Mladenovac?", None),
        # In place of what the last one names.
        ("and in Belgrade?", KILLED, "How many people were killed in Belgrade?", None),
        ("and Zemun?", KILLED, "How many people were killed near Zemun?", None),
        ("what about the wounded?", KILLED, "about the wounded", "what about the wounded"),
        ("and Gamma?", PAID, "how much did Alfa pay for Gamma?", "how much did Alfa pay for Gamma"),
        ("and gamma?", turn("how much did alfa pay for beta?"), "how much did alfa pay for gamma?", None),
        ("and the mine?", turn("how much did the bridge cost?"), "how much did the mine cost?", None),
        ("and Hill?", turn("why did Rio Tinto stop?"), "why did Hill stop?", None),
        ("and the police?", turn("why did Rio Tinto stop?"), "why did the police stop?", None),
        ("and of bread?", turn("what is the price of lithium?"), "what is the price of bread?", None),
        ("and the school?", turn("who opened the old bridge?"), "who opened the school?", None),
        ("and the school?", turn("is the old bridge safe?"), "is the school safe?", None),
        ("and in Zemun?", turn("how many people protested?"), "how many people protested in Zemun?", None),
        ("and in May?", IN_JUNE, "how many people died in the floods in May?", None),
        ("and last week?", IN_JUNE, "how many people died in the floods last week?", None),
        ("and in the fire?", IN_JUNE, "how many people died in the fire in June 2019?", None),
        ("and yesterday?", turn("who won in Marchwood in March?"), "who won in Marchwood yesterday?", None),
        ("what about bribes?", turn("who is to blame?"), "about bribes", "what about bribes"),
        # Who somebody is, and comparisons.
        ("and Macron?", turn("who is Vucic?"), "who is Macron?", None),
        ("and about Bosnia?", COMPARISON, "Vucic against Kurti on Bosnia?", None),
        ("and Hill?", COMPARISON, "what did Hill say?", "Hill"),
        ("and on Kosovo?", turn("what's new since Monday?"), "what's new since Monday on Kosovo?", None),
    ],
)  # fmt: skip
def test_a_follow_up_is_rewritten_as_a_whole_question(
    text: str, before: Turn, whole: str | None, label: str | None
) -> None:
    if whole is None:
        # It asks the same again, which is still a question with a label.
        whole, label = before.understood, None
    found = read(text, before)
    assert (found.text, found.part) == (whole, AnswerPart.ALL)
    assert found.label
    assert label is None or found.label == label
    assert rewrite_follow_up(found.text, Conversation(), NOW) is None, "the whole question stands by itself"


@pytest.mark.parametrize(
    ("text", "before", "part", "people"),
    [
        ("when did he say that?", HILL, AnswerPart.SHOWN, ()),
        ("When did Hill say this", HILL, AnswerPart.SHOWN, ()),
        ("when was that said?", KOSOVO, AnswerPart.SHOWN, ()),
        ("when?", HILL, AnswerPart.SHOWN, ()),
        ("when did she say that?", KOSOVO, AnswerPart.SHOWN, ("Ines Gonzalez",)),
        ("When did Vucic say that?", KOSOVO, AnswerPart.SHOWN, ("Aleksandar Vucic",)),
        ("where did she say that?", KOSOVO, AnswerPart.CONTEXT, ("Ines Gonzalez",)),
        ("and where?", HILL, AnswerPart.CONTEXT, ()),
        ("to whom?", HILL, AnswerPart.CONTEXT, ()),
        ("who did he say that to?", HILL, AnswerPart.CONTEXT, ()),
        ("Who was he talking to?", HILL, AnswerPart.CONTEXT, ()),
        ("more", HILL, AnswerPart.NOT_SHOWN, ()),
        ("More, please", HILL, AnswerPart.NOT_SHOWN, ()),
        ("anything else?", KILLED, AnswerPart.NOT_SHOWN, ()),
        ("show me more", KOSOVO, AnswerPart.NOT_SHOWN, ()),
        ("what else?", HILL, AnswerPart.NOT_SHOWN, ()),
        ("what else did he say?", HILL, AnswerPart.NOT_SHOWN, ()),
        ("What else did Hill say about Ukraine?", HILL, AnswerPart.NOT_SHOWN, ()),
        ("did he say anything else about it?", HILL, AnswerPart.NOT_SHOWN, ()),
        ("who else?", HILL, AnswerPart.OTHER_SPEAKERS, ("Christopher Hill",)),
        ("Did anyone else say anything about it?", HILL, AnswerPart.OTHER_SPEAKERS, ("Christopher Hill",)),
        ("who else said that?", FOOL, AnswerPart.OTHER_SPEAKERS, ("Aleksandar Vucic",)),
        ("Who else spoke about Ukraine?", HILL, AnswerPart.OTHER_SPEAKERS, ("Christopher Hill",)),
        ("who else?", KILLED, AnswerPart.NOT_SHOWN, ()),
    ],
)  # fmt: skip
def test_a_follow_up_on_what_was_shown(text: str, before: Turn, part: AnswerPart, people: tuple[str, ...]) -> None:
    found = read(text, before)
    assert (found.part, found.people) == (part, people)
    assert found.label
    if "else" not in text:
        assert found.text == before.understood


WHOLE = """What did Hill say?
what did hill say about his trip?|Did Vucic say he would resign?|Kosovo?|Hill|Hill on Kosovo
So best to avoid it?|well done|To run most of it, what is needed?
who spoke about Kosovo?|who said "more"?|Who said 'when did he say that'?|When did Hill say that Ukraine is critical?
When did the protests begin?|Why did the West change its position towards Belgrade?|How many people were injured?
Where is Mladenovac?|What happened when the president said he would go?|what did they say about Vucic?
Is there more than one witness?|Who else was in the car with the driver?|What else happened in Belgrade that day?
And how many were killed in the second shooting?|Tell me about the protests|more weapons for Ukraine
About how many people live in Serbia?|on what grounds did the court decide?|To whom does Kosovo belong?
When Hill met Vucic, what did he say?|What did Hill tell the FT about it and its sources?|Which party does Vucic lead?
How old is the mayor and when was he elected?|what about it makes people angry in Serbia and in Kosovo and elsewhere now
Who is the president of Serbia?|yesterday's news|In June 2016 what did Hill say?|What did Janes say?
so what did Hill say?|Was anybody else hurt in the shooting?|Does the report say who is to blame?
Who did Hill speak to last year about Ukraine?|why is Serbia neutral?|Why Serbia?|how does the ban on re-export work?
who was shot?|Did anyone else die?|What was said about Kosovo?|thanks|hello|?|!!!|🌞|日本語|and|и о Косову?""".split(
    "|"
)


WHOLE = [w for line in WHOLE for w in line.split("\n")]


@pytest.mark.parametrize("before", [HILL, KOSOVO, FOOL, KILLED, BOTH], ids=lambda e: e.understood)
@pytest.mark.parametrize("text", WHOLE)
def test_a_question_that_stands_by_itself_is_never_changed(text: str, before: Turn) -> None:
    found = rewrite_follow_up(text, Conversation((before,)), NOW, GENDERS)
    if isinstance(found, RewrittenQuestion) and found.label is None:
        # It only loses its first word.
        assert text.endswith(found.text)
        assert read_question(found.text, NOW).kind is not QuestionKind.OPEN
    elif before is not BOTH or not text.startswith("what did they"):
        assert found is None


@pytest.mark.parametrize("text", [w for w in WHOLE if not w.lower().startswith("so ")])
def test_without_a_conversation_a_whole_question_is_asked_as_it_is(text: str) -> None:
    assert rewrite_follow_up(text, Conversation(), NOW) is None


@pytest.mark.parametrize(
    "text", ["more", "when did he say that?", "Where?", "to whom?", "who else?", "why?", "anything else?", "how many?"]
)
def test_a_follow_up_on_what_was_shown_is_refused_if_nothing_was(text: str) -> None:
    assert unclear(text).reason is RefusalReason.NOTHING_BEFORE


@pytest.mark.parametrize("text", ["and about Kosovo?", "yesterday?", "and Vucic?", "how old is he?"])
def test_other_follow_ups_without_a_conversation_are_asked_as_they_are(text: str) -> None:
    assert rewrite_follow_up(text, Conversation(), NOW) is None


def test_without_a_conversation_what_about_somebody_asks_about_them() -> None:
    assert read("what about Vucic?") == RewrittenQuestion("Vucic?")


def test_and_x_may_be_a_person_or_a_topic() -> None:
    found = read("and sanctions?", HILL)
    assert found.text == "what did sanctions say about Ukraine?"
    assert found.alternative is not None
    assert (found.alternative.text, found.alternative.label) == (
        "what did Hill say about sanctions?",
        "Hill, on sanctions",
    )


def test_one_follow_up_can_build_on_another() -> None:
    first = read("and about Kosovo?", HILL)
    then = turn(first.text, "Christopher Hill")
    assert read("and Vucic?", HILL, then).text == "what did Vucic say about Kosovo?"


def test_what_follow_ups_put_before_an_open_question_does_not_pile_up() -> None:
    first = read("how many?", KILLED)
    then = Turn("how many?", first.text, kind=QuestionKind.OPEN)
    assert read("when?", KILLED, then).text == "when: How many people were killed near Mladenovac?"
    second = read("and in Belgrade?", KILLED)
    then = Turn("and in Belgrade?", second.text, kind=QuestionKind.OPEN)
    assert read("and in Zemun?", KILLED, then).text == "How many people were killed in Zemun?"


def test_who_else_leaves_out_all_who_were_shown_on_the_subject() -> None:
    vucic = turn("what did Vucic say about Ukraine?", "Aleksandar Vucic")
    assert read("who else?", HILL, KOSOVO, vucic).people == ("Christopher Hill", "Aleksandar Vucic")


@pytest.mark.parametrize("text", ["who else?", "anyone else?"])
def test_who_else_without_a_subject_is_refused(text: str) -> None:
    assert unclear(text, HILL_ALL).reason is RefusalReason.NOTHING_BEFORE


def test_words_that_were_not_shown_have_no_date() -> None:
    assert unclear("when did he say that?", PUTIN).reason is RefusalReason.NOTHING_BEFORE


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("what does the article say about protests?", "about protests"),
        ("What did he say in the article?", "What did Hill say?"),
        ("What did Vucic say about Kosovo in that article?", "What did Vucic say about Kosovo?"),
        ("how many people were killed, according to the article?", "how many people were killed?"),
    ],
)
def test_the_article_is_the_one_that_was_shown(text: str, whole: str) -> None:
    assert (read(text, HILL).text, read(text, HILL).article) == (whole, "a")


def test_the_article_is_none_of_several() -> None:
    two = Turn(HILL.asked, HILL.understood, "…", ("a", "b"), HILL.people, HILL.cited, HILL.kind)
    assert rewrite_follow_up("what does the article say about protests?", Conversation((two,)), NOW) is None


PHRASE = "Serbia is walking “a tightrope”"


@pytest.mark.parametrize(
    ("text", "phrase", "whole", "part"),
    [
        ("who said this?", PHRASE, f'who said "{PHRASE[:-1]}"?', AnswerPart.ALL),
        ("Who?", "I am not a fool", 'who said "I am not a fool"?', AnswerPart.ALL),
        ("when did he say that?", "“I am not a fool,”", 'who said "I am not a fool,"?', AnswerPart.CONTEXT),
        ("to whom?", "I am not a fool", 'who said "I am not a fool"?', AnswerPart.CONTEXT),
        ("what did he say?", "Stefano Marras", "what did Stefano Marras say?", AnswerPart.ALL),
        ("what did Hill say?", "military escalation", "what did Hill say about military escalation?", AnswerPart.ALL),
        ("what did Hill say about this?", "gas", "what did Hill say about gas?", AnswerPart.ALL),
        ("what is this?", "the SNS party", "what is the SNS party?", AnswerPart.ALL),
        ("why?", "the first protests\nbroke out", "why: the first protests broke out", AnswerPart.ALL),
        ("tell me more", "the ban on re-export", "tell me more: the ban on re-export", AnswerPart.ALL),
    ],
)
def test_a_selected_phrase_is_the_subject(text: str, phrase: str, whole: str, part: AnswerPart) -> None:
    for before in ((), (HILL,)):
        found = read(text, *before, about=About(phrase=phrase, answered=bool(before)))
        assert (found.text, found.part) == (whole, part)
        assert found.label


@pytest.mark.parametrize("phrase", ["x" * 1024, "word " * 200, '"', "“”", "🌞 " * 300, "a\u202eb", "?"])
@pytest.mark.parametrize("text", ["who said this?", "why?", "what did Hill say?", "a" * 990])
def test_any_phrase_makes_a_question_that_can_be_asked(text: str, phrase: str) -> None:
    found = rewrite_follow_up(text, Conversation((HILL,), About(phrase=phrase)), NOW)
    if isinstance(found, RewrittenQuestion):
        assert read_question(found.text, NOW).text


def test_a_whole_question_that_would_be_too_long_is_not_made() -> None:
    long = turn("why " + "so " * 330 + "long")
    assert len(long.understood) > MAX_QUESTION_CHARS - 20
    assert rewrite_follow_up("how come that matters in the end, and in Kosovo?", Conversation((long,)), NOW) is None
    assert rewrite_follow_up("and near Belgrade?", Conversation((long,)), NOW) is None


@given(texts, st.sampled_from([(), (HILL,), (KOSOVO, FOOL), (KILLED,), (HILL_ALL, BOTH)]))
def test_any_text_is_rewritten_or_left_alone(text: str, before: tuple[Turn, ...]) -> None:
    found = rewrite_follow_up(text, Conversation(before), NOW, GENDERS)
    if isinstance(found, RewrittenQuestion):
        assert read_question(found.text, NOW).text == " ".join(found.text.split())


@given(st.text(alphabet="and about when who else did he say that what more Hill ?\"'", max_size=60))
def test_any_text_of_follow_up_words_is_rewritten_or_left_alone(text: str) -> None:
    found = rewrite_follow_up(text, Conversation((HILL, KOSOVO)), NOW, GENDERS)
    if isinstance(found, RewrittenQuestion):
        assert read_question(found.text, NOW).text
