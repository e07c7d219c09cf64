"""Pages, feeds and keys give the same names for the same bylines."""

from __future__ import annotations

from time import process_time

import pytest

from bot.intake.base.author_names import names_of
from bot.intake.base.draft_builder import draft_from
from tests.bot.feeds.test_sound_feeds import item, read, rss
from tests.bot.pages.made import PARAGRAPHS, page, paragraphs, parsed_page

NAMES = [
    ("By Jane Doe", "Jane Doe"),
    ("No Author", None),
    ("Follow", None),
    ("Name", None),
    ("Datum", None),
    ("24 November", None),
    ("Par Mertesacker", "Par Mertesacker"),
    ("Von Miller", "Von Miller"),
    ("Jane Doe; Bob Roe", "Jane Doe, Bob Roe"),
]


@pytest.mark.parametrize(("stated", "names"), NAMES)
def test_all_ways_in_give_the_same_names(stated: str, names: str | None) -> None:
    body = f"<main><article><h1>Bridge to close</h1>{paragraphs(*PARAGRAPHS)}</article></main>"
    of_page = parsed_page(page(body, head=f"<meta name='author' content='{stated}'>"))["author"]
    (entry,) = read(rss(item(f"<dc:creator>{stated}</dc:creator>")))["entries"]
    of_key = draft_from({"text": "It closes.", "byline": stated}).author
    assert (of_page, entry["author"], of_key) == (names, names, names)


@pytest.mark.parametrize(
    ("stated", "language", "names"),
    [
        ("Von Anna Schmidt", "de-AT", "Anna Schmidt"),
        ("Von Anna Schmidt", "en", "Von Anna Schmidt"),
        ("von der Leyen", "de", "von der Leyen"),
        ("Par Mertesacker", "fr", "Par Mertesacker"),
        ("Por Ana Silva", "pt_BR", "Ana Silva"),
        ("Redaktion Berlin", "de", "Redaktion Berlin"),
        ("Autor: Anna Schmidt", "de", "Anna Schmidt"),
        ("(Jane) and (Bob)", "", "(Jane) and (Bob)"),
        ("Sammy Davis Jr.", "", "Sammy Davis Jr."),
        ("Ann Lee, Bob Roe, Cy Fox and Di Hill", "", "Ann Lee, Bob Roe, Cy Fox and Di Hill"),
        ("Ann Lee, who has written about the harbour for years", "", None),
    ],
)
def test_what_stands_before_a_name_is_left_out_in_its_language_only(
    stated: str, language: str, names: str | None
) -> None:
    assert names_of([stated], language=language) == names


def test_a_byline_of_any_length_takes_no_time() -> None:
    start = process_time()
    assert names_of(["a" * 30_000, "Jane Doe"]) == "Jane Doe"
    assert process_time() - start < 1


def test_a_feeds_title_that_is_too_long_for_a_publisher_is_left_out_and_not_cut() -> None:
    feed = f"<rss version='2.0'><channel><title>{'Harbour ' * 30}</title>{item('')}</channel></rss>"
    assert read(feed)["title"] is None
