"""Fitting on a few articles: it learns them, resumes after an interruption, and runs the same without torch."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.numpy import load_file

from retrieval.fitting.__main__ import fit_tagger, held_out
from retrieval.fitting.labels import examples, load
from retrieval.fitting.layers import WholeNetwork
from retrieval.fitting.network import network
from retrieval.fitting.train import FitSettings, fit, loss_of, mean_loss, prepare
from retrieval.models.onnx_session import Graph
from retrieval.models.packaged_minilm import lower_weights, packaged_folder
from retrieval.models.word_pieces import word_pieces
from retrieval.quotes.tagging.tagger import KEPT_LAYERS

TRAIN = Path(__file__).parents[3] / "shared" / "data" / "polnear" / "train.jsonl"
pytestmark = pytest.mark.skipif(not TRAIN.exists(), reason="the labelled articles of ../shared are not here")

PEOPLE = ["Ada Brandt", "Ines Calder", "Otto Lund"]
FEW = FitSettings(epochs=2, pieces_a_batch=1500)


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of a few short labelled articles."""
    lines = sorted(TRAIN.read_text(encoding="utf-8").splitlines(), key=len)[20:32]
    file = tmp_path_factory.mktemp("few") / "train.jsonl"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def test_fitting_lowers_the_loss(few: Path, tmp_path: Path) -> None:
    torch.manual_seed(1)
    lower, upper = network(packaged_folder())
    windows = prepare(list(examples(load(few), word_pieces())), lower, lambda _: None)
    losses = [mean_loss(upper.eval(), windows, FEW, loss_of)]
    fit(upper, windows, replace(FEW, epochs=10), tmp_path / "fit.pt", loss_of=loss_of, report=lambda _: None,
        after_epoch=lambda _: losses.append(mean_loss(upper, windows, FEW, loss_of)))  # fmt: skip
    assert losses[-1] < 0.5 * losses[0]


def test_an_interrupted_fit_resumes_where_it_stopped(few: Path, tmp_path: Path) -> None:
    def fitted(folder: Path, *, stop_after: int | None) -> dict[str, torch.Tensor]:
        torch.manual_seed(1)
        lower, upper = network(packaged_folder())
        windows = prepare(list(examples(load(few), word_pieces())), lower, lambda _: None)

        def stop(epoch: int) -> None:
            if epoch == stop_after:
                raise KeyboardInterrupt

        fit(upper, windows, FEW, folder / "fit.pt", loss_of=loss_of, report=lambda _: None, after_epoch=stop)
        return upper.state_dict()

    with pytest.raises(KeyboardInterrupt):
        fitted(tmp_path, stop_after=1)
    resumed = fitted(tmp_path, stop_after=None)
    (tmp_path / "other").mkdir()
    whole = fitted(tmp_path / "other", stop_after=None)
    for name, value in whole.items():
        assert torch.allclose(value, resumed[name], atol=1e-3), name


def test_the_written_files_give_the_same_scores_without_torch(few: Path, tmp_path: Path) -> None:
    upper = fit_tagger(few, PEOPLE, tmp_path, tmp_path, FitSettings(epochs=1))
    lower, _ = network(packaged_folder())
    fitted = load_file(str(tmp_path / "tagger.safetensors"))
    assert {value.dtype for value in fitted.values()} == {np.dtype(np.float16)}
    fitted.pop("upper.transitions")
    graph = Graph(tmp_path / "tagger.onnx", lower_weights(KEPT_LAYERS) | fitted)
    ids = torch.randint(1000, 20000, (2, 30))
    features = torch.zeros(2, 30, 3, dtype=torch.long)
    real = torch.ones(2, 30, dtype=torch.bool)
    real[1, 20:] = False
    with torch.no_grad():
        expected = WholeNetwork(lower, upper.eval())(ids, features, real)
    found = graph.run({"ids": ids.numpy(), "features": features.numpy(), "real": real.numpy()})
    for ours, theirs in zip(found, expected, strict=True):
        assert np.allclose(ours[0], theirs[0].numpy(), atol=0.02)
        assert np.allclose(ours[1, :20, :20], theirs[1, :20, :20].numpy(), atol=0.02)


def test_the_held_out_tenth_is_the_same_in_any_order() -> None:
    articles = load(TRAIN)
    held = held_out(articles)
    assert len(held) == 84
    assert held == held_out(articles[::-1])
