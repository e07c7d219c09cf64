"""Show how an article goes on after the words shown: asked why, or whether that is true, the bot knows no more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import dropwhile

from retrieval.domain.article import Article, Span
from retrieval.domain.ports import Library
from retrieval.domain.question import Question
from retrieval.domain.reply import Answer, Excerpt
from retrieval.followups.conversation import Cited, Turn
from retrieval.index.search import PassageSearch
from retrieval.ranking.confidence import MAX_EXCERPT_CHARS
from retrieval.text.sentences import sentences

# Sentences shown of those that follow.
MAX_SENTENCES = 2


class AnswerGoingOn:
    """Answers "why?" and "is that true?" after somebody's words with the sentences after them, which may tell."""

    def __init__(self, library: Library, search: PassageSearch) -> None:
        self._library = library
        self._search = search

    async def __call__(self, question: Question, before: Question, last: Turn, *, whether_true: bool) -> Answer | None:
        """`before` is the question that the words answered.

        Return None if nothing was shown, if the article has changed since, or if it ends with the words shown.
        """
        first = next(iter(last.cited), None)
        article = None if first is None else await self._library.article(first.article)
        if first is None or article is None or article.revision != first.revision:
            return None
        shown = [c for c in last.cited if (c.article, c.revision) == (first.article, first.revision)]
        after = await self._search.compute(_after, article, first, shown)
        if after is None:
            return None
        return Answer(
            # What is asked next goes on from the question that showed the words.
            question=replace(before, audience=None, asked=question.text, understood=question.text.strip("?!. ")),
            excerpts=(Excerpt(article=article, span=after),),
            confidence=0.0,
            hedged=True,
            whether_true=whether_true,
        )


def _after(article: Article, first: Cited, shown: Sequence[Cited]) -> Span | None:
    """Return the sentences after the first words shown that were not shown themselves; None if there are none."""
    seen = [Span(c.start, c.end) for c in shown]
    following = [s for s in sentences(article.text) if s.start >= first.end]
    unseen = list(dropwhile(lambda sentence: any(sentence.overlaps(s) for s in seen), following))
    after: Span | None = None
    for sentence in unseen[:MAX_SENTENCES]:
        longer = sentence if after is None else Span(after.start, sentence.end)
        again = any(sentence.overlaps(s) for s in seen)
        if again or (after is not None and len(longer) > MAX_EXCERPT_CHARS):
            break
        after = longer
    return after
