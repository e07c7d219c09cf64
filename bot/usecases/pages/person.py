"""Find what a person's page shows: what they said, newest first, by topic and paper, and who shares their name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from bot.services import Asking
from bot.usecases.pages.citation import cited_statements
from bot.views.sharing.page_links import PersonPlace
from bot.views.web.found import PER_PAGE, Narrowed, PersonPage
from retrieval.domain.article import PrintedRole, StoredStatement
from retrieval.people.registry import Person
from retrieval.people.resolver import PeopleResolver, under_their_names
from retrieval.ranking.deduplication import deduplicated_statements
from retrieval.text.normalize import fold
from retrieval.text.person_names import mentions

# The newest articles that are looked through, and the topics and papers offered.
MAX_ARTICLES, MAX_TOPICS, MAX_PAPERS = 40, 8, 8
MAX_ROLES, MAX_NAMESAKES = 3, 5
# Printed roles that are looked through for those: each brings its article with it.
MAX_ROLES_READ = 20
# A name in so many statements is a topic.
MIN_STATEMENTS = 2


async def person_page(asking: Asking, place: PersonPlace, narrowed: Narrowed) -> PersonPage | None:
    """Return a page of what somebody said; None if nobody of that name is quoted."""
    everyone = await PeopleResolver(asking.library, asking.search).everyone([place.name])
    person = _named(everyone, place.name)
    if person is None:
        return None
    # By article: to look for the newest statements of a name takes the store ten times as long.
    newest = list(dict.fromkeys(use.article for use in person.uses if use.statements))[:MAX_ARTICLES]
    said = await asking.library.said_in(newest)
    roles = await asking.library.roles_of(person.aliases, MAX_ROLES_READ)
    return await asking.search.compute(_page, person, everyone, said, roles, narrowed)


def _named(everyone: Sequence[Person], name: str) -> Person | None:
    """Return whom a link means: the quoted person of exactly that name, or whose longer name it has become."""
    quoted = [p for p in everyone if p.statements]
    exact = next((p for p in quoted if p.name == name), None)
    if exact is not None:
        return exact
    called = [p for p in quoted if fold(name) in {fold(alias) for alias in p.aliases}]
    # Two who were called so: the link is neither's any more.
    return called[0] if len(called) == 1 else None


def _page(
    person: Person,
    everyone: Sequence[Person],
    said: Sequence[StoredStatement],
    roles: Sequence[PrintedRole],
    narrowed: Narrowed,
) -> PersonPage:
    own = under_their_names(said, [person], only=True)
    # Each once, however many papers print it.
    own = [q for q, _ in deduplicated_statements([(q, 1.0) for q in own])]
    topics = {id(q): _topics(q, person) for q in own}
    counted = Counter(topic for q in own for topic in topics[id(q)])
    papers = Counter(q.article.publisher for q in own if q.article.publisher)
    left = [
        q for q in own
        if (not narrowed.topic or narrowed.topic in topics[id(q)])
        and (not narrowed.paper or narrowed.paper == q.article.publisher)
    ]  # fmt: skip
    page = min(narrowed.page, max(1, -(-len(left) // PER_PAGE)))
    shown = cited_statements(left[(page - 1) * PER_PAGE : page * PER_PAGE])
    here = {u.article for u in person.uses}
    printed = {r.span.cut(r.article.text): r for r in reversed(roles) if r.article.id in here}
    return PersonPage(
        person,
        tuple(shown),
        len(left),
        Narrowed(narrowed.topic, narrowed.paper, page),
        tuple((name, n) for name, n in counted.most_common(MAX_TOPICS) if n >= MIN_STATEMENTS),
        tuple(papers.most_common(MAX_PAPERS)) if len(papers) > 1 else (),
        tuple(reversed(printed.values()))[:MAX_ROLES],
        tuple(dict.fromkeys(p.name for p in everyone if p is not person and p.statements and not p.might_be))[
            :MAX_NAMESAKES
        ],
    )


def _topics(quoted: StoredStatement, person: Person) -> tuple[str, ...]:
    own = {fold(name) for name in person.aliases}
    named = {n for piece in quoted.statement.content for n in _names(piece.cut(quoted.article.text))}
    return tuple(sorted(name for name in named if fold(name) not in own))


@lru_cache(maxsize=1000)
def _names(text: str) -> frozenset[str]:
    return frozenset(m.name for m in mentions(text))
