"""The title at the beginning of a text file is its title, and not the beginning of its text."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.intake.base.titles import split_title
from bot.intake.sources.inputs import drafts_in
from retrieval.domain.article import Draft

TEXT = "The bridge over the harbour closes for a year, the city said on Friday.\n\n“We found rust,” said Hill."


async def draft_in(folder: Path, name: str, content: str) -> Draft:
    (folder / name).write_text(content, "utf-8")
    (draft,) = [item async for item in drafts_in(str(folder / name))]
    assert isinstance(draft, Draft)
    return draft


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("a.md", "# Bridge to close\n\n"),
        ("a.md", "\n\n## Bridge **to** [close](https://a.example) ##\n"),
        ("a.md", "Bridge to close\n===============\n\n"),
        ("a.txt", "Bridge to close\n\n"),
        ("a.txt", "Bridge to close\n"),
        ("a.txt", "\ufeffBridge to close\r\n\r\n"),
        ("a.md", "---\npublisher: Post\n---\n# Bridge to close\n"),
        ("a.md", "---\ntitle: Bridge  to Close\n---\n# Bridge to close\n"),
    ],
)
async def test_a_title_is_read_and_not_repeated(name: str, head: str, tmp_path: Path) -> None:
    draft = await draft_in(tmp_path, name, head + TEXT)
    assert (draft.title or "").casefold().replace("  ", " ") == "bridge to close"
    assert draft.text == TEXT


async def test_a_heading_that_is_not_the_stated_title_stays_in_the_text(tmp_path: Path) -> None:
    draft = await draft_in(tmp_path, "a.md", f"---\ntitle: Rust\n---\n# Bridge to close\n\n{TEXT}")
    assert (draft.title, draft.text) == ("Rust", f"# Bridge to close\n\n{TEXT}")


WRAPPED = "The bridge over the harbour closes for a year, the mayor\nPetra Lindqvist said. Engineers had found rust.\n"


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        WRAPPED,
        "Bridge to close",
        "# Bridge to close\n",
        "HILL: We will close it\n\nVUCIC: When?\n",
        "- rust in one pier\n\n- cracks in another\n",
        "Roses are red\nViolets are blue\n",
        "“We close it”\n\nHill said so on Friday.",
        "12\n\nThe bridge shut.",
        "#bridge is what they wrote.\n\nThe bridge shut.",
        "---\n\nThe bridge shut.",
    ],
)
def test_a_first_line_that_is_no_title_is_text(text: str) -> None:
    assert split_title(text) == (None, text.strip())
