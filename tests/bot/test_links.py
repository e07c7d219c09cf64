"""Links to pages, documents and sitemaps become drafts; the rest is refused with a reason."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.composition import open_services
from bot.intake.base.refusal import Refused
from bot.intake.sources import links
from bot.intake.sources.files import drafts_sent
from bot.intake.sources.inputs import drafts_in
from bot.intake.sources.links import drafts_at, drafts_of_sitemap
from bot.intake.web.fetching import Fetched, Fetcher
from bot.settings import Settings
from retrieval.domain.article import AddResult, Draft, Outcome
from retrieval.domain.changes import OPERATOR
from tests.bot.documents.made import column, docx, pdf
from tests.bot.pages.made import HEADLINE, PARAGRAPHS, article, json_ld, page
from tests.bot.web.site import Answer, Reply, at_once, fetcher, site
from tests.contracts.encoders import FakeEncoder

BRIDGE = page(article(), head=json_ld(datePublished="2024-11-20")).encode()
SAID = "“We found rust,” said Mara Lindqvist."


async def at_link(answer: Answer, path: str = "/news/bridge") -> tuple[list[Draft | Refused], str]:
    """Return what comes of a link, and the link."""
    async with site({path: answer}) as at, fetcher() as one:
        return [item async for item in drafts_at(at.base + path, one)], at.base + path


async def test_a_page_becomes_an_article_with_its_address() -> None:
    (draft,), url = await at_link(Reply(BRIDGE, headers={"Content-Type": "text/plain"}))
    assert isinstance(draft, Draft)
    assert draft == Draft(
        text="\n\n".join(PARAGRAPHS), title=HEADLINE, url=url, publisher=draft.publisher,
        published=datetime(2024, 11, 20, tzinfo=UTC),
    )  # fmt: skip
    assert draft.origin == url


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("/a", pdf([column(SAID)])),
        ("/a.bin", docx(SAID)),
        ("/a.txt", SAID.encode()),
        ("/a", f"---\ntitle: x\n---\n{SAID}".encode()),
    ],
)
async def test_a_document_behind_a_link_is_read_by_its_real_type(path: str, content: bytes) -> None:
    (draft,), url = await at_link(Reply(content, headers={"Content-Type": "text/html"}), path)
    assert isinstance(draft, Draft)
    assert (draft.text, draft.url, draft.id) == (SAID, url, None)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"\x89PNG\r\n\x1a\n", "is an image"),
        (b"PK\x03\x04" + bytes(50), "is damaged"),
        (b"\x1f\x8b" + bytes(50), "is an archive"),
        (b"", "is empty"),
    ],
)
async def test_other_content_is_refused_with_its_link(content: bytes, why: str) -> None:
    (item,), url = await at_link(Reply(content, headers={"Content-Type": "text/html"}))
    assert isinstance(item, Refused)
    assert item.where == url
    assert why in item.reason


@pytest.mark.parametrize(
    "content",
    [
        f"---\nid: bridge\nurl: https://harbour-times.example/bridge\ntitle: Bridge\n---\n{SAID}".encode(),
        json.dumps(
            {"id": "bridge", "url": "https://harbour-times.example/bridge", "title": "Bridge", "text": SAID}
        ).encode(),
    ],
    ids=["text", "lines"],
)
async def test_nothing_on_the_web_can_replace_another_article(content: bytes) -> None:
    """An id decides which article a text replaces; only editors may give one, not whoever answers at a link."""
    (draft,), url = await at_link(Reply(content), "/a")
    assert isinstance(draft, Draft)
    assert (draft.id, draft.title, draft.text) == (None, "Bridge", SAID)
    assert draft.url in {url, None}


async def test_json_lines_at_a_link_may_have_addresses_on_its_site() -> None:
    lines = "\n".join(json.dumps({"url": f"http://127.0.0.1/{n}", "text": SAID}) for n in range(2))
    drafts, _ = await at_link(Reply(lines.encode()), "/a.jsonl")
    assert [draft.url for draft in drafts if isinstance(draft, Draft)] == ["http://127.0.0.1/0", "http://127.0.0.1/1"]


async def test_missing_pages_are_refused_and_private_addresses_not_asked() -> None:
    ((missing,), _) = await at_link(Reply(status=404))
    assert isinstance(missing, Refused)
    assert "does not exist" in missing.reason
    async with site({"/": Reply(BRIDGE)}) as at, Fetcher() as safe:
        (private,) = [item async for item in drafts_in(f"{at.base}/", safe)]
    assert isinstance(private, Refused)
    assert "is not public" in private.reason
    assert at.asked == []


async def test_a_saved_page_and_a_sent_one_are_read_the_same(tmp_path: Path) -> None:
    (tmp_path / "bridge.html").write_bytes(BRIDGE)
    (saved,) = [item async for item in drafts_in(str(tmp_path / "bridge.html"))]
    (sent,) = [item async for item in drafts_sent(BRIDGE, "bridge.htm")]
    assert isinstance(saved, Draft)
    assert saved == sent
    assert (saved.text, saved.title, saved.url, saved.id) == ("\n\n".join(PARAGRAPHS), HEADLINE, None, None)


async def test_a_changed_page_is_a_revision_and_a_retracted_one_stays_away(tmp_path: Path) -> None:
    services = await open_services(Settings(data=tmp_path, _env_file=None), FakeEncoder(), fetcher=fetcher())
    try:
        async with site({"/a": Reply(BRIDGE)}) as at:

            async def add(path: str) -> AddResult:
                (draft,) = [item async for item in drafts_at(at.base + path, services.following.fetcher)]
                assert isinstance(draft, Draft)
                (added,) = await services.editing.add([draft])
                return added

            first = await add("/a")
            at.answers["/a?utm_source=x"] = at.answers["/a"]
            assert (await add("/a?utm_source=x")).outcome is Outcome.UNCHANGED
            at.answers["/a"] = Reply(page(article(*PARAGRAPHS[:4])).encode())
            changed = await add("/a")
            await services.editing.retract(first.article.id, by=OPERATOR)
            at.answers["/a"] = Reply(page(article(*PARAGRAPHS[:3])).encode())
            again = await add("/a")
    finally:
        await services.close()
    assert (first.outcome, changed.outcome, again.outcome) == (Outcome.ADDED, Outcome.REVISED, Outcome.RETRACTED)
    assert changed.article.id == first.article.id


def listing(base: str, *paths: str, changed: str = "") -> bytes:
    links = "".join(f"<url><loc>{base}{path}</loc>{changed}</url>" for path in paths)
    return f"<urlset>{links}</urlset>".encode()


async def test_a_sitemap_gives_its_articles_and_refusals() -> None:
    async with site({"/robots.txt": Reply(b"User-agent: *\nDisallow: /closed"), "/1": Reply(BRIDGE)}) as at:
        index = "".join(f"<sitemap><loc>{at.base}/{n}.xml</loc></sitemap>" for n in (3, 1, 2, 1))
        at.answers["/index.xml"] = Reply(f"<sitemapindex>{index}</sitemapindex>".encode())
        at.answers["/1.xml"] = Reply(listing(at.base, "/1", "/closed/2", "/3", "/1") + b"<!-- -->")
        nonsense = b"<urlset><url><loc>http://[::1</loc></url><url><loc>mara</loc></url></urlset>"
        at.answers["/2.xml"] = Reply(listing("http://127.0.0.2", "/elsewhere") + b"<!-- -->")
        at.answers["/3.xml"] = Reply(nonsense)
        async with fetcher() as one:
            start = await one.get(f"{at.base}/index.xml")
            found = [item async for item in drafts_of_sitemap(start, at_once(one))]
    draft, closed, missing = found
    assert isinstance(draft, Draft)
    assert draft.url == f"{at.base}/1"
    assert isinstance(closed, Refused)
    assert "closed to bots" in closed.reason
    assert isinstance(missing, Refused)
    assert missing.where == f"{at.base}/3"
    assert "/closed/2" not in at.paths
    assert "/elsewhere" not in at.paths


async def test_stored_and_unchanged_articles_are_not_fetched_again() -> None:
    now = datetime.now(UTC)

    async def added_at(link: str) -> datetime | None:
        return {f"{at.base}/1": now - timedelta(hours=1), f"{at.base}/2": now - timedelta(days=3)}.get(link)

    async with site({"/robots.txt": Reply(status=404)}) as at, fetcher() as one:
        for path in ("/1", "/2", "/3"):
            at.answers[path] = Reply(BRIDGE)
        for changed, asked in (
            ("", ["/2", "/3"]),
            (f"<lastmod>{(now - timedelta(hours=2)).isoformat()}</lastmod>", ["/2", "/3"]),
            (f"<lastmod>{now.isoformat()}</lastmod>", ["/1", "/2", "/3"]),
            (f"<lastmod>{(now - timedelta(days=9)).isoformat()}</lastmod>", ["/3"]),
        ):
            at.asked.clear()
            start = Fetched(f"{at.base}/s.xml", 200, {}, listing(at.base, "/1", "/2", "/3", changed=changed))
            assert [item async for item in drafts_of_sitemap(start, at_once(one), added_at)]
            assert [path for path in at.paths if path != "/robots.txt"] == asked


async def test_a_site_that_is_down_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(links, "MAX_FAILURES", 3)
    async with site({"/robots.txt": Reply(status=404)}) as at, fetcher() as one:
        start = Fetched(f"{at.base}/s.xml", 200, {}, listing(at.base, *(f"/{n}" for n in range(9))))
        found = [item async for item in drafts_of_sitemap(start, at_once(one))]
    assert len(found) == 4
    assert isinstance(found[-1], Refused)
    assert "3 links in a row" in found[-1].reason


async def test_a_busy_site_is_asked_once_more_after_the_time_it_names() -> None:
    left = [Reply(status=429, headers={"Retry-After": "0"}), Reply(BRIDGE)]
    busy = Reply(status=503, headers={"Retry-After": "3600"})
    async with site({"/robots.txt": Reply(status=404), "/1": lambda _: left.pop(0), "/2": busy}) as at:
        start = Fetched(f"{at.base}/s.xml", 200, {}, listing(at.base, "/1", "/2"))
        async with fetcher() as one:
            draft, refused = [item async for item in drafts_of_sitemap(start, at_once(one))]
    assert isinstance(draft, Draft)
    assert isinstance(refused, Refused)
    assert "try again later" in refused.reason
    assert at.paths == ["/robots.txt", "/1", "/1", "/2"]


async def test_a_saved_page_revises_no_article_unless_an_editor_names_its_address(tmp_path: Path) -> None:
    """Its canonical link, og:url, JSON-LD and site name are claims: anybody could write another paper's into a file."""
    services = await open_services(Settings(data=tmp_path, _env_file=None), FakeEncoder(), fetcher=fetcher())
    try:
        async with site({"/news/bridge": Reply(BRIDGE)}) as at:
            link = f"{at.base}/news/bridge"
            (own,) = [item async for item in drafts_at(link, services.following.fetcher)]
        assert isinstance(own, Draft)
        (first,) = await services.editing.add([own])
        claims = f"<link rel='canonical' href='{link}'><meta property='og:url' content='{link}'>" + json_ld(
            url=link, publisher={"@type": "Organization", "name": "Harbour Times"}
        )
        (tmp_path / "a.html").write_text(page(article(*PARAGRAPHS[1:]), head=claims), "utf-8")

        async def add(url: str | None) -> AddResult:
            (draft,) = [item async for item in drafts_in(str(tmp_path / "a.html"), url=url)]
            assert isinstance(draft, Draft)
            (added,) = await services.editing.add([draft])
            return added

        saved = await add(None)
        assert saved.outcome is Outcome.ADDED
        assert (saved.article.url, saved.article.publisher) == (None, None)
        confirmed = await add(link)
        assert (confirmed.outcome, confirmed.article.id) == (Outcome.REVISED, first.article.id)
    finally:
        await services.close()
