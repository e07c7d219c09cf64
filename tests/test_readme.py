"""Run each `$ …` of the console blocks in the README and docs/, in order, and compare its output with what is shown."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.settings import PREFIX, Settings

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text("utf-8")
# The pages whose commands are run, and what a reader has done before.
SEEDED = ("onrecord run",)
PAGES: dict[str, tuple[str, ...]] = {
    "README.md": (),
    "docs/getting-started.md": (),
    "docs/asking.md": SEEDED,
    "docs/editors.md": SEEDED,
    "docs/operating.md": (*SEEDED, "onrecord add article.md"),
}
# This test runs inside `make test`; it does not start itself again.
SELF = {"make test"}
LINES = range(100, 131)


@dataclass(frozen=True, slots=True)
class Command:
    """A command on a page, with those run before it, and the output shown there; "" if none is."""

    page: str
    before: tuple[str, ...]
    line: str
    shown: str

    def __str__(self) -> str:
        return f"{Path(self.page).stem}: {self.line[:40]}"


def commands(page: str) -> list[Command]:
    found: list[Command] = []
    before = PAGES[page]
    for block in re.findall(r"```console\n(.*?)```", (ROOT / page).read_text("utf-8"), re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            line, _, shown = part.partition("\n")
            if line not in SELF:
                found.append(Command(page, before, line, shown))
                before += (line,)
    return found


def article() -> str:
    """Return the file that "Getting started" has the reader save as `article.md`."""
    (text,) = re.findall(r"```markdown\n(.*?)```", (ROOT / "docs/getting-started.md").read_text("utf-8"), re.DOTALL)
    return str(text)


class Runs:
    """Folders and outputs by the commands that led to them: pages that begin alike share them."""

    def __init__(self, root: Path) -> None:
        self._root = root
        start = root / "0"
        start.mkdir()
        (start / "article.md").write_text(article(), "utf-8")
        self._done: dict[tuple[str, ...], tuple[Path, str]] = {(): (start, "")}

    def after(self, lines: tuple[str, ...]) -> tuple[Path, str]:
        if lines not in self._done:
            before, _ = self.after(lines[:-1])
            folder = self._root / str(len(self._done))
            shutil.copytree(before, folder)
            self._done[lines] = folder, run(lines[-1], folder)
        return self._done[lines]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> Runs:
    return Runs(tmp_path_factory.mktemp("pages"))


def run(line: str, folder: Path) -> str:
    # Where these tests run without make (a plain venv), `make run` is what it stands for; CI runs it as written.
    installed = shutil.which("make") is not None and (ROOT / ".venv" / ".ready").exists()
    by_make = "make run" in line and installed
    if not by_make:
        line = line.replace("make run", "onrecord run")
    clean = {k: v for k, v in os.environ.items() if not k.startswith((PREFIX, "MAKE", "MFLAGS"))}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    ran = subprocess.run(
        ["sh", "-c", line],
        cwd=ROOT if by_make else folder,
        env={**clean, "PATH": path, "ONRECORD_DATA": str(folder / "data"), "COLUMNS": "120"},
        input="what did Hill say?\n", capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


@pytest.mark.parametrize("command", [c for page in PAGES for c in commands(page)], ids=str)
def test_a_command_prints_what_its_page_shows(runs: Runs, command: Command) -> None:
    _, printed = runs.after((*command.before, command.line))
    if command.shown:
        assert printed.strip() == command.shown.strip()


def test_the_readme_is_a_front_door() -> None:
    assert len(README.splitlines()) in LINES


def test_the_settings_table_lists_every_setting_and_no_other() -> None:
    page = (ROOT / "docs/operating.md").read_text("utf-8")
    rows = dict(re.findall(rf"^\| `({PREFIX}\w+)` \| (.*?) \|", page, re.MULTILINE))
    fields = {f"{PREFIX}{name.upper()}": field for name, field in Settings.model_fields.items()}
    assert list(rows) == list(fields)
    for name, field in fields.items():
        if isinstance(field.default, str | int):
            # Yes or no is written as in other programs' settings.
            shown = str(field.default).lower() if isinstance(field.default, bool) else str(field.default)
            assert rows[name] == f"`{shown}`"


def test_every_command_that_the_readme_names_exists() -> None:
    from bot.cli.main import app

    (listed,) = re.findall(r"`onrecord ([a-z]+\|[a-z|]+)`", README)
    assert sorted(listed.split("|")) == sorted(
        # Another name of a command is hidden.
        c.name or (c.callback.__name__ if c.callback else "")
        for c in app.registered_commands
        if not c.hidden
    )
