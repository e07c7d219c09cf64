"""The StatementStore port, in memory and on every database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from retrieval.domain.article import Draft, KnownBy, Mention, NameUse, Reading, Span, Speaker, Statement, StatementKind
from retrieval.domain.ports import Library
from tests.contracts.drafts import HILL, HILL_ON_BRIDGES, MARIC, pair

A_ROLE = '"The shelter opens at noon for everybody," the mayor said. Thomas Reed watched.'


@pytest.fixture
async def three(library: Library) -> Library:
    await library.put([pair(HILL, "hill", day=1), pair(MARIC, "maric", day=2), pair(HILL_ON_BRIDGES, "bridges", day=3)])
    return library


def uses_in(uses: list[NameUse]) -> list[tuple[str, str, int]]:
    return [(u.article, u.name, u.statements) for u in uses]


async def test_a_surname_is_found_in_each_article_newest_first(three: Library) -> None:
    assert uses_in(await three.uses({"hill"})) == [("bridges", "Christopher Hill", 1), ("hill", "Christopher Hill", 1)]
    assert uses_in(await three.uses({"maric"})) == [("bridges", "Ana Maric", 1), ("maric", "Ana Maric", 2)]
    assert await three.uses({"christopher"}) == []
    assert await three.uses(set()) == []


async def test_several_surnames_are_looked_up_at_once(three: Library) -> None:
    found = uses_in(await three.uses({"hill", "maric", "nobody"}))
    assert [(a, n) for a, n, _ in found] == [
        ("bridges", "Ana Maric"), ("bridges", "Christopher Hill"), ("maric", "Ana Maric"), ("hill", "Christopher Hill"),
    ]  # fmt: skip


async def test_people_named_but_not_quoted_have_no_statements(three: Library) -> None:
    assert uses_in(await three.uses({"okafor"})) == [("hill", "Maria Okafor", 0)]


async def test_a_use_has_the_date_of_its_article(three: Library) -> None:
    assert [u.published for u in await three.uses({"okafor"})] == [datetime(2026, 3, 1, tzinfo=UTC)]


async def test_diacritics_and_juniors_do_not_hide_a_surname(library: Library) -> None:
    await library.put([pair('"The river is rising," said Ana Marić.', "m"), by_hand('"No," he said.', "Al Gore Jr.")])
    assert [u.name for u in await library.uses({"maric"})] == ["Ana Marić"]
    assert [(u.name, u.statements) for u in await library.uses({"gore"})] == [("Al Gore Jr.", 1)]


def by_hand(
    text: str, *speakers: str, how: KnownBy = KnownBy.NAME, roles: Sequence[tuple[str, str]] = ()
) -> tuple[Draft, Reading]:
    """Return one statement, the whole text, by these speakers; `roles` are names with the role printed next to them."""
    whole = Span(0, len(text))
    statement = Statement(
        (whole,), StatementKind.DIRECT, None, tuple(Speaker(n, how, _at(n, text)) for n in speakers), 1
    )
    mentions = [Mention(name, whole, _at(role, text)) for name, role in roles]
    return Draft(text=text, id=text[:12]), Reading((whole,), (statement,) if speakers else (), tuple(mentions))


def _at(words: str, text: str) -> Span | None:
    start = text.find(words)
    return None if start < 0 else Span(start, start + len(words))


HILLS_ROLES = "US Ambassador to Serbia Christopher Hill came. The envoy Hill left. Smith of Ohio met Smith."


async def test_roles_are_kept_with_the_names_that_they_are_printed_next_to(library: Library) -> None:
    said = [
        ("Christopher Hill", "US Ambassador to Serbia"),
        ("Christopher Hill", "The envoy"),
        ("Christopher Hill", "US Ambassador to Serbia"),
        ("Smith", "Smith of Ohio"),
    ]
    await library.put([by_hand(HILLS_ROLES, roles=said)])
    assert [u.roles for u in await library.uses({"hill"})] == [("US Ambassador to Serbia", "The envoy")]
    assert await library.in_role([[("amba",)]]) == [("Christopher Hill", "us ambassador to serbia")]
    assert await library.in_role([[("serb",)], [("amba",)]]) == [("Christopher Hill", "us ambassador to serbia")]
    assert await library.in_role([[("envoy",)]]) == [("Christopher Hill", "the envoy")]
    assert (
        await library.in_role([[("amba",)], [("ohio",)]])
        == await library.in_role([])
        == await library.in_role([[("%",)]])
        == []
    )


async def test_the_name_that_most_articles_print_in_a_role_comes_first(library: Library) -> None:
    for n, name in enumerate(["Ann Lee", "Bob Ray", "Bob Ray"]):
        await library.put([by_hand(f"Number {n}: mayor.", roles=[(name, "mayor")])])
    assert await library.in_role([[("mayo",)]]) == [("Bob Ray", "mayor"), ("Ann Lee", "mayor")]


async def test_surnames_and_first_names_of_those_quoted_are_found(three: Library) -> None:
    assert await three.quoted_surnames() == ["hill", "maric"]
    assert await three.quoted_surnames("hill") == ["hill"]
    assert await three.quoted_with(["ana"]) == await three.quoted_with(["maria", "ana"]) == ["Ana Maric"]
    assert await three.quoted_with(["ana"], "hill") == []
    assert await three.quoted_with(["hill", "maria", "%"]) == await three.quoted_with([]) == []


async def test_a_middle_name_is_found(library: Library) -> None:
    await library.put([by_hand('"No," she said.', "Hillary Rodham Clinton")])
    assert await library.quoted_with(["rodham"]) == ["Hillary Rodham Clinton"]
    assert await library.quoted_with(["rod"]) == []


async def test_a_revision_replaces_the_old_roles(library: Library) -> None:
    draft, reading = by_hand(HILLS_ROLES, roles=[("Christopher Hill", "The envoy")])
    await library.put([(draft, reading)])
    await library.put([(Draft(text="Nobody came.", id=draft.id), Reading((Span(0, 12),), (), ()))])
    assert await library.in_role([[("envoy",)]]) == []
    assert await library.uses({"hill"}) == []


async def test_a_described_speaker_has_no_name(library: Library) -> None:
    await library.put([pair(A_ROLE, "role")])
    assert await library.uses({"mayor"}) == []
    assert await library.quoted_people() == []
    assert [(u.article, u.name, u.statements) for u in await library.described([[("mayo",)]])] == [
        ("role", "the mayor", 1)
    ]
    assert await library.described([[("mayo",)], [("city",)]]) == await library.described([]) == []
    assert await library.quoted_alongside("Thomas Reed") == ["the mayor"]


async def test_a_speaker_named_by_a_role_has_the_name_that_goes_with_it(library: Library) -> None:
    """`"No," the mayor said`, where the article says who the mayor is."""
    draft, reading = by_hand('"No," the mayor said.')
    speaker = Speaker("Ana Maric", KnownBy.ROLE, Span(6, 15))
    statement = Statement((Span(0, 5),), StatementKind.DIRECT, None, (speaker,), 0.8)
    await library.put([(draft, replace(reading, statements=(statement,)))])
    assert await library.quoted_people() == ["Ana Maric"]
    assert await library.described([[("mayo",)]]) == []
    assert await library.in_role([[("mayo",)]]) == [("Ana Maric", "the mayor")]
    assert await library.uses({"maric"}) == [NameUse("Ana Maric", draft.id or "", None, 1, ("the mayor",))]
    assert [q.statement.speakers for q in await library.said_by(["Ana Maric"])] == [(speaker,)]


async def test_an_unresolved_pronoun_is_not_a_name(library: Library) -> None:
    draft, reading = by_hand('"No," he said.', "he", how=KnownBy.PRONOUN, roles=[("Ana Maric", '"No,"')])
    await library.put([(draft, reading)])
    assert await library.uses({"he"}) == await library.described([[("he",)]]) == []
    assert await library.quoted_people() == []
    assert await library.quoted_surnames() == []
    assert await library.quoted_alongside("Ana Maric") == []
    (quoted,) = await library.said_in([draft.id or ""])
    assert [s.name for s in quoted.statement.speakers] == ["he"]


async def test_articles_not_read_for_statements_are_counted(library: Library) -> None:
    draft, reading = pair("Река је нарасла преко ноћи.", "serbian")
    assert await library.unread() == 0
    await library.put([(draft, replace(reading, understood=False)), pair(HILL, "hill")])
    assert (await library.unread(), await library.unread("serbian"), await library.unread("hill")) == (1, 1, 0)
    await library.put([pair(MARIC, "serbian")])
    assert await library.unread() == 0


async def test_said_by_returns_the_newest_article_first_in_reading_order(three: Library) -> None:
    found = await three.said_by(["Ana Maric"])
    assert [q.article.id for q in found] == ["bridges", "maric", "maric"]
    assert [q.statement.content[0].cut(q.article.text) for q in found] == [
        '"Close it,"',
        '"The river is rising faster than expected,"',
        '"The river will not wait,"',
    ]


async def test_said_by_takes_several_names_in_any_case(three: Library) -> None:
    found = await three.said_by(["ANA MARIC", "christopher hill"], "bridges")
    assert [s.name for q in found for s in q.statement.speakers] == ["Christopher Hill", "Ana Maric"]


async def test_a_statement_comes_back_whole(library: Library) -> None:
    draft, reading = pair('"Ukraine is critical," said Ana Maric and Thomas Reed. "Relations improve."', "two")
    await library.put([(draft, reading)])
    assert [q.statement for q in await library.said_in(["two"])] == list(reading.statements)
    (statement,) = reading.statements
    assert statement.kind is StatementKind.DIRECT
    assert len(statement.speakers) == 2


async def test_a_statement_without_a_speaker_is_kept(library: Library) -> None:
    await library.put([pair('"We never saw any of it at all here."', "lone")])
    (quoted,) = await library.said_in(["lone"])
    assert quoted.statement.speakers == ()
    assert quoted.statement.cue is None


async def test_said_in_returns_every_statement_of_the_articles(three: Library) -> None:
    found = await three.said_in(["hill", "maric"])
    assert [q.article.id for q in found] == ["maric", "maric", "hill"]
    assert await three.said_in([]) == []


async def test_people_quoted_next_to_somebody_are_found(three: Library) -> None:
    assert await three.quoted_alongside("Maria Okafor") == ["Christopher Hill"]
    assert await three.quoted_alongside("Maria Okafor", "maric") == []


async def test_the_most_quoted_come_first(three: Library) -> None:
    assert await three.quoted_people(5) == ["Ana Maric", "Christopher Hill"]
    assert await three.quoted_people(1) == ["Ana Maric"]
    assert await three.quoted_people() == ["Ana Maric", "Christopher Hill"]
    assert await three.quoted_people(5, "hill") == ["Christopher Hill"]


async def test_a_revision_replaces_the_old_statements(three: Library) -> None:
    await three.put([pair(HILL_ON_BRIDGES, "hill", day=1)])
    assert await three.uses({"okafor"}) == []
    assert [q.article.id for q in await three.said_by(["Christopher Hill"])] == ["bridges", "hill"]
    assert {q.article.revision for q in await three.said_in(["hill"])} == {2}


async def test_roles_are_found_where_they_are_printed_newest_first(library: Library) -> None:
    said = "Ambassador to Serbia Christopher Hill spoke. Mayor Ana Maric left."
    await library.put([pair(said, "old", day=1), pair(f"It rained. {said}", "new", day=3)])
    found = await library.roles_of(["christopher HILL"], 9)
    assert [(r.article.id, r.name, r.span.cut(r.article.text)) for r in found] == [
        ("new", "Christopher Hill", "Ambassador to Serbia"), ("old", "Christopher Hill", "Ambassador to Serbia"),
    ]  # fmt: skip
    both = await library.roles_of(["Christopher Hill", "Ana Maric"], 3)
    assert [(r.article.id, r.name) for r in both] == [
        ("new", "Christopher Hill"), ("new", "Ana Maric"), ("old", "Christopher Hill"),
    ]  # fmt: skip
    assert await library.roles_of([], 9) == await library.roles_of(["Nobody"], 9) == []
    await library.put([pair("Nobody spoke.", "new")])
    assert [r.article.id for r in await library.roles_of(["Ana Maric"], 9)] == ["old"]


async def test_an_abbreviation_is_found_by_the_long_form_that_the_article_gives(library: Library) -> None:
    text = "The Port Authority of Brod (PAB) closed. A PAB spokesman, Tom Reed, left."
    await library.put([by_hand(text, "PAB", roles=[("Tom Reed", "A PAB spokesman")])])
    found = await library.in_role([[("port",)], [("author",)]])
    assert [name for name, _ in found] == ["PAB", "Tom Reed"]


async def test_a_body_that_speaks_is_found_by_the_words_of_its_name(library: Library) -> None:
    await library.put([by_hand('"No," it said.', "Harbour Authority of Brod")])
    assert [u.name for u in await library.described([[("harb",)], [("author",)]])] == ["Harbour Authority of Brod"]


async def test_the_newest_of_somebodys_articles_can_be_asked_for(library: Library) -> None:
    for text in ('"One," Ann Lee said.', '"Two," Ann Lee said.', '"Three," Ann Lee said.'):
        await library.put([by_hand(text, "Ann Lee")])
    every = [q.article.id for q in await library.said_by(["Ann Lee"])]
    assert len(every) == 3
    assert [q.article.id for q in await library.said_by(["Ann Lee"], newest=2)] == every[:2]
    # In one article, that one is the newest.
    assert [q.article.id for q in await library.said_by(["Ann Lee"], every[2], newest=1)] == every[2:]
