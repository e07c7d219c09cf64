"""The card of a story is made of what is stored now, under the names that people have across articles."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.usecases.delivering.digests.contents import content_of, story_card
from bot.views.digests.card import card_text
from retrieval.answers.digests.news import Digest, DigestStory
from retrieval.domain.article import Draft, Reading
from retrieval.index.embedded import embedded_indexes
from retrieval.index.search import PassageSearch
from retrieval.index.threads import RetrievalWorker
from tests.contracts.encoders import FakeEncoder
from tests.contracts.memory import MemoryLibrary
from tests.retrieval.invented import Said, march, printed

NOW = datetime(2026, 3, 12, 9, tzinfo=UTC)


@pytest.fixture
def worker() -> Iterator[RetrievalWorker]:
    worker = RetrievalWorker()
    yield worker
    worker.close()


def said_by(who: str, words: str, name: str) -> tuple[Draft, Reading]:
    return printed(f"{words} said {who}. Nine villages heard of it.", Said(words, who), name=name, day=march(2))


async def test_a_surname_that_several_people_have_is_marked(tmp_path: Path, worker: RetrievalWorker) -> None:
    library, encoder = MemoryLibrary(lambda: NOW), FakeEncoder()
    search = PassageSearch(library, encoder, worker, embedded_indexes(tmp_path, encoder))
    people = (("Ada Brook", "“It holds,”"), ("Ben Brook", "“I sang,”"), ("Brook", "“We had no warning,”"))
    await library.put([said_by(who, words, name=who) for who, words in people])
    head = await library.article("Brook")
    assert head is not None
    story = (await library.stories_of([head.id]))[head.id]
    content = content_of(Digest(NOW, NOW, (DigestStory((head,), head, story=story.id),)), "UTC")
    card = await story_card(library, search, content, 0, head)
    assert "Brook (Ada Brook or Ben Brook: the article doesn't say)" in card_text(card, NOW).plain
    assert card.seen == (NOW, NOW)
