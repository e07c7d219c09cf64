"""What people labelled, and the scorer that goes with it: read from ../shared, which is no part of the project."""

from __future__ import annotations

import importlib.util
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

Line = dict[str, Any]


class Absent(Exception):
    """Raised where the labels are not there; says what to do."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            f"{path} is not there: the labelled texts may not be copied into the project, so evaluating needs the "
            "folder `shared` beside it; --shared DIR names another place"
        )


@dataclass(frozen=True, slots=True)
class Shared:
    """The folder of labels and of the scorer."""

    root: Path

    @property
    def articles(self) -> Path:
        return self._there("data/polnear/dev.jsonl")

    @property
    def questions(self) -> Path:
        return self._there("data/polnear/dev-questions.jsonl")

    @property
    def pronouns(self) -> Path:
        return self._there("data/gap/dev.jsonl")

    def scorer(self) -> Any:
        """The module eval/score.py; what it prints is what its functions return."""
        spec = importlib.util.spec_from_file_location("shared_score", self._there("eval/score.py"))
        if spec is None or spec.loader is None:
            raise ImportError("eval/score.py cannot be loaded")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    def require(self) -> None:
        """Raises Absent before anything is run in vain."""
        _ = self.articles, self.questions, self.pronouns, self.scorer()

    def _there(self, name: str) -> Path:
        path = self.root / name
        if not path.exists():
            raise Absent(path)
        return path


def lines_of(path: Path) -> list[Line]:
    # Not str.splitlines: the words of a line may hold other ends of lines.
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]
