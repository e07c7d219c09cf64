"""A digest holds the articles that came in between two moments, each with excerpts in its own words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from retrieval.answers.digest import MAX_ARTICLES, MAX_ENTRY_CHARS, Digest, MakeDigest
from retrieval.domain.article import KnownBy
from retrieval.domain.interests import Interests
from tests.contracts.drafts import HILL, pair
from tests.contracts.memory import MemoryLibrary
from tests.retrieval.invented import Said, printed

NOW = datetime(2026, 3, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)


async def digest_of(*texts: str) -> Digest:
    library = MemoryLibrary(now=lambda: NOW)
    await library.put([pair(text, str(n)) for n, text in enumerate(texts)])
    digest = await MakeDigest(library)(NOW - HOUR, NOW)
    for entry in digest.entries:
        assert entry.excerpts
        assert sum(len(e.span) for e in entry.excerpts) <= MAX_ENTRY_CHARS
        assert all(e.text == entry.article.text[e.span.start : e.span.end] for e in entry.excerpts)
    return digest


async def shown(text: str) -> list[str]:
    (entry,) = (await digest_of(text)).entries
    return [e.text for e in entry.excerpts]


async def test_direct_words_represent_an_article() -> None:
    assert await shown(HILL) == ['"Ukraine is absolutely critical,"']


async def test_at_most_two_statements_represent_an_article() -> None:
    text = "\n".join(f'"It is day {n} of the flood," said Ana Maric.' for n in range(5))
    assert await shown(text) == ['"It is day 0 of the flood,"', '"It is day 1 of the flood,"']


async def test_a_second_statement_that_leaves_no_room_is_left_out() -> None:
    text = "\n".join(f'"{n} {"rain and " * 45}" said Ana Maric.' for n in (1, 2))
    assert [s[:2] for s in await shown(text)] == ['"1']


@pytest.mark.parametrize(
    "text",
    [
        "It rained. Nobody spoke.",
        "It rained. Ana Maric said that it would stop.",
        'It rained. "We never saw so much of it here before," he said.',
        f'It rained. "{"Rain and rain and rain again. " * 40}" said Ana Maric.',
    ],
    ids=["nobody speaks", "only reported", "nobody knows who", "too long"],
)
async def test_without_direct_words_the_opening_sentence_represents_it(text: str) -> None:
    assert await shown(text) == ["It rained."]


async def test_words_of_an_unknown_speaker_represent_no_article() -> None:
    library = MemoryLibrary(now=lambda: NOW)
    text = "It rained. “Never,” he said."
    await library.put([printed(text, Said("“Never,”", "he", how=KnownBy.PRONOUN), name="a")])
    (entry,) = (await MakeDigest(library)(NOW - HOUR, NOW)).entries
    assert [e.text for e in entry.excerpts] == ["It rained."]


async def test_an_endless_opening_sentence_is_cut_between_words() -> None:
    (opening,) = await shown("rain and " * 1000)
    assert MAX_ENTRY_CHARS / 2 < len(opening) <= MAX_ENTRY_CHARS
    assert set(opening.split()) == {"rain", "and"}


async def test_articles_beyond_the_limit_are_counted() -> None:
    digest = await digest_of(*(f"Rain on day {n}." for n in range(MAX_ARTICLES + 3)))
    assert len(digest.entries) == MAX_ARTICLES
    assert digest.more == 3
    assert digest.entries[0].article.id == str(MAX_ARTICLES + 2)


async def test_an_article_belongs_to_one_of_two_adjacent_digests() -> None:
    library = MemoryLibrary(now=lambda: NOW)
    await library.put([pair(HILL, "hill")])
    make = MakeDigest(library)
    before, after = await make(NOW - HOUR, NOW), await make(NOW, NOW + HOUR)
    assert [len(d.entries) for d in (before, after)] == [1, 0]
    assert (before.since, before.until, before.more) == (NOW - HOUR, NOW, 0)


async def test_a_subject_is_found_in_the_plural_and_in_the_singular() -> None:
    library = MemoryLibrary(now=lambda: NOW)
    texts = ("The tram drivers will strike.", "Trams stand still.", "The tramp left.", "His gas is gone.")
    await library.put([pair(text, str(n)) for n, text in enumerate(texts)])

    async def found(*subjects: str) -> set[str]:
        return {e.article.text for e in (await MakeDigest(library)(NOW - HOUR, NOW, Interests(subjects))).entries}

    assert await found("trams") == await found("Tram") == set(texts[:2])
    assert await found("tram drivers", "tramps") == {texts[0], texts[2]}
    assert await found("ga") == set()
