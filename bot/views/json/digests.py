"""The stories of a digest as `onrecord digest --json` prints them."""

from __future__ import annotations

from pydantic import Field

from bot.views.json.answers import SourceArticle
from bot.views.json.base import JsonLine, offsets
from retrieval.answers.digests.news import DigestStory


class SentenceObject(JsonLine):
    """A sentence that carries a story, always `article.text[start:end]` of the stored text."""

    text: str
    start: int
    end: int


class StoryLine(JsonLine):
    """A story of a digest, the best first."""

    n: int
    story: int | None = Field(description="Its number, which stays; null if its one article is not placed in one yet.")
    article: SourceArticle = Field(description="The article whose headline stands for the story.")
    sentences: list[SentenceObject] = Field(description="Sentences of that article that carry the story, best first.")
    papers: list[str] = Field(description="Who printed it, in the order in which they came in.")
    origins: int = Field(description="How many articles it has, near-copies counted once.")
    articles: list[str] = Field(description="The ids of all its articles, in the order in which they came in.")

    @classmethod
    def of(cls, n: int, story: DigestStory) -> StoryLine:
        sentences = []
        for span in story.says:
            start, end = offsets(span)
            sentences.append(SentenceObject(text=span.cut(story.head.text), start=start, end=end))
        return cls(
            n=n,
            story=story.story,
            article=SourceArticle.of(story.head),
            sentences=sentences,
            papers=list(story.papers),
            origins=story.origins,
            articles=[a.id for a in story.articles],
        )
