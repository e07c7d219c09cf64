"""Who said what, in SQL: by folded name, in reading order, and for any number of names at once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from retrieval.domain.article import Draft, KnownBy, Mention, Reading, Span, Speaker, Statement, StatementKind
from storage.library.library import SqlLibrary
from tests.storage.invented import put

DAY = datetime(2026, 11, 24, 8, tzinfo=UTC)


async def test_a_statement_comes_back_as_it_was_put(library: SqlLibrary) -> None:
    text = "“We will,” said Hill and the mayor on Monday, “not go.” He meant it."
    statement = Statement(
        content=(Span(1, 9), Span(47, 54)),
        kind=StatementKind.MIXED,
        cue=Span(11, 15),
        speakers=(Speaker("Christopher Hill", KnownBy.NAME, Span(16, 20)), Speaker("the mayor", KnownBy.ROLE, None)),
        confidence=0.625,
    )
    bare = Statement(content=(Span(56, 67),), kind=StatementKind.INDIRECT, cue=None, speakers=(), confidence=0.1)
    reading = Reading((Span(0, len(text)),), (statement, bare), (Mention("Hill", Span(16, 20)),))
    await library.put([(Draft(text=text, id="a"), reading)])
    quoted = await library.said_in(["a"])
    assert [q.statement for q in quoted] == [statement, bare]
    assert [q.statement for q in await library.said_by(["christopher hill"])] == [statement]


async def test_a_name_is_found_folded_by_its_last_word(library: SqlLibrary) -> None:
    await put(library, '"Ne," said Aleksandar Vučić.')
    assert [(u.name, u.statements) for u in await library.uses({"vucic"})] == [("Aleksandar Vučić", 1)]
    assert await library.uses({"aleksandar"}) == []
    assert len(await library.said_by(["ALEKSANDAR VUCIC"])) == 1


@pytest.mark.parametrize("key", ["%", "_ill", "hil%", "h", "' or 1=1 --", "hill\0", ""])
async def test_a_name_is_not_a_pattern(library: SqlLibrary, key: str) -> None:
    await put(library, '"No," said Christopher Hill.')
    assert await library.uses({key}) == []
    assert await library.said_by([key]) == []


@pytest.mark.parametrize("stem", ["%", "_", "/", "\\", "am%", "' or 1=1 --"])
async def test_a_role_is_not_a_pattern(library: SqlLibrary, stem: str) -> None:
    text = "The ambassador Ann Lee came, and an official said no."
    official = Speaker("an official", KnownBy.ROLE, Span(33, 44))
    statement = Statement((Span(50, 52),), StatementKind.INDIRECT, Span(45, 49), (official,), 0.5)
    reading = Reading((Span(0, len(text)),), (statement,), (Mention("Ann Lee", Span(15, 22), Span(4, 14)),))
    await library.put([(Draft(text=text), reading)])
    assert await library.in_role([[("ambass",)]]) == [("Ann Lee", "ambassador")]
    assert [u.name for u in await library.described([[("offic",)]])] == ["an official"]
    assert await library.in_role([[(stem,)]]) == []
    assert await library.described([[(stem,)]]) == []


async def test_names_with_quotes_and_percent_signs_are_found(library: SqlLibrary) -> None:
    for name in ("Shane O'Neill", "Al_Bert", 'Ann "The 100%" Lee'):
        await put(library, f'"No," said {name}.')
    assert [u.name for u in await library.uses({"o'neill"})] == ["Shane O'Neill"]
    assert [u.name for u in await library.uses({"al_bert"})] == ["Al_Bert"]
    assert await library.said_by(['ann "the 100%" lee'])


async def test_the_newest_article_comes_first_then_reading_order(library: SqlLibrary) -> None:
    text = '"{0} one," said Ann Lee. "{0} two," said Ann Lee.'
    for n, day in enumerate([1, 3, 2]):
        await put(library, text.format(n), id=f"{n}", published=DAY + timedelta(days=day))
    said = [q.statement.content[0].cut(q.article.text) for q in await library.said_by(["Ann Lee"])]
    assert said == ["1 one", "1 two", "2 one", "2 two", "0 one", "0 two"]
    assert [q.article.id for q in await library.said_by(["Ann Lee"], article="2")] == ["2", "2"]


async def test_people_quoted_next_to_somebody_and_all_quoted_people_are_listed(library: SqlLibrary) -> None:
    await put(library, '"A," said Ann Lee. "B," said Bob Ray. "C," said Bob Ray.', id="a")
    await put(library, '"D," said Cy Dee.', id="b")
    assert await library.quoted_people(2) == ["Bob Ray", "Ann Lee"]
    assert await library.quoted_people(9, article="b") == ["Cy Dee"]
    assert await library.quoted_alongside("ann lee") == ["Bob Ray", "Ann Lee"]


async def test_what_a_former_revision_said_is_still_known(library: SqlLibrary) -> None:
    id_ = await put(library, '"We will pay," said Ann Lee. "Never," said Ben Day.', id="a")
    await put(library, '"We will not pay," said Ann Lee.', id="a")
    then, now = [await library.said_then(id_, revision) for revision in (1, 2)]
    assert [q.statement.content[0].cut(q.article.text) for q in then] == ["We will pay", "Never"]
    assert [(q.article.revision, q.statement.speakers[0].name) for q in then] == [(1, "Ann Lee"), (1, "Ben Day")]
    assert now == await library.said_in([id_])
    assert await library.said_then(id_, 3) == await library.said_then("b", 1) == []


@pytest.mark.usefixtures("old_sqlite")
async def test_more_values_than_sqlite_binds_are_looked_up_at_once(library: SqlLibrary) -> None:
    count = 1_050
    await put(library, " ".join(f'"Number {n}," said Ann Lee.' for n in range(count)), id="long")
    await put(library, '"One more," said Ann Lee.', id="short")
    everything = [q.statement for q in await library.said_by(["Ann Lee"])]
    assert len(everything) == count + 1
    assert all(s.content and s.speakers for s in everything)
    gone = [f"gone {n}" for n in range(5_000)]
    assert sorted(q.article.id for q in await library.said_in(["long", *gone, "short"])) == ["long"] * count + ["short"]
    assert await library.said_in([]) == []
