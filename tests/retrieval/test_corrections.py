"""A corrected draft replaces the article that it corrects, if it is clear which one that is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from retrieval.domain.article import Article, Draft
from retrieval.identity.corrections import replacing

OLD = Article(
    id="old", revision=1, text="It shut.", added=datetime(2026, 11, 20, tzinfo=UTC), title="Bridge", author="Mara Reed",
    url="https://a.example/1", publisher="Post",
)  # fmt: skip
NEW = Draft(text="It shut on Monday.", title="Bridge shut")


def test_what_a_correction_does_not_state_stays() -> None:
    revised = replacing(NEW, [OLD])
    assert (revised.id, revised.title, revised.text) == ("old", "Bridge shut", NEW.text)
    assert (revised.url, revised.publisher, revised.author, revised.notes) == (OLD.url, "Post", "Mara Reed", ())


@pytest.mark.parametrize(
    ("stated", "copied", "why"),
    [
        ({}, [], "no stored article is a near-copy of it"),
        ({"publisher": "Times"}, [OLD], "old is like it, but from another publisher or link"),
        ({"url": "https://a.example/2"}, [OLD], "old is like it, but from another publisher or link"),
        ({}, [OLD, replace(OLD, id="older")], "old, older are like it; state the id"),
    ],
)
def test_what_may_be_another_article_is_not_replaced(stated: dict[str, str], copied: list[Article], why: str) -> None:
    draft = replacing(replace(NEW, publisher=stated.get("publisher"), url=stated.get("url")), copied)
    assert draft.id is None
    (note,) = draft.notes
    assert note.startswith(f"replaces nothing: {why}")


def test_the_paper_decides_between_several() -> None:
    others = [replace(OLD, id="times", publisher="Times", url=None), OLD]
    assert replacing(replace(NEW, publisher="Post"), others).id == "old"
    assert replacing(replace(NEW, url="http://www.a.example/1/", publisher="Post"), others).id == "old"
