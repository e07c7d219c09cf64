"""Write the figures and errors as the generated part of docs/evaluation.md.  It quotes none of the labelled texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from tests.benchmarks.evaluation.errors import Kinds
from tests.benchmarks.evaluation.figures import PEERS, Figure
from tests.benchmarks.evaluation.places import Place

BEGIN = "<!-- from here to “end of what is measured”, `make eval` writes; write elsewhere -->"
END = "<!-- end of what is measured -->"
MAX_KINDS = 30
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
    """Replace the generated part between its marks, and leave the rest; without marks, append it."""
    old = path.read_text("utf-8") if path.exists() else "# Evaluation\n"
    head, begun, rest = old.partition(BEGIN)
    _, ended, tail = rest.partition(END)
    if begun and not ended:
        raise ValueError(f"{path} has lost its line {END!r}; put it back after the generated part")
    generated = f"{BEGIN}\n\n{markdown(found, today).strip()}\n\n{END}"
    path.write_text(f"{head}{generated}{tail}" if begun else f"{old.rstrip()}\n\n{generated}\n", "utf-8")


def markdown(found: Evaluation, today: date) -> str:
    parts = [
        f"## Who said what, and open questions: each figure with its target ({today.day} {today:%B %Y})",
        "Printed by `make eval`; the targets are from issue 4 (who said what) and issue 5 (INSCIT and ClapNQ). Peers "
        "have their figure on the same dev set, and in brackets the one on the sister set (PolNeAR or GAP test), which "
        "nobody tunes on. The trial is the method that issue 4 describes; people agree with each other on 92.3% of "
        "attributions. For open questions, “fused” is MiniLM with BM25 on the last question only, and the fixed "
        "mixture adds earlier turns and what was shown. Ranking and refusing are fitted on these same INSCIT and "
        "ClapNQ halves; the cross-validated figures are below, under “Open questions”.",
        _figures(found.figures),
        *(["### Errors in the seed", *(f"- {line}" for line in found.seed_wrong)] if found.seed_wrong else []),
        f"### Excerpts neither right nor another's ({_total(found.neither)})",
        "All of them, by the label at their place; a place is an article of PolNeAR dev with offsets into its text.",
        _kinds(found.neither),
        *_every(found.neither),
        f"### Excerpts that are another's words ({_total(found.others)})",
        _kinds(found.others),
        *_every(found.others),
        f"### The {min(MAX_KINDS, len(found.errors))} most frequent errors in who said what, by kind",
        f"{_total(found.errors)} errors of {len(found.errors)} kinds in all. “Direct” counts quoted stretches of four "
        "words or more, as the scorer does; “span” counts contents whose bounds differ from the label by a single "
        "character or more: one statement can count under both. The kind (direct, mixed, indirect) depends on how much "
        "is in quotation marks; the cue is the label's, or the product's if there is no label. Each row shows its "
        "first places.",
        _kinds(dict(list(found.errors.items())[:MAX_KINDS])),
    ]
    return "\n\n".join(_paragraphs(parts))


def _paragraphs(parts: Iterable[str]) -> Iterable[str]:
    """Join neighbouring list items into one paragraph."""
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
    """Return a table with a row per kind and its first places."""
    if not kinds:
        return "None."
    rows = [["how many", "kind", "for example"]]
    rows += [[str(len(found)), kind, _listed(found[:MAX_PLACES])] for kind, found in kinds.items()]
    return _table(rows)


def _every(kinds: Kinds) -> list[str]:
    """Return all places of the kinds that have more than their row shows, folded away."""
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
