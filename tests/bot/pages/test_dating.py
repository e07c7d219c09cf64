"""The day of a page: what it declares, what it prints about itself, or nothing."""

from __future__ import annotations

import pytest

from bot.intake.pages.printed_dates import printed_days
from tests.bot.pages.made import HEADLINE, PARAGRAPHS, article, json_ld, page, paragraphs, parsed_page

ON_10 = json_ld(datePublished="2026-11-10T09:30:00+01:00")


@pytest.mark.parametrize(
    ("heading", "opening", "day"),
    [
        ("What happened on 11 September 2001", "", "declared"),
        ("Strike on 11 November 2026", "", "declared"),
        (HEADLINE, "<p>He was born on 3 May 1921.</p>", "declared"),
        (HEADLINE, "<figure><figcaption>Hill at the river, 3 May 2019.</figcaption></figure>", "declared"),
        (HEADLINE, "<div>Hill at the river, 3 May 2019.</div>", "declared"),
        # Lines that only date the article: another day that its moment has somewhere, or that of an imported text.
        (HEADLINE, "<div>9 November 2026</div>", "2026-11-09"),
        (HEADLINE, "<div>Published 3 May 2019</div>", "2019-05-03"),
        (HEADLINE, "<div>Original research 3 May 2019</div>", None),
    ],
)
def test_a_declared_day_is_not_overruled_by_any_day_near_the_headline(
    heading: str, opening: str, day: str | None
) -> None:
    body = f"<main><article><h1>{heading}</h1>{opening}{paragraphs(*PARAGRAPHS)}</article></main>"
    published = parsed_page(page(body, head=ON_10, title=heading))["published"]
    assert published == ("2026-11-10T09:30:00+01:00" if day == "declared" else day)


@pytest.mark.parametrize(
    ("below", "day"),
    [
        ("<p>Privacy policy effective 25 May 2018</p>", None),
        ("<p>Founded on 3 May 1921</p>", None),
        ("<section><div>Tomas Bell</div><div>12 November 2026, 10:15</div><div>What a bridge!</div></section>", None),
        ("<section><div>12 November 2026 Concert in the park</div></section>", None),
        ("<p>Published on 12 November 2026</p>", "2026-11-12"),
    ],
)
def test_a_page_that_declares_nothing_is_dated_only_by_a_line_about_itself(below: str, day: str | None) -> None:
    assert parsed_page(page(article() + below))["published"] == day


@pytest.mark.parametrize(
    ("stated", "language", "published"),
    [
        ("2026-11-09T23:00:00.000Z", "de", "2026-11-10"),
        ("2026-07-09T22:00:00Z", "de-DE", "2026-07-10"),
        ("2026-11-09T22:00:00Z", "de", "2026-11-09T22:00:00+00:00"),
        ("2026-11-09T23:00:00Z", "en", "2026-11-09T23:00:00+00:00"),
        ("Tue, 10 Nov 26 08:30:00 GMT", "en", "2026-11-10T08:30:00+00:00"),
        ("Tue, 10 Nov 2026 00:30:00 +0100", "en", "2026-11-10T00:30:00+01:00"),
    ],
)
def test_the_stated_moment_keeps_its_day(stated: str, language: str, published: str) -> None:
    assert parsed_page(page(article(), head=json_ld(datePublished=stated), lang=language))["published"] == published


def test_a_head_that_declares_two_days_declares_none() -> None:
    head = json_ld(datePublished="2026-11-10T09:30:00Z") + "<meta name='date' content='2026-11-12T09:30:00Z'>"
    assert parsed_page(page(article(), head=head))["published"] is None


@pytest.mark.parametrize(
    ("printed", "language"),
    [("04-05-2026", "en-US"), ("04.05.2026", "en-US"), ("01-02-03", "en-US"), ("01-02-03", "sv"), ("4-5-2026", "")],
)
def test_an_order_that_could_be_another_gives_no_day(printed: str, language: str) -> None:
    assert printed_days(printed, language) == []
