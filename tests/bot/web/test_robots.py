"""The bot does what a site's robots.txt asks, as RFC 9309 has it."""

from __future__ import annotations

import asyncio
import tracemalloc
from cProfile import Profile
from time import monotonic

import pytest

from bot.intake.web.fetching import Fetched
from bot.intake.web.robots import MAX_ROBOTS_BYTES, Robots
from bot.intake.web.robots_cache import RobotsCache, SiteRules
from retrieval.domain.clock import utc_now
from retrieval.domain.errors import FetchFailed
from tests.bot.web.site import Answer, Reply, at_once, fetcher, site

SITE = "https://a.example"
RULES = """
# All robots
User-agent: *
Disallow: /search
Disallow: /*.pdf$
Allow: /search/about
Disallow: /a*b*c
Crawl-delay: 2

User-agent: greedy
User-agent: OnRecord/2.0
Disallow: /paid/
Allow: /paid/free
Disallow:
"""


@pytest.mark.parametrize(
    ("path", "everybody", "ours"),
    [("/", True, True), ("/search?q=x", False, True), ("/search/about", True, True), ("/x.pdf", False, True),
     ("/x.pdf?page=2", True, True), ("/axxbxxc/d", False, True), ("/acb", True, True), ("/paid/x", True, False),
     ("/paid/free/x", True, True)],
)  # fmt: skip
def test_the_longest_rule_of_our_own_group_decides(path: str, everybody: bool, ours: bool) -> None:
    assert Robots(RULES.encode(), "SomeoneElse").allows(SITE + path) is everybody
    assert Robots(RULES.encode(), "OnRecord").allows(SITE + path) is ours


@pytest.mark.parametrize("name", ["OnRecord", "onrecord/2.0", "ONRECORD (bot)", "OnRecord # all of it"])
def test_a_group_is_ours_if_its_name_begins_with_our_product_token(name: str) -> None:
    assert not Robots(f"User-agent: {name}\nDisallow: /".encode(), "OnRecord").allows(f"{SITE}/a")


@pytest.mark.parametrize("name", ["On", "OnRecordings", "On-Record", "-", "SomeoneElse"])
@pytest.mark.parametrize("form", ["User-agent: {}", "useragent:{}", "User agent {}", "user-agent {}"])
def test_a_group_of_a_bot_whose_name_only_resembles_ours_is_not_ours(name: str, form: str) -> None:
    assert Robots(f"{form.format(name)}\nDisallow: /".encode(), "OnRecord").allows(f"{SITE}/a")


def test_content_that_is_not_a_robots_txt_allows_everything() -> None:
    for content in (b"", b"<html>not found</html>", b"\xff\xfe\0", b"Disallow: /"):
        assert Robots(content, "OnRecord").allows(f"{SITE}/a")
        assert Robots(content, "OnRecord").delay is None
    assert Robots(RULES.encode(), "SomeoneElse").delay == 2.0


HOSTILE = {
    "a pattern of many stars": (b"User-agent: *\nDisallow: /" + b"a*" * 3000 + b"b$\n", True),
    "thousands of groups for everybody": (b"User-agent: *\nDisallow: /b\n" * 20_000, True),
    "thousands of lines for everybody": (b"User-agent: *\n" * 4_000 + b"Disallow: /a\n" * 3_000, False),
    "thousands of lines for us": (b"User agent OnRecord\n" * 2_500 + b"Disallow: /a\n" * 3_000, False),
    "thousands of other bots": (
        b"".join(b"User-agent: b%d\n" % n for n in range(2_500)) + b"Disallow: /a\n" * 3_000, True),
    "thousands of patterns": (
        b"User-agent: *\n" + b"".join(b"Disallow: /*a*b%d$\n" % n for n in range(20_000)), True),
}  # fmt: skip


PLAIN = b"User-agent: *\n" + b"".join(b"Disallow: /news/page%d\n" % n for n in range(20_000))


def calls(content: bytes, *, allowed: bool) -> int:
    """Return how many functions are called to parse rules and to ask them about a long link."""
    with Profile() as profile:
        assert Robots(content, "OnRecord").allows(f"{SITE}/" + "a" * 3500) is allowed
    return sum(entry.callcount for entry in profile.getstats())


@pytest.mark.parametrize("what", HOSTILE)
def test_rules_made_to_be_slow_take_about_as_much_work_as_plain_ones(what: str) -> None:
    """Without our care, some take more than a hundred times as much; time itself depends on the machine."""
    content, allowed = HOSTILE[what]
    assert calls(content, allowed=allowed) < 10 * calls(PLAIN, allowed=True)


@pytest.mark.parametrize("what", HOSTILE)
def test_rules_made_to_be_large_take_little_memory(what: str) -> None:
    """Many crawlers once multiplied lines by rules: 62 kB took 0.8 GB."""
    tracemalloc.start()
    try:
        Robots(HOSTILE[what][0], "OnRecord")
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 20_000_000


def test_only_the_first_100_kb_are_parsed() -> None:
    rule = b"User-agent: *\nDisallow: /a\n"
    assert MAX_ROBOTS_BYTES == 100_000
    assert not Robots(b"#" * (MAX_ROBOTS_BYTES - 100) + b"\n" + rule, "OnRecord").allows(f"{SITE}/a")
    assert Robots(b"#" * MAX_ROBOTS_BYTES + b"\n" + rule, "OnRecord").allows(f"{SITE}/a")


@pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\n"])
def test_half_a_rule_at_the_limit_is_no_rule(end: bytes) -> None:
    """Cut in its middle, "Disallow: /news/drafts" would close /news."""
    rules = end.join([b"User-agent: *", b"Disallow: /closed", b"Disallow: /news/drafts"])
    padding = b"#" * (MAX_ROBOTS_BYTES - len(rules) + len(b"/drafts") - len(end)) + end
    robots = Robots(padding + rules, "OnRecord")
    assert robots.allows(f"{SITE}/news/1")
    assert not robots.allows(f"{SITE}/closed")


async def test_a_robots_txt_larger_than_the_limit_is_obeyed_as_far_as_it_is_read() -> None:
    large = Reply(b"User-agent: *\nDisallow: /closed\n" + b"# nothing\n" * 400_000)
    async with site({"/robots.txt": large, "/news": Reply(b"Hill")}) as at, fetcher() as one:
        web = at_once(one)
        assert (await web.get(f"{at.base}/news")).content == b"Hill"
        with pytest.raises(FetchFailed, match="closed to bots"):
            await web.get(f"{at.base}/closed")


async def test_the_cache_drops_the_oldest_sites_when_their_rules_take_too_much() -> None:
    fetches: list[str] = []

    class Web:
        async def get(self, url: str, **_: object) -> Fetched:
            fetches.append(url)
            await asyncio.sleep(0)
            return Fetched(url, 200, {}, b"# " + b"x" * 90_000)

    cache = RobotsCache(Web(), utc_now)
    for n in [*range(12), 11, 0]:
        await cache.rules(f"https://{n}.example")
    assert fetches[12:] == ["https://0.example/robots.txt"]


@pytest.mark.parametrize("delay", ["-1", "nan", "inf", "1e999", "soon", "9" * 5000, "0x10", ""])
def test_a_nonsensical_crawl_delay_is_ignored(delay: str) -> None:
    rules = SiteRules(utc_now(), Robots(f"User-agent: *\nCrawl-delay: {delay}\nDisallow: /a".encode(), "OnRecord"))
    assert 0 <= rules.delay <= 60


@pytest.mark.parametrize(
    ("robots", "why"),
    [(Reply(b"User-agent: *\nDisallow: /"), "closed to bots"),
     (Reply(b"User-agent: onrecord\nDisallow: /n"), "closed to bots"),
     (Reply(b"User-agent: other\nDisallow: /"), None), (Reply(status=404), None), (Reply(status=403), None),
     (Reply(status=500), "is not read while"), (Reply(status=503), "is not read while"),
     (b"nonsense\r\n\r\n", "does not answer like a web server")],
)  # fmt: skip
async def test_a_page_closed_by_robots_txt_is_not_requested(robots: Answer, why: str | None) -> None:
    async with site({"/robots.txt": robots, "/news": Reply(b"Hill")}) as at, fetcher() as one:
        web = at_once(one)
        if why is None:
            assert (await web.get(f"{at.base}/news")).content == b"Hill"
        else:
            with pytest.raises(FetchFailed, match=why):
                await web.get(f"{at.base}/news")
    assert ("/news" in at.paths) is (why is None)


async def test_robots_txt_is_fetched_once_and_pages_with_pauses() -> None:
    async with site({"/robots.txt": Reply(status=404), "/a": Reply(b"a")}) as at, fetcher() as one:
        web = at_once(one, gap=0.2)
        began = monotonic()
        for _ in range(3):
            await web.get(f"{at.base}/a")
        assert 0.4 <= monotonic() - began < 5
    assert at.paths == ["/robots.txt", "/a", "/a", "/a"]


@pytest.mark.parametrize(
    ("pattern", "path"),
    [
        ("/closed", "/%63losed/a"),
        ("/%63losed", "/closed"),
        ("/café", "/caf%C3%A9"),
        ("/caf%c3%a9", "/caf%C3%A9/a"),
        ("/~a", "/%7Ea"),
    ],
)
def test_a_path_is_the_same_however_it_is_escaped(pattern: str, path: str) -> None:
    robots = Robots(f"User-agent: *\nDisallow: {pattern}".encode(), "OnRecord")
    assert not robots.allows(SITE + path)
    assert robots.allows(f"{SITE}/open")
    assert Robots(b"User-agent: *\nDisallow: /a%2Fb", "OnRecord").allows(f"{SITE}/a/b")
