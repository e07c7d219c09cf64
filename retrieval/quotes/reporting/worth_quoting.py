"""Decide whether a statement is worth quoting: does it stand alone as something that somebody said?  Pure.

A quotation in marks is, however short, unless it only marks a term or a heading.  Reported words are if they say
something, which takes a clause, and if the verb that introduces them reports: "the bill" is no statement, whoever
"welcomed" or "signed" it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from retrieval.domain.article import Span
from retrieval.quotes.reporting.cue_verbs import Reports, reports
from retrieval.text.finite_verbs import has_finite_verb

# Reported words of at most this number are worth quoting only as a clause.
MAX_PHRASE_WORDS = 4
# Behind a verb that is in no table, the tagger must be this sure.
SURE_ODDS = 0.7
# "Asked about the leak", "when asked if": somebody else's question, in passing.
_QUESTIONED = re.compile(r"(?:asked|questioned|pressed|quizzed)\b", re.IGNORECASE)
_QUESTION = re.compile(r"\W*(?:about|if|whether|what|why|how|when|where|who|for)\b", re.IGNORECASE)
# "was said to be furious": by nobody in particular, and not by whoever it is about.
_HEARSAY = re.compile(
    r"\b(?:is|are|was|were|be|been) (?:\w+ly )?(?:said|reported|thought|believed|understood|expected|rumou?red|known"
    r"|seen|supposed|alleged|likely|considered|regarded|listed|named|described) (?:to|as)\b",
    re.IGNORECASE,
)
# "urged residents to stay indoors"
_ORDER = re.compile(r"\w+ to \w+ \w+\W*")
# "she then asked whether …"
_BETWEEN = frozenset(["", "also", "then"])
_MARKS = "\"'“”„‘’‚«»‹›` "
# Words that cannot open a statement that stands alone: `called it “shameful”`, `described him as “a friend”`.
_LEANING = re.compile(r"(?:as|it|him|her|them|himself|herself|themselves|itself)\b")
# From a fragment back to its verb are at most this many characters.
_TO_VERB = 40
_TO_COLON = 6


def is_worth_quoting(text: str, content: Sequence[Span], cue: Span | None, source: Span | None, odds: float) -> bool:
    """Return whether words without quotation marks are worth quoting, given what introduces them."""
    said = " ".join(piece.cut(text) for piece in content)
    short = len(said.split()) <= MAX_PHRASE_WORDS
    if cue is None:
        return source is not None and has_finite_verb(said)
    if not any(map(str.isalpha, cue.cut(text))):
        # A colon introduces a list as often as words.
        return source is not None and (not short or has_finite_verb(said))
    if _is_elsewhere(text, content, cue) or _is_question(text, content, cue, source) or _is_hearsay(text, content, cue):
        return False
    verb = reports(cue.cut(text))
    if short:
        return verb is Reports.YES and _says_something(said) and not _is_cut_off(text, content[-1])
    if said.startswith("to ") and not has_finite_verb(said):
        # "vowed to fight it", but not "plans to found a party": what somebody means to do was not said.
        return verb is Reports.YES
    return verb is Reports.YES or (verb is Reports.UNKNOWN and odds >= SURE_ODDS)


def _says_something(said: str) -> bool:
    """Return whether a few reported words are a clause, or an order: "residents to stay indoors"."""
    return (has_finite_verb(said) and not _QUESTION.match(said)) or _ORDER.fullmatch(said) is not None


def _is_cut_off(text: str, content: Span) -> bool:
    """Return whether a line ends in mid-sentence: `The bank said it has` before a line break that is none."""
    return text[content.end : content.end + 1] == "\n" and text[content.end - 1] not in ".!?…"


def _is_elsewhere(text: str, content: Sequence[Span], cue: Span) -> bool:
    """Return whether a cue is in another paragraph than the words, unless a colon there introduces them."""
    start = content[0].start
    if cue.end <= start and text[max(0, start - _TO_COLON) : start].rstrip().endswith(":"):
        return False
    return "\n" in text[min(cue.end, start) : max(cue.start, content[-1].end)]


def _is_question(text: str, content: Sequence[Span], cue: Span, source: Span | None) -> bool:
    """Return whether this is somebody else's question, in passing: `asked whether he would resign, Hill left`."""
    if not _QUESTIONED.match(text, cue.start, cue.end) or not _QUESTION.match(text, content[0].start):
        return False
    return (
        source is None or source.start > cue.start or text[source.end : cue.start].strip() not in ("", "also", "then")
    )


def _is_hearsay(text: str, content: Sequence[Span], cue: Span) -> bool:
    """Return whether something "was said to be" so, by nobody: it was not said by whoever it is about."""
    told = text[cue.start : content[0].start + 3]
    return _HEARSAY.search(told) is not None and " by " not in text[cue.start : content[-1].end]


def marks_a_term(text: str, content: Span, cue: Span | None, source: Span | None, *, alone: bool) -> bool:
    """Return whether quotation marks hold only a term or a heading: `the term “hygge”`, `‘Winks and nods’`.

    A few words without an end of their own are one, unless a verb of saying introduces them.  `alone`: they are all of
    their paragraph, as in a heading.
    """
    printed = content.cut(text)
    if printed.strip(_MARKS)[-1:] in ".,!?…" or printed[:1] not in _MARKS:
        return False
    if cue is None and source is not None:
        # The layout names the speaker.
        return False
    if cue is not None and (reports(cue.cut(text)) is not Reports.NO or not any(map(str.isalpha, cue.cut(text)))):
        return False
    return alone or len(printed.split()) <= MAX_PHRASE_WORDS


def with_verb(text: str, content: Span, cue: Span | None) -> Span:
    """Return a fragment with the verb before it, where it says nothing without: `called it “shameful”`."""
    if cue is None or not cue.end <= content.start <= cue.end + _TO_VERB or reports(cue.cut(text)) is not Reports.YES:
        return content
    printed = content.cut(text)
    fragment = printed[:1] in _MARKS and printed.strip(_MARKS)[:1].islower() and len(printed.split()) < MAX_PHRASE_WORDS
    if not fragment and _LEANING.match(printed) is None:
        return content
    between = text[cue.end : content.start]
    if has_finite_verb(printed) or has_finite_verb(between) or not re.fullmatch(r"[\w\s'’-]*", between):
        return content
    verb = re.search(r"\w+(?: as| of)?$", cue.cut(text))
    return Span(cue.start + verb.start(), content.end) if verb else content
