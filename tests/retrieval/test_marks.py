"""Quoted stretches are found by their marks, balanced or not."""

from __future__ import annotations

import pytest
from hypothesis import given

from retrieval.domain.article import Span
from retrieval.quotes.layouts.marks import paragraphs, quoted_stretches
from tests.retrieval.texts import marks, texts


def stretches(text: str) -> list[tuple[str, bool]]:
    return [(q.span.cut(text), q.closed) for q in quoted_stretches(text, Span(0, len(text)))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('He said "no" and "yes".', [('"no"', True), ('"yes"', True)]),
        ("He said “no” and „ja“ and «oui».", [("“no”", True), ("„ja“", True), ("«oui»", True)]),
        ("«He said “no” to us»", [("«He said “no” to us»", True)]),
        ('"open to the end', [('"open to the end', False)]),
        ("closed” without opening", []),
        ('a 6" nail and a "word"', [('"word"', True)]),
        ('""', [('""', True)]),
        ("it's the dogs' house", []),
        ('lone "', []),
        # A typewriter's marks, of two characters each.
        ("''No,'' he said. ``And 'yes'.''", [("''No,''", True), ("``And 'yes'.''", True)]),
        ("one of ''open to the end", [("''open to the end", False)]),
        ("the 1950''s", []),
    ],
)
def test_these_stretches_are_quoted(text: str, expected: list[tuple[str, bool]]) -> None:
    assert stretches(text) == expected


def test_an_unclosed_mark_ends_with_its_paragraph() -> None:
    text = '"open\n"closed"'
    found = [q.span.cut(text) for room in paragraphs(text) for q in quoted_stretches(text, room)]
    assert found == ['"open', '"closed"']


@given(marks | texts)
def test_stretches_lie_inside_their_paragraph_and_none_overlap(text: str) -> None:
    at = 0
    for room in paragraphs(text):
        assert at <= room.start
        assert room.cut(text) == room.cut(text).strip()
        inside = room.start
        for quoted in quoted_stretches(text, room):
            assert inside <= quoted.span.start
            assert quoted.span.end <= room.end
            inside = quoted.span.end
        at = room.end
    assert not text[at:].strip()
