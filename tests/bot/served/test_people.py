"""A person's page: statements newest first, by topic and paper, and never those of a namesake."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from urllib.parse import quote

from bot.views.web.found import PER_PAGE
from retrieval.domain.article import Draft
from tests.bot.served.site import NOW, Site, headings, hrefs, marked, printed, words

DAYS = "//section[@aria-labelledby='statements']//p[@class='under']/span[2]"


async def test_statements_stand_newest_first_with_paper_and_day(town: Site) -> None:
    page = await town.page(town.said_by("Marta Olin"))
    assert words(page.xpath("//h1")[0]) == "Marta Olin"
    assert "“the mayor of Arvel”" in words(page)
    days = [datetime.strptime(words(day), "%d %B %Y") for day in page.xpath(DAYS)]  # noqa: DTZ007
    assert len(days) == 10
    assert days == sorted(days, reverse=True)
    assert "10 statements" in words(page)
    assert "The Arvel Courier 24 November 2026 See it in context" in words(page)
    # Each leads to its own page.
    link = page.xpath("//section[@aria-labelledby='statements']//a/@href")[-1]
    assert marked(await town.page(link)).startswith("“We will not let an island")


async def test_every_word_of_theirs_is_an_articles_own(town: Site) -> None:
    texts = [article.text for article in await town.services.library.newest(100)]
    for name in await town.services.library.quoted_people():
        answer = await town.get(town.said_by(name))
        assert answer.status_code == 200, name
        shown = printed(await town.page(town.said_by(name)))
        assert shown
        assert all(any(words_ in text for text in texts) for words_ in shown)


async def test_a_namesake_has_a_page_of_their_own(town: Site) -> None:
    marta, karl = [await town.page(town.said_by(name)) for name in ("Marta Olin", "Karl Olin")]
    assert not any("windows have rattled" in one for one in printed(marta))
    assert any("windows have rattled" in one for one in printed(karl))
    assert not any("ferries" in one for one in printed(karl))
    # Each names the other, so that nobody takes one for the other.
    assert list(hrefs(marta, "//section[@aria-labelledby='namesakes']")) == ["Karl Olin"]
    back = await town.page(hrefs(karl, "//section[@aria-labelledby='namesakes']")["Marta Olin"])
    assert words(back.xpath("//h1")[0]) == "Marta Olin"


async def test_a_shared_surname_says_that_it_is_shared(town: Site) -> None:
    text = "“We shall see what the winter brings,” Olin said at the market, and left."
    await town.add(Draft(text=text, title="At the market", publisher="Corlin Daily", published=NOW))
    page = await town.page(town.said_by("Olin"))
    assert "The articles don't say which of them it is: Karl Olin or Marta Olin." in words(page)
    assert not any("ferries" in one for one in printed(page))


async def test_a_page_narrows_to_a_paper_and_a_topic(empty: Site) -> None:
    def article(n: int, publisher: str, place: str) -> Draft:
        return Draft(
            text=f"“The bridge of {place} will stand for {n + 2} more years,” said Ana Bok, an engineer.",
            id=f"bridge-{n}", title=f"Bridge {n}", publisher=publisher, published=NOW - timedelta(days=n),
        )  # fmt: skip

    await empty.add(*(article(n, ("Post", "Wire")[n % 2], ("Corlin", "Arvel")[n // 10]) for n in range(20)))
    page = await empty.page(empty.said_by("Ana Bok"))
    assert headings(page)[:4] == ["Ana Bok", "Topics", "Papers", "Statements, newest first"]
    topics, papers = [hrefs(page, f"//nav[@aria-labelledby='{part}']") for part in ("topics", "papers")]
    assert {*topics} >= {"All topics", "Corlin 10", "Arvel 10"}
    assert list(papers) == ["All papers", "Post 10", "Wire 10"]
    base = empty.said_by("Ana Bok").partition("?")[0]
    wire = await empty.page(base + papers["Wire 10"])
    assert "10 statements" in words(wire)
    assert {words(day) for day in wire.xpath("//p[@class='under']/span[1]")} == {"Wire"}
    assert wire.xpath("//nav[@aria-labelledby='papers']//a[@aria-current]/@href") == [papers["Wire 10"]]
    # A second choice keeps the first, and so does the language.
    both = await empty.page(base + hrefs(wire, "//nav[@aria-labelledby='topics']")["Corlin 10"])
    assert "5 statements" in words(both)
    german = await empty.page(base + hrefs(both, "//footer")["Deutsch"])
    assert (german.get("lang"), "5 Aussagen" in words(german)) == ("de", True)
    # Pages: all of them together have everything once.
    older = await empty.page(base + hrefs(page)["Older"])
    assert (len(printed(page)), len(printed(older))) == (PER_PAGE, 5)
    assert not {*printed(page)} & {*printed(older)}
    assert "Newer" in hrefs(older)


async def test_what_an_address_chooses_is_only_a_choice(town: Site) -> None:
    base = town.said_by("Marta Olin").partition("?")[0]
    for query, count in [
        ("page=99", 10), ("page=-1", 10), ("page=0", 10), ("page=1e9", 10), ("page=" + "9" * 5_000, 10),
        ("page=٣", 10), ("paper=Nowhere", 0), ("paper=" + "x" * 5_000, 10), ("paper=Radio+Corlin&paper=x", 0),
        ("topic=" + quote("<script>alert(1)</script>"), 0), ("topic=%00&hl=%00", 0), ("a=1&a=2", 10),
    ]:  # fmt: skip
        answer = await town.get(f"{base}?{query}")
        assert answer.status_code == 200, query
        assert f"{count} statement" in answer.text, query
        assert "<script" not in answer.text


async def test_words_of_a_retracted_article_are_on_no_page(town: Site) -> None:
    from retrieval.domain.changes import OPERATOR

    assert any("ferries have grown" in one for one in printed(await town.page(town.said_by("Marta Olin"))))
    await town.services.editing.retract("harbour-1", OPERATOR)
    assert not any("ferries have grown" in one for one in printed(await town.page(town.said_by("Marta Olin"))))
    assert (await town.get(town.said_by("Peter Vašek"))).status_code == 404


async def test_copies_count_once(empty: Site) -> None:
    text = "“The roof is finally where the drawings said it would be,” said Tomás Ruiz, the head teacher of Arvel."
    first = Draft(text=text, id="a", publisher="Post", published=datetime(2026, 11, 1, tzinfo=UTC))
    await empty.add(first, replace(first, id="b", publisher="Wire"))
    page = await empty.page(empty.said_by("Tomás Ruiz"))
    assert "1 statement" in words(page)
    assert len(printed(page)) == 1
