"""Measure how long the stages of answering take, for whoever wants to know.  Standard library only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from time import perf_counter


class Stage(StrEnum):
    """A part of the work on a question; one that waits for another's turn counts the waiting, too."""

    LINK = "link"
    """Find whom its words mean."""
    RETRIEVE = "retrieve"
    """Encode it, and search both indexes."""
    RANK = "rank"
    """Read the likeliest passages."""


_seconds: ContextVar[dict[Stage, float] | None] = ContextVar("seconds", default=None)


@contextmanager
def stages_timed() -> Iterator[dict[Stage, float]]:
    """Yield the seconds that each stage takes inside the block, in this task and in those that it starts."""
    seconds: dict[Stage, float] = {}
    token = _seconds.set(seconds)
    try:
        yield seconds
    finally:
        _seconds.reset(token)


@contextmanager
def stage(of: Stage) -> Iterator[None]:
    """Add the time that the block takes to its stage, if anybody wants to know."""
    seconds = _seconds.get()
    began = perf_counter()
    try:
        yield
    finally:
        if seconds is not None:
            seconds[of] = seconds.get(of, 0.0) + perf_counter() - began
