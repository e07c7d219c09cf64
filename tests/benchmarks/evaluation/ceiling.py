"""What the labels themselves get on the questions: how much of a figure the questions' making leaves to be reached.

The questions count a statement for a person where a parser took its labelled source for him.  It misses many names
("Trump says …" at the head of a paragraph), whose statements then count as another's, and takes "Clinton's campaign"
for Clinton.  An answer that gives every statement whose labelled source plainly prints the name shows what that costs.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any


def answers_from_labels(
    questions: Sequence[Mapping[str, Any]], gold: Sequence[Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """For each question the labelled statements whose source prints the name, in the form of `ask --batch`."""
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
