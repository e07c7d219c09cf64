"""Find what the page behind a citation shows: the article as it was cited, who said the words, what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from bot.services import Asking
from bot.usecases.asking.linked import with_role
from bot.views.sharing.page_links import CitedPlace
from bot.views.sharing.statement import Shown
from bot.views.web.found import CitedPage, CitedStatement
from retrieval.domain.article import Article, Span, StoredStatement
from retrieval.people.registry import Person
from retrieval.people.resolver import PeopleResolver, under_their_names
from retrieval.ranking.excerpts import statement_excerpts


async def cited_page(asking: Asking, place: CitedPlace) -> CitedPage | None:
    """Return what the page of a citation shows; None if nothing of the kind is stored."""
    article = await asking.library.revision(place.article, place.revision)
    status = await asking.library.status(place.article)
    if article is None or status is None or not _prints(article, place.span):
        return None
    if status.retraction is not None:
        return CitedPage(article, place.span, retraction=status.retraction)
    read = await asking.library.said_then(article.id, article.revision)
    everyone = await PeopleResolver(asking.library, asking.search).everyone(
        {speaker.name for one in read for speaker in one.statement.speakers}
    )
    statements = await asking.search.compute(_statements, read, everyone)
    said = next((one for one in statements if _holds(one, article, place.span)), None)
    others = tuple(one for one in statements if one is not said)
    if said is not None:
        said = CitedStatement(await with_role(asking, said.shown, everyone), said.read)
    copies = (await asking.library.near_duplicates([article.id])).get(article.id, [])
    page = CitedPage(
        article, place.span, said, others, tuple(copy for copy in copies if copy.id != article.id),
        is_english=status.understood,
    )  # fmt: skip
    return page if status.article.revision == article.revision else _corrected(page, status.article)


def cited_statements(named: Sequence[StoredStatement]) -> list[CitedStatement]:
    """Return statements as they are shown and as they were read, in their order."""
    excerpts = statement_excerpts([(one, 1.0) for one in named], ranked=True)
    # A statement's number is its place, from 1 on.
    shown = {number: tuple(pieces) for number, pieces in groupby(excerpts, key=lambda e: e.statement)}
    return [CitedStatement(Shown(shown[n]), one.statement) for n, one in enumerate(named, 1) if n in shown]


def _prints(article: Article, span: Span) -> bool:
    return span.end <= len(article.text) and bool(span.cut(article.text).strip())


def _corrected(page: CitedPage, current: Article) -> CitedPage:
    at = current.text.find(page.span.cut(page.article.text))
    return replace(page, current=current, moved=Span(at, at + len(page.span)) if at >= 0 else None)


def _holds(one: CitedStatement, article: Article, span: Span) -> bool:
    """Return whether words are all of a statement: a passage with somebody's words in it is not theirs."""
    pieces = [piece.span for piece in one.shown.pieces]
    # A later version may read the quotation marks differently, but not the words.
    return any(p.overlaps(span) for p in pieces) and not any(
        article.text[at].isalnum() and not any(p.start <= at < p.end for p in pieces)
        for at in range(span.start, span.end)
    )


def _statements(read: Sequence[StoredStatement], everyone: Sequence[Person]) -> list[CitedStatement]:
    """Return statements, each speaker under the name used across articles."""
    return cited_statements(under_their_names(read, everyone))
