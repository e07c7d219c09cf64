"""Tell from the words round a statement to whom it was said.  Pure; says no where the text does not say."""

from __future__ import annotations

import re
from collections.abc import Iterator

from retrieval.domain.article import Span, StoredStatement
from retrieval.quotes.roles import ROLE_NOUNS
from retrieval.text.normalize import STOPWORDS, fold, fold_in_place, words
from retrieval.text.sentences import sentences

# After these stands who was spoken to; "in an interview with", "speaking to", "told".  Looked at, not taken: behind
# the "to" of "the ambassador to Serbia told the FT" stands another.
_TO = re.compile(
    r"\b(?:told|tells?|telling|to|with|assured?|informed?|reminded?|warned?|urged?|asked)\b[ ]+"
    r"(?=(?P<hearer>(?:[\w'&.-]+[ ,]*){1,8}))",
    re.IGNORECASE,
)
# What a hearer's name does not go on over.
_ENDS = frozenset("that in on at after before during when while as who about yesterday today".split())
# How far round a cue its sentence matters, in characters: enough for any sentence, little enough for any text.
REACH = 600


def is_told(quoted: StoredStatement, audience: str) -> bool:
    """Whether the sentence of the statement's cue, its own words aside, names `audience` as who was spoken to."""
    wanted = [w for w in words(audience) if w not in STOPWORDS]
    return bool(wanted) and any(_names(hearer, wanted) for hearer in _hearers(quoted))


def _hearers(quoted: StoredStatement) -> Iterator[str]:
    cue, text = quoted.statement.cue, quoted.article.text
    if cue is None:
        return
    first = max(0, cue.start - REACH)
    window = text[first : cue.end + REACH]
    sentence = next((s for s in sentences(window) if s.start <= cue.start - first < s.end), Span(0, len(window)))
    frame = list(fold_in_place(sentence.cut(window)))
    for piece in quoted.statement.content:
        # Blanked, not cut out: what stands before the words is no neighbour of what stands after.
        start, end = (max(0, at - first - sentence.start) for at in (piece.start, piece.end))
        frame[start:end] = "|" * len(frame[start:end])
    printed = "".join(frame)
    for match in _TO.finditer(printed):
        before = re.search(r"([\w-]+) $", printed[max(0, match.start() - 24) : match.start()])
        # "the ambassador to Serbia", "an aide to Clark": to whom he belongs is not to whom he speaks.
        if before is None or fold(before.group(1)) not in ROLE_NOUNS:
            yield match["hearer"]


def _names(hearer: str, wanted: list[str]) -> bool:
    printed = []
    for word in re.findall(r"[\w'&-]+", hearer):
        if fold(word) in _ENDS:
            break
        printed.append(word)
    keys = [w for w in words(" ".join(printed)) if w not in STOPWORDS]
    names = re.findall(r"(?:[A-Z][\w'&-]*[ ]?)+", hearer)
    if len(wanted[0]) > 1 and wanted[0] in {"".join(w[0] for w in name.split()).lower() for name in names}:
        # "the FT" is the Financial Times.
        return True
    return all(w in keys for w in wanted) or "".join(w[0] for w in wanted) in keys[:2]
