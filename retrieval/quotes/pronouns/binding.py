"""Rule out people whom a speaking "he" or "she" cannot mean: who asks, who is spoken to, and who is dead.  Pure.

These are constraints, not preferences: nobody is chosen here.  They read only the words next to a name, so a name costs
the same in a long text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval.domain.article import Span

# How far around a name its clause is read.
_SIDE_CHARS = 80


def _any(listed: str) -> str:
    return "(?:" + "|".join(listed.split()) + ")"


_ASKING = _any("ask wonder inquir enquir question quizz press challeng confront interview") + r"(?:e[ds])?"
_CALLING = _any("phoned telephoned called rang approached emailed") + r"|wrote to"
_ADVERBS = rf"(?:{_any('had has then later also first again repeatedly once')}\s)*"
# "When Opal Winters asked", "After Mr Obi had telephoned": whoever answers in the main clause is somebody else.
_OPENS_CLAUSE = re.compile(
    rf"(?:^|[.!?:\"”\n]\s*|,\s|\b(?:but|and|then|later|soon)\s){_any('when after as once whenever because')}"
    r"\s(?:[\w.'’-]+\s){0,6}$",
    re.IGNORECASE,
)
_ASKS_IN_CLAUSE = re.compile(rf",?\s{_ADVERBS}(?:{_ASKING}|{_CALLING})\b")
# "Winters asked: “Will you go?”", "Winters, of the BBC, asked her whether she would go": somebody else replies.
_ASKS = re.compile(
    rf",?\s{_ADVERBS}{_ASKING}\b[^.\n“\"]{{0,80}}?(?:\b{_any('whether if how why what when about who')}\b|[?:,])"
    r"|,? who asked\b"
)
# "told Winters", "asked by Jo Winters", "in an interview with the BBC's Jo Winters".
_TELLING = _any("told tells telling assured assures reminded reminds informed informs warned warns")
_SPEAKING = _any(
    "said says saying spoke speaks speaking talked talking wrote admitted confided complained conversation"
)
_SPOKEN_TO = re.compile(
    rf"\b(?:{_TELLING}|{_SPEAKING} (?:to|with)|interview(?:ed)? (?:with|by)|{_any('asked asks questioned question')} by"
    r"|questions? from|letter to)\s(?:(?!that\b)(?:[\w&-]+(?:['’]s?)?|(?:Mr|Mrs|Ms|Dr|Prof|Sen|Gov|Rep|Gen)\.)\s){0,5}$"
)
_DEAD_BEFORE = re.compile(
    r"\b(?:late|slain|murdered|deceased)\s(?:[\w.'’-]+\s){0,3}$"
    r"|\b(?:victims?|dead (?:man|woman))(?:,|:|\swas|\sas)?\s$",
    re.IGNORECASE,
)
_KILLED = _any("killed murdered buried") + r"|(?:shot|found) dead|(?:stabbed|beaten|shot) to death"
_DEAD_AFTER = re.compile(
    rf"(?:,\s(?:\d{{1,3}},\s?)?who|,\s\d{{1,3}},)?\s(?:had\s|has\s)?(?:died\b|passed away"
    rf"|(?:was|were|been)\s(?:[a-z]+\s)?(?:{_KILLED})\b)|['’]s?\s(?:death|murder|funeral|killer)\b|,?\sthe\svictim\b"
)

# Between a name and "he said": the end of the quotation that names it, or all of one whose subject it is, as in
# `Mr Roth "made the decisions," he said`.  People seldom call themselves by their names.
_IN_OWN_WORDS = re.compile(r"(?:\s[\"“])?[^\"“”\n]*[\"”]\s?")


def may_speak(text: str, spans: Sequence[Span], pronoun: Span, paragraph: int) -> bool:
    """Return whether the person with these mentions before the pronoun, in order, may be meant.

    `paragraph` is where the pronoun's paragraph begins; only the last mention tells who asks and who is spoken to.
    """
    if any(_is_dead(text, span) for span in spans):
        return False
    last = spans[-1]
    if _IN_OWN_WORDS.fullmatch(text, last.end, pronoun.start):
        return False
    return last.start < paragraph or not _is_answered(text, last, pronoun)


def is_possessive(text: str, name: Span) -> bool:
    """Return whether a name only says whose something is: "Mr Howard's record"."""
    after = text[name.end : name.end + 2]
    return after in {"'s", "’s"} or (text[name.end - 1] == "s" and after[:1] in {"'", "’"})


def _is_dead(text: str, name: Span) -> bool:
    """Return whether the words next to a name say that this person is dead."""
    return (
        _DEAD_BEFORE.search(text, max(0, name.start - _SIDE_CHARS), name.start) is not None
        or _DEAD_AFTER.match(text, name.end, name.end + _SIDE_CHARS) is not None
    )


def _is_answered(text: str, name: Span, pronoun: Span) -> bool:
    """Return whether the name's bearer asks, or is spoken to, just before the pronoun's clause."""
    before = text[max(0, name.start - _SIDE_CHARS) : name.start]
    if _SPOKEN_TO.search(before):
        return True
    if _OPENS_CLAUSE.search(before) and _ASKS_IN_CLAUSE.match(text, name.end):
        return "." not in text[name.end : pronoun.start].rstrip(" .\"”’'")
    return _ASKS.match(text, name.end) is not None
