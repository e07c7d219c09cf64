"""Invent any number of news articles, no two alike, the same in every run."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

TOWNS = "Arvel Bresk Corlin Dunmar Estrel Farrow Galten Hostra Imbrel Jorvik Keltan Lorsa Mirren".split()
THINGS = "bridge harbour school theatre railway orchard library stadium market lighthouse museum".split()
ACTIONS = "opened closed burned flooded moved reopened collapsed".split()
PEOPLE = "Marta Olin,Peter Vašek,Ines O'Dea,Yusuf Karan,Dr Lena Weiss,Tomás Ruiz".split(",")


@dataclass(frozen=True, slots=True)
class News:
    """One article of a file."""

    id: str
    title: str
    text: str

    @property
    def question(self) -> str:
        """Return a question in the article's own words."""
        return self.title


def news(first: int, last: int) -> list[News]:
    """Return the articles of these numbers; a number always gives the same article."""
    return [_article(n) for n in range(first, last)]


def _article(n: int) -> News:
    town, thing, action = TOWNS[n % len(TOWNS)], THINGS[n % len(THINGS)], ACTIONS[n % len(ACTIONS)]
    title = f"The {thing} of {town} {action} on day {n}"
    # Short enough for one passage, so that a hundred are encoded in a second.
    text = (
        f"{title}. “Nobody expected it, and {n} of us saw it,” said {PEOPLE[n % len(PEOPLE)]}.\n\n"
        f"The council met {n} times – without a decision."
    )
    return News(f"news-{n}", title, text)


def write_lines(file: Path, articles: Sequence[News]) -> Path:
    lines = [json.dumps({"id": a.id, "title": a.title, "text": a.text}, ensure_ascii=False) for a in articles]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file
