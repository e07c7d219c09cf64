"""A hyphen at a line's end is removed if the line break certainly put it there, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.intake.documents.hyphens import Vocabulary, joined
from tests.bot.documents.made import column, parsed_document, pdf

DICTIONARY = frozenset("international online mail email inter line on over take takeover recover re cover win".split())


def join(*lines: str, elsewhere: str = "") -> str:
    words = Vocabulary.of([list(lines), [elsewhere]], DICTIONARY)
    return joined(lines, words)


@pytest.mark.parametrize(
    ("lines", "elsewhere", "text"),
    [
        (("the Bosphor-", "ous strait"), "A Bosphorous town.", "the Bosphorous strait"),
        (("the Bosphor-", "ous strait"), "", "the Bosphor-ous strait"),
        (("an interna-", "tional fair"), "", "an international fair"),
        (("a soft\u00ad", "ware firm"), "", "a software firm"),
        (("a take-", "over bid"), "", "a take-over bid"),
        (("a take-", "over bid"), "The takeover failed.", "a takeover bid"),
        (("a take-", "over bid"), "The takeover and the take-over.", "a take-over bid"),
        (("she was re-", "elected"), "", "she was re-elected"),
        (("by e-", "mail today"), "An email came.", "by e-mail today"),
        (("state-of-the-", "art cables"), "", "state-of-the-art cables"),
        (("Anglo-", "Saxon"), "anglosaxon", "Anglo-Saxon"),
        (("in 2019-", "2020"), "", "in 2019-2020"),
        (("pre- and post-", "war"), "", "pre- and post-war"),
        (("both pre-", "and post-war"), "", "both pre- and post-war"),
        (("a right-", "to-left script"), "", "a right-to-left script"),
        (("he waited -", "and left"), "", "he waited - and left"),
        (("he waited—", "and left"), "", "he waited—and left"),
        (("he waited –", "and left"), "", "he waited – and left"),
        (("one", "two  three"), "", "one two three"),
        (("大桥将", "关闭"), "", "大桥将关闭"),
    ],
)
def test_two_lines_are_joined(lines: tuple[str, ...], elsewhere: str, text: str) -> None:
    assert join(*lines, elsewhere=elsewhere) == text


def test_half_a_word_at_a_lines_end_is_no_evidence() -> None:
    """Otherwise a word that is broken twice would prove itself."""
    assert join("a con-", "sortium and a con-", "sortium") == "a con-sortium and a con-sortium"


@given(st.lists(st.text(st.sampled_from("ab-‐ \u00ad—é1“”."), min_size=1), min_size=1, max_size=6))
def test_joining_adds_and_removes_only_spaces_and_hyphens(lines: list[str]) -> None:
    def letters(text: str) -> str:
        return "".join(c for c in text if c not in " -‐\u00ad")

    text = join(*lines)
    assert letters(text) == letters("".join(lines))
    # Hyphens within a line stay, too.
    assert text.count("-") >= sum(line.strip().rstrip("-").count("-") for line in lines)


def test_a_pdf_is_joined_by_the_packaged_dictionary() -> None:
    page = column("The administra-", "tion of a right-", "wing government re-", "elected him.")
    draft = parsed_document(pdf([page]))
    assert draft.text == "The administration of a right-wing government re-elected him."
