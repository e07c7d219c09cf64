"""The title at the beginning of a text file is its title, and not the beginning of its text."""

from __future__ import annotations

from pathlib import Path
from time import process_time

import pytest

from bot.intake.base.titles import split_title
from bot.intake.sources.inputs import drafts_in
from bot.telegram.messages.add_message import draft_of_message
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
        "Roses are red\nViolets are blue\n\nSugar is sweet\nAnd so are you.",
        "Bridge to close for\nrepairs\n\n" + TEXT,
        "“We close it”\n\nHill said so on Friday.",
        "12\n\nThe bridge shut.",
        "#bridge is what they wrote.\n\nThe bridge shut.",
        "---\n\nThe bridge shut.",
        "“We will not pay again,” said Hill.\n---\nHe left.",
        "“We will not pay again,” said Hill\n\nHe left.",
        "'We will not pay'\n\nHill said so on Friday.",
        "„Wir zahlen nicht“\n\nDas sagte Hill am Freitag.",
        "24 November 2026\n\nThe bridge shut.",
        "Dienstag, 24. November 2026\n\nDie Brücke ist zu.",
        "24 November 2026\n===\nThe bridge shut.",
        "By Jane Doe\n\nThe bridge shut.",
        "By Jane Doe and Bob Roe\n---\nThe bridge shut.",
        "Von Anna Schmidt\n\nDie Brücke ist zu.",
        "LONDON, Nov 24\n\nThe bridge shut.",
        "London, 24 November 2026 (Wire) —\n\nThe bridge shut.",
        "Dear Sir\n\nThe bridge shut.",
        "To the Editor\n\nThe bridge shut.",
        "Why did you close the bridge?\n\nWe found rust.\n\nWhere?\n\nIn a pier.",
    ],
)
def test_a_first_line_that_is_no_title_is_text(text: str) -> None:
    assert split_title(text) == (None, text.strip())


@pytest.mark.parametrize(
    "below",
    [
        "24 November 2026\n",
        "2026-11-24",
        "The Gaze\n",
        "The Gaze, 24 November 2026\n",
        "The Gaze · Nov 24, 2026",
        "24.11.2026 | Reuters",
        "The Gaze\n24 November 2026\n",
        "By Jane Doe",
        "LONDON, Nov 24\n",
    ],
)
def test_a_title_above_the_source_or_the_day_is_one_and_these_stay_in_the_text(below: str) -> None:
    whole = f"Bridge to close\n{below}\n{TEXT}"
    draft = draft_of_message(whole)
    assert split_title(whole) == (draft.title, draft.text) == ("Bridge to close", f"{below}\n{TEXT}")
    assert (draft.published is not None) == ("2026" in below)


@pytest.mark.parametrize(
    "title",
    [
        "Who pays for the bridge?",
        "Dear prices hit the harbour",
        "By train to the harbour",
        "Von Miller to retire",
        "“Hamlet” opens in the harbour",
        "Bridge, shut in 2026, to open",
    ],
)
def test_a_headline_that_resembles_such_a_line_is_a_title(title: str) -> None:
    assert split_title(f"{title}\n\n{TEXT}") == (title, TEXT)


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        (r"5\* hotel \_now\_ & __init__", "5* hotel _now_ & __init__"),
        ("2*3*4 and a__b__c", "2*3*4 and a__b__c"),
        ("__The__ ***bridge*** `now` ##", "The bridge now"),
        ("Why C#", "Why C#"),
    ],
)
def test_a_heading_loses_its_markdown_and_no_sign_that_is_printed(heading: str, title: str) -> None:
    assert split_title(f"# {heading}\n\n{TEXT}") == (title, TEXT)


@pytest.mark.parametrize("line", ["# a" + " " * 40_000 + "x", "# " + "[a](" * 50_000])
def test_a_first_line_of_any_length_takes_no_time(line: str) -> None:
    text, start = f"{line}\n\n{TEXT}", process_time()
    assert split_title(text) == (None, text)
    assert process_time() - start < 1
