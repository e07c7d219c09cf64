"""The version of the reading changes with the code that reads, and with nothing else."""

from __future__ import annotations

import ast
import io
import shutil
import subprocess
import sys
import tokenize
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import retrieval
from retrieval.quotes.reading_version import reading_code, reading_version, without_prose

PACKAGE = Path(retrieval.__file__).parent
Version = Callable[[str, str, str], str]


@pytest.fixture
def changed_version(tmp_path: Path) -> Version:
    """The version that a copy of the package has once `old` is replaced by `new` in one of its files."""

    def version(file: str, old: str, new: str) -> str:
        shutil.copytree(PACKAGE, tmp_path / "retrieval", ignore=shutil.ignore_patterns("*.onnx", "*.safetensors"))
        source = (tmp_path / "retrieval" / file).read_text(encoding="utf-8")
        assert old in source
        (tmp_path / "retrieval" / file).write_text(source.replace(old, new, 1), encoding="utf-8")
        return reading_version(tmp_path)

    return version


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("text/sentences.py", "messrs", "messrs mssrs"),
        ("text/chunking.py", " = 250\n", " = 200\n"),
        ("text/names/tables.py", "alderman inspector", "alderman"),
        ("text/normalize.py", "casefold()", "lower()"),
        ("text/language.py", " = 0.95\n", " = 0.9\n"),
        ("text/person_nouns.txt", "\ntycoon\n", "\n"),
        ("quotes/layouts/marks.py", "'\"”'", "'\"'"),
        ("quotes/pronouns/antecedents.py", " = 0.8\n", " = 0.7\n"),
        ("quotes/speakers/printed_roles.py", "who is |who was ", "who is "),
        ("quotes/tagging/tagger.py", "d321f044", "00000000"),
    ],
    ids=lambda value: value if value.endswith(".py") else "",
)
def test_a_changed_rule_changes_the_version(changed_version: Version, file: str, old: str, new: str) -> None:
    assert changed_version(file, old, new) != reading_version()


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("quotes/statement_pieces.py", " = 0.5\n", " = 0.5  # Chosen by hand.\n# Of 1.\n\n\n"),
        ("quotes/reader.py", '"""', '"""Read. '),
        ("text/sentences.py", "Span]:\n", 'Span]:\n    """A\n\n    # B\n    """\n'),
        ("answers/said_by.py", "\n", "\nMORE = 1\n"),
    ],
    ids=["a comment", "a docstring", "a docstring of several lines", "code that reads no article"],
)  # fmt: skip
def test_nothing_else_changes_the_version(changed_version: Version, file: str, old: str, new: str) -> None:
    assert changed_version(file, old, new) == reading_version()


def test_an_installation_without_sources_has_no_version(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError, match=r"install On Record with its \.py files"):
        reading_version(tmp_path)


def test_line_ends_of_another_system_do_not_change_the_version(tmp_path: Path) -> None:
    for file in (file for ending in ("*.py", "*.txt") for file in PACKAGE.rglob(ending)):
        copy = tmp_path / file.relative_to(PACKAGE.parent)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    assert reading_version(tmp_path) == reading_version()


def test_the_version_stays_the_same_in_another_process() -> None:
    printed = "from retrieval.quotes.reading_version import reading_version; print(reading_version())"
    ran = subprocess.run([sys.executable, "-c", printed], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == reading_version()


def test_the_version_takes_in_every_module_that_the_reader_loads() -> None:
    loaded = "import sys, retrieval.quotes.article_reader; print(*[m for m in sys.modules if 'retrieval' in m])"
    ran = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    modules = {m for m in ran.stdout.split() if m.startswith("retrieval.")}
    packages = {m for m in modules if (PACKAGE.parent / m.replace(".", "/")).is_dir()}
    code = reading_code(PACKAGE.parent)
    assert modules - packages <= {*code}
    assert "retrieval.models.word_pieces" in code
    assert "retrieval.text.chunking" in code


def test_only_comments_and_docstrings_are_left_out() -> None:
    for file in sorted(PACKAGE.rglob("*.py")):
        source = file.read_text(encoding="utf-8")
        docstrings = frozenset(
            (node.lineno, node.col_offset)
            for node in ast.walk(ast.parse(source))
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        )
        assert (file, *tokens(without_prose(source))) == (file, *tokens(source, docstrings))


def tokens(source: str, docstrings: frozenset[tuple[int, int]] = frozenset()) -> Iterator[str]:
    """What Python's own tokenizer makes of a source, prose and the ends of lines aside."""
    prose = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in prose and token.start not in docstrings:
            yield token.string
