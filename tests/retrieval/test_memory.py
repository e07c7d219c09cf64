"""The bot stays small: networks share the encoder's weights, and what only intake needs is given back."""

from __future__ import annotations

import subprocess
import sys
import weakref
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file

from retrieval.models.mapped_weights import MappedWeights
from retrieval.models.onnx_session import Graph
from retrieval.models.packaged_minilm import encoder_weights, packaged_folder
from retrieval.quotes import article_reader
from retrieval.quotes.article_reader import ArticleReader
from retrieval.weights import FOLDER

ROOT = Path(__file__).parents[2]
TEXT = '"The dam will hold," Ana Marić said on Monday. "Nobody has to leave." She had inspected it herself.\n' * 4
# Everything a question may need, with the modules of the running bot; prints megabytes.
ASKED = """
import re, sys
from pathlib import Path
from typing import Any
import faiss, tantivy
import bot.telegram.app
from retrieval.models.history_tagger import HistoryTagger
from retrieval.models.minilm_encoder import MiniLMEncoder
from retrieval.models.passage_reader import PassageReader
encoder, read, tag = MiniLMEncoder(), PassageReader(), HistoryTagger()
for n in range(25):
    text = f"The dam of Orlen, number {n}, will hold until the spring, the minister said. " * 9
    encoder.encode([text] * 4)
    read(f"will dam {n} hold?", [("The flood", text)])
    tag("and the other?", [f"will dam {n} hold?", text])
status = Path("/proc/self/status").read_text()
print(int(re.search(r"VmRSS:\\s+(\\d+)", status).group(1)) // 1000)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells what is resident in this form")
def test_all_that_questions_need_takes_little_memory() -> None:
    ran = subprocess.run([sys.executable, "-c", ASKED], cwd=ROOT, capture_output=True, text=True, check=True)
    # The whole bot may take 350; this is all of it but the articles.
    assert int(ran.stdout) <= 330


def test_a_reader_that_was_released_reads_the_same_again() -> None:
    reader = ArticleReader()
    before = reader.read(TEXT)
    network = weakref.ref(article_reader._tagger()._model()[1])
    reader.release()
    assert network() is None
    assert reader.read(TEXT) == before
    assert before.statements


def test_a_network_copies_weights_that_may_change_and_shares_those_that_may_not() -> None:
    """What it copies is dropped once it is loaded: were it still referred to, garbage would be read."""
    shared = encoder_weights()
    given = {name: weight.copy() for name, weight in shared.items()}
    inputs = {"ids": np.array([[101, 2040, 2056, 102]]), "real": np.ones((1, 4), np.bool_)}
    network = Graph(FOLDER / "encoder.onnx", given)
    (before,) = network.run(inputs)
    for weight in given.values():
        weight.fill(77)
    np.testing.assert_array_equal(network.run(inputs)[0], before)
    np.testing.assert_array_equal(Graph(FOLDER / "encoder.onnx", shared).run(inputs)[0], before)


def test_the_mapped_weights_are_those_that_safetensors_reads() -> None:
    expected = load_file(str(packaged_folder() / "model.safetensors"))
    found = encoder_weights()
    assert len(found) > 100
    for name, weight in found.items():
        np.testing.assert_array_equal(weight, expected[name])
        assert not weight.flags.writeable


def test_mapped_weights_outlive_their_file(tmp_path: Path) -> None:
    """An upgrade replaces the file while the bot runs."""
    weights: dict[str, NDArray[Any]] = {"a": np.ones((2, 3), np.float32), "b": np.arange(5, dtype=np.float16)}
    save_file(weights, tmp_path / "some.safetensors", metadata={"note": "of two types"})
    mapped = MappedWeights(tmp_path / "some.safetensors")
    (tmp_path / "some.safetensors").unlink()
    mapped.release()
    assert mapped.tensors.keys() == weights.keys()
    for name, weight in weights.items():
        np.testing.assert_array_equal(mapped.tensors[name], weight)
