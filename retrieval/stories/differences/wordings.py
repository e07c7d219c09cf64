"""Find where two papers quote the same words of the same person differently.  Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import product

from retrieval.domain.article import Article, KnownBy, Span, StatementKind, StoredStatement
from retrieval.domain.reply import Difference, DifferenceKind, Excerpt
from retrieval.stories.differences.aligning import SAME_SPELLING
from retrieval.stories.differences.tables import NEGATIONS
from retrieval.stories.differences.words import Word, stemmed, words_of
from retrieval.text.person_names import last_part

# Words that two quotations have in common, in all and of the shorter one: fewer may be said twice.
MIN_COMMON, MIN_COMMON_SHARE = 6, 0.6
# Below this, words may be somebody else's.
MIN_CONFIDENCE = 0.5
# Longer stretches in the place of one another are two parts of a speech rather than two wordings.
MAX_REPLACED = 6
_CUTS = ("…", "...", "[", "]", "(", ")")


def wordings(mine: Sequence[StoredStatement], theirs: Sequence[StoredStatement]) -> Iterator[Difference]:
    """Yield where the direct quotations of one article differ in words from those of another, by the same speaker."""
    for one, other in product(_direct(mine), _direct(theirs)):
        if _speakers(one) & _speakers(other):
            for here, there in product(one.statement.content, other.statement.content):
                difference = _between(one, here, other, there)
                if difference is not None:
                    yield difference


def _direct(statements: Sequence[StoredStatement]) -> list[StoredStatement]:
    """Return the direct quotations whose speakers are surely those that the text names."""
    return [
        s
        for s in statements
        if s.statement.kind is StatementKind.DIRECT
        and s.statement.confidence >= MIN_CONFIDENCE
        and all(one.how is KnownBy.NAME for one in s.statement.speakers)
    ]


def _speakers(quoted: StoredStatement) -> set[str]:
    return {last_part(s.name) for s in quoted.statement.speakers}


def _between(one: StoredStatement, here: Span, other: StoredStatement, there: Span) -> Difference | None:
    mine = [w for w in words_of(one.article.text, here) if not w.is_mark]
    theirs = [w for w in words_of(other.article.text, there) if not w.is_mark]
    if min(len(mine), len(theirs)) < MIN_COMMON:
        return None
    matcher = SequenceMatcher(None, [w.folded for w in mine], [w.folded for w in theirs], autojunk=False)
    codes = matcher.get_opcodes()
    common = sum(code[2] - code[1] for code in codes if code[0] == "equal")
    if common < max(MIN_COMMON, MIN_COMMON_SHARE * min(len(mine), len(theirs))):
        return None
    if _prints(other.article, mine) or _prints(one.article, theirs):
        # Both wordings were said then, and both papers may have them.
        return None
    # What is added at an end, or left out in the middle, was cut; what stands in the place of other words was not.
    for tag, a, b, c, d in codes[1:-1]:
        if tag == "equal" or not _is_other(mine[a:b], theirs[c:d]):
            continue
        focus = _stretch(mine, a, b), _stretch(theirs, c, d)
        if not any(_is_cut(q.article.text, f) for q, f in zip((one, other), focus, strict=True)):
            return Difference(DifferenceKind.WORDING, (_side(one, here, focus[0]), _side(other, there, focus[1])))
    return None


def _prints(article: Article, quoted: Sequence[Word]) -> bool:
    """Return whether an article prints words one after another, whatever marks stand between them."""
    printed = [w.folded for w in words_of(article.text, Span(0, len(article.text))) if not w.is_mark]
    return f" {' '.join(w.folded for w in quoted)} " in f" {' '.join(printed)} "


def _is_other(mine: Sequence[Word], theirs: Sequence[Word]) -> bool:
    """Return whether words say something else than those in their place: not a spelling, a form or a small word."""
    if max(len(mine), len(theirs)) > MAX_REPLACED:
        return False
    if bool(_denials(mine)) is not bool(_denials(theirs)):
        return True
    own, rival = _carrying(mine), _carrying(theirs)
    if not own or not rival:
        return False
    return not any(a == b or SequenceMatcher(None, a, b).ratio() >= SAME_SPELLING for a, b in product(own, rival))


def _denials(several: Sequence[Word]) -> set[str]:
    return {w.folded for w in several if w.folded in NEGATIONS or w.folded.endswith("n't")}


def _carrying(several: Sequence[Word]) -> set[str]:
    return {stemmed(w.folded) for w in several if w.is_content or w.is_number}


def _stretch(several: Sequence[Word], start: int, end: int) -> Span:
    """Return the place of words; of none, the place of the two between which they are missing."""
    if start == end:
        start, end = start - 1, end + 1
    return Span(several[start].span.start, several[end - 1].span.end)


def _is_cut(text: str, focus: Span) -> bool:
    """Return whether the paper itself marks that it left out or put in something here."""
    around = text[max(0, focus.start - 4) : focus.end + 4]
    return any(mark in around for mark in _CUTS)


def _side(quoted: StoredStatement, span: Span, focus: Span) -> Excerpt:
    statement = quoted.statement
    return Excerpt(
        article=quoted.article, span=span, focus=(focus,), kind=statement.kind, speakers=statement.speakers,
        confidence=statement.confidence,
    )  # fmt: skip
