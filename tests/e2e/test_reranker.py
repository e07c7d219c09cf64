"""`ONRECORD_RERANKER` as an operator sets it: passages in another order, or one sentence that says what to do."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.contracts.cross_encoders import fond_of, saved
from tests.e2e.commands import Ended, onrecord
from tests.e2e.invented import News, write_lines

BRIDGE_NEWS = [
    News("river", "The bridge and the river", "The Tamber bridge cost 61 million crowns, because the river moves."),
    News("mayor", "The bridge and the mayor", "The Tamber bridge cost 61 million crowns: so the mayor told masons."),
    News("train", "The bridge and the train", "The Tamber bridge cost 61 million crowns. It was drawn on a train."),
]
COST = "how much did the Tamber bridge cost?"
TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bridge")
    ended = onrecord(folder / "data", "add", write_lines(folder / "news.jsonl", BRIDGE_NEWS))
    assert ended.code == 0, ended.err
    return folder / "data"


@pytest.fixture(autouse=True)
def with_the_library() -> None:
    pytest.importorskip("sentence_transformers")


def asked(data: Path, reranker: Path | None = None) -> list[str]:
    """Return the articles that answer, in order."""
    env = {} if reranker is None else {"ONRECORD_RERANKER": str(reranker)}
    ended = onrecord(data, "ask", "--json", COST, env=env)
    assert (ended.code, ended.err) == (0, "")
    (line,) = ended.lines
    return [e["article"]["id"] for e in line["excerpts"]]


def test_the_order_is_the_one_that_its_cross_encoder_prefers(data: Path, tmp_path: Path) -> None:
    alone = asked(data)
    assert sorted(alone) == ["mayor", "river", "train"]
    preferred = asked(data, fond_of(alone[-1], tmp_path))
    assert preferred[0] == alone[-1]
    assert sorted(preferred) == sorted(alone)


def refused(ended: Ended, *says: str) -> None:
    assert (ended.code, ended.out) == (1, "")
    for words in says:
        assert words in ended.sentence


def test_doctor_checks_the_reranker(data: Path, tmp_path: Path) -> None:
    good = str(saved(tmp_path / "good"))
    ended = onrecord(data, "doctor", env={"ONRECORD_RERANKER": good})
    assert ended.code == 0, ended.out
    assert "".join(ended.out.split()).count(f"rerankerok{good}") == 1
    bad = str(saved(tmp_path / "bad", scores=False))
    ended = onrecord(data, "doctor", env={"ONRECORD_RERANKER": bad})
    assert ended.sentence == "reranker: see above for what to do"
    assert "is no cross-encoder but BertModel" in " ".join(ended.out.split())


def test_the_bot_does_not_start_with_an_unusable_reranker(data: Path, tmp_path: Path) -> None:
    labels = str(saved(tmp_path, labels=3))
    ended = onrecord(data, "run", stdin=COST.encode(), env={"ONRECORD_RERANKER": labels})
    refused(ended, labels, "gives 3 scores a pair", "ONRECORD_RERANKER")


def test_an_unknown_model_name_gets_one_sentence(data: Path) -> None:
    # Offline, nobody waits for an answer of the hub.
    env = {"ONRECORD_RERANKER": "nobody/has-this", "HF_HUB_OFFLINE": "1"}
    refused(onrecord(data, "ask", COST, env=env), "'nobody/has-this' cannot be loaded", "check ONRECORD_RERANKER")


@pytest.mark.parametrize(("words", "token"), [(["ask", COST], ""), (["run"], ""), (["run"], TOKEN)])
def test_without_sentence_transformers_it_says_what_to_install(
    data: Path, tmp_path: Path, words: list[str], token: str
) -> None:
    (tmp_path / "sentence_transformers.py").write_text("raise ImportError('not here')\n")
    path = f"{tmp_path}{os.pathsep}{Path(__file__).parents[2]}"
    env = {"ONRECORD_RERANKER": "some/name", "PYTHONPATH": path, "ONRECORD_TELEGRAM_TOKEN": token}
    ended = onrecord(data, *words, stdin=COST.encode(), env=env)
    refused(ended, "onrecord[models]", "make install TORCH=cpu", "unset ONRECORD_RERANKER")


def test_questions_about_what_someone_said_need_no_reranker(data: Path) -> None:
    ended = onrecord(data, "ask", "what did Macron say?", env={"ONRECORD_RERANKER": "/no/such/folder"})
    assert (ended.code, ended.err) == (0, "")
