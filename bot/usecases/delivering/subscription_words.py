"""Read what a reader wants of a digest from their own words: time, days, zone and topics, in any order.  Pure.

What remains when times, days and zones are taken out is a place or topics:

- After "about" (or "über", "o", "про") come topics; after "in", and before "time", a place.
- Between commas, or in a wish with a zone already, are topics.
- A single place is a zone.  After a time and a comma, a country may be either; so may be a list that follows a time
  without a comma.  The reader is asked.
- A few unknown words may be a topic, and the reader is asked; more are not understood.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from bot.places import gazetteer
from bot.places.folding import folded
from bot.places.gazetteer import ZoneChoice
from bot.places.zones import fixed
from bot.settings import known_zone
from bot.usecases.delivering.wish_words import ABBREVIATIONS, ALSO_SMALL, Word, parts_of_day, phrases
from storage.ports.subscriptions import EVERY_DAY

LONGEST_PHRASE = 4
# Unknown words that may be a topic.
MAX_UNKNOWN_WORDS = 4


class Reading(StrEnum):
    """How words are meant that may be a place or topics."""

    PLACE = "place"
    TOPICS = "topics"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a reader wants; None is what they left out, and `subjects` () is everything.

    `places` are those between which they must choose.  `unsure` are words that may be a place or topics, or, with
    `unknown`, topics or nothing; what they would be as topics is in `as_topics`.  `lost` are words without a meaning.
    """

    minute: int | None = None
    zone: str | None = None
    days: str | None = None
    subjects: tuple[str, ...] | None = None
    stop: bool = False
    places: tuple[ZoneChoice, ...] = ()
    unsure: str | None = None
    as_topics: tuple[str, ...] = ()
    unknown: bool = False
    lost: str | None = None

    @property
    def is_empty(self) -> bool:
        return self == Wish()


@dataclass(slots=True)
class _Piece:
    """A piece of a wish: a word, a clock time, an offset, a comma, or a phrase; `start:end` are its place in the text."""

    kind: Word | str
    text: str
    start: int
    end: int
    value: Any = None
    used: bool = False


@dataclass(slots=True)
class _Found:
    minutes: list[int] = field(default_factory=list)
    zones: list[str] = field(default_factory=list)
    days: set[str] = field(default_factory=set)
    part: Word | None = None
    stop: bool = False
    everything: bool = False


_TOKEN = re.compile(
    r"""
      (?P<offset>(?:\b(?:utc|gmt)\s*[+\-−]|(?<![\w/])[+\-−](?=\d))\s*\d{1,2}(?:(?:[:.]|\s?h\s?)?[0-5]\d)?\b(?!\s?(?:[ap]\.?m\b)))
    | (?P<iana>\b[A-Za-z]+(?:/[A-Za-z_+\-\d]+)+)
    | (?P<clock>(?<![\w.:])(?:\d{1,2}(?:\s?[:.]\s?|\s?h\s?)[0-5]\d(?::00)?|[012]\d[0-5]\d|\d{1,2})(?!\d|[:.]\d))
    | (?P<comma>[,;•·\n])
    | (?P<dash>[-‐-―])
    | (?P<word>[^\W\d_](?:[\w]|[.'’ʼ](?=\w))*\.?|&)
    | (?P<other>\S)
    """,
    re.VERBOSE | re.IGNORECASE,
)


def read_wish(text: str, reading: Reading | None = None) -> Wish:
    """Read a wish; `reading` says how words are meant that may be a place or topics."""
    plain = _plain(text)
    pieces = _phrased([_Piece(m.lastgroup or "", m[0], *m.span()) for m in _TOKEN.finditer(plain)])
    found = _Found()
    _take_days(pieces, found)
    _take_times(pieces, found)
    if any(p.kind == "offset" and p.value is None for p in pieces):
        return Wish(lost=text.strip())
    for piece in pieces:
        if piece.kind in {"offset", "iana"} and piece.value is not None:
            found.zones.append(piece.value)
            piece.used = True
        if piece.kind is Word.STOP:
            found.stop = True
    wish = _with_rest(plain, pieces, found, reading)
    if len(set(found.minutes)) > 1 or len(set(found.zones)) > 1 or (found.stop and not _is_only_stop(wish)):
        return Wish(lost=text.strip())
    return replace(wish, stop=found.stop)


def _plain(text: str) -> str:
    """Write fullwidth letters and all digits as ASCII does."""
    normal = unicodedata.normalize("NFKC", text)
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in normal)


def _is_only_stop(wish: Wish) -> bool:
    return wish.minute is None and wish.zone is None and not wish.subjects and wish.lost is None and not wish.unsure


# Phrases, days and times.


def _phrased(tokens: list[_Piece]) -> list[_Piece]:
    """Join the words of known phrases, the longest first, and read offsets and names of zones."""
    pieces, at = [], 0
    while at < len(tokens):
        piece, taken = _phrase_at(tokens, at)
        pieces.append(piece)
        at += taken
    for piece in pieces:
        if piece.kind == "offset":
            piece.value = _offset(piece.text)
        elif piece.kind == "iana":
            piece.value = _iana(piece.text)
            if piece.value is None:
                piece.kind = "word"
        elif piece.kind == "word" and _is_abbreviation(piece.text):
            piece.kind, piece.value = "iana", ABBREVIATIONS[piece.text.strip(".").upper()]
    return pieces


def _phrase_at(tokens: list[_Piece], at: int) -> tuple[_Piece, int]:
    first = tokens[at]
    if first.kind != "word":
        return first, 1
    for count in range(LONGEST_PHRASE, 0, -1):
        run = tokens[at : at + count]
        if len(run) < count or any(t.kind not in {"word", "dash"} for t in run):
            continue
        key = folded(" ".join(t.text for t in run if t.kind == "word"))
        if (meaning := phrases().get(key)) is not None and run[-1].kind == "word":
            return _Piece(meaning[0], key, first.start, run[-1].end, meaning[1]), count
    return first, 1


def _offset(text: str) -> str | None:
    match = re.search(r"([+\-−])\s*(\d{1,2}?)(?:(?:[:.]|\s?h\s?)?([0-5]\d))?$", text)
    if match is None:
        return None
    return fixed("+" if match[1] == "+" else "-", int(match[2]), int(match[3] or 0))


def _iana(text: str) -> str | None:
    try:
        return known_zone(text).key
    except ValueError:
        return None


def _is_abbreviation(text: str) -> bool:
    bare = text.strip(".")
    return bare.upper() in ABBREVIATIONS and (bare.isupper() or bare.casefold() in ALSO_SMALL)


def _take_days(pieces: list[_Piece], found: _Found) -> None:
    """Take days, spans of days ("Mon-Fri") and exceptions ("every day except Sunday")."""
    at, excluded, excluding = 0, set[str](), False
    while at < len(pieces):
        piece = pieces[at]
        if piece.kind is Word.EXCEPT:
            excluding = piece.used = True
        elif piece.kind is Word.DAYS and not _is_article(pieces, at):
            days = set(str(piece.value))
            if at + 2 < len(pieces) and _is_span(pieces[at : at + 3]):
                days = set(_span(str(piece.value), str(pieces[at + 2].value)))
                pieces[at + 1].used = pieces[at + 2].used = True
                at += 2
            piece.used = True
            found.part = parts_of_day().get(piece.text, found.part)
            (excluded if excluding else found.days).update(days)
        elif piece.kind not in {Word.AND, Word.FILLER, Word.EITHER_ON, Word.IN, "comma"}:
            excluding = False
        at += 1
    if excluded:
        found.days = (found.days or set(EVERY_DAY)) - excluded


def _is_article(pieces: list[_Piece], at: int) -> bool:
    """Return whether a German abbreviation of a day is another word: "do" and "so" stand alone only among days."""
    if len(pieces[at].text) > 2 or pieces[at].text in {"пн", "вт", "ср", "чт", "пт", "сб", "нд"}:
        return False
    around = pieces[max(0, at - 2) : at] + pieces[at + 1 : at + 3]
    return not any(p.kind is Word.DAYS for p in around)


def _is_span(three: list[_Piece]) -> bool:
    first, to, last = three
    # "do" is Thursday in German and "to" in Serbian.
    joins = to.kind in {Word.TO, "dash"} or to.text == "do"
    return joins and last.kind is Word.DAYS and len(str(first.value)) == len(str(last.value)) == 1


def _span(first: str, last: str) -> str:
    days = EVERY_DAY * 2
    start = days.index(first)
    return days[start : days.index(last, start) + 1]


def _take_times(pieces: list[_Piece], found: _Found) -> None:
    for piece in pieces:
        if piece.kind in {Word.MORNING, Word.EVENING, Word.NIGHT} and isinstance(piece.kind, Word):
            found.part, piece.used = piece.kind, True
    for at, piece in enumerate(pieces):
        if piece.used:
            continue
        minute = None
        if piece.kind is Word.TIME:
            minute = int(piece.value)
        elif piece.kind == "clock" or (piece.kind is Word.HOUR and _is_time_word(pieces, at)):
            minute = _clock(piece.text) if piece.kind == "clock" else int(piece.value) * 60
            minute = None if minute is None else _shifted(minute, pieces, at)
            minute = None if minute is None else _in_part(minute, found.part)
        if minute is not None:
            found.minutes.append(minute)
            piece.used = True
            if at + 1 < len(pieces) and pieces[at + 1].kind is Word.OCLOCK:
                pieces[at + 1].used = True


def _is_time_word(pieces: list[_Piece], at: int) -> bool:
    """Return whether a numeral in words is a time, not "two" of something."""
    near = pieces[max(0, at - 1) : at] + pieces[at + 1 : at + 2]
    telling = {
        Word.OCLOCK, Word.HALF_PAST, Word.HALF_TO, Word.QUARTER_PAST, Word.QUARTER_TO, Word.MORNING, Word.EVENING,
        Word.NIGHT, Word.AND_A_HALF, Word.EITHER_ON, Word.IN,
    }  # fmt: skip
    before = pieces[at - 1] if at else None
    return any(p.kind in telling for p in near) or (before is not None and before.text in {"at", "um"})


def _clock(text: str) -> int | None:
    digits = re.findall(r"\d+", text)
    if len(digits) == 1 and len(digits[0]) == 4:
        digits = [digits[0][:2], digits[0][2:]]
    hour, minute = int(digits[0]), int(digits[1]) if len(digits) > 1 else 0
    if (hour, minute) == (24, 0):
        return 0
    return hour * 60 + minute if hour < 24 and minute < 60 else None


def _shifted(minute: int, pieces: list[_Piece], at: int) -> int | None:
    """Read "half past eight", "halb neun", "osam i po"."""
    before, after = pieces[at - 1] if at else None, pieces[at + 1] if at + 1 < len(pieces) else None
    shifts = {Word.HALF_PAST: 30, Word.HALF_TO: -30, Word.QUARTER_PAST: 15, Word.QUARTER_TO: -15}
    if before is not None and before.kind in shifts and isinstance(before.kind, Word):
        before.used = True
        return (minute + shifts[before.kind]) % (24 * 60)
    if after is not None and after.kind is Word.AND_A_HALF:
        after.used = True
        return minute + 30
    return minute


def _in_part(minute: int, part: Word | None) -> int:
    hour = minute // 60
    if part is Word.EVENING and hour < 12:
        return minute + 12 * 60
    if part is Word.MORNING and hour == 12:
        return minute - 12 * 60
    if part is Word.NIGHT and 6 <= hour < 12:
        return minute + 12 * 60
    if part is Word.NIGHT and hour == 12:
        return minute - 12 * 60
    return minute


# What remains: places and topics.


@dataclass(slots=True)
class _Segment:
    """Words that belong together.  `after_time`: no comma parts them from a time or day before them."""

    text: str
    is_topic: bool = False
    is_place: bool = False
    after_time: bool = False
    after_comma: bool = False


_SKIPPED = {
    Word.FILLER, Word.IN, Word.EITHER_ON, Word.OCLOCK, Word.ZONE_TIME, Word.BY_TIME, Word.TO, Word.AND, Word.STOP,
}  # fmt: skip


def _with_rest(plain: str, pieces: list[_Piece], found: _Found, reading: Reading | None) -> Wish:
    wish = Wish(
        minute=found.minutes[0] if found.minutes else None,
        zone=found.zones[0] if found.zones else None,
        days="".join(sorted(found.days)) or None,
    )
    segments = _merged(_segments(plain, pieces, found))
    if found.everything:
        wish = replace(wish, subjects=())
    if any("?" in s.text or re.search(r"\d", s.text) and not s.is_topic for s in segments):
        return replace(wish, lost="; ".join(s.text for s in segments))
    given = [s for s in segments if s.is_place]
    rest = [s for s in segments if not s.is_place]
    if given and (len(given) > 1 or wish.zone is not None):
        return replace(wish, lost=given[-1].text)
    if given:
        choices = gazetteer.zones_of(given[0].text)
        if not choices:
            return replace(wish, lost=given[0].text)
        wish = _in_place(wish, choices)
    return _with_open(wish, rest, reading, has_place=bool(given) or wish.zone is not None)


def _with_open(wish: Wish, rest: list[_Segment], reading: Reading | None, *, has_place: bool) -> Wish:
    """Decide what the segments are that neither "about" nor "in" introduces."""
    open_ = [s for s in rest if not s.is_topic]
    topics = tuple(s.text for s in rest)
    if not open_ or has_place:
        if has_place and len(open_) == 1 and not open_[0].after_comma and reading is not Reading.TOPICS and open_[0].text:
            # "8am UTC+2 blah"
            return _unknown(wish, rest, topics) if len(rest) == 1 else _of_topics(wish, topics)
        return _of_topics(wish, topics)
    if reading is Reading.TOPICS:
        return _of_topics(wish, topics)
    first = open_[0]
    choices = gazetteer.zones_of(first.text)
    others = tuple(s.text for s in rest if s is not first)
    as_place = _of_topics(_in_place(wish, choices), others) if choices else wish
    if reading is Reading.PLACE:
        return as_place if choices else replace(wish, lost=first.text)
    if not choices:
        listed = len(rest) > 1 or first.after_comma
        return _of_topics(wish, topics) if listed else _unknown(wish, rest, topics)
    if len(open_) == 1:
        # A country after a time and a comma may be a topic.
        is_open = first.after_comma and wish.minute is not None and _is_country(first.text)
        return replace(wish, unsure=first.text, as_topics=topics) if is_open else as_place
    if first.after_time:
        return replace(wish, unsure=first.text, as_topics=topics)
    return _of_topics(wish, topics)


def _unknown(wish: Wish, rest: list[_Segment], topics: tuple[str, ...]) -> Wish:
    words = " ".join(s.text for s in rest)
    if len(words.split()) > MAX_UNKNOWN_WORDS:
        return replace(wish, lost=words)
    return replace(wish, unsure=words, as_topics=topics, unknown=True)


def _in_place(wish: Wish, choices: tuple[ZoneChoice, ...]) -> Wish:
    return replace(wish, zone=choices[0].zone) if len(choices) == 1 else replace(wish, places=choices)


def _of_topics(wish: Wish, topics: tuple[str, ...]) -> Wish:
    return replace(wish, subjects=tuple(dict.fromkeys(topics))) if topics else wish


def _is_country(name: str) -> bool:
    return any(p.kind == "country" for p in gazetteer.places(folded(name)))


def _segments(plain: str, pieces: list[_Piece], found: _Found) -> list[_Segment]:
    """Split what is left at commas, and at the times and days that were taken out of it."""
    segments: list[_Segment] = []
    words: list[_Piece] = []
    topics = place = after_time = after_comma = False

    def close() -> None:
        nonlocal words, place
        while words and words[-1].kind in _SKIPPED:
            place = words.pop().kind is Word.ZONE_TIME or place
        if words:
            text = plain[words[0].start : words[-1].end].strip(" .!“”\"'")
            segments.append(_Segment(text, topics and not place, place, after_time, after_comma))
        words, place = [], False

    for at, piece in enumerate(pieces):
        if piece.used:
            close()
            after_time, after_comma = True, False
        elif piece.kind == "comma":
            close()
            after_time, after_comma = False, True
        elif piece.kind is Word.EVERYTHING and not words:
            found.everything = True
        elif piece.kind is Word.ABOUT or (piece.kind is Word.EITHER_ON and _introduces(pieces, at)):
            close()
            topics = True
        elif piece.kind is Word.AND and not _is_one_name(plain, words, pieces, at):
            close()
            after_comma = True
        elif not words and piece.kind in _SKIPPED:
            place = place or (piece.kind in {Word.IN, Word.BY_TIME} and not topics)
        else:
            words.append(piece)
            if piece.kind is Word.ZONE_TIME and not topics:
                close()
                after_time = True
    close()
    return segments


def _introduces(pieces: list[_Piece], at: int) -> bool:
    """Return whether "on" stands before a topic, not before a day or time."""
    following = next((p for p in pieces[at + 1 :] if p.kind is not Word.FILLER), None)
    return following is not None and not following.used and following.kind in {"word", Word.HOUR, Word.FILLER}


def _is_one_name(plain: str, words: list[_Piece], pieces: list[_Piece], at: int) -> bool:
    """Return whether an "and" is in the name of a country."""
    if not words or at + 1 >= len(pieces):
        return False
    return bool(gazetteer.places(folded(plain[words[0].start : pieces[at + 1].end])))


def _merged(segments: list[_Segment]) -> list[_Segment]:
    """Join a city and its country or state: "Portland, Maine"."""
    merged: list[_Segment] = []
    for segment in segments:
        last = merged[-1] if merged else None
        if last and not last.is_topic and segment.after_comma and gazetteer.is_part_of(last.text, segment.text):
            merged[-1] = replace(last, text=f"{last.text} {segment.text}")
        else:
            merged.append(segment)
    return merged
