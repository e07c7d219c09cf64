"""Rank everybody's statements on a topic, and choose one for each person who spoke on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from retrieval.domain.article import StatementKind, StoredStatement
from retrieval.domain.question import Question
from retrieval.index.search import PassageSearch
from retrieval.people.descriptions import described
from retrieval.people.registry import is_described
from retrieval.ranking.confidence import SURE_FROM
from retrieval.ranking.excerpts import statements_printing, words_of
from retrieval.ranking.rank_sentences import RankedSentences
from retrieval.ranking.rank_statements import RankStatements
from retrieval.ranking.scoring.coverage import Coverage
from retrieval.ranking.scoring.log_odds import probability
from retrieval.ranking.scoring.sides import Taken, sides_in
from retrieval.ranking.scoring.statement_scoring import NEAR, SCRAP, SHARE, ScoredStatements, scored_statements
from retrieval.text.normalize import words

# Several people may have spoken, each in another passage.
MAX_CANDIDATES, MAX_READ = 24, 14
# The log-odds from which a statement is on a topic that it does not print.  They fall by so much if all of it is:
# in the title of the article, in the statement, next to it.
LEAST, IN_TITLE, IN_WORDS, NEXT_TO_IT = 1.2, 2.0, 3.0, 0.3
# A statement in a sentence that names somebody is about them from these log-odds on, if its words do not name them.
LEAST_ON_SOMEBODY = 0.0
# Log-odds added to a statement on the side asked for, and again if it has the very word; taken from one whose source
# has no name, and from a few reported words.
ON_THE_SIDE, UNNAMED, REPORTED_SCRAP = 1.0, 0.7, 0.7
# Who takes sides is asked of what is printed in the title, in the statement or next to it to at least this share; in an
# article on the topic, those who may take a side are shown, under a caution.
RELATED, LESS_FOR_SIDES = 0.4, 0.8
# The confidence in statements that do not print the side asked for.
UNCLEAR_SIDE = 0.4
# These print what others have said: no people, firms or groups.
_DOCUMENTS = frozenset(
    """report outlook forecast modelling figure statement study survey poll data video footage document lawsuit letter
    account article story bill law website book post tweet email text record memo finding indictment affidavit complaint
    filing research statistic model analysis""".split()
)
_ARTICLES = frozenset({"the", "a", "an"})


@dataclass(frozen=True, slots=True)
class RankedSpeakers:
    """A statement of each who spoke on a topic, best first, with its probability (0…1).

    `confidence` is that they are what was asked for.
    """

    best: tuple[tuple[StoredStatement, float], ...] = ()
    confidence: float = 0.0


@dataclass(frozen=True, slots=True)
class _OnTopic:
    """A statement on the topic, with its log-odds; `taken` are the sides that it takes."""

    quoted: StoredStatement
    odds: float
    prints_topic: bool
    taken: Taken


class RankSpeakers:
    """Ranks the statements of everybody."""

    def __init__(self, search: PassageSearch, rank: RankStatements) -> None:
        self._search = search
        self._rank = rank

    async def __call__(
        self, question: Question, quoted: Sequence[StoredStatement], *, each: int, on_somebody: bool = False
    ) -> RankedSpeakers:
        """Rank `quoted`, the statements of articles that may be on the question's topic; keep `each` of one person.

        `on_somebody`: the topic is the name of a person, whom all these statements or their sentences name.

        Raise ModelUnusable.
        """
        if not quoted:
            return RankedSpeakers()
        ranked, topic = await self._rank.read(question, quoted, MAX_CANDIDATES, MAX_READ)
        return await self._search.compute(_best_of, question, quoted, ranked, topic, each, on_somebody=on_somebody)


def _best_of(
    question: Question,
    quoted: Sequence[StoredStatement],
    ranked: RankedSentences,
    topic: Coverage | None,
    each: int,
    *,
    on_somebody: bool,
) -> RankedSpeakers:
    people = [q for q in quoted if not _is_a_document(q)]
    scored = scored_statements(ranked, people, topic)
    asked = sides_in(question.text) if question.guess else None
    found = [*_read(scored, topic, asked, on_somebody=on_somebody), *_unread(question.topic or "", people, scored)]
    kept = _on_the_side(found, asked)
    confidence = scored.confidence
    if any(one.prints_topic for one in kept):
        confidence = max(confidence, SURE_FROM)
    if asked is not None and not any(one.taken.words & asked.words for one in kept):
        confidence = min(confidence, UNCLEAR_SIDE)
    return RankedSpeakers(tuple(_of_each(sorted(kept, key=lambda one: -one.odds), each)), confidence)


def _is_a_document(quoted: StoredStatement) -> bool:
    """Return whether nobody speaks, only something that was written."""
    known = [described(s.name) for s in quoted.statement.speakers]
    return all(
        not one.of_a_person and _DOCUMENTS & {w.removesuffix("s") for w in (*one.heads, *one.front)} for one in known
    )


def _read(
    scored: ScoredStatements, topic: Coverage | None, asked: Taken | None, *, on_somebody: bool
) -> Iterator[_OnTopic]:
    """Yield those of the statements read that are on the topic."""
    rows = [] if scored.table is None else scored.table.tolist()
    for q, odds, prints, row in zip(scored.statements, scored.odds, scored.prints_topic, rows, strict=True):
        in_title = topic(q.article.title or "") if topic is not None else 0.0
        if asked is not None and max(in_title, row[SHARE], row[NEAR]) < RELATED:
            # Words on a side are found anywhere: it must be about this.
            continue
        least = LEAST - max(IN_TITLE * in_title, IN_WORDS * row[SHARE]) - NEXT_TO_IT * row[NEAR]
        if asked is not None and in_title >= RELATED:
            least -= LESS_FOR_SIDES
        least = LEAST_ON_SOMEBODY if on_somebody else least
        unnamed = any(is_described(s, q.article.text) for s in q.statement.speakers)
        taken = _sides(q)
        reported_scrap = bool(row[SCRAP]) and q.statement.kind is not StatementKind.DIRECT
        likely = odds - UNNAMED * unnamed - REPORTED_SCRAP * reported_scrap + _of_side(taken, asked)
        if prints or likely >= least:
            yield _OnTopic(q, likely, prints, taken)


def _of_side(taken: Taken, asked: Taken | None) -> float:
    """Return the log-odds for words on the side asked for."""
    if asked is None or asked.only not in taken.sides:
        return 0.0
    return ON_THE_SIDE * (1 + bool(asked.words & taken.words))


def _unread(topic: str, quoted: Sequence[StoredStatement], scored: ScoredStatements) -> Iterator[_OnTopic]:
    """Yield the statements that print the topic, but whose passages were not among those read."""
    read = {(q.article.id, q.statement.content) for q in scored.statements}
    for q, _ in statements_printing(topic, quoted, least=1.0):
        if (q.article.id, q.statement.content) not in read:
            yield _OnTopic(q, 0.0, prints_topic=True, taken=_sides(q))


def _on_the_side(found: Sequence[_OnTopic], asked: Taken | None) -> Sequence[_OnTopic]:
    """Return those with the very word for the side asked for; if none has, all but those on the other side only."""
    if asked is None or asked.only is None:
        return found
    if plain := [one for one in found if one.taken.words & asked.words]:
        return plain
    return [one for one in found if asked.only in one.taken.sides or not one.taken.sides]


def _sides(quoted: StoredStatement) -> Taken:
    """Return the sides that somebody takes by their own words, or by the verb that introduces them."""
    cue = quoted.statement.cue
    verb = "" if cue is None else cue.cut(quoted.article.text)
    return sides_in(f"{verb} {words_of(quoted)}")


def _of_each(found: Sequence[_OnTopic], most: int) -> Iterator[tuple[StoredStatement, float]]:
    """Yield the first statements of each person; what several said together counts for each of them."""
    shown: Counter[tuple[str, ...]] = Counter()
    for one in found:
        who = _whose(one.quoted)
        if any(shown[name] < most for name in who):
            yield one.quoted, probability(one.odds)
        shown.update(who)


def _whose(quoted: StoredStatement) -> tuple[tuple[str, ...], ...]:
    """Return the names of those who speak, whatever article stands before: "the CDC", "CDC"."""
    return tuple(tuple(w for w in words(s.name) if w not in _ARTICLES) for s in quoted.statement.speakers)
