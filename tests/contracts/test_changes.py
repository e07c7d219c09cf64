"""The ChangeStore port, in memory and on every database: retracting, restoring, reverting, and the log."""

from __future__ import annotations

from dataclasses import replace

import pytest

from retrieval.domain.article import Draft, Outcome
from retrieval.domain.changes import OPERATOR, Action, Actor
from retrieval.domain.errors import AlreadyDone, AlreadyInThatState, CannotUndo, UnknownArticle
from retrieval.domain.ports import Library
from tests.contracts.drafts import HILL, HILL_ON_BRIDGES, MARIC, pair

EDITH = Actor(name="Edith", user=7, place="chat 7, message 1")


async def test_a_retracted_article_is_in_no_search_and_no_list(library: Library) -> None:
    added = await library.put([pair(HILL_ON_BRIDGES, "bridges", day=3), pair(MARIC, "maric", day=4)])
    ids = await library.passage_ids_within(["bridges"])
    before = await library.generation()
    entry = await library.retract("bridges", EDITH, "a hoax")
    assert (entry.action, entry.article, entry.revision, entry.note) == (Action.RETRACTED, "bridges", 1, "a hoax")
    assert await library.article("bridges") is None
    assert await library.article_count() == 1
    assert [a.id for a in await library.newest_between(None, None, 9)] == ["maric"]
    first, last = min(a.article.added for a in added), max(a.article.added for a in added)
    assert "bridges" not in [a.id for a in await library.added_between(first.replace(year=2000), last)]
    assert await library.said_in(["bridges"]) == await library.said_by(["Christopher Hill"]) == []
    assert await library.quoted_people() == ["Ana Maric"]
    assert await library.uses({"hill"}) == []
    assert await library.quoted_alongside("Christopher Hill") == []
    assert await library.articles_printing(["bridge"]) == []
    assert await library.passages(ids) == {}
    assert await library.passage_texts(ids) == {}
    assert await library.passage_ids_within(["bridges"]) == []
    assert not set(ids) & set(await library.passages_between(None, None))
    changes = await library.changes(before.number)
    assert (changes.added, sorted(changes.removed)) == ((), sorted(ids))
    assert changes.to == await library.generation() != before
    assert await library.passage_count() == len(await library.passage_ids_within(["maric"]))


async def test_the_words_of_a_retracted_article_are_kept_for_the_answers_that_cite_them(library: Library) -> None:
    (added,) = await library.put([pair(HILL, "hill")])
    await library.put([pair(HILL_ON_BRIDGES, "hill")])
    await library.retract("hill", EDITH)
    assert await library.revision("hill", 1) == added.article
    assert (await library.revision("hill", 2) or added.article).text == HILL_ON_BRIDGES
    assert await library.revision("hill", 3) is None


async def test_a_restored_article_is_as_it_was_with_new_passages(library: Library) -> None:
    await library.put([pair(HILL_ON_BRIDGES, "bridges", day=3)])
    article, said = await library.article("bridges"), await library.said_in(["bridges"])
    uses, old = await library.uses({"hill", "maric"}), await library.passage_ids_within(["bridges"])
    await library.retract("bridges", EDITH)
    between = await library.generation()
    entry = await library.restore("bridges", EDITH)
    assert (entry.action, entry.article, entry.revision) == (Action.RESTORED, "bridges", 1)
    assert await library.article("bridges") == article
    assert await library.said_in(["bridges"]) == said != []
    assert await library.uses({"hill", "maric"}) == uses != []
    new = await library.passage_ids_within(["bridges"])
    assert len(new) == len(old)
    assert not set(new) & set(old)
    changes = await library.changes(between.number)
    assert (sorted(changes.added), changes.removed) == (sorted(new), ())
    assert changes.to != between


async def test_restoring_brings_back_the_newest_reading(library: Library) -> None:
    (added,) = await library.put([pair(HILL_ON_BRIDGES, "bridges")])
    reading = pair(HILL_ON_BRIDGES)[1]
    await library.replace_readings([(added.article, replace(reading, passages=reading.passages[:1]))])
    kept = await library.passages(await library.passage_ids_within(["bridges"]))
    await library.retract("bridges", EDITH)
    await library.restore("bridges", EDITH)
    back = await library.passages(await library.passage_ids_within(["bridges"]))
    assert [p.span for p in back.values()] == [p.span for p in kept.values()] == [reading.passages[0]]


async def test_neither_the_id_nor_the_text_brings_a_retracted_article_back(library: Library) -> None:
    await library.put([pair(HILL, "hill"), pair(MARIC)])
    (by_text,) = await library.put([pair(MARIC)])
    await library.retract("hill", EDITH, "a hoax")
    await library.retract(by_text.article.id, EDITH)
    before = await library.generation()
    for draft in (pair(HILL, "hill"), pair(HILL, "other"), pair(HILL_ON_BRIDGES, "hill"), pair(HILL), pair(MARIC)):
        (added,) = await library.put([draft])
        same = await library.same(draft[0])
        assert added.outcome is Outcome.RETRACTED
        assert same == added
        assert added.retraction is not None
        assert (added.retraction.by, added.retraction.reason) in {("Edith", "a hoax"), ("Edith", None)}
        assert added.article.id in {"hill", by_text.article.id}
    assert await library.article_count() == 0
    assert await library.generation() == before
    await library.restore("hill", EDITH)
    (again,) = await library.put([pair(HILL_ON_BRIDGES, "hill")])
    assert again.outcome is Outcome.REVISED


async def test_an_earlier_text_of_a_retracted_article_is_kept_out_too(library: Library) -> None:
    await library.put([pair(HILL, "hill")])
    await library.put([pair(HILL_ON_BRIDGES, "hill")])
    await library.retract("hill", EDITH)
    (added,) = await library.put([pair(HILL, "other")])
    assert (added.outcome, added.article.id) == (Outcome.RETRACTED, "hill")


async def test_changing_an_unknown_article_or_repeating_a_change_is_refused(library: Library) -> None:
    await library.put([pair(HILL, "hill")])
    for change in (library.retract("nobody", EDITH), library.restore("nobody", EDITH)):
        with pytest.raises(UnknownArticle):
            await change
    with pytest.raises(AlreadyInThatState):
        await library.restore("hill", EDITH)
    await library.retract("hill", EDITH)
    before = await library.generation(), len(await library.entries(9))
    with pytest.raises(AlreadyInThatState):
        await library.retract("hill", EDITH)
    assert (await library.generation(), len(await library.entries(9))) == before


async def test_the_status_of_an_article_is_known_whether_it_is_retracted_or_not(library: Library) -> None:
    assert await library.status("hill") is None
    (first,) = await library.put([pair(HILL, "hill")])
    (second,) = await library.put([pair(HILL_ON_BRIDGES, "hill")])
    standing = await library.status("hill")
    assert standing is not None
    assert (standing.article, standing.since, standing.retraction) == (second.article, first.article.added, None)
    assert (standing.passages, standing.statements) == (second.passages, second.statements)
    await library.retract("hill", EDITH, "a hoax")
    standing = await library.status("hill")
    assert standing is not None
    assert standing.article == second.article
    assert (standing.passages, standing.statements) == (0, 0)
    assert standing.retraction is not None
    assert (standing.retraction.by, standing.retraction.reason) == ("Edith", "a hoax")


async def test_every_change_is_in_the_log_the_newest_first(library: Library) -> None:
    from_file = Draft(text=MARIC, id="maric", title="The river", origin="news.jsonl")
    await library.put([pair(HILL, "hill"), (from_file, pair(MARIC)[1])])
    await library.put([pair(HILL_ON_BRIDGES, "hill")], EDITH)
    await library.put([pair(HILL_ON_BRIDGES, "hill")], EDITH)
    await library.retract("maric", EDITH, "a hoax")
    await library.restore("maric", OPERATOR)
    log = await library.entries(9)
    assert [(e.number, e.action, e.article, e.revision) for e in log] == [
        (5, Action.RESTORED, "maric", 1),
        (4, Action.RETRACTED, "maric", 1),
        (3, Action.REVISED, "hill", 2),
        (2, Action.ADDED, "maric", 1),
        (1, Action.ADDED, "hill", 1),
    ]
    assert [(e.by.name, e.by.user, e.by.place) for e in log] == [
        ("command line", None, None),
        ("Edith", 7, "chat 7, message 1"),
        ("Edith", 7, "chat 7, message 1"),
        ("command line", None, "news.jsonl"),
        ("command line", None, None),
    ]
    assert [e.title for e in log] == ["The river", "The river", None, "The river", None]
    assert [e.number for e in await library.entries(2, upto=3)] == [3, 2]
    assert [e.number for e in await library.entries(9, article="hill")] == [3, 1]
    assert await library.entry(4) == log[1]
    assert await library.entry(6) is None
    assert await library.newest_like(log[4]) == log[2]


async def test_a_former_text_comes_back_as_a_new_revision(library: Library) -> None:
    await library.put([pair(HILL, "hill", title="Hill")])
    await library.put([pair(HILL, "hill", title="Hill speaks")])
    draft, reading = pair(HILL, "hill", title="Hill")
    entry = await library.revert(draft, reading, EDITH, undoes=2)
    assert (entry.action, entry.revision, entry.undoes) == (Action.REVISED, 3, 2)
    article = await library.article("hill")
    assert article is not None
    assert (article.revision, article.title) == (3, "Hill")


async def test_only_the_newest_change_of_an_article_is_undone(library: Library) -> None:
    await library.put([pair(HILL, "hill", day=1), pair(MARIC, "maric", day=3)])
    await library.put([pair(HILL_ON_BRIDGES, "hill", day=1)])
    with pytest.raises(CannotUndo):
        await library.retract("hill", EDITH, undoes=1)
    with pytest.raises(CannotUndo):
        await library.revert(*pair(HILL, "hill"), EDITH, undoes=1)
    assert [a.text for a in await library.newest_between(None, None, 9)] == [MARIC, HILL_ON_BRIDGES]
    entry = await library.retract("maric", EDITH, undoes=2)
    assert entry.undoes == 2
    with pytest.raises(CannotUndo):
        await library.restore("maric", EDITH, undoes=2)
    assert (await library.restore("maric", EDITH, undoes=entry.number)).undoes == entry.number


async def test_an_update_that_has_changed_something_changes_nothing_more(library: Library) -> None:
    add, add_again = replace(EDITH, update=501), replace(EDITH, update=502)
    await library.put([pair(HILL, "hill"), pair(MARIC, "maric")], add)
    await library.put([pair(HILL_ON_BRIDGES, "hill")], add_again)
    before = await library.generation(), await library.entries(9)
    (replayed,) = await library.put([pair(HILL, "hill")], add)
    assert replayed.outcome is Outcome.UNCHANGED
    assert replayed.article.text == HILL_ON_BRIDGES
    assert (await library.generation(), await library.entries(9)) == before
    retract, restore = replace(EDITH, update=503), replace(EDITH, update=504)
    await library.retract("maric", retract)
    await library.restore("maric", restore)
    with pytest.raises(AlreadyDone):
        await library.retract("maric", retract)
    await library.retract("hill", replace(EDITH, update=505))
    with pytest.raises(AlreadyDone):
        await library.restore("hill", restore)
    assert [e.number for e in await library.entries(1)] == [6]
    # What the same update had not stored before it was killed is stored now.
    (rest,) = await library.put([pair("Nobody spoke.", "late")], add)
    assert rest.outcome is Outcome.ADDED
