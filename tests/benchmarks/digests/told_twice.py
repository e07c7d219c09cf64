"""Find real reports of one event in other words: close in time, with the same rare words, and no copies."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from itertools import combinations

from retrieval.identity.fingerprint import are_copies
from tests.benchmarks.copies.pairs import Story

# The rarest words of a report, and how many two reports of one event have in common.
RARE, MIN_COMMON = 14, 5
# A word of more reports is not rare.
MAX_REPORTS = 60


def told_twice(stories: Sequence[Story]) -> Iterator[tuple[Story, Story]]:
    """Yield pairs of reports on one event, in the order of `stories`; those without a date are left out."""
    dated = [s for s in stories if s.date is not None]
    words = {s.id: set(re.findall(r"[a-z]{3,}", f"{s.title} {s.text}".lower())) for s in dated}
    counts = Counter(w for printed in words.values() for w in printed)
    under: defaultdict[str, list[Story]] = defaultdict(list)
    for story in dated:
        for word in sorted((w for w in words[story.id] if counts[w] > 1), key=lambda w: (counts[w], w))[:RARE]:
            under[word].append(story)
    common: Counter[tuple[str, str]] = Counter()
    for same in under.values():
        if len(same) <= MAX_REPORTS:
            common.update((a.id, b.id) for a, b in combinations(same, 2) if _same_time(a, b))
    by_id = {s.id: s for s in dated}
    for (one, other), count in common.items():
        pair = by_id[one], by_id[other]
        if count >= MIN_COMMON and not are_copies(*(s.fingerprint for s in pair)):
            yield pair


def _same_time(one: Story, other: Story) -> bool:
    return one.date is not None and other.date is not None and abs((one.date - other.date).days) <= 1
