"""A reply as the JSON line that DESIGN promises to programs (README, "For programs").  Pure."""

from __future__ import annotations

from typing import Any

from retrieval.domain.article import Article, KnownBy, Span, Speaker
from retrieval.domain.question import Question
from retrieval.domain.reply import Answer, Excerpt, Refusal, Reply
from retrieval.people.registry import is_unknown
from retrieval.text.prose import join_names


def answer_line(reply: Reply, *, id: str | None = None, ms: float = 0.0) -> dict[str, Any]:  # noqa: A002  the promised key
    """Offsets count Unicode code points of the article's text."""
    excerpts = (reply.ranked or reply.excerpts) if isinstance(reply, Answer) else reply.nearest
    line: dict[str, Any] = {
        "id": id,
        "question": reply.question.asked or reply.question.text,
        "understood": _understood(reply.question),
        "abstained": isinstance(reply, Refusal),
        "reason": reply.reason.value if isinstance(reply, Refusal) else None,
        "confidence": round(reply.confidence, 4),
        "ms": round(ms, 1),
        "excerpts": [_excerpt(n, e) for n, e in enumerate(excerpts, start=1)],
    }
    if isinstance(reply, Refusal):
        line["people"] = list(reply.people)
    return line


def _understood(question: Question) -> dict[str, str] | None:
    """The whole question that a follow-up was taken for, and how the reader is told so."""
    return {"label": question.understood, "question": question.text} if question.understood else None


def _excerpt(number: int, excerpt: Excerpt) -> dict[str, Any]:
    return {
        "n": number,
        "statement": excerpt.statement,
        "kind": excerpt.kind.value if excerpt.kind else "passage",
        "text": excerpt.text,
        "start": excerpt.span.start,
        "end": excerpt.span.end,
        "focus": [[f.start, f.end] for f in excerpt.focus],
        "article": _article(excerpt.article),
        "also": [_article(a) for a in excerpt.also],
        "speaker": speaker_json(tuple(s for s in excerpt.speakers if not is_unknown(s, excerpt.article.text))),
        "score": excerpt.score,
    }


def _article(article: Article) -> dict[str, Any]:
    return {
        "id": article.id,
        "title": article.title,
        "url": article.url,
        "publisher": article.publisher,
        "published": article.published.isoformat() if article.published else None,
    }


def speaker_json(speakers: tuple[Speaker, ...]) -> dict[str, Any] | None:
    """Several speakers of one statement are one object: their names joined, from the first mention to the last."""
    if not speakers:
        return None
    mentions = [s.mention for s in speakers if s.mention is not None]
    span = Span(min(m.start for m in mentions), max(m.end for m in mentions)) if mentions else None
    how = speakers[0].how if len(speakers) == 1 else KnownBy.NAME
    return {
        "name": join_names([s.name for s in speakers]),
        "mention": [span.start, span.end] if span else None,
        "how": how.value,
    }
