"""Find out which other papers tell the stories of a reply, in whatever words."""

from __future__ import annotations

from dataclasses import replace

from retrieval.domain.ports.stories import StoryStore
from retrieval.domain.reply import Answer, Excerpt, Reply

# Papers that it takes for a story to be worth a word.
SEVERAL = 2


class FindStories:
    """Fills in `Excerpt.story`."""

    def __init__(self, store: StoryStore) -> None:
        self._store = store

    async def __call__(self, reply: Reply) -> Reply:
        """Return an answer with every excerpt naming its story if several papers tell it; refusals stay as they are."""
        if not isinstance(reply, Answer):
            return reply
        stories = await self._store.stories_of({e.article.id for e in reply.excerpts})
        told = {article: story for article, story in stories.items() if len(story.papers) >= SEVERAL}

        def with_story(excerpt: Excerpt) -> Excerpt:
            return replace(excerpt, story=told.get(excerpt.article.id))

        return replace(reply, excerpts=tuple(map(with_story, reply.excerpts))) if told else reply
