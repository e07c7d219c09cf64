"""Who speaks in an article, in the bot's own voice: how each is called, how often he speaks, how known.  Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from retrieval.domain.article import KnownBy, Reading, Span, Statement, StatementKind
from retrieval.text.prose import join_names

NOBODY = "not plain who"
# Below this the reader is told that it is unsure who said it.
SURE = 0.5
# A longer mention is told by its kind alone: clipped, it would be another's words.
PRINTED = 40
# So many printed forms tell by what somebody is known.
FORMS = 3

_BY = {KnownBy.NAME: "by name", KnownBy.ROLE: "by role", KnownBy.PRONOUN: "by pronoun", KnownBy.TURN: "by turn"}


@dataclass(slots=True)
class Voice:
    """One speaker of an article, or several who speak together; `name` None is nobody in particular."""

    name: str | None
    kinds: Counter[StatementKind] = field(default_factory=Counter)
    known: Counter[KnownBy] = field(default_factory=Counter)
    forms: dict[KnownBy, dict[str, None]] = field(default_factory=dict)
    unsure: int = 0

    @property
    def called(self) -> str:
        return self.name or NOBODY

    def known_by(self) -> str:
        """ "by name ×3, as “he” ×4, unsure ×1"."""
        told = [f"{self._by(how)} ×{self.known[how]}" for how in KnownBy if how in self.known]
        return ", ".join([*told, f"unsure ×{self.unsure}"] if self.unsure and self.name else told)

    def _by(self, how: KnownBy) -> str:
        forms = [f"“{form}”" for form in list(self.forms.get(how, ()))[:FORMS]]
        return f"as {'/'.join(forms)}" if forms else _BY[how]


def name_of(statement: Statement) -> str | None:
    """What the speakers are called together, on one line; None where it is not plain."""
    return " ".join(join_names([s.name for s in statement.speakers]).split()) or None


def unsure(statement: Statement) -> bool:
    return not statement.speakers or statement.confidence < SURE


def voices(text: str, reading: Reading) -> list[Voice]:
    """Who speaks, in the order of their first statements; nobody in particular last."""
    found: dict[str | None, Voice] = {}
    for statement in reading.statements:
        name = name_of(statement)
        voice = found.setdefault(name, Voice(name))
        voice.kinds[statement.kind] += 1
        voice.unsure += unsure(statement)
        for how in {s.how for s in statement.speakers}:
            voice.known[how] += 1
        for how, form in _forms(text, statement):
            voice.forms.setdefault(how, {})[form] = None
    return sorted(found.values(), key=lambda voice: voice.name is None)


def _forms(text: str, statement: Statement) -> Iterable[tuple[KnownBy, str]]:
    """What is printed where somebody is not named, as it is printed but for the ends of lines."""
    for speaker in statement.speakers:
        if speaker.mention is None or speaker.how not in {KnownBy.PRONOUN, KnownBy.ROLE}:
            continue
        form = " ".join(speaker.mention.cut(text).split())
        # "He" and "he" are one form to a reader.
        form = form.lower() if speaker.how is KnownBy.PRONOUN else form
        if len(form) <= PRINTED and form != speaker.name:
            yield speaker.how, form


class Paragraphs:
    """The paragraphs of a text, numbered from 1; blank lines do not count."""

    def __init__(self, text: str) -> None:
        self.spans: list[Span] = []
        at = 0
        for line in text.split("\n"):
            if line.strip():
                self.spans.append(Span(at, at + len(line)))
            at += len(line) + 1
        self._starts = [span.start for span in self.spans]

    def number(self, place: int) -> int:
        """Which paragraph `place` stands in."""
        return max(1, bisect_right(self._starts, place))

    def of(self, statements: Sequence[Statement]) -> dict[int, list[Statement]]:
        """By number, the statements of which a piece begins there."""
        found: dict[int, list[Statement]] = {}
        for statement in statements:
            for number in dict.fromkeys(self.number(piece.start) for piece in statement.content):
                found.setdefault(number, []).append(statement)
        return found
