"""Entries of a feed are told apart by id, link, title and text, and revise an article only if they are it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.intake.feeds.entries import FeedEntry, Page, draft_of_entry, entry_from, full_text
from bot.intake.feeds.entry_identity import identified, told_apart, with_first_date
from retrieval.domain.article import Article, Draft
from tests.bot.feeds.made import text_of

NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
FEED = "https://a.example/feed"
STORY, SECTION = "https://a.example/2026/north-bridge", "https://a.example/notices"
NOTICE = "The lamp at the east pier is out until Friday, when the harbour office gets a new one from Port Elm."


def entry(**fields: Any) -> FeedEntry:
    names = ("id", "link", "title", "author", "published", "updated", "content", "summary")
    return entry_from({**dict.fromkeys(names), "doubtful": False, **fields}, NOW)


def stored(draft: Draft, **changes: Any) -> Article:
    article = Article(
        id="known", revision=1, text=draft.text, title=draft.title, url=draft.url, publisher=None, author=None,
        published=draft.published, added=NOW,
    )  # fmt: skip
    return replace(article, **changes)


@pytest.mark.parametrize(
    "entries",
    [
        [{"id": "N/A", "link": f"{SECTION}/{n}", "title": f"Notice {n}"} for n in range(3)],
        [{"id": "N/A", "link": SECTION, "title": f"Notice {n}", "summary": NOTICE} for n in range(3)],
        [{"id": "N/A", "link": SECTION, "title": "Notice", "summary": f"{NOTICE} {n}"} for n in range(3)],
        [{"id": str(n), "link": SECTION, "title": "Notice", "summary": f"{NOTICE} {n}"} for n in range(3)],
        [{"link": f"{SECTION}#n{n}", "title": f"Notice {n}"} for n in range(3)],
        [{"link": "https://a.example/", "title": f"Notice {n}", "summary": NOTICE} for n in range(3)],
        [{"title": f"Notice {n}", "summary": NOTICE} for n in range(3)],
        [{"id": "N/A", "summary": f"{NOTICE} {n}"} for n in range(3)],
    ],
)
def test_entries_that_share_an_id_or_a_link_are_all_there(entries: list[dict[str, str]]) -> None:
    found = told_apart(entry(**fields) for fields in entries)
    assert len(found) == len({one.key for one in found}) == len({one.fingerprint for one in found}) == 3
    # The same again, and in another order: each keeps its key.
    again = told_apart(entry(**fields) for fields in reversed(entries))
    assert {one.fingerprint: one.key for one in again} == {one.fingerprint: one.key for one in found}


def test_an_entry_that_is_listed_twice_is_one() -> None:
    same = {"link": STORY, "title": "On it", "summary": NOTICE}
    listed = [entry(id="1", **same), entry(id="2", **{**same, "link": f"{STORY}#top"}), entry(id="2", **same)]
    assert [one.guid for one in told_apart(listed)] == ["1"]


def test_an_entry_alone_with_its_id_keeps_the_key_that_it_always_had() -> None:
    alone = entry(id="1", link=STORY, title="On it")
    assert told_apart([alone, entry(id="2", link=f"{STORY}-2")])[0] == alone


@pytest.mark.parametrize(
    ("links", "pages"),
    [
        ([STORY, f"{STORY}-2"], [Page.OWN, Page.OWN]),
        ([f"{SECTION}#1", f"{SECTION}#2"], [Page.NONE, Page.NONE]),
        ([SECTION, f"{SECTION}#2", STORY], [Page.SHARED, Page.NONE, Page.OWN]),
        ([SECTION, f"{SECTION}?utm_source=rss"], [Page.SHARED, Page.SHARED]),
        (["https://a.example/", None], [Page.NONE, Page.NONE]),
        # A fragment alone is no sign: some feeds put one on every link.
        ([f"{STORY}#ref=rss", f"{STORY}-2#ref=rss"], [Page.OWN, Page.OWN]),
    ],
)
def test_a_page_is_an_entrys_own_unless_others_lead_to_it(links: list[str | None], pages: list[Page]) -> None:
    found = told_apart(entry(id=str(n), link=link, title=f"Title {n}") for n, link in enumerate(links))
    assert [one.page for one in found] == pages


def test_one_story_listed_twice_with_other_teasers_is_not_taken_for_two_whole_texts() -> None:
    listed = [entry(id=str(n), link=f"{STORY}#list{n}", title="On it", summary=f"Teaser {n}.") for n in range(2)]
    assert [(one.page, full_text(one)) for one in told_apart(listed)] == [(Page.SHARED, None)] * 2


def test_a_description_is_the_article_if_it_has_no_page_of_its_own() -> None:
    for page, text, full in (
        (Page.OWN, NOTICE * 4, None), (Page.SHARED, NOTICE * 4, NOTICE * 4), (Page.SHARED, NOTICE, None),
        (Page.NONE, NOTICE, NOTICE), (Page.NONE, f"{NOTICE[:60]}…", None),
    ):  # fmt: skip
        assert full_text(replace(entry(link=SECTION, summary=text), page=page)) == full


def test_only_the_text_makes_an_entry_differ() -> None:
    one = entry(id="1", link=STORY, title="On it", summary=NOTICE, published="2026-11-20")
    assert (
        entry(id="1", link=STORY, title="On it", summary=NOTICE, published="2026-11-23").fingerprint == one.fingerprint
    )
    tracked = entry(id="1", link=f"{STORY}?utm_id=4711", title="On it", summary=NOTICE)
    assert (tracked.key, tracked.fingerprint) == (one.key, one.fingerprint)
    assert entry(id="1", link=STORY, title="On it", summary=f"{NOTICE}!").fingerprint != one.fingerprint


def drafted(page: Page, **fields: Any) -> tuple[Draft, FeedEntry]:
    one = replace(entry(**{"id": "N/A", "title": "Lock closed", "link": SECTION, **fields}), page=page)
    return draft_of_entry(one, fields.get("summary", NOTICE), "Harbour Times", FEED), one


LONG = text_of("North")
CHANGED = LONG.replace("will close", "closes")


def test_a_corrected_entry_revises_its_article() -> None:
    for page in Page:
        before, _ = drafted(page, summary=LONG)
        for fields in ({"summary": CHANGED}, {"summary": CHANGED, "title": "Lock is closed"}, {"summary": NOTICE}):
            draft, one = drafted(page, **fields)
            assert identified(draft, one, stored(before), of_entry=True).source_id == "known"


def test_another_article_in_the_same_place_is_another_article() -> None:
    """A feed of one entry: the newest alert, always with the same id and link."""
    before, _ = drafted(Page.NONE)
    draft, one = drafted(Page.NONE, title="Ferry late", summary=text_of("North"))
    other = identified(draft, one, stored(before), of_entry=True)
    assert other.source_id not in {None, "known", before.source_id}
    assert other == identified(draft, one, stored(before), of_entry=True)


def test_an_entry_with_a_page_of_its_own_is_identified_by_its_link() -> None:
    draft, one = drafted(Page.OWN, link=STORY)
    assert identified(draft, one, None, of_entry=False).source_id is None
    # The id was given to an article at another link before.
    before, _ = drafted(Page.OWN, link=f"{STORY}-2")
    assert identified(draft, one, stored(before), of_entry=True).source_id is None
    # Another entry had the link before, with another text: one of them does not identify its article.
    alert, one = drafted(Page.OWN, id="7", title="Ferry late", summary=text_of("North"))
    assert identified(alert, one, stored(drafted(Page.OWN)[0]), of_entry=False).source_id == alert.source_id


def test_a_page_is_identified_by_its_link_alone() -> None:
    page, (_, one) = Draft(text=NOTICE, url=STORY), drafted(Page.SHARED)
    assert identified(page, one, stored(page), of_entry=True) == page


def test_the_first_date_stays_with_a_text_that_stays() -> None:
    before, one = drafted(Page.OWN, published="2026-11-20", summary=LONG)
    later = replace(before, published=NOW)
    assert with_first_date(later, one, stored(before)).published == before.published
    assert with_first_date(replace(later, text=CHANGED), one, stored(before)).published == before.published
    assert with_first_date(replace(later, text=NOTICE), one, stored(before)).published == NOW
    assert with_first_date(later, one, stored(before, published=None)).published == NOW
    assert with_first_date(later, one, None).published == NOW


def test_the_time_of_a_change_is_no_new_date() -> None:
    before, _ = drafted(Page.OWN, updated="2026-11-20", summary=LONG)
    draft, one = drafted(Page.OWN, updated="2026-11-23", summary=NOTICE)
    assert with_first_date(draft, one, stored(before)).published == before.published
    # A page may state its date although the feed does not.
    stated = replace(draft, published=NOW)
    assert with_first_date(stated, one, stored(before)).published == NOW
