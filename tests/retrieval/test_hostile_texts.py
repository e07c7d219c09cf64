"""Nothing that a store holds may break a question."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrieval.answers.router import AnswerQuestion
from retrieval.domain.article import Draft, Reading
from retrieval.domain.reply import Answer, Refusal
from retrieval.index.embedded import embedded_indexes
from retrieval.index.search import PassageSearch
from retrieval.index.threads import RetrievalWorker
from retrieval.text.chunking import passages
from tests.contracts.encoders import packaged_encoder
from tests.contracts.memory import MemoryLibrary
from tests.retrieval.press import PRESS

QUESTIONS = ("why did the dam break?", "what did the mayor say?", "dam", "brief me on the dam", "what is new?")
# What no sentence splitter or tokenizer finds a word in, and what it finds too much in.
HOSTILE = st.one_of(
    st.sampled_from(
        [
            "\x07",
            "\x00\x01\x02",
            "\ufffd",
            "�" * 300,
            "🙂" * 500,
            "?" * 900,
            "a" * 3000,
            "\u202eabc",
            "…\n…\n…",
            "” “ ” “",
        ]
    ),
    st.text(min_size=1, max_size=300),
).filter(lambda text: bool(text.strip()))


def draft(text: str, name: str, title: str | None) -> tuple[Draft, Reading] | None:
    try:
        made = Draft(text=text, id=name, title=title)
    except ValueError:
        return None
    return made, Reading(tuple(passages(made.text)), (), ())


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(HOSTILE, st.none() | HOSTILE), min_size=1, max_size=4))
async def test_any_text_can_be_asked(
    tmp_path_factory: pytest.TempPathFactory, texts: list[tuple[str, str | None]]
) -> None:
    made = [d for n, (text, title) in enumerate(texts) if (d := draft(text, f"hostile-{n}", title)) is not None]
    worker, library = RetrievalWorker(), MemoryLibrary()
    try:
        encoder = packaged_encoder()
        search = PassageSearch(library, encoder, worker, embedded_indexes(tmp_path_factory.mktemp("index"), encoder))
        await library.put([*made, *PRESS[:1]])
        answer = AnswerQuestion(library, search)
        for question in (*QUESTIONS, texts[0][0][:200]):
            if any(c.isalnum() for c in question):
                assert isinstance(await answer(question), Answer | Refusal)
    finally:
        worker.close()


async def test_a_passage_of_one_control_character_is_no_answer_and_no_fault(
    library: MemoryLibrary, answer: AnswerQuestion
) -> None:
    made = draft("\x07", "bell", None)
    assert made is not None
    await library.put([made])
    assert isinstance(await answer("why did the bell ring?"), Refusal)
