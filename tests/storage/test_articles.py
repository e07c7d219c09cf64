"""Articles in SQL: put is idempotent, and all or nothing; a revision takes the old one out of everything."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import text
from sqlalchemy.exc import StatementError

from retrieval.domain.article import Draft, Outcome, Reading, Span
from retrieval.domain.changes import OPERATOR
from retrieval.domain.errors import StorageError
from storage.database.engine import Database
from storage.library.library import SqlLibrary
from storage.ports.library import SourceSummary
from tests.storage.invented import draft, put, reading_of

HILL = 'It rained. "We are patient," said Christopher Hill.'
ROSE = 'It snowed. "We are not," said Ana Rose.'
DAY = datetime(2026, 11, 24, 8, tzinfo=UTC)


async def rows(database: Database, table: str) -> int:
    ((count,),) = await database.rows(text(f"select count(*) from {table}"))  # noqa: S608
    return int(count)


async def test_the_same_again_changes_nothing(database: Database, library: SqlLibrary) -> None:
    (first,) = await library.put([draft(HILL, title="Rain", published=DAY)])
    generation = await library.generation()
    (again,) = await library.put([draft(HILL, title="Rain", published=DAY)])
    assert (first.outcome, again.outcome) == (Outcome.ADDED, Outcome.UNCHANGED)
    assert again.article == first.article
    assert (again.passages, again.statements) == (first.passages, first.statements) == (2, 1)
    assert await library.generation() == generation
    assert await rows(database, "revisions") == 1


async def test_the_same_twice_in_one_call_is_stored_once(library: SqlLibrary) -> None:
    outcomes = [added.outcome for added in await library.put([draft(HILL), draft(ROSE), draft(HILL)])]
    assert outcomes == [Outcome.ADDED, Outcome.ADDED, Outcome.UNCHANGED]
    assert await library.article_count() == 2


async def test_a_date_in_another_time_zone_is_the_same_date(library: SqlLibrary) -> None:
    await library.put([draft(HILL, id="a", published=DAY)])
    elsewhere = DAY.astimezone(timezone(timedelta(hours=5, minutes=45)))
    assert await library.same(Draft(text=HILL, id="a", published=elsewhere)) is not None


async def test_an_article_stored_by_two_processes_at_once_is_stored_once(library: SqlLibrary, second: Database) -> None:
    there = SqlLibrary(second)
    results = await asyncio.gather(*(side.put([draft(HILL, id="a")]) for side in [library, there] * 10))
    outcomes = [added.outcome for (added,) in results]
    assert sorted(outcomes) == [Outcome.ADDED] + [Outcome.UNCHANGED] * 19
    assert await library.passage_count() == 2


async def test_revisions_stored_by_two_processes_are_numbered_without_gap(
    library: SqlLibrary, second: Database
) -> None:
    sides = [library, SqlLibrary(second)]
    results = await asyncio.gather(*(sides[n % 2].put([draft(f"Version {n}.", id="a")]) for n in range(20)))
    assert sorted(added.article.revision for (added,) in results) == list(range(1, 21))
    assert await library.article_count() == await library.passage_count() == 1


@pytest.mark.parametrize(
    "changed", [{"title": "Sun"}, {"url": "https://a.example"}, {"publisher": "B"}, {"author": "C"}, {"published": DAY}]
)
async def test_another_title_or_date_is_a_revision(library: SqlLibrary, changed: dict[str, object]) -> None:
    await library.put([draft(HILL, id="a", title="Rain")])
    (added,) = await library.put([draft(HILL, id="a", **{"title": "Rain", **changed})])
    assert (added.outcome, added.article.revision) == (Outcome.REVISED, 2)
    assert await library.article("a") == added.article


async def test_a_revision_takes_the_old_words_out_of_everything(database: Database, library: SqlLibrary) -> None:
    await put(library, HILL, id="a")
    old = await library.passage_ids_within(["a"])
    (added,) = await library.put([draft(ROSE, id="a")])
    assert (added.outcome, added.article.revision) == (Outcome.REVISED, 2)
    assert await library.passages(old) == {}
    assert await library.passage_texts(old) == {}
    assert await library.uses({"hill"}) == []
    assert await rows(database, "names") == 1
    assert await library.said_by(["Christopher Hill"]) == []
    assert [q.article.revision for q in await library.said_in(["a"])] == [2]
    assert await library.articles_printing(["patient"]) == []
    assert await library.quoted_people(9) == ["Ana Rose"]
    assert await library.article_count() == len(await library.newest(9)) == 1


async def test_going_back_to_an_old_text_is_a_new_revision_with_new_passages(library: SqlLibrary) -> None:
    await put(library, HILL, id="a")
    old = await library.passage_ids_within(["a"])
    await put(library, ROSE, id="a")
    (added,) = await library.put([draft(HILL, id="a")])
    assert (added.outcome, added.article.revision) == (Outcome.REVISED, 3)
    assert not set(old) & set(await library.passage_ids_within(["a"]))
    assert [u.name for u in await library.uses({"hill"})] == ["Christopher Hill"]


async def test_the_text_of_every_revision_is_kept(database: Database, library: SqlLibrary) -> None:
    await put(library, HILL, id="a")
    await put(library, ROSE, id="a")
    kept = await database.rows(text("select number, text, current from revisions order by number"))
    assert [tuple(row) for row in kept] == [(1, HILL, 0), (2, ROSE, 1)]


async def test_one_draft_that_cannot_be_stored_keeps_out_the_whole_call(
    database: Database, library: SqlLibrary
) -> None:
    twice = Reading((Span(0, 2), Span(3, 5)), (), ())
    impossible = Draft(text="Ab cd", id=object())  # type: ignore[arg-type]
    with pytest.raises((StorageError, StatementError)):
        await library.put([draft(HILL), (impossible, twice)])
    assert [await rows(database, table) for table in ("articles", "revisions", "passages", "generations")] == [0] * 4
    await library.put([draft(HILL)])


UNICODE = 'Ćošak 🇷🇸 “Đ” – 1 000 € می\u200cخواهم. "Ja sam strpljiv," said Željko Šimić 𝒳. שלום. e\u0301.'


async def test_any_text_comes_back_exactly(library: SqlLibrary) -> None:
    metadata = {
        "title": "«Ж» 🗞",
        "publisher": 'O\'Neill & "Söhne"',
        "author": "%_\\",
        "url": "https://пример.example/?a=1",
    }
    identity = await put(library, UNICODE, id="š'\";-- 🗞", **metadata)
    article = await library.article(identity)
    assert article is not None
    assert article.text == UNICODE
    assert {key: getattr(article, key) for key in metadata} == metadata
    texts = await library.passage_texts(await library.passage_ids_within([identity]))
    assert list(texts.values()) == [f"{article.title}\n{span.cut(UNICODE)}" for span in reading_of(UNICODE).passages]


# A word, folded as retrieval folds it, and the one article that prints it.
PRINTED = {
    "100": "It grew by 100% in a year.",
    "snake_case": "He wrote snake_case.",
    "back": r"The path was C:\back\slash.",
    "it's": "It's over, he said.",
    "o'neill": "Mr O’Neill came.",
    "vucic": "Mr VUČIĆ left.",
    "путин": "Приехал Путин.",
    "strasse": "Die STRAẞE war leer.",
    "naive": "A naïve plan.",
}


@pytest.mark.parametrize(("word", "text"), PRINTED.items())
async def test_a_word_is_found_however_it_is_printed(library: SqlLibrary, word: str, text: str) -> None:
    await library.put([draft(other) for other in PRINTED.values()])
    assert [a.text for a in await library.articles_printing([word])] == [text]


@pytest.mark.parametrize("word", ["%", "_", "\\", "s%e", "snake-case", '"', "100_", "n_ive"])
async def test_wildcards_of_like_find_only_themselves(library: SqlLibrary, word: str) -> None:
    await library.put([draft(other) for other in PRINTED.values()])
    found = [a.text for a in await library.articles_printing([word])]
    assert found == [text for text in PRINTED.values() if word in text]


async def test_words_are_found_only_in_their_order(library: SqlLibrary) -> None:
    await put(library, "The cat saw the dog.", id="a")
    assert [a.id for a in await library.articles_printing(["cat", "dog"])] == ["a"]
    assert await library.articles_printing(["dog", "cat"]) == []
    assert await library.articles_printing(["cat", "dog"], article="b") == []


async def test_sources_are_counted_by_publisher_with_their_newest(library: SqlLibrary) -> None:
    await put(library, "One.", publisher="Politika", published=DAY)
    await put(library, "Two.", publisher="Politika", published=DAY + timedelta(days=1))
    await put(library, "Three.")
    assert await library.sources() == [
        SourceSummary("Politika", 2, DAY + timedelta(days=1)),
        SourceSummary(None, 1, None),
    ]


async def test_ids_are_found_by_their_beginning(library: SqlLibrary) -> None:
    for article_id in ("https://a.example/1", "https://a.example/2", "https://b.example/1", "50%_off", "50 and more"):
        await put(library, HILL + article_id, id=article_id)
    assert await library.ids_beginning("https://a") == ["https://a.example/1", "https://a.example/2"]
    assert await library.ids_beginning("50%") == ["50%_off"]
    await library.retract("https://a.example/1", OPERATOR)
    assert await library.ids_beginning("https://a") == ["https://a.example/2"]
