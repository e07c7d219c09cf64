"""Fit the pronoun resolver on passages where people marked the person that a pronoun means (GAP).

GAP: K. Webster and others, "Mind the GAP: a balanced corpus of gendered ambiguous pronouns", Transactions of the ACL 6,
2018.
"""

from __future__ import annotations

import ctypes
import hashlib
import random
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import save_file
from torch import Tensor

from retrieval.domain.article import Mention, Span
from retrieval.fitting.given_names import fit_given_names, genders
from retrieval.fitting.json_lines import read_rows
from retrieval.fitting.pronouns.export import export_graph
from retrieval.fitting.pronouns.model import LowerPronounLayers, PreparedPronoun, PronounModel, prepare
from retrieval.fitting.train import Report, adam
from retrieval.models.packaged_minilm import encoder_weights
from retrieval.models.word_pieces import Tokenizer, word_pieces
from retrieval.quotes.pronouns.features import Floats
from retrieval.quotes.pronouns.network import GIVEN_NAMES, GRAPH, WEIGHTS, WORD_EMBEDDINGS
from retrieval.quotes.pronouns.resolver import PersonCandidate, candidates, pronoun_question, shares_of
from retrieval.text.person_names import mentions


@dataclass(frozen=True)
class PronounFitSettings:
    """docs/model-card.md lists what was tried."""

    epochs: int = 3
    rate: float = 5e-4
    head_rate: float = 1e-3
    decay: float = 0.01
    warmup: float = 0.06
    pieces_a_batch: int = 1600
    folds: int = 5
    seed: int = 7


@dataclass(frozen=True)
class PackagedEncoder:
    """The encoder's weights by name, and its tokenizer: where the fit starts from."""

    encoder: Mapping[str, Floats]
    tokenizer: Tokenizer

    @classmethod
    def load(cls) -> PackagedEncoder:
        return cls(encoder_weights(), word_pieces())


@dataclass(frozen=True, slots=True)
class Passage:
    """A text with a pronoun and two names; `right` is the index of the name it means, None for neither."""

    id: str
    text: str
    pronoun: Span
    names: tuple[Span, Span]
    right: int | None


@dataclass(frozen=True)
class PronounExample:
    """A prepared pronoun with its answers (m + 1,): whether each place, or "none of them", is right."""

    prepared: PreparedPronoun
    good: Tensor

    def __len__(self) -> int:
        return len(self.prepared)


def load_gap(file: Path) -> list[Passage]:
    """Return the passages of a .jsonl file, in order."""
    return [_passage(line) for line in read_rows(file)]


def _passage(line: dict[str, object]) -> Passage:
    text, pronoun, names, right = (line[key] for key in ("text", "pronoun", "names", "right"))
    assert isinstance(pronoun, list) and isinstance(names, list) and isinstance(right, list)  # noqa: S101, PT018
    first, second = (Span(*name) for name in names)
    return Passage(
        str(line["id"]), str(text), Span(*pronoun), (first, second), right.index(True) if True in right else None
    )


def people(passage: Passage) -> list[PersonCandidate]:
    """Return a passage's candidates: first the two marked people with all their mentions, then everybody else."""
    taken = (*passage.names, passage.pronoun)
    found = [m for m in mentions(passage.text) if not any(m.span.overlaps(t) for t in taken)]
    marked = [Mention(name.cut(passage.text), name) for name in passage.names]
    everybody = candidates(passage.text, [*found, *marked])
    first, second = (next(c for c in everybody if name in c.spans) for name in passage.names)
    others = [c for c in everybody if c is not first and c is not second]
    if first is second:
        # Two people of the same name: each has only the marked mention.
        first, second = (PersonCandidate(m.name, (m.span,)) for m in marked)
    return [first, second, *others]


def fold_of(passage: Passage, folds: int, seed: int = 7) -> int:
    """Return the cross-validation fold of a passage, which depends only on its id."""
    return int(hashlib.sha256(f"{seed} {passage.id}".encode()).hexdigest(), 16) % folds


def batches(
    examples: Sequence[PronounExample], settings: PronounFitSettings, epoch: int
) -> Iterator[list[PronounExample]]:
    """Yield batches of examples of similar length, shuffled by seed and epoch."""
    chance = random.Random(f"{settings.seed} {epoch}")  # noqa: S311  an order, not a secret
    order = sorted(range(len(examples)), key=lambda i: len(examples[i]) + chance.random() * 30)
    made: list[list[PronounExample]] = [[]]
    for i in order:
        if len(examples[i]) * (len(made[-1]) + 1) > settings.pieces_a_batch and made[-1]:
            made.append([])
        made[-1].append(examples[i])
    chance.shuffle(made)
    yield from made


def loss_of(model: PronounModel, batch: Sequence[PronounExample]) -> Tensor:
    """Return the mean negative log-likelihood of the right places of each example."""
    scores, _ = model([example.prepared for example in batch])
    good = torch.zeros(scores.shape, dtype=torch.bool)
    for row, example in enumerate(batch):
        good[row, : len(example.good) - 1] = example.good[:-1]
        good[row, -1] = example.good[-1]
    likelihood: Tensor = scores.log_softmax(1).masked_fill(~good, -1e9).logsumexp(1)
    return -likelihood.mean()


def train(
    model: PronounModel, examples: Sequence[PronounExample], settings: PronounFitSettings, report: Report
) -> None:
    """Fit `model` in place."""
    torch.manual_seed(settings.seed)
    steps = sum(1 for epoch in range(settings.epochs) for _ in batches(examples, settings, epoch))
    optimiser, schedule = adam(
        model, steps, rate=settings.rate, head_rate=settings.head_rate, decay=settings.decay, warmup=settings.warmup
    )
    for epoch in range(settings.epochs):
        model.train()
        began, seen, total = time.process_time(), 0, 0.0
        for batch in batches(examples, settings, epoch):
            loss = loss_of(model, batch)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            seen, total = seen + len(batch), total + loss.item() * len(batch)
        report(f"epoch {epoch + 1}: loss {total / seen:.4f}, {time.process_time() - began:.0f} s of processor")
    model.eval()


@torch.no_grad()
def shares(model: PronounModel, prepared: Sequence[PreparedPronoun]) -> list[dict[int, float]]:
    """Return the probability of each candidate of each example."""
    model.eval()
    made: dict[int, dict[int, float]] = {}
    order = sorted(range(len(prepared)), key=lambda i: len(prepared[i]))
    for first in range(0, len(order), 32):
        batch = order[first : first + 32]
        scores, _ = model([prepared[i] for i in batch])
        for row, i in enumerate(batch):
            asked, own = prepared[i].question, scores[row].numpy()
            made[i] = shares_of(np.append(own[: len(asked.whose)], own[-1]), asked)
    return [made[i] for i in range(len(prepared))]


def training_examples(passages: Sequence[Passage], base: PackagedEncoder) -> list[PronounExample]:
    """Turn passages into training examples, in order."""
    asked = [pronoun_question(p.text, p.pronoun, people(p), base.tokenizer) for p in passages]
    prepared = prepare(asked, LowerPronounLayers(base.encoder))
    return [PronounExample(read, _good(read, passage.right)) for read, passage in zip(prepared, passages, strict=True)]


def _good(read: PreparedPronoun, right: int | None) -> Tensor:
    """Return which places are right: those of the person meant; if neither marked one is, anybody else's or none."""
    whose = torch.from_numpy(read.question.whose)
    nobody = torch.tensor([right is None])
    return torch.cat([whose > 1 if right is None else whose == right, nobody])


def fit_pronouns(gap: Path, out: Path, settings: PronounFitSettings | None = None, report: Report = print) -> str:
    """Fit on all passages of `gap` and write the weights into the folder `out`.

    Return the file's sha256, which retrieval.quotes.pronouns.network checks.
    """
    keep_memory()
    base, passages = PackagedEncoder.load(), load_gap(gap)
    model = fitted(passages, base, settings or PronounFitSettings(), report)
    known = genders((name.cut(p.text), p.pronoun.cut(p.text)) for p in passages for name in p.names)
    names = fit_given_names(known, base.encoder[WORD_EMBEDDINGS], base.tokenizer)
    report(f"{len(known)} given names")
    out.mkdir(parents=True, exist_ok=True)
    file = out / WEIGHTS.name
    save_file({**model.weights(), GIVEN_NAMES: names.astype(np.float16)}, file)
    export_graph(out / GRAPH.name)
    found = hashlib.sha256(file.read_bytes()).hexdigest()
    report(f"{file}: sha256 {found}")
    return found


def fitted(
    passages: Sequence[Passage], base: PackagedEncoder, settings: PronounFitSettings, report: Report
) -> PronounModel:
    """Return a model fitted on `passages`."""
    torch.manual_seed(settings.seed)
    model = PronounModel(base.encoder)
    train(model, training_examples(passages, base), settings, report)
    return model


def keep_memory() -> None:
    """Make glibc keep freed memory: returning and requesting it again costs more time than the computing."""
    if not sys.platform.startswith("linux"):
        return
    c_library = ctypes.CDLL(None)
    if hasattr(c_library, "mallopt"):
        # M_TRIM_THRESHOLD and M_MMAP_THRESHOLD of malloc.h; glibc allows at most 32 MB for the latter.
        c_library.mallopt(-1, 2**31 - 1)
        c_library.mallopt(-3, 2**25)
