"""Take out of a wish what is not to come: "skip tomorrow", "pause for a week", "from Friday".  Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.usecases.delivering.digests.holding import Day, Hold
from bot.usecases.delivering.wishes.days import is_another_word, joins
from bot.usecases.delivering.wishes.pieces import Piece
from bot.usecases.delivering.wishes.words import SUNDAYS_AND_WEEKS, Word

_PASSED_OVER = {Word.FILLER, Word.IN, Word.EITHER_ON, Word.BY_TIME, Word.ONE, Word.THIS}
# One day, though its short form ends like several.
_SHORT_DAYS = {"tues", "weds", "thurs"}
# "Pause for an hour" is no pause until the reader resumes.
_LENGTH_FOLLOWS = (" for", " fur", " na", " на")
# Habits of days, which change the days: "skip Fridays", "freitags nicht", "petkom ne".
_HABIT = re.compile(r".*(?:days|[^s]s|om|ом|ах|ам|ами)|що.*")
# Behind the number of a day, without a space.
ORDINAL_SIGNS = {".", "st", "nd", "rd", "th", "го", "ого"}


@dataclass(slots=True)
class _Reader:
    """Reads on from a place in the pieces, and marks what it understood."""

    pieces: Sequence[Piece]
    at: int

    def piece(self) -> Piece | None:
        """Return the next piece that counts."""
        while self.at < len(self.pieces) and self.pieces[self.at].kind in _PASSED_OVER:
            self.at += 1
        return self.pieces[self.at] if self.at < len(self.pieces) else None

    def take(self, *kinds: Word | str) -> Piece | None:
        """Take the next piece if it is of one of these kinds."""
        piece = self.piece()
        if piece is None or piece.kind not in kinds or piece.used:
            return None
        self.at += 1
        return piece

    def day(self) -> Day | None:
        """Take a day: tomorrow, Friday, next week, 15 December, 15.12., 2026-12-15."""
        start = self.at
        is_next = self.take(Word.NEXT) is not None
        if (piece := self.take(Word.DAY)) is not None:
            return Day(offset=piece.value)
        here = self.piece()
        is_day = here is not None and not is_another_word([*self.pieces], self.at)
        if is_day and (piece := self.take(Word.DAYS)) is not None and str(piece.value) in {*"1234567", "67"}:
            return Day(weekday=int(str(piece.value)[0]))
        if is_next and (piece := self.take(Word.UNIT)) is not None and piece.value == 7:
            return Day(weeks=1)
        if not is_next and (found := self._date()) is not None:
            return found
        self.at = start
        return None

    def _date(self) -> Day | None:
        if (month := self.take(Word.MONTH)) is not None:
            number = self.take("clock")
            return Day(month=month.value, day=int(number.text)) if number and number.text.isdigit() else None
        if (number := self.take("clock")) is None:
            return None
        start = self.at
        self._pass_ordinal()
        if (month := self.take(Word.MONTH)) is not None and number.text.isdigit():
            return Day(month=month.value, day=int(number.text))
        self.at = start
        if (parts := re.fullmatch(r"(\d{1,2})\.(\d{1,2})", number.text)) is not None and int(parts[2]) <= 12:
            if self.at < len(self.pieces) and self.pieces[self.at].text == ".":
                self.at += 1
            return Day(month=int(parts[2]), day=int(parts[1]))
        rest = self.pieces[self.at : self.at + 4]
        if len(number.text) == 4 and [p.kind for p in rest] == ["dash", "clock", "dash", "clock"]:
            self.at += 4
            return Day(year=int(number.text), month=int(rest[1].text), day=int(rest[3].text))
        return None

    def _pass_ordinal(self) -> None:
        """Pass what makes a number an ordinal: "15th", "15."."""
        here = self.pieces[self.at : self.at + 1]
        if here and here[0].start == self.pieces[self.at - 1].end and here[0].text.casefold() in ORDINAL_SIGNS:
            self.at += 1

    def count(self) -> int | None:
        """Take a number in digits or words."""
        if (piece := self.take("clock")) is not None and piece.text.isdigit():
            return int(piece.text)
        return int(piece.value) if (piece := self.take(Word.HOUR)) is not None else None

    def length(self) -> int | None:
        """Take a length of time: "a week", "3 days"; return its days."""
        start = self.at
        many = self.count()
        if many != 0 and (unit := self.take(Word.UNIT)) is not None:
            return int(unit.value) * (1 if many is None else many)
        if many and (named := self.take(Word.DAYS)) is not None and named.text in SUNDAYS_AND_WEEKS:
            return 7 * many
        self.at = start
        return None


def begins_with_hold(pieces: Sequence[Piece]) -> bool:
    """Return whether a wish begins with pausing, resuming or quiet hours, so that all of it must be about those."""
    first = next((p for p in pieces if p.kind not in _PASSED_OVER), None)
    return first is not None and first.kind in {Word.PAUSE, Word.SKIP, Word.RESUME, Word.QUIET}


def take_resumed_day(pieces: Sequence[Piece]) -> Hold | None:
    """Read "resume on Friday" as a pause until then; None if it is now.  The verb is already used."""
    verb = next((n for n, p in enumerate(pieces) if p.kind is Word.RESUME), None)
    if verb is None or not pieces[verb].used:
        return None
    reader = _Reader(pieces, verb + 1)
    reader.take(Word.FROM, Word.EITHER_ON)
    if (day := reader.day()) is None:
        return None
    _use(pieces[verb : reader.at])
    return None if day.offset == 0 else Hold(until=day)


def take_hold(pieces: list[Piece]) -> Hold | None:
    """Return what a wish leaves out, and mark its words; None if it leaves nothing out."""
    _put_verb_first(pieces)
    for at, piece in enumerate(pieces):
        if piece.kind is Word.ABOUT:
            break
        if piece.kind in {Word.PAUSE, Word.SKIP, Word.STOP} and not piece.used:
            found = _after_verb(pieces, at)
            if found is not None:
                return found
    return _start(pieces)


def _put_verb_first(pieces: list[Piece]) -> None:
    """Read "morgen aussetzen" as "aussetzen morgen"."""
    last = len(pieces) - 1
    while last >= 0 and pieces[last].kind in _PASSED_OVER:
        last -= 1
    if last < 0 or pieces[last].kind not in {Word.PAUSE, Word.SKIP}:
        return
    before = [p for p in pieces[:last] if not p.used]
    if any(p.kind in {Word.DAY, Word.DAYS, Word.UNIT} for p in before) and all(p.kind != "word" for p in before):
        pieces.insert(0, pieces.pop(last))


def _after_verb(pieces: list[Piece], at: int) -> Hold | None:
    verb = pieces[at]
    if verb.kind is not Word.PAUSE and _is_habit(pieces, at):
        # The days change: what follows is taken with them.
        verb.kind = Word.EXCEPT
        return None
    reader = _Reader(pieces, at + 1)
    hold = _span_of(reader)
    if hold is None and verb.kind is Word.SKIP:
        hold = _next_ones(reader)
    if hold is None and verb.kind is Word.PAUSE and not verb.text.endswith(_LENGTH_FOLLOWS):
        hold = Hold()
    if hold is not None:
        _use(pieces[at : reader.at])
    return hold


def _is_habit(pieces: Sequence[Piece], at: int) -> bool:
    reader = _Reader(pieces, at + 1)
    piece = reader.take(Word.DAYS)
    if piece is None or piece.text in _SHORT_DAYS:
        return False
    return len(str(piece.value)) not in {1, 2} or bool(_HABIT.fullmatch(piece.text))


def _span_of(reader: _Reader) -> Hold | None:
    """Read from when to when: "from Monday to Friday", "until 15 December", "for two weeks", "tomorrow"."""
    start = reader.at
    if _takes_until(reader) and (until := reader.day()) is not None:
        return Hold(until=until)
    reader.at = start
    how = reader.take(Word.FROM, Word.EITHER_ON)
    return _from_day(reader, is_open=how is not None and how.kind is Word.FROM) or _for_length(reader, start)


def _from_day(reader: _Reader, *, is_open: bool) -> Hold | None:
    """Read a day and what follows; with `is_open`, a day alone begins a pause without an end."""
    named = reader.piece()
    is_weekend = named is not None and named.kind is Word.DAYS and named.value == "67"
    if (first := reader.day()) is None:
        return None
    if first.weeks is not None or is_weekend:
        return Hold(first=first, days=2 if is_weekend else 7)
    if _takes_until(reader) and (last := reader.day()) is not None:
        return Hold(first=first, last=last)
    if reader.take(Word.AND) is not None and (last := reader.day()) is not None:
        # Two days in a row are one pause; others are not understood.
        follows = first.weekday is not None and last.weekday == first.weekday % 7 + 1
        return Hold(first=first, last=last) if follows else None
    length = reader.length()
    return Hold(first=first, days=length if length or is_open else 1)


def _for_length(reader: _Reader, start: int) -> Hold | None:
    reader.at = start
    is_this = any(p.kind is Word.THIS for p in reader.pieces[start : start + 3])
    if (length := reader.length()) is None:
        return None
    return Hold(until=Day(weeks=1)) if is_this and length == 7 else Hold(days=length)


def _takes_until(reader: _Reader) -> bool:
    piece = reader.piece()
    if piece is None or not joins(piece):
        return False
    reader.at += 1
    return True


def _next_ones(reader: _Reader) -> Hold | None:
    """Read "the next", "the next three", or nothing."""
    reader.take(Word.NEXT)
    many = reader.count()
    reader.take(Word.NEXT)
    piece = reader.piece()
    return Hold(count=many or 1) if piece is None or piece.used or piece.kind == "comma" else None


def _start(pieces: list[Piece]) -> Hold | None:
    """Read when digests are to start: "from Friday", "ab morgen", "tomorrow"."""
    for at, piece in enumerate(pieces):
        if piece.kind is Word.ABOUT or (piece.kind == "word" and not piece.used):
            break
        if piece.used:
            continue
        reader = _Reader(pieces, at + 1 if piece.kind is Word.FROM else at)
        is_named = piece.kind in {Word.DAY, Word.NEXT}
        if (piece.kind is Word.FROM or is_named) and (first := reader.day()) is not None:
            following = reader.piece()
            if following is not None and joins(following):
                continue
            _use(pieces[at : reader.at])
            return Hold(until=first) if first.offset != 0 else None
    return None


def _use(pieces: Sequence[Piece]) -> None:
    for piece in pieces:
        piece.used = True
