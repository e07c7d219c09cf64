"""Find stories with their articles, and place the articles that came before this version."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from sqlalchemy import Connection, bindparam, delete, func, or_, select

from retrieval.domain.article import Article
from retrieval.domain.story import Story
from retrieval.stories.terms import VERSION, Terms, terms_of
from storage.database.dialect import chunked
from storage.database.engine import Database
from storage.library.catching_up import Made, catch_up
from storage.library.placing import StoryUpdates
from storage.library.rows import article_from, current_articles
from storage.schema.story_tables import StoryArticleRow, StoryKeyRow, StoryRow
from storage.schema.tables import ArticleRow, RevisionRow


class SqlStories:
    """The StoryStore port on SQL."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def story(self, story_id: int) -> Story | None:
        def found(connection: Connection) -> Story | None:
            now = connection.execute(_NOW, {"story": story_id}).scalar()
            return None if now is None else _stories(connection, [now]).get(now)

        return await self._database.read(found)

    async def stories_of(self, articles: Collection[str]) -> dict[str, Story]:
        asked = list(dict.fromkeys(articles))

        def found(connection: Connection) -> dict[str, Story]:
            place = _places(connection, asked)
            stories = _stories(connection, place.values())
            return {article: stories[story] for article, story in place.items() if story in stories}

        return await self._database.read(found)

    async def story_ids(self, articles: Collection[str]) -> dict[str, int]:
        asked = list(dict.fromkeys(articles))
        return await self._database.read(lambda connection: _places(connection, asked))

    async def place_in_stories(self, most: int) -> int:
        def write(connection: Connection, made: Iterator[Made[Terms]]) -> None:
            _forget_keys_of_other_versions(connection)
            updates = StoryUpdates(connection)
            for article_id, revision_id, terms in made:
                # Not add: another process may have placed it in the meantime.
                updates.change(article_id, revision_id, terms)

        return await catch_up(self._database, _WAITING.limit(most), terms_of, write)


_NOW = select(func.coalesce(StoryRow.merged_into, StoryRow.id)).where(StoryRow.id == bindparam("story"))
_PLACES = (
    select(ArticleRow.public_id, StoryArticleRow.story_id)
    .join(StoryArticleRow, StoryArticleRow.article_id == ArticleRow.id)
    .join(RevisionRow, RevisionRow.id == StoryArticleRow.revision_id)
    .where(ArticleRow.public_id.in_(bindparam("articles", expanding=True)), RevisionRow.current)
)
_MEMBERS = (
    current_articles(StoryArticleRow.story_id)
    .join(StoryArticleRow, StoryArticleRow.revision_id == RevisionRow.id)
    .where(StoryArticleRow.story_id.in_(bindparam("stories", expanding=True)))
    .order_by(ArticleRow.id)
)
_WAITING = (
    select(RevisionRow.id, RevisionRow.article_id, RevisionRow.text, RevisionRow.title, RevisionRow.published)
    .outerjoin(StoryArticleRow, StoryArticleRow.revision_id == RevisionRow.id)
    .where(RevisionRow.current, or_(StoryArticleRow.version.is_(None), StoryArticleRow.version != VERSION))
    .order_by(RevisionRow.id)
)


def _places(connection: Connection, articles: Sequence[str]) -> dict[str, int]:
    """Return the story of each current article."""
    return {
        row.public_id: row.story_id
        for some in chunked(articles)
        for row in connection.execute(_PLACES, {"articles": some})
    }


def _stories(connection: Connection, ids: Collection[int]) -> dict[int, Story]:
    """Return the stories by id; one with no current article is left out."""
    members: defaultdict[int, list[Article]] = defaultdict(list)
    for some in chunked(sorted(set(ids))):
        for row in connection.execute(_MEMBERS, {"stories": some}):
            members[row.story_id].append(article_from(row))
    return {story: Story(story, tuple(articles)) for story, articles in members.items()}


def _forget_keys_of_other_versions(connection: Connection) -> None:
    """Let no article find those placed by another version, whose terms are not comparable with its own."""
    others = select(StoryArticleRow.article_id).where(StoryArticleRow.version != VERSION)
    if connection.execute(others.limit(1)).first() is not None:
        connection.execute(delete(StoryKeyRow).where(StoryKeyRow.article_id.in_(others)))
