"""Whatever happens to a save, the tantivy index on disk is the old one or the new one; damaged files are refused; and
processes that share a folder lose nothing."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from retrieval.domain.errors import IndexBroken, StorageError, StorageFull, StorageUnwritable
from retrieval.domain.ports import Generation
from retrieval.index.atomic_store import MANIFEST
from retrieval.index.tantivy_index import TantivyIndex
from tests.disks import flip, read_only, small_disk
from tests.retrieval.killed import killed_while_saving


def index_of(folder: Path, n: int, word: str = "bridge") -> TantivyIndex:
    index = TantivyIndex(folder)
    return grown(index, n, word)


def grown(index: TantivyIndex, n: int, word: str = "bridge") -> TantivyIndex:
    ids = range(len(index), n)
    index.add(ids, [f"The {word} of town{i} is closed" for i in ids])
    index.generation = Generation(n, "token")
    return index


def load(folder: Path) -> TantivyIndex:
    index = TantivyIndex.load(folder)
    assert index is not None
    return index


def loaded(folder: Path) -> int:
    """Count the passages that the saved index holds and finds; its generation has the same number."""
    index = load(folder)
    assert index.generation == Generation(len(index), "token")
    assert len(index.search({"bridge": 1.0}, [], 10**6)) == len(index)
    return len(index)


def segments(folder: Path) -> list[Path]:
    return sorted(folder.glob("words-*"))


def segment(folder: Path) -> Path:
    (found,) = segments(folder)
    return found


def test_a_loaded_index_is_the_one_that_was_saved_and_can_grow(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "words"
    index = index_of(folder, 50)
    index.save()
    back = load(folder)
    assert back.ids() == set(range(50))
    words = {"bridge": 1.0, "town7": 1.0}
    assert back.search(words, ["the bridge of town9"], 50) == index.search(words, ["the bridge of town9"], 50)
    back.remove([7])
    grown(back, 50).add([99], ["The bridge of town99"])
    back.save()
    assert load(folder).ids() == set(range(50)) - {7} | {99}
    assert [i for i, _ in load(folder).search({"town99": 1.0}, [], 5)] == [99]
    assert load(folder).search({"town7": 1.0}, [], 5) == []


def test_without_a_saved_index_none_is_loaded(tmp_path: Path) -> None:
    assert TantivyIndex.load(tmp_path) is None
    assert TantivyIndex.load(tmp_path / "missing") is None


def test_many_saves_leave_one_segment_that_stays_small(tmp_path: Path) -> None:
    index = TantivyIndex(tmp_path)
    for n in range(1, 40):
        grown(index, n).save()
    assert loaded(tmp_path) == 39
    assert len(list(segment(tmp_path).iterdir())) < 100
    assert {p.name for p in tmp_path.iterdir()} == {MANIFEST, segment(tmp_path).name}


def test_a_new_generation_of_the_same_passages_writes_only_the_manifest(tmp_path: Path) -> None:
    index = index_of(tmp_path, 5)
    index.save()
    before = segment(tmp_path)
    index.generation = Generation(6, "token")
    index.save()
    assert segment(tmp_path) == before
    assert load(tmp_path).generation == Generation(6, "token")


# -- damage


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    index = index_of(tmp_path, 30)
    index.save()
    index.remove([3])
    index.add([3], ["The bridge of town3 is open"])
    index.save()
    return tmp_path


def test_one_flipped_bit_anywhere_in_any_file_is_refused(saved: Path) -> None:
    files = [f for f in segment(saved).iterdir() if not f.name.endswith(".lock")]
    assert len(files) > 10
    for file in files:
        whole = file.read_bytes()
        for at in {*range(0, len(whole), 29), len(whole) - 1}:
            flip(file, at, at % 8)
            with pytest.raises(IndexBroken, match="checksum"):
                TantivyIndex.load(saved)
            flip(file, at, at % 8)
        assert file.read_bytes() == whole
    assert loaded(saved) == 30


def test_a_missing_or_truncated_file_is_refused(saved: Path) -> None:
    for file in [f for f in segment(saved).iterdir() if not f.name.endswith(".lock")]:
        whole = file.read_bytes()
        for harm in (file.unlink, lambda f=file, w=whole: f.write_bytes(w[:-1]), lambda f=file: f.write_bytes(b"")):
            harm()
            with pytest.raises(IndexBroken):
                TantivyIndex.load(saved)
            file.write_bytes(whole)
    shutil.rmtree(segment(saved))
    with pytest.raises(IndexBroken):
        TantivyIndex.load(saved)


def test_one_flipped_bit_anywhere_in_the_manifest_is_refused_or_loads_the_same_passages(saved: Path) -> None:
    whole = (saved / MANIFEST).read_bytes()
    refused = 0
    for at in range(0, len(whole), 3):
        damaged = bytearray(whole)
        damaged[at] ^= 1 << at % 8
        (saved / MANIFEST).write_bytes(damaged)
        try:
            # Whoever loads the index compares the generation.
            assert load(saved).ids() == set(range(30))
        except IndexBroken:
            refused += 1
    assert refused > len(whole) / 3 / 2


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("format", 2), ("library", "0.1.0"), ("count", 29), ("payload", 5), ("payload", ""), ("payload", "."),
        ("payload", "words-9-gone"), ("payload", "words-/../.."),
        ("files", {}), ("files", None), ("files", {"meta.json": 5}), ("generation", True), ("token", None),
    ],
)  # fmt: skip
def test_a_manifest_that_does_not_match_is_refused(saved: Path, key: str, value: object) -> None:
    manifest = json.loads((saved / MANIFEST).read_bytes())
    (saved / MANIFEST).write_text(json.dumps({**manifest, key: value}))
    with pytest.raises(IndexBroken):
        TantivyIndex.load(saved)


@pytest.mark.parametrize("content", [b"", b"{", b"null", b"[]", b"{}", b'{"format": 1}', b"\xff\xfe", b"\x00" * 400])
def test_an_unreadable_manifest_is_refused_and_the_next_save_repairs_it(saved: Path, content: bytes) -> None:
    (saved / MANIFEST).write_bytes(content)
    with pytest.raises(IndexBroken):
        TantivyIndex.load(saved)
    index_of(saved, 4).save()
    assert loaded(saved) == 4
    assert len(segments(saved)) == 1


def test_a_later_save_does_not_hide_damage(saved: Path) -> None:
    """A file linked into the next segment keeps the checksum it had when it was good."""
    index = load(saved)
    victim = next(f for f in segment(saved).iterdir() if f.suffix == ".pos")
    flip(victim, 0)
    grown(index, 31).save()
    if (segment(saved) / victim.name).exists():
        with pytest.raises(IndexBroken, match="checksum"):
            TantivyIndex.load(saved)


# -- saves that fail or are killed

STEPS: list[tuple[Any, str]] = [
    (os, "fsync"), (os, "open"), (Path, "mkdir"), (Path, "replace"), (Path, "open"), (Path, "hardlink_to"),
    (Path, "chmod"), (shutil, "copyfile"),
]  # fmt: skip


def failing_at(calls: int, real: Callable[..., Any], fault: Callable[[], BaseException]) -> Callable[..., Any]:
    left = [calls]

    def step(*args: Any, **kwargs: Any) -> Any:
        left[0] -= 1
        if left[0] == 0:
            raise fault()
        return real(*args, **kwargs)

    return step


@pytest.mark.parametrize("nth", range(1, 6))
@pytest.mark.parametrize(
    "fault", [lambda: OSError(28, "No space left on device"), KeyboardInterrupt], ids=["full", "stop"]
)
@pytest.mark.parametrize("step", STEPS, ids=[f"{where.__name__}.{name}" for where, name in STEPS])
def test_a_save_that_fails_at_any_step_leaves_an_index_that_loads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: tuple[Any, str], fault: Callable[[], BaseException], nth: int
) -> None:
    index = index_of(tmp_path, 5)
    index.save()
    grown(index, 9)
    with monkeypatch.context() as patched:
        patched.setattr(*step, failing_at(nth, getattr(*step), fault))
        with contextlib.suppress(StorageError, KeyboardInterrupt):
            index.save()
    assert loaded(tmp_path) in {5, 9}
    assert len(segments(tmp_path)) <= 2
    assert len(index.search({"bridge": 1.0}, [], 100)) == 9
    grown(index, 11).save()
    assert loaded(tmp_path) == 11
    assert len(segments(tmp_path)) == 1


def test_without_hard_links_files_are_copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = index_of(tmp_path, 5)
    index.save()

    def hardlink_to(self: Path, target: Path) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "hardlink_to", hardlink_to)
    grown(index, 9).save()
    assert loaded(tmp_path) == 9


SAVING = """
import sys
from pathlib import Path
from tests.retrieval.test_tantivy_saving import grown, load
folder = Path(sys.argv[1])
index = load(folder)
n = len(index)
print("saved", flush=True)
while True:
    n += 300
    if n % 1200 == 0:
        index.remove(list(index.ids()))
        n = 300
    grown(index, n).save()
"""


def test_a_save_killed_at_any_instant_leaves_an_index_that_loads(tmp_path: Path) -> None:
    rng = np.random.default_rng(7)
    index_of(tmp_path, 300).save()
    for _ in range(12):
        killed_while_saving(SAVING, tmp_path, float(rng.uniform(0, 0.25)))
        assert loaded(tmp_path) in {300, 600, 900}
        assert len(segments(tmp_path)) <= 2
    index_of(tmp_path, 2).save()
    assert loaded(tmp_path) == 2
    assert len(segments(tmp_path)) == 1


# -- processes that share a folder


def test_a_reader_of_an_old_segment_can_build_on_it_after_another_process_saved(tmp_path: Path) -> None:
    mine = index_of(tmp_path, 5)
    mine.save()
    other = load(tmp_path)
    for n in (7, 9):
        grown(other, n).save()
    assert len(mine.search({"bridge": 1.0}, [], 100)) == 5
    # The segment that it reads is kept for it, and no other.
    assert len(segments(tmp_path)) == 2
    grown(mine, 12).save()
    assert loaded(tmp_path) == 12
    del mine, other
    index_of(tmp_path, 3).save()
    assert len(segments(tmp_path)) == 1


TURNS = """
import sys
from pathlib import Path
from tests.retrieval.test_tantivy_saving import index_of, loaded
folder, n = Path(sys.argv[1]), int(sys.argv[2])
for turn in range(12):
    index_of(folder, n + turn).save()
    loaded(folder)
"""


def test_two_processes_take_turns(tmp_path: Path) -> None:
    both = [subprocess.Popen([sys.executable, "-c", TURNS, str(tmp_path), str(n)]) for n in (100, 200)]
    assert [p.wait(timeout=60) for p in both] == [0, 0]
    assert loaded(tmp_path) in {111, 211}
    index_of(tmp_path, 3).save()
    assert len(segments(tmp_path)) == 1


# -- disks


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    with small_disk(tmp_path / "small", kilobytes=400) as mounted:
        yield mounted


def test_on_a_full_disk_the_saved_index_stays_and_new_passages_are_found(disk: Path) -> None:
    index = index_of(disk, 100)
    index.save()
    grown(index, 20_000)
    for _ in range(2):
        with pytest.raises(StorageFull, match="No space left"):
            index.save()
        assert loaded(disk) == 100
        assert len(segments(disk)) == 1
        assert len(index.search({"bridge": 1.0}, [], 10**6)) == 20_000
    index.remove(range(200, 20_000))
    index.generation = Generation(200, "token")
    index.save()
    assert loaded(disk) == 200


def test_a_folder_that_cannot_be_written_is_read(disk: Path) -> None:
    index_of(disk, 100).save()
    with read_only(disk):
        index = load(disk)
        grown(index, 120)
        assert len(index.search({"bridge": 1.0}, ["the bridge of town119"], 1000)) == 120
        with pytest.raises(StorageUnwritable, match="cannot be written"):
            index.save()
    index.save()
    assert loaded(disk) == 120
