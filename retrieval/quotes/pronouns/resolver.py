"""Decide which of the people named around a "he", "she", "his" or "her" it means, or that none is likely enough.

It reads a bounded window around each pronoun, so that a pronoun costs the same in a long text.  The caller says which
words are pronouns to resolve and which names are people; retrieval.quotes.pronouns.network does the computing.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from retrieval.domain.article import Mention, Span
from retrieval.models.word_pieces import Tokenizer
from retrieval.quotes.pronouns.features import (
    GENDER_CLASH,
    PRONOUNS,
    Floats,
    Gender,
    Place,
    place_features,
    printed_gender,
)
from retrieval.quotes.tagging.windows import CLS, SEP, Ints
from retrieval.text.normalize import fold

# Characters read before and after a pronoun, and word pieces kept of them: at most 250 of 512, with [CLS] and [SEP].
CHARS_BEFORE, CHARS_AFTER = 1200, 400
PIECES_BEFORE, PIECES_AFTER = 192, 56
# The share that a person needs to be chosen, by cross-validation (docs/model-card.md).
MIN_SHARE = 0.25

# The role of a word piece.
OTHER, NAME, ASKED = range(3)
ROLES = 3


@dataclass(frozen=True, slots=True)
class PersonCandidate:
    """A person that a pronoun may mean, with all mentions in order, and the gender if printed."""

    name: str
    spans: tuple[Span, ...]
    gender: Gender | None = None


@dataclass(frozen=True)
class PronounQuestion:
    """One pronoun and the window around it, as the network's input.

    `ids` (n,) and `roles` (n,) by word piece, a [CLS] first and a [SEP] last; `asked` is the pronoun's piece; `places`
    (m, 2) holds the first and last piece of each name in the window, `whose` (m,) its candidate's index, and `features`
    has shape (m, FEATURE_COUNT).
    """

    ids: Ints
    roles: Ints
    asked: int
    places: Ints
    whose: Ints
    features: Floats


class PronounScorer(Protocol):
    """Scores the m places of a pronoun's window: shape (m + 1,), the last score for "none of them"."""

    def __call__(self, question: PronounQuestion) -> Floats: ...


class PronounResolver:
    """Chooses among candidates by the network's scores and the gender of their given names."""

    def __init__(
        self,
        tokenizer: Tokenizer,
        network: PronounScorer,
        gender_by_name: Callable[[str], Gender | None] = lambda _: None,
        enough: float = MIN_SHARE,
    ) -> None:
        self._tokenizer = tokenizer
        self._network = network
        self._gender_by_name = gender_by_name
        self._enough = enough

    def choose(self, text: str, pronoun: Span, candidates: Sequence[PersonCandidate]) -> tuple[int | None, float]:
        """Return the index of the candidate meant, and its probability.

        The index is None if none is likely enough; the probability is then that of "none of them".
        """
        shares = self.shares(text, pronoun, candidates)
        if not shares:
            return None, 1.0
        best = max(shares, key=lambda who: shares[who])
        if shares[best] < self._enough:
            return None, max(0.0, 1.0 - sum(shares.values()))
        return best, shares[best]

    def shares(
        self, text: str, pronoun: Span, candidates: Sequence[PersonCandidate], barred: Sequence[int] = ()
    ) -> dict[int, float]:
        """Return the probability of each candidate in the window; the rest, up to 1, is that of "none of them".

        The network sees the candidates in `barred`, but they get no share.
        """
        asked = pronoun_question(text, pronoun, candidates, self._tokenizer)
        if not len(asked.places):
            return {}
        return shares_of(self._network(asked), asked, [*barred, *self._barred(text, pronoun, candidates)])

    def _barred(self, text: str, pronoun: Span, candidates: Sequence[PersonCandidate]) -> list[int]:
        """Return the candidates of the other gender, as printed or else by their given names."""
        asked = PRONOUNS.get(pronoun.cut(text).lower())
        other = {*Gender} - {asked} if asked else set()
        return [n for n, one in enumerate(candidates) if self.gender_of(one) in other]

    def gender_of(self, one: PersonCandidate) -> Gender | None:
        """Return a person's gender as printed, else by the given name; None if neither shows it."""
        return one.gender or self._gender_by_name(one.name)


def shares_of(scores: Floats, asked: PronounQuestion, barred: Sequence[int] = ()) -> dict[int, float]:
    """Return the softmax of `scores` (m + 1,), summed over the places of each candidate.

    Candidates printed with the other gender get no share, and neither do those in `barred`.
    """
    allowed = np.append((asked.features[:, GENDER_CLASH] == 0) & ~np.isin(asked.whose, barred), True)
    raised = np.exp(scores - scores.max()) * allowed
    part = raised / raised.sum()
    return {int(who): float(part[:-1][asked.whose == who].sum()) for who in np.unique(asked.whose)}


def candidates(text: str, mentions: Iterable[Mention]) -> list[PersonCandidate]:
    """Return one candidate per name, in order of appearance; a single word joins the only full name that has it."""
    spans: dict[str, list[Span]] = {}
    names: dict[str, str] = {}
    for mention in mentions:
        key = fold(mention.name)
        names.setdefault(key, mention.name)
        spans.setdefault(key, []).append(mention.span)
    owners: dict[str, set[str]] = {}
    for key in spans:
        if " " in key:
            for word in key.split():
                owners.setdefault(word, set()).add(key)
    for key in [k for k in spans if " " not in k]:
        if len(owner := owners.get(key, set())) == 1:
            spans[next(iter(owner))] += spans.pop(key)
    ordered = [(names[key], tuple(sorted(found))) for key, found in spans.items()]
    return [PersonCandidate(name, found, printed_gender(text, found)) for name, found in ordered]


def pronoun_question(
    text: str, pronoun: Span, people: Sequence[PersonCandidate], tokenizer: Tokenizer
) -> PronounQuestion:
    """Build the network's input from the window around `pronoun`.

    If the tokenizer makes no piece of the pronoun, the next piece stands for it.
    """
    start, end = _window(text, pronoun)
    near = text[start:end]
    found, edges = tokenizer(near)
    asked = bisect_left(edges, pronoun.start - start, key=lambda e: e[0])
    first, last = max(0, asked - PIECES_BEFORE), min(len(found), asked + PIECES_AFTER)
    starts = [a for a, _ in edges[first:last]]
    # Piece 0 is the [CLS].
    asked = min(asked, last - 1) - first + 1
    kept: list[tuple[int, int, Place]] = []
    for place in _places(start, end, pronoun, people):
        a, b = bisect_left(starts, place.span.start), bisect_left(starts, place.span.end)
        # A name cut by the window's edge does not count.
        if a < b and starts[a] == place.span.start and edges[first + b - 1][1] >= place.span.end:
            kept.append((a + 1, b, place))
    kept.sort(key=lambda k: k[:2])
    roles = np.full(last - first + 2, OTHER, np.int64)
    for a, b, _ in kept:
        roles[a : b + 1] = NAME
    roles[asked] = ASKED
    return PronounQuestion(
        np.array([CLS, *found[first:last], SEP], np.int64),
        roles,
        asked,
        np.array([k[:2] for k in kept], np.int64).reshape(-1, 2),
        np.array([k[2].who for k in kept], np.int64),
        place_features(near, Span(pronoun.start - start, pronoun.end - start), [k[2] for k in kept]),
    )


def _places(start: int, end: int, pronoun: Span, people: Sequence[PersonCandidate]) -> Iterable[Place]:
    """Yield the names that lie in the window, with offsets from its start."""
    for who, person in enumerate(people):
        at = bisect_left(person.spans, start, key=lambda s: s.start)
        while at < len(person.spans) and person.spans[at].end <= end:
            span = person.spans[at]
            if not span.overlaps(pronoun):
                yield Place(Span(span.start - start, span.end - start), who, person.gender)
            at += 1


def _window(text: str, pronoun: Span) -> tuple[int, int]:
    """Return the window's bounds: whole words within reach."""
    start, end = max(0, pronoun.start - CHARS_BEFORE), min(len(text), pronoun.end + CHARS_AFTER)
    if start and (space := text.find(" ", start, pronoun.start)) >= 0:
        start = space + 1
    if end < len(text) and (space := text.rfind(" ", pronoun.end, end)) >= 0:
        end = space
    return start, end
