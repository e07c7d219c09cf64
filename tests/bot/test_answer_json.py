"""The answer line that DESIGN promises to programs: exactly these keys, with these meanings."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from bot.views.json.answers import AnswerLine
from retrieval.domain.article import KnownBy
from retrieval.domain.reply import RefusalReason, Reply
from tests.bot.printed import (
    BRIDGE,
    CLOSE_IT,
    MARA,
    MONEY,
    RUST,
    TOM,
    WAIT,
    WORSE,
    YEAR,
    answer,
    article,
    passage,
    refusal,
    said,
    speaker,
)

LINE = {"id", "question", "understood", "abstained", "hedged", "reason", "confidence", "ms", "excerpts"}
EXCERPT = {"n", "statement", "kind", "text", "start", "end", "focus", "article", "also", "story", "speaker", "score"}
ARTICLE = {"id", "title", "url", "publisher", "published"}
SPEAKER = {"name", "mention", "how"}


def line(reply: Reply, **more: Any) -> dict[str, Any]:
    """Return the line of a reply as a program reads it."""
    parsed: dict[str, Any] = json.loads(AnswerLine.of(reply, **more).as_line())
    return parsed


def test_an_answer_has_the_promised_keys_and_no_others() -> None:
    reply_line = line(answer(RUST, YEAR))
    assert reply_line.keys() == LINE
    assert [e.keys() for e in reply_line["excerpts"]] == [EXCERPT] * 2
    assert [e["article"].keys() for e in reply_line["excerpts"]] == [ARTICLE] * 2
    assert reply_line["excerpts"][0]["speaker"].keys() == SPEAKER


def test_a_refusal_has_the_same_keys_and_the_people_worth_offering() -> None:
    reply_line = line(refusal(RefusalReason.NEVER_QUOTED, people=["Ana Maric"], nearest=[YEAR]))
    assert reply_line.keys() == LINE | {"people"}
    assert reply_line["people"] == ["Ana Maric"]
    assert [e.keys() for e in reply_line["excerpts"]] == [EXCERPT]


def test_an_answer_line_in_full() -> None:
    assert line(answer(RUST, confidence=0.95004), id="q1", ms=4.1234) == {
        "id": "q1",
        "question": "what did Lindqvist say?",
        "understood": None,
        "abstained": False,
        "hedged": False,
        "reason": None,
        "confidence": 0.95,
        "ms": 4.1,
        "excerpts": [
            {
                "n": 1,
                "statement": 1,
                "kind": "direct",
                "text": '"We found rust,"',
                "start": 57,
                "end": 73,
                "focus": [[57, 73]],
                "article": {
                    "id": "bridge",
                    "title": "Bridge to close",
                    "url": "https://harbour.example/bridge",
                    "publisher": "Harbour Times",
                    "published": "2026-11-20T00:00:00+00:00",
                },
                "also": [],
                "story": None,
                "speaker": {"name": "Mara Lindqvist", "mention": [94, 108], "how": "named"},
                "score": 0.95,
            }
        ],
    }


def test_offsets_cut_the_text_out_of_the_article_as_given() -> None:
    for excerpt in line(answer(RUST, WORSE, WAIT, MONEY, CLOSE_IT, YEAR))["excerpts"]:
        assert BRIDGE.text[excerpt["start"] : excerpt["end"]] == excerpt["text"]
        assert all(excerpt["start"] <= a < b <= excerpt["end"] for a, b in excerpt["focus"])
    (close_it,) = line(answer(CLOSE_IT))["excerpts"]
    assert close_it["end"] - close_it["start"] == len("“Close it 🌉 tonight,”")


def test_the_focus_of_a_passage_is_in_offsets_of_the_article() -> None:
    (excerpt,) = line(answer(YEAR))["excerpts"]
    assert [BRIDGE.text[a:b] for a, b in excerpt["focus"]] == ["The work takes a year."]


def test_a_passage_has_no_speaker_and_no_statement() -> None:
    (excerpt,) = line(answer(YEAR))["excerpts"]
    assert (excerpt["kind"], excerpt["statement"], excerpt["speaker"]) == ("passage", None, None)


def test_a_statement_in_two_pieces_is_two_excerpts_with_one_number() -> None:
    excerpts = line(answer(RUST, WORSE, WAIT))["excerpts"]
    assert [(e["n"], e["statement"]) for e in excerpts] == [(1, 1), (2, 1), (3, 2)]


def test_the_values_of_kind_and_how_are_as_promised() -> None:
    excerpts = line(answer(RUST, WAIT, MONEY))["excerpts"]
    assert [e["kind"] for e in excerpts] == ["direct", "indirect", "mixed"]
    assert [e["speaker"]["how"] for e in excerpts] == ["named", "named", "pronoun"]
    assert {h.value for h in KnownBy} == {"named", "role", "pronoun", "turn"}


def test_an_unsure_speaker_is_null() -> None:
    assert line(answer(CLOSE_IT))["excerpts"][0]["speaker"] is None


def test_a_speaker_known_only_by_a_pronoun_is_null() -> None:
    they = said("“Close it 🌉 tonight,”", speaker("they", how=KnownBy.PRONOUN))
    assert line(answer(they))["excerpts"][0]["speaker"] is None


def test_several_speakers_are_one_from_the_first_mention_to_the_last() -> None:
    (excerpt,) = line(answer(said("“Close it 🌉 tonight,”", TOM, MARA)))["excerpts"]
    assert excerpt["speaker"]["name"] == "Tom Reyes and Mara Lindqvist"
    start, end = excerpt["speaker"]["mention"]
    assert BRIDGE.text[start:end].startswith("Mara Lindqvist")
    assert BRIDGE.text[start:end].endswith("Tom Reyes")


def test_a_speaker_without_a_mention_has_none() -> None:
    (excerpt,) = line(answer(said("“Close it 🌉 tonight,”", replace(MARA, mention=None, how=KnownBy.TURN))))["excerpts"]
    assert excerpt["speaker"] == {"name": "Mara Lindqvist", "mention": None, "how": "turn"}


def test_missing_facts_of_an_article_are_null() -> None:
    bare = article(title=None, url=None, publisher=None, published=None)
    (excerpt,) = line(answer(passage("The work takes a year.", of=bare)))["excerpts"]
    assert excerpt["article"] == {"id": "bridge", "title": None, "url": None, "publisher": None, "published": None}


@pytest.mark.parametrize("reason", list(RefusalReason))
def test_a_refusal_gives_its_reason_and_the_nearest_excerpts(reason: RefusalReason) -> None:
    reply_line = line(refusal(reason, nearest=[YEAR]), id=None)
    assert (reply_line["abstained"], reply_line["reason"]) == (True, reason.value)
    assert [e["text"] for e in reply_line["excerpts"]] == [YEAR.text]


def test_a_follow_up_comes_with_the_whole_question_it_was_understood_as() -> None:
    reply = answer(RUST)
    taken = replace(reply.question, asked="and Lindqvist?", understood="Lindqvist", text="what did Lindqvist say?")
    reply_line = line(replace(reply, question=taken))
    assert reply_line["question"] == "and Lindqvist?"
    assert reply_line["understood"] == {"label": "Lindqvist", "question": "what did Lindqvist say?"}


def test_the_reasons_of_refusals_are_as_promised() -> None:
    assert {s.value for s in RefusalReason} == {
        "nobody_of_that_name", "never_quoted", "not_on_this", "several_of_that_name", "nothing_stored", "nothing_close",
        "did_you_mean", "not_to_them", "nothing_in_those_dates", "nobody_on_this", "no_role",
        "nothing_more", "nobody_else", "nothing_before", "whom_you_mean", "small_talk",
    }  # fmt: skip


@pytest.mark.parametrize("given", ["q", 7, None, ["a"]])
def test_an_id_comes_back_as_it_was_given(given: object) -> None:
    assert line(answer(RUST), id=given)["id"] == given


def test_other_articles_that_print_the_same_are_listed_with_an_excerpt() -> None:
    copy = article(name="copy", title="A copy", publisher="Coast Post")
    (excerpt,) = line(answer(replace(YEAR, also=(copy,))))["excerpts"]
    assert [a["id"] for a in excerpt["also"]] == ["copy"]
    assert excerpt["also"][0].keys() == ARTICLE
