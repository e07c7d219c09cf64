"""The page behind a citation: the words in their paragraphs, who said them and how the text says so, what follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from bot.views.web.citation import MAX_OTHERS
from retrieval.domain.article import Article, Draft
from retrieval.domain.changes import OPERATOR
from tests.bot.served.site import PUBLIC, Site, facts, headings, hrefs, marked, printed, seen, site, words
from tests.shots.articles import ARTICLES

FERRIES = "“The ferries have grown and the harbour has not. If we do nothing, they will simply call at Corlin instead,”"
PEOPLE = "“A bridge is a promise,” said Ana Bok, an engineer. “We keep ours.”"


async def stored(site_: Site, id_: str) -> Article:
    article = await site_.services.library.article(id_)
    assert article is not None
    return article


async def test_the_words_are_marked_in_the_paragraphs_around_them(town: Site) -> None:
    article = await stored(town, "harbour-1")
    page = await town.page(town.cited(article, FERRIES))
    assert marked(page) == FERRIES
    shown = page.xpath("//blockquote[contains(@class,'article')]//p")
    assert [seen(p) for p in shown] == article.text.strip().split("\n\n")[:3]
    assert words(page.xpath("//*[contains(@class,'speaker')]")[0]) == "Marta Olin, the mayor of Arvel"
    assert words(page.xpath("//h1")[0]) == "Marta Olin"
    assert "“the mayor of Arvel”" in words(page)


async def test_every_word_in_a_quotation_is_the_articles_own(town: Site) -> None:
    for draft in ARTICLES:
        article = await stored(town, draft.id or "")
        for said in await town.services.library.said_in([article.id]):
            page = await town.page(town.cited(article, said.statement.content[0].cut(article.text)))
            assert printed(page)
            for paragraph in printed(page):
                assert paragraph.strip() in article.text


async def test_it_says_how_the_text_says_who_spoke(town: Site) -> None:
    article = await stored(town, "harbour-2")
    named = facts(await town.page(town.cited(article, "“A promise without a figure is only a tune,”")))
    assert named["The article names the speaker"].startswith("“Ines O’Dea")
    assert named["The words that say so"] == "“said”"
    assert named["How the words are printed"] == "direct quote"
    by_pronoun = facts(await town.page(town.cited(article, "“They have signed, and I have the paper on my desk,”")))
    assert by_pronoun["The article says who speaks by a pronoun"] == "“she”, who is Marta Olin in this article"


async def test_the_other_statements_are_listed_by_speaker(town: Site) -> None:
    article = await stored(town, "harbour-1")
    page = await town.page(town.cited(article, FERRIES))
    assert [words(h) for h in page.xpath("//h3")] == ["Marta Olin", "Peter Vašek", "Ines O’Dea"]
    beside = [words(p) for p in page.xpath("//section[@aria-labelledby='others']//blockquote//p")]
    assert "“We shall work at night as little as we can,”" in beside
    assert FERRIES not in beside
    # Each leads to its own page, and its speaker to theirs.
    other = await town.page(page.xpath("//section[@aria-labelledby='others']//p//a/@href")[0])
    assert marked(other) == "“We shall work at night as little as we can,”"
    assert words((await town.page(page.xpath("//h3/a/@href")[1])).xpath("//h1")[0]) == "Peter Vašek"


async def test_the_source_is_one_link_away(town: Site) -> None:
    article = await stored(town, "harbour-1")
    page = await town.page(town.cited(article, FERRIES))
    assert hrefs(page)["Read it at the source"] == "https://courier.example/harbour-vote"
    assert "Arvel votes to deepen its harbour The Arvel Courier · 23 November 2026, yesterday" in words(page)


async def test_words_that_are_nobodys_are_said_to_be_nobodys(town: Site) -> None:
    article = await stored(town, "harbour-1")
    page = await town.page(town.cited(article, "Dredging is to begin in March and will take two summers."))
    assert words(page.xpath("//h1")[0]) == "From the article, not as anyone's words"
    assert facts(page) == {}


async def test_a_passage_with_somebodys_words_in_it_is_not_theirs(town: Site) -> None:
    article = await stored(town, "harbour-1")
    whole = article.text.strip().split("\n\n")
    for passage in (whole[1], "\n\n".join(whole[:3])):
        assert FERRIES[:30] in passage
        page = await town.page(town.cited(article, passage))
        assert words(page.xpath("//h1")[0]) == "From the article, not as anyone's words"
        assert facts(page) == {}
        # Whose words stand in it is said below.
        assert FERRIES in [words(p) for p in page.xpath("//section[@aria-labelledby='others']//blockquote//p")]


async def test_only_named_publishers_are_shown_whole(tmp_path: Path) -> None:
    async with site(tmp_path, whole_texts="Another Paper; the arvel courier") as opened:
        courier, radio = await opened.add(ARTICLES[0], ARTICLES[2])
        page = await opened.page(opened.cited(courier, FERRIES))
        shown = page.xpath("//blockquote[contains(@class,'article')]//p")
        assert "\n\n".join(map(seen, shown)) == courier.text.strip()
        assert "Only the paragraphs around" not in words(page)
        other = await opened.page(opened.cited(radio, "“We heard kind words today."))
        assert "Only the paragraphs around the quotation are shown." in words(other)


async def test_a_long_text_is_not_given_away_paragraph_by_paragraph(empty: Site) -> None:
    paragraph = " ".join(f"The council met again about item {n} and then went home." for n in range(60))
    (article,) = await empty.add(Draft(text=f"{paragraph}\n\n{PEOPLE}\n\n{paragraph}", title="Bridges"))
    page = await empty.page(empty.cited(article, "“A bridge is a promise,”"))
    shown = sum(len(p) for p in printed(page))
    assert shown < 1_500
    assert len(page.xpath("//span[@class='cut']")) == 2
    within = await empty.page(empty.cited(article, "The council met again about item 30 and then went home."))
    assert 800 < sum(len(p) for p in printed(within)) < 3_000


async def test_very_many_statements_are_counted(empty: Site) -> None:
    text = "\n\n".join(f"“We counted boat number {n} today,” said Ana Bok." for n in range(MAX_OTHERS + 4))
    (article,) = await empty.add(Draft(text=text, title="Boats"))
    page = await empty.page(empty.cited(article, "“We counted boat number 0 today,”"))
    assert len(page.xpath("//section[@aria-labelledby='others']//blockquote")) == MAX_OTHERS
    assert "and 3 more statements" in words(page)


async def test_copies_are_named(empty: Site) -> None:
    first, copy = await empty.add(
        replace(ARTICLES[0], id="a"),
        replace(ARTICLES[0], id="b", publisher="Harbour Wire", url="https://wire.example/vote", published=None),
    )
    page = await empty.page(empty.cited(first, FERRIES))
    also = page.xpath("//section[@aria-labelledby='also']")[0]
    assert "Harbour Wire · undated" in words(also)
    assert also.xpath(".//a/@href") == ["https://wire.example/vote"]
    assert "The Arvel Courier" in words(
        (await empty.page(empty.cited(copy, FERRIES))).xpath("//section[@aria-labelledby='also']")[0]
    )


async def test_corrected_words_are_shown_as_they_were_shown(empty: Site) -> None:
    (old,) = await empty.add(ARTICLES[0])
    corrected, kept = empty.cited(old, FERRIES), empty.cited(old, "“We shall work at night as little as we can,”")
    assert "corrected" not in words(await empty.page(corrected))
    empty.clock[0] = datetime(2026, 11, 25, 9, tzinfo=UTC)
    (new,) = await empty.add(replace(ARTICLES[0], text=ARTICLES[0].text.replace("The ferries", "The boats")))
    assert new.revision > old.revision
    page = await empty.page(corrected)
    assert "These words were corrected on 25 November 2026. This is what you were shown." in words(page)
    assert marked(page) == FERRIES
    # Who said them then is still known.
    assert words(page.xpath("//h1")[0]) == "Marta Olin"
    page = await empty.page(kept)
    assert "This article was corrected on 25 November 2026. It still prints these words." in words(page)
    now = await empty.page(hrefs(page)["See them in the corrected article"])
    assert "corrected" not in words(now)
    assert marked(now) == "“We shall work at night as little as we can,”"


async def test_a_retracted_article_shows_no_words(empty: Site) -> None:
    (article,) = await empty.add(ARTICLES[0])
    link = empty.cited(article, FERRIES)
    # A page that was kept is not shown any more, either.
    assert marked(await empty.page(link)) == FERRIES
    await empty.services.editing.retract(article.id, OPERATOR, reason="The quotation was invented.")
    answer = await empty.get(link)
    assert answer.status_code == 410
    assert "This article was retracted on 24 November 2026." in answer.text
    assert "The quotation was invented." in answer.text
    assert "ferries have grown" not in answer.text
    assert "courier.example" not in answer.text
    # Nor who retracted it: that is for editors.
    assert "command line" not in answer.text
    await empty.services.editing.restore(article.id, OPERATOR)
    assert marked(await empty.page(link)) == FERRIES


async def test_an_article_without_date_link_title_or_publisher(empty: Site) -> None:
    (article,) = await empty.add(Draft(text=PEOPLE))
    page = await empty.page(empty.cited(article, "“A bridge is a promise,”"))
    assert "Untitled article undated" in words(page)
    assert "Read it at the source" not in hrefs(page)
    assert headings(page)[:2] == ["Ana Bok", "As printed in Untitled article"]


async def test_a_page_speaks_the_language_of_its_link_or_of_the_browser(town: Site) -> None:
    link = town.cited(await stored(town, "harbour-1"), FERRIES)
    assert link.endswith("?hl=en")
    bare = link.removesuffix("?hl=en")
    for url, accepted, language, label in [
        (link, "de", "en", "Read it at the source"),
        (f"{bare}?hl=de", "sr", "de", "An der Quelle lesen"),
        (bare, "fr, sr-Latn-RS;q=0.8, de;q=0.5", "sr", "Pročitajte na izvoru"),
        (bare, "de;q=0.1, uk;q=0.9", "uk", "Читати в джерелі"),
        (bare, "de;q=0, fr", "en", "Read it at the source"),
        (f"{bare}?hl=<script>", ",,;q=;q=9,\x00" + "x" * 9_000, "en", "Read it at the source"),
    ]:
        page = await town.page(url, **{"Accept-Language": accepted})
        assert (page.get("lang"), label in hrefs(page)) == (language, True), accepted
        # The article stays in its own.
        assert page.xpath("//blockquote/@lang")[0] == "en"
    links = hrefs(await town.page(bare), "//footer")
    assert links["Deutsch"] == "?hl=de"
    assert PUBLIC in link
