"""What the documents name is there: files, pages, modules and what is in them, targets of make."""

from __future__ import annotations

import importlib
import re
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])
PATH = r"(?<![\w./])(?:bot|docs|retrieval|seeds|storage|tests|\.ci|\.make)/[\w./-]*\w"
NAME = r"`((?:bot|retrieval|storage|tests)(?:\.\w+)+)`"


def missing(form: str, there: Callable[[Path, str], bool]) -> list[tuple[str, str]]:
    """What the pages call by this `form` and is not there, each with its page."""
    named = {(page, name) for page in PAGES for name in re.findall(form, page.read_text("utf-8"), re.MULTILINE)}
    assert named, "no page names any"
    return sorted((page.name, name) for page, name in named if not there(page, name))


def test_every_file_is_there() -> None:
    assert missing(PATH, lambda _, path: (ROOT / path).exists()) == []


def test_every_page_that_a_page_leads_to_is_there() -> None:
    assert missing(r"\]\((?!https?:|#)([^)#]+)", lambda page, link: (page.parent / link).exists()) == []


def test_every_module_and_what_is_in_it_is_there() -> None:
    # Some are of what fits networks.
    pytest.importorskip("torch")
    assert missing(NAME, lambda _, name: known(name)) == []


def known(name: str) -> bool:
    """Whether it is a module, or something in one."""
    parts = name.split(".")
    for n in range(len(parts), 0, -1):
        try:
            found: object = importlib.import_module(".".join(parts[:n]))
        except ModuleNotFoundError:
            continue
        for part in parts[n:]:
            found = getattr(found, part, None)
        return found is not None
    return False


def test_every_target_of_make_is_there() -> None:
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert missing(r"(?:`|^\$ )make ([a-z]+)", lambda _, target: target in targets) == []
