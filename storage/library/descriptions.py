"""Index the descriptions of sources by their words, so that a phrase is looked up without reading them all.

Each description is kept once, however many articles print it.  One that no article prints any more stays: it is found,
and leads to nobody.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, Select, insert, select, union
from sqlalchemy.orm import aliased

from retrieval.text.normalize import flagged_words
from storage.database.dialect import chunked, insert_if_new
from storage.schema.tables import DescriptionRow, DescriptionWordRow

# Words that most descriptions have, and by which none is looked up.
_TOO_COMMON = frozenset("the a an of and for to at in".split())


def index_descriptions(connection: Connection, keys: Iterable[str]) -> None:
    """Index the words of these folded descriptions, if they are new."""
    wanted = list(dict.fromkeys(keys))
    for some in chunked(wanted):
        found = select(DescriptionRow.key).where(DescriptionRow.key.in_(some))
        known = set(connection.execute(found).scalars())
        new = [{"key": key} for key in some if key not in known]
        if not new:
            continue
        connection.execute(insert_if_new(DescriptionRow), new)
        added = select(DescriptionRow.id, DescriptionRow.key).where(DescriptionRow.key.in_([n["key"] for n in new]))
        rows = [
            {"word": word, "description_id": number}
            for number, key in connection.execute(added)
            for word in sorted({w for w, _ in flagged_words(key)} - _TOO_COMMON)
        ]
        if rows:
            connection.execute(insert(DescriptionWordRow), rows)


def keys_with(wanted: Sequence[Collection[Sequence[str]]]) -> Select[Any]:
    """Select the descriptions that have, for each item of `wanted`, words that begin with one of its forms' stems."""
    query = select(DescriptionRow.key)
    for forms in wanted:
        fitting = union(*(_with_words(form) for form in sorted(forms, key=tuple))).subquery()
        query = query.where(DescriptionRow.id.in_(select(fitting.c[0])))
    return query


def _with_words(stems: Sequence[str]) -> Select[Any]:
    first, *others = [stem for stem in stems if stem not in _TOO_COMMON] or [""]
    query = select(DescriptionWordRow.description_id).where(*_begins(DescriptionWordRow, first))
    for stem in others:
        another = aliased(DescriptionWordRow)
        query = query.join(another, another.description_id == DescriptionWordRow.description_id)
        query = query.where(*_begins(another, stem))
    return query


def _begins(table: Any, stem: str) -> tuple[Any, ...]:
    """Return the conditions for words that begin with `stem`, as a range of the index; a short stem is a whole word."""
    if len(stem) < 4:
        return (table.word == stem,)
    return table.word >= stem, table.word < stem[:-1] + chr(ord(stem[-1]) + 1)
