"""Remove duplicates: passages that several papers print nearly alike, statements and articles of one origin.  Pure.

The store knows which articles are copies (retrieval.identity.fingerprint).  Passages are compared again at each
question, because an article that is not a copy may borrow a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from retrieval.domain.article import Article, StoredStatement
from retrieval.domain.reply import Excerpt
from retrieval.text.normalize import fold

# Words in a shingle; in a very short text each word is a shingle.
SHINGLE_WORDS = 3
# From this share of the shorter text's shingles on, two texts count as the same, with a word changed here and there.
MIN_OVERLAP = 0.6
# The same for articles of one origin, which may be split into passages at different places.
MIN_OVERLAP_NEAR_DUPLICATES = 0.3


def shingles(text: str) -> frozenset[tuple[str, ...]]:
    """Return the runs of SHINGLE_WORDS folded words in a text."""
    printed = _folded_words(text)
    return _runs(printed, SHINGLE_WORDS if len(printed) >= 2 * SHINGLE_WORDS else 1)


def _folded_words(text: str) -> list[str]:
    # Cheaper than normalize.words, and needed at every question.
    return re.findall(r"\w+", fold(text))


def _runs(printed: Sequence[str], size: int) -> frozenset[tuple[str, ...]]:
    return frozenset(tuple(printed[i : i + size]) for i in range(len(printed) - size + 1))


def overlap(one: frozenset[tuple[str, ...]], other: frozenset[tuple[str, ...]]) -> float:
    """Return the share of the smaller set that is in the other, 0…1: a shortened copy is a copy."""
    return len(one & other) / min(len(one), len(other)) if one and other else 0.0


def deduplicated(excerpts: Iterable[Excerpt], most: int | None = None) -> list[Excerpt]:
    """Return the excerpts in their order, without those that nearly repeat an earlier one of another article.

    The one that stays lists the articles of the others in `also` if they print all of it.  Stop after `most` excerpts.
    """
    kept: list[Excerpt] = []
    known: list[frozenset[tuple[str, ...]]] = []
    for excerpt in excerpts:
        own = shingles(excerpt.text)
        others = (n for n, k in enumerate(kept) if k.article.id != excerpt.article.id)
        like = next(
            (n for n in others if overlap(own, known[n]) >= _min_overlap(kept[n].article, excerpt.article)), None
        )
        if like is not None:
            # The one left out may be only a sentence of the one shown: check that its article prints all of it.
            kept[like] = printed_in(kept[like], (excerpt.article, *excerpt.also))
        elif most is not None and len(kept) == most:
            break
        else:
            kept.append(excerpt)
            known.append(own)
    return kept


def _min_overlap(one: Article, other: Article) -> float:
    return MIN_OVERLAP_NEAR_DUPLICATES if one.origin == other.origin else MIN_OVERLAP


def also_in(excerpt: Excerpt, articles: Iterable[Article]) -> Excerpt:
    """Return the excerpt with these articles added to those that print it too."""
    known = {a.id: a for a in (*excerpt.also, *articles) if a.id != excerpt.article.id}
    return replace(excerpt, also=tuple(known.values()))


def printed_in(excerpt: Excerpt, articles: Iterable[Article]) -> Excerpt:
    """Return the excerpt with those of `articles` that print it added to `also`."""
    return also_in(excerpt, (a for a in articles if prints(a, excerpt)))


def prints(article: Article, excerpt: Excerpt) -> bool:
    """Return whether an article prints nearly all words of another's excerpt, and all its numbers.

    A very short excerpt must be printed word for word.
    """
    printed = _folded_words(excerpt.text)
    size = SHINGLE_WORDS if len(printed) >= 2 * SHINGLE_WORDS else len(printed)
    own, there = _runs(printed, size), _runs(_folded_words(article.text), size)
    return (
        bool(printed)
        and len(own & there) >= MIN_OVERLAP * len(own)
        and _numbers(excerpt.text) <= _numbers(article.text)
    )


def _numbers(text: str) -> set[str]:
    return {printed.strip(".,") for printed in re.findall(r"\d[\d.,]*", text)}


def deduplicated_statements(scored: Iterable[tuple[StoredStatement, float]]) -> list[tuple[StoredStatement, float]]:
    """Return the statements in their order, without those that a near-duplicate's earlier statement has word for word.

    One more word or another one, such as "no" or a number, changes the meaning: then both are kept.
    """
    kept: list[tuple[StoredStatement, float]] = []
    known: dict[str, list[tuple[str, str]]] = {}
    for quoted, score in scored:
        article = quoted.article
        said = " ".join(c.cut(article.text) for c in quoted.statement.content)
        # With spaces around, so that only whole words match.
        own = " ".join(["", *re.findall(r"\w+", fold(said)), ""])
        before = known.setdefault(article.origin, [])
        if not any(i != article.id and own in words for i, words in before):
            kept.append((quoted, score))
        before.append((article.id, own))
    return kept


def one_of_each_origin(articles: Iterable[Article]) -> list[tuple[Article, tuple[Article, ...]]]:
    """Return the first article of each origin, with the other articles of that origin."""
    found: dict[str, list[Article]] = {}
    for article in articles:
        found.setdefault(article.origin, []).append(article)
    return [(first, tuple(others)) for first, *others in found.values()]
