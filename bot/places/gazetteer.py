"""Find the time zones of a place by its name: a city, a country or an American state."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.places.folding import folded

# Whoever names a place means the biggest, unless another one has at least this part of its people.
COMPARABLE = 1 / 15
# A capital is thought of first.
CAPITAL_WEIGHT = 5
MAX_CHOICES = 4
# The cases and adjectives of German, Serbian and Ukrainian; tried only if the name as written is unknown.
_ENDINGS = (
    "er", "skom", "ski", "sko", "ским", "ському", "ським", "ском", "u", "om", "i", "e", "у", "ом", "ем", "і", "ю", "и",
)  # fmt: skip
# In these months the zones of the world show whether and when they change their clocks.
_MONTHS = (1, 4, 7, 10)


@dataclass(frozen=True, slots=True)
class Place:
    """A place; `kind` is city, capital, country or state, `region` the state of an American city."""

    name: str
    country: str
    kind: str
    region: str
    people: int
    zones: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ZoneChoice:
    """A time zone, and the place by which a reader knows it."""

    zone: str
    label: str


def zones_of(name: str) -> tuple[ZoneChoice, ...]:
    """Return the zones that a place may be in: one if it is clear, several to choose from, none if it is unknown."""
    words = folded(name)
    found = tuple(_likely(places(words) or _within_region(words) or _inflected(words), words))
    return _choices(found)


def places(name: str) -> list[Place]:
    """Return all places of a folded name, the most populous first."""
    found = [_place(line) for line in _lines_with(name)]
    return sorted(found, key=lambda place: -_weight(place))


def is_part_of(name: str, region: str) -> bool:
    """Return whether one name is that of a place in the country or state that the other names."""
    return bool(_in(places(folded(name)), folded(region)))


def similar(name: str) -> str | None:
    """Return the known name of a country or large city that is most like a misspelt one; None if none is."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415  most wishes need no guess

    best = process.extractOne(folded(name), list(_large()), scorer=fuzz.ratio, score_cutoff=80)
    return None if best is None else _large()[best[0]]


@cache
def _large() -> dict[str, str]:
    lines = (_place(line) for line in _text().splitlines())
    return {folded(p.name): p.name for p in lines if p.kind in {"country", "capital"} or p.people >= 300_000}


def _choices(found: tuple[Place, ...]) -> tuple[ZoneChoice, ...]:
    if len(found) == 1 and len(found[0].zones) > 1:
        return tuple(ZoneChoice(zone, city_of(zone)) for zone in found[0].zones[:MAX_CHOICES])
    by_clock: dict[tuple[object, ...], ZoneChoice] = {}
    for place in found:
        by_clock.setdefault(_clock(place.zones[0]), ZoneChoice(place.zones[0], _label(place)))
    choices = tuple(by_clock.values())[:MAX_CHOICES]
    return choices if len(choices) > 1 else choices[:1]


def city_of(zone: str) -> str:
    """Return the city in the name of a zone."""
    return zone.rpartition("/")[2].replace("_", " ")


def _label(place: Place) -> str:
    if place.kind == "country":
        return place.name
    where = place.region or ("US" if place.kind == "state" else _country_name(place.country))
    return f"{place.name}, {where}"


def _likely(found: list[Place], name: str) -> Iterator[Place]:
    """Leave out small namesakes, and big cities whose name in some language happens to be that of a bigger one."""
    named = max((_weight(p) for p in found if folded(p.name) == name), default=0)
    found = [p for p in found if p.kind == "country" or folded(p.name) == name or _weight(p) >= named]
    countries = {place.country for place in found if place.kind == "country"}
    rivals = [p for p in found if p.kind in {"country", "state"} or p.country not in countries]
    for place in rivals:
        if _weight(place) >= _weight(rivals[0]) * COMPARABLE:
            yield place


def _weight(place: Place) -> int:
    return place.people * (CAPITAL_WEIGHT if place.kind == "capital" else 1)


def _within_region(name: str) -> list[Place]:
    """Read "portland maine"."""
    words = name.split()
    for at in range(len(words) - 1, 0, -1):
        if found := _in(places(" ".join(words[:at])), " ".join(words[at:])):
            return found
    return []


def _in(found: Iterable[Place], region: str) -> list[Place]:
    countries = {p.country for p in places(region) if p.kind == "country"}
    return [
        p for p in found
        if p.kind in {"city", "capital"} and (p.country in countries or folded(p.region) == region != "")
    ]  # fmt: skip


def _inflected(name: str) -> list[Place]:
    stems = (name.removesuffix(ending) for ending in _ENDINGS if name.endswith(ending))
    tried = (stem + end for stem in stems if len(stem) > 2 for end in ("", "a", "а"))
    return next((found for stem in tried if (found := places(stem))), [])


@cache
def _clock(zone: str) -> tuple[timedelta | None, ...]:
    there = ZoneInfo(zone)
    return tuple(datetime(2027, month, 1, tzinfo=UTC).astimezone(there).utcoffset() for month in _MONTHS)


@cache
def _country_name(code: str) -> str:
    return next(p.name for p in map(_place, _lines_with(f"{code}\tcountry", around="\t")))


def _lines_with(name: str, around: str = "|") -> Iterator[str]:
    text, sought, at = _text(), f"{around}{name}{around}", 0
    while name and (at := text.find(sought, at)) >= 0:
        start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
        yield text[start:end]
        at = end


def _place(line: str) -> Place:
    _, name, country, kind, people, zones = line.split("\t")
    kind, _, region = kind.partition(":")
    return Place(name, country, kind, region, int(people), tuple(filter(_is_zone, zones.split(","))) or ("UTC",))


@cache
def _is_zone(name: str) -> bool:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return False
    return True


@cache
def _text() -> str:
    return gzip.decompress(files("bot.places").joinpath("places.tsv.gz").read_bytes()).decode()
