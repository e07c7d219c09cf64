"""The fake library's identity rules, always recomputed: which drafts are one article, and which texts are copies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from hashlib import sha256

from retrieval.domain.article import Article, Draft
from retrieval.identity.canonical_url import canonical
from retrieval.identity.fingerprint import Fingerprint, are_copies, are_strangers, fingerprint_of


def identity(
    draft: Draft, ever: Sequence[Article], current: Sequence[Article], links: Mapping[str, str], shared: Set[str]
) -> str:
    """Return the id by the draft's id, else its source's, its link, its text if no other link or publisher has it.

    `ever` are all revisions; `links` are the canonical links of articles that have one, by id; `shared` are the ids of
    articles whose link does not identify them.
    """
    if draft.id is not None:
        return draft.id
    link = canonical(draft.url or "")
    if draft.source_id is not None:
        return _by_source(draft, link, ever, current, links) or draft.source_id
    ids = [
        i
        for i in dict.fromkeys(a.id for a in ever)
        if link and links.get(i) == link and (i not in shared or (i, draft.text) in {(a.id, a.text) for a in ever})
    ]
    newest = {a.id: a for a in ever}
    own_fingerprint = _fingerprint(draft.text, draft.title, None)
    related = [i for i in ids if (i, draft.text) in {(a.id, a.text) for a in ever}] or [
        i for i in ids if not are_strangers(own_fingerprint, _fingerprint(newest[i].text, newest[i].title, None))
    ]
    if ids:
        return related[0] if related else _short(f"{link}\n{draft.text}")
    alike = [
        a.id
        for a in current
        if a.text == draft.text
        and (link is None or a.id not in links)
        and (None in {draft.publisher, a.publisher} or draft.publisher == a.publisher)
        and not _known_differently(draft.publisher, link, a.publisher, links.get(a.id))
    ]
    if alike:
        return alike[0]
    own = _short(link or draft.text)
    publisher = next((a.publisher for a in reversed(ever) if a.id == own), None)
    other = None not in {publisher, draft.publisher} and publisher != draft.publisher
    taken = link is None and (other or _known_differently(draft.publisher, link, publisher, links.get(own)))
    return _short(f"{draft.publisher}\n{draft.text}") if taken else own


def _by_source(
    draft: Draft, link: str | None, ever: Sequence[Article], current: Sequence[Article], links: Mapping[str, str]
) -> str | None:
    """Return the article that came in by another way; None if there is none, or if one has the source's id."""
    same = (
        a.id
        for a in current
        if a.text == draft.text
        and len({draft.title, a.title} - {None}) < 2
        and len({link, links.get(a.id)} - {None}) < 2
        and (link == links.get(a.id) or len({draft.publisher, a.publisher} - {None}) < 2)
    )
    return None if draft.source_id in {a.id for a in ever} else next(same, None)


def _known_differently(
    publisher: str | None, link: str | None, other_publisher: str | None, other_link: str | None
) -> bool:
    """Return whether only the publisher of one is known, and only the link of the other."""
    known = (publisher is not None, link is not None), (other_publisher is not None, other_link is not None)
    return sorted(known) == [(False, True), (True, False)]


def completed(draft: Draft, stored: Article | None) -> Draft:
    """Return the draft completed from the stored article, if its text is the same."""
    if stored is None or stored.text != draft.text:
        return draft
    parts = ("title", "url", "publisher", "author", "published")
    return replace(draft, id=stored.id, **{p: getattr(stored, p) for p in parts if getattr(draft, p) is None})


def _short(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:12]


def copies(current: Sequence[Article]) -> dict[str, str]:
    """Return the copies, each with the first article that it copies and that is no copy itself."""
    firsts: list[tuple[str, Fingerprint]] = []
    found: dict[str, str] = {}
    for article in current:
        own = _fingerprint(article.text, article.title, article.published)
        same = (i for i, first in firsts if {*own.keys} & {*first.keys} and are_copies(own, first))
        if (origin := next(same, None)) is None:
            firsts.append((article.id, own))
        else:
            found[article.id] = origin
    return found


def is_copy(draft: Draft, article: Article) -> bool:
    own, other = (_fingerprint(one.text, one.title, one.published) for one in (draft, article))
    return bool({*own.keys} & {*other.keys}) and are_copies(own, other)


@lru_cache(maxsize=5_000)
def _fingerprint(text: str, title: str | None, published: datetime | None) -> Fingerprint:
    return fingerprint_of(text, title, published)
