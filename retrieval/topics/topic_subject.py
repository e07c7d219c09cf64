"""Resolve a topic that is a name to a person, and tell them from namesakes.  Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from retrieval.domain.question import Question
from retrieval.domain.reply import Refusal, RefusalReason
from retrieval.people.registry import Person, name_form, surname
from retrieval.people.resolver import MAX_OFFERED
from retrieval.ranking.excerpts import places_of
from retrieval.text.normalize import words

# Articles must name one person so many times as often as any namesake.
FAR_MORE = 10


@dataclass(frozen=True, slots=True)
class Subject:
    """A person as a topic: `names` by article id, and `namesakes`, the ids of articles that name others of the surname.

    In an article without namesakes the surname alone means the person.
    """

    person: Person
    names: dict[str, set[str]]
    namesakes: frozenset[str]

    @classmethod
    def of(cls, person: Person, everyone: Sequence[Person]) -> Subject:
        """`everyone` lists all who share the surname."""
        names: defaultdict[str, set[str]] = defaultdict(set)
        for use in person.uses:
            names[use.article].add(use.name)
        return cls(person, dict(names), frozenset(u.article for p in everyone if p is not person for u in p.uses))

    def is_named(self, article: str, text: str) -> bool:
        """Return whether `text`, a part of this article, names the person."""
        names = self.names.get(article, set())
        if names and article not in self.namesakes and surname(self.person.name) in words(text):
            return True
        return any(places_of(name, text) for name in names)


def _has_namesake(person: Person, everyone: Sequence[Person], topic: str) -> bool:
    """Return whether the topic is a full name, and somebody else has another full name with its last word."""
    others = (p for p in everyone if p is not person and not p.might_be)
    return len(name_form(topic).bare) > 1 and any(len(name_form(p.name).parts) > 1 for p in others)


def _clearly_meant(people: Sequence[Person]) -> Sequence[Person]:
    """Return the one whom far more articles name than any other, if there is one; else all of them."""
    named = sorted(people, key=lambda p: len({u.article for u in p.uses}), reverse=True)
    counts = [len({u.article for u in p.uses}) for p in named]
    return named[:1] if len(named) > 1 and counts[0] >= FAR_MORE * counts[1] else people


def resolve_subject(question: Question, topic: str, everyone: Sequence[Person]) -> Subject | Refusal | None:
    """Return the person that a topic names, None if it names nobody, or a refusal if the reader must choose.

    `everyone` lists all who share the surname.  A name counts if the person is quoted or printed with a role; or if
    there is a namesake, whose words would be taken for theirs if the topic were only words.
    """
    called = [p for p in everyone if p.is_called(topic)]
    called = [p for p in called if p.is_plainly_meant(topic) or _has_namesake(p, everyone, topic)]
    people = _clearly_meant([p for p in called if not p.might_be])
    if len(people) > 1:
        offered = tuple(p.name for p in people[:MAX_OFFERED])
        return Refusal(question=question, reason=RefusalReason.SEVERAL_OF_THAT_NAME, asked=topic, people=offered)
    return Subject.of(people[0], everyone) if people else None
