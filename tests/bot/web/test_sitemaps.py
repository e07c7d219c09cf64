"""Sitemaps are read in all their forms; hostile ones are refused."""

from __future__ import annotations

import gzip
import tracemalloc
from datetime import UTC, datetime
from time import process_time

import pytest

from bot.intake.web.registered import registered_domain
from bot.intake.web.sitemaps import MAX_LINKS, SitemapEntry, sitemap_of, unpacked_head
from retrieval.domain.errors import UnusableArticle

NS = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
NEWS = f"""<?xml version="1.0" encoding="UTF-8"?>
<urlset {NS} xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
 xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><loc> https://a.example/1?x=1&amp;y=2 </loc><lastmod>2026-11-20T08:30:00+01:00</lastmod>
 <news:news><news:title>Bridge</news:title></news:news><image:image><image:loc>https://a.example/i.jpg</image:loc></image:image></url>
<url><loc><![CDATA[https://a.example/2]]></loc><lastmod>2026-11-20</lastmod></url>
<url><loc>https://a.example/3</loc><lastmod>soon</lastmod></url><url><lastmod>2026-11-20</lastmod></url>
</urlset>"""
INDEX = f"<sitemapindex {NS}><sitemap><loc>https://a.example/s.xml.gz</loc></sitemap></sitemapindex>"


def reason(content: bytes) -> str:
    with pytest.raises(UnusableArticle) as raised:
        sitemap_of(content)
    return str(raised.value)


def test_pages_have_the_time_of_their_last_change() -> None:
    listed = (
        SitemapEntry("https://a.example/1?x=1&y=2", datetime(2026, 11, 20, 7, 30, tzinfo=UTC)),
        SitemapEntry("https://a.example/2", datetime(2026, 11, 20, tzinfo=UTC)),
        SitemapEntry("https://a.example/3"),
    )
    for content in (NEWS.encode(), gzip.compress(NEWS.encode()), NEWS.replace(NS, "").encode()):
        assert sitemap_of(content).pages == listed
    assert sitemap_of(INDEX.encode()).maps == (SitemapEntry("https://a.example/s.xml.gz"),)


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))


@pytest.mark.parametrize(
    "declared",
    [f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>', '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]>',
     '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">'],
    ids=["bomb", "file", "link"],
)  # fmt: skip
def test_a_document_type_is_refused_before_it_has_any_effect(declared: str) -> None:
    began = process_time()
    assert "declares a document type" in reason(f"{declared}<urlset><url><loc>&l11;&f;</loc></url></urlset>".encode())
    assert process_time() - began < 1


def test_bombs_damaged_and_endless_sitemaps_are_refused_or_cut() -> None:
    assert "unpacks to more than" in reason(gzip.compress(b"<urlset>" + b" " * 70_000_000))
    assert "an error in its XML" in reason(NEWS[:-20].encode())
    assert "breaks off" in reason(gzip.compress(NEWS.encode())[:-9])
    many = "".join(f"<url><loc>https://a.example/{n}</loc></url>" for n in range(MAX_LINKS + 9))
    assert len(sitemap_of(f"<urlset>{many}</urlset>".encode()).pages) == MAX_LINKS
    assert sitemap_of(b"<urlset><url><loc>https://a.example/" + b"x" * 99_999 + b"</loc></url></urlset>").pages == ()


HOSTILE = {
    "empty members": (gzip.compress(b"") * 200_000, "in more than 10,000 parts"),
    "deep nesting": (b"<urlset>" + b"<x>" * 4_000_000, "nested deeper than"),
    "one long tag": (b"<urlset " + b" ".join(b'a%d=""' % n for n in range(400_000)) + b"/>", "a tag longer than any"),
    "one long comment": (b"<urlset><!--" + b"a" * 20_000_000 + b"--></urlset>", "a tag longer than any"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_sitemap_made_to_be_slow_is_refused_soon_and_takes_little_memory(what: str) -> None:
    content, why = HOSTILE[what]
    tracemalloc.start()
    began = process_time()
    try:
        assert why in reason(content)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # Quadratic code takes a minute and more, or a gigabyte.
    assert process_time() - began < 5
    assert most < 30_000_000


def test_a_large_sitemap_is_not_unpacked_as_a_whole() -> None:
    content = gzip.compress(
        b"<urlset>" + (b"<url><loc>https://a.example/1</loc></url>" + b" " * 600) * 60_000 + b"</urlset>"
    )
    tracemalloc.start()
    try:
        assert len(sitemap_of(content).pages) == MAX_LINKS
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 20_000_000


def test_a_gzip_file_in_several_members_is_read_to_its_end() -> None:
    whole = NEWS.encode()
    members = gzip.compress(b"") + b"".join(gzip.compress(whole[n : n + 50]) for n in range(0, len(whole), 50))
    assert sitemap_of(members + bytes(99)).pages == sitemap_of(whole).pages
    assert unpacked_head(members, 40) == whole[:40]


def test_a_site_is_a_registered_domain() -> None:
    assert (
        registered_domain("https://news.bbc.co.uk/x")
        == registered_domain("http://www.bbc.co.uk")
        != registered_domain("https://www.ft.co.uk")
    )
    assert registered_domain("https://a.github.io") != registered_domain("https://b.github.io")
    assert registered_domain("http://127.0.0.1:8000/x") == "127.0.0.1"
    assert (
        registered_domain("http://[::1") == registered_domain("https://a.example]/") == registered_domain("mara") == ""
    )
