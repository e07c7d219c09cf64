"""Load a model of sentence-transformers by name or folder.  The only module that imports it, and only when used.

It is not installed with On Record: to name a model (ONRECORD_ENCODER, ONRECORD_RERANKER), install `onrecord[models]`.
"""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from retrieval.domain.errors import ModelUnusable

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder, SentenceTransformer

__all__ = ["CrossEncoder", "ModelName", "SentenceTransformer", "cross_encoder", "sentence_transformer"]

T = TypeVar("T")

# Characters kept of a library's error message, which may run over many lines.
MAX_ERROR_CHARS = 240
# Networks that score a pair.  The library gives any other a random layer for it, with only a warning.
SCORING = "ForSequenceClassification"


@dataclass(frozen=True, slots=True)
class ModelName:
    """A model by `name`, a sentence-transformers name or folder, and its `role`, as in the name of its setting."""

    name: str
    role: str

    @property
    def setting(self) -> str:
        return f"ONRECORD_{self.role.upper()}"

    @property
    def is_folder(self) -> bool:
        return Path(self.name).is_dir()

    def unusable(self, why: str) -> ModelUnusable:
        return ModelUnusable(f"the {self.role} {self.name!r} {why}")

    def failed(self, what: str, error: Exception) -> ModelUnusable:
        """Return the error for a model that cannot be `what` ("loaded", "run"); the library's `error` says why."""
        said = " ".join(str(error).split()) or type(error).__name__
        said = said if len(said) <= MAX_ERROR_CHARS else f"{said[:MAX_ERROR_CHARS]}…"
        return self.unusable(f"cannot be {what} ({said}); check {self.setting}")


def sentence_transformer(name: str) -> SentenceTransformer:
    """Load the encoder of this name or folder.  Raise ModelUnusable."""
    named = ModelName(name, "encoder")
    _prepare(named)
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415  seconds of import, paid when needed

    try:
        return SentenceTransformer(name, local_files_only=named.is_folder, trust_remote_code=False)
    except Exception as error:
        raise named.failed("loaded", error) from error


def cross_encoder(name: str) -> CrossEncoder:
    """Load the cross-encoder of this name or folder; it gives a pair one unbounded score.  Raise ModelUnusable."""
    named = ModelName(name, "reranker")
    _prepare(named)
    from sentence_transformers import CrossEncoder  # noqa: PLC0415  as above

    try:
        model: CrossEncoder = CrossEncoder(
            name, local_files_only=named.is_folder, trust_remote_code=False, activation_fn=_identity
        )
        architecture = (getattr(model.config, "architectures", None) or ["a network of no name"])[0]
        labels = model.num_labels
        # A model of several modules says itself which of them scores.
        scores = architecture.endswith(SCORING) or len([*model.children()]) > 1
    except Exception as error:
        raise named.failed("loaded", error) from error
    if not scores:
        raise named.unusable(
            f"is no cross-encoder but {architecture}, which scores no pairs; name one that does in {named.setting}"
        )
    if labels != 1:
        raise named.unusable(f"gives {labels} scores a pair; name a cross-encoder that gives one in {named.setting}")
    return model


def _identity(scores: T) -> T:
    """Return scores unchanged: only their order counts, and a sigmoid would make the best ones equal."""
    return scores


def _prepare(named: ModelName) -> None:
    """Import the library and silence its progress bars and notices."""
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    try:
        import sentence_transformers  # noqa: F401, PLC0415  as above
        from transformers.utils import logging as transformers_logging  # noqa: PLC0415
    except ImportError as error:
        raise named.unusable(
            "needs sentence-transformers; run `pip install 'onrecord[models]'` (in a checkout "
            f"`make install TORCH=cpu`) or unset {named.setting} ({error})"
        ) from error
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    # Errors are raised anyway; these loggers report every attempt to reach the hub.
    for noisy in ("sentence_transformers", "transformers", "huggingface_hub"):
        logging.getLogger(noisy).setLevel(logging.ERROR)
