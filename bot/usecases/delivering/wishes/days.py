"""Take the days of the week out of a wish: days, spans ("Mon-Fri"), "every day except Sunday".  Pure."""

from __future__ import annotations

from bot.usecases.delivering.wishes.pieces import Piece
from bot.usecases.delivering.wishes.words import Word
from storage.ports.subscriptions import EVERY_DAY


def take_days(pieces: list[Piece]) -> str | None:
    """Return the days that a wish names, in order; None if it names none."""
    found, excluded, excluding, at = set[str](), set[str](), False, 0
    while at < len(pieces):
        piece = pieces[at]
        if piece.kind is Word.EXCEPT:
            excluding = piece.used = True
        elif piece.kind is Word.DAYS and not piece.used and not is_another_word(pieces, at):
            days = set(str(piece.value))
            if at + 2 < len(pieces) and _is_span(pieces[at : at + 3]):
                days = set(_span(str(piece.value), str(pieces[at + 2].value)))
                pieces[at + 1].used = pieces[at + 2].used = True
                at += 2
            piece.used = True
            (excluded if excluding else found).update(days)
        elif piece.kind not in {Word.AND, Word.FILLER, Word.EITHER_ON, Word.IN, "comma"}:
            excluding = False
        at += 1
    if excluded:
        found = (found or set(EVERY_DAY)) - excluded
    return "".join(sorted(found)) or None


def is_another_word(pieces: list[Piece], at: int) -> bool:
    """Return whether a German abbreviation of a day is another word: "do" and "so" stand alone only among days."""
    if len(pieces[at].text) > 2 or pieces[at].text in {"пн", "вт", "ср", "чт", "пт", "сб", "нд"}:
        return False
    around = pieces[max(0, at - 2) : at] + pieces[at + 1 : at + 3]
    return not any(p.kind is Word.DAYS for p in around)


def joins(piece: Piece) -> bool:
    """Return whether a piece stands between the ends of a span; "do" is Thursday in German and "to" in Serbian."""
    return piece.kind in {Word.TO, Word.UNTIL, "dash"} or piece.text == "do"


def _is_span(three: list[Piece]) -> bool:
    first, to, last = three
    return joins(to) and last.kind is Word.DAYS and len(str(first.value)) == len(str(last.value)) == 1


def _span(first: str, last: str) -> str:
    days = EVERY_DAY * 2
    start = days.index(first)
    return days[start : days.index(last, start) + 1]
