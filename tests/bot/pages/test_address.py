"""A link identifies an article, so a canonical link is believed only if it is the same page's."""

from __future__ import annotations

import pytest

from bot.intake.pages.address import address_of

STORY = "https://www.harbour-times.example/news/bridge-to-close"


@pytest.mark.parametrize(
    ("url", "declared"),
    [
        (STORY, "https://m.harbour-times.example/news/bridge-to-close"),
        (STORY, "https://www.harbour-times.example/city/2026/bridge-to-close.html"),
        (f"{STORY}/amp", STORY),
        (f"{STORY}.amp.html", STORY),
        (f"{STORY}?ref=front&share=7", STORY),
        ("https://amp.harbour-times.example/news/tram", "https://harbour-times.example/news/tram"),
        ("https://harbour-times.example/amp/news/tram", "https://www.harbour-times.example/news/tram"),
        ("https://harbour-times.example/news/tram/?utm_source=x", "https://harbour-times.example/news/tram"),
        ("https://harbour-times.example/a/tram-derails-1948271", "https://harbour-times.example/b/tram-1948271.html"),
        ("https://harbour-times.example/news/articles/c5y4p555kj1o", "https://harbour-times.example/news/c5y4p555kj1o"),
        ("https://harbour-times.example/view.php?id=17&utm_medium=x", "https://harbour-times.example/view.php?id=17"),
    ],
)
def test_another_address_of_the_same_page_is_believed(url: str, declared: str) -> None:
    assert address_of(url, declared) == declared


@pytest.mark.parametrize(
    ("url", "declared"),
    [
        (STORY, "https://www.harbour-times.example/news/"),
        (STORY, "https://www.harbour-times.example/news"),
        (STORY, "https://www.harbour-times.example/"),
        (STORY, "https://www.harbour-times.example/index.html"),
        (STORY, "https://www.harbour-times.example/news/tram-to-stop"),
        (STORY, "https://selby-post.example/news/bridge-to-close"),
        (f"{STORY}?page=2", STORY),
        (f"{STORY}/2", STORY),
        ("https://harbour-times.example/view.php?id=17", "https://harbour-times.example/view.php"),
        ("https://harbour-times.example/news-article?id=17", "https://harbour-times.example/news-article"),
        ("https://harbour-times.example/2026/11/20/a", "https://harbour-times.example/2026/11/20/"),
        ("https://harbour-times.example/20261120/a", "https://harbour-times.example/20261120/"),
        ("https://harbour-times.example/1948271/tram", "https://harbour-times.example/1948271/"),
        ("https://harbour-times.example/a/story.html", "https://harbour-times.example/story.html"),
        ("https://a.harbour-times.example/1", "https://harbour-times.example/1"),
    ],
)
def test_the_address_of_a_section_a_part_or_another_article_is_not_believed(url: str, declared: str) -> None:
    assert address_of(url, declared) == url
