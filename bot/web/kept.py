"""Keep the pages opened last, as long as nothing stored has changed: a channel's readers all open the same one."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Kept(Generic[T]):
    """The `most` values used last, by what they were made from."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[Hashable, T] = OrderedDict()

    def get(self, made_from: Hashable) -> T | None:
        value = self._values.get(made_from)
        if value is not None:
            self._values.move_to_end(made_from)
        return value

    def put(self, made_from: Hashable, value: T) -> None:
        self._values[made_from] = value
        self._values.move_to_end(made_from)
        while len(self._values) > self._most:
            self._values.popitem(last=False)
