"""Sort the wrong excerpts in answers by kind: somebody else's words, or words that no label covers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from tests.benchmarks.evaluation.errors import SHORT_WORDS, Kinds
from tests.benchmarks.evaluation.labels import Line
from tests.benchmarks.evaluation.places import Pair, Place, mention_of, overlap

_HOW = {None: "of nobody", "named": "by name", "role": "by role", "pronoun": "by pronoun", "turn": "by turn"}


def excerpts_by_kind(
    questions: Sequence[Line], answers: Sequence[Line], articles: Sequence[Line], score: Any
) -> tuple[Kinds, Kinds]:
    """Return two tables of kinds with their places, the most frequent first.

    The first has excerpts that are neither right nor somebody else's words, the second has somebody else's words.
    """
    labelled = {article["id"]: article for article in articles}
    neither: defaultdict[str, list[Place]] = defaultdict(list)
    others: defaultdict[str, list[Place]] = defaultdict(list)
    for question, answer in zip(questions, answers, strict=True):
        if answer["abstained"]:
            continue
        for excerpt in answer["excerpts"]:
            span = (excerpt["start"], excerpt["end"])
            place = Place(excerpt["article"]["id"], *span)
            how = _how(excerpt)
            own, other = score.share(span, question["gold"]), score.share(span, question["wrong"])
            if other >= 0.5 > own:
                asked = "of one who is not quoted" if question["unquoted"] else "of one who is"
                kind = f"{excerpt['kind']}, given {how}, asked {asked}"
                if _is_labelled_so(span, excerpt, labelled[excerpt["article"]["id"]]):
                    kind = "labelled with the very mention that we give; only the questions count it for another"
                others[kind].append(place)
            elif own < 0.5 and not question["unquoted"]:
                article = labelled[excerpt["article"]["id"]]
                neither[f"{excerpt['kind']}, given {how}: {_why(span, question, article, score)}"].append(place)
    return _sorted(neither), _sorted(others)


def _is_labelled_so(span: Pair, excerpt: Line, article: Line) -> bool:
    """Return whether the product's mention is a labelled source of these words."""
    mention = (excerpt.get("speaker") or {}).get("mention")
    half = 0.5 * (span[1] - span[0])
    return mention is not None and any(
        overlap(tuple(mention), (a, b))
        for quote in article["quotes"]
        if sum(overlap(span, (c, d)) for c, d in quote["content"]) >= half
        for a, b in quote["source"]
    )


def _how(excerpt: Line) -> str:
    return _HOW[(excerpt.get("speaker") or {}).get("how")]


def _why(span: Pair, question: Line, article: Line, score: Any) -> str:
    """Return what the labels say at the excerpt's place."""
    own, other = score.share(span, question["gold"]), score.share(span, question["wrong"])
    if own and own >= other:
        return "the person's own words, but most of it lies beyond the label"
    if other:
        return "in part another's label"
    over = [q for q in article["quotes"] if any(overlap(span, (a, b)) for a, b in q["content"])]
    if over and not any(q["source"] for q in over):
        return "labelled without a source"
    if over:
        source = mention_of(article["text"], [(a, b) for q in over for a, b in q["source"]])
        return f"labelled, but the questions count it for nobody (its source is {source})"
    words = len(article["text"][span[0] : span[1]].split())
    return f"no label there, {'fewer than' if words < SHORT_WORDS else 'at least'} {SHORT_WORDS} words"


def _sorted(found: dict[str, list[Place]]) -> Kinds:
    kinds = {kind: sorted(places) for kind, places in found.items()}
    return dict(sorted(kinds.items(), key=lambda item: -len(item[1])))
