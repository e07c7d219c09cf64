"""Fit On Record's networks on labelled data, and write the weights into the package.  Run it from a checkout.

    python -m retrieval.fitting --data ../shared/data             all of them: two hours on two cores
    python -m retrieval.fitting --data ../shared/data --only tagger

If interrupted, the same command goes on after the last complete epoch.  It prints the hashes that the code checks.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import nn

from retrieval.fitting import history, pairs, passages
from retrieval.fitting.altered import altered, full_names
from retrieval.fitting.asked import clapnq, own_questions
from retrieval.fitting.asked.labelled_statements import made_questions
from retrieval.fitting.composed import composed
from retrieval.fitting.encoder_export import export_encoder
from retrieval.fitting.export import save_weights
from retrieval.fitting.labels import LabelledArticle, examples, load
from retrieval.fitting.layers import LowerLayers
from retrieval.fitting.network import UpperTagger, export_tagger, network
from retrieval.fitting.train import FitSettings, WindowTensors, fit, loss_of, mean_loss, prepare
from retrieval.models.minilm_encoder import MiniLMEncoder
from retrieval.models.packaged_minilm import packaged_folder
from retrieval.models.pair_network import GRAPH, KEPT_LAYERS
from retrieval.models.word_pieces import Tokenizer, word_pieces
from retrieval.quotes.tagging.tagger import WEIGHTS
from retrieval.text.prose import join_names

HISTORY = FitSettings(epochs=3, rate=2e-4, head_rate=5e-4, pieces_a_batch=2500)
PASSAGES = FitSettings(epochs=3, rate=1e-4, head_rate=5e-4, pieces_a_batch=4000)
VARIED = FitSettings(epochs=1, rate=1e-4, head_rate=5e-4)
"""Chosen on the held-out data of each (docs/model-card.md)."""
ASKED = FitSettings(epochs=1, rate=1.5e-4, head_rate=4e-4, pieces_a_batch=3000)
"""The passage reader's second stage, on questions about news."""
SQUAD_SHARE = 10
"""One of so many of SQuAD's questions is read again in the second stage, so that it is not forgotten."""
VARIED_SHARE = 0.7
"""How far the weights move to those after the varied texts: part of the way keeps what the labelled articles taught.

M. Wortsman and others, "Robust fine-tuning of zero-shot models" (CVPR 2022).
"""
HELD_OUT_TOPICS = frozenset({"Force", "Warsaw"})
"""Topics of SQuAD that are held out from the fit."""
HELD_OUT_EVERY = 10
"""One article in this many is held out from the fit, to choose settings by."""
DATA = {
    "tagger": Path("polnear", "train.jsonl"),
    "pronouns": Path("gap", "dev.jsonl"),
    "history": Path("cast", "followups.jsonl"),
    "passages": Path("squad2", "half.jsonl"),
}
"""The file that each is fitted on, within the data folder."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Parse the command line and fit."""
    parser = argparse.ArgumentParser(
        prog="python -m retrieval.fitting", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="the folder of polnear/, gap/, cast/ and squad2/")
    parser.add_argument("--out", type=Path, default=WEIGHTS, help="folder for the weights (default: the package's own)")
    parser.add_argument(
        "--checkpoints", type=Path, default=Path(".fit"), help="folder for the state of an interrupted fit"
    )
    parser.add_argument("--only", choices=["encoder", *DATA], help="fit only this one")
    parser.add_argument("--epochs", type=int, default=FitSettings.epochs)
    options = parser.parse_args(arguments)
    made = {options.only} if options.only else {"encoder", *DATA}
    # The tagger's altered articles take their names from the passages with pronouns.
    needed = made | {"pronouns"} if "tagger" in made else made
    data = {name: options.data / file for name, file in DATA.items() if name in needed}
    if "passages" in made:
        needed_too = {"clapnq": Path("clapnq", "questions.jsonl"), "statements": DATA["tagger"]}
        data |= {name: options.data / file for name, file in needed_too.items()}
        data |= {name: options.data / name for name in own_questions.TEXTS}
    # Checked before the first fit starts: it takes an hour.
    if missing := [str(file) for file in data.values() if not file.is_file()]:
        parser.exit(1, f"{parser.prog}: {join_names(missing)} cannot be found; name the folder above with --data\n")
    options.out.mkdir(parents=True, exist_ok=True)
    if "encoder" in made:
        # Only exported, not fitted: the packaged encoder's shape, for the runtime.
        export_encoder(options.out / "encoder.onnx")
    if "tagger" in made:
        from retrieval.fitting.pronouns.fit import load_gap  # noqa: PLC0415  only needed here

        people = full_names([name.cut(p.text) for p in load_gap(data["pronouns"]) for name in p.names])
        fit_tagger(data["tagger"], people, options.out, options.checkpoints, FitSettings(epochs=options.epochs))
    if "pronouns" in made:
        from retrieval.fitting.pronouns.fit import fit_pronouns  # noqa: PLC0415  only needed here

        fit_pronouns(data["pronouns"], options.out)
    if "history" in made:
        fit_history(data["history"], options.out, options.checkpoints)
    if "passages" in made:
        fit_passages(data["passages"], options.out, options.checkpoints)


def fit_tagger(data: Path, people: Sequence[str], out: Path, checkpoints: Path, settings: FitSettings) -> UpperTagger:
    """Fit the statement tagger on nine tenths of `data`, report the loss on the rest, and write weights and graph.

    After `settings.epochs` on the labelled articles it goes once more through them, together with altered copies, with
    `people` renamed into, and with composed texts.
    """
    tokenizer = word_pieces()
    articles = load(data)
    held = held_out(articles)
    kept = [a for a in articles if a.id not in held]
    torch.manual_seed(settings.seed)
    lower, upper = network(packaged_folder())
    labelled, held_out_windows = (
        _windows(part, tokenizer, lower) for part in (kept, [a for a in articles if a.id in held])
    )
    report(f"{len(kept)} articles to fit on, {len(held)} held out")

    def after(epoch: int) -> None:
        if held_out_windows:
            loss = mean_loss(upper, held_out_windows, settings, loss_of)
            report(f"epoch {epoch}: loss on the held-out articles {loss:.4f}")

    fit(upper, labelled, settings, checkpoints / "tagger.pt", loss_of=loss_of, report=report, after_epoch=after)
    before = {name: value.clone() for name, value in upper.state_dict().items()}
    varied = [*labelled, *_windows(varied_texts(kept, people, settings.seed), tokenizer, lower)]
    fit(upper, varied, VARIED, checkpoints / "varied.pt", loss_of=loss_of, report=report, after_epoch=after)
    moved = {name: torch.lerp(before[name], value, VARIED_SHARE) for name, value in upper.state_dict().items()}
    upper.load_state_dict(moved)
    export_tagger(lower, upper, out / "tagger.onnx")
    _save(upper, out / "tagger.safetensors", settings)
    return upper


def varied_texts(articles: Sequence[LabelledArticle], people: Sequence[str], seed: int) -> list[LabelledArticle]:
    """Return texts of kinds that the labelled articles lack: altered copies of them, and composed ones."""
    made = [*altered(articles, people, seed), *composed(people, articles, seed)]
    report(f"{len(made)} made texts to fit on")
    return made


def fit_history(data: Path, out: Path, checkpoints: Path) -> None:
    """Fit the history tagger on `data`, and write its weights and graph."""
    tokenizer = word_pieces()
    torch.manual_seed(HISTORY.seed)
    lower, upper = pairs.network(packaged_folder(), KEPT_LAYERS)
    prepared = pairs.prepare([history.pair_with_targets(f, tokenizer) for f in history.load(data)], lower, report)
    fit(upper, prepared, HISTORY, checkpoints / "history.pt", loss_of=history.loss_of, report=report)
    pairs.export_pairs(lower, upper, out / GRAPH.name)
    _save(upper, out / "history.safetensors", HISTORY)


def fit_passages(data: Path, out: Path, checkpoints: Path) -> None:
    """Fit the passage reader on `data`, report the loss on the held-out topics, and write weights and graph."""
    tokenizer = word_pieces()
    torch.manual_seed(PASSAGES.seed)
    lower, upper = pairs.network(packaged_folder(), KEPT_LAYERS)
    questions = passages.load(data, MiniLMEncoder())
    fitted_on, held_out_pairs = (
        pairs.prepare(
            [passages.pair_with_targets(a, tokenizer) for a in questions if (a.title in HELD_OUT_TOPICS) is is_held],
            lower,
            report,
        )
        for is_held in (False, True)
    )

    def after(epoch: int) -> None:
        if held_out_pairs:
            loss = mean_loss(upper, held_out_pairs, PASSAGES, passages.loss_of)
            report(f"epoch {epoch}: loss on the held-out topics {loss:.4f}")

    file = checkpoints / "passages.pt"
    fit(upper, fitted_on, PASSAGES, file, loss_of=passages.loss_of, report=report, after_epoch=after)
    asked = questions_on_news(data.parents[1], questions)
    prepared = pairs.prepare([passages.pair_with_targets(a, tokenizer) for a in asked], lower, report)
    file = checkpoints / "asked.pt"
    fit(upper, prepared, ASKED, file, loss_of=passages.loss_of, report=report, after_epoch=after)
    pairs.export_pairs(lower, upper, out / GRAPH.name)
    _save(upper, out / "passages.safetensors", PASSAGES)


def questions_on_news(folder: Path, squad: Sequence[passages.PassageQuestion]) -> list[passages.PassageQuestion]:
    """Return our own questions, those made from labelled statements, ClapNQ's, and a sample of SQuAD's."""
    encoder = MiniLMEncoder()
    made = made_questions(load(folder / DATA["tagger"]), ASKED.seed)
    again = random.Random(ASKED.seed).sample(squad, len(squad) // SQUAD_SHARE)  # noqa: S311  which, not a secret
    own = own_questions.load(folder, encoder)
    asked = [*again, *clapnq.load(folder / "clapnq", encoder), *made, *own]
    report(f"{len(asked)} questions with passages for the second stage, {len(own)} of them our own")
    return asked


def _save(upper: nn.Module, file: Path, settings: FitSettings) -> None:
    """Write the fitted weights, and print the hash that the code must expect."""
    digest = save_weights(upper, file, f"{settings.epochs} epochs, seed {settings.seed}")
    report(f"{file.name} has sha256 {digest}")


def held_out(articles: Sequence[LabelledArticle]) -> frozenset[str]:
    """Return the ids of a tenth of the articles, the same in any order."""
    ranked = sorted(articles, key=lambda a: hashlib.sha256(a.id.encode()).hexdigest())
    return frozenset(a.id for a in ranked[: len(articles) // HELD_OUT_EVERY])


def _windows(articles: Sequence[LabelledArticle], tokenizer: Tokenizer, lower: LowerLayers) -> list[WindowTensors]:
    return prepare(list(examples(articles, tokenizer)), lower, report)


def report(line: str) -> None:
    """Print progress to stderr."""
    sys.stderr.write(f"{time.strftime('%H:%M:%S')}  {line}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    main()
