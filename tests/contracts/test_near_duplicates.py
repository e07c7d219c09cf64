"""Which drafts are one article, and which articles are copies (ArticleStore), in memory and on every database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from retrieval.domain.article import Article, Draft, Outcome, Reading
from retrieval.domain.changes import OPERATOR
from retrieval.domain.ports import Library
from retrieval.people.registry import people
from tests.contracts.plain import PlainReader

FLOOD = (
    "The river Arden burst its banks at Millbrook on Tuesday, and some 400 people left their homes for the school on "
    'the hill. "We have never seen water come up so fast," said Ana Maric. The mayor had slept for two hours.\n\n'
    "Engineers had warned in March that the wall of 1962 would not hold. The council put off the repair, which was to "
    "cost 3.2 million, until next year. Nobody was hurt, the fire service said.\n\n"
    "More rain is expected until Friday. The bridge to Holt stays closed, and buses go by way of Ferry Lane."
)
# The same story in another paper: signed, with a few words changed and the end cut off.
FLOOD_CUT = "By Tom Reed\n\nMILLBROOK (Interwire) - " + FLOOD.replace("some 400", "about 400").partition("More rain")[0]
ANOTHER_RIVER = FLOOD.replace("Arden", "Wey").replace("400", "90").replace("Millbrook", "Oakham").replace(
    "Ana Maric", "Paul Denny"
).replace("1962", "1931").replace("3.2", "7.9").replace("Tuesday", "Sunday").replace("Holt", "Ashby")  # fmt: skip
HARBOUR = (
    "The harbour master of Port Elm resigned after divers found rust in eleven of the forty piles under the new quay. "
    '"I should have looked," Mara Lindqvist told the board. Repairs will take until spring and cost two million.'
)


def read_draft(text: str, name: str | None = None, **about: str | datetime | None) -> tuple[Draft, Reading]:
    return Draft(text=text, id=name, **about), PlainReader().read(text)  # type: ignore[arg-type]


async def origins(library: Library) -> dict[str, str | None]:
    return {a.id: a.copy_of for a in await library.newest_between(None, None, 99)}


async def test_the_same_text_with_another_id_is_another_article_and_a_copy(library: Library) -> None:
    added = await library.put([read_draft(FLOOD, "a"), read_draft(FLOOD, "b"), read_draft(HARBOUR, "c")])
    assert [a.outcome for a in added] == [Outcome.ADDED] * 3
    assert [a.article.copy_of for a in added] == [None, "a", None]
    found = await library.near_duplicates(["a", "b", "c", "nobody"])
    assert {i: [(s.id, s.origin) for s in own] for i, own in found.items()} == {"a": [("b", "a")], "b": [("a", "a")]}
    assert await library.near_duplicates([]) == {}


async def test_a_signed_and_shortened_text_is_a_copy_whichever_comes_first(library: Library) -> None:
    await library.put([read_draft(FLOOD_CUT, "short")])
    (added,) = await library.put([read_draft(FLOOD, "long")])
    assert added.article.copy_of == "short"
    (again,) = await library.put([read_draft(FLOOD, "long")])
    assert (again.outcome, again.article.copy_of) == (Outcome.UNCHANGED, "short")


async def test_what_a_draft_copies_is_known_before_it_is_stored(library: Library) -> None:
    await library.put([read_draft(FLOOD, "a"), read_draft(HARBOUR, "b"), read_draft(FLOOD_CUT, "c")])
    assert [a.id for a in await library.copied_by(Draft(text=FLOOD.replace("two hours", "three hours")))] == ["a", "c"]
    assert await library.copied_by(Draft(text=ANOTHER_RIVER)) == []
    assert await library.copied_by(Draft(text="7")) == []
    await library.retract("a", OPERATOR)
    assert [a.id for a in await library.copied_by(Draft(text=FLOOD))] == ["c"]


async def test_the_same_form_with_other_numbers_and_names_is_not_a_copy(library: Library) -> None:
    await library.put([read_draft(FLOOD, "arden"), read_draft(ANOTHER_RIVER, "wey")])
    assert await origins(library) == {"arden": None, "wey": None}


async def test_short_texts_are_copies_only_with_similar_headlines(library: Library) -> None:
    text = "Qtly div 20 cts vs 20 cts prior. Pay June 16. Record May 22."
    drafts = [Draft(text=text, id=n, title=t) for n, t in (("a", "Perini sets payout"), ("b", "Enserch pays"))]
    drafts += [Draft(text=text, id="c"), Draft(text=text, id="d", title="Enserch pays as before")]
    await library.put([(d, PlainReader().read(d.text)) for d in drafts])
    assert await origins(library) == {"a": None, "b": None, "c": "a", "d": "b"}


async def test_a_short_report_of_another_day_is_not_a_copy_but_a_long_one_is(library: Library) -> None:
    brief = "The Bank of Arden left its rates as they were. The discount rate remains at 3.0 per cent, Ana Maric said."
    long = f"{FLOOD}\n\n{HARBOUR}"
    drafts = [
        Draft(text=text, id=f"{name}{day}", published=datetime(2026, 3, day, tzinfo=UTC))
        for name, text in (("brief", brief), ("long", long))
        for day in (1, 2, 19)
    ]
    await library.put([(d, PlainReader().read(d.text)) for d in drafts])
    assert await origins(library) == {
        "brief1": None, "brief2": "brief1", "brief19": None, "long1": None, "long2": "long1", "long19": "long1",
    }  # fmt: skip


async def test_a_story_inside_a_longer_one_is_not_a_copy(library: Library) -> None:
    await library.put([read_draft(HARBOUR, "harbour"), read_draft(f"{FLOOD}\n\n{HARBOUR}", "both")])
    assert await origins(library) == {"harbour": None, "both": None}


async def test_retracting_the_origin_makes_the_next_copy_the_origin_until_it_is_restored(library: Library) -> None:
    await library.put([read_draft(FLOOD, "a"), read_draft(FLOOD, "b"), read_draft(FLOOD_CUT, "c")])
    await library.retract("a", OPERATOR)
    assert await origins(library) == {"b": None, "c": "b"}
    assert "a" not in await library.near_duplicates(["a", "b"])
    await library.restore("a", OPERATOR)
    assert await origins(library) == {"a": None, "b": "a", "c": "a"}


async def test_a_revision_may_cease_to_be_a_copy_and_become_one_again(library: Library) -> None:
    await library.put([read_draft(FLOOD, "a"), read_draft(FLOOD, "b"), read_draft(FLOOD, "c")])
    await library.put([read_draft(HARBOUR, "a")])
    assert await origins(library) == {"a": None, "b": None, "c": "b"}
    await library.put([read_draft(HARBOUR, "c")])
    assert await origins(library) == {"a": None, "b": None, "c": "a"}
    await library.put([read_draft(FLOOD_CUT, "a")])
    assert await origins(library) == {"a": None, "b": "a", "c": None}


async def test_people_quoted_in_copies_count_once(library: Library) -> None:
    await library.put(
        [read_draft(FLOOD, "a"), read_draft(FLOOD, "b"), read_draft(FLOOD_CUT, "c"), read_draft(HARBOUR, "d")]
    )
    twice = '"Close the quay now," said Mara Lindqvist. "Close it tonight," said Mara Lindqvist.'
    await library.put([read_draft(twice, "e")])
    assert await library.quoted_people() == ["Mara Lindqvist", "Ana Maric"]
    assert {(u.article, u.statements, u.copy_of) for u in await library.uses({"maric"})} == {
        ("a", 1, None),
        ("b", 1, "a"),
        ("c", 1, "a"),
    }
    assert [p.statements for p in people(await library.uses({"maric"}))] == [1]


LINK = "https://paper.example/news/flood?id=7"


@pytest.mark.parametrize(
    "dressed",
    [
        LINK,
        "http://www.paper.example:80/news/flood/?utm_source=feed&id=7#comments",
        "HTTPS://Paper.Example/news/%66lood?fbclid=x&id=7",
    ],
)
async def test_another_spelling_of_a_link_is_the_same_article(library: Library, dressed: str) -> None:
    (first,) = await library.put([read_draft(FLOOD, url=LINK)])
    draft, reading = read_draft(FLOOD, url=dressed)
    assert (await library.put([(draft, reading)]))[0].outcome is Outcome.UNCHANGED
    (revised,) = await library.put([read_draft(FLOOD_CUT, url=dressed)])
    assert (revised.outcome, revised.article.id, revised.article.revision) == (Outcome.REVISED, first.article.id, 2)
    assert await library.article_count() == 1


async def test_the_same_text_at_another_link_is_another_article(library: Library) -> None:
    added = await library.put([read_draft(FLOOD, url=LINK), read_draft(FLOOD, url="https://other.example/flood?id=7")])
    assert [a.outcome for a in added] == [Outcome.ADDED, Outcome.ADDED]
    assert added[1].article.copy_of == added[0].article.id
    other = LINK.replace("7", "8")
    assert (await library.put([read_draft(HARBOUR, url=other)]))[0].outcome is Outcome.ADDED


async def test_a_given_id_comes_before_the_link(library: Library) -> None:
    await library.put([read_draft(FLOOD, "a", url=LINK)])
    (other,) = await library.put([read_draft(HARBOUR, "b", url=LINK)])
    assert (other.outcome, other.article.id) == (Outcome.ADDED, "b")
    # Without an id, the link leads to the article that had it first.
    (found,) = await library.put([read_draft(FLOOD_CUT, url=LINK)])
    assert (found.outcome, found.article.id) == (Outcome.REVISED, "a")


async def test_an_unrelated_text_with_the_same_link_is_another_article(library: Library) -> None:
    """A bulk load may give a section's link for every article, and a page may show one article after another."""
    section = "https://paper.example/local"
    both = [
        read_draft(FLOOD, url=section, title="River Arden bursts its banks"),
        read_draft(HARBOUR, url=section, title="Harbour master resigns over rust"),
    ]
    (flood, harbour) = added = await library.put(both)
    assert [a.outcome for a in added] == [Outcome.ADDED] * 2
    assert [a.outcome for a in await library.put(both)] == [Outcome.UNCHANGED] * 2
    changed = [
        read_draft(f"{HARBOUR} He was 61.", url=section, title="Harbour master goes"),
        read_draft(FLOOD_CUT, url=section, title="Hundreds flee"),
        read_draft(ANOTHER_RIVER.replace("river", "brook"), url=section, title="River Wey rises too"),
    ]
    assert [(a.outcome, a.article.id) for a in await library.put(changed)] == [
        (Outcome.REVISED, harbour.article.id),
        (Outcome.REVISED, flood.article.id),
        (Outcome.REVISED, flood.article.id),
    ]
    await library.retract(flood.article.id, OPERATOR)
    (kept_out,) = await library.put(changed[1:2])
    assert (kept_out.outcome, kept_out.article.id) == (Outcome.RETRACTED, flood.article.id)


async def test_a_former_text_with_the_same_link_is_the_same_article(library: Library) -> None:
    (first,) = await library.put([read_draft(FLOOD, "a", url=LINK, title="River Arden bursts its banks")])
    await library.put([read_draft(HARBOUR, "a", title="Harbour master resigns over rust")])
    (back,) = await library.put([read_draft(FLOOD, url=LINK, title="River Arden bursts its banks")])
    assert (back.outcome, back.article.id, back.article.revision) == (Outcome.REVISED, first.article.id, 3)


async def test_a_front_page_identifies_no_article(library: Library) -> None:
    added = await library.put(
        [read_draft(FLOOD, url="https://paper.example/"), read_draft(HARBOUR, url="https://paper.example/")]
    )
    assert [a.outcome for a in added] == [Outcome.ADDED, Outcome.ADDED]


async def test_the_same_text_with_more_or_less_metadata_stays_one_article(library: Library) -> None:
    (first,) = await library.put([read_draft(FLOOD)])
    (more,) = await library.put([read_draft(FLOOD, url=LINK, publisher="The Arden Post")])
    (less,) = await library.put([read_draft(FLOOD)])
    assert {a.article.id for a in (first, more, less)} == {first.article.id}
    assert [more.outcome, less.outcome] == [Outcome.REVISED, Outcome.UNCHANGED]
    (other,) = await library.put([read_draft(FLOOD, publisher="Harbour Times")])
    assert (other.outcome, other.article.copy_of) == (Outcome.ADDED, first.article.id)
    (again,) = await library.put([read_draft(FLOOD, publisher="Harbour Times")])
    assert (again.outcome, again.article.id) == (Outcome.UNCHANGED, other.article.id)


async def test_another_spelling_of_the_metadata_is_no_revision(library: Library) -> None:
    day = datetime(2026, 11, 20, tzinfo=UTC)
    (first,) = await library.put([read_draft(FLOOD, url=LINK, publisher="paper.example", published=day)])
    hour = day + timedelta(hours=15, minutes=20)
    (again,) = await library.put([read_draft(FLOOD, url=LINK, publisher="The Paper", published=hour)])
    assert (again.outcome, again.article.publisher) == (Outcome.UNCHANGED, "paper.example")
    for about in ({"title": "Flood"}, {"published": day + timedelta(days=3)}):
        (more,) = await library.put([read_draft(FLOOD, url=LINK, **about)])
        assert (more.outcome, more.article.id) == (Outcome.REVISED, first.article.id)
    # A draft with an id is taken at its word.
    await library.put([read_draft(HARBOUR, "harbour", url=f"{LINK}&page=2", publisher="paper.example")])
    (named,) = await library.put([read_draft(HARBOUR, "harbour", url=f"{LINK}&page=2", publisher="The Paper")])
    assert (named.outcome, named.article.publisher) == (Outcome.REVISED, "The Paper")


async def test_later_metadata_removes_none_that_was_known(library: Library) -> None:
    (first,) = await library.put([read_draft(FLOOD, title="Flood", author="Tom Reed", publisher="The Arden Post")])
    (more,) = await library.put([read_draft(FLOOD, url=LINK, publisher="The Arden Post")])
    assert (more.outcome, more.article.id) == (Outcome.REVISED, first.article.id)
    article = await library.article(first.article.id)
    assert article is not None
    assert (article.title, article.author, article.publisher, article.url) == (
        "Flood", "Tom Reed", "The Arden Post", LINK,
    )  # fmt: skip
    (changed,) = await library.put([read_draft(FLOOD_CUT, url=LINK)])
    assert changed.article.title is None, "another text brings its own metadata"


async def test_later_metadata_goes_to_the_article_that_has_the_text_now(library: Library) -> None:
    """And not to another article at the same link, which had this text before."""
    await library.put([read_draft(FLOOD, "a", url=LINK)])
    await library.put([read_draft(HARBOUR, "a"), read_draft(FLOOD, "b", url=LINK)])
    (more,) = await library.put([read_draft(FLOOD, title="Flood")])
    assert (more.outcome, more.article.id, more.article.revision) == (Outcome.REVISED, "b", 2)


@pytest.mark.parametrize("link_first", [True, False])
async def test_a_publisher_and_a_link_from_different_sources_are_not_combined(
    library: Library, *, link_first: bool
) -> None:
    both = [read_draft(FLOOD, url="https://copied.example/7"), read_draft(FLOOD, publisher="The Arden Post")]
    added = await library.put(both if link_first else both[::-1])
    assert [a.outcome for a in added] == [Outcome.ADDED, Outcome.ADDED]
    assert {(a.publisher, a.url) for a in await library.newest_between(None, None, 9)} == {
        (None, "https://copied.example/7"),
        ("The Arden Post", None),
    }
    assert [a.outcome for a in await library.put(both)] == [Outcome.UNCHANGED] * 2


async def test_a_text_that_got_a_link_is_not_given_to_another_publisher(library: Library) -> None:
    await library.put([read_draft(FLOOD)])
    await library.put([read_draft(FLOOD, url=LINK)])
    (other,) = await library.put([read_draft(FLOOD, publisher="The Arden Post")])
    assert (other.outcome, other.article.url) == (Outcome.ADDED, None)


async def test_an_undone_link_identifies_no_article(library: Library) -> None:
    """Otherwise the article that it really leads to would become a revision of this one."""
    (first,) = await library.put([read_draft(FLOOD, "a")])
    await library.put([read_draft(FLOOD, "a", url=LINK)])
    await undo(library, first.article)
    await library.put([read_draft(FLOOD_CUT, "a")])
    await undo(library, first.article)
    assert await library.at_link(LINK) is None
    (other,) = await library.put([read_draft(HARBOUR, url=LINK)])
    assert (other.outcome, other.article.id != "a") == (Outcome.ADDED, True)


async def test_undoing_a_revision_brings_back_the_former_link(library: Library) -> None:
    (first,) = await library.put([read_draft(FLOOD, "a", url=LINK)])
    (second,) = await library.put([read_draft(FLOOD_CUT, "a")])
    await library.put([read_draft(HARBOUR, "a", url="https://other.example/harbour")])
    await undo(library, second.article)
    found = await library.at_link(LINK)
    assert found is not None
    assert found.id == first.article.id
    assert await library.at_link("https://other.example/harbour") is None


async def undo(library: Library, former: Article) -> None:
    (entry,) = await library.entries(1)
    draft = Draft(text=former.text, id=former.id, title=former.title, url=former.url, publisher=former.publisher)
    await library.revert(draft, PlainReader().read(former.text), OPERATOR, undoes=entry.number)


async def test_an_article_without_a_link_is_recognized_by_its_first_text(library: Library) -> None:
    (first,) = await library.put([read_draft(FLOOD)])
    await library.put([read_draft(HARBOUR, first.article.id)])
    (back,) = await library.put([read_draft(FLOOD)])
    assert (back.outcome, back.article.id, back.article.revision) == (Outcome.REVISED, first.article.id, 3)


async def test_a_retracted_link_stays_out_with_another_text_too(library: Library) -> None:
    (first,) = await library.put([read_draft(FLOOD, url=LINK)])
    await library.retract(first.article.id, OPERATOR, "made up")
    (kept_out,) = await library.put([read_draft(HARBOUR, url=LINK + "&utm_medium=mail")])
    assert (kept_out.outcome, kept_out.article.id) == (Outcome.RETRACTED, first.article.id)


async def test_undoing_a_revision_makes_the_article_a_copy_again(library: Library) -> None:
    (_, second) = await library.put([read_draft(FLOOD, "a"), read_draft(FLOOD, "b")])
    await library.put([read_draft(HARBOUR, "b")])
    (entry,) = await library.entries(1)
    former = Draft(text=second.article.text, id="b", published=datetime(2026, 3, 1, tzinfo=UTC))
    reading = replace(PlainReader().read(FLOOD), version="again")
    await library.revert(former, reading, OPERATOR, undoes=entry.number)
    assert (await origins(library))["b"] == "a"
    assert await library.near_duplicates_unknown() == 0


NOTICES = "https://paper.example/notices.html"


def by_source(text: str, source_id: str, **about: str) -> tuple[Draft, Reading]:
    draft, reading = read_draft(text, url=f"{NOTICES}#{source_id}", title=source_id, **about)
    return replace(draft, source_id=source_id), reading


async def test_articles_with_one_link_are_told_apart_by_the_ids_of_their_source(library: Library) -> None:
    both = [by_source(FLOOD, "n1"), by_source(FLOOD_CUT, "n2")]
    assert [(a.outcome, a.article.id) for a in await library.put(both)] == [
        (Outcome.ADDED, "n1"), (Outcome.ADDED, "n2")
    ]  # fmt: skip
    assert [a.outcome for a in await library.put(both)] == [Outcome.UNCHANGED] * 2
    (revised,) = await library.put([by_source(FLOOD.replace("400", "420"), "n1")])
    assert (revised.outcome, revised.article.id) == (Outcome.REVISED, "n1")


async def test_a_shared_link_identifies_no_article_but_by_what_was_printed(library: Library) -> None:
    await library.put([by_source(FLOOD, "n1"), by_source(HARBOUR, "n2")])
    found = [await library.at_link(link) for link in (f"{NOTICES}#n2", f"{NOTICES}#n1", NOTICES)]
    assert [article and article.id for article in found] == ["n2", "n1", None]
    # The page with all of them is no revision of one of them.
    (page,) = await library.put([read_draft(f"{FLOOD}\n\n{HARBOUR}", url=NOTICES, title="n1")])
    assert page.outcome is Outcome.ADDED
    assert (at_link := await library.at_link(NOTICES)) is not None
    assert at_link.id == page.article.id
    (again,) = await library.put([by_source(f"{FLOOD} It rains.", "n1")])
    assert (again.outcome, again.article.id, again.article.url) == (Outcome.REVISED, "n1", f"{NOTICES}#n1")


async def test_an_article_that_came_in_otherwise_is_not_stored_again_by_a_sources_id(library: Library) -> None:
    (known,) = await library.put([read_draft(FLOOD)])
    (same,) = await library.put([by_source(FLOOD, "n1")])
    assert same.article.id == known.article.id
    (titled,) = await library.put([by_source(FLOOD, "n2")])
    assert (titled.outcome, titled.article.id) == (Outcome.ADDED, "n2")


async def test_an_undone_revision_leaves_a_shared_link_shared(library: Library) -> None:
    (added,) = await library.put([by_source(FLOOD, "n1")])
    await library.put([by_source(HARBOUR, "n1")])
    former = replace(by_source(FLOOD, "n1")[0], id="n1", source_id=None)
    newest = (await library.entries(1))[0]
    await library.revert(former, PlainReader().read(FLOOD), OPERATOR, undoes=newest.number)
    assert await library.at_link(NOTICES) is None
    assert (back := await library.at_link(f"{NOTICES}#n1")) is not None
    assert (back.id, back.text) == ("n1", added.article.text)
