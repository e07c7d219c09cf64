"""What is particular to one database stays in storage.database, the migrations and the table options of the schema."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
AT_HOME = ("storage/database", "storage/migrations", "storage/schema/base.py")
MODULES = re.compile(r"sqlite3|aiosqlite|psycopg.*|sqlalchemy\.dialects.*")
SQL = re.compile(
    r"sqlite_\w+|json_(?:each|extract|array_length)|pragma|\browid\b|\bglob\b|or (?:ignore|replace)|begin immediate"
    r"|autoincrement",
    re.IGNORECASE,
)


ELSEWHERE = [
    file
    for package in ("bot", "retrieval", "storage")
    for file in sorted((ROOT / package).rglob("*.py"))
    if not file.relative_to(ROOT).as_posix().startswith(AT_HOME)
]
STORES = [file for file in ELSEWHERE if file.is_relative_to(ROOT / "storage")]


def imported(file: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
            yield node.module


def spelt(source: str) -> set[str]:
    """SQLite's own words among the names and strings of a module; docstrings and comments may mention them."""
    docstrings = {
        node.body[0].value.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and ast.get_docstring(node) is not None
        and isinstance(node.body[0], ast.Expr)
    }
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    kinds = (tokenize.NAME, tokenize.STRING)
    return {
        match.group().lower()
        for token in tokens
        if token.type in kinds and not (token.type == tokenize.STRING and token.start[0] in docstrings)
        for match in SQL.finditer(token.string)
    }


@pytest.mark.parametrize("file", ELSEWHERE, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_no_other_module_imports_a_driver_or_a_dialect(file: Path) -> None:
    assert [name for name in imported(file) if MODULES.fullmatch(name)] == []


@pytest.mark.parametrize("file", STORES, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_no_other_store_writes_sql_that_only_sqlite_takes(file: Path) -> None:
    # `autoincrement=False` is SQLAlchemy's word for a key that the application gives.
    assert spelt(file.read_text().replace(", autoincrement=False", "")) == set()


def test_the_check_finds_what_it_looks_for() -> None:
    """Otherwise the two above might pass because they look for nothing."""
    there = [file for home in AT_HOME[:2] for file in (ROOT / home).rglob("*.py")]
    names = {name for file in there for name in imported(file) if MODULES.fullmatch(name)}
    assert {"sqlite3", "sqlalchemy.dialects.postgresql"} <= names
    words = set().union(*(spelt(file.read_text()) for file in [*there, ROOT / AT_HOME[2]]))
    assert {"json_each", "pragma", "glob", "begin immediate", "sqlite_autoincrement", "sqlite_with_rowid"} <= words
