"""Check what the documents name: files, links, modules, make targets, error messages, JSON, pictures and terms."""

from __future__ import annotations

import ast
import importlib
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = sorted([ROOT / "README.md", ROOT / "CONTRIBUTING.md", *DOCS.rglob("*.md")])
PATH = r"(?<![\w./])(?:bot|docs|retrieval|seeds|storage|tests|\.ci|\.make)/[\w./-]*\w"
NAME = r"`((?:bot|retrieval|storage|tests)(?:\.\w+)+)`"
PACKAGES = ("bot", "storage", "retrieval")


def missing(form: str, there: Callable[[Path, str], bool]) -> list[tuple[str, str]]:
    """Return what the pages name by this `form` and does not exist, each with its page."""
    named = {(page, name) for page in PAGES for name in re.findall(form, page.read_text("utf-8"), re.MULTILINE)}
    assert named, "no page names any"
    return sorted((page.name, name) for page, name in named if not there(page, name))


def test_every_file_exists() -> None:
    assert missing(PATH, lambda _, path: (ROOT / path).exists()) == []


def test_every_link_leads_to_a_page_and_to_a_heading_of_it() -> None:
    def leads(page: Path, link: str) -> bool:
        path, _, heading = link.partition("#")
        target = page.parent / path if path else page
        return target.exists() and (not heading or heading in anchors(target))

    assert missing(r"\]\((?!https?:)([^)]+)\)", leads) == []


@cache
def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as site generators and repository browsers make them."""
    titles = re.findall(r"^#+ (.*)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"\s+", "-", re.sub(r"[^\w\s-]", "", title.lower())).strip("-") for title in titles}


def test_every_decision_that_code_names_exists() -> None:
    named = set()
    for path in [ROOT / "Dockerfile", ROOT / "pyproject.toml", *sources()]:
        named |= set(re.findall(r"docs/decisions/(\d{4})", path.read_text("utf-8")))
    assert named
    assert [n for n in sorted(named) if len(list((DOCS / "decisions").glob(f"{n}-*.md"))) != 1] == []


def test_the_index_lists_every_decision_once_under_its_number_and_title() -> None:
    index = (DOCS / "decisions/index.md").read_text("utf-8")
    listed = re.findall(r"^\| (\d+) \| \[(.*?)\]\((.*?)\) \|$", index, re.MULTILINE)
    files = sorted(path for path in (DOCS / "decisions").glob("*.md") if path.name != "index.md")
    heads = [path.read_text("utf-8").partition("\n")[0] for path in files]
    assert [(f"# {n}. {title}", file) for n, title, file in listed] == [
        (head, path.name) for head, path in zip(heads, files, strict=True)
    ]


def test_every_page_is_in_the_navigation_of_the_site() -> None:
    listed = re.findall(r'"([\w/-]+\.md)"', (ROOT / "zensical.toml").read_text("utf-8"))
    assert sorted(listed) == sorted([*(p.name for p in DOCS.glob("*.md")), "decisions/index.md"])


def test_the_site_builds(tmp_path: Path) -> None:
    pytest.importorskip("zensical")
    configuration = (ROOT / "zensical.toml").read_text("utf-8").replace('"site"', f'"{tmp_path / "site"}"')
    shutil.copytree(DOCS, tmp_path / "docs")
    (tmp_path / "zensical.toml").write_text(configuration, "utf-8")
    command = [sys.executable, "-m", "zensical", "build", "--strict"]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_every_module_and_what_is_in_it_exists() -> None:
    # Some belong to what fits networks.
    pytest.importorskip("torch")
    assert missing(NAME, lambda _, name: known(name)) == []


def known(name: str) -> bool:
    """Return whether it is a module, or something in one."""
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


def test_every_target_of_make_exists() -> None:
    targets = re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert missing(r"(?:`|^\$ )make ([a-z]+)", lambda _, target: target in targets) == []


def test_the_glossary_names_each_term_once_and_in_order() -> None:
    terms = re.findall(r"^\| \*\*(.*?)\*\* \|", (DOCS / "glossary.md").read_text("utf-8"), re.MULTILINE)
    assert terms == sorted(set(terms), key=str.casefold)
    assert len(terms) <= 50


def test_the_picture_of_the_packages_shows_every_folder_and_no_other() -> None:
    shown = re.findall(r">((?:bot|storage|retrieval)/\w+)<", (DOCS / "pictures/packages.svg").read_text("utf-8"))
    folders = [f"{p}/{f.name}" for p in PACKAGES for f in (ROOT / p).iterdir() if (f / "__init__.py").exists()]
    assert sorted(shown) == sorted(folders)


def test_the_map_of_the_packages_names_every_folder() -> None:
    design = (DOCS / "design.md").read_text("utf-8")
    rows = re.findall(r"^\| (`(?:bot|storage|retrieval)/.*?`) \|", design, re.MULTILINE)
    named = re.findall(r"`(\w+/\w+)`", " ".join(rows))
    folders = [f"{p}/{f.name}" for p in PACKAGES for f in (ROOT / p).iterdir() if (f / "__init__.py").exists()]
    assert sorted(named) == sorted(folders)


def test_the_picture_of_a_conversation_shows_what_the_bot_says() -> None:
    command = [sys.executable, ".make/conversation_picture.py", "-"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=120)
    assert ran.returncode == 0, ran.stderr
    assert ran.stdout == (DOCS / "pictures/conversation.svg").read_text("utf-8"), f"run {' '.join(command[1:2])} again"


def sources() -> list[Path]:
    return sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


def texts(tree: ast.AST) -> Iterator[str]:
    """Yield every string literal of a module; each … stands for what an f-string puts in."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            yield "".join(str(p.value) if isinstance(p, ast.Constant) else "…" for p in node.values)


def test_every_error_in_the_troubleshooting_tables_is_one_of_the_code() -> None:
    _, _, troubles = (DOCS / "operating.md").read_text("utf-8").partition("## Troubleshooting")
    quoted = re.findall(r"^\| `(.+?)` \|", troubles, re.MULTILINE)
    assert len(quoted) > 30
    said = [text for path in sources() for text in texts(ast.parse(path.read_text("utf-8")))]

    def is_said(message: str) -> bool:
        # A setting's name is put before what is wrong with it.
        parts = [re.escape(part) for part in re.sub(r"^ONRECORD_\w+ ", "", message).strip("… ").split("…")]
        return any(re.search(".*?".join(parts), text, re.DOTALL) for text in said)

    assert [message for message in quoted if not is_said(message)] == []


def test_the_json_of_the_pages_is_json() -> None:
    for page in (DOCS / "json.md",):
        blocks = re.findall(r"```json\n(.*?)```", page.read_text("utf-8"), re.DOTALL)
        assert blocks
        for block in blocks:
            json.loads(block)


def test_the_page_of_json_names_every_reason_of_a_refusal() -> None:
    from retrieval.domain.reply import RefusalReason

    page = (DOCS / "json.md").read_text("utf-8")
    _, _, listed = page.partition("`reason` is one of ")
    assert set(re.findall(r"`(\w+)`", listed.partition(".")[0])) == {reason.value for reason in RefusalReason}
