"""Split articles into passages: a few whole sentences each, with exact offsets.  Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator

from retrieval.domain.article import Article, Span
from retrieval.domain.metadata_limits import MAX_CHARS
from retrieval.text.sentences import sentences

# MiniLM reads 256 word pieces; 700 characters of English news are about 160, which leaves room for the title.
TARGET_CHARS = 700
# A shorter paragraph is joined to the next: one line alone means too little to be found by meaning.
MIN_PARAGRAPH_CHARS = 250
# Of the text before a passage, as its context.
CONTEXT_CHARS = 160
_SPACE = re.compile(r"\s*+")


def passages(text: str, target: int = TARGET_CHARS) -> list[Span]:
    """Split a text into passages of whole sentences, in order; a sentence longer than `target` is cut between words.

    They do not overlap, and only white space lies between them.
    """
    cut: list[Span] = []
    start = end = -1
    for piece in _pieces(text, target):
        if start >= 0 and (piece.end - start > target or _paragraph_ends(text, Span(start, end), piece)):
            cut.append(Span(start, end))
            start = -1
        start = piece.start if start < 0 else start
        end = piece.end
    if start >= 0:
        cut.append(Span(start, end))
    return cut


def leading_context(title: str, text: str, span: Span) -> str:
    """Return what a network reads before a passage: the title, and the end of the text before it.

    It says who "he" is, and what "that" is about.
    """
    before = text[max(0, span.start - CONTEXT_CHARS) : span.start]
    cut = before.split(" ", 1)[-1] if span.start > CONTEXT_CHARS else before
    return "\n".join(filter(None, [_read(title), " ".join(cut.split())]))


def with_title(article: Article, span: Span) -> str:
    """Return a passage as a model reads it: under the title, which gives the context that the passage assumes."""
    text = span.cut(article.text)
    return f"{_read(article.title)}\n{text}" if article.title else text


def _read(title: str) -> str:
    """Return what a model reads of a title: one stored before titles had a limit would be copied for each passage."""
    return title[: MAX_CHARS["title"]]


def _paragraph_ends(text: str, so_far: Span, piece: Span) -> bool:
    return len(so_far) >= MIN_PARAGRAPH_CHARS and "\n" in text[so_far.end : piece.start]


def _pieces(text: str, target: int) -> Iterator[Span]:
    for sentence in sentences(text):
        start = sentence.start
        while sentence.end - start > target:
            space = text.rfind(" ", start + target // 2, start + target)
            end = space if space > 0 else start + target
            yield Span(start, start + len(text[start:end].rstrip()))
            start = _SPACE.match(text, end).end()  # type: ignore[union-attr]  # it matches everywhere
        yield Span(start, sentence.end)
