"""Articles, names and addresses that are made to break out of a page: they stay text."""

from __future__ import annotations

import pytest
from lxml.html import document_fromstring

from retrieval.domain.article import Draft
from tests.bot.served.site import NOW, Site, marked, printed, seen, words

MARKUP = [
    "<script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '"><svg onload=alert(1)>',
    "&lt;b&gt; &amp; &#60;",
    "{{ 7 * 7 }} {% raw %} ${7*7}",
    "<!-- --><a href='javascript:alert(1)'>x</a>",
]
# What templates use besides what stands around every page.
OURS = set("span section blockquote mark dl div dt dd h2 h3 bdi br article nav".split())
SAID = "“The bridge will stand for ever and a day,”"


def elements(html: str) -> set[str]:
    return {str(one.tag) for one in document_fromstring(html).iter() if isinstance(one.tag, str)}


@pytest.mark.parametrize("markup", MARKUP)
async def test_markup_is_shown_as_it_was_printed(markup: str, empty: Site) -> None:
    (article,) = await empty.add(
        Draft(
            text=f"Before {markup} before.\n\n{SAID} said Ana Bok. Then {markup}.\n\n“No {markup} here,” said Ana Bok.",
            title=f"Title {markup}", publisher=f"Paper {markup}", author=f"By {markup}",
            url=f"https://a.example/{markup}", published=NOW,
        )
    )  # fmt: skip
    plain = (await empty.get("/nowhere")).text
    citation = await empty.get(empty.cited(article, SAID))
    person = await empty.get(empty.said_by("Ana Bok"))
    for answer in (citation, person):
        assert answer.status_code == 200
        allowed = {
            "span",
            "section",
            "blockquote",
            "mark",
            "dl",
            "div",
            "dt",
            "dd",
            "h2",
            "h3",
            "bdi",
            "br",
            "article",
            "nav",
        }
        assert elements(answer.text) <= elements(plain) | allowed
        assert "<script" not in answer.text
        page = document_fromstring(answer.content.decode())
        assert not [name for one in page.iter() for name in one.attrib if name.startswith("on")]
        assert all(str(href).startswith(("https://", "?")) for href in page.xpath("//a/@href"))
        assert all(paragraph.strip() in article.text for paragraph in printed(page))
    assert f"Title {markup}"[:40] in words(document_fromstring(citation.content.decode()))


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,<b>",
        "vbscript:x",
        "file:///etc/passwd",
        "//evil.example",
        "https://",
        "x",
    ],
)
async def test_only_an_address_of_the_web_is_a_link(url: str, empty: Site) -> None:
    (article,) = await empty.add(Draft(text=f"{SAID} said Ana Bok.", title="Bridge", url=url))
    page = await empty.page(empty.cited(article, SAID))
    assert "Read it at the source" not in words(page)
    assert url not in page.xpath("//a/@href")


async def test_letters_of_any_direction_stay_where_they_are(empty: Site) -> None:
    hebrew, emoji = "הגשר יעמוד לעד", "👩‍👩‍👧 🌉 e\u0301"
    text = f"{hebrew} {emoji}\n\n{SAID} said Ana Bok. {hebrew}\n\n{emoji} مرحبا"
    (article,) = await empty.add(Draft(text=text, title=f"\u202e{hebrew}\u2066 gnp.exe", publisher="\u202dPaper\u202e"))
    answer = await empty.get(empty.cited(article, SAID))
    page = document_fromstring(answer.content.decode())
    assert marked(page) == SAID
    assert [seen(p) for p in page.xpath("//blockquote[contains(@class,'article')]//p")] == article.text.split("\n\n")
    assert {p.get("dir") for p in page.xpath("//blockquote//p")} == {"auto"}
    # Outside of print, nothing can turn our own words around.
    assert not {*"\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"} & {*answer.text}


async def test_a_text_in_one_endless_line_is_cut_at_words(empty: Site) -> None:
    (article,) = await empty.add(Draft(text=f"{'word ' * 2_000}{SAID} said Ana Bok. {'x' * 5_000}"))
    answer = await empty.get(empty.cited(article, SAID))
    assert answer.status_code == 200
    assert len(answer.content) < 20_000
    page = document_fromstring(answer.content.decode())
    assert marked(page) == SAID
    assert all(paragraph.strip() in article.text for paragraph in printed(page))


async def test_a_citation_may_begin_and_end_anywhere(town: Site) -> None:
    article = await town.services.library.article("harbour-1")
    assert article is not None
    for start in range(0, len(article.text) - 130, 61):
        cited = article.text[start : start + 130]
        page = await town.page(town.cited(article, cited))
        # Paragraphs have no blank lines between them on a page.
        assert "".join(marked(page).split()) == "".join(cited.split())
