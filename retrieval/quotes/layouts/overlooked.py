"""Find statements that the tagger overlooked, where the text plainly gives them to a person.  Pure.

Each rule is a place where a name and somebody's words stand next to each other in print.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from retrieval.domain.article import Mention, Span
from retrieval.quotes.layouts.marks import QuotedSpan
from retrieval.quotes.reporting.cue_verbs import Reports, reports
from retrieval.text.finite_verbs import has_finite_verb
from retrieval.text.sentences import sentences


@dataclass(frozen=True, slots=True)
class Overlooked:
    """Words with the name next to them; `cue` is the verb or the words between, if there are any.

    A quotation that is a whole paragraph may have no `source`.  `labelled`: the name is a label before the words.
    """

    content: Span
    source: Span | None
    cue: Span | None
    labelled: bool = False


# `“…,” rapper Lil Tern posted`: at most a few words of title before the name.
_TITLE_WORDS = re.compile(r",? (?:(?!(?:and|but|as|to|of|in|on|for|with|that|he|she|they|it)\b)[a-z][\w'’-]* ){0,3}")
_VERB_AFTER = re.compile(r" (?:(?:also|then|later|\w+ly) )?(?P<verb>[a-z]+(?:ed|s|t|id|ote))(?=[\s.,:;]|$)")
_VERB_BEFORE = re.compile(
    r",? (?P<verb>[a-z]+(?:ed|s|d)) (?:(?!(?:of|to|for|in|that|when|after|he|she|who)\b)[a-z][\w'’-]* ){0,3}"
)
# `“…,” read a message on the door`
_SOMETHING_WRITTEN = re.compile(
    r",? (?P<verb>reads?|said|says?) (?P<who>(?:an?|the|one|another) (?:[a-z-]+ )?"
    r"(?:message|statement|note|letter|post|tweet|email|caption|notice|sign|banner|placard|poster))\b"
)
# The words before a name that belong to it: "the pollster", but not "modelling that" or "the notes of".
_OFFICE = r"(?:(?!(?:of|to|that|in|for|from|by|which|who|on|at|with|and)\b)[a-z][\w'’-]* ){0,3}"
_IN_THE_WORDS = re.compile(rf"\b[Ii]n the words of {_OFFICE}")
_ACCORDING_TO = re.compile(rf"\b[Aa]ccording to {_OFFICE}")
_GOES_ON = re.compile(r"[\w,’')%] |[–—-] ")
_STOPS = ("", ".", ",", ":", "\n")
_TO_NAME = 60
_MAX_SENTENCE_CHARS = 500
_MIN_CLAUSE_WORDS = 4
_MIN_PARAGRAPH_WORDS = 5
# What may stand between a name and the words in a heading or a list: `Vucic: “…”`, `“…”: nurses' leader Pat Moss`.
_BEFORE_LABEL = re.compile(
    r"(?:[-–—•*·] ?|\d\d?[:.]\d\d ?)?(?:(?!(?:to|of|for|from|on|about|with|by|against|and)\b)[A-Za-z][\w.'’-]* ){0,3}"
)
_HEADING = re.compile(r": (?:[\w.,'’-]+ ){0,6}")


def overlooked(
    text: str,
    paragraphs: Sequence[Span],
    quoted: Sequence[Sequence[QuotedSpan]],
    known: Sequence[Span],
    mentions: Sequence[Mention],
) -> list[Overlooked]:
    """Return statements that overlap none of the `known` contents, in reading order; a label overrules what is known.

    `quoted` are the quoted stretches of each paragraph; `known` are in order.
    """
    taken = list(known)
    found: list[Overlooked] = []
    names = Names(mentions)
    for paragraph, stretches in zip(paragraphs, quoted, strict=True):
        for candidate in _in_paragraph(text, paragraph, stretches, names):
            at = bisect_left(taken, candidate.content.start, key=lambda s: s.end)
            if at < len(taken) and taken[at].overlaps(candidate.content) and not candidate.labelled:
                continue
            found.append(candidate)
            taken.insert(bisect_left(taken, candidate.content), candidate.content)
    return sorted(found, key=lambda o: o.content)


class Names:
    """The names of a text, by place."""

    def __init__(self, mentions: Sequence[Mention]) -> None:
        self._spans = [m.span for m in mentions]
        self._ends = [m.span.end for m in mentions]

    def from_(self, at: int) -> Span | None:
        """Return the first name that begins at `at` or later."""
        n = bisect_left(self._spans, at, key=lambda s: s.start)
        return self._spans[n] if n < len(self._spans) else None

    def ending_at(self, end: int) -> Span | None:
        n = bisect_left(self._ends, end)
        return self._spans[n] if n < len(self._ends) and self._ends[n] == end else None


def _in_paragraph(text: str, paragraph: Span, stretches: Sequence[QuotedSpan], names: Names) -> Iterator[Overlooked]:
    for q in stretches:
        place = _beside(text, paragraph, q.span, names) if q.closed else None
        label = _labelled(text, paragraph, q.span, names) if q.closed else None
        if place is not None:
            yield Overlooked(q.span, *place)
        elif label is not None:
            yield Overlooked(q.span, label, None, labelled=True)
        elif q.span == paragraph and len(paragraph.cut(text).split()) >= _MIN_PARAGRAPH_WORDS and _ends(text, q.span):
            yield Overlooked(q.span, None, None)
    yield from _in_somebodys_words(text, paragraph, stretches, names)
    yield from _according_to(text, paragraph, names)


def _beside(text: str, paragraph: Span, said: Span, names: Names) -> tuple[Span, Span | None] | None:
    """Return the speaker, and the verb, that stand next to a quotation."""
    if (written := _SOMETHING_WRITTEN.match(text, said.end, paragraph.end)) and _is_finished(text, said):
        return Span(*written.span("who")), Span(*written.span("verb"))
    return (
        _named_after(text, paragraph, said, names)
        or _in_brackets(text, said, names)
        or _before_colon(text, paragraph, said, names)
        or _in_heading(text, paragraph, said, names)
    )


def _is_finished(text: str, said: Span) -> bool:
    """Return whether a quotation ends as one before its speaker does: `“…,” said`, `“…”, said`, `“… 🎉” wrote`."""
    last = text[said.end - 2]
    return not (last.isalnum() or last in _ENDS_OTHERWISE) or text[said.end : said.end + 1] == ","


# A full stop ends the sentence; the others end a fragment.
_ENDS_OTHERWISE = frozenset(".…)]%'’")


def _named_after(text: str, paragraph: Span, said: Span, names: Names) -> tuple[Span, Span] | None:
    """Read `“Vote,” Barbara Ikeda begged` and `“Vote,” begged Barbara Ikeda`."""
    name = names.from_(said.end)
    if name is None or name.end > paragraph.end or name.start - said.end > _TO_NAME or not _is_finished(text, said):
        return None
    verb = _VERB_BEFORE.fullmatch(text, said.end, name.start)
    if verb is not None and text[name.end : name.end + 1] in _STOPS:
        # `“Vote,” begged Hill.`: with nothing more to tell, any verb is one of saying.
        return name, Span(*verb.span("verb"))
    if verb is None and _TITLE_WORDS.fullmatch(text, said.end, name.start):
        verb = _VERB_AFTER.match(text, name.end, paragraph.end)
        if verb is not None and text[verb.end() : verb.end() + 1] in _STOPS:
            return name, Span(*verb.span("verb"))
        if text[said.end - 2] in "!?":
            # After `…!` a new sentence may begin: `Hill asked the crowd to leave`.
            return None
    if verb is None or reports(verb["verb"]) is Reports.NO:
        return None
    return name, Span(*verb.span("verb"))


def _in_brackets(text: str, said: Span, names: Names) -> tuple[Span, None] | None:
    """Read `Zadie Kole (“I hate losing”)`; a title in brackets is no statement."""
    name = names.ending_at(said.start - 2)
    within = text[said.start - 2 : said.start] == " (" and text[said.end : said.end + 1] in ")."
    return (name, None) if name is not None and within and _is_sentence(said.cut(text)) else None


_WORD = re.compile(r"[a-z]+")


def _before_colon(text: str, paragraph: Span, said: Span, names: Names) -> tuple[Span, Span] | None:
    """Read `Hill will tell the council on Monday: “…”`, with the name at the head of its sentence."""
    if text[said.start - 2 : said.start] != ": ":
        return None
    start = _sentence_start(text, max(paragraph.start, said.start - _MAX_SENTENCE_CHARS), said.start)
    name = names.from_(start)
    if name is None or name.end >= said.start or not _BEFORE_LABEL.fullmatch(text, start, name.start):
        return None
    if re.search(r"[“”\"«»;,]", text[name.end : said.start]):
        return None
    verbs = (v for v in _WORD.finditer(text, name.end, said.start) if reports(v[0]) is Reports.YES)
    verb = next(verbs, None)
    return None if verb is None else (name, Span(*verb.span()))


def _in_heading(text: str, paragraph: Span, said: Span, names: Names) -> tuple[Span, None] | None:
    """Read `‘We will strike’: nurses' leader Pat Moss`, alone in its paragraph."""
    name = names.from_(said.end)
    if said.start != paragraph.start or name is None or name.end != paragraph.end:
        return None
    return (name, None) if _HEADING.fullmatch(text, said.end, name.start) else None


def _labelled(text: str, paragraph: Span, said: Span, names: Names) -> Span | None:
    """Read `- Anna Voss: “We stand by Kyiv.”`, alone in its paragraph."""
    if said.end != paragraph.end or text[said.start - 2 : said.start] != ": ":
        return None
    name = names.ending_at(said.start - 2)
    if name is None or name.start < paragraph.start:
        return None
    return name if _BEFORE_LABEL.fullmatch(text, paragraph.start, name.start) else None


def _ends(text: str, said: Span) -> bool:
    """Return whether quoted words are whole sentences: `"We have no money.` and not a heading in marks."""
    quotation = said.cut(text)
    return _is_sentence(quotation) and quotation.rstrip("\"'”’»")[-1:] in ".!?…"


def _is_sentence(quotation: str) -> bool:
    """Return whether quoted words have a verb and are not capitalised like a title."""
    words = re.findall(r"[^\W\d_]+(?:['’][^\W\d_]+)*", quotation)
    capitals = sum(word[0].isupper() for word in words)
    return has_finite_verb(quotation) and (len(words) < 3 or capitals <= len(words) / 2)


def _in_somebodys_words(
    text: str, paragraph: Span, stretches: Sequence[QuotedSpan], names: Names
) -> Iterator[Overlooked]:
    """Read `It was, in the words of Anna Berg, “a disaster”`, with the quotation after or right before it."""
    for match in _IN_THE_WORDS.finditer(text, paragraph.start, paragraph.end):
        name = names.from_(match.end())
        if name is None or name.start != match.end():
            continue
        first = bisect_left(stretches, match.start() - 2, key=lambda q: q.span.end)
        for q in stretches[first : first + 2]:
            after = 0 <= q.span.start - name.end <= _TO_NAME and not re.search(
                r"[.!?;“\"]", text[name.end : q.span.start]
            )
            before = 0 <= match.start() - q.span.end <= 2
            if after or before:
                yield Overlooked(q.span, name, None, labelled=True)
                break


def _according_to(text: str, paragraph: Span, names: Names) -> Iterator[Overlooked]:
    """Read `…, according to Werner Klug, who …`: the clause before is his."""
    for match in _ACCORDING_TO.finditer(text, paragraph.start, paragraph.end):
        name = names.from_(match.end())
        if name is None or name.start != match.end() or not _GOES_ON.match(text, match.start() - 2):
            # At the head of a sentence it introduces what follows, not what came before.
            continue
        start = _sentence_start(text, max(paragraph.start, match.start() - _MAX_SENTENCE_CHARS), match.start())
        clause = text[start : match.start()].rstrip(" ,—–-(")
        if len(clause.split()) >= _MIN_CLAUSE_WORDS and has_finite_verb(clause) and not re.search(r"[“”\"«»;]", clause):
            yield Overlooked(Span(start, start + len(clause)), name, Span(match.start(), match.start() + 12))


def _sentence_start(text: str, left: int, at: int) -> int:
    return left + max((s.start for s in sentences(text[left:at])), default=0)
