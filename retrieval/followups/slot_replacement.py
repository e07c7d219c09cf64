"""Replace the thing that the last open question names by the one that a follow-up names.  Pure rules."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from retrieval.domain.article import Span
from retrieval.domain.question import Question
from retrieval.questions import time_words_in
from retrieval.text.normalize import STOPWORDS, fold, fold_in_place
from retrieval.text.person_names import mentions

_PLACES = frozenset("in at near inside outside".split())
# "To" is left out: it mostly begins a verb ("who is to blame").
_PREPOSITIONS = _PLACES | frozenset("from for by with under before after during of about on against over".split())
_DETERMINERS = frozenset("the a an his her its their our this that these those".split())
_DO = frozenset("do does did".split())
_BE = frozenset("is are was were will would can could should has have had".split())
# After these, "was" is not followed by its subject: "who was shot", "how many people were killed".
_SUBJECTS = frozenset("who what which many much".split())
_WORD = re.compile(r"[\w'.-]*\w")


def instead(question: Question, other: str) -> str | None:
    """Return the open question with `other` ("Gamma", "the mine", "in Belgrade") in place of its last such thing.

    If it has none, return None, or add a phrase at its end: "how many people protested in Zemun?".
    """
    text, (first, *_) = question.text.rstrip("?!. "), fold(other).split()
    place = _phrase(question, text, first) if first in _PREPOSITIONS else _thing(question, text, other)
    if place is not None:
        return f"{text[: place.start]}{other}{text[place.end :]}?"
    return f"{text} {other}?" if first in _PREPOSITIONS else None


def _thing(question: Question, text: str, other: str) -> Span | None:
    """Return the place to replace: names by names, things by things; `other` in lower case may be either."""
    names = [m.span for m in mentions(text)]
    things = [*(s for s in _things(text) if not any(n.holds(s) for n in names)), *_subjects(text)]
    if fold(other).split()[0] in _DETERMINERS:
        ranks: Sequence[Sequence[Span]] = (things,)
    else:
        is_name = any(word[:1].isupper() for word in other.split())
        ranks = (names, things) if is_name else (things, names)
    for places in ranks:
        if free := [p for p in places if not _overlaps(p, time_words_in(question, text))]:
            return max(free, key=lambda p: p.start)
    return None


def _things(text: str) -> Iterator[Span]:
    """Yield what follows a determiner or a preposition, up to the next function word: "the bridge", "of lithium"."""
    tokens = _tokens(text)
    for i, (word, span) in enumerate(tokens):
        if word in _DETERMINERS and not _after_auxiliary(tokens, i):
            if end := _run(tokens, i + 1):
                yield Span(span.start, tokens[end - 1][1].end)
        elif word in _PREPOSITIONS and (end := _run(tokens, i + 1)):
            yield Span(tokens[i + 1][1].start, tokens[end - 1][1].end)


def _subjects(text: str) -> Iterator[Span]:
    """Yield the words between auxiliary and verb: "did the bridge cost", "why did the union strike"."""
    tokens = _tokens(text)
    for i in range(1, len(tokens)):
        if not _after_auxiliary(tokens, i):
            continue
        start = i
        end = _run(tokens, i + (tokens[i][0] in _DETERMINERS))
        if end is None:
            continue
        # The last word is the verb or the predicate: "cost", "safe".
        last = end - 1 if end - start - (tokens[i][0] in _DETERMINERS) > 1 else end
        yield Span(tokens[start][1].start, tokens[last - 1][1].end)


def _after_auxiliary(tokens: Sequence[tuple[str, Span]], i: int) -> bool:
    if i == 0:
        return False
    before = tokens[i - 1][0]
    asks = tokens[i - 2][0] if i > 1 else ""
    free = asks not in _SUBJECTS and (i < 3 or tokens[i - 3][0] not in _SUBJECTS)
    return before in _DO or (before in _BE and (free or tokens[i][0] in _DETERMINERS))


def _run(tokens: Sequence[tuple[str, Span]], start: int) -> int | None:
    """Return the end of the run of content words that begins at `start`; None if there is none."""
    end = start
    while end < len(tokens) and tokens[end][0] not in STOPWORDS | _PREPOSITIONS:
        end += 1
    return end if end > start else None


def _phrase(question: Question, text: str, preposition: str) -> Span | None:
    """Return the last phrase with the same preposition, or with another one of place: "near Mladenovac"."""
    alike = _PLACES if preposition in _PLACES else {preposition}
    tokens = [*_tokens(text), ("", Span(len(text), len(text) + 1))]
    for i in reversed(range(len(tokens) - 1)):
        if tokens[i][0] not in alike:
            continue
        begins = i + 1 + (tokens[i + 1][0] in _DETERMINERS)
        end = _run(tokens[:-1], begins)
        if end is None:
            continue
        span = Span(tokens[i][1].start, tokens[end - 1][1].end)
        if not _overlaps(span, time_words_in(question, text)):
            return span
    return None


def _overlaps(place: Span, when: Span | None) -> bool:
    return when is not None and place.overlaps(when)


def _tokens(text: str) -> list[tuple[str, Span]]:
    """Return the folded words; punctuation between two becomes "and", which ends a run."""
    folded = fold_in_place(text)
    found = [(m.group().lower(), Span(*m.span())) for m in _WORD.finditer(folded)]
    parted: list[tuple[str, Span]] = found[:1]
    for before, one in pairwise(found):
        gap = Span(before[1].end, one[1].start) if before[1].end < one[1].start else None
        if gap is not None and gap.cut(folded).strip():
            parted.append(("and", gap))
        parted.append(one)
    return parted
