"""Change one fact of a text: a number, a name, a date, or whether it is so.  For pairs that really differ."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.text.names.word_kinds import kinds
from retrieval.text.person_names import mentions

_MONTHS = "January February March April May June July August September October November December".split()
_DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
_NUMBER = re.compile(
    r"(?<![\w.,/-])(?P<sign>[$£€]?)(?P<number>\d{1,3}(?:,\d{3})+|\d+(?:\.\d+)?)"
    r"(?P<unit>%|bn\b|m\b| (?=[a-z]))(?!(?:January|st|nd|rd|th)\b)"
)
_CAPITAL_BEFORE = re.compile(r"[A-Z]\w+ $")
_WEEKDAY = re.compile(rf"\b(?:{'|'.join(_DAYS)})\b")
_DATE = re.compile(
    rf"(?<![-/])\b(?P<before>\d{{1,2}} )?(?P<month>{'|'.join(_MONTHS)})\b(?![-/])(?P<after> \d{{1,2}}\b)?"
)
_YEAR = re.compile(r"(?<=\bin )(?:19|20)\d\d\b(?![-/])")
_AUXILIARY = re.compile(r"\b(was|were|is|are|will|has|have|had|would|could) (?!not\b|no\b|n't)")
_SWAPS = {
    "rose": "fell", "fell": "rose", "won": "lost", "lost": "won", "accepted": "rejected", "rejected": "accepted",
    "confirmed": "denied", "denied": "confirmed", "approved": "rejected", "increased": "decreased", "agreed": "refused",
    "backed": "opposed", "supported": "opposed",
}  # fmt: skip
_SWAP = re.compile(rf"\b(?:{'|'.join(_SWAPS)})\b")


@dataclass(frozen=True, slots=True)
class Altered:
    """A sentence with one fact changed, and the changes to make elsewhere in its article to match."""

    sentence: str
    elsewhere: tuple[tuple[str, str], ...] = ()


def number_changed(sentence: str, chance: random.Random) -> Altered | None:
    # "1986" is a date, and so is "March 6"; "Chapter 11" is a name.
    found = [
        m for m in _NUMBER.finditer(sentence)
        if not re.fullmatch(r"(?:19|20)\d\d", m["number"]) and not _CAPITAL_BEFORE.search(sentence, 0, m.start())
    ]  # fmt: skip
    if not found:
        return None
    m = chance.choice(found)
    printed = m["number"]
    value = float(printed.replace(",", ""))
    factor = chance.choice((0.5, 0.6, 0.75, 1.3, 1.5, 1.8, 2.2))
    decimals = len(printed.partition(".")[2])
    changed = round(value * factor, decimals) if decimals else float(max(1, round(value * factor)))
    if changed == value:
        changed += 10.0**-decimals * 2
    new = f"{changed:,.{decimals}f}" if "," in printed else f"{changed:.{decimals}f}"
    start, end = m.span("number")
    return Altered(sentence[:start] + new + sentence[end:], ((printed, new),))


def date_changed(sentence: str, chance: random.Random) -> Altered | None:
    choices = [*_WEEKDAY.finditer(sentence), *_DATE.finditer(sentence), *_YEAR.finditer(sentence)]
    if not choices:
        return None
    m = chance.choice(choices)
    old = m.group()
    if old in _DAYS:
        new = chance.choice([d for d in _DAYS if d != old])
    elif old.isdigit():
        new = str(int(old) + chance.choice((-2, -1, 1, 2)))
    elif re.search(r"\d", old) and chance.random() < 0.5:
        new = re.sub(r"\d+", lambda d: str((int(d[0]) + chance.randint(1, 9)) % 28 + 1), old)
    else:
        month = m["month"]
        new = old.replace(month, chance.choice([o for o in _MONTHS if o != month]))
    return None if new == old else Altered(sentence[: m.start()] + new + sentence[m.end() :], ((old, new),))


def denied(sentence: str, chance: random.Random) -> Altered | None:
    swaps = list(_SWAP.finditer(sentence))
    if swaps and chance.random() < 0.5:
        m = chance.choice(swaps)
        return Altered(sentence[: m.start()] + _SWAPS[m.group()] + sentence[m.end() :])
    if re.search(r"\b(?:not|no|never|n't|nor|neither|denied|without)\b", sentence):
        return None
    verb = _AUXILIARY.search(sentence)
    return None if verb is None else Altered(f"{sentence[: verb.end()]}not {sentence[verb.end() :]}")


def name_changed(
    sentence: str, chance: random.Random, *, people: Sequence[str], things: Sequence[str], subject: str = ""
) -> Altered | None:
    """Put another name in place of one: of `people` for a person's full name, of `things` for another's.

    The `subject` of the whole article keeps its name: with another one the article would be of another event.
    """
    names = mentions(sentence)
    found = [
        m for m in names
        if len(m.name.split()) > 1 and m.name == m.span.cut(sentence) and not set(m.name.split()) & set(subject.split())
    ]  # fmt: skip
    if not found:
        return None
    m = chance.choice(found)
    # A bank for a bank, a university for a university.
    pool = people if is_person(m.name) else [t for t in things if t.split()[-1] == m.name.split()[-1]]
    own = set(m.name.split()[:-1])
    pool = [p for p in pool if not own & set(p.split()) and p != m.name]
    if not pool:
        return None
    new = chance.choice(pool)
    # A person goes by the last word, a firm by the first.
    short = -1 if is_person(m.name) else 0
    sides = ((m.name, new), (m.name.split()[short], new.split()[short]))
    return Altered(sentence[: m.span.start] + new + sentence[m.span.end :], sides)


def is_person(name: str) -> bool:
    first, *rest = name.split()
    given, family = kinds(first), kinds(rest[-1] if rest else first)
    return given.given > max(0.5, given.common, given.other) and family.family > family.common
