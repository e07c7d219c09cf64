"""Take articles in: read each once, store it, and make it findable."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable
from itertools import batched
