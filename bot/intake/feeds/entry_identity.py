"""Tell the entries of a feed apart, and decide which of them revises an article that is stored.  Pure.

Feeds reuse ids and links: all entries have the id "N/A", or lead to the paper's front page, or to places in one page.
See docs/decisions/0036.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from bot.intake.feeds.entries import FeedEntry, Page, digest_of
from retrieval.domain.article import Article, Draft
from retrieval.identity.canonical_url import canonical, fragment_of
from retrieval.identity.fingerprint import are_copies, fingerprint_of


def told_apart(entries: Iterable[FeedEntry]) -> list[FeedEntry]:
    """Return the entries of one snapshot of a feed in order, each with a key of its own, and repeats left out."""
    distinct: dict[tuple[str | None, ...], FeedEntry] = {}
    for entry in entries:
        distinct.setdefault(_printed(entry), entry)
    keyed = _with_keys(list(distinct.values()))
    links = Counter(link for entry in keyed if (link := _page(entry)) is not None)
    places = Counter((_page(entry), fragment_of(entry.link)) for entry in keyed if entry.link is not None)
    titles = Counter((_page(entry), _title(entry.title)) for entry in keyed)

    def page_of(entry: FeedEntry) -> Page:
        page = _page(entry)
        if page is None:
            return Page.NONE
        if links[page] == 1:
            return Page.OWN
        is_place = fragment_of(entry.link) and places[page, fragment_of(entry.link)] == 1
        # A fragment may only say where the link was printed; then it is one story, listed twice.
        is_another = not entry.title or titles[page, _title(entry.title)] == 1
        return Page.NONE if is_place and is_another else Page.SHARED

    return [replace(entry, page=page_of(entry)) for entry in keyed]


def identified(draft: Draft, entry: FeedEntry, known: Article | None, *, of_entry: bool) -> Draft:
    """Return the draft with the id of the article that it is, if its link does not say which.

    `known` is the newest revision of the article that it would be: the entry's own at the last poll if `of_entry`.
    """
    if draft.source_id is None:
        return draft
    links = {canonical(link) for link in (draft.url, known and known.url) if link}
    if known is not None and len(links) < 2 and _is_same(draft, known):
        return replace(draft, source_id=known.id)
    if entry.page is Page.OWN:
        return replace(draft, source_id=None) if known is None or of_entry else draft
    if known is None:
        return draft
    # The feed has given this id, or its only place, to another article.
    return replace(draft, source_id=f"feed-{digest_of([draft.source_id, draft.title, draft.text])[:16]}")


def with_first_date(draft: Draft, entry: FeedEntry, known: Article | None) -> Draft:
    """Keep the date of an article that is essentially unchanged: feeds renew dates, and a reprint is no news.

    Keep it also if the new one is only the time of the change.
    """
    if known is None or known.published is None:
        return draft
    is_of_change = not entry.dated and draft.published == entry.published
    if not is_of_change and known.text != draft.text and not _are_copies(draft, known):
        return draft
    return replace(draft, published=known.published)


def _with_keys(entries: Sequence[FeedEntry]) -> list[FeedEntry]:
    """Give each entry the shortest key that no other has: by its id, then its link, its title and its text."""
    levels = [_levels(entry) for entry in entries]
    counts = Counter((depth, key) for own in levels for depth, key in enumerate(own))
    return [
        replace(entry, key=next((key for depth, key in enumerate(own) if counts[depth, key] == 1), own[-1]))
        for entry, own in zip(entries, levels, strict=True)
    ]


def _levels(entry: FeedEntry) -> list[str]:
    parts = [entry.guid, _page(entry) or entry.link, fragment_of(entry.link), entry.title, entry.content, entry.summary]
    return [entry.key, *(digest_of(parts[:depth]) for depth in (3, 4, 6))]


def _printed(entry: FeedEntry) -> tuple[str | None, ...]:
    link = _page(entry) or entry.link
    texts = entry.title, entry.content, entry.summary
    # With nothing printed, only the link and the id tell entries apart.
    return link, *texts, None if any(texts) and link else entry.guid


def _page(entry: FeedEntry) -> str | None:
    """Return the page that an entry leads to in canonical form; None without one, and for a front page."""
    return None if entry.link is None else canonical(entry.link)


def _is_same(draft: Draft, known: Article) -> bool:
    """Return whether a text of the same entry, or at the same link, is a revision of a stored one."""
    same_title = draft.title is not None and _title(draft.title) == _title(known.title)
    return same_title or draft.text == known.text or _are_copies(draft, known)


def _are_copies(draft: Draft, known: Article) -> bool:
    # Without days: what was printed again after a while under the same id is the same.
    return are_copies(fingerprint_of(draft.text, draft.title), fingerprint_of(known.text, known.title))


def _title(title: str | None) -> str:
    return " ".join((title or "").casefold().split())
