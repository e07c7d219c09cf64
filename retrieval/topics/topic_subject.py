"""What a topic is about: somebody, who is told from namesakes, or words.  Pure."""

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


@dataclass(frozen=True, slots=True)
class Subject:
    """Somebody: in each article by which names, and whether there the surname alone can mean no other."""

    person: Person
    names: dict[str, set[str]]
    namesakes: frozenset[str]

    @classmethod
    def of(cls, person: Person, everyone: Sequence[Person]) -> Subject:
        """`everyone` are all who share the surname."""
        names: defaultdict[str, set[str]] = defaultdict(set)
        for use in person.uses:
            names[use.article].add(use.name)
        return cls(person, dict(names), frozenset(u.article for p in everyone if p is not person for u in p.uses))

    def is_named(self, article: str, text: str) -> bool:
        """Whether `text`, which stands in this article, names them."""
        names = self.names.get(article, set())
        if names and article not in self.namesakes and surname(self.person.name) in words(text):
            return True
        return any(places_of(name, text) for name in names)


def _has_namesake(person: Person, everyone: Sequence[Person], topic: str) -> bool:
    """Whether a full name is theirs, and others here have another with its last word."""
    others = (p for p in everyone if p is not person and not p.might_be)
    return len(name_form(topic).bare) > 1 and any(len(name_form(p.name).parts) > 1 for p in others)


def meant(question: Question, topic: str, everyone: Sequence[Person]) -> Subject | Refusal | None:
    """Whom a topic means where it is a name, None where it is words; a refusal where the reader must say which of them.

    `everyone` are all who share the surname.  Somebody is quoted, or printed with what they are; or else has a
    namesake, whose words a topic of mere words would take for theirs.
    """
    called = [p for p in everyone if p.is_called(topic)]
    called = [p for p in called if p.is_plainly_meant(topic) or _has_namesake(p, everyone, topic)]
    people = [p for p in called if not p.might_be]
    if len(people) > 1:
        offered = tuple(p.name for p in people[:MAX_OFFERED])
        return Refusal(question=question, reason=RefusalReason.SEVERAL_OF_THAT_NAME, asked=topic, people=offered)
    return Subject.of(people[0], everyone) if people else None
