"""The README's commands do what it shows: each `$ …` of its console blocks is run, and what it prints is compared."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.settings import PREFIX, Settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
ARTICLE = """---
title: Harbour bridge to close for repairs
publisher: Harbour Times
published: 2026-11-20
---
The harbour bridge will close on Monday, the city said.
"We found rust where nobody had looked," said chief engineer Mara Lindqvist.
"""
# This test runs inside `make test`; it does not start itself again.
SELF = {"make test"}


def commands() -> list[tuple[str, str]]:
    """(command, what the README shows that it prints; "" where it shows nothing), in order."""
    found: list[tuple[str, str]] = []
    for block in re.findall(r"```console\n(.*?)```", README, re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, shown = part.partition("\n")
            found.append((command, shown))
    return found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One folder for all commands: later ones see what earlier ones stored."""
    folder = tmp_path_factory.mktemp("readme")
    (folder / "article.md").write_text(ARTICLE, "utf-8")
    return folder


@pytest.mark.parametrize(("command", "shown"), [c for c in commands() if c[0] not in SELF], ids=lambda text: text[:40])
def test_a_command_of_the_readme_prints_what_it_shows(folder: Path, command: str, shown: str) -> None:
    # Where these tests run without make (a plain venv), `make run` is what it stands for; CI runs it as written.
    installed = shutil.which("make") is not None and (ROOT / ".venv" / ".ready").exists()
    by_make = "make run" in command and installed
    if not by_make:
        command = command.replace("make run", "onrecord run")
    clean = {k: v for k, v in os.environ.items() if not k.startswith((PREFIX, "MAKE", "MFLAGS"))}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    ran = subprocess.run(
        ["sh", "-c", command],
        cwd=ROOT if by_make else folder,
        env={**clean, "PATH": path, "ONRECORD_DATA": str(folder / "data"), "COLUMNS": "120"},
        input="what did Hill say?\n", capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    if shown:
        assert ran.stdout.strip() == shown.strip()


def test_the_settings_table_lists_every_setting_and_no_other() -> None:
    rows = re.findall(rf"^\| `({PREFIX}\w+)` \|", README, re.MULTILINE)
    assert rows == [f"{PREFIX}{name.upper()}" for name in Settings.model_fields]


def test_every_command_that_the_readme_names_exists() -> None:
    from bot.cli.main import app

    (listed,) = re.findall(r"`onrecord ([a-z]+\|[a-z|]+)`", README)
    assert sorted(listed.split("|")) == sorted(
        # Another name of a command is hidden.
        c.name or (c.callback.__name__ if c.callback else "")
        for c in app.registered_commands
        if not c.hidden
    )
