"""Split what is left of a wish without its times, days and zones into places and topics.  Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.places import gazetteer
from bot.places.folding import folded
from bot.usecases.delivering.wishes.pieces import Piece
from bot.usecases.delivering.wishes.words import Word


@dataclass(slots=True)
class Segment:
    """Words that belong together.  `after_time`: no comma parts them from a time or day before them."""

    text: str
    is_topic: bool = False
    is_place: bool = False
    is_paper: bool = False
    after_time: bool = False
    after_comma: bool = False


_SKIPPED = {
    Word.FILLER, Word.IN, Word.EITHER_ON, Word.OCLOCK, Word.ZONE_TIME, Word.BY_TIME, Word.TO, Word.AND, Word.STOP,
    Word.FROM, Word.ONE, Word.UNIT,
}  # fmt: skip


# Within a topic, other languages' words for "from" may be part of a name.
_BETWEEN_NAMES = {"from", "by", "published by"}


def segments_of(plain: str, pieces: Sequence[Piece]) -> tuple[list[Segment], bool]:
    """Split at commas, and at the pieces that are used; return the segments, and whether "everything" was there."""
    splitter = _Splitter(plain, pieces)
    for at in range(len(pieces)):
        splitter.take(at)
    splitter.close()
    return _merged(splitter.segments), splitter.everything


@dataclass(slots=True)
class _Splitter:
    plain: str
    pieces: Sequence[Piece]
    segments: list[Segment] = field(default_factory=list)
    words: list[Piece] = field(default_factory=list)
    everything: bool = False
    topics: bool = False
    papers: bool = False
    place: bool = False
    after_time: bool = False
    after_comma: bool = False

    def take(self, at: int) -> None:
        piece = self.pieces[at]
        if piece.used or piece.kind == "comma":
            self.close()
            self.after_time, self.after_comma = piece.used, not piece.used
        elif piece.kind is Word.EVERYTHING and not self.words:
            self.everything = True
        elif piece.kind is Word.ABOUT or (piece.kind is Word.EITHER_ON and self._introduces(at)):
            self.close()
            self.topics, self.papers = True, False
        elif piece.kind is Word.FROM and self._introduces(at) and (not self.words or piece.text in _BETWEEN_NAMES):
            self.close()
            self.topics, self.papers = False, True
        elif piece.kind is Word.AND and not self._is_one_name(at):
            self.close()
            self.after_comma = True
        elif not self.words and piece.kind in _SKIPPED:
            self.place = self.place or (piece.kind in {Word.IN, Word.BY_TIME} and not self.topics)
        else:
            self._keep(piece)

    def close(self) -> None:
        """End a segment."""
        while self.words and self.words[-1].kind in _SKIPPED:
            self.place = self.words.pop().kind is Word.ZONE_TIME or self.place
        if self.words:
            text = self.plain[self.words[0].start : self.words[-1].end].strip(" .!“”\"'")
            kinds = self.topics and not self.place, self.place, self.papers and not self.place
            self.segments.append(Segment(text, *kinds, self.after_time, self.after_comma))
        self.words, self.place = [], False

    def _keep(self, piece: Piece) -> None:
        self.words.append(piece)
        if piece.kind is Word.ZONE_TIME and not self.topics:
            self.close()
            self.after_time = True

    def _introduces(self, at: int) -> bool:
        """Return whether "on" or "from" stands before a name, not before a day or time."""
        following = next((p for p in self.pieces[at + 1 :] if p.kind is not Word.FILLER), None)
        return following is not None and not following.used and following.kind in {"word", Word.HOUR}

    def _is_one_name(self, at: int) -> bool:
        """Return whether an "and" is in the name of a country."""
        if not self.words or at + 1 >= len(self.pieces):
            return False
        return bool(gazetteer.places(folded(self.plain[self.words[0].start : self.pieces[at + 1].end])))


def _merged(segments: list[Segment]) -> list[Segment]:
    """Join a city and its country or state: "Portland, Maine"."""
    merged: list[Segment] = []
    for segment in segments:
        last = merged[-1] if merged else None
        if last and not last.is_topic and segment.after_comma and gazetteer.is_part_of(last.text, segment.text):
            merged[-1] = replace(last, text=f"{last.text} {segment.text}")
        else:
            merged.append(segment)
    return merged
