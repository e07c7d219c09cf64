"""A given name shows the gender if that is clear, else nothing."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from retrieval.fitting.given_names import fit_given_names, genders
from retrieval.models.packaged_minilm import packaged_folder
from retrieval.quotes.pronouns.features import Floats, Gender
from retrieval.quotes.pronouns.given_names import GivenNames, given_name
from retrieval.quotes.pronouns.network import WEIGHTS, given_names

GAP = Path(__file__).parents[3] / "shared" / "data" / "gap" / "dev.jsonl"


@pytest.fixture(scope="module")
def shipped() -> GivenNames:
    return given_names(load_file(packaged_folder() / "model.safetensors"), load_file(WEIGHTS))


@pytest.mark.parametrize("name", ["Angela Merkel", "Natalia Petrova", "Mary Lind", "Ursula Berg", "ÁNGELA Horvat"])
def test_a_womans_name(shipped: GivenNames, name: str) -> None:
    assert shipped(name) is Gender.FEMININE


@pytest.mark.parametrize("name", ["Vladimir Putin", "Donald Duck", "Mohammed Salah", "Karl-Heinz Berg", "Boris Lind"])
def test_a_mans_name(shipped: GivenNames, name: str) -> None:
    assert shipped(name) is (None if "-" in name else Gender.MASCULINE)


@pytest.mark.parametrize("name", ["Lindsey Graham", "Robin Cook", "Jean Berg", "Sam Lind", "Kim Jong Un"])
def test_a_name_of_both_genders_shows_none(shipped: GivenNames, name: str) -> None:
    assert shipped(name) is None


@pytest.mark.parametrize(
    "name", ["", "Angela", "J. Edgar", "X Y", "世界 新闻", "\u200b \u200b", "👩 Lind", "a" * 5000 + " b"]
)
def test_anything_but_a_full_name_shows_no_gender(shipped: GivenNames, name: str) -> None:
    assert shipped(name) is None


def test_only_the_first_word_of_a_full_name_is_a_given_name() -> None:
    assert given_name("Élodie Durand") == "elodie"
    assert given_name("Durand") is None


def test_genders_are_counted_from_the_pronouns_of_a_name() -> None:
    seen = [("Ana Horvat", "she"), ("Ana Marić", "her"), ("Sasha Lind", "he"), ("Sasha Berg", "she"), ("Lund", "he")]
    assert genders(seen) == {"ana": Gender.FEMININE}


def test_the_fit_separates_separable_names() -> None:
    words = ["ana", "eva", "ida", "per", "jan", "ole"]
    table: Floats = np.eye(6, 4, dtype=np.float32)
    table[:3, 3], table[3:, 3] = 1, -1

    def tokenize(text: str) -> tuple[list[int], list[tuple[int, int]]]:
        return [words.index(text)], [(0, len(text))]

    known = {w: Gender.FEMININE if n < 3 else Gender.MASCULINE for n, w in enumerate(words)}
    found = fit_given_names({w: known[w] for w in words if w not in ("ida", "ole")}, table, tokenize, ridge=0.01)
    named = GivenNames(table, found, tokenize)
    assert {w: named(f"{w} Lind") for w in words} == known


@pytest.mark.skipif(not GAP.exists(), reason="the labelled passages of ../shared are not here")
def test_names_unseen_in_the_fit_are_classified_correctly() -> None:
    from retrieval.fitting.pronouns.fit import PackagedEncoder, load_gap
    from retrieval.quotes.pronouns.network import WORD_EMBEDDINGS

    base = PackagedEncoder.load()
    known = sorted(genders((n.cut(p.text), p.pronoun.cut(p.text)) for p in load_gap(GAP) for n in p.names).items())
    table = base.encoder[WORD_EMBEDDINGS]
    direction = fit_given_names(dict(known[::2]), table, base.tokenizer)
    classifier = GivenNames(table, direction, base.tokenizer)
    answers = [(found, gender) for given, gender in known[1::2] if (found := classifier(f"{given} Lind")) is not None]
    assert len(answers) > 0.3 * len(known[1::2])
    assert sum(found is gender for found, gender in answers) > 0.97 * len(answers)
