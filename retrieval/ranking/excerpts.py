"""Match statements to topics and phrases, and turn them into excerpts.  Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from retrieval.domain.article import Span, StatementKind, StoredStatement
from retrieval.domain.ports import Vectors
from retrieval.domain.reply import Excerpt
from retrieval.text.finite_verbs import has_finite_verb
from retrieval.text.normalize import content_words, word_spans, words
from retrieval.text.person_names import mentions
from retrieval.text.sentences import sentences

# Excerpts shown with a refusal.
MAX_NEAREST_SHOWN = 2
# From this cosine on, words are on a topic even if they share no word with it.
MIN_TOPIC_COSINE = 0.45
# The share of a topic's words that a statement on it prints: not everything on Kosovo is on gas prices in Kosovo.
MIN_TOPIC_WORDS = 0.5
# Two forms of a word share at least these letters.
STEM_LETTERS = 4
# Articles whose names are counted to find what somebody is quoted on.
MAX_ARTICLES_COUNTED = 20


def shares_words(topic: str, text: str) -> float:
    """Return the share of the topic's words that the text prints, ignoring endings ("Russia" is in "Russian")."""
    wanted = content_words(topic)
    printed = set(content_words(text))
    found = sum(any(same_stem(w, p) for p in printed) for w in wanted)
    return found / len(wanted) if wanted else 0.0


def same_stem(one: str, other: str) -> bool:
    """Return whether one word may be a form of the other: "Russia", "Russian"; not "Austria", "Australia"."""
    short, long = sorted((one, other), key=len)
    return short == long or (len(short) >= STEM_LETTERS and long.startswith(short) and len(long) - len(short) <= 4)


def statements_printing(
    topic: str, quoted: Sequence[StoredStatement], least: float = MIN_TOPIC_WORDS
) -> list[tuple[StoredStatement, float]]:
    """Return the statements that print the largest share of a topic's words, with it, if it is `least` or more."""
    shared = [shares_words(topic, words_of(q)) for q in quoted]
    best = max(shared, default=0.0)
    return [(q, s) for q, s in zip(quoted, shared, strict=True) if best >= least and s == best]


def statements_close_to_topic(
    quoted: Sequence[StoredStatement], closeness: Vectors
) -> list[tuple[StoredStatement, float]]:
    """Return the statements whose cosine to the topic is high enough; `closeness` has shape (len(quoted),)."""
    return [(q, float(s)) for q, s in zip(quoted, closeness, strict=True) if s >= MIN_TOPIC_COSINE]


def words_of(quoted: StoredStatement) -> str:
    """Return a statement's words as one text, for comparing only: it joins pieces, so never show it."""
    return " ".join(c.cut(quoted.article.text) for c in quoted.statement.content)


def _without_that(quoted: StoredStatement, piece: Span) -> Span:
    """Return a reported clause without its "that", which belongs to "said that"."""
    words, that = piece.cut(quoted.article.text), "that "
    if quoted.statement.kind is StatementKind.DIRECT or not words.startswith(that) or len(words) == len(that):
        return piece
    return Span(piece.start + len(that), piece.end)


def statement_excerpts(
    scored: Sequence[tuple[StoredStatement, float]],
    limit: int | None = None,
    *,
    by_person: bool = False,
    ranked: bool = False,
) -> tuple[Excerpt, ...]:
    """Return excerpts in the given order of articles, direct words before reported ones within an article.

    A statement printed in pieces gives several excerpts.  `by_person` groups them by speaker (people who speak together
    are one), in the order of each speaker's first statement.  `ranked` keeps the given order of statements.
    """
    order = {StatementKind.DIRECT: 0, StatementKind.MIXED: 1, StatementKind.INDIRECT: 1}
    keys = [(_whose(q) if by_person else (), q.article.id) for q, _ in scored]
    first = {key: n for n, key in reversed(list(enumerate(keys)))}
    of_person = {who: n for n, (who, _) in reversed(list(enumerate(keys)))}

    def rank(pair: tuple[StoredStatement, float]) -> tuple[int, int, int]:
        q, _ = pair
        who = _whose(q) if by_person else ()
        return of_person[who], *((0, 0) if ranked else (first[who, q.article.id], order[q.statement.kind]))

    excerpts = [
        Excerpt(
            article=q.article,
            span=_shown_with(q, shown := _without_that(q, piece)),
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
    return whole_statements(_each_once(excerpts), limit)


def _each_once(excerpts: Sequence[Excerpt]) -> list[Excerpt]:
    """Join the phrases of one statement that the same sentence shows."""
    found: dict[tuple[int | None, Span], Excerpt] = {}
    for excerpt in excerpts:
        place = excerpt.statement, excerpt.span
        before = found.get(place)
        found[place] = excerpt if before is None else replace(before, focus=(*before.focus, *excerpt.focus))
    return list(found.values())


def _shown_with(quoted: StoredStatement, piece: Span) -> Span:
    """Return what is shown of a piece: of reported words that are no clause, the whole sentence.

    Alone, "a lower tax on bread" says the opposite of a sentence that has it ruled out.
    """
    text, statement = quoted.article.text, quoted.statement
    if statement.kind is not StatementKind.INDIRECT or has_finite_verb(piece.cut(text)):
        return piece
    within = [s for s in sentences(text) if s.overlaps(piece)]
    return Span(min(piece.start, within[0].start), max(piece.end, within[-1].end)) if within else piece


def _whose(quoted: StoredStatement) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple((s.name, s.might_be) for s in quoted.statement.speakers)


def topics_of(quoted: Sequence[StoredStatement], limit: int) -> tuple[str, ...]:
    """Return the names in most of these statements; count only in the first MAX_ARTICLES_COUNTED articles."""
    articles = dict(list({q.article.id: q.article for q in quoted}.items())[:MAX_ARTICLES_COUNTED])
    named = {id_: mentions(article.text) for id_, article in articles.items()}
    printed = Counter(
        name
        for q in quoted
        for name in {m.name for m in named.get(q.article.id, ()) if any(c.holds(m.span) for c in q.statement.content)}
    )
    return tuple(name for name, _ in sorted(printed.items(), key=lambda one: (-one[1], one[0]))[:limit])


def whole_statements(excerpts: Sequence[Excerpt], limit: int | None) -> tuple[Excerpt, ...]:
    """Return the first `limit` excerpts, and the rest of the last statement: half a statement would mislead."""
    if limit is None or limit >= len(excerpts):
        return tuple(excerpts)
    last = excerpts[limit - 1].statement
    rest = [e for e in excerpts[limit:] if last is not None and e.statement == last]
    return (*excerpts[:limit], *rest)


def places_of(phrase: str, text: str) -> list[Span]:
    """Return where the text prints the words of `phrase` in order, whatever punctuation is between them."""
    wanted = words(phrase)
    printed = word_spans(text)
    keys = [word for word, _ in printed]
    return [
        Span(printed[i][1].start, printed[i + len(wanted) - 1][1].end)
        for i in range(len(keys) - len(wanted) + 1)
        if wanted and keys[i] == wanted[0] and keys[i : i + len(wanted)] == wanted
    ]
