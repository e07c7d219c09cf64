"""The FAISS index ranks like brute force, and is loaded only if its files are those that were saved."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from retrieval.domain.errors import IndexBroken
from retrieval.domain.ports import Generation, Vectors
from retrieval.index.atomic_store import MANIFEST
from retrieval.index.faiss_index import FaissIndex

# Half precision has 11 significant bits.
HALF = 2e-3


def unit(rng: np.random.Generator, n: int, dimension: int = 16) -> Vectors:
    rows = rng.normal(size=(n, dimension)).astype(np.float32)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), np.float32)


def filled(folder: Path, n: int = 50, seed: int = 1) -> FaissIndex:
    index = FaissIndex(folder, "encoder", 16)
    index.add(range(n), unit(np.random.default_rng(seed), n))
    index.generation = Generation(3, "token")
    return index


@pytest.mark.parametrize("seed", range(20))
def test_the_index_ranks_like_brute_force(tmp_path: Path, seed: int) -> None:
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 400))
    ids = rng.choice(10**9, size=n, replace=False)
    vectors, query = unit(rng, n), unit(rng, 1)[0]
    index = FaissIndex(tmp_path, "encoder", 16)
    half = n // 2
    index.add(ids[:half].tolist(), vectors[:half])
    index.add(ids[half:].tolist(), vectors[half:])
    gone = set(rng.choice(ids, size=n // 4, replace=False).tolist())
    index.remove([*gone, 10**9 + 1])
    scores = {int(i): float(v @ query) for i, v in zip(ids, vectors, strict=True) if int(i) not in gone}
    assert index.ids() == set(scores)
    some = rng.choice(ids, size=max(1, n // 3), replace=False).tolist()
    choices: tuple[list[int] | None, ...] = (None, some, [])
    for within in choices:
        allowed = {i: s for i, s in scores.items() if within is None or i in within}
        for k in (1, 7, n + 10):
            agrees(index.search(query, k, within), allowed, k)


def agrees(found: list[tuple[int, float]], scores: dict[int, float], k: int) -> None:
    """The oracle: as many hits as there can be, best first, each with its own score, and no better one left out."""
    assert len(found) == len({i for i, _ in found}) == min(k, len(scores))
    assert [s for _, s in found] == sorted((s for _, s in found), reverse=True)
    for i, score in found:
        assert score == pytest.approx(scores[i], abs=HALF)
    left_out = [s for i, s in scores.items() if i not in dict(found)]
    if found and left_out:
        assert max(left_out) <= found[-1][1] + HALF


def test_an_empty_index_finds_nothing(tmp_path: Path) -> None:
    index = FaissIndex(tmp_path, "encoder", 16)
    query = unit(np.random.default_rng(0), 1)[0]
    assert index.search(query, 5) == index.search(query, 5, [1]) == []
    index.add([], np.zeros((0, 16), np.float32))
    index.remove([])
    index.remove([5])
    assert (len(index), index.ids()) == (0, set())


def test_asking_for_no_hits_finds_none(tmp_path: Path) -> None:
    assert filled(tmp_path).search(unit(np.random.default_rng(0), 1)[0], 0) == []


def test_a_loaded_index_is_the_one_that_was_saved(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "index"
    index, query = filled(folder), unit(np.random.default_rng(5), 1)[0]
    index.save()
    loaded = FaissIndex.load(folder)
    assert loaded is not None
    assert (loaded.encoder, loaded.dimension, loaded.generation) == ("encoder", 16, Generation(3, "token"))
    assert loaded.ids() == index.ids()
    assert loaded.search(query, 50) == index.search(query, 50)
    loaded.add([999], query.reshape(1, -1))
    loaded.remove([0])
    assert loaded.search(query, 1)[0][0] == 999


def test_an_empty_index_is_saved_and_loaded_too(tmp_path: Path) -> None:
    FaissIndex(tmp_path, "encoder", 16).save()
    loaded = FaissIndex.load(tmp_path)
    assert loaded is not None
    assert len(loaded) == 0


def test_without_a_saved_index_none_is_loaded(tmp_path: Path) -> None:
    assert FaissIndex.load(tmp_path) is None
    assert FaissIndex.load(tmp_path / "missing") is None


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    filled(tmp_path).save()
    return tmp_path


def payload(folder: Path) -> Path:
    (found,) = folder.glob("passages-*")
    return found


def test_one_flipped_bit_anywhere_in_the_payload_is_refused(saved: Path) -> None:
    whole = payload(saved).read_bytes()
    for at in range(0, len(whole), 97):
        damaged = bytearray(whole)
        damaged[at] ^= 1 << at % 8
        payload(saved).write_bytes(damaged)
        with pytest.raises(IndexBroken, match="checksum"):
            FaissIndex.load(saved)


@pytest.mark.parametrize("kept", [0, 1, 100, -1])
def test_a_truncated_payload_is_refused(saved: Path, kept: int) -> None:
    payload(saved).write_bytes(payload(saved).read_bytes()[:kept])
    with pytest.raises(IndexBroken):
        FaissIndex.load(saved)


def test_a_missing_payload_is_refused(saved: Path) -> None:
    payload(saved).unlink()
    with pytest.raises(IndexBroken):
        FaissIndex.load(saved)


def test_one_flipped_bit_anywhere_in_the_manifest_is_refused_or_loads_the_same_vectors(saved: Path) -> None:
    whole = (saved / MANIFEST).read_bytes()
    refused = 0
    for at in range(len(whole)):
        for bit in (at % 8, (at + 3) % 8):
            damaged = bytearray(whole)
            damaged[at] ^= 1 << bit
            (saved / MANIFEST).write_bytes(damaged)
            try:
                loaded = FaissIndex.load(saved)
            except IndexBroken:
                refused += 1
            else:
                # Whoever loads the index compares the encoder's name and the generation.
                assert loaded is not None
                assert loaded.ids() == set(range(50))
    assert refused > len(whole)


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"null", b"[]", b'"text"', b"5", b"{}", b'{"format": 1}', b"\xff\xfe", b"\x00" * 400],
)
def test_an_unreadable_manifest_is_refused(saved: Path, content: bytes) -> None:
    (saved / MANIFEST).write_bytes(content)
    with pytest.raises(IndexBroken):
        FaissIndex.load(saved)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("format", 2),
        ("kind", "HNSW"),
        ("count", 49),
        ("dimension", 17),
        ("dimension", 0),
        ("dimension", 3e4),
        ("dimension", 10**12),
        ("payload", 5),
        ("payload", ""),
        ("payload", None),
        ("sha256", ""),
        ("generation", True),
    ],
)
def test_a_manifest_that_does_not_match_is_refused(saved: Path, key: str, value: object) -> None:
    manifest = json.loads((saved / MANIFEST).read_bytes())
    (saved / MANIFEST).write_text(json.dumps({**manifest, key: value}))
    with pytest.raises(IndexBroken):
        FaissIndex.load(saved)
