"""Resolve a source to its speakers: by name, by role, or by a pronoun.  Prefers "unsure" to a guess.

Pure except for the pronoun resolver.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.domain.article import KnownBy, Mention, Span, Speaker
from retrieval.quotes.pronouns.antecedents import PERSONAL, Antecedent
from retrieval.quotes.speakers.epithets import Epithets, Genders, described
from retrieval.quotes.speakers.roles import Roles, last_before
from retrieval.quotes.speakers.sources import Source, SourceForm, sources_in
from retrieval.text.normalize import fold

# Between a name and its "who" stands at most an age.
_TO_RELATIVE = re.compile(r"[ ,)]*(?:\d{1,3}[ ,)]*)?")
# "Barlow's claim that …": the claim is Barlow's.
_POSSESSIVE = re.compile(r"[A-Z][\w-]+['’]s")


@dataclass(frozen=True, slots=True)
class ResolvedSpeakers:
    """The speakers of a source, and the confidence from 0 to 1."""

    speakers: tuple[Speaker, ...]
    confidence: float


class SpeakerResolver:
    """Resolve the sources of one text."""

    def __init__(self, text: str, mentions: Sequence[Mention], antecedent: Antecedent, genders: Genders) -> None:
        self._text = text
        self._mentions = mentions
        self._antecedent = antecedent
        # Made for the first description: most texts have none.
        self._epithets = functools.cache(lambda: Epithets(text, mentions, genders))
        # In a headline a name may have merged with the words after it, so that it is no mention there.
        self._names = {fold(m.name): m.name for m in mentions}
        self._roles = Roles.of(text, mentions)

    def resolve(self, source: Span) -> ResolvedSpeakers:
        """Return the speakers of a source.  One that stays unresolved goes by its printed form."""
        found = [self._one(s) for s in sources_in(self._text, source, self._mentions)]
        return ResolvedSpeakers(tuple(r for one in found for r in one.speakers), min(one.confidence for one in found))

    def _one(self, source: Source) -> ResolvedSpeakers:
        if source.named is not None:
            return _sure(source.named.name, KnownBy.NAME, source.span, 1.0)
        if source.form is SourceForm.PRONOUN:
            return self._pronoun(source.span)
        if source.form is SourceForm.RELATIVE:
            return self._relative(source.span)
        printed = source.span.cut(self._text)
        if source.form is SourceForm.FIRST_PERSON:
            return _sure(printed, KnownBy.PRONOUN, source.span, 0.3)
        return self._described(source.span, printed)

    def _described(self, span: Span, printed: str) -> ResolvedSpeakers:
        """Resolve a source without a name of its own; one that nobody fits goes by its printed form."""
        if _POSSESSIVE.fullmatch(printed):
            return _sure(printed[:-2], KnownBy.NAME, span, 0.8)
        if fold(printed) in self._names and not printed.islower():
            return _sure(self._names[fold(printed)], KnownBy.NAME, span, 1.0)
        found = self._roles.holder(printed, span.start)
        if found is None and described(printed) is not None:
            found = self._epithets()(span)
        if found is None:
            return _sure(printed, KnownBy.ROLE, span, 0.9)
        self._roles.learn(found[0], printed)
        return _sure(found[0], KnownBy.ROLE, span, found[1])

    def _pronoun(self, span: Span) -> ResolvedSpeakers:
        printed = span.cut(self._text)
        found = self._antecedent(span) if printed.lower() in PERSONAL else None
        name, confidence = found if found is not None else (printed, 0.3)
        return _sure(name, KnownBy.PRONOUN, span, confidence)

    def _relative(self, span: Span) -> ResolvedSpeakers:
        """Resolve "who" in "Christopher Hill, who …" to the name that ends just before it."""
        at = last_before(self._mentions, span.start)
        if at >= 0 and _TO_RELATIVE.fullmatch(self._text, self._mentions[at].span.end, span.start):
            return _sure(self._mentions[at].name, KnownBy.NAME, span, 0.9)
        return _sure(span.cut(self._text), KnownBy.PRONOUN, span, 0.3)


def _sure(name: str, how: KnownBy, mention: Span, confidence: float) -> ResolvedSpeakers:
    return ResolvedSpeakers((Speaker(name, how, mention),), confidence)
