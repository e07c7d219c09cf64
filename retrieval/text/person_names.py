"""Find the names in a text, and the longest form of each.

`names/` has the steps: runs of capitalised words (runs.py), where a person's name begins in a run (boundaries.py), and
which forms are one name (forms.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from retrieval.domain.article import Mention, Span
from retrieval.text.names.boundaries import RunKind, is_demonym, name_in
from retrieval.text.names.evidence import Evidence
from retrieval.text.names.forms import Form, Forms
from retrieval.text.names.runs import ADJECTIVE, Run, runs
from retrieval.text.names.tables import (
    FIRM_ENDS,
    INSTITUTIONS,
    NICKNAMES,
    PARTIES,
    ROLE_ABBREVIATIONS,
    SUFFIXES,
    TITLES,
)
from retrieval.text.names.word_kinds import kinds
from retrieval.text.normalize import fold, fold_in_place

__all__ = ["SUFFIXES", "is_title", "last_part", "mentions"]

_INSTITUTION_OF = re.compile(r"\b(?:Ministry|Department|Court|Office|Secretariat) (?:of|for)(?: the)? $")
_PART_OF_NAME = re.compile(r" (?:of|for|on)(?: the)? ")
_DEPARTMENT = re.compile(r".*\b(?:for|on) |(?:Department|Ministry) of ")
_LIST_ENDS = re.compile(r"(?:, [A-Z]\w+)?,? and [A-Z]")
_OPEN_WORDS = frozenset("economic social political international financial medical".split())
MAX_BETWEEN = 9
# Longer words in capitals are no abbreviations: "GRAVE DOUBTS".
MAX_ACRONYM = 3
# From these log-odds on, a single word is a common one, unless the text shows that it is a name.
MIN_COMMON_ODDS = 0.8
# From these on it is a surname, even where a sentence begins with it.
SURNAME_ODDS = 1.0


@dataclass(frozen=True, slots=True)
class _Found:
    """A name in the text; `opens`: it opens a sentence; `doubtful`: only a headline has these words in a row."""

    span: Span
    kind: RunKind
    opens: bool
    doubtful: bool = False


def mentions(text: str) -> list[Mention]:
    """Find every name, in reading order; `name` is the longest form that this text has of it.

    A single capitalised word that opens a sentence counts only if the text also prints it inside a sentence.
    """
    # A dash between clauses is no hyphen.
    folded = fold_in_place(text.replace("—", ","))
    cut = runs(folded)
    evidence = Evidence.of(folded, cut)
    found = list(_institutions(folded, [f for run in cut for f in _named(folded, run, evidence)]))
    inside = {word for f in found if not (f.opens or f.doubtful) for word in f.span.cut(folded).split()}
    # The last word of a full name is a name wherever it stands.
    last = {parts[-1] for f in found if len(parts := re.split("[ -]", f.span.cut(folded))) > 1}
    kept = [f for f in found if not f.doubtful and _is_name(folded, f, evidence, last, inside)]
    return list(_with_full_names(text, kept, evidence))


def _named(folded: str, run: Run, evidence: Evidence) -> Iterator[_Found]:
    """Yield the name in a run; nothing if it only names an office."""
    tokens, kind = name_in(run, evidence)
    if _INSTITUTION_OF.search(folded, max(0, run.span.start - 24), run.span.start):
        # "the Ministry of Foreign Affairs", but "the Ministry of Health's Jeff Noon"
        before = run.tokens[: len(run.tokens) - len(tokens)] if kind is RunKind.PERSON else run.tokens
        if before:
            yield _Found(Span(before[0].span.start, before[-1].span.end), RunKind.THING, run.opens)
        if before is run.tokens:
            return
    if not tokens:
        return
    span = Span(tokens[0].span.start, tokens[-1].span.end)
    doubtful = run.headline and kind is RunKind.THING and tuple(t.key for t in tokens) not in evidence.whole
    yield _Found(span, kind, run.opens and tokens[0] is run.tokens[0], doubtful)


def _is_name(folded: str, found: _Found, evidence: Evidence, last: set[str], inside: set[str]) -> bool:
    """Return whether capitalised words are a name; `last` ends a full name, `inside` is printed inside a sentence."""
    printed = found.span.cut(folded)
    parts, key = printed.split(), fold(printed)
    if len(parts) > 1:
        # "the South African", "the North Korean leader"
        shouted = all(part.isupper() and len(part) > MAX_ACRONYM for part in parts)
        return found.kind is RunKind.PERSON or not (shouted or is_demonym(fold(parts[-1])))
    if key.strip(".") in SUFFIXES:
        return False
    if printed in last or key in evidence.addressed or key in NICKNAMES:
        return True
    if key in ROLE_ABBREVIATIONS or ADJECTIVE.search(printed) or (key not in PARTIES and is_demonym(key)):
        return False
    use = kinds(printed)
    if use.common > MIN_COMMON_ODDS:
        # "Clearly", from a title or the like, is no name; "Apple" is one if the text has it inside a sentence.
        return key not in evidence.lower and key in evidence.alone
    surname = use.family > SURNAME_ODDS and max(use.common, use.other) < -SURNAME_ODDS
    return surname or not found.opens or printed in inside


def _institutions(folded: str, found: Sequence[_Found]) -> Iterator[_Found]:
    """Join the parts of the names of institutions and firms, and pass other names on."""
    held: _Found | None = None
    for f in found:
        if held is not None and _continues(folded, held, f):
            held = _Found(Span(held.span.start, f.span.end), RunKind.THING, held.opens)
            continue
        if held is not None:
            yield held
        held = f
    if held is not None:
        yield held


def _continues(folded: str, held: _Found, after: _Found) -> bool:
    """Return whether a name goes on after a few small words: "Office for National Statistics", "Ernst & Young"."""
    between = folded[held.span.end : after.span.start]
    if len(between) > MAX_BETWEEN:
        return False
    name, things = held.span.cut(folded), held.kind is after.kind is RunKind.THING
    of = _PART_OF_NAME.search(name) is not None
    if between == " and ":
        part = _DEPARTMENT.match(name) is not None or (of and last_part(name) in _OPEN_WORDS)
        return things and (part or _ends_firm(after.span.cut(folded)))
    if between == ", ":
        # "the Department for Culture, Media and Sport"
        return of and _DEPARTMENT.match(name) is not None and _LIST_ENDS.match(folded, after.span.end) is not None
    institution = last_part(name) in INSTITUTIONS or (of and held.kind is RunKind.THING)
    return between == " & " or (institution and _PART_OF_NAME.fullmatch(between) is not None)


def _ends_firm(name: str) -> bool:
    """Return whether words can only end a firm's name: "Iron and | Steel Co"."""
    first, *rest = name.split()
    use = kinds(first)
    return bool(rest) and last_part(name) in FIRM_ENDS and use.common > max(use.given, use.family)


def _with_full_names(text: str, found: Sequence[_Found], evidence: Evidence) -> Iterator[Mention]:
    """Give each name the one full form that it stands for."""
    names = [f.span.cut(text) for f in found]
    forms = [
        Form(
            name,
            f.kind is RunKind.PERSON,
            fold(name) in evidence.addressed,
            text[max(0, f.span.start - 4) : f.span.start].lower() == "the ",
        )
        for f, name in zip(found, names, strict=True)
    ]
    full = Forms(forms)
    for f, form in zip(found, forms, strict=True):
        name = full.full(form)
        if fold(name) not in INSTITUTIONS:
            # "the Committee" alone names none.
            yield Mention(name, f.span)


def last_part(name: str) -> str:
    """Return the folded last word of a name, without "Jr.": surnames are compared by it."""
    parts = fold(name).split(" ")
    while len(parts) > 1 and parts[-1].strip(".") in SUFFIXES:
        parts.pop()
    return parts[-1]


def is_title(word: str) -> bool:
    """Return whether a word is a title, which precedes names without being part of them: "Mr.", "Senator"."""
    return fold(word).strip(".") in TITLES
