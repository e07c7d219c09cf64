"""Entries of feeds: articles and summaries, possible dates, and what identifies an entry."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.intake.base.refusal import Refused
from bot.intake.feeds.entries import (
    MIN_ARTICLE_CHARS,
    FeedEntry,
    draft_of_entry,
    entry_from,
    full_text,
    is_truncated,
    with_entry,
)
from bot.intake.feeds.entry_articles import EntryReader
from bot.intake.web.fetching import LIMITS, Fetched, FetchLimits, SupportsGet
from retrieval.domain.article import Draft
from tests.bot.feeds.made import text_of

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
ARTICLE = text_of("North")
LONG_SUMMARY = "\n\n".join("The city said so in many words that day. " * 20 for _ in range(3))
FIELDS: dict[str, Any] = {
    "id": "g", "link": "https://a.example/1", "title": "T", "author": None, "published": None, "updated": None,
    "content": None, "summary": None, "doubtful": False,
}  # fmt: skip


def entry(**fields: Any) -> FeedEntry:
    return entry_from({**FIELDS, **fields}, NOW)


@pytest.mark.parametrize(
    ("fields", "full"),
    [
        ({"content": ARTICLE, "summary": "Short."}, ARTICLE),
        ({"summary": "The bridge closes."}, None),
        # A teaser instead of content, and content that breaks off.
        ({"content": "The bridge closes."}, None),
        ({"content": f"{ARTICLE} [...]"}, None),
        ({"content": f"{ARTICLE}\n\nContinue reading On the bridge →"}, None),
        # Many feeds have the whole article in the description.
        ({"summary": LONG_SUMMARY}, LONG_SUMMARY),
        ({"summary": LONG_SUMMARY.replace("\n\n", " ")}, None),
        ({"summary": f"{LONG_SUMMARY}…"}, None),
        # Without a page, the feed's text is all there is.
        ({"link": None, "summary": "The bridge closes."}, "The bridge closes."),
        ({"link": None, "content": "The bridge closes."}, "The bridge closes."),
        ({"link": None, "summary": "The bridge closes…"}, None),
        ({}, None),
    ],
)
def test_articles_are_distinguished_from_summaries(fields: dict[str, Any], full: str | None) -> None:
    assert len(LONG_SUMMARY) > MIN_ARTICLE_CHARS
    assert full_text(entry(**fields)) == full


@pytest.mark.parametrize(
    "end", ["…", "...", "[…]", "[...]", "Read more", "Read the full story", "(…)"[:2] + ")", "more »"]
)
def test_a_truncated_text_is_recognized_by_its_end(end: str) -> None:
    assert is_truncated(f"The city said that the bridge {end}")
    assert not is_truncated(f"The city {end} said that the bridge will close.")


@given(st.text())
def test_any_text_can_be_checked_for_truncation(text: str) -> None:
    assert is_truncated(text) in {True, False}


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-20T08:30:00+01:00", datetime(2026, 11, 20, 7, 30, tzinfo=UTC)),
        ("2026-11-20", datetime(2026, 11, 20, tzinfo=UTC)),
        ("2026-11-25T05:00:00", datetime(2026, 11, 25, 5, tzinfo=UTC)),
        # In the future, before there were feeds, and not a date.
        ("2027-01-01", None), ("1970-01-01T00:00:00Z", None), ("soon", None), ("0001-01-01T00:00:00+14:00", None),
    ],
)  # fmt: skip
def test_a_date_is_aware_and_plausible_or_none(text: str, moment: datetime | None) -> None:
    assert entry(published=text).published == moment
    assert entry(updated=text).published == moment


def test_an_id_identifies_an_entry_and_its_text_gives_its_version() -> None:
    one = entry(summary="a")
    assert entry(summary="b", link="https://a.example/2").key == one.key
    assert entry(summary="b").fingerprint != one.fingerprint
    assert entry(summary="a", updated="2026-11-20").fingerprint != one.fingerprint
    assert entry(id="other").key != one.key
    assert entry(id=None).key == entry(id=None, title="Other").key


def test_only_web_links_are_kept() -> None:
    for link in ("javascript:alert(1)", "file:///etc/passwd", "mailto:a@b", "data:text/html,x"):
        assert entry(link=link).link is None


def test_a_draft_has_the_feeds_fields_and_the_entrys_own_id() -> None:
    linked = draft_of_entry(
        entry(author="Nora Fisk", published="2026-11-20"), ARTICLE, "Harbour Times", "https://a.example/feed"
    )
    assert replace(linked, source_id=None) == Draft(
        text=ARTICLE, title="T", url="https://a.example/1", author="Nora Fisk", publisher="Harbour Times",
        published=datetime(2026, 11, 20, tzinfo=UTC),
    )  # fmt: skip
    bare = draft_of_entry(entry(link=None), ARTICLE, None, "https://a.example/feed")
    assert bare.source_id is not None
    changed = draft_of_entry(entry(link=None, summary="changed"), "Other.", None, "https://a.example/feed")
    assert bare.source_id == changed.source_id
    # Many feeds number their entries.
    assert draft_of_entry(entry(link=None), ARTICLE, None, "https://b.example/feed").source_id != bare.source_id


def test_a_pages_draft_gets_what_only_the_feed_knows() -> None:
    page = Draft(text=ARTICLE, title="As printed", publisher="a.example")
    draft = with_entry(page, replace(entry(), author="Nora Fisk", published=NOW), "Harbour Times")
    assert (draft.title, draft.author, draft.publisher) == ("As printed", "Nora Fisk", "Harbour Times")
    assert (draft.url, draft.published) == ("https://a.example/1", NOW)


class Offline:
    """Fails at every fetch, because the test itself gives the pages."""

    async def get(
        self, url: str, *, headers: Mapping[str, str] = MappingProxyType({}), limits: FetchLimits = LIMITS
    ) -> Fetched:
        raise AssertionError(f"{url} is fetched")


async def test_a_feeds_claims_about_pages_of_other_sites_are_not_used() -> None:
    async def pages(link: str, web: SupportsGet) -> AsyncIterator[Draft | Refused]:
        yield Draft(text="The page's own words.", url=link)

    read = EntryReader(Offline(), pages)
    collected = entry(content=ARTICLE, author="A. Collector", published="2026-11-23T08:00:00Z")
    own = await read(collected, "Paper of A", "https://feeds.a.example/all")
    other = await read(collected, "Collected", "https://collector.example/feed")
    assert isinstance(own, Draft)
    assert (own.text, own.title, own.author, own.publisher) == (ARTICLE, "T", "A. Collector", "Paper of A")
    assert other == Draft(text="The page's own words.", url="https://a.example/1")
