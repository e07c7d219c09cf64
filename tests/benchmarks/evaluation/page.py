"""Write the figures into docs/evaluation.md, and the places of all errors into a file of their own.

Neither quotes the labelled texts, which must stay outside the project.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from tests.benchmarks.evaluation.errors import Kinds
from tests.benchmarks.evaluation.figures import PEERS, Figure
from tests.benchmarks.evaluation.places import Place

BEGIN = "<!-- `make eval` replaces what stands from here to “end of what is measured” -->"
END = "<!-- end of what is measured -->"
MAX_KINDS = 30
# Kinds of error shown on the page; the file has all of them.
KINDS_ON_PAGE = 5
MAX_PLACES = 3


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The results of one run of `make eval`."""

    figures: Sequence[Figure]
    errors: Kinds = field(default_factory=dict)
    neither: Kinds = field(default_factory=dict)
    others: Kinds = field(default_factory=dict)
    seed_wrong: Sequence[str] = ()


def write_page(path: Path, found: Evaluation, today: date) -> None:
    """Replace the part between the marks and leave the rest as it is; without marks, append it."""
    old = path.read_text("utf-8") if path.exists() else "# Evaluation\n"
    head, begun, rest = old.partition(BEGIN)
    _, ended, tail = rest.partition(END)
    if begun and not ended:
        raise ValueError(f"{path} has lost its line {END!r}; put it back after the generated part")
    generated = f"{BEGIN}\n\n{figures_markdown(found, today).strip()}\n\n{END}"
    path.write_text(f"{head}{generated}{tail}" if begun else f"{old.rstrip()}\n\n{generated}\n", "utf-8")


def write_errors(path: Path, found: Evaluation, today: date) -> None:
    """Write all errors by kind, each with its places."""
    path.write_text(errors_markdown(found, today), "utf-8")


def figures_markdown(found: Evaluation, today: date) -> str:
    """Return the generated part of the page: the figures, and the most frequent kinds of error."""
    parts = [
        f"## Figures ({today.day} {today:%B %Y})",
        "“Asked” is the goal that was set for this project. Peers stand with their figure on the same dev set; in "
        "brackets with that on the sister set (PolNeAR or GAP test), which nobody tunes on. “Trial” is a first version "
        "of the same network without rules; people agree with each other on 92.3% of attributions. For open "
        "questions, “fused” is MiniLM with BM25 on the last question alone, and the “fixed mixture” adds earlier turns "
        "and what was shown.",
        _figures(found.figures),
        *(["### Wrong in the seed", *(f"- {line}" for line in found.seed_wrong)] if found.seed_wrong else []),
        "### Most frequent kinds of error",
        "`make eval` writes all of them, each with its places, to `.eval/errors.md`.",
        _table([["how many", "kind"], *_most_frequent(found)]),
    ]
    return "\n\n".join(_paragraphs(parts))


def _most_frequent(found: Evaluation) -> Iterable[list[str]]:
    for title, kinds in (
        ("excerpts neither right nor another's", found.neither),
        ("excerpts that are another's words", found.others),
        ("errors in who said what", found.errors),
    ):
        if kinds:
            yield [f"**{_total(kinds)}**", f"**{title}**, of {len(kinds)} kinds"]
        yield from ([str(len(places)), kind] for kind, places in list(kinds.items())[:KINDS_ON_PAGE])


def errors_markdown(found: Evaluation, today: date) -> str:
    """Return every kind of error with its places."""
    parts = [
        f"# Errors by kind ({today.day} {today:%B %Y})",
        "Written by `make eval`. Each place is an article of PolNeAR dev and offsets in its text, which may not be "
        "quoted.",
        f"## Excerpts neither right nor another's ({_total(found.neither)})",
        "By what people labelled at that place.",
        _kinds(found.neither),
        *_every(found.neither),
        f"## Excerpts that are another's words ({_total(found.others)})",
        _kinds(found.others),
        *_every(found.others),
        f"## Errors in who said what ({_total(found.errors)})",
        f"{len(found.errors)} kinds; all places of the {min(MAX_KINDS, len(found.errors))} most frequent ones. "
        "“Direct” counts quoted stretches of four words or more, as the scorer does; “span” counts contents whose "
        "bounds differ from the label by a single character or more, so one statement can count under both. The kind "
        "(direct, mixed, indirect) depends on how much is in quotation marks; the cue is the label's, or the product's "
        "for a superfluous span.",
        _kinds(found.errors),
        *_every(dict(list(found.errors.items())[:MAX_KINDS])),
    ]
    return "\n\n".join(parts) + "\n"


def _paragraphs(parts: Iterable[str]) -> Iterable[str]:
    """Join the items of a list into one paragraph."""
    joined: list[str] = []
    for part in parts:
        if part.startswith("- ") and joined and joined[-1].startswith("- "):
            joined[-1] += f"\n{part}"
        else:
            joined.append(part)
    return joined


def _figures(figures: Sequence[Figure]) -> str:
    rows = [["", "On Record", "asked", "reached", *PEERS, "others"]]
    part = None
    for f in figures:
        if f.part != part:
            rows.append([f"**{f.part}**", *[""] * (len(rows[0]) - 1)])
            part = f.part
        rows.append([f.name, f.shown(), f.shown_asked(), f.verdict(), *(f.peers.get(p, "") for p in PEERS), f.others])
    return _table(rows)


def _kinds(kinds: Kinds) -> str:
    """Return a table with a row for each kind and its first places."""
    if not kinds:
        return "None."
    rows = [["how many", "kind", "for instance"]]
    rows += [[str(len(found)), kind, _listed(found[:MAX_PLACES])] for kind, found in kinds.items()]
    return _table(rows)


def _every(kinds: Kinds) -> list[str]:
    """Return all places of each kind that has more of them than its row shows, folded."""
    return [
        f"<details><summary>All {len(found)}: {kind}</summary>\n\n{_listed(found)}\n\n</details>"
        for kind, found in kinds.items()
        if len(found) > MAX_PLACES
    ]


def _listed(places: Sequence[Place]) -> str:
    return "; ".join(f"`{place}`" for place in places)


def _table(rows: Sequence[Sequence[str]]) -> str:
    head, *body = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([head, "|" + "---|" * len(rows[0]), *body])


def _total(kinds: Kinds) -> int:
    return sum(map(len, kinds.values()))
