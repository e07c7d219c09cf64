"""Take the times of the day out of a wish: "8am and 9pm", "half past eight", "um 7 und 19 Uhr", "noon".  Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.usecases.delivering.wishes.pieces import Piece
from bot.usecases.delivering.wishes.words import Word, parts_of_day

# Between a time and its part of the day.
_PASSED_OVER = {Word.OCLOCK, Word.AND_A_HALF, Word.FILLER, Word.IN, Word.EITHER_ON}
# The hours of "morning and evening" and "twice a day".
_SEVERAL = {2: (8 * 60, 18 * 60), 3: (8 * 60, 13 * 60, 18 * 60)}


def take_times(pieces: Sequence[Piece]) -> tuple[int, ...] | None:
    """Return the minutes of the day that a wish names, in order; None if it names none.

    A part of the day right after a time belongs to it and to those before it ("7 and 9 in the evening"), but not to one
    that is written with its minutes ("8:00 and 8pm"); any other belongs to the times that follow it ("every morning
    at 8").
    """
    minutes: list[int] = []
    exact: list[bool] = []
    parts = set[Word]()
    # Where the times begin that no part of the day follows yet, the part before them, and whether a time came last.
    open_from, before, is_after_time = 0, None, False
    for at, piece in enumerate(pieces):
        if (part := _part(piece)) is not None:
            parts.add(part)
            if is_after_time:
                # Of a list after "every morning", only the last is meant by what follows.
                first = open_from if before is None else len(minutes) - 1
                exact[-1] = False
                minutes[first:] = [
                    m if whole else _in_part(m, part) for m, whole in zip(minutes[first:], exact[first:], strict=True)
                ]
            before = None if is_after_time else part
            open_from, is_after_time = len(minutes), False
        elif not piece.used and (minute := _minute(pieces, at)) is not None:
            exact.append(not piece.text.isdigit() and piece.kind == "clock")
            minutes.append(minute if before is None or _is_before_part(pieces, at + 1) else _in_part(minute, before))
            _use(pieces, at)
            is_after_time = True
        elif piece.kind not in _PASSED_OVER:
            is_after_time = False
    several = next((p for p in pieces if p.kind is Word.TIMES_A_DAY), None)
    if several is not None:
        several.used = True
    if not minutes and several is not None:
        return _SEVERAL[several.value]
    if not minutes and Word.MORNING in parts and len(parts) > 1:
        return _SEVERAL[2]
    return tuple(sorted(set(minutes))) or None


def _part(piece: Piece) -> Word | None:
    """Return the part of the day that a piece names, also one that names days as well ("every morning")."""
    if isinstance(piece.kind, Word) and piece.kind in {Word.MORNING, Word.EVENING, Word.NIGHT} and not piece.used:
        piece.used = True
        return piece.kind
    return parts_of_day().get(piece.text) if piece.kind is Word.DAYS else None


def _is_before_part(pieces: Sequence[Piece], at: int) -> bool:
    """Return whether a part of the day follows a time directly, which is more than one before it."""
    following = next((p for p in pieces[at:] if p.kind not in _PASSED_OVER), None)
    return following is not None and following.kind in {Word.MORNING, Word.EVENING, Word.NIGHT}


def _minute(pieces: Sequence[Piece], at: int) -> int | None:
    piece = pieces[at]
    if piece.kind is Word.TIME:
        return int(piece.value)
    if piece.kind == "clock":
        minute = _clock(piece.text)
    elif piece.kind is Word.HOUR and _is_time_word(pieces, at):
        minute = int(piece.value) * 60
    else:
        return None
    return None if minute is None else _shifted(minute, pieces, at)


def _use(pieces: Sequence[Piece], at: int) -> None:
    pieces[at].used = True
    if at + 1 < len(pieces) and pieces[at + 1].kind is Word.OCLOCK:
        pieces[at + 1].used = True


def _is_time_word(pieces: Sequence[Piece], at: int) -> bool:
    """Return whether a numeral in words is a time, not "two" of something."""
    near = [*pieces[max(0, at - 1) : at], *pieces[at + 1 : at + 2]]
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


def _shifted(minute: int, pieces: Sequence[Piece], at: int) -> int | None:
    """Read "half past eight", "halb neun", "osam i po"."""
    before, after = pieces[at - 1] if at else None, pieces[at + 1] if at + 1 < len(pieces) else None
    shifts = {Word.HALF_PAST: 30, Word.HALF_TO: -30, Word.QUARTER_PAST: 15, Word.QUARTER_TO: -15}
    if before is not None and isinstance(before.kind, Word) and before.kind in shifts:
        before.used = True
        return (minute + shifts[before.kind]) % (24 * 60)
    if after is not None and after.kind is Word.AND_A_HALF:
        after.used = True
        return minute + 30
    return minute


def _in_part(minute: int, part: Word) -> int:
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
