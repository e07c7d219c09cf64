"""Read what a reader wants of a digest from their own words: times, days, zone, topics and more.  Pure.

What remains when times, days and zones are taken out is a place or topics:

- After "about" (or "über", "o", "про") come topics, after "from" papers; after "in", and before "time", a place.
- Between commas, in a wish with a zone already, or if they are several countries, they are topics.
- A single place is a zone.  After a time and a comma, a country may be either; so may be a list that follows a time
  without a comma.  The reader is asked.
- A few unknown words may be a topic, and the reader is asked; more are not understood.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import groupby

from bot.places import gazetteer
from bot.places.folding import folded
from bot.places.gazetteer import ZoneChoice
from bot.usecases.delivering.wishes.choices import is_in_topic, take_length, take_quiet, take_silence
from bot.usecases.delivering.wishes.days import take_days
from bot.usecases.delivering.wishes.holds import begins_with_hold, take_hold, take_resumed_day
from bot.usecases.delivering.wishes.pieces import Piece, pieces_of, plain_text
from bot.usecases.delivering.wishes.segments import Segment, segments_of
from bot.usecases.delivering.wishes.times import take_times
from bot.usecases.delivering.wishes.wish import Reading, Wish
from bot.usecases.delivering.wishes.words import EVERY, Word, parts_of_day
from storage.ports.subscriptions import MAX_TIMES

# Unknown words that may be a topic.
MAX_UNKNOWN_WORDS = 4
# The day of a weekly digest whose day is not named.
MONDAY = "1"


def read_wish(text: str, reading: Reading | None = None) -> Wish:
    """Read a wish; `reading` says how words are meant that may be a place or topics."""
    plain = plain_text(text)
    pieces = pieces_of(plain)
    if any(p.kind == "offset" and p.value is None for p in pieces):
        return Wish(lost=text.strip())
    is_hold = begins_with_hold(pieces)
    wish = _settings(pieces)
    if _is_unoffered(pieces):
        return Wish(unoffered=True)
    if any(p.kind is Word.SKIP and not p.used and not is_in_topic(pieces, at) for at, p in enumerate(pieces)):
        return Wish(lost=text.strip())
    zones = _take_zones(pieces)
    stop = any(p.kind is Word.STOP and not p.used for p in pieces)
    wish = _with_rest(plain, pieces, replace(wish, zone=zones[0] if zones else None), reading)
    stops_more = stop and replace(wish, days=None, is_silent=None) != Wish()
    half_read = {Word.QUIET, Word.UNTIL, Word.PAUSE}
    is_half_read = any(p.kind in half_read and not is_in_topic(pieces, n) for n, p in enumerate(pieces))
    if len(set(zones)) > 1 or stops_more or is_half_read or (is_hold and _sets_more(wish)):
        return Wish(lost=text.strip())
    if wish.minutes is not None and len(wish.minutes) > MAX_TIMES:
        return Wish(unoffered=True)
    return replace(wish, stop=stop)


def _sets_more(wish: Wish) -> bool:
    """Return whether a wish that pauses, resumes or asks for quiet hours also sets something else.

    What it leaves out was not understood then, as in "pause while I am away": nothing may change.
    """
    holds = wish.hold is not None or wish.resume or wish.quiet is not None or wish.loud
    rest = replace(wish, hold=None, resume=False, quiet=None, loud=False, is_silent=None)
    return holds and rest != Wish()


def _is_unoffered(pieces: list[Piece]) -> bool:
    """Return whether a wish asks for a rhythm in which no digest comes: monthly, each day at another hour."""
    if any(p.kind is Word.UNOFFERED or (p.kind is Word.UNIT and not p.used and p.value != 1) for p in pieces):
        return True
    for every, number, hours in zip(pieces, pieces[1:], pieces[2:], strict=False):
        if every.text in EVERY and number.kind == "clock" and number.text.isdigit() and hours.kind is Word.OCLOCK:
            return True
    kinds = ["T" if p.kind == "clock" else "D" for p in pieces if p.used and (p.kind == "clock" or _names_days(p))]
    in_turn = "".join(kind for kind, _ in groupby(kinds))
    return len(in_turn) > 3


def _names_days(piece: Piece) -> bool:
    """Return whether a piece names days, and not the part of every day ("every morning")."""
    return piece.kind is Word.DAYS and piece.text not in parts_of_day()


def _settings(pieces: list[Piece]) -> Wish:
    """Take everything out of the pieces that is neither zone, place nor topic; what is longer comes first."""
    is_silent = take_silence(pieces)
    quiet = take_quiet(pieces)
    resume = _take_resume(pieces)
    hold = take_resumed_day(pieces) or take_hold(pieces)
    resume = resume and hold is None
    days = take_days(pieces)
    minutes = take_times(pieces)
    if _takes(pieces, Word.WEEKLY) and days is None:
        days = MONDAY
    return Wish(
        minutes=minutes, days=days, is_short=take_length(pieces), is_silent=is_silent, hold=hold, resume=resume,
        quiet=None if isinstance(quiet, bool) else quiet, loud=quiet is False,
    )  # fmt: skip


def _take_resume(pieces: list[Piece]) -> bool:
    """Take a word for resuming at the beginning: elsewhere, it is another word."""
    first = next((p for p in pieces if p.kind not in {Word.FILLER, Word.ONE}), None)
    if first is None or first.kind is not Word.RESUME:
        return False
    for piece in pieces:
        piece.used = piece.used or piece.kind in {Word.RESUME, Word.ONE}
    return True


def _takes(pieces: list[Piece], kind: Word) -> bool:
    found = [p for p in pieces if p.kind is kind and not p.used]
    for piece in found:
        piece.used = True
    return bool(found)


def _take_zones(pieces: list[Piece]) -> list[str]:
    found = []
    for piece in pieces:
        if piece.kind in {"offset", "iana"} and piece.value is not None:
            found.append(str(piece.value))
            piece.used = True
    return found


# What remains: places and topics.


def _with_rest(plain: str, pieces: list[Piece], wish: Wish, reading: Reading | None) -> Wish:
    segments, everything = segments_of(plain, pieces)
    if everything:
        wish = replace(wish, subjects=(), papers=())
    if any(map(_is_odd, segments)):
        return replace(wish, lost="; ".join(s.text for s in segments))
    if papers := tuple(dict.fromkeys(s.text for s in segments if s.is_paper)):
        wish = replace(wish, papers=papers)
    given = [s for s in segments if s.is_place]
    rest = [s for s in segments if not s.is_place and not s.is_paper]
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
    # Nobody lives by the clocks of two countries.
    is_topics = len(named) > 1 and all(_is_country(s.text) for s in named)
    choices = () if has_place or is_topics else gazetteer.zones_of(named[0].text)
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
    return named[0].after_comma and wish.minutes is not None and _is_country(named[0].text)


def _is_odd(segment: Segment) -> bool:
    """Return whether a segment can be neither a place nor a topic: a question, a path, a malformed time."""
    if "?" in segment.text or not re.search(r"\w", segment.text):
        return True
    return not (segment.is_topic or segment.is_paper) and re.search(r"[\d/]", segment.text) is not None


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
