"""What the passage reader is fitted on: questions that a passage answers, or only seems to.

First on SQuAD 2.0, which says where an answer begins and ends; then on ClapNQ, which says which sentences tell it.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from retrieval.fitting.pairs import Example, Targets, Upper, padded, scored
from retrieval.model import Span
from retrieval.pairs import FRAME, TEXT, Pair, Part, pair
from retrieval.passage_reader import PASSAGE
from retrieval.passages import passages
from retrieval.ports import Encoder
from retrieval.quotes.word_pieces import Tokenizer
from retrieval.sentences import sentences

# Of the passages elsewhere that do not answer, the likeliest are read too.
NEAR = 1
# Passages of ClapNQ's own article that are read, the nearest.
OWN = 5
FOLDS = 5
# The share of a sentence's words from which it is one that people marked: its print differs by spaces.
MARKED = 0.9


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with one passage: where in it an answer stands, and which sentences tell it.

    `answers` None: it is not known where.
    """

    question: str
    title: str
    passage: str
    answers: tuple[Span, ...] | None
    tell: tuple[Span, ...]


def load_squad(file: Path, encoder: Encoder) -> list[Asked]:
    """Every question with the passages of its paragraph, and with the nearest of another paragraph."""
    rows = _rows(file)
    titles = dict.fromkeys(r["title"] for r in rows)
    return [asked for title in titles for asked in _of_topic([r for r in rows if r["title"] == title], encoder)]


def _of_topic(rows: list[dict[str, Any]], encoder: Encoder) -> Iterator[Asked]:
    title = rows[0]["title"]
    cut = [(n, span.cut(r["text"])) for n, r in enumerate(rows) for span in passages(r["text"])]
    vectors = encoder.encode([f"{title}\n{text}" for _, text in cut])
    for n, row in enumerate(rows):
        closeness = encoder.encode([q["question"] for q in row["questions"]]) @ vectors.T
        for q, near in zip(row["questions"], closeness, strict=True):
            spans = [Span(*a) for a in q["answers"]]
            for span in passages(row["text"]):
                own = tuple(Span(a.start - span.start, a.end - span.start) for a in spans if span.holds(a))
                text = span.cut(row["text"])
                tell = tuple(s for s in sentences(text) if any(s.start <= a.start < s.end for a in own))
                yield Asked(q["question"], title, text, own, tell)
            others = [i for i in near.argsort()[::-1] if cut[i][0] != n][:NEAR]
            yield from (Asked(q["question"], title, cut[i][1], (), ()) for i in others)


def fold_of(questions: int) -> list[int]:
    """For each of ClapNQ's questions the fold that it is kept out of, when the reader is judged."""
    return [int(n) for n in np.random.default_rng(0).permutation(questions) % FOLDS]


def some(asked: Sequence[Asked], count: int, seed: int) -> list[Asked]:
    """So many of them, by chance."""
    return random.Random(seed).sample(asked, count)  # noqa: S311  a choice, not a secret


def load_clapnq(folder: Path, encoder: Encoder) -> list[list[Asked]]:
    """For every question the nearest passages of its article, and the nearest of another."""
    articles = {a["id"]: a for a in _rows(folder / "passages.jsonl")}
    cut = [(i, span.cut(a["text"])) for i, a in articles.items() for span in passages(a["text"])]
    vectors = encoder.encode([f"{articles[i]['title']}\n{text}" for i, text in cut])
    questions = _rows(folder / "questions.jsonl")
    closeness = encoder.encode([q["question"] for q in questions]) @ vectors.T
    return [list(_of_question(q, near, cut, articles)) for q, near in zip(questions, closeness, strict=True)]


def _of_question(
    question: dict[str, Any], near: Tensor, cut: list[tuple[str, str]], articles: dict[str, Any]
) -> Iterator[Asked]:
    of = question["relevant"][0]
    ranked = [int(i) for i in near.argsort()[::-1]]
    own, others = [i for i in ranked if cut[i][0] == of], [i for i in ranked if cut[i][0] != of]
    marked = _words(" ".join(question["sentences"]))
    for i in [*own[:OWN], *others[:NEAR]]:
        article, text = cut[i]
        told = [s for s in sentences(text) if article == of and _is_marked(s.cut(text), marked)]
        yield Asked(question["question"], articles[article]["title"], text, None, tuple(told))


def _is_marked(sentence: str, marked: Counter[str]) -> bool:
    own = _words(sentence)
    return (own & marked).total() > MARKED * own.total()


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.lower()))


def _rows(file: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in file.open(encoding="utf-8")]


def laid_out(asked: Asked, tokenizer: Tokenizer) -> tuple[Pair, Targets]:
    """The pair with its targets: where answers begin, where they end, which pieces tell; and whether there is one."""
    own = pair(asked.question, [Part(asked.title, FRAME), Part(asked.passage, TEXT)], tokenizer)
    pieces = np.zeros((len(own), 3), np.float32)
    for answer in asked.answers or ():
        if len(inside := _within(own, answer)):
            pieces[inside[0], 0] = pieces[inside[-1], 1] = 1.0
    for sentence in asked.tell:
        pieces[_within(own, sentence), 2] = 1.0
    return own, Targets(pieces, float(pieces.any()), asked.answers is not None)


def _within(own: Pair, span: Span) -> Sequence[int]:
    here = (own.part == PASSAGE) & (own.spans[:, 0] < span.end) & (span.start < own.spans[:, 1])
    return [int(i) for i in np.flatnonzero(here)]


def where(upper: Upper, batch: Sequence[Example], _: object) -> Tensor:
    """The loss of the first fit: whether there is an answer, and where, among the passage's pieces and nowhere."""
    pieces, whole, real = scored(upper, batch)
    answers = torch.tensor([e.whole for e in batch])
    return _whether(whole, answers) + _places(pieces, batch, real, answers).mean() / 2


def which(upper: Upper, batch: Sequence[Example], _: object) -> Tensor:
    """The loss of the second: whether, which sentences tell it, and where, for those of which that is known."""
    pieces, whole, real = scored(upper, batch)
    answers = torch.tensor([e.whole for e in batch])
    text = _text(batch) & real
    told = padded([e.pieces for e in batch])[..., 2]
    each = nn.functional.binary_cross_entropy_with_logits(pieces[..., 2], told, reduction="none")
    tell = ((each * text).sum(1) / text.sum(1).clamp(min=1)).mean()
    placed = torch.tensor([float(e.placed) for e in batch])
    return _whether(whole, answers) + tell + (_places(pieces, batch, real, answers) * placed).mean() / 4


def _whether(whole: Tensor, answers: Tensor) -> Tensor:
    return nn.functional.binary_cross_entropy_with_logits(whole, answers)


def _places(pieces: Tensor, batch: Sequence[Example], real: Tensor, answers: Tensor) -> Tensor:
    """For each pair how unlikely its right places are: that of the beginning and that of the end together."""
    open_to = _text(batch) & real
    open_to[:, 0] = True
    wanted = padded([e.pieces for e in batch])
    # [CLS] stands for nowhere.
    wanted[:, 0, :2] = (1 - answers)[:, None]
    lost = torch.zeros(len(batch))
    for n in range(2):
        odds = torch.log_softmax(pieces[..., n].masked_fill(~open_to, -1e9), 1)
        # Several places may be right: the odds of any of them count.
        lost = lost - torch.logsumexp(odds.masked_fill(wanted[..., n] == 0, -1e9), 1)
    return lost


def _text(batch: Sequence[Example]) -> Tensor:
    return padded([e.features for e in batch])[..., 0] == TEXT
