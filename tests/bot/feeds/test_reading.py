"""Feeds and lists of feeds are read by a confined process: all formats, hostile ones, and several at once."""

from __future__ import annotations

import asyncio
import gzip
import json
from pathlib import Path
from time import monotonic

import pytest

from bot.feeds.discovery import address_of
from bot.feeds.opml import MAX_OPML_BYTES, feeds_in, opml_of
from bot.intake.base import sandbox
from bot.intake.base.refusal import Refused
from bot.intake.base.sandbox import Limits
from bot.intake.documents.feed import MAX_ENTRIES
from bot.intake.documents.fragments import feeds_of, line_of, paragraphs_of
from bot.intake.documents.opml import MAX_LISTED_FEEDS
from bot.intake.feeds import parser_process
from bot.intake.feeds.parser_process import MAX_BYTES, FeedBody, FeedReader, IsWebPage, ParsedFeed
from retrieval.domain.errors import UnusableArticle
from storage.ports.feeds import Feed, NewFeed, PollState
from tests.bot.documents.test_sandbox import children
from tests.bot.feeds.made import PUBLISHED, Item, atom, json_feed, rss, text_of, whole

URL = "https://a.example/news/feed"
SMALL = Limits(memory=400_000_000, processor=5, clock=30.0, answer=32_000_000)


async def read(body: bytes, content_type: str = "", limits: Limits = SMALL) -> ParsedFeed | str:
    """Return the parsed feed, or why it is refused."""
    try:
        return await FeedReader(limits)(FeedBody(body, content_type, URL))
    except UnusableArticle as error:
        return str(error)


@pytest.mark.parametrize("make", [rss, atom, json_feed])
async def test_each_format_gives_the_same_result(make: object) -> None:
    assert callable(make)
    feed = await read(make([whole("North"), whole("South")]))
    assert isinstance(feed, dict)
    first = feed["entries"][0]
    assert (feed["title"], len(feed["entries"])) == ("Harbour Times", 2)
    assert (first["title"], first["link"]) == ("On the North bridge", "https://a.example/North")
    assert first["content"] == text_of("North")
    assert (first["published"] or first["updated"]) == PUBLISHED.isoformat()


async def test_polling_hints_and_old_encodings_are_read() -> None:
    feed = await read(rss([], ttl=90))
    assert isinstance(feed, dict)
    assert feed["hint"] == 5400
    period = (
        b'<rss version="2.0" xmlns:sy="http://purl.org/rss/1.0/modules/syndication/"><channel><title>Caf\xe9</title>'
        b"<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency></channel></rss>"
    )
    feed = await read(b'<?xml version="1.0" encoding="iso-8859-1"?>' + period)
    assert isinstance(feed, dict)
    assert (feed["title"], feed["hint"]) == ("Café", 21600)


def deep(times: int) -> bytes:
    return b'<rss version="2.0"><channel>' + b"<a>" * times + b"</a>" * times + b"</channel></rss>"


BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(12))
    + b']><rss version="2.0"><channel><title>&m;</title></channel></rss>'
)
HOSTILE = {
    "a bomb": BOMB,
    "a bomb in UTF-16": BOMB.decode().encode("utf-16"),
    "a file": b'<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss version="2.0"><channel><title>&x;</title>'
    b"</channel></rss>",
    "deep JSON": b'{"version": "https://jsonfeed.org/version/1", "items": ' + b"[" * 200_000,
    "a page": b"<!doctype html><html><body>Hello</body></html>",
    "nothing": b"",
    "noise": bytes(range(256)) * 40,
    "packed": gzip.compress(rss([whole("North")])),
    "another JSON": b'{"articles": []}',
    "a list": b"[1, 2, 3]",
    "too large": b" " * (MAX_BYTES + 1),
}


@pytest.mark.parametrize("what", HOSTILE)
async def test_hostile_content_and_other_formats_are_refused_with_one_sentence(what: str) -> None:
    feed = await read(HOSTILE[what])
    assert isinstance(feed, str), feed
    assert feed
    assert "\n" not in feed
    assert "root:" not in feed
    assert children() == []


async def test_deeply_nested_and_very_long_feeds_are_bounded() -> None:
    for body in (deep(20_000), rss([Item(f"n{n}") for n in range(2_000)]), b"<rss>" * 30_000):
        feed = await read(body)
        assert isinstance(feed, str) or len(feed["entries"]) <= MAX_ENTRIES
    assert children() == []


async def test_many_comments_before_a_feed_take_no_time() -> None:
    """A pattern could split a run of comments in too many ways."""
    began = monotonic()
    feed = await read(b"<!-- a -->\n" * 40 + rss([whole("North")]).partition(b"?>")[2])
    assert isinstance(feed, dict)
    assert len(feed["entries"]) == 1
    assert monotonic() - began < SMALL.processor


async def test_one_process_reads_several_feeds_and_a_bad_one_spoils_none(monkeypatch: pytest.MonkeyPatch) -> None:
    started = 0
    real = sandbox.read_document

    async def counted(*given: object) -> ParsedFeed:
        nonlocal started
        started += 1
        return await real(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(parser_process, "read_document", counted)
    reader = FeedReader(SMALL)
    bodies = [rss([whole(f"N{n}")]) for n in range(9)] + [BOMB]
    results = await asyncio.gather(*(reader(FeedBody(b, "", URL)) for b in bodies), return_exceptions=True)
    assert [t["entries"][0]["content"] for t in results[:9] if isinstance(t, dict)] == [
        text_of(f"N{n}") for n in range(9)
    ]
    assert isinstance(results[9], UnusableArticle)
    # The first is read alone, and all that arrived meanwhile together.
    assert started == 2


async def test_a_feed_that_kills_the_process_does_not_affect_the_others() -> None:
    # Its text takes more processor time than a process has.
    greedy = rss([Item("Greedy", "/g", "x", summary="<" * 3_000_000)])
    reader = FeedReader(Limits(memory=400_000_000, processor=1, clock=30.0, answer=1_000_000))
    bodies = [rss([whole("North")]), b"\0" * 7_000_000 + greedy, rss([whole("South")]), rss([whole("East")])]
    results = await asyncio.gather(*(reader(FeedBody(b, "", URL)) for b in bodies), return_exceptions=True)
    assert [isinstance(one, dict) for one in results] == [True, isinstance(results[1], dict), True, True]


async def test_a_cancelled_call_does_not_affect_the_others() -> None:
    reader = FeedReader(SMALL)
    tasks = [asyncio.create_task(reader(FeedBody(rss([whole(f"N{n}")]), "", URL))) for n in range(4)]
    await asyncio.sleep(0.01)
    tasks[0].cancel()
    tasks[2].cancel()
    done = await asyncio.gather(*tasks, return_exceptions=True)
    assert [isinstance(one, dict) for one in done] == [False, True, False, True]
    assert children() == []


async def test_a_pages_links_to_its_feeds_are_found() -> None:
    head = b'<link rel="alternate" type="application/rss+xml" href="/feed" title="All">'
    with pytest.raises(IsWebPage) as raised:
        await FeedReader(SMALL)(FeedBody(b"<!doctype html><html><head>" + head + b"</head></html>", "text/html", URL))
    assert raised.value.names == (NewFeed("https://a.example/feed", "All"),)
    others = (
        '<base href="https://b.example/x/"><link rel=stylesheet href=a.css>'
        '<link rel="ALTERNATE home" type="application/atom+xml" href="a">'
    )
    assert feeds_of(others * 2, URL) == [{"url": "https://b.example/x/a", "title": None}]


def test_html_becomes_paragraphs_without_scripts_and_figures() -> None:
    html = (
        "<p>One &amp; <b>two</b>.</p>Three<br>four<br/><br>five<script>x()</script><figure><img><figcaption>no"
        "</figcaption></figure><ul><li>six</li></ul><p>The post <a>On it</a> appeared first on <a>Paper</a>.</p>"
    )
    assert paragraphs_of(html) == "One & two.\n\nThree\nfour\n\nfive\n\nsix"
    assert line_of("A <b>b</b>\n c") == "A b c"
    assert line_of("<br>") is None
    assert paragraphs_of("<![if x]>a<![endif]> <![odd[ b]]>c") == "a c"


async def test_a_broken_link_affects_only_its_own_entry() -> None:
    feed = await read(rss([Item("North", "http://[", text_of("North")), whole("South")]))
    assert isinstance(feed, dict)
    assert [(e["link"], e["content"] is not None) for e in feed["entries"]] == [
        (None, True), ("https://a.example/South", True)
    ]  # fmt: skip


OPML = """<opml version="2.0"><head/><body><outline text="News"><outline text="Harbour &amp; Co" type="rss"
xmlUrl="HTTPS://A.example/feed#x"/><outline xmlurl="https://a.example/feed"/></outline><outline xmlUrl="ftp://b"/></body></opml>"""


async def test_an_exported_list_of_feeds_can_be_imported() -> None:
    listed = await feeds_in(OPML.encode())
    assert listed[0] == NewFeed("https://a.example/feed", "Harbour & Co")
    assert isinstance(listed[1], Refused)
    assert len(listed) == 2
    feeds = [
        Feed(id=1, url=url, title=title, added=PUBLISHED, added_by="E", polls=PollState(due=PUBLISHED))
        for url, title in (('https://a.example/?a=1&b="2"', 'Quotes " & <b> \x01'), ("https://c.example/", None))
    ]
    back = await feeds_in(opml_of(feeds, PUBLISHED).encode())
    assert back == [
        NewFeed(address_of(feeds[0].url), 'Quotes " & <b>'), NewFeed("https://c.example/", "https://c.example/"),
    ]  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "cp1252"])
async def test_an_ampersand_that_nobody_escaped_is_read_as_one(encoding: str) -> None:
    """listparser and libxml2 read "&copy=3" as "©=3", and lose "&y"; the address would be another."""
    link = "https://a.example/?x=1&y=2&copy=3&lt=4&amp;z=5"
    content = (
        f'<?xml version="1.0" encoding="{encoding}"?><opml><body><outline text="Zürich & Co &#169;" xmlUrl="{link}"/>'
    )
    listed = await feeds_in(f"{content}</body></opml>".encode(encoding))
    assert listed == [NewFeed("https://a.example/?x=1&y=2&copy=3&lt=4&z=5", "Zürich & Co ©")]


async def test_what_is_sound_in_a_list_is_read_and_the_rest_is_named() -> None:
    content = (
        '<?xml version="1.0"?>\n<!DOCTYPE opml SYSTEM "http://a.example/opml.dtd">\n<opml>'
        '<head><title>A & B</title></head>\n<body><outline text="Q&A &rsquo; <new>" xmlUrl="https://a.example/?x=1&y=2">'
        '<!-- <outline xmlUrl="no"/> -->'
        '\n<outline text="unclosed xmlUrl="https://b.example/"/>\n<outline text="C" xmlUrl=\'https://c.example/\'/>'
    )
    listed = await feeds_in(content.encode())
    assert listed[:2] == [
        NewFeed("https://a.example/?x=1&y=2", "Q&A ’ <new>"), NewFeed("https://c.example/", "C")
    ]  # fmt: skip
    (passed_over,) = listed[2:]
    assert isinstance(passed_over, Refused)
    assert (passed_over.where, "not well-formed" in passed_over.reason) == ("line 5", True)


@pytest.mark.parametrize(
    "content",
    [
        b"", b"<opml", b"<rss version='2.0'/>", BOMB, BOMB.replace(b"rss", b"opml"), json.dumps({}).encode(),
        b"<opml>" + b"<outline xmlUrl='https://a.example/'/>" * (MAX_LISTED_FEEDS + 1) + b"</opml>",
        b" " * (MAX_OPML_BYTES + 1),
    ],
)  # fmt: skip
async def test_a_hostile_list_is_refused(content: bytes, tmp_path: Path) -> None:
    with pytest.raises(UnusableArticle) as raised:
        await feeds_in(content)
    assert "\n" not in str(raised.value)
    assert children() == []
