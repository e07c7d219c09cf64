"""Say how well articles fit what a reader wants to hear of.  Pure."""

from __future__ import annotations

from collections.abc import Sequence

from retrieval.domain.article import Article
from retrieval.domain.interests import Interests
from retrieval.text.normalize import paper_key, topic_words

EVERYTHING = Interests()
# How well an article fits that prints a subject in its title, near its beginning, or anywhere.
IN_TITLE, IN_OPENING, ANYWHERE = 1.0, 0.6, 0.3
OPENING_WORDS = 60


def fit(article: Article, interests: Interests) -> float:
    """Return how well an article fits, from 0, not at all, to 1; one that fits interests in nothing has 1.

    A subject, a name or words, must be printed with its words together.  Case, accents, a possessive ending and an s of
    the plural do not matter, nor does a leading "the" of a paper.  It reads the text, so do not call it on the event
    loop for many.
    """
    if interests.papers and not printed_by(article, interests.papers):
        return 0.0
    wanted = [f" {' '.join(found)} " for subject in interests.subjects if (found := topic_words(subject))]
    if not interests.subjects:
        return 1.0
    text = topic_words(article.text)
    places = (
        (IN_TITLE, topic_words(article.title or "")),
        (IN_OPENING, text[:OPENING_WORDS]),
        (ANYWHERE, text),
    )
    for degree, printed in places:
        line = f" {' '.join(printed)} "
        if any(phrase in line for phrase in wanted):
            return degree
    return 0.0


def printed_by(article: Article, papers: Sequence[str]) -> bool:
    """Return whether one of these papers printed an article; case, accents and a leading "the" do not matter."""
    return article.publisher is not None and paper_key(article.publisher) in {paper_key(name) for name in papers}
