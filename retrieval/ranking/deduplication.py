"""Show once what several papers print nearly alike: passages, and statements and articles of one origin.  Pure.

The store knows which articles are copies (retrieval.identity.fingerprint).  Passages are compared at each question all
the same: an article that is no copy may borrow a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from retrieval.domain.article import Article, Quoted
from retrieval.domain.reply import Excerpt
from retrieval.text.normalize import fold

# Words in a shingle; of a text with fewer, each word is one.
SHINGLE_WORDS = 3
# The share of the shorter text's shingles from which two texts are taken to be one, with a word changed here and there.
MIN_OVERLAP = 0.6
# The same of two articles of one origin, which are cut into passages each in its own places.
MIN_OVERLAP_NEAR_DUPLICATES = 0.3


def shingles(text: str) -> frozenset[tuple[str, ...]]:
    """The runs of SHINGLE folded words in a text."""
    printed = _printed(text)
    return _runs(printed, SHINGLE_WORDS if len(printed) >= 2 * SHINGLE_WORDS else 1)


def _printed(text: str) -> list[str]:
    # Cheaper than folding.words, for it is done at every question.
    return re.findall(r"\w+", fold(text))


def _runs(printed: Sequence[str], size: int) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(printed[i : i + size]) for i in range(len(printed) - size + 1))


def overlap(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> float:
    """The share of the smaller set that is in the other, 0…1: a shortened copy is a copy."""
    return len(one & other) / min(len(one), len(other)) if one and other else 0.0


def deduplicated(excerpts: Iterable[Excerpt], most: int | None = None) -> list[Excerpt]:
    """The excerpts in their order without those that print nearly what an earlier one does; the first says where else.

    Two of one article are left as they are: what an article repeats is its own.  Beyond `most` different ones nothing
    is looked at.
    """
    kept: list[Excerpt] = []
    known: list[frozenset[tuple[str, ...]]] = []
    for excerpt in excerpts:
        own = shingles(excerpt.text)
        others = (n for n, k in enumerate(kept) if k.article.id != excerpt.article.id)
        like = next((n for n in others if overlap(own, known[n]) >= _least(kept[n].article, excerpt.article)), None)
        if like is not None:
            # Left out, it need not print all of what is shown: it may be a sentence of it.
            kept[like] = printed_in(kept[like], (excerpt.article, *excerpt.also))
        elif most is not None and len(kept) == most:
            break
        else:
            kept.append(excerpt)
            known.append(own)
    return kept


def _least(one: Article, other: Article) -> float:
    return MIN_OVERLAP_NEAR_DUPLICATES if one.origin == other.origin else MIN_OVERLAP


def also_in(excerpt: Excerpt, articles: Iterable[Article]) -> Excerpt:
    """The excerpt, which these articles print too."""
    known = {a.id: a for a in (*excerpt.also, *articles) if a.id != excerpt.article.id}
    return replace(excerpt, also=tuple(known.values()))


def printed_in(excerpt: Excerpt, articles: Iterable[Article]) -> Excerpt:
    """The excerpt with those of some articles that print it."""
    return also_in(excerpt, (a for a in articles if prints(a, excerpt)))


def prints(article: Article, excerpt: Excerpt) -> bool:
    """Whether an article has nearly the words of an excerpt of another, and all its numbers; few words as they are."""
    printed = _printed(excerpt.text)
    size = SHINGLE_WORDS if len(printed) >= 2 * SHINGLE_WORDS else len(printed)
    own, there = _runs(printed, size), _runs(_printed(article.text), size)
    return (
        bool(printed)
        and len(own & there) >= MIN_OVERLAP * len(own)
        and _numbers(excerpt.text) <= _numbers(article.text)
    )


def _numbers(text: str) -> set[str]:
    return {printed.strip(".,") for printed in re.findall(r"\d[\d.,]*", text)}


def deduplicated_statements(scored: Iterable[tuple[Quoted, float]]) -> list[tuple[Quoted, float]]:
    """The statements in their order without those of which a sibling of their article printed every word before.

    A word more or another one, a "no" or a number, makes other words of them: both are left.
    """
    kept: list[tuple[Quoted, float]] = []
    known: dict[str, list[tuple[str, str]]] = {}
    for quoted, score in scored:
        article = quoted.article
        said = " ".join(c.cut(article.text) for c in quoted.statement.content)
        # Blanks round them, so that only whole words are found.
        own = " ".join(["", *re.findall(r"\w+", fold(said)), ""])
        before = known.setdefault(article.origin, [])
        if not any(i != article.id and own in words for i, words in before):
            kept.append((quoted, score))
        before.append((article.id, own))
    return kept


def one_of_each_origin(articles: Iterable[Article]) -> list[tuple[Article, tuple[Article, ...]]]:
    """The first article of each origin, with the others of it."""
    found: dict[str, list[Article]] = {}
    for article in articles:
        found.setdefault(article.origin, []).append(article)
    return [(first, tuple(others)) for first, *others in found.values()]
