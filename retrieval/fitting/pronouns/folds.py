"""Cross-validate the pronoun resolver: each passage is judged by a model that was fitted without it.

The folds are fitted side by side, each in a process of its own with one thread: this network is too small for two.
What is done is kept, and an interrupted run goes on after its last whole fold.
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
    lessons,
    shares,
)
from retrieval.fitting.train import Report

Shares = dict[int, float]


def cross_validated(
    passages: Sequence[Passage], settings: PronounFitSettings, kept: Path, *, jobs: int = 2
) -> list[Shares]:
    """The shares of each passage's candidates, in order.

    `kept`: a folder for what is done; it is used again only for the same passages, settings and code.
    """
    folder = kept / _key(passages, settings)
    folder.mkdir(parents=True, exist_ok=True)
    todo = [fold for fold in range(settings.folds) if not (folder / f"{fold}.json").exists()]
    # Forked threads of torch hang; a new interpreter does not.
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
    model = fitted(inside, base, settings, _told(f"fold {fold + 1}"))
    left = [n for n, p in enumerate(passages) if fold_of(p, settings.folds) == fold]
    asked = lessons([passages[n] for n in left], base)
    found = dict(zip(left, shares(model, [one.prepared for one in asked]), strict=True))
    beside = folder / f"{fold}.part"
    beside.write_text(json.dumps(found), encoding="utf-8")
    beside.replace(folder / f"{fold}.json")


def _told(what: str) -> Report:
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
    """The code that decides what is fitted."""
    for package in (retrieval.fitting, retrieval.quotes):
        yield from sorted(Path(os.fspath(package.__path__[0])).rglob("*.py"))
