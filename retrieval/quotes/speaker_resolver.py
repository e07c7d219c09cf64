"""Resolve a source to its speakers: by name, by role, or by a pronoun.  Prefers "unsure" to a guess.

Pure except for the pronoun resolver.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.domain.article import KnownBy, Mention, Span, Speaker
from retrieval.quotes.pronouns.antecedents import PERSONAL, Antecedent
from retrieval.quotes.roles import Roles, last_before
from retrieval.quotes.sources import Source, SourceForm, sources_in
from retrieval.text.normalize import fold


@dataclass(frozen=True, slots=True)
class ResolvedSpeakers:
    """The speakers of a source, and the confidence from 0 to 1."""

    speakers: tuple[Speaker, ...]
    confidence: float


class SpeakerResolver:
    """Resolve the sources of one text."""

    def __init__(self, text: str, mentions: Sequence[Mention], antecedent: Antecedent) -> None:
        self._text = text
        self._mentions = mentions
        self._antecedent = antecedent
        # In a headline a name may have merged with the words after it, so that it is no mention there.
        self._names = {fold(m.name): m.name for m in mentions}
        self._roles = Roles.of(text, mentions)

    def resolve(self, source: Span) -> ResolvedSpeakers:
        """Return the speakers of a source.  One that stays unresolved goes by its printed form."""
        found = [self._one(s) for s in sources_in(self._text, source, self._mentions)]
        return ResolvedSpeakers(tuple(r for one in found for r in one.speakers), min(one.confidence for one in found))

    def _one(self, source: Source) -> ResolvedSpeakers:
        printed = source.span.cut(self._text)
        if source.named is not None:
            return ResolvedSpeakers((Speaker(source.named.name, KnownBy.NAME, source.span),), 1.0)
        if source.form is SourceForm.PRONOUN:
            found = self._antecedent(source.span) if printed.lower() in PERSONAL else None
            name, confidence = found if found is not None else (printed, 0.3)
            return ResolvedSpeakers((Speaker(name, KnownBy.PRONOUN, source.span),), confidence)
        if source.form is SourceForm.RELATIVE:
            return self._relative(source.span, printed)
        if source.form is SourceForm.FIRST_PERSON:
            return ResolvedSpeakers((Speaker(printed, KnownBy.PRONOUN, source.span),), 0.3)
        if fold(printed) in self._names and not printed.islower():
            return ResolvedSpeakers((Speaker(self._names[fold(printed)], KnownBy.NAME, source.span),), 1.0)
        found = self._roles.holder(printed, source.span.start)
        name, confidence = found if found is not None else (printed, 0.9)
        if found is not None:
            self._roles.learn(name, printed)
        return ResolvedSpeakers((Speaker(name, KnownBy.ROLE, source.span),), confidence)

    def _relative(self, span: Span, printed: str) -> ResolvedSpeakers:
        """Resolve "who" in "Christopher Hill, who …" to the name that ends just before it."""
        at = last_before(self._mentions, span.start)
        if at >= 0:
            near = self._mentions[at]
            between = self._text[near.span.end : span.start]
            if between.strip(" ,)") == "":
                return ResolvedSpeakers((Speaker(near.name, KnownBy.NAME, span),), 0.9)
        return ResolvedSpeakers((Speaker(printed, KnownBy.PRONOUN, span),), 0.3)
