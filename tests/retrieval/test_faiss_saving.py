"""A save that fails or is killed at any instant leaves an index that loads: the old one or the new one."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from retrieval.domain.errors import IndexBroken, StorageError, StorageFull
from retrieval.domain.ports import Generation
from retrieval.index.atomic_store import MANIFEST
from retrieval.index.faiss_index import FaissIndex
from tests.disks import small_disk
from tests.retrieval.killed import killed_while_saving


def index_of(folder: Path, n: int) -> FaissIndex:
    index = FaissIndex(folder, "encoder", 8)
    index.add(range(n), np.eye(8, dtype=np.float32)[np.arange(n) % 8])
    index.generation = Generation(n, "token")
    return index


def loaded(folder: Path) -> int:
    """Count the vectors of the saved index; its generation has the same number."""
    index = FaissIndex.load(folder)
    assert index is not None
    assert index.generation.number == len(index)
    return len(index)


def files(folder: Path) -> list[str]:
    return sorted(p.name.split("-")[0] for p in folder.iterdir() if p.name != ".lock")


STEPS: list[tuple[Any, str]] = [(os, "fsync"), (os, "open"), (Path, "replace"), (Path, "open")]


def failing_at(calls: int, real: Callable[..., Any], fault: BaseException) -> Callable[..., Any]:
    left = [calls]

    def step(*args: Any, **kwargs: Any) -> Any:
        left[0] -= 1
        if left[0] == 0:
            raise fault
        return real(*args, **kwargs)

    return step


@pytest.mark.parametrize("nth", range(1, 7))
@pytest.mark.parametrize("fault", [OSError(28, "No space left on device"), KeyboardInterrupt()], ids=["full", "stop"])
@pytest.mark.parametrize("step", STEPS, ids=[f"{where.__name__}.{name}" for where, name in STEPS])
def test_a_save_that_fails_at_any_step_leaves_an_index_that_loads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: tuple[Any, str], fault: BaseException, nth: int
) -> None:
    index_of(tmp_path, 5).save()
    with monkeypatch.context() as patched:
        patched.setattr(*step, failing_at(nth, getattr(*step), fault))
        with contextlib.suppress(StorageError, KeyboardInterrupt):
            index_of(tmp_path, 9).save()
    assert loaded(tmp_path) in {5, 9}
    assert files(tmp_path)[:2] == ["manifest.json", "passages"]
    assert len(files(tmp_path)) <= 3
    index_of(tmp_path, 11).save()
    assert loaded(tmp_path) == 11
    assert files(tmp_path) == ["manifest.json", "passages"]


def test_many_saves_leave_two_files(tmp_path: Path) -> None:
    for n in range(1, 20):
        index_of(tmp_path, n).save()
    assert files(tmp_path) == ["manifest.json", "passages"]
    assert loaded(tmp_path) == 19


def test_the_next_save_deletes_what_a_killed_one_left(tmp_path: Path) -> None:
    index_of(tmp_path, 3).save()
    (tmp_path / "passages-9-abc.faiss").write_bytes(b"stray")
    (tmp_path / "passages-9-abc.faiss.77.tmp").write_bytes(b"stray")
    (tmp_path / f"{MANIFEST}.77.tmp").write_bytes(b"stray")
    index_of(tmp_path, 4).save()
    assert files(tmp_path) == ["manifest.json", "passages"]


def test_saving_over_a_damaged_manifest_repairs_it(tmp_path: Path) -> None:
    index_of(tmp_path, 3).save()
    (tmp_path / MANIFEST).write_bytes(b"{")
    with pytest.raises(IndexBroken):
        FaissIndex.load(tmp_path)
    index_of(tmp_path, 4).save()
    assert loaded(tmp_path) == 4
    assert files(tmp_path) == ["manifest.json", "passages"]


SAVING = """
import itertools, sys
from pathlib import Path
from tests.retrieval.test_faiss_saving import index_of
indexes = [index_of(Path(sys.argv[1]), n) for n in (100, 20_000)]
for index in itertools.cycle(indexes):
    index.save()
    print("saved", flush=True)
"""


def test_a_save_killed_at_any_instant_leaves_an_index_that_loads(tmp_path: Path) -> None:
    rng = np.random.default_rng(7)
    for _ in range(8):
        killed_while_saving(SAVING, tmp_path, float(rng.uniform(0, 0.05)))
        assert loaded(tmp_path) in {100, 20_000}
    index_of(tmp_path, 2).save()
    assert files(tmp_path) == ["manifest.json", "passages"]


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "small", kilobytes=256) as mounted:
        yield mounted


def test_a_full_disk_keeps_the_saved_index(disk: Path) -> None:
    index_of(disk, 100).save()
    for _ in range(3):
        with pytest.raises(StorageFull, match="No space left"):
            index_of(disk, 50_000).save()
        assert loaded(disk) == 100
        assert files(disk) == ["manifest.json", "passages"]
    index_of(disk, 200).save()
    assert loaded(disk) == 200
