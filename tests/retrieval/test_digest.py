"""A digest holds the stories that came in between two moments, each once, with sentences cut from its articles."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from retrieval.answers.digests.carrying import Around, carrying
from retrieval.answers.digests.interests import ANYWHERE, IN_OPENING, IN_TITLE, fit
from retrieval.answers.digests.making import MAX_STORIES, MAX_STORIES_SHORT, MakeDigest
from retrieval.answers.digests.news import Digest, Reader
from retrieval.domain.article import Article
from retrieval.domain.interests import Interests
from tests.contracts.drafts import HILL, pair
from tests.contracts.memory import MemoryLibrary

NOW = datetime(2026, 3, 1, tzinfo=UTC)
HOUR = timedelta(hours=1)
# Three papers on one event, in words of their own.
BRIDGE = (
    "The harbour bridge in Arvel will close on Monday for repairs, the city council said on Friday. "
    '"We found rust where nobody had looked," said chief engineer Mara Lindqvist. The weather was fine.'
)
BRIDGE_AGAIN = (
    "Arvel closes the harbour bridge on Monday because of rust, chief engineer Mara Lindqvist said on Friday. "
    "Repairs of the harbour bridge will cost the city council 4 million crowns."
)
BRIDGE_NEWS = (
    "The harbour bridge in Arvel stays closed until May, chief engineer Mara Lindqvist told the city council. "
    "Repairs of the harbour bridge will now cost 9 million crowns, twice what was planned."
)


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


async def digest_of(*texts: str, short: bool = False) -> Digest:
    library = MemoryLibrary(now=lambda: NOW)
    await library.put([pair(text, str(n)) for n, text in enumerate(texts)])
    return await MakeDigest(library)(NOW - HOUR, NOW, short=short)


def said(digest: Digest) -> list[list[str]]:
    return [[span.cut(s.head.text) for span in s.says] for s in digest.stories]


async def test_articles_on_one_event_are_one_story_and_the_widest_comes_first() -> None:
    digest = await digest_of("Potatoes cost less in Holt this week.", BRIDGE, BRIDGE_AGAIN, HILL)
    assert [len(s.articles) for s in digest.stories] == [2, 1, 1]
    assert {a.id for a in digest.stories[0].articles} == {"1", "2"}


async def test_each_sentence_is_a_whole_one_of_the_headlines_article() -> None:
    ((first, second),) = said(await digest_of(BRIDGE))
    assert first.startswith("The harbour bridge in Arvel will close on Monday")
    assert second == '"We found rust where nobody had looked," said chief engineer Mara Lindqvist.'


async def test_stories_beyond_the_limit_are_counted() -> None:
    texts = [
        " ".join(f"{word}{n}ville" for word in ("Rain", "fall", "mud", "road", "men")) for n in range(MAX_STORIES + 3)
    ]
    digest, short = await digest_of(*texts), await digest_of(*texts, short=True)
    assert (len(digest.stories), digest.more) == (MAX_STORIES, 3)
    assert (len(short.stories), short.more) == (MAX_STORIES_SHORT, MAX_STORIES + 3 - MAX_STORIES_SHORT)


async def test_an_article_belongs_to_one_of_two_adjacent_digests() -> None:
    library = MemoryLibrary(now=lambda: NOW)
    await library.put([pair(HILL, "hill")])
    make = MakeDigest(library)
    before, after = await make(NOW - HOUR, NOW), await make(NOW, NOW + HOUR)
    assert [len(d.stories) for d in (before, after)] == [1, 0]
    assert (before.since, before.until, before.more) == (NOW - HOUR, NOW, 0)


async def test_a_story_comes_again_only_with_what_no_article_told_before_prints() -> None:
    clock = Clock()
    library = MemoryLibrary(clock)
    make = MakeDigest(library)
    await library.put([pair(BRIDGE, "first")])
    told = Reader({"first": NOW})
    clock.now = NOW + HOUR
    # A copy says nothing new, and neither does a report without a new sentence.
    await library.put([pair(f"{BRIDGE} It was written.", "copy")])
    assert not (await make(NOW, clock.now, reader=told)).stories
    await library.put([pair(BRIDGE_NEWS, "news")])
    (story,) = (await make(NOW, clock.now, reader=told)).stories
    assert (story.head.id, story.was_told) == ("news", True)
    assert [s.cut(story.head.text) for s in story.says] == [BRIDGE_NEWS.partition(". ")[0] + "."]
    (fresh,) = (await make(NOW, clock.now)).stories
    assert not fresh.was_told


async def test_a_story_left_out_stays_away_and_those_like_it_come_last() -> None:
    library = MemoryLibrary(now=lambda: NOW)
    await library.put([pair(BRIDGE, "bridge"), pair(BRIDGE_AGAIN, "again"), pair(HILL, "hill")])
    article = await library.article("bridge")
    assert article is not None
    digest = await MakeDigest(library)(NOW - HOUR, NOW, reader=Reader(left_out=[article]))
    assert [s.head.id for s in digest.stories] == ["hill"]
    other = Article(id="other", revision=1, text=HILL, added=NOW)
    digest = await MakeDigest(library)(NOW - HOUR, NOW, reader=Reader(left_out=[other]))
    assert [s.head.id for s in digest.stories][-1] == "hill"


@pytest.mark.parametrize(
    ("subject", "degree"),
    [("trams", IN_TITLE), ("Driver", IN_OPENING), ("fish market", ANYWHERE), ("ga", 0.0), ("market fish", 0.0)],
)
def test_a_subject_counts_most_in_the_title_and_its_number_does_not_matter(subject: str, degree: float) -> None:
    text = f"The drivers will strike. {'It rained on and on. ' * 20} His gas is sold at the fish market."
    article = Article(id="a", revision=1, text=text, added=NOW, title="No tram tomorrow", publisher="The Post")
    assert fit(article, Interests(topics=(subject,))) == degree
    assert fit(article, Interests(topics=(subject,), papers=("Times",))) == 0
    assert fit(article, Interests(papers=("post",))) == 1


def carried(text: str, most: int, title: str | None = None, *others: str) -> list[str]:
    article = Article(id="a", revision=1, text=text, added=NOW, title=title)
    around = Around([Article(id=f"o{n}", revision=1, text=o, added=NOW) for n, o in enumerate(others)])
    return [s.cut(text) for s in carrying(article, around, most)]


def test_what_the_headline_and_the_other_papers_print_carries_more_than_what_only_stands_earlier() -> None:
    text = (
        "The council of Arvel met on Friday in the old town hall. Coffee was served to all the guests. Many people "
        "wore hats in the evening. The harbour bridge will close on Monday because of rust. Some members left early."
    )
    other = "Because of rust, the harbour bridge will close on Monday."
    chosen = carried(text, 2, "Harbour bridge to close on Monday", other)
    assert "The harbour bridge will close on Monday because of rust." in chosen


def test_a_sentence_that_leans_on_another_comes_after_those_that_stand_alone() -> None:
    text = "He said that it was over. The minister of finance resigned on Tuesday. They had asked for it for weeks."
    assert carried(text, 1) == ["The minister of finance resigned on Tuesday."]
    assert len(carried(text, 3)) == 3


def test_the_dash_after_a_dateline_is_no_part_of_the_sentence() -> None:
    text = "STILLWATER, Minn. – The snow melts fast in the whole valley. It may rain."
    assert carried(text, 1) == ["The snow melts fast in the whole valley."]


def test_two_sentences_that_say_the_same_are_one() -> None:
    text = "The harbour bridge will close on Monday. On Monday the harbour bridge will close. Buses take another route."
    assert carried(text, 3) == ["The harbour bridge will close on Monday.", "Buses take another route."]
