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
from dataclasses import dataclass, field, replace
from enum import StrEnum

from bot.places import gazetteer
from bot.places.folding import folded
from bot.places.gazetteer import ZoneChoice
from bot.usecases.delivering.wishes.pieces import Piece, pieces_of, plain_text
from bot.usecases.delivering.wishes.segments import Segment, segments_of
from bot.usecases.delivering.wishes.words import Word, parts_of_day
from storage.ports.subscriptions import EVERY_DAY

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
class _Found:
    minutes: list[int] = field(default_factory=list)
    zones: list[str] = field(default_factory=list)
    days: set[str] = field(default_factory=set)
    part: Word | None = None
    stop: bool = False


def read_wish(text: str, reading: Reading | None = None) -> Wish:
    """Read a wish; `reading` says how words are meant that may be a place or topics."""
    plain = plain_text(text)
    pieces = pieces_of(plain)
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


def _is_only_stop(wish: Wish) -> bool:
    return wish.minute is None and wish.zone is None and not wish.subjects and wish.lost is None and not wish.unsure


# Days and times.


def _take_days(pieces: list[Piece], found: _Found) -> None:
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


def _is_article(pieces: list[Piece], at: int) -> bool:
    """Return whether a German abbreviation of a day is another word: "do" and "so" stand alone only among days."""
    if len(pieces[at].text) > 2 or pieces[at].text in {"пн", "вт", "ср", "чт", "пт", "сб", "нд"}:
        return False
    around = pieces[max(0, at - 2) : at] + pieces[at + 1 : at + 3]
    return not any(p.kind is Word.DAYS for p in around)


def _is_span(three: list[Piece]) -> bool:
    first, to, last = three
    # "do" is Thursday in German and "to" in Serbian.
    joins = to.kind in {Word.TO, "dash"} or to.text == "do"
    return joins and last.kind is Word.DAYS and len(str(first.value)) == len(str(last.value)) == 1


def _span(first: str, last: str) -> str:
    days = EVERY_DAY * 2
    start = days.index(first)
    return days[start : days.index(last, start) + 1]


def _take_times(pieces: list[Piece], found: _Found) -> None:
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


def _is_time_word(pieces: list[Piece], at: int) -> bool:
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


def _shifted(minute: int, pieces: list[Piece], at: int) -> int | None:
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


def _with_rest(plain: str, pieces: list[Piece], found: _Found, reading: Reading | None) -> Wish:
    wish = Wish(
        minute=found.minutes[0] if found.minutes else None,
        zone=found.zones[0] if found.zones else None,
        days="".join(sorted(found.days)) or None,
    )
    segments, everything = segments_of(plain, pieces)
    if everything:
        wish = replace(wish, subjects=())
    if any(map(_is_odd, segments)):
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


def _with_open(wish: Wish, rest: list[Segment], reading: Reading | None, *, has_place: bool) -> Wish:
    """Decide what the segments are that neither "about" nor "in" introduces."""
    named = [s for s in rest if not s.is_topic]
    topics = tuple(s.text for s in rest)
    if not named or reading is Reading.TOPICS:
        return _of_topics(wish, topics)
    choices = () if has_place else gazetteer.zones_of(named[0].text)
    if not choices:
        is_listed = len(rest) > 1 or named[0].after_comma
        return _of_topics(wish, topics) if is_listed else _unknown(wish, rest, topics)
    if reading is not Reading.PLACE and _is_open(wish, named):
        return replace(wish, unsure=named[0].text, as_topics=topics)
    if reading is not Reading.PLACE and len(named) > 1:
        return _of_topics(wish, topics)
    others = tuple(s.text for s in rest if s is not named[0])
    return _of_topics(_in_place(wish, choices), others)


def _is_open(wish: Wish, named: list[Segment]) -> bool:
    """Return whether a place may be a topic as well: a list after a time, or a country after a time and a comma."""
    if len(named) > 1:
        return named[0].after_time
    return named[0].after_comma and wish.minute is not None and _is_country(named[0].text)


def _is_odd(segment: Segment) -> bool:
    """Return whether a segment can be neither a place nor a topic: a question, a path, a malformed time."""
    if "?" in segment.text or not re.search(r"\w", segment.text):
        return True
    return not segment.is_topic and re.search(r"[\d/]", segment.text) is not None


def _unknown(wish: Wish, rest: list[Segment], topics: tuple[str, ...]) -> Wish:
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
