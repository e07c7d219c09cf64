"""The StatementStore port, kept by memory and by SQL."""

from __future__ import annotations

import pytest

from retrieval.model import StatementKind
from retrieval.ports import Library
from tests.contracts.drafts import HILL, HILL_ON_BRIDGES, MARIC, pair

A_ROLE = '"The shelter opens at noon for everybody," the mayor said. Thomas Reed watched.'


@pytest.fixture
async def three(library: Library) -> Library:
    await library.put([pair(HILL, "hill", day=1), pair(MARIC, "maric", day=2), pair(HILL_ON_BRIDGES, "bridges", day=3)])
    return library


async def test_speakers_are_found_by_full_name_and_by_last_name(three: Library) -> None:
    assert await three.speakers_called("christopher hill") == ["Christopher Hill"]
    assert await three.speakers_called("hill") == ["Christopher Hill"]
    assert await three.speakers_called("christopher") == []
    assert await three.speakers_called("okafor") == []


async def test_a_speaker_is_looked_for_in_one_article(three: Library) -> None:
    assert await three.speakers_called("hill", "maric") == []
    assert await three.speakers_called("maric", "bridges") == ["Ana Maric"]


async def test_diacritics_do_not_hide_a_speaker(library: Library) -> None:
    await library.put([pair('"The river is rising," said Ana Marić.', "m")])
    assert await library.speakers_called("maric") == ["Ana Marić"]


async def test_said_by_gives_the_newest_article_first_in_reading_order(three: Library) -> None:
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


async def test_a_statement_by_nobody_in_particular_is_kept(library: Library) -> None:
    await library.put([pair('"We never saw any of it at all here."', "lone")])
    (quoted,) = await library.said_in(["lone"])
    assert quoted.statement.speakers == ()
    assert quoted.statement.cue is None


async def test_said_in_gives_every_statement_of_the_articles(three: Library) -> None:
    found = await three.said_in(["hill", "maric"])
    assert [q.article.id for q in found] == ["maric", "maric", "hill"]
    assert await three.said_in([]) == []


async def test_people_named_but_not_quoted_are_people(three: Library) -> None:
    assert await three.people_called("okafor") == ["Maria Okafor"]
    assert await three.people_called("maria okafor", "hill") == ["Maria Okafor"]
    assert await three.people_called("okafor", "maric") == []


async def test_who_is_quoted_beside_somebody(three: Library) -> None:
    assert await three.quoted_beside("Maria Okafor") == ["Christopher Hill"]
    assert await three.quoted_beside("Maria Okafor", "maric") == []


async def test_the_most_quoted_come_first(three: Library) -> None:
    assert await three.quoted_people(5) == ["Ana Maric", "Christopher Hill"]
    assert await three.quoted_people(1) == ["Ana Maric"]
    assert await three.quoted_people(5, "hill") == ["Christopher Hill"]


async def test_a_role_is_a_speaker_but_not_one_of_the_people(library: Library) -> None:
    await library.put([pair(A_ROLE, "role")])
    assert await library.quoted_people(5) == []
    assert await library.speakers_called("the mayor") == ["the mayor"]
    assert await library.quoted_beside("Thomas Reed") == ["the mayor"]


async def test_a_revision_takes_the_old_statements_away(three: Library) -> None:
    await three.put([pair(HILL_ON_BRIDGES, "hill", day=1)])
    assert await three.people_called("okafor") == []
    assert [q.article.id for q in await three.said_by(["Christopher Hill"])] == ["bridges", "hill"]
    assert {q.article.revision for q in await three.said_in(["hill"])} == {2}
