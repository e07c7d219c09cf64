"""`onrecord schema` describes what the commands really print, and the examples in the documents."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.cli.shell import ARTICLES
from tests.cli.test_feeds import OPML
from tests.e2e.commands import onrecord

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "json.md"


@pytest.fixture(scope="module")
def schema(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    ended = onrecord(tmp_path_factory.mktemp("schema") / "data", "schema")
    assert (ended.code, ended.err) == (0, "")
    found: dict[str, Any] = json.loads(ended.out)
    Draft202012Validator.check_schema(found)
    return found


def validate(schema: dict[str, Any], command: str, line: Any) -> None:
    """Fail unless `line` is one that `command` may print."""
    assert command in schema["properties"], command
    Draft202012Validator({**schema, "required": [command]}).validate({command: line})


def is_valid(schema: dict[str, Any], command: str, line: Any) -> bool:
    return bool(Draft202012Validator({**schema, "required": [command]}).is_valid({command: line}))


def test_commands_print_what_the_schema_says(schema: dict[str, Any], tmp_path: Path) -> None:
    data = tmp_path / "data"
    file = data.parent / "articles.jsonl"
    file.write_text("".join(f"{json.dumps(a)}\n" for a in ARTICLES) + "[]\n", encoding="utf-8")
    questions = data.parent / "questions.jsonl"
    questions.write_text('{"id": 1, "question": "What did Lindqvist say?"}\n{"id": [2]}\n', encoding="utf-8")
    feeds = data.parent / "feeds.opml"
    feeds.write_text(OPML, encoding="utf-8")
    runs: dict[str, tuple[str | Path, ...]] = {
        "add": ("add", "--json", file),
        "ask": ("ask", "--json", "--batch", questions),
        "sources": ("sources", "--json"),
        "digest": ("digest", "--json", "--since", "1h"),
        "quotes": ("quotes", "--json", file),
        "remove": ("remove", "--json", "bridge", "nonsense"),
        "restore": ("restore", "--json", "bridge"),
        "undo": ("undo", "--json", "1"),
        "log": ("log", "--json"),
        "feeds import": ("feeds", "import", "--json", feeds),
        "feeds pause": ("feeds", "pause", "--json", "1", "9"),
        "feeds list": ("feeds", "list", "--json"),
        "feedback": ("feedback", "--json"),
        "export --articles": ("export", "--articles"),
    }
    for command, words in runs.items():
        lines = onrecord(data, *words).lines
        # Only Telegram has buttons to rate an answer.
        assert lines or command == "feedback"
        for line in lines:
            validate(schema, command, line)


def test_a_wrong_line_does_not_pass(schema: dict[str, Any]) -> None:
    with pytest.raises(Exception, match="is not valid under any of the given schemas"):
        validate(schema, "log", {"n": 1, "what": "invented"})


@pytest.mark.skipif(not DOCUMENT.exists(), reason="the documents are not here")
def test_documented_examples_are_what_the_schema_says(schema: dict[str, Any]) -> None:
    examples = re.findall(r"```json\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert len(examples) >= 3
    for example in examples:
        line = json.loads(example)
        fits = [command for command in schema["properties"] if is_valid(schema, command, line)]
        assert fits, f"no command prints or reads {example}"
