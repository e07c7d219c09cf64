"""The PassageStore and PassageSource ports, in memory and on every database."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from retrieval.domain.ports import NO_GENERATION, Generation, Library
from retrieval.text.normalize import words
from tests.contracts.drafts import HILL, HILL_ON_BRIDGES, MARIC, pair


async def test_an_empty_store_has_no_generation(library: Library) -> None:
    assert await library.generation() == NO_GENERATION
    assert await library.holds(NO_GENERATION)
    assert await library.passage_count() == 0
    changes = await library.changes(0)
    assert (changes.to, changes.added, changes.removed) == (NO_GENERATION, (), ())


async def test_every_put_that_changes_something_makes_a_generation(library: Library) -> None:
    await library.put([pair(HILL, "hill")])
    first = await library.generation()
    await library.put([pair(HILL, "hill")])
    assert await library.generation() == first
    await library.put([pair(MARIC, "maric")])
    second = await library.generation()
    assert second.number > first.number
    assert second.token != first.token
    assert await library.holds(first)
    assert await library.holds(second)


async def test_a_generation_of_another_store_is_unknown(library: Library) -> None:
    await library.put([pair(HILL, "hill")])
    here = await library.generation()
    assert not await library.holds(Generation(here.number, "another token"))
    assert not await library.holds(Generation(here.number + 1, here.token))


async def test_changes_list_added_and_removed_passages(library: Library) -> None:
    await library.put([pair(HILL, "hill")])
    first = await library.generation()
    old = await library.passage_ids_within(["hill"])
    await library.put([pair(HILL_ON_BRIDGES, "hill"), pair(MARIC, "maric")])
    new = [*await library.passage_ids_within(["hill"]), *await library.passage_ids_within(["maric"])]
    changes = await library.changes(first.number)
    assert changes.to == await library.generation()
    assert sorted(changes.added) == sorted(new)
    assert list(changes.removed) == list(await library.removed(first.number)) == old
    assert not await library.removed(changes.to.number)
    assert not set(old) & set(new)
    afresh = await library.changes(0)
    assert sorted(afresh.added) == sorted(new)


async def test_passages_of_several_articles_are_found_together(library: Library) -> None:
    await library.put([pair(HILL, "hill"), pair(MARIC, "maric")])
    both = [*await library.passage_ids_within(["hill"]), *await library.passage_ids_within(["maric"])]
    # More articles than a database takes in one query.
    many = ["hill", *(f"nobody {n}" for n in range(40_000)), "maric", "hill"]
    assert sorted(await library.passage_ids_within(many)) == sorted(both)
    assert await library.passage_ids_within([]) == []


async def test_the_generation_before_a_passage_is_known(library: Library) -> None:
    await library.put([pair(HILL, "hill")])
    first = await library.generation()
    await library.put([pair(MARIC, "maric"), pair(f"{MARIC} Again.", "again")])
    (hill,), (maric,), (again,) = [await library.passage_ids_within([name]) for name in ("hill", "maric", "again")]
    assert await library.generation_before(hill) == NO_GENERATION
    assert await library.generation_before(maric) == await library.generation_before(again) == first


async def test_only_current_passages_count(library: Library) -> None:
    await library.put([pair(HILL, "hill")])
    old = await library.passage_ids_within(["hill"])
    await library.put([pair(HILL_ON_BRIDGES, "hill")])
    new = await library.passage_ids_within(["hill"])
    assert await library.passage_count() == len(new)
    assert set(await library.passages([*old, *new])) == set(new)
    assert set(await library.passage_texts([*old, *new])) == set(new)


async def test_a_passage_is_a_slice_of_its_article(library: Library) -> None:
    draft, reading = pair(f"{HILL}\n\n{MARIC * 20}", "both", title="Two speak")
    await library.put([(draft, reading)])
    ids = await library.passage_ids_within(["both"])
    found = await library.passages(ids)
    assert [found[i].span for i in ids] == list(reading.passages)
    assert len(ids) > 1
    texts = await library.passage_texts(ids)
    assert [texts[i] for i in ids] == [f"Two speak\n{p.cut(draft.text)}" for p in reading.passages]


async def test_without_a_title_the_passage_alone_is_encoded(library: Library) -> None:
    await library.put([pair(HILL, "hill")])
    ids = await library.passage_ids_within(["hill"])
    assert list((await library.passage_texts(ids)).values()) == [HILL]


async def test_unknown_ids_are_left_out(library: Library) -> None:
    assert await library.passages([1, 99]) == {}
    assert await library.passage_ids_within(["nobody"]) == []
    assert await library.passages([]) == {}


async def test_thousands_of_ids_are_looked_up_at_once(library: Library) -> None:
    await library.put([pair(HILL, "hill")])
    (known,) = await library.passage_ids_within(["hill"])
    assert set(await library.passages(range(known, known + 5000))) == {known}


@pytest.mark.parametrize(
    ("printed", "phrase"),
    [
        ("Ukraine is absolutely critical.", "absolutely critical"),
        ("Ukraine is “absolutely — critical”.", "ukraine critical"),
        ("UKRAINE IS CRITICAL", "Ukraine is critical"),
        ("100% of it, and snake_case too", "100% of it"),
    ],
)
async def test_articles_printing_words_in_order_are_found(library: Library, printed: str, phrase: str) -> None:
    await library.put([pair(printed, "printed"), pair(MARIC, "other")])
    assert [a.id for a in await library.articles_printing(words(phrase))] == ["printed"]
    assert await library.articles_printing(words(phrase), "other") == []


@pytest.mark.parametrize(
    ("printed", "phrase"), [("I don’t know", "I don't know"), ("Vučić spoke", "Vucic spoke"), ("ÉLAN", "élan")]
)
async def test_words_are_found_with_other_marks_accents_and_case(library: Library, printed: str, phrase: str) -> None:
    await library.put([pair(printed, "printed")])
    assert [a.id for a in await library.articles_printing(words(phrase))] == ["printed"]


async def test_articles_printing_the_words_in_another_order_are_not_found(library: Library) -> None:
    await library.put([pair("critical Ukraine", "printed")])
    assert await library.articles_printing(["ukraine", "critical"]) == []


async def test_sql_wildcards_are_ordinary_characters(library: Library) -> None:
    await library.put([pair("abc xyz", "plain"), pair("snake_case xyz", "underscored")])
    assert await library.articles_printing(["a_c"]) == []
    assert await library.articles_printing(["a%c"]) == []
    assert [a.id for a in await library.articles_printing(["snake_case"])] == ["underscored"]


async def test_passages_between_are_those_of_articles_dated_in_that_period(library: Library) -> None:
    await library.put([pair(HILL, "a", day=2), pair(MARIC, "b", day=9), pair(HILL_ON_BRIDGES, "undated")])
    first, last = datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 9, tzinfo=UTC)
    assert await library.passages_between(first, last) == await library.passage_ids_within(["a"])
    assert await library.passages_between(last, None) == await library.passage_ids_within(["b"])
    assert len(await library.passages_between(None, None)) == 2
    await library.put([pair("Nobody spoke.", "a")])
    assert await library.passages_between(first, last) == []
