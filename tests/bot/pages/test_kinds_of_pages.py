"""Pages whose words were lost, or that were refused: each as a small page of our own, and the first of each kind."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from bot.intake.documents.fragments import paragraphs_of
from bot.intake.pages import nesting
from bot.intake.pages.nesting import mended
from bot.intake.pages.refusing import word_count
from tests.bot.pages.made import HEADLINE, PARAGRAPHS, article, json_ld, page, paragraphs, parsed_page, refused, texts

FAULTS = Path("../shared/data/faults")
FIRST, SECOND, THIRD, FOURTH, LAST = PARAGRAPHS
HINDI = (
    "नगर परिषद ने शुक्रवार को कहा कि पुराना पुल सोमवार से बंद रहेगा।",
    "“हमें वहाँ जंग मिला जहाँ किसी ने देखा नहीं था,” इंजीनियर ने कहा।",
)
URDU = ("شہر کی کونسل نے جمعہ کو کہا کہ پرانا پل پیر سے بند رہے گا۔", "انجینئر نے کہا کہ ہمیں ہر شہتیر میں زنگ ملا۔")
THAI = ("สภาเมืองกล่าวเมื่อวันศุกร์ว่าสะพานเก่าจะปิดตั้งแต่วันจันทร์เป็นเวลาหกสัปดาห์", "วิศวกรกล่าวว่าพบสนิมในที่ที่ไม่มีใครเคยมองมาก่อน")
ARMENIAN = (
    "Քաղաքային խորհուրդը ուրբաթ օրը ասաց, որ հին կամուրջը փակվելու է երկուշաբթի։",
    "Մենք ժանգ գտանք ամեն գերանում, ասաց ինժեները։",
)
KHMER = ("ក្រុមប្រឹក្សាក្រុងបាននិយាយនៅថ្ងៃសុក្រថាស្ពានចាស់នឹងបិទពីថ្ងៃចន្ទ។", "វិស្វករបាននិយាយថាយើងបានរកឃើញច្រែះ។")
MENU = "<header><div class='visually-hidden-focusable'><ul><li><a href='/'>News</a></li></ul></header>"


@pytest.mark.parametrize("language", [HINDI, URDU, THAI, ARMENIAN, KHMER], ids=["hi", "ur", "th", "hy", "km"])
def test_sentences_are_recognized_in_every_script(language: tuple[str, ...]) -> None:
    heading = language[0][:12]
    body = f"<main><article><h1>{heading}</h1>{paragraphs(*language)}</article></main>"
    assert texts(page(body, title=heading)) == list(language)
    assert word_count(" ".join(language)) < 60


BODIES = {
    "text, a table, a heading and more text": (
        f"<div id='content'>{FIRST}<br><br><table><tr><td>Toll</td><td>9 crowns</td></tr><tr><td>Lorry</td>"
        f"<td>30 crowns</td></tr></table><h2>What comes next</h2>{SECOND}<br><br>{LAST}<br><br></div>",
        [FIRST, "Toll", "9 crowns", "Lorry", "30 crowns", "What comes next", SECOND, LAST]),
    "a list in a list": (
        f"<div class='entry-content'>{FIRST}<br><br>The city plans this:<br><ol><li>Close it on Monday.</li><ol>"
        f"<li>Post guards.</li></ol><li>Open it in May.</li></ol>{SECOND}<br><br><h2>And then</h2>{LAST}<br><br></div>",
        [FIRST, "The city plans this:", "Close it on Monday.", "Post guards.", "Open it in May.", SECOND, "And then",
         LAST]),
    "text before a div": (
        f"<div>{FIRST}<br><br><div>{SECOND}</div><p>{THIRD}</p><p>{LAST}</p></div>", [FIRST, SECOND, THIRD, LAST]),
    "linked names in a table and a list": (
        f"<article><h1>{HEADLINE}</h1><p>{FIRST}</p><table><tr><th>Name</th><th>Votes</th></tr><tr><td><a href='/o'>"
        "Ines Okafor</a></td><td>4,812 votes</td></tr></table><ul><li><a href='/b'>Tomas Bell leaves the board</a></li>"
        f"<li>Tolls stay, the board says.</li></ul><h2><a href='/pay'>Who pays</a></h2><p>{LAST}</p></article>",
        [FIRST, "Name", "Votes", "Ines Okafor", "4,812 votes", "Tomas Bell leaves the board",
         "Tolls stay, the board says.", "Who pays", LAST]),
    "an opening under the headline": (
        f"<div><h1>{HEADLINE}</h1><div class='intro'>{FIRST}</div><div><a href='/m'>Mara</a></div></div>"
        f"<div class='body'><p>{SECOND}</p><p>{THIRD}</p><p>{FOURTH}</p><p>{LAST}</p></div>",
        [FIRST, SECOND, THIRD, FOURTH, LAST]),
    "an aside": (f"<aside><h1>{HEADLINE}</h1>{paragraphs(*PARAGRAPHS)}</aside>", list(PARAGRAPHS)),
    "an unclosed element in <noscript>": (
        f"<noscript><div id='nojs'></noscript><main><h1>{HEADLINE}</h1>{paragraphs(FIRST, LAST)}</main>",
        [FIRST, LAST]),
    "an unclosed hidden menu": (f"{MENU}<main><h1>{HEADLINE}</h1>{paragraphs(FIRST, LAST)}</main>", [FIRST, LAST]),
    "an article in <noscript>": (
        f"<div class='post'><h2><a href='/b'>{HEADLINE}</a></h2><noscript>{paragraphs(FIRST, SECOND, LAST)}</noscript>"
        "<script>render()</script></div>", [FIRST, SECOND, LAST]),
    "a cookie banner longer than the article": (
        f"<div class='cookie-banner'><p>We use needed cookies for logging in. {'Others count visits. ' * 30}</p>"
        f"</div><main><h1>{HEADLINE}</h1><p>{FIRST}</p></main>", [FIRST]),
    "a dialog": (
        f"<div role='dialog'><p>{'Get the Harbour Times by mail every morning. ' * 9}</p></div><main>"
        f"<h1>{HEADLINE}</h1><p>{FIRST}</p></main>", [FIRST]),
}  # fmt: skip


@pytest.mark.parametrize("what", BODIES)
def test_no_words_of_the_article_are_lost(what: str) -> None:
    body, printed = BODIES[what]
    markup = f"<!doctype html><html><head><title>{HEADLINE}</title></head><body>{body}</body></html>"
    assert texts(markup) == printed


def test_a_box_named_for_cookies_that_holds_the_article_is_the_article() -> None:
    assert texts(page(f"<div id='cookie-law'><h1>{HEADLINE}</h1>{paragraphs(FIRST, LAST)}</div>")) == [FIRST, LAST]


@pytest.mark.parametrize(
    "box",
    ["<div class='cmp-text cmp-container'>{}</div>", "<section id='cookie-story'>{}</section>",
     "<div class='popup-content'>{}</div>", "<div role='dialog'>{}</div>"],
)  # fmt: skip
def test_a_box_named_like_a_notice_around_the_text_is_the_article(box: str) -> None:
    assert texts(page(box.format(paragraphs(*PARAGRAPHS)))) == list(PARAGRAPHS)


@pytest.mark.parametrize(
    "part",
    ["<section id='gdpr'><p>{}</p></section>", "<div class='pop-up'><p>{}</p></div>",
     "<div role='alertdialog'><p>{}</p></div>"],
)  # fmt: skip
def test_no_part_of_an_article_is_a_notice(part: str) -> None:
    more = f"<h2 id='consent-and-law'>What the law asks</h2>{part.format(SECOND)}{paragraphs(THIRD, LAST)}"
    assert texts(page(article(FIRST, more=more))) == [FIRST, "What the law asks", SECOND, THIRD, LAST]


def test_a_feed_has_no_notices_laid_over_it() -> None:
    html = "<p>First.</p><h2 id='consent'>Law</h2><section id='gdpr' role='dialog'><p>Hill said: yes.</p></section>"
    assert paragraphs_of(html) == "First.\n\nLaw\n\nHill said: yes."


def test_a_paid_page_that_is_shown_whole_is_read_whatever_its_comments_ask() -> None:
    many = [f"On day {n} {paragraph}" for n in range(2) for paragraph in PARAGRAPHS]
    asks = "<section><p>Commenting is for subscribers only.</p></section>"
    whole = page(f"<main><article><h1>{HEADLINE}</h1>{paragraphs(*many)}</article></main>{asks}",
                 head=json_ld(isAccessibleForFree=False))  # fmt: skip
    assert texts(whole) == many
    cut = [*many[:-1], "The bridge was built in 1931 and last painted"]
    assert "for subscribers" in refused(whole.replace(paragraphs(*many[-2:]), paragraphs("The bridge was", cut[-1])))


@pytest.mark.parametrize("notice", ["Your browser is out of date. Please get a newer one.",
                                    "Ihr Browser ist veraltet. Bitte laden Sie einen neueren herunter."])  # fmt: skip
def test_a_notice_in_the_place_of_the_article_is_refused(notice: str) -> None:
    shown = (
        f"<!doctype html><html><head><title>{HEADLINE}</title><script src='a.js'></script></head><body><div><p>{notice}"
    )
    assert "shows a notice" in refused(f"{shown}</p></div><div id='app'></div></body></html>")


def test_markup_is_mended_as_browsers_read_it() -> None:
    scripted, unscripted, noscript = mended("<nav><div>a</nav><p>b<noscript><i>c</i></noscript><!-- <noscript> -->d")
    assert scripted == "<nav><div>a</div></nav><p>b<!-- <noscript> -->d"
    assert unscripted == "<nav><div>a</div></nav><p>b<i>c</i><!-- <noscript> -->d"
    assert noscript == "<i>c</i>"
    assert mended("<td></nav><script>'<nav>'</script><nav><td></nav></td>")[0] == (
        "<td></nav><script>'<nav>'</script><nav><td></nav></td>"
    )


@pytest.mark.parametrize(
    "hostile",
    [
        lambda n: "<nav><td>" + "<div>" * n + "</nav>" * n,
        lambda n: "<!--" * n,
        lambda n: "<script " * n,
        lambda n: "<script>" * n,
        lambda n: "<noscript>" * n,
        lambda n: "<div></nav>" * n,
    ],
)
def test_mending_takes_linear_time(hostile: Callable[[int], str], monkeypatch: pytest.MonkeyPatch) -> None:
    few, many = (steps_of_mending(hostile(n), monkeypatch) for n in (1000, 4000))
    assert few < many < 5 * few


def steps_of_mending(markup: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """Return how many lines of code mending runs, and how many characters it searches for ends of elements."""
    steps = 0

    def count(frame: FrameType, event: str, _argument: object) -> Callable[..., Any] | None:
        nonlocal steps
        steps += event == "line"
        return count if frame.f_code.co_filename == nesting.__file__ else None

    def end_of(searched: str, raw: str, start: int) -> int | None:
        nonlocal steps
        end = unpatched(searched, raw, start)
        steps += (len(searched) if end is None else end) - start
        return end

    unpatched, before = nesting._end_of, sys.gettrace()
    with monkeypatch.context() as patched:
        patched.setattr(nesting, "_end_of", end_of)
        sys.settrace(count)
        try:
            mended(markup)
        finally:
            sys.settrace(before)
    return steps


@pytest.mark.parametrize(
    ("head", "beside", "day"),
    [
        ("<script type='application/ld+json'><![CDATA[{}]]></script>", "", "2026-11-20"),
        ("<script type='application/ld+json'>{};</script>", "", "2026-11-20"),
        ("<script type='application/ld+json'>/* <![CDATA[ */ {} /* ]]> */</script>", "", "2026-11-20"),
        ("", "<time class='entry-date published' datetime='2026-11-20'>x</time>", "2026-11-20"),
        ("", "<time class='updated' datetime='2026-11-22'>x</time>", None),
        ("", "<abbr class='published' title='2026-11-20'>x</abbr>", "2026-11-20"),
        ("", "20 November 2026, 10:15", "2026-11-20"),
        ("", "Mara Lindqvist · Nov. 20, 2026 · Updated Nov. 22, 2026", "2026-11-20"),
        ("", "4/5/2026", None),
        ("<meta name='date' content='2026-11-19T23:30:00Z'>", "20 November 2026, 00:30", "2026-11-20"),
        ("<meta name='date' content='2026-11-20'>", "Updated 22 November 2026", "2026-11-20"),
        ("<meta name='date' content='2026-11-05'>", "11/5/2026", "2026-11-05"),
    ],
)  # fmt: skip
def test_the_day_is_what_the_page_states_and_prints(head: str, beside: str, day: str | None) -> None:
    declared = json_ld(datePublished="2026-11-20")
    head = head.format(declared[declared.index("{") : declared.rindex("}") + 1]) if "{}" in head else head
    body = f"<main><article><h1>{HEADLINE}</h1><div>{beside}</div>{paragraphs(*PARAGRAPHS)}</article></main>"
    assert parsed_page(page(body, head=head))["published"] == day


@pytest.mark.parametrize(
    ("printed", "language", "day"),
    [
        ("20. November 2026", "de-AT", "2026-11-20"),
        ("20 de noviembre de 2026", "es", "2026-11-20"),
        ("20.11.2026", "pl", "2026-11-20"),
        ("20 листопада 2026", "uk", "2026-11-20"),
        ("2026年11月20日", "zh", "2026-11-20"),
        ("२० नवंबर २०२६", "hi", "2026-11-20"),
        ("11/20/2026", "en", "2026-11-20"),
        ("5/11/2026", "fr", "2026-11-05"),
        ("version 2.11.2026.3", "en", None),
        ("31 February 2026", "en", None),
    ],
)
def test_printed_days_are_read_in_the_pages_language(printed: str, language: str, day: str | None) -> None:
    body = f"<main><article><h1>{HEADLINE}</h1><div>{printed}</div>{paragraphs(*PARAGRAPHS)}</article></main>"
    assert parsed_page(page(body, lang=language))["published"] == day


@pytest.mark.parametrize(
    ("byline", "author"),
    [
        ("Follow", None), ("Name", None), ("Datum", None), ("No Author", None), ("Admin", None),
        ("harbour-times.example", None), ("View all posts by Mara Lindqvist", "Mara Lindqvist"),
        ("Mara Lindqvist", "Mara Lindqvist"), ("Name Lindqvist", "Name Lindqvist"),
    ],
)  # fmt: skip
def test_an_author_is_a_name(byline: str, author: str | None) -> None:
    head = f"<meta name='author' content='{byline}'>"
    body = f"<main><article><h1>{HEADLINE}</h1>{paragraphs(*PARAGRAPHS)}</article></main>"
    assert parsed_page(page(body, head=head))["author"] == author


# What each page must have, and must not have; None: it is refused.
FIRST_OF_THEIR_KIND: dict[str, tuple[tuple[str, ...], tuple[str, ...]] | None] = {
    "arabic.html": (("قال مجلس المدينة", "أحد عشر شهرا."), ()),
    "bengali.html": (("নগর পরিষদ", "পরিষদ জানিয়েছে।"), ()),
    "br_table_subhead.html": (("9 crowns", "What the islanders want", "closed to lorries", "cut off this year"), ()),
    "chinese.html": (("市议会星期二表示", "费用为九百万。"), ()),
    "cookie_over_short.html": (("The harbour bank will be placed",), ("cookies",)),
    "hindi.html": (("नगर परिषद", "खर्च होंगे।"), ()),
    "jsonld_cdata.html": (("span number 1",), ()),
    "metered_whole.html": (("span number 1 ", "span number 15 "), ("Commenting",)),
    "nested_list.html": (("Post guards", "Then work begins", "What happens now", "two thirds"), ()),
    "noscript_article.html": (("The harbour board met", "cut off"), ()),
    "noscript_unclosed.html": (("The harbour board met", "cut off"), ()),
    "outdated_browser.html": None,
    "results_table_links.html": (
        ("Mara Lindqvist", "4,812 votes", "Ines Dorn has left", "Who pays for the bridge"),
        (),
    ),
    "text_then_div.html": (("Tolls will not be raised", "The county pays", "The old pier"), ()),
    "urdu.html": (("شہر کی کونسل", "جاری رہے گا۔"), ()),
    "visually_hidden_focusable.html": (("The harbour club", "stand in the rain"), ("News",)),
    "wp_time.html": (("The harbour board met", "We found rust"), ()),
}


@pytest.mark.skipif(not FAULTS.exists(), reason="needs ../shared/data/faults")
@pytest.mark.parametrize("name", FIRST_OF_THEIR_KIND)
def test_the_first_pages_of_their_kind_are_read(name: str) -> None:
    content, expected = (FAULTS / name).read_bytes(), FIRST_OF_THEIR_KIND[name]
    if expected is None:
        assert "shows a notice" in refused(content)
        return
    fields = parsed_page(content)
    assert all(words in fields["text"] for words in expected[0])
    assert not any(words in fields["text"] for words in expected[1])
    if name in {"wp_time.html", "jsonld_cdata.html"}:
        assert fields["published"][:10] == "2026-11-20"
