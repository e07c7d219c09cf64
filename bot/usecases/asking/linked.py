"""Find what a link to the bot leads to: a statement, an article, or somebody's words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from bot.services import Asking
from bot.usecases.asking.deep_links import Named, PersonLink, QuoteLink
from bot.views.sharing.statement import Shown
from retrieval.domain.article import Article, Span
from retrieval.domain.reply import Excerpt
from retrieval.people.registry import Person, is_unknown
from retrieval.people.resolver import PeopleResolver
from retrieval.ranking.excerpts import statement_excerpts
from retrieval.text.chunking import passages

# The newest printed roles of somebody that are looked through for the one in an article.
MAX_ROLES = 50
# Characters in which the opening of an article is looked for.
OPENING_CHARS = 5000


@dataclass(frozen=True, slots=True)
class LinkedArticle:
    """An article, how it opens, and who is quoted in it, with how many statements, most quoted first."""

    article: Article
    opening: Span | None
    quoted: tuple[tuple[str, int], ...]


async def article_named(asking: Asking, named: Named) -> Article | None:
    """Return the current revision of an article that a link names; None if it is not stored, or was retracted."""
    if not named.digest:
        return await asking.library.article(named.text)
    ids = await asking.library.ids_beginning(named.text)
    found = next((one for one in ids if named.means(one)), None)
    return None if found is None else await asking.library.article(found)


async def statement_at(asking: Asking, article: Article, link: QuoteLink) -> Shown | None:
    """Return the statement that a link leads to, or the passage; None if the article no longer prints the words."""
    stands = link.span.end <= len(article.text) and link.finds(link.span.cut(article.text))
    for shown in await statements_of(asking, [article]):
        if any((stands and piece.span.overlaps(link.span)) or link.finds(piece.text) for piece in shown.pieces):
            return await with_role(asking, shown)
    return Shown((Excerpt(article=article, span=link.span),)) if stands else None


async def statements_of(asking: Asking, articles: Sequence[Article]) -> list[Shown]:
    """Return the statements of articles, in reading order, each speaker under the name used across articles."""
    said = await asking.library.said_in([article.id for article in articles])
    named = await PeopleResolver(asking.library, asking.search).under_their_names(said)
    excerpts = statement_excerpts([(one, 1.0) for one in named], ranked=True)
    return [Shown(tuple(pieces)) for _, pieces in groupby(excerpts, key=lambda e: e.statement)]


async def with_role(asking: Asking, shown: Shown, everyone: Sequence[Person] | None = None) -> Shown:
    """Return a statement with the role that its own article prints for its only speaker.

    `everyone` are those who share names with its speaker, if they are looked up already.
    """
    if len(shown.first.speakers) != 1 or not shown.is_surely_theirs:
        return shown
    speaker, article = shown.first.speakers[0], shown.article
    people = everyone
    if people is None:
        people = await PeopleResolver(asking.library, asking.search).everyone([speaker.name])
    here = (p for p in people if p.name == speaker.name and any(u.article == article.id for u in p.uses))
    aliases = next((p.aliases for p in here), ())
    roles = await asking.library.roles_of({speaker.name, *aliases}, MAX_ROLES)
    printed = [r for r in roles if (r.article.id, r.article.revision) == (article.id, article.revision)]
    return Shown(shown.pieces, printed[0].span.cut(article.text) if printed else None)


async def article_linked(asking: Asking, article: Article) -> LinkedArticle:
    """Return what a link to an article shows."""
    shown = await statements_of(asking, [article])
    by = Counter(
        s.name for one in shown for s in one.first.speakers if not s.might_be and not is_unknown(s, article.text)
    )
    cut = await asking.search.compute(passages, article.text[:OPENING_CHARS])
    return LinkedArticle(article, cut[0] if cut else None, tuple(by.most_common()))


async def name_linked(asking: Asking, link: PersonLink) -> str | None:
    """Return the name of the person whose words a link leads to; None if nobody of the name is quoted any more.

    A link may be made up by anybody: only names that the articles print get into a question.
    """
    if link.name.digest:
        names = await asking.library.quoted_people()
        return next((name for name in names if link.name.means(name)), None)
    found = await PeopleResolver(asking.library, asking.search)(link.name.text)
    return link.name.text if any(p.statements for p in found.people) else None
