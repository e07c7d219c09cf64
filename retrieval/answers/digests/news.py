"""What a digest is made of: the stories with something new, and what one reader was told of them before.

Values and pure decisions; retrieval.answers.digests.making fetches and computes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from retrieval.answers.digests.interests import fit
from retrieval.domain.article import Article, Span
from retrieval.domain.interests import Interests
from retrieval.domain.story import Story
from retrieval.text.normalize import content_words

# A story that a reader was told of before comes after a new one of twice as many papers, unless it is wanted more.
TOLD_BEFORE = 1.0
# How much a story that is just like one left out falls behind.
LIKE_LEFT_OUT = 3.0
# Words of an article's beginning that stand for it, where articles of a story are compared.
OPENING_CHARS = 600


@dataclass(frozen=True, slots=True)
class Candidate:
    """A story with something new: its `articles` as they came in, the `fresh` ones, and how well it fits (0…1).

    `story` is its id; None: its one article is not placed in a story yet.
    """

    articles: tuple[Article, ...]
    fresh: tuple[Article, ...]
    fit: float
    story: int | None = None

    @property
    def origins(self) -> int:
        return len({a.origin for a in self.articles})


@dataclass(frozen=True, slots=True)
class Reader:
    """What one reader was told, article ids with the time, and articles of stories that they want left out."""

    told: Mapping[str, datetime] = field(default_factory=dict)
    left_out: Collection[Article] = ()


NOBODY = Reader()


@dataclass(frozen=True, slots=True)
class Pick:
    """A story for one reader: whose headline stands for it, and the articles that they know, if they were told.

    `others` are further articles that may tell something new if the head does not, the newest first.
    """

    candidate: Candidate
    head: Article
    known: tuple[Article, ...] = ()
    others: tuple[Article, ...] = ()

    @property
    def was_told(self) -> bool:
        return bool(self.known)


@dataclass(frozen=True, slots=True)
class DigestStory:
    """A story as a digest tells it: sentences of `head`, the one that carries it first.

    If the reader `was_told` of it before, they are what is new since then.
    """

    articles: tuple[Article, ...]
    head: Article
    says: tuple[Span, ...] = ()
    was_told: bool = False
    story: int | None = None

    @property
    def origins(self) -> int:
        """Count the articles, near-copies once."""
        return len({a.origin for a in self.articles})

    @property
    def papers(self) -> tuple[str, ...]:
        """Return the publishers, each once; unnamed ones are left out."""
        return tuple(dict.fromkeys(a.publisher for a in self.articles if a.publisher))


@dataclass(frozen=True, slots=True)
class Digest:
    """What came in from `since` to `until`, best first.  `more` counts the stories that did not fit.

    `newest` is when the last article came in.  The next digest starts there, so that it holds an article which was
    still being stored, and thus invisible, at `until`.
    """

    since: datetime
    until: datetime
    stories: tuple[DigestStory, ...] = ()
    more: int = 0
    newest: datetime | None = None


def candidates(
    articles: Sequence[Article],
    stories: Mapping[str, Story],
    copied: Mapping[str, Sequence[Article]],
    since: datetime,
    interests: Interests,
) -> list[Candidate]:
    """Return the stories of `articles`, which came in after `since`, that fit the interests.

    `stories` has those of the articles that are placed, and `copied` the near-copies of each.  A copy of what came in
    before is nothing new.  It reads every text, so do not call it on the event loop.
    """
    fresh: dict[object, list[Article]] = {}
    whole: dict[object, Story | None] = {}
    for article in articles:
        if any(c.added <= since for c in copied.get(article.id, ())):
            continue
        story = stories.get(article.id)
        # Near-copies that are not placed yet are one story.
        key: object = article.origin if story is None else story.id
        fresh.setdefault(key, []).append(article)
        whole[key] = story
    found = []
    for key, own in fresh.items():
        story = whole[key]
        degrees = {a.id: fit(a, interests) for a in own}
        wanted = sorted((a for a in own if degrees[a.id]), key=lambda a: (a.added, a.id))
        if wanted:
            everything = tuple(wanted) if story is None else story.articles
            best = max(degrees.values())
            found.append(Candidate(everything, tuple(wanted), best, None if story is None else story.id))
    return found


def picked(candidate: Candidate, reader: Reader) -> Pick | None:
    """Return what one reader is to be told of a story; None if there is nothing that they were not told."""
    if {a.id for a in reader.left_out} & {a.id for a in candidate.articles}:
        return None
    # By what was told, not by when: an article may have been stored while a digest was being made.
    known = tuple(a for a in candidate.articles if a.id in reader.told)
    if not known:
        return Pick(candidate, _head(candidate.fresh))
    origins = {a.origin for a in known}
    new = [a for a in candidate.fresh if a not in known and a.origin not in origins]
    return Pick(candidate, new[-1], known, tuple(new[-2::-1])) if new else None


def _head(fresh: Sequence[Article]) -> Article:
    """Return the article with the most in common with the others; titled ones first, the newest of equals."""
    titled = [a for a in fresh if a.title] or list(fresh)
    if len(titled) == 1:
        return titled[0]
    words = {a.id: frozenset(content_words(f"{a.title or ''} {a.text[:OPENING_CHARS]}")) for a in titled}

    def common(article: Article) -> float:
        own = words[article.id]
        others = (words[a.id] for a in titled if a.origin != article.origin)
        return sum(len(own & other) / (1 + len(own | other)) for other in others)

    return max(titled, key=lambda a: (round(common(a), 6), a.added, a.id))


def ranked(picks: Sequence[Pick], alike: Callable[[Article], float]) -> list[Pick]:
    """Return the picks, best first: printed by many, not told before, wanted most, and newest.

    `alike` says from 0 to 1 how like an article is to one that the reader wants left out.
    """

    def key(pick: Pick) -> tuple[float, float, str]:
        breadth = math.log2(1 + pick.candidate.origins)
        told = TOLD_BEFORE if pick.was_told else 0.0
        worth = breadth + pick.candidate.fit - told - LIKE_LEFT_OUT * alike(pick.head)
        return -round(worth, 3), -pick.head.added.timestamp(), pick.head.id

    return sorted(picks, key=key)
