"""A cross-encoder from the settings orders the first passages for an open question, and decides nothing else."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from retrieval.answers.router import AnswerQuestion
from retrieval.domain.errors import ModelUnusable
from retrieval.domain.ports import Reranker
from retrieval.domain.reply import Answer, Reply
from retrieval.index.search import PassageSearch
from retrieval.models.cross_encoder import CrossEncoderReranker, reranker_of
from retrieval.models.packaged_minilm import packaged_folder
from retrieval.ranking.reranking import MAX_RERANKED
from tests.contracts.cross_encoders import fond_of, saved
from tests.contracts.encoders import packaged_encoder
from tests.contracts.memory import MemoryLibrary
from tests.retrieval.distractors import distractors
from tests.retrieval.invented import Said, march, printed
from tests.retrieval.press import PRESS

# Three reports that answer one question, each with a word that the others lack.
TAMBER = [
    printed(f"The Tamber bridge cost 61 million crowns. {rest}", name=name, title=f"The bridge and the {name}", day=day)
    for name, day, rest in [
        ("river", march(3), "It took six years to build because the river would not lie still."),
        ("mayor", march(4), "So the mayor announced at a feast for masons and for carpenters."),
        ("train", march(5), "Its engineer had drawn the whole of it on the back of a train ticket."),
    ]
]
QUOTED = printed(
    "“We paid for it twice,” said Dora Pell of the Tamber bridge.",
    Said("“We paid for it twice,”", "Dora Pell", cue="said"), name="quoted", named=[("Dora Pell", "")],
)  # fmt: skip
COST = "how much did the Tamber bridge cost?"
QUESTIONS = [
    COST,
    "who drew the Tamber bridge on a train ticket?",
    "why did the Orlen dam break?",
    "how much did the Tamber bridge cost in March 2026?",
    "who won the chess olympiad?",
    "how high is mount everest?",
    "what did Dora Pell say?",
]


class FakeReranker:
    """Scores shorter texts higher, and records what it was asked and on which threads."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, list[str]]] = []
        self.threads: set[str] = set()

    def check(self) -> None:
        """It can always be used."""

    def scores(self, question: str, texts: Sequence[str]) -> Sequence[float]:
        self.threads.add(threading.current_thread().name)
        self.asked.append((question, [*texts]))
        return [-float(len(text)) for text in texts]


@pytest.fixture(autouse=True)
def with_the_library() -> None:
    pytest.importorskip("sentence_transformers")


@pytest.fixture
def encoder() -> object:
    return packaged_encoder()


With = Callable[[Reranker | None], AnswerQuestion]


@pytest.fixture
async def answering(library: MemoryLibrary, search: PassageSearch) -> With:
    """Asks about the press and the bridge, with or without a reranker."""
    await library.put([*TAMBER, QUOTED, *PRESS, *distractors()])
    return lambda reranker: AnswerQuestion(library, search, lambda: datetime(2026, 3, 20, tzinfo=UTC), reranker)


def shown(reply: Reply) -> list[str]:
    return [e.article.id for e in (reply.excerpts if isinstance(reply, Answer) else reply.nearest)]


def test_its_scores_are_those_of_the_cross_encoder(tmp_path: Path) -> None:
    from sentence_transformers import CrossEncoder

    folder = str(saved(tmp_path))
    texts = [draft.text for draft, _ in [*PRESS, *TAMBER]]
    found = CrossEncoderReranker(folder).scores(COST, texts)
    reference = CrossEncoder(folder).predict([(COST, text) for text in texts], show_progress_bar=False)
    assert len(set(reference.tolist())) == len(texts)
    assert np.argsort(found).tolist() == np.argsort(reference).tolist()
    assert 1 / (1 + np.exp(-np.array(found))) == pytest.approx(reference, abs=1e-5)


def test_scores_differ_even_where_a_sigmoid_would_make_them_equal(tmp_path: Path) -> None:
    folder = fond_of("train", tmp_path)
    weights = load_file(folder / "model.safetensors")
    weights["classifier.bias"] += 100
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    deduplicated, twice = CrossEncoderReranker(str(folder)).scores("when?", ["a train came", "a train by train"])
    assert twice > deduplicated


@pytest.mark.parametrize("question", [COST, "how much did the Tamber bridge cost in March 2026?"])
@pytest.mark.parametrize("word", ["river", "mayor", "train"])
async def test_the_passage_it_prefers_comes_first(answering: With, tmp_path: Path, question: str, word: str) -> None:
    reply = await answering(CrossEncoderReranker(str(fond_of(word, tmp_path))))(question)
    assert isinstance(reply, Answer)
    assert shown(reply)[0] == word
    assert sorted(shown(reply)) == ["mayor", "river", "train"]


@pytest.mark.parametrize("question", QUESTIONS)
async def test_it_does_not_decide_whether_there_is_an_answer(answering: With, tmp_path: Path, question: str) -> None:
    alone = await answering(None)(question)
    # With a reranker the first passages are read, without one the likeliest: so compare rerankers.
    confidences = []
    for n, word in enumerate(["train", "dam"]):
        for averse in (False, True):
            folder = fond_of(word, tmp_path / f"{n}{averse}", averse=averse)
            reply = await answering(CrossEncoderReranker(str(folder)))(question)
            assert type(reply) is type(alone)
            confidences.append(reply.confidence)
    assert confidences == pytest.approx([confidences[0]] * 4, abs=1e-6)


async def test_it_scores_only_the_first_passages_with_their_titles_and_on_the_worker(answering: With) -> None:
    fake = FakeReranker()
    await answering(fake)(COST)
    ((question, texts),) = fake.asked
    assert question == COST
    assert len(texts) == MAX_RERANKED
    assert "The bridge and the river\nThe Tamber bridge cost 61 million crowns." in "\n".join(texts)
    assert {name.partition("_")[0] for name in fake.threads} == {"retrieval"}


async def test_passages_beyond_the_first_keep_their_order(answering: With) -> None:
    fake = FakeReranker()
    reply = await answering(fake)(COST, limit=MAX_RERANKED + 5)
    assert isinstance(reply, Answer)
    ((_, texts),) = fake.asked
    assert len(texts) == MAX_RERANKED
    assert len(reply.ranked) > MAX_RERANKED


@pytest.mark.parametrize(
    "question", ["what did Dora Pell say?", "who said “We paid for it twice”?", "who is Tom Reyes?"]
)
async def test_it_is_not_asked_about_peoples_words(answering: With, question: str) -> None:
    fake = FakeReranker()
    assert isinstance(await answering(fake)(question), Answer)
    assert not fake.asked


def test_without_a_name_there_is_no_reranker() -> None:
    assert reranker_of(None) is None


def nowhere(folder: Path) -> str:
    return str(folder / "nowhere")


def empty(folder: Path) -> str:
    return str(folder)


def an_encoder(_: Path) -> str:
    return str(packaged_folder())


def a_network_without_a_head(folder: Path) -> str:
    return str(saved(folder, scores=False))


def several_labels(folder: Path) -> str:
    return str(saved(folder, labels=3))


def damaged(folder: Path) -> str:
    saved(folder)
    (folder / "model.safetensors").write_bytes(b"damaged")
    return str(folder)


def no_numbers(folder: Path) -> str:
    saved(folder)
    weights = load_file(folder / "model.safetensors")
    weights["classifier.bias"][:] = np.nan
    save_file(weights, folder / "model.safetensors", metadata={"format": "pt"})
    return str(folder)


def another_vocabulary(folder: Path) -> str:
    saved(folder)
    read = json.loads((folder / "tokenizer.json").read_text("utf-8"))
    read["model"]["vocab"]["it"] = 99_999
    (folder / "tokenizer.json").write_text(json.dumps(read), "utf-8")
    return str(folder)


@pytest.mark.parametrize(
    ("made", "says"),
    [
        (nowhere, "cannot be loaded (Path "),
        (empty, "cannot be loaded ("),
        (an_encoder, "is no cross-encoder but BertModel"),
        (a_network_without_a_head, "is no cross-encoder but BertModel"),
        (several_labels, "gives 3 scores a pair; name a cross-encoder that gives one"),
        (damaged, "cannot be loaded ("),
        (no_numbers, "gives no number for a pair"),
        (another_vocabulary, "cannot be run (index out of range"),
    ],
)
def test_anything_but_a_cross_encoder_is_refused_in_one_sentence(
    tmp_path: Path, made: Callable[[Path], str], says: str
) -> None:
    name = made(tmp_path)
    with pytest.raises(ModelUnusable) as refused:
        CrossEncoderReranker(name).check()
    message = str(refused.value)
    assert message.startswith(f"the reranker {name!r} {says}")
    assert "ONRECORD_RERANKER" in message
    assert "\n" not in message


def test_code_that_comes_with_a_model_is_not_run(tmp_path: Path) -> None:
    saved(tmp_path)
    config = json.loads((tmp_path / "config.json").read_text("utf-8"))
    config |= {"model_type": "theirs", "auto_map": {"AutoConfig": "theirs.Theirs"}}
    (tmp_path / "config.json").write_text(json.dumps(config), "utf-8")
    ran = tmp_path / "ran"
    (tmp_path / "theirs.py").write_text(f"open({str(ran)!r}, 'w').close()\nclass Theirs: pass\n", "utf-8")
    with pytest.raises(ModelUnusable, match="cannot be loaded"):
        CrossEncoderReranker(str(tmp_path)).check()
    assert not ran.exists()


def test_without_sentence_transformers_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(ModelUnusable, match=r"onrecord\[models\].*TORCH=cpu.*unset ONRECORD_RERANKER"):
        CrossEncoderReranker("some/name").check()
