"""Numbers and papers under quotations lead to our pages where there are any, and to the source where there are none."""

from __future__ import annotations

import pytest

from bot.views.cards.card import Card, Item
from bot.views.cards.context import context_text
from bot.views.cards.page import page_text as card_page
from bot.views.chats.alerts import AlertEntry, alert_text
from bot.views.citing import CitationLink, to_page, to_source
from bot.views.digests.card import StoryCard, card_text
from bot.views.digests.page import Frame, ShownStory, page_text
from bot.views.rich_text import Style, Text
from bot.views.sharing.page_links import CITATION, CitedPlace, PageLinks
from retrieval.domain.article import Article, Span
from retrieval.domain.reply import Difference, DifferenceKind, Excerpt
from retrieval.text.sentences import sentences
from storage.ports.watches import WatchKind
from tests.bot.printed import BRIDGE, NOW, RUST, WAIT, article

PAGES = PageLinks("https://pages.example", b"k" * 32, 90)
LINK = to_page(PAGES, NOW)
FILED = article("They found 40 holes.", name="filed", title=None, url=None, publisher="The Post")
HOLES = Excerpt(article=FILED, span=Span(0, 20), focus=(Span(11, 13),))
CARD = Card(Text(), tuple(Item(e.article, e.span) for e in (RUST, WAIT, HOLES)))
FORTY = Excerpt(article=BRIDGE, span=RUST.span, focus=(Span(RUST.span.start, RUST.span.start + 3),))
STORY = StoryCard(1, BRIDGE, (BRIDGE,), (RUST, HOLES), 2, (Difference(DifferenceKind.FIGURE, (FORTY, HOLES)),))
TOLD = (ShownStory(1, BRIDGE, (sentences(BRIDGE.text)[0],)), ShownStory(2, FILED, (HOLES.span,)))


def linked(text: Text) -> list[tuple[str, CitedPlace | str]]:
    """Return what is linked, and where to: a place, if the link is one of ours."""
    found: list[tuple[str, CitedPlace | str]] = []
    for mark in text.marks:
        if mark.style is Style.LINK and mark.url is not None:
            token = mark.url.rpartition("/")[2].partition("?")[0]
            opened = PAGES.opened(CITATION, token, NOW)
            place = opened.place if opened is not None else mark.url
            assert isinstance(place, CitedPlace | str)
            found.append((text.plain[mark.start : mark.end], place))
    return found


def place(excerpt: Excerpt) -> CitedPlace:
    return CitedPlace(excerpt.article.id, excerpt.article.revision, excerpt.span)


def test_the_numbers_of_an_answer_lead_to_the_words_they_cite() -> None:
    text = card_page(CARD, range(3), NOW, LINK)
    assert linked(text) == [("[1]", place(RUST)), ("[2]", place(WAIT)), ("[3]", place(HOLES))]
    # The words are the same, so that what fits a message without pages fits one with them.
    assert text.plain == card_page(CARD, range(3), NOW).plain
    assert linked(card_page(CARD, range(3), NOW)) == [("[1]", BRIDGE.url), ("[2]", BRIDGE.url)]


def test_so_does_the_number_of_words_in_their_context() -> None:
    assert linked(context_text(CARD, 1, NOW, LINK))[0] == ("[2]", place(WAIT))
    assert linked(context_text(CARD, 2, NOW)) == []


def test_so_do_the_numbers_of_an_alert() -> None:
    entries = [AlertEntry("Mara Lindqvist", WatchKind.PERSON, (RUST,)), AlertEntry("holes", WatchKind.WORDS, (HOLES,))]
    assert linked(alert_text(entries, None, NOW, LINK)) == [("[1]", place(RUST)), ("[2]", place(HOLES))]
    assert linked(alert_text(entries, None, NOW)) == [("[1]", BRIDGE.url)]


def test_so_do_the_papers_on_the_card_of_a_story() -> None:
    by_paper = linked(card_text(STORY, NOW, LINK))
    assert by_paper[1:5] == [
        ("Harbour Times", place(RUST)), ("The Post", place(HOLES)), ("Harbour Times", place(FORTY)),
        ("The Post", place(HOLES)),
    ]  # fmt: skip
    assert ("The Post", place(HOLES)) not in linked(card_text(STORY, NOW))


def test_so_do_the_papers_of_a_digest_while_headlines_lead_to_the_source() -> None:
    said = TOLD[0].says[0]
    text = page_text(TOLD, range(2), Frame(NOW, 2, link=LINK))
    assert linked(text) == [
        ("Bridge to close", BRIDGE.url), ("Harbour Times", CitedPlace(BRIDGE.id, 1, said)), ("The Post", place(HOLES)),
    ]  # fmt: skip
    plain = page_text(TOLD, range(2), Frame(NOW, 2))
    assert (text.plain, linked(plain)) == (plain.plain, [("Bridge to close", BRIDGE.url)])


@pytest.mark.parametrize(
    ("of", "leads"),
    [
        (BRIDGE, BRIDGE.url),
        (FILED, None),
        (article(url="javascript:alert(1)"), None),
        (article(url="data:text/html,x"), None),
        (article(url="page 4"), None),
    ],
)
def test_without_pages_words_lead_to_the_source_if_it_is_of_the_web(of: Article, leads: str | None) -> None:
    links: list[CitationLink] = [to_source, to_page(None, NOW), to_page(PAGES, None)]
    assert [link(of, Span(0, 5)) for link in links] == [leads] * 3


def test_an_article_that_no_link_can_name_leads_to_its_source() -> None:
    assert LINK(article(name="x" * 700), Span(0, 5)) == BRIDGE.url
