"""Recognise what an open question asks for: a person, time, place, number or reason, or what happened.  Pure."""

from __future__ import annotations

import re

from retrieval.domain.question import AnswerType
from retrieval.text.normalize import fold

_LEAD = (
    r"(?:(?:please|so|and|but|well|ok|okay) )*(?:(?:can|could|would) you )?"
    r"(?:(?:tell me|do you know|does it say|say|explain|find out|i wonder|i want to know) )?"
)
_FORMS: tuple[tuple[AnswerType, str], ...] = (
    (
        AnswerType.EVENT,
        r"what(?:'s| is| was| has| had| have|s)? (?:just |really |actually |exactly |else )?"
        r"(?:happened|happening|happens|happen|going on|taken place|took place|occurred|been going on)\b"
        r"|what (?:did|does|do) .+ do$",
    ),
    (
        AnswerType.NUMBER,
        r"how (?:many|much|long|often|old|far|tall|high|big|large|fast|deep|wide|heavy|hot|cold|strong)\b"
        r"|(?:what|which) (?:number|percentage|per cent|percent|share|proportion|amount|age|sum|price|cost)\b"
        r"|what(?:'s| is| was| were) the (?:\w+ )?(?:number|percentage|population|price|cost|death toll|toll|size"
        r"|height|length|age|score|total|amount|budget|rate)\b",
    ),
    (
        AnswerType.TIME,
        r"when\b|(?:at |on |in |by |since )?(?:what|which) (?:time|date|day|days|month|year|years|century|decade)\b"
        r"|since when\b|until when\b|how (?:soon|recently|long ago)\b|what(?:'s| is| was) the (?:date|day|year)\b",
    ),
    (
        AnswerType.PLACE,
        r"where\b|(?:in |at |from |to |near )?(?:what|which) (?:country|countries|city|cities|town|towns|village|place"
        r"|places|state|region|street|part of|continent|island|river)\b|what(?:'s| is| was) the (?:capital|location)\b",
    ),
    (
        AnswerType.REASON,
        r"why\b|how come\b|for what reason\b|what (?:caused|causes|led|prompted|made|motivated|triggered)\b"
        r"|what(?:'s| is| was| were| are) the (?:\w+ )?(?:reason|reasons|cause|causes|motive|motives)\b",
    ),
    (
        AnswerType.PERSON,
        r"(?:by |with |to |from |for )?(?:who|whom|whose|who's)\b|which (?:person|man|woman|people|player|actor)\b",
    ),
)  # fmt: skip
_ASKED = tuple((wanted, re.compile(form)) for wanted, form in _FORMS)
_LEADING = re.compile(_LEAD)
# "Last week, who resigned?", "Hill was born when?": the question word may follow a comma, or come last.
_LATER = re.compile(r"(?<=, )(?=(?:how|wh))|(?<= )(?=(?:who|whom|when|where|why|how many|how much)$)")
# "How long" asks for a number, but "how long ago" for a time.
_AGO = re.compile(r"how (?:long ago|soon|recently)\b")


def wanted_of(text: str) -> AnswerType | None:
    """Return what a question asks for; None if its words do not tell."""
    asked = re.sub(r"[\s?!.]+$", "", fold(text)).strip("\"' ")
    lead = _LEADING.match(asked)
    starts = [lead.end() if lead else 0, 0, *(m.end() for m in _LATER.finditer(asked))]
    return next((w for start in starts if (w := _at(asked, start)) is not None), None)


def _at(asked: str, start: int) -> AnswerType | None:
    if _AGO.match(asked, start):
        return AnswerType.TIME
    return next((wanted for wanted, form in _ASKED if form.match(asked, start)), None)
