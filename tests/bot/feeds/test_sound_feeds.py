"""Feeds with the faults that feeds have: every word is read as it was printed, or left out and not guessed."""

from __future__ import annotations

import io
import json
from pathlib import Path
from time import process_time
from typing import Any
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.intake.documents.feed import read_feeds
from bot.intake.documents.fragments import certain_text

URL = "https://a.example/news/feed"
FAULTS = Path(__file__).parents[3].parent / "shared/data/faults/feeds"
NAMESPACES = (
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd" xmlns:media="http://search.yahoo.com/mrss/"'
)
ENDED = "</channel></rss>"


def read(body: str | bytes, content_type: str = "") -> dict[str, Any]:
    content = body.encode() if isinstance(body, str) else body
    header = json.dumps([{"length": len(content), "type": content_type, "url": URL}])
    (feed,) = read_feeds(io.BytesIO(f"{header}\n".encode() + content), 100_000)["feeds"]
    return dict(feed)


def item(inside: str, title: str = "T", link: str = "/1") -> str:
    return f"<item><title>{title}</title><link>{link}</link>{inside}</item>"


def described(text: str) -> str:
    return item(f"<description>{text}</description>")


def rss(*items: str, declared: str = "") -> str:
    opened = f'<?xml version="1.0"{declared}?><rss version="2.0" {NAMESPACES}><channel><title>Harbour Times</title>'
    return f"{opened}{''.join(items)}{ENDED}"


def summaries(body: str | bytes, content_type: str = "") -> list[str | None]:
    return [entry["summary"] for entry in read(body, content_type)["entries"]]


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("We at R&D want Q&A, at AT&T and Smith&Sons", "We at R&D want Q&A, at AT&T and Smith&Sons"),
        ("&rsquo;&nbsp;&eacute; &hellip;", "’ é …"),
        ("a < b and <5% of it", "a < b and <5% of it"),
        ("LIBERTÉ\xa0! cafÃ©", "LIBERTÉ ! cafÃ©"),
        ("LIBERT&Eacute;&#160;!", "LIBERTÉ !"),
        ("&#8217; &#146; &#x2019;", "’ ’ ’"),
        ("<![CDATA[R&D &amp; Q&A]]>", "R&D & Q&A"),
        ("<![CDATA[<p>An &lt;!ENTITY x> </p>]]>", "An <!ENTITY x>"),
        # Characters that nobody can know any more.
        ("don\x19t go", None), ("a &#11; b", None), ("caf\ufffd", None), ("a &#xD800; b", None),
        # HTML that was escaped twice, and what only looks like a tag.
        ("&amp;lt;p&amp;gt;Words&amp;lt;/p&amp;gt;", None), ("It&amp;amp;#8217;s", None),
        ("Tom &amp;amp;amp; Jerry", None),
        ("if x&lt;y and z&gt;w", None), ("mail &lt;nora@a.example&gt;", None), ("if x&lt;y", None),
        # HTML that nobody escaped.
        ("one<br>two", None),
    ],
)  # fmt: skip
def test_a_text_is_read_as_printed_or_not_at_all(text: str, printed: str | None) -> None:
    entries = read(rss(described(text), described("The next one is sound.")))["entries"]
    assert [entry["summary"] for entry in entries] == [printed, "The next one is sound."]
    assert [entry["doubtful"] for entry in entries] == [printed is None, False]
    assert [entry["link"] for entry in entries] == ["https://a.example/1"] * 2


@given(st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn", "Co"), exclude_characters="<>&\ufffd"), max_size=40))
def test_bare_ampersands_never_alter_the_words_around_them(text: str) -> None:
    words = " & ".join(text.split())
    (summary,) = summaries(rss(described(words)))
    assert (summary or "").split() == words.split()


def test_only_a_damaged_item_is_passed_over() -> None:
    for damage in (
        "<description><![CDATA[one</description>", "<description><b>one</description>", "<description>one<br>",
        "<undeclared:x></undeclared:y>", "<description a=1>one</description>",
    ):  # fmt: skip
        entries = read(rss(described("first"), item(damage), described("<![CDATA[last]]>")))["entries"]
        assert [entry["summary"] for entry in entries] == ["first", None, "last"], damage
        assert [entry["title"] for entry in entries] == ["T"] * 3
    cut = rss(described("first"), described("second, which is cut off"))[: -len(ENDED) - 30]
    assert summaries(cut) == ["first", None]


def test_what_stands_around_a_feed_is_passed_over() -> None:
    whole = rss(described("first"))
    for body in (
        f"\n\n{whole}", f"<b>Warning</b>: mysql_connect()<br/>\n{whole}", f"{whole}<script>x()</script>",
        whole.replace("?>", "?><!DOCTYPE rss PUBLIC '-//Netscape//DTD RSS 0.91//EN' 'http://a.example/rss.dtd'>"),
        whole.replace('version="2.0"', "version=2.0"), whole.replace('xmlns:media="http://search.yahoo.com/mrss/"', "")
        .replace("<description>", "<media:thumbnail/><description>"),
    ):  # fmt: skip
        assert summaries(body) == ["first"]


@pytest.mark.parametrize(
    ("declared", "encoding", "content_type", "known"),
    [
        ("", "utf-8", "", True), ("", "utf-8-sig", "", True), ("", "utf-16", "", True), ("", "utf-16-le", "", True),
        ("utf-16", "utf-8", "", True), ("iso-8859-1", "utf-8", "text/xml; charset=iso-8859-1", True),
        ("windows-1251", "cp1251", "", True), ("", "cp1251", "text/xml; charset=windows-1251", True),
        # The server and the feed contradict each other, or nobody says what it is.
        ("windows-1251", "cp1251", "text/xml; charset=iso-8859-1", False), ("utf-8", "cp1251", "", False),
        ("", "cp1251", "", False),
    ],
)  # fmt: skip
def test_an_encoding_is_known_or_the_words_are_not(
    declared: str, encoding: str, content_type: str, known: bool
) -> None:
    said = f' encoding="{declared}"' if declared else ""
    body = rss(described("Мост закрыт, сказал мэр"), declared=said).encode(encoding)
    assert summaries(body, content_type) == ["Мост закрыт, сказал мэр" if known else None]


def test_one_bad_byte_costs_one_item() -> None:
    body = rss(described("Café à la crème"), described("BAD")).encode().replace(b"BAD", b"caf\xe9")
    assert summaries(body) == ["Café à la crème", None]


def test_html_is_read_as_pages_are() -> None:
    html = (
        '<p>He said <q>go</q>: <del>9</del> 12.</p><p style="display:none">Hidden.</p><p class="sr-only">Unseen.</p>'
        "<p>R&amp;D</p><figure><figcaption>A caption</figcaption></figure>"
    )
    (entry,) = read(rss(item(f"<content:encoded><![CDATA[{html}]]></content:encoded>")))["entries"]
    assert entry["content"] == "He said “go”: 12.\n\nR&D"
    atom = '<feed xmlns="http://www.w3.org/2005/Atom"><entry><id>urn:x</id><title type="text">a &lt;b&gt; c</title>'
    xhtml = '<div xmlns="http://www.w3.org/1999/xhtml"><p>R&amp;D <q>x</q> 2 &lt; 3</p></div>'
    (entry,) = read(f'{atom}<content type="xhtml">{xhtml}</content></entry></feed>')["entries"]
    assert (entry["title"], entry["content"]) == ("a <b> c", "R&D “x” 2 < 3")
    shown = {"version": "https://jsonfeed.org/version/1", "items": [{"title": "a <b> c & d", "content_html": html}]}
    (entry,) = read(json.dumps(shown))["entries"]
    assert (entry["title"], entry["content"]) == ("a <b> c & d", "He said “go”: 12.\n\nR&D")


def test_titles_are_read_as_what_the_feed_says_they_are() -> None:
    printed = {
        "It&rsquo;s R&D": "It’s R&D", "A &amp;amp; B": "A & B", "A &amp;amp;amp; B": "A & B",
        "It&amp;amp;#8217;s": "It’s", "&lt;i&gt;Hamlet&lt;/i&gt; closes": "Hamlet closes", "2 &lt; 3": "2 < 3",
        "don\x19t": None,
    }  # fmt: skip
    entries = read(rss(*(item("", title) for title in printed)))["entries"]
    assert [entry["title"] for entry in entries] == list(printed.values())


def test_captions_and_blurbs_are_neither_titles_nor_content() -> None:
    side = (
        "<media:content><media:title>A caption</media:title><media:description>Of it</media:description>"
        "</media:content><itunes:summary>A blurb</itunes:summary><itunes:title>Episode 4</itunes:title>"
    )
    (entry,) = read(rss(f"<item>{side}<title>Bridge</title><description>It closes.</description>{side}</item>"))[
        "entries"
    ]
    assert (entry["title"], entry["summary"], entry["content"]) == ("Bridge", "It closes.", None)


def test_authors_are_names_and_all_of_them() -> None:
    stated = {
        "<author>noreply@a.example (Nora Fisk)</author>": "Nora Fisk",
        "<author>Nora Fisk &lt;nora@a.example&gt;</author><author>Ole Dahl</author>": "Nora Fisk, Ole Dahl",
        "<dc:creator>Nora Fisk</dc:creator><dc:creator>Ole Dahl</dc:creator>": "Nora Fisk, Ole Dahl",
        "<author>nora@a.example</author>": None, "<author>admin</author>": None,
        "<author>noreply@a.example</author>": None,
        "<author>n@a.example (Nora Fisk)</author><author>o@b.example</author>": "Nora Fisk",
        "<author>Nora Fisk</author><dc:creator>NORA FISK</dc:creator>": "Nora Fisk",
    }  # fmt: skip
    entries = read(rss(*map(item, stated)))["entries"]
    assert [entry["author"] for entry in entries] == list(stated.values())
    named = "<author><name>Nora Fisk</name><email>n@a.example</email></author>"
    own = "<entry><id>urn:x</id><author><name>Ole Dahl</name></author><author><name>Ada Roe</name></author></entry>"
    atom = f'<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title>{named}{own}<entry><id>urn:y</id></entry></feed>'
    assert [entry["author"] for entry in read(atom)["entries"]] == ["Ole Dahl, Ada Roe", "Nora Fisk"]
    people = [{"name": "Nora Fisk"}, {"name": "Ole Dahl"}]
    shown = {"version": "https://jsonfeed.org/version/1.1", "authors": people, "items": [{"id": "1"}]}
    assert [entry["author"] for entry in read(json.dumps(shown))["entries"]] == ["Nora Fisk, Ole Dahl"]


def test_links_are_those_of_their_own_entry() -> None:
    entry = '<entry xml:base="https://b.example/x/"><id>urn:1</id><link href="p"/></entry>'
    other = '<entry><id>urn:2</id><link href="q"/></entry>'
    atom = f'<feed xmlns="http://www.w3.org/2005/Atom">{entry}{other}</feed>'
    assert [e["link"] for e in read(atom)["entries"]] == ["https://b.example/x/p", "https://a.example/news/q"]
    guids = "<item><title>x</title><guid>N/A</guid></item><item><guid>https://a.example/g</guid></item>"
    assert [e["link"] for e in read(rss(guids))["entries"]] == [None, "https://a.example/g"]
    query = item("", link="/?a=1&copy=2&amp;b=3")
    assert [e["link"] for e in read(rss(query))["entries"]] == ["https://a.example/?a=1&copy=2&b=3"]


def test_dates_are_read_as_printed_and_a_change_is_not_a_publication() -> None:
    dates = ("2023/10/28 20:28:28", "Fri, 20 Nov 2026 08:30:00 CEST", "Fri, 20 Nov 2026 20:30:00 CST", "4/5/2026")
    entries = read(rss(*(item(f"<pubDate>{date}</pubDate>") for date in dates)))["entries"]
    assert [(e["published"], e["updated"]) for e in entries] == [
        ("2023-10-28T20:28:28", None), ("2026-11-20T06:30:00+00:00", None), (None, None), (None, None)
    ]  # fmt: skip


@pytest.mark.parametrize(
    "subset", ['<!ENTITY a "ha">', "<!ENTITY % b SYSTEM 'file:///etc/passwd'>%b;", "<!-- > ]> --><!entity a 'x'>"]
)
def test_entities_are_refused_wherever_they_can_be_declared(subset: str) -> None:
    whole = rss(described("&a;"))
    for prolog in ("", "<!-- x -->", "<?x y?>\n", "Warning: "):
        body = whole.replace("?>", f"?>{prolog}<!DOCTYPE rss [{subset}]>", 1)
        assert "declares entities" in read(body)["refused"]
        assert "declares entities" in read(body.encode("utf-16"))["refused"]


@pytest.mark.parametrize(
    "piece", ["<![CDATA[", "<!--", "<?", "<item>", "<item><title>x</title><br></item>", "&", "<a:b "]
)
def test_unclosed_markup_without_end_takes_linear_time(piece: str) -> None:
    began = process_time()
    read(f"<rss version='2.0'><channel>{piece * (1_000_000 // len(piece))}")
    assert process_time() - began < 5


def test_many_prefixes_cost_no_more_than_few() -> None:
    began = process_time()
    many = "".join(f"<p{n}:a/>" for n in range(20_000))
    feed = read(rss(item(many, link="/1"), item("<dc:creator>Ann Miller</dc:creator>")))
    assert [entry["author"] for entry in feed["entries"]] == [None, "Ann Miller"]
    declared = " ".join(f'xmlns:p{n}="urn:{n}"' for n in range(10_000))
    assert "prefixes" in read(f"<rss {declared}><channel>{'<p9999:a/>' * 10_000}{ENDED}")["refused"]
    assert process_time() - began < 5


def test_a_feeds_title_is_whole_or_left_out() -> None:
    for title, kept in (("T" * 200, "T" * 200), ("T" * 201, None)):
        assert read(rss(described("x")).replace("Harbour Times", title))["title"] == kept
        assert read(json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": title}))["title"] == kept


def test_a_real_feed_with_bare_ampersands_keeps_its_words() -> None:
    if not FAULTS.is_dir():
        pytest.skip("../shared is absent")
    (entry,) = read((FAULTS / "bare_amp.xml").read_bytes())["entries"]
    assert entry["content"].startswith('"We at R&D want Q&A," said Mara Lindqvist, of Smith&Sons, on Tuesday')
    assert entry["title"] == "A & B"
    (entry,) = read((FAULTS / "slashed_date.xml").read_bytes())["entries"]
    assert entry["published"] == "2023-10-28T20:28:28"


def test_html_without_text_is_nothing_and_no_doubt() -> None:
    assert certain_text("<img src=x><!-- <foo> -->", is_html=True) == ""
    assert certain_text("<foo>x</foo>", is_html=True) is None
    assert certain_text("<x-foo>x</x-foo>", is_html=True) == "x"


@pytest.mark.parametrize("title", ["Why <p> and <div> differ in HTML", "Escape &amp; as &amp;amp;"])
def test_a_title_in_plain_text_says_what_it_shows(title: str) -> None:
    shown = {"version": "https://jsonfeed.org/version/1.1", "items": [{"id": "1", "title": title}]}
    assert [entry["title"] for entry in read(json.dumps(shown))["entries"]] == [title]
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><entry><id>urn:x</id>'
        f'<title type="text">{escape(title)}</title></entry></feed>'
    )
    assert [entry["title"] for entry in read(atom)["entries"]] == [title]
