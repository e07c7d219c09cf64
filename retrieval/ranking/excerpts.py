"""Decide which excerpts answer and whether they are enough.  Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from retrieval.domain.article import Span, StatementKind, StoredStatement
from retrieval.domain.ports import Vectors
from retrieval.domain.reply import Excerpt
from retrieval.text.normalize import content_words, word_spans, words
from retrieval.text.person_names import mentions

# Cosine of topic and statement from which words are taken to be on the topic though they do not share its words.
ON_TOPIC = 0.45
# Articles whose names are looked at for what somebody is quoted on.
ARTICLES = 20
# The share of a topic's words from which a statement is on it: not any word on Kosovo is on gas prices in Kosovo.
HALF = 0.5


def shares_words(topic: str, text: str) -> float:
    """The share of the topic's words that the text prints, endings aside ("Russia" is in "Russian")."""
    wanted = content_words(topic)
    printed = set(content_words(text))
    found = sum(any(_same_stem(w, p) for p in printed) for w in wanted)
    return found / len(wanted) if wanted else 0.0


def _same_stem(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return short == long or (len(short) >= 4 and long.startswith(short) and len(long) - len(short) <= 4)


def printing(topic: str, quoted: Sequence[StoredStatement], least: float = HALF) -> list[tuple[StoredStatement, float]]:
    """The statements that print the most of a topic's words, `least` or more of them, with the share printed."""
    shared = [shares_words(topic, words_of(q)) for q in quoted]
    best = max(shared, default=0.0)
    return [(q, s) for q, s in zip(quoted, shared, strict=True) if best >= least and s == best]


def close_in_meaning(quoted: Sequence[StoredStatement], closeness: Vectors) -> list[tuple[StoredStatement, float]]:
    """The statements whose cosine to the topic, of shape (len(quoted),), is high enough."""
    return [(q, float(s)) for q, s in zip(quoted, closeness, strict=True) if s >= ON_TOPIC]


def words_of(quoted: StoredStatement) -> str:
    """A statement's words as one text: for comparing, never for showing."""
    return " ".join(c.cut(quoted.article.text) for c in quoted.statement.content)


def _without_that(quoted: StoredStatement, piece: Span) -> Span:
    """A reported clause from its first own word on: "that" belongs to "said that"."""
    words, that = piece.cut(quoted.article.text), "that "
    if quoted.statement.kind is StatementKind.DIRECT or not words.startswith(that) or len(words) == len(that):
        return piece
    return Span(piece.start + len(that), piece.end)


def statement_excerpts(
    scored: Sequence[tuple[StoredStatement, float]], limit: int | None = None, *, by_person: bool = False
) -> tuple[Excerpt, ...]:
    """Newest article first as given, direct words before reported ones; a split statement gives several excerpts.

    `by_person`: all of one person, or of several who speak as one, before the next, in the order of their first words.
    """
    order = {StatementKind.DIRECT: 0, StatementKind.MIXED: 1, StatementKind.INDIRECT: 1}
    keys = [(_whose(q) if by_person else (), q.article.id) for q, _ in scored]
    first = {key: n for n, key in reversed(list(enumerate(keys)))}
    of_person = {who: n for n, (who, _) in reversed(list(enumerate(keys)))}

    def rank(pair: tuple[StoredStatement, float]) -> tuple[int, int, int]:
        q, _ = pair
        who = _whose(q) if by_person else ()
        return of_person[who], first[who, q.article.id], order[q.statement.kind]

    excerpts = [
        Excerpt(
            article=q.article,
            span=(shown := _without_that(q, piece)),
            focus=(shown,),
            kind=q.statement.kind,
            statement=number,
            speakers=q.statement.speakers,
            score=round(q.statement.confidence * score, 4),
            confidence=q.statement.confidence,
        )
        for number, (q, score) in enumerate(sorted(scored, key=rank), start=1)
        for piece in q.statement.content
    ]
    return whole_statements(excerpts, limit)


def _whose(quoted: StoredStatement) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((s.name, s.might_be) for s in quoted.statement.speakers)


def topics_of(quoted: Sequence[StoredStatement], limit: int) -> tuple[str, ...]:
    """The names that stand in most of these statements, in the first ARTICLES of their articles: what they are on."""
    articles = dict(list({q.article.id: q.article for q in quoted}.items())[:ARTICLES])
    named = {id_: mentions(article.text) for id_, article in articles.items()}
    printed = Counter(
        name
        for q in quoted
        for name in {m.name for m in named.get(q.article.id, ()) if any(c.holds(m.span) for c in q.statement.content)}
    )
    return tuple(name for name, _ in sorted(printed.items(), key=lambda one: (-one[1], one[0]))[:limit])


def whole_statements(excerpts: Sequence[Excerpt], limit: int | None) -> tuple[Excerpt, ...]:
    """The first `limit` excerpts, and the rest of a statement that would be cut in two: half of one misleads."""
    if limit is None or limit >= len(excerpts):
        return tuple(excerpts)
    last = excerpts[limit - 1].statement
    rest = [e for e in excerpts[limit:] if last is not None and e.statement == last]
    return (*excerpts[:limit], *rest)


def places_of(phrase: str, text: str) -> list[Span]:
    """Where the text prints the words of `phrase` one after the other, whatever marks stand between."""
    wanted = words(phrase)
    printed = word_spans(text)
    keys = [word for word, _ in printed]
    return [
        Span(printed[i][1].start, printed[i + len(wanted) - 1][1].end)
        for i in range(len(keys) - len(wanted) + 1)
        if wanted and keys[i] == wanted[0] and keys[i : i + len(wanted)] == wanted
    ]
