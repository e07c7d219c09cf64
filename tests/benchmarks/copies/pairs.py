"""Make pairs of texts that are copies and pairs that are not, from real articles, the same at each run."""

from __future__ import annotations

import gzip
import json
import random
import re
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

# ruff: noqa: S311  the random choices must be the same at each run
from retrieval.identity.fingerprint import Fingerprint, are_copies, fingerprint_of

NEWS = Path("../shared/data/news")
# A shorter article has nothing to cut or reorder.
MIN_WORDS = 40
# Printed this long after, a similar text is another report in the same form, not a copy.
MIN_TIME_APART = timedelta(days=2)

_AGENCIES = ("AP", "AFP", "Harbour Press", "Interwire", "DPA")
_PLACES = ("LISBON", "NEW YORK, Nov 3", "Harbour City", "VIENNA, March 9", "London")
_FOOTERS = (
    "Copyright of this report is with the agency. It may not be published, broadcast or redistributed without consent.",
    "Sign up for our morning newsletter to get the day's stories in your inbox. Follow us for more, or write to us at "
    "desk@example.org with what you know. Our standards: the principles of trust.",
)


@dataclass(frozen=True, slots=True)
class Story:
    """An article of the corpora; `held_out` splits them into halves by id."""

    id: str
    title: str
    text: str
    date: datetime | None

    @property
    def held_out(self) -> bool:
        return zlib.crc32(f"half {self.id}".encode()) % 2 == 1

    @property
    def fingerprint(self) -> Fingerprint:
        return fingerprint_of(self.text, self.title)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts; `copies` says whether they are copies, `kind` how the second was made."""

    kind: str
    copies: bool
    one: Fingerprint
    other: Fingerprint


def stories() -> list[Story]:
    found = []
    for file in ("reuters.jsonl.gz", "bbc.jsonl.gz"):
        with gzip.open(NEWS / file, "rt", encoding="utf-8") as lines:
            found += [_story(json.loads(line)) for line in lines]
    return [s for s in found if s.text]


def _story(line: dict[str, str]) -> Story:
    text = re.sub(r"\s*reuter\s*\x03?\s*$", "", line["text"], flags=re.IGNORECASE)
    # Reuters marks paragraphs by an indent.
    text = re.sub(r"\n {2,}", "\n\n", text)
    day = re.match(r"\s*(\d+-\w+-\d+)", line.get("date", ""))
    date = datetime.strptime(day[1], "%d-%b-%Y").replace(tzinfo=UTC) if day else None
    return Story(line["id"], line["title"], text, date)


def copies(found: Sequence[Story], count: int) -> Iterator[Pair]:
    """Edit each of `count` stories in every way."""
    long = [s for s in found if len(s.text.split()) >= MIN_WORDS]
    for story in random.Random(21).sample(long, min(count, len(long))):
        rng = random.Random(story.id)
        other = rng.choice(long)
        spare = re.findall(r"\b[a-z]{3,}\b", other.text) or ["otherwise"]
        whole = story.fingerprint
        for kind, edit in _EDITS.items():
            title, text = edit(story, spare, rng)
            if text.split() != story.text.split() or title != story.title:
                yield Pair(kind, True, whole, fingerprint_of(text, title))
        one, two = (_words(story.text, 0.1, spare, rng) for _ in range(2))
        yield Pair(
            "two outlets, 10% of words each", True, fingerprint_of(one, story.title), fingerprint_of(two, other.title)
        )


_Edit = Callable[[Story, Sequence[str], random.Random], tuple[str, str]]


def _words(text: str, share: float, spare: Sequence[str], rng: random.Random, *, names: bool = False) -> str:
    """Replace, drop and add lower-case words; names and numbers stay, as under an editor's hand, unless `names`."""
    edited: list[str] = []
    for part in re.split(r"(\s+)", text):
        if not (part.islower() or (names and not part.isspace())) or rng.random() >= share:
            edited.append(part)
            continue
        match rng.randrange(4):
            case 0:
                edited.append("")
            case 1:
                edited += [part, " ", rng.choice(spare)]
            case _:
                edited.append(rng.choice(spare))
    return "".join(edited)


def _parts(text: str) -> list[str]:
    paragraphs = [p for p in text.split("\n\n") if p.strip()]
    return paragraphs if len(paragraphs) > 2 else [s for s in re.split(r"(?<=[.\"])\s+", text) if s]


def _cut(text: str, share: float) -> str:
    """Return the first paragraphs that make up this share of the words."""
    words = len(text.split()) * share
    kept: list[str] = []
    for part in _parts(text):
        if kept and len(" ".join(kept).split()) >= words:
            break
        kept.append(part)
    return "\n\n".join(kept)


def _thinned(text: str, rng: random.Random) -> str:
    """Drop a quarter of the paragraphs, but never the first."""
    first, *rest = _parts(text)
    gone = set(rng.sample(range(len(rest)), max(1, round(len(rest) / 4)))) if rest else set()
    return "\n\n".join([first, *(p for n, p in enumerate(rest) if n not in gone)])


def _turned(text: str, rng: random.Random) -> str:
    parts = _parts(text)
    rng.shuffle(parts)
    return "\n\n".join(parts)


def _signed(text: str, rng: random.Random) -> str:
    agency = rng.choice(_AGENCIES)
    return f"By Mara Lindqvist and staff\n\n{rng.choice(_PLACES)} ({agency}) - {text}\n\n({agency})"


def _footed(text: str, rng: random.Random) -> str:
    return f"{text}\n\n{rng.choice(_FOOTERS)}"


_EDITS: dict[str, _Edit] = {
    "another headline": lambda s, spare, rng: (" ".join(rng.sample(spare, min(6, len(spare)))), s.text),
    "5% of words": lambda s, spare, rng: (s.title, _words(s.text, 0.05, spare, rng)),
    "10% of words": lambda s, spare, rng: (s.title, _words(s.text, 0.1, spare, rng)),
    "10% of words, names and numbers": lambda s, spare, rng: (s.title, _words(s.text, 0.1, spare, rng, names=True)),
    "20% of words": lambda s, spare, rng: (s.title, _words(s.text, 0.2, spare, rng)),
    "first 75%": lambda s, _, rng: (s.title, _cut(s.text, 0.75)),
    "first half": lambda s, _, rng: (s.title, _cut(s.text, 0.5)),
    "first 30%": lambda s, _, rng: (s.title, _cut(s.text, 0.3)),
    "paragraphs out": lambda s, _, rng: (s.title, _thinned(s.text, rng)),
    "byline, dateline, tag": lambda s, _, rng: (s.title, _signed(s.text, rng)),
    "reordered": lambda s, _, rng: (s.title, _turned(s.text, rng)),
    "footer": lambda s, _, rng: (s.title, _footed(s.text, rng)),
    "10% of words, first half": lambda s, spare, rng: (s.title, _words(_cut(s.text, 0.5), 0.1, spare, rng)),
    "byline, reordered": lambda s, _, rng: (s.title, _signed(_turned(s.text, rng), rng)),
    "byline, first half, footer": lambda s, _, rng: (s.title, _footed(_signed(_cut(s.text, 0.5), rng), rng)),
    "headline, 10% of words": lambda s, spare, rng: (" ".join(spare[:6]), _words(s.text, 0.1, spare, rng)),
}


def strangers(found: Sequence[Story], count: int) -> Iterator[Pair]:
    """Yield pairs that look alike but are no copies: a form filled in again, a story in another, a shared quotation."""
    yield from _nearest(found)
    long = [s for s in found if len(s.text.split()) >= MIN_WORDS]
    for story in random.Random(22).sample(long, min(count, len(long))):
        rng = random.Random(story.id)
        whole, other = story.fingerprint, rng.choice(long)
        filled = _filled_anew(story.text, other.text, rng)
        if filled is not None:
            yield Pair("the form filled in anew", False, whole, fingerprint_of(filled, story.title))
        longer = rng.choice([s for s in rng.sample(long, 40) if s.id != story.id])
        if len(longer.text.split()) > 1.5 * len(story.text.split()):
            parts = _parts(longer.text)
            half = max(1, len(parts) // 2)
            within = "\n\n".join([*parts[:half], story.text, *parts[half:]])
            yield Pair("inside another story", False, whole, fingerprint_of(within, longer.title))
        quoted = rng.sample(_parts(story.text), 1)
        borrowed = "\n\n".join([*_parts(other.text), *quoted])
        if other.id != story.id and len(quoted[0].split()) < 0.4 * len(story.text.split()):
            yield Pair("a paragraph borrowed", False, whole, fingerprint_of(borrowed, other.title))


def _filled_anew(text: str, other: str, rng: random.Random) -> str | None:
    """Return the same words with other numbers and names; None if there are too few of those to make it a form."""
    names = re.findall(r"\b[A-Z][a-z]+\b", other) or ["Maric"]
    changed = 0

    def renamed(match: re.Match[str]) -> str:
        nonlocal changed
        if rng.random() < 0.2:
            return match.group()
        changed += 1
        if match.group()[0].isdigit():
            return re.sub(r"\d", lambda _: str(rng.randrange(10)), match.group())
        return str(rng.choice(names))

    filled = re.sub(r"\b\d[\d.,/-]*\b|(?<=\w )[A-Z][a-z]+\b", renamed, text)
    return filled if changed >= max(6, 0.08 * len(text.split())) else None


def _nearest(found: Sequence[Story]) -> Iterator[Pair]:
    """Pair each story with the one that shares most keys with it, among those printed days before or after."""
    dated = [(s, s.fingerprint) for s in found if s.date is not None]
    known: defaultdict[int, list[int]] = defaultdict(list)
    for n, (_, fingerprint) in enumerate(dated):
        for key in fingerprint.keys:
            known[key].append(n)
    for n, (story, fingerprint) in enumerate(dated):
        shared: defaultdict[int, int] = defaultdict(int)
        for key in fingerprint.keys:
            for m in known[key][:200]:
                if m < n and days_apart(story, dated[m][0]):
                    shared[m] += 1
        if shared:
            yield Pair(
                "on the same form, days apart", False, fingerprint, dated[max(shared, key=lambda m: shared[m])][1]
            )


def days_apart(one: Story, other: Story) -> bool:
    return one.date is not None and other.date is not None and abs(one.date - other.date) > MIN_TIME_APART


def found_to_be_copies(pair: Pair) -> bool:
    """Judge a pair as the store does: by a shared key first, then by the whole fingerprints."""
    return not set(pair.one.keys).isdisjoint(pair.other.keys) and are_copies(pair.one, pair.other)
