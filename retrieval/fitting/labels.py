"""Turn human labels of who said what into the tagger's targets, one per word piece."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from retrieval.fitting.json_lines import read_rows
from retrieval.models.word_pieces import Tokenizer
from retrieval.quotes.tagging.tags import BEGIN, END, IN, OUT, SINGLE
from retrieval.quotes.tagging.windows import Ints, Pieces, Window, pieces, windows

Offsets = list[tuple[int, int]]
IGNORED = -100
# Labellers included these at the edges or not, without a rule; without them the bounds can be learnt.
_EDGE = " \n\t\xa0\"“”'‘’,.;:!?—–-…"


@dataclass(frozen=True, slots=True)
class LabelledAttribution:
    """One labelled attribution; its spans are in code points of the article."""

    source: Offsets
    cue: Offsets
    content: Offsets


@dataclass(frozen=True, slots=True)
class LabelledArticle:
    """An article with its attributions."""

    id: str
    text: str
    quotes: tuple[LabelledAttribution, ...]


@dataclass(frozen=True)
class TaggerTargets:
    """For each of n pieces: its tags, and the pieces where its source and its cue begin.

    Pointers count the pieces of the whole text; -1 means "nobody", and IGNORED leaves a piece out of the loss.
    """

    content: Ints
    source: Ints
    cue: Ints
    to_source: Ints
    to_cue: Ints


@dataclass(frozen=True, slots=True)
class LabelledWindow:
    """One window of one article, with the article's targets."""

    read: Pieces
    targets: TaggerTargets
    window: Window


def load(file: Path) -> list[LabelledArticle]:
    """Return the articles of a labelled .jsonl file, in order."""
    return [_article(line) for line in read_rows(file)]


def _article(line: dict[str, object]) -> LabelledArticle:
    quotes = line["quotes"]
    assert isinstance(quotes, list)  # noqa: S101  the file's form, for the type checker
    return LabelledArticle(
        str(line["id"]),
        str(line["text"]),
        tuple(LabelledAttribution(q["source"], q["cue"], q["content"]) for q in quotes),
    )


def examples(articles: Sequence[LabelledArticle], tokenizer: Tokenizer) -> Iterator[LabelledWindow]:
    """Yield the windows of all articles, in order."""
    for article in articles:
        read = pieces(article.text, tokenizer)
        targets = targets_of(article, read)
        for window in windows(read):
            yield LabelledWindow(read, targets, window)


def targets_of(article: LabelledArticle, read: Pieces) -> TaggerTargets:
    """Return the tagger's target for each piece."""
    n = len(read)
    found = TaggerTargets(*(np.zeros(n, np.int64) for _ in range(3)), *(np.full(n, IGNORED) for _ in range(2)))
    for quote in article.quotes:
        source = _first(read, quote.source)
        cue = _first(read, quote.cue)
        for a, b in quote.content:
            at = _pieces_of(read, *trimmed(article.text, a, b))
            _mark_content(found.content, at)
            found.to_source[at] = source
            found.to_cue[at] = cue
        for tags, spans in ((found.source, quote.source), (found.cue, quote.cue)):
            for a, b in spans:
                at = _pieces_of(read, a, b)
                tags[at] = IN
                tags[at.start : at.start + 1] = BEGIN
    return found


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Trim quotation marks, punctuation and white space from both ends of a span."""
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    return start, end


def _mark_content(tags: Ints, at: slice) -> None:
    if at.stop == at.start or tags[at].any():
        # One row of tags cannot hold a content within another; the first one labelled is kept.
        return
    tags[at] = IN
    tags[at.start] = BEGIN
    tags[at.stop - 1] = END
    if at.stop - at.start == 1:
        tags[at.start] = SINGLE


def _first(read: Pieces, spans: Offsets) -> int:
    found = [at.start for a, b in spans if (at := _pieces_of(read, a, b)).stop > at.start]
    return min(found, default=-1)


def _pieces_of(read: Pieces, start: int, end: int) -> slice:
    """Return the pieces that overlap [start, end)."""
    first = int(np.searchsorted(read.spans[:, 1], start, "right"))
    last = int(np.searchsorted(read.spans[:, 0], end, "left"))
    while last > first and read.spans[last - 1, 0] == read.spans[last - 1, 1]:
        last -= 1
    return slice(first, max(first, last))


assert OUT == 0  # noqa: S101  targets begin as zeros
