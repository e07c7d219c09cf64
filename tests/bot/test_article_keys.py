"""What other programs call the keys of an article is read, and whatever is not used is reported."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.intake.base.draft_builder import draft_from
from bot.intake.base.refusal import Refused
from bot.intake.sources.inputs import drafts_in
from retrieval.domain.article import Draft
from retrieval.domain.errors import UnusableArticle

TEXT = "“We found rust,” said Mara Lindqvist. The bridge shut."
DAY = datetime(2026, 11, 20, tzinfo=UTC)


async def draft_in(folder: Path, name: str, content: str) -> Draft:
    (folder / name).write_text(content, "utf-8")
    (draft,) = [item async for item in drafts_in(str(folder / name))]
    assert not isinstance(draft, Refused), draft
    return draft


@pytest.mark.parametrize(
    ("key", "value", "field", "read"),
    [
        ("headline", "Bridge", "title", "Bridge"),
        ("Title", "Bridge", "title", "Bridge"),
        ("date", "2026-11-20", "published", DAY),
        ("datePublished", "20 November 2026", "published", DAY),
        ("pubDate", "Fri, 20 Nov 2026 00:00:00 GMT", "published", DAY),
        ("published_at", 1795132800, "published", DAY),
        ("link", "https://a.example/1", "url", "https://a.example/1"),
        ("source", "Harbour Times", "publisher", "Harbour Times"),
        ("source", {"id": "ht", "name": "Harbour Times"}, "publisher", "Harbour Times"),
        ("source", "https://a.example/1", "url", "https://a.example/1"),
        ("byline", "By Mara Reed", "author", "Mara Reed"),
        ("authors", ["Mara Reed", {"name": "Tom Kay"}], "author", "Mara Reed, Tom Kay"),
        ("author", ["Mara Reed", "Tom Kay"], "author", "Mara Reed, Tom Kay"),
        ("author", {"@type": "Person", "name": "Mara Reed"}, "author", "Mara Reed"),
        ("author", [], "author", None),
        ("publisher", {"name": "Harbour Times"}, "publisher", "Harbour Times"),
        ("published", 1795132800.5, "published", DAY),
    ],
)
async def test_other_names_are_read_in_front_matter_and_in_json(
    key: str, value: Any, field: str, read: object, tmp_path: Path
) -> None:
    for name, content in (
        ("a.md", f"---\n{key}: {json.dumps(value)}\n---\n{TEXT}"),
        ("a.jsonl", json.dumps({key: value, "text": TEXT})),
    ):
        draft = await draft_in(tmp_path, name, content)
        assert (getattr(draft, field), draft.notes) == (read, ())


@pytest.mark.parametrize("key", ["body", "content", "articleBody", "full_text"])
async def test_the_text_may_have_another_name(key: str, tmp_path: Path) -> None:
    # Also where only the first key tells that it is JSON.
    draft = await draft_in(tmp_path, "a.txt", json.dumps({key: TEXT, "headline": "Bridge"}))
    assert (draft.text, draft.title) == (TEXT, "Bridge")
    assert draft_from({key: ["We shut it.", "It rained."]}).text == "We shut it.\n\nIt rained."


def test_html_in_json_is_refused_and_not_quoted_with_its_tags() -> None:
    with pytest.raises(UnusableArticle, match="is HTML in JSON"):
        draft_from({"content": f"<p>{TEXT}</p><p>It rained.</p>"})


def test_our_own_key_counts_first_and_the_other_is_reported() -> None:
    draft = draft_from({"headline": "B", "title": "A", "text": TEXT, "body": "other", "date": None})
    assert (draft.title, draft.text, draft.notes) == ("A", TEXT, ("not used: headline, body",))


def test_what_is_not_used_is_reported() -> None:
    assert draft_from({"text": TEXT, "tags": ["a"], "layout": "post"}).notes == ("not used: tags, layout",)
    (note,) = draft_from({"text": TEXT, **{f"k{n}": n for n in range(1, 20)}}).notes
    assert note.endswith("k8 and 11 more")
    assert draft_from({"text": TEXT, "x" * 900 + "\n": 1}).notes == (f"not used: {'x' * 50}…",)


@pytest.mark.parametrize("value", ["last week", "11/12/2026", "20 Nov", 20, ["2026-11-20"]])
def test_a_date_that_cannot_be_read_is_reported_and_not_guessed(value: object) -> None:
    draft = draft_from({"text": TEXT, "date": value})
    assert draft.published is None
    (note,) = draft.notes
    assert note.startswith('its "date" is no date that can be read (')


def test_whether_a_page_is_shown_is_no_date_and_reported() -> None:
    draft = draft_from({"text": TEXT, "published": True, "date": "2026-11-20"})
    assert draft.published == DAY
    assert draft.notes == ('its "published" is no date that can be read (True): write it like 2026-11-24',)


async def test_a_text_in_front_matter_is_reported(tmp_path: Path) -> None:
    draft = await draft_in(tmp_path, "a.md", f"---\ntext: other\n---\n{TEXT}")
    assert (draft.text, draft.notes) == (TEXT, ("not used: text",))


def test_no_other_name_of_a_key_gives_what_comes_from_the_web_another_identity() -> None:
    """Whoever made a file decided its identity: what it claims under another name counts as little."""
    claims = {"text": TEXT, "ID": "x", "link": "https://b.example/1", "canonical": "https://b.example/2"}
    draft = draft_from(claims, decided={"id": None, "url": "https://a.example/1"})
    assert (draft.id, draft.url) == (None, "https://a.example/1")
    assert draft_from(claims, decided={"id": None, "url": None}).url is None


def test_what_is_stored_although_it_is_hardly_meant_is_reported() -> None:
    (link, day) = draft_from({"text": TEXT, "url": "page 7", "published": "2026-12-24"}, now=DAY).notes
    assert "no web address" in link
    assert "page 7" in link
    assert "in the future, 2026-12-24" in day
    assert draft_from({"text": TEXT, "url": "https://gaze.example/7", "published": "2026-11-21"}, now=DAY).notes == ()
