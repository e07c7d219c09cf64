"""Find the answers of an interview that prints its questions as paragraphs, and no labels.  Pure.

Only plain cases count, because a column asks questions too: the questions say "you", the answers say "I", the opening
says that somebody was interviewed, and it names one person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from retrieval.domain.article import Mention, Span
from retrieval.quotes.layouts.marks import QuotedSpan
from retrieval.quotes.layouts.turns import SpeakerTurn

MIN_QUESTIONS = 3
MAX_QUESTION_WORDS = 60
# Of the questions, and of the answers.
MIN_ADDRESSED_SHARE = 0.5
MIN_FIRST_PERSON_SHARE = 0.6
_YOU = re.compile(r"\b(?:you|your|yours|yourself)\b", re.IGNORECASE)
_I = re.compile(r"\b(?:I|[Mm]y|[Mm]e|myself|[Mm]ine)\b")
_INTERVIEW = re.compile(
    r"\b(?:interview\w*|q ?& ?a|spoke (?:to|with)|speaks (?:to|with)|talk(?:s|ed) (?:to|with)|sat down with|asked"
    r"|conversation with|questions (?:to|for))\b",
    re.IGNORECASE,
)
_BYLINE = re.compile(r"\b(?:by|words|text|photos?|interview(?:ed)? by)[: ]+$", re.IGNORECASE)


def untagged_answers(
    text: str, paragraphs: Sequence[Span], quoted: Sequence[Sequence[QuotedSpan]], mentions: Sequence[Mention]
) -> list[SpeakerTurn]:
    """Return the paragraphs that answer, each with the name printed before the first question; none if in doubt."""
    asked = [n for n, p in enumerate(paragraphs) if not quoted[n] and _is_question(p.cut(text))]
    if len(asked) < MIN_QUESTIONS or not _INTERVIEW.search(text, 0, paragraphs[asked[0]].start):
        return []
    who = _interviewed(text, mentions, paragraphs[asked[0]].start)
    answers = [
        list(_answer(text, paragraphs, first, last)) for first, last in zip(asked, [*asked[1:], None], strict=True)
    ]
    addressed = sum(bool(_YOU.search(paragraphs[n].cut(text))) for n in asked)
    personal = sum(any(_I.search(p.cut(text)) for p in answer) for answer in answers)
    if who is None or addressed < MIN_ADDRESSED_SHARE * len(asked) or personal < MIN_FIRST_PERSON_SHARE * len(asked):
        return []
    return [SpeakerTurn(who, p) for answer in answers for p in answer]


def _is_question(paragraph: str) -> bool:
    return paragraph.endswith("?") and len(paragraph.split()) <= MAX_QUESTION_WORDS


def _answer(text: str, paragraphs: Sequence[Span], question: int, following: int | None) -> Iterator[Span]:
    """Yield the paragraphs up to the next question; after the last, only those that speak as "I" without a break."""
    for n in range(question + 1, len(paragraphs) if following is None else following):
        if following is None and not _I.search(paragraphs[n].cut(text)):
            return
        yield paragraphs[n]


def _interviewed(text: str, mentions: Sequence[Mention], before: int) -> Span | None:
    """Return the last place that names the only person of the opening; None if there are several or none."""
    opening = [m for m in mentions if m.span.end <= before and " " in m.name]
    named = [m for m in opening if not _BYLINE.search(text[max(0, m.span.start - 20) : m.span.start])]
    return named[-1].span if len({m.name for m in named}) == 1 else None
