"""The keyword index finds what is printed, best first, for any query and however the index was built."""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.index.tantivy_index import MAX_WORDS, TantivyIndex

TEXTS = {
    1: "Hill said that the bridge was safe.",
    2: "The hills above the town burned, and more hills burned on Friday.",
    3: "Aleksandar Vučić spoke in Belgrade. Growth was 1.5% in the U.S. last year.",
    4: "The ministry spent $3 billion on the G-7 summit.",
    5: "He told us that 1 in 5 bridges was closed.",
    6: "Safe was the bridge, said nobody.",
}


def index_of(texts: dict[int, str], folder: Path = Path("never saved")) -> TantivyIndex:
    index = TantivyIndex(folder)
    index.add(list(texts), list(texts.values()))
    return index


@pytest.fixture(params=["in memory", "saved", "half"])
def index(request: pytest.FixtureRequest, tmp_path: Path) -> TantivyIndex:
    """An index of the same texts, filled in every way."""
    first = dict(list(TEXTS.items())[:3]) if request.param == "half" else TEXTS
    index = index_of(first, tmp_path)
    if request.param != "in memory":
        index.save()
    rest = {i: text for i, text in TEXTS.items() if i not in first}
    index.add(list(rest), list(rest.values()))
    return index


def found(index: TantivyIndex, *words: str, phrases: Sequence[str] = ()) -> list[int]:
    return [i for i, _ in index.search(dict.fromkeys(words, 1.0), phrases, 10)]


@pytest.mark.parametrize(
    ("word", "best", "others"),
    [
        ("Hill", 1, [2]),
        ("hills", 2, [1]),
        ("VUCIC", 3, []),
        ("Vučić", 3, []),
        ("1.5%", 3, []),
        ("1.5 per cent", 3, []),
        ("U.S.", 3, [5]),
        ("$3bn", 4, []),
        ("$3 billion", 4, []),
        ("G7", 4, []),
        ("G-7", 4, []),
        ("bridges", 5, [1, 6]),
        ("spending", None, []),
        ("burning", 2, []),
    ],
)
def test_an_exact_match_comes_before_other_forms(
    index: TantivyIndex, word: str, best: int | None, others: list[int]
) -> None:
    hits = found(index, word)
    assert hits[:1] == ([best] if best else [])
    assert sorted(hits[1:]) == others


def test_a_phrase_matches_its_words_in_order_only(index: TantivyIndex) -> None:
    assert found(index, phrases=["the bridge was safe"]) == [1]
    assert found(index, phrases=["safe was the bridge"]) == [6]
    assert found(index, phrases=["the G7 summit", "BRIDGE WAS"]) in ([4, 1], [1, 4])
    assert found(index, phrases=["bridge the was"]) == []
    assert found(index, phrases=["Belgrade"]) == [3]


def test_a_phrase_adds_to_the_score_of_words(index: TantivyIndex) -> None:
    words = {"safe": 1.0, "bridge": 1.0, "said": 1.0}
    plain = dict(index.search(words, [], 10))
    with_phrase = dict(index.search(words, ["bridge was safe"], 10))
    assert with_phrase.keys() == plain.keys()
    assert with_phrase[1] > plain[1] + 1
    assert {i: s for i, s in with_phrase.items() if i != 1} == {i: s for i, s in plain.items() if i != 1}


def test_weights_decide_the_order(index: TantivyIndex) -> None:
    assert [i for i, _ in index.search({"ministry": 1.0, "Belgrade": 0.1}, [], 2)] == [4, 3]
    assert [i for i, _ in index.search({"ministry": 0.1, "Belgrade": 1.0}, [], 2)] == [3, 4]
    nothing: dict[str, float] = {"ministry": 0.0, "Belgrade": -1.0, "Hill": float("nan"), "town": float("inf")}
    assert index.search(nothing, [], 10) == []


def test_a_search_within_some_passages_finds_no_others(index: TantivyIndex) -> None:
    assert [i for i, _ in index.search({"bridge": 1.0}, [], 10, [5, 2, 99])] == [5]
    assert index.search({"bridge": 1.0}, ["the bridge"], 10, []) == []
    scores = dict(index.search({"bridge": 1.0}, [], 10))
    assert dict(index.search({"bridge": 1.0}, [], 10, [1])) == {1: pytest.approx(scores[1])}


def test_passages_are_counted_by_a_word_in_any_form(index: TantivyIndex) -> None:
    assert index.passages_with("BRIDGES") == index.passages_with("bridge")
    assert [index.passages_with(w) for w in ("bridge", "hill", "Nobodaddy", "", "🌞")] == [3, 2, 0, 0, 0]


ODD = [
    'AND "',
    "*:",
    "\\",
    "a" * 4096,
    "word " * 800,
    "🌞",
    "東京",
    "Москва",
    "+id:1 -exact:*",
    "[a TO b]",
    "\0",
    "\ud800",
    "/.*/",
    "",
]


@pytest.mark.parametrize("odd", ODD)
def test_odd_queries_are_harmless(index: TantivyIndex, odd: str) -> None:
    assert index.search({odd: 1.0}, [odd], 5) == index.search({odd: 1.0}, [odd, ""], 5)
    assert 1 in found(index, odd, "Hill")
    assert index.passages_with(odd) >= 0


@given(words=st.dictionaries(st.text(), st.floats()), phrases=st.lists(st.text()), k=st.integers(-1, 10**9))
@settings(max_examples=200)
def test_no_query_raises(words: dict[str, float], phrases: list[str], k: int) -> None:
    assert len(SHARED.search(words, phrases, k)) <= max(0, k)


SHARED = index_of(TEXTS)


def test_of_too_many_words_the_rarest_are_searched() -> None:
    texts = {n: f"common{n % 50} word" for n in range(500)}
    index = index_of({**texts, 999: "singular"})
    asked = [f"{word}{n}" for n in range(2 * MAX_WORDS) for word in ("common", "unprinted")]
    many = dict.fromkeys([*asked, "singular"], 1.0)
    assert index.search(many, [], 1)[0][0] == 999


def test_an_empty_index_finds_nothing(tmp_path: Path) -> None:
    index = TantivyIndex(tmp_path)
    for _ in range(2):
        assert index.search({"word": 1.0}, ["a phrase"], 5) == index.search({}, [], 5) == []
        assert (len(index), index.ids(), index.passages_with("word")) == (0, set(), 0)
        index.add([], [])
        index.remove([])
        index.remove([5])
        index.save()
    assert found(index_of(TEXTS)) == []
    assert index_of(TEXTS).search({"bridge": 1.0}, [], 0) == []


def test_scores_do_not_depend_on_what_is_saved(tmp_path: Path) -> None:
    """Passages in memory are scored by how rare a word is in the whole index, not among the few in memory."""
    rng = random.Random(5)  # noqa: S311  no secret is made here
    texts = {n: " ".join(f"w{int(rng.paretovariate(0.6))}x" for _ in range(60)) for n in range(400)}
    whole = index_of(texts, tmp_path / "whole")
    whole.save()
    half = index_of({n: t for n, t in texts.items() if n < 380}, tmp_path / "half")
    half.save()
    half.add([n for n in texts if n >= 380], [t for n, t in texts.items() if n >= 380])
    words = {f"w{n}x": 1.0 for n in (1, 2, 30, 400)}
    expected, got = dict(whole.search(words, [], 400)), dict(half.search(words, [], 400))
    assert got.keys() == expected.keys()
    for i, score in expected.items():
        assert got[i] == pytest.approx(score, rel=0.05)


class Reference:
    """The reference: the index as a dictionary."""

    def __init__(self) -> None:
        self.texts: dict[int, str] = {}

    def printing(self, word: str) -> set[int]:
        return {i for i, text in self.texts.items() if word in text.split()}


@pytest.mark.parametrize("seed", range(12))
def test_after_any_edits_the_index_holds_what_a_dictionary_would(seed: int, tmp_path: Path) -> None:
    rng = random.Random(seed)  # noqa: S311  no secret is made here
    index, reference, last = TantivyIndex(tmp_path), Reference(), 0
    for _ in range(40):
        match rng.choice(["add", "add", "remove", "again", "save", "load", "ask"]):
            case "add":
                ids = list(range(last + 1, last + 1 + rng.randint(0, 12)))
                last += len(ids)
                fresh = {i: " ".join(f"w{rng.randint(0, 30)}x" for _ in range(rng.randint(0, 9))) for i in ids}
                index.add(ids, list(fresh.values()))
                reference.texts |= fresh
            case "remove":
                gone = rng.sample(range(last + 3), rng.randint(0, last // 2))
                index.remove(gone)
                reference.texts = {i: t for i, t in reference.texts.items() if i not in gone}
            case "again" if reference.texts:
                one = rng.choice(list(reference.texts))
                index.remove([one])
                index.add([one], ["w1x anew"])
                reference.texts[one] = "w1x anew"
            case "save":
                index.save()
            case "load" if reference.texts:
                index.save()
                loaded = TantivyIndex.load(tmp_path)
                assert loaded is not None
                index = loaded
            case _:
                check(index, reference, rng)
    check(index, reference, rng)


def check(index: TantivyIndex, reference: Reference, rng: random.Random) -> None:
    assert index.ids() == set(reference.texts)
    assert len(index) == len(reference.texts)
    some = rng.sample(range(200), 60)
    for word in ("w1x", f"w{rng.randint(0, 30)}x", "anew"):
        expected = reference.printing(word)
        assert {i for i, _ in index.search({word: 1.0}, [], 10_000)} == expected
        assert {i for i, _ in index.search({word: 1.0}, [], 10_000, some)} == expected & set(some)
        best = index.search({word: 1.0}, [], 3)
        assert len(best) == min(3, len(expected))
        assert [s for _, s in best] == sorted((s for _, s in best), reverse=True)
