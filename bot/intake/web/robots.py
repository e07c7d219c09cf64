"""What a site asks robots to leave alone, by its robots.txt (RFC 9309).  Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

# RFC 9309 asks for at least 500 kB to be read.
MOST = 500_000


@dataclass(frozen=True, slots=True)
class Robots:
    """`rules` are patterns of paths with whether they are open, the longest first; `delay` in seconds."""

    rules: tuple[tuple[str, bool], ...] = ()
    delay: float | None = None

    def allows(self, path: str) -> bool:
        """`path` with its query.  The longest pattern decides; of two as long, the one that opens."""
        path = _escaped(path)
        return next((is_open for pattern, is_open in self.rules if _matches(pattern, path)), True)


OPEN = Robots()
"""Where there is no robots.txt."""
CLOSED = Robots((("/", False),))
"""Where a site cannot say what it asks for: then nothing is taken."""


def robots_of(content: bytes, product: str) -> Robots:
    """What is asked of `product`, our name: in the groups that name it, else in those for everybody."""
    ours: list[tuple[str, str]] = []
    everybodys: list[tuple[str, str]] = []
    named = False
    group: list[list[tuple[str, str]]] = []
    in_names = False
    for key, value in _lines(content):
        if key == "user-agent":
            if not in_names:
                group = []
            in_names = True
            name = re.split(r"[^a-z_*-]", value.casefold())[0]
            if name == product.casefold():
                named = True
                group.append(ours)
            elif name == "*":
                group.append(everybodys)
        elif key in {"allow", "disallow", "crawl-delay"}:
            in_names = False
            for lines in group:
                lines.append((key, value))
    return _robots(ours if named else everybodys)


def _lines(content: bytes) -> list[tuple[str, str]]:
    found = []
    for line in content[:MOST].decode("utf-8-sig", "replace").splitlines():
        key, colon, value = line.partition("#")[0].partition(":")
        if colon:
            found.append((key.strip().casefold(), value.strip()))
    return found


def _robots(lines: list[tuple[str, str]]) -> Robots:
    rules = [(_escaped(value), key == "allow") for key, value in lines if key != "crawl-delay" and value]
    delays = [value for key, value in lines if key == "crawl-delay" and re.fullmatch(r"\d{1,4}(\.\d{1,3})?", value)]
    # By length, and of two as long the open one first.
    ordered = sorted(rules, key=lambda rule: (-len(rule[0]), not rule[1]))
    return Robots(tuple(ordered), float(delays[0]) if delays else None)


def _escaped(path: str) -> str:
    """In one form, however it is written: of what is escaped, letters and figures need not be (RFC 9309, 2.2.2)."""
    plain = re.sub(
        r"%(?:2[DdEe]|3[0-9]|[46][1-9A-Fa-f]|[57][0-9Aa]|5[Ff]|7[Ee])", lambda m: chr(int(m[0][1:], 16)), path
    )
    return re.sub(r"%[0-9A-Fa-f]{2}", lambda m: m[0].upper(), quote(plain, safe="%/?#[]@!$&'()*+,;=:~"))


def _matches(pattern: str, path: str) -> bool:
    """With * for anything and a $ at the end for the path's.  By pieces: as a regular expression it could be slow."""
    exact = pattern.endswith("$")
    first, *rest = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    at = len(first)
    for piece in rest[:-1]:
        found = path.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    last = rest[-1] if rest else ""
    if not exact:
        return path.find(last, at) >= 0
    return path.endswith(last) and len(path) - len(last) >= at if rest else len(path) == at
