"""People's labels of who said what, as targets for the tagger: one per word piece."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from retrieval.fitting.json_lines import read_rows
from retrieval.models.word_pieces import Tokenizer
from retrieval.quotes.tags import BEGIN, END, IN, OUT, SINGLE
from retrieval.quotes.windows import Ints, Pieces, Window, pieces, windows

Offsets = list[tuple[int, int]]
IGNORED = -100
# Labellers took marks and stops in or left them out as it came; without them the bounds can be learnt.
_EDGE = " \n\t\xa0\"“”'‘’,.;:!?—–-…"


@dataclass(frozen=True, slots=True)
class LabelledAttribution:
    """One labelled attribution; spans in code points of its article."""

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
    """For each of n pieces: its tags, and the piece where its source and its cue begin.

    Pointers are piece numbers of the whole text; -1 means "nobody" and IGNORED "not asked".
    """

    content: Ints
    source: Ints
    cue: Ints
    to_source: Ints
    to_cue: Ints


@dataclass(frozen=True, slots=True)
class LabelledWindow:
    """One window of one article."""

    read: Pieces
    targets: TaggerTargets
    window: Window


def load(file: Path) -> list[LabelledArticle]:
    """Articles of a labelled .jsonl, in order."""
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
    """The windows of all articles, in order."""
    for article in articles:
        read = pieces(article.text, tokenizer)
        targets = targets_of(article, read)
        for window in windows(read):
            yield LabelledWindow(read, targets, window)


def targets_of(article: LabelledArticle, read: Pieces) -> TaggerTargets:
    """What the tagger should say of each piece."""
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
    """A span without the marks and stops on its edges."""
    while start < end and text[start] in _EDGE:
        start += 1
    while end > start and text[end - 1] in _EDGE:
        end -= 1
    return start, end


def _mark_content(tags: Ints, at: slice) -> None:
    if at.stop == at.start or tags[at].any():
        # A content within another's cannot be told by one row of tags; the first labelled stands.
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
    """The pieces that lie in [start, end)."""
    first = int(np.searchsorted(read.spans[:, 1], start, "right"))
    last = int(np.searchsorted(read.spans[:, 0], end, "left"))
    while last > first and read.spans[last - 1, 0] == read.spans[last - 1, 1]:
        last -= 1
    return slice(first, max(first, last))


assert OUT == 0  # noqa: S101  targets begin as zeros
