"""Keep the stories of articles, in the transaction of every change.

An article is compared with the stories of those that share its rarest terms.  A story that grows may take in another:
the smaller id stays, and the other leads to it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, delete, func, insert, or_, select, update

from retrieval.stories.linkage import SAME_SUBJECT, Group, likeness
from retrieval.stories.placing import joined
from retrieval.stories.terms import VERSION, Terms
from storage.database.dialect import insert_if_new, integers_in
from storage.schema.story_tables import StoryArticleRow, StoryKeyRow, StoryRow
from storage.schema.tables import RevisionRow

# The articles that share the most terms with a new one; their stories are compared with it.
MAX_FOUND = 64
# A story is known by so many of its newest articles: what comes after hundreds of them resembles the last ones.
MAX_COMPARED = 64
# A dated article is not compared with those that appeared longer before or after it.
MAX_DAYS_APART = 45.0


@dataclass(slots=True)
class StoryUpdates:
    """Places articles in stories inside one transaction."""

    connection: Connection

    def add(self, article_id: int, revision_id: int, terms: Terms) -> None:
        """Place an article that is in no story yet."""
        self._place(article_id, revision_id, terms, None)

    def change(self, article_id: int, revision_id: int, terms: Terms) -> None:
        """Place an article anew whose text, headline or date has changed; one on the same subject stays."""
        row = self.connection.execute(_OWN, {"of": article_id}).first()
        if row is None:
            self.add(article_id, revision_id, terms)
            return
        self.drop(article_id)
        before = Terms.unpacked(row.terms, row.day)
        if row.version == VERSION and likeness(before, terms) >= SAME_SUBJECT:
            self._write(article_id, revision_id, terms, row.story_id, known=True)
        else:
            self._place(article_id, revision_id, terms, row.story_id)

    def put_back(self, article_id: int) -> bool:
        """Find an article again in its story.  Return False if it must be placed anew (`change`) instead."""
        row = self.connection.execute(_OWN, {"of": article_id}).first()
        if row is None or row.version != VERSION:
            return False
        self._write_keys(article_id, Terms.unpacked(row.terms, row.day))
        return True

    def drop(self, article_id: int) -> None:
        """Let no other article find this one; it keeps its place for when it is put back."""
        self.connection.execute(_DROP_KEYS, {"of": article_id})

    def _place(self, article_id: int, revision_id: int, terms: Terms, former: int | None) -> None:
        """Place an article; `former` is the story that it was in before its text changed."""
        found = self._near(article_id, terms)
        groups = self._groups(found | ({former} if former is not None else set()), without=article_id)
        near = joined(Group.of([terms]), groups)
        # Nobody else is in its former story, not even retracted: then the story has changed with its article.
        alone = former is not None and not self._has_others(former, article_id)
        into = min([*near, former] if alone and former is not None else near, default=None)
        if into is None:
            into = self._new_story()
        self._write(article_id, revision_id, terms, into, known=former is not None)
        self._merge([s for s in (*near, *([former] if alone and former is not None else [])) if s != into], into)

    def _has_others(self, story: int, article_id: int) -> bool:
        query = select(StoryArticleRow.article_id).where(StoryArticleRow.story_id == story)
        return (
            self.connection.execute(query.where(StoryArticleRow.article_id != article_id).limit(1)).first() is not None
        )

    def _near(self, article_id: int, terms: Terms) -> set[int]:
        """Return the stories of the articles that share the most lookup terms."""
        if not terms.lookup:
            return set()
        day = terms.day
        values = {"keys": json.dumps(terms.lookup), "own": article_id}
        if day is None:
            rows = self.connection.execute(_SHARING, values)
        else:
            between = {"first": day - MAX_DAYS_APART, "last": day + MAX_DAYS_APART}
            rows = self.connection.execute(_SHARING_NEAR, values | between)
        return {row.story_id for row in rows}

    def _groups(self, stories: Collection[int], without: int) -> dict[int, Group]:
        """Return the newest current articles of each story together."""
        members: defaultdict[int, list[Terms]] = defaultdict(list)
        for row in self.connection.execute(_MEMBERS, {"stories": json.dumps(sorted(stories)), "own": without}):
            members[row.story_id].append(Terms.unpacked(row.terms, row.day))
        return {story: Group.of(terms) for story, terms in members.items()}

    def _new_story(self) -> int:
        key = self.connection.execute(insert(StoryRow).values(merged_into=None)).inserted_primary_key
        if key is None:
            raise RuntimeError("the database returned no key for a new story")
        return int(key[0])

    def _write(self, article_id: int, revision_id: int, terms: Terms, story: int, *, known: bool) -> None:
        values = {"revision_id": revision_id, "story_id": story, "day": terms.day, "version": VERSION}
        packed = {"terms": terms.packed()}
        if known:
            own = StoryArticleRow.article_id == article_id
            self.connection.execute(update(StoryArticleRow).where(own).values(**values, **packed))
        else:
            self.connection.execute(insert(StoryArticleRow).values(article_id=article_id, **values, **packed))
        self._write_keys(article_id, terms)

    def _write_keys(self, article_id: int, terms: Terms) -> None:
        rows = [{"key": key, "article_id": article_id} for key in terms.lookup]
        if rows:
            self.connection.execute(_NEW_KEY, rows)

    def _merge(self, stories: Sequence[int], into: int) -> None:
        for story in stories:
            moved = update(StoryArticleRow).where(StoryArticleRow.story_id == story)
            self.connection.execute(moved.values(story_id=into))
            leads = or_(StoryRow.id == story, StoryRow.merged_into == story)
            self.connection.execute(update(StoryRow).where(leads).values(merged_into=into))


# Built once, because building a query takes as long as running it.
_OWN = select(StoryArticleRow.story_id, StoryArticleRow.terms, StoryArticleRow.day, StoryArticleRow.version).where(
    StoryArticleRow.article_id == bindparam("of")
)
_DROP_KEYS = delete(StoryKeyRow).where(StoryKeyRow.article_id == bindparam("of"))
_NEW_KEY = insert_if_new(StoryKeyRow)
_SHARING = (
    select(StoryArticleRow.story_id)
    .join(StoryKeyRow, StoryKeyRow.article_id == StoryArticleRow.article_id)
    .where(
        StoryKeyRow.key.in_(integers_in("keys")),
        StoryArticleRow.article_id != bindparam("own"),
        StoryArticleRow.version == VERSION,
    )
    .group_by(StoryArticleRow.article_id, StoryArticleRow.story_id)
    .order_by(func.count().desc(), StoryArticleRow.article_id.desc())
    .limit(MAX_FOUND)
)
_SHARING_NEAR = _SHARING.where(
    or_(StoryArticleRow.day.is_(None), StoryArticleRow.day.between(bindparam("first"), bindparam("last")))
)
_rank = func.row_number().over(partition_by=StoryArticleRow.story_id, order_by=StoryArticleRow.article_id.desc())
_ranked = (
    select(StoryArticleRow.story_id, StoryArticleRow.terms, StoryArticleRow.day, _rank.label("nth"))
    .join(RevisionRow, RevisionRow.id == StoryArticleRow.revision_id)
    .where(
        StoryArticleRow.story_id.in_(integers_in("stories")),
        StoryArticleRow.article_id != bindparam("own"),
        StoryArticleRow.version == VERSION,
        RevisionRow.current,
    )
    .subquery()
)
_MEMBERS = select(_ranked.c.story_id, _ranked.c.terms, _ranked.c.day).where(_ranked.c.nth <= MAX_COMPARED)
