"""Find questions that this store answers, for readers who do not know yet what to ask.

They are made from the newest articles, and each is tried before it is offered.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest

from retrieval.answers.router import AnswerQuestion
from retrieval.domain.article import Article, StoredStatement
from retrieval.domain.errors import OnRecordError
from retrieval.domain.ports import Library
from retrieval.domain.reply import Answer
from retrieval.people.registry import is_described
from retrieval.ranking.deduplication import one_of_each_origin
from retrieval.text.normalize import fold

log = logging.getLogger(__name__)

MAX_OFFERED = 3
# The articles that questions are made from, and the questions tried at most.
MAX_ARTICLES = 30
MAX_TRIED = 15
# A welcome does not wait longer for new questions; it shows the last ones instead.
PATIENCE_SECONDS = 0.5
# Just after the start there are no last ones.
FIRST_PATIENCE_SECONDS = 5.0
# A button of a phone shows about so many characters.
MAX_CHARS = 40
# A name after a word in small letters, where a capital is no beginning of a sentence, and not before a noun, as
# "Western" in "Western capitals".
_TOPIC = re.compile(
    r"(?<=[a-z,] )[A-Z]\w{3,}(?: [A-Z]\w+)?(?=$|[^\w\s-]| (?:and|or|but|in|on|of|to|for|with|from|by|at|as|is|are|was|"
    r"were|has|have|had|will|would|can|could|that|who|which|after|before|during|over|through|into)\b)"
)
_NO_TOPICS = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday january february march april june july august september "
    "october november december president minister prime".split()
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question, the words of the person or topic that it is about, and the id of an article that it is from.

    `is_dated`: so is the article.
    """

    question: str
    subject: str
    article: str
    is_dated: bool

    def shares_article_or_kind(self, other: Candidate) -> bool:
        """Return whether both are from one article or of one kind: they begin with the same word."""
        return self.shares_article(other) or self.question.split()[0] == other.question.split()[0]

    def shares_article(self, other: Candidate) -> bool:
        return self.article == other.article

    def is_the_same(self, other: Candidate) -> bool:
        return self == other


class Openers:
    """The questions to offer, made anew when the store has changed."""

    def __init__(self, library: Library, answer: AnswerQuestion) -> None:
        self._library = library
        self._answer = answer
        self._made_at: int | None = None
        self._offered: tuple[str, ...] = ()
        self._making: asyncio.Task[None] | None = None

    async def __call__(self, patience: float | None = None) -> tuple[str, ...]:
        """Return up to MAX_OFFERED questions; if making new ones takes longer than `patience`, the last ones.

        None: PATIENCE_SECONDS, or FIRST_PATIENCE_SECONDS before any were made.
        """
        if patience is None:
            patience = FIRST_PATIENCE_SECONDS if self._made_at is None else PATIENCE_SECONDS
        change = next((entry.number for entry in await self._library.entries(1)), 0)
        if change != self._made_at:
            if self._making is None or self._making.done():
                self._making = asyncio.create_task(self._make(change))
            await asyncio.wait({self._making}, timeout=patience)
        return self._offered

    async def refresh(self) -> None:
        """Make the questions anew if the store has changed, once somebody has wanted any: it takes many answers."""
        if self._made_at is not None:
            await self()

    async def close(self) -> None:
        if self._making is not None:
            self._making.cancel()
            await asyncio.gather(self._making, return_exceptions=True)

    async def _make(self, change: int) -> None:
        try:
            articles = [a for a, _ in one_of_each_origin(await self._library.newest_between(None, None, MAX_ARTICLES))]
            said = await self._library.said_in([a.id for a in articles])
            found = await asyncio.to_thread(candidates, articles, said)
            answered: list[str] = []
            async for question in self._answered(found):
                answered.append(question)
                if len(answered) > len(self._offered):
                    # The first reader after the start need not wait for all of them.
                    self._offered = tuple(answered)
            self._offered, self._made_at = tuple(answered), change
        except OnRecordError as error:
            # A welcome without questions is one, too.
            log.warning("cannot make questions to offer: %s", error)

    async def _answered(self, found: Sequence[Candidate]) -> AsyncIterator[str]:
        """Yield the first questions, each about something else, that are answered for certain.

        As long as there are others, each is from another article and of another kind, or at least from another article.
        """
        kept: list[Candidate] = []
        tried: set[Candidate] = set()
        for candidate, is_alike in in_rounds(found):
            if len(kept) == MAX_OFFERED or len(tried) == MAX_TRIED:
                return
            is_near = any(shares_a_word(candidate.subject, one.subject) or is_alike(candidate, one) for one in kept)
            if is_near or candidate in tried:
                continue
            tried.add(candidate)
            reply = await self._answer(candidate.question)
            if isinstance(reply, Answer) and not reply.hedged and reply.resembling is None:
                kept.append(candidate)
                yield candidate.question


def in_rounds(found: Sequence[Candidate]) -> Iterator[tuple[Candidate, Callable[[Candidate, Candidate], bool]]]:
    """Yield the candidates round by round, each with what it must not have in common with one that is kept.

    An undated article counts as of the day on which it came in, and may be years old: its turn is after the dated ones.
    """
    for is_dated in (True, False):
        for is_alike in (Candidate.shares_article_or_kind, Candidate.shares_article):
            yield from ((candidate, is_alike) for candidate in found if candidate.is_dated is is_dated)
    yield from ((candidate, Candidate.is_the_same) for candidate in found)


def candidates(articles: Sequence[Article], said: Sequence[StoredStatement]) -> list[Candidate]:
    """Return questions to try, the kinds of question in turn; `articles` are the newest first."""
    dated = {article.id for article in articles if article.published is not None}
    ordered = sorted(articles, key=lambda article: article.id not in dated)
    by_article: dict[str, list[StoredStatement]] = {article.id: [] for article in ordered}
    for one in said:
        by_article[one.article.id].append(one)
    people = speakers(by_article)
    surnames = {fold(name).split()[-1] for name in people}
    kinds = (
        ("What did {} say?", people),
        ("Who spoke about {}?", topics_of_several(by_article, surnames)),
        ("What’s new about {}?", topics_of_newest(ordered, surnames)),
    )
    turns = zip_longest(*(
        [Candidate(question.format(subject), subject, article, article in dated) for subject, article in found.items()]
        for question, found in kinds
    ))  # fmt: skip
    return [c for c in chain.from_iterable(turns) if c is not None and len(c.question) <= MAX_CHARS]


def speakers(said: Mapping[str, Sequence[StoredStatement]]) -> dict[str, str]:
    """Return the full names of those quoted, each with the first article that quotes them.

    First the person each article quotes most, then each article's second, and so on.
    """
    ranked = [
        [
            (name, article)
            for name, _ in Counter(
                speaker.name
                for one in statements
                for speaker in one.statement.speakers
                if " " in speaker.name and not is_described(speaker, one.article.text)
            ).most_common()
        ]
        for article, statements in said.items()
    ]
    found: dict[str, str] = {}
    for one in chain.from_iterable(zip_longest(*ranked)):
        if one is not None:
            found.setdefault(*one)
    return found


def topics_of_several(said: Mapping[str, Sequence[StoredStatement]], surnames: set[str]) -> dict[str, str]:
    """Return the names of places and bodies in the words of several speakers, those of most speakers first.

    Each comes with the first article in which it is spoken of.
    """
    by: dict[str, set[str]] = defaultdict(set)
    first: dict[str, str] = {}
    for article, statements in said.items():
        for one in statements:
            words = " ".join(span.cut(one.article.text) for span in one.statement.content)
            for topic in _topics(words, surnames):
                first.setdefault(topic, article)
                by[topic] |= {fold(s.name) for s in one.statement.speakers if not is_described(s, one.article.text)}
    several = sorted((topic for topic, names in by.items() if len(names) > 1), key=lambda topic: -len(by[topic]))
    return {topic: first[topic] for topic in several}


def topics_of_newest(articles: Iterable[Article], surnames: set[str]) -> dict[str, str]:
    """Return the names of places and bodies that articles print most, each with the first article that does."""
    found: dict[str, str] = {}
    for article in articles:
        for topic, _ in Counter(_topics(article.text, surnames)).most_common(2):
            found.setdefault(topic, article.id)
    return found


def _topics(text: str, surnames: set[str]) -> list[str]:
    found = (match[0] for match in _TOPIC.finditer(text))
    return [topic for topic in found if not {*fold(topic).split()} & (surnames | _NO_TOPICS)]


def shares_a_word(one: str, other: str) -> bool:
    return bool({*fold(one).split()} & {*fold(other).split()})
