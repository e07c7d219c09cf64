"""Fingerprints are the same everywhere, and recognise copies."""

from __future__ import annotations

import random
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.identity.fingerprint import MAX_SHINGLES, VERSION, Fingerprint, are_copies, fingerprint_of
from tests.contracts.test_near_duplicates import ANOTHER_RIVER, FLOOD, FLOOD_CUT, HARBOUR

WORDS = "river bridge council water engineers school repair evening mayor wall harbour told closed".split()


def invented(seed: int, words: int) -> str:
    rng = random.Random(seed)  # noqa: S311  the same at each run
    return " ".join(rng.choice(WORDS) + str(rng.randrange(300)) for _ in range(words))


def copies(one: str, other: str) -> bool:
    return are_copies(fingerprint_of(one), fingerprint_of(other))


def test_a_fingerprint_is_the_same_in_every_process() -> None:
    """One process compares its fingerprints with those that another stored; a change needs a new VERSION."""
    made = fingerprint_of(FLOOD, "Flood at Millbrook")
    program = "from tests.contracts.test_near_duplicates import FLOOD\n"
    program += "from retrieval.identity.fingerprint import fingerprint_of\n"
    program += "print(fingerprint_of(FLOOD, 'Flood at Millbrook').packed().hex())"
    for seed in ("1", "2"):
        run = [sys.executable, "-c", program]
        done = subprocess.run(
            run, env={"PYTHONHASHSEED": seed, "PYTHONPATH": "."}, capture_output=True, text=True, check=True
        )
        assert bytes.fromhex(done.stdout) == made.packed()
    assert (VERSION, made.keys[:2], int(made.shingles[0])) == ("1", KEYS, FIRST)


KEYS, FIRST = (352033739308611504, -1681691981822006394), 10159622


@given(st.text(max_size=300), st.text(max_size=40), st.none() | st.datetimes(timezones=st.just(UTC)))
def test_a_fingerprint_survives_packing(text: str, title: str, published: datetime | None) -> None:
    made = fingerprint_of(text, title, published)
    back = Fingerprint.unpacked(made.packed())
    assert back.packed() == made.packed()
    assert (back.keys, back.day) == (made.keys, made.day)
    # A text without words has no copies.
    assert are_copies(made, back) is bool(made.keys)


@settings(max_examples=40)
@given(st.integers(0, 99), st.integers(60, 200), st.integers(0, 5))
def test_comparing_is_symmetric(seed: int, words: int, edits: int) -> None:
    one = invented(seed, words)
    other = one
    for n in range(edits):
        other = other.replace(one.split()[n * 7], "otherwise")
    assert copies(one, other) == copies(other, one)


def test_a_copy_edited_as_papers_do_is_still_a_copy() -> None:
    paragraphs = FLOOD.split("\n\n")
    for edited in (
        FLOOD_CUT,
        "\n\n".join(reversed(paragraphs)),
        FLOOD.upper().lower().capitalize().replace("mayor", "Mayor"),
        FLOOD.replace('"', "“").replace("Ana Maric", "Ana Marić"),
        " ".join(FLOOD.split()),
        FLOOD + "\n\nCopyright of this report is with the agency.",
        FLOOD.replace("burst its banks", "flooded").replace("some", "about").replace("until next year", "to 2027"),
    ):  # fmt: skip
        assert copies(FLOOD, edited), edited


def test_a_text_that_only_looks_similar_is_no_copy() -> None:
    assert not copies(FLOOD, ANOTHER_RIVER)
    assert not copies(FLOOD, HARBOUR)
    quoting = HARBOUR + ' "We have never seen water come up so fast," said Ana Maric, the mayor, of another matter.'
    assert not copies(FLOOD, quoting)


def test_a_longer_story_is_a_copy_only_if_the_text_opens_it() -> None:
    analysis = invented(5, 260)
    assert not copies(HARBOUR, f"{analysis}\n\n{HARBOUR}")
    assert copies(HARBOUR, f"{HARBOUR}\n\n{analysis}")


@pytest.mark.parametrize("words", [MAX_SHINGLES + 300, 6 * MAX_SHINGLES])
def test_long_texts_are_compared_by_a_sample(words: int) -> None:
    text, other = invented(1, words), invented(2, words)
    cut = " ".join(text.split()[: words // 2])
    assert copies(text, cut)
    assert not copies(text, other)
    assert not copies(other, cut)


def test_copies_in_other_scripts_are_recognised() -> None:
    russian = (
        "Река вышла из берегов во вторник, и четыреста человек покинули дома; мост закрыт до пятницы, сказала мэр."
    )
    assert copies(russian, russian.replace("во вторник", "в среду"))
    chinese = "周二，河水漫过堤岸，约四百人离开家园。市长说，水从未涨得这么快。桥梁关闭至周五。"
    assert copies(chinese, chinese)


def test_sharing_the_first_sentence_does_not_make_a_copy() -> None:
    cost = "The Tamber bridge cost 61 million crowns"
    river = fingerprint_of(f"{cost}, because the river moves.", "The bridge and the river")
    mayor = fingerprint_of(f"{cost}: so the mayor told masons.", "The bridge and the mayor")
    assert not are_copies(river, mayor)
    assert are_copies(river, fingerprint_of(f"{cost}, because that river moves.", "The bridge and the river"))
