"""Split a text into sentences with exact offsets.  Pure, linear, with English abbreviations and quotation marks.

It is ours rather than a library's because answering needs it too, in microseconds and without a model
(docs/decisions/0006-sentences.md).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from retrieval.domain.article import Span

# A full stop after one of these does not end a sentence.
_ABBREVIATIONS = frozenset(
    """mr mrs ms dr prof rev hon st sr jr gen col lt sgt capt cmdr adm maj gov sen rep pres supt messrs
    jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thurs fri sat sun
    no nos vs etc inc ltd co corp bros dept est approx ave blvd ft mt fig vol ed eds pp cf al e.g i.e a.m p.m
    u.s u.k u.n""".split()
)

# An end mark with closing quotes and brackets, then white space; a line break ends a sentence by itself.
# The look-behind and the possessive quantifiers keep long runs of dots or spaces linear.
_BOUNDARY = re.compile(r"(?<![.!?…])([.!?…]++)([\"'”’»)\]]*+)(\s++)|(\n\s*+)")
_LAST_WORD = re.compile(r"[\w.]+$")
_OPENING = "\"'“‘„«([—–-•"


def sentences(text: str) -> list[Span]:
    """Return the sentences in order: none is blank, none overlap, and only white space lies between them."""
    return list(_sentences(text))


def _sentences(text: str) -> Iterator[Span]:
    start = _skip_space(text, 0)
    for match in _BOUNDARY.finditer(text):
        if match.group(4) is None and "\n" not in match.group(3) and not _ends_sentence(text, match, start):
            continue
        end = match.start(4) if match.group(4) is not None else match.start(3)
        while end > start and text[end - 1].isspace():
            end -= 1
        if end > start:
            yield Span(start, end)
        start = max(start, match.end())
    end = len(text.rstrip())
    if end > start:
        yield Span(start, end)


def _ends_sentence(text: str, match: re.Match[str], start: int) -> bool:
    following = text[match.end() : match.end() + 2].lstrip(_OPENING)
    if following[:1].islower():
        # `"Why?" he said`: the sentence goes on.
        return False
    if match.group(1) != ".":
        return True
    word = _LAST_WORD.search(text, max(start, match.start() - 20), match.start())
    if word is None or match.group(2):
        return True
    last = word.group().lower()
    # An initial ("J. Smith", "U.S. Army") or a known abbreviation.
    return not (last in _ABBREVIATIONS or (len(last) == 1 and last.isalpha() and last != "i"))


def _skip_space(text: str, position: int) -> int:
    while position < len(text) and text[position].isspace():
        position += 1
    return position
