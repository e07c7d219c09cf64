"""Articles are added once, whole or not at all, and are found from then on."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from retrieval.answers.router import AnswerQuestion
from retrieval.domain.article import Draft, Outcome, Reading, Span
from retrieval.domain.errors import UnusableArticle
from retrieval.domain.ports import NO_GENERATION
from retrieval.domain.reply import Answer
from retrieval.index.embedded import keyword_folder
from retrieval.index.faiss_index import FaissIndex
from retrieval.index.search import PassageSearch
from retrieval.index.tantivy_index import TantivyIndex
from retrieval.index.threads import RetrievalWorker
from retrieval.ingest.pipeline import BATCH, MAX_ARTICLE_CHARS, REREAD_BATCH, AddArticles, ReadAgain
from tests.contracts.drafts import HILL, MARIC
from tests.contracts.encoders import FakeEncoder
from tests.contracts.memory import MemoryLibrary
from tests.retrieval.reading import READER
from tests.retrieval.searching import printing


def drafts(n: int) -> list[Draft]:
    return [
        Draft(text=f'Article {i} is about river {i}. "Day {i} is here," said Ana Maric.', id=str(i)) for i in range(n)
    ]


async def agree(library: MemoryLibrary, search: PassageSearch) -> None:
    """Assert that the indexes hold what the store holds."""
    held = sorted((await library.changes(0)).added)
    assert sorted(i for i, _ in await search.nearest("river", 10_000)) == held
    # Every text here prints it.
    assert sorted(await printing(search, {"is": 1.0})) == held


async def test_a_draft_is_read_stored_and_found(
    add: AddArticles, library: MemoryLibrary, search: PassageSearch, answer: AnswerQuestion
) -> None:
    (added,) = await add([Draft(text=HILL, id="hill", title="Hill")])
    assert added.outcome is Outcome.ADDED
    assert (added.passages, added.statements) == (1, 1)
    assert await library.article("hill") == added.article
    await agree(library, search)
    assert isinstance(await answer("What did Hill say?"), Answer)


async def test_the_same_drafts_again_change_nothing_and_read_nothing(
    add: AddArticles, library: MemoryLibrary, encoder: FakeEncoder
) -> None:
    first = await add(drafts(5))
    generation, encoded = await library.generation(), len(encoder.encoded)
    again = await add(drafts(5))
    assert {a.outcome for a in again} == {Outcome.UNCHANGED}
    assert [a.article for a in again] == [a.article for a in first]
    assert await library.generation() == generation
    assert len(encoder.encoded) == encoded


async def test_results_are_in_the_order_of_the_drafts(add: AddArticles) -> None:
    await add([drafts(3)[1]])
    added = await add([*drafts(3), drafts(1)[0]])
    assert [a.article.id for a in added] == ["0", "1", "2", "0"]
    assert [a.outcome.value for a in added] == ["added", "unchanged", "added", "unchanged"]


async def test_another_text_under_the_same_id_is_a_revision_and_the_old_text_is_not_found(
    add: AddArticles, library: MemoryLibrary, search: PassageSearch
) -> None:
    await add([Draft(text=HILL, id="one")])
    (added,) = await add([Draft(text=MARIC, id="one")])
    assert (added.outcome, added.article.revision) == (Outcome.REVISED, 2)
    await agree(library, search)
    assert len(await search.nearest(HILL, 10)) == added.passages


async def test_if_one_article_is_too_long_none_is_added(add: AddArticles, library: MemoryLibrary) -> None:
    with pytest.raises(UnusableArticle, match=f"{MAX_ARTICLE_CHARS + 1:,}"):
        await add([*drafts(2), Draft(text="x" * (MAX_ARTICLE_CHARS + 1))])
    assert await library.article_count() == 0
    assert await library.generation() == NO_GENERATION


async def test_adding_nothing_is_no_error(add: AddArticles, library: MemoryLibrary) -> None:
    assert await add([]) == []
    assert await library.generation() == NO_GENERATION


async def test_progress_is_reported_for_every_draft(add: AddArticles) -> None:
    heard: list[int] = []
    await add(drafts(BATCH + 5), heard.append)
    assert heard == [BATCH, 5]


@pytest.mark.parametrize("turns", [1, 3, 10, 30, 60, 100, 200])
async def test_after_cancelling_at_any_time_store_and_index_agree_and_the_same_drafts_complete_it(
    add: AddArticles, library: MemoryLibrary, search: PassageSearch, turns: int
) -> None:
    adding = asyncio.ensure_future(add(drafts(3 * BATCH)))
    for _ in range(turns):
        await asyncio.sleep(0.0005)
    adding.cancel()
    await asyncio.wait([adding])
    await agree(library, search)
    await add(drafts(3 * BATCH))
    assert await library.article_count() == 3 * BATCH
    await agree(library, search)


async def test_both_indexes_are_saved_at_the_end(add: AddArticles, library: MemoryLibrary, folder: Path) -> None:
    await add(drafts(3))
    for saved in (FaissIndex.load(folder), TantivyIndex.load(keyword_folder(folder))):
        assert saved is not None
        assert saved.generation == await library.generation()
        assert len(saved) == await library.passage_count()


async def test_a_batch_is_committed_whole(add: AddArticles, library: MemoryLibrary) -> None:
    committed = asyncio.Event()
    adding = asyncio.ensure_future(add(drafts(2 * BATCH), lambda _: committed.set()))
    await committed.wait()
    adding.cancel()
    await asyncio.wait([adding])
    assert await library.article_count() in {BATCH, 2 * BATCH}


@pytest.mark.parametrize("text", [HILL, MARIC, "x", "🌞", "\u200b", f"{HILL}\n\n{MARIC}" * 20])
def test_a_reading_consists_of_slices_of_its_text(text: str) -> None:
    reading = READER.read(text)
    spans = [
        *reading.passages,
        *(m.span for m in reading.mentions),
        *(c for s in reading.statements for c in s.content),
        *(s.cue for s in reading.statements if s.cue),
        *(p.mention for s in reading.statements for p in s.speakers if p.mention),
    ]
    assert all(span.cut(text) for span in spans)
    assert reading.passages


async def test_readings_of_an_older_version_are_read_again(
    library: MemoryLibrary, search: PassageSearch, worker: RetrievalWorker, add: AddArticles, answer: AnswerQuestion
) -> None:
    await add([Draft(text=MARIC, id="maric")])
    old = [(draft, Reading((Span(0, 5),), (), (), version="old")) for draft in drafts(REREAD_BATCH + 1)]
    await library.put([*old, (Draft(text=HILL, id="hill"), Reading((), (), ()))])
    read_again = ReadAgain(library, search, worker, READER)
    assert await read_again.waiting() == REREAD_BATCH + 2
    heard: list[int] = []
    assert await read_again(heard.append) == sum(heard) == REREAD_BATCH + 2
    assert await read_again.waiting() == await read_again() == 0
    assert isinstance(await answer("What did Hill say?"), Answer)
    await agree(library, search)
