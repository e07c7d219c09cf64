"""Answer an inline query: the statements that answer it, to drop into any chat.  They belong to no conversation."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from bot.services import Asking
from bot.usecases.asking.counted import ask
from bot.usecases.asking.linked import statements_of, with_role
from bot.views.replies.reply import choices
from bot.views.sharing.statement import Shown
from retrieval.domain.article import Article, Span
from retrieval.domain.errors import UnusableQuestion
from retrieval.domain.reply import Answer, Refusal, Reply
from retrieval.people.linking import FindLinks
from retrieval.people.resolver import PeopleResolver
from retrieval.questions import replace_name

# Shorter texts are the beginning of a word, and get the newest statements.
MIN_QUERY_CHARS = 3
# Statements on a page of results; Telegram shows some three at once, and asks for more when they are scrolled.
PAGE = 10
# Of the newest articles, how many a page covers, and how many statements of each it shows.
ARTICLES_PER_PAGE = 5
MAX_EACH = 2
# At most so many people are shown who share a name.
MAX_PEOPLE = 3
# Longer texts are no keywords ("hill kosovo").
MAX_KEYWORDS = 4


@dataclass(frozen=True, slots=True)
class Found:
    """A page of statements; `following` is where the next page begins, None if this is the last."""

    statements: tuple[Shown, ...]
    following: int | None


async def find(asking: Asking, text: str, start: int, now: datetime) -> Found:
    """Return the statements from number `start` on that answer `text`, or the newest if it is too short to ask."""
    query = " ".join(text.split())
    if len(query) < MIN_QUERY_CHARS:
        return await _newest(asking, start)
    found = await _answering(asking, query, now)
    if found is None:
        return await _newest(asking, start)
    page = found[start : start + PAGE]
    following = start + PAGE if len(found) > start + PAGE else None
    return Found(tuple([await with_role(asking, one) for one in page]), following)


async def _newest(asking: Asking, start: int) -> Found:
    """Return the first statements of the newest articles; `start` counts articles here."""
    articles = await asking.library.newest(ARTICLES_PER_PAGE, start)
    said = await statements_of(asking, _one_of_each_origin(articles)) if articles else []
    sure = [one for one in said if one.is_surely_theirs]
    by_article = {a.id: [one for one in sure if one.article.id == a.id][:MAX_EACH] for a in articles}
    shown = [await with_role(asking, one) for a in articles for one in by_article[a.id]]
    return Found(tuple(shown), start + ARTICLES_PER_PAGE if len(articles) == ARTICLES_PER_PAGE else None)


async def _answering(asking: Asking, query: str, now: datetime) -> list[Shown] | None:
    """Return what answers a query, the best first, without repeats; None if it asks for nothing ("hello").

    Statements come first; passages, which are nobody's words, only if they answer the query as it stands.
    """
    try:
        reply = await ask(asking, query, now=now)
    except UnusableQuestion:
        return []
    if isinstance(reply, Refusal) and reply.talk is not None:
        return None
    found = list(_shown(reply))
    statements = [one for one in found if one.is_surely_theirs]
    if not statements:
        async for other in _read_otherwise(asking, query, reply, now):
            statements += [one for one in _shown(other) if one.is_surely_theirs]
            if statements and not isinstance(reply, Refusal):
                break
    # What is only likely to answer a question is offered as what it is, but a few words ask for too little for that.
    likely = isinstance(reply, Answer) and (not reply.hedged or not _is_keywords(query))
    passages = [one for one in found if one.first.kind is None and likely]
    return _without_repeats([*statements, *passages])


async def _read_otherwise(asking: Asking, query: str, reply: Reply, now: datetime) -> AsyncIterator[Reply]:
    """Answer the questions that a query without statements may stand for."""
    if isinstance(reply, Refusal) and (people := choices(reply)) and reply.asked is not None:
        # A list may show the words of each: every one says whose they are.
        for name in people[:MAX_PEOPLE]:
            yield await asking.answer(replace_name(query, reply.asked, name, now), now=now, literally=True)
    elif isinstance(reply, Answer) and _is_keywords(query):
        links = await FindLinks(asking.library, asking.search, PeopleResolver(asking.library, asking.search))(query)
        for link in sorted((one for one in links if one.quoted and not one.misspelt), key=lambda one: -one.strength):
            topic = " ".join((query[: link.span.start] + query[link.span.end :]).split())
            if topic:
                yield await asking.answer(f"What did {link.span.cut(query)} say about {topic}?", now=now)
        about = await asking.answer(f"Who spoke about {query}?", now=now)
        if isinstance(about, Answer) and not about.hedged:
            yield about


def _is_keywords(query: str) -> bool:
    """Return whether a query is a few words, not a question ("hill kosovo")."""
    return len(query.split()) <= MAX_KEYWORDS and "?" not in query


def _shown(reply: Reply) -> Iterator[Shown]:
    """Yield the statements and passages of an answer, each with all of its pieces."""
    if isinstance(reply, Answer):
        keys = enumerate(reply.excerpts)
        for _, group in groupby(keys, key=lambda one: one[1].statement or -one[0] - 1):
            yield Shown(tuple(excerpt for _, excerpt in group))


def _without_repeats(found: list[Shown]) -> list[Shown]:
    first: dict[tuple[str, Span], Shown] = {}
    for one in found:
        first.setdefault((one.article.id, one.first.span), one)
    return list(first.values())


def _one_of_each_origin(articles: list[Article]) -> list[Article]:
    first: dict[str, Article] = {}
    for article in articles:
        first.setdefault(article.origin, article)
    return list(first.values())
