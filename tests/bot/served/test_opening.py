"""Links that are forged, expired, foreign, unknown or malformed get one answer, and pages keep to themselves."""

from __future__ import annotations

import asyncio
import base64
import fcntl
import hashlib
import json
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.settings import Settings
from bot.usecases.pages.key import KEY_FILE, page_links
from bot.views.sharing.packing import base64_of
from bot.views.sharing.page_links import (
    CITATION,
    MAX_TOKEN_CHARS,
    PERSON,
    CitedPlace,
    PageLinks,
    PersonPlace,
    Place,
    signer_of,
)
from bot.web.app import web_app
from bot.web.gate import Gate, TooBusyError
from retrieval.domain.article import Article, Span
from retrieval.domain.errors import StorageUnwritable
from tests.bot.served.site import NOW, PUBLIC, Site, site
from tests.shots.articles import ARTICLES

KEY = b"k" * 32
WORDS = "“We shall work at night as little as we can,”"


def token_of(link: str) -> str:
    return link.rpartition("/")[2].partition("?")[0]


def changed(token: str, at: int) -> str:
    return token[:at] + ("A" if token[at] != "A" else "B") + token[at + 1 :]


def tries(site_: Site, article: Article) -> dict[str, str]:
    """Return addresses that must all be answered alike, by what is wrong with each."""
    good = token_of(site_.cited(article, WORDS))
    place, signature = good.split(".")
    person = token_of(site_.said_by("Marta Olin"))
    today = NOW.date()
    foreign, theirs = PageLinks(PUBLIC, b"x" * 32, 90), PageLinks(PUBLIC, None, None)
    at = Span(0, 10)

    def signed(where: CitedPlace | PersonPlace) -> str:
        return token_of(site_.links.to(where, today) or "")

    def signed_bytes(packed: bytes) -> str:
        key = (site_.services.settings.data / KEY_FILE).read_text().strip().encode()
        return signer_of(key, CITATION).sign(base64_of(packed)).decode()

    blank = article.text.index("\n\n")
    return {
        "a signature changed": f"/c/{changed(good, len(good) - 1)}",
        "a place changed": f"/c/{changed(good, 3)}",
        "a later day": f"/c/{changed(place, 0)}.{signature}",
        "no signature": f"/c/{place}",
        "an empty signature": f"/c/{place}.",
        "a signature alone": f"/c/.{signature}",
        "two signatures": f"/c/{good}.{signature}",
        "cut short": f"/c/{good[:-5]}",
        "longer": f"/c/{good}A",
        "another bot's": f"/c/{token_of(foreign.to(CitedPlace(article.id, 1, at), today) or '')}",
        "public where they are signed": f"/c/{token_of(theirs.to(CitedPlace(article.id, 1, at), today) or '')}",
        "expired": f"/c/{token_of(site_.links.to(CitedPlace(article.id, 1, at), today - timedelta(days=91)) or '')}",
        "a person's as a citation": f"/c/{person}",
        "a citation's as a person": f"/p/{good}",
        "no place": f"/c/{signed_bytes(b'')}",
        "no Unicode": f"/c/{signed_bytes(bytes([0, 1, 1, 5, 0xED, 0xA0, 0x80]))}",
        "an unknown article": f"/c/{signed(CitedPlace('nowhere', 1, at))}",
        "an unknown revision": f"/c/{signed(CitedPlace(article.id, 99, at))}",
        "a place past the end": f"/c/{signed(CitedPlace(article.id, 1, Span(5, 10**6)))}",
        "a place of blanks": f"/c/{signed(CitedPlace(article.id, 1, Span(blank, blank + 2)))}",
        "an unknown person": f"/p/{signed(PersonPlace('Nobody Known'))}",
        "named, never quoted": f"/p/{signed(PersonPlace('Arvel'))}",
        "a NUL": f"/p/{signed(PersonPlace(chr(0)))}",
        "SQL": f"/p/{signed(PersonPlace(chr(39) + ' OR 1=1 --'))}",
        "nothing": "/c/",
        "no kind": f"/{good}",
        "another kind": f"/x/{good}",
        "upper case": f"/C/{good}",
        "a folder above": f"/c/../c/{good}x",
        "an encoded slash": f"/c/{good}%2F..%2Fetc%2Fpasswd",
        "a file": "/onrecord.db",
        "a key": f"/{KEY_FILE}",
        "the root": "/",
        "a template": "/c/{{7*7}}",
        "markup": "/c/" + quote("<script>alert(1)</script>"),
        "no ASCII": "/c/" + quote("šifra"),
        "fullwidth": "/c/" + quote("".join(chr(ord(c) + 0xFEE0) if c.isalnum() else c for c in good)),
        "a huge token": f"/c/{'A' * 60_000}",
        "a huge number": f"/c/{'_' * (MAX_TOKEN_CHARS - 50)}",
        "a line break": f"/c/{good}%0D%0AX-Evil:%201",
        "padding": f"/c/{good}=",
        "a blank": f"/c/%20{good}",
    }


async def test_every_link_that_opens_nothing_gets_the_same_answer(town: Site) -> None:
    article = await town.services.library.article("harbour-1")
    assert article is not None
    good = await town.get(town.cited(article, WORDS))
    assert good.status_code == 200
    answers = {name: await town.get(path) for name, path in tries(town, article).items()}
    first = answers["a signature changed"]
    assert first.status_code == 404
    assert "This link leads nowhere" in first.text
    for name, answer in answers.items():
        assert (name, answer.status_code) == (name, 404)
        assert answer.content == first.content, name
        assert answer.headers.items() == first.headers.items(), name


async def test_no_other_method_opens_a_page(town: Site) -> None:
    article = await town.services.library.article("harbour-1")
    assert article is not None
    link = town.cited(article, WORDS)
    for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"):
        right, wrong = [await town.browser.request(method, url) for url in (link, f"{PUBLIC}/c/wrong")]
        assert (right.status_code, right.content) == (405, wrong.content), method
    head = await town.browser.head(link)
    assert head.status_code == 200


async def test_a_link_opens_until_its_last_day(town: Site) -> None:
    article = await town.services.library.article("harbour-1")
    assert article is not None
    link = town.cited(article, WORDS)
    assert "This link opens until 22 February 2027." in (await town.get(link)).text
    town.clock[0] = NOW + timedelta(days=90)
    answer = await town.get(link)
    assert answer.status_code == 200
    # The links on the page expire with it: who has one page cannot go on from page to page for ever.
    other = answer.text.partition('aria-labelledby="others"')[2].partition('href="')[2].partition('"')[0]
    assert (await town.get(other)).status_code == 200
    town.clock[0] = NOW + timedelta(days=91)
    assert [(await town.get(url)).status_code for url in (link, other)] == [404, 404]


async def test_public_pages_need_no_signature(filled: Path, tmp_path: Path) -> None:
    async with site(tmp_path / "signed") as signed:
        (article,) = await signed.add(ARTICLES[0])
        sent = signed.cited(article, WORDS)
    async with site(tmp_path / "signed", pages_public=True) as public:
        link = public.cited(article, WORDS)
        assert "." not in token_of(link)
        public.clock[0] = NOW + timedelta(days=3000)
        # Those that were sent before open as well.
        for url in (link, sent):
            answer = await public.get(url)
            assert (answer.status_code, "This link opens until" in answer.text) == (200, False)
        assert (await public.get(f"{PUBLIC}/c/{changed(token_of(link), 3)}")).status_code in {200, 404}
        assert answer.headers["x-robots-tag"] == "noindex, nofollow, noarchive"


async def test_no_page_may_run_load_or_keep_anything(town: Site) -> None:
    article = await town.services.library.article("harbour-1")
    assert article is not None
    for url in (town.cited(article, WORDS), town.said_by("Marta Olin"), "/nowhere"):
        answer = await town.get(url)
        policy = answer.headers["content-security-policy"]
        sheet = answer.text.partition("<style>")[2].partition("</style>")[0]
        digest = hashlib.sha256(sheet.encode()).digest()
        assert f"style-src 'sha256-{base64.b64encode(digest).decode()}'" in policy
        assert policy.startswith("default-src 'none'; ")
        assert "unsafe" not in policy
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["cache-control"] == "private, no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        # One request: nothing is fetched but what a reader follows.
        for forbidden in (
            "<script",
            "<img",
            "<iframe",
            "<form",
            " style=",
            "javascript:",
            " onclick",
            "@import",
            "url(",
        ):
            assert forbidden not in answer.text
        assert len(answer.content) < 50_000
    assert (await town.get("/robots.txt")).text == "User-agent: *\nDisallow: /\n"


async def test_pages_are_served_below_the_path_of_their_address(tmp_path: Path) -> None:
    async with site(tmp_path, public_url=f"{PUBLIC}/news/pages/") as below:
        (article,) = await below.add(ARTICLES[0])
        link = below.cited(article, WORDS)
        assert link.startswith(f"{PUBLIC}/news/pages/c/")
        assert (await below.get(link)).status_code == 200
        assert (await below.get(link.replace("/news/pages", ""))).status_code == 404


async def test_more_requests_than_can_be_answered_are_turned_away(town: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    article = await town.services.library.article("harbour-1")
    assert article is not None
    link = town.cited(article, WORDS)
    answers = await asyncio.gather(*(town.get(link) for _ in range(100)))
    codes = {answer.status_code for answer in answers}
    assert codes == {200, 503}
    (busy, *_) = [answer for answer in answers if answer.status_code == 503]
    assert busy.headers["retry-after"] == "60"
    assert "Too many readers at once" in busy.text
    assert (await town.get(link)).status_code == 200


async def test_a_gate_counts_who_waits_and_who_gave_up() -> None:
    gate = Gate(1, 2)
    async with gate.passed():
        waiting = asyncio.create_task(gate.passed().__aenter__())
        await asyncio.sleep(0)
        with pytest.raises(TooBusyError):
            async with gate.passed():
                pass
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
    async with asyncio.timeout(1), gate.passed():
        await asyncio.sleep(0)


async def test_a_failing_store_says_nothing_of_itself(town: Site, caplog: pytest.LogCaptureFixture) -> None:
    article = await town.services.library.article("harbour-1")
    assert article is not None
    link = town.cited(article, WORDS)
    await town.services.store.close()
    answer = await town.get(link)
    assert answer.status_code == 503
    assert "Something went wrong" in answer.text
    assert "onrecord.db" not in answer.text
    assert token_of(link) not in caplog.text


@given(
    st.text(min_size=1, max_size=60),
    st.integers(1, 10_000),
    st.integers(0, 100_000),
    st.integers(1, 5_000),
    st.integers(0, 2_000),
)
def test_a_link_says_where_it_leads(id_: str, revision: int, start: int, length: int, days: int) -> None:
    links = PageLinks(PUBLIC, KEY, 90)
    signed = NOW.date() + timedelta(days=days)
    leads: list[tuple[Place, str]] = [
        (CitedPlace(id_, revision, Span(start, start + length)), CITATION),
        (PersonPlace(id_), PERSON),
    ]
    for place, kind in leads:
        link = links.to(place, signed)
        assert link is not None
        opened = links.opened(kind, token_of(link), NOW + timedelta(days=days))
        assert opened is not None
        assert (opened.place, opened.signed) == (place, signed)


@given(st.text(max_size=700), st.sampled_from([CITATION, PERSON]), st.booleans())
def test_no_made_up_token_breaks_the_reading_of_links(token: str, kind: str, public: bool) -> None:
    opened = PageLinks(PUBLIC, None if public else KEY, 90).opened(kind, token, NOW)
    assert opened is None or public


def test_an_id_that_no_link_has_room_for_gets_none() -> None:
    links = PageLinks(PUBLIC, KEY, 90)
    for id_ in ("x" * 600, "\ud800"):
        assert links.to(CitedPlace(id_, 1, Span(0, 1)), NOW.date()) is None


def test_a_key_is_made_once_and_kept_to_its_owner(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "data", public_url=PUBLIC, _env_file=None)
    first, again = page_links(settings), page_links(settings)
    assert first is not None
    assert again is not None
    path = tmp_path / "data" / KEY_FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    link = first.to(PersonPlace("Marta Olin"), NOW.date())
    assert link == again.to(PersonPlace("Marta Olin"), NOW.date())
    given_key = Settings(data=tmp_path / "data", public_url=PUBLIC, pages_key="s" * 32, _env_file=None)
    by_setting = page_links(given_key)
    assert by_setting is not None
    assert by_setting.to(PersonPlace("Marta Olin"), NOW.date()) != link
    assert page_links(Settings(data=tmp_path, _env_file=None)) is None
    assert json.dumps(given_key.model_dump(mode="json")).count("s" * 32) == 0


def test_two_processes_that_start_at_once_have_one_key(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, public_url=PUBLIC, _env_file=None)
    with (tmp_path / KEY_FILE).open("w") as file, ThreadPoolExecutor() as other:
        fcntl.flock(file, fcntl.LOCK_EX)
        opened = other.submit(page_links, settings)
        with pytest.raises(TimeoutError):
            opened.result(0.2)
        file.write("a" * 64)
        file.flush()
        fcntl.flock(file, fcntl.LOCK_UN)
        links = opened.result(10)
    again = page_links(settings)
    assert links is not None
    assert again is not None
    assert links.to(PersonPlace("Marta Olin"), NOW.date()) == again.to(PersonPlace("Marta Olin"), NOW.date())


def test_a_key_that_is_damaged_or_a_link_is_refused(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path, public_url=PUBLIC, _env_file=None)
    path = tmp_path / KEY_FILE
    path.write_text("short\n")
    with pytest.raises(StorageUnwritable, match="is damaged; remove it"):
        page_links(settings)
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(StorageUnwritable, match="cannot be used"):
        page_links(settings)
    path.unlink()
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(StorageUnwritable, match="is a symbolic link"):
        page_links(settings)


async def test_a_fault_of_ours_is_not_told_to_browsers(town: Site) -> None:
    async def faulty(_: Request) -> Response:
        raise RuntimeError("the words of a reader")

    app = web_app([Route("/faulty", faulty)])
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=PUBLIC) as browser:
        answer = await browser.get("/faulty")
    assert answer.status_code == 500
    assert "the words of a reader" not in answer.text
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
