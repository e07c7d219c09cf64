"""List who speaks in an article: their names, how often they speak, and how the text names them.  Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from retrieval.domain.article import KnownBy, Reading, Span, Statement, StatementKind
from retrieval.text.prose import join_names

NOBODY = "speaker unclear"
# Below this confidence the speaker is marked as unsure.
MIN_CONFIDENCE = 0.5
# A longer mention is shown by its kind alone: cut short, it would misquote the text.
MAX_MENTION_CHARS = 40
MAX_FORMS_SHOWN = 3

_BY = {KnownBy.NAME: "by name", KnownBy.ROLE: "by role", KnownBy.PRONOUN: "by pronoun", KnownBy.TURN: "by turn"}


@dataclass(slots=True)
class Voice:
    """One speaker of an article, or several who speak together.  `name` is None if the text does not say who."""

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
        known = [f"{self._by(how)} ×{self.known[how]}" for how in KnownBy if how in self.known]
        return ", ".join([*known, f"unsure ×{self.unsure}"] if self.unsure and self.name else known)

    def _by(self, how: KnownBy) -> str:
        forms = [f"“{form}”" for form in list(self.forms.get(how, ()))[:MAX_FORMS_SHOWN]]
        return f"as {'/'.join(forms)}" if forms else _BY[how]


def name_of(statement: Statement) -> str | None:
    """Return the speakers' names on one line; None if the text does not say who speaks."""
    return " ".join(join_names([s.name for s in statement.speakers]).split()) or None


def unsure(statement: Statement) -> bool:
    return not statement.speakers or statement.confidence < MIN_CONFIDENCE


def voices(text: str, reading: Reading) -> list[Voice]:
    """Return the speakers in the order of their first statements; statements without a speaker come last."""
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
    """Yield the pronouns and roles printed in place of a name, with line ends as spaces."""
    for speaker in statement.speakers:
        if speaker.mention is None or speaker.how not in {KnownBy.PRONOUN, KnownBy.ROLE}:
            continue
        form = " ".join(speaker.mention.cut(text).split())
        # "He" and "he" are one form to a reader.
        form = form.lower() if speaker.how is KnownBy.PRONOUN else form
        if len(form) <= MAX_MENTION_CHARS and form != speaker.name:
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
        """Return the number of the paragraph that contains `place`."""
        return max(1, bisect_right(self._starts, place))

    def of(self, statements: Sequence[Statement]) -> dict[int, list[Statement]]:
        """Return, by paragraph number, the statements that have a piece beginning in it."""
        found: dict[int, list[Statement]] = {}
        for statement in statements:
            for number in dict.fromkeys(self.number(piece.start) for piece in statement.content):
                found.setdefault(number, []).append(statement)
        return found
