"""Read a sentence as words: each with its place, its key for comparing, and whether it carries meaning.  Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from retrieval.domain.article import Span
from retrieval.stories.differences.tables import SAYING, SYNONYMS
from retrieval.text.normalize import STOPWORDS, fold_in_place

_WORD = re.compile(
    r"\d{1,2}[-–]\d{1,2}(?![\d/-])|\d(?:[\d.,]*\d)?(?:/\d+)?|[^\W\d_]+(?:['’.](?=[^\W\d_])[^\W\d_]+)*|[$£€¥%]|[,;:()—–\"“”]"
)
# Endings of one word's forms, longest first, with what is left in their place.
_ENDINGS = (
    ("ments", ""), ("ment", ""), ("ies", "y"), ("ied", "y"), ("ingly", ""), ("edly", ""), ("ing", ""), ("ed", ""),
    ("es", ""), ("ly", ""), ("s", ""),
)  # fmt: skip
_MIN_STEM = 3
_KEPT_DOUBLE = frozenset("lsz")
# Words that carry no meaning of their own, or only join.
_EMPTY = STOPWORDS | SAYING | frozenset(
    """mr mrs ms dr however meanwhile although though whose within between against during until including
    among amid across toward towards around near told since because due per via also well very still already yet
    here ago today yesterday tomorrow""".split()
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Word:
    """A word or mark of a sentence.  `span` is in the article; `key` is equal for forms and synonyms of one word."""

    printed: str
    span: Span
    key: str

    @property
    def folded(self) -> str:
        return self.printed.casefold()

    @property
    def is_mark(self) -> bool:
        return not self.printed[0].isalnum() and self.printed not in "$£€¥%"

    @property
    def is_number(self) -> bool:
        return self.printed[0].isdigit()

    @property
    def is_content(self) -> bool:
        return self.printed[0].isalpha() and self.folded not in _EMPTY and len(self.printed) > 1


def words_of(text: str, sentence: Span) -> tuple[Word, ...]:
    """Return the words and marks of a sentence of `text`, in order."""
    folded = fold_in_place(text[sentence.start : sentence.end])
    found = []
    for m in _WORD.finditer(folded):
        printed = m.group()
        end = m.end()
        if printed.endswith(("'s", "'S")):
            printed, end = printed[:-2], end - 2
        found.append(Word(printed, Span(sentence.start + m.start(), sentence.start + end), key_of(printed)))
    return tuple(found)


def key_of(word: str) -> str:
    """Return the key by which two words are compared: one for the forms of a word and its common synonyms."""
    folded = word.casefold().replace(".", "") if word[0].isalpha() else word
    if (known := SYNONYMS.get(folded)) is not None:
        return known
    stem = stemmed(folded)
    return SYNONYMS.get(stem, stem)


def stemmed(word: str) -> str:
    """Cut the commonest English endings off a folded word."""
    stem = word
    for ending, left in _ENDINGS:
        if word.endswith(ending) and not word.endswith("ss") and len(word) - len(ending) + len(left) >= _MIN_STEM:
            stem = word[: len(word) - len(ending)] + left
            break
    if len(stem) > _MIN_STEM and stem[-1] == stem[-2] and stem[-1] not in _KEPT_DOUBLE | set("aeiou"):
        stem = stem[:-1]
    return stem[:-1] if stem.endswith("e") and len(stem) > _MIN_STEM else stem
