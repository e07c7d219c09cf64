"""Choose the sentences of an article that carry its story.  Pure: vectors are an argument.

Nothing here is fitted.  News is written with what matters first, so the place in the text leads; the headline, the
words that an article and the other papers keep returning to, figures, and a statement that names its speaker speak for
a sentence, too.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.domain.article import Article, KnownBy, Span, StoredStatement
from retrieval.domain.ports import Vectors
from retrieval.text.normalize import content_words
from retrieval.text.self_contained import named_in, stands_alone
from retrieval.text.sentences import sentences

# How much each of the signs, all in 0…1, counts; the place alone puts the first sentence before a middling later one.
PLACE, HEADLINE, RETURNS, ELSEWHERE, CENTRAL, SPOKEN, FIGURES = 1.0, 0.5, 0.5, 0.5, 0.25, 0.15, 0.15
# The place counts half at the sentence of this number, from 0.
HALF_PLACE = 3
# A shorter sentence is a caption or a heading; only these many sentences of a long text are looked at.
MIN_WORDS = 4
MAX_LOOKED_AT = 120
# A sentence that shares so many of its words with one chosen before says the same again.
SAME_AGAIN = 0.6
_FIGURE = re.compile(r"\d")


@dataclass(frozen=True, slots=True)
class Around:
    """What is known around an article: the other articles of its story, its statements, and vectors of its passages.

    `centre` is the mean vector of the whole story; None: no vectors are known.
    """

    others: Sequence[Article] = ()
    quoted: Sequence[StoredStatement] = ()
    passages: Mapping[Span, Vectors] | None = None
    centre: Vectors | None = None


@dataclass(frozen=True, slots=True)
class _Sentence:
    span: Span
    words: frozenset[str]
    score: float
    is_whole: bool


def carrying(article: Article, around: Around, most: int) -> list[Span]:
    """Return up to `most` sentences, best first; no two say the same.

    Sentences that cannot be read alone come after all others.  It reads every text, so do not call it on the event
    loop.
    """
    scored = sorted(_scored(article, around), key=lambda s: (not s.is_whole, -s.score, s.span))
    chosen: list[_Sentence] = []
    for one in scored:
        if len(chosen) == most:
            break
        if not any(_share(one.words, before.words) >= SAME_AGAIN for before in chosen):
            chosen.append(one)
    return [_without_dash(article, s.span) for s in chosen]


def _without_dash(article: Article, span: Span) -> Span:
    """Return a sentence without the dash between a dateline and it: "Stillwater, Minn. – The snow melts"."""
    words = span.cut(article.text)
    return Span(span.end - len(words.lstrip("–—- ")), span.end) if words.strip("–—- ") else span


def _scored(article: Article, around: Around) -> list[_Sentence]:
    spans = sentences(article.text)[:MAX_LOOKED_AT]
    printed = [frozenset(content_words(s.cut(article.text))) for s in spans]
    frequent = Counter(word for words in printed for word in words)
    headline = frozenset(content_words(article.title or ""))
    # Near-copies print the same sentences, whatever these are.
    elsewhere = [frozenset(content_words(a.text)) for a in around.others if a.origin != article.origin]
    spoken = _named_cues(article, around.quoted)
    names = named_in(article.text)
    found = []
    for n, (span, words) in enumerate(zip(spans, printed, strict=True)):
        text = span.cut(article.text)
        signs = (
            (PLACE, HALF_PLACE / (HALF_PLACE + n)),
            (HEADLINE, _share(headline, words)),
            (RETURNS, _returns(words, frequent, len(spans))),
            (ELSEWHERE, sum(_share(words, there) for there in elsewhere) / max(1, len(elsewhere))),
            (CENTRAL, _central(span, around)),
            (SPOKEN, float(any(span.holds(s) for s in spoken))),
            (FIGURES, float(bool(_FIGURE.search(text)))),
        )
        is_whole = len(words) >= MIN_WORDS and stands_alone(text, names)
        found.append(_Sentence(span, words, sum(weight * sign for weight, sign in signs), is_whole))
    return found


def _share(own: Collection[str], there: Collection[str]) -> float:
    """Return the share of a sentence's words that is printed there; 0 if it has none."""
    return sum(word in there for word in own) / len(own) if own else 0.0


def _returns(words: Collection[str], frequent: Mapping[str, int], count: int) -> float:
    """Return how much of what the text returns to is in a sentence: the cosine of its words and all the text's."""
    if not words or count < 2:
        return 0.0
    length = math.sqrt(sum(n * n for n in frequent.values()))
    return sum(frequent[w] for w in words) / (math.sqrt(len(words)) * length)


def _central(span: Span, around: Around) -> float:
    """Return how near the passage of a sentence is to the middle of the story."""
    if around.passages is None or around.centre is None:
        return 0.0
    near = [float(np.dot(v, around.centre)) for passage, v in around.passages.items() if passage.overlaps(span)]
    return max(0.0, *near) if near else 0.0


def _named_cues(article: Article, quoted: Sequence[StoredStatement]) -> list[Span]:
    """Return the mentions of those named as the speakers of statements."""
    return [
        speaker.mention
        for q in quoted
        if q.article.id == article.id and q.article.revision == article.revision
        for speaker in q.statement.speakers
        if speaker.mention is not None and speaker.how is KnownBy.NAME
    ]
