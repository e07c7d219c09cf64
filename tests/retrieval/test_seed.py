"""The seed article is read as a person would read it: each speaker has their own words only."""

from __future__ import annotations

import pytest

from bot.intake.sources.seeds import SEEDS
from retrieval.domain.article import Statement, StatementKind
from tests.retrieval.reading import READER

FILE = SEEDS / "serbia-turns-away-from-russia.md"
TEXT = FILE.read_text(encoding="utf-8").split("---\n", 2)[2].strip()

HILL = [
    '"Ukraine is absolutely critical, and we are at a point where everyone needs to be ready,"',
    '"When people are together, relations improve."',
]


@pytest.fixture(scope="module")
def statements() -> tuple[Statement, ...]:
    return READER.read(TEXT).statements


def by(statements: tuple[Statement, ...], name: str) -> list[Statement]:
    return [s for s in statements if name in {p.name for p in s.speakers}]


def pieces(statement: Statement) -> list[str]:
    return [c.cut(TEXT) for c in statement.content]


def test_hills_direct_words_are_one_statement_in_two_pieces(statements: tuple[Statement, ...]) -> None:
    assert [pieces(s) for s in by(statements, "Christopher Hill") if s.kind is StatementKind.DIRECT] == [HILL]


def test_nobody_elses_words_are_hills(statements: tuple[Statement, ...]) -> None:
    spoken = [p for s in by(statements, "Christopher Hill") for p in pieces(s)]
    (reported,) = [p for p in spoken if p not in HILL]
    assert reported.startswith("that Ukraine outweighed all other problems in Europe")
    assert reported.endswith("influence.")


def test_the_slogan_is_not_a_statement(statements: tuple[Statement, ...]) -> None:
    assert not any("Serbia Against Violence" in p for s in statements for p in pieces(s))


def test_two_analysts_share_their_words(statements: tuple[Statement, ...]) -> None:
    (statement,) = by(statements, "Stefano Marras")
    assert [p.name for p in statement.speakers] == ["Stefano Marras", "Ines Gonzalez"]
    assert pieces(statement)[0].startswith('"Considering the risk of military escalation')


def test_he_is_vucic_throughout(statements: tuple[Statement, ...]) -> None:
    spoken = [p for s in by(statements, "Aleksandar Vucic") for p in pieces(s)]
    assert '"That never happened before,"' in spoken
    assert '"I am not a fool. I know that some weapons can end up in Ukraine,"' in spoken
    assert '"neutrally."' not in spoken


def test_every_passage_of_the_seed_is_a_slice_of_it() -> None:
    found = READER.read(TEXT).passages
    assert len(found) > 5
    assert "".join("".join(p.cut(TEXT).split()) for p in found) == "".join(TEXT.split())
