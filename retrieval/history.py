"""What was said before a question, and which words of it the question leans on."""

from __future__ import annotations

from collections.abc import Sequence

from retrieval.pairs import FRAME, TEXT, Part

# Exchanges looked back to, the latest first, and characters of a reply: what comes first in it is what it is about.
LOOKED_BACK = 6
OF_A_REPLY = 400


def history_parts(history: Sequence[str]) -> list[Part]:
    """`history` is what reader and bot said in turn; the latest comes first, the very first question last."""
    exchanges = [(history[i], history[i + 1] if i + 1 < len(history) else "") for i in range(0, len(history), 2)]
    parts: list[Part] = []
    aged = list(enumerate(reversed(exchanges), 1))
    for age, (asked, replied) in aged[:LOOKED_BACK] + aged[LOOKED_BACK:][-1:]:
        parts.append(Part(asked, TEXT, age))
        if replied:
            parts.append(Part(replied[:OF_A_REPLY], FRAME, age))
    return parts
