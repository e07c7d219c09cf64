"""Find what a watch is about in an article: statements by a person, or passages that print words.  Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from bot.usecases.delivering.alerting.printed_words import digest_of, spans_of, topic_key
from retrieval.domain.article import Article, Span, StoredStatement
from retrieval.domain.reply import Excerpt
from retrieval.people.registry import Person
from retrieval.people.resolver import under_their_names
from retrieval.ranking.excerpts import statement_excerpts, words_of
from retrieval.text.sentences import sentences
from storage.ports.watches import WatchKind

# Characters of an excerpt, so that five fit one message.
MAX_EXCERPT_CHARS = 600
# Below this, the words may be someone else's: a wrong name is worse than no alert.
MIN_CONFIDENCE = 0.5


@dataclass(frozen=True, slots=True)
class Passage:
    """Words of an article that a watch is about, said by somebody or not; `digest` tells them from others."""

    words: str
    excerpts: tuple[Excerpt, ...]

    @property
    def digest(self) -> str:
        return digest_of(self.words)


def passages_on(
    kind: WatchKind, name: str, article: Article, quoted: Sequence[StoredStatement], everyone: Iterable[Person]
) -> list[Passage]:
    """Return the passages of an article for a watch, in reading order.

    `quoted` are the article's statements, `everyone` those who may be called `name`, by the whole store.
    """
    if kind is WatchKind.PERSON:
        called = [p for p in everyone if p.is_called(name) and not p.might_be]
        said = under_their_names(quoted, called, only=True)
        return [statement_passage(q) for q in said if q.statement.confidence >= MIN_CONFIDENCE]
    return _printing(name, article, quoted)


def shown(passages: Sequence[Passage], new: Collection[str]) -> Passage | None:
    """Return the passage to show: a new one that is short enough, else the first new one, else the first."""
    candidates = [p for p in passages if p.digest in new] or list(passages)
    short = [p for p in candidates if len(p.words) <= MAX_EXCERPT_CHARS]
    chosen = next(iter(short or candidates), None)
    return None if chosen is None else replace(chosen, excerpts=tuple(map(_shortened, chosen.excerpts[:2])))


def statement_passage(quoted: StoredStatement) -> Passage:
    """Return a statement as a passage."""
    return Passage(words_of(quoted), tuple(statement_excerpts([(quoted, 1.0)])))


def _printing(name: str, article: Article, quoted: Sequence[StoredStatement]) -> list[Passage]:
    """Return the sentences that print the words, or the statements that do; of a title that does, the first sentence.

    Those with the speaker's name come first.
    """
    key = topic_key(name)
    printed = spans_of(key, article.text)
    by_somebody = [
        statement_passage(q)
        for q in quoted
        if q.statement.confidence >= MIN_CONFIDENCE and any(_holds(q, span) for span in printed)
    ]
    covered = [e.span for p in by_somebody for e in p.excerpts]
    all_sentences = sentences(article.text)
    within = [s for s in all_sentences if any(s.start <= p.start and p.end <= s.end for p in printed)]
    if not printed and article.title and spans_of(key, article.title):
        within = all_sentences[:1]
    alone = [s for s in within if not any(s.start < c.end and c.start < s.end for c in covered)]
    return by_somebody + [Passage(s.cut(article.text), (Excerpt(article=article, span=s, focus=(s,)),)) for s in alone]


def _holds(quoted: StoredStatement, span: Span) -> bool:
    return any(c.start <= span.start and span.end <= c.end for c in quoted.statement.content)


def _shortened(excerpt: Excerpt) -> Excerpt:
    """Return an excerpt cut at the end of a sentence if it is too long, else at a space: still words as printed."""
    text = excerpt.text
    if len(text) <= MAX_EXCERPT_CHARS:
        return excerpt
    ends = [s.end for s in sentences(text) if s.end <= MAX_EXCERPT_CHARS]
    end = ends[-1] if ends else max(1, text.rfind(" ", 0, MAX_EXCERPT_CHARS))
    span = Span(excerpt.span.start, excerpt.span.start + end)
    return replace(excerpt, span=span, focus=(span,))
