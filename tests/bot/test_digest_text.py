"""A digest as text: one screen, headlines and sentences as printed, and everything else in the bot's own voice."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.usecases.delivering.digests.contents import content_of, digest_text, shown_stories
from bot.usecases.delivering.digests.writing import deliveries
from bot.views.deliveries import nothing_new
from bot.views.digests.buttons import page_buttons
from bot.views.digests.card import StoryCard, card_text
from bot.views.digests.page import MAX_HEADLINE_CHARS, PAGE_UNITS, Frame, ShownStory, page_text, pages
from bot.views.rich_text import Style, utf16_length
from retrieval.answers.digests.news import Digest, DigestStory
from retrieval.domain.article import Article, Span
from retrieval.domain.reply import Difference, DifferenceKind, Excerpt
from retrieval.text.sentences import sentences
from storage.ports.subscriptions import Schedule, Subscription
from tests.bot.printed import BRIDGE, NOW, RUST, WAIT, YEAR, article, cuts
from tests.contracts.drafts import pair
from tests.contracts.memory import MemoryLibrary

BELGRADE = ZoneInfo("Europe/Belgrade")
SUBSCRIPTION = Subscription(5, Schedule((480,), "Europe/Belgrade"), since=NOW, due=NOW)
FERRY = article("The ferry is back.", name="ferry", title=None, url=None, publisher=None, published=None)


def shown(number: int, of: Article, *places: int, **more: Any) -> ShownStory:
    spans = sentences(of.text)
    return ShownStory(number, of, tuple(spans[n] for n in places), **more)


def frame(count: int, **more: Any) -> Frame:
    return Frame(NOW.astimezone(BELGRADE), count, **more)


def long_story(number: int, chars: int = 240) -> ShownStory:
    text = f"{'Rain ' * (chars // 5)}fell. {'Mud ' * (chars // 4)}came."
    return shown(number, article(text, name=f"{number}", title="T" * 100, publisher="P" * 50), 0, 1)


def test_a_story_has_its_headline_who_printed_it_and_a_sentence() -> None:
    stories = [shown(1, BRIDGE, 0, papers=3, origins=2), shown(2, FERRY, 0, was_told=True)]
    text = page_text(stories, range(2), frame(2))
    assert text.plain == (
        "On Record, Tuesday 24 November · 2 stories\n\n"
        f"1. Bridge to close\nHarbour Times · 3 papers · 4 days ago\n{stories[0].says[0].cut(BRIDGE.text)}\n\n"
        "2. The ferry is back.\nnew:\nThe ferry is back."
    )
    assert cuts([text], Style.OPEN_QUOTE) == [s.says[0].cut(s.head.text) for s in stories if s.head]
    assert [(m.url, text.plain[m.start : m.end]) for m in text.marks if m.style is Style.LINK] == [
        (BRIDGE.url, "Bridge to close")
    ]


def test_a_page_is_one_screen_and_all_pages_together_have_every_story_once() -> None:
    stories = [long_story(n) for n in range(1, 16)]
    found = pages(stories, frame(15))
    assert [n for page in found for n in page] == list(range(15))
    texts = [page_text(stories, page, frame(15)) for page in found]
    assert all(utf16_length(t.plain) <= PAGE_UNITS for t in texts)
    buttons = [page_buttons(stories, n, found, 7, frame(15)) for n in range(len(found))]
    assert [b.label for rows in buttons for b in rows[0]] == [str(n) for n in range(1, 16)]
    assert "Fewer like this" in [b.label for b in buttons[0][-1]]
    # What is left out can be brought back in the settings of a subscription only.
    without = page_buttons(stories, 0, found, 7, replace(frame(15), has_settings=False))
    assert "Fewer like this" not in [b.label for b in without[-1]]


def test_there_is_a_second_sentence_only_where_there_is_room() -> None:
    short = [shown(n, article(f"It rained {n}. It snowed {n}.", name=f"{n}"), 0, 1) for n in (1, 2)]
    assert page_text(short, range(2), frame(2)).plain.count("It snowed") == 2
    assert page_text(short, range(2), frame(2, is_short=True)).plain.count("It snowed") == 0
    long = [long_story(n, 230) for n in range(1, 5)]
    assert page_text(long, range(4), frame(4)).plain.count("came.") < 4


def test_a_long_headline_is_cut_at_a_word_and_a_missing_one_is_the_first_words() -> None:
    long = article("It rained.", title="Every word " * 40)
    text = page_text([ShownStory(1, long)], range(1), frame(1)).plain.split("\n")[2]
    assert text.endswith((" word…", " Every…"))
    assert len(text) <= MAX_HEADLINE_CHARS + 5
    untitled = article("The harbour bridge " * 20 + "closes.", title=None)
    text = page_text([ShownStory(1, untitled)], range(1), frame(1)).plain.split("\n")[2]
    assert untitled.text.startswith(text.removeprefix("1. ").removesuffix("…"))


def test_a_channel_has_the_other_headlines_in_one_quote_that_expands() -> None:
    stories = [long_story(n) for n in range(1, 16)]
    first, *_ = pages(stories, frame(15))
    text = page_text(stories, first, frame(15, folds=True))
    (folded,) = cuts([text], Style.QUOTE)
    assert [line.partition(".")[0] for line in folded.split("\n")] == [str(n) for n in range(first.stop + 1, 16)]
    assert utf16_length(text.plain) <= 4096


def test_what_did_not_fit_is_counted_once_at_the_end() -> None:
    stories = [long_story(n) for n in range(1, 16)]
    found = pages(stories, frame(18, more=3))
    assert ["And 3 more" in page_text(stories, p, frame(18, more=3)).plain for p in found] == [
        p is found[-1] for p in found
    ]


def test_the_heading_has_the_readers_day_and_nothing_new_is_a_line() -> None:
    late = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
    assert nothing_new(late).plain == "On Record, Tuesday 24 November\nNothing new since the last digest."
    assert nothing_new(late.astimezone(BELGRADE)).plain.startswith("On Record, Wednesday 25 November")


def test_an_empty_digest_is_a_message_or_silence_as_the_reader_chose() -> None:
    empty = Digest(NOW, NOW)
    (one,) = deliveries(SUBSCRIPTION, empty)
    assert (one.content["stories"], one.content["articles"]) == ([], [])
    assert deliveries(replace(SUBSCRIPTION, is_silent=True), empty) == []
    assert [d.key for d in deliveries(SUBSCRIPTION, empty)] == [one.key]
    assert [d.key for d in deliveries(replace(SUBSCRIPTION, chat_id=6), empty)] != [one.key]


async def test_the_outbox_keeps_places_and_the_words_are_those_stored_now() -> None:
    moment = NOW
    library = MemoryLibrary(lambda: moment)
    text = "The bridge will close on Monday. Buses take another route until October."
    await library.put([pair(text, "a"), pair(f"{text} It rains.", "b")])
    first, second = [a for i in ("a", "b") if (a := await library.article(i)) is not None]
    story = DigestStory((first, second), first, tuple(sentences(text)))
    content = content_of(Digest(NOW - timedelta(days=1), NOW, (story,)), "UTC")
    assert "bridge" not in str(content)
    assert "Buses take another route until October." in (await digest_text(library, content)).plain
    # A sentence that moved is found again; one that was lost is not quoted.
    await library.put([pair("Correction. Buses take another route until October. The bridge is open.", "a")])
    said = (await digest_text(library, content)).plain
    assert "Buses take another route until October." in said
    assert "Monday" not in said
    # Another article stands for a retracted one, and without any there is a word about it.
    (one,) = await shown_stories(library, {**content, "stories": [{**content["stories"][0], "head": "gone"}]})
    assert one.head is not None
    gone = {**content, "stories": [{"head": "x", "articles": ["x"], "says": []}]}
    assert "have been retracted since" in (await digest_text(library, gone)).plain


def test_only_the_stories_of_the_first_page_count_as_shown_unless_all_are() -> None:
    articles = [article("The bridge is open.", name=f"a{n}") for n in range(7)]
    digest = Digest(
        NOW - timedelta(days=1), NOW, tuple(DigestStory((a,), a, tuple(sentences(a.text))) for a in articles)
    )
    assert content_of(digest, "UTC")["articles"] == ["a0", "a1", "a2", "a3", "a4"]
    folded = content_of(digest, "UTC", folds=True)
    assert folded["articles"] == [a.id for a in articles]
    assert folded["told"] == content_of(digest, "UTC")["told"] == folded["articles"]


def test_the_card_of_a_story_has_who_said_what_what_differs_and_how_it_went() -> None:
    other = article("They found 40 holes.", name="other", title="Forty holes", publisher="The Post", url=None)
    mine = Excerpt(article=YEAR.article, span=YEAR.span, focus=(Span(YEAR.span.start, YEAR.span.start + 3),))
    theirs = Excerpt(article=other, span=Span(0, 20), focus=(Span(11, 13),))
    differences = (Difference(DifferenceKind.FIGURE, (mine, theirs)),)
    seen = NOW - timedelta(hours=30), NOW
    text = card_text(StoryCard(2, BRIDGE, (other, BRIDGE), (RUST, WAIT), 2, differences, seen), NOW)
    top = "2. Bridge to close\n2 papers · 2 articles\n"
    assert text.plain.startswith(top + "First seen 23 November 2026, 02:00, last 24 November 2026, 08:00.\n\nMara Lin")
    assert cuts([text], Style.OPEN_QUOTE) == [RUST.text, WAIT.text]
    assert f"Papers differ:\n“{mine.text}” Harbour Times\n“They found 40 holes.” The Post" in text.plain
    assert "40" in cuts([text], Style.BOLD)
    (timeline,) = cuts([text], Style.QUOTE)
    assert timeline.split("\n") == [
        "20 November 2026 · The Post: Forty holes", "20 November 2026 · Harbour Times: Bridge to close"
    ]  # fmt: skip
    assert utf16_length(text.plain) <= 4096


def test_a_card_has_whole_statements_and_fits_a_message() -> None:
    long, first, second = f"“{'Rain fell. ' * 400}”", "“We wait,”", "“as we must.”"
    of = article(f"{long} said Ana Maric. {first} said Tom Reyes, {second}", name="flood")
    starts = [(long, 1), (first, 2), (second, 2)]
    said = tuple(
        Excerpt(article=of, span=Span(of.text.find(words), of.text.find(words) + len(words)), statement=number)
        for words, number in starts
    )
    text = card_text(StoryCard(1, of, (of,), said), NOW)
    assert utf16_length(text.plain) <= 4096
    assert cuts([text], Style.OPEN_QUOTE) == [first, second]
