"""Put the names that a reader typed in lower case as the articles print them: "lindqvist" is Mara Lindqvist."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from retrieval.domain.question import QuestionKind
from retrieval.domain.reply import Answer, Refusal, Reply
from retrieval.people.resolver import PeopleResolver
from retrieval.text.designations import BODY_NOUNS, is_person_noun, singular
from retrieval.text.normalize import STOPWORDS, fold

# Longer phrases are no names.
MAX_WORDS = 4
_PARTICLES = frozenset("de da di del della der den van von bin ibn al el la le du dos of and".split())
# What they are about stands above the answer.
_HEADED_BY_TOPIC = frozenset({QuestionKind.BRIEFING, QuestionKind.TIMELINE, QuestionKind.NEWS, QuestionKind.ABOUT})


class NamesAsPrinted:
    """Corrects how a reply writes the names that were asked for; what the question means stays the same."""

    def __init__(self, find: PeopleResolver) -> None:
        self._find = find

    async def __call__(self, reply: Reply) -> Reply:
        question = reply.question
        refusals = (*((reply,) if isinstance(reply, Refusal) else ()), *reply.unanswered)
        asked = [*question.speakers, *(one.asked for one in refusals if one.asked is not None)]
        topic = question.topic if question.kind in _HEADED_BY_TOPIC else None
        typed = {name for name in (*asked, topic or "") if _is_lower(name)}
        if not typed:
            return reply
        linked = await self._linked(typed, topic)
        names = {name: linked.get(name) or as_a_name(name) for name in asked if name in typed}
        about = replace(
            question, understood=_replaced(question.understood, names), topic=linked.get(topic or "", question.topic)
        )
        if isinstance(reply, Answer):
            return replace(reply, question=about, unanswered=_named(reply.unanswered, names))
        (first,) = _named((reply,), names)
        return replace(first, question=about, unanswered=_named(reply.unanswered, names))

    async def _linked(self, typed: Iterable[str], topic: str | None) -> dict[str, str]:
        """Return the name of the one person whom each of these means; those who may be several are left out.

        The `topic` may be no name.
        """
        found = {}
        for name in typed:
            called = [p for p in await self._find.everyone([name]) if p.is_called(name)]
            meant = [p for p in called if not p.might_be and (name != topic or p.is_plainly_meant(name))]
            people = {fold(p.name): p.name for p in meant}
            if len(people) == 1:
                (found[name],) = people.values()
        return found


def as_a_name(typed: str) -> str:
    """Return a name typed in lower case with capital letters; what is no name, such as a role, as it is."""
    parts = typed.split()
    if not _is_lower(typed) or len(parts) > MAX_WORDS or fold(parts[0]) in STOPWORDS:
        return typed
    if any(is_person_noun(fold(one)) or singular(fold(one)) in BODY_NOUNS for one in parts):
        return typed
    return " ".join(one if fold(one) in _PARTICLES else re.sub(r"(?<!['’\w])\w", _upper, one) for one in parts)


def _upper(match: re.Match[str]) -> str:
    return match.group().upper()


def _is_lower(name: str) -> bool:
    return bool(name) and name == name.lower() and name != name.upper()


def _replaced(text: str | None, names: Mapping[str, str]) -> str | None:
    for typed, name in names.items():
        if text is not None and text.startswith(typed):
            text = name + text[len(typed) :]
    return text


def _named(refusals: Iterable[Refusal], names: Mapping[str, str]) -> tuple[Refusal, ...]:
    return tuple(replace(one, named=names.get(one.asked or "")) for one in refusals)
