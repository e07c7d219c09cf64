r"""Build the pieces of SQL that each database spells its own way, so that the stores themselves send only standard SQL.

A piece is spelt when the statement is compiled, for the database that it goes to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Integer,
    Select,
    String,
    TableValuedAlias,
    Text,
    and_,
    bindparam,
    column,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement, GenericFunction
from sqlalchemy.types import TypeDecorator

from storage.database.folding import FOLDED, folded_by_postgres

T = TypeVar("T")

# A SQLite built with the former default takes 999 bound values in one statement; a query has a few of its own.
MAX_BOUND_VALUES = 900
SQLITE, POSTGRES = "sqlite", "postgresql"


def chunked(values: Sequence[T]) -> Iterator[Sequence[T]]:
    """Split values into parts short enough to be bound in one statement each."""
    for first in range(0, len(values), MAX_BOUND_VALUES):
        yield values[first : first + MAX_BOUND_VALUES]


def insert_if_new(table: Any) -> Insert:
    """Build an INSERT that skips every row whose primary or unique key is there already."""
    # SQLite takes PostgreSQL's ON CONFLICT; SQLAlchemy's own class for SQLite is the same without constraints by name.
    return _counting(insert(table)).on_conflict_do_nothing()


def upsert(table: Any, *key: Any, update: Iterable[str]) -> Insert:
    """Build an INSERT that, where a row with this `key` is there already, sets its columns `update` instead."""
    statement = _counting(insert(table))
    return statement.on_conflict_do_update(
        index_elements=list(key), set_={name: statement.excluded[name] for name in update}
    )


def _counting(statement: Insert) -> Insert:
    """Let an INSERT say how many rows it wrote.  With PostgreSQL, SQLAlchemy otherwise asks for their keys instead."""
    return statement.inline().execution_options(preserve_rowcount=True)


def any_value(expression: Any) -> Any:
    """Pick the value of one row, whichever, in a query that groups rows."""
    return _AnyValue(expression, type_=expression.type)


def bare(flag: Any) -> ColumnElement[bool]:
    """Return a boolean column as a condition that uses no index.

    SQLAlchemy spells it "flag = 1" for SQLite, which then prefers an index on the flag to any better way.
    """
    return literal_column(f"{flag.class_.__tablename__}.{flag.key}", Boolean)


def cut(text: Any, start: Any, end: Any) -> ColumnElement[str]:
    """Cut a stretch out of a text, so that the whole of it need not be fetched."""
    return _Cut(text, start, end)


def json_texts(document: Any, key: str) -> TableValuedAlias:
    """Return the texts of the JSON list under a key as a table with the column `value`, to join with the document's."""
    return _JsonTexts(document, literal_column(f"'{key}'")).table_valued(column("value", String))


def json_lists(document: Any) -> TableValuedAlias:
    """Return the lists that a JSON list consists of, as a table with one column, `value`."""
    return _JsonLists(document).table_valued("value")


def text_at(document: Any, index: int) -> ColumnElement[str]:
    """Return the item of a JSON list that is a text."""
    return _TextAt(document, literal_column(str(index)))


def integer_at(document: Any, index: int) -> ColumnElement[int]:
    """Return the item of a JSON list that is an integer."""
    return _IntegerAt(document, literal_column(str(index)))


def json_length(document: Any) -> ColumnElement[int]:
    """Return how many items a JSON list has."""
    return func.json_array_length(document, type_=Integer())


def integers_in(parameter: str) -> Select[tuple[int]]:
    """Select the integers of a bound parameter that is a JSON list: one statement, however many there are."""
    items = _Integers(bindparam(parameter, type_=String())).table_valued(column("value", BigInteger))
    return select(_integer(items.c.value))


def like_folded(text: Any, pattern: str) -> ColumnElement[bool]:
    r"""Return whether `text` matches a LIKE pattern (escape character \), ignoring case and accents."""
    # Folding takes a third of a millisecond a text: do it only for texts with a letter that folding changes.
    return or_(_Like(text, pattern), and_(_HasForeignLetters(text), _Like(_Folded(text), pattern)))


class StoredJson(TypeDecorator[str]):
    """A JSON column as the text that is stored: parsed and written anew, 1e0 would become 1.0."""

    impl = Text
    cache_ok = True

    def bind_expression(self, bindparam: Any) -> ColumnElement[Any]:
        return _AsJson(bindparam)

    def column_expression(self, column: Any) -> ColumnElement[Any]:
        return _AsText(column)


class _AnyValue(FunctionElement[Any]):
    """SQLite picks a value when a column stands bare; PostgreSQL knows ANY_VALUE only since version 16."""

    inherit_cache = True

    def __init__(self, expression: Any, type_: Any) -> None:
        super().__init__(expression)
        self.type = type_


class _JsonTexts(GenericFunction[Any]):
    name = "json_texts"
    inherit_cache = True


class _JsonLists(GenericFunction[Any]):
    name = "json_lists"
    inherit_cache = True


class _Integers(GenericFunction[Any]):
    name = "json_integers"
    inherit_cache = True


class _TextAt(FunctionElement[str]):
    type = String()
    inherit_cache = True


class _IntegerAt(FunctionElement[int]):
    type = BigInteger()
    inherit_cache = True


class _integer(FunctionElement[int]):  # noqa: N801  it reads as a function
    type = BigInteger()
    inherit_cache = True


class _Cut(FunctionElement[str]):
    type = String()
    inherit_cache = True


class _HasForeignLetters(FunctionElement[bool]):
    type = Boolean()
    inherit_cache = True


class _Folded(FunctionElement[str]):
    type = String()
    inherit_cache = True


class _Like(FunctionElement[bool]):
    type = Boolean()
    inherit_cache = True


class _AsJson(FunctionElement[Any]):
    inherit_cache = True


class _AsText(FunctionElement[str]):
    type = Text()
    inherit_cache = True


# How each piece is spelt, with its arguments in the place of {0} and {1}.
_SPELLINGS: dict[type[FunctionElement[Any]], dict[str, str]] = {
    _AnyValue: {SQLITE: "{0}", POSTGRES: "(array_agg({0}))[1]"},
    # What is no list has no items.
    _JsonTexts: {
        SQLITE: "json_each({0}, '$.' || {1})",
        POSTGRES: (
            "json_array_elements_text(CASE json_typeof({0} -> {1}) WHEN 'array' THEN {0} -> {1} ELSE '[]'::json END)"
        ),
    },
    _JsonLists: {SQLITE: "json_each({0})", POSTGRES: "json_array_elements({0})"},
    _Integers: {SQLITE: "json_each({0})", POSTGRES: "json_array_elements_text(CAST({0} AS json))"},
    _TextAt: {SQLITE: "json_extract({0}, '$[' || {1} || ']')", POSTGRES: "({0} ->> {1})"},
    _IntegerAt: {SQLITE: "json_extract({0}, '$[' || {1} || ']')", POSTGRES: "CAST({0} ->> {1} AS bigint)"},
    _integer: {SQLITE: "{0}", POSTGRES: "CAST({0} AS bigint)"},
    _Cut: {
        SQLITE: "substr({0}, {1} + 1, {2} - {1})",
        POSTGRES: "substr({0}, CAST({1} + 1 AS integer), CAST({2} - {1} AS integer))",
    },
    _HasForeignLetters: {
        SQLITE: "{0} GLOB '*[\u00c0-\u1fff\u2c00-\ud7ff]*'",
        POSTGRES: "{0} ~ '[\u00c0-\u1fff\u2c00-\ud7ff]'",
    },
    _Folded: {SQLITE: f"{FOLDED}({{0}})", POSTGRES: folded_by_postgres("{0}")},
    # Either ignores the case of ASCII letters only.
    _Like: {SQLITE: r"{0} LIKE {1} ESCAPE '\'", POSTGRES: r"{0} ILIKE {1} ESCAPE '\'"},
    _AsJson: {SQLITE: "{0}", POSTGRES: "CAST({0} AS json)"},
    _AsText: {SQLITE: "{0}", POSTGRES: "CAST({0} AS text)"},
}


def _spell(kind: type[FunctionElement[Any]], dialect: str, spelling: str) -> None:
    @compiles(kind, dialect)
    def _compiled(element: FunctionElement[Any], compiler: SQLCompiler, **options: Any) -> str:
        return spelling.format(*(compiler.process(argument, **options) for argument in element.clauses))


for _kind, _by_dialect in _SPELLINGS.items():
    for _dialect, _spelling in _by_dialect.items():
        _spell(_kind, _dialect, _spelling)
