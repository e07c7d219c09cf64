"""Port of the stories: which articles are on one event."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from retrieval.domain.story import Story


class StoryStore(Protocol):
    """Stories, kept in step with every change of the articles; a retracted article is in none."""

    async def story(self, story_id: int) -> Story | None:
        """Return the story with this id, or the one that took it in; None if none of its articles is left."""

    async def stories_of(self, articles: Collection[str]) -> dict[str, Story]:
        """Return the whole story of each of these articles; one that is not placed yet, or gone, is left out."""

    async def story_ids(self, articles: Collection[str]) -> dict[str, int]:
        """Return the id of the story of each of these articles, without reading the stories."""

    async def place_in_stories(self, most: int) -> int:
        """Place up to `most` articles that this version has not placed yet, the oldest first; return how many."""
