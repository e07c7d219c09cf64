"""A damaged, truncated or made-up export is refused by its line number, and nothing is changed."""

from __future__ import annotations

import gzip
import io
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any, cast

import pytest
from sqlalchemy import text

from retrieval.domain.errors import StorageFull, StoreNotEmpty, UnusableExport
from storage.database.engine import Database
from storage.database.sqlite.file import FILE
from storage.migrations import HEAD
from storage.transfer import reader
from storage.transfer.import_ import import_rows
from storage.transfer.reader import ExportLines
from tests.disks import small_disk
from tests.storage.databases import connected
from tests.storage.exports import exported, filled, imported, kept, sealed

Rows = list[Any]


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return exported(filled(tmp_path_factory.mktemp("filled") / "data"))


@pytest.fixture
def rows(export: bytes) -> Rows:
    """The lines except the last, as values, for tests to spoil."""
    return [json.loads(line) for line in export.split(b"\n")[:-2]]


def at(rows: Rows, table: str, nth: int = 0) -> int:
    return [n for n, row in enumerate(rows) if isinstance(row, list) and row[0] == table][nth]


def place(rows: Rows, table: str, name: str) -> int:
    """Return the position of a column's value in a row."""
    (portion,) = [p for p in rows[0]["tables"] if p["name"] == table]
    return int(portion["columns"].index(name)) + 1


def spoilt(rows: Rows, table: str, name: str, value: Any, nth: int = 0) -> int:
    """Change one value, and return the number of its line."""
    rows[at(rows, table, nth)][place(rows, table, name)] = value
    return at(rows, table, nth) + 1


def refused(folder: Path, export: bytes) -> str:
    """Return the error message, after checking that nothing was stored."""
    with pytest.raises(UnusableExport) as caught:
        imported(folder, export)
    said = str(caught.value)
    assert said.startswith("the export")
    assert said.endswith("; nothing was imported")
    assert "\n" not in said
    if (folder / FILE).exists():
        with connected(folder / FILE) as connection:
            assert connection.exec_driver_sql("select name from sqlite_master").all() == []
    return said


WRONG: list[tuple[str, str, Any, str]] = [
    ("articles", "id", "1", "a whole number"),
    ("articles", "id", True, "a whole number"),
    ("articles", "id", 1.0, "a whole number"),
    ("articles", "id", 2**63, "a whole number"),
    ("articles", "id", None, "a whole number"),
    ("articles", "public_id", 7, "text"),
    ("articles", "public_id", "\ud83c", "text"),
    ("articles", "retracted", "yesterday", "a time like"),
    ("articles", "retracted", "2026-11-24T06:00:00", "a time like"),
    ("articles", "retracted", "0001-01-01T00:00:00+05:00", "a time like"),
    ("revisions", "current", 1, "true or false"),
    ("statements", "confidence", "0.9", "a number"),
    ("statements", "confidence", 10**400, "a number"),
    ("turns", "cited", [["a", 1, 0, 5]], "JSON as text"),
    ("turns", "cited", "[", "JSON as text"),
    ("turns", "cited", "[" * 100_000, "JSON as text"),
]


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: f"{wrong[1]}-{str(wrong[2])[:20]!a}")
def test_a_value_of_another_type_is_refused_by_its_line(
    rows: Rows, tmp_path: Path, wrong: tuple[str, str, Any, str]
) -> None:
    table, name, value, wanted = wrong
    line = spoilt(rows, table, name, value)
    said = refused(tmp_path / "new", sealed(rows))
    assert f"line {line:,} has " in said
    assert f"for {table}.{name}, which must be {wanted}" in said


def no_json(rows: Rows) -> int:
    rows[n := at(rows, "generations", 2)] = b'["generations", \n'
    return n + 1


def no_utf_8(rows: Rows) -> int:
    rows[n := at(rows, "generations", 2)] = b'["generations", "\xff"]\n'
    return n + 1


def too_few_values(rows: Rows) -> int:
    rows[n := at(rows, "generations", 2)].pop()
    return n + 1


def a_row_of_another_table(rows: Rows) -> int:
    rows[n := at(rows, "generations", 2)][0] = "log"
    return n + 1


def an_object_for_a_row(rows: Rows) -> int:
    rows[n := at(rows, "generations", 2)] = {"generations": 1}
    return n + 1


def a_row_too_many(rows: Rows) -> int:
    rows.append(rows[-1])
    return len(rows)


def an_unknown_table(rows: Rows) -> int:
    rows[0]["tables"][0]["name"] = "recipes"
    return 1


def an_unknown_column(rows: Rows) -> int:
    rows[0]["tables"][0]["columns"][1] = 'x" --'
    return 1


def a_column_twice(rows: Rows) -> int:
    rows[0]["tables"][0]["columns"][1] = rows[0]["tables"][0]["columns"][0]
    return 1


def no_tables(rows: Rows) -> int:
    rows[0]["tables"] = 7
    return 1


def a_table_missing(rows: Rows) -> int:
    (gone,) = [p for p in rows[0]["tables"] if p["name"] == "log"]
    rows[0]["tables"].remove(gone)
    rows[:] = [row for row in rows if not isinstance(row, list) or row[0] != "log"]
    return 1


def the_same_key_twice(rows: Rows) -> int:
    return spoilt(rows, "generations", "number", rows[at(rows, "generations")][1], nth=1)


def the_same_id_of_two_articles(rows: Rows) -> int:
    first = rows[at(rows, "articles")][place(rows, "articles", "public_id")]
    return spoilt(rows, "articles", "public_id", first, nth=2)


def a_revision_of_no_article(rows: Rows) -> int:
    return spoilt(rows, "revisions", "article_id", 10**6, nth=2)


def a_name_of_no_revision(rows: Rows) -> int:
    # The last row, so that the order of the keys is still right.
    return spoilt(rows, "names", "revision_id", 10**6, nth=3)


SPOILT: list[tuple[Callable[[Rows], int], str]] = [
    (no_json, "is not JSON"),
    (no_utf_8, "is not JSON"),
    (too_few_values, "has 1 values, but generations has 2 columns"),
    (a_row_of_another_table, "is not a row of generations, which has 4 rows here"),
    (an_object_for_a_row, "is not a row of generations"),
    (a_row_too_many, "is not the closing line"),
    (an_unknown_table, "has a table 'recipes', which schema"),
    (an_unknown_column, "has other columns of {first} than its schema"),
    (a_column_twice, "is not the header of an export"),
    (no_tables, "is not the header of an export"),
    (a_table_missing, "lacks the table log"),
    (the_same_key_twice, "is out of order"),
    (the_same_id_of_two_articles, "conflicts with another row (UNIQUE constraint failed: articles.public_id)"),
    (a_revision_of_no_article, "refers to a row of articles that does not exist"),
    (a_name_of_no_revision, "refers to a row of revisions that does not exist"),
]


@pytest.mark.parametrize(("spoil", "message"), SPOILT, ids=lambda one: getattr(one, "__name__", "")[:40])
def test_a_wrong_line_is_refused_by_its_number(
    rows: Rows, tmp_path: Path, spoil: Callable[[Rows], int], message: str
) -> None:
    line = spoil(rows)
    message = message.format(first=rows[1][0])
    assert f"line {line:,} {message}" in refused(tmp_path / "new", sealed(rows))


def test_an_export_that_is_cut_off_anywhere_is_refused(export: bytes, tmp_path: Path) -> None:
    ends = [n for n in range(1, len(export)) if export[n - 1 : n] == b"\n"]
    for cut in [1, *ends[::9], ends[-1], ends[-1] + 20, len(export) - 1]:
        assert "is cut off after line " in refused(tmp_path / "new", export[:cut]) or cut == 1
    packed = gzip.compress(export)
    cut_off = gzip.GzipFile(fileobj=io.BytesIO(packed[: len(packed) // 2]))
    half = ExportLines(cast(IO[bytes], cut_off), "the export")
    with pytest.raises(UnusableExport, match="is cut off after line"):
        import_rows(tmp_path / "new", half)


def test_a_changed_word_is_noticed(export: bytes, tmp_path: Path) -> None:
    said = refused(tmp_path / "new", export.replace(b"plain", b"Plain", 1))
    assert "was changed or damaged after it was written" in said


def test_lines_after_the_end_are_refused(export: bytes, tmp_path: Path) -> None:
    assert "comes after the end" in refused(tmp_path / "new", export + export)


def test_an_endless_line_is_not_read_to_its_end(rows: Rows, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MAX_LINE_BYTES", 10_000)
    rows[n := at(rows, "generations")] = b"[" + b" " * 20_000 + b"\n"
    assert f"line {n + 1} is too long for a line of an export (more than 10,000 bytes)" in refused(
        tmp_path / "new", sealed(rows)
    )


@pytest.mark.parametrize("content", [b"", b"\n", b"[]\n", b'{"text": "An article."}\n', b"\x89PNG\r\n\x1a\n"])
def test_a_file_that_is_not_an_export_makes_no_folder(tmp_path: Path, content: bytes) -> None:
    refused(tmp_path / "new", content)
    assert not (tmp_path / "new").exists()


def test_an_export_of_a_newer_version_is_refused(rows: Rows, tmp_path: Path) -> None:
    rows[0]["schema"] = "9999"
    said = refused(tmp_path / "new", sealed(rows))
    assert f"was written by a newer On Record (schema '9999', this one knows up to {HEAD!r})" in said
    rows[0]["format"] = 2
    assert "has format 2" in refused(tmp_path / "new", sealed(rows))


async def test_a_store_that_is_not_empty_is_left_as_it_is(export: bytes, folder: Path) -> None:
    database = await Database.open(folder)
    await database.change(text("insert into editors values (7, 'Edith', '2026-01-01 00:00:00.000000')"))
    await database.close()
    before = kept(folder)
    with pytest.raises(StoreNotEmpty):
        imported(folder, export)
    assert kept(folder) == before


async def test_a_store_that_was_opened_but_never_filled_is_empty(export: bytes, folder: Path) -> None:
    await (await Database.open(folder)).close()
    assert exported(imported(folder, export)) == export


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "disk", kilobytes=480) as mounted:
        yield mounted


def test_a_full_disk_is_reported_and_a_smaller_import_then_works(rows: Rows, disk: Path, tmp_path: Path) -> None:
    for nth in range(4):
        spoilt(rows, "revisions", "text", f"{nth} " + "It rained. " * 20_000, nth=nth)
    with pytest.raises(StorageFull, match="no space is left"):
        imported(disk / "data", sealed(rows))
    assert exported(imported(tmp_path / "elsewhere", sealed(rows)))
    small = [{**rows[0]}, *rows[1:]]
    for nth in range(4):
        spoilt(small, "revisions", "text", "It rained.", nth=nth)
    assert exported(imported(disk / "data", sealed(small)))
