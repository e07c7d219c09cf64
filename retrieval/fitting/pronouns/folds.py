"""Cross-validate the pronoun resolver: score each passage by a model that was fitted without it.

The folds run in parallel, each in its own process with one thread: this network is too small for two.  Finished folds
are saved, so that an interrupted run continues after the last one.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import torch

import retrieval.fitting
import retrieval.quotes
from retrieval.fitting.pronouns.fit import (
    PackagedEncoder,
    Passage,
    PronounFitSettings,
    fitted,
    fold_of,
    keep_memory,
    shares,
    training_examples,
)
from retrieval.fitting.train import Report

Shares = dict[int, float]


def cross_validated(
    passages: Sequence[Passage], settings: PronounFitSettings, kept: Path, *, jobs: int = 2
) -> list[Shares]:
    """Return the probabilities of each passage's candidates, in order.

    `kept` is a folder for finished folds; they are reused only for the same passages, settings and code.
    """
    folder = kept / _key(passages, settings)
    folder.mkdir(parents=True, exist_ok=True)
    todo = [fold for fold in range(settings.folds) if not (folder / f"{fold}.json").exists()]
    # torch's threads hang after a fork, so each process starts a new interpreter.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(jobs, max(1, len(todo))), context) as pool:
        for _ in pool.map(partial(_fold, passages, settings, folder), todo):
            pass
    found: dict[int, Shares] = {}
    for fold in range(settings.folds):
        done = json.loads((folder / f"{fold}.json").read_text(encoding="utf-8"))
        found |= {int(n): {int(who): share for who, share in own.items()} for n, own in done.items()}
    return [found[n] for n in range(len(passages))]


def _fold(passages: Sequence[Passage], settings: PronounFitSettings, folder: Path, fold: int) -> None:
    torch.set_num_threads(1)
    keep_memory()
    base = PackagedEncoder.load()
    inside = [p for p in passages if fold_of(p, settings.folds) != fold]
    model = fitted(inside, base, settings, _reporting(f"fold {fold + 1}"))
    left = [n for n, p in enumerate(passages) if fold_of(p, settings.folds) == fold]
    asked = training_examples([passages[n] for n in left], base)
    found = dict(zip(left, shares(model, [one.prepared for one in asked]), strict=True))
    partial_file = folder / f"{fold}.part"
    partial_file.write_text(json.dumps(found), encoding="utf-8")
    partial_file.replace(folder / f"{fold}.json")


def _reporting(what: str) -> Report:
    def report(said: str) -> None:
        sys.stderr.write(f"{time.strftime('%H:%M:%S')} {what}: {said}\n")
        sys.stderr.flush()

    return report


def _key(passages: Sequence[Passage], settings: PronounFitSettings) -> str:
    digest = hashlib.sha256(repr((settings, list(passages))).encode())
    for file in _sources():
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _sources() -> Iterator[Path]:
    """Yield the source files that decide the result."""
    for package in (retrieval.fitting, retrieval.quotes):
        yield from sorted(Path(os.fspath(package.__path__[0])).rglob("*.py"))
