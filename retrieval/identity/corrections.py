"""Decide which stored article a corrected draft replaces.  Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from retrieval.domain.article import Article, Draft
from retrieval.identity.canonical_url import canonical


def correctable(draft: Draft | Article, copied: Sequence[Article]) -> list[Article]:
    """Return those of the articles that a text copies that it may correct: not what another paper or link printed."""
    return [article for article in copied if _may_be_one(draft, article)]


def replacing(draft: Draft, copied: Sequence[Article]) -> Draft:
    """Return a draft as a revision of the one article of `copied` that it may correct.

    What it does not state stays as it is in the article.  Otherwise it stays an article of its own, and its notes say
    why.
    """
    if not copied:
        return _noted(draft, "replaces nothing: no stored article is a near-copy of it")
    found = correctable(draft, copied)
    if not found:
        return _noted(draft, f"replaces nothing: {_ids(copied)} like it, but from another publisher or link")
    if len(found) > 1:
        return _noted(draft, f"replaces nothing: {_ids(found)} like it; state the id of the one to replace as its id")
    return as_revision(draft, found[0])


def as_revision(draft: Draft, article: Article) -> Draft:
    """Return a draft as a revision of an article, with the article's metadata where it states none."""
    return replace(
        draft,
        id=article.id,
        title=draft.title or article.title,
        url=draft.url or article.url,
        publisher=draft.publisher or article.publisher,
        author=draft.author or article.author,
        published=draft.published or article.published,
    )


def _may_be_one(draft: Draft | Article, article: Article) -> bool:
    links = [None if url is None else canonical(url) for url in (draft.url, article.url)]
    publishers = draft.publisher, article.publisher
    return all(a is None or b is None or a == b for a, b in (links, publishers))


def _ids(articles: Sequence[Article]) -> str:
    return f"{', '.join(article.id for article in articles)} {'is' if len(articles) == 1 else 'are'}"


def _noted(draft: Draft, note: str) -> Draft:
    return replace(draft, notes=(*draft.notes, note))
