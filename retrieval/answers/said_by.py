"""Answer what somebody said: all their words, or those on a topic, to an audience or at a time; or refuse."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace

from retrieval.domain.article import StoredStatement
from retrieval.domain.period import Period
from retrieval.domain.ports import Library
from retrieval.domain.question import Question, QuestionKind
from retrieval.domain.reply import Answer, Excerpt, Note, Refusal, RefusalReason, Remark, Reply
from retrieval.index.search import PassageSearch
from retrieval.models.pair_input import stem
from retrieval.people.descriptions import Description, described, is_of_several
from retrieval.people.registry import Person
from retrieval.people.resolver import NameMatch, PeopleResolver, under_their_names
from retrieval.quotes.speakers.addressee import is_addressed_to
from retrieval.ranking.confidence import HEDGED_FROM, Degree, degree
from retrieval.ranking.deduplication import deduplicated_statements
from retrieval.ranking.excerpts import (
    MAX_NEAREST_SHOWN,
    places_of,
    statement_excerpts,
    topics_of,
    words_of,
)
from retrieval.ranking.rank_statements import RankedStatements, RankStatements
from retrieval.text.designations import PARTIES
from retrieval.text.normalize import content_words, fold
from retrieval.topics.named_sentences import FindNamingSentences

# Offered if somebody is not quoted on the topic asked about.
MAX_TOPICS_SHOWN = 6
# Of words that are likely, but not sure, to be asked for.
MAX_HEDGED = 3
# The same, of each of several people.
MAX_HEDGED_EACH = 2
# On a topic, of each of several people.
MAX_EACH = 3
# The confidence in words that are not clearly said to the audience, or by the one, asked about.
UNCLEAR = HEDGED_FROM
# Of two in one role or of one name, one is meant whose best words are so much more likely.
CLEARLY = 0.3
# With these the reader must first say who was meant.
CHOICES = frozenset({RefusalReason.SEVERAL_OF_THAT_NAME, RefusalReason.DID_YOU_MEAN})

Scored = list[tuple[StoredStatement, float]]


@dataclass(frozen=True, slots=True)
class _Part:
    """What one of the people asked about said, or why there is nothing.

    `confidence`, 0…1, is that it is what was asked for; `ranked` says that the best comes first.  `undated` counts the
    statements left out for want of a date.
    """

    scored: Scored = field(default_factory=list)
    undated: int = 0
    confidence: float = 1.0
    ranked: bool = False
    refusal: Refusal | None = None


class AnswerSaidBy:
    """What did X [and Y] say [about T] [to Z] [when]?"""

    def __init__(self, library: Library, search: PassageSearch, find: PeopleResolver, rank: RankStatements) -> None:
        self._library = library
        self._search = search
        self._find = find
        self._rank = rank
        self._find_naming = FindNamingSentences(library, search)

    async def __call__(self, question: Question, article: str | None, limit: int | None) -> Reply | None:
        """Return None if the question was only guessed to be about a person, and is not."""
        found = await self._people(question, article)
        if question.guess and not all(map(_is_somebody, found)):
            return None
        return await self.of_people(question, found, article, limit)

    async def of_people(
        self, question: Question, found: Sequence[NameMatch], article: str | None, limit: int | None
    ) -> Reply:
        """Answer with the words of the people found, one match for each person asked about."""
        # Without a topic nothing else shows who is meant.
        meant = _told_apart(found) if question.topic else found
        parts = [await self._words(question, one, article) for one in meant]
        if len(parts) > 1:
            parts = [replace(part, scored=part.scored[:MAX_EACH]) if part.ranked else part for part in parts]
        if any(part.scored and degree(part.confidence) is not Degree.SURE for part in parts):
            each = MAX_HEDGED if len(parts) == 1 else MAX_HEDGED_EACH
            parts = [replace(part, scored=part.scored[:each]) for part in parts]
        refusals = [part.refusal for part in parts if part.refusal is not None]
        for refusal in refusals:
            if refusal.reason in CHOICES:
                return refusal
        scored = deduplicated_statements(_without_repeats(pair for part in parts for pair in part.scored))
        if not scored:
            # First comes whoever has words at all, with what is nearest.
            first, *others = sorted(refusals, key=lambda refusal: not refusal.nearest)
            return replace(first, unanswered=tuple(others))
        sure = min((part.confidence for part in parts if part.scored), default=1.0)
        hedged, ranked = degree(sure) is not Degree.SURE, any(part.ranked for part in parts)
        return Answer(
            question=question,
            excerpts=statement_excerpts(scored, limit, by_person=True, ranked=ranked),
            confidence=min(sure, max(q.statement.confidence for q, _ in scored)),
            hedged=hedged,
            remarks=remarks(
                {
                    Note.UNNAMED: sum(f.unnamed for f in found),
                    Note.NAMESAKES: sum(map(_left_out, found, meant)),
                    Note.UNDATED: sum(p.undated for p in parts),
                }
            ),
            unanswered=tuple(refusals),
        )

    async def _people(self, question: Question, article: str | None) -> list[NameMatch]:
        asked = question.speakers
        if question.kind is QuestionKind.SAID_BY and len(asked) > 1 and question.speaker is not None:
            # "Johnson and Johnson" may be one speaker.
            together = await self._find(question.speaker, article)
            if together.reason is None:
                return [together]
        return [await self._find(name, article, title) for name, title in zip(asked, question.titles, strict=True)]

    async def _words(self, question: Question, found: NameMatch, article: str | None) -> _Part:
        """Select what the question asks for from the words of the people found."""
        if found.reason is RefusalReason.SEVERAL_OF_THAT_NAME and question.topic:
            return await self._of_one(question, found, article)
        if found.reason is RefusalReason.NOBODY_OF_THAT_NAME:
            apart = await self._in_role_printed_apart(question, found, article)
            return apart or _Part(refusal=await self._nobody(question, found, article))
        if found.reason is not None:
            return _Part(refusal=await self._nobody(question, found, article))
        quoted = await self._said_by(found, article)
        refusal = Refusal(
            question=question, reason=RefusalReason.NOT_THEN, asked=found.asked, people=_names(found.people)
        )
        undated = 0
        if question.when is not None:
            undated = sum(q.article.published is None for q in quoted)
            if not (then := published_in(question.when, quoted)):
                notes = remarks({Note.UNDATED: undated})
                return _Part(refusal=replace(refusal, nearest=_nearest(quoted), remarks=notes))
            quoted = then
        if not quoted:
            return _Part(refusal=replace(refusal, reason=RefusalReason.NEVER_QUOTED))
        part = await self._on_topic(question, *_to_them(question, quoted), refusal)
        if part.ranked and len(found.people) > 1 and not is_of_several(found.asked):
            part = replace(part, scored=_by_the_first(part.scored))
        return replace(part, undated=undated)

    async def _said_by(self, found: NameMatch, article: str | None) -> list[StoredStatement]:
        names = dict.fromkeys(u.name for p in found.people for u in p.uses if u.statements)
        return under_their_names(await self._library.said_by(list(names), article), found.people, only=True)

    async def _on_topic(
        self, question: Question, quoted: Sequence[StoredStatement], to_them: bool, refusal: Refusal
    ) -> _Part:
        """Select what is on the topic or has the phrase; never surely if it is not clear that it was said `to_them`."""
        if question.phrase is not None:
            phrase = question.phrase
            with_phrase = [(q, 1.0) for q in quoted if places_of(phrase, words_of(q))]
            if with_phrase:
                return _Part(with_phrase)
        elif question.topic is None and to_them:
            return _Part([(q, 1.0) for q in quoted])
        ranked = await self._rank(question, quoted)
        confidence = ranked.confidence if to_them else min(ranked.confidence, UNCLEAR)
        if not to_them and question.topic is None and ranked.best:
            return _Part(list(ranked.best), confidence=UNCLEAR, ranked=True)
        if question.phrase is not None or degree(confidence) is Degree.NONE:
            return _Part(refusal=await self._not_on_this(ranked, quoted, refusal))
        return _Part(list(ranked.best), confidence=confidence, ranked=True)

    async def _of_one(self, question: Question, found: NameMatch, article: str | None) -> _Part:
        """Choose among several of one name or role by the topic, if it is clear who spoke on it; else ask."""
        quoted, to_them = _to_them(question, _then(question, await self._said_by(found, article)))
        ranked = await self._rank(question, quoted)
        own = _by_the_first(ranked.best)
        others = [score for pair, score in ranked.best if (pair, score) not in own]
        if (
            to_them
            and own
            and degree(ranked.confidence) is Degree.SURE
            and own[0][1] >= max(others, default=0.0) + CLEARLY
        ):
            return _Part(own, confidence=ranked.confidence, ranked=True)
        return _Part(refusal=await self._nobody(question, found, article))

    async def _in_role_printed_apart(self, question: Question, found: NameMatch, article: str | None) -> _Part | None:
        """Find the one mayor of articles that print the place apart from the role: never surely.

        "The mayor of West Reading": in an article about West Reading that names one mayor.
        """
        asked = described(found.asked)
        rest = {stem(word) for word in asked.words if word not in asked.heads}
        if not asked.of_a_person or not rest:
            return None
        heads = [await self._find.in_role(f"the {head}", article) for head in asked.heads]
        held = tuple(
            p
            for one in heads
            if one is not None
            for p in one.match.people
            if p.statements and not _is_elsewhere(p, asked, rest)
        )
        quoted, _ = _to_them(question, _then(question, await self._said_by(NameMatch(found.asked, held), article)))
        there = [
            q for q in quoted if rest <= {stem(w) for w in content_words(f"{q.article.title or ''} {q.article.text}")}
        ]
        if not there or not (is_of_several(found.asked) or _are_of_one(there)):
            return None
        ranked = await self._rank(question, there)
        best = list(ranked.best) if question.topic else [(q, 1.0) for q in there]
        return _Part(best, confidence=UNCLEAR, ranked=question.topic is not None) if best else None

    async def _not_on_this(
        self, ranked: RankedStatements, quoted: Sequence[StoredStatement], refusal: Refusal
    ) -> Refusal:
        nearest = _nearest([q for q, _ in ranked.best] or quoted)
        topics = await self._search.compute(topics_of, quoted, MAX_TOPICS_SHOWN)
        return replace(refusal, reason=RefusalReason.NOT_ON_THIS, nearest=nearest, topics=topics)

    async def _nobody(self, question: Question, found: NameMatch, article: str | None) -> Refusal:
        reason = found.reason or RefusalReason.NOBODY_OF_THAT_NAME
        nearest: tuple[Excerpt, ...] = ()
        if reason is RefusalReason.NEVER_QUOTED:
            nearest = await self._find_naming(found.people)
        unread = 0 if reason is RefusalReason.SEVERAL_OF_THAT_NAME else await self._library.unread(article)
        return Refusal(
            question=question, reason=reason, asked=found.asked, people=found.offered, nearest=nearest,
            remarks=remarks({Note.UNREAD: unread}),
        )  # fmt: skip


def _told_apart(found: Sequence[NameMatch]) -> list[NameMatch]:
    """Choose among several of one name the only one whom an article names next to somebody else who is asked about.

    "Kirkwood and Johnson": of two Johnsons, the one in an article with Kirkwood.
    """
    together = {u.article for one in found if one.reason is None for p in one.people for u in p.uses}

    def chosen(one: NameMatch) -> NameMatch:
        near = tuple(p for p in one.people if any(u.article in together for u in p.uses))
        if one.reason is not RefusalReason.SEVERAL_OF_THAT_NAME or len({fold(p.name) for p in near}) != 1:
            return one
        return NameMatch(one.asked, near)

    return [chosen(one) for one in found]


def _left_out(found: NameMatch, meant: NameMatch) -> int:
    """Return how many people of a name are not meant, because an article tells them apart."""
    return len({fold(p.name) for p in found.people} - {fold(p.name) for p in meant.people})


def _is_somebody(found: NameMatch) -> bool:
    """Return whether a possible name is one: of somebody quoted, of several people, or printed with a role."""
    named = found.reason is RefusalReason.NEVER_QUOTED and any(p.is_plainly_meant(found.asked) for p in found.people)
    return found.reason in {None, RefusalReason.SEVERAL_OF_THAT_NAME} or named


def _to_them(question: Question, quoted: Sequence[StoredStatement]) -> tuple[Sequence[StoredStatement], bool]:
    """Return the statements made to the audience asked about; if none clearly is, all of them and False."""
    if question.audience is None:
        return quoted, True
    audience = question.audience
    said = [q for q in quoted if is_addressed_to(q, audience)]
    return (said, True) if said else (quoted, False)


def _are_of_one(quoted: Sequence[StoredStatement]) -> bool:
    """Return whether one person alone made the statements."""
    return len({s.name for q in quoted for s in q.statement.speakers}) == 1


def _is_elsewhere(person: Person, asked: Description, place: AbstractSet[str]) -> bool:
    """Return whether the role asked for is printed of somebody with another place than the stems of this one."""
    for role in (role for use in person.uses for role in use.roles):
        printed = described(role)
        if printed.heads & asked.heads:
            names = {fold(word) for word in role.split() if word[:1].isupper()} - printed.heads - PARTIES
            if names and not {stem(name) for name in names} & place:
                return True
    return False


def _then(question: Question, quoted: Sequence[StoredStatement]) -> Sequence[StoredStatement]:
    """Return the statements from the days asked about."""
    return quoted if question.when is None else published_in(question.when, quoted)


def _by_the_first(ranked: Sequence[tuple[StoredStatement, float]]) -> Scored:
    """Return the statements by whoever made the first one: one question for "the minister" means one minister."""
    whose = [{s.name for s in q.statement.speakers} for q, _ in ranked]
    return [pair for pair, own in zip(ranked, whose, strict=True) if own & whose[0]]


def published_in(when: Period, quoted: Iterable[StoredStatement]) -> list[StoredStatement]:
    """Return the statements from articles published then; undated articles are left out."""
    return [q for q in quoted if q.article.published is not None and when.holds(q.article.published)]


def _without_repeats(scored: Iterable[tuple[StoredStatement, float]]) -> Scored:
    """Count what two people said together once."""
    return list({(q.article.id, q.statement.content): (q, score) for q, score in scored}.values())


def remarks(counts: dict[Note, int]) -> tuple[Remark, ...]:
    """Return a remark for each count that is not 0."""
    return tuple(Remark(about, count) for about, count in counts.items() if count)


def _names(people: Iterable[Person]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(p.name for p in people))


def _nearest(quoted: Sequence[StoredStatement]) -> tuple[Excerpt, ...]:
    return statement_excerpts([(q, 1.0) for q in quoted[:MAX_NEAREST_SHOWN]], MAX_NEAREST_SHOWN)
