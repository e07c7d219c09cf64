"""Turn a digest into what the outbox keeps of it, places instead of words, and cut the words from the store again."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.places.zones import zone_of
from bot.views.citing import CitationLink, to_source
from bot.views.deliveries import nothing_new
from bot.views.digests.card import StoryCard
from bot.views.digests.page import STORIES_ON_A_PAGE, Frame, ShownStory, page_text, pages
from bot.views.replies.excerpts import MIN_SURE_CONFIDENCE
from bot.views.rich_text import Text
from retrieval.answers.digests.carrying import Around, carrying
from retrieval.answers.digests.news import Digest, DigestStory
from retrieval.domain.article import Article, KnownBy, Span, StatementKind, StoredStatement
from retrieval.domain.ports import Library
from retrieval.domain.story import Story
from retrieval.index.search import PassageSearch
from retrieval.people.registry import is_unknown
from retrieval.people.resolver import PeopleResolver
from retrieval.ranking.deduplication import deduplicated_statements
from retrieval.ranking.excerpts import statement_excerpts
from retrieval.stories.differences.finding import find_differences

Json = dict[str, Any]

# Articles of a story that a delivery names: the first, and the last ones.  Any of them tells it again later, and stands
# for it if its headline's is retracted.
MAX_ARTICLES = 12
# Statements on the card of a story, and of one speaker.
MAX_STATEMENTS, MAX_OF_SPEAKER = 6, 2
MAX_COMPARED = 12


def content_of(
    digest: Digest, zone: str, *, subjects: Sequence[str] = (), short: bool = False, folds: bool = False
) -> Json:
    """Return what the outbox keeps of a digest: `articles` are those whose words it shows, `told` those of memory.

    At first, that is its first page, or all if it `folds` what does not fit there; buttons add the others as they are
    pressed.
    """
    stories = [_story(story) for story in digest.stories]
    content: Json = {
        "since": digest.since.isoformat(),
        "until": digest.until.isoformat(),
        "zone": zone,
        "stories": stories,
        "articles": list(dict.fromkeys(s["head"] for s in stories[: None if folds else STORIES_ON_A_PAGE])),
        "told": list(dict.fromkeys(a for s in stories for a in s["articles"])),
        "more": digest.more,
    }
    if subjects:
        content["subjects"] = list(subjects)
    if short:
        content["short"] = True
    return content


def _story(story: DigestStory) -> Json:
    ids = [a.id for a in story.articles]
    kept = ids if len(ids) <= MAX_ARTICLES else [ids[0], *ids[1 - MAX_ARTICLES :]]
    return {
        "story": story.story,
        "head": story.head.id,
        "articles": kept if story.head.id in kept else [*kept, story.head.id],
        "says": [[story.head.revision, s.start, s.end] for s in story.says],
        "was_told": story.was_told,
        "papers": len(story.papers) or 1,
        "origins": story.origins,
    }


async def shown_stories(library: Library, content: Json, most: int | None = None) -> list[ShownStory]:
    """Return the stories of a delivery as they are now: another article stands for one that was retracted.

    With `most`, only so many are looked up, and the others have no head.
    """
    # What was written before there were stories names articles only.
    kept = content.get("stories", [{"head": i, "articles": [i], "says": []} for i in content["articles"]])
    looked_up = len(kept) if most is None else most
    heads = await library.articles([story["head"] for story in kept[:looked_up]])
    first = [await _shown(library, n, story, heads.get(story["head"])) for n, story in enumerate(kept[:looked_up], 1)]
    return [*first, *(ShownStory(n, None) for n in range(len(first) + 1, len(kept) + 1))]


async def _shown(library: Library, number: int, story: Json, head: Article | None) -> ShownStory:
    counts = story.get("papers", 1), story.get("origins", 1)
    says: tuple[Span, ...] = ()
    if head is not None:
        says = await _places(library, head, story["says"])
    else:
        others = await library.articles(story["articles"])
        head = next((others[i] for i in reversed(story["articles"]) if i in others), None)
    if head is None:
        return ShownStory(number, None)
    if says:
        return ShownStory(number, head, says, *counts, was_told=story.get("was_told", False))
    return ShownStory(number, head, tuple(await asyncio.to_thread(carrying, head, Around(), 1)), *counts)


async def _places(library: Library, head: Article, says: Sequence[Sequence[int]]) -> tuple[Span, ...]:
    """Return where the sentences of a former revision stand in the current one; those that it lost are left out."""
    found: list[Span] = []
    former: Article | None = head
    for revision, start, end in says:
        if revision == head.revision:
            found.append(Span(start, end))
            continue
        if former is None or former.revision != revision:
            former = await library.revision(head.id, revision)
        at = -1 if former is None else head.text.find(former.text[start:end])
        if at >= 0:
            found.append(Span(at, at + end - start))
    return tuple(found)


def frame_of(content: Json, *, folds: bool = False, link: CitationLink = to_source) -> Frame:
    """Return what stands around the stories of a delivery; `link` says where its papers lead."""
    # In the reader's zone, by whose calendar an article's age is counted.
    now = datetime.fromisoformat(content["until"]).astimezone(zone_of(content["zone"]))
    count = len(content["stories"] if "stories" in content else content["articles"]) + content.get("more", 0)
    return Frame(
        now, count, content.get("more", 0), is_preview=content.get("subscribed", False), folds=folds,
        is_short=content.get("short", False), has_settings=content.get("subscribed", True), link=link,
    )  # fmt: skip


async def digest_text(library: Library, content: Json, *, folds: bool = False, link: CitationLink = to_source) -> Text:
    """Return the first page of a digest; `folds` and `link` as in Frame."""
    frame = frame_of(content, folds=folds, link=link)
    shown = await shown_stories(library, content, None if folds else STORIES_ON_A_PAGE)
    if not shown:
        return nothing_new(frame.now, content.get("subjects", ()), is_preview="subscribed" in content)
    return page_text(shown, pages(shown, frame)[0], frame)


async def story_card(library: Library, search: PassageSearch, content: Json, place: int, head: Article) -> StoryCard:
    """Return the card of the story at a place of a delivery, with all its articles of now, oldest first."""
    kept = content["stories"][place]
    story = await _story_now(library, kept.get("story"), head)
    known = list((await library.articles(kept["articles"])).values()) if story is None else story.articles
    articles = tuple(sorted(known, key=lambda a: (a.published or a.added, a.id)))
    # Across articles, so that a surname which several people have is marked.
    named = await PeopleResolver(library, search).under_their_names(await library.said_in([a.id for a in articles]))
    quoted = tuple(named)
    said = await asyncio.to_thread(_said, quoted)
    # Each article is compared with each other: of a very long story, the last ones.
    differences = await asyncio.to_thread(find_differences, articles[-MAX_COMPARED:], quoted)
    papers = len({a.publisher for a in articles if a.publisher}) or 1
    excerpts = tuple(statement_excerpts([(q, 1.0) for q in said]))
    seen = None if story is None else (story.first_seen, story.last_seen)
    return StoryCard(place + 1, head, articles, excerpts, papers, differences, seen)


async def _story_now(library: Library, number: int | None, head: Article) -> Story | None:
    """Return the story of this number as it is now; the story of `head` if that was placed elsewhere since."""
    story = None if number is None else await library.story(number)
    if story is not None and any(a.id == head.id for a in story.articles):
        return story
    return (await library.stories_of([head.id])).get(head.id)


def _said(quoted: Sequence[StoredStatement]) -> list[StoredStatement]:
    """Return direct words of people surely known by name, those of one speaker together, whoever speaks most first.

    The card has no room for a caution ("the article says “he”"), so that words which need one are left out; whom a
    shared surname may mean stands in the heading.
    """
    by_speaker: dict[str, list[StoredStatement]] = {}
    for q, _ in deduplicated_statements([(q, 1.0) for q in quoted]):
        statement, text = q.statement, q.article.text
        known = [s for s in statement.speakers if s.how is KnownBy.NAME and not is_unknown(s, text)]
        is_sure = statement.kind is StatementKind.DIRECT and statement.confidence >= MIN_SURE_CONFIDENCE
        if is_sure and len(known) == 1 == len(statement.speakers):
            by_speaker.setdefault(known[0].name, []).append(q)
    most_first = sorted(by_speaker.values(), key=lambda own: -len(own))
    # Everybody has a say before anybody has a second one.
    turns = [(n, own[turn]) for turn in range(MAX_OF_SPEAKER) for n, own in enumerate(most_first) if turn < len(own)]
    return [q for _, q in sorted(turns[:MAX_STATEMENTS], key=lambda one: one[0])]
