"""Which articles are on one event, for the Library in memory: every story is compared with every new article."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from retrieval.domain.article import Article
from retrieval.domain.story import Story
from retrieval.stories.linkage import SAME_SUBJECT, Group, likeness
from retrieval.stories.placing import joined
from retrieval.stories.terms import Terms, terms_of
from tests.contracts.memory_statements import Revision


@dataclass(slots=True)
class _Place:
    revision: int
    terms: Terms
    story: int


class MemoryStories(ABC):
    """Implements the StoryStore port over current revisions."""

    def __init__(self) -> None:
        self._places: dict[str, _Place] = {}
        self._taken_in: dict[int, int] = {}
        self._stories_made = 0

    @abstractmethod
    def newest_revisions(self, article: str | None = None) -> list[Revision]:
        """Return current revisions, newest first."""

    def place(self, articles: Sequence[Article]) -> None:
        """Place those articles that are new or changed; they are all current ones, in the order they came in."""
        current = {a.id for a in articles}
        for article in articles:
            known = self._places.get(article.id)
            if known is not None and known.revision == article.revision:
                continue
            terms = terms_of(article.text, article.title, article.published)
            if known is not None and likeness(known.terms, terms) >= SAME_SUBJECT:
                self._places[article.id] = _Place(article.revision, terms, known.story)
                continue
            others = [p for i, p in self._places.items() if i in current and i != article.id]
            groups = {n: Group.of([p.terms for p in others if p.story == n]) for n in {p.story for p in others}}
            near = joined(Group.of([terms]), groups)
            rest = [p.story for i, p in self._places.items() if i != article.id]
            if known is not None and known.story not in rest:
                near.append(known.story)
            if not near:
                self._stories_made += 1
            into = min(near, default=self._stories_made)
            self._places[article.id] = _Place(article.revision, terms, into)
            for gone in set(near) - {into}:
                self._take_in(gone, into)

    def _take_in(self, gone: int, into: int) -> None:
        for place in self._places.values():
            place.story = into if place.story == gone else place.story
        self._taken_in = {n: into if m == gone else m for n, m in self._taken_in.items()} | {gone: into}

    async def story(self, story_id: int) -> Story | None:
        return self._stories().get(self._taken_in.get(story_id, story_id))

    async def stories_of(self, articles: Collection[str]) -> dict[str, Story]:
        return {a.id: story for story in self._stories().values() for a in story.articles if a.id in articles}

    async def story_ids(self, articles: Collection[str]) -> dict[str, int]:
        return {article: story.id for article, story in (await self.stories_of(articles)).items()}

    async def place_in_stories(self, most: int) -> int:
        """Do nothing: articles are placed with every change."""
        return 0

    def _stories(self) -> dict[int, Story]:
        current = {r.article.id: r.article for r in self.newest_revisions()}
        found: dict[int, list[Article]] = {}
        for article, place in self._places.items():
            if article in current:
                found.setdefault(place.story, []).append(current[article])
        return {n: Story(n, tuple(articles)) for n, articles in found.items()}
