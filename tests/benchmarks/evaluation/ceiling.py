"""Answer the questions from the labels themselves, to show the best figure that the question set allows.

The question set counts a statement for a person if a parser resolved its labelled source to that person.  The parser
misses many names ("Trump says …" at the start of a paragraph), whose statements then count as somebody else's, and
takes "Clinton's campaign" for Clinton.  An answer of all statements whose labelled source prints the name shows what
these mistakes cost.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any


def answers_from_labels(
    questions: Sequence[Mapping[str, Any]], gold: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """Return for each question the labelled statements whose source prints the name, as `ask --batch` prints them."""
    articles = {article["id"]: article for article in gold}
    return [_answer(q, articles[q["article"]]) for q in questions]


def _answer(question: Mapping[str, Any], article: Mapping[str, Any]) -> dict[str, Any]:
    name = re.compile(rf"\b{re.escape(question['speaker'])}\b(?!['’]s?\b)", re.IGNORECASE)
    excerpts = [
        {"start": start, "end": end, "article": {"id": article["id"]}}
        for quote in article["quotes"]
        if any(name.search(article["text"], a, b) for a, b in quote["source"])
        for start, end in quote["content"]
    ]
    return {"abstained": not excerpts, "excerpts": excerpts}
