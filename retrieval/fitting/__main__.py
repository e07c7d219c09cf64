"""Fit what On Record learns, from labelled articles, and write it where the package keeps it.

    python -m retrieval.fitting --data ../shared/data             all of it: two hours on two cores
    python -m retrieval.fitting --data ../shared/data --only tagger

Interrupted, the same command goes on after the last whole epoch.  It prints the hashes that retrieval/weights checks.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import nn

from retrieval.fitting import leaning, pairs, passages
from retrieval.fitting.encoder_export import export_encoder
from retrieval.fitting.export import save_weights
from retrieval.fitting.labels import Labelled, examples, load
from retrieval.fitting.layers import Lower
from retrieval.fitting.network import Upper, export_tagger, network
from retrieval.fitting.train import Settings, Window, fit, loss_of, mean_loss, prepare
from retrieval.models.minilm_encoder import MiniLMEncoder
from retrieval.models.packaged_minilm import packaged_folder
from retrieval.models.pair_network import GRAPH, KEPT_LAYERS
from retrieval.models.word_pieces import Tokenizer, word_pieces
from retrieval.quotes.tagger import WEIGHTS
from retrieval.text.prose import join_names

HISTORY = Settings(epochs=3, rate=2e-4, head_rate=5e-4, pieces_a_batch=2500)
PASSAGES = Settings(epochs=3, rate=1e-4, head_rate=5e-4, pieces_a_batch=4000)
"""Chosen on what was held back from each (docs/model-card.md)."""
HELD_TOPICS = frozenset({"Force", "Warsaw"})
"""SQuAD's topics that are kept from the fit."""
HELD_BACK = 10
"""Every how many-th article is kept from the fit, to choose settings by."""
DATA = {
    "tagger": Path("polnear", "train.jsonl"),
    "pronouns": Path("gap", "dev.jsonl"),
    "history": Path("cast", "followups.jsonl"),
    "passages": Path("squad2", "half.jsonl"),
}
"""What each is fitted on, within the folder of the data."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Parse the command line and fit."""
    parser = argparse.ArgumentParser(
        prog="python -m retrieval.fitting", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="where polnear/, gap/, cast/ and squad2/ are")
    parser.add_argument("--out", type=Path, default=WEIGHTS, help="where the weights go (the package's own folder)")
    parser.add_argument("--checkpoints", type=Path, default=Path(".fit"), help="where an interrupted fit is kept")
    parser.add_argument("--only", choices=["encoder", *DATA], help="make one of these")
    parser.add_argument("--epochs", type=int, default=Settings.epochs)
    asked = parser.parse_args(arguments)
    made = {asked.only} if asked.only else {"encoder", *DATA}
    data = {name: asked.data / file for name, file in DATA.items() if name in made}
    # Before anything is made: a fit takes an hour.
    if missing := [str(file) for file in data.values() if not file.is_file()]:
        parser.exit(1, f"{parser.prog}: {join_names(missing)} cannot be found; name the folder above with --data\n")
    asked.out.mkdir(parents=True, exist_ok=True)
    if "encoder" in made:
        # Nothing of it is fitted: the packaged encoder's shape, for the runtime.
        export_encoder(asked.out / "encoder.onnx")
    if "tagger" in made:
        fit_tagger(data["tagger"], asked.out, asked.checkpoints, Settings(epochs=asked.epochs))
    if "pronouns" in made:
        from retrieval.fitting.pronouns.fit import fit_pronouns  # noqa: PLC0415  it fits something else

        fit_pronouns(data["pronouns"], asked.out)
    if "history" in made:
        fit_history(data["history"], asked.out, asked.checkpoints)
    if "passages" in made:
        fit_passages(data["passages"], asked.out, asked.checkpoints)


def fit_tagger(data: Path, out: Path, checkpoints: Path, settings: Settings) -> Upper:
    """Fit the statement tagger on nine tenths of `data`, tell its loss on the tenth, and write weights and graph."""
    tokenizer = word_pieces()
    articles = load(data)
    held = held_back(articles)
    torch.manual_seed(settings.seed)
    lower, upper = network(packaged_folder())
    fitted_on, chosen_by = (
        _windows([a for a in articles if (a.id in held) is back], tokenizer, lower) for back in (False, True)
    )
    report(f"{len(articles) - len(held)} articles to fit on, {len(held)} held back")

    def after(epoch: int) -> None:
        if chosen_by:
            report(
                f"epoch {epoch}: loss on the held-back articles {mean_loss(upper, chosen_by, settings, loss_of):.4f}"
            )

    fit(upper, fitted_on, settings, checkpoints / "tagger.pt", loss_of=loss_of, report=report, after_epoch=after)
    export_tagger(lower, upper, out / "tagger.onnx")
    _save(upper, out / "tagger.safetensors", settings)
    return upper


def fit_history(data: Path, out: Path, checkpoints: Path) -> None:
    """Fit the history tagger on `data`, and write its weights and the graph."""
    tokenizer = word_pieces()
    torch.manual_seed(HISTORY.seed)
    lower, upper = pairs.network(packaged_folder(), KEPT_LAYERS)
    lessons = pairs.prepare([leaning.laid_out(f, tokenizer) for f in leaning.load(data)], lower, report)
    fit(upper, lessons, HISTORY, checkpoints / "history.pt", loss_of=leaning.loss_of, report=report)
    pairs.export_pairs(lower, upper, out / GRAPH.name)
    _save(upper, out / "history.safetensors", HISTORY)


def fit_passages(data: Path, out: Path, checkpoints: Path) -> None:
    """Fit the passage reader on `data`, tell its loss on the topics held back, and write its weights and the graph."""
    tokenizer = word_pieces()
    torch.manual_seed(PASSAGES.seed)
    lower, upper = pairs.network(packaged_folder(), KEPT_LAYERS)
    asked = passages.load(data, MiniLMEncoder())
    fitted_on, chosen_by = (
        pairs.prepare(
            [passages.laid_out(a, tokenizer) for a in asked if (a.title in HELD_TOPICS) is back], lower, report
        )
        for back in (False, True)
    )

    def after(epoch: int) -> None:
        if chosen_by:
            loss = mean_loss(upper, chosen_by, PASSAGES, passages.loss_of)
            report(f"epoch {epoch}: loss on the held-back topics {loss:.4f}")

    file = checkpoints / "passages.pt"
    fit(upper, fitted_on, PASSAGES, file, loss_of=passages.loss_of, report=report, after_epoch=after)
    pairs.export_pairs(lower, upper, out / GRAPH.name)
    _save(upper, out / "passages.safetensors", PASSAGES)


def _save(upper: nn.Module, file: Path, settings: Settings) -> None:
    """Write what was fitted, and print the hash that the code is to expect."""
    digest = save_weights(upper, file, f"{settings.epochs} epochs, seed {settings.seed}")
    report(f"{file.name} has sha256 {digest}")


def held_back(articles: Sequence[Labelled]) -> frozenset[str]:
    """The ids of a tenth of the articles, the same whatever their order."""
    ranked = sorted(articles, key=lambda a: hashlib.sha256(a.id.encode()).hexdigest())
    return frozenset(a.id for a in ranked[: len(articles) // HELD_BACK])


def _windows(articles: Sequence[Labelled], tokenizer: Tokenizer, lower: Lower) -> list[Window]:
    return prepare(list(examples(articles, tokenizer)), lower, report)


def report(line: str) -> None:
    """Progress, for whoever watches."""
    sys.stderr.write(f"{time.strftime('%H:%M:%S')}  {line}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    main()
