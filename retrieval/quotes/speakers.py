"""Decide whom a source means: by name, by role, or by a pronoun.  Rather says "unsure" than guesses; pure but for the
pronoun resolver.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.domain.article import KnownBy, Mention, Span, Speaker
from retrieval.quotes.pronouns.antecedents import PERSONAL, Antecedent
from retrieval.quotes.roles import Roles, last_before
from retrieval.quotes.sources import Form, Source, sources_in
from retrieval.text.normalize import fold


@dataclass(frozen=True, slots=True)
class Resolved:
    """The speakers of a source, and how sure that is, in 0…1."""

    speakers: tuple[Speaker, ...]
    confidence: float


NOBODY = Resolved((), 0.0)


class Speakers:
    """Resolves the sources of one text."""

    def __init__(self, text: str, mentions: Sequence[Mention], antecedent: Antecedent) -> None:
        self._text = text
        self._mentions = mentions
        self._antecedent = antecedent
        # In a headline a name may have run on into other words, which hides it.
        self._names = {fold(m.name): m.name for m in mentions}
        self._roles = Roles.of(text, mentions)

    def who(self, source: Span) -> Resolved:
        """The speakers that `source` prints.  One that is not resolved goes by what is printed, with how it is."""
        found = [self._one(s) for s in sources_in(self._text, source, self._mentions)]
        return Resolved(tuple(r for one in found for r in one.speakers), min(one.confidence for one in found))

    def _one(self, source: Source) -> Resolved:
        printed = source.span.cut(self._text)
        if source.named is not None:
            return Resolved((Speaker(source.named.name, KnownBy.NAME, source.span),), 1.0)
        if source.form is Form.PRONOUN:
            meant = self._antecedent(source.span) if printed.lower() in PERSONAL else None
            name, sure = meant if meant is not None else (printed, 0.3)
            return Resolved((Speaker(name, KnownBy.PRONOUN, source.span),), sure)
        if source.form is Form.RELATIVE:
            return self._relative(source.span, printed)
        if source.form is Form.FIRST_PERSON:
            return Resolved((Speaker(printed, KnownBy.PRONOUN, source.span),), 0.3)
        if fold(printed) in self._names:
            return Resolved((Speaker(self._names[fold(printed)], KnownBy.NAME, source.span),), 1.0)
        meant = self._roles.meant(printed, source.span.start)
        name, sure = meant if meant is not None else (printed, 0.9)
        if meant is not None:
            self._roles.learn(name, printed)
        return Resolved((Speaker(name, KnownBy.ROLE, source.span),), sure)

    def _relative(self, span: Span, printed: str) -> Resolved:
        """ "Christopher Hill, who …": the name that ends just before."""
        at = last_before(self._mentions, span.start)
        if at >= 0:
            near = self._mentions[at]
            between = self._text[near.span.end : span.start]
            if between.strip(" ,)") == "":
                return Resolved((Speaker(near.name, KnownBy.NAME, span),), 0.9)
        return Resolved((Speaker(printed, KnownBy.PRONOUN, span),), 0.3)
