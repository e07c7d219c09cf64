"""Decide from the words around a statement whether it was said to somebody.  Pure; no, if the text does not say."""

from __future__ import annotations

import re
from collections.abc import Iterator

from retrieval.domain.article import Span, StoredStatement
from retrieval.quotes.speakers.roles import ROLE_NOUNS
from retrieval.text.normalize import STOPWORDS, fold, fold_in_place, words
from retrieval.text.sentences import sentences

# The hearer follows these: "in an interview with", "speaking to", "told".  A look-ahead lets matches overlap: in "the
# ambassador to Serbia told the FT" the hearer comes after the second one.
_TO = re.compile(
    r"\b(?:told|tells?|telling|to|with|assured?|informed?|reminded?|warned?|urged?|asked)\b[ ]+"
    r"(?=(?P<hearer>(?:[\w'&.-]+[ ,]*){1,8}))",
    re.IGNORECASE,
)
# A hearer's name ends before one of these.
_AFTER_NAME = frozenset("that in on at after before during when while as who about yesterday today".split())
# How much text around a cue is searched for its sentence: more than any sentence has, and bounded for a long text.
SENTENCE_REACH_CHARS = 600


def is_addressed_to(quoted: StoredStatement, audience: str) -> bool:
    """Return whether the sentence around the statement's words names `audience` as the hearer."""
    wanted = [w for w in words(audience) if w not in STOPWORDS]
    return bool(wanted) and any(_names(hearer, wanted) for hearer in _hearers(quoted))


def _hearers(quoted: StoredStatement) -> Iterator[str]:
    cue, text = quoted.statement.cue, quoted.article.text
    if cue is None:
        return
    first = max(0, cue.start - SENTENCE_REACH_CHARS)
    window = text[first : cue.end + SENTENCE_REACH_CHARS]
    sentence = next((s for s in sentences(window) if s.start <= cue.start - first < s.end), Span(0, len(window)))
    frame = list(fold_in_place(sentence.cut(window)))
    for piece in quoted.statement.content:
        # Blanked rather than cut out, so that the text before the words does not join the text after them.
        start, end = (max(0, at - first - sentence.start) for at in (piece.start, piece.end))
        frame[start:end] = "|" * len(frame[start:end])
    printed = "".join(frame)
    for match in _TO.finditer(printed):
        before = re.search(r"([\w-]+) $", printed[max(0, match.start() - 24) : match.start()])
        # In "the ambassador to Serbia" and "an aide to Clark", "to" introduces no hearer.
        if before is None or fold(before.group(1)) not in ROLE_NOUNS:
            yield match["hearer"]


def _names(hearer: str, wanted: list[str]) -> bool:
    printed = []
    for word in re.findall(r"[\w'&-]+", hearer):
        if fold(word) in _AFTER_NAME:
            break
        printed.append(word)
    keys = [w for w in words(" ".join(printed)) if w not in STOPWORDS]
    names = re.findall(r"(?:[A-Z][\w'&-]*[ ]?)+", hearer)
    if len(wanted[0]) > 1 and wanted[0] in {"".join(w[0] for w in name.split()).lower() for name in names}:
        # "The FT" is the Financial Times.
        return True
    return all(w in keys for w in wanted) or "".join(w[0] for w in wanted) in keys[:2]
