"""Build pairs of articles that differ in one fact, or in none, from printed news; the same at each run."""

from __future__ import annotations

import random
import re
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from retrieval.domain.article import Article
from retrieval.domain.reply import Difference
from retrieval.text.person_names import mentions
from retrieval.text.sentences import sentences
from tests.benchmarks.copies.pairs import Story, stories
from tests.benchmarks.digests.altering import Altered, date_changed, denied, is_person, name_changed, number_changed
from tests.benchmarks.digests.rewording import reworded
from tests.benchmarks.digests.told_twice import told_twice

# ruff: noqa: S311  the random choices must be the same at each run

CHANGED = ("number", "name", "negation", "date")
KINDS = (*CHANGED, "paraphrase", "same")
# The sentences of an article that a pair has; the change is in one of the first CHANGED_IN.
SENTENCES, CHANGED_IN = 6, 3
MIN_CHARS, MAX_CHARS = 60, 320
ADDED = datetime(2026, 12, 1, tzinfo=UTC)
_ROUNDED = re.compile(r"(?<![\w.,/$£€-])(\d{1,3}(?:,\d{3})+|\d{3,})(?= [a-z])(?! (?:January|mln|bln|pct))")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two articles; `changed` is the sentence of the second in which a fact was changed, "" if none was.

    `elsewhere` are the words, old and new, that were changed with it in other sentences.
    """

    kind: str
    one: Article
    other: Article
    changed: str = ""
    was: str = ""
    elsewhere: tuple[tuple[str, str], ...] = ()

    def is_right(self, difference: Difference) -> bool:
        """Return whether a difference that was found is one that was made."""
        before, after = difference.sides
        if self.changed and (after.text in self.changed or self.changed in after.text):
            return True
        pairs_ = [(s.focus[0].cut(s.article.text)) for s in (before, after)]
        return any(old in pairs_[0] and new in pairs_[1] for old, new in self.elsewhere)


def pairs(count: int, *, tuning: bool, seed: int = 19) -> list[Pair]:
    """Return `count` pairs, as many of each kind, from the half of the articles that rules are written on, or not."""
    chance = random.Random(seed)
    pool = [s for s in stories() if s.held_out is not tuning and len(_opening(s)) >= CHANGED_IN]
    pool.sort(key=lambda s: zlib.crc32(f"{seed} {s.id}".encode()))
    named = [m.name for s in pool[:400] for m in mentions(s.text[:1500]) if 1 < len(m.name.split()) < 4]
    people, things = sorted({n for n in named if is_person(n)}), sorted({n for n in named if not is_person(n)})
    maker = _Maker(people, things)
    found: list[Pair] = []
    left, reported_twice = iter(pool), _real(pool)
    for n in range(count):
        kind = KINDS[n % len(KINDS)]
        # Every second paraphrase is a real one: two reports of one event, not copies of each other.
        real = kind == "paraphrase" and n // len(KINDS) % 2
        made = next(reported_twice) if real else None
        while made is None:
            made = _pair(next(left), kind, maker, chance)
        found.append(made)
    return found


def _real(pool: Sequence[Story]) -> Iterator[Pair]:
    for one, other in told_twice(pool):
        yield Pair("paraphrase", _article(one, [], ""), _article(other, [], ""))


def _opening(story: Story) -> list[str]:
    text = unwrapped(story.text)
    cut = [" ".join(s.cut(text).split()) for s in sentences(text)]
    kept = [s for s in cut if MIN_CHARS <= len(s) <= MAX_CHARS and s.endswith(".") and s.count('"') % 2 == 0]
    return kept[:SENTENCES]


def unwrapped(text: str) -> str:
    """Join the lines of a paragraph: Reuters breaks them."""
    return re.sub(r"(?<=\S)[ ]*\n(?!\n)\s*(?=\S)", " ", text)


@dataclass(frozen=True, slots=True)
class _Maker:
    """Changes a fact of the kind wanted; `people` and `things` are names to put in place of others."""

    people: Sequence[str]
    things: Sequence[str]

    def __call__(self, kind: str, sentence: str, subject: str, chance: random.Random) -> Altered | None:
        match kind:
            case "number":
                return number_changed(sentence, chance)
            case "date":
                return date_changed(sentence, chance)
            case "negation":
                return denied(sentence, chance)
        return name_changed(sentence, chance, people=self.people, things=self.things, subject=subject)


def _subject(printed: Sequence[str]) -> str:
    """Return the names that an article prints first and most often, joined."""
    names = [m.name for m in mentions("\n\n".join(printed))]
    return " ".join({*names[:1], *(name for name, _ in Counter(names).most_common(1))})


def _pair(story: Story, kind: str, maker: _Maker, chance: random.Random) -> Pair | None:
    printed = _opening(story)
    places = list(range(min(CHANGED_IN, len(printed))))
    chance.shuffle(places)
    if kind == "same":
        return Pair(kind, _article(story, printed, "one"), _article(story, list(_cut_about(printed, chance)), "other"))
    if kind == "paraphrase":
        others = [reworded(_hedged(s, chance), chance) for s in printed]
        if sum(_changes(a, b) for a, b in zip(printed, others, strict=True)) < len(printed) / 2:
            return None
        return Pair(kind, _article(story, printed, "one"), _article(story, others, "other"))
    for at in places:
        altered = maker(kind, printed[at], _subject(printed), chance)
        if altered is None:
            continue
        others = _applied(printed, at, altered)
        # Half of the changed sentences stand in words of their own, half nearly as they were.
        own_words = chance.random() < 0.5
        told = [reworded(s, chance) if n != at or own_words else s for n, s in enumerate(others)]
        other = replace(
            story, title=_everywhere(story.title.title() if story.title.isupper() else story.title, altered)
        )
        return Pair(
            kind, _article(story, printed, "one"), _article(other, told, "other"), told[at], printed[at],
            altered.elsewhere,
        )  # fmt: skip
    return None


def _changes(one: str, other: str) -> bool:
    return one != other


def _applied(printed: Sequence[str], at: int, altered: Altered) -> list[str]:
    return [_everywhere(altered.sentence if n == at else s, altered) for n, s in enumerate(printed)]


def _everywhere(text: str, altered: Altered) -> str:
    for old, new in altered.elsewhere:
        text = re.sub(rf"(?<![\w.,]){re.escape(old)}(?![\w]|[.,]\d)", new, text)
    return text


def _hedged(sentence: str, chance: random.Random) -> str:
    """Round a large number, and say so: no difference."""

    def rounded(m: re.Match[str]) -> str:
        value = int(m[1].replace(",", ""))
        step = 10 ** (len(str(value)) - 1)
        near = round(value / step) * step
        if value % step == 0 or re.fullmatch(r"(?:19|20)\d\d", m[1]):
            return m[1]
        word = "more than" if near < value else "nearly"
        return f"{chance.choice((word, 'about', 'some'))} {near:,}" if abs(near - value) < 0.1 * value else m[1]

    return _ROUNDED.sub(rounded, sentence)


def _cut_about(printed: Sequence[str], chance: random.Random) -> Iterator[str]:
    """Yield most of the sentences, unchanged or nearly so."""
    for sentence in printed:
        if chance.random() < 0.85:
            yield sentence.replace(" U.S.", " US").replace("%", " percent") if chance.random() < 0.5 else sentence


def _article(story: Story, told: Sequence[str], side: str) -> Article:
    """Return an article of the sentences `told`, or the story as it is if there are none."""
    text = "\n\n".join(told) or unwrapped(story.text)
    return Article(
        id=story.id + side, revision=1, text=text, added=ADDED,
        title=story.title, published=story.date, publisher=f"Paper {side}",
    )  # fmt: skip
