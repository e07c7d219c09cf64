"""Join the lines of a paragraph, and remove a hyphen only if a line break certainly put it there.  Pure.

A hyphen at a line's end comes from the line break if
- it is a soft hyphen, which means just that;
- or the joined word occurs elsewhere in the document, and never with a hyphen;
- or the joined word is in the dictionary, and one of its halves is not a word: "interna-tional".
Typesetters leave no single letter on a line.  In all other cases the hyphen may be intended ("re-elect", "right-wing"),
so it stays, and the halves are joined without a space.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

# Letters of a broken word on each of the two lines.
MIN_HALF_LETTERS = 2
_SOFT = "\u00ad"
_HYPHENS = "-\u2010"
_BROKEN = re.compile(rf"(?P<stem>[^\W_]+(?:[{_HYPHENS}'’][^\W_]+)*)[{_HYPHENS}]$")
_TAIL = re.compile(r"[^\W\d_]+")
_WORD = re.compile(rf"[^\W\d_]+(?:[{_HYPHENS}][^\W\d_]+)*")
_DASHED = re.compile(r"\S[—–]$")
# "pre- and post-war": the hyphen stands for a part that follows later.
_SUSPENDED = re.compile(r"(?:and|or|to|und|oder|et|ou)\s")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The unbroken words of a document, without and with hyphens, and those of a dictionary; all case-folded."""

    solid: frozenset[str]
    hyphened: frozenset[str]
    dictionary: frozenset[str]

    @classmethod
    def of(cls, paragraphs: Iterable[Sequence[str]], dictionary: frozenset[str]) -> Vocabulary:
        found = set(chain.from_iterable(_whole_words(lines) for lines in paragraphs))
        hyphened = {word.replace("\u2010", "-") for word in found if any(h in word for h in _HYPHENS)}
        return cls(frozenset(found - hyphened), frozenset(hyphened), dictionary)

    def is_one_word(self, head: str, tail: str) -> bool:
        """Return whether `head` and `tail` are certainly the halves of one word without a hyphen."""
        head, tail = head.casefold(), tail.casefold()
        if min(len(head), len(tail)) < MIN_HALF_LETTERS or f"{head}-{tail}" in self.hyphened:
            return False
        whole = head + tail
        if whole in self.solid:
            return True
        return whole in self.dictionary and not (self._is_word(head) and self._is_word(tail))

    def _is_word(self, half: str) -> bool:
        return half in self.solid or half in self.dictionary


def _whole_words(lines: Sequence[str]) -> Iterator[str]:
    """Yield the words that cannot have been broken by a line's end."""
    for n, line in enumerate(lines):
        words = [m[0].casefold() for m in _WORD.finditer(line.replace(_SOFT, ""))]
        first = 1 if n and lines[n - 1].rstrip().endswith((*_HYPHENS, _SOFT)) else 0
        last = len(words) - 1 if line.rstrip().endswith((*_HYPHENS, _SOFT)) else len(words)
        yield from words[first:last]


def joined(lines: Sequence[str], vocabulary: Vocabulary) -> str:
    """Return the lines of one paragraph as running text."""
    tidy = [stripped for line in lines if (stripped := re.sub(r"[ \t\r\n\f\v]+", " ", line).strip(" "))]
    return "".join([*(_before(a, b, vocabulary) for a, b in pairwise(tidy)), *tidy[-1:]])


def _before(a: str, b: str, vocabulary: Vocabulary) -> str:
    """Return line `a` as it is joined to line `b`."""
    if a.endswith(_SOFT):
        return a.rstrip(_SOFT)
    if broken := _BROKEN.search(a):
        return _before_half(a, broken["stem"], b, vocabulary)
    if _DASHED.search(a) or (_is_unspaced(a[-1]) and _is_unspaced(b[0])):
        return a
    return f"{a} "


def _before_half(a: str, stem: str, b: str, vocabulary: Vocabulary) -> str:
    """Return line `a`, which ends with `stem` and a hyphen, as it is joined to line `b`."""
    if _SUSPENDED.match(b) or not b[0].isalnum():
        return f"{a} "
    tail = _TAIL.match(b)
    certain = tail is not None and stem.isalpha() and tail[0].islower() and vocabulary.is_one_word(stem, tail[0])
    return a[:-1] if certain else a


def _is_unspaced(character: str) -> bool:
    """Return whether the script puts no spaces between words, like Chinese and Japanese, but unlike Korean."""
    name = unicodedata.name(character, "")
    return name.startswith(("CJK", "HIRAGANA", "KATAKANA", "FULLWIDTH", "IDEOGRAPHIC"))
