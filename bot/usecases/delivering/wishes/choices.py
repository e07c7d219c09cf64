"""Take out of a wish how digests and alerts are to be: short or full, silent when empty, quiet hours.  Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.usecases.delivering.wishes.days import joins
from bot.usecases.delivering.wishes.pieces import Piece
from bot.usecases.delivering.wishes.times import take_times
from bot.usecases.delivering.wishes.words import Word
from storage.ports.watches import Quiet

AT_NIGHT = Quiet(22 * 60, 7 * 60)
# Words and marks that may stand between those of one choice.
_BETWEEN = {Word.FILLER, Word.ONE, Word.IN, Word.EITHER_ON, Word.TO, "dash", "other", "comma"}
_SILENCE = {Word.SILENT, Word.QUIET, Word.SKIP, Word.STOP, Word.PAUSE}


def take_silence(pieces: Sequence[Piece]) -> bool | None:
    """Return whether nothing is to come when nothing is new; None if the wish leaves it open."""
    only = [p for p in pieces if p.kind is Word.ONLY_NEWS]
    for piece in only:
        piece.used = True
    if only:
        return True
    at = next((n for n, p in enumerate(pieces) if p.kind is Word.EMPTY), None)
    if at is None:
        return _is_silent_alone(pieces) or None
    for step in (1, -1):
        near = at + step
        while 0 <= near < len(pieces) and pieces[near].kind in _BETWEEN:
            near += step
        if 0 <= near < len(pieces) and pieces[near].kind in _SILENCE | {Word.TELL}:
            for piece in pieces[min(at, near) : max(at, near) + 1]:
                piece.used = True
            return pieces[near].kind is not Word.TELL
    return None


def _is_silent_alone(pieces: Sequence[Piece]) -> bool:
    """Take "stay silent" where it is all that a reader says."""
    said = [p for p in pieces if p.kind not in _BETWEEN]
    if [p.kind for p in said] != [Word.SILENT]:
        return False
    said[0].used = True
    return True


def take_length(pieces: Sequence[Piece]) -> bool | None:
    """Return whether digests are to be short; None if the wish leaves it open.  The word must stand by itself."""
    for at, piece in enumerate(pieces):
        if piece.kind not in {Word.SHORT, Word.FULL} or piece.used or is_in_topic(pieces, at):
            continue
        around = [*pieces[max(0, at - 1) : at], *pieces[at + 1 : at + 2]]
        if any(p.kind in {"word", Word.ABOUT} and not p.used for p in around):
            continue
        piece.used = True
        return piece.kind is Word.SHORT
    return None


def take_quiet(pieces: Sequence[Piece]) -> Quiet | bool | None:
    """Return the quiet hours of a wish, False if it ends them, or None if it does not mention any.

    One hour alone makes none: it stays in the wish, which nobody can read then.
    """
    at = next((n for n, p in enumerate(pieces) if p.kind is Word.QUIET and not is_in_topic(pieces, n)), None)
    if at is None:
        return None
    ends = [p for p in (*pieces[max(0, at - 1) : at], *pieces[at + 1 : at + 2]) if p.kind is Word.STOP]
    if ends:
        pieces[at].used = ends[0].used = True
        return False
    end = _end_of_hours(pieces, at + 1)
    hours = pieces[at + 1 : end]
    night = any(p.kind is Word.NIGHT for p in hours)
    found = _in_reading_order(hours)
    quiet = Quiet(*found) if len(found) == 2 and found[0] != found[1] else AT_NIGHT if night or not found else None
    for piece in (pieces[at], *hours):
        piece.used = quiet is not None
    return quiet


def is_in_topic(pieces: Sequence[Piece], at: int) -> bool:
    """Return whether a piece is used, or belongs to a topic after "about": no comma parts them."""
    before = next((p for p in reversed(pieces[:at]) if p.kind in {Word.ABOUT, "comma"}), None)
    return pieces[at].used or (before is not None and before.kind is Word.ABOUT)


def _end_of_hours(pieces: Sequence[Piece], at: int) -> int:
    """Return where the words of the quiet hours end."""
    spoken = {
        Word.FILLER, Word.FROM, Word.TO, Word.UNTIL, Word.AND, Word.IN, Word.EITHER_ON, Word.OCLOCK, Word.HOUR,
        Word.MORNING, Word.EVENING, Word.NIGHT, Word.TIME, "clock", "dash",
    }  # fmt: skip
    while at < len(pieces) and not pieces[at].used and (pieces[at].kind in spoken or joins(pieces[at])):
        at += 1
    return at


def _in_reading_order(hours: Sequence[Piece]) -> list[int]:
    """Return the two times of quiet hours, from and until."""
    ends = (n for n, p in enumerate(hours) if _has_time(hours[:n]) and (joins(p) or p.kind is Word.AND))
    middle = next(ends, None)
    if middle is None:
        return list(take_times(hours) or ())
    return [*(take_times(hours[:middle]) or ()), *(take_times(hours[middle + 1 :]) or ())]


def _has_time(pieces: Sequence[Piece]) -> bool:
    return any(p.kind in {"clock", Word.HOUR, Word.TIME} for p in pieces)
