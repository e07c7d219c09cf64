"""Read the human labels and their scorer from ../shared, which is not part of the project."""

from __future__ import annotations

import importlib.util
import json
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Line = dict[str, Any]
# The passages for open questions: folders of ../shared/data.
POOLS = ("inscit", "clapnq")


class Absent(Exception):
    """Raised if labels are missing; the message says what to do."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} is not there: the labelled texts may not be copied into the project, so evaluating needs the "
            "folder `shared` beside it; --shared DIR names another place"
        )


@dataclass(frozen=True, slots=True)
class Pool:
    """Texts to store as articles, and questions to ask of all of them together."""

    name: str
    articles: Path
    questions: Path


@dataclass(frozen=True, slots=True)
class Shared:
    """The folder of the labels and the scorer."""

    root: Path

    @property
    def said(self) -> Pool:
        """Return the news articles; each question is about one person's words in one named article."""
        return Pool("polnear", self._there("data/polnear/dev.jsonl"), self._there("data/polnear/dev-questions.jsonl"))

    def pool(self, name: str) -> Pool:
        """Return one of POOLS: passages, and open questions with the passages that answer them."""
        return Pool(name, self._there(f"data/{name}/passages.jsonl"), self._there(f"data/{name}/questions.jsonl"))

    @property
    def news(self) -> tuple[Path, ...]:
        """Return files of articles without labels, as gzipped JSON lines."""
        return tuple(self._there(f"data/news/{name}.jsonl.gz") for name in ("bbc", "reuters"))

    @property
    def pronouns(self) -> Path:
        return self._there("data/gap/dev.jsonl")

    def scorer(self) -> Any:
        """Load the module eval/score.py; its functions return what it prints."""
        spec = importlib.util.spec_from_file_location("shared_score", self._there("eval/score.py"))
        if spec is None or spec.loader is None:
            raise ImportError("eval/score.py cannot be loaded")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    def require(self, parts: AbstractSet[str]) -> None:
        """Raise Absent if one of these parts of `make eval` lacks its labels, before anything runs in vain."""
        _ = self.scorer()
        if parts & {"quotes", "questions"}:
            _ = self.said
        if "pronouns" in parts:
            _ = self.pronouns
        for name in parts & {*POOLS}:
            _ = self.pool(name)

    def _there(self, name: str) -> Path:
        path = self.root / name
        if not path.exists():
            raise Absent(path)
        return path


def lines_of(path: Path) -> list[Line]:
    # Not str.splitlines: it also splits at characters that may occur within a line's texts.
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]
