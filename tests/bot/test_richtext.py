"""Texts with marks, cut into pages: nothing is lost, nothing is moved, and every page fits."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.views.rich_text import Mark, Style, Text, bold, code, italic, join, pages, styled, utf16_length

GAP = "\n\n"
URL = "https://news.example/a"

# Words, emoji of one and of several code points, letters with combining accents.
WORDS = [*"a he said bridge “rust” nobody".split(), "🌞", "👩‍👩‍👧", "e\u0301", "x" * 30, "🌞" * 20]
SPACES = [" ", " ", " ", "\n", "  ", "\u00a0", " \n ", "\t"]

plains = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(SPACES)).map("".join), max_size=30).map(
    lambda words: "".join(words).rstrip()
)


@st.composite
def layers(draw: st.DrawFn, length: int, style: Style) -> list[Mark]:
    """Draw marks of one style that do not overlap."""
    ends = draw(st.lists(st.integers(0, length), unique=True, max_size=8).map(sorted))
    url = URL if style is Style.LINK else None
    return [Mark(style, a, b, url) for a, b in zip(ends[::2], ends[1::2], strict=False)]


@st.composite
def texts(draw: st.DrawFn) -> Text:
    plain = draw(plains)
    styles = (Style.QUOTE, Style.BOLD, Style.LINK)
    return Text(plain, tuple(mark for style in styles for mark in draw(layers(len(plain), style))))


def inked(parts: Sequence[Text]) -> Iterator[tuple[str, set[tuple[Style, str | None]]]]:
    """Yield every character except white space, with its styles."""
    for part in parts:
        for at, character in enumerate(part.plain):
            if not character.isspace():
                yield character, {(m.style, m.url) for m in part.marks if m.start <= at < m.end}


def assert_in_order_but_for_white_space(parts: Sequence[Text], whole: str) -> None:
    at = 0
    for part in parts:
        while not whole.startswith(part.plain, at):
            assert whole[at : at + 1].isspace(), f"lost or moved at {at}: {part.plain!r}"
            at += 1
        at += len(part.plain)
    assert not whole[at:].strip()


limits = st.tuples(st.integers(2, 80), st.integers(3, 6))


@given(st.lists(texts(), max_size=6), limits)
@example([Text("a" + " " * 50 + "x" * 60)], (100, 3))
@example([Text(" " * 200 + "end")], (80, 3))
def test_pages_lose_nothing_but_white_space_and_keep_the_order(blocks: list[Text], fits: tuple[int, int]) -> None:
    cut = pages(blocks, units=fits[0], marks=fits[1])
    assert_in_order_but_for_white_space(cut, GAP.join(b.plain for b in blocks if b.plain.strip()))


@given(st.lists(texts(), max_size=6), limits)
@example([Text(" " * 200 + "end")], (80, 3))
def test_every_page_fits_and_says_something(blocks: list[Text], fits: tuple[int, int]) -> None:
    for page in pages(blocks, units=fits[0], marks=fits[1]):
        assert utf16_length(page.plain) <= fits[0]
        assert len(page.marks) <= fits[1]
        assert page.plain.strip()
        assert all(0 <= m.start < m.end <= len(page.plain) for m in page.marks)


@given(st.lists(texts(), max_size=6), limits)
def test_marks_cover_the_characters_that_they_covered(blocks: list[Text], fits: tuple[int, int]) -> None:
    assert list(inked(pages(blocks, units=fits[0], marks=fits[1]))) == list(inked(blocks))


@given(st.lists(texts(), max_size=6), limits)
def test_a_block_that_fits_a_page_stays_whole(blocks: list[Text], fits: tuple[int, int]) -> None:
    cut = pages(blocks, units=fits[0], marks=fits[1])
    for block in blocks:
        if utf16_length(block.plain) <= fits[0] and len(block.marks) <= fits[1] and block.plain.strip():
            assert any(block.plain in page.plain for page in cut)


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=60), st.integers(100, 150))
def test_no_page_ends_inside_a_word_that_fits_on_half_of_one(words: list[str], units: int) -> None:
    for page in pages([Text(" ".join(words))], units=units, marks=3):
        assert set(page.plain.split()) <= set(words)


def test_short_blocks_share_a_page_as_far_as_they_fit() -> None:
    blocks = [Text("one"), bold("two"), Text("three")]
    assert [p.plain for p in pages(blocks, units=8, marks=100)] == ["one\n\ntwo", "three"]
    assert [p.plain for p in pages(blocks, units=100, marks=100)] == ["one\n\ntwo\n\nthree"]


def test_too_many_marks_begin_a_new_page() -> None:
    block = join([bold(f"w{n}") for n in range(10)], " ")
    cut = pages([block], units=1000, marks=4)
    assert [len(p.marks) for p in cut] == [4, 4, 2]
    assert " ".join(p.plain for p in cut) == block.plain


def test_a_cut_is_at_the_last_blank_or_line_end_that_fits() -> None:
    cut = pages([Text("first line\nsecond third")], units=18, marks=9)
    assert [p.plain for p in cut] == ["first line\nsecond", "third"]


@pytest.mark.parametrize("character", ["x", "🌞"])
def test_a_word_of_ten_thousand_characters_is_cut(character: str) -> None:
    word = styled(character * 10_000, Style.QUOTE)
    cut = pages([word], units=4096, marks=100)
    assert "".join(p.plain for p in cut) == word.plain
    # UTF-16 must not end in half a pair: encoding such a page would fail.
    assert all(p.plain.encode("utf-16-le") for p in cut)
    assert all(p.marks == (Mark(Style.QUOTE, 0, len(p.plain)),) for p in cut)
    assert len(cut) == -(-utf16_length(word.plain) // 4096)


def test_200_kilobytes_are_cut_in_no_time() -> None:
    """A quadratic algorithm would take minutes."""
    block = Text("word 🌞 " * 25_000, tuple(Mark(Style.BOLD, at, at + 4) for at in range(0, 100_000, 40)))
    began = time.process_time()
    cut = pages([block], units=4096, marks=100)
    assert time.process_time() - began < 3
    assert len(cut) >= 200_000 // 4096


def test_no_blocks_and_blank_blocks_make_no_page() -> None:
    assert pages([], units=10, marks=10) == []
    assert pages([Text(), Text(" \n ")], units=10, marks=10) == []


@given(texts(), texts())
def test_adding_texts_keeps_the_marks_of_both(one: Text, other: Text) -> None:
    assert list(inked([one + other])) == [*inked([one]), *inked([other])]
    assert (one + "x").marks == one.marks


@given(texts(), st.data())
def test_a_cut_text_and_its_rest_are_the_whole(text: Text, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text.plain)))
    parts = [text.cut(0, at), text.cut(at, len(text.plain))]
    assert "".join(p.plain for p in parts) == text.plain
    assert list(inked(parts)) == list(inked([text]))


def test_an_empty_styled_text_has_no_mark() -> None:
    assert [bold(""), italic(""), code("")] == [Text()] * 3
    assert not Text()
    assert bold("x")
