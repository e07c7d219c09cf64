"""Disks for tests: one of its own that is small enough to be filled, and one that flips a bit."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def small_disk(folder: Path, kilobytes: int) -> Iterator[Path]:
    """A file system of this size.  Skips the test where none can be mounted."""
    folder.mkdir()
    mounting = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(folder)]
    if os.geteuid() != 0 or subprocess.run(mounting, capture_output=True, check=False).returncode:
        pytest.skip("only root can mount a small disk to fill")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@contextmanager
def read_only(disk: Path) -> Iterator[None]:
    """What a small disk is for a while."""
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    try:
        yield
    finally:
        subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)


def flip(file: Path, at: int, bit: int = 0) -> None:
    """Flip a bit in its place, as a disk does: written anew, a file that is mapped into memory is gone for a moment."""
    with file.open("r+b") as damaged:
        damaged.seek(at)
        (byte,) = damaged.read(1)
        damaged.seek(at)
        damaged.write(bytes([byte ^ 1 << bit]))
