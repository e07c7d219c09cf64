"""Tell passages that print nearly the same: one wire story in several papers is shown once.  Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from retrieval.folding import fold
from retrieval.model import Article
from retrieval.reply import Excerpt

# Words in a shingle; of a text with fewer, each word is one.
SHINGLE = 3
# The share of the shorter text's shingles from which two texts are taken to be one, with a word changed here and there.
SAME = 0.6


def shingles(text: str) -> frozenset[tuple[str, ...]]:
    """The runs of SHINGLE folded words in a text."""
    # Cheaper than folding.words, for it is done at every question.
    printed = re.findall(r"\w+", fold(text))
    size = SHINGLE if len(printed) >= 2 * SHINGLE else 1
    return frozenset(tuple(printed[i : i + size]) for i in range(len(printed) - size + 1))


def overlap(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> float:
    """The share of the smaller set that is in the other, 0…1: a shortened copy is a copy."""
    return len(one & other) / min(len(one), len(other)) if one and other else 0.0


def once(excerpts: Iterable[Excerpt], most: int | None = None) -> list[Excerpt]:
    """The excerpts in their order without those that print nearly what an earlier one does; the first says where else.

    Two of one article are left as they are: what an article repeats is its own.  Beyond `most` different ones nothing
    is looked at.
    """
    kept: list[Excerpt] = []
    known: list[frozenset[tuple[str, ...]]] = []
    for excerpt in excerpts:
        own = shingles(excerpt.text)
        others = (n for n, k in enumerate(kept) if k.article.id != excerpt.article.id)
        like = next((n for n in others if overlap(own, known[n]) >= SAME), None)
        if like is not None:
            kept[like] = _also(kept[like], excerpt.article)
        elif most is not None and len(kept) == most:
            break
        else:
            kept.append(excerpt)
            known.append(own)
    return kept


def _also(excerpt: Excerpt, article: Article) -> Excerpt:
    known = article.id in {a.id for a in excerpt.also}
    return excerpt if known else replace(excerpt, also=(*excerpt.also, article))
