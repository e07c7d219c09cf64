"""The words of a page's article are kept as shown: none glued, none lost, and nothing from around the article."""

from __future__ import annotations

import random

import pytest

from tests.bot.pages.made import HEADLINE, PARAGRAPHS, URL, article, json_ld, page, paragraphs, parsed_page, texts

FIRST, SECOND, THIRD, FOURTH, LAST = PARAGRAPHS
SAID = "“We found rust,” said Mara Lindqvist, the city engineer, on Friday"


def kept(markup: str) -> list[str]:
    """Return what is kept of `markup` between the first paragraphs of an article and its last."""
    whole = texts(
        page(f"<main><article><h1>{HEADLINE}</h1>{paragraphs(FIRST, SECOND)}{markup}<p>{LAST}</p></article></main>")
    )
    assert whole[:2] == [FIRST, SECOND]
    assert whole[-1] == LAST
    return whole[2:-1]


@pytest.mark.parametrize(
    ("markup", "printed"),
    [
        (f"<p>{SAID}<b>s</b> and <i>Mon</i>day.</p>", [f"{SAID}s and Monday."]),
        (f"<p>{SAID}<a href='/x'>.</a> <a href='/y'>She</a><a href='/z'> left</a>.</p>", [f"{SAID}. She left."]),
        (f"<p>{SAID}.<br>It was worse.</p>", [f"{SAID}.\nIt was worse."]),
        (f"<p>{SAID}.<br/>\n<br> It was worse.</p>", [f"{SAID}.", "It was worse."]),
        (f"<p>{SAID}&nbsp;&mdash; 4&nbsp;million &lt;&amp;&gt; more&hellip;</p>", [f"{SAID} — 4 million <&> more…"]),
        (f"<p>&ldquo;We&rsquo;ll wait,&rdquo; {SAID}.</p>", [f"“We’ll wait,” {SAID}."]),
        (f"<p>{SAID}: <q>We cannot wait</q>.</p>", [f"{SAID}: “We cannot wait”."]),
        (f"<p>{SAID}, the 10<sup>th</sup>; H<sub>2</sub>O<sup><a href='#n1'>[1]</a></sup>.</p>",
         [f"{SAID}, the 10th; H2O."]),
        (f"<p>{SAID}<span class='sr-only'>(opens a new window)</span><span hidden>x</span>.</p>", [f"{SAID}."]),
        (f"<p>{SAID}, <del>not</del> never.</p>", [f"{SAID}, never."]),
        (f"<p>{SAID}.<!-- not printed --> It<wbr> rained.</p>", [f"{SAID}. It rained."]),
        (f"<blockquote><p>“{SAID}.”</p><p>“No.”</p></blockquote>", [f"“{SAID}.”", "“No.”"]),
        (f"<h2>What now</h2><p>{SAID}.</p>", ["What now", f"{SAID}."]),
        (f"<ul><li>{SAID}.</li><li><p>The ferry <em>runs</em>.</p></li></ul>", [f"{SAID}.", "The ferry runs."]),
        (f"<div>{SAID}.</div><div>It rained on that day.</div>", [f"{SAID}.", "It rained on that day."]),
        (f"<p>{SAID}.</p><script>track('x')</script><style>p{{}}</style><noscript>n</noscript>", [f"{SAID}."]),
        (f"<p>{SAID}.</p><figure><img src='a'><figcaption>The bridge. Photo: Bo</figcaption></figure>", [f"{SAID}."]),
        (f"<p>{SAID}.</p><p><a href='/y'>Read more: Ferry to run all night</a></p>", [f"{SAID}."]),
        (f"<p>{SAID}.</p><p><b>READ MORE: <a href='/y'>Ferry to run all night long</a></b></p>", [f"{SAID}."]),
        (f"<p>{SAID}.</p><p>READ ALSO: <a href='/y'>Why does the ferry run?</a></p>", [f"{SAID}."]),
        (f"<p>{SAID}.</p><p>Read more: it is in <a href='/y'>the report</a>, {SAID}.</p>",
         [f"{SAID}.", f"Read more: it is in the report, {SAID}."]),
        (f"<p>{SAID}.</p><p>ADVERTISEMENT</p><p>Story continues below advertisement</p>", [f"{SAID}."]),
        (f"<p>{SAID}.</p><p>We use cookies to improve your visit. See our cookie policy.</p>", [f"{SAID}."]),
        (f"<p>{SAID}.</p><p>“We use cookies. See our cookie policy,” he read.</p>",
         [f"{SAID}.", "“We use cookies. See our cookie policy,” he read."]),
        (f"<p>{SAID}.</p><p>© 2026 Harbour Times. All rights reserved.</p>", [f"{SAID}."]),
        (f"<p>{SAID}<span style='display: block'>It rained.</span>No.</p>", [f"{SAID}\nIt rained.\nNo."]),
        (f"<p>{SAID}<span class='css-1f VisuallyHidden-a'>x</span><b class='u-visually-hidden'>x</b>"
         "<i class='hidden'>x</i><u class='d-none'>x</u><a role='tooltip'>x</a><meter>x</meter>.</p>", [f"{SAID}."]),
        (f"<p>{SAID}<span class='not-sr-only'>s</span><b class='hidden md:inline'>m</b>"
         "<i class='d-none d-md-block'>n</i><u class='hidden-gem'>o</u>.</p>", [f"{SAID}smno."]),
        (f"<div style='position:absolute; left:-9999px'><p>It rained.</p></div><p>{SAID}.</p>", [f"{SAID}."]),
        (f"<template><p>It rained.</p></template><p>{SAID}<img alt='x' src='a'>.</p>", [f"{SAID}."]),
        (f"<p>{SAID}: <math><mi>x</mi><annotation encoding='application/x-tex'>X</annotation></math>.</p>",
         [f"{SAID}: x."]),
        (f"<p>{SAID}, Donau&shy;dampf.</p>", [f"{SAID}, Donau\xaddampf."]),
        (f"<p>{SAID}.</p><p>Get the news in our newsletter. <a href='/n'>Sign up here</a>.</p>", [f"{SAID}."]),
        (f"<p>{SAID}. <a href='/y'>“Subscribe to our newsletter,”</a> she said.</p>",
         [f"{SAID}. “Subscribe to our newsletter,” she said."]),
        (f"<p>{SAID}.</p><aside><h3>Related</h3><ul><li><a href='/x'>Ferry to run</a></li></ul></aside>", [f"{SAID}."]),
        (f"<p>{SAID}.</p><div class='newsletter-signup'><p>Sign up for our newsletter.</p></div>", [f"{SAID}."]),
    ],
)  # fmt: skip
def test_words_are_kept_as_shown(markup: str, printed: list[str]) -> None:
    assert kept(markup) == printed


TAGS = "b i a span em strong abbr time cite small mark u font code kbd data sup sub ins".split()
WORDS = "rust bridge said city Mara “No,” piers, warned. four 4,000 € Café and the of".split()


def inline(chance: random.Random, depth: int = 0) -> tuple[str, str]:
    """Return words with inline elements in and between them, and the text that a browser shows."""
    markup = printed = ""
    for _ in range(chance.randint(1, 5)):
        if depth > 2 or chance.random() < 0.55:
            word = chance.choice(WORDS) + chance.choice((" ", "", "  ", "\n"))
            markup, printed = markup + word, printed + word
        else:
            tag, (inner, text) = chance.choice(TAGS), inline(chance, depth + 1)
            markup, printed = f"{markup}<{tag} href='/x'>{inner}</{tag}> ", f"{printed}{text} "
    return markup, printed


@pytest.mark.parametrize("seed", range(20))
def test_no_inline_element_glues_or_loses_a_word(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311  no secret
    made = [(inline(chance), paragraph, inline(chance)) for paragraph in (FIRST, SECOND, THIRD)]
    printed = [" ".join(f"{a} {paragraph} {z}".split()) for (_, a), paragraph, (_, z) in made]
    body = [f"{a} {paragraph[:40]}<b>{paragraph[40:]}</b> {z}" for (a, _), paragraph, (z, _) in made]
    assert texts(page(article(*body, LAST))) == [*printed, LAST]


def test_double_line_breaks_of_old_pages_separate_paragraphs() -> None:
    body = f"<div id='content'><h1>{HEADLINE}</h1>{FIRST}<br><br>{SECOND}<br /><br />{THIRD}</div>"
    assert texts(page(body)) == [FIRST, SECOND, THIRD]


def test_title_author_paper_time_and_address_are_read_from_the_page() -> None:
    head = (
        "<meta property='og:site_name' content='Harbour Times'><meta name='author' content='Mara Lindqvist'>"
        "<meta property='article:published_time' content='2026-11-20T08:30:00+01:00'>"
        "<meta property='article:modified_time' content='2026-11-22T08:30:00+01:00'>"
        "<link rel='canonical' href='https://harbour-times.example/bridge-to-close'>"
    )
    fields = parsed_page(page(article(), head=head))
    assert fields == {
        "title": HEADLINE,
        "author": "Mara Lindqvist",
        "publisher": "Harbour Times",
        "published": "2026-11-20T08:30:00+01:00",
        "url": "https://harbour-times.example/bridge-to-close",
        "text": "\n\n".join(PARAGRAPHS),
    }


@pytest.mark.parametrize(
    ("head", "published"),
    [
        (json_ld(datePublished="2026-11-20T08:30:00Z", dateModified="2026-11-22"), "2026-11-20T08:30:00+00:00"),
        (json_ld(datePublished="2026-11-20"), "2026-11-20"),
        ("<meta itemprop='datePublished' content='2026-11-20T08:30:00+0100'>", "2026-11-20T08:30:00+01:00"),
        ("<meta name='dc.date.issued' content='2026-11-20'>", "2026-11-20"),
        ("<meta property='article:modified_time' content='2026-11-22'>", None),
        ("<meta property='article:published_time' content='4/5/2026'>", None),
        ("<meta property='article:published_time' content='yesterday'>", None),
        ("<meta property='article:published_time' content='2026-11-25T06:00:00+14:00'>", "2026-11-25T06:00:00+14:00"),
        (json_ld(datePublished="2099-01-01") + "<meta name='date' content='2026-11-20'>", "2026-11-20"),
        ("<meta property='article:published_time' content='0001-01-01T00:00:00Z'>", None),
        ("<meta property='article:published_time' content='1970-01-01T00:00:00Z'>", None),
        (json_ld(datePublished="1921-04-05"), "1921-04-05"),
        ("", None),
    ],
)
def test_the_day_of_publication_is_stated_by_the_page_and_not_guessed(head: str, published: str | None) -> None:
    """Not the day of a change, or one in its address or text, or one that two countries read differently."""
    assert parsed_page(page(article(), head=head), f"{URL}/2025/10/09")["published"] == published


@pytest.mark.parametrize("named", ["<link rel='canonical' href='{}'>", "<meta property='og:url' content='{}'>"])
def test_a_page_without_a_publisher_is_credited_to_its_own_site(named: str) -> None:
    assert (
        parsed_page(page(article(), head=named.format("https://selby-post.example/a")))["publisher"]
        == "harbour-times.example"
    )


@pytest.mark.parametrize("named", ["<link rel='canonical' href='{}'>", "<meta property='og:url' content='{}'>"])
def test_a_saved_page_claims_neither_an_address_nor_a_publisher(named: str) -> None:
    head = named.format(URL) + "<meta property='og:site_name' content='Harbour Times'>"
    saved = parsed_page(page(article(), head=head + json_ld(url=URL, publisher={"name": "Harbour Times"})), None)
    assert (saved["url"], saved["publisher"], saved["title"]) == (None, None, HEADLINE)


def test_a_hidden_headline_is_ignored() -> None:
    hidden = "<h1 class='visually-hidden'>The Harbour Times</h1>"
    assert parsed_page(page(hidden + article().replace("<h1>", "<h2>").replace("</h1>", "</h2>")))["title"] == HEADLINE


SITE = "<meta property='og:site_name' content='Harbour Times'>"


@pytest.mark.parametrize(
    ("declared", "head", "title"),
    [
        (f"{HEADLINE} | Harbour Times", "", HEADLINE),
        (f"{HEADLINE} - Harbour Times", SITE, HEADLINE),
        (f"Six weeks without a bridge - {HEADLINE}", SITE, f"Six weeks without a bridge - {HEADLINE}"),
        ("Six weeks without a bridge — Harbour Times", SITE, "Six weeks without a bridge"),
        ("Six weeks without a bridge — city", SITE, "Six weeks without a bridge — city"),
        ("Bridge – Harbour Times", SITE, "Bridge"),
    ],
)
def test_the_sites_name_is_removed_from_the_headline(declared: str, head: str, title: str) -> None:
    assert parsed_page(page(article(), head=f"<meta property='og:title' content='{declared}'>{head}"))["title"] == title


@pytest.mark.parametrize(
    ("canonical", "believed"),
    [
        ("https://m.harbour-times.example/news/bridge-to-close", True),
        ("/city/bridge-to-close", True),
        ("https://selby-post.example/news/bridge-to-close", False),
        ("https://www.harbour-times.example/", False),
        ("https://www.harbour-times.example/news/", False),
        ("javascript:alert(1)", False),
        ("https://[::1/x", False),
    ],
)
def test_an_address_is_believed_on_the_same_site_only(canonical: str, believed: bool) -> None:
    url = parsed_page(page(article(), head=f"<link rel='canonical' href='{canonical}'>"))["url"]
    assert (url != URL) == believed


@pytest.mark.parametrize(
    ("encoding", "declared", "header"),
    [
        ("utf-8", "utf-8", ""),
        ("utf-8", "iso-8859-1", "text/html; charset=iso-8859-1"),
        ("cp1252", "iso-8859-1", ""),
        ("cp1252", "", "text/html; charset=windows-1252"),
        ("cp1252", "", ""),
        ("utf-16", "", ""),
        ("koi8-r", "koi8-r", ""),
        ("shift_jis", "", "text/html; charset=Shift_JIS"),
        ("iso2022_jp", "iso-2022-jp", ""),
        ("cp1251", "", "text/html; charset=windows-1251"),
        ("gbk", "gb2312", ""),
        ("euc_kr", "", "text/html; charset=euc-kr"),
        ("big5", "big5", ""),
    ],
)
def test_the_encoding_of_a_page_is_recognized(encoding: str, declared: str, header: str) -> None:
    strange = {
        "koi8-r": "Мэр сказал: «Мы ждать не можем».", "cp1251": "Мэр сказал: «Мы ждать не можем».",
        "shift_jis": "「待てない」と市長は言った。", "iso2022_jp": "「待てない」と市長は言った。",
        "gbk": "“我们不能等，”市长说。", "big5": "「我們不能等，」市長說。",
        "euc_kr": "“기다릴 수 없다”고 시장이 말했다.",
    }  # fmt: skip
    said = strange.get(encoding, "“Café für alle,” said Mayor Müller — naïvely.")
    markup = page(article(said, said, said))
    if encoding in strange:
        markup = page(f"<main><article><h1>Bridge</h1>{paragraphs(said, said, said)}</article></main>", title="Bridge")
    markup = markup.replace('<meta charset="utf-8">', f'<meta charset="{declared}">' if declared else "")
    assert (
        parsed_page(markup.encode(encoding, "xmlcharrefreplace"), content_type=header)["text"].split("\n\n")
        == [said] * 3
    )


def test_a_character_that_was_cut_in_two_does_not_change_the_encoding() -> None:
    """Many servers declare ISO-8859-1 for everything, and many programs cut text at a number of bytes."""
    said = "Das Café für alle, sagte die Bürgermeisterin — naïv sei das nicht."
    markup = page(article(said, said, said + " Die Brücke")).encode().replace("Brücke".encode(), b"Br\xc3")
    text = str(parsed_page(markup, content_type="text/html; charset=ISO-8859-1")["text"])
    assert text == "\n\n".join([said, said, said + " Die Br\ufffd"])


def test_a_form_feed_separates_words() -> None:
    assert kept(f"<p>{SAID}.\x0cIt rained.\x0bShe left.</p>") == [f"{SAID}. It rained. She left."]
