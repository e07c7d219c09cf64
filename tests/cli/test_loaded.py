"""What each command imports: nothing heavy before it is needed."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

from tests.e2e.commands import environment

PATIENCE = 120
HEAVY = {"tantivy", "onnxruntime", "faiss", "torch", "transformers", "sentence_transformers", "tokenizers", "telegram"}


def loaded_by(*words: str, data: Path) -> set[str]:
    """Return the packages that a command has imported by its end."""
    program = (
        "import sys; from bot.cli.main import main\n"
        "try: main()\n"
        "finally: print(*{name.partition('.')[0] for name in sys.modules}, file=sys.stderr)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, *words], env=environment(data), cwd=data.parent,
        capture_output=True, encoding="utf-8", timeout=PATIENCE, check=False,
    )  # fmt: skip
    assert ran.stdout
    return set(ran.stderr.split())


def test_help_loads_nothing_heavy(tmp_path: Path) -> None:
    loaded = loaded_by("ask", "--help", data=tmp_path)
    assert "typer" in loaded
    assert not loaded & {*HEAVY, "numpy", "sqlalchemy"}


def test_a_question_who_said_what_loads_neither_model_nor_index(data: Path) -> None:
    loaded = loaded_by("ask", "what did Reyes say?", data=data)
    assert "sqlalchemy" in loaded
    assert not loaded & HEAVY


def test_an_open_question_loads_no_torch(data: Path, tmp_path: Path) -> None:
    # On a copy: this rebuilds the index of the fake encoder, which other tests need as it is.
    own = Path(shutil.copytree(data, tmp_path / "data"))
    loaded = loaded_by("ask", "which bridge was shut, and why?", data=own)
    assert loaded >= {"onnxruntime", "faiss", "tantivy"}
    assert not loaded & {"torch", "transformers", "sentence_transformers", "telegram"}
