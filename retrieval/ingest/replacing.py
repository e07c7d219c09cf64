"""Put a stored near-copy in the place of the article that it corrects."""

from __future__ import annotations

from dataclasses import replace

from retrieval.domain.article import AddResult, Article, Draft
from retrieval.domain.changes import Actor, Entry
from retrieval.domain.errors import BadInput, UnknownArticle
from retrieval.domain.ports import Library
from retrieval.identity.corrections import as_revision, correctable
from retrieval.ingest.pipeline import AddArticles
from retrieval.ingest.undo import RetractArticle


class ReplaceByCopy:
    """Makes the text of a near-copy the newest revision of the article that it copies, and retracts the copy."""

    def __init__(self, store: Library, add: AddArticles, retract: RetractArticle) -> None:
        self._store = store
        self._add = add
        self._retract = retract

    async def corrected(self, copy: Article) -> list[Article]:
        """Return the earlier articles that a stored near-copy may correct."""
        alike = (await self._store.near_duplicates([copy.id])).get(copy.id, [])
        # Articles that were added together have one time; of those, the copied one is the earlier.
        earlier = [a for a in alike if a.added < copy.added or (a.added == copy.added and a.id == copy.copy_of)]
        return correctable(copy, earlier)

    async def __call__(self, copy_id: str, by: Actor) -> tuple[AddResult, Entry]:
        """Return the new revision, and the log entry of the retraction.

        If this is cancelled in between, both articles are stored, and it can be called again.  Raise UnknownArticle,
        BadInput if it is not clear which article is meant, ModelUnusable and StorageError.
        """
        copy = await self._store.article(copy_id)
        if copy is None:
            raise UnknownArticle(copy_id)
        match await self.corrected(copy):
            case [article]:
                pass
            case []:
                raise BadInput(
                    "{id} corrects no stored article: none like it is older and of the same paper", id=copy_id
                )
            case several:
                raise BadInput("{id} is like several articles: {ids}", id=copy_id, ids=", ".join(a.id for a in several))
        # One update does both, so the second must not be refused as done already.
        by = replace(by, update=None)
        (revised,) = await self._add([as_revision(_draft(copy), article)], by=by)
        return revised, await self._retract(copy_id, by, f"It corrects {article.id} and replaces its text.")


def _draft(article: Article) -> Draft:
    return Draft(
        text=article.text, id=article.id, title=article.title, url=article.url, publisher=article.publisher,
        author=article.author, published=article.published,
    )  # fmt: skip
