"""Decide whom "he", "she", "his" or "her" means: one of the persons named around it, or nobody for sure.

What is read of a text is a bounded window round each pronoun, so that a pronoun costs the same in a long text.  Which
words are pronouns to be resolved and which names are persons is told by the caller; how the network computes, by
retrieval.quotes.pronouns.network.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from retrieval.domain.article import Mention, Span
from retrieval.models.word_pieces import Tokenizer
from retrieval.quotes.pronouns.features import CLASH, PRONOUNS, Floats, Gender, Place, printed_gender, signs
from retrieval.quotes.windows import CLS, SEP, Ints
from retrieval.text.normalize import fold

# Characters read before and after a pronoun, and word pieces kept of them: with [CLS] and [SEP] 250 of 512 at most.
BEFORE, AFTER = 1200, 400
PIECES_BEFORE, PIECES_AFTER = 192, 56
# A person is named where the share of his places reaches this; chosen by cross-validation (docs/model-card.md).
ENOUGH = 0.25

# What a word piece is to the question.
OTHER, NAME, ASKED = range(3)
ROLES = 3


@dataclass(frozen=True, slots=True)
class PersonCandidate:
    """A person that a pronoun may mean: the places where the text names him, in order, and his gender if printed."""

    name: str
    spans: tuple[Span, ...]
    gender: Gender | None = None


@dataclass(frozen=True)
class PronounQuestion:
    """One pronoun and what stands round it.

    `ids` (n,) and `roles` (n,) by word piece, the [CLS] first and a [SEP] last; `asked` the pronoun's piece; `places`
    (m, 2) the first and the last piece of each name in reach, `whose` (m,) its candidate's number, `signs` (m, SIGNS).
    """

    ids: Ints
    roles: Ints
    asked: int
    places: Ints
    whose: Ints
    signs: Floats


class PronounScorer(Protocol):
    """Scores of a question's m places, shape (m + 1,): the last is that of none of them."""

    def __call__(self, question: PronounQuestion) -> Floats: ...


class PronounResolver:
    """Chooses among candidates by what the network makes of the window and what their given names tell."""

    def __init__(
        self,
        tokenizer: Tokenizer,
        network: PronounScorer,
        gender_by_name: Callable[[str], Gender | None] = lambda _: None,
        enough: float = ENOUGH,
    ) -> None:
        self._tokenizer = tokenizer
        self._network = network
        self._gender_by_name = gender_by_name
        self._enough = enough

    def choose(self, text: str, pronoun: Span, candidates: Sequence[PersonCandidate]) -> tuple[int | None, float]:
        """The number of the candidate meant and how probable that is.

        None means unsure or none of them; the probability is then that it is none of them.
        """
        shares = self.shares(text, pronoun, candidates)
        if not shares:
            return None, 1.0
        best = max(shares, key=lambda who: shares[who])
        if shares[best] < self._enough:
            return None, max(0.0, 1.0 - sum(shares.values()))
        return best, shares[best]

    def shares(self, text: str, pronoun: Span, candidates: Sequence[PersonCandidate]) -> dict[int, float]:
        """How probable each candidate within reach is; what is missing from 1 is the share of none of them."""
        asked = pronoun_question(text, pronoun, candidates, self._tokenizer)
        if not len(asked.places):
            return {}
        return shares_of(self._network(asked), asked, self._barred(text, pronoun, candidates))

    def _barred(self, text: str, pronoun: Span, candidates: Sequence[PersonCandidate]) -> list[int]:
        """Those whose given name is of the other gender; what is printed of it goes before."""
        asked = PRONOUNS.get(pronoun.cut(text).lower())
        other = {*Gender} - {asked} if asked else set()
        return [n for n, one in enumerate(candidates) if self.gender_of(one) in other]

    def gender_of(self, one: PersonCandidate) -> Gender | None:
        """As printed, else by the given name; None where neither tells."""
        return one.gender or self._gender_by_name(one.name)


def shares_of(scores: Floats, asked: PronounQuestion, barred: Sequence[int] = ()) -> dict[int, float]:
    """The softmax of `scores` (m + 1,), summed over the places of each candidate.

    What print says of somebody's gender is not weighed: who has the other one has no share, nor has who is barred.
    """
    allowed = np.append((asked.signs[:, CLASH] == 0) & ~np.isin(asked.whose, barred), True)
    raised = np.exp(scores - scores.max()) * allowed
    part = raised / raised.sum()
    return {int(who): float(part[:-1][asked.whose == who].sum()) for who in np.unique(asked.whose)}


def candidates(text: str, mentions: Iterable[Mention]) -> list[PersonCandidate]:
    """One candidate a name, in order of appearance; a name of one word goes to the only full name that has it."""
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
    """Read the window round `pronoun`; one that the tokenizer makes no piece of is taken for the piece after it."""
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
        # A name that is cut at the window's edge is none.
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
        signs(near, Span(pronoun.start - start, pronoun.end - start), [k[2] for k in kept]),
    )


def _places(start: int, end: int, pronoun: Span, people: Sequence[PersonCandidate]) -> Iterable[Place]:
    """Names that lie in the window, by its own offsets."""
    for who, person in enumerate(people):
        at = bisect_left(person.spans, start, key=lambda s: s.start)
        while at < len(person.spans) and person.spans[at].end <= end:
            span = person.spans[at]
            if not span.overlaps(pronoun):
                yield Place(Span(span.start - start, span.end - start), who, person.gender)
            at += 1


def _window(text: str, pronoun: Span) -> tuple[int, int]:
    """Whole words within reach."""
    start, end = max(0, pronoun.start - BEFORE), min(len(text), pronoun.end + AFTER)
    if start and (space := text.find(" ", start, pronoun.start)) >= 0:
        start = space + 1
    if end < len(text) and (space := text.rfind(" ", pronoun.end, end)) >= 0:
        end = space
    return start, end
