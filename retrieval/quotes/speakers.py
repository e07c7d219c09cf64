"""Decide whom the subject of a reporting verb means.  Plain rules that rather say "unsure" than guess; pure."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

from retrieval.folding import fold
from retrieval.model import How, Mention, Span, Speaker
from retrieval.quotes.cues import Cue, Subject

# How sure the rules are, by how a speaker was resolved; set by judgement, not fitted: the order is what counts.
CONFIDENCE = {How.NAMED: 0.95, How.ROLE: 0.8, How.PRONOUN: 0.7, How.TURN: 0.6}
# A pronoun is not followed further back than this many characters.
PRONOUN_REACH = 1500


@dataclass
class Speakers:
    """Resolves subjects in reading order, remembering whom the pronouns before meant."""

    text: str
    mentions: Sequence[Mention]
    people: frozenset[str]
    _meant: list[tuple[int, str]] = field(default_factory=list)

    @classmethod
    def of(cls, text: str, mentions: Sequence[Mention], cues: Sequence[Cue]) -> Speakers:
        """People are those named in full who speak somewhere in this text: a place is not "he"."""
        speaking = {fold(m.name) for cue in cues for m in cue.subject.named if " " in m.name}
        before_the = {fold(m.name) for m in mentions if text[max(0, m.span.start - 4) : m.span.start].lower() == "the "}
        return cls(text, mentions, frozenset(speaking - before_the))

    def who(self, subject: Subject) -> tuple[Speaker, ...]:
        """The speakers that a subject means; none where that is unsure."""
        if subject.named:
            return tuple(Speaker(m.name, How.NAMED, m.span) for m in subject.named)
        if not subject.pronoun:
            return (Speaker(subject.span.cut(self.text), How.ROLE, subject.span),)
        name = self._antecedent(subject.span)
        if name is None:
            return ()
        self._meant.append((subject.span.start, name))
        return (Speaker(name, How.PRONOUN, subject.span),)

    def _antecedent(self, pronoun: Span) -> str | None:
        """The person last named, or last meant by a pronoun, before this one."""
        reach = pronoun.start - PRONOUN_REACH
        meant = [one for one in self._meant[-1:] if one[0] >= reach]
        at = bisect_left(self.mentions, pronoun.start, key=lambda m: m.span.start) - 1
        while at >= 0 and self.mentions[at].span.start >= max([reach, *(start for start, _ in meant)]):
            if fold(self.mentions[at].name) in self.people:
                return self.mentions[at].name
            if " " in self.mentions[at].name and self._opens_a_sentence(self.mentions[at].span.start):
                # Somebody else holds the stage, who speaks nowhere else: "Merkel nodded. “…,” she said".
                return None
            at -= 1
        return meant[0][1] if meant else None

    def _opens_a_sentence(self, start: int) -> bool:
        return self.text[max(0, start - 3) : start].rstrip(" ")[-1:] in ("", "\n", ".", "!", "?", "…", '"', "”")
