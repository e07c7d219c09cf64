"""Judge a call by the Bot API as data: fields, required fields and plain types, at any depth.

The file lies outside the repository; without it, only aiogram judges.
"""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from tests.telegram.records import Upload
from tests.telegram.refusals import Json

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "telegram" / "bot-api.json"
ARRAY = "Array of "


class BotApi:
    """One version of the Bot API: its methods and types."""

    def __init__(self, version: str, methods: Json, kinds: Json) -> None:
        self.version = version
        self.methods = methods
        self._kinds = kinds

    @classmethod
    @cache
    def load(cls, path: Path = DATA) -> "BotApi | None":
        """Return the data; None where the file is absent."""
        if not path.exists():
            return None
        data = json.loads(path.read_text(encoding="utf-8"))
        return cls(data["version"], data["methods"], data["types"])

    def complaints(self, method: str, params: Json, uploads: Mapping[str, Upload]) -> list[str]:
        known = self.methods.get(method)
        if known is None:
            return [f"{self.version}: unknown method {method}"]
        given = {**params, **{name: upload for name, upload in uploads.items() if name not in params}}
        fields = {spec["name"]: spec for spec in known.get("fields", [])}
        # A part which only an attach:// points to is no parameter.
        given = {key: value for key, value in given.items() if key in params or key in fields}
        return [f"{self.version}: {found}" for found in self._object(given, fields, "")]

    def _object(self, value: Json, fields: Json, path: str) -> Iterator[str]:
        for key, item in value.items():
            if key not in fields:
                yield f"unknown field {path}{key}"
            else:
                yield from self._any_of(item, fields[key]["types"], f"{path}{key}.")
        for key, spec in fields.items():
            if spec["required"] and key not in value:
                yield f"required field {path}{key} is missing"

    def _any_of(self, value: Any, kinds: list[str], path: str) -> list[str]:
        """Return the complaints of the type which fits best."""
        verdicts = [list(self._one(value, kind, path)) for kind in kinds]
        return min(verdicts, key=len)

    def _one(self, value: Any, kind: str, path: str) -> Iterator[str]:
        if kind.startswith(ARRAY):
            if isinstance(value, list):
                for index, item in enumerate(value):
                    yield from self._one(item, kind.removeprefix(ARRAY), f"{path}{index}.")
            else:
                yield f"{path[:-1]} is no array"
        elif kind in PLAIN:
            if not PLAIN[kind](value):
                yield f"{path[:-1]}: {str(value)[:60]!r} is no {kind}"
        elif "subtypes" in self._kinds[kind]:
            yield from self._any_of(value, self._kinds[kind]["subtypes"], path)
        elif isinstance(value, dict):
            yield from self._object(value, {spec["name"]: spec for spec in self._kinds[kind].get("fields", [])}, path)
        else:
            yield f"{path[:-1]} is no {kind}"


PLAIN = {
    "Integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "Float": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "Boolean": lambda value: isinstance(value, bool),
    "String": lambda value: isinstance(value, str),
    "InputFile": lambda value: isinstance(value, Upload) or str(value).startswith("attach://"),
}
