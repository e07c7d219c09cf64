"""The ArticleStore port, in memory and on every database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from retrieval.domain.article import Outcome, Reading, Span
from retrieval.domain.ports import Library
from tests.contracts.drafts import HILL, HILL_ON_BRIDGES, MARIC, pair


async def test_a_stored_article_comes_back_as_it_was_given(library: Library) -> None:
    draft, reading = pair(HILL, "hill", title="Hill speaks", day=3)
    (added,) = await library.put([(draft, reading)])
    assert added.outcome is Outcome.ADDED
    assert (added.passages, added.statements) == (len(reading.passages), len(reading.statements))
    article = await library.article("hill")
    assert article == added.article
    assert article is not None
    assert (article.text, article.title, article.published) == (HILL, "Hill speaks", draft.published)
    assert article.revision == 1
    assert article.added.utcoffset() == timedelta(0)


async def test_several_articles_are_found_at_once_in_their_current_revisions(library: Library) -> None:
    await library.put([pair(HILL, "a"), pair(MARIC, "b")])
    await library.put([pair(HILL_ON_BRIDGES, "a")])
    found = await library.articles(["b", "a", "a", "nobody's"])
    assert {i: (a.revision, a.text) for i, a in found.items()} == {"a": (2, HILL_ON_BRIDGES), "b": (1, MARIC)}
    assert await library.articles([]) == {}


async def test_the_same_again_changes_nothing(library: Library) -> None:
    (first,) = await library.put([pair(HILL, "hill")])
    before = await library.generation()
    (again,) = await library.put([pair(HILL, "hill")])
    assert again.outcome is Outcome.UNCHANGED
    assert again.article == first.article
    assert (again.passages, again.statements) == (first.passages, first.statements)
    assert await library.generation() == before
    assert await library.article_count() == 1


async def test_a_draft_twice_in_one_put_is_stored_once(library: Library) -> None:
    added = await library.put([pair(HILL, "hill"), pair(HILL, "hill")])
    assert [a.outcome for a in added] == [Outcome.ADDED, Outcome.UNCHANGED]
    assert await library.passage_count() == added[0].passages


async def test_same_finds_what_put_would_leave_unchanged(library: Library) -> None:
    draft, reading = pair(HILL, "hill", title="Hill speaks")
    assert await library.same(draft) is None
    await library.put([(draft, reading)])
    known = await library.same(draft)
    assert known is not None
    assert known.outcome is Outcome.UNCHANGED
    assert await library.same(pair(HILL, "hill", title="Another title")[0]) is None
    assert await library.same(pair(MARIC, "hill", title="Hill speaks")[0]) is None


async def test_another_text_under_one_id_is_a_revision(library: Library) -> None:
    await library.put([pair(HILL, "hill")])
    (added,) = await library.put([pair(HILL_ON_BRIDGES, "hill")])
    assert added.outcome is Outcome.REVISED
    assert added.article.revision == 2
    assert await library.article("hill") == added.article
    assert await library.article_count() == 1
    assert await library.articles_printing(["ukraine"]) == []


async def test_articles_without_an_id_are_distinguished_by_their_text(library: Library) -> None:
    one, two, again = await library.put([pair(HILL), pair(MARIC), pair(HILL)])
    assert one.article.id != two.article.id
    assert again.article.id == one.article.id
    assert again.outcome is Outcome.UNCHANGED


async def test_an_unknown_id_is_none(library: Library) -> None:
    assert await library.article("nobody") is None


async def test_putting_no_drafts_changes_nothing(library: Library) -> None:
    assert await library.put([]) == []
    assert await library.article_count() == 0


async def test_added_between_excludes_since_and_includes_until(library: Library) -> None:
    (first,) = await library.put([pair(HILL, "hill")])
    (second,) = await library.put([pair(MARIC, "maric")])
    early, late = first.article.added, second.article.added
    assert early < late
    assert await library.added_between(early, late) == [second.article]
    assert await library.added_between(early - timedelta(seconds=1), late) == [second.article, first.article]
    assert await library.added_between(late, late + timedelta(days=1)) == []


async def test_articles_are_ordered_by_printed_date_rather_than_by_arrival(library: Library) -> None:
    added = await library.put([pair(HILL, "a", day=9), pair(MARIC, "b", day=2), pair(HILL_ON_BRIDGES, "c", day=5)])
    found = await library.added_between(datetime(2020, 1, 1, tzinfo=UTC), added[0].article.added)
    assert [a.id for a in found] == ["a", "c", "b"]


async def test_newest_between_goes_by_printed_date_or_else_by_arrival(
    library: Library,
) -> None:
    added = await library.put(
        [pair(HILL, "a", day=2), pair(MARIC, "b", day=9), pair(HILL_ON_BRIDGES, "c", day=5), pair("Nobody spoke.", "d")]
    )
    first, last = datetime(2026, 3, 2, tzinfo=UTC), datetime(2026, 3, 9, tzinfo=UTC)
    assert [a.id for a in await library.newest_between(first, last, 9)] == ["c", "a"]
    assert [a.id for a in await library.newest_between(first, None, 9) if a.published] == ["b", "c", "a"]
    assert [a.id for a in await library.newest_between(None, last, 9)] == ["c", "a"]
    assert [a.id for a in await library.newest_between(added[3].article.added, None, 9)] == ["d"]
    assert len(await library.newest_between(None, None, 9)) == 4
    assert [a.id for a in await library.newest_between(None, last, 1)] == ["c"]


async def test_readings_of_another_version_are_counted(library: Library) -> None:
    draft, reading = pair(HILL, "hill")
    await library.put([(draft, replace(reading, version="one")), pair(MARIC, "maric")])
    assert await library.count_outdated_readings("one") == 1
    assert await library.ids_of_outdated_readings("one") == ["maric"]
    assert await library.count_outdated_readings("two") == 2
    assert sorted(await library.ids_of_outdated_readings("two")) == ["hill", "maric"]


async def test_a_new_reading_replaces_the_old_one(library: Library) -> None:
    draft, reading = pair(HILL_ON_BRIDGES, "bridges")
    await library.put([(draft, replace(reading, statements=(), mentions=()))])
    before = await library.generation(), await library.passage_ids_within(["bridges"])
    article = await library.article("bridges")
    assert article is not None
    assert await library.said_in(["bridges"]) == []
    await library.replace_readings([(article, replace(reading, version="two"))])
    assert [q.statement for q in await library.said_in(["bridges"])] == list(reading.statements)
    assert await library.count_outdated_readings("two") == 0
    assert await library.article("bridges") == article
    # The passages are the same, so no index has to change.
    assert (await library.generation(), await library.passage_ids_within(["bridges"])) == before
    await library.replace_readings([(article, Reading(reading.passages, (), (), understood=False, version="three"))])
    assert await library.said_in(["bridges"]) == []
    assert await library.quoted_people() == []
    assert await library.unread() == 1


async def test_search_finds_the_passages_of_the_new_reading(library: Library) -> None:
    draft, reading = pair(HILL, "hill")
    await library.put([(draft, reading)])
    before, old = await library.generation(), await library.passage_ids_within(["hill"])
    article = await library.article("hill")
    assert article is not None
    await library.replace_readings([(article, replace(reading, passages=(Span(0, 10),)))])
    (new,) = await library.passage_ids_within(["hill"])
    assert new not in old
    (again,) = await library.put([(draft, reading)])
    assert (again.outcome, again.passages) == (Outcome.UNCHANGED, 1)
    changes = await library.changes(before.number)
    assert (changes.added, sorted(changes.removed)) == ((new,), sorted(old))


async def test_a_reading_of_an_older_revision_is_ignored(library: Library) -> None:
    draft, reading = pair(HILL, "hill")
    (first,) = await library.put([(draft, reading)])
    await library.put([pair(HILL_ON_BRIDGES, "hill")])
    now = await library.said_in(["hill"])
    await library.replace_readings([(first.article, reading)])
    assert await library.said_in(["hill"]) == now


async def test_passages_retired_by_a_new_reading_are_not_retired_again(library: Library) -> None:
    draft, reading = pair(HILL, "hill")
    (first,) = await library.put([(draft, reading)])
    await library.replace_readings([(first.article, replace(reading, passages=(Span(0, 10),)))])
    between = await library.generation()
    (current,) = await library.passage_ids_within(["hill"])
    await library.put([pair(HILL_ON_BRIDGES, "hill")])
    assert (await library.changes(between.number)).removed == (current,)
