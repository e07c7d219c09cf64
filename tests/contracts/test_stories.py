"""Which articles are one story (StoryStore), in memory and on every database."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime

from retrieval.domain.article import Draft, Reading
from retrieval.domain.changes import OPERATOR
from retrieval.domain.ports import Library
from tests.contracts.plain import PlainReader

FLOOD = (
    "The river Arden burst its banks at Millbrook on Tuesday, and some 400 people left their homes for the school on "
    'the hill. "We have never seen the Arden come up so fast," said Ana Maric, the mayor of Millbrook.\n\n'
    "Engineers had warned in March that the flood wall of 1962 would not hold. Nobody was hurt, the fire service said."
)
# Another paper on the same event, in its own words.
RESCUE = (
    "Boats took the last families out of Millbrook as the Arden flood reached the first floors. Mayor Ana Maric said "
    "the school on the hill had beds for all 400. The fire service pumped water out of the hospital.\n\n"
    "The flood wall along the Arden, built in 1962, broke in two places on Tuesday."
)
WALL = (
    "Millbrook council knew for months that the flood wall on the Arden would break, letters of its engineers show. "
    "Ana Maric, the mayor, put off the repair of the wall in March. Tuesday's flood drove 400 people to the school."
)
HARBOUR = (
    "The harbour master of Port Elm resigned after divers found rust in eleven of the forty piles under the new quay. "
    '"I should have looked," Mara Lindqvist told the board. Repairs will take until spring and cost two million.'
)
QUAY = (
    "Divers found rust in eleven of the forty piles under the quay of Port Elm, and the harbour master, Mara "
    "Lindqvist, resigned. The board of Port Elm expects repairs of the new quay until spring."
)


def drafted(
    text: str, name: str, day: int | None = 3, month: int = 3, publisher: str | None = None
) -> tuple[Draft, Reading]:
    published = None if day is None else datetime(2026, month, day, tzinfo=UTC)
    return Draft(text=text, id=name, published=published, publisher=publisher), PlainReader().read(text)


async def together(library: Library, among: Collection[str]) -> set[frozenset[str]]:
    stories = await library.stories_of(among)
    return {frozenset(a.id for a in story.articles) for story in stories.values()}


async def test_articles_on_one_event_become_one_story_as_they_arrive(library: Library) -> None:
    for text, name in ((FLOOD, "flood"), (HARBOUR, "harbour"), (RESCUE, "rescue"), (QUAY, "quay"), (WALL, "wall")):
        await library.put([drafted(text, name)])
    flood, harbour = frozenset({"flood", "rescue", "wall"}), frozenset({"harbour", "quay"})
    assert await together(library, ["flood", "harbour", "rescue", "quay", "wall"]) == {flood, harbour}
    assert await together(library, ["wall"]) == {flood}
    assert await library.stories_of(["nobody"]) == {}
    ids = await library.story_ids(["rescue", "wall", "quay", "nobody"])
    assert ids["rescue"] == ids["wall"] != ids["quay"]
    assert sorted(ids) == ["quay", "rescue", "wall"]


async def test_a_story_has_its_papers_and_counts_copies_once(library: Library) -> None:
    await library.put([drafted(FLOOD, "a", publisher="Herald"), drafted(FLOOD, "b", publisher="Echo")])
    await library.put([drafted(RESCUE, "c", publisher="Herald")])
    story = (await library.stories_of(["b"]))["b"]
    assert ([a.id for a in story.articles], story.papers, story.origins) == (["a", "b", "c"], ("Herald", "Echo"), 2)
    assert story.first_seen == story.articles[0].added < story.last_seen == story.articles[2].added
    assert await library.story(story.id) == story
    assert await library.story(999) is None


async def test_the_same_subject_long_after_is_another_story(library: Library) -> None:
    await library.put([drafted(FLOOD, "flood"), drafted(RESCUE, "rescue", month=9)])
    assert await together(library, ["flood", "rescue"]) == {frozenset({"flood"}), frozenset({"rescue"})}


async def test_an_article_that_joins_two_stories_makes_them_one_under_the_older_id(library: Library) -> None:
    await library.put([drafted(HARBOUR, "harbour"), drafted(FLOOD, "flood")])
    await library.put([drafted(f"{HARBOUR}\n\n{FLOOD}", "both")])
    before = {name: story.id for name, story in (await library.stories_of(["harbour", "flood", "both"])).items()}
    assert before["harbour"] == before["flood"] == before["both"]
    assert [await library.story(n) for n in (1, 2)] == [await library.story(before["both"])] * 2


async def test_a_retracted_article_leaves_its_story_until_it_is_restored(library: Library) -> None:
    await library.put([drafted(FLOOD, "flood"), drafted(RESCUE, "rescue"), drafted(HARBOUR, "harbour")])
    own = (await library.stories_of(["flood"]))["flood"].id
    await library.retract("flood", OPERATOR)
    await library.retract("harbour", OPERATOR)
    assert await together(library, ["flood", "rescue", "harbour"]) == {frozenset({"rescue"})}
    await library.put([drafted(QUAY, "quay")])
    await library.restore("flood", OPERATOR)
    stories = await library.stories_of(["flood", "quay"])
    assert [a.id for a in stories["flood"].articles] == ["flood", "rescue"]
    assert stories["flood"].id == own
    assert [a.id for a in stories["quay"].articles] == ["quay"]


async def test_an_edited_article_stays_and_one_with_another_text_moves(library: Library) -> None:
    await library.put([drafted(FLOOD, "flood"), drafted(RESCUE, "rescue"), drafted(HARBOUR, "harbour")])
    story = (await library.stories_of(["rescue"]))["rescue"].id
    await library.put([drafted(RESCUE.replace("400", "450"), "rescue")])
    assert (await library.stories_of(["rescue"]))["rescue"].id == story
    await library.put([drafted(QUAY, "rescue")])
    assert await together(library, ["flood", "rescue"]) == {frozenset({"flood"}), frozenset({"rescue", "harbour"})}
    former, reading = drafted(RESCUE, "rescue")
    await library.revert(former, reading, OPERATOR, undoes=5)
    assert await together(library, ["flood", "harbour"]) == {frozenset({"flood", "rescue"}), frozenset({"harbour"})}


async def test_a_restored_article_is_not_in_a_story_that_went_elsewhere(library: Library) -> None:
    await library.put([drafted(FLOOD, "flood"), drafted(RESCUE, "rescue")])
    await library.retract("flood", OPERATOR)
    await library.put([drafted(HARBOUR, "rescue")])
    await library.restore("flood", OPERATOR)
    assert await together(library, ["flood", "rescue"]) == {frozenset({"flood"}), frozenset({"rescue"})}


async def test_a_story_keeps_its_id_when_its_only_article_changes(library: Library) -> None:
    await library.put([drafted(FLOOD, "a")])
    own = (await library.stories_of(["a"]))["a"].id
    await library.put([drafted(HARBOUR, "a")])
    assert (await library.stories_of(["a"]))["a"].id == own


async def test_texts_without_words_are_stories_of_their_own(library: Library) -> None:
    await library.put([drafted("7", "a", None), drafted("8!", "b", None)])
    assert await together(library, ["a", "b"]) == {frozenset({"a"}), frozenset({"b"})}
